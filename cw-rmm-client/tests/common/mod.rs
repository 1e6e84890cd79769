//! A client over a script of answers, and examples to answer with.

#![allow(clippy::unwrap_used, dead_code, reason = "a failed unwrap is a failed test; not every test uses all of it")]

use std::sync::Arc;

use cw_http::testing::{Reply, Script};
use cw_rmm_client::{Credentials, Error, RmmClient, RmmClientBuilder, Scopes};
use serde_json::{Map, Value, json};

pub(crate) const CLIENT_ID: &str = "0e30c11e-0000-4000-8000-00000000c11e";
pub(crate) const SECRET: &str = "correct-horse-battery";
pub(crate) const TOKEN: &str = "Tk-of-the-tests_123";
pub(crate) const TOKEN_LINE: &str = "POST /v1/token";

pub(crate) fn token() -> Reply {
    answer(json!({ "access_token": TOKEN, "token_type": "Bearer", "expires_in": 3599, "scope": "as asked" }))
}

pub(crate) fn answer(value: Value) -> Reply {
    Reply::json(200, value.to_string())
}

pub(crate) fn builder(script: &Arc<Script>) -> RmmClientBuilder {
    RmmClient::builder(Credentials::new(CLIENT_ID, SECRET))
        .scopes(Scopes::all())
        .settings(|settings| settings.transport(script.clone()))
}

/// A client that gets a token and then these answers, in order.
pub(crate) fn client(replies: impl IntoIterator<Item = Reply>) -> (RmmClient, Arc<Script>) {
    let script = Arc::new(Script::new([token()].into_iter().chain(replies)));
    (builder(&script).build().unwrap(), script)
}

/// A request as it was sent: `GET /api/platform/v1/x?page=1`, with the query decoded and sorted.
pub(crate) fn line(request: &http::Request<bytes::Bytes>) -> String {
    let url = request.uri();
    let mut query: Vec<String> = url.query().unwrap_or_default().split('&').map(decoded).collect();
    query.sort();
    let separator = if url.query().is_some() { "?" } else { "" };
    format!("{} {}{separator}{}", request.method(), url.path(), query.join("&"))
}

/// All requests but those for tokens.
pub(crate) fn lines(script: &Script) -> Vec<String> {
    script.sent().iter().map(line).filter(|line| line != TOKEN_LINE).collect()
}

pub(crate) fn tokens(script: &Script) -> usize {
    script.sent().iter().filter(|request| line(request) == TOKEN_LINE).count()
}

/// The body of the request at this place; those for tokens count.
pub(crate) fn body(script: &Script, index: usize) -> Value {
    serde_json::from_slice(script.sent()[index].body()).unwrap_or(Value::Null)
}

pub(crate) fn header<'a>(request: &'a http::Request<bytes::Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

/// The example of a model.
pub(crate) fn fixture(model: &str) -> Value {
    let fixtures: Map<String, Value> = serde_json::from_str(include_str!("../fixtures/models.json")).unwrap();
    fixtures.get(model).unwrap_or_else(|| panic!("no example of {model}")).clone()
}

/// Fails if the text, or that of a cause, holds a secret of these tests.
pub(crate) fn assert_no_secret(error: &Error) {
    let mut texts = vec![error.to_string(), format!("{error:?}")];
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        texts.push(format!("{inner} {inner:?}"));
        cause = inner.source();
    }
    for text in texts {
        for secret in [SECRET, TOKEN, CLIENT_ID] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}
