//! One tool for each script: what they are, what holds for them, and what happens when scripts change.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use common::answer;
use cw_rmm_client::tools::JudgedScript;
use cw_sandbox::{Sandbox, ShellScript};
use msp_tools_core::{Effect, Pins, Policy, ScriptFacts, classify, schema_problems};
use proptest::prelude::*;
use serde_json::{Value, json};
use tools_common::{REQUEST, Setup, Tools, client_on, source};

const PREFIX: &str = "cw-rmm-script-";

async fn tenant() -> (Sandbox, Tools) {
    let sandbox = Sandbox::start().await.unwrap();
    let tools = Setup::of(client_on(&sandbox)).refreshed().await;
    (sandbox, tools)
}

async fn judged(sandbox: &Sandbox) -> BTreeMap<String, JudgedScript> {
    let scripts = source(&client_on(sandbox)).scripts().await.unwrap();
    scripts.into_iter().map(|script| (script.id.clone(), script)).collect()
}

fn own_names(tools: &Tools) -> Vec<String> {
    let names = tools.registry.list().into_iter().map(|info| info.spec().name.clone());
    names.filter(|name| name.starts_with(PREFIX)).collect()
}

#[tokio::test]
async fn there_is_one_for_each_active_script_that_may_run() {
    let (sandbox, tools) = tenant().await;
    let world = sandbox.world();
    let is_active =
        |script: &&ShellScript| ["active", "published", "enabled"].contains(&script.state.to_lowercase().as_str());
    let active: Vec<_> = world.shell_scripts.iter().filter(is_active).collect();
    assert!(active.len() >= 40);
    let names = own_names(&tools);
    let judged = judged(&sandbox).await;
    let may_run = active.iter().filter(|script| judged[&script.id].verdict.policy < Policy::Never).count();
    assert_eq!(names.len(), may_run);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert!(names.is_sorted());
    for script in &active {
        let facts = ScriptFacts::new(&script.name, &script.description);
        let parameters = match &script.schema {
            Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_object),
            other => Some(other.clone()).filter(Value::is_object),
        };
        let judged = &judged[&script.id];
        if judged.verdict.rule != "runs-anything"
            && let Some(parameters) = parameters
        {
            assert_eq!(judged.verdict, classify(&facts.with_parameters(parameters)), "{}", script.name);
        }
        if let Ok(info) = tools.registry.get(&judged.tool) {
            let spec = info.spec();
            assert_eq!((info.policy(), spec.effect), (judged.verdict.policy, Effect::Execute), "{}", script.name);
            assert_eq!(spec.operations, [judged.operation.as_str().into()]);
            assert!(spec.name.len() <= 48 && spec.company_bound);
            assert_eq!(spec.input_schema["additionalProperties"], false);
        }
    }
    let auto = names.iter().filter(|name| tools.registry.get(name).unwrap().policy() == Policy::Auto).count();
    assert!(auto >= 10, "what clearly reads runs by itself: {auto}");
    assert_eq!(tools.registry.list().len(), names.len() + 18, "the seventeen and the raw request beside them");
}

#[tokio::test]
async fn the_same_tools_whatever_order_the_scripts_come_in() {
    let script =
        |id: &str, name: &str| json!({"templateId": id, "name": name, "description": "Shows it.", "state": "active"});
    let scripts = [
        script("a", "Get Uptime"),
        script("b", "get uptime"),
        script("c", "Get  Uptime!"),
        script("d", "List Disks"),
        script("e", "ディスク"),
        script("f", "???"),
        script("g", &"Show it ".repeat(9)),
        script("h", "Wipe Disk"),
        script("i", "Show Printers"),
        script("i", "Wipe Printers"),
    ];
    let told = |order: Vec<usize>| {
        let templates: Vec<_> = order.iter().map(|at| scripts[*at].clone()).collect();
        async move {
            let (client, _) = common::client([answer(json!({"Templates": templates})), answer(json!([]))]);
            let tools = Setup::of(client).refreshed().await;
            let infos = tools.registry.list();
            infos.iter().map(|info| json!(info.spec())).collect::<Vec<_>>()
        }
    };
    let forward = told((0..scripts.len()).collect()).await;
    assert_eq!(told((0..scripts.len()).rev().collect()).await, forward);
    for turn in 1..scripts.len() {
        let order = (0..scripts.len()).map(|at| (at * 7 + turn) % scripts.len()).collect();
        assert_eq!(told(order).await, forward, "turned by {turn}");
    }
    let names: Vec<_> = forward.iter().filter_map(|spec| spec["name"].as_str()).collect();
    assert!(names.contains(&"cw-rmm-script-list-disks"), "{names:?}");
    assert_eq!(names.iter().filter(|name| name.starts_with("cw-rmm-script-get-uptime-")).count(), 3);
    assert!(!names.iter().any(|name| name.contains("printers")), "of two with one id the stricter holds");
}

