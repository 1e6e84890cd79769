//! Working on tickets, against a tenant: nothing before a person agrees, then what was planned, in order, and told honestly.
#![cfg(feature = "tools")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;
mod tools_common;

use std::time::Duration;

use common::answer;
use cw_psa_client::{Patch, TicketId};
use cw_sandbox::{Fault, FaultKind, Sandbox};
use msp_tools_core::{CallStatus, ErrorKind, FreezeScope, Sent, ToolError};
use serde_json::{Value, json};
use tools_common::{client_on, sandbox, scripted};

const UPDATE: &str = "cw-psa-update-ticket";
/// `kiosk: drive C: has 4% free space left`, of Acme Dental, new on the board Alerts.
const KIOSK: u32 = 100_003;

/// The ticket as the tenant has it.
fn ticket(sandbox: &Sandbox, id: u32) -> Value {
    let all = ["service/tickets", "project/tickets"].into_iter().flat_map(|path| sandbox.psa_records(path));
    all.into_iter().find(|ticket| ticket["id"] == id).unwrap()
}

fn entries(sandbox: &Sandbox, ticket: u32) -> Vec<Value> {
    let mut entries = sandbox.psa_records("time/entries");
    entries.retain(|entry| entry["chargeToId"] == ticket);
    entries
}

/// The texts of a service ticket's notes.
fn notes(sandbox: &Sandbox, ticket: u32) -> Vec<Value> {
    sandbox.psa_records(&format!("service/tickets/{ticket}/notes"))
}

/// What was sent to change something: methods and paths below the API root.
fn sent(sandbox: &Sandbox) -> Vec<String> {
    let log = sandbox.log();
    let line = |path: &str| path.split_once("/apis/3.0").unwrap().1.to_owned();
    log.writes().iter().map(|write| format!("{} {}", write.method, line(&write.path))).collect()
}

fn strings(items: &[impl ToString]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

fn triage() -> Value {
    json!({
        "ticket": KIOSK,
        "note": {"text": "Disk Cleanup freed 12 GB."},
        "time": {"minutes": 15, "notes": "Freed disk space.", "start": "2026-03-04T14:20:00Z", "work_type": "remote", "member": "tneumann"},
        "status": "resolved", "priority": "Priority 1 - Critical", "assigned_to": "Ravi Gupta", "summary": "kiosk: drive C: was full",
    })
}

#[tokio::test]
async fn a_note_time_and_fields_are_written_in_this_order_and_nobody_is_mailed() {
    let (sandbox, tools) = sandbox().await;
    let (had_notes, had_entries) = (notes(&sandbox, KIOSK).len(), entries(&sandbox, KIOSK).len());
    let asked = tools.ask(UPDATE, triage()).await.unwrap();
    assert!(sandbox.log().writes().is_empty(), "nothing may be sent before a person agrees");

    let plan = asked.plan();
    assert_eq!(
        plan.sentence,
        "Update ticket 100003 (kiosk: drive C: has 4% free space left) of Acme Dental: add a note (internal), enter 15 \
         minutes, set status to Resolved, set priority to Priority 1 - Critical, set owner to Ravi Gupta, set summary to \
         kiosk: drive C: was full"
    );
    let operations =
        ["psa:POST /service/tickets/{id}/notes", "psa:POST /time/entries", "psa:PATCH /service/tickets/{id}"];
    assert_eq!(strings(&plan.operations), operations);
    assert_eq!(strings(&plan.targets), ["ticket kiosk: drive C: has 4% free space left (100003)"]);
    assert_eq!(plan.targets[0].company.as_deref(), Some("19011"));
    let fields: Vec<_> = plan.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["note (internal)", "time", "status", "priority", "owner", "summary"]);
    let status = &plan.changes[2];
    assert_eq!((&status.before, &status.after), (&Some(json!("New")), &Some(json!("Resolved"))));
    assert_eq!(
        plan.warnings,
        [
            "The customer sees the notes of the time entry on invoices.",
            "The status Resolved closes the ticket.",
            "PSA is asked to e-mail nobody; workflow rules that the provider has set up may do so all the same.",
        ]
    );

    let answer = tools.approve(UPDATE, &asked).await.unwrap();
    assert_eq!(
        sent(&sandbox),
        ["POST /service/tickets/100003/notes", "POST /time/entries", "PATCH /service/tickets/100003"]
    );
    assert_eq!(
        (&answer["outcome"], &answer["status"], &answer["board"]),
        (&json!("done"), &json!("Resolved"), &json!("Alerts"))
    );
    assert_eq!(answer["summary"], "Ticket 100003: the note was added, the time was entered, the fields were set.");
    let now = ticket(&sandbox, KIOSK);
    assert_eq!(
        (&now["summary"], &now["status"]["id"], &now["closedFlag"]),
        (&json!("kiosk: drive C: was full"), &json!(213), &json!(true))
    );
    assert_eq!((&now["priority"]["id"], &now["owner"]["identifier"]), (&json!(5), &json!("rgupta")));

    let notes = notes(&sandbox, KIOSK);
    let note = notes.iter().find(|note| note["id"] == answer["parts"][0]["id"]).unwrap();
    assert_eq!((&note["text"], &note["internalAnalysisFlag"]), (&json!("Disk Cleanup freed 12 GB."), &json!(true)));
    assert_ne!(note["detailDescriptionFlag"], true);
    let entry = entries(&sandbox, KIOSK).pop().unwrap();
    assert_eq!((&entry["id"], &entry["actualHours"]), (&answer["parts"][1]["id"], &json!(0.25)));
    assert_eq!(
        (&entry["timeStart"], &entry["timeEnd"], &entry["workType"]["name"], &entry["member"]["identifier"]),
        (&json!("2026-03-04T14:20:00Z"), &json!("2026-03-04T14:35:00Z"), &json!("Remote"), &json!("tneumann"))
    );
    assert_eq!((notes.len(), entries(&sandbox, KIOSK).len()), (had_notes + 1, had_entries + 1));
    assert_eq!(sandbox.outbox(), []);
}

