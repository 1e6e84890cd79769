//! Clearing an alert: before, during and after.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::Arc;

use common::{answer, client, lines};
use cw_http::testing::{Reply, Script};
use cwa_client::api::AlertClearing;
use cwa_client::{AlertId, ComputerId, Error, ErrorKind};
use serde_json::json;

const READ: &str = "GET /v1/Alerts/90211";
const LIST: &str = "GET /v1/Computers/1042/Alerts?page=1&pageSize=1000";
const CLEAR: &str = "DELETE /v1/Computers/1042/Alerts/90211";

fn alert() -> Reply {
    answer(json!({ "AlertId": 90_211, "Computer": { "Id": 1042, "Name": "kiosk" }, "Message": "C: is full" }))
}

/// As older servers list a computer's alerts.
fn old_list(ids: &[i64]) -> Reply {
    answer(ids.iter().map(|id| json!({ "Id": id, "ComputerId": 1042, "Severity": "Error" })).collect())
}

fn gone() -> Reply {
    Reply::status(404)
}

async fn clear(replies: impl IntoIterator<Item = Reply>) -> (Result<AlertClearing, Error>, Arc<Script>) {
    let (cwa, script) = client(replies);
    let outcome = cwa.alerts().clear(ComputerId::new(1042), AlertId::new(90_211)).await;
    (outcome, script)
}

#[tokio::test]
async fn a_cleared_alert_is_read_before_and_after() {
    for done in [Reply::status(204), Reply::status(200), answer(json!({}))] {
        let (outcome, script) = clear([alert(), done, gone(), old_list(&[7])]).await;
        assert!(matches!(outcome.unwrap(), AlertClearing::Gone));
        assert_eq!(lines(&script), [READ, CLEAR, READ, LIST]);
    }
}

#[tokio::test]
async fn servers_without_the_list_over_all_alerts_are_asked_by_computer() {
    let (outcome, script) = clear([gone(), old_list(&[7, 90_211]), Reply::status(204), gone(), old_list(&[7])]).await;
    assert!(matches!(outcome.unwrap(), AlertClearing::Gone));
    assert_eq!(lines(&script), [READ, LIST, CLEAR, READ, LIST]);
}

#[tokio::test]
async fn an_alert_that_still_stands_is_not_called_cleared() {
    let (outcome, _) = clear([alert(), Reply::status(204), alert()]).await;
    let AlertClearing::StillThere(alert) = outcome.unwrap() else { panic!("it stands") };
    assert_eq!(alert.message.as_deref(), Some("C: is full"));
}

#[tokio::test]
async fn a_clearing_that_cannot_be_checked_is_not_called_failed() {
    let (outcome, _) = clear([alert(), Reply::status(204), Reply::status(500)]).await;
    let AlertClearing::Unverified(error) = outcome.unwrap() else { panic!("nobody knows") };
    assert_eq!(error.kind(), ErrorKind::Server);
}

#[tokio::test]
async fn a_server_without_the_route_is_told_from_one_without_the_alert() {
    for refusal in [405, 501] {
        let (outcome, _) = clear([alert(), Reply::status(refusal)]).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("does not offer alert clearing"), "{error}");
    }
    let (outcome, _) = clear([alert(), Reply::status(404), alert()]).await;
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Unsupported);

    let (outcome, _) = clear([alert(), Reply::status(404), gone(), old_list(&[])]).await;
    assert!(matches!(outcome.unwrap(), AlertClearing::Gone), "somebody else was faster");
}

#[tokio::test]
async fn an_alert_that_is_not_there_is_not_cleared() {
    for list in [old_list(&[7]), gone()] {
        let (outcome, script) = clear([gone(), list]).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().contains("no alert 90211"), "{error}");
        assert_eq!(lines(&script), [READ, LIST]);
    }
}

#[tokio::test]
async fn an_alert_of_another_computer_is_left_alone() {
    let other = answer(json!({ "AlertId": 90_211, "Computer": { "Id": 7 } }));
    let (outcome, script) = clear([other]).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(error.to_string().contains("of computer 7"), "{error}");
    assert_eq!(lines(&script), [READ]);
}

#[tokio::test]
async fn other_refusals_stay_what_they_are() {
    let (outcome, _) = clear([alert(), Reply::status(403)]).await;
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Denied);
    let (outcome, script) = clear([Reply::status(403)]).await;
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Denied);
    assert_eq!(lines(&script).len(), 1);
}

#[tokio::test]
async fn both_shapes_of_a_computers_alerts_are_read() {
    let rows = json!([
        { "AlertId": 1, "Computer": { "Id": 1042 }, "Severity": { "Id": 3, "Name": "Error" } },
        { "Id": "2", "ComputerId": "1042", "Severity": "Critical" },
    ]);
    for body in [rows.clone(), json!({ "Alerts": rows }), json!({ "Data": rows })] {
        let (cwa, _) = client([answer(body)]);
        let alerts = cwa.alerts().of_computer(ComputerId::new(1042)).all().await.unwrap();
        let read: Vec<_> =
            alerts.iter().map(|alert| (alert.any_id(), alert.any_computer_id(), alert.severity.clone())).collect();
        let computer = Some(ComputerId::new(1042));
        let severities: Vec<_> = read.iter().map(|(_, _, s)| s.as_ref().unwrap().name.clone().unwrap()).collect();
        assert_eq!((read[0].0, read[0].1), (Some(AlertId::new(1)), computer));
        assert_eq!((read[1].0, read[1].1), (Some(AlertId::new(2)), computer));
        assert_eq!(severities, ["Error", "Critical"]);
    }
}
