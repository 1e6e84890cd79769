//! Creations whose answers are lost: where they are looked for, and what is taken for them.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::Arc;

use common::{answer, builder, client, line, lines};
use cw_http::testing::{Reply, Script};
use cw_psa_client::condition::ticket;
use cw_psa_client::models::{
    NewCompanyNote, NewProjectTicket, NewTicket, NewTicketNote, NewTimeEntry, Ticket, TicketNote, TimeEntry,
};
use cw_psa_client::{By, CompanyId, Error, ErrorKind, Fate, PsaClient, TicketId};
use serde_json::{Value, json};

const DATE: &str = "Mon, 02 Mar 2026 10:00:05 GMT";
const NOW: &str = "2026-03-02T10:00:05Z";

fn new() -> NewTicket {
    NewTicket::new("w7-000001 made by a \"test\" 100%", By::id(912)).with_process_notifications(false)
}

/// Every list holds these records; creations are cut.
fn losing(found: Value) -> (PsaClient, Arc<Script>) {
    let found = Reply::json(200, found.to_string()).header("date", DATE);
    let script = Arc::new(Script::new([Reply::cut()]).then_always(found));
    (builder(&script).build().unwrap(), script)
}

fn made(id: i64, fields: Value) -> Value {
    let mut record = json!({"id": id, "_info": {"dateEntered": NOW}});
    record.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    record
}

