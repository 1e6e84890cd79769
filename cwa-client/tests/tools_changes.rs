//! The tools that change something, against a tenant: nothing before a person agrees, then what was planned, once.
#![cfg(feature = "tools")]

mod tools_common;

use cw_sandbox::{Fault, FaultKind, Sandbox};
use msp_tools_core::{CallStatus, ErrorKind};
use serde_json::{Value, json};
use tools_common::{Tools, sandbox};

/// Ids of the alerts that a computer shows.
async fn alerts(tools: &Tools, computer: &str) -> Vec<Value> {
    let rows = tools.rows("cwa-get-computer-alerts", json!({"computer": computer})).await;
    rows.iter().map(|row| row["id"].clone()).collect()
}

fn launches(sandbox: &Sandbox) -> usize {
    sandbox.log().count("POST", "*/batch/scriptexecute")
}

#[tokio::test]
async fn a_script_runs_on_what_was_approved_and_has_its_effect() {
    let (sandbox, tools) = sandbox().await;
    let full = sandbox.world().machine_named("kiosk").unwrap().drives[0].free_mb;
    let input = json!({"script": "disk cleanup", "computers": "kiosk", "parameters": {"driveletter": "C"}});
    let asked = tools.ask("cwa-run-script", input).await.unwrap();
    assert!(sandbox.log().writes().is_empty(), "nothing may be sent before a person agrees");

    let plan = asked.plan();
    assert_eq!(plan.sentence, "Run script Disk Cleanup (5101) on kiosk at Acme Dental with DriveLetter = C");
    assert_eq!(plan.operations.iter().map(ToString::to_string).collect::<Vec<_>>(), ["automate:script:5101"]);
    assert_eq!(plan.targets.iter().map(ToString::to_string).collect::<Vec<_>>(), ["computer kiosk (1003)"]);

    let answer = tools.approve("cwa-run-script", &asked).await.unwrap();
    assert_eq!(answer["computers"], json!([{"id": 1003, "name": "kiosk", "outcome": "succeeded"}]));
    assert_eq!(answer["summary"], "1 succeeded");
    assert!(sandbox.world().machine_named("kiosk").unwrap().drives[0].free_mb > full);
    assert_eq!(launches(&sandbox), 1);
    let run = sandbox.world().runs.last().unwrap().clone();
    assert_eq!(run.parameters, [("DriveLetter".to_owned(), "C".to_owned())]);
}

#[tokio::test]
async fn a_plan_over_several_computers_says_what_to_think_of() {
    let (sandbox, tools) = sandbox().await;
    let input = json!({
        "script": 5101, "computers": ["kiosk", 1001, "BACKUP01", "1003", "LAB-07"], "offline": "skip",
    });
    let asked = tools.ask("cwa-run-script", input).await.unwrap();
    let plan = asked.plan();
    assert_eq!(
        plan.sentence,
        "Run script Disk Cleanup (5101) on 4 computers at 2 clients (kiosk, DC01, BACKUP01, LAB-07)"
    );
    assert_eq!(
        plan.warnings,
        [
            "Offline, will be passed over: BACKUP01",
            "Not known to be online: LAB-07",
            "Servers: DC01, BACKUP01",
            "Computers of 2 clients: Acme Dental (kiosk, DC01, BACKUP01), Contoso Labs (LAB-07)",
            "Parameters without a value: DriveLetter, MinAgeDays",
        ]
    );
    let ids: Vec<_> = plan.targets.iter().map(|target| target.id.as_str()).collect();
    assert_eq!(ids, ["1003", "1001", "1005", "1008"], "each computer once");
    assert_eq!(launches(&sandbox), 0);
}