#[tokio::test]
async fn what_was_set_can_be_set_back() {
    let (sandbox, tools) = sandbox().await;
    let before = ticket(&sandbox, KIOSK);
    let mut input = triage();
    input["patch"] = json!([
        {"op": "replace", "path": "/severity", "value": "High"},
        {"op": "replace", "path": "customFields", "value": [{"id": 7, "value": "A-1"}]},
        {"op": "remove", "path": "requiredDate"},
    ]);
    let answer = tools.change(UPDATE, input).await.unwrap();
    let changed = ticket(&sandbox, KIOSK);
    assert_eq!((&changed["severity"], changed["requiredDate"].is_null()), (&json!("High"), true));

    let undone = tools.change(UPDATE, json!({"ticket": KIOSK, "patch": answer["undo"]})).await.unwrap();
    assert_eq!(undone["status"], "New");
    let now = ticket(&sandbox, KIOSK);
    for field in ["status", "priority", "owner", "summary", "severity", "requiredDate", "customFields", "closedFlag"] {
        assert_eq!(now[field], before[field], "{field}");
    }
    assert_eq!(sandbox.outbox(), []);
    let untrusted = &tools.registry.get(UPDATE).unwrap().spec().untrusted.clone();
    assert!(untrusted.contains(&"$.undo[*].value".to_owned()), "a customer may have written it: {untrusted:?}");
}

