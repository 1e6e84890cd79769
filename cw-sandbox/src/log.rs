//! What was asked of the sandbox, so that a test can also say what was not.

use std::collections::VecDeque;

use serde::Serialize;

use crate::pattern::matches;
use crate::stamp::Stamp;

/// Older requests are forgotten beyond this many; the counts in the statistics remain.
const KEEP: usize = 100_000;

/// A request, and what came of it.
///
/// Bodies of routes that give out tokens or keys and the headers `authorization` and `clientid` are masked; all else is as it was sent.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// Counts up from 1.
    pub number: u64,
    /// When it came, by the sandbox's clock.
    pub at: Stamp,
    /// The method.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// All headers, names in lower case; `authorization` and `clientid` masked.
    pub headers: Vec<(String, String)>,
    /// The body as text; masked on the token routes.
    pub body: String,
    /// The status of the answer; `None` while there is none, which remains so if the connection was dropped.
    pub status: Option<u16>,
    /// The name of the fault that struck it.
    pub fault: Option<&'static str>,
    /// Whether it changed something in the tenant.
    pub committed: bool,
}

impl LoggedRequest {
    /// Whether it asked for a change; asking for a token, searching and computing defaults are none.
    #[must_use]
    pub fn is_write(&self) -> bool {
        let only_asks = ["/tickets/search", "/entries/defaults"].iter().any(|end| ends_with(&self.path, end));
        self.method != "GET" && !is_token_path(&self.path) && !(self.method == "POST" && only_asks)
    }

    /// The first value of a query parameter, whatever its case.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The first value of a header, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Whether the path hands out or takes back tokens: its bodies are secret, and it changes nothing of the tenant.
pub(crate) fn is_token_path(path: &str) -> bool {
    path.to_ascii_lowercase().contains("/apitoken") || ends_with(path, "/tokens")
}

fn ends_with(path: &str, end: &str) -> bool {
    path.trim_end_matches('/').to_ascii_lowercase().ends_with(end)
}

/// The requests so far, oldest first.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct RequestLog {
    entries: VecDeque<LoggedRequest>,
}

impl RequestLog {
    /// All requests, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &LoggedRequest> {
        self.entries.iter()
    }

    /// The requests of a method whose whole path matches a pattern: no regard to case, `*` for any run of characters.
    pub fn matching(&self, method: &str, path: &str) -> impl Iterator<Item = &LoggedRequest> {
        self.iter().filter(move |r| r.method.eq_ignore_ascii_case(method) && matches(path, &r.path))
    }

    /// How many requests [`RequestLog::matching`] finds.
    #[must_use]
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.matching(method, path).count()
    }

    /// The requests that asked for a change, granted or not.
    #[must_use]
    pub fn writes(&self) -> Vec<&LoggedRequest> {
        self.iter().filter(|r| r.is_write()).collect()
    }

    /// The requests that changed something.
    #[must_use]
    pub fn committed(&self) -> Vec<&LoggedRequest> {
        self.iter().filter(|r| r.committed).collect()
    }

    /// How many requests are kept here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn push(&mut self, request: LoggedRequest) {
        if self.entries.len() == KEEP {
            self.entries.pop_front();
        }
        self.entries.push_back(request);
    }

    pub(crate) fn entry(&mut self, number: u64) -> Option<&mut LoggedRequest> {
        let first = self.entries.front()?.number;
        self.entries.get_mut(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}
