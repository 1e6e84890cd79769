//! A client over a script of answers.

#![allow(clippy::unwrap_used, dead_code, reason = "a failed unwrap is a failed test; not every test uses all of it")]

use std::sync::Arc;

use cw_http::testing::{Reply, Script};
use cw_psa_client::{Error, PsaClient, PsaClientBuilder};
use serde_json::Value;

pub(crate) const COMPANY: &str = "acmemsp";
pub(crate) const PUBLIC_KEY: &str = "Pub1icKeyOfTheTests";
pub(crate) const PRIVATE_KEY: &str = "Pr1vateKeyOfTheTests";
pub(crate) const CLIENT_ID: &str = "6f0e5a1c-0000-4000-8000-00000000c11e";
/// `acmemsp+Pub1icKeyOfTheTests:Pr1vateKeyOfTheTests`.
pub(crate) const BASIC: &str = "YWNtZW1zcCtQdWIxaWNLZXlPZlRoZVRlc3RzOlByMXZhdGVLZXlPZlRoZVRlc3Rz";

pub(crate) fn answer(value: Value) -> Reply {
    Reply::json(200, value.to_string())
}

pub(crate) fn builder(script: &Arc<Script>) -> PsaClientBuilder {
    PsaClient::builder("psa.example.com")
        .company(COMPANY)
        .keys(PUBLIC_KEY, PRIVATE_KEY)
        .client_id(CLIENT_ID)
        .settings(|settings| settings.transport(script.clone()))
}

/// A client that gets these answers, in order.
pub(crate) fn client(replies: impl IntoIterator<Item = Reply>) -> (PsaClient, Arc<Script>) {
    let script = Arc::new(Script::new(replies));
    (builder(&script).build().unwrap(), script)
}

/// A request as it was sent: `GET /service/tickets?page=1`, with the query decoded and sorted.
pub(crate) fn line(request: &http::Request<bytes::Bytes>) -> String {
    let url = request.uri();
    let path = url.path().strip_prefix("/v4_6_release/apis/3.0").unwrap_or_else(|| panic!("{url} left the API root"));
    let mut query: Vec<String> = url.query().unwrap_or_default().split('&').map(decoded).collect();
    query.sort();
    let separator = if url.query().is_some() { "?" } else { "" };
    format!("{} {path}{separator}{}", request.method(), query.join("&"))
}

/// All requests.
pub(crate) fn lines(script: &Script) -> Vec<String> {
    script.sent().iter().map(line).collect()
}

/// The body of the request at this place.
pub(crate) fn body(script: &Script, index: usize) -> Value {
    serde_json::from_slice(script.sent()[index].body()).unwrap_or(Value::Null)
}

pub(crate) fn header<'a>(request: &'a http::Request<bytes::Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

/// Fails if the text, or that of a cause, holds a secret of these tests.
pub(crate) fn assert_no_secret(error: &Error) {
    let mut texts = vec![error.to_string(), format!("{error:?}")];
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        texts.push(format!("{inner} {inner:?}"));
        cause = inner.source();
    }
    texts.iter().for_each(|text| assert_hides_secrets(text));
}

pub(crate) fn assert_hides_secrets(text: &str) {
    for secret in [PUBLIC_KEY, PRIVATE_KEY, CLIENT_ID, BASIC] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}