#[tokio::test]
async fn each_takes_the_parameters_of_its_script() {
    let (sandbox, tools) = tenant().await;
    let judged = judged(&sandbox).await;
    let schema = |name: &str| -> Value {
        let world = sandbox.world();
        let script = world.shell_scripts.iter().find(|script| script.name == name).unwrap();
        tools.registry.get(&judged[&script.id].tool).unwrap().spec().input_schema.clone()
    };
    let disk = schema("Disk Cleanup");
    assert_eq!(disk["properties"]["parameters"]["properties"]["drive"]["type"], "string");
    assert_eq!(disk["properties"]["parameters"]["additionalProperties"], false);
    let properties: Vec<_> = disk["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(properties, ["company_id", "endpoint_ids", "parameters", "target_type", "wait_seconds"]);
    assert_eq!(schema("Rename Computer")["required"], json!(["parameters"]), "what has to be given is said");
    for broken in [
        "Get Battery Report",
        "Collect Logs",
        "Check Certificates",
        "Get Time Zone",
        "Get Locale",
        "Get Proxy Settings",
    ] {
        let parameters = &schema(broken)["properties"]["parameters"];
        assert_eq!(
            parameters["additionalProperties"]["type"],
            json!(["string", "number", "boolean"]),
            "{broken}: {parameters}"
        );
        assert!(parameters["description"].as_str().unwrap().contains("does not say"), "{broken}");
    }
    let odd = schema("Set Registry Value")["properties"]["parameters"].clone();
    assert_eq!(odd["required"], json!(["key"]));
    assert!(!odd.to_string().contains("$ref"), "{odd}");
}

#[tokio::test]
async fn a_reading_script_runs_at_once_and_a_changing_one_asks() {
    let (sandbox, tools) = tenant().await;
    let judged = judged(&sandbox).await;
    let world = sandbox.world();
    let kiosk = world.machine_named("kiosk").unwrap();
    let tool = |name: &str| judged[&world.shell_script_named(name).unwrap().id].tool.clone();
    let uptime = tool("List Services");
    let told = tools.read(&uptime, json!({"endpoint_ids": [kiosk.rmm_id()], "wait_seconds": 30})).await.unwrap();
    let outcome = if kiosk.is_online() { "succeeded" } else { "not_seen_yet" };
    assert_eq!(told["devices"][0]["outcome"], outcome, "{told:#}");
    assert!(told["task_id"].is_string());
    let untrusted = tools.untrusted(&uptime, json!({"endpoint_ids": [kiosk.rmm_id()], "wait_seconds": 0})).await;
    assert!(untrusted.contains(&"$.devices[*].output".to_owned()), "{untrusted:?}");
    let asked =
        tools.ask(&tool("Disk Cleanup"), json!({"endpoint_ids": [kiosk.rmm_id()], "wait_seconds": 0})).await.unwrap();
    tools.approve(&tool("Disk Cleanup"), &asked).await.unwrap();
    assert_eq!(sandbox.world().tasks.len(), 3);

    for (input, path) in [
        (json!({}), "$.endpoint_ids"),
        (json!({"company_id": "Acme Dental"}), "$.target_type"),
        (json!({"endpoint_ids": ["x"], "target_type": "COMPANY"}), "$.endpoint_ids"),
        (json!({"target_type": "COMPANY"}), "$.company_id"),
        (json!({"endpoint_ids": [kiosk.rmm_id()], "drive": "C"}), "$.drive"),
        (json!({"endpoint_ids": [kiosk.rmm_id()], "parameters": {"drive": false}}), "$.parameters.drive"),
        (json!({"endpoint_ids": [kiosk.rmm_id()], "parameters": []}), "$.parameters"),
    ] {
        let error = tools.error(&tool("Disk Cleanup"), input.clone()).await;
        assert_eq!(error["path"], json!(path), "{input}: {error}");
    }
}

#[tokio::test]
async fn a_refresh_adds_changes_and_removes() {
    let (sandbox, tools) = tenant().await;
    assert_eq!(tools.registry.refresh().await.unwrap(), msp_tools_core::Refreshed::default(), "nothing changed");
    let mut new = ShellScript::new("List Fonts");
    new.description = "Lists installed fonts.".to_owned();
    let id = sandbox.add_shell_script(new);
    let name = "cw-rmm-script-list-fonts";
    let changes = tools.registry.refresh().await.unwrap();
    assert_eq!(
        (changes.added.as_slice(), changes.changed.len(), changes.removed.len()),
        (&[name.to_owned()][..], 0, 0)
    );
    assert_eq!(tools.registry.get(name).unwrap().policy(), Policy::Auto);

    sandbox
        .edit_shell_script(&id, |script| script.description = "Lists installed fonts and removes old ones.".to_owned());
    let changes = tools.registry.refresh().await.unwrap();
    assert_eq!(changes.changed, [name]);
    assert_eq!(tools.registry.get(name).unwrap().policy(), Policy::Approval);

    sandbox.edit_shell_script(&id, |script| script.description = "Wipes the disk.".to_owned());
    tools.registry.refresh().await.unwrap();
    assert!(tools.registry.get(name).is_err(), "never");

    sandbox.edit_shell_script(&id, |script| script.state = "inactive".to_owned());
    tools.registry.refresh().await.unwrap();
    assert!(tools.registry.get(name).is_err());
    sandbox.edit_shell_script(&id, |script| script.description = "Lists fonts.".to_owned());
    let changes = tools.registry.refresh().await.unwrap();
    assert_eq!(changes.added, [""; 0], "out of use");
    sandbox.remove_shell_script(&id).unwrap();
    tools.registry.refresh().await.unwrap();
    assert!(!own_names(&tools).iter().any(|own| own.contains("fonts")));
}

/// What may be done with a script that was edited, as its own tool, `cw-rmm-run-task` and a raw request are told.
async fn met_by_all(tools: &Tools, script: &JudgedScript, kiosk: &str) -> [(Policy, String); 3] {
    let body =
        json!({"templateID": script.id, "targets": [kiosk], "targetType": "MANAGED_ENDPOINT", "parameters": "{}"});
    let path = "/api/platform/v2/automation/endpoints/schedule-tasks";
    [
        tools.met(&script.tool, json!({"endpoint_ids": [kiosk]})).await,
        tools.met("cw-rmm-run-task", json!({"script": script.id, "devices": kiosk})).await,
        tools.met(REQUEST, json!({"method": "POST", "path": path, "json_body": body})).await,
    ]
}

#[tokio::test]
async fn an_edit_since_the_refresh_needs_a_person_or_more() {
    let (sandbox, tools) = tenant().await;
    let kiosk = sandbox.world().machine_named("kiosk").unwrap().rmm_id();
    let id = sandbox.world().shell_script_named("List Services").unwrap().id.clone();
    let script = judged(&sandbox).await.remove(&id).unwrap();
    assert_eq!(
        met_by_all(&tools, &script, &kiosk).await.map(|met| met.0),
        [Policy::Auto, Policy::Approval, Policy::Approval]
    );

    sandbox.edit_shell_script(&id, |script| script.description.push_str(" of the machine"));
    let (policy, words) = tools.met(&script.tool, json!({"endpoint_ids": [kiosk]})).await;
    assert_eq!(policy, Policy::Approval);
    assert!(words.contains("edited since it was judged"), "{words}");
    sandbox.edit_shell_script(&id, |script| script.name = "Wipe Disk".to_owned());
    let met = met_by_all(&tools, &script, &kiosk).await;
    assert_eq!((met[0].0, met[1].0), (Policy::Never, Policy::Never), "{met:?}");
}

/// Rules that let the script of that tool run by itself, as far as rules can.
fn loosened(tools: &Tools, script: &JudgedScript) {
    let catalog = tools.desk.catalog().with_operations(cw_rmm_client::tools::operation_shapes());
    let rules = format!("version = 1\n[tools]\n{} = \"auto\"\ncw-rmm-run-task = \"auto\"\n", script.tool);
    tools.desk.set_policies(msp_tools_core::Policies::parse(&rules, &catalog).unwrap());
}

#[tokio::test]
async fn a_script_that_was_edited_after_it_was_first_seen_needs_a_person_by_every_route() {
    let (sandbox, store) = (Sandbox::start().await.unwrap(), Arc::default());
    let kiosk = sandbox.world().machine_named("kiosk").unwrap().rmm_id();
    let id = sandbox.world().shell_script_named("List Services").unwrap().id.clone();
    let process = || Setup::of(client_on(&sandbox)).store(&store).refreshed();
    let tools = process().await;
    let script = judged(&sandbox).await.remove(&id).unwrap();
    let met = async |tools: &Tools| {
        let script = judged(&sandbox).await.remove(&id).unwrap();
        assert_eq!(script.verdict.policy, Policy::Auto, "by its words");
        loosened(tools, &script);
        met_by_all(tools, &script, &kiosk).await
    };
    let policies = |met: &[(Policy, String); 3]| [met[0].0, met[1].0, met[2].0];
    let [auto, ask] = [[Policy::Auto, Policy::Auto, Policy::Approval], [Policy::Approval; 3]];
    assert_eq!(policies(&met(&tools).await), auto);

    sandbox.edit_shell_script(&id, |script| script.description.push_str(" of the machine"));
    tools.registry.refresh().await.unwrap();
    let later = process().await;
    for tools in [&tools, &later] {
        let met = met(tools).await;
        assert_eq!(policies(&met), ask);
        assert!(met[..2].iter().all(|(_, words)| words.contains("has changed since it was pinned")), "{met:?}");
        assert!(met[2].1.contains("cannot be told"), "{met:?}");
    }

    let drifted = later.desk.drifted().await.unwrap();
    let [drift] = drifted.as_slice() else { panic!("{drifted:?}") };
    assert_eq!(
        (drift.operation.as_str(), drift.pinned.as_str()),
        (script.operation.as_str(), script.fingerprint.as_str())
    );
    later.desk.pin(Pins::new().with(drift.operation.clone(), drift.now.as_str()), &"technician".into()).await.unwrap();
    assert_eq!(policies(&met(&tools).await), auto);
    sandbox.edit_shell_script(&id, |script| script.engine = "bash".to_owned());
    assert_eq!(policies(&met(&process().await).await), ask, "the engine counts, too");
}

#[tokio::test]
async fn whatever_has_a_tool_is_pinned_when_it_is_first_seen() {
    let (sandbox, tools) = tenant().await;
    let pins = tools.desk.pins().await.unwrap();
    let judged = judged(&sandbox).await;
    assert!(judged.len() > 40);
    for script in judged.values() {
        assert_eq!(pins.get(&script.operation.as_str().into()), Some(script.fingerprint.as_str()), "{}", script.name);
    }
    assert_eq!(pins.iter().count(), judged.len());
}

#[tokio::test]
async fn a_script_that_went_away_is_not_there() {
    let (sandbox, tools) = tenant().await;
    let id = sandbox.world().shell_script_named("List Services").unwrap().id.clone();
    let script = judged(&sandbox).await.remove(&id).unwrap();
    sandbox.edit_shell_script(&id, |script| script.state = "disabled".to_owned());
    let input = json!({"endpoint_ids": [sandbox.world().machine_named("kiosk").unwrap().rmm_id()]});
    let error = tools.error(&script.tool, input).await;
    assert!(error["kind"] == "not_found" && error["message"].as_str().unwrap().contains("out of use"), "{error}");
}

#[tokio::test]
async fn a_rule_of_the_host_opens_a_tool_and_nothing_beside_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let kiosk = sandbox.world().machine_named("kiosk").unwrap().rmm_id();
    let id = sandbox.world().shell_script_named("Delete User Profiles").unwrap().id.clone();
    let script = judged(&sandbox).await.remove(&id).unwrap();
    assert_eq!(script.verdict.policy, Policy::Never);
    let tools = Setup::of(client_on(&sandbox)).refreshed().await;
    let catalog = tools.desk.catalog().with_operations(cw_rmm_client::tools::operation_shapes());
    let rules = format!("version = 1\n[tools]\n\"{}\" = \"approval\"\n", script.tool);
    tools.desk.set_policies(msp_tools_core::Policies::parse(&rules, &catalog).unwrap());
    let met = met_by_all(&tools, &script, &kiosk).await.map(|met| met.0);
    assert_eq!(met, [Policy::Approval, Policy::Never, Policy::Approval]);
}

