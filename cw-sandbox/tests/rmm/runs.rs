//! Tasks: what is accepted, and what becomes of it.

use std::time::Duration;

use cw_sandbox::{Outcome, ShellEffect, ShellScript};
use serde_json::{Value, json};

use crate::caller::{Caller, V1, V2};

const SCHEDULE: &str = "/api/platform/v2/automation/endpoints/schedule-tasks";

fn script(caller: &Caller, name: &str) -> String {
    caller.sandbox.world().shell_script_named(name).unwrap().id.clone()
}

fn order(template: &str, endpoints: &[&str], parameters: &Value) -> Value {
    json!({
        "name": "A test",
        "description": null,
        "templateID": template,
        "templateType": "script",
        "targets": endpoints,
        "targetType": "MANAGED_ENDPOINT",
        "resourcesType": "Both",
        "parameters": parameters.to_string(),
        "schedule": { "regularity": "Immediate", "category": "STZ", "scheduleType": "TIME", "repeat": null },
    })
}

async fn run(caller: &Caller, name: &str, on: &[&str], parameters: Value) -> String {
    let endpoints: Vec<String> = on.iter().map(|name| caller.endpoint(name)).collect();
    let endpoints: Vec<&str> = endpoints.iter().map(String::as_str).collect();
    let answer = caller.write("POST", SCHEDULE, &order(&script(caller, name), &endpoints, &parameters)).await;
    answer["taskId"].as_str().unwrap().to_owned()
}

async fn summary(caller: &Caller, task: &str) -> Value {
    caller.read(&format!("{V1}/automation/tasks/{task}/instances/summary")).await
}

