//! The tools that read, against a tenant: what they answer is compared with a plain loop over its records.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use cw_sandbox::{Fault, FaultKind, Sandbox};
use msp_tools_core::ErrorKind;
use serde_json::{Value, json};
use tools_common::{Tools, client_on, sandbox, scripted};

/// The lists, with the path of what each shows.
const LISTS: [(&str, &str, &str); 11] = [
    ("cw-psa-list-tickets", "service", "service/tickets"),
    ("cw-psa-list-tickets", "project", "project/tickets"),
    ("cw-psa-list-companies", "", "company/companies"),
    ("cw-psa-list-contacts", "", "company/contacts"),
    ("cw-psa-list-projects", "", "project/projects"),
    ("cw-psa-list-opportunities", "", "sales/opportunities"),
    ("cw-psa-list-time-entries", "", "time/entries"),
    ("cw-psa-list-products", "catalogue", "procurement/catalog"),
    ("cw-psa-list-products", "lines", "procurement/products"),
    ("cw-psa-list-expense-entries", "", "expense/entries"),
    ("cw-psa-list-configurations", "", "company/configurations"),
];

fn of_kind(kind: &str, mut input: Value) -> Value {
    if !kind.is_empty() {
        input["kind"] = json!(kind);
    }
    input
}

/// The words that an argument of a tool can be, or a list of it can hold.
fn words(tools: &Tools, tool: &str, argument: &str) -> Vec<String> {
    let info = tools.registry.get(tool).unwrap();
    let schema = &info.spec().input_schema["properties"][argument];
    let words = if schema["type"] == "array" { &schema["items"]["enum"] } else { &schema["enum"] };
    words.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// Ids of the records that fit, ascending.
fn ids(sandbox: &Sandbox, path: &str, fits: impl Fn(&Value) -> bool) -> Vec<String> {
    sandbox.psa_records(path).iter().filter(|record| fits(record)).map(|record| record["id"].to_string()).collect()
}

fn holds(text: &Value, part: &str) -> bool {
    text.as_str().is_some_and(|text| text.to_lowercase().contains(&part.to_lowercase()))
}

#[tokio::test]
async fn a_plain_list_is_small_and_says_that_there_is_more() {
    let (_sandbox, tools) = sandbox().await;
    let answer = tools.read("cw-psa-list-tickets", json!({})).await.unwrap();
    let text = answer.to_string();
    assert!(text.len() < 8 * 1024, "{} bytes", text.len());
    assert!(!text.contains("null"));
    assert_eq!(answer["items"].as_array().unwrap().len(), 25);
    assert!(answer["truncated"].as_str().unwrap().starts_with("Showing 25; there may be more."), "{answer}");
    assert_eq!(answer["items"][0]["id"], 100_320, "the newest first");

    let all = tools.read("cw-psa-list-companies", json!({"limit": 1000})).await.unwrap();
    assert_eq!((&all["truncated"], &all["cursor"]), (&Value::Null, &Value::Null));
    for (tool, kind, _) in LISTS {
        let size = tools.read(tool, of_kind(kind, json!({}))).await.unwrap().to_string().len();
        assert!(size < 8 * 1024, "{tool} {kind}: {size} bytes");
    }
}

#[tokio::test]
async fn every_column_and_every_order_is_one_that_the_server_knows() {
    let (sandbox, tools) = sandbox().await;
    for (tool, kind, path) in LISTS {
        let fields = words(&tools, tool, "fields");
        let expected = ids(&sandbox, path, |record| record["deletedFlag"] != true).len();
        for order in words(&tools, tool, "order_by") {
            let input = json!({"fields": fields, "order_by": order, "limit": 1000});
            let rows = tools.rows(tool, of_kind(kind, input)).await;
            assert_eq!(rows.len(), expected, "{tool} {kind} by {order}");
        }
        // Ids of lists lead to the record, with all there is to show.
        let get = tool.replace("list", "get");
        let get = match get.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => get.trim_end_matches('s').to_owned(),
        };
        for row in tools.rows(tool, of_kind(kind, json!({"limit": 3}))).await {
            let kind = if get == "cw-psa-get-ticket" { "" } else { kind };
            let shown = tools.read(&get, of_kind(kind, json!({"id": row["id"], "fields": fields}))).await.unwrap();
            for (column, value) in row.as_object().unwrap() {
                assert_eq!(&shown[column], value, "{get} {column}");
            }
        }
    }
}

