//! Tokens: what is asked for, what refusals become, how a token is shared, and when none is asked for.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{CLIENT_ID, SECRET, TOKEN, answer, assert_no_secret, body, builder, client, header, line, token, tokens};
use cw_http::testing::{Reply, Script};
use cw_rmm_client::{Credentials, Error, ErrorKind, Region, RmmClient, Scope, Scopes};
use futures_util::future::join_all;
use serde_json::json;
use tokio::time::advance;

fn acme() -> Reply {
    answer(json!({ "id": "comp-1", "name": "Acme Dental" }))
}

async fn read(rmm: &RmmClient) -> Result<cw_rmm_client::models::Company, Error> {
    rmm.companies().get("comp-1").await
}

/// Asks for a token that is answered so, and returns why there is none.
async fn refusal(reply: Reply) -> (Error, RmmClient, Arc<Script>) {
    let script = Arc::new(Script::new([reply]));
    let rmm = builder(&script).scopes(Scopes::reading()).build().unwrap();
    let error = read(&rmm).await.unwrap_err();
    assert_no_secret(&error);
    (error, rmm, script)
}

#[tokio::test]
async fn a_token_is_asked_for_before_the_first_call_and_not_again() {
    let script = Arc::new(Script::new([token(), acme(), acme()]));
    let rmm = builder(&script).scopes("platform.sites.read platform.companies.read".parse().unwrap()).build().unwrap();
    assert_eq!(read(&rmm).await.unwrap().name.as_deref(), Some("Acme Dental"));
    read(&rmm.clone()).await.unwrap();

    let sent = script.sent();
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[0].uri().to_string(), "https://openapi.service.itsupport247.net/v1/token");
    assert_eq!(
        body(&script, 0),
        json!({
            "grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SECRET,
            "scope": "platform.companies.read platform.sites.read",
        })
    );
    assert_eq!((header(&sent[0], "authorization"), header(&sent[0], "content-type")), (None, Some("application/json")));
    assert_eq!(header(&sent[1], "authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert!(header(&sent[1], "user-agent").unwrap().starts_with("cw-rmm-client/"));
    assert_ne!(header(&sent[1], "x-request-id"), header(&sent[2], "x-request-id"));
}

#[tokio::test]
async fn the_token_is_read_however_it_is_spelled() {
    for reply in [json!({ "Access_Token": TOKEN }), json!({ "access_token": TOKEN, "expires_in": "60" })] {
        let script = Arc::new(Script::new([answer(reply), acme()]));
        read(&builder(&script).build().unwrap()).await.unwrap();
        assert_eq!(header(&script.sent()[1], "authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    }
}

#[tokio::test]
async fn each_region_has_its_host() {
    for (id, region, host) in [
        ("0e30-1", None, "openapi.service.itsupport247.net"),
        ("0E31-1", None, "openapi.service.euplatform.connectwise.com"),
        ("0e32-1", None, "openapi.service.auplatform.connectwise.com"),
        ("6500023", Some(Region::Eu), "openapi.service.euplatform.connectwise.com"),
        ("0e30-1", Some(Region::Au), "openapi.service.auplatform.connectwise.com"),
    ] {
        let script = Arc::new(Script::new([token(), acme()]));
        let mut builder = RmmClient::builder(Credentials::new(id, SECRET)).settings(|s| s.transport(script.clone()));
        if let Some(region) = region {
            builder = builder.region(region);
        }
        read(&builder.build().unwrap()).await.unwrap();
        assert!(script.sent().iter().all(|request| request.uri().host() == Some(host)), "{id}");
    }
}

#[test]
fn building_reports_every_problem_at_once() {
    let error = RmmClient::builder(Credentials::new(" ", ""))
        .scopes(Scopes::default())
        .dialect(|dialect| dialect.instances_path("/../x"))
        .base_url("http://rmm.example.com")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    for words in ["client id is empty", "client secret is empty", "CW_RMM_SCOPES", "loopback"] {
        assert!(error.to_string().contains(words), "{words} in {error}");
    }
    let error = RmmClient::builder(Credentials::new("6500023", SECRET)).build().unwrap_err();
    assert!(error.to_string().contains("CW_RMM_REGION"), "{error}");
    assert_no_secret(&error);
}

#[tokio::test]
async fn a_wrong_key_is_told_whatever_the_status() {
    let said = json!({ "error": "invalid_client", "error_description": format!("{CLIENT_ID} with {SECRET}?") });
    for reply in [
        Reply::json(401, said.to_string()),
        Reply::json(400, said.to_string()),
        Reply::status(403),
        answer(json!({})),
        answer(json!({ "access_token": "" })),
    ] {
        let (error, _, script) = refusal(reply).await;
        assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
        assert!(error.to_string().contains("client id and secret"), "{error}");
        assert_eq!((error.operation(), script.sent().len()), (Some("auth.token"), 1));
    }
    for status in [404, 405] {
        let (error, ..) = refusal(Reply::status(status)).await;
        assert!(error.to_string().contains("CW_RMM_REGION"), "{error}");
    }
    let (error, ..) = refusal(Reply::json(200, format!("{{\"access_token\": \"{TOKEN}\", \"expi"))).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test(start_paused = true)]
async fn a_refused_set_of_scopes_is_explained_and_not_asked_for_again() {
    for said in [
        json!({ "error": "invalid_scope" }),
        json!({ "error": "invalid_scope", "error_description": "not on the key" }),
    ] {
        let (error, rmm, script) = refusal(Reply::json(400, said.to_string())).await;
        assert_eq!(error.kind(), ErrorKind::Credentials);
        for words in ["platform.companies.read", "Integrations, API Access", "CW_RMM_SCOPES"] {
            assert!(error.to_string().contains(words), "{words} in {error}");
        }
        advance(Duration::from_secs(240)).await;
        let outcomes = join_all((0..50).map(|_| read(&rmm))).await;
        assert!(
            outcomes.iter().all(|outcome| outcome.as_ref().is_err_and(|e| e.to_string().contains("companies.read")))
        );
        assert_eq!(script.sent().len(), 1, "it is remembered for five minutes");
        advance(Duration::from_secs(70)).await;
        let _ = read(&rmm).await;
        assert!(script.sent().len() > 1, "and then asked for again");
    }
}

#[tokio::test(start_paused = true)]
async fn a_locked_key_is_left_alone_by_all_clients_that_share_it() {
    let (error, rmm, script) = refusal(Reply::status(423)).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Credentials, Some(423)));
    assert!(error.to_string().contains("locked") && error.retry_after() == Some(Duration::from_secs(3600)), "{error}");

    let other = rmm.with_scopes(Scopes::default().with(Scope::SITES_READ)).unwrap();
    for minutes in [0, 1, 30, 28] {
        advance(Duration::from_secs(minutes * 60)).await;
        assert!(join_all((0..50).map(|_| read(&rmm))).await.iter().all(Result::is_err));
        let error = read(&other).await.unwrap_err();
        assert!(error.to_string().contains("locked"), "{error}");
        assert!(error.retry_after().is_some_and(|wait| wait < Duration::from_secs(3601)));
        let probe = rmm.probe_scopes([Scope::SITES_READ]).await.unwrap();
        assert_eq!(probe.stopped.map(|error| error.status()), Some(Some(423)));
    }
    assert_eq!(script.sent().len(), 1, "no further request for a token");

    advance(Duration::from_secs(70)).await;
    let _ = read(&rmm).await;
    assert!(script.sent().len() > 1, "after an hour it is asked again");
}

#[tokio::test(start_paused = true)]
async fn a_lock_lasts_as_long_as_the_service_says() {
    let script = Arc::new(Script::new([Reply::status(423).header("retry-after", "120"), token(), acme()]));
    let rmm = builder(&script).build().unwrap();
    assert_eq!(read(&rmm).await.unwrap_err().retry_after(), Some(Duration::from_secs(120)));
    advance(Duration::from_secs(119)).await;
    assert!(read(&rmm).await.is_err());
    assert_eq!(script.sent().len(), 1);
    // The layer that keeps tokens remembers a refusal for ten seconds of its own.
    advance(Duration::from_secs(11)).await;
    read(&rmm).await.unwrap();
}

/// A key that is locked while its token still works: the token is used.
#[tokio::test(start_paused = true)]
async fn a_lock_does_not_throw_the_good_token_away() {
    let short = answer(json!({ "access_token": TOKEN, "expires_in": 400 }));
    let script = Arc::new(Script::new([short, acme(), acme(), Reply::status(423)]).then_always(acme()));
    let rmm = builder(&script).build().unwrap();
    read(&rmm).await.unwrap();
    advance(Duration::from_secs(320)).await;
    read(&rmm).await.unwrap();
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(tokens(&script), 2, "it was to be renewed ahead of its end");
    advance(Duration::from_secs(40)).await;
    read(&rmm).await.unwrap();
    assert_eq!(tokens(&script), 2);
}

#[tokio::test(start_paused = true)]
async fn fifty_callers_with_an_expired_token_ask_for_one() {
    let short = answer(json!({ "access_token": "old", "expires_in": 60 }));
    let slow = token().after(Duration::from_millis(300));
    let script = Arc::new(Script::new([short, acme(), slow]).then_always(acme()));
    let rmm = builder(&script).build().unwrap();
    read(&rmm).await.unwrap();
    advance(Duration::from_secs(61)).await;

    let outcomes = join_all((0..50).map(|_| read(&rmm))).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!((tokens(&script), common::lines(&script).len()), (2, 51));
}

#[tokio::test]
async fn a_401_brings_one_new_token_and_then_an_explanation() {
    let refused = || Reply::json(401, r#"{"error":"access_denied","description":"expired"}"#);
    let (rmm, script) = client([acme(), refused(), token(), acme(), refused(), token(), refused()]);
    read(&rmm).await.unwrap();
    read(&rmm).await.unwrap();
    assert_eq!(tokens(&script), 2);
    let error = read(&rmm).await.unwrap_err();
    assert_eq!((error.kind(), tokens(&script)), (ErrorKind::Credentials, 3));
    assert!(error.to_string().contains("still active"), "{error}");
    assert_no_secret(&error);
}

#[tokio::test]
async fn a_401_to_patches_is_about_a_licence_and_costs_no_token() {
    let (rmm, script) = client([acme(), Reply::json(401, r#"{"error":{"message":"not entitled"}}"#)]);
    read(&rmm).await.unwrap();
    let error = rmm.patches().of_device("endp-1").await.unwrap_err();
    assert_eq!((error.kind(), error.service_message()), (ErrorKind::Credentials, Some("not entitled")));
    assert!(error.to_string().contains("licensed patching"), "{error}");
    assert_eq!(tokens(&script), 1);
}

#[tokio::test]
async fn a_missing_scope_is_named_with_the_place_where_it_is_granted() {
    let denied = || Reply::json(403, r#"{"id":"403","message":"client has no access"}"#);
    let script = Arc::new(Script::new([token(), denied(), denied()]));
    let rmm = builder(&script).scopes(Scopes::default().with(Scope::SITES_READ)).build().unwrap();
    let error = read(&rmm).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), tokens(&script)), (ErrorKind::Denied, Some("403"), 1));
    for words in [
        "`platform.companies.read`",
        "Platform - Companies - Read",
        "does not ask for",
        "Integrations, API Access",
        "CW_RMM_SCOPES",
        "client has no access",
    ] {
        assert!(error.to_string().contains(words), "{words} in {error}");
    }
    // Streams say it too; and where the scope was asked for, it is something else.
    let error = rmm.sites().list().all().await.unwrap_err();
    assert!(error.to_string().contains("asked for with the scope `platform.sites.read`"), "{error}");
}

#[tokio::test]
async fn other_scopes_have_a_token_of_their_own_that_is_found_again() {
    let script = Arc::new(Script::new([token(), acme(), token()]).then_always(acme()));
    let rmm = builder(&script).scopes(Scopes::reading()).build().unwrap();
    read(&rmm).await.unwrap();
    let writing = Scopes::default().with(Scope::SITES_WRITE);
    for _ in 0..3 {
        let sibling = rmm.with_scopes(writing.clone()).unwrap();
        assert_eq!(sibling.scopes(), &writing);
        read(&sibling).await.unwrap();
        read(&sibling.with_scopes(Scopes::reading()).unwrap()).await.unwrap();
    }
    assert_eq!(tokens(&script), 2);
    assert_eq!(body(&script, 2)["scope"], "platform.sites.write");
    assert!(rmm.with_scopes(Scopes::default()).is_err());
}

#[tokio::test(start_paused = true)]
async fn tokens_with_different_scopes_are_asked_for_one_after_another() {
    let script = Arc::new(Script::default().then_always(token().after(Duration::from_secs(1))));
    let rmm = builder(&script).build().unwrap();
    let siblings: Vec<_> = [Scope::SITES_READ, Scope::ASSET_READ, Scope::DEVICES_READ]
        .map(|scope| rmm.with_scopes(Scopes::default().with(scope)).unwrap())
        .into();
    let began = tokio::time::Instant::now();
    assert!(join_all(siblings.iter().map(read)).await.iter().all(Result::is_ok));
    assert_eq!(began.elapsed(), Duration::from_secs(4), "three tokens, and a read");
}

#[tokio::test(start_paused = true)]
async fn a_probe_asks_for_all_and_then_for_one_after_another() {
    let (rmm, script) = client([]);
    let probe = rmm.probe_scopes(Scopes::reading()).await.unwrap();
    assert_eq!((probe.accepted, tokens(&script)), (Scopes::reading(), 1));

    let no = || Reply::json(400, r#"{"error":"invalid_scope"}"#);
    let wanted = || [Scope::ASSET_READ, Scope::COMPANIES_READ, Scope::SITES_READ];
    let script = Arc::new(Script::new([no(), token(), no(), token()]));
    let rmm = builder(&script).build().unwrap();
    let began = tokio::time::Instant::now();
    let probe = rmm.probe_scopes(wanted()).await.unwrap();
    assert_eq!(probe.accepted.to_string(), "platform.asset.read platform.sites.read");
    assert_eq!(probe.refused.to_string(), "platform.companies.read");
    assert!(probe.unknown.is_empty() && probe.stopped.is_none());
    assert_eq!((tokens(&script), began.elapsed()), (4, Duration::from_secs(3)));
    assert_eq!(body(&script, 2)["scope"], "platform.companies.read");
}

#[tokio::test(start_paused = true)]
async fn a_probe_stops_where_the_service_asks_for_it() {
    let no = || Reply::json(400, r#"{"error":"invalid_scope"}"#);
    for last in [Reply::status(423), Reply::status(429).header("retry-after", "3600")] {
        let script = Arc::new(Script::new([no(), token(), last]));
        let rmm = builder(&script).build().unwrap();
        let probe = rmm.probe_scopes([Scope::ASSET_READ, Scope::COMPANIES_READ, Scope::SITES_READ]).await.unwrap();
        assert_eq!(probe.accepted.to_string(), "platform.asset.read");
        assert_eq!(probe.unknown.to_string(), "platform.companies.read platform.sites.read");
        assert!(probe.stopped.is_some());
        assert_eq!(tokens(&script), 3);
    }
    let script = Arc::new(Script::new([Reply::json(401, r#"{"error":"invalid_client"}"#)]));
    let error = builder(&script).build().unwrap().probe_scopes([Scope::ASSET_READ]).await.unwrap_err();
    assert_eq!((error.kind(), script.sent().len()), (ErrorKind::Credentials, 1));
}

#[tokio::test]
async fn nothing_shows_the_secrets() {
    let (rmm, script) = client([acme()]);
    read(&rmm).await.unwrap();
    let call = rmm.companies().get("comp-1");
    let run = rmm.tasks().run(cw_rmm_client::Template::shell("t", "n")).on(["e"]).parameter("password", SECRET);
    let shown = format!(
        "{rmm:?} {call:?} {run:?} {:?} {:?} {:?} {:?}",
        builder(&script).base_url(format!("https://u:{SECRET}@h.example")),
        Credentials::new(CLIENT_ID, SECRET),
        rmm.devices(),
        rmm.request(cw_rmm_client::Method::GET, &format!("/x?token={TOKEN}")),
    );
    for secret in [SECRET, CLIENT_ID, TOKEN] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("password") && shown.contains("platform.companies.read"), "{shown}");
}

#[tokio::test]
async fn the_raw_door_stays_at_the_service() {
    let (rmm, script) = client([answer(json!({ "ok": true }))]);
    let request = rmm.request(cw_rmm_client::Method::PUT, "/api/platform/v2/x?a=1").query("b c", "d").json(&json!(1));
    assert_eq!(rmm.execute(request).await.unwrap().status(), 200);
    assert_eq!(line(&script.sent()[1]), "PUT /api/platform/v2/x?a=1&b c=d");
    for path in ["//evil.example/x", "https://evil.example/", "/../x", "/v1/%2e%2e/x", "\\evil"] {
        let (rmm, script) = client([]);
        let error = rmm.execute(rmm.request(cw_rmm_client::Method::GET, path)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{path}");
        assert!(script.sent().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn what_is_withheld_from_a_client_is_withheld_from_its_siblings() {
    let (rmm, script) = client([acme()]);
    let withheld = rmm.with_check(|| Err(Error::new(ErrorKind::Withheld, "stopped")));
    let sibling = withheld.with_scopes(rmm.scopes().clone()).unwrap();
    for client in [&withheld, &sibling] {
        assert_eq!(read(client).await.unwrap_err().kind(), ErrorKind::Withheld);
    }
    assert!(common::lines(&script).is_empty());
    read(&rmm.with_scopes(rmm.scopes().clone()).unwrap()).await.unwrap();
}
