//! What the tools that read answer, on a sandbox whose world is known.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use std::collections::BTreeSet;

use cw_sandbox::{Fault, FaultKind, RmmAccount, Sandbox};
use serde_json::{Value, json};
use tools_common::{Setup, Tools, client_of, client_on, sandbox};

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["name"].as_str().unwrap_or_default()).collect()
}

/// A registry that does not count.
fn unlimited(sandbox: &Sandbox) -> Tools {
    Setup::of(client_on(sandbox))
        .lines("[limits]\nrequests_per_minute = \"off\"\nrequests_per_call = \"off\"\n")
        .build()
}

#[tokio::test]
async fn companies_are_listed_by_name_and_found_by_part_of_it() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let all = tools.whole_column("cw-rmm-list-companies", json!({"inactive": true}), 7, "id").await;
    let expected: BTreeSet<_> = world.companies.iter().map(|company| company.rmm_id()).collect();
    assert_eq!(all.iter().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(all.len(), world.companies.len(), "each once");
    let rows = tools.rows("cw-rmm-list-companies", json!({})).await;
    let mut sorted = names(&rows);
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(names(&rows), sorted);

    let acme = tools.rows("cw-rmm-list-companies", json!({"name": "acme dental", "fields": ["external_ids"]})).await;
    assert_eq!(names(&acme), ["Acme Dental"]);
    assert_eq!(acme[0]["external_ids"][0], world.companies[0].psa_id().to_string());
    let shown = tools.read("cw-rmm-get-company", json!({"company": "Acme Dental"})).await.unwrap();
    assert_eq!(shown["id"], acme[0]["id"]);
    assert!(!shown["sites"].as_array().unwrap().is_empty(), "{shown:#}");
    let error = tools.error("cw-rmm-get-company", json!({"company": "Acme Dentla"})).await;
    assert_eq!((&error["kind"], &error["path"]), (&json!("not_found"), &json!("$.company")));
    assert!(error["message"].as_str().unwrap().contains("did you mean Acme Dental"), "{error}");
}

#[tokio::test]
async fn sites_are_those_of_a_company_or_all() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let all = tools.whole_column("cw-rmm-list-sites", json!({"inactive": true}), 40, "id").await;
    assert_eq!(all.iter().cloned().collect::<BTreeSet<_>>(), world.sites.iter().map(|site| site.rmm_id()).collect());
    let acme = &world.companies[0];
    let own =
        tools.whole_column("cw-rmm-list-sites", json!({"company": acme.rmm_id(), "inactive": true}), 3, "id").await;
    let expected: BTreeSet<_> =
        world.sites.iter().filter(|site| site.company == acme.id).map(|site| site.rmm_id()).collect();
    assert_eq!(own.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn devices_are_found_by_every_filter_as_a_plain_loop_finds_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let tools = unlimited(&sandbox);
    let world = sandbox.world();
    let ids = |wanted: &dyn Fn(&cw_sandbox::Machine) -> bool| -> BTreeSet<String> {
        world.machines.iter().filter(|machine| wanted(machine)).map(|machine| machine.rmm_id()).collect()
    };
    let acme = world.companies[0].clone();
    let site = world.sites.iter().find(|site| site.company == acme.id).unwrap().clone();
    let one = "cw-rmm-list-devices";
    let found = |input: Value| {
        let tools = &tools;
        async move { tools.whole_column(one, input, 9, "id").await.into_iter().collect::<BTreeSet<_>>() }
    };
    assert_eq!(found(json!({})).await, ids(&|_| true));
    assert_eq!(found(json!({"company": "Acme Dental"})).await, ids(&|machine| machine.company == acme.id));
    assert_eq!(
        found(json!({"company": acme.rmm_id(), "name": "dc"})).await,
        ids(&|machine| { machine.company == acme.id && machine.name.to_lowercase().contains("dc") })
    );
    assert_eq!(found(json!({"name": "DC"})).await, ids(&|machine| machine.name.to_lowercase().contains("dc")));
    assert_eq!(
        found(json!({"company": "Acme Dental", "site": site.name})).await,
        ids(&|machine| machine.site == site.id)
    );
    assert_eq!(found(json!({"site": site.rmm_id()})).await, ids(&|machine| machine.site == site.id));
    for online in [true, false] {
        assert_eq!(found(json!({"online": online})).await, ids(&|machine| machine.is_online() == online), "{online}");
    }
    let all = tools.whole_column(one, json!({}), 9, "id").await;
    assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len(), "each once, however it is cut");
    for limit in [1, 2, 5, 100] {
        let part = tools.whole_column(one, json!({"company": "Acme Dental"}), limit, "id").await;
        assert_eq!(part.into_iter().collect::<BTreeSet<_>>(), ids(&|machine| machine.company == acme.id), "{limit}");
    }
    let servers = tools.rows(one, json!({"type": "server", "company": "Acme Dental"})).await;
    assert!(!servers.is_empty() && servers.iter().all(|row| row["type"] == "Server"), "{servers:?}");
}

