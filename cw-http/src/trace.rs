//! What is logged: a span a call, an event a try. Names, numbers and templates; values only from an allow-list.

use std::time::Duration;

use http::HeaderMap;
use tracing::Span;

use crate::request::Request;
use crate::retry::{Decision, Outcome};

/// Query parameters whose values say nothing about customers and hold no secrets.
const SHOWN_QUERY: &[&str] = &[
    "page",
    "pagesize",
    "pagenum",
    "pageid",
    "limit",
    "cursor",
    "orderby",
    "includefields",
    "excludefields",
    "fields",
    "expand",
];

/// Headers under which services tell the id of a request.
const REQUEST_IDS: &[&str] = &["x-cw-request-id", "x-request-id", "request-id", "x-correlation-id", "cf-ray"];

pub(crate) fn call_span(request: &Request) -> Span {
    let operation = request.operation();
    tracing::debug_span!(
        "call",
        operation = %operation.name,
        method = %operation.method,
        path = request.shown_path(),
        query = %ShownQuery(request),
    )
}

pub(crate) fn try_ended(
    number: u32,
    outcome: Outcome,
    next: &Decision,
    took: Duration,
    request_id: impl FnOnce() -> Option<String>,
) {
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Outcome::Answered { status, .. } => {
            // Looked for only where somebody listens: the fields of an event are.
            tracing::debug!(r#try = number, status, took_ms, ?next, request_id = request_id(), "answered");
        }
        Outcome::NotSent => tracing::debug!(r#try = number, took_ms, ?next, "no connection"),
        Outcome::Cut => tracing::debug!(r#try = number, took_ms, ?next, "cut off"),
    }
}

/// The id that the service gave the request, bounded: it comes from outside.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let text = REQUEST_IDS.iter().find_map(|name| headers.get(*name))?.to_str().ok()?;
    Some(text.chars().filter(|c| !c.is_control()).take(80).collect())
}

struct ShownQuery<'a>(&'a Request);

impl std::fmt::Display for ShownQuery<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (name, value)) in self.0.query_pairs().iter().enumerate() {
            let separator = if index == 0 { "" } else { "&" };
            let shown = SHOWN_QUERY.contains(&name.to_ascii_lowercase().as_str());
            write!(f, "{separator}{name}={}", if shown { value.as_str() } else { "…" })?;
        }
        Ok(())
    }
}
