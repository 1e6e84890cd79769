//! Following a script, with a clock that runs as the test wants: what was started is never called a failure.
#![cfg(feature = "tools")]

mod tools_common;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cw_http::testing::{Reply, Script};
use msp_tools_core::{CallContext, ErrorKind, Sent};
use serde_json::{Value, json};
use tools_common::{Tools, answer, sent};

const LAUNCH: &str = "POST /Batch/ScriptExecute";

/// A script started on the computer `reception`, up to the server's `acceptance`; then always `later`.
fn started(acceptance: Value, later: Reply) -> (Tools, Arc<Script>) {
    let replies = [
        answer(json!({"AccessToken": "token"})),
        answer(json!([{"Id": "6431", "Name": "Disk Cleanup"}])),
        answer(json!([{"Id": "6431", "Name": "Disk Cleanup", "IsComputerScript": true, "Parameters": []}])),
        answer(json!([{"Id": "1042", "ComputerName": "reception", "Status": "Online", "Type": "Workstation"}])),
        answer(json!([{"Id": 80, "ScriptId": 6431, "Status": "Completed", "State": "Failure"}])),
        answer(json!([])),
        answer(acceptance),
    ];
    let script = Script::new(replies).then_always(later);
    tools_common::over(script)
}

fn accepted() -> Value {
    json!({"ScriptResults": [], "ContainsUnsuccessfulResults": false})
}

async fn run(tools: &Tools, wait_seconds: u64) -> Value {
    let input = json!({"script": "Disk Cleanup", "computers": "reception", "wait_seconds": wait_seconds});
    tools.change("cwa-run-script", input).await.expect("a started script is no failure")
}

#[tokio::test(start_paused = true)]
async fn a_script_that_takes_longer_than_the_waiting_is_still_running() {
    for (row, outcome) in
        [(json!([{"Id": 81, "ScriptId": 6431, "Status": "Running"}]), "still_running"), (json!([]), "not_seen_yet")]
    {
        let (tools, script) = started(accepted(), answer(row));
        let begin = tokio::time::Instant::now();
        let answer = run(&tools, 90).await;
        assert_eq!(answer["computers"], json!([{"id": 1042, "name": "reception", "outcome": outcome}]));
        assert!(answer["notes"][0].as_str().unwrap().contains("do not start it again"));
        assert_eq!(begin.elapsed().as_secs(), 90);
        assert_eq!(sent(&script).iter().filter(|line| *line == LAUNCH).count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_looked_at_where_nobody_wants_to_wait() {
    let (tools, script) = started(accepted(), answer(json!([])));
    let answer = run(&tools, 0).await;
    assert_eq!(answer["summary"], "1 not seen yet");
    assert_eq!(sent(&script).last().unwrap(), LAUNCH);
}

#[tokio::test(start_paused = true)]
async fn the_waiting_ends_when_the_callers_time_is_up() {
    let (mut tools, _) = started(accepted(), answer(json!([])));
    tools.cx = CallContext::new("agent").with_deadline(Instant::now() + Duration::from_secs(20));
    let begin = tokio::time::Instant::now();
    let answer = run(&tools, 900).await;
    assert_eq!(answer["computers"][0]["outcome"], "not_seen_yet");
    assert!((19..=20).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_waiting_ends_when_the_caller_gives_up_and_progress_was_told() {
    let (mut tools, _) = started(accepted(), answer(json!([{"Id": 81, "ScriptId": 6431, "Status": "Running"}])));
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&told);
    tools.cx = CallContext::new("agent").with_progress(move |step| sink.lock().unwrap().push(step.clone()));
    let cx = tools.cx.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(30)).await;
        cx.cancel();
    });
    let begin = tokio::time::Instant::now();
    let answer = run(&tools, 900).await;
    assert_eq!(answer["computers"][0]["outcome"], "still_running");
    assert_eq!(begin.elapsed().as_secs(), 30);
    let told: Vec<_> = told.lock().unwrap().iter().map(|step| (step.message.clone(), step.done, step.total)).collect();
    let step = |message: &str| (message.to_owned(), Some(0), Some(1));
    assert_eq!(told, [step("starting Disk Cleanup"), step("reception: running")]);
}

#[tokio::test(start_paused = true)]
async fn trouble_while_following_does_not_make_a_started_script_a_failure() {
    let (tools, script) = started(accepted(), Reply::json(400, r#"{"Message": "Invalid field"}"#));
    let answer = run(&tools, 90).await;
    assert_eq!(answer["computers"][0]["outcome"], "not_seen_yet");
    let notes = answer["notes"].to_string();
    assert!(notes.contains("could not be followed to the end") && notes.contains("Invalid field"), "{notes}");
    assert_eq!(sent(&script).iter().filter(|line| *line == LAUNCH).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_told_in_the_servers_words() {
    let details = json!({"ResultStatus": 1, "ReasonCode": 3, "Message": "No right to run scripts"});
    let refused =
        json!({"ScriptResults": [{"EntityId": 1042, "ResultDetails": details}], "ContainsUnsuccessfulResults": true});
    let (tools, _) = started(refused, answer(json!([])));
    let answer = run(&tools, 90).await;
    let expected =
        json!([{"id": 1042, "name": "reception", "outcome": "refused", "detail": "No right to run scripts"}]);
    assert_eq!((&answer["computers"], &answer["notes"]), (&expected, &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_before_the_start_starts_nothing() {
    let (mut tools, script) = started(accepted(), answer(json!([])));
    let asked = tools.ask("cwa-run-script", json!({"script": 6431, "computers": 1042})).await.unwrap();
    let cx = tools.cx.clone();
    tools.cx = tools.cx.with_progress(move |_| cx.cancel());
    let error = tools.approve("cwa-run-script", &asked).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Cancelled, Some(Sent::No)));
    assert!(!sent(&script).contains(&LAUNCH.to_owned()));
}
