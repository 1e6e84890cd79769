//! A request as a value: which operation, with what filled in. Nothing here does I/O.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use serde::Serialize;
use url::Url;

use crate::base_url::{BaseUrl, push_query};
use crate::error::Error;

/// Whether a request may be sent again after its bytes may have reached the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Replay {
    /// Doing it twice is the same as doing it once.
    Safe,
    /// It must not happen twice: after a lost answer its outcome is unknown.
    Never,
}

/// One operation of an API, written as data: what clients send, retry and log is read from here.
#[derive(Debug, Clone)]
pub struct Operation {
    /// A stable name such as `computers.list`, for errors and logs.
    pub name: Cow<'static, str>,
    /// The HTTP method.
    pub method: Method,
    /// The path below the API root, with `{name}` for parameters.
    pub path: Cow<'static, str>,
    /// Whether it may be sent again after its bytes left.
    pub replay: Replay,
    /// Whether it changes nothing, so that a lost answer is no unknown outcome.
    pub reads: bool,
}

impl Operation {
    /// An operation with the rules of its method: GET and HEAD read; they, PUT and DELETE may be replayed, POST and PATCH may not.
    #[must_use]
    pub const fn new(name: &'static str, method: Method, path: &'static str) -> Self {
        let (replay, reads) = (default_replay(&method), reads(&method));
        Self { name: Cow::Borrowed(name), method, path: Cow::Borrowed(path), replay, reads }
    }

    /// A read.
    #[must_use]
    pub const fn get(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::GET, path)
    }

    /// A creation or an action: never sent twice.
    #[must_use]
    pub const fn post(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::POST, path)
    }

    /// A read by POST, such as a search whose question is too long for an address.
    #[must_use]
    pub const fn search(name: &'static str, path: &'static str) -> Self {
        let mut operation = Self::new(name, Method::POST, path);
        operation.replay = Replay::Safe;
        operation.reads = true;
        operation
    }

    /// A replacement of a whole record.
    #[must_use]
    pub const fn put(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::PUT, path)
    }

    /// A change of parts of a record. Not replayed, unless the request says that every part is a replacement.
    #[must_use]
    pub const fn patch(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::PATCH, path)
    }

    /// A removal.
    #[must_use]
    pub const fn delete(name: &'static str, path: &'static str) -> Self {
        Self::new(name, Method::DELETE, path)
    }
}

/// `const` needs the comparison spelled out over the method's text.
const fn default_replay(method: &Method) -> Replay {
    match method {
        &Method::GET | &Method::HEAD | &Method::PUT | &Method::DELETE => Replay::Safe,
        _ => Replay::Never,
    }
}

const fn reads(method: &Method) -> bool {
    matches!(method, &Method::GET | &Method::HEAD)
}

/// Settings of one call, apart from the API's own fields.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// How long the whole call may take, waits and retries included. Default: the client's `call` time-out.
    pub timeout: Option<Duration>,
    /// How many tries at the most. Default: the client's setting. `1` turns retries off.
    pub max_tries: Option<u32>,
}

impl CallOptions {
    /// The client's settings, unchanged.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Bounds the whole call.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Bounds the number of tries (at least 1).
    #[must_use]
    pub fn max_tries(mut self, tries: u32) -> Self {
        self.max_tries = Some(tries.max(1));
        self
    }
}

/// A request that is complete but not sent: it can be stored, cloned, spawned and sent more than once.
///
/// `Debug` shows the operation and the names of what was filled in, never the values.
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    operation: Operation,
    target: Target,
    query: Vec<(Cow<'static, str>, String)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Result<Bytes, Error>>,
    authenticated: bool,
    options: CallOptions,
    refusal: Option<Error>,
}

