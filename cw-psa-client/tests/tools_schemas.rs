//! What the tools say of themselves: models and policies rely on it, so a change is to be seen.
#![cfg(feature = "tools")]

mod common;
mod tools_common;

use msp_tools_core::{Effect, Policy};
use serde_json::json;
use tools_common::scripted;

const READS: [&str; 18] = [
    "cw-psa-get-company",
    "cw-psa-get-configuration",
    "cw-psa-get-contact",
    "cw-psa-get-expense-entry",
    "cw-psa-get-opportunity",
    "cw-psa-get-product",
    "cw-psa-get-project",
    "cw-psa-get-ticket",
    "cw-psa-get-time-entry",
    "cw-psa-list-companies",
    "cw-psa-list-configurations",
    "cw-psa-list-contacts",
    "cw-psa-list-expense-entries",
    "cw-psa-list-opportunities",
    "cw-psa-list-products",
    "cw-psa-list-projects",
    "cw-psa-list-tickets",
    "cw-psa-list-time-entries",
];
const CHANGES: [&str; 2] = ["cw-psa-create-ticket", "cw-psa-update-ticket"];

#[test]
fn there_are_twenty_and_two_of_them_need_a_person() {
    let (tools, _) = scripted([]);
    let infos = tools.registry.list();
    let named = |policy: Policy| -> Vec<String> {
        infos.iter().filter(|info| info.policy() == policy).map(|info| info.spec().name.clone()).collect()
    };
    assert_eq!(named(Policy::Auto), READS);
    assert_eq!(named(Policy::Approval), CHANGES);
    assert_eq!(infos.len(), 20);
    assert_eq!(infos[0].spec().qualified_name(), "connectwise_psa:cw-psa-create-ticket");
    for info in &infos {
        let reads = READS.contains(&info.spec().name.as_str());
        assert_eq!(info.spec().effect == Effect::Read, reads, "{}", info.spec().name);
        assert!(info.spec().company_bound, "{}", info.spec().name);
    }
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
