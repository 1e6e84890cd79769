//! Misbehaviour on demand: rules that say which requests go wrong, how, and how often.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::pattern::matches;

/// A rule: requests that it matches go wrong in the way of its kind.
///
/// The first rule that matches a request and has not run out applies; rules are never mixed.
///
/// ```
/// use cw_sandbox::{Fault, FaultKind};
///
/// // The second and third listing of computers answer 503.
/// let rule = Fault::new(FaultKind::status(503)).method("GET").path("*/computers").after(1).times(2);
/// # let _ = rule;
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fault {
    /// The method it matches; any if absent.
    #[serde(default)]
    pub method: Option<String>,
    /// The whole path it matches, without regard to case, `*` for any run of characters; any if absent.
    #[serde(default)]
    pub path: Option<String>,
    /// How many matching requests pass unharmed first.
    #[serde(default)]
    pub after: u32,
    /// How many requests it spoils; all if absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// What goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultKind {
    /// An error status. The request is not handled, unless `handled` is set.
    Status {
        /// The status: 429, 503, ...
        status: u16,
        /// The `Retry-After` header.
        #[serde(default)]
        retry_after: RetryAfter,
        /// Whether the request takes effect first, as behind a gateway that gave up waiting.
        #[serde(default)]
        handled: bool,
    },
    /// The request is handled; the answer announces its full length and ends halfway through.
    CutBody,
    /// The request is handled; the answer comes in small pieces.
    SlowBody {
        /// Bytes in a piece.
        chunk: usize,
        /// Milliseconds before each piece.
        every_ms: u64,
    },
    /// The connection is closed without handling the request.
    Drop,
    /// The request is handled; then the connection is closed without an answer.
    CommitThenDrop,
    /// The request is handled after this many milliseconds.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// The request is not handled, and no answer ever comes.
    Hang,
    /// All tokens are withdrawn first; then the request is handled, which means 401 where one is needed.
    ExpireTokens,
    /// A page of a proxy in the place of an answer; the request is not handled.
    Html {
        /// The status of the page, 200 among others.
        status: u16,
    },
    /// The request is handled; the body of the answer is JSON that breaks off, of correct length.
    BadJson,
    /// The exchange stops at some point, in some way: every combination. `Drop`, `Hang`, `CommitThenDrop` and `CutBody` are four
    /// of them.
    Break {
        /// How far it gets.
        at: BreakAt,
        /// What the client meets there.
        how: BreakHow,
    },
}

/// How far an exchange gets before it [breaks](FaultKind::Break).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BreakAt {
    /// The request is read and not handled.
    Request,
    /// The request is handled; nothing of the answer is sent.
    Answer,
    /// The request is handled; the head of the answer is sent, and nothing of its body. An answer without a body is not sent.
    Body,
    /// The request is handled; the head of the answer is sent, and half of its body. An answer without a body is not sent.
    HalfBody,
}

/// How an exchange [breaks](FaultKind::Break).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BreakHow {
    /// Nothing more comes, and the connection stays.
    Wait,
    /// The connection is closed in order: FIN.
    Close,
    /// The connection is torn down: RST.
    Reset,
    /// The answer ends as if that were all: without a length, with the connection, as behind an old proxy. Before the answer
    /// has begun this is the same as `Close`.
    GoodEnd,
}

/// A `Retry-After` header, as wild as servers send it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RetryAfter {
    /// No header.
    #[default]
    None,
    /// A number of seconds.
    Seconds(u64),
    /// An HTTP date that many seconds from the moment of the answer.
    Date(u64),
    /// This text, sense or nonsense. Control characters are left out.
    Text(String),
}

impl Fault {
    /// A rule for every request, always.
    #[must_use]
    pub const fn new(kind: FaultKind) -> Self {
        Self { method: None, path: None, after: 0, times: None, kind }
    }

    /// Only requests of this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only requests whose whole path matches this pattern, without regard to case; `*` is any run of characters.
    #[must_use]
    pub fn path(mut self, pattern: impl Into<String>) -> Self {
        self.path = Some(pattern.into());
        self
    }