#[tokio::test]
async fn answers_are_small_and_say_where_text_of_others_is() {
    let (_sandbox, tools) = sandbox().await;
    let devices = tools.read("cw-rmm-list-devices", json!({})).await.unwrap();
    assert_eq!(devices["items"].as_array().unwrap().len(), 25);
    assert!(devices.to_string().len() < 8 * 1024, "{}", devices.to_string().len());
    for (tool, input) in [
        ("cw-rmm-list-companies", json!({})),
        ("cw-rmm-list-tickets", json!({})),
        ("cw-rmm-list-shell-scripts", json!({})),
        ("cw-rmm-list-scripts", json!({})),
        ("cw-rmm-list-tasks", json!({})),
        ("cw-rmm-list-sites", json!({})),
        ("cw-rmm-get-device", json!({"device": "kiosk", "company": "Acme Dental"})),
        ("cw-rmm-get-device-state", json!({"device": "kiosk", "company": "Acme Dental"})),
        ("cw-rmm-get-device-patches", json!({"device": "kiosk", "company": "Acme Dental"})),
    ] {
        let size = tools.read(tool, input.clone()).await.unwrap().to_string().len();
        assert!(size < 12 * 1024, "{tool}: {size}");
        let untrusted = tools.untrusted(tool, input).await;
        assert!(
            untrusted.iter().any(|path| path.ends_with("name") || path.ends_with("summary") || path == "$.device"),
            "{tool}: {untrusted:?}"
        );
    }
}

