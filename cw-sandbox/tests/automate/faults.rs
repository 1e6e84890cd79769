//! Misbehaviour, the log that tells of it, and the control API.

use std::time::{Duration, Instant};

use cw_sandbox::{BreakAt, BreakHow, Fault, FaultKind, RetryAfter, Sandbox};
use serde_json::{Value, json};

use crate::caller::Caller;

async fn struck(kind: FaultKind) -> (Caller, reqwest::Result<reqwest::Response>) {
    let caller = Caller::new().await;
    caller.sandbox.misbehave(Fault::new(kind).times(1));
    let answer = caller.request("POST", "/clients").json(&json!({ "Name": "Made" })).send().await;
    (caller, answer)
}

fn is_made(caller: &Caller) -> bool {
    caller.sandbox.world().company_named("Made").is_some()
}

/// What the log says of the struck request: status, fault, committed.
fn logged(caller: &Caller) -> (Option<u16>, Option<&'static str>, bool) {
    let log = caller.sandbox.log();
    let request = log.matching("post", "*/clients").next().unwrap();
    (request.status, request.fault, request.committed)
}

#[tokio::test]
async fn statuses_with_every_retry_after() {
    for (retry_after, expected) in
        [(RetryAfter::None, None), (RetryAfter::Seconds(3), Some("3")), (RetryAfter::Text("soon".into()), Some("soon"))]
    {
        let (caller, answer) = struck(FaultKind::too_many_requests(retry_after)).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers().get("retry-after").map(|h| h.to_str().unwrap()), expected);
        assert!(!is_made(&caller));
        assert_eq!(logged(&caller), (Some(429), Some("status"), false));
        assert_eq!(caller.get("/clients").await.status(), 200, "once was once");
    }
    let (_caller, answer) = struck(FaultKind::too_many_requests(RetryAfter::Date(60))).await;
    let date = answer.unwrap().headers()["retry-after"].to_str().unwrap().to_owned();
    let wait = httpdate::parse_http_date(&date).unwrap().duration_since(std::time::SystemTime::now()).unwrap();
    assert!((50..=60).contains(&wait.as_secs()));
}

#[tokio::test]
async fn a_gateway_may_give_up_on_what_is_done() {
    let kind = FaultKind::Status { status: 504, retry_after: RetryAfter::None, handled: true };
    let (caller, answer) = struck(kind).await;
    assert_eq!(answer.unwrap().status(), 504);
    assert!(is_made(&caller));
    assert_eq!(logged(&caller), (Some(504), Some("status"), true));
}

#[tokio::test]
async fn dropped_before_and_after() {
    let (caller, answer) = struck(FaultKind::Drop).await;
    assert!(answer.is_err() && !is_made(&caller));
    assert_eq!(logged(&caller), (None, Some("drop"), false));

    let (caller, answer) = struck(FaultKind::CommitThenDrop).await;
    assert!(answer.is_err() && is_made(&caller));
    assert_eq!(logged(&caller), (None, Some("commit_then_drop"), true));
}

/// The kind of the innermost error, as the operating system tells it.
fn io_kind(error: &reqwest::Error) -> Option<std::io::ErrorKind> {
    let mut source = std::error::Error::source(error);
    let mut kind = None;
    while let Some(error) = source {
        kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind).or(kind);
        source = error.source();
    }
    kind
}

#[tokio::test]
async fn an_exchange_breaks_anywhere_and_in_any_way() {
    for at in [BreakAt::Request, BreakAt::Answer, BreakAt::Body, BreakAt::HalfBody] {
        for how in [BreakHow::Close, BreakHow::Reset, BreakHow::GoodEnd] {
            let (caller, answer) = struck(FaultKind::Break { at, how }).await;
            let has_head = matches!(at, BreakAt::Body | BreakAt::HalfBody);
            assert_eq!(answer.is_ok(), has_head, "{at:?}, {how:?}");
            let read = match answer {
                Ok(answer) => answer.text().await,
                Err(error) => Err(error),
            };
            match read {
                Ok(text) => {
                    assert!(has_head && how == BreakHow::GoodEnd, "{at:?}, {how:?}: {text}");
                    assert_eq!(text.is_empty(), at == BreakAt::Body);
                    assert!(serde_json::from_str::<Value>(&text).is_err(), "{text}");
                }
                Err(error) => {
                    let reset = io_kind(&error) == Some(std::io::ErrorKind::ConnectionReset);
                    assert_eq!(reset, how == BreakHow::Reset, "{at:?}, {how:?}: {error:?}");
                }
            }
            assert_eq!(is_made(&caller), at != BreakAt::Request, "{at:?}, {how:?}");
            let status = has_head.then_some(200);
            assert_eq!(logged(&caller), (status, Some("break"), at != BreakAt::Request), "{at:?}, {how:?}");
            assert_eq!(caller.get("/clients").await.status(), 200, "once was once");
        }
    }
}