#[tokio::test]
async fn fields_add_columns() {
    let (_sandbox, tools) = sandbox().await;
    let input =
        json!({"limit": 1, "order_by": "id", "descending": false, "fields": ["company_id", "summary", "severity"]});
    let rows = tools.rows("cw-psa-list-tickets", input).await;
    let row = rows[0].as_object().unwrap();
    for column in ["id", "summary", "company", "status", "company_id", "severity"] {
        assert!(row.contains_key(column), "{column} is missing in {row:?}");
    }
    assert!(!row.contains_key("contact"));
    assert_eq!(row["company_id"], 19_011);
    let company = tools.read("cw-psa-get-company", json!({"id": 19_011})).await.unwrap();
    assert_eq!(company["custom_fields"], json!([{"caption": "Service tier", "value": "Gold"}]), "{company}");
    assert_eq!((&company["types"], &company["name"]), (&json!(["Client"]), &json!("Acme Dental")));
}

#[tokio::test]
async fn going_on_by_cursor_shows_every_row_once() {
    let (sandbox, tools) = sandbox().await;
    let expected = ids(&sandbox, "service/tickets", |ticket| ticket["closedFlag"] == false);
    for (first, page_size) in [(7, None), (25, Some(10)), (30, Some(30)), (200, None)] {
        let filter = json!({"open": true, "order_by": "id", "descending": false});
        let mut input = filter.clone();
        (input["limit"], input["page_size"]) = (json!(first), json!(page_size));
        let mut seen = Vec::new();
        loop {
            let answer = tools.read("cw-psa-list-tickets", input.clone()).await.unwrap();
            seen.extend(answer["items"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            let Some(cursor) = answer["cursor"].as_str() else { break };
            // A caller may want another number of rows, and need not remember the page size.
            input = filter.clone();
            (input["limit"], input["cursor"]) = (json!(31), json!(cursor));
        }
        assert_eq!(seen, expected, "{first} {page_size:?}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let (_sandbox, tools) = sandbox().await;
    let answer = tools.read("cw-psa-list-tickets", json!({"limit": 5})).await.unwrap();
    let cursor = &answer["cursor"];
    for input in [
        json!({"cursor": cursor, "open": true}),
        json!({"cursor": cursor, "kind": "project"}),
        json!({"cursor": cursor, "conditions": "id > 5"}),
        json!({"cursor": cursor, "fields": ["contact"]}),
        json!({"cursor": cursor, "order_by": "updated"}),
        json!({"cursor": cursor, "descending": false}),
        json!({"cursor": "5-nonsense"}),
        json!({"cursor": ""}),
    ] {
        let error = tools.read("cw-psa-list-tickets", input.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Input, Some("$.cursor")), "{input}: {error}");
    }
}

#[tokio::test]
async fn filters_let_through_what_they_say() {
    let (sandbox, tools) = sandbox().await;
    let world = sandbox.world();
    let acme = 19_011;
    let first_machine = &world.machines[0];
    let person = world.people.iter().find(|person| person.company == 11).unwrap();
    let made = world.made_at.minus(std::time::Duration::from_secs(86_400 * 20)).to_string();
    type Fits<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let is = |path: &'static str, wanted: Value| -> Fits<'_> {
        Box::new(move |record| record.pointer(path).unwrap_or(&Value::Null) == &wanted)
    };
    let cases: Vec<(&str, &str, Value, Fits<'_>)> = vec![
        (
            "cw-psa-list-companies",
            "company/companies",
            json!({"name": "dental"}),
            Box::new(|c| holds(&c["name"], "dental")),
        ),
        (
            "cw-psa-list-companies",
            "company/companies",
            json!({"type": "client", "status": "active", "territory": "Head Office"}),
            Box::new(|_| true),
        ),
        ("cw-psa-list-contacts", "company/contacts", json!({"company": "Acme Dental"}), is("/company/id", json!(acme))),
        ("cw-psa-list-contacts", "company/contacts", json!({"email": person.email}), is("/id", json!(person.id))),
        (
            "cw-psa-list-contacts",
            "company/contacts",
            json!({"name": format!("{} {}", &person.last.to_lowercase(), &person.first[..3]), "company": acme}),
            is("/id", json!(person.id)),
        ),
        ("cw-psa-list-contacts", "company/contacts", json!({"active": false}), is("/inactiveFlag", json!(true))),
        (
            "cw-psa-list-projects",
            "project/projects",
            json!({"open": true, "manager": "Tessa Neumann"}),
            is("/closedFlag", json!(false)),
        ),
        (
            "cw-psa-list-projects",
            "project/projects",
            json!({"status": "closed", "board": "Projects"}),
            is("/status/name", json!("Closed")),
        ),
        (
            "cw-psa-list-projects",
            "project/projects",
            json!({"name": "[phase"}),
            Box::new(|p| holds(&p["name"], "[phase")),
        ),
        (
            "cw-psa-list-opportunities",
            "sales/opportunities",
            json!({"stage": "Proposal"}),
            is("/stage/name", json!("Proposal")),
        ),
        (
            "cw-psa-list-opportunities",
            "sales/opportunities",
            json!({"status": "Won", "sales_rep": "asmith"}),
            Box::new(|o| o["status"]["name"] == "Won" && o["primarySalesRep"]["id"] == 151),
        ),
        (
            "cw-psa-list-opportunities",
            "sales/opportunities",
            json!({"name": "\"süd\""}),
            Box::new(|o| holds(&o["name"], "\"süd\"")),
        ),
        ("cw-psa-list-time-entries", "time/entries", json!({"ticket": 100_001}), is("/chargeToId", json!(100_001))),
        (
            "cw-psa-list-time-entries",
            "time/entries",
            json!({"member": 151, "work_type": "Remote", "status": "Open"}),
            is("/member/id", json!(151)),
        ),
        (
            "cw-psa-list-time-entries",
            "time/entries",
            json!({"from": made}),
            Box::new(|t| t["timeStart"].as_str().unwrap() >= made.as_str()),
        ),
        (
            "cw-psa-list-time-entries",
            "time/entries",
            json!({"before": made, "company": acme}),
            Box::new(|t| {
                t["timeStart"].as_str().unwrap().trim_end_matches('Z') < made.as_str() && t["company"]["id"] == acme
            }),
        ),
        (
            "cw-psa-list-expense-entries",
            "expense/entries",
            json!({"type": "Parking"}),
            is("/type/name", json!("Parking")),
        ),
        (
            "cw-psa-list-expense-entries",
            "expense/entries",
            json!({"ticket": 100_011}),
            is("/chargeToId", json!(100_011)),
        ),
        (
            "cw-psa-list-products",
            "procurement/catalog",
            json!({"active": true, "category": "Network"}),
            is("/category/name", json!("Network")),
        ),
        ("cw-psa-list-products", "procurement/catalog", json!({"text": "50%"}), is("/id", json!(3314))),
        (
            "cw-psa-list-products",
            "procurement/catalog",
            json!({"type": "License", "manufacturer": "Example Devices", "subcategory": "Office"}),
            is("/subcategory/name", json!("Office")),
        ),
        (
            "cw-psa-list-products",
            "procurement/products",
            json!({"kind": "lines", "catalogue_item": "SW-24"}),
            is("/catalogItem/identifier", json!("SW-24")),
        ),
        (
            "cw-psa-list-products",
            "procurement/products",
            json!({"kind": "lines", "text": "PLACED", "cancelled": false}),
            Box::new(|_| true),
        ),
        (
            "cw-psa-list-configurations",
            "company/configurations",
            json!({"company": "Acme Dental", "type": "Managed Server"}),
            Box::new(|c| c["company"]["id"] == acme && c["type"]["name"] == "Managed Server"),
        ),
        (
            "cw-psa-list-configurations",
            "company/configurations",
            json!({"name": "o'brien", "active": true}),
            Box::new(|c| holds(&c["name"], "o'brien")),
        ),
        (
            "cw-psa-list-configurations",
            "company/configurations",
            json!({"serial_number": serial(&sandbox, first_machine.psa_id())}),
            is("/id", json!(first_machine.psa_id())),
        ),
        (
            "cw-psa-list-tickets",
            "project/tickets",
            json!({"kind": "project", "project": "Wi-Fi", "company": 19_013}),
            Box::new(|t| holds(&t["project"]["name"], "Wi-Fi") && t["company"]["id"] == 19_013),
        ),
        (
            "cw-psa-list-tickets",
            "service/tickets",
            json!({"contact": format!("{} {}", person.first, person.last), "company": acme}),
            is("/contact/id", json!(person.id)),
        ),
        (
            "cw-psa-list-tickets",
            "service/tickets",
            json!({"configuration": "kiosk", "open": true}),
            Box::new(|t| {
                world.ticket(t["id"].as_u64().unwrap() as u32).is_some_and(|t| t.machine == Some(1003) && !t.closed)
            }),
        ),
        (
            "cw-psa-list-tickets",
            "service/tickets",
            json!({"conditions": "severity = 'High' or id = 100001"}),
            Box::new(|t| t["severity"] == "High" || t["id"] == 100_001),
        ),
    ];
    for (tool, path, mut input, fits) in cases {
        input["limit"] = json!(1000);
        input["order_by"] = json!("id");
        input["descending"] = json!(false);
        let expected = ids(&sandbox, path, fits);
        assert!(!expected.is_empty(), "{tool} {input} should find something");
        assert_eq!(tools.column(tool, input.clone(), "id").await, expected, "{tool} {input}");
    }
    assert!(tools.rows("cw-psa-list-companies", json!({"deleted": true})).await.is_empty());
}

fn serial(sandbox: &Sandbox, id: u32) -> Value {
    let records = sandbox.psa_records("company/configurations");
    records.iter().find(|record| record["id"] == id).unwrap()["serialNumber"].clone()
}

#[tokio::test]
async fn contacts_are_found_by_their_number() {
    let (sandbox, tools) = sandbox().await;
    let contact = sandbox.psa_records("company/contacts")[0].clone();
    let number = contact["defaultPhoneNbr"].as_str().unwrap();
    let spoken = format!("({}) {}", &number[..3], &number[3..]);
    let found = tools.rows("cw-psa-list-contacts", json!({"phone": spoken})).await;
    assert!(found.iter().any(|row| row["id"] == contact["id"] && row["phone"] == number), "{found:?}");
    assert!(found.iter().all(|row| row["phone"] == number));
    assert!(found[0]["email"].as_str().unwrap().contains('@'));
    let all = tools.read("cw-psa-get-contact", json!({"id": contact["id"]})).await.unwrap();
    let reach = all["reach"].as_array().unwrap();
    assert!(reach.iter().any(|line| line.as_str() == Some(&format!("Direct: {number} ext. 12"))), "{all:#}");
}

#[tokio::test]
async fn a_ticket_comes_with_its_notes_and_whatever_is_asked_for() {
    let (sandbox, tools) = sandbox().await;
    let plain = tools.read("cw-psa-get-ticket", json!({"id": 100_001})).await.unwrap();
    assert_eq!(
        (&plain["kind"], &plain["company"], &plain["board"]),
        (&json!("service"), &json!("Acme Dental"), &json!("Help Desk"))
    );
    assert_eq!(plain["notes"][0]["tabs"], json!(["discussion"]));
    assert!(holds(&plain["notes"][0]["text"], "DC01"), "{plain:#}");
    for part in ["time_entries", "configurations", "tasks", "documents", "remarks"] {
        assert!(plain[part].is_null(), "{part} was not asked for: {plain:#}");
    }
    assert!(plain.to_string().len() < 2048);

    let all = json!(["notes", "time_entries", "configurations", "tasks", "documents"]);
    let full = tools.read("cw-psa-get-ticket", json!({"id": 100_001, "include": all})).await.unwrap();
    assert_eq!(full["configurations"][0]["name"], "DC01", "{full:#}");
    assert_eq!((&full["tasks"], &full["documents"]), (&json!([]), &json!([])));
    assert_eq!(full["time_entries"][0]["charged_to_id"], 100_001);
    let none = tools.read("cw-psa-get-ticket", json!({"id": 100_001, "include": []})).await.unwrap();
    assert!(none["notes"].is_null());

    // Numbers of project tickets are of the same sequence.
    let project = tools.read("cw-psa-get-ticket", json!({"id": 40_001, "include": all})).await.unwrap();
    assert_eq!((&project["kind"], &project["project"]), (&json!("project"), &json!("Server refresh")), "{project:#}");
    assert_eq!(project["notes"][0]["text"], "See the plan.");
    assert_eq!(project["configurations"], json!([]));
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn the_newest_notes_come_first_and_the_rest_is_told() {
    let (sandbox, tools) = sandbox().await;
    let psa = client_on(&sandbox);
    let ticket = cw_psa_client::TicketId::new(100_002);
    for n in 0..6 {
        let note = cw_psa_client::models::NewTicketNote::new(format!("Note {n}")).with_internal_analysis_flag(true);
        psa.tickets().notes(ticket).create(&note).await.unwrap();
    }
    let long = "é".repeat(5000);
    let note = cw_psa_client::models::NewTicketNote::new(long).with_resolution_flag(true);
    psa.tickets().notes(ticket).create(&note).await.unwrap();

    let answer = tools.read("cw-psa-get-ticket", json!({"id": 100_002})).await.unwrap();
    let notes = answer["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 5);
    assert_eq!(notes[0]["text"].as_str().unwrap().chars().count(), 2001, "cut, and seen to be");
    assert_eq!((&notes[0]["tabs"], &notes[1]["tabs"]), (&json!(["resolution"]), &json!(["internal"])));
    assert_eq!(notes[1]["text"], "Note 5");
    assert_eq!(answer["remarks"], json!(["There are more notes than the 5 shown; ask with a larger `limit`."]));
    let all = tools.read("cw-psa-get-ticket", json!({"id": 100_002, "limit": 8})).await.unwrap();
    assert_eq!((all["notes"].as_array().unwrap().len(), &all["remarks"]), (8, &Value::Null));
}

#[tokio::test]
async fn a_part_that_cannot_be_read_does_not_hide_the_ticket() {
    let (sandbox, tools) = sandbox().await;
    sandbox.misbehave(Fault::new(FaultKind::status(403)).path("*/notes"));
    let answer = tools.read("cw-psa-get-ticket", json!({"id": 100_001})).await.unwrap();
    assert_eq!((&answer["id"], &answer["notes"]), (&json!(100_001), &Value::Null));
    assert!(answer["remarks"][0].as_str().unwrap().starts_with("The notes could not be read"), "{answer:#}");
}

#[tokio::test]
async fn what_holds_for_a_list_holds_for_the_same_rows_of_a_ticket() {
    let (sandbox, _) = sandbox().await;
    let client = client_on(&sandbox);
    let tools = Tools::under(&client, "[tools]\n\"cw-psa-list-time-entries\" = \"never\"\n");
    assert!(tools.read("cw-psa-get-ticket", json!({"id": 100_001})).await.is_ok());
    let input = json!({"id": 100_001, "include": ["notes", "time_entries"]});
    let refused = tools.registry.call("cw-psa-get-ticket", input, &tools.cx).await.unwrap_err();
    assert_eq!(refused.message(), "there is no tool `cw-psa-get-ticket`", "as everything that is never to happen");
    let plan = tools.registry.plan("cw-psa-get-ticket", json!({"id": 100_001, "include": ["tasks"]}), &tools.cx).await;
    let operations: Vec<_> = plan.unwrap().plan.operations.iter().map(ToString::to_string).collect();
    let ticket = ["psa:GET /service/tickets/{id}", "psa:GET /project/tickets/{id}"];
    assert_eq!(operations, [ticket[0], ticket[1], "psa:GET /service/tickets/{id}/tasks"], "what this call reads");
    let with_devices = json!({"id": 100_001, "include": ["configurations"]});
    assert!(tools.read("cw-psa-get-ticket", with_devices.clone()).await.is_ok());
    let tools = Tools::under(&client, "[tools]\n\"cw-psa-list-configurations\" = \"approval\"\n");
    tools.ask("cw-psa-get-ticket", with_devices).await.unwrap();
}

#[tokio::test]
async fn products_are_the_catalogue_and_say_so() {
    let (_sandbox, tools) = sandbox().await;
    let catalogue = tools.read("cw-psa-list-products", json!({"text": "firewall"})).await.unwrap();
    assert!(catalogue["notes"][0].as_str().unwrap().contains("the catalogue"), "{catalogue}");
    let item = &catalogue["items"][0];
    assert_eq!(
        (&item["identifier"], &item["price"], &item["quantity"]),
        (&json!("FW-60F"), &json!(899.0), &Value::Null)
    );
    let lines = tools.read("cw-psa-list-products", json!({"kind": "lines"})).await.unwrap();
    assert!(lines["notes"].is_null());
    let line = &lines["items"][0];
    assert_eq!((&line["quantity"], &line["identifier"]), (&json!(2.0), &Value::Null));
    assert!(line["item"].is_string() && line["ticket_id"].is_number() && line["company"].is_string(), "{line}");
    // The ids of one kind mean nothing in the other.
    let error = tools.read("cw-psa-get-product", json!({"id": line["id"]})).await.unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::NotFound, Some("$.id")));
    assert!(tools.read("cw-psa-get-product", json!({"id": line["id"], "kind": "lines"})).await.is_ok());
}

#[tokio::test]
async fn names_are_taken_as_people_say_them() {
    let (sandbox, tools) = sandbox().await;
    let count = |rows: Vec<Value>| rows.len();
    let all = |input: Value| {
        let mut input = input;
        input["limit"] = json!(1000);
        tools.rows("cw-psa-list-tickets", input)
    };
    let world = sandbox.world();
    let acme = world.tickets.iter().filter(|t| !t.project && t.company == 19_011).count();
    for company in [json!("acme dental"), json!("ACMEDENTAL"), json!(" acme "), json!(19_011), json!("19011")] {
        assert_eq!(count(all(json!({"company": company})).await), acme, "{company}");
    }
    let smith = world.tickets.iter().filter(|t| !t.project && t.owner == Some(151)).count();
    for member in [json!("asmith"), json!("Adam Smith"), json!("smith"), json!("adam"), json!(151)] {
        assert_eq!(count(all(json!({"assigned_to": member})).await), smith, "{member}");
    }
    let obrien = world.tickets.iter().filter(|t| !t.project && t.owner == Some(152)).count();
    assert_eq!(count(all(json!({"assigned_to": "Sinéad O'Brien"})).await), obrien);
    for (board, status) in
        [(json!("help desk"), json!("in progress")), (json!(1), json!(112)), (json!("help"), json!("progr"))]
    {
        let found = count(all(json!({"board": board, "status": status})).await);
        assert_eq!(found, world.tickets.iter().filter(|t| t.status == 112).count(), "{board} {status}");
    }
    for company in ["Bob's \"Blue\" Door", "50% Off_Outlet \\ Co", "Contoso Labs", "bob's"] {
        assert_eq!(
            tools.rows("cw-psa-list-contacts", json!({"company": company, "limit": 1})).await.len(),
            1,
            "{company}"
        );
    }
}

#[tokio::test]
async fn a_name_that_fits_several_or_none_is_told_so() {
    let (sandbox, tools) = sandbox().await;
    for (tool, input, kind, path, words) in [
        (
            "cw-psa-list-tickets",
            json!({"company": "contoso"}),
            ErrorKind::Ambiguous,
            "$.company",
            "Contoso [CONTOSO] (19012), Contoso [CONTOSO13] (19013)",
        ),
        (
            "cw-psa-list-tickets",
            json!({"company": "conto"}),
            ErrorKind::Ambiguous,
            "$.company",
            "Contoso Labs [CONTOSOLABS] (19014)",
        ),
        (
            "cw-psa-list-tickets",
            json!({"company": "Acne"}),
            ErrorKind::NotFound,
            "$.company",
            "there is no company `Acne`",
        ),
        (
            "cw-psa-list-tickets",
            json!({"company": "Acme Dentel"}),
            ErrorKind::NotFound,
            "$.company",
            "did you mean Acme Dental [ACMEDENTAL] (19011)?",
        ),
        (
            "cw-psa-list-tickets",
            json!({"board": "Front Desk"}),
            ErrorKind::NotFound,
            "$.board",
            "there is no board `Front Desk`",
        ),
        (
            "cw-psa-list-tickets",
            json!({"board": "Alerts", "status": "Waiting customer"}),
            ErrorKind::NotFound,
            "$.status",
            "there is no status `Waiting customer`",
        ),
        (
            "cw-psa-list-tickets",
            json!({"board": 1, "status": 211}),
            ErrorKind::NotFound,
            "$.status",
            "there is no status `211`",
        ),
        (
            "cw-psa-list-tickets",
            json!({"priority": "Priority"}),
            ErrorKind::Ambiguous,
            "$.priority",
            "Priority 1 - Critical (5)",
        ),
        (
            "cw-psa-list-tickets",
            json!({"assigned_to": "nobody"}),
            ErrorKind::NotFound,
            "$.assigned_to",
            "there is no member `nobody`",
        ),
        (
            "cw-psa-list-tickets",
            json!({"configuration": "FILES01"}),
            ErrorKind::Ambiguous,
            "$.configuration",
            "FILES01 at Contoso (201006)",
        ),
        (
            "cw-psa-list-tickets",
            json!({"configuration": "DC01", "company": 19_012}),
            ErrorKind::NotFound,
            "$.configuration",
            "there is no configuration `DC01`",
        ),
        (
            "cw-psa-list-projects",
            json!({"status": "Ope n"}),
            ErrorKind::NotFound,
            "$.status",
            "there is no project status `Ope n`",
        ),
        (
            "cw-psa-list-products",
            json!({"category": "Nothing"}),
            ErrorKind::NotFound,
            "$.category",
            "there is no category `Nothing`",
        ),
        ("cw-psa-get-ticket", json!({"id": 99_999}), ErrorKind::NotFound, "$.id", "99999"),
        ("cw-psa-get-company", json!({"id": 5}), ErrorKind::NotFound, "$.id", "5"),
    ] {
        let error = tools.registry.call(tool, input.clone(), &tools.cx).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (kind, Some(path)), "{input}: {error}");
        assert!(error.message().contains(words), "{input}: {error}");
    }
    let guessed = tools.read("cw-psa-list-tickets", json!({"status": "Nwe"})).await.unwrap();
    assert_eq!(guessed["items"], json!([]));
    assert!(
        guessed["notes"][0].as_str().unwrap().contains("whether any has a status `Nwe` was not checked"),
        "{guessed}"
    );
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn bad_arguments_are_refused_before_anything_is_sent() {
    let (tools, script) = scripted([]);
    let list = "cw-psa-list-tickets";
    for (tool, input, path, words) in [
        (list, json!({"state": "open"}), "$.state", "unknown field; known fields: assigned_to, board,"),
        (list, json!({"kind": "sales"}), "$.kind", r#"expected one of "service", "project""#),
        (list, json!({"limit": 0}), "$.limit", "an integer from 1 to 1000, found 0"),
        (list, json!({"page_size": 1001}), "$.page_size", "an integer from 1 to 1000"),
        (list, json!({"company": true}), "$.company", "expected an integer or text"),
        (list, json!({"fields": ["colour"]}), "$.fields[0]", "expected one of"),
        (list, json!({"order_by": "colour"}), "$.order_by", "summary"),
        (list, json!({"open": "yes"}), "$.open", "true or false"),
        (list, json!({"text": " "}), "$.text", "not empty"),
        (list, json!({"since": "yesterday"}), "$.since", "a date such as 2026-01-31"),
        (list, json!({"until": "2026-02-30"}), "$.until", "a date such as 2026-01-31"),
        (list, json!({"conditions": "summary = laptop"}), "$.conditions", "at character 11 of the condition"),
        (list, json!({"conditions": "closedFlag = false and"}), "$.conditions", "at character 23 of the condition"),
        (list, json!({"conditions": "(id = 1"}), "$.conditions", "`)`"),
        (list, json!({"conditions": "id = 1) or (id = 2"}), "$.conditions", "at character 7"),
        (list, json!({"conditions": ""}), "$.conditions", "not empty"),
        (list, json!({"conditions": " "}), "$.conditions", "a field, such as board/name"),
        (list, json!({"kind": "project", "configuration": 1}), "$.configuration", "only service tickets have this"),
        (list, json!({"project": 1}), "$.project", "only project tickets have this"),
        ("cw-psa-list-contacts", json!({"phone": "none"}), "$.phone", "no digits"),
        ("cw-psa-list-contacts", json!({"phone": "555", "email": "a@b.example"}), "$.phone", "not both"),
        ("cw-psa-list-time-entries", json!({"status": "Opened"}), "$.status", "expected one of"),
        ("cw-psa-list-time-entries", json!({"ticket": "DC01"}), "$.ticket", "an integer from 1"),
        ("cw-psa-list-products", json!({"ticket": 5}), "$.ticket", "this only with kind `lines`"),
        (
            "cw-psa-list-products",
            json!({"kind": "lines", "category": 5}),
            "$.category",
            "this only with kind `catalogue`",
        ),
        ("cw-psa-get-ticket", json!({}), "$.id", "missing"),
        ("cw-psa-get-ticket", json!({"id": 0}), "$.id", "an integer from 1 to 2147483647, found 0"),
        ("cw-psa-get-ticket", json!({"id": "DC01"}), "$.id", "an integer"),
        ("cw-psa-get-ticket", json!({"id": 1, "include": ["all"]}), "$.include[0]", "expected one of"),
        ("cw-psa-get-ticket", json!({"id": 1, "limit": 101}), "$.limit", "from 1 to 100"),
        ("cw-psa-get-company", json!("Acme"), "$", "expected an object"),
    ] {
        let error = tools.registry.call(tool, input.clone(), &tools.cx).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Input, Some(path)), "{input}: {error}");
        assert!(
            error.message().contains(words) || error.expected().is_some_and(|e| e.contains(words)),
            "{input}: {error}"
        );
    }
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn a_condition_that_only_the_server_can_judge_is_told_in_its_words() {
    let (_sandbox, tools) = sandbox().await;
    let error = tools.read("cw-psa-list-tickets", json!({"conditions": "colour = 'red'"})).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(error.message().contains("colour is not a recognized name"), "{error}");
}

#[tokio::test]
async fn text_of_customers_and_devices_is_marked() {
    let (_sandbox, tools) = sandbox().await;
    for (tool, input, marked) in [
        ("cw-psa-list-tickets", json!({}), "$.items[*].summary"),
        ("cw-psa-get-ticket", json!({"id": 100_001}), "$.notes[*].text"),
        ("cw-psa-get-ticket", json!({"id": 100_001}), "$.summary"),
        ("cw-psa-list-companies", json!({}), "$.items[*].name"),
        ("cw-psa-list-contacts", json!({}), "$.items[*].last_name"),
        ("cw-psa-list-time-entries", json!({}), "$.items[*].notes"),
        ("cw-psa-list-configurations", json!({}), "$.items[*].name"),
        ("cw-psa-get-company", json!({"id": 19_011}), "$.custom_fields[*].value"),
    ] {
        let untrusted = tools.untrusted(tool, input).await;
        assert!(untrusted.iter().any(|path| path == marked), "{tool}: {untrusted:?}");
    }
}
