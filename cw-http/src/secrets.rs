//! What an error must not repeat out of an answer: the credentials of the call, and whatever a login sent.

use std::sync::Arc;

use secrecy::ExposeSecret;

use crate::auth::Held;
use crate::client::{Auth, HttpClient};
use crate::excerpt::{scrub, scrubbed_excerpt};
use crate::request::Request;

/// Where the secrets of a call are found. They are gathered only when there is something to explain.
#[derive(Clone)]
pub(crate) struct Secrets {
    client: HttpClient,
    held: Option<Arc<Held>>,
}

impl Secrets {
    pub(crate) fn new(client: &HttpClient, held: Option<Arc<Held>>) -> Self {
        Self { client: client.clone(), held }
    }

    /// The text without any of them.
    pub(crate) fn scrub(&self, request: &Request, text: &str) -> String {
        scrub(text, &borrowed(&self.gather(request)))
    }

    /// The beginning of a body without any of them.
    pub(crate) fn excerpt(&self, request: &Request, body: &[u8]) -> String {
        scrubbed_excerpt(body, &borrowed(&self.gather(request)))
    }

    fn gather(&self, request: &Request) -> Vec<String> {
        gather(&self.client, request, self.held.as_deref())
    }
}

pub(crate) fn borrowed(secrets: &[String]) -> Vec<&str> {
    secrets.iter().map(String::as_str).collect()
}

/// All of them.
pub(crate) fn gather(client: &HttpClient, request: &Request, held: Option<&Held>) -> Vec<String> {
    let shared = client.shared();
    let mut secrets: Vec<String> = held.iter().map(|held| held.secret.expose_secret().to_owned()).collect();
    let fixed = shared.headers.iter().filter(|(_, value)| value.is_sensitive()).map(|(_, value)| value);
    secrets.extend(fixed.filter_map(|value| value.to_str().ok()).map(str::to_owned));
    if let Auth::Header(fixed) = &shared.auth {
        secrets.extend(fixed.secrets.iter().map(|secret| secret.expose_secret().to_owned()));
    }
    if !request.is_authenticated() {
        let body = request.body_bytes().ok().flatten();
        secrets.extend(body.as_deref().map(texts_of).unwrap_or_default());
    }
    secrets
}

/// All texts in a JSON body: in a login, each may be a secret.
fn texts_of(body: &[u8]) -> Vec<String> {
    fn collect(value: serde_json::Value, texts: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => texts.push(text),
            serde_json::Value::Array(values) => values.into_iter().for_each(|value| collect(value, texts)),
            serde_json::Value::Object(members) => members.into_iter().for_each(|(_, value)| collect(value, texts)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    if let Ok(value) = serde_json::from_slice(body) {
        collect(value, &mut texts);
    }
    texts
}