#[tokio::test]
async fn tickets_of_projects_are_worked_on_as_well() {
    let (sandbox, tools) = sandbox().await;
    let project =
        sandbox.psa_records("project/tickets").into_iter().find(|ticket| ticket["closedFlag"] == false).unwrap();
    let id = u32::try_from(project["id"].as_u64().unwrap()).unwrap();
    let input = json!({"id": id, "note": {"text": "Ordered.", "kind": "discussion"}, "time": {"minutes": 30}, "status": "Completed"});
    let asked = tools.ask(UPDATE, input).await.unwrap();
    let operations =
        ["psa:POST /project/tickets/{id}/notes", "psa:POST /time/entries", "psa:PATCH /project/tickets/{id}"];
    assert_eq!(strings(&asked.plan().operations), operations);
    tools.approve(UPDATE, &asked).await.unwrap();
    assert_eq!(ticket(&sandbox, id)["closedFlag"], true);
    assert_eq!(entries(&sandbox, id).pop().unwrap()["chargeToType"], "ProjectTicket");
    assert_eq!(sandbox.psa_records(&format!("project/tickets/{id}/notes")).pop().unwrap()["text"], "Ordered.");
    assert_eq!(sandbox.outbox(), []);
}

#[tokio::test]
async fn what_the_customer_sees_and_who_is_mailed_is_said_beforehand() {
    let (sandbox, tools) = sandbox().await;
    let psa = client_on(&sandbox);
    let contact = json!([
        {"op": "replace", "path": "contact", "value": {"id": 7001}},
        {"op": "replace", "path": "automaticEmailContactFlag", "value": true},
    ]);
    psa.tickets().update(TicketId::new(KIOSK.into()), &Patch::from_json(&contact).unwrap()).await.unwrap();
    let mailed = sandbox.outbox().len();
    let input = json!({
        "ticket": KIOSK, "note": {"text": "Please restart it.", "kind": "resolution"},
        "time": {"minutes": 5, "notes": "Called.", "show_in": "discussion"},
    });
    let asked = tools.ask(UPDATE, input.clone()).await.unwrap();
    assert_eq!(
        asked.plan().warnings[..2],
        ["The customer sees the note.", "The customer sees the notes of the time entry in the ticket and on invoices."]
    );
    tools.approve(UPDATE, &asked).await.unwrap();
    let summary = json!({"ticket": KIOSK, "summary": "kiosk: full"});
    tools.change(UPDATE, summary).await.unwrap();
    assert_eq!(sandbox.outbox().len(), mailed, "not unless it is asked for");
    assert_eq!(entries(&sandbox, KIOSK).pop().unwrap()["addToDetailDescriptionFlag"], true);

    for (field, value) in
        [("note", input["note"].clone()), ("time", input["time"].clone()), ("summary", json!("kiosk"))]
    {
        let before = sandbox.outbox().len();
        let asked = tools.ask(UPDATE, json!({"ticket": KIOSK, field: value, "notify": true})).await.unwrap();
        assert!(asked.plan().warnings.last().unwrap().contains("may be e-mailed"), "{field}");
        tools.approve(UPDATE, &asked).await.unwrap();
        assert!(sandbox.outbox().len() > before, "{field}");
    }
    let patch = json!([{"op": "replace", "path": "automaticEmailCc", "value": "x@example.com"}]);
    let asked = tools.ask(UPDATE, json!({"ticket": KIOSK, "patch": patch})).await.unwrap();
    assert_eq!(asked.plan().warnings[0], "The patch may make PSA write e-mails: automaticEmailCc.");
}

#[tokio::test]
async fn a_ticket_that_changed_since_is_left_alone() {
    let (sandbox, tools) = sandbox().await;
    let asked = tools.ask(UPDATE, triage()).await.unwrap();
    sandbox.advance(Duration::from_secs(60));
    let psa = client_on(&sandbox);
    psa.tickets().update(TicketId::new(KIOSK.into()), &Patch::new().replace("severity", "Low")).await.unwrap();
    sandbox.clear_log();
    let error = tools.approve(UPDATE, &asked).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Stale, Some(Sent::No)), "{error}");
    assert_eq!(sent(&sandbox), [""; 0]);
    assert!(tools.change(UPDATE, triage()).await.is_ok(), "it can be asked anew");
}