#[tokio::test]
async fn an_exchange_stops_anywhere() {
    for at in [BreakAt::Request, BreakAt::Answer, BreakAt::Body, BreakAt::HalfBody] {
        let caller = Caller::new().await;
        caller.sandbox.misbehave(Fault::new(FaultKind::Break { at, how: BreakHow::Wait }).times(1));
        let made = caller.request("POST", "/clients").json(&json!({ "Name": "Made" }));
        let read = async { made.timeout(Duration::from_millis(500)).send().await?.text().await };
        assert!(read.await.unwrap_err().is_timeout(), "{at:?}");
        assert_eq!(is_made(&caller), at != BreakAt::Request, "{at:?}");
    }
}

#[tokio::test]
async fn a_body_ends_halfway() {
    let (caller, answer) = struck(FaultKind::CutBody).await;
    let mut answer = answer.unwrap();
    assert_eq!(answer.status(), 200);
    let announced = answer.content_length().unwrap();
    let half = answer.chunk().await.unwrap().unwrap();
    assert_eq!(half.len() as u64, announced / 2);
    assert!(answer.chunk().await.is_err());
    assert!(is_made(&caller));
}

#[tokio::test]
async fn a_body_trickles() {
    let begun = Instant::now();
    let (_caller, answer) = struck(FaultKind::SlowBody { chunk: 100, every_ms: 20 }).await;
    let answer = answer.unwrap();
    let pieces = answer.content_length().unwrap().div_ceil(100);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["Name"], "Made");
    assert!(pieces > 2 && begun.elapsed() >= Duration::from_millis(20 * pieces));
}

#[tokio::test]
async fn answers_that_are_no_json() {
    for status in [200, 503] {
        let (caller, answer) = struck(FaultKind::Html { status }).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), status);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(answer.text().await.unwrap().contains("<html>"));
        assert!(!is_made(&caller));
    }
    let (caller, answer) = struck(FaultKind::BadJson).await;
    let text = answer.unwrap().text().await.unwrap();
    assert!(text.starts_with('{') && serde_json::from_str::<Value>(&text).is_err());
    assert!(is_made(&caller));
}

