//! The tools that read, against a tenant: what they answer is compared with a plain loop over its world.
#![cfg(feature = "tools")]

mod tools_common;

use cw_sandbox::{Fault, FaultKind, Machine, MachineKind, World};
use msp_tools_core::ErrorKind;
use serde_json::{Value, json};
use tools_common::{sandbox, scripted};

/// Ids of the machines that fit, as a list of computers shows them.
fn machines(world: &World, fits: impl Fn(&Machine) -> bool) -> Vec<String> {
    world.machines.iter().filter(|machine| fits(machine)).map(|machine| machine.id.to_string()).collect()
}

#[tokio::test]
async fn filters_of_computers_let_through_what_they_say() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let acme = world.company_named("Acme Dental").unwrap().id;
    let riverside = world.sites.iter().find(|site| site.name == "Riverside").unwrap().id;
    type Fits<'a> = &'a dyn Fn(&Machine) -> bool;
    let cases: [(Value, Fits<'_>); 11] = [
        (json!({}), &|_| true),
        (json!({"status": "online", "os": "Server"}), &|m| m.is_online() && m.os.contains("Server") && m.inventoried),
        (json!({"status": "offline"}), &|m| m.status == "Offline"),
        (json!({"client": "acme dental"}), &|m| m.company == acme),
        (json!({"client": acme, "type": "server"}), &|m| m.company == acme && m.kind == MachineKind::Server),
        (json!({"client": "Acme", "location": "Riverside"}), &|m| m.site == riverside),
        (json!({"location": riverside.to_string()}), &|m| m.site == riverside),
        (json!({"name": "o'brien"}), &|m| m.name == "O'BRIEN-PC"),
        (json!({"in_maintenance": true}), &|m| m.maintenance),
        (json!({"reboot_needed": true}), &|m| m.reboot_needed && m.inventoried),
        (json!({"os": "macos", "name": "design"}), &|m| m.name == "design-mac"),
    ];
    for (mut input, fits) in cases {
        input["limit"] = json!(1000);
        input["order_by"] = json!("id");
        let expected = machines(&world, fits);
        assert!(!expected.is_empty(), "{input} should find something");
        assert_eq!(tools.column("cwa-list-computers", input.clone(), "id").await, expected, "{input}");
    }
}

#[tokio::test]
async fn last_contact_parts_the_computers_that_have_one() {
    let (sandbox, tools) = sandbox().await;
    let offline = json!({"fields": [], "order_by": "last_contact", "limit": 1000});
    let all = tools.rows("cwa-list-computers", offline).await;
    let seen: Vec<_> = all.iter().filter_map(|row| row["last_contact"].as_str()).collect();
    assert_eq!(seen.len(), sandbox.world().machines.iter().filter(|machine| machine.last_contact.is_some()).count());
    assert!(seen.is_sorted());
    let middle = seen[seen.len() / 2];
    let after = json!({"last_contact_after": middle, "limit": 1000});
    let after = tools.column("cwa-list-computers", after, "last_contact").await;
    assert_eq!(after.len(), seen.iter().filter(|date| **date > middle).count());
    assert!(after.iter().all(|date| date.as_str() > middle));
}

#[tokio::test]
async fn a_plain_list_is_small_and_says_that_there_is_more() {
    let (sandbox, tools) = sandbox().await;
    let answer = tools.read("cwa-list-computers", json!({})).await.unwrap();
    let text = answer.to_string();
    assert!(text.len() < 6 * 1024, "{} bytes", text.len());
    assert!(!text.contains("null"));
    assert_eq!(answer["items"].as_array().unwrap().len(), 25);
    assert!(answer["truncated"].as_str().unwrap().starts_with("Showing 25; there may be more."), "{answer}");

    sandbox.configure(|settings| settings.total_count = true);
    let answer = tools.read("cwa-list-computers", json!({})).await.unwrap();
    assert!(answer["truncated"].as_str().unwrap().starts_with("Showing 25 of 60."), "{answer}");
    let all = tools.read("cwa-list-computers", json!({"limit": 60})).await.unwrap();
    assert_eq!((&all["truncated"], &all["cursor"]), (&Value::Null, &Value::Null), "60 of 60 is all");
}

