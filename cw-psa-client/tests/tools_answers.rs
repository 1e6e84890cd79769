//! The tools over scripted answers: what servers seldom say, and what tools say to them.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use std::sync::Arc;

use common::{answer, body, lines};
use cw_http::testing::Script;
use msp_tools_core::ErrorKind;
use serde_json::json;
use tools_common::{Tools, scripted};

#[tokio::test(start_paused = true)]
async fn what_is_out_of_use_is_meant_only_if_nothing_else_is_called_so() {
    let company =
        |id: i64, deleted: bool| json!({"id": id, "identifier": "ACME", "name": "Acme", "deletedFlag": deleted});
    let (tools, script) = scripted([answer(json!([company(1, true), company(2, false)])), answer(json!([]))]);
    tools.rows("cw-psa-list-tickets", json!({"company": "Acme"})).await;
    assert!(lines(&script)[1].contains("conditions=company/id = 2"), "{:?}", lines(&script));

    let (tools, script) = scripted([answer(json!([company(1, true)])), answer(json!([]))]);
    tools.rows("cw-psa-list-tickets", json!({"company": "Acme"})).await;
    assert!(lines(&script)[1].contains("conditions=company/id = 1"), "{:?}", lines(&script));

    let (tools, _) = scripted([answer(json!([company(1, true), company(3, true)]))]);
    let error = tools.read("cw-psa-list-tickets", json!({"company": "Acme"})).await.unwrap_err();
    assert!(error.message().contains("Acme [ACME] (out of use) (1)"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn tools_ask_for_the_release_that_their_client_is_set_to() {
    let script = Arc::new(Script::new([answer(json!([]))]));
    let psa = common::builder(&script).build().unwrap().with_version("2025.8");
    Tools::of(&psa).rows("cw-psa-list-tickets", json!({})).await;
    let accept = script.sent()[0].headers()["accept"].to_str().unwrap().to_owned();
    assert!(accept.contains("version=2025.8"), "{accept}");
}

#[tokio::test(start_paused = true)]
async fn digits_are_a_name_first_and_an_id_after_that() {
    let called = answer(json!([{"id": 9, "name": "365"}]));
    let (tools, script) = scripted([called, answer(json!([]))]);
    tools.rows("cw-psa-list-tickets", json!({"company": "365"})).await;
    assert!(lines(&script)[1].contains("company/id = 9"), "{:?}", lines(&script));

    let by_id = answer(json!([{"id": 365, "name": "Acme Dental"}]));
    let (tools, script) = scripted([answer(json!([])), by_id, answer(json!([]))]);
    tools.rows("cw-psa-list-tickets", json!({"company": "365"})).await;
    assert!(lines(&script)[2].contains("company/id = 365"), "{:?}", lines(&script));

    // A server that makes nothing of the condition finds nothing.
    let (tools, _) = scripted([answer(json!([{"id": 1, "name": "Acme Dental"}]))]);
    let error = tools.read("cw-psa-list-tickets", json!({"company": 365})).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, "there is no company `365`"));
}

#[tokio::test(start_paused = true)]
async fn filters_and_an_experts_condition_are_held_together() {
    let (tools, script) = scripted([answer(json!([]))]);
    let input = json!({
        "open": true, "text": "50% \"full\"", "since": "2026-03-01", "until": "2026-03-02T12:00:00+01:00",
        "conditions": "severity='High' or id in (1, 2)", "fields": ["company_id", "company", "entered"], "order_by": "status",
    });
    tools.rows("cw-psa-list-tickets", input).await;
    assert_eq!(
        lines(&script),
        ["GET /service/tickets?\
          conditions=closedFlag = false and lastUpdated >= [2026-03-01T00:00:00Z] and summary contains '50% \"full\"' and \
          lastUpdated < [2026-03-02T11:00:00Z] and (severity = \"High\" or id in (1,2))&\
          fields=id,summary,company,board,status,priority,owner,_info&orderBy=status/name desc,id desc&page=1&pageSize=25"]
    );
}

#[tokio::test(start_paused = true)]
async fn numbers_are_looked_for_among_numbers() {
    let (tools, script) = scripted([answer(json!([]))]);
    tools.rows("cw-psa-list-contacts", json!({"phone": "+1 (555) 0142"})).await;
    let expected = "childConditions=communicationItems/value contains \"15550142\" and \
                    communicationItems/communicationType = \"Phone\"";
    assert!(lines(&script)[0].contains(expected), "{:?}", lines(&script));
}

#[tokio::test(start_paused = true)]
async fn what_does_not_fit_into_an_address_is_searched_for() {
    let ids: Vec<_> = (100_000..100_400).map(|id| id.to_string()).collect();
    let conditions = format!("id in ({})", ids.join(","));
    let (tools, script) = scripted([answer(json!([{"id": 100_000, "summary": "found"}]))]);
    let rows = tools.rows("cw-psa-list-tickets", json!({"conditions": conditions, "open": false})).await;
    assert_eq!(rows[0]["summary"], "found");
    assert!(lines(&script)[0].starts_with("POST /service/tickets/search?"), "{:?}", lines(&script));
    assert_eq!(body(&script, 0)["conditions"], format!("closedFlag = true and id in ({})", ids.join(",")));
}

#[tokio::test(start_paused = true)]
async fn secrets_are_masked_and_what_is_empty_is_left_out() {
    let configuration = json!({
        "id": 7, "name": "router", "serialNumber": " ",
        "questions": [
            {"question": "Admin password", "answer": "hunter2", "fieldType": "Password"},
            {"question": "Rack", "answer": 3, "fieldType": "Number"},
            {"question": "Floor", "answer": null},
        ],
        "customFields": [
            {"caption": "PIN", "type": "Password", "value": "hunter2"},
            {"caption": "VIP", "type": "Checkbox", "value": false},
            {"caption": "Note", "type": "Text", "value": null},
        ],
    });
    let (tools, _) = scripted([answer(configuration)]);
    let shown = tools.read("cw-psa-get-configuration", json!({"id": 7})).await.unwrap();
    let masked = json!([{"question": "Admin password", "answer": "***"}, {"question": "Rack", "answer": "3"}]);
    assert_eq!(shown["questions"], masked);
    assert_eq!(
        shown["custom_fields"],
        json!([{"caption": "PIN", "value": "***"}, {"caption": "VIP", "value": "false"}])
    );
    assert!(shown.get("serial_number").is_none() && !shown.to_string().contains("hunter2"), "{shown}");
}
