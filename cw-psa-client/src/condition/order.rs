//! The order of a list.

use std::fmt;
use std::str::FromStr;

use super::error::ConditionError;
use super::field::Field;

/// By which fields a list is sorted.
///
/// Without one, lists come in the order of ids, and forward-only paging knows no other. While a list
/// that is read in another order changes, rows may be seen twice or not at all.
///
/// ```
/// use cw_psa_client::condition::{OrderBy, ticket};
///
/// let order = OrderBy::asc(&ticket::COMPANY.name()).then_desc(&ticket::ID);
/// assert_eq!(order.to_string(), "company/name asc,id desc");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an order does nothing until a list is asked with it"]
pub struct OrderBy(String);

impl OrderBy {
    /// Smallest first.
    pub fn asc<K>(field: &Field<K>) -> Self {
        Self(format!("{field} asc"))
    }

    /// Largest first.
    pub fn desc<K>(field: &Field<K>) -> Self {
        Self(format!("{field} desc"))
    }

    /// Where those before are equal, smallest first.
    pub fn then_asc<K>(self, field: &Field<K>) -> Self {
        Self(format!("{self},{field} asc"))
    }

    /// Where those before are equal, largest first.
    pub fn then_desc<K>(self, field: &Field<K>) -> Self {
        Self(format!("{self},{field} desc"))
    }
}

/// Reads `company/name desc, id` as people write it; a field without a direction is `asc`.
impl FromStr for OrderBy {
    type Err = ConditionError;

    fn from_str(order: &str) -> Result<Self, Self::Err> {
        let terms: Vec<String> = order.split(',').map(term).collect::<Result<_, _>>()?;
        Ok(Self(terms.join(",")))
    }
}

fn term(term: &str) -> Result<String, ConditionError> {
    let (name, direction) = term.trim().split_once(char::is_whitespace).unwrap_or((term.trim(), "asc"));
    let field = Field::new(name)?;
    match direction.trim().to_ascii_lowercase().as_str() {
        direction @ ("asc" | "desc") => Ok(format!("{field} {direction}")),
        _ => Err(ConditionError::Direction { term: term.trim().to_owned() }),
    }
}

/// As it is sent before percent-encoding.
impl fmt::Display for OrderBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