async fn fate<T: serde::de::DeserializeOwned>(error: Error) -> Fate<T> {
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{error}");
    error.reconcile().await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_ticket_is_found_by_its_own_fields_among_the_newest() {
    let fields = json!({"summary": "w7-000001 made by a \"test\" 100%", "company": {"id": 912, "name": "Acme"}});
    let (psa, script) = losing(json!([made(48_213, fields)]));
    let error = psa.tickets().create(&new()).await.unwrap_err();
    let Fate::Happened(ticket) = fate::<Ticket>(error).await else { panic!("it is there") };
    assert_eq!(ticket.id, Some(TicketId::new(48_213)));
    let looks = &lines(&script)[1..];
    // No text of the ticket's is in the conditions: how PSA reads quotes is not certain enough to conclude from.
    assert_eq!(looks, ["GET /service/tickets?conditions=company/id = 912&orderBy=id desc&pageSize=100"]);
}

#[tokio::test(start_paused = true)]
async fn a_ticket_that_is_not_there_was_not_made() {
    let other = made(1, json!({"summary": "another", "company": {"id": 912}}));
    for found in [json!([]), json!([other])] {
        let (psa, script) = losing(found);
        let error = psa.tickets().create(&new()).await.unwrap_err();
        assert_eq!(fate::<Value>(error).await, Fate::DidNotHappen);
        assert_eq!(script.sent().iter().filter(|request| request.method() == "POST").count(), 1);
    }
}

/// The condition goes out as the caller has written it: a server that takes its first quoted word finds the ticket.
#[tokio::test(start_paused = true)]
async fn a_mark_is_looked_for_in_the_callers_own_words() {
    for (found, id) in [(json!([{"id": 5, "summary": "renamed since"}]), Some(5)), (json!([]), None)] {
        let (psa, script) = losing(found);
        let marked = psa.tickets().list().condition(ticket::SUMMARY.like("w7-000001 %"));
        let error = psa.tickets().create(&new()).findable_by(marked).await.unwrap_err();
        match (fate::<Ticket>(error).await, id) {
            (Fate::Happened(ticket), Some(id)) => assert_eq!(ticket.id, Some(TicketId::new(id))),
            (fate, id) => assert!(matches!(fate, Fate::DidNotHappen) && id.is_none(), "{fate:?}"),
        }
        let look = line(&script.sent()[1]);
        assert_eq!(look, r#"GET /service/tickets?conditions=summary like "w7-000001 %"&pageSize=5"#);
    }
    let (psa, _) = losing(json!([{"id": 5}, {"id": 6}]));
    let marked = psa.tickets().list().condition(ticket::SUMMARY.like("w7-000001 %"));
    let error = psa.tickets().create(&new()).findable_by(marked).await.unwrap_err();
    let Fate::CannotTell(why) = fate::<Ticket>(error).await else { panic!("two have the mark") };
    assert!(why.ends_with("5, 6"), "{why}");
}

#[tokio::test(start_paused = true)]
async fn notes_are_found_on_their_ticket_and_time_by_what_it_is_charged_to() {
    let note = made(70, json!({"text": "Reset the power plan.", "internalAnalysisFlag": true, "dateCreated": NOW}));
    let (psa, script) = losing(json!([note]));
    let new = NewTicketNote::internal("Reset the power plan.").with_process_notifications(false);
    let error = psa.tickets().notes(TicketId::new(7)).create(&new).await.unwrap_err();
    assert!(matches!(fate::<TicketNote>(error).await, Fate::Happened(_)));
    assert_eq!(lines(&script)[1], "GET /service/tickets/7/notes?orderBy=id desc&pageSize=100");

    let moment = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let (start, end) = (moment("2026-03-02T09:00:00Z"), moment("2026-03-02T09:15:00Z"));
    let fields = json!({
        "chargeToId": 7, "chargeToType": "ServiceTicket", "timeStart": "2026-03-02T09:00:00+00:00",
        "timeEnd": "2026-03-02T09:15:00Z", "dateEntered": NOW, "member": {"id": 3, "identifier": "jdoe"},
    });
    let entry = NewTimeEntry::on_ticket(TicketId::new(7), start, end).with_member(By::identifier("JDoe"));
    let (psa, script) = losing(json!([made(90, fields.clone())]));
    let error = psa.time_entries().create(&entry).await.unwrap_err();
    assert!(matches!(fate::<TimeEntry>(error).await, Fate::Happened(_)));
    assert_eq!(lines(&script)[1], "GET /time/entries?conditions=chargeToId = 7&orderBy=id desc&pageSize=100");
    // The same quarter of an hour of somebody else's is another entry.
    let (psa, _) = losing(json!([made(91, fields)]));
    let error = psa.time_entries().create(&entry.with_member(By::identifier("tneumann"))).await.unwrap_err();
    assert_eq!(fate::<Value>(error).await, Fate::DidNotHappen);
}

#[tokio::test(start_paused = true)]
async fn tickets_of_projects_are_looked_for_where_they_are() {
    let (psa, script) = losing(json!([made(9, json!({"summary": "Cabling", "phase": {"id": 4}}))]));
    let error = psa.project_tickets().create(&NewProjectTicket::new("Cabling", By::id(4))).await.unwrap_err();
    assert!(matches!(fate::<Value>(error).await, Fate::Happened(_)));
    assert_eq!(lines(&script)[1], "GET /project/tickets?conditions=phase/id = 4&orderBy=id desc&pageSize=100");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_found_again_says_so_and_nothing_is_asked() {
    let (psa, script) = losing(json!([]));
    let error = psa.companies().notes(CompanyId::new(1)).create(&NewCompanyNote::new("x")).await.unwrap_err();
    assert!(!error.can_reconcile());
    assert!(matches!(fate::<Value>(error).await, Fate::CannotTell(_)));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_was_answered_asks_for_nothing_more() {
    let (psa, script) = client([answer(json!({"id": 5}))]);
    psa.tickets().create(&new()).await.unwrap();
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_look_asks_for_the_same_release_as_the_creation() {
    let (psa, script) = losing(json!([]));
    let error = psa.with_version("2025.8").tickets().create(&new()).await.unwrap_err();
    assert_eq!(fate::<Value>(error).await, Fate::DidNotHappen);
    let sent = script.sent();
    assert!(sent.iter().all(|request| common::header(request, "accept") == common::header(&sent[0], "accept")));
    assert!(common::header(&sent[1], "accept").unwrap().contains("2025.8"));
}
