//! Answers and refusals.

use serde::Serialize;
use serde_json::{Value, json};

/// What a handler has to say.
pub(crate) type Outcome = Result<Reply, Refusal>;

/// An answer on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// 200 with a JSON body.
    pub(crate) fn json(body: &impl Serialize) -> Self {
        // Bodies are values and maps with text keys, which always serialise.
        Self::raw_json(serde_json::to_vec(body).unwrap_or_default())
    }

    /// 200 with a body that is JSON already.
    pub(crate) fn raw_json(body: Vec<u8>) -> Self {
        Self { status: 200, headers: vec![("content-type", "application/json; charset=utf-8".to_owned())], body }
    }

    /// 201 with a JSON body.
    pub(crate) fn created(body: &impl Serialize) -> Self {
        Self { status: 201, ..Self::json(body) }
    }

    pub(crate) fn html(status: u16, body: &str) -> Self {
        let headers = vec![("content-type", "text/html; charset=utf-8".to_owned())];
        Self { status, headers, body: body.as_bytes().to_vec() }
    }

    /// 204 without a body.
    pub(crate) fn no_content() -> Self {
        Self { status: 204, headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// A request that is turned down, as the vendor's framework words it: `{"Message": ...}`.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: u16,
    body: Value,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, body: json!({ "Message": message.into() }) }
    }

    /// A refusal in another product's words.
    pub(crate) const fn with_body(status: u16, body: Value) -> Self {
        Self { status, body }
    }

    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn into_body(self) -> Value {
        self.body
    }

    /// 400 with the field that is wrong.
    pub(crate) fn invalid(field: &str, message: &str) -> Self {
        Self { status: 400, body: json!({ "Message": "The request is invalid.", "ModelState": { field: [message] } }) }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "The requested item was not found.")
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        Self { status: refusal.status, ..Self::json(&refusal.body) }
    }
}