#[tokio::test]
async fn each_computer_has_its_own_outcome() {
    let (sandbox, tools) = sandbox().await;
    let input =
        json!({"script": "Disk Cleanup", "computers": ["kiosk", "BACKUP01"], "parameters": {"DriveLetter": "C"}});
    let answer = tools.change("cwa-run-script", input).await.unwrap();
    assert_eq!(
        answer["computers"],
        json!([
            {"id": 1003, "name": "kiosk", "outcome": "succeeded"},
            {"id": 1005, "name": "BACKUP01", "outcome": "refused", "detail": "The agent is offline and was skipped"},
        ])
    );
    assert_eq!(answer["summary"], "1 succeeded, 1 refused");

    let input = json!({"script": "Reset Windows Update", "computers": ["kiosk"]});
    let answer = tools.change("cwa-run-script", input).await.unwrap();
    let detail = "The update store is in use by another process";
    assert_eq!(answer["computers"], json!([{"id": 1003, "name": "kiosk", "outcome": "failed", "detail": detail}]));

    let input = json!({"script": "Disk Cleanup", "computers": ["BACKUP01"], "offline": "wait", "wait_seconds": 0});
    let answer = tools.change("cwa-run-script", input).await.unwrap();
    assert_eq!(answer["computers"][0]["outcome"], "not_seen_yet");
    assert!(answer["notes"][0].as_str().unwrap().contains("do not start it again"), "{answer:#}");
    assert_eq!(sandbox.world().schedules.len(), 1, "it waits for the machine");

    let input = json!({"script": "Disk Cleanup", "computers": ["BACKUP01"], "offline": "wake"});
    let answer = tools.change("cwa-run-script", input).await.unwrap();
    assert_eq!(answer["computers"][0]["outcome"], "succeeded");
}

#[tokio::test]
async fn parameters_are_those_of_the_script() {
    let (sandbox, tools) = sandbox().await;
    for (script, parameters, words) in [
        ("Disk Cleanup", json!({"Drive": "C"}), "no such parameter; it takes DriveLetter, MinAgeDays"),
        ("Disk Cleanup", json!({"driveletter": "C", "DRIVELETTER": "D"}), "given twice"),
        ("Restart Print Spooler", json!({"Drive": "C"}), "no such parameter; it takes none"),
        ("Onboard Location", json!({}), "does not run on computers"),
    ] {
        let input = json!({"script": script, "computers": ["kiosk"], "parameters": parameters});
        let error = tools.ask("cwa-run-script", input.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{input}");
        assert!(error.message().contains(words), "{input}: {error}");
    }
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn a_start_whose_answer_got_lost_is_looked_for_and_was_sent_once() {
    let (sandbox, tools) = sandbox().await;
    let asked = tools.ask("cwa-run-script", json!({"script": "Disk Cleanup", "computers": ["kiosk"]})).await.unwrap();
    sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).path("*/batch/scriptexecute"));
    let answer = tools.approve("cwa-run-script", &asked).await.unwrap();
    assert_eq!(answer["computers"][0]["outcome"], "succeeded", "{answer:#}");
    assert!(answer["notes"][0].as_str().unwrap().contains("was lost"), "{answer:#}");
    assert_eq!(launches(&sandbox), 1);
    tools.registry.resume(asked.id(), &tools.cx).await.unwrap_err();
    assert_eq!(launches(&sandbox), 1, "an approval does not start it a second time");
}

#[tokio::test]
async fn a_start_of_which_nothing_is_seen_is_an_unknown_outcome_and_was_sent_once() {
    let (sandbox, tools) = sandbox().await;
    let asked = tools.ask("cwa-run-script", json!({"script": "Disk Cleanup", "computers": ["kiosk"]})).await.unwrap();
    sandbox.misbehave(Fault::new(FaultKind::Drop).path("*/batch/scriptexecute"));
    let error = tools.approve("cwa-run-script", &asked).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::OutcomeUnknown, CallStatus::OutcomeUnknown));
    for words in ["proves nothing", "look in the history", "Disk Cleanup"] {
        assert!(error.message().contains(words), "{error}");
    }
    assert_eq!(launches(&sandbox), 1);
    let again = tools.registry.resume(asked.id(), &tools.cx).await.unwrap_err();
    assert_eq!(again.status(), CallStatus::OutcomeUnknown, "an approval does not start it a second time");
    assert_eq!(launches(&sandbox), 1);
}

#[tokio::test]
async fn a_start_that_did_not_leave_has_failed_and_nothing_ran() {
    let (sandbox, tools) = sandbox().await;
    let asked = tools.ask("cwa-run-script", json!({"script": "Disk Cleanup", "computers": ["kiosk"]})).await.unwrap();
    sandbox.misbehave(Fault::new(FaultKind::status(403)).path("*/batch/scriptexecute"));
    let runs = sandbox.world().runs.len();
    let error = tools.approve("cwa-run-script", &asked).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unauthorized, CallStatus::Failed));
    assert_eq!(sandbox.world().runs.len(), runs);
}

