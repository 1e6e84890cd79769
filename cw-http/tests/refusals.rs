//! What a refusal becomes: with the client's own knowledge of the service, and without the credentials in it.

mod common;

use std::sync::Arc;

use common::{GET, base, builder};
use cw_http::testing::{Reply, Script};
use cw_http::{Credentials, Error, ErrorKind, HttpClient, Operation, Request, Sent};

const SEARCH: Operation = Operation::search("things.search", "/v1/Things/search");

fn explain(error: Error, proven: bool) -> Error {
    match (error.code(), proven) {
        (Some("KeyUnknown"), _) => error.with_kind(ErrorKind::Credentials),
        (_, false) => error.with_hint("nothing has worked so far"),
        _ => error,
    }
}

#[tokio::test]
async fn a_client_says_what_a_refusal_means_and_knows_whether_anything_has_worked() {
    let refused = || Reply::json(404, r#"{"code":"NotFound","message":"no such thing"}"#);
    let script = Arc::new(Script::new([
        refused(),
        Reply::json(400, r#"{"code":"KeyUnknown","message":"no"}"#),
        Reply::json(200, "{}"),
        refused(),
        Reply::json(400, r#"{"code":"KeyUnknown","message":"no"}"#),
    ]));
    let client = builder(&script).explain_refusals(explain).build().expect("settings are fine");
    let mut seen = Vec::new();
    for _ in 0..5 {
        let answer = client.send(Request::new(&GET)).await;
        seen.push(answer.map(|_| ()).map_err(|error| (error.kind(), error.hint().is_some())));
    }
    assert_eq!(
        seen,
        [
            Err((ErrorKind::NotFound, true)),
            Err((ErrorKind::Credentials, false)),
            Ok(()),
            Err((ErrorKind::NotFound, false)),
            Err((ErrorKind::Credentials, false)),
        ]
    );
}

#[tokio::test]
async fn a_call_without_credentials_proves_nothing_and_is_not_explained() {
    let script = Arc::new(Script::new([Reply::json(200, "{}"), Reply::status(404), Reply::status(404)]));
    let client = builder(&script).explain_refusals(explain).build().expect("settings are fine");
    let open = || Request::new(&GET).without_credentials();
    client.send(open()).await.expect("answered");
    assert_eq!(client.send(open()).await.expect_err("refused").hint(), None);
    assert!(client.send(Request::new(&GET)).await.expect_err("refused").hint().is_some());
}

#[tokio::test]
async fn basic_credentials_are_sent_as_such_and_never_repeated() {
    let basic = || Credentials::Basic { username: "acme+Pub1icKey".into(), password: "pr1vateKey".to_owned().into() };
    let echo = r#"{"message":"acme+Pub1icKey with pr1vateKey (YWNtZStQdWIxaWNLZXk6cHIxdmF0ZUtleQ==) is unknown"}"#;
    let script = Arc::new(Script::new([Reply::json(401, echo)]));
    let client = builder(&script).credentials(basic()).build().expect("settings are fine");
    let error = client.send(Request::new(&GET)).await.expect_err("refused");
    assert_eq!(script.sent()[0].headers()["authorization"], "Basic YWNtZStQdWIxaWNLZXk6cHIxdmF0ZUtleQ==");
    assert!(error.to_string().contains("[redacted] with [redacted] ([redacted]) is unknown"), "{error}");
    let shown = format!("{error:?} {:?} {client:?}", basic());
    for secret in ["Pub1icKey", "pr1vateKey", "YWNtZ"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }

    let colon = Credentials::Basic { username: "acme:x".into(), password: "y".to_owned().into() };
    let error = HttpClient::builder(base()).credentials(colon).build().expect_err("a colon cuts the name");
    assert_eq!(error.kind(), ErrorKind::Config);
}

#[tokio::test(start_paused = true)]
async fn a_search_by_post_is_a_read() {
    let script = Arc::new(Script::new([Reply::cut(), Reply::status(503), Reply::json(200, "[]")]));
    common::client(&script).send(Request::new(&SEARCH)).await.expect("read again");
    assert_eq!(script.sent().len(), 3);

    let script = Arc::new(Script::new([]).then_always(Reply::cut()));
    let error = common::client(&script).send(Request::new(&SEARCH)).await.expect_err("cut");
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Interrupted, Sent::Maybe));
    let script = Arc::new(Script::new([Reply::body(200, "<html><title>Portal</title>")]));
    let error = common::client(&script).json::<Vec<u8>>(Request::new(&SEARCH)).await.expect_err("no JSON");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("a web page titled \"Portal\" where JSON was expected"), "{error}");
}