#[tokio::test]
async fn a_rule_for_a_tool_holds_on_every_other_route() {
    let (sandbox, tools) = tenant().await;
    let kiosk = sandbox.world().machine_named("kiosk").unwrap().rmm_id();
    let id = sandbox.world().shell_script_named("List Services").unwrap().id.clone();
    let script = judged(&sandbox).await.remove(&id).unwrap();
    let catalog = tools.desk.catalog().with_operations(cw_rmm_client::tools::operation_shapes());
    for (rule, met) in [
        (script.tool.as_str(), [Policy::Never, Policy::Never, Policy::Never]),
        ("cw-rmm-run-task", [Policy::Auto, Policy::Never, Policy::Never]),
    ] {
        let rules = format!("version = 1\n[tools]\n\"{rule}\" = \"never\"\n");
        tools.desk.set_policies(msp_tools_core::Policies::parse(&rules, &catalog).unwrap());
        assert_eq!(met_by_all(&tools, &script, &kiosk).await.map(|met| met.0), met, "{rule}");
    }
}

#[tokio::test]
async fn the_other_librarys_scripts_are_closed_too_and_are_no_tools() {
    let automation = json!([
        {"id": "a-1", "name": "Wipe Disk", "description": "Wipes it."},
        {"id": "a-2", "name": "List Disks", "description": "Lists them."},
    ]);
    let (client, _) = common::client([answer(json!({"Templates": []})), answer(automation)]);
    let tools = Setup::of(client).refreshed().await;
    assert_eq!(own_names(&tools), [""; 0]);
    let path = "/api/platform/v2/automation/endpoints/schedule-tasks";
    for (id, policy) in [("a-1", Policy::Never), ("A-1", Policy::Never), ("a-2", Policy::Approval)] {
        let body = json!({"templateID": id, "targets": ["e-1"], "targetType": "MANAGED_ENDPOINT"});
        let input = json!({"method": "POST", "path": path, "json_body": body});
        assert_eq!(tools.met(REQUEST, input).await.0, policy, "{id}");
    }
}