#[tokio::test]
async fn patches_that_would_not_do_what_they_say_are_refused_before_anything_is_asked() {
    let (sandbox, tools) = sandbox().await;
    let step = |op: &str, path: &str, value: Value| json!({"op": op, "path": path, "value": value});
    let fine = step("replace", "severity", "High".into());
    for (patch, path, words) in [
        (json!([fine, step("replace", "company/identifier", "x".into())]), "$.patch[1]", "reaches into a reference"),
        (json!([step("replace", "status/id", 213.into())]), "$.patch[0]", "replace all of status"),
        (json!([step("Replace", "summary", "x".into())]), "$.patch[0].op", "lower case"),
        (json!([fine, {"op": "replace", "path": "summary"}]), "$.patch[1].value", "a value"),
        (json!([fine, {"op": "test", "path": "summary", "value": 1}]), "$.patch[1].op", "replace"),
        (json!([step("replace", "id", 5.into())]), "$.patch[0]", "own number"),
        (json!([step("replace", "initialDescription", "x".into())]), "$.patch[0]", "add a note instead"),
        (json!([step("replace", "customFields", json!([{"value": 1}]))]), "$.patch[0]", "whole number as id"),
        (json!(["summary"]), "$.patch[0]", "an object"),
        (json!({"op": "replace"}), "$.patch", "a list"),
    ] {
        let error = tools.ask(UPDATE, json!({"ticket": KIOSK, "patch": patch})).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Input, Some(path)), "{patch}: {error}");
        assert!(error.message().contains(words), "{patch}: {error}");
    }
    assert!(sandbox.log().is_empty(), "nothing was even read");
}

#[tokio::test]
async fn mistakes_come_back_before_anything_is_sent() {
    let (sandbox, tools) = sandbox().await;
    let patch = |path: &str| json!([{"op": "replace", "path": path, "value": "x"}]);
    for (input, kind, path, words) in [
        (json!({"ticket": KIOSK}), ErrorKind::Input, "$", "nothing to do"),
        (json!({"ticket": KIOSK, "patch": []}), ErrorKind::Input, "$", "nothing to do"),
        (json!({"ticket": KIOSK, "status": "New"}), ErrorKind::Input, "$", "so already"),
        (json!({"ticket": KIOSK, "board": "Help Desk"}), ErrorKind::Input, "$.board", "a new one needs one"),
        (json!({"ticket": KIOSK, "status": "Waiting customer"}), ErrorKind::NotFound, "$.status", "no status"),
        (
            json!({"ticket": KIOSK, "summary": "x", "patch": patch("summary")}),
            ErrorKind::Input,
            "$.patch",
            "by the patch",
        ),
        (json!({"ticket": KIOSK, "patch": patch("Summary")}), ErrorKind::Input, "$.patch", "spelled"),
        (
            json!({"ticket": KIOSK, "patch": [{"op": "remove", "path": "customFields/99"}]}),
            ErrorKind::Input,
            "$.patch",
            "nothing at",
        ),
        (json!({"ticket": KIOSK, "note": {"text": " "}}), ErrorKind::Input, "$.note.text", "not empty"),
        (json!({"ticket": KIOSK, "note": "Hello"}), ErrorKind::Input, "$.note", "an object"),
        (json!({"ticket": KIOSK, "time": {"minutes": 0}}), ErrorKind::Input, "$.time.minutes", "from 1 to 1440"),
        (
            json!({"ticket": KIOSK, "time": {"minutes": 5, "start": "today"}}),
            ErrorKind::Input,
            "$.time.start",
            "a date",
        ),
        (
            json!({"ticket": KIOSK, "time": {"minutes": 5, "work_type": "Magic"}}),
            ErrorKind::NotFound,
            "$.time.work_type",
            "no work type",
        ),
        (json!({"ticket": 1, "summary": "x"}), ErrorKind::NotFound, "$.ticket", "not found"),
        (json!({"ticket": 0, "summary": "x"}), ErrorKind::Input, "$.ticket", "from 1"),
        (json!({"summary": "x"}), ErrorKind::Input, "$.ticket", "missing"),
    ] {
        let error = tools.ask(UPDATE, input.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (kind, Some(path)), "{input}: {error}");
        assert!(error.message().to_lowercase().contains(words), "{input}: {error}");
    }
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn what_is_so_already_is_not_sent() {
    let (sandbox, tools) = sandbox().await;
    let input = json!({"ticket": KIOSK, "note": {"text": "Still new."}, "status": "New"});
    let asked = tools.ask(UPDATE, input).await.unwrap();
    assert_eq!(strings(&asked.plan().operations), ["psa:POST /service/tickets/{id}/notes"]);
    assert!(asked.plan().warnings[0].contains("so already"), "{:?}", asked.plan().warnings);
    let answer = tools.approve(UPDATE, &asked).await.unwrap();
    assert_eq!((sent(&sandbox).len(), &answer["undo"]), (1, &Value::Null));
}

/// An update whose requests that match the pattern go wrong.
async fn spoiled(fault: FaultKind, path: &str) -> (Sandbox, Result<Value, ToolError>) {
    let (sandbox, tools) = sandbox().await;
    let asked = tools.ask(UPDATE, triage()).await.unwrap();
    let method = if path.ends_with("100003") { "PATCH" } else { "POST" };
    sandbox.misbehave(Fault::new(fault).method(method).path(path));
    let outcome = tools.approve(UPDATE, &asked).await;
    sandbox.behave();
    (sandbox, outcome)
}

#[tokio::test]
async fn where_the_first_part_fails_nothing_was_done() {
    let (sandbox, outcome) = spoiled(FaultKind::status(403), "*/notes").await;
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unauthorized, CallStatus::Failed));
    assert_eq!(sent(&sandbox), ["POST /service/tickets/100003/notes"]);
}