#[tokio::test]
async fn going_on_by_cursor_shows_every_row_once() {
    let (sandbox, tools) = sandbox().await;
    let expected = machines(&sandbox.world(), |_| true);
    for (first, page_size) in [(7, None), (25, Some(10)), (30, Some(30)), (60, None)] {
        let mut input = json!({"order_by": "id", "limit": first, "page_size": page_size});
        let mut seen = Vec::new();
        loop {
            let answer = tools.read("cwa-list-computers", input.clone()).await.unwrap();
            seen.extend(answer["items"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            let Some(cursor) = answer["cursor"].as_str() else { break };
            // A caller may want another number of rows, and need not remember the page size.
            input = json!({"order_by": "id", "limit": 11, "cursor": cursor});
        }
        assert_eq!(seen, expected, "{first} {page_size:?}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let (_sandbox, tools) = sandbox().await;
    let answer = tools.read("cwa-list-computers", json!({"limit": 5})).await.unwrap();
    let cursor = &answer["cursor"];
    for input in [
        json!({"cursor": cursor, "status": "online"}),
        json!({"cursor": cursor, "fields": ["mac"]}),
        json!({"cursor": cursor, "order_by": "id"}),
        json!({"cursor": "5-nonsense"}),
        json!({"cursor": "100000-0000000000000000.0.1"}),
        json!({"cursor": ""}),
    ] {
        let error = tools.read("cwa-list-computers", input.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Input, Some("$.cursor")), "{input}: {error}");
    }
}

#[tokio::test]
async fn fields_add_columns() {
    let (_sandbox, tools) = sandbox().await;
    let input = json!({"name": "DC01", "fields": ["client_id", "serial_number", "name", "memory_gb", "last_start"]});
    let rows = tools.rows("cwa-list-computers", input).await;
    let row = rows[0].as_object().unwrap();
    for column in ["id", "name", "client", "status", "client_id", "serial_number", "memory_gb", "last_start"] {
        assert!(row.contains_key(column), "{column} is missing in {row:?}");
    }
    assert!(!row.contains_key("mac"));
    assert_eq!(row["memory_gb"], 32.0);
}

#[tokio::test]
async fn one_call_tells_whether_a_computer_is_online_and_how_full_its_drives_are() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    for machine in world.machines.iter().take(30) {
        let answer = tools.read("cwa-get-computer", json!({"computer": machine.id})).await.unwrap();
        assert_eq!((&answer["id"], &answer["status"]), (&json!(machine.id), &json!(machine.status)));
        let there: Vec<_> = machine.drives.iter().filter(|drive| !drive.missing && drive.size_mb > 0).collect();
        let drives = answer["drives"].as_array().unwrap();
        assert_eq!(drives.len(), there.len(), "{answer:#}");
        for (drive, shown) in there.iter().zip(drives) {
            let free = shown["free_percent"].as_f64().unwrap();
            assert_eq!(shown["letter"].as_str().unwrap_or_default(), drive.letter);
            assert!((free - f64::from(drive.free_mb) * 100.0 / f64::from(drive.size_mb)).abs() < 0.06, "{shown}");
            assert!((shown["free_gb"].as_f64().unwrap() - f64::from(drive.free_mb) / 1024.0).abs() < 0.06, "{shown}");
        }
        let notes = answer["notes"].to_string();
        assert_eq!(notes.contains("Left out"), there.len() < machine.drives.len(), "{answer:#}");
        assert_eq!(notes.contains("6 h before the last contact"), machine.inventoried, "{answer:#}");
    }
}

#[tokio::test]
async fn drives_that_cannot_be_read_do_not_hide_the_rest() {
    let (sandbox, tools) = sandbox().await;
    sandbox.misbehave(Fault::new(FaultKind::status(403)).path("*/drives").times(1));
    let answer = tools.read("cwa-get-computer", json!({"computer": "DC01"})).await.unwrap();
    assert_eq!(answer["status"], "Online");
    assert!(answer["notes"][0].as_str().unwrap().starts_with("The drives could not be read"), "{answer:#}");

    sandbox.misbehave(Fault::new(FaultKind::status(404)).path("*/computers/*/drives"));
    let answer = tools.read("cwa-get-computer", json!({"computer": "DC01"})).await.unwrap();
    assert_eq!(answer["drives"][0]["letter"], "C", "the published route is tried too: {answer:#}");
    assert_eq!(answer["drives"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn alerts_are_listed_newest_first_and_filtered() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let all = tools.column("cwa-list-alerts", json!({"limit": 1000}), "id").await;
    let expected: Vec<_> = world.alerts.keys().rev().map(ToString::to_string).collect();
    assert_eq!(all, expected);

    let ids = |fits: &dyn Fn(&cw_sandbox::Alert) -> bool| -> Vec<String> {
        world.alerts.values().rev().filter(|alert| fits(alert)).map(|alert| alert.id.to_string()).collect()
    };
    let kiosk = world.machine_named("kiosk").unwrap().id;
    let acme = world.company_named("Acme Dental").unwrap().id;
    for (input, expected) in [
        (json!({"computer": "kiosk"}), ids(&|alert| alert.machine == Some(kiosk))),
        (json!({"client": "Acme Dental"}), ids(&|alert| alert.company == acme)),
        (json!({"severity": "Error"}), ids(&|alert| alert.severity.name() == "Error")),
        (json!({"text": "free space"}), ids(&|alert| alert.message.contains("free space"))),
        (json!({"monitor": "antivirus"}), ids(&|alert| alert.monitor.name().contains("Antivirus"))),
    ] {
        assert!(!expected.is_empty(), "{input} should find something");
        assert_eq!(tools.column("cwa-list-alerts", input.clone(), "id").await, expected, "{input}");
    }
    let of_kiosk = tools.rows("cwa-get-computer-alerts", json!({"computer": "kiosk"})).await;
    assert_eq!(of_kiosk[0]["message"], "Drive C: has 4% free space left");
    assert_eq!((&of_kiosk[0]["severity"], &of_kiosk[0]["computer_id"]), (&json!("Error"), &json!(kiosk)));
}

#[tokio::test]
async fn scripts_come_with_their_parameters() {
    let (_sandbox, tools) = sandbox().await;
    let rows = tools.rows("cwa-list-scripts", json!({"name": "disk", "folder": "maint"})).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["name"], "Disk Cleanup");
    assert_eq!(rows[0]["parameters"], json!(["DriveLetter", "MinAgeDays"]));
    let others = tools.column("cwa-list-scripts", json!({"on_computers": false}), "name").await;
    assert_eq!(others, ["Onboard Location"]);
}

#[tokio::test]
async fn clients_are_found_by_a_part_of_their_name() {
    let (_sandbox, tools) = sandbox().await;
    let names = tools.column("cwa-list-clients", json!({"name": "CONTOSO", "descending": true}), "name").await;
    assert_eq!(names, ["Contoso Labs", "Contoso", "Contoso"]);
}

#[tokio::test]
async fn names_are_taken_as_people_say_them() {
    let (sandbox, tools) = sandbox().await;
    let id = |name: &str| json!(sandbox.world().machine_named(name).unwrap().id);
    for (wanted, found) in [
        (json!("dc01"), id("DC01")),
        (json!(" maria "), id("maria-laptop")),
        (json!(1003), id("kiosk")),
        (json!("1003"), id("kiosk")),
        (json!("O'BRIEN-PC"), id("O'BRIEN-PC")),
        (json!("müller"), id("kasse-müller")),
    ] {
        let answer = tools.read("cwa-get-computer", json!({"computer": wanted})).await.unwrap();
        assert_eq!(answer["id"], found, "{wanted}");
    }
    let at_contoso = json!({"computer": "FILES01", "client": 12});
    assert_eq!(tools.read("cwa-get-computer", at_contoso).await.unwrap()["id"], 1006);
    for client in ["Bob's \"Blue\" Door", "50% Off_Outlet \\ Co", "Contoso Labs", "bob's"] {
        assert!(!tools.rows("cwa-list-computers", json!({"client": client})).await.is_empty(), "{client}");
    }
}

#[tokio::test]
async fn a_name_that_fits_several_or_none_is_told_so() {
    let (sandbox, tools) = sandbox().await;
    for (tool, input, kind, path, words) in [
        (
            "cwa-list-computers",
            json!({"client": "contoso"}),
            ErrorKind::Ambiguous,
            "$.client",
            "Contoso (12), Contoso (13)",
        ),
        ("cwa-list-computers", json!({"client": "cont"}), ErrorKind::Ambiguous, "$.client", "Contoso Labs (14)"),
        (
            "cwa-get-computer",
            json!({"computer": "FILES01"}),
            ErrorKind::Ambiguous,
            "$.computer",
            "FILES01 at Contoso (1006), FILES01 at O'Brien & Sons (1007)",
        ),
        (
            "cwa-list-computers",
            json!({"location": "Main Office"}),
            ErrorKind::Ambiguous,
            "$.location",
            "Main Office at Acme Dental (101)",
        ),
        (
            "cwa-get-computer",
            json!({"computer": "maria-laptp"}),
            ErrorKind::NotFound,
            "$.computer",
            "did you mean maria-laptop at Acme Dental (1002)?",
        ),
        (
            "cwa-get-computer-alerts",
            json!({"computer": 99999}),
            ErrorKind::NotFound,
            "$.computer",
            "there is no computer `99999`",
        ),
        (
            "cwa-get-computer",
            json!({"computer": "DC01", "client": 12}),
            ErrorKind::NotFound,
            "$.computer",
            "there is no computer `DC01`",
        ),
        (
            "cwa-list-alerts",
            json!({"client": "Acne", "computer": "DC01"}),
            ErrorKind::NotFound,
            "$.client",
            "there is no client `Acne`",
        ),
        ("cwa-get-computer", json!({"computer": "a\u{7}b"}), ErrorKind::Input, "$.computer", "control character"),
        (
            "cwa-run-script",
            json!({"script": "Reboot", "computers": "DC01"}),
            ErrorKind::Ambiguous,
            "$.script",
            "Reboot in Maintenance (5104), Reboot in Patching (5105)",
        ),
        (
            "cwa-run-script",
            json!({"script": "Disk Cleanup", "computers": ["DC01", "nowhere"]}),
            ErrorKind::NotFound,
            "$.computers[1]",
            "there is no computer `nowhere`",
        ),
    ] {
        let error = tools.registry.call(tool, input.clone(), &tools.cx).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (kind, Some(path)), "{input}: {error}");
        assert!(error.message().contains(words), "{input}: {error}");
    }
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn bad_arguments_are_refused_before_anything_is_sent() {
    let (tools, script) = scripted([]);
    for (tool, input, path, words) in [
        ("cwa-list-computers", json!({"state": "online"}), "$.state", "unknown field; known fields: client, cursor,"),
        (
            "cwa-list-computers",
            json!({"status": "up"}),
            "$.status",
            r#"expected one of "online", "offline", found "up""#,
        ),
        ("cwa-list-computers", json!({"page_size": 100_000}), "$.page_size", "an integer from 1 to 1000, found 100000"),
        ("cwa-list-computers", json!({"limit": 100_000}), "$.limit", "an integer from 1 to 1000, found 100000"),
        ("cwa-list-computers", json!({"limit": "all"}), "$.limit", "an integer from 1 to 1000"),
        ("cwa-list-computers", json!({"client": true}), "$.client", "expected an integer or text"),
        ("cwa-list-computers", json!({"client": {"id": 1}}), "$.client", "expected an integer or text"),
        ("cwa-list-computers", json!({"fields": ["colour"]}), "$.fields[0]", "expected one of"),
        ("cwa-list-computers", json!({"order_by": "colour"}), "$.order_by", "last_contact"),
        ("cwa-list-computers", json!({"name": " "}), "$.name", "not empty"),
        ("cwa-list-computers", json!({"os": "a\nb"}), "$.os", "holds a control character"),
        ("cwa-list-computers", json!({"os": "a'b\"c"}), "$.os", "both kinds of quotes"),
        (
            "cwa-list-computers",
            json!({"last_contact_before": "yesterday"}),
            "$.last_contact_before",
            "a date such as 2026-01-31",
        ),
        ("cwa-get-computer", json!({}), "$.computer", "missing"),
        ("cwa-get-computer", json!({"computer": ""}), "$.computer", "not empty"),
        ("cwa-get-computer", json!("DC01"), "$", "expected an object"),
        ("cwa-clear-alert", json!({"alert_id": 0}), "$.alert_id", "an integer from 1 to 2147483647, found 0"),
        ("cwa-clear-alert", json!({"alert_id": "all"}), "$.alert_id", "an integer"),
        ("cwa-run-script", json!({"script": 1}), "$.computers", "missing"),
        ("cwa-run-script", json!({"script": 1, "computers": []}), "$.computers", "a list of 1 to 100"),
        ("cwa-run-script", json!({"script": 1, "computers": vec![1; 101]}), "$.computers", "a list of 1 to 100"),
        ("cwa-run-script", json!({"script": 1, "computers": [1, null]}), "$.computers[1]", "found null"),
        ("cwa-run-script", json!({"script": 1, "computers": 1, "parameters": {"a": 1}}), "$.parameters.a", "string"),
        ("cwa-run-script", json!({"script": 1, "computers": 1, "parameters": ["a"]}), "$.parameters", "an object"),
        (
            "cwa-run-script",
            json!({"script": 1, "computers": 1, "wait_seconds": 901}),
            "$.wait_seconds",
            "from 0 to 900",
        ),
    ] {
        let error = tools.registry.call(tool, input.clone(), &tools.cx).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Input, Some(path)), "{input}: {error}");
        assert!(error.message().contains(words), "{input}: {error}");
    }
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn text_of_customers_and_devices_is_marked() {
    let (_sandbox, tools) = sandbox().await;
    for (tool, input, marked) in [
        ("cwa-list-clients", json!({}), "$.items[*].name"),
        ("cwa-list-computers", json!({}), "$.items[*].name"),
        ("cwa-get-computer", json!({"computer": 1001}), "$.drives[*].volume"),
        ("cwa-get-computer", json!({"computer": 1001}), "$.name"),
        ("cwa-list-alerts", json!({}), "$.items[*].message"),
        ("cwa-get-computer-alerts", json!({"computer": 1003}), "$.items[*].message"),
        ("cwa-list-scripts", json!({}), "$.items[*].description"),
    ] {
        let untrusted = tools.untrusted(tool, input).await;
        assert!(untrusted.iter().any(|path| path == marked), "{tool}: {untrusted:?}");
    }
}
