//! Lists: paging, order, fields, and the condition language against a plain loop over the world.

use cw_sandbox::{Machine, MachineKind, World};
use serde_json::Value;

use crate::caller::Caller;

fn ids(rows: &[Value]) -> Vec<u32> {
    rows.iter().map(|row| row["Id"].as_str().unwrap().parse().unwrap()).collect()
}

async fn found(caller: &Caller, condition: &str) -> Vec<u32> {
    ids(&caller.list("/Computers", &[("condition", condition), ("pageSize", "1000"), ("includeFields", "Id")]).await)
}

#[tokio::test]
async fn pages_follow_each_other_and_end() {
    let caller = Caller::new().await;
    let mut seen = Vec::new();
    for page in ["1", "2", "3", "4"] {
        let rows = caller.list("/computers", &[("page", page), ("pageSize", "25"), ("orderBy", "Id asc")]).await;
        seen.extend(ids(&rows));
    }
    let all: Vec<u32> = caller.sandbox.world().machines.iter().map(|m| m.id).collect();
    assert_eq!(all.len(), 60);
    assert_eq!(seen, all);
    assert_eq!(caller.list("/computers", &[]).await.len(), 25, "the default page");
}

#[tokio::test]
async fn wrong_pages_are_refused() {
    let caller = Caller::new().await;
    for (name, value) in
        [("page", "0"), ("page", "x"), ("pageSize", "1001"), ("pageSize", "-1"), ("orderBy", "Nope asc")]
    {
        let answer = caller.request("GET", "/computers").query(&[(name, value)]).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{name}={value}");
    }
}

#[tokio::test]
async fn the_total_is_told_only_when_set() {
    let caller = Caller::new().await;
    assert!(caller.get("/computers").await.headers().get("total-count").is_none());
    caller.sandbox.configure(|settings| settings.total_count = true);
    let answer = caller.get("/computers?condition=Type%20%3D%20'Server'&pageSize=2").await;
    let servers =
        caller.sandbox.world().machines.iter().filter(|m| m.inventoried && m.kind == MachineKind::Server).count();
    assert_eq!(answer.headers()["total-count"], servers.to_string());
    assert!(answer.headers().get("link").is_none());
}

#[tokio::test]
async fn conditions_find_what_a_plain_loop_finds() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let contoso = world.company_named("Contoso").unwrap().id;
    let a_week_ago = world.made_at.minus(std::time::Duration::from_secs(7 * 86_400));
    let date = a_week_ago.to_string();
    let company = |m: &Machine| world.company(m.company).unwrap().name.clone();
    type Wanted<'a> = Box<dyn Fn(&Machine) -> bool + 'a>;
    let cases: Vec<(String, Wanted<'_>)> = vec![
        (format!("Client.Id = {contoso}"), Box::new(|m| m.company == contoso)),
        (format!("client/id={contoso}"), Box::new(|m| m.company == contoso)),
        ("Client.Name = 'Contoso'".into(), Box::new(|m| company(m) == "Contoso")),
        ("Client.Name like 'contoso%'".into(), Box::new(|m| company(m).starts_with("Contoso"))),
        ("Client.Name = 'O''Brien & Sons'".into(), Box::new(|m| company(m) == "O'Brien & Sons")),
        ("Client.Name = \"O'Brien & Sons\"".into(), Box::new(|m| company(m) == "O'Brien & Sons")),
        ("Client.Name contains 'MÜLLER'".into(), Box::new(|m| company(m).contains("Müller"))),
        ("Status = 'Online'".into(), Box::new(Machine::is_online)),
        ("Status != 'Online'".into(), Box::new(|m| !m.is_online())),
        ("Status not in ('Online', 'Offline')".into(), Box::new(|m| m.status == "Hibernating")),
        ("Type eq 'server'".into(), Box::new(|m| m.inventoried && m.kind == MachineKind::Server)),
        ("OperatingSystemName not like '%windows%'".into(), Box::new(|m| m.inventoried && !m.os.contains("Windows"))),
        ("IsRebootNeeded = True".into(), Box::new(|m| m.inventoried && m.reboot_needed)),
        ("IsMaintenanceModeEnabled = true".into(), Box::new(|m| m.maintenance)),
        ("TotalMemory >= 17179869184".into(), Box::new(|m| m.inventoried && m.memory_mb >= 16_384)),
        ("Id >= 1010 and id < 1020".into(), Box::new(|m| (1010..1020).contains(&m.id))),
        ("Id in (1001, '1003')".into(), Box::new(|m| m.id == 1001 || m.id == 1003)),
        (
            format!("RemoteAgentLastContact <= {date}"),
            Box::new(|m| m.last_contact.is_none_or(|seen| seen <= a_week_ago)),
        ),
        ("UserAccounts contains 'maria'".into(), Box::new(|m| m.inventoried && m.user == Some("maria"))),
        (
            "LoggedInUsers.LoggedInUserName like '%maria'".into(),
            Box::new(|m| m.inventoried && m.is_online() && m.user == Some("maria")),
        ),
        (
            "Status = 'Offline' and Type = 'Server' or ComputerName = 'kiosk'".into(),
            Box::new(|m| m.status == "Offline" && m.kind == MachineKind::Server || m.name == "kiosk"),
        ),
        (
            "Status = 'Offline' and (Type = 'Server' or ComputerName = 'kiosk')".into(),
            Box::new(|m| m.status == "Offline" && (m.kind == MachineKind::Server || m.name == "kiosk")),
        ),
    ];
    for (condition, wanted) in &cases {
        let expected: Vec<u32> = world.machines.iter().filter(|m| wanted(m)).map(|m| m.id).collect();
        assert!(!expected.is_empty() && expected.len() < world.machines.len(), "{condition} tells nothing apart");
        assert_eq!(found(&caller, condition).await, expected, "{condition}");
    }
}