#[tokio::test]
async fn where_a_later_part_fails_what_was_done_is_told() {
    let (sandbox, outcome) = spoiled(FaultKind::status(403), "*/time/entries").await;
    let answer = outcome.unwrap();
    assert_eq!(answer["outcome"], "partly_done");
    assert_eq!(answer["summary"], "Ticket 100003: the note was added, the time failed, the fields not sent.");
    let parts: Vec<_> =
        answer["parts"].as_array().unwrap().iter().map(|part| (&part["part"], &part["outcome"])).collect();
    let expected = [("note", "done"), ("time", "failed"), ("fields", "not_sent")].map(|(a, b)| (json!(a), json!(b)));
    assert_eq!(parts, expected.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>());
    assert!(answer["parts"][1]["detail"].as_str().unwrap().contains("403"), "{answer:#}");
    assert_eq!((&answer["status"], &answer["undo"]), (&json!("New"), &Value::Null));
    assert_eq!(ticket(&sandbox, KIOSK)["status"]["name"], "New", "a ticket without its time is not closed");
}

#[tokio::test]
async fn a_part_whose_answer_got_lost_is_looked_for_and_the_rest_is_done() {
    for (path, place) in [("*/notes", 0), ("*/time/entries", 1)] {
        let (sandbox, outcome) = spoiled(FaultKind::CommitThenDrop, path).await;
        let answer = outcome.unwrap();
        assert_eq!(answer["outcome"], "done", "{path}: {answer:#}");
        let part = &answer["parts"][place];
        assert!(part["id"].is_u64() && part["detail"].as_str().unwrap().contains("was looked up"), "{answer:#}");
        assert_eq!(sent(&sandbox).len(), 3, "{path}: each part once");
    }
}

