//! Custom fields: their definitions, and values on devices, companies and sites.

use super::macros::{body, model};
use crate::ids::CustomFieldId;

model! {
    /// The definition of a custom field.
    pub struct CustomField {
        /// Its id.
        id: CustomFieldId,
        /// Its name.
        name: String,
        /// What it is for.
        description: String,
        /// What it holds.
        kind("type"): String,
        /// Whether it must have a value.
        required: bool,
        /// The value that it has where none was given.
        default_value: String,
        /// The values that it may have, if it is a choice.
        options: Vec<String>,
        /// What its values have to be like.
        validation: CustomFieldValidation,
    }

    /// What the values of a custom field have to be like.
    pub struct CustomFieldValidation {
        /// How short they may be.
        min_length: i64,
        /// How long they may be.
        max_length: i64,
        /// A regular expression that they have to match.
        pattern: String,
    }

    /// The value of a custom field.
    pub struct CustomFieldValue {
        /// The field.
        attribute_id("attributeID"): CustomFieldId,
        /// Its value, as text.
        value: String,
    }
}

body! {
    /// A custom field to be defined, or to replace another.
    pub struct NewCustomField {
        required {
            /// Its name.
            name: String,
            /// What it holds. Which words there are is not documented.
            #[serde(rename = "type")]
            kind: String,
        }
        optional {
            /// What it is for.
            description / with_description: String,
            /// Whether it must have a value.
            required / with_required: bool,
            /// The value that it has where none was given.
            default_value / with_default_value: String,
            /// The values that it may have, if it is a choice.
            options / with_options: Vec<String>,
            /// What its values have to be like.
            validation / with_validation: CustomFieldValidation,
        }
    }
}

impl CustomFieldValue {
    /// This value in this field.
    #[must_use]
    pub fn new(field: impl Into<CustomFieldId>, value: impl Into<String>) -> Self {
        Self { attribute_id: Some(field.into()), value: Some(value.into()) }
    }
}