#[tokio::test]
async fn what_conditions_cannot_say_is_refused() {
    let caller = Caller::new().await;
    for (condition, status, words) in [
        ("ClientId = 12", 400, "Invalid field"),
        ("Client.Nope = 12", 400, "Invalid field"),
        ("Status = ", 400, "condition"),
        ("Status == 'Online'", 400, "condition"),
        ("Status = 'Online' and", 400, "condition"),
        ("Status = 'Online", 400, "condition"),
        ("(Status = 'Online'", 400, "condition"),
        ("Status = Online", 400, "condition"),
        ("not Status = 'Online'", 400, "condition"),
        ("Status = 'Online' drop", 400, "condition"),
        ("IsRebootNeeded = 'yes'", 400, "condition"),
        ("TotalMemory = 'much'", 400, "condition"),
        ("Client = 12", 400, "condition"),
        ("RemoteAgentLastContact <= '2026-01-01T00:00:00'", 500, "error"),
    ] {
        let answer = caller.request("GET", "/computers").query(&[("condition", condition)]).send().await.unwrap();
        assert_eq!(answer.status(), status, "{condition}");
        let body: Value = answer.json().await.unwrap();
        assert!(body["Message"].as_str().unwrap().contains(words), "{condition}: {body}");
    }
}

#[tokio::test]
async fn hostile_conditions_do_no_harm() {
    let caller = Caller::new().await;
    for condition in ["(".repeat(8000), "a=1 or ".repeat(2000), "'".repeat(7001), "Id in (".into(), "ü = 1".into()] {
        let answer = caller.request("GET", "/computers").query(&[("condition", condition)]).send().await.unwrap();
        assert_eq!(answer.status(), 400);
    }
    for harmless in ["", "null", "Id = 1003"] {
        caller.list("/computers", &[("condition", harmless)]).await;
    }
}

#[tokio::test]
async fn unknown_parameters_are_ignored_in_silence() {
    let caller = Caller::new().await;
    assert_eq!(caller.list("/computers", &[("online", "true"), ("pageSize", "1000")]).await.len(), 60);
}

#[tokio::test]
async fn fields_are_chosen_and_left_out() {
    let caller = Caller::new().await;
    let names = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let rows = caller.list("/computers", &[("includeFields", "computername, Status"), ("ids", "1003")]).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(names(&rows[0]), ["ComputerName", "Id", "Status"]);
    let rows = caller.list("/computers", &[("excludeFields", "Status"), ("ids", "1003,1001")]).await;
    assert_eq!(ids(&rows), [1001, 1003]);
    assert!(names(&rows[0]).len() > 70 && !names(&rows[0]).contains(&"Status".to_owned()));
}

