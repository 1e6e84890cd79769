//! Refusals. Each part of this API has its own shape for them.

use serde_json::{Value, json};

use crate::reply::Reply;

/// The shape of refusals in a part of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Devices and custom fields: `{"error", "description"}`.
    Device,
    /// Tickets: `[{"code", "message"}]`.
    Ticket,
    /// Patching: `{"error": {"message"}}`.
    Patching,
    /// Scripts: `{"message", "code"}`.
    Script,
    /// Tasks: as scripts, but 401 and 403 are a sentence.
    Task,
    /// Device groups: `{"id", "message"}`.
    Group,
    /// Policies: `{"message", "payload", "type"}`.
    Policy,
    /// Hypervisors: `{"error": {"code", "description"}}`.
    Hypervisor,
    /// Agent tokens and what has no other: `{"code", "message"}`.
    Plain,
    /// Companies and sites: `{"error": [{"code", "message"}]}`.
    Company,
}

impl Style {
    /// The shape for a path.
    pub(super) fn of(path: &[&str]) -> Self {
        let Some(path) = path.strip_prefix(&["api", "platform"]) else { return Self::Plain };
        match path {
            [.., "custom-fields"] | [_, "custom-field", ..] => Self::Device,
            [_, "company", ..] => Self::Company,
            [_, "device", "hypervisors", ..] => Self::Hypervisor,
            [_, "device", "token"] => Self::Plain,
            [_, "device", ..] => Self::Device,
            [_, "managed-endpoints" | "device-groups", ..] => Self::Group,
            [_, "patching" | "os-patching" | "third-party-patching", ..] => Self::Patching,
            [_, "automation", "scripts" | "shellScripts", ..] => Self::Script,
            [_, "automation", ..] => Self::Task,
            [_, "service", ..] => Self::Ticket,
            [_, "policy", ..] => Self::Policy,
            _ => Self::Plain,
        }
    }

    pub(super) fn refuse(self, status: u16, code: &str, message: impl Into<String>) -> Reply {
        let message = message.into();
        if self == Self::Task && matches!(status, 401 | 403) {
            return plain_text(status, message);
        }
        let body = match self {
            Self::Device => json!({ "error": code, "description": message }),
            Self::Ticket => json!([{ "code": code.to_uppercase(), "message": message }]),
            Self::Patching => json!({ "error": { "message": message } }),
            Self::Group => json!({ "id": code, "message": message }),
            Self::Policy => json!({ "message": message, "payload": {}, "type": code }),
            Self::Hypervisor => json!({ "error": { "code": code, "description": message } }),
            Self::Script | Self::Task | Self::Plain => json!({ "code": code, "message": message }),
            Self::Company => json!({ "error": [{ "code": code, "message": message }] }),
        };
        with_status(status, &body)
    }
}

/// A refusal of the token route.
pub(super) fn token(status: u16, error: &str, description: &str) -> Reply {
    with_status(status, &json!({ "error": error, "error_description": description }))
}

/// 400 for a ticket, a note or a tag that cannot be accepted: all that is wrong with it.
pub(super) fn invalid(errors: &[String]) -> Reply {
    let errors: Vec<Value> = errors.iter().map(|error| json!({ "code": "INVALID_BODY", "message": error })).collect();
    with_status(400, &errors.into())
}

pub(super) fn with_status(status: u16, body: &Value) -> Reply {
    Reply { status, ..Reply::json(body) }
}

pub(super) fn plain_text(status: u16, message: impl Into<String>) -> Reply {
    let headers = vec![("content-type", "text/plain; charset=utf-8".to_owned())];
    Reply { status, headers, body: message.into().into_bytes() }
}

/// What a gateway says that cannot pass a request on.
pub(crate) fn failing(status: u16) -> Reply {
    match status {
        429 => plain_text(429, "Too many requests"),
        _ => Style::Plain.refuse(status, "unavailable", "The service cannot answer now."),
    }
}
