//! What the tools say of themselves: models and policies rely on it, so a change is to be seen.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use cw_rmm_client::Method;
use cw_rmm_client::tools::{operation_of, operation_shapes};
use msp_tools_core::{Effect, Policy, ToolInfo};
use serde_json::json;
use tools_common::{REQUEST, scripted};

const READS: [&str; 15] = [
    "cw-rmm-get-company",
    "cw-rmm-get-device",
    "cw-rmm-get-device-patches",
    "cw-rmm-get-device-state",
    "cw-rmm-get-task-results",
    "cw-rmm-get-tasks-summary",
    "cw-rmm-get-ticket",
    "cw-rmm-list-companies",
    "cw-rmm-list-device-groups",
    "cw-rmm-list-devices",
    "cw-rmm-list-scripts",
    "cw-rmm-list-shell-scripts",
    "cw-rmm-list-sites",
    "cw-rmm-list-tasks",
    "cw-rmm-list-tickets",
];
const CHANGES: [&str; 2] = ["cw-rmm-create-ticket", "cw-rmm-run-task"];

fn own_tools() -> Vec<ToolInfo> {
    let (tools, _) = scripted([]);
    tools.registry.list().into_iter().filter(|info| info.spec().name != REQUEST).collect()
}

#[test]
fn there_are_seventeen_and_two_of_them_need_a_person() {
    let infos = own_tools();
    let named = |policy: Policy| -> Vec<String> {
        infos.iter().filter(|info| info.policy() == policy).map(|info| info.spec().name.clone()).collect()
    };
    assert_eq!(named(Policy::Auto), READS);
    assert_eq!(named(Policy::Approval), CHANGES);
    assert_eq!(infos.len(), 17);
    assert_eq!(infos[0].spec().qualified_name(), "connectwise_rmm:cw-rmm-create-ticket");
    for info in &infos {
        let reads = READS.contains(&info.spec().name.as_str());
        assert_eq!(info.spec().effect == Effect::Read, reads, "{}", info.spec().name);
        assert!(info.spec().company_bound, "{}", info.spec().name);
    }
}

#[test]
fn definitions_change_only_on_purpose() {
    for info in own_tools() {
        insta::assert_json_snapshot!(info.spec().name.as_str(), info.spec());
    }
}

#[test]
fn arguments_are_described_and_nothing_is_by_reference() {
    for info in own_tools() {
        let spec = info.spec();
        let schemas = json!([spec.input_schema, spec.output_schema]).to_string();
        assert!(!schemas.contains("$ref") && !schemas.contains("$defs"), "{}", spec.name);
        for (argument, schema) in spec.input_schema["properties"].as_object().unwrap() {
            assert!(schema["description"].is_string(), "{}: {argument} is not described", spec.name);
        }
        let scope = spec.permission.as_deref().unwrap();
        assert!(scope.contains("platform."), "{}: the scope is named", spec.name);
        assert!(spec.aliases.len() >= 5, "{}", spec.name);
    }
}

#[test]
fn tools_name_their_operations_as_raw_requests_do() {
    let shapes: Vec<String> = operation_shapes().collect();
    let operations: Vec<_> = own_tools().iter().flat_map(|info| info.spec().operations.clone()).collect();
    assert!(operations.len() >= 20, "{operations:?}");
    for operation in operations.iter().map(msp_tools_core::Operation::as_str) {
        let (method, path) = operation.strip_prefix("rmm:").unwrap().split_once(' ').unwrap();
        let method: Method = method.parse().unwrap();
        for path in [path.to_owned(), format!("/api/platform/v2{}", path.replace("{id}", "7").to_uppercase())] {
            assert_eq!(operation_of(&method, &path, None).unwrap().as_str(), operation);
        }
        assert!(shapes.iter().any(|shape| shape == operation), "{operation}");
    }
}
