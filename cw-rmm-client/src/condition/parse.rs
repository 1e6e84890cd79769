//! Reading a condition back from a query.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::error::ConditionError;
use super::field::PARAMS;
use super::term::Term;
use super::{Condition, MAX_GROUPS};

impl FromStr for Condition {
    type Err = ConditionError;

    /// Reads a query such as `statusNames=New&createdAtFrom=2026-01-01`, as people copy it from an address.
    fn from_str(query: &str) -> Result<Self, ConditionError> {
        Self::from_query(url::form_urlencoded::parse(query.trim().trim_start_matches('?').as_bytes()))
    }
}

impl Condition {
    /// Reads the parameters of a query. Names are taken in any case.
    ///
    /// # Errors
    /// A parameter that tickets are not filtered by (paging and sorting are none), one that is said twice, a value that cannot be
    /// one, or nothing at all.
    pub fn from_query<N: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, ConditionError> {
        let mut groups: BTreeMap<Option<u32>, Vec<Term>> = BTreeMap::new();
        for (name, value) in pairs {
            let (number, term) = parse_pair(name.as_ref(), value.as_ref())?;
            let group = groups.entry(number).or_default();
            if group.iter().any(|earlier| earlier.name() == term.name()) {
                return Err(ConditionError::Repeated { name: term.name() });
            }
            group.push(term);
        }
        if groups.is_empty() {
            return Err(ConditionError::Nothing);
        }
        if groups.len() > 1 && groups.contains_key(&None) {
            return Err(ConditionError::Mixed);
        }
        if groups.len() > MAX_GROUPS {
            return Err(ConditionError::TooManyGroups);
        }
        Ok(Self { groups: groups.into_values().collect(), too_many: false })
    }
}

/// A parameter and the number of its group.
fn parse_pair(name: &str, value: &str) -> Result<(Option<u32>, Term), ConditionError> {
    let unknown = || ConditionError::UnknownField { name: name.to_owned() };
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &name[base.len()..];
    let number = if number.is_empty() { None } else { Some(number.parse().map_err(|_| unknown())?) };
    let param = PARAMS.iter().find(|param| param.name.eq_ignore_ascii_case(base)).ok_or_else(unknown)?;
    Ok((number, Term::read(*param, value)?))
}
