//! The client over real HTTP, against a whole PSA: what no transport in memory can show.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;

use cw_psa_client::api::Upload;
use cw_psa_client::condition::{OrderBy, ticket};
use cw_psa_client::filters::TicketFilter;
use cw_psa_client::models::{NewTicket, NewTicketNote};
use cw_psa_client::{By, ConnectionState, ErrorKind, ListRequest, Patch, PsaClient, PsaClientBuilder, Setting};
use cw_sandbox::{Fault, FaultKind, Sandbox};
use serde::Deserialize;

async fn sandbox() -> Sandbox {
    Sandbox::builder().tickets(3000).start().await.unwrap()
}

fn builder(sandbox: &Sandbox) -> PsaClientBuilder {
    let variables: HashMap<String, String> =
        sandbox.env().into_iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let value = |name: &str| variables[&format!("CW_PSA_{name}")].clone();
    PsaClient::builder("")
        .base_url(value("BASE_URL"))
        .company(value("COMPANY"))
        .keys(value("PUBLIC_KEY"), value("PRIVATE_KEY"))
        .client_id(value("CLIENT_ID"))
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

async fn ids<F>(list: ListRequest<cw_psa_client::models::Ticket, F>) -> Vec<i64> {
    let rows = list.fields(["id"]).list_as::<Id>().all().await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn a_long_list_is_the_same_forward_only_by_number_and_several_pages_at_once() {
    let sandbox = sandbox().await;
    let psa = builder(&sandbox).build().unwrap();
    let list = || psa.tickets().list().condition(ticket::CLOSED.eq(false)).page_size(100);
    let forward = ids(list()).await;
    assert!(forward.len() > 500 && forward.is_sorted(), "{}", forward.len());
    assert_eq!(list().count().await.unwrap(), forward.len() as u64);
    let by_id = || list().order_by(OrderBy::asc(&ticket::ID));
    assert_eq!(ids(by_id()).await, forward);
    assert_eq!(ids(by_id().concurrent(4)).await, forward);
    // Conditions too long for an address, by POST.
    let wanted: Vec<i64> = forward.iter().copied().take(450).collect();
    assert_eq!(ids(list().condition(ticket::ID.is_in(wanted.clone()))).await, wanted);
}

#[tokio::test]
async fn a_ticket_is_made_changed_noted_and_deleted() {
    let sandbox = sandbox().await;
    let psa = builder(&sandbox).build().unwrap();
    let company = psa.companies().list().page_size(1).limit(1).all().await.unwrap().remove(0);
    let board = psa.boards().list().all().await.unwrap().remove(0);
    let status = psa.boards().statuses(board.id.unwrap()).list().all().await.unwrap().pop().unwrap();
    let new = NewTicket::new("O'Brien's 50% \"quote\" [x]", By::id(company.id.unwrap()))
        .with_board(By::id(board.id.unwrap()));
    let made = psa.tickets().create(&new).await.unwrap();
    let id = made.id.unwrap();

    let found = psa.tickets().list().filter(TicketFilter::new().with_text("50% \"quote\" [x]")).all().await.unwrap();
    assert_eq!(found.into_iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [Some(id)]);
    let patch = Patch::new().replace("summary", "Solved").reference("status", &By::id(status.id.unwrap()));
    let changed = psa.tickets().update(id, &patch).await.unwrap();
    assert_eq!(changed.summary.as_deref(), Some("Solved"));
    assert_eq!(changed.status.unwrap().id, status.id);
    psa.tickets().notes(id).create(&NewTicketNote::internal("Reset it.")).await.unwrap();
    assert_eq!(psa.tickets().notes(id).list().all().await.unwrap()[0].text.as_deref(), Some("Reset it."));
    assert_eq!(psa.tickets().all_notes(id).await.unwrap().len(), 1);

    let document =
        psa.documents().upload(&Upload::new("rack.txt", b"\x00\xff".to_vec()).on("Ticket", id)).await.unwrap();
    assert_eq!(psa.documents().download(document.id.unwrap()).await.unwrap().bytes, b"\x00\xff");
    assert_eq!(psa.tickets().documents(id).all().await.unwrap().len(), 1);

    psa.tickets().delete(id).await.unwrap();
    let error = psa.tickets().get(id).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, Some("NotFound")), "{error}");
}

#[tokio::test]
async fn a_creation_whose_answer_is_cut_happened_once() {
    let sandbox = sandbox().await;
    let psa = builder(&sandbox).build().unwrap();
    let before = psa.tickets().list().count().await.unwrap();
    sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).path("*/service/tickets").times(1));
    let company = psa.companies().list().page_size(1).limit(1).all().await.unwrap().remove(0);
    let error = psa.tickets().create(&NewTicket::new("x", By::id(company.id.unwrap()))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(psa.tickets().list().count().await.unwrap(), before + 1);
}

#[tokio::test]
async fn the_site_says_where_the_api_is_and_which_setting_is_wrong() {
    let sandbox = sandbox().await;
    let found = builder(&sandbox).discover().await.unwrap();
    found.system_info().await.unwrap();
    assert_eq!(builder(&sandbox).check().await.state, ConnectionState::Ready);
    for (wrong, setting) in [
        (builder(&sandbox).company("nobody"), Setting::Company),
        (builder(&sandbox).keys("wrong", "keys"), Setting::PrivateKey),
        (builder(&sandbox).client_id("6f0e5a1c-0000-4000-8000-00000000ffff"), Setting::ClientId),
    ] {
        let connection = wrong.check().await;
        assert_eq!(connection.settings.first(), Some(&setting), "{connection:?}");
        assert_eq!(connection.state, ConnectionState::ActionRequired, "{connection:?}");
    }
    let error = builder(&sandbox).company("nobody").discover().await.unwrap_err();
    assert!(error.to_string().contains("knows no company"), "{error}");
}
