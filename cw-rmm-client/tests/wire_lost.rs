//! Tickets and notes whose creation was not answered: where they are looked for, and what is taken for them.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::Arc;

use common::{client, lines};
use cw_http::testing::{Reply, Script};
use cw_rmm_client::models::{NewTicket, NewTicketNote, Ref, Ticket, TicketNote};
use cw_rmm_client::{BoardId, ErrorKind, Fate, RmmClient, SourceId, Template};
use serde_json::{Value, json};

const NOW: &str = "2026-11-24T10:00:05Z";

fn new() -> NewTicket {
    NewTicket::new("Disk full", "4 percent free", BoardId::new("bo-1"), SourceId::new("so-1"))
        .with_company(Ref::by_id("co-1"))
}

fn dated(status: u16, body: &Value) -> Reply {
    Reply::json(status, body.to_string()).header("date", "Tue, 24 Nov 2026 10:00:05 GMT")
}

fn losing(replies: impl IntoIterator<Item = Reply>) -> (RmmClient, Arc<Script>) {
    client([Reply::cut()].into_iter().chain(replies))
}

fn listed() -> Value {
    let ticket =
        json!({"id": "ti-1", "number": "48213", "summary": "disk full", "company": {"id": "co-1"}, "createdAt": NOW});
    json!({"tickets": [ticket], "totalCount": 1})
}

#[tokio::test(start_paused = true)]
async fn a_ticket_is_found_among_the_newest_of_its_company_and_read_whole() {
    let whole = json!({"id": "ti-1", "number": "48213", "assets": [{"id": "e1"}, {"id": "e2"}]});
    let (rmm, script) = losing([dated(200, &listed()), dated(200, &whole)]);
    let error = rmm.tickets().create(&new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    let Fate::Happened(ticket) = error.reconcile::<Ticket>().await.unwrap() else { panic!("it is there") };
    assert_eq!((ticket.number.as_deref(), ticket.assets.map(|assets| assets.len())), (Some("48213"), Some(2)));
    let list = "GET /api/platform/v2/service/ticketing/tickets";
    let query = "companyIds=co-1&pageNum=1&pageSize=100&sortBy=createdAt&sortDir=desc";
    assert_eq!(lines(&script)[1..], [format!("{list}?{query}"), format!("{list}/ti-1")]);
}

#[tokio::test(start_paused = true)]
async fn no_ticket_is_none_though_the_service_says_not_found() {
    let missing = || Reply::json(404, "[]");
    for empty in
        [[missing(), missing(), missing(), missing()], std::array::from_fn(|_| dated(200, &json!({"tickets": []})))]
    {
        let (rmm, _) = losing(empty);
        let error = rmm.tickets().create(&new()).await.unwrap_err();
        assert_eq!(error.reconcile::<Value>().await.unwrap(), Fate::DidNotHappen);
    }
}

#[tokio::test(start_paused = true)]
async fn a_note_is_found_on_its_ticket() {
    let note = json!({"id": "no-1", "detail": "4 percent free", "visibility": 2, "createdAt": NOW});
    let old = json!({"id": "no-0", "detail": "4 percent free", "visibility": 2, "createdAt": "2026-11-23T10:00:05Z"});
    let (rmm, script) = losing([dated(200, &json!([old, note]))]);
    let error = rmm.tickets().create_note("ti-1", &NewTicketNote::internal("4 percent free")).await.unwrap_err();
    let Fate::Happened(note) = error.reconcile::<TicketNote>().await.unwrap() else { panic!("it is there") };
    assert_eq!(note.id.map(|id| id.to_string()).as_deref(), Some("no-1"));
    assert_eq!(lines(&script)[1], "GET /api/platform/v1/service/ticketing/tickets/ti-1/notes");
}

#[tokio::test(start_paused = true)]
async fn of_a_started_task_nothing_is_to_be_found() {
    let (rmm, script) = losing([]);
    let error = rmm.tasks().run(Template::shell("s-1", "Disk Cleanup")).on(["e1"]).send().await.unwrap_err();
    assert!(!error.can_reconcile());
    let Fate::CannotTell(why) = error.reconcile::<Value>().await.unwrap() else { panic!("nobody can tell") };
    assert!(why.contains("list of started tasks"), "{why}");
    assert_eq!(lines(&script).len(), 1);
}
