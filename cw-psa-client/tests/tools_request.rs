//! Any request as a tool: no way around what holds for the other tools.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use cw_psa_client::Method;
use cw_psa_client::tools::{operation_of, operation_shapes};
use cw_sandbox::Sandbox;
use msp_tools_core::{ErrorKind, Policy};
use serde_json::json;
use tools_common::{Tools, client_on, scripted};

const REQUEST: &str = "cw-psa-request";

async fn tenant(rules: &str) -> (Sandbox, Tools) {
    let sandbox = Sandbox::start().await.unwrap();
    let tools = Tools::with_requests(&client_on(&sandbox), rules);
    (sandbox, tools)
}

/// What a request meets: never is told as an unknown tool.
async fn met(tools: &Tools, method: &str, path: &str) -> Policy {
    match tools.registry.plan(REQUEST, json!({"method": method, "path": path}), &tools.cx).await {
        Ok(preview) => preview.decision.policy,
        Err(error) if error.kind() == ErrorKind::UnknownTool => Policy::Never,
        Err(error) => panic!("{method} {path}: {error}"),
    }
}

#[tokio::test]
async fn what_a_tool_reads_is_read_at_once_and_all_else_needs_a_person() {
    let (sandbox, tools) = tenant("").await;
    for (method, path, policy) in [
        ("GET", "/service/tickets", Policy::Auto),
        ("GET", "/v4_6_release/apis/3.0/SERVICE/Tickets/100001?fields=id", Policy::Auto),
        ("GET", "/company/companies/19011", Policy::Auto),
        ("GET", "/finance/invoices", Policy::Approval),
        ("GET", "/system/members", Policy::Approval),
        ("GET", "/service/tickets/authstatus", Policy::Approval),
        ("HEAD", "/service/tickets", Policy::Approval),
        ("POST", "/service/tickets", Policy::Approval),
        ("POST", "/service/tickets/search", Policy::Approval),
        ("PUT", "/service/tickets/100001", Policy::Approval),
        ("PATCH", "/service/tickets/100001", Policy::Approval),
        ("PATCH", "/nowhere", Policy::Approval),
        ("DELETE", "/service/tickets/100001", Policy::Never),
        ("DELETE", "/nowhere/at/all", Policy::Never),
    ] {
        assert_eq!(met(&tools, method, path).await, policy, "{method} {path}");
    }
    assert!(sandbox.log().is_empty(), "planning asks nothing");

    let input = json!({"path": "/service/tickets", "query": {"conditions": "id = 100003", "fields": "id,summary"}});
    let answer = tools.read(REQUEST, input).await.unwrap();
    assert_eq!(answer["status"], 200);
    assert_eq!(answer["body"], json!([{"id": 100_003, "summary": "kiosk: drive C: has 4% free space left"}]));
}

#[tokio::test]
async fn a_read_that_is_never_done_is_not_done_this_way_either() {
    let (sandbox, tools) = tenant("[tools]\n\"cw-psa-list-tickets\" = \"never\"\n").await;
    for path in [
        "/service/tickets",
        "service/tickets/?pageSize=1",
        "/v4_6_release/apis/3.0/service/tickets",
        "/Service/%74ickets",
        "/service/tickets%20",
    ] {
        assert_eq!(met(&tools, "GET", path).await, Policy::Never, "{path}");
        let error = tools.read(REQUEST, json!({"path": path})).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownTool, "{path}");
    }
    assert_eq!(met(&tools, "GET", "/service/tickets/100001").await, Policy::Auto, "another tool's");
    assert!(sandbox.log().is_empty());
}

