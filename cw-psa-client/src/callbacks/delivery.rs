//! What a delivery says.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::CallbackError;

cw_http::open_enum! {
    /// What happened to the record.
    pub enum Action {
        /// It is new.
        Added = "added",
        /// It was changed.
        Updated = "updated",
        /// It is gone.
        Deleted = "deleted",
    }
}

/// A genuine delivery of a callback; from [`verify`](super::verify).
///
/// Its fields are what was seen in practice. All may be missing, and what is not listed is in
/// [`other`](Self::other).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// What happened.
    pub action: Option<Action>,
    /// Of what kind the record is: `ticket` (service and project tickets), `company` ...
    pub kind: Option<String>,
    /// The number of the record.
    pub id: Option<i64>,
    /// The number of the callback.
    pub callback_id: Option<i64>,
    /// The company that signs in: whose tenant it is.
    pub company_id: Option<String>,
    /// The identifier of the member who did it.
    pub member_id: Option<String>,
    /// A unique word for this delivery.
    pub message_id: Option<String>,
    /// The site that it comes from.
    pub from_url: Option<String>,
    /// The record as JSON text; none if it was deleted.
    pub entity: Option<String>,
    /// Everything else, by the name it came with.
    pub other: Map<String, Value>,
    signature: [u8; 32],
}

impl Delivery {
    pub(super) fn read(body: &[u8], signature: [u8; 32]) -> Result<Self, CallbackError> {
        let mut fields: Map<String, Value> = serde_json::from_slice(body).map_err(CallbackError::Body)?;
        Ok(Self {
            action: take_text(&mut fields, "Action").map(|word| word.as_str().into()),
            kind: take_text(&mut fields, "Type"),
            id: take_number(&mut fields, "ID"),
            callback_id: take_number(&mut fields, "CallbackObjectRecId"),
            company_id: take_text(&mut fields, "CompanyId"),
            member_id: take_text(&mut fields, "MemberId"),
            message_id: take_text(&mut fields, "MessageId"),
            from_url: take_text(&mut fields, "FromUrl"),
            entity: take_text(&mut fields, "Entity"),
            other: fields,
            signature,
        })
    }

    /// The record, as a model or as [`serde_json::Value`]; none if it was deleted. It is as it was
    /// when the delivery was made: what must be current is better fetched by its id.
    ///
    /// # Errors
    ///
    /// [`CallbackError::Entity`].
    pub fn entity_as<T: DeserializeOwned>(&self) -> Result<Option<T>, CallbackError> {
        self.entity.as_deref().map(serde_json::from_str).transpose().map_err(CallbackError::Entity)
    }

    pub(super) fn signature(&self) -> [u8; 32] {
        self.signature
    }
}

/// Takes a field out, its name in any case. What is not of the kind that was asked for stays.
fn take<T>(fields: &mut Map<String, Value>, name: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    let name = fields.keys().find(|key| key.eq_ignore_ascii_case(name))?.clone();
    let value = read(&fields[&name])?;
    fields.remove(&name);
    Some(value)
}

/// Text, or a record that came as JSON instead of text that holds JSON.
fn take_text(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    take(fields, name, |value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(_) => Some(value.to_string()),
        _ => None,
    })
}

fn take_number(fields: &mut Map<String, Value>, name: &str) -> Option<i64> {
    take(fields, name, |value| match value {
        Value::Number(number) => number.as_i64(),
        Value::String(digits) => digits.trim().parse().ok(),
        _ => None,
    })
}
