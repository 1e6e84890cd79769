//! Your own program under test: on a tenant that is strict, that misbehaves when told to, and that says what it was sent.
//!
//!     cargo run -p msp-examples --example tests_with_sandbox
//!
//! In a project of yours the tests are `#[tokio::test]`s, and `cw-sandbox` is a dev-dependency.

mod common;

use common::AnyError;
use cw_psa_client::filters::TicketFilter;
use cw_psa_client::models::NewTicket;
use cw_psa_client::{By, ErrorKind, PsaClient, TicketId};
use cw_sandbox::{Fault, FaultKind, Sandbox};

/// The program under test: opens a ticket, unless one about the same is open already.
async fn report(psa: &PsaClient, company: &str, summary: &str) -> Result<Option<TicketId>, cw_psa_client::Error> {
    let same = TicketFilter::new().with_company(By::name(company)).with_text(summary).with_open(true);
    let open = psa.tickets().list().filter(same).fields(["id"]).limit(1).all().await?;
    if let Some(ticket) = open.first() {
        return Ok(ticket.id);
    }
    let new = NewTicket::new(summary, By::name(company)).with_board(By::name("Help Desk"));
    Ok(psa.tickets().create(&new).await?.id)
}

const CREATE: (&str, &str) = ("POST", "*/service/tickets");

async fn it_opens_one_ticket(sandbox: &Sandbox, psa: &PsaClient) -> Result<(), AnyError> {
    let first = report(psa, "Acme Dental", "Card reader is dark").await?;
    let again = report(psa, "Acme Dental", "Card reader is dark").await?;
    assert_eq!(first, again);
    assert_eq!(sandbox.log().count(CREATE.0, CREATE.1), 1);
    Ok(())
}

async fn it_survives_a_bad_day(sandbox: &Sandbox, psa: &PsaClient) -> Result<(), AnyError> {
    sandbox.misbehave(Fault::new(FaultKind::status(503)).method("GET").times(2));
    report(psa, "Acme Dental", "Printer prints twice").await?;
    assert_eq!(sandbox.log().count("GET", "*/service/tickets"), 3, "two that failed, one that did not");
    assert_eq!(sandbox.log().count(CREATE.0, CREATE.1), 1);
    Ok(())
}

async fn a_lost_answer_is_not_sent_again(sandbox: &Sandbox, psa: &PsaClient) -> Result<(), AnyError> {
    // The ticket is made, and the connection breaks before the answer.
    sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).method(CREATE.0).path(CREATE.1).times(1));
    let lost = report(psa, "Acme Dental", "Scanner beeps").await;
    assert_eq!(lost.err().map(|error| error.kind()), Some(ErrorKind::OutcomeUnknown));
    assert_eq!(sandbox.log().count(CREATE.0, CREATE.1), 1, "once, ever");
    let found = report(psa, "Acme Dental", "Scanner beeps").await?;
    assert!(found.is_some(), "the next look finds it");
    assert_eq!(sandbox.log().count(CREATE.0, CREATE.1), 1);
    Ok(())
}

/// A test of its own tenant, as a test runner would call it.
macro_rules! run {
    ($($test:ident)*) => {$(
        let sandbox = Sandbox::start().await?;
        $test(&sandbox, &common::psa(&sandbox)?).await?;
        println!("test {} ... ok", stringify!($test));
    )*};
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    run! { it_opens_one_ticket it_survives_a_bad_day a_lost_answer_is_not_sent_again }
    Ok(())
}
