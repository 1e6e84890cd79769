//! Conditions on custom fields.

use super::field::{Any, Field, Text};
use super::value::IntoValue;
use super::{Condition, ConditionError};

const CAPTION: Field<Text> = Field::known("caption");
const VALUE: Field<Any> = Field::known("value");

/// A custom field, by its caption: begins a condition for `customFieldConditions`.
///
/// ```
/// use cw_psa_client::condition::custom_field;
///
/// let tagged = custom_field("Asset Tag").eq("A-1042");
/// assert_eq!(tagged.to_expression()?, r#"caption = "Asset Tag" and value = "A-1042""#);
/// # Ok::<(), cw_psa_client::ConditionError>(())
/// ```
///
/// Such a condition speaks of one custom field at a time. Two of them are joined by `or`; joined by
/// `and` they ask a single field to have both captions.
#[must_use]
pub fn custom_field(caption: impl Into<String>) -> CustomField {
    CustomField { caption: caption.into() }
}

/// A custom field whose value is to be compared; from [`custom_field`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomField {
    caption: String,
}

impl CustomField {
    /// Its value is this.
    pub fn eq(&self, value: impl IntoValue<Any>) -> Condition {
        self.and(VALUE.eq(value))
    }

    /// Its value is something else.
    pub fn ne(&self, value: impl IntoValue<Any>) -> Condition {
        self.and(VALUE.ne(value))
    }

    /// Its value is less than this.
    pub fn lt(&self, value: impl IntoValue<Any>) -> Condition {
        self.and(VALUE.lt(value))
    }

    /// Its value is more than this.
    pub fn gt(&self, value: impl IntoValue<Any>) -> Condition {
        self.and(VALUE.gt(value))
    }

    /// The text occurs in its value.
    pub fn contains(&self, text: &str) -> Condition {
        self.and(VALUE.contains(text))
    }

    /// Its value matches a pattern.
    pub fn like(&self, pattern: &str) -> Condition {
        self.and(VALUE.like(pattern))
    }

    /// It has no value.
    pub fn is_null(&self) -> Condition {
        self.and(VALUE.is_null())
    }

    /// It has a value.
    pub fn is_not_null(&self) -> Condition {
        self.and(VALUE.is_not_null())
    }

    fn and(&self, value: Condition) -> Condition {
        CAPTION.eq(&self.caption).and(value)
    }
}

/// Only these two exist there.
pub(super) fn check_name(name: &str) -> Result<(), ConditionError> {
    if [CAPTION.path(), VALUE.path()].iter().any(|known| name.eq_ignore_ascii_case(known)) {
        Ok(())
    } else {
        Err(ConditionError::NotOfCustomField { name: name.to_owned() })
    }
}
