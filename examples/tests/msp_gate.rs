//! Policies, the audit trail, approvals and the search for tools, as a person or a script meets them.

mod common;

use std::path::Path;

use common::{Home, code, command, is_home_untouched, json_of, msp, on, stdout};
use cw_sandbox::Sandbox;
use serde_json::Value;
use tempfile::TempDir;

const RUN_SCRIPT: [&str; 4] =
    ["call", "cwa-run-script", "--input", r#"{"script": "Disk Cleanup", "computers": ["kiosk"]}"#];

/// A folder for a policy file and for the state.
struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    fn policy(&self, text: &str) -> String {
        let path = self.dir.path().join("policy.toml");
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    }

    fn state(&self) -> String {
        self.dir.path().join("state").to_str().expect("UTF-8").to_owned()
    }
}

fn events(shown: &Value) -> Vec<&str> {
    shown.as_array().expect("an array").iter().filter_map(|record| record["event"].as_str()).collect()
}

#[test]
fn a_broken_policy_file_is_refused_with_all_its_problems_wherever_it_is_given() {
    let desk = Desk::new();
    let path = desk.policy(
        "version = 1\n[tools]\ncwa-run-script = \"allow\"\ncwa-run-skript = \"never\"\n[operations]\n\"automate:scirpt:1\" = \"never\"\n",
    );
    let checked = msp(&["policy", "check", &path, "--json"]);
    assert_eq!(code(&checked), 2);
    let report = json_of(&checked);
    assert_eq!(report["ok"], false);
    let places: Vec<_> =
        report["problems"].as_array().expect("problems").iter().map(|p| (&p["line"], &p["column"])).collect();
    assert_eq!(places, [(&3.into(), &18.into()), (&4.into(), &1.into()), (&6.into(), &1.into())]);
    let words = stdout(&msp(&["policy", "check", &path]));
    for place in ["policy.toml:3:18: ", "policy.toml:4:1: ", "policy.toml:6:1: "] {
        assert!(words.contains(place), "{words}");
    }
    for args in [
        &["tools"][..],
        &["search", "script"],
        &["policy", "explain", "cwa-run-script"],
        &["approvals"],
        &["plan", "cwa-list-clients", "--sandbox"],
        &["call", "cwa-list-clients", "--sandbox"],
        &["request", "automate", "/Clients", "--sandbox"],
    ] {
        let refused = msp(&[args, &["--json", "--policy", &path]].concat());
        assert_eq!(code(&refused), 2, "{args:?}");
        let answer = json_of(&refused);
        assert_eq!(answer["error"]["kind"], "policy", "{args:?}");
        assert_eq!(answer["error"]["problems"], report["problems"], "{args:?}");
    }
    assert_eq!(code(&msp(&["policy", "check", "/nowhere/policy.toml"])), 2);
    assert!(is_home_untouched());
}

#[test]
fn a_sound_policy_file_passes_without_credentials_and_may_speak_of_all_that_msp_can_do() {
    let desk = Desk::new();
    let path = desk.policy(
        "version = 1\n[tools]\nautomate-request = \"never\"\n[operations]\n\"automate:script:*\" = \"never\"\n\
         \"automate:DELETE /Clients/{id}\" = \"never\"\n",
    );
    let checked = msp(&["policy", "check", &path, "--json"]);
    assert_eq!((code(&checked), json_of(&checked)), (0, serde_json::json!({"ok": true, "problems": []})));
    assert!(stdout(&msp(&["policy", "check", &path])).contains("nothing is wrong"));
}

#[test]
fn policies_hold_for_every_command() {
    let desk = Desk::new();
    let (state, path) = (
        desk.state(),
        desk.policy("version = 1\n[tools]\ncwa-list-scripts = \"never\"\ncwa-list-clients = \"approval\"\n"),
    );
    let under = |args: &[&str]| msp(&[args, &["--sandbox", "--json", "--policy", &path, "--state", &state]].concat());
    let listed = json_of(&under(&["tools"]));
    let names: Vec<&str> =
        listed.as_array().expect("an array").iter().filter_map(|tool| tool["name"].as_str()).collect();
    let automate = names.iter().filter(|name| name.starts_with("cwa-")).count();
    assert!(automate == 7 && !names.contains(&"cwa-list-scripts"), "{names:?}");
    assert!(!stdout(&under(&["search", "list scripts"])).contains("cwa-list-scripts"));
    assert_eq!(code(&under(&["call", "cwa-list-clients"])), 3);
    assert_eq!(json_of(&under(&["plan", "cwa-list-clients"]))["decision"]["policy"], "approval");
    // What is never to run and what does not exist are one to the caller, but two to the audit.
    let never = under(&["call", "cwa-list-scripts"]);
    let unknown = under(&["call", "cwa-list-skripts"]);
    assert_eq!((code(&never), code(&unknown)), (2, 2));
    assert_eq!(stdout(&never), stdout(&unknown).replace("skripts", "scripts"));
    let shown = under(&["audit"]);
    assert!(stdout(&shown).contains("never_tool") && stdout(&shown).contains("no_such_tool"), "{}", stdout(&shown));
}

