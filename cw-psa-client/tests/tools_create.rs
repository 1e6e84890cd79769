//! Creating tickets, against a tenant: nothing before a person agrees, then what was planned, once.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use cw_sandbox::{Fault, FaultKind, Sandbox};
use msp_tools_core::{CallStatus, ErrorKind};
use serde_json::{Value, json};
use tools_common::sandbox;

const CREATE: &str = "cw-psa-create-ticket";

fn tickets(sandbox: &Sandbox) -> usize {
    sandbox.psa_records("service/tickets").len()
}

/// The record at this path with this number.
fn record(sandbox: &Sandbox, path: &str, id: &Value) -> Value {
    sandbox.psa_records(path).into_iter().find(|record| record["id"] == *id).unwrap()
}

/// Texts of a ticket's notes, each with the tab where it stands.
fn notes(sandbox: &Sandbox, ticket: &Value) -> Vec<(String, &'static str)> {
    let notes = sandbox.psa_records(&format!("service/tickets/{ticket}/notes")).into_iter();
    let tab = |note: &Value| if note["internalAnalysisFlag"] == true { "internal" } else { "discussion" };
    notes.map(|note| (note["text"].as_str().unwrap().to_owned(), tab(&note))).collect()
}

fn full() -> Value {
    json!({
        "company": "acme dental", "summary": "kiosk: the screen is black", "board": "Help Desk", "status": "in progress",
        "type": "Hardware", "subtype": "Laptop", "priority": 6, "source": 1, "contact": 7001,
        "assigned_to": "tneumann", "description": "Since this morning.", "internal_note": "Second time this month.",
        "configurations": ["kiosk", 201_003],
    })
}

#[tokio::test]
async fn a_ticket_is_created_as_it_was_approved_and_nobody_is_mailed() {
    let (sandbox, tools) = sandbox().await;
    let before = tickets(&sandbox);
    let asked = tools.ask(CREATE, full()).await.unwrap();
    assert!(sandbox.log().writes().is_empty(), "nothing may be sent before a person agrees");

    let plan = asked.plan();
    assert_eq!(plan.sentence, "Create a ticket for Acme Dental on Help Desk: kiosk: the screen is black");
    let operations = ["psa:POST /service/tickets", "psa:POST /service/tickets/{id}/configurations"];
    assert_eq!(plan.operations.iter().map(ToString::to_string).collect::<Vec<_>>(), operations);
    assert_eq!(plan.targets.iter().map(ToString::to_string).collect::<Vec<_>>(), ["company Acme Dental (19011)"]);
    assert_eq!(plan.targets[0].company.as_deref(), Some("19011"));
    let fields: Vec<_> = plan.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "summary",
            "company",
            "board",
            "status",
            "type",
            "subtype",
            "priority",
            "contact",
            "owner",
            "source",
            "description (the customer sees it)",
            "internal note (the customer does not see it)",
            "configurations",
        ]
    );
    assert_eq!(plan.changes[3].after, Some(json!("In Progress")));
    assert_eq!(plan.changes[12].after, Some(json!(["kiosk"])), "each device once");
    assert_eq!(
        plan.warnings,
        [
            "The customer sees the description.",
            "PSA is asked to e-mail nobody; workflow rules that the provider has set up may do so all the same.",
        ]
    );

    let answer = tools.approve(CREATE, &asked).await.unwrap();
    assert_eq!(
        (&answer["summary"], &answer["company"], &answer["board"], &answer["status"], &answer["configurations"]),
        (
            &json!("kiosk: the screen is black"),
            &json!("Acme Dental"),
            &json!("Help Desk"),
            &json!("In Progress"),
            &json!(["kiosk"])
        )
    );
    assert_eq!(tickets(&sandbox), before + 1);
    let made = record(&sandbox, "service/tickets", &answer["id"]);
    for (field, id) in
        [("status", 112), ("type", 101), ("subType", 101), ("priority", 6), ("contact", 7001), ("owner", 150)]
    {
        assert_eq!(made[field]["id"], id, "{field}");
    }
    for flag in ["automaticEmailContactFlag", "automaticEmailResourceFlag", "automaticEmailCcFlag"] {
        assert_eq!(made[flag], false, "{flag}");
    }
    let written =
        [("Since this morning.".to_owned(), "discussion"), ("Second time this month.".to_owned(), "internal")];
    assert_eq!(notes(&sandbox, &answer["id"]), written);
    assert_eq!(sandbox.outbox(), []);
    assert_eq!(sandbox.log().writes().len(), 2, "the ticket and its device, once each");
}

