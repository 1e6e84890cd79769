//! Conditions: filters built from typed parts, so that no value can change what they mean.
//!
//!     cargo run -p msp-examples --example conditions

mod common;

use common::AnyError;
use cw_psa_client::By;
use cw_psa_client::condition::{Condition, ticket};
use cw_psa_client::filters::{CompanyFilter, TicketFilter};
use cw_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let psa = common::psa(&sandbox)?;

    // What is asked for most is a filter. What it says can be looked at before it is sent.
    let open = TicketFilter::new().with_company(By::name("Acme Dental")).with_open(true);
    println!("{}", open.criteria().parameters()?[0].1);
    println!("  {} tickets", psa.tickets().list().filter(open.clone()).count().await?);

    // Anything else is a condition, from constants that know the type of their field.
    let about_disks = ticket::SUMMARY.contains("drive").or(ticket::SUMMARY.contains("disk"));
    let urgent = about_disks.and(!ticket::BOARD.name().eq("Projects"));
    println!("{}", urgent.to_expression()?);
    for ticket in psa.tickets().list().filter(open).condition(urgent).fields(["id", "summary"]).all().await? {
        println!("  {} {}", ticket.id.map(|id| id.to_string()).unwrap_or_default(), ticket.summary.unwrap_or_default());
    }

    // What somebody typed stays a value, whatever is in it.
    for typed in ["O'Brien & Sons", r#"" or id > 0 or name = ""#] {
        let filter = CompanyFilter::new().with_name(typed);
        println!("{typed}\n  {} companies", psa.companies().list().filter(filter).count().await?);
    }

    // Conditions that come as text are read before they are sent: a mistake is told with its place.
    let typed = Condition::parse("closedFlag = false and board/name = 'Help Desk'")?;
    println!("{}", typed.to_expression()?);
    if let Err(error) = Condition::parse("closedFlag = false and and id > 5") {
        println!("  {error}");
    }
    Ok(())
}