#[tokio::test]
async fn a_hanging_answer_and_a_late_one() {
    let caller = Caller::new().await;
    caller.sandbox.misbehave(Fault::new(FaultKind::Hang).times(1));
    let hanging = caller.request("GET", "/clients").timeout(Duration::from_millis(150)).send().await;
    assert!(hanging.unwrap_err().is_timeout());
    caller.sandbox.misbehave(Fault::new(FaultKind::Delay { ms: 60 }).times(1));
    let begun = Instant::now();
    assert_eq!(caller.get("/clients").await.status(), 200);
    assert!(begun.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn tokens_can_be_withdrawn_in_the_middle() {
    let (caller, answer) = struck(FaultKind::ExpireTokens).await;
    assert_eq!(answer.unwrap().status(), 401);
    assert!(!is_made(&caller));
    assert_eq!(caller.get("/clients").await.status(), 401);
}

#[tokio::test]
async fn rules_stay_until_they_are_dropped() {
    let caller = Caller::new().await;
    caller.sandbox.misbehave(Fault::new(FaultKind::status(502)).method("GET").path("*/CLIENTS").after(1));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(caller.get("/clients").await.status().as_u16());
    }
    assert_eq!(statuses, [200, 502, 502]);
    assert_eq!(caller.get("/scripts").await.status(), 200);
    caller.sandbox.behave();
    assert_eq!(caller.get("/clients").await.status(), 200);
}

#[tokio::test]
async fn the_log_knows_what_was_sent() {
    let caller = Caller::new().await;
    caller.list("/computers", &[("condition", "Client.Name = 'O''Brien & Sons'"), ("pageSize", "5")]).await;
    let log = caller.sandbox.log();
    let request = log.matching("GET", "*/computers").next().unwrap();
    assert_eq!(request.query("CONDITION"), Some("Client.Name = 'O''Brien & Sons'"));
    assert_eq!((request.status, request.fault, request.is_write()), (Some(200), None, false));
    assert_eq!((request.header("authorization"), request.header("clientid")), (Some("***"), Some("***")));
    assert_eq!(log.matching("POST", "*/apitoken").next().unwrap().body, "***");
    assert_eq!((log.len(), log.writes().len(), log.count("GET", "*")), (2, 0, 1));
    caller.sandbox.clear_log();
    assert!(caller.sandbox.log().is_empty());
    let stats = caller.sandbox.stats();
    assert_eq!((stats.requests, stats.token_requests, stats.by_status["200"]), (2, 1, 2));
    assert_eq!(stats.by_route["GET /cwa/api/v1/computers"], 1);
}

#[tokio::test]
async fn another_process_can_do_all_of_it() {
    let caller = Caller::new().await;
    let http = reqwest::Client::new();
    let url = |path: &str| format!("{}/_sandbox/{path}", caller.sandbox.base_url());
    let post = async |path: &str, body: Value| http.post(url(path)).json(&body).send().await.unwrap().status();
    let get = async |path: &str| http.get(url(path)).send().await.unwrap().json::<Value>().await.unwrap();

    let rules = json!([
        { "kind": "status", "status": 429, "retry_after": { "seconds": 1 }, "path": "*/clients", "times": 1 },
        { "kind": "cut_body", "path": "*/nothing" },
    ]);
    assert_eq!(post("faults", rules).await, 204);
    assert_eq!(get("faults").await.as_array().unwrap().len(), 2);
    assert_eq!(caller.get("/clients").await.status(), 429);
    http.delete(url("faults")).send().await.unwrap();
    assert_eq!(get("faults").await, json!([]));
    for wrong in [json!({ "kind": "magic" }), json!({}), json!("drop")] {
        assert_eq!(post("faults", wrong).await, 400);
    }

    assert_eq!(post("settings", json!({ "alert_clearing": false })).await, 204);
    assert_eq!(post("settings", json!({ "alert_clearign": true })).await, 400);
    let settings = get("settings").await;
    assert_eq!((&settings["alert_clearing"], &settings["script_ms"]), (&json!(false), &json!(600)));

    assert_eq!(post("machines/1005", json!({ "online": true })).await, 204);
    assert!(caller.machine("BACKUP01").is_online());
    assert_eq!(get("world").await["machines"][0]["name"], "DC01");
    assert_eq!(get("stats").await["requests"], 2);
    assert_eq!(get("requests").await[1]["status"], 429);
    assert_eq!(post("advance", json!({ "seconds": 3700 })).await, 204);
    assert_eq!(caller.get("/clients").await.status(), 401, "the token grew old");

    let other = Caller::new().await;
    let url = format!("{}/_sandbox/expire-tokens", other.sandbox.base_url());
    http.post(url).send().await.unwrap();
    assert_eq!(other.get("/clients").await.status(), 401);
}

#[tokio::test]
async fn stopping_and_dropping_close_the_port() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.address();
    sandbox.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    let port = Sandbox::builder().port(address.port()).start().await.unwrap();
    assert_eq!(port.address(), address);
}

#[tokio::test]
async fn the_environment_leads_here() {
    let sandbox = Sandbox::start().await.unwrap();
    let names: Vec<_> = sandbox.env().into_iter().map(|(name, _)| name).collect();
    let psa = ["BASE_URL", "COMPANY", "PUBLIC_KEY", "PRIVATE_KEY", "CLIENT_ID"].map(|name| format!("CW_PSA_{name}"));
    let automate = ["CWA_BASE_URL", "CWA_USERNAME", "CWA_PASSWORD", "CWA_CLIENT_ID"].map(str::to_owned);
    let rmm = ["BASE_URL", "CLIENT_ID", "CLIENT_SECRET", "SCOPES"].map(|name| format!("CW_RMM_{name}"));
    assert_eq!(names, [&automate[..], &psa[..], &rmm[..]].concat());
    assert_eq!(sandbox.env()[0].1, sandbox.base_url());
}
