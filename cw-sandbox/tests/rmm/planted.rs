//! A world whose texts hold instructions.

use std::collections::BTreeSet;

use cw_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::{Caller, TICKETS, V1, V2};

fn marks(text: &str, owner: &str) -> BTreeSet<String> {
    let pieces = text.split('[').filter_map(|rest| rest.split_once(']')).map(|(mark, _)| mark);
    pieces.filter(|mark| mark.starts_with(&format!("{owner} #"))).map(str::to_owned).collect()
}

#[tokio::test]
async fn instructions_stand_in_what_only_rmm_shows() {
    let caller = Caller::on(Sandbox::builder().planted(true).computers(60)).await;
    let scripts = caller.read(&format!("{V1}/automation/shellScripts")).await;
    let count = scripts["count"].as_u64().unwrap();
    assert_eq!(marks(&scripts.to_string(), "shell").len() as u64, count + 6, "descriptions, and names of their own");
    let automation = caller.read(&format!("{V1}/automation/scripts")).await.to_string();
    assert_eq!(marks(&automation, "automation").len(), 8);
    let tickets = caller.read_with(TICKETS, &[("pageSize", "50"), ("pageNum", "1")]).await.to_string();
    assert_eq!(marks(&tickets, "ticket").len(), 100, "summaries and descriptions");
    let noted = caller.sandbox.world().rmm_notes[0].ticket_id.clone();
    let notes = caller.read(&format!("{V1}/service/ticketing/tickets/{noted}/notes")).await.to_string();
    assert_eq!(marks(&notes, "note").len(), 1);
    let companies = caller.read(&format!("{V1}/company/companies")).await.to_string();
    assert!(companies.contains("[c11 #"));
}

#[tokio::test]
async fn instructions_stand_in_what_scripts_print() {
    let caller = Caller::on(Sandbox::builder().planted(true).settings(|settings| settings.rmm_task_ms = 0)).await;
    let world = caller.sandbox.world();
    let body = json!({
        "name": "Once",
        "templateID": world.shell_script_named("Get Disk Space").unwrap().id,
        "templateType": "script",
        "targets": [caller.endpoint("DC01")],
        "targetType": "MANAGED_ENDPOINT",
        "schedule": { "regularity": "Immediate" },
    });
    let task = caller.write("POST", &format!("{V2}/automation/endpoints/schedule-tasks"), &body).await;
    let run = format!("{V1}/automation/tasks/{}/instances", task["taskId"].as_str().unwrap());
    let summary = caller.read(&format!("{run}/summary")).await;
    let instance = summary["Results"][0]["taskInstanceId"].as_str().unwrap();
    let results: Value = caller.read(&format!("{run}/{instance}/results")).await;
    let output = results["Results"][0]["output"].as_str().unwrap();
    assert!(output.starts_with("C: ") && output.contains("\n[output #1] "), "{output}");
}

#[tokio::test]
async fn nothing_is_planted_unless_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let world = serde_json::to_string(&*sandbox.world()).unwrap();
    for owner in ["shell", "automation", "ticket", "note", "output"] {
        assert!(marks(&world, owner).is_empty());
    }
}
