//! The order of a list.

use std::fmt;

use super::field::Field;

/// By which fields a list is sorted.
///
/// Servers promise no order of their own; a list that is read page by page needs one, or rows may
/// be seen twice or not at all while the list changes.
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

/// As it is sent before percent-encoding.
impl fmt::Display for OrderBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
