//! What the service says when it says no: one API, many shapes. And what it says of its limits.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{answer, builder, client, lines, token};
use cw_http::testing::{Reply, Script};
use cw_rmm_client::models::{NewTicket, NewTicketNote};
use cw_rmm_client::{BoardId, ErrorKind, Quota, SourceId, Template};
use serde_json::json;
use tokio::time::Instant;

fn json_error(status: u16, body: &serde_json::Value) -> Reply {
    Reply::json(status, body.to_string())
}

#[tokio::test]
async fn every_shape_of_an_error_gives_its_words() {
    let text = |status, body: &'static str| Reply::body(status, body).header("content-type", "text/plain");
    for (reply, kind, code, message) in [
        // Devices and custom fields.
        (
            json_error(400, &json!({ "error": "bad_resource", "description": "no such type" })),
            ErrorKind::Rejected,
            Some("bad_resource"),
            "no such type",
        ),
        // Tickets.
        (
            json_error(400, &json!([{ "code": "INVALID_BODY", "message": "source is required" }])),
            ErrorKind::Rejected,
            Some("INVALID_BODY"),
            "source is required",
        ),
        // Patching.
        (json_error(404, &json!({ "error": { "message": "no patches" } })), ErrorKind::NotFound, None, "no patches"),
        // Scripts, shell scripts, tasks.
        (json_error(500, &json!({ "message": "broken", "code": "E500" })), ErrorKind::Server, Some("E500"), "broken"),
        // Tasks.
        (text(403, "the key may not see tasks"), ErrorKind::Denied, None, "the key may not see tasks"),
        // Device groups.
        (json_error(403, &json!({ "id": "G-7", "message": "no access" })), ErrorKind::Denied, Some("G-7"), "no access"),
        // Policies.
        (
            json_error(400, &json!({ "message": "bad policy", "payload": {}, "type": "validation" })),
            ErrorKind::Rejected,
            Some("validation"),
            "bad policy",
        ),
        // Hypervisors.
        (
            json_error(500, &json!({ "error": { "code": "H-1", "description": "host is away" } })),
            ErrorKind::Server,
            Some("H-1"),
            "host is away",
        ),
        // Install tokens, incidents.
        (
            json_error(400, &json!({ "code": "bad_request", "message": "ErrNoCompany" })),
            ErrorKind::Rejected,
            Some("bad_request"),
            "ErrNoCompany",
        ),
        // Companies and sites, as the vendor defines it and nobody has seen it.
        (
            json_error(409, &json!({ "error": [{ "code": "C-1", "message": "in use" }] })),
            ErrorKind::Conflict,
            Some("C-1"),
            "in use",
        ),
        // Rate limits.
        (text(429, "slow down please").header("retry-after", "3600"), ErrorKind::RateLimited, None, "slow down please"),
    ] {
        let (rmm, _) = client([reply]);
        let error = rmm.sites().get("site-1").await.unwrap_err();
        assert_eq!((error.kind(), error.code(), error.service_message()), (kind, code, Some(message)), "{error}");
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[tokio::test]
async fn a_404_is_an_empty_list_and_no_empty_record() {
    let gone = || json_error(404, &json!({ "error": "not_found", "description": "nothing there" }));
    let (rmm, script) = client([gone(), gone(), gone(), gone()]);
    assert!(rmm.devices().of_company("comp-1").all().await.unwrap().is_empty());
    assert!(rmm.tickets().list().all().await.unwrap().is_empty());
    assert!(rmm.tickets().notes("t").send().await.unwrap().items.is_empty());
    assert_eq!(rmm.devices().get("endp-1").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(lines(&script).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn creations_and_starts_are_sent_once_and_their_fate_is_told() {
    let ticket = NewTicket::new("a", "b", BoardId::new("b"), SourceId::new("s"));
    for lost in [|| Reply::cut(), || Reply::status(502), || Reply::status(504), || Reply::json(200, "<html>")] {
        let (rmm, script) = client([lost(), lost(), lost()]);
        for error in [
            rmm.tickets().create(&ticket).await.unwrap_err(),
            rmm.tickets().create_note("t", &NewTicketNote::internal("x")).await.unwrap_err(),
            rmm.tasks().run(Template::shell("t", "n")).on(["e"]).send().await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{error}");
        }
        assert_eq!(lines(&script).len(), 3);
    }
    // A change that replaces is repeated, and so is a search by POST.
    let (rmm, script) = client([Reply::cut(), answer(json!({})), Reply::cut(), answer(json!({}))]);
    rmm.tickets().update("t", &cw_rmm_client::Patch::new().clear("dueDate")).await.unwrap();
    rmm.devices().list_v2(cw_rmm_client::api::DeviceScope::company("c")).all().await.unwrap();
    assert_eq!(lines(&script).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn every_family_of_headers_tells_how_long_to_wait_after_a_429() {
    let reset = |seconds: u64| {
        let now = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap().as_secs();
        (now + seconds).to_string()
    };
    for (name, value, least) in [
        ("retry-after", "30".to_owned(), 30),
        ("Ratelimit-Reset", reset(40), 38),
        ("X-RateLimit-Reset", reset(50), 48),
        ("Reset", reset(20), 18),
        ("RateLimit-Reset", "15".to_owned(), 15),
    ] {
        let (rmm, script) = client([Reply::status(429).header(name, value), answer(json!({}))]);
        let began = Instant::now();
        rmm.sites().get("s").await.unwrap();
        let waited = began.elapsed();
        assert!(waited >= Duration::from_secs(least) && waited < Duration::from_secs(least + 5), "{name}: {waited:?}");
        assert_eq!(lines(&script).len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_of_which_nothing_is_left_waits_and_the_others_do_not() {
    let spent = answer(json!({})).header("ratelimit-remaining", "0").header("ratelimit-reset", "25");
    let (rmm, _) = client([spent, answer(json!({})), answer(json!({}))]);
    let began = Instant::now();
    rmm.sites().get("s").await.unwrap();
    rmm.companies().get("c").await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
    rmm.sites().get("s").await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 25);
}

#[tokio::test(start_paused = true)]
async fn a_client_keeps_to_500_requests_in_five_minutes_unless_told_otherwise() {
    let script = || Arc::new(Script::new([token()]).then_always(answer(json!({}))));
    let spend = |rmm: cw_rmm_client::RmmClient, calls: u32| async move {
        let began = Instant::now();
        for _ in 0..calls {
            rmm.sites().get("s").await.unwrap();
        }
        began.elapsed()
    };
    let (played, free) = (script(), script());
    assert!(spend(builder(&played).build().unwrap(), 250).await < Duration::from_secs(1));
    assert_eq!(spend(builder(&script()).build().unwrap(), 500).await.as_secs(), 300);
    let unbounded = builder(&free).settings(|settings| settings.no_quota()).build().unwrap();
    assert!(spend(unbounded, 800).await < Duration::from_secs(1));
    let own = |settings: cw_rmm_client::Settings| settings.quota(Quota::new(2, Duration::from_secs(10)));
    assert_eq!(spend(builder(&script()).settings(own).build().unwrap(), 3).await.as_secs(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_quota_is_shared_by_siblings_and_a_wait_that_does_not_fit_is_told() {
    let script = Arc::new(Script::default().then_always(token()));
    let own = |settings: cw_rmm_client::Settings| settings.quota(Quota::new(2, Duration::from_secs(300)));
    let rmm = builder(&script).settings(own).build().unwrap();
    let sibling = rmm.with_scopes(cw_rmm_client::Scopes::reading()).unwrap();
    rmm.sites().get("s").await.unwrap();
    let error = sibling.sites().get("s").await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::RateLimited, cw_rmm_client::Sent::No));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(300)));
    assert!(error.to_string().contains("quota"), "{error}");
}