#[tokio::test]
async fn what_is_not_given_is_the_servers_and_said_to_be() {
    let (sandbox, tools) = sandbox().await;
    let asked = tools.ask(CREATE, json!({"company": 19_011, "summary": "Printer jams"})).await.unwrap();
    assert_eq!(asked.plan().sentence, "Create a ticket for Acme Dental: Printer jams");
    assert_eq!(asked.plan().warnings[0], "Not given, so the server chooses: board, status, priority.");
    let answer = tools.approve(CREATE, &asked).await.unwrap();
    assert_eq!((&answer["board"], &answer["status"]), (&json!("Help Desk"), &json!("New")));
    let log = sandbox.log();
    let sent: Vec<Value> = log.writes().iter().map(|write| serde_json::from_str(&write.body).unwrap()).collect();
    assert_eq!(
        sent,
        [json!({
            "summary": "Printer jams", "company": {"id": 19_011}, "processNotifications": false,
            "automaticEmailContactFlag": false, "automaticEmailResourceFlag": false, "automaticEmailCcFlag": false,
        })]
    );
}

#[tokio::test]
async fn who_asks_for_e_mails_gets_them_and_the_plan_says_so() {
    let (sandbox, tools) = sandbox().await;
    let input = json!({"company": 19_011, "summary": "Printer jams", "contact": 7001, "notify": true});
    let asked = tools.ask(CREATE, input).await.unwrap();
    let warning = "Contact, assigned technicians and addresses in copy may be e-mailed, as board and ticket say.";
    assert_eq!(asked.plan().warnings[1], warning);
    tools.approve(CREATE, &asked).await.unwrap();
    let world = sandbox.world();
    let mailed: Vec<_> = sandbox.outbox().into_iter().map(|mail| mail.to).collect();
    assert_eq!(mailed, [world.person(7001).unwrap().email.clone()]);
}

#[tokio::test]
async fn a_status_that_closes_is_said_to() {
    let (_sandbox, tools) = sandbox().await;
    let input = json!({"company": 19_011, "summary": "Done by phone", "board": 1, "status": "Resolved"});
    let asked = tools.ask(CREATE, input).await.unwrap();
    assert!(asked.plan().warnings.contains(&"The status Resolved closes the ticket.".to_owned()));
    let input = json!({"company": 19_011, "summary": "Not done", "board": 1, "status": "Closed"});
    let asked = tools.ask(CREATE, input).await.unwrap();
    assert!(!asked.plan().warnings.iter().any(|warning| warning.contains("closes")), "whatever it is called");
}