#[tokio::test]
async fn rows_come_in_the_order_asked_for() {
    let caller = Caller::new().await;
    let rows = caller.list("/computers", &[("orderBy", "Status desc, Client.Name, id desc"), ("pageSize", "60")]).await;
    let key = |world: &World, m: &Machine| {
        let company = world.company(m.company).unwrap().name.to_lowercase();
        (std::cmp::Reverse(m.status), company, std::cmp::Reverse(m.id))
    };
    let world = caller.sandbox.world();
    let mut expected: Vec<&Machine> = world.machines.iter().collect();
    expected.sort_by_key(|m| key(&world, m));
    assert_eq!(ids(&rows), expected.iter().map(|m| m.id).collect::<Vec<_>>());
}

#[tokio::test]
async fn every_list_takes_an_order() {
    let caller = Caller::new().await;
    for (path, key) in
        [("/monitorhistory", "MonitorId"), ("/eventlogs", "EventId"), ("/computers/memoryslots", "SlotHandle")]
    {
        for direction in ["asc", "desc"] {
            let order = format!("{key} {direction}");
            let rows = caller.list(path, &[("orderBy", &order), ("pageSize", "1000")]).await;
            let mut keys: Vec<u64> = rows.iter().map(|row| row[key].as_u64().unwrap()).collect();
            if direction == "desc" {
                keys.reverse();
            }
            assert!(keys.len() > 1 && keys.is_sorted(), "{path} {order}");
        }
    }
}

#[tokio::test]
async fn expanding_fills_what_is_null_otherwise() {
    let caller = Caller::new().await;
    let row = &caller.list("/clients", &[("ids", "11")]).await[0];
    assert!(row["Locations"].is_null());
    let row = &caller.list("/clients", &[("ids", "11"), ("expand", "locations")]).await[0];
    assert_eq!(row["Locations"].as_array().unwrap().len(), 2);
    let row = &caller.list("/computers", &[("ids", "1003"), ("expand", "tickets,groups")]).await[0];
    assert!(!row["Tickets"].as_array().unwrap().is_empty());
    assert_eq!(row["Groups"][0]["Name"], "Low Disk");
}

#[tokio::test]
async fn the_world_has_its_odd_ones() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    assert_eq!(world.companies.iter().filter(|c| c.name == "Contoso").count(), 2, "an ambiguous client name");
    assert_eq!(world.machines.iter().filter(|m| m.name == "FILES01").count(), 2, "an ambiguous computer name");
    let never_seen = caller.read(&format!("/computers/{}", caller.machine("new-agent").id)).await;
    assert_eq!(never_seen["RemoteAgentLastContact"], "0001-01-01T00:00:00");
    assert!(never_seen["OperatingSystemName"].is_null() && never_seen["OpenPortsTCP"].is_null());
    let drives = caller.list("/computers/drives", &[("pageSize", "1000")]).await;
    assert!(drives.iter().any(|d| d["IsMissing"] == true));
    assert!(drives.iter().any(|d| d["VolumeName"] == "Recovery"));
}

#[tokio::test]
async fn computers_find_their_parts() {
    let caller = Caller::new().await;
    let kiosk = caller.machine("kiosk");
    let condition = format!("ComputerId = {}", kiosk.id);
    for part in ["drives", "memoryslots", "software", "chassis"] {
        let rows = caller.list(&format!("/computers/{part}"), &[("condition", &condition)]).await;
        assert!(!rows.is_empty() && rows.iter().all(|r| r["ComputerId"] == kiosk.id), "{part}");
    }
    let drives = caller.list(&format!("/COMPUTERS/{}/drives", kiosk.id), &[]).await;
    assert_eq!(drives[0]["FreeSpace"], kiosk.drives[0].free_mb);
    let services =
        caller.list(&format!("/computers/{}/services", kiosk.id), &[("condition", "Name = 'Spooler'")]).await;
    assert_eq!(services.len(), 1);
    assert_eq!(caller.get("/computers/999999").await.status(), 404);
    assert_eq!(caller.get("/nothing").await.status(), 404);
}

#[tokio::test]
async fn one_seed_one_world() {
    let at = cw_sandbox::Stamp::from_unix_millis(1_780_000_000_000);
    let mut worlds = Vec::new();
    for seed in [7, 7, 8] {
        let sandbox = cw_sandbox::Sandbox::builder().seed(seed).now(at).start().await.unwrap();
        let world = sandbox.world();
        let names: Vec<_> = world
            .machines
            .iter()
            .map(|m| {
                (m.name.clone(), m.status, m.drives[..1.min(m.drives.len())].iter().map(|d| d.free_mb).sum::<u32>())
            })
            .collect();
        worlds.push(names);
    }
    assert_eq!(worlds[0], worlds[1]);
    assert_ne!(worlds[0], worlds[2]);
}