#[tokio::test]
async fn an_alert_whose_cause_is_mended_stays_away() {
    let (sandbox, tools) = sandbox().await;
    let [id] = alerts(&tools, "kiosk").await.try_into().unwrap();
    tools.change("cwa-run-script", json!({"script": "Disk Cleanup", "computers": ["kiosk"]})).await.unwrap();
    sandbox.clear_log();

    let asked = tools.ask("cwa-clear-alert", json!({"alert_id": id})).await.unwrap();
    assert!(sandbox.log().writes().is_empty(), "nothing may be sent before a person agrees");
    let plan = asked.plan();
    assert_eq!(plan.sentence, format!("Clear alert {id} on kiosk at Acme Dental: Drive C: has 4% free space left"));
    assert_eq!(plan.operations[0].as_str(), "automate:DELETE /Computers/{id}/Alerts/{id}");
    assert_eq!(plan.targets[1].to_string(), "computer kiosk (1003)");
    let before = plan.changes[0].before.as_ref().unwrap();
    assert_eq!((&before["severity"], &before["monitor"]), (&json!("Error"), &json!("Disk space low")));
    assert_eq!(plan.changes[0].after, Some(Value::Null));

    let answer = tools.approve("cwa-clear-alert", &asked).await.unwrap();
    assert_eq!(
        (&answer["outcome"], &answer["alert_id"], &answer["computer"]),
        (&json!("cleared"), &id, &json!("kiosk"))
    );
    assert_eq!(alerts(&tools, "kiosk").await, [0; 0]);
}

#[tokio::test]
async fn an_alert_whose_cause_is_still_there_comes_back_and_that_is_said() {
    let (_sandbox, tools) = sandbox().await;
    let [id] = alerts(&tools, "FRONTDESK-2").await.try_into().unwrap();
    let answer = tools.change("cwa-clear-alert", json!({"alert_id": id, "computer": "FRONTDESK-2"})).await.unwrap();
    assert_eq!(answer["outcome"], "came_back");
    assert_eq!(answer["new_message"], "Drive C: has 6% free space left");
    assert_ne!(answer["new_alert_id"], id);
    assert_eq!(alerts(&tools, "FRONTDESK-2").await, [answer["new_alert_id"].clone()]);
}

#[tokio::test]
async fn alerts_that_cannot_be_cleared_are_refused_with_the_reason() {
    let (sandbox, tools) = sandbox().await;
    let [id] = alerts(&tools, "kiosk").await.try_into().unwrap();
    let device = sandbox.world().alerts.values().find(|alert| alert.machine.is_none()).unwrap().id;
    for (input, kind, path, words) in [
        (json!({"alert_id": 1}), ErrorKind::NotFound, "$.alert_id", "there is no alert `1`"),
        (json!({"alert_id": 1, "computer": "kiosk"}), ErrorKind::NotFound, "$.alert_id", "there is no alert `1`"),
        (json!({"alert_id": id, "computer": "DC01"}), ErrorKind::Input, "$.computer", "of computer 1003, not of 1001"),
        (json!({"alert_id": device}), ErrorKind::Rejected, "$.alert_id", "only alerts of computers"),
    ] {
        let error = tools.ask("cwa-clear-alert", input.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (kind, Some(path)), "{input}: {error}");
        assert!(error.message().contains(words), "{input}: {error}");
    }

    sandbox.configure(|settings| settings.alert_clearing = false);
    let error = tools.change("cwa-clear-alert", json!({"alert_id": id})).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Rejected, CallStatus::Failed));
    assert!(error.message().contains("this server does not offer alert clearing"), "{error}");
}

#[tokio::test]
async fn an_alert_that_somebody_else_cleared_meanwhile_is_told_as_gone() {
    let (_sandbox, tools) = sandbox().await;
    let [id] = alerts(&tools, "kiosk").await.try_into().unwrap();
    let first = tools.ask("cwa-clear-alert", json!({"alert_id": id})).await.unwrap();
    let second = tools.ask("cwa-clear-alert", json!({"alert_id": id})).await.unwrap();
    tools.approve("cwa-clear-alert", &first).await.unwrap();
    let error = tools.approve("cwa-clear-alert", &second).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