#[tokio::test]
async fn an_answer_that_got_lost_and_cannot_be_looked_for_is_an_unknown_outcome() {
    for (path, done, left) in [("*/notes", 0, 2), ("*/time/entries", 1, 1)] {
        let (sandbox, tools) = sandbox().await;
        let asked = tools.ask(UPDATE, triage()).await.unwrap();
        sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).method("POST").path(path));
        sandbox.misbehave(Fault::new(FaultKind::status(403)).method("GET").path(path));
        let error = tools.approve(UPDATE, &asked).await.unwrap_err();
        sandbox.behave();
        assert_eq!((error.kind(), error.status()), (ErrorKind::OutcomeUnknown, CallStatus::OutcomeUnknown), "{error}");
        assert!(error.message().contains("ticket 100003") && error.message().contains("before"), "{error}");
        assert_eq!(sent(&sandbox).len(), 3 - left, "{path}: once, and nothing after it");
        if done == 1 {
            let parts = error.details().unwrap()["parts"].as_array().unwrap().clone();
            let outcomes: Vec<_> = parts.iter().map(|part| part["outcome"].as_str().unwrap()).collect();
            assert_eq!(outcomes, ["done", "unknown", "not_sent"]);
            assert!(error.message().starts_with("the note was added, what became of the time is not known"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_patch_of_replacements_survives_a_lost_answer() {
    let (sandbox, tools) = sandbox().await;
    let asked = tools.ask(UPDATE, triage()).await.unwrap();
    sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).method("PATCH").times(1));
    let answer = tools.approve(UPDATE, &asked).await.unwrap();
    assert_eq!((&answer["outcome"], &answer["status"]), (&json!("done"), &json!("Resolved")));
    assert_eq!(sandbox.log().matching("PATCH", "*/100003").count(), 2);
}

#[tokio::test]
async fn a_call_that_is_bound_works_on_its_companys_tickets_only() {
    let (sandbox, tools) = sandbox().await;
    let (acme, other) = (tools.bound_to(19_011), tools.bound_to(19_012));
    let missing = other.error(UPDATE, json!({"ticket": 1, "summary": "x"})).await;
    for input in [triage(), json!({"ticket": KIOSK, "patch": [{"op": "replace", "path": "severity", "value": "Low"}]})]
    {
        assert_eq!(other.error(UPDATE, input).await, missing);
    }
    let answer = acme.change(UPDATE, triage()).await.unwrap();
    acme.change(UPDATE, json!({"ticket": KIOSK, "patch": answer["undo"]})).await.unwrap();

    sandbox.clear_log();
    for path in ["company", "contact", "site", "agreement", "parentTicketId", "automaticEmailCc"] {
        let patch = json!([{"op": "replace", "path": path, "value": {"id": 19_012}}]);
        let error = acme.error(UPDATE, json!({"ticket": KIOSK, "patch": patch})).await;
        assert_eq!((&error["kind"], &error["path"]), (&json!("input"), &json!("$.patch[0].path")), "{path}");
    }
    assert!(sandbox.log().is_empty());
    let stranger = sandbox.world().people.iter().find(|person| person.company != 11).unwrap().id;
    assert_eq!(acme.error(UPDATE, json!({"ticket": KIOSK, "contact": stranger})).await["kind"], "not_found");
}

#[tokio::test(start_paused = true)]
async fn the_operators_stop_ends_an_update_between_its_parts() {
    let ticket = || answer(json!({"id": 7, "summary": "x", "company": {"id": 1}}));
    let note = answer(json!({"id": 70})).after(Duration::from_secs(10));
    let (tools, script) = scripted([ticket(), ticket(), note, ticket()]);
    let asked = tools.ask(UPDATE, json!({"ticket": 7, "note": {"text": "Hello"}, "summary": "y"})).await.unwrap();
    let warning = "The server does not say when the ticket was changed: changes in between go unnoticed.";
    assert_eq!(asked.plan().warnings[0], warning);

    let registry = tools.registry.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        registry.freeze(FreezeScope::All, &"operator".into(), None).await.unwrap();
    });
    let answer = tools.approve(UPDATE, &asked).await.unwrap();
    assert_eq!(answer["summary"], "Ticket 7: the note was added, the fields not sent.");
    let stopped = json!({"part": "fields", "outcome": "not_sent", "detail": "the operator stopped this"});
    assert_eq!(answer["parts"], json!([{"part": "note", "outcome": "done", "id": 70}, stopped]));
    assert_eq!(common::lines(&script).len(), 3, "the note was waited for, and the patch not sent");
}
