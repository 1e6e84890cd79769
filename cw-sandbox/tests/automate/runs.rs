//! Scripts, commands and alerts: what is done has its effect.

use std::time::Duration;

use cw_sandbox::{Outcome, Sandbox};
use serde_json::{Value, json};

use crate::caller::Caller;

fn order(computers: &[u32], script: u32) -> Value {
    json!({
        "EntityType": "Computer",
        "EntityIds": computers,
        "ScriptId": script,
        "Schedule": { "ScriptScheduleFrequency": { "ScriptScheduleFrequencyId": 1 } },
        "Parameters": [{ "Key": "DriveLetter", "Value": "C:" }],
    })
}

async fn start(caller: &Caller, body: Value) -> Value {
    let answer = caller.send("POST", "/Batch/ScriptExecute", body).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

fn script(caller: &Caller, name: &str) -> u32 {
    caller.sandbox.world().script_named(name).unwrap().id
}

/// A tenant where time passes only when it is told to.
async fn still() -> Caller {
    Caller::on(Sandbox::builder().settings(|s| (s.script_ms, s.monitor_ms) = (600_000, 600_000))).await
}

const LATER: Duration = Duration::from_secs(601);

#[tokio::test]
async fn a_cleanup_runs_appears_in_the_history_and_frees_disk() {
    let caller = still().await;
    let (kiosk, cleanup) = (caller.machine("kiosk"), script(&caller, "Disk Cleanup"));
    let answer = start(&caller, order(&[kiosk.id], cleanup)).await;
    assert_eq!(answer["ContainsUnsuccessfulResults"], false);

    let running = caller.list(&format!("/computers/{}/runningscripts", kiosk.id), &[]).await;
    assert_eq!((running.len(), running[0]["ScriptId"].as_u64()), (1, Some(cleanup.into())));
    let everywhere = caller.list("/scripting/runningscripts", &[("condition", "Script.Name = 'Disk Cleanup'")]).await;
    assert_eq!(everywhere[0]["Target"]["Computer"]["ComputerId"], kiosk.id);
    let history = format!("/computers/{}/scripthistory", kiosk.id);
    let newest = [("orderBy", "HistoryDate desc"), ("pageSize", "1")];
    assert_ne!(caller.list(&history, &newest).await[0]["ScriptId"], cleanup);

    caller.sandbox.advance(LATER);
    let row = &caller.list(&history, &newest).await[0];
    assert_eq!(
        (&row["ScriptId"], &row["Status"], &row["State"]),
        (&json!(cleanup), &json!("Completed"), &json!("Success"))
    );
    assert!(caller.list(&format!("/computers/{}/runningscripts", kiosk.id), &[]).await.is_empty());
    assert!(caller.machine("kiosk").drives[0].free_mb > kiosk.drives[0].free_mb);
    assert!(caller.machine("kiosk").full_drive().is_none());

    let run = caller.sandbox.world().runs.last().unwrap().clone();
    assert_eq!(run.parameters, [("DriveLetter".to_owned(), "C:".to_owned())]);
    assert_eq!(run.outcome, Some(Outcome::Success));
}

#[tokio::test]
async fn a_disk_alert_stays_away_once_there_is_room_and_comes_back_while_there_is_none() {
    let caller = still().await;
    let alerts_of = |machine: u32| format!("/computers/{machine}/alerts");
    let (kiosk, full) = (caller.machine("kiosk").id, caller.machine("FRONTDESK-2").id);
    start(&caller, order(&[kiosk], script(&caller, "Disk Cleanup"))).await;
    caller.sandbox.advance(LATER);

    for machine in [kiosk, full] {
        let alert =
            caller.list(&alerts_of(machine), &[("condition", "Monitor.Name = 'Disk space low'")]).await[0].clone();
        let path = format!("/computers/{machine}/alerts/{}", alert["AlertId"]);
        assert_eq!(caller.request("DELETE", &path).send().await.unwrap().status(), 204);
        assert_eq!(caller.get(&format!("/alerts/{}", alert["AlertId"])).await.status(), 404);
        assert_eq!(caller.request("DELETE", &path).send().await.unwrap().status(), 404);
        assert!(caller.list(&alerts_of(machine), &[]).await.iter().all(|a| a["FieldName"] != "C:"));

        caller.sandbox.advance(LATER);
        let back: Vec<Value> = caller.list(&alerts_of(machine), &[("condition", "Monitor.Id = 301")]).await;
        assert_eq!(back.len(), usize::from(machine == full), "machine {machine}");
        assert!(back.iter().all(|a| a["AlertId"] != alert["AlertId"]), "a new alert has a new id");
    }
}

#[tokio::test]
async fn a_silenced_monitor_does_not_raise_again() {
    let caller = still().await;
    let full = caller.machine("FRONTDESK-2").id;
    let suspensions = format!("/computers/{full}/monitoralertsuspensions");
    assert!(caller.list(&suspensions, &[]).await.is_empty());
    assert_eq!(caller.send("POST", &suspensions, json!(301)).await.status(), 200);
    assert_eq!(caller.send("POST", &suspensions, json!({ "MonitorId": 301 })).await.status(), 400);
    assert_eq!(caller.list(&suspensions, &[]).await[0]["Monitor"]["MonitorId"], 301);
    let alert = caller.sandbox.world().alerts_of(full).next().unwrap().id;
    caller.request("DELETE", &format!("/computers/{full}/alerts/{alert}")).send().await.unwrap();
    caller.sandbox.advance(LATER);
    assert_eq!(caller.sandbox.world().alerts_of(full).count(), 0);
}

#[tokio::test]
async fn clearing_can_be_switched_off() {
    let caller = Caller::new().await;
    caller.sandbox.configure(|s| s.alert_clearing = false);
    let kiosk = caller.machine("kiosk").id;
    let alert = caller.sandbox.world().alerts_of(kiosk).next().unwrap().id;
    let answer = caller.request("DELETE", &format!("/computers/{kiosk}/alerts/{alert}")).send().await.unwrap();
    assert_eq!(answer.status(), 405);
    assert!(caller.sandbox.world().alerts.contains_key(&alert));
    assert!(caller.sandbox.log().committed().is_empty());
}

#[tokio::test]
async fn scripts_fail_take_long_and_end_at_once() {
    let caller = still().await;
    let dc01 = caller.machine("DC01").id;
    start(&caller, order(&[dc01], script(&caller, "Reset Windows Update"))).await;
    start(&caller, order(&[dc01], script(&caller, "Install All Updates"))).await;
    let history = format!("/computers/{dc01}/scripthistory");
    let running = caller.list(&history, &[("condition", "Status = 'Running'")]).await;
    assert_eq!(running[0]["State"], "Information", "a long script is in the history from its start");
    caller.sandbox.advance(LATER);
    let failed = &caller.list(&history, &[("condition", "State = 'Failure'"), ("orderBy", "Id desc")]).await[0];
    assert!(failed["DiagnosticMessage"].as_str().unwrap().contains("update store"));
    assert_eq!(caller.list(&format!("/computers/{dc01}/runningscripts"), &[]).await.len(), 1);

    caller.sandbox.configure(|s| s.script_ms = 0);
    let mut body = order(&[dc01], script(&caller, "Disk Cleanup"));
    body["Parameters"] = json!([{ "Key": "DriveLetter", "Value": "Q" }]);
    start(&caller, body).await;
    let row = &caller.list(&history, &[("orderBy", "HistoryDate desc, Id desc")]).await[0];
    assert_eq!(
        (row["State"].as_str(), row["DiagnosticMessage"].as_str()),
        (Some("Failure"), Some("Drive Q: is not there"))
    );
}

#[tokio::test]
async fn targets_are_judged_one_by_one() {
    let caller = still().await;
    let (kiosk, backup) = (caller.machine("kiosk").id, caller.machine("BACKUP01").id);
    let mut body = order(&[kiosk, backup, 424_242], script(&caller, "Disk Cleanup"));
    body["OfflineActionFlags"] = json!({ "SkipsOfflineAgents": true });
    let answer = start(&caller, body).await;
    assert_eq!(answer["ContainsUnsuccessfulResults"], true);
    let status: Vec<_> = answer["ScriptResults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["ResultDetails"]["ResultStatus"].as_u64())
        .collect();
    assert_eq!(status, [Some(0), Some(1), Some(1)]);
    let started = |name: &str| {
        caller
            .sandbox
            .world()
            .runs
            .iter()
            .filter(|r| r.machine == caller.machine(name).id && r.outcome.is_none())
            .count()
    };
    assert_eq!((started("kiosk"), started("BACKUP01")), (1, 0));

    let unknown = start(&caller, order(&[kiosk], 1)).await;
    assert_eq!(unknown["ContainsUnsuccessfulResults"], true);
    let misspelt = start(&caller, json!({ "EntityType": 1, "ComputerIds": [kiosk], "ScriptId": 5101 })).await;
    assert_eq!(misspelt, json!({ "ScriptResults": [], "ContainsUnsuccessfulResults": false }), "nothing binds");
    assert_eq!(started("kiosk"), 1);
}

#[tokio::test]
async fn an_offline_machine_is_waited_for_or_woken() {
    let caller = still().await;
    let backup = caller.machine("BACKUP01").id;
    start(&caller, order(&[backup], script(&caller, "Disk Cleanup"))).await;
    let scheduled = format!("/computers/{backup}/scheduledscripts");
    assert_eq!(caller.list(&scheduled, &[]).await[0]["Parameters"], "DriveLetter=C:|");
    let running = format!("/computers/{backup}/runningscripts");
    assert!(caller.list(&running, &[]).await.is_empty());
    caller.sandbox.set_online(backup, true);
    assert_eq!(caller.list(&running, &[]).await.len(), 1);
    assert!(caller.list(&scheduled, &[]).await.is_empty());

    caller.sandbox.set_online(backup, false);
    let mut body = order(&[backup], script(&caller, "Reboot"));
    body["OfflineActionFlags"] = json!({ "WakesOfflineAgents": true });
    start(&caller, body).await;
    assert!(caller.machine("BACKUP01").is_online());
    assert_eq!(caller.list(&running, &[]).await.len(), 2);
}

#[tokio::test]
async fn groups_sites_and_clients_are_targets_too() {
    let caller = still().await;
    let world = caller.sandbox.world();
    let site = world.machines.iter().filter(|m| m.site == 102).count();
    let company = world.machines.iter().filter(|m| m.company == 11).count();
    for (entity, id, expected) in [("Site", 102, site), ("company", 11, company), ("Group", 73, 0)] {
        let before = caller.sandbox.world();
        let body = json!({ "EntityType": entity, "EntityIds": [id], "ScriptId": "5102" });
        let answer = start(&caller, body).await;
        let after = caller.sandbox.world();
        let new = after.runs.len() + after.schedules.len() - before.runs.len() - before.schedules.len();
        assert_eq!(new, expected, "{entity}");
        assert_eq!(answer["ContainsUnsuccessfulResults"], expected == 0);
    }
}

#[tokio::test]
async fn schedules_wait_for_their_time_and_can_be_changed() {
    let caller = still().await;
    let kiosk = caller.machine("kiosk").id;
    let in_a_day = caller.sandbox.world().made_at.plus(Duration::from_secs(86_400));
    let body = json!({
        "ScriptId": 5102, "ComputerId": kiosk, "NextRun": in_a_day, "Parameters": "A=1|B=2|", "Priority": 15,
    });
    let made: Value =
        caller.send("POST", &format!("/computers/{kiosk}/scheduledscripts"), body).await.json().await.unwrap();
    assert_eq!(made["NextRun"], in_a_day.to_string());
    let path = format!("/scripting/scriptschedules/{}", made["Id"]);
    let patch = json!([{ "Op": "replace", "Path": "/IsDisabled", "Value": true }]);
    assert_eq!(caller.send("PATCH", &path, patch).await.status(), 200);
    caller.sandbox.advance(Duration::from_secs(90_000));
    assert!(caller.sandbox.world().runs.iter().all(|r| r.outcome.is_some()), "disabled, so it did not run");

    let id = u32::try_from(made["Id"].as_u64().unwrap()).unwrap();
    assert!(caller.sandbox.world().schedules[&id].disabled);
}

#[tokio::test]
async fn commands_run_and_answer() {
    let caller = still().await;
    let (kiosk, backup) = (caller.machine("kiosk").id, caller.machine("BACKUP01").id);
    let send = async |computer: u32, command: Value| {
        let body = json!({ "ComputerId": computer, "Command": command, "Parameters": ["cmd.exe!!! /c hostname"] });
        let answer = caller.send("POST", &format!("/computers/{computer}/commandexecute"), body).await;
        answer.json::<Value>().await.unwrap()["Id"].to_string()
    };
    let (good, unbound, waiting) = (
        send(kiosk, json!({ "Id": "2" })).await,
        send(kiosk, json!("hostname")).await,
        send(backup, json!({ "Id": 2 })).await,
    );
    let status = async |computer: u32, id: &str| {
        let rows = caller.list(&format!("/computers/{computer}/commandexecute"), &[("ids", id)]).await;
        (rows[0]["Status"].as_str().unwrap().to_owned(), rows[0]["Output"].as_str().unwrap().to_owned())
    };
    assert_eq!(status(kiosk, &good).await.0, "Executing");
    caller.sandbox.advance(Duration::from_secs(590));
    caller.sandbox.configure(|s| s.script_ms = 0);
    caller.sandbox.set_online(backup, true);
    assert_eq!(status(kiosk, &good).await.0, "Executing");
    assert_eq!(status(backup, &waiting).await, ("Success".to_owned(), "BACKUP01".to_owned()));
    assert_eq!(caller.list(&format!("/computers/{backup}/commandhistory"), &[]).await.len(), 1);
    caller.sandbox.advance(Duration::from_secs(11));
    assert_eq!(status(kiosk, &good).await, ("Success".to_owned(), "kiosk".to_owned()));
    assert_eq!(status(kiosk, &unbound).await, ("Failed".to_owned(), "ERR".to_owned()), "nothing was bound");
}