#[tokio::test]
async fn every_column_can_be_asked_for() {
    let (_sandbox, tools) = sandbox().await;
    for info in tools.registry.list() {
        let (name, schema) = (&info.spec().name, &info.spec().input_schema);
        let Some(columns) = schema["properties"]["fields"]["items"]["enum"].as_array() else { continue };
        let mut input = json!({ "fields": columns });
        let needed = [("device", json!("kiosk")), ("ticket", Value::Null), ("company", json!("Acme Dental"))];
        for (argument, value) in needed {
            let is_needed = schema["required"].as_array().is_some_and(|all| all.contains(&json!(argument)));
            let has_both =
                |one, other| schema["properties"].get(one).is_some() && schema["properties"].get(other).is_some();
            if is_needed || (argument == "company" && has_both("company", "device")) {
                input[argument] = value;
            }
        }
        if input["ticket"] == Value::Null && schema["properties"].get("ticket").is_some() {
            input["ticket"] = tools.rows("cw-rmm-list-tickets", json!({"limit": 1})).await[0]["number"].clone();
        }
        tools.read(name, input).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[tokio::test]
async fn one_device_by_id_and_by_name_is_the_same_and_hides_keys() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let kiosk = world.machine_named("kiosk").unwrap();
    let include = json!(["software", "services", "users", "shares", "licenses"]);
    let by_id = tools.read("cw-rmm-get-device", json!({"device": kiosk.rmm_id(), "include": include})).await.unwrap();
    let by_name = json!({"device": "KIOSK", "company": "Acme Dental", "include": include});
    assert_eq!(tools.read("cw-rmm-get-device", by_name).await.unwrap(), by_id);
    assert_eq!((&by_id["name"], &by_id["company"]), (&json!("kiosk"), &json!("Acme Dental")));
    assert!(!by_id["software"].as_array().unwrap().is_empty());
    assert!(!by_id.to_string().to_lowercase().contains("productkey"));
    let one = json!({"device": kiosk.rmm_id(), "include": ["services"], "match": "spooler"});
    let services = tools.read("cw-rmm-get-device", one).await.unwrap();
    assert_eq!(services["services"].as_array().unwrap().len(), 1, "{}", services["services"]);
}

#[tokio::test]
async fn a_name_of_several_lists_them_and_the_company_decides() {
    let (sandbox, _) = sandbox().await;
    let tools = unlimited(&sandbox);
    let other = sandbox.world().companies[1].clone();
    sandbox.add_machine(other.id, "kiosk").unwrap();
    let error = tools.error("cw-rmm-get-device-state", json!({"device": "kiosk"})).await;
    assert_eq!(error["kind"], "ambiguous", "{error}");
    let message = error.to_string();
    assert!(message.contains("Acme Dental") && message.contains(&other.name), "{message}");
    let error = tools.error("cw-rmm-get-company", json!({"company": other.name})).await;
    assert!(error.to_string().contains("Contoso [Headquarters]"), "the world has two of this name: {error}");
    let input = json!({"device": "kiosk", "company": other.rmm_id()});
    assert_eq!(tools.read("cw-rmm-get-device-state", input).await.unwrap()["company"], json!(other.name));
}

#[tokio::test]
async fn the_state_is_merged_and_says_what_is_missing() {
    let (sandbox, tools) = sandbox().await;
    let kiosk = sandbox.world().machine_named("kiosk").unwrap().clone();
    let input = json!({"device": kiosk.rmm_id()});
    let state = tools.read("cw-rmm-get-device-state", input.clone()).await.unwrap();
    assert_eq!(state["online"], json!(kiosk.is_online()));
    let volumes = state["volumes"].as_array().unwrap();
    assert_eq!(volumes.len(), kiosk.drives.len());
    assert_eq!(state["not_readable"], Value::Null, "{state:#}");

    sandbox.misbehave(Fault::new(FaultKind::status(500)).path("*/cpu-usage"));
    let state = tools.read("cw-rmm-get-device-state", input).await.unwrap();
    assert_eq!(state["not_readable"][0]["part"], "cpu");
    assert!(state["volumes"].is_array() && state["cpu_percent"].is_null(), "{state:#}");
}

#[tokio::test]
async fn patches_are_told_by_state_and_the_raw_number_is_kept() {
    let (sandbox, tools) = sandbox().await;
    let machine = {
        let world = sandbox.world();
        world.machines.iter().find(|machine| world.missing_updates(machine.id) > 1).unwrap().clone()
    };
    let missing = sandbox.world().missing_updates(machine.id) as usize;
    let input = |state: Value| json!({"device": machine.rmm_id(), "state": state, "limit": 500});
    let told = tools.read("cw-rmm-get-device-patches", input(json!("missing"))).await.unwrap();
    let rows = told["items"].as_array().unwrap();
    assert_eq!((rows.len(), &told["summary"]["missing"]), (missing, &json!(missing)));
    assert!(rows.iter().all(|row| row["state"] == "missing" && row["installed"].is_null() && row["status"].is_i64()));
    let all = tools.read("cw-rmm-get-device-patches", input(Value::Null)).await.unwrap();
    let states: Vec<_> = all["items"].as_array().unwrap().iter().map(|row| row["state"].clone()).collect();
    assert!(states.is_sorted_by_key(|state| state != "missing"), "missing ones come first: {states:?}");
    let installed = tools.read("cw-rmm-get-device-patches", input(json!("installed"))).await.unwrap();
    assert_eq!(installed["items"].as_array().unwrap().len() + missing, states.len());
}

#[tokio::test]
async fn groups_scripts_and_tasks_are_listed() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let scripts = tools.whole_column("cw-rmm-list-shell-scripts", json!({}), 10, "id").await;
    let expected: BTreeSet<_> = world.shell_scripts.iter().map(|script| script.id.clone()).collect();
    assert_eq!(scripts.into_iter().collect::<BTreeSet<_>>(), expected);
    let inactive = tools.rows("cw-rmm-list-shell-scripts", json!({"active": false, "limit": 100})).await;
    assert_eq!(inactive.len(), 3, "{inactive:?}");
    let disk = tools.rows("cw-rmm-list-shell-scripts", json!({"text": "Disk Cleanup"})).await;
    assert_eq!(disk[0]["parameters"][0], "drive");
    let automation = tools.whole_column("cw-rmm-list-scripts", json!({}), 100, "id").await;
    assert_eq!(automation.len(), world.automation_scripts.len());
    assert!(!tools.rows("cw-rmm-list-tasks", json!({})).await.is_empty());
    let groups = tools.rows("cw-rmm-list-device-groups", json!({"limit": 100})).await;
    let own =
        tools.rows("cw-rmm-list-device-groups", json!({"device": world.machine_named("DC01").unwrap().rmm_id()})).await;
    assert!(!own.is_empty() && own.len() < groups.len() && own.iter().all(|row| groups.contains(row)));
    let dynamic = tools.rows("cw-rmm-list-device-groups", json!({"dynamic": true, "limit": 100})).await;
    assert!(dynamic.iter().all(|row| row["dynamic"] == true), "{dynamic:?}");
}

