//! The one error type of the clients.
//!
//! It answers the questions a caller has: what was tried, what came back, in the service's own words, whether
//! anything left this machine, and whether trying again could help.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::reconcile::Search;
use crate::service_error::ServiceError;

/// What went wrong, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting of the client is missing or wrong. Nothing was sent.
    Config,
    /// An argument of the call cannot be sent: an illegal path, a broken condition. Nothing was sent.
    Input,
    /// The service did not accept the credentials (401, or a login that was refused).
    Credentials,
    /// The credentials are good, but do not allow this (403).
    Denied,
    /// No connection could be made: name, network or TLS. Nothing was sent.
    Connect,
    /// No answer within the time given.
    Timeout,
    /// The connection broke before the answer was complete.
    Interrupted,
    /// The service asks to wait longer than the call may take, or kept refusing (429).
    RateLimited,
    /// There is no such record or route (404, 410).
    NotFound,
    /// The record is in a state that does not allow this (409, 412).
    Conflict,
    /// The service understood the request and refuses it (any other 4xx).
    Rejected,
    /// The service does not offer this operation at all.
    Unsupported,
    /// The service failed (5xx).
    Server,
    /// The service answered with a redirect, which is never followed.
    Redirect,
    /// The answer could not be read as what it should be.
    Decode,
    /// The answer is larger than the bound of the client.
    TooLarge,
    /// The program that uses the client did not let it be sent; see [`HttpClient::with_check`](crate::HttpClient::with_check).
    Withheld,
    /// A change was sent and its fate is not known: it may or may not have happened. One that must not happen twice was sent once.
    OutcomeUnknown,
}

impl ErrorKind {
    /// The kind as a stable word in snake case, for logs and machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Input => "input",
            Self::Credentials => "credentials",
            Self::Denied => "denied",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::RateLimited => "rate_limited",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Rejected => "rejected",
            Self::Unsupported => "unsupported",
            Self::Server => "server",
            Self::Redirect => "redirect",
            Self::Decode => "decode",
            Self::TooLarge => "too_large",
            Self::Withheld => "withheld",
            Self::OutcomeUnknown => "outcome_unknown",
        }
    }

    fn of_status(status: u16) -> Self {
        match status {
            300..=399 => Self::Redirect,
            401 => Self::Credentials,
            403 => Self::Denied,
            404 | 410 => Self::NotFound,
            409 | 412 => Self::Conflict,
            429 => Self::RateLimited,
            400..=499 => Self::Rejected,
            _ => Self::Server,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the request left this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sent {
    /// Surely not: the service never saw it.
    No,
    /// Some or all of it may have reached the service.
    Maybe,
    /// The service answered it.
    Yes,
}

impl Sent {
    /// `no`, `maybe` or `yes`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Maybe => "maybe",
            Self::Yes => "yes",
        }
    }
}

/// Why a call did not give what was asked for.
///
/// Cheap to clone and small to return. `Display` is one line: what was tried, what came back, the service's own words,
/// and a hint where there is one; causes follow by [`source`](StdError::source).
///
/// ```
/// use cw_http::{Error, ErrorKind, Sent};
///
/// fn what_to_do(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::OutcomeUnknown => "look whether it happened, before it is sent again",
///         _ if error.was_sent() == Sent::No => "nothing left this machine",
///         _ if error.is_retryable() => "later may help",
///         _ => "as the message says",
///     }
/// }
/// assert_eq!(what_to_do(&Error::config("no credentials")), "nothing left this machine");
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    call: Option<Call>,
    message: String,
    hint: Option<String>,
    status: Option<u16>,
    service: ServiceError,
    request_id: Option<String>,
    sent: Sent,
    tries: u32,
    retry_after: Option<Duration>,
    retryable: bool,
    location: Option<String>,
    json_path: Option<String>,
    body: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// When the bytes of a change of unknown outcome may first have left.
    lost_since: Option<Instant>,
    search: Option<Search>,
}

