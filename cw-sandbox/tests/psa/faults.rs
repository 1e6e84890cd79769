//! Misbehaviour, and the log that tells of it.

use std::time::Duration;

use cw_sandbox::{Fault, FaultKind, RetryAfter, Sandbox, Stamp};
use serde_json::{Value, json};

use crate::caller::Caller;

fn ticket() -> Value {
    json!({ "summary": "Made once", "company": { "id": 19_011 } })
}

#[tokio::test]
async fn a_ticket_is_made_though_nobody_hears_of_it() {
    let caller = Caller::new().await;
    caller.sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).method("POST").path("*/service/tickets").times(1));
    assert!(caller.request("POST", "/service/tickets").json(&ticket()).send().await.is_err());
    let world = caller.sandbox.world();
    assert_eq!(world.tickets.iter().filter(|ticket| ticket.summary == "Made once").count(), 1);
    let log = caller.sandbox.log();
    let request = log.matching("POST", "*/service/tickets").next().unwrap();
    assert_eq!((request.committed, request.status, request.fault), (true, None, Some("commit_then_drop")));
    assert_eq!((log.writes().len(), log.committed().len()), (1, 1));
    assert_eq!((request.header("authorization"), request.header("clientid")), (Some("***"), Some("***")));
    assert!(request.body.contains("Made once"));
}

#[tokio::test]
async fn too_many_requests_in_the_words_of_psa() {
    let caller = Caller::new().await;
    let slow_down = FaultKind::too_many_requests(RetryAfter::Seconds(2));
    caller.sandbox.misbehave(Fault::new(slow_down).times(1));
    let answer = caller.request("POST", "/service/tickets").json(&ticket()).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (429, "2"));
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "ConnectWiseAPI");
    assert!(caller.sandbox.log().committed().is_empty());
    caller.sandbox.misbehave(Fault::new(FaultKind::status(503)).times(1));
    let (status, body) = caller.try_list("/company/companies", &[]).await;
    assert_eq!((status, &body["code"]), (503, &json!("ConnectWiseApi")));
}

#[tokio::test]
async fn refused_writes_are_writes_without_effect() {
    let caller = Caller::new().await;
    assert_eq!(caller.try_send("POST", "/service/tickets", json!({})).await.0, 400);
    let log = caller.sandbox.log();
    assert_eq!((log.writes().len(), log.committed().len()), (1, 0));
}

#[tokio::test]
async fn another_process_sees_records_mail_and_messages() {
    let caller = Caller::new().await;
    let read = async |path: &str| {
        let url = format!("{}/_sandbox/{path}", caller.sandbox.base_url());
        reqwest::get(url).await.unwrap().json::<Vec<Value>>().await.unwrap()
    };
    assert_eq!(read("psa/service/boards/2/statuses").await.len(), 4);
    assert!(read("psa/service/nothing").await.is_empty());
    let new = json!({ "summary": "x", "company": { "id": 19_011 }, "contact": { "id": 7001 } });
    caller.write("POST", "/service/tickets", new).await;
    assert_eq!(read("outbox").await[0]["reason"], "ticket created");
    assert!(read("deliveries").await.is_empty());
}

/// Whoever looks for a record by its age goes by the `Date` of answers: it is of the clock that stamps records.
#[tokio::test]
async fn answers_are_dated_by_the_clock_of_the_tenant() {
    let sandbox = Sandbox::builder().now(Stamp::from_unix_millis(1_600_000_000_000)).start().await.unwrap();
    let date = async || {
        let answer =
            reqwest::get(format!("{}/v4_6_release/apis/3.0/service/tickets", sandbox.base_url())).await.unwrap();
        answer.headers()["date"].to_str().unwrap().to_owned()
    };
    assert!(date().await.starts_with("Sun, 13 Sep 2020 12:26:4"), "{}", date().await);
    sandbox.advance(Duration::from_secs(24 * 3600));
    assert!(date().await.starts_with("Mon, 14 Sep 2020"), "{}", date().await);
}