#[tokio::test]
async fn tickets_are_found_as_a_plain_loop_finds_them() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let acme = world.companies[0].rmm_id();
    let numbers = |wanted: &dyn Fn(&cw_sandbox::RmmTicket) -> bool| -> BTreeSet<String> {
        world.rmm_tickets.iter().filter(|ticket| wanted(ticket)).map(|ticket| ticket.number.clone()).collect()
    };
    let found = |input: Value| {
        let tools = &tools;
        async move {
            tools.whole_column("cw-rmm-list-tickets", input, 40, "number").await.into_iter().collect::<BTreeSet<_>>()
        }
    };
    assert_eq!(found(json!({})).await, numbers(&|_| true));
    let of_acme = |ticket: &cw_sandbox::RmmTicket| ticket.company.as_ref().is_some_and(|company| company.id == acme);
    assert_eq!(found(json!({"company": "Acme Dental"})).await, numbers(&of_acme));
    assert_eq!(found(json!({"company": acme})).await, numbers(&of_acme));
    let open = found(json!({"open": true})).await;
    let closed = found(json!({"open": false})).await;
    assert!(!open.is_empty() && !closed.is_empty() && open.is_disjoint(&closed));
    assert_eq!(open.len() + closed.len(), world.rmm_tickets.len());
    for row in tools.rows("cw-rmm-list-tickets", json!({"limit": 10})).await {
        assert!(row["company"].is_string(), "named, though the service gives an id alone: {row}");
    }
    let one = &world.rmm_tickets[0];
    let by_filter = found(json!({"filter": format!("number1={}&number2=0", one.number)})).await;
    assert_eq!(by_filter, BTreeSet::from([one.number.clone()]));
    assert!(found(json!({"text": one.summary})).await.contains(&one.number));

    let shown = tools.read("cw-rmm-get-ticket", json!({"ticket": one.number})).await.unwrap();
    assert_eq!(shown["id"], json!(one.id));
    assert_eq!(tools.read("cw-rmm-get-ticket", json!({"ticket": one.id})).await.unwrap(), shown);
}

#[tokio::test]
async fn tickets_are_narrowed_by_board_and_device_too() {
    let (sandbox, tools) = sandbox().await;
    let rows = tools.rows("cw-rmm-list-tickets", json!({"limit": 200, "fields": ["device_ids"]})).await;
    let board = rows[0]["board"].as_str().unwrap();
    let own = tools.rows("cw-rmm-list-tickets", json!({"board": board, "limit": 500})).await;
    assert!(!own.is_empty() && own.iter().all(|row| row["board"] == board));
    let with_device = rows.iter().find(|row| row["device_ids"].is_array()).expect("a ticket about a device");
    let device = with_device["device_ids"][0].as_str().unwrap();
    let about = tools.read("cw-rmm-list-tickets", json!({"device": device, "limit": 500})).await.unwrap();
    assert!(about["items"].as_array().unwrap().iter().any(|row| row["id"] == with_device["id"]));
    assert!(about["notes"][0].as_str().unwrap().contains("does not filter"), "{about}");
    drop(sandbox);
}

#[tokio::test]
async fn the_summary_says_what_it_cannot_know() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let summary = tools.read("cw-rmm-get-tasks-summary", json!({})).await.unwrap();
    assert_eq!(summary["scope"], "tenant");
    let shell = &summary["library"];
    assert_eq!(shell["inactive_shell_scripts"], 3);
    assert_eq!(shell["active_shell_scripts"], json!(world.shell_scripts.len() - 3));
    assert_eq!(shell["automation_scripts"], json!(world.automation_scripts.len()));
    assert!(summary["not_readable"][0]["what"].as_str().unwrap().contains("all tasks"), "{summary:#}");
    let kiosk = world.machine_named("kiosk").unwrap().rmm_id();
    let summary = tools.read("cw-rmm-get-tasks-summary", json!({"device": kiosk, "task_ids": ["none"]})).await.unwrap();
    assert_eq!((&summary["scope"], &summary["device"]), (&json!("device"), &json!("kiosk")));
    assert_eq!(summary["not_readable"].as_array().unwrap().len(), 2, "{summary:#}");
}

