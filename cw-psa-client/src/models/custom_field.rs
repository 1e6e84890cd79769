//! Fields of the provider's own, on tickets, companies and much else.

use serde::Serialize;

use super::macros::model;
use super::scalar::Scalar;
use super::words::{EntryMethod, FieldType};
use crate::ids::UserDefinedFieldId;

model! {
    /// The value of one of the provider's own fields on a record.
    ///
    /// The value of a password field is masked in `Debug` and when it is written.
    pub struct CustomField {
        /// The field.
        id: UserDefinedFieldId,
        /// What it is called.
        caption: String,
        /// What its value may be.
        kind("type"): FieldType,
        /// How its value is entered.
        entry_method: EntryMethod,
        /// Decimals of a number.
        number_of_decimals: i64,
        /// The value; missing if none is set.
        value: Scalar,
        /// Its id as a GUID.
        connect_wise_id: String,
        /// Its row.
        row_num: i64,
        /// The definition, by number.
        user_defined_field_rec_id: i64,
        /// The part of the screen it stands in.
        pod_id: String,
    } finish hide_password
}

impl CustomField {
    fn hide_password(&mut self) {
        if self.kind == Some(FieldType::Password) {
            self.value.iter_mut().for_each(Scalar::hide);
        }
    }
}

/// A value for one of the provider's own fields, in a record to create.
///
/// ```
/// use cw_psa_client::models::CustomFieldValue;
///
/// let tag = CustomFieldValue::new(7, "A-1042");
/// assert_eq!(serde_json::to_string(&tag).unwrap(), r#"{"id":7,"value":"A-1042"}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomFieldValue {
    /// The field.
    pub id: UserDefinedFieldId,
    /// The value.
    pub value: Scalar,
}

impl CustomFieldValue {
    /// The value of a field.
    #[must_use]
    pub fn new(id: impl Into<UserDefinedFieldId>, value: impl Into<Scalar>) -> Self {
        Self { id: id.into(), value: value.into() }
    }
}