    /// At most this many times.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Not before this many matching requests have passed.
    #[must_use]
    pub const fn after(mut self, requests: u32) -> Self {
        self.after = requests;
        self
    }
}

impl FaultKind {
    /// An error status without `Retry-After`; the request is not handled.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::Status { status, retry_after: RetryAfter::None, handled: false }
    }

    /// 429 with this `Retry-After`; the request is not handled.
    #[must_use]
    pub const fn too_many_requests(retry_after: RetryAfter) -> Self {
        Self::Status { status: 429, retry_after, handled: false }
    }

    /// Its name in the request log and in the control API.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::CutBody => "cut_body",
            Self::SlowBody { .. } => "slow_body",
            Self::Drop => "drop",
            Self::CommitThenDrop => "commit_then_drop",
            Self::Delay { .. } => "delay",
            Self::Hang => "hang",
            Self::ExpireTokens => "expire_tokens",
            Self::Html { .. } => "html",
            Self::BadJson => "bad_json",
            Self::Break { .. } => "break",
        }
    }

    /// Whether the request takes effect.
    pub(crate) const fn is_handled(&self) -> bool {
        match self {
            Self::Status { handled, .. } => *handled,
            Self::Break { at, .. } => !matches!(at, BreakAt::Request),
            Self::Drop | Self::Hang | Self::Html { .. } => false,
            Self::CutBody
            | Self::SlowBody { .. }
            | Self::CommitThenDrop
            | Self::Delay { .. }
            | Self::ExpireTokens
            | Self::BadJson => true,
        }
    }
}

impl RetryAfter {
    /// The text of the header, if there is one.
    pub(crate) fn header(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Seconds(seconds) => Some(seconds.to_string()),
            Self::Date(seconds) => {
                // A century is as good as any later date, and still has one.
                let ahead = Duration::from_secs((*seconds).min(100 * 365 * 24 * 3600));
                Some(httpdate::fmt_http_date(SystemTime::now() + ahead))
            }
            Self::Text(text) => Some(text.chars().filter(|c| !c.is_control()).collect()),
        }
    }
}

/// The rules in force, in the order they were given.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<Fault>,
}

impl Faults {
    pub(crate) fn add(&mut self, rule: Fault) {
        self.rules.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn rules(&self) -> &[Fault] {
        &self.rules
    }

    /// The fault for this request, if any, with its count taken.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<FaultKind> {
        for rule in &mut self.rules {
            let method_fits = rule.method.as_ref().is_none_or(|m| m.eq_ignore_ascii_case(method));
            let path_fits = rule.path.as_ref().is_none_or(|pattern| matches(pattern, path));
            if !method_fits || !path_fits || rule.times == Some(0) {
                continue;
            }
            if rule.after > 0 {
                rule.after -= 1;
                continue;
            }
            rule.times = rule.times.map(|times| times - 1);
            return Some(rule.kind.clone());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_waits_strikes_and_runs_out() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Drop).method("post").path("*/Scripts/*").after(1).times(1));
        let mut strike = |method: &str, path: &str| faults.strike(method, path).is_some();
        assert!(!strike("GET", "/cwa/api/v1/scripts/1"));
        assert!(!strike("POST", "/cwa/api/v1/scripts/1"));
        assert!(strike("POST", "/cwa/api/v1/scripts/1"));
        assert!(!strike("POST", "/cwa/api/v1/scripts/1"));
    }

    #[test]
    fn rules_read_from_json() {
        let rule: Fault =
            serde_json::from_str(r#"{"kind":"status","status":429,"retry_after":{"seconds":2},"times":1}"#).unwrap();
        let FaultKind::Status { status, retry_after, handled } = rule.kind else { panic!("another kind") };
        assert_eq!((status, retry_after.header().as_deref(), handled), (429, Some("2"), false));
        let rule: Fault = serde_json::from_str(r#"{"kind":"break","at":"half_body","how":"good_end"}"#).unwrap();
        assert!(matches!(rule.kind, FaultKind::Break { at: BreakAt::HalfBody, how: BreakHow::GoodEnd }));
    }
}
