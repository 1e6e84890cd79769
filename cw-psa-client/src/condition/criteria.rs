//! The three filters of a list together.

use super::custom_field::check_name;
use super::{Condition, ConditionError, Node};

/// Everything that filters a list: conditions on the record, on its children, on its custom fields.
/// What is set must all hold.
///
/// ```
/// use cw_psa_client::condition::{Criteria, communication, contact, custom_field};
///
/// let criteria = Criteria::from(contact::INACTIVE.eq(false))
///     .with_child_conditions(communication::VALUE.eq("pat@fabrikam.example"))
///     .with_custom_field_conditions(custom_field("VIP").eq(true));
/// assert_eq!(
///     criteria.parameters()?,
///     [
///         ("conditions", r#"inactiveFlag = false"#.to_owned()),
///         ("childConditions", r#"communicationItems/value = "pat@fabrikam.example""#.to_owned()),
///         ("customFieldConditions", r#"caption = "VIP" and value = true"#.to_owned()),
///     ],
/// );
/// # Ok::<(), cw_psa_client::ConditionError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Criteria {
    /// On the record.
    pub conditions: Option<Condition>,
    /// On rows of a list in the record, such as a contact's `communicationItems`. `in` is not known there.
    pub child_conditions: Option<Condition>,
    /// On custom fields: see [`custom_field`](super::custom_field). `in` is not known there.
    pub custom_field_conditions: Option<Condition>,
}

/// The names of the parameters of a list.
const CONDITIONS: &str = "conditions";
const CHILD_CONDITIONS: &str = "childConditions";
const CUSTOM_FIELD_CONDITIONS: &str = "customFieldConditions";

impl Criteria {
    /// Filters nothing, until something is set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a condition on the record.
    #[must_use]
    pub fn with_conditions(mut self, conditions: Condition) -> Self {
        self.conditions = both(self.conditions, Some(conditions));
        self
    }

    /// Adds a condition on rows of a list in the record.
    #[must_use]
    pub fn with_child_conditions(mut self, conditions: Condition) -> Self {
        self.child_conditions = both(self.child_conditions, Some(conditions));
        self
    }

    /// Adds a condition on custom fields.
    #[must_use]
    pub fn with_custom_field_conditions(mut self, conditions: Condition) -> Self {
        self.custom_field_conditions = both(self.custom_field_conditions, Some(conditions));
        self
    }

    /// What both ask for.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            conditions: both(self.conditions, other.conditions),
            child_conditions: both(self.child_conditions, other.child_conditions),
            custom_field_conditions: both(self.custom_field_conditions, other.custom_field_conditions),
        }
    }

    /// Whether nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The parameters of a list, by name, as they are sent before percent-encoding.
    ///
    /// # Errors
    ///
    /// The first mistake in a condition; [`ConditionError::ListNotAllowed`] and
    /// [`ConditionError::NotOfCustomField`] for what their parameter does not know.
    pub fn parameters(&self) -> Result<Vec<(&'static str, String)>, ConditionError> {
        let mut parameters = Vec::new();
        if let Some(conditions) = &self.conditions {
            parameters.push((CONDITIONS, conditions.to_expression()?));
        }
        if let Some(conditions) = &self.child_conditions {
            conditions.check_no_list(CHILD_CONDITIONS)?;
            parameters.push((CHILD_CONDITIONS, conditions.to_expression()?));
        }
        if let Some(conditions) = &self.custom_field_conditions {
            conditions.check_no_list(CUSTOM_FIELD_CONDITIONS)?;
            conditions.field_names().into_iter().try_for_each(check_name)?;
            parameters.push((CUSTOM_FIELD_CONDITIONS, conditions.to_expression()?));
        }
        Ok(parameters)
    }
}

impl From<Condition> for Criteria {
    fn from(conditions: Condition) -> Self {
        Self::new().with_conditions(conditions)
    }
}

impl Condition {
    fn check_no_list(&self, parameter: &'static str) -> Result<(), ConditionError> {
        let has_list = self.0.leaves().iter().any(|leaf| matches!(leaf, Node::In { .. }));
        if has_list { Err(ConditionError::ListNotAllowed { parameter }) } else { Ok(()) }
    }
}

fn both(one: Option<Condition>, other: Option<Condition>) -> Option<Condition> {
    Condition::all(one.into_iter().chain(other))
}