#[tokio::test]
async fn a_change_needs_a_person_whatever_holds_for_the_tools() {
    for rule in ["auto", "approval"] {
        let rules = format!(
            "[tools]\n\"{REQUEST}\" = \"{rule}\"\n\"cw-psa-update-ticket\" = \"auto\"\n\"cw-psa-create-ticket\" = \"auto\"\n"
        );
        let (sandbox, tools) = tenant(&rules).await;
        assert_eq!(met(&tools, "PATCH", "/service/tickets/100003").await, Policy::Approval, "{rule}");
        assert_eq!(met(&tools, "POST", "/service/tickets").await, Policy::Approval, "{rule}");
        assert_eq!(met(&tools, "DELETE", "/service/tickets/100003").await, Policy::Never, "{rule}");
        let body = json!([{"op": "replace", "path": "summary", "value": "Changed"}]);
        let input = json!({"method": "PATCH", "path": "/service/tickets/{id}", "path_params": {"id": 100_003}, "json_body": body});
        let asked = tools.ask(REQUEST, input).await.unwrap();
        assert!(sandbox.log().is_empty(), "nothing may be sent before a person agrees");
        assert_eq!(asked.plan().operations[0].as_str(), "psa:PATCH /service/tickets/{id}");
        assert_eq!(asked.plan().warnings, [format!("With the body {body}")]);
        let answer = tools.approve(REQUEST, &asked).await.unwrap();
        assert_eq!(answer["body"]["summary"], "Changed");
        assert_eq!(sandbox.log().writes().len(), 1);
    }
}

#[tokio::test]
async fn an_operation_that_is_never_done_is_done_by_no_route() {
    let rules =
        "[operations]\n\"psa:PATCH /service/tickets/{id}\" = \"never\"\n\"psa:POST /service/tickets\" = \"never\"\n";
    let (sandbox, tools) = tenant(rules).await;
    for (tool, input) in [
        ("cw-psa-update-ticket", json!({"ticket": 100_003, "status": "Resolved"})),
        ("cw-psa-create-ticket", json!({"company": 19_011, "summary": "x"})),
        (REQUEST, json!({"method": "PATCH", "path": "service/TICKETS/100003", "json_body": []})),
        (REQUEST, json!({"method": "POST", "path": "/service/tickets/", "json_body": {}})),
    ] {
        let error = tools.ask(tool, input).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownTool, "{tool}");
    }
    let note = json!({"ticket": 100_003, "note": {"text": "Looked at it."}});
    assert!(tools.ask("cw-psa-update-ticket", note).await.is_ok(), "a note is no patch");
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn a_call_that_is_bound_to_a_company_reaches_nothing_this_way() {
    let (sandbox, tools) = tenant(&format!("[tools]\n\"{REQUEST}\" = \"auto\"\n")).await;
    let bound = tools.bound_to(19_011);
    for (method, path) in
        [("GET", "/company/companies/19011"), ("GET", "/service/tickets"), ("PATCH", "/service/tickets/100003")]
    {
        let error = bound.error(REQUEST, json!({"method": method, "path": path})).await;
        assert_eq!(error["kind"], "not_found", "{method} {path}: {error}");
    }
    assert!(sandbox.log().is_empty());
}

#[test]
fn tools_name_their_operations_as_raw_requests_do() {
    let (tools, _) = scripted([]);
    let shapes: Vec<String> = operation_shapes().collect();
    let operations: Vec<_> = tools.registry.list().iter().flat_map(|info| info.spec().operations.clone()).collect();
    assert!(operations.len() >= 20, "{operations:?}");
    for operation in operations.iter().map(msp_tools_core::Operation::as_str) {
        let (method, path) = operation.strip_prefix("psa:").unwrap().split_once(' ').unwrap();
        let method: Method = method.parse().unwrap();
        assert_eq!(operation_of(&method, path).as_str(), operation);
        assert_eq!(operation_of(&method, &path.replace("{id}", "7").to_uppercase()).as_str(), operation);
        assert!(shapes.iter().any(|shape| shape == operation), "{operation}");
    }
}

#[tokio::test]
async fn requests_that_leave_the_api_are_refused() {
    let (sandbox, tools) = tenant("").await;
    for path in [
        "//evil.example/x",
        "https://evil.example/x",
        "/service/../../x",
        "/service%2ftickets",
        "/service/tickets/{id}",
    ] {
        let error = tools.error(REQUEST, json!({"path": path})).await;
        assert_eq!((&error["kind"], &error["path"]), (&json!("input"), &json!("$.path")), "{path}: {error}");
    }
    assert!(sandbox.log().is_empty());
}