/// Which operation an error belongs to: names and templates only, never the values that were filled in.
#[derive(Debug, Clone)]
struct Call {
    operation: String,
    method: String,
    path: String,
}

impl Error {
    /// An error of this kind with a message, of which nothing else is known yet.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            kind,
            call: None,
            message: message.into(),
            hint: None,
            status: None,
            service: ServiceError::default(),
            request_id: None,
            sent: Sent::No,
            tries: 0,
            retry_after: None,
            retryable: false,
            location: None,
            json_path: None,
            body: None,
            source: None,
            lost_since: None,
            search: None,
        }))
    }

    /// A setting that is missing or wrong.
    #[must_use]
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// An argument that cannot be sent.
    #[must_use]
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, message)
    }

    /// An answer with a status other than success.
    #[must_use]
    pub(crate) fn of_status(status: u16, service: ServiceError) -> Self {
        let mut error = Self::new(ErrorKind::of_status(status), format!("answered {}", status_words(status)));
        let inner = error.inner_mut();
        inner.status = Some(status);
        inner.service = service;
        inner.sent = Sent::Yes;
        error
    }

    /// What went wrong, in one word.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The name of the operation, such as `computers.list`.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.call.as_ref().map(|call| call.operation.as_str())
    }

    /// The HTTP status of the last answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's own error code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.service.code.as_deref()
    }

    /// The service's own message.
    #[must_use]
    pub fn service_message(&self) -> Option<&str> {
        self.0.service.message.as_deref()
    }

    /// All that the service said about the failure, field by field.
    #[must_use]
    pub fn service(&self) -> &ServiceError {
        &self.0.service
    }

    /// The id under which the service's support can find the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Whether the request left this machine, over all tries.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        self.0.sent
    }

    /// How many times the request was tried.
    #[must_use]
    pub fn tries(&self) -> u32 {
        self.0.tries
    }

    /// How long to wait before trying again, if the service said so or a wait was too long for the call's deadline.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the same call could succeed later without any change. Never true for an unknown outcome.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Where a redirect pointed, without being followed.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// Where in the JSON answer reading failed, such as `[3].Client.Id`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// What to look at, where experience tells.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The beginning of the answer's body (at most 256 bytes, credentials removed). Not part of `Display` unless it was not JSON.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The same error under another kind.
    #[must_use]
    pub fn with_kind(mut self, kind: ErrorKind) -> Self {
        let inner = self.inner_mut();
        inner.kind = kind;
        if kind == ErrorKind::OutcomeUnknown {
            inner.retryable = false;
        }
        self
    }

    /// The same error with a hint at what to look at.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.inner_mut().hint = Some(hint.into());
        self
    }

    /// The same error with another first sentence.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.inner_mut().message = message.into();
        self
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.inner_mut().source = Some(Arc::from(source.into()));
        self
    }

    pub(crate) fn with_call(mut self, operation: &str, method: &http::Method, path: &str) -> Self {
        let inner = self.inner_mut();
        if inner.call.is_none() {
            inner.call =
                Some(Call { operation: operation.to_owned(), method: method.to_string(), path: path.to_owned() });
        }
        self
    }

    pub(crate) fn with_sent(mut self, sent: Sent) -> Self {
        self.inner_mut().sent = sent;
        self
    }

    pub(crate) fn with_tries(mut self, tries: u32) -> Self {
        self.inner_mut().tries = tries;
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.inner_mut().status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.inner_mut().request_id = id;
        self
    }

    /// The same error with the time to wait before trying again.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.inner_mut().retry_after = wait;
        self
    }

    pub(crate) fn with_retryable(mut self, retryable: bool) -> Self {
        self.inner_mut().retryable = retryable;
        self
    }

    pub(crate) fn with_location(mut self, location: Option<String>) -> Self {
        self.inner_mut().location = location;
        self
    }

    pub(crate) fn with_json_path(mut self, path: impl Into<String>) -> Self {
        self.inner_mut().json_path = Some(path.into());
        self
    }

    pub(crate) fn with_body(mut self, excerpt: String) -> Self {
        self.inner_mut().body = (!excerpt.is_empty()).then_some(excerpt);
        self
    }

    pub(crate) fn with_lost_since(mut self, sent_at: Instant) -> Self {
        self.inner_mut().lost_since = Some(sent_at);
        self
    }

    /// The same error with a way to find out what became of the change, if that is unknown.
    pub(crate) fn with_search(mut self, search: impl FnOnce(Instant) -> Search) -> Self {
        if let (ErrorKind::OutcomeUnknown, Some(since)) = (self.0.kind, self.0.lost_since) {
            self.inner_mut().search = Some(search(since));
        }
        self
    }

    pub(crate) fn search(&self) -> Option<&Search> {
        self.0.search.as_ref().filter(|_| self.0.kind == ErrorKind::OutcomeUnknown)
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// A shared error (one failed login reaches all who waited for it) is copied before it is changed.
    fn inner_mut(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(call) = &inner.call {
            write!(f, "{} ({} {}): ", call.operation, call.method, call.path)?;
        }
        f.write_str(&inner.message)?;
        if !inner.service.is_empty() {
            write!(f, ": {}", inner.service)?;
        }
        if let Some(wait) = inner.retry_after {
            write!(f, "; retry after {} s", wait.as_secs_f64().ceil())?;
        }
        if inner.tries > 1 {
            write!(f, "; tried {} times", inner.tries)?;
        }
        if let Some(id) = &inner.request_id {
            write!(f, "; request id {id}")?;
        }
        if let Some(hint) = &inner.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("message", &self.to_string())
            .field("status", &inner.status)
            .field("sent", &inner.sent)
            .field("tries", &inner.tries)
            .field("retryable", &inner.retryable)
            .field("body", &inner.body)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

fn status_words(status: u16) -> String {
    match http::StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason()) {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_is_one_line_with_the_services_words() {
        let service = ServiceError {
            code: Some("InvalidField".into()),
            message: Some("Invalid field".into()),
            ..ServiceError::default()
        };
        let error = Error::of_status(400, service)
            .with_call("computers.list", &http::Method::GET, "/Computers")
            .with_tries(2)
            .with_request_id(Some("r-1".into()))
            .with_hint("check the condition");
        assert_eq!(
            error.to_string(),
            "computers.list (GET /Computers): answered 400 Bad Request: Invalid field [InvalidField]; tried 2 times; \
             request id r-1 (check the condition)"
        );
        assert_eq!(error.kind(), ErrorKind::Rejected);
        assert_eq!(error.was_sent(), Sent::Yes);
    }

    #[test]
    fn changing_a_shared_error_leaves_the_other_owner_alone_and_keeps_the_cause() {
        let shared = Error::new(ErrorKind::Connect, "no route").with_source("dns");
        let changed = shared.clone().with_hint("is the host right?");
        assert_eq!(shared.hint(), None);
        assert_eq!(changed.hint(), Some("is the host right?"));
        assert!(changed.source().is_some());
    }

    #[test]
    fn an_unknown_outcome_is_never_retryable() {
        let error = Error::new(ErrorKind::Timeout, "late").with_retryable(true).with_kind(ErrorKind::OutcomeUnknown);
        assert!(!error.is_retryable());
    }

    #[test]
    fn statuses_have_their_kinds() {
        for (status, kind) in [
            (302, ErrorKind::Redirect),
            (400, ErrorKind::Rejected),
            (401, ErrorKind::Credentials),
            (403, ErrorKind::Denied),
            (404, ErrorKind::NotFound),
            (409, ErrorKind::Conflict),
            (423, ErrorKind::Rejected),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::Server),
            (503, ErrorKind::Server),
        ] {
            assert_eq!(Error::of_status(status, ServiceError::default()).kind(), kind, "{status}");
        }
    }
}