#[tokio::test]
async fn bad_input_is_told_with_its_path() {
    let (sandbox, tools) = sandbox().await;
    for (tool, input, path) in [
        ("cw-rmm-list-companies", json!({"nam": "x"}), "$.nam"),
        ("cw-rmm-list-companies", json!({"name": " "}), "$.name"),
        ("cw-rmm-list-companies", json!({"limit": 0}), "$.limit"),
        ("cw-rmm-list-companies", json!({"cursor": "x"}), "$.cursor"),
        ("cw-rmm-list-companies", json!({"fields": ["secret"]}), "$.fields[0]"),
        ("cw-rmm-get-company", json!({}), "$.company"),
        ("cw-rmm-get-company", json!({"company": true}), "$.company"),
        ("cw-rmm-list-sites", json!({"company": "Nobody Inc"}), "$.company"),
        ("cw-rmm-list-devices", json!({"type": "phone"}), "$.type"),
        ("cw-rmm-list-devices", json!({"company": "Nobody Inc"}), "$.company"),
        ("cw-rmm-list-devices", json!({"site": "Nowhere"}), "$.site"),
        ("cw-rmm-list-devices", json!({"cursor": "00000000-0"}), "$.cursor"),
        ("cw-rmm-get-device", json!({"device": "0".repeat(32)}), "$.device"),
        ("cw-rmm-get-device", json!({"device": "x", "include": ["keys"]}), "$.include[0]"),
        ("cw-rmm-get-device-state", json!({"device": "nobody", "company": "Acme Dental"}), "$.device"),
        ("cw-rmm-get-device-patches", json!({"device": "x", "state": "failed"}), "$.state"),
        ("cw-rmm-get-task-results", json!({}), "$.task_id"),
        ("cw-rmm-get-task-results", json!({"task_id": " "}), "$.task_id"),
        ("cw-rmm-get-tasks-summary", json!({"company": "Acme Dental"}), "$.company"),
        ("cw-rmm-list-tickets", json!({"status": "Levitating"}), "$.status"),
        ("cw-rmm-list-tickets", json!({"status": "Closed", "open": true}), "$.open"),
        ("cw-rmm-list-tickets", json!({"since": "yesterday"}), "$.since"),
        ("cw-rmm-list-tickets", json!({"filter": "colour=blue"}), "$.filter"),
        ("cw-rmm-list-tickets", json!({"filter": ""}), "$.filter"),
        ("cw-rmm-list-tickets", json!({"company": "Acme Dental", "filter": "companyIds=7"}), "$.filter"),
        ("cw-rmm-get-ticket", json!({"ticket": "99999999"}), "$.ticket"),
        ("cw-rmm-get-ticket", json!({"ticket": "0".repeat(32)}), "$.ticket"),
        ("cw-rmm-create-ticket", json!({"company": "Acme Dental", "summary": "x"}), "$.description"),
        (
            "cw-rmm-create-ticket",
            json!({"company": "Acme Dental", "summary": "x".repeat(256), "description": "d"}),
            "$.summary",
        ),
        ("cw-rmm-create-ticket", json!({"company": "Acme Dental", "summary": "s", "description": "d"}), "$.board"),
        ("cw-rmm-run-task", json!({"devices": ["kiosk"]}), "$.script"),
        ("cw-rmm-run-task", json!({"script": "Disk Cleanup"}), "$.devices"),
        ("cw-rmm-run-task", json!({"script": "Disk Cleanup", "devices": []}), "$.devices"),
        ("cw-rmm-run-task", json!({"script": "Disk Cleanup", "company": "Acme Dental"}), "$.target_type"),
        ("cw-rmm-run-task", json!({"script": "Disk Cleanup", "target_type": "COMPANY"}), "$.company"),
        ("cw-rmm-run-task", json!({"script": "Disk Cleanup", "target_type": "ALL"}), "$.target_type"),
        ("cw-rmm-run-task", json!({"script": "Disk Clean", "devices": "kiosk", "wait_seconds": 901}), "$.wait_seconds"),
        ("cw-rmm-run-task", json!({"script": "Nothing", "devices": "kiosk"}), "$.script"),
        (
            "cw-rmm-run-task",
            json!({"script": "Disk Cleanup", "devices": ["DC01", "nobody"], "company": "Acme Dental"}),
            "$.devices[1]",
        ),
        (
            "cw-rmm-run-task",
            json!({"script": "Disk Cleanup", "devices": "kiosk", "parameters": {"drive": 7}}),
            "$.parameters.drive",
        ),
    ] {
        let error = tools.error(tool, input.clone()).await;
        assert_eq!(error["path"], json!(path), "{tool} {input}: {error}");
    }
    assert!(sandbox.log().writes().iter().all(|write| write.path.ends_with("/endpoints")), "nothing was changed");
}

#[tokio::test]
async fn a_missing_scope_is_named_with_where_to_grant_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let tools = Setup::of(client_of(&sandbox, RmmAccount::Reader)).build();
    let error = tools.error("cw-rmm-list-tickets", json!({})).await;
    assert_eq!(error["kind"], "unauthorized", "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("platform.tickets.read") && message.contains("API Access"), "{message}");
}
