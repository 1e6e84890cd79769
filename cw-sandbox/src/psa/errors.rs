//! Refusals in the words and shapes of PSA: `{"code", "message", "errors"}`.

use serde_json::{Value, json};

use crate::reply::Refusal;

/// One thing that is wrong with a record that was sent.
#[derive(Clone, Debug)]
pub(super) struct FieldError {
    code: &'static str,
    message: String,
    field: String,
}

impl FieldError {
    pub(super) fn new(code: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: field.to_owned() }
    }

    /// Whether it is about this field or something in it.
    pub(super) fn is_about(&self, field: &str) -> bool {
        self.field.split('/').next() == Some(field)
    }

    pub(super) fn missing(field: &str) -> Self {
        Self::new("MissingRequiredField", field, format!("The {field} field is required."))
    }

    pub(super) fn not_found(field: &str, message: impl Into<String>) -> Self {
        Self::new("NotFound", field, message)
    }
}

/// A refusal without details.
pub(super) fn refuse(status: u16, code: &str, message: impl Into<String>) -> Refusal {
    Refusal::with_body(status, json!({ "code": code, "message": message.into() }))
}

/// 400 for a record that cannot be accepted.
pub(super) fn invalid(resource: &str, errors: &[FieldError]) -> Refusal {
    let entry = |error: &FieldError| -> Value {
        json!({ "code": error.code, "message": error.message, "resource": resource, "field": error.field })
    };
    let body = json!({
        "code": "InvalidObject",
        "message": format!("{resource} object is invalid"),
        "errors": errors.iter().map(entry).collect::<Vec<_>>(),
    });
    Refusal::with_body(400, body)
}

/// 400 for a condition.
pub(super) fn condition(message: &str) -> Refusal {
    refuse(400, "ApiFindCondition", message)
}

/// 400 for a value in a condition that is none, or not of the field's kind.
pub(super) fn bad_literal() -> Refusal {
    condition(
        "A value in the condition cannot be read or does not go with its field. Write strings in quotes, date-times in \
         square brackets, and true, false and null as they are.",
    )
}

pub(super) fn no_record(resource: &str, id: impl std::fmt::Display) -> Refusal {
    let mut name: Vec<char> = resource.chars().collect();
    if let Some(first) = name.first_mut() {
        first.make_ascii_uppercase();
    }
    refuse(404, "NotFound", format!("{} {id} not found", name.into_iter().collect::<String>()))
}

pub(super) fn no_route() -> Refusal {
    refuse(404, "ConnectWiseApi", "The endpoint does not exist.")
}

pub(super) fn wrong_method(method: &str) -> Refusal {
    refuse(405, "ConnectWiseApi", format!("The endpoint does not support the method {method}."))
}

/// 400 for a body that is not what the endpoint takes.
pub(super) fn bad_body(message: impl Into<String>) -> Refusal {
    refuse(400, "ConnectWiseApi", message)
}

/// What stands in the place of an answer when a fault makes the server fail.
pub(crate) fn failing(status: u16) -> Refusal {
    match status {
        429 => Refusal::with_body(
            status,
            json!({ "error": "ConnectWiseAPI", "message": "Too many requests. Please try again in 30 seconds." }),
        ),
        _ => refuse(status, "ConnectWiseApi", "The server cannot answer now."),
    }
}
