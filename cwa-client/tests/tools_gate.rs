//! The tools under the gate's hand: scripts that were edited, limits, time that is up, the operator's stop.
#![cfg(feature = "tools")]

mod tools_common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cw_http::testing::{Reply, Script};
use cwa_client::ScriptId;
use cwa_client::tools::operation_shapes;
use msp_tools_core::{CallContext, CallStatus, ErrorKind, FreezeScope, Operation, Sent};
use serde_json::{Value, json};
use tokio::time::Instant as Clock;
use tools_common::{Tools, answer, client_on, over_under, sandbox, scripted, sent};

const LAUNCH: &str = "POST /Batch/ScriptExecute";
const UNGUARDED: &str = "[guards]\nchanged_since_judged = false";

fn script(version: i64, steps: Value) -> Reply {
    answer(json!([{"Id": "6431", "Name": "Disk Cleanup", "Version": version, "ScriptData": {"ScriptSteps": steps}}]))
}

fn named() -> Reply {
    answer(json!([{"Id": "6431", "Name": "Disk Cleanup"}]))
}

fn reception() -> Reply {
    answer(json!([{"Id": "1042", "ComputerName": "reception", "Status": "Online", "Client": {"Id": 11}}]))
}

fn accepted() -> Reply {
    answer(json!({"ScriptResults": [], "ContainsUnsuccessfulResults": false}))
}

/// The tools over these answers behind a login, the last of them for ever, under these lines of policy.
fn playing(replies: impl IntoIterator<Item = Reply>, later: Reply, lines: &str) -> (Tools, Arc<Script>) {
    let login = answer(json!({"AccessToken": "token"}));
    over_under(Script::new([login].into_iter().chain(replies)).then_always(later), lines)
}

fn launches(script: &Script) -> usize {
    sent(script).iter().filter(|line| *line == LAUNCH).count()
}

fn run() -> Value {
    json!({"script": 6431, "computers": 1042})
}

/// Some time later, by the clock that tests set.
fn later(seconds: u64, act: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        act.await;
    });
}

#[tokio::test]
async fn a_script_that_was_edited_after_it_was_approved_does_not_start() {
    let (sandbox, tools) = sandbox().await;
    let cwa = client_on(&sandbox);
    for (edit, lines) in [
        (json!({"Name": "Disk Cleanup", "Description": "Now it wipes the disk."}), ""),
        (json!({"Name": "Disk Cleanup"}), UNGUARDED),
        (json!({"Name": "Disk Cleanup (old)"}), UNGUARDED),
    ] {
        let tools = Tools { cx: tools.cx.clone(), ..Tools::under(&cwa, lines) };
        let input = json!({"script": 5101, "computers": "kiosk"});
        let asked = tools.ask("cwa-run-script", input).await.unwrap();
        let operation = Operation::new("automate:script:5101");
        assert_eq!(asked.plan().fingerprints[&operation].len(), 64);
        cwa.scripts().replace_v2(ScriptId::new(5101), &edit).await.unwrap();
        let error = tools.approve("cwa-run-script", &asked).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Stale, CallStatus::Refused), "{error}");
        assert_eq!(sandbox.log().count("POST", "*/batch/scriptexecute"), 0, "{edit}");
    }
    tools.change("cwa-run-script", json!({"script": 5101, "computers": "kiosk"})).await.unwrap();
}

#[tokio::test]
async fn what_runs_is_what_was_shown_and_nothing_is_looked_up_but_the_script() {
    let (sandbox, _) = sandbox().await;
    let tools = Tools::under(&client_on(&sandbox), UNGUARDED);
    let asked = tools.ask("cwa-run-script", json!({"script": "Disk Cleanup", "computers": ["kiosk"]})).await.unwrap();
    sandbox.clear_log();
    tools.approve("cwa-run-script", &asked).await.unwrap();
    let log = sandbox.log();
    assert_eq!((log.count("GET", "*/v1/computers"), log.count("GET", "*/v1/scripts")), (0, 1));
    let looked = log.iter().position(|request| request.path.to_lowercase().ends_with("/v1/scripts")).unwrap();
    assert!(log.iter().nth(looked + 1).unwrap().path.to_lowercase().ends_with("/batch/scriptexecute"), "right before");
}