/// Values of which parts can be schemas, or look like some.
fn odd_json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "object",
        "string",
        "Integer",
        "array",
        "null",
        "any",
        "x",
        "$ref",
        "#/definitions/a",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-5_i64..500).prop_map(Value::from),
        word.prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        prop::sample::select(vec![
            "type",
            "properties",
            "required",
            "enum",
            "const",
            "default",
            "items",
            "additionalProperties",
            "$ref",
            "description",
            "title",
            "minimum",
            "maxLength",
            "pattern",
            "oneOf",
            "definitions",
            "minItems",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}",
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_a_script_says_of_its_parameters_its_tool_is_legal(schema in odd_json(), as_text in any::<bool>(), name in "\\PC{0,60}") {
        let schema = if as_text { json!(schema.to_string()) } else { schema };
        let template = json!({"templateId": "s-1", "name": name, "description": "Shows it.", "jsonSchema": schema, "state": "active"});
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let result: Result<(), TestCaseError> = runtime.block_on(async {
            let (client, _) = common::client([answer(json!({"Templates": [template]})), answer(json!([]))]);
            let tools = Setup::of(client).refreshed().await;
            for info in tools.registry.list() {
                if !info.spec().name.starts_with(PREFIX) { continue }
                let parameters = &info.spec().input_schema["properties"]["parameters"];
                prop_assert_eq!(&parameters["type"], "object");
                prop_assert!(parameters["description"].is_string());
                // Only what is required can be missing, and it can be asked about without a panic.
                let problems = schema_problems(parameters, &json!({}));
                prop_assert!(problems.is_empty() || parameters["required"].is_array(), "{problems:?}");
            }
            Ok(())
        });
        result?;
    }
}
