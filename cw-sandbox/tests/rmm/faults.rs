//! Misbehaviour, and the log that tells of it.

use cw_sandbox::{Fault, FaultKind, RetryAfter};
use serde_json::json;

use crate::caller::{Caller, TICKETS, V1, V2};

#[tokio::test]
async fn a_task_is_accepted_though_nobody_hears_of_it() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    caller.sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).method("POST").path("*/schedule-tasks").times(1));
    let body = json!({
        "name": "Once",
        "templateID": world.shell_script_named("Get Uptime").unwrap().id,
        "templateType": "script",
        "targets": [caller.endpoint("DC01")],
        "targetType": "MANAGED_ENDPOINT",
        "schedule": { "regularity": "Immediate" },
    });
    let path = format!("{V2}/automation/endpoints/schedule-tasks");
    assert!(caller.request("POST", &path).json(&body).send().await.is_err());
    assert_eq!(caller.sandbox.world().task_runs.len(), 1);
    let log = caller.sandbox.log();
    let request = log.matching("POST", "*/schedule-tasks").next().unwrap();
    assert_eq!((request.committed, request.status, request.header("authorization")), (true, None, Some("***")));
}

#[tokio::test]
async fn a_ticket_is_made_though_nobody_hears_of_it() {
    let caller = Caller::new().await;
    caller.sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).method("POST").path("*/ticketing/tickets").times(1));
    let world = caller.sandbox.world();
    let some = &world.rmm_tickets[0];
    let body = json!({
        "summary": "Made once",
        "description": "x",
        "serviceBoard": { "id": some.service_board.id },
        "source": { "id": some.source.id },
    });
    assert!(caller.request("POST", TICKETS).json(&body).send().await.is_err());
    let made = caller.sandbox.world().rmm_tickets.iter().filter(|ticket| ticket.summary == "Made once").count();
    assert_eq!((made, caller.sandbox.log().committed().len()), (1, 1));
}

#[tokio::test]
async fn failures_are_told_in_the_words_of_the_gateway() {
    let caller = Caller::new().await;
    caller.sandbox.misbehave(Fault::new(FaultKind::too_many_requests(RetryAfter::Seconds(2))).times(1));
    let answer = caller.get(&format!("{V1}/company/companies")).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (429, "2"));
    assert_eq!(answer.text().await.unwrap(), "Too many requests");
    caller.sandbox.misbehave(Fault::new(FaultKind::status(503)).times(1));
    let (status, body) = caller.try_read(&format!("{V1}/company/companies"), &[]).await;
    assert_eq!((status, &body["code"]), (503, &json!("unavailable")));
    caller.sandbox.misbehave(Fault::new(FaultKind::ExpireTokens).times(1));
    assert_eq!(caller.try_read(&format!("{V1}/company/companies"), &[]).await.0, 401);
    assert_eq!(caller.try_read(&format!("{V1}/company/companies"), &[]).await.0, 401, "a new one is needed");
}

#[tokio::test]
async fn routes_are_counted_without_their_ids() {
    let caller = Caller::new().await;
    for name in ["DC01", "kiosk"] {
        caller.read(&format!("{V1}/device/endpoints/{}", caller.endpoint(name))).await;
    }
    let stats = caller.sandbox.stats();
    assert_eq!(stats.by_route["GET /api/platform/v1/device/endpoints/{id}"], 2);
}