async fn results(caller: &Caller, task: &str) -> Vec<Value> {
    let instance = summary(caller, task).await["Results"][0]["taskInstanceId"].as_str().unwrap().to_owned();
    let body = caller.read(&format!("{V1}/automation/tasks/{task}/instances/{instance}/results")).await;
    body["Results"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_task_runs_for_a_while_and_has_its_effect() {
    let caller = Caller::new().await;
    let kiosk = caller.endpoint("kiosk");
    let usage = format!("{V2}/device/endpoints/{kiosk}/disk-usage");
    let free =
        async || caller.read(&usage).await[0]["storages"][0]["partitions"][0]["metric"]["freeSpaceBytes"].clone();
    let before = free().await.as_u64().unwrap();
    let task = run(&caller, "Disk Cleanup", &["kiosk"], json!({ "drive": "C", "minAgeDays": 1 })).await;
    let running = summary(&caller, &task).await;
    assert_eq!((&running["RunningCount"], &running["Results"][0]["OverallStatus"]), (&json!(1), &json!("Running")));
    assert!(results(&caller, &task).await[0].get("output").is_none());
    assert_eq!(free().await.as_u64().unwrap(), before);
    caller.sandbox.advance(Duration::from_millis(600));
    let ended = summary(&caller, &task).await;
    assert_eq!((&ended["SuccessCount"], &ended["Results"][0]["OverallStatus"]), (&json!(1), &json!("Success")));
    let result = &results(&caller, &task).await[0];
    assert_eq!((&result["endpointId"], &result["status"]), (&json!(kiosk), &json!("Success")));
    let freed = (free().await.as_u64().unwrap() - before) >> 20;
    assert!(freed > 0);
    assert_eq!(result["output"], format!("Freed {freed} MiB on C:"));
    let world = caller.sandbox.world();
    let run = world.runs_of_task(&task).next().unwrap();
    assert_eq!((run.machine, &run.outcome), (1003, &Some(Outcome::Success)));
    assert_eq!(run.parameters["minAgeDays"], 1);
    assert_eq!(world.machine(1003).unwrap().drives[0].junk_mb, 0, "Automate sees the same drive");
}

#[tokio::test]
async fn an_endpoint_that_is_offline_makes_the_task_wait() {
    let caller = Caller::new().await;
    caller.sandbox.configure(|settings| settings.rmm_task_ms = 0);
    let task = run(&caller, "Get Uptime", &["DC01", "BACKUP01"], json!({})).await;
    let waiting = summary(&caller, &task).await;
    assert_eq!((&waiting["WaitingCount"], &waiting["SuccessCount"]), (&json!(1), &json!(1)));
    assert_eq!(waiting["Results"][0]["OverallStatus"], "Waiting");
    assert!(waiting["Results"][0].get("CompletedOn").is_none());
    let machine = caller.sandbox.world().machine_named("BACKUP01").unwrap().id;
    caller.sandbox.set_online(machine, true);
    let ended = summary(&caller, &task).await;
    assert_eq!((&ended["SuccessCount"], &ended["Results"][0]["OverallStatus"]), (&json!(2), &json!("Success")));
    assert!(ended["Results"][0]["CompletedOn"].is_string());
}

#[tokio::test]
async fn failures_say_why() {
    let caller = Caller::new().await;
    caller.sandbox.configure(|settings| settings.rmm_task_ms = 0);
    let task = run(&caller, "Repair WMI", &["DC01"], json!({})).await;
    let result = &results(&caller, &task).await[0];
    assert_eq!((&result["status"], &result["output"]), (&json!("Failed"), &json!("Exit code 0x80041003")));
    assert_eq!(summary(&caller, &task).await["Results"][0]["OverallStatus"], "Failed");
    let mixed = run(&caller, "Disk Cleanup", &["DC01", "maria-laptop"], json!({ "drive": "D" })).await;
    let words: Vec<Value> = results(&caller, &mixed).await.iter().map(|result| result["status"].clone()).collect();
    let has_d = |name: &str| caller.sandbox.world().machine_named(name).unwrap().drive("D").is_some();
    let expected: Vec<&str> =
        ["DC01", "maria-laptop"].map(|name| if has_d(name) { "Success" } else { "Failed" }).to_vec();
    assert_eq!(json!(words), json!(expected));
    assert!(expected.contains(&"Success") && expected.contains(&"Failed"));
    assert_eq!(summary(&caller, &mixed).await["Results"][0]["OverallStatus"], "Partial_Success");
}

#[tokio::test]
async fn effects_are_seen_by_every_product() {
    let caller = Caller::new().await;
    caller.sandbox.configure(|settings| settings.rmm_task_ms = 0);
    let world = caller.sandbox.world();
    let stopped = world.alerts.values().find(|alert| alert.field == "Spooler").unwrap().machine.unwrap();
    let endpoint = world.machine(stopped).unwrap().rmm_id();
    let spooler = async || {
        let detail = caller.read(&format!("{V1}/device/endpoints/{endpoint}")).await;
        let services = detail["services"].as_array().unwrap().clone();
        services.into_iter().find(|service| service["serviceName"] == "Spooler").unwrap()["serviceStatus"].clone()
    };
    assert_eq!(spooler().await, "Stopped");
    caller.sandbox.set_online(stopped, true);
    let restart = order(&script(&caller, "Restart Service"), &[&endpoint], &json!({ "serviceName": "spooler" }));
    caller.write("POST", SCHEDULE, &restart).await;
    assert_eq!(spooler().await, "Running");
    assert!(caller.sandbox.world().alerts_of(stopped).all(|alert| alert.field != "Spooler"));
    let unknown = order(&script(&caller, "Restart Service"), &[&endpoint], &json!({ "serviceName": "nothing" }));
    let task = caller.write("POST", SCHEDULE, &unknown).await["taskId"].as_str().unwrap().to_owned();
    assert_eq!(results(&caller, &task).await[0]["output"], "There is no service nothing");

    run(&caller, "Install Windows Updates", &["maria-laptop"], json!({})).await;
    let world = caller.sandbox.world();
    let machine = world.machine_named("maria-laptop").unwrap();
    assert_eq!((world.missing_updates(machine.id), machine.reboot_needed), (0, true));
    run(&caller, "Reboot Computer", &["maria-laptop"], json!({})).await;
    assert!(!caller.sandbox.world().machine_named("maria-laptop").unwrap().reboot_needed);
    let task = run(&caller, "Check Pending Reboot", &["maria-laptop"], json!({})).await;
    assert_eq!(results(&caller, &task).await[0]["output"], "No reboot is pending");
}

#[tokio::test]
async fn an_automation_script_is_another_type_of_template() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let id = &world.automation_scripts.iter().find(|s| s.name == "Weekly health report").unwrap().id;
    let mut body = order(id, &[&caller.endpoint("DC01")], &json!({}));
    let (status, refusal) = caller.try_send("POST", SCHEDULE, &body).await;
    assert_eq!((status, &refusal["code"]), (400, &json!("bad_request")));
    body["templateType"] = json!("fusionscript");
    caller.write("POST", SCHEDULE, &body).await;
    let elder = format!("{V1}/automation/endpoints/schedule-tasks");
    body["parameters"] = Value::Null;
    body["userParameters"] = json!({});
    caller.write("POST", &elder, &body).await;
    assert_eq!(caller.sandbox.world().tasks.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_runs_nowhere() {
    let caller = Caller::new().await;
    let endpoint = caller.endpoint("DC01");
    let good = order(&script(&caller, "Get Uptime"), &[&endpoint], &json!({}));
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let adhoc = "51a74346-e19b-11e7-9809-0800279505d9";
    for (body, says) in [
        (json!([]), "The body must be an object."),
        (with("name", json!("")), "name is required."),
        (with("templateID", json!("none")), "The template is not known."),
        (with("templateID", json!(script(&caller, "Legacy Inventory"))), "The template is not active."),
        (with("templateType", json!("other")), "templateType must be script or fusionscript."),
        (with("targets", json!([])), "targets must be an array of ids."),
        (with("targets", json!([endpoint, 5])), "targets must be an array of ids."),
        (with("targets", json!(["none"])), "There is no endpoint none."),
        (with("targetType", json!("COMPANY")), "targetType COMPANY is not supported."),
        (with("targetType", Value::Null), "targetType must be MANAGED_ENDPOINT."),
        (with("schedule", json!({ "regularity": "Sometime" })), "schedule.regularity must be Immediate."),
        (with("parameters", json!({})), "parameters must be a text that holds a JSON object."),
        (with("parameters", json!("[1]")), "parameters must be a text that holds a JSON object."),
        (with("parameters", json!(r#"{"x":1}"#)), "parameters.x is not known"),
        (order(adhoc, &[&endpoint], &json!({ "body": "hostname" })), "parameters.expectedExecutionTimeSec is required"),
    ] {
        let (status, refusal) = caller.try_send("POST", SCHEDULE, &body).await;
        assert_eq!((status, refusal["message"].as_str().unwrap()), (400, says), "{body}");
    }
    assert!(caller.sandbox.world().tasks.is_empty() && caller.sandbox.log().committed().is_empty());
    caller.write("POST", SCHEDULE, &good).await;
    assert_eq!(caller.sandbox.log().committed().len(), 1);
}

#[tokio::test]
async fn each_endpoint_runs_once_however_often_it_is_named() {
    let caller = Caller::new().await;
    let endpoint = caller.endpoint("DC01");
    let body = order(&script(&caller, "Get Uptime"), &[&endpoint, &endpoint], &json!({}));
    caller.write("POST", SCHEDULE, &body).await;
    assert_eq!(caller.sandbox.world().task_runs.len(), 1);
}

#[tokio::test]
async fn a_company_is_a_target_where_the_tenant_takes_it() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let acme = world.company_named("Acme Dental").unwrap();
    let mut body = order(&script(&caller, "Get Uptime"), &[&acme.rmm_id()], &json!({}));
    body["targetType"] = json!("COMPANY");
    caller.sandbox.configure(|settings| settings.rmm_company_tasks = true);
    caller.sandbox.add_machine(acme.id, "late").unwrap();
    caller.write("POST", SCHEDULE, &body).await;
    let world = caller.sandbox.world();
    let late = world.machine_named("late").unwrap();
    assert!(late.is_online() && world.tasks[0].to_company);
    let own: Vec<u32> = world.machines.iter().filter(|m| m.company == acme.id).map(|m| m.id).collect();
    assert_eq!(world.task_runs.iter().map(|run| run.machine).collect::<Vec<_>>(), own);
    assert!(own.contains(&late.id));
}

#[tokio::test]
async fn results_may_not_be_there_to_read() {
    let caller = Caller::new().await;
    let task = run(&caller, "Get Uptime", &["DC01"], json!({})).await;
    let path = format!("{V1}/automation/tasks/{task}/instances/summary");
    assert_eq!(caller.try_read(&path, &[]).await.0, 200);
    let wrong = format!("{V1}/automation/tasks/{task}/instances/none/results");
    assert_eq!(caller.try_read(&wrong, &[]).await.0, 404);
    assert_eq!(caller.try_read(&path.replace(&task, "none"), &[]).await.0, 404);
    caller.sandbox.configure(|settings| settings.rmm_results = false);
    assert_eq!(caller.try_read(&path, &[]).await.0, 404);
    assert_eq!(caller.sandbox.world().tasks.len(), 1, "accepted all the same");
}

#[tokio::test]
async fn a_script_that_is_removed_before_it_runs_fails() {
    let caller = Caller::new().await;
    let mut script = ShellScript::new("Fleeting");
    script.effect = ShellEffect::Nothing;
    let id = caller.sandbox.add_shell_script(script);
    let body = order(&id, &[&caller.endpoint("DC01")], &json!({}));
    let task = caller.write("POST", SCHEDULE, &body).await["taskId"].as_str().unwrap().to_owned();
    caller.sandbox.remove_shell_script(&id);
    caller.sandbox.advance(Duration::from_secs(1));
    let result = &results(&caller, &task).await[0];
    assert_eq!(
        (&result["status"], &result["errorMessage"]),
        (&json!("Failed"), &json!("The script was removed before it ran"))
    );
}