#[tokio::test(start_paused = true)]
async fn an_edit_shows_in_the_version_or_in_the_steps() {
    let before = || script(3, json!([{"Param1": "del temp"}]));
    for (now, starts) in [
        (before(), 1),
        (script(4, json!([{"Param1": "del temp"}])), 0),
        (script(3, json!([{"Param1": "format c:"}])), 0),
        (answer(json!([])), 0),
    ] {
        let nothing = || answer(json!([]));
        let replies = [named(), before(), reception(), nothing(), nothing(), now, accepted()];
        let (tools, played) = playing(replies, answer(json!([])), UNGUARDED);
        let done = tools.change("cwa-run-script", run()).await;
        assert_eq!((done.is_ok(), launches(&played)), (starts == 1, starts), "{done:?}");
        if let Err(error) = done {
            assert!(matches!(error.kind(), ErrorKind::Stale | ErrorKind::NotFound), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn where_no_edit_would_be_noticed_the_plan_says_so() {
    let (tools, _) = scripted([named(), named(), reception()]);
    let asked = tools.ask("cwa-run-script", run()).await.unwrap();
    assert!(asked.plan().fingerprints.is_empty());
    assert!(asked.plan().warnings.iter().any(|warning| warning.contains("notice an edit")), "{:?}", asked.plan());
}

#[tokio::test(start_paused = true)]
async fn every_request_counts_and_none_goes_beyond_the_limit() {
    let rows = || answer(json!([{"Id": "1", "ComputerName": "a"}]));
    let limit = "[limits]\nrequests_per_call = 3";
    let (tools, played) = playing([], rows(), limit);
    assert!(tools.read("cwa-list-computers", json!({"page_size": 1, "limit": 3})).await.is_ok());
    let error = tools.read("cwa-list-computers", json!({"page_size": 1, "limit": 4})).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.sent()), (ErrorKind::Limit, CallStatus::Refused, Some(Sent::No)));
    assert_eq!(sent(&played).len(), 6, "a login does not count");

    let error = {
        let (tools, _) = playing([], rows(), "[limits]\nrequests_per_call = 1");
        tools.read("cwa-get-computer", json!({"computer": 1})).await.unwrap_err()
    };
    assert_eq!(error.kind(), ErrorKind::Limit, "drives that may not be asked for are not drives that cannot be read");

    let busy = || Reply::status(429).header("retry-after", "1");
    let (tools, played) = playing([busy(), busy(), busy()], rows(), limit);
    let error = tools.read("cwa-list-computers", json!({})).await.unwrap_err();
    assert_eq!((error.kind(), sent(&played).len()), (ErrorKind::Limit, 3), "tries count too");

    let (tools, played) = playing([], rows(), "[limits]\nrequests_per_minute = 2");
    tools.read("cwa-list-computers", json!({"page_size": 1, "limit": 2})).await.unwrap();
    let error = tools.read("cwa-list-computers", json!({})).await.unwrap_err();
    assert_eq!((error.kind(), sent(&played).len()), (ErrorKind::Limit, 2));
    assert!(error.retry_after().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_limit_stops_a_start_that_was_not_sent_and_not_one_that_was() {
    let (nothing, definition) = (|| answer(json!([])), || script(3, json!([])));
    let replies = || [named(), definition(), reception(), nothing(), nothing(), definition(), accepted()];
    let running = || answer(json!([{"Id": 81, "ScriptId": 6431, "Status": "Running"}]));
    // Planning takes three; the three looks before the start and the start itself are four.
    for (most, launched) in [(3, 0), (4, 1), (6, 1)] {
        let (tools, played) = playing(replies(), running(), UNGUARDED);
        let asked = tools.ask("cwa-run-script", run()).await.unwrap();
        let rules = format!("version = 1\n{UNGUARDED}\n[limits]\nrequests_per_call = {most}");
        let catalog = msp_tools_core::ToolCatalog::default().with_operations(operation_shapes());
        tools.desk.set_policies(msp_tools_core::Policies::parse(&rules, &catalog).unwrap());
        match tools.approve("cwa-run-script", &asked).await {
            Ok(answer) => {
                assert_eq!(answer["computers"][0]["outcome"], if most == 4 { "not_seen_yet" } else { "still_running" });
                assert!(answer["notes"].to_string().contains("requests a call is used up"), "{answer:#}");
            }
            Err(error) => assert_eq!((error.kind(), launched), (ErrorKind::Limit, 0), "{error}"),
        }
        assert_eq!(launches(&played), launched, "{most}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_ends_when_nobody_waits_for_it() {
    let slow = || answer(json!([])).after(Duration::from_secs(30));
    for tool in NAMED {
        let input = if tool.contains("get") { json!({"computer": 1}) } else { json!({}) };
        let (mut tools, _) = playing([], slow(), "");
        let cx = tools.cx.clone();
        later(5, async move { cx.cancel() });
        let begin = Clock::now();
        let error = tools.read(tool, input.clone()).await.unwrap_err();
        assert_eq!((error.kind(), begin.elapsed().as_secs()), (ErrorKind::Cancelled, 5), "{tool}");

        tools.cx = CallContext::new("agent").with_deadline(Instant::now() + Duration::from_secs(7));
        let begin = Clock::now();
        let error = tools.read(tool, input.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled, "{tool}");
        assert!((6..=7).contains(&begin.elapsed().as_secs()), "{tool} {:?}", begin.elapsed());

        tools.cx = CallContext::new("agent");
        let registry = tools.registry.clone();
        later(3, async move {
            registry.freeze(FreezeScope::All, &"operator".into(), None).await.unwrap();
        });
        let error = tools.read(tool, input).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Frozen, "{tool}");
    }
}

const NAMED: [&str; 6] = [
    "cwa-list-clients",
    "cwa-list-computers",
    "cwa-get-computer",
    "cwa-list-alerts",
    "cwa-get-computer-alerts",
    "cwa-list-scripts",
];

#[tokio::test(start_paused = true)]
async fn planning_ends_when_nobody_waits_for_it() {
    let (tools, played) = playing([], named().after(Duration::from_secs(30)), "");
    let cx = tools.cx.clone();
    later(5, async move { cx.cancel() });
    let begin = Clock::now();
    let error = tools.ask("cwa-run-script", run()).await.unwrap_err();
    assert_eq!((error.kind(), begin.elapsed().as_secs(), sent(&played).len()), (ErrorKind::Cancelled, 5, 1));
}

#[tokio::test(start_paused = true)]
async fn the_operators_stop_before_the_start_starts_nothing_and_after_it_ends_the_waiting() {
    let history = || answer(json!([])).after(Duration::from_secs(10));
    let running = || answer(json!([{"Id": 81, "ScriptId": 6431, "Status": "Running"}]));
    for (stop_after, launched) in [(5, 0), (15, 0), (60, 1)] {
        let definition = script(3, json!([])).after(Duration::from_secs(10));
        let idle = answer(json!([]));
        let replies = [named(), script(3, json!([])), reception(), history(), idle, definition, accepted()];
        let (tools, played) = playing(replies, running(), UNGUARDED);
        let asked = tools.ask("cwa-run-script", json!({"script": 6431, "computers": 1042, "wait_seconds": 900})).await;
        let registry = tools.registry.clone();
        later(stop_after, async move {
            registry.freeze(FreezeScope::Tool("cwa-run-script".into()), &"operator".into(), None).await.unwrap();
        });
        let begin = Clock::now();
        match tools.approve("cwa-run-script", &asked.unwrap()).await {
            Ok(answer) => assert_eq!(answer["computers"][0]["outcome"], "still_running"),
            Err(error) => assert_eq!((error.kind(), error.sent()), (ErrorKind::Frozen, Some(Sent::No))),
        }
        assert_eq!((begin.elapsed().as_secs(), launches(&played)), (stop_after, launched));
    }
}

#[tokio::test(start_paused = true)]
async fn an_alert_is_not_cleared_once_the_operator_has_said_stop() {
    let alert = || answer(json!({"AlertId": 7, "Computer": {"Id": 1, "Name": "pc"}, "Client": {"Id": 11}}));
    for slow in 0..2 {
        // Slow while it looks what stood before, or while it looks whether the alert still stands.
        let pause = |place| Duration::from_secs(if place == slow { 10 } else { 0 });
        let replies = [alert(), answer(json!([])).after(pause(0)), alert().after(pause(1)), Reply::status(204)];
        let (tools, played) = playing(replies, Reply::status(404), "");
        let asked = tools.ask("cwa-clear-alert", json!({"alert_id": 7})).await.unwrap();
        let registry = tools.registry.clone();
        later(5, async move {
            registry.freeze(FreezeScope::All, &"operator".into(), None).await.unwrap();
        });
        let error = tools.approve("cwa-clear-alert", &asked).await.unwrap_err();
        assert_eq!((error.kind(), error.sent()), (ErrorKind::Frozen, Some(Sent::No)), "{error}");
        assert!(sent(&played).iter().all(|line| line.starts_with("GET")), "{:?}", sent(&played));
    }
}

#[tokio::test]
async fn shapes_of_operations_hold_all_that_tools_and_plans_name() {
    let (_sandbox, tools) = sandbox().await;
    let shapes: Vec<_> = operation_shapes().collect();
    for info in tools.registry.list() {
        let named =
            info.spec().operations.iter().all(|operation| shapes.iter().any(|shape| shape == operation.as_str()));
        assert!(named, "{}", info.spec().name);
        assert!(info.spec().company_bound, "{}", info.spec().name);
    }
    assert!(shapes.contains(&"automate:script:*".to_owned()));
    let starts = ["automate:POST /Batch/ScriptExecute", "automate:POST /Computers/{id}/ScheduledScripts"];
    assert!(shapes.iter().all(|shape| !starts.contains(&shape.as_str())), "a script is named by its number");
}