#[derive(Clone)]
enum Target {
    Template(Vec<(&'static str, String)>),
    Raw,
}

impl Request {
    /// A request for an operation whose path parameters and query are still to be filled in.
    pub fn new(operation: &Operation) -> Self {
        Self {
            operation: operation.clone(),
            target: Target::Template(Vec::new()),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            authenticated: true,
            options: CallOptions::default(),
            refusal: None,
        }
    }

    /// A request for a path that is not modelled. The path (with an optional query) is checked when the request is sent: it cannot
    /// leave the API root.
    pub fn raw(method: Method, path: impl Into<String>) -> Self {
        let operation = Operation { path: Cow::Owned(path.into()), ..Operation::new("raw", method, "") };
        Self { target: Target::Raw, ..Self::new(&operation) }
    }

    /// Fills the path parameter `{name}`. Whatever the value holds, it becomes one path segment.
    pub fn param(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        if let Target::Template(params) = &mut self.target {
            params.push((name, value.to_string()));
        }
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a query parameter if there is a value.
    pub fn query_opt(self, name: impl Into<Cow<'static, str>>, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Sets a query parameter, in place of an earlier value if there is one.
    pub fn set_query(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        let name = name.into();
        self.query.retain(|(key, _)| *key != name);
        self.query(name, value)
    }

    /// Adds a header. Credentials are added by the client and win over a header of the same name.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Sends this value as JSON. A value that cannot be written fails the call before anything is sent.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        self.body = Some(
            serde_json::to_vec(value)
                .map(Bytes::from)
                .map_err(|error| Error::input("the body cannot be written as JSON").with_source(error)),
        );
        self
    }

    /// Sends these bytes as they are; say with a header what they are.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(Ok(body.into()));
        self
    }

    /// Sends the request without credentials, as a login does.
    pub fn without_credentials(mut self) -> Self {
        self.authenticated = false;
        self
    }

    /// States that doing this twice is the same as doing it once (a search by POST, a PATCH of replacements only), or that it
    /// is not.
    pub fn replay(mut self, replay: Replay) -> Self {
        self.operation.replay = replay;
        self
    }

    /// States that what was asked for cannot be written as a request: sending it answers with this error, and nothing is sent.
    /// So values that are built step by step need no `Result` at each step.
    pub fn refuse(mut self, error: Error) -> Self {
        self.refusal.get_or_insert(error);
        self
    }

    /// Settings of this call.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// What is asked for.
    #[must_use]
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Whether the request changes nothing.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.operation.reads
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    pub(crate) fn is_authenticated(&self) -> bool {
        self.authenticated
    }

    pub(crate) fn header_pairs(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    pub(crate) fn body_bytes(&self) -> Result<Option<Bytes>, Error> {
        self.body.clone().transpose()
    }

    /// The query as it was filled in: what a cursor is bound to.
    pub(crate) fn query_pairs(&self) -> &[(Cow<'static, str>, String)] {
        &self.query
    }

    /// The address below `base`.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) if a path parameter is missing, a raw path is refused, or the request
    /// [is](Self::refuse).
    pub fn url(&self, base: &BaseUrl) -> Result<Url, Error> {
        if let Some(error) = &self.refusal {
            return Err(error.clone());
        }
        let mut url = match &self.target {
            Target::Template(params) => base.fill(&self.operation.path, params)?,
            Target::Raw => base.raw(&self.operation.path)?,
        };
        if !self.query.is_empty() {
            let mut query = url.query().unwrap_or_default().to_owned();
            for (name, value) in &self.query {
                push_query(&mut query, name, value);
            }
            url.set_query(Some(&query));
        }
        Ok(url)
    }

    /// The path for logs and errors: the template, or a raw path without its query.
    pub(crate) fn shown_path(&self) -> &str {
        self.operation.path.split('?').next().unwrap_or_default()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.query.iter().map(|(name, _)| name.as_ref()).collect();
        f.debug_struct("Request")
            .field("operation", &self.operation.name)
            .field("method", &self.operation.method)
            .field("path", &self.shown_path())
            .field("query", &names)
            .field("body_bytes", &self.body.as_ref().and_then(|body| body.as_ref().ok()).map(Bytes::len))
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: Operation = Operation::get("things.get", "/v1/Things/{id}");

    #[test]
    fn methods_have_their_rules() {
        for (operation, replay, reads) in [
            (Operation::get("a", "/"), Replay::Safe, true),
            (Operation::put("a", "/"), Replay::Safe, false),
            (Operation::delete("a", "/"), Replay::Safe, false),
            (Operation::post("a", "/"), Replay::Never, false),
            (Operation::search("a", "/"), Replay::Safe, true),
            (Operation::patch("a", "/"), Replay::Never, false),
        ] {
            assert_eq!((operation.replay, operation.reads), (replay, reads), "{}", operation.method);
        }
    }

    #[test]
    fn debug_shows_names_and_no_values() {
        let request = Request::new(&GET)
            .param("id", "hunter2")
            .query("condition", "Name = 'hunter2'")
            .header(HeaderName::from_static("x-key"), HeaderValue::from_static("hunter2"))
            .json(&"hunter2");
        let shown = format!("{request:?}");
        assert!(shown.contains("things.get") && shown.contains("condition"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        let raw = Request::raw(Method::GET, "/v1/Things?token=hunter2");
        assert!(!format!("{raw:?}").contains("hunter2"));
    }

    #[test]
    fn a_raw_path_keeps_its_query_and_takes_more() {
        let base = BaseUrl::parse("h.example", "/api/").expect("a host");
        let request = Request::raw(Method::GET, "/v1/Things?page=1").query("a b", "c&d");
        assert_eq!(request.url(&base).expect("legal").as_str(), "https://h.example/api/v1/Things?page=1&a%20b=c%26d");
    }

    #[test]
    fn a_missing_parameter_is_an_input_error() {
        let base = BaseUrl::parse("h.example", "/api/").expect("a host");
        let error = Request::new(&GET).url(&base).expect_err("no id");
        assert!(error.to_string().contains("`id`"), "{error}");
    }
}
