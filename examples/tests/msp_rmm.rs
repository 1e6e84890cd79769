//! RMM through `msp`: scripts as tools, what is never to run, and what has changed since it was judged.

mod common;

use common::{Home, code, in_words, json_of, msp, on, stderr, stdout};
use cw_sandbox::{RmmAccount, Sandbox};
use serde_json::{Value, json};

const READ: &str = "cw-rmm-script-list-services";
const DRIVE: &str = r#"{"endpoint_ids": ["kiosk"], "parameters": {"drive": "C"}}"#;

/// The name of each tool of RMM, with its policy.
fn listed(tools: &Value) -> Vec<(String, String)> {
    let text = |tool: &Value, key: &str| tool[key].as_str().expect("text").to_owned();
    tools.as_array().expect("an array").iter().map(|tool| (text(tool, "name"), text(tool, "policy"))).collect()
}

fn script_id(sandbox: &Sandbox, name: &str) -> String {
    let world = sandbox.world();
    world.shell_scripts.iter().find(|script| script.name == name).expect("it is there").id.clone()
}

#[test]
fn the_seventeen_and_one_for_each_active_script_are_listed() {
    let args = ["tools", "--product", "rmm", "--json", "--sandbox"];
    let first = msp(&args);
    assert_eq!((code(&first), stderr(&first)), (0, String::new()));
    assert_eq!(first.stdout, msp(&args).stdout, "a stable order");
    let tools = listed(&json_of(&first));
    let (scripts, own): (Vec<_>, Vec<_>) = tools.iter().partition(|(name, _)| name.starts_with("cw-rmm-script-"));
    assert_eq!(own.len(), 17);
    assert!(scripts.len() > 40, "{}", scripts.len());
    assert!(tools.is_sorted(), "by name");
    let legal = |name: &str| {
        name.len() <= 48 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    assert!(tools.iter().all(|(name, _)| legal(name)));
    let policy = |name: &str| tools.iter().find(|(own, _)| own == name).map(|(_, policy)| policy.as_str());
    assert_eq!(policy(READ), Some("auto"));
    assert_eq!(policy("cw-rmm-script-disk-cleanup"), Some("approval"));
    assert_eq!(policy("cw-rmm-script-wipe-disk"), None, "never");
    // Without a tenant there are no scripts to know of.
    assert_eq!(listed(&json_of(&msp(&["tools", "--product", "rmm", "--json"]))).len(), 17);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_script_runs_a_changing_one_waits_and_a_destroying_one_does_not_exist() {
    let sandbox = Sandbox::start().await.expect("a port");
    sandbox.configure(|settings| settings.rmm_task_ms = 0);
    let call = |tool: &str, input: &str| {
        on(&sandbox, &["call", tool, "--input", input, "--json"]).output().expect("msp starts")
    };
    let read = call(READ, r#"{"endpoint_ids": ["DC01"]}"#);
    assert_eq!(json_of(&read)["output"]["devices"][0]["outcome"], "succeeded", "{}", in_words(&read));
    sandbox.clear_log();
    assert_eq!(code(&call("cw-rmm-script-disk-cleanup", DRIVE)), 3);
    // By no route: not by its tool, not by the one that runs any script, not by a raw request.
    let wipe = script_id(&sandbox, "Wipe Disk");
    let own = call("cw-rmm-script-wipe-disk", DRIVE);
    let run = call(
        "cw-rmm-run-task",
        &json!({"script": wipe, "devices": ["kiosk"], "parameters": {"drive": "C", "confirm": true}}).to_string(),
    );
    let body = json!({"name": "x", "templateID": wipe, "targets": ["x"], "targetType": "MANAGED_ENDPOINT"}).to_string();
    let path = "/api/platform/v1/automation/endpoints/schedule-tasks";
    let raw = on(&sandbox, &["request", "rmm", path, "-X", "POST", "--json-body", &body]).output().expect("msp starts");
    assert_eq!((code(&own), code(&run), code(&raw)), (2, 2, 4), "{}", in_words(&raw));
    for refused in [&own, &run] {
        assert!(stdout(refused).contains("there is no tool"), "{}", stdout(refused));
    }
    assert!(sandbox.log().writes().is_empty(), "nothing was sent");
    let read = on(&sandbox, &["request", "rmm", "/api/platform/v1/company/companies", "--json"]).output();
    assert_eq!(json_of(&read.expect("msp starts"))["output"]["status"], 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_was_edited_needs_a_person_until_it_is_pinned_again() {
    let sandbox = Sandbox::start().await.expect("a port");
    sandbox.configure(|settings| settings.rmm_task_ms = 0);
    let home = Home::folder();
    let run = |args: &[&str]| home.at(on(&sandbox, args)).output().expect("msp starts");
    let input = r#"{"endpoint_ids": ["DC01"]}"#;
    let call = || run(&["call", READ, "--input", input, "--json"]);
    assert_eq!(code(&call()), 0);
    assert_eq!(json_of(&run(&["policy", "drift", "--json"])), json!([]));

    let id = script_id(&sandbox, "List Services");
    assert!(sandbox.edit_shell_script(&id, |script| script.description = "Shows all services".to_owned()));
    let waits = call();
    assert_eq!(code(&waits), 3, "{}", in_words(&waits));
    let reasons = json_of(&run(&["plan", READ, "--input", input, "--json"]))["decision"].to_string();
    assert!(reasons.contains("changed_since_judged"), "{reasons}");
    let drift = json_of(&run(&["policy", "drift", "--json"]));
    assert_eq!(drift[0]["tool"], json!(format!("connectwise_rmm:{READ}")), "{drift}");

    let unknown = run(&["policy", "pin", "cw-rmm-script-disk-cleanup", "--as", "maria"]);
    assert_eq!(code(&unknown), 2, "{}", in_words(&unknown));
    assert_eq!(code(&run(&["policy", "pin", READ, "--as", "maria"])), 0);
    assert_eq!((code(&call()), json_of(&run(&["policy", "drift", "--json"]))), (0, json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_of_a_script_tool_is_answered_and_run_in_other_processes() {
    let sandbox = Sandbox::start().await.expect("a port");
    sandbox.configure(|settings| settings.rmm_task_ms = 0);
    let home = Home::folder();
    let run = |args: &[&str]| home.at(on(&sandbox, args)).output().expect("msp starts");
    let asked = run(&["call", "cw-rmm-script-disk-cleanup", "--input", DRIVE, "--json"]);
    let id = json_of(&asked)["approval"]["id"].as_str().expect("an id").to_owned();
    let approved = run(&["approvals", "approve", &id, "--as", "maria"]);
    assert_eq!(code(&approved), 0, "{}", in_words(&approved));
    let ran = json_of(&run(&["call", "--resume", &id, "--json"]));
    assert_eq!(ran["output"]["devices"][0]["outcome"], "succeeded", "{ran}");
    assert_eq!(code(&run(&["call", "--resume", &id])), 4);
    assert_eq!(sandbox.log().committed().len(), 1, "it was started once");
}

#[tokio::test(flavor = "multi_thread")]
async fn connect_names_what_is_wrong_with_a_key() {
    let sandbox = Sandbox::start().await.expect("a port");
    let reader = sandbox.rmm_credentials(RmmAccount::Reader);
    /// What is set otherwise, and then: state, exit code, words.
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, i32, &'a str);
    let cases: [Case<'_>; 6] = [
        (&[], "ready", 0, "companies are visible"),
        (&[("CW_RMM_CLIENT_SECRET", "wrong")], "action-required", 1, "CW_RMM_CLIENT_SECRET"),
        (&[("CW_RMM_CLIENT_ID", "")], "misconfigured", 2, "CW_RMM_CLIENT_ID"),
        (&[("CW_RMM_BASE_URL", "http://rmm.example.com")], "misconfigured", 2, "https"),
        (&[("CW_RMM_BASE_URL", "http://127.0.0.1:9")], "unreachable", 1, "CW_RMM_REGION"),
        (
            &[
                ("CW_RMM_CLIENT_ID", &reader.client_id),
                ("CW_RMM_CLIENT_SECRET", &reader.client_secret),
                ("CW_RMM_SCOPES", "platform.companies.read platform.automation.create"),
            ],
            "action-required",
            1,
            "does not hold platform.automation.create",
        ),
    ];
    for (variables, state, exit, words) in cases {
        let mut command = on(&sandbox, &["connect", "rmm", "--json"]);
        command.envs(variables.iter().copied());
        let output = command.output().expect("msp starts");
        let answer = json_of(&output);
        assert_eq!((answer["state"].as_str(), code(&output)), (Some(state), exit), "{variables:?}: {answer}");
        assert!(answer.to_string().contains(words), "{variables:?}: {answer}");
        assert!(!answer.to_string().contains("wrong\""), "the secret is not repeated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_see_scripts_is_no_hindrance_to_what_needs_none() {
    let sandbox = Sandbox::start().await.expect("a port");
    let run = |args: &[&str]| {
        let mut command = on(&sandbox, args);
        command.env("CW_RMM_SCOPES", "platform.companies.read").output().expect("msp starts")
    };
    assert_eq!(code(&run(&["call", "cw-rmm-list-companies"])), 0);
    let tools = run(&["tools", "--product", "rmm", "--json"]);
    assert_eq!(listed(&json_of(&tools)).len(), 17);
    assert!(stderr(&tools).contains("platform.automation.read"), "{}", stderr(&tools));
    let refused = run(&["call", READ, "--input", r#"{"endpoint_ids": ["DC01"]}"#]);
    assert_eq!(code(&refused), 1);
    assert!(stderr(&refused).contains("platform.automation.read"), "{}", stderr(&refused));
}

#[test]
fn rules_about_scripts_have_to_match_where_the_scripts_are_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = |rule: &str| {
        let path = folder.path().join("policy.toml");
        std::fs::write(&path, format!("version = 1\n[tools]\n\"{rule}\" = \"never\"\n")).expect("written");
        path.to_str().expect("text").to_owned()
    };
    let check = |rule: &str, more: &[&str]| code(&msp(&[&["policy", "check", &policy(rule)], more].concat()));
    for rule in [READ, "cw-rmm-script-*", "connectwise_rmm:cw-rmm-script-list-services"] {
        assert_eq!((check(rule, &[]), check(rule, &["--sandbox"])), (0, 0), "{rule}");
    }
    assert_eq!(check("cw-rmm-script-list-service", &[]), 0, "nobody knows");
    assert_eq!(check("cw-rmm-script-list-service", &["--sandbox"]), 2);
    let path = policy(READ);
    let call = ["call", READ, "--sandbox", "--policy", &path, "--input", r#"{"endpoint_ids": ["DC01"]}"#];
    assert_eq!(code(&msp(&call)), 2, "never");
    let explained = json_of(&msp(&["policy", "explain", READ, "--sandbox", "--policy", &path, "--json"]));
    assert_eq!(explained["policy"], "never", "{explained}");
}

#[test]
fn scripts_are_judged_one_a_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scripts.jsonl");
    let lines = "{\"name\": \"List Services\", \"description\": \"Lists all services\"}\n\n{\"name\": \"Wipe Disk\", \"description\": null}\n";
    std::fs::write(&path, lines).expect("written");
    let file = format!("@{}", path.display());
    let judged = msp(&["policy", "classify", &file, "--json"]);
    let verdicts: Vec<Value> = stdout(&judged).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let policies: Vec<_> = verdicts.iter().map(|verdict| verdict["policy"].as_str()).collect();
    assert_eq!(policies, [Some("auto"), Some("never")], "{verdicts:?}");
    assert_eq!(verdicts[1]["matched"], json!(["wipe"]));
    assert!(verdicts[1]["rule"].is_string());

    std::fs::write(&path, format!("{lines}not JSON\n")).expect("written");
    let refused = msp(&["policy", "classify", &file, "--json"]);
    assert_eq!(code(&refused), 2);
    assert!(stdout(&refused).contains("line 4"), "{}", stdout(&refused));
}
