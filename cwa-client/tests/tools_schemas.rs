//! What the tools say of themselves: models and policies rely on it, so a change is to be seen.
#![cfg(feature = "tools")]

mod tools_common;

use msp_tools_core::Policy;
use serde_json::json;
use tools_common::scripted;

const NAMES: [&str; 8] = [
    "cwa-clear-alert",
    "cwa-get-computer",
    "cwa-get-computer-alerts",
    "cwa-list-alerts",
    "cwa-list-clients",
    "cwa-list-computers",
    "cwa-list-scripts",
    "cwa-run-script",
];

#[test]
fn there_are_eight_and_two_of_them_need_a_person() {
    let (tools, _) = scripted([]);
    let infos = tools.registry.list();
    let names: Vec<_> = infos.iter().map(|info| info.spec().name.clone()).collect();
    assert_eq!(names, NAMES);
    let asking: Vec<_> = infos.iter().filter(|info| info.policy() == Policy::Approval).collect();
    let asking: Vec<_> = asking.iter().map(|info| info.spec().name.as_str()).collect();
    assert_eq!(asking, ["cwa-clear-alert", "cwa-run-script"]);
    assert_eq!(infos[0].spec().qualified_name(), "connectwise_automate:cwa-clear-alert");
}

#[test]
fn definitions_change_only_on_purpose() {
    let (tools, _) = scripted([]);
    for info in tools.registry.list() {
        insta::assert_json_snapshot!(info.spec().name.as_str(), info.spec());
    }
}

#[test]
fn arguments_are_described_and_nothing_is_by_reference() {
    let (tools, _) = scripted([]);
    for info in tools.registry.list() {
        let spec = info.spec();
        let schemas = json!([spec.input_schema, spec.output_schema]).to_string();
        assert!(!schemas.contains("$ref") && !schemas.contains("$defs"), "{}", spec.name);
        for (argument, schema) in spec.input_schema["properties"].as_object().unwrap() {
            assert!(schema["description"].is_string(), "{}: {argument} is not described", spec.name);
        }
        assert!(spec.permission.is_some() && spec.aliases.len() >= 5, "{}", spec.name);
    }
}