#[test]
fn policies_are_explained_with_all_reasons_in_order() {
    let desk = Desk::new();
    let path = desk.policy(
        "version = 1\n[tools]\ncwa-clear-alert = \"never\"\n\"cwa-get-*\" = \"approval\"\n[operations]\n\
         \"automate:script:*\" = \"never\"\n\"automate:GET /Computers/{id}\" = \"approval\"\n[products]\nconnectwise_automate = \"auto\"\n",
    );
    // The product's rule loosens nothing, and says so by being refused.
    assert_eq!(code(&msp(&["policy", "check", &path])), 2);
    let path = desk.policy(
        "version = 1\n[tools]\ncwa-clear-alert = \"never\"\n\"cwa-get-*\" = \"approval\"\n[operations]\n\
         \"automate:script:*\" = \"never\"\n\"automate:GET /Computers/{id}\" = \"approval\"\n",
    );
    let explain = |args: &[&str]| msp(&[&["policy", "explain", "--json", "--policy", &path], args].concat());
    let reasons = |answer: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let reasons = answer["reasons"].as_array().expect("reasons").iter();
        reasons.map(|reason| (text(&reason["source"]), text(&reason["policy"]))).collect()
    };
    let of = |source: &str, policy: &str| (source.to_owned(), policy.to_owned());

    let never = json_of(&explain(&["cwa-clear-alert"]));
    assert_eq!((&never["policy"], reasons(&never)), (&"never".into(), vec![of("override", "never")]));
    let input = r#"{"computer": "kiosk"}"#;
    let read = json_of(&explain(&["cwa-get-computer", "--sandbox", "--input", input]));
    assert_eq!(read["plan"]["arguments"]["computer"], "kiosk");
    let both = vec![of("override", "approval"), of("operation", "approval")];
    assert_eq!(reasons(&read), both);
    assert!(read["reasons"][1]["words"].as_str().expect("words").contains("line 7"), "{read}");

    // The call is what is never to run here; whoever calls would be told that there is no such tool.
    let call = json_of(&explain(&["cwa-run-script", "--sandbox", "--input", RUN_SCRIPT[3]]));
    assert_eq!(
        (&call["policy"], reasons(&call)),
        (&"never".into(), vec![of("default", "approval"), of("operation", "never")])
    );
    assert!(call.get("plan").is_none());

    assert_eq!(code(&explain(&["cwa-no-such-tool"])), 2);
    assert_eq!(code(&explain(&["cwa-get-computer", "--sandbox", "--input", r#"{"colour": 1}"#])), 2);
    assert!(is_home_untouched(), "explaining writes nothing");
}

#[test]
fn read_only_mode_is_explained_too() {
    let desk = Desk::new();
    let path = desk.policy("version = 1\nmode = \"read-only\"\n");
    let explained = json_of(&msp(&["policy", "explain", "cwa-run-script", "--json", "--policy", &path]));
    assert_eq!(explained["policy"], "never");
    assert_eq!(explained["reasons"][1]["rule"], "read-only");
    let words = stdout(&msp(&["policy", "explain", "cwa-list-clients", "--policy", &path]));
    assert!(words.contains("auto") && !words.contains("read-only"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_and_request_leaves_its_record_and_looking_leaves_none() {
    let (sandbox, desk) = (Sandbox::start().await.expect("a port"), Desk::new());
    let state = desk.state();
    let run = |args: &[&str]| on(&sandbox, &[args, &["--state", &state]].concat()).output().expect("msp starts");
    for args in [&["tools"][..], &["search", "script"], &["plan", "cwa-list-clients"], &["approvals"], &["audit"]] {
        assert_eq!(code(&run(args)), 0, "{args:?}");
    }
    assert!(!Path::new(&state).exists(), "nothing was called");

    assert_eq!(code(&run(&["call", "cwa-list-clients", "--as", "agent-7"])), 0);
    assert_eq!(code(&run(&RUN_SCRIPT)), 3);
    assert_eq!(code(&run(&["request", "automate", "/Clients"])), 0);
    assert_eq!(code(&run(&["request", "automate", "/Clients/1", "-X", "DELETE"])), 3);
    let shown = json_of(&run(&["audit", "show", "--json"]));
    let read = ["planned", "decided", "started", "finished"];
    let asked = ["planned", "decided", "asked"];
    assert_eq!(events(&shown), [&read[..], &asked, &read, &asked].concat());
    assert_eq!((&shown[0]["principal"], &shown[4]["principal"]), (&"agent-7".into(), &"dana".into()));
    assert_eq!(shown[6]["sequence"], 7);
    assert_eq!(shown[4]["targets"][0]["name"], "kiosk");
    let words = stdout(&run(&["audit"]));
    for word in ["agent-7", "cwa-run-script", "automate:DELETE /Clients/{id}", "on kiosk", "completed in", "approval"] {
        assert!(words.contains(word), "`{word}` is missing in:\n{words}");
    }
    assert!(is_home_untouched(), "--state is the only place");

    // Without it there is a folder of the user's.
    assert_eq!(code(&on(&sandbox, &["call", "cwa-list-clients"]).output().expect("msp starts")), 0);
    assert_eq!(events(&json_of(&msp(&["audit", "--json"]))), read);
    assert!(!is_home_untouched());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_was_touched_is_found_out_in_a_folder() {
    a_trail_that_was_touched_is_found_out(Home::folder()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_was_touched_is_found_out_on_a_server() {
    let Some(home) = Home::server().await else { return };
    a_trail_that_was_touched_is_found_out(home).await;
}

async fn a_trail_that_was_touched_is_found_out(home: Home) {
    let sandbox = Sandbox::start().await.expect("a port");
    let run = |args: &[&str]| home.at(on(&sandbox, args)).output().expect("msp starts");
    if let Home::Folder(_) = home {
        assert_eq!(code(&run(&["audit", "verify"])), 1, "what is not there is not verified");
    }
    assert_eq!(code(&run(&["audit", "show"])), 0);
    run(&RUN_SCRIPT);
    let whole = json_of(&run(&["audit", "verify", "--json"]));
    assert_eq!((&whole["ok"], &whole["records"]), (&true.into(), &3.into()));
    let hash = whole["head"]["hash"].as_str().expect("a hash");
    let head = format!("3:{hash}");
    assert_eq!(code(&run(&["audit", "verify", "--head", &head])), 0);

    home.sql("UPDATE msp_audit SET line = replace(line, '\"decided\"', '\"denied\"') WHERE sequence = 2").await;
    let altered = run(&["audit", "verify", "--json"]);
    assert_eq!(code(&altered), 1);
    let answer = json_of(&altered);
    assert_eq!(
        (&answer["ok"], &answer["bad"]["sequence"], &answer["bad"]["line"]),
        (&false.into(), &2.into(), &2.into())
    );
    assert!(stdout(&run(&["audit", "verify"])).contains("record 2"));
    let shown = run(&["audit", "show"]);
    assert_eq!(code(&shown), 1);
    assert!(
        stdout(&shown).contains("planned") && !stdout(&shown).contains("asked"),
        "those before: {}",
        stdout(&shown)
    );
    home.sql("UPDATE msp_audit SET line = replace(line, '\"denied\"', '\"decided\"') WHERE sequence = 2").await;
    assert_eq!(code(&run(&["audit", "verify"])), 0);

    // The database keeps the head as well; whoever changes that, too, is seen by those who kept it elsewhere.
    let before = json_of(&run(&["audit", "--json"]))[1]["hash"].as_str().expect("a hash").to_owned();
    home.sql("DELETE FROM msp_audit WHERE sequence = 3").await;
    assert_eq!(code(&run(&["audit", "verify"])), 1);
    home.sql(&format!("UPDATE msp_audit_heads SET sequence = 2, hash = '{before}'")).await;
    assert_eq!(code(&run(&["audit", "verify"])), 0);
    let cut = run(&["audit", "verify", "--json", "--head", &head]);
    assert_eq!((code(&cut), &json_of(&cut)["bad"]["sequence"]), (1, &3.into()));
    assert_eq!(code(&run(&["audit", "verify", "--head", "junk"])), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_share_one_trail() {
    let (sandbox, desk) = (Sandbox::start().await.expect("a port"), Desk::new());
    let state = desk.state();
    let args = ["call", "cwa-list-clients", "--input", r#"{"limit": 1}"#, "--state", &state];
    let children: Vec<_> =
        (0..6).map(|_| on(&sandbox, &args).stdout(std::process::Stdio::null()).spawn().expect("msp starts")).collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    let verified = json_of(&command(&["audit", "verify", "--json", "--state", &state]).output().expect("msp starts"));
    assert_eq!((&verified["ok"], &verified["records"]), (&true.into(), &24.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_policy_lets_run_runs_and_is_on_record_before_it_is_sent() {
    let (sandbox, desk) = (Sandbox::start().await.expect("a port"), Desk::new());
    let (state, path) = (desk.state(), desk.policy("version = 1\n[tools]\ncwa-clear-alert = \"auto\"\n"));
    let run = |args: &[&str]| {
        let args = [args, &["--json", "--state", &state, "--policy", &path]].concat();
        on(&sandbox, &args).output().expect("msp starts")
    };
    let alerts = json_of(&run(&["call", "cwa-get-computer-alerts", "--input", r#"{"computer": "kiosk"}"#]));
    let input = format!(r#"{{"alert_id": {}}}"#, alerts["output"]["items"][0]["id"]);
    let cleared = run(&["call", "cwa-clear-alert", "--input", &input]);
    assert_eq!(code(&cleared), 0, "{}", stdout(&cleared));
    assert_eq!(sandbox.log().writes().len(), 1);
    let shown = json_of(&run(&["audit"]));
    assert_eq!(events(&shown)[4..], ["planned", "decided", "started", "finished"]);
    assert_eq!(shown[6]["effect"], "write");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_request_that_policy_never_lets_run_is_refused() {
    let (sandbox, desk) = (Sandbox::start().await.expect("a port"), Desk::new());
    let path = desk.policy("version = 1\nmode = \"read-only\"\n[operations]\n\"automate:GET /Scripts\" = \"never\"\n");
    let request = |args: &[&str]| {
        let args = [&["request", "automate", "--json", "--policy", &path], args].concat();
        on(&sandbox, &args).output().expect("msp starts")
    };
    assert_eq!(code(&request(&["/Clients"])), 0);
    for args in [&["/Scripts"][..], &["/Clients/1", "-X", "DELETE"]] {
        let refused = request(args);
        assert_eq!((code(&refused), &json_of(&refused)["status"]), (4, &"refused".into()), "{args:?}");
    }
    assert_eq!(sandbox.log().matching("GET", "*/scripts*").count(), 0);
    assert!(sandbox.log().writes().is_empty());
}

#[test]
fn where_nothing_was_asked_there_is_nothing_to_answer() {
    for args in [&["approvals"][..], &["approvals", "list"]] {
        let listed = msp(&[args, &["--json"]].concat());
        assert_eq!((code(&listed), json_of(&listed)), (0, serde_json::json!([])));
    }
    let id = "apr-0123456789abcdef";
    for args in [
        &["approvals", "show", id][..],
        &["approvals", "approve", id, "--as", "maria", "--reason", "fine"],
        &["approvals", "deny", id, "--as", "maria"],
        &["call", "--resume", id],
    ] {
        let output = msp(&[args, &["--json"]].concat());
        assert_eq!(code(&output), 2, "{args:?}");
        let answer = json_of(&output);
        assert_eq!(answer["error"]["kind"], "not_found");
        assert!(answer["error"]["message"].as_str().expect("words").contains(id), "{answer}");
    }
    assert!(is_home_untouched(), "looking leaves nothing behind");
    assert_eq!(code(&msp(&["approvals", "approve", id])), 2, "somebody has to say yes");
    for args in
        [&["call"][..], &["call", "cwa-list-clients", "--resume", id], &["call", "--resume", id, "--input", "{}"]]
    {
        assert_eq!(code(&msp(args)), 2, "{args:?}");
    }
}

#[test]
fn search_ranks_and_says_when_nothing_fits() {
    let found = json_of(&msp(&["search", "how", "much", "disk", "is", "free", "--json"]));
    let found = found.as_array().expect("an array");
    assert_eq!(found[0]["name"], "cwa-get-computer");
    let scores: Vec<f64> = found.iter().map(|hit| hit["score"].as_f64().expect("a score")).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "best first: {scores:?}");
    assert!(found.len() > 1, "{found:?}");
    assert!(found.iter().all(|hit| hit.as_object().expect("an object").len() == 2), "name and score only");
    assert_eq!(
        json_of(&msp(&["search", "how much disk is free", "--limit", "1", "--json"])).as_array().map(Vec::len),
        Some(1)
    );
    let none = msp(&["search", "bake a cake", "--json"]);
    assert_eq!((code(&none), json_of(&none)), (0, serde_json::json!([])));
    assert!(stdout(&msp(&["search", "run a script"])).contains("1.  cwa-run-script"));
    for args in [&["search"][..], &["search", "x", "--limit", "0"]] {
        assert_eq!(code(&msp(args)), 2, "{args:?}");
    }
}