#[tokio::test]
async fn mistakes_come_back_before_anything_is_sent() {
    let (sandbox, tools) = sandbox().await;
    let with = |field: &str, value: Value| {
        let mut input = json!({"company": 19_011, "summary": "x"});
        input[field] = value;
        input
    };
    for (input, kind, path, words) in [
        (json!({"summary": "x"}), ErrorKind::Input, "$.company", "missing"),
        (with("summary", "x".repeat(101).into()), ErrorKind::Input, "$.summary", "at most 100 characters, found 101"),
        (with("summary", " \n ".into()), ErrorKind::Input, "$.summary", "not empty"),
        (with("description", "".into()), ErrorKind::Input, "$.description", "not empty"),
        (with("priorty", 1.into()), ErrorKind::Input, "$.priorty", "unknown field"),
        (with("status", "New".into()), ErrorKind::Input, "$.status", "on a board only"),
        (with("type", "Hardware".into()), ErrorKind::Input, "$.type", "on a board only"),
        (with("subtype", "Laptop".into()), ErrorKind::Input, "$.subtype", "on a board only"),
        (with("configurations", vec!["kiosk"; 21].into()), ErrorKind::Input, "$.configurations", "too many"),
        (with("company", "Contoso".into()), ErrorKind::Ambiguous, "$.company", "fits several"),
        (with("company", "Nobody Ltd".into()), ErrorKind::NotFound, "$.company", "no company"),
        (with("board", "Help Disk".into()), ErrorKind::NotFound, "$.board", "did you mean Help Desk"),
        (with("priority", "Priority 9".into()), ErrorKind::NotFound, "$.priority", "no priority"),
        (with("assigned_to", "nobody".into()), ErrorKind::NotFound, "$.assigned_to", "no member"),
        (with("configurations", json!(["kiosk", "X"])), ErrorKind::NotFound, "$.configurations[1]", "no configuration"),
    ] {
        let error = tools.ask(CREATE, input.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (kind, Some(path)), "{input}: {error}");
        assert!(error.message().contains(words), "{input}: {error}");
    }
    // Statuses, contacts and devices are those of the board and the company.
    let mut input = with("board", "Alerts".into());
    input["status"] = "Waiting customer".into();
    assert_eq!(tools.ask(CREATE, input).await.unwrap_err().path(), Some("$.status"));
    let world = sandbox.world();
    let stranger = world.people.iter().find(|person| person.company != 11).unwrap().id;
    assert_eq!(tools.ask(CREATE, with("contact", stranger.into())).await.unwrap_err().path(), Some("$.contact"));
    let elsewhere = world.machines.iter().find(|machine| machine.company != 11).unwrap().id + 200_000;
    let error = tools.ask(CREATE, with("configurations", json!([elsewhere]))).await.unwrap_err();
    assert_eq!(error.path(), Some("$.configurations[0]"));
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn a_ticket_whose_answer_got_lost_is_looked_for_and_exists_once() {
    for fault in [FaultKind::CommitThenDrop, FaultKind::CutBody, FaultKind::BadJson] {
        let (sandbox, tools) = sandbox().await;
        let before = tickets(&sandbox);
        let asked = tools.ask(CREATE, full()).await.unwrap();
        sandbox.misbehave(Fault::new(fault.clone()).method("POST").path("*/service/tickets"));
        let answer = tools.approve(CREATE, &asked).await.unwrap();
        assert!(answer["id"].is_u64() && answer["company"] == "Acme Dental", "{fault:?}: {answer:#}");
        assert!(answer["note"].as_str().unwrap().contains("was looked up"), "{answer:#}");
        sandbox.behave();
        tools.registry.resume(asked.id(), &tools.cx).await.unwrap_err();
        assert_eq!(tickets(&sandbox), before + 1, "an approval does not create it a second time");
    }
}

#[tokio::test]
async fn a_ticket_that_cannot_be_looked_for_is_an_unknown_outcome_and_exists_once() {
    let (sandbox, tools) = sandbox().await;
    let before = tickets(&sandbox);
    let asked = tools.ask(CREATE, full()).await.unwrap();
    sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).method("POST").path("*/service/tickets"));
    sandbox.misbehave(Fault::new(FaultKind::status(403)).method("GET").path("*/service/tickets"));
    let error = tools.approve(CREATE, &asked).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::OutcomeUnknown, CallStatus::OutcomeUnknown));
    let look = "look for a new ticket of Acme Dental with the summary `kiosk: the screen is black`";
    assert!(error.message().contains(look) && error.message().contains("403"), "{error}");
    sandbox.behave();
    let again = tools.registry.resume(asked.id(), &tools.cx).await.unwrap_err();
    assert_eq!(again.status(), CallStatus::OutcomeUnknown, "an approval does not create it a second time");
    assert_eq!(tickets(&sandbox), before + 1);
}

#[tokio::test]
async fn what_the_server_refuses_has_failed() {
    let (sandbox, tools) = sandbox().await;
    let before = tickets(&sandbox);
    let asked = tools.ask(CREATE, full()).await.unwrap();
    sandbox.misbehave(Fault::new(FaultKind::status(403)).method("POST").path("*/service/tickets"));
    let error = tools.approve(CREATE, &asked).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unauthorized, CallStatus::Failed));
    assert_eq!(tickets(&sandbox), before);
}

#[tokio::test]
async fn a_device_that_cannot_be_tied_does_not_hide_the_ticket() {
    let (sandbox, tools) = sandbox().await;
    let mut input = full();
    input["configurations"] = json!(["kiosk", "DC01"]);
    let asked = tools.ask(CREATE, input).await.unwrap();
    sandbox.misbehave(Fault::new(FaultKind::status(403)).method("POST").path("*/configurations").times(1));
    let answer = tools.approve(CREATE, &asked).await.unwrap();
    assert!(answer["id"].is_u64());
    assert_eq!(answer["configurations"], json!(["DC01"]));
    let why = answer["not_attached"][0].as_str().unwrap();
    assert!(why.starts_with("kiosk: ") && why.contains("403"), "{why}");
}

#[tokio::test]
async fn a_call_that_is_bound_creates_for_its_company_only() {
    let (sandbox, tools) = sandbox().await;
    let acme = tools.bound_to(19_011);
    let answer = acme.change(CREATE, full()).await.unwrap();
    assert_eq!(answer["company"], "Acme Dental");

    let other = tools.bound_to(19_012);
    let missing = other.error(CREATE, json!({"company": "Nobody Ltd", "summary": "x"})).await;
    for company in [json!("Acme Dental"), json!(19_011)] {
        assert_eq!(other.error(CREATE, json!({"company": company, "summary": "x"})).await, missing);
    }
    let mut input = full();
    input["company"] = 19_012.into();
    assert_eq!(other.error(CREATE, input).await, missing, "neither its contacts nor its devices");
    assert_eq!(sandbox.log().matching("POST", "*/service/tickets").count(), 1);
}
