//! Which tickets: the filter language of the ticket list.
//!
//! The language is parameters of the query: lists of ids or names (or of what is not wanted), text, and spans of time. A number
//! behind the names makes groups: what is in a group must all hold, and one group is enough. So a [`Condition`] is built from
//! typed fields with [`and`](Condition::and) and [`or`](Condition::or), and written as groups.
//!
//! ```
//! use cw_rmm_client::condition::{self, Condition};
//!
//! let urgent = condition::PRIORITY_NAMES.one_of(["Critical", "High"]);
//! let stale = condition::UPDATED_AT.until(jiff::civil::date(2026, 11, 1));
//! let open = condition::STATUS_NAMES.none_of(["Closed"]).and(urgent.or(stale));
//! assert_eq!(
//!     open.to_string(),
//!     "statusNames1=%5BnotIn%5D%2CClosed&priorityNames1=Critical%2CHigh\
//!      &statusNames2=%5BnotIn%5D%2CClosed&updatedAtTo2=2026-11-01",
//! );
//! assert_eq!(open.to_string().parse::<Condition>()?, open);
//! # Ok::<(), cw_rmm_client::ConditionError>(())
//! ```

mod error;
mod field;
mod parse;
mod term;

use std::fmt;

pub use error::ConditionError;
pub use field::{
    ASSIGNEE_IDS, ASSIGNEE_TEAM_IDS, ASSIGNEE_TEAM_NAMES, CATEGORY_IDS, CATEGORY_NAMES, COMPANY_IDS, CREATED_AT,
    CREATED_BY_IDS, DUE_DATE, EXTENDED_ATTRIBUTE_IDS, NUMBER, PRIORITY_IDS, PRIORITY_NAMES, SITE_IDS, SOURCE_IDS,
    SOURCE_NAMES, STATUS_IDS, STATUS_NAMES, SUMMARY, TAG_IDS, TAG_NAMES, TICKET_IDS, TYPE_IDS, TYPE_NAMES, UPDATED_AT,
    UPDATED_BY_IDS,
};
pub use field::{DateField, IntoMoment, ListField, TextField};
use term::Term;

/// How many groups a condition may have. Each repeats what holds for all, and an address can only be so long.
pub const MAX_GROUPS: usize = 20;

/// Which tickets: what must hold of them.
///
/// Made by the [fields](self). What is wrong with a value is told when the list is sent, by [`to_query`](Self::to_query).
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// One of these must hold; of each, all terms.
    groups: Vec<Vec<Term>>,
    /// More groups than there may be were needed.
    too_many: bool,
}

impl Condition {
    fn of(term: Term) -> Self {
        Self { groups: vec![vec![term]], too_many: false }
    }

    /// Both must hold. Where both have groups, each of the one is joined with each of the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let too_many = self.too_many || other.too_many || self.groups.len() * other.groups.len() > MAX_GROUPS;
        if too_many {
            return Self { groups: Vec::new(), too_many };
        }
        let joined = |left: &Vec<Term>, right: &Vec<Term>| {
            let mut group = left.clone();
            group.extend(right.iter().filter(|term| !left.contains(term)).cloned());
            group
        };
        let groups = self.groups.iter().flat_map(|left| other.groups.iter().map(move |right| joined(left, right)));
        Self { groups: groups.collect(), too_many }
    }

    /// One of both is enough.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        for group in other.groups {
            if !self.groups.contains(&group) {
                self.groups.push(group);
            }
        }
        self.too_many |= other.too_many || self.groups.len() > MAX_GROUPS;
        self
    }

    /// All must hold; `None` if there are none.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Option<Self> {
        conditions.into_iter().reduce(Self::and)
    }

    /// One is enough; `None` if there are none.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Option<Self> {
        conditions.into_iter().reduce(Self::or)
    }

    /// The parameters of the query, in the order in which the condition was built.
    ///
    /// # Errors
    /// What the language cannot say: an empty list, a comma in a name, a field twice in a group, too many groups.
    pub fn to_query(&self) -> Result<Vec<(String, String)>, ConditionError> {
        if self.too_many {
            return Err(ConditionError::TooManyGroups);
        }
        let mut pairs = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            for (place, term) in group.iter().enumerate() {
                let name = term.name();
                if group[..place].iter().any(|earlier| earlier.name() == name) {
                    return Err(ConditionError::Repeated { name });
                }
                let numbered = if self.groups.len() > 1 { format!("{name}{}", index + 1) } else { name.to_owned() };
                pairs.push((numbered, term.to_value()?));
            }
        }
        Ok(pairs)
    }
}

/// The query, percent-encoded; for one that cannot be written, why not.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_query() {
            Ok(pairs) => {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                query.extend_pairs(pairs);
                // A space is `%20` in an address that a person copies.
                f.write_str(&query.finish().replace('+', "%20"))
            }
            Err(error) => write!(f, "({error})"),
        }
    }
}
