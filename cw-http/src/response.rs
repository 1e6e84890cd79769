//! An answer, whole, with what is needed to explain it when it cannot be read.

use std::sync::Arc;

use http::HeaderMap;
use serde::de::DeserializeOwned;

use crate::auth::Held;
use crate::client::HttpClient;
use crate::error::{Error, ErrorKind, Sent};
use crate::excerpt::{cut, excerpt};
use crate::markup::web_page;
use crate::page::link_to;
use crate::records::{NotAList, expected_and_found};
use crate::request::Request;
use crate::secrets::Secrets;

/// How long the words about an answer may be, in bytes: a service can put any number of them into a name or a link.
const LONGEST: usize = 2_000;

/// An answer with a status of success and its whole body.
#[derive(Clone)]
pub struct Response {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    asked: Asked,
}

/// What was sent, and with what: by this an answer is explained, and known for secret what it repeats.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) client: HttpClient,
    pub(crate) request: Request,
    pub(crate) token: Option<Arc<Held>>,
    pub(crate) tries: u32,
}

impl Response {
    pub(crate) fn new(status: u16, headers: HeaderMap, body: Vec<u8>, asked: Asked) -> Self {
        Self { status, headers, body, asked }
    }

    /// The same answer without its body, to explain it by after the body has gone elsewhere.
    pub(crate) fn clone_head(&self) -> Self {
        Self { status: self.status, headers: self.headers.clone(), body: Vec::new(), asked: self.asked.clone() }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as it came, without a copy.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// A query parameter of the address that the `Link` header names for a relation: the `cursor` of the `next` page, say. The
    /// address itself is not followed.
    #[must_use]
    pub fn link_param(&self, rel: &str, name: &str) -> Option<String> {
        let link = link_to(rel, &self.headers)?;
        let (_, query) = link.split_once('?')?;
        let mut pairs = url::form_urlencoded::parse(query.split('#').next()?.as_bytes());
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.into_owned())
    }

    /// Whether there is no body but white space.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] with the JSON path, what was expected and what was found; if the request changed something,
    /// [`ErrorKind::OutcomeUnknown`] instead, since an unreadable answer does not tell whether it did.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.unreadable::<T>(error))
    }

    /// The error for a body that cannot be read as `T`. Reading it once more, with the path, is only done here.
    fn unreadable<T: DeserializeOwned>(&self, error: serde_json::Error) -> Error {
        if self.is_empty() {
            return self.explain(format!("answered {} with an empty body where JSON was expected", self.status));
        }
        if error.is_syntax() || error.is_eof() {
            return self.explain(self.not_json(&error)).with_source(error);
        }
        if self.is_login() {
            // What serde found may be the token itself.
            return self.explain(format!("answered {} with JSON that is not what a login answers", self.status));
        }
        let mut reader = serde_json::Deserializer::from_slice(&self.body);
        match serde_path_to_error::deserialize::<_, T>(&mut reader) {
            Err(error) => {
                let path = error.path().to_string();
                let message = self.shown(&expected_and_found(&path, error.inner()));
                self.explain(format!("the answer cannot be read at `{path}`: {message}")).with_json_path(path)
            }
            Ok(_) => self.explain(format!("the answer has more after its end: {error}")),
        }
    }

    fn not_json(&self, error: &serde_json::Error) -> String {
        if let Some(page) = web_page(&self.body, &self.secrets()) {
            return format!("answered {} with {page} where JSON was expected", self.status);
        }
        let kind = self.content_type().unwrap_or("no content type");
        let beginning = self.beginning();
        if error.is_eof() && kind.contains("json") {
            format!("answered {} with JSON that ends early ({error}): {beginning}", self.status)
        } else {
            format!("answered {} with {kind} that is not JSON: {beginning}", self.status)
        }
    }

    /// Words about this answer as they may be shown: in a line of bounded length, without what was sent as a secret.
    pub(crate) fn shown(&self, words: &str) -> String {
        excerpt(words.as_bytes(), &self.secrets())
    }

    /// The error for a body that is no list. It has gone elsewhere, and came back.
    pub(crate) fn no_list(&self, found: NotAList) -> Error {
        let what = web_page(&found.body, &self.secrets()).unwrap_or(found.what);
        self.explain(format!("a list was expected; the answer is {what}"))
    }

    /// An error about this answer: a decode error for a read, an unknown outcome for a change.
    #[must_use]
    pub fn explain(&self, message: impl Into<String>) -> Error {
        let request = &self.asked.request;
        let operation = request.operation();
        let kind = if request.is_read() || self.is_login() { ErrorKind::Decode } else { ErrorKind::OutcomeUnknown };
        Error::new(kind, cut(&self.secrets().scrub(&message.into()), LONGEST))
            .with_call(&operation.name, &operation.method, request.shown_path())
            .with_status(self.status)
            .with_sent(Sent::Yes)
            .with_tries(self.asked.tries)
            .with_body(self.beginning())
    }

    /// A request without credentials is one that asks for them: its answer holds a secret.
    fn is_login(&self) -> bool {
        !self.asked.request.is_authenticated()
    }

    fn secrets(&self) -> Secrets {
        self.asked.client.shared().secrets(&self.asked.request, self.asked.token.as_deref())
    }

    /// The beginning of the body, fit for an error. Of a login's answer only a page of markup is shown, which holds no token.
    fn beginning(&self) -> String {
        let markup = self.body.trim_ascii_start().starts_with(b"<");
        if self.is_login() && !markup { "(not shown)".to_owned() } else { excerpt(&self.body, &self.secrets()) }
    }

    fn content_type(&self) -> Option<&str> {
        self.headers.get(http::header::CONTENT_TYPE)?.to_str().ok()
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("request", &self.asked.request)
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
