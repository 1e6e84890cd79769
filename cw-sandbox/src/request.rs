//! A request, read whole.

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::log::{LoggedRequest, is_token_path};
use crate::reply::Refusal;
use crate::stamp::Stamp;

/// A request with its body.
pub(crate) struct Request {
    pub(crate) method: String,
    /// As it was sent.
    pub(crate) path: String,
    /// The path in decoded, lower-case pieces: the vendor's routes have no case.
    pub(crate) segments: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    /// Characters of path and query as they were sent.
    pub(crate) url_length: usize,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

const MASK: &str = "***";

impl Request {
    pub(crate) fn new(parts: &http::request::Parts, body: Vec<u8>) -> Self {
        let path = parts.uri.path();
        let decode = |piece: &str| percent_decode_str(piece).decode_utf8_lossy().to_lowercase();
        let query = parts.uri.query().unwrap_or("").as_bytes();
        Self {
            method: parts.method.as_str().to_owned(),
            path: path.to_owned(),
            segments: path.split('/').filter(|piece| !piece.is_empty()).map(decode).collect(),
            query: url::form_urlencoded::parse(query).into_owned().collect(),
            url_length: parts.uri.path_and_query().map_or(0, |url| url.as_str().len()),
            headers: parts.headers.clone(),
            body,
        }
    }

    /// The first value of a query parameter, whatever its case.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(&self.body).map_err(|error| Refusal::invalid("body", &error.to_string()))
    }

    /// Whether it is a login or a refresh.
    pub(crate) fn asks_for_token(&self) -> bool {
        let last = self.segments.last().map_or("", String::as_str);
        self.method == "POST" && is_token_path(&self.path) && matches!(last, "apitoken" | "refresh")
    }

    /// Method and path with numbers replaced, for counting.
    pub(crate) fn route(&self) -> String {
        let numeric = |piece: &&String| piece.bytes().all(|b| b.is_ascii_digit());
        let pieces: Vec<&str> =
            self.segments.iter().map(|piece| if numeric(&piece) { "{id}" } else { piece }).collect();
        format!("{} /{}", self.method, pieces.join("/"))
    }

    /// The request as the log keeps it.
    pub(crate) fn logged(&self, number: u64, at: Stamp) -> LoggedRequest {
        let secret = |name: &str| matches!(name, "authorization" | "clientid" | "cookie");
        let headers = self.headers.iter().map(|(name, value)| {
            let value = if secret(name.as_str()) { MASK.into() } else { String::from_utf8_lossy(value.as_bytes()) };
            (name.as_str().to_owned(), value.into_owned())
        });
        let body = if is_token_path(&self.path) && !self.body.is_empty() {
            MASK.to_owned()
        } else {
            String::from_utf8_lossy(&self.body).into_owned()
        };
        LoggedRequest {
            number,
            at,
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            headers: headers.collect(),
            body,
            status: None,
            fault: None,
            committed: false,
        }
    }
}
