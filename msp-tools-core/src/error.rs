//! What a call answers when it does not answer with a result.

use std::{error::Error, fmt, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Target, text::as_said};

/// Why a call gave no result, for the model, the person and the program alike.
///
/// Serialises as `{"kind", "message", "path"?, "expected"?, "candidates"?, "sent"?, "retry_after_seconds"?, "details"?}`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ToolError(Box<Inner>);

#[derive(Clone, Serialize, Deserialize)]
struct Inner {
    kind: ErrorKind,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent: Option<Sent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    details: Option<Value>,
    #[serde(skip)]
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// What kind of failure it is, which decides what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The arguments are wrong; [`ToolError::path`] and [`ToolError::expected`] say where and what. Mend and call again.
    Input,
    /// No tool of that name, as far as the caller is concerned.
    UnknownTool,
    /// Something that the arguments name does not exist.
    NotFound,
    /// A name fits several things; [`ToolError::candidates`] lists them.
    Ambiguous,
    /// A person or a rule said no. Do not ask again.
    Denied,
    /// Nobody answered in time, which counts as no. May be asked anew.
    Expired,
    /// The request was taken back before it ran.
    Withdrawn,
    /// What was approved is not what would run now. Must be asked anew.
    Stale,
    /// The approval was answered or used before; it works once.
    Spent,
    /// The operator stopped calls like this one. Do not ask again until told otherwise.
    Frozen,
    /// It would go beyond a limit on targets or requests. With [`ToolError::retry_after`] it may be tried later, else
    /// only in smaller parts.
    Limit,
    /// The service refused our credentials, or they lack a right.
    Unauthorized,
    /// The service could not be reached, or is overloaded. May be tried later.
    Unavailable,
    /// The service understood the request and refused it.
    Rejected,
    /// A change may or may not have happened. Look before doing it again.
    OutcomeUnknown,
    /// The caller gave up, or its time ran out.
    Cancelled,
    /// A fault on our side.
    Internal,
}

/// Whether the request left for the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// Surely not: nothing happened.
    No,
    /// Perhaps.
    Maybe,
    /// Yes.
    Yes,
}

impl ToolError {
    /// An error of that kind. The message is one line that says what is wrong and what to do.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            path: None,
            expected: None,
            candidates: Vec::new(),
            sent: None,
            retry_after_seconds: None,
            details: None,
            source: None,
        }))
    }

    /// A mistake in the arguments: the JSON path of the value (`$.limit`), what is wrong with it, what is expected.
    pub fn input(path: impl Into<String>, message: impl fmt::Display, expected: impl Into<String>) -> Self {
        let path = path.into();
        let mut error = Self::new(ErrorKind::Input, format!("{path}: {message}"));
        error.0.path = Some(path);
        error.0.expected = Some(expected.into());
        error
    }

    /// A `kind` (such as `client`) that the arguments name and that does not exist.
    pub fn not_found(kind: &str, name: impl fmt::Display) -> Self {
        Self::new(ErrorKind::NotFound, format!("there is no {kind} `{}`", as_said(&name.to_string())))
    }

    /// A name that fits several things. The message lists them, at most ten.
    pub fn ambiguous(kind: &str, name: impl fmt::Display, candidates: Vec<Target>) -> Self {
        const SHOWN: usize = 10;
        let mut listed: Vec<_> = candidates.iter().take(SHOWN).map(|c| format!("{} ({})", c.name, c.id)).collect();
        if candidates.len() > SHOWN {
            listed.push(format!("and {} more", candidates.len() - SHOWN));
        }
        let name = as_said(&name.to_string());
        let message = format!("{kind} `{name}` fits several: {}; use the id of one", listed.join(", "));
        let mut error = Self::new(ErrorKind::Ambiguous, message);
        error.0.candidates = candidates;
        error
    }

    /// A fault on our side.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// Names the JSON path of the argument that is to blame.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// Says whether the request left.
    #[must_use]
    pub fn with_sent(mut self, sent: Sent) -> Self {
        self.0.sent = Some(sent);
        self
    }

    /// Says how long to wait before another try; rounded up to whole seconds.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after_seconds = Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
        self
    }

    /// Adds facts for programs: status, service code, request id.
    #[must_use]
    pub fn with_details(mut self, details: impl Into<Value>) -> Self {
        self.0.details = Some(details.into());
        self
    }

    /// Keeps the cause, which [`Error::source`] returns. It is not serialised.
    #[must_use]
    pub fn with_source(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is wrong and what to do, in one line.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// JSON path of the argument that is to blame, such as `$.computers[0]`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// What was expected at [`path`](Self::path), in words.
    pub fn expected(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// What an ambiguous name could have meant.
    pub fn candidates(&self) -> &[Target] {
        &self.0.candidates
    }

    /// Whether the request left, where that is known.
    pub fn sent(&self) -> Option<Sent> {
        self.0.sent
    }

    /// How long to wait before another try, where the service said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after_seconds.map(Duration::from_secs)
    }

    /// Facts for programs.
    pub fn details(&self) -> Option<&Value> {
        self.0.details.as_ref()
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToolError({:?}: {})", self.0.kind, self.0.message)
    }
}

impl Error for ToolError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn serialises_what_is_known_and_reads_it_back() {
        let bare = ToolError::internal("oops");
        assert_eq!(serde_json::to_value(&bare).unwrap(), json!({"kind": "internal", "message": "oops"}));

        let full = ToolError::input("$.limit", "found 0", "an integer from 1 to 10")
            .with_sent(Sent::No)
            .with_retry_after(Duration::from_millis(1500))
            .with_details(json!({"status": 429}))
            .with_source(std::io::Error::other("cause"));
        let value = serde_json::to_value(&full).unwrap();
        assert_eq!(
            value,
            json!({"kind": "input", "message": "$.limit: found 0", "path": "$.limit",
                   "expected": "an integer from 1 to 10", "sent": "no", "retry_after_seconds": 2,
                   "details": {"status": 429}})
        );
        let back: ToolError = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&back).unwrap(), value);
        assert_eq!(full.source().unwrap().to_string(), "cause");
    }

    #[test]
    fn an_ambiguous_name_lists_what_it_could_mean_within_bounds() {
        let candidates: Vec<_> = (1..=12).map(|n| Target::new("client", n, format!("Acme {n}"))).collect();
        let error = ToolError::ambiguous("client", "Acme", candidates);
        assert!(error.message().contains("Acme 10 (10), and 2 more"), "{error}");
        assert!(!error.message().contains("Acme 11"));
        assert_eq!(error.candidates().len(), 12);
    }
}
