//! A client over a script of answers, and examples to answer with.

#![allow(clippy::unwrap_used, dead_code, reason = "a failed unwrap is a failed test; not every test uses all of it")]

use std::sync::Arc;

use cw_http::testing::{Reply, Script};
use cwa_client::{AutomateClient, AutomateClientBuilder, Credentials, Error};
use serde_json::{Map, Value, json};

pub(crate) const CLIENT_ID: &str = "6f0e5a1c-0000-4000-8000-00000000c11e";
pub(crate) const USERNAME: &str = "svc-wire-tests";
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const TOKEN: &str = "eyJ-a-token-of-the-tests";

pub(crate) fn login() -> Reply {
    Reply::json(200, json!({ "AccessToken": TOKEN, "TokenType": "Bearer" }).to_string())
}

pub(crate) fn answer(value: Value) -> Reply {
    Reply::json(200, value.to_string())
}

pub(crate) fn builder(script: &Arc<Script>) -> AutomateClientBuilder {
    AutomateClient::builder("automate.example.com")
        .credentials(Credentials::integrator(USERNAME, PASSWORD))
        .client_id(CLIENT_ID)
        .settings(|settings| settings.transport(script.clone()))
}

/// A client that logs in and then gets these answers, in order.
pub(crate) fn client(replies: impl IntoIterator<Item = Reply>) -> (AutomateClient, Arc<Script>) {
    let script = Arc::new(Script::new([login()].into_iter().chain(replies)));
    (builder(&script).build().unwrap(), script)
}

/// A request as it was sent: `GET /v1/Clients?page=1`, with the query decoded and sorted.
pub(crate) fn line(request: &http::Request<bytes::Bytes>) -> String {
    let url = request.uri();
    let path = url.path().strip_prefix("/cwa/api").unwrap_or_else(|| panic!("{url} left the API root"));
    let mut query: Vec<String> = url.query().unwrap_or_default().split('&').map(decoded).collect();
    query.sort();
    let separator = if url.query().is_some() { "?" } else { "" };
    format!("{} {path}{separator}{}", request.method(), query.join("&"))
}

/// All requests but logins.
pub(crate) fn lines(script: &Script) -> Vec<String> {
    script.sent().iter().map(line).filter(|line| line != "POST /v1/apitoken").collect()
}

pub(crate) fn logins(script: &Script) -> usize {
    script.sent().iter().filter(|request| line(request) == "POST /v1/apitoken").count()
}

/// The body of the request at this place; logins count.
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
        for secret in [PASSWORD, USERNAME, TOKEN, CLIENT_ID] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}
