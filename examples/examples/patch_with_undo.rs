//! A partial update: what it would change, the change itself, and how it is taken back.
//!
//!     cargo run -p msp-examples --example patch_with_undo

mod common;

use common::AnyError;
use cw_psa_client::filters::TicketFilter;
use cw_psa_client::{By, Patch};
use cw_sandbox::Sandbox;
use serde_json::Value;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let psa = common::psa(&sandbox)?;

    // The record as it is, whole and as JSON: what a change is compared with.
    let search = TicketFilter::new().with_company(By::name("Acme Dental")).with_open(true);
    let found = psa.tickets().list().filter(search).fields(["id"]).limit(1).all().await?;
    let id = found.first().and_then(|ticket| ticket.id).ok_or("there is an open ticket")?;
    let read =
        || async { psa.execute(psa.request(cw_psa_client::Method::GET, &format!("/service/tickets/{id}"))).await };
    let before: Value = read().await?.json()?;

    let patch = Patch::new().replace("summary", "Waiting for pick-up").reference("status", &By::name("In Progress"));
    println!("Ticket {id} would change:");
    for change in patch.changes(&before)? {
        println!("  {}: {} -> {}", change.path, named(&change.before), named(&change.after));
    }
    // Worked out before anything is sent, so that it is there when it is needed.
    let undo = patch.undo(&before)?;

    let ticket = psa.tickets().update(id, &patch).await?;
    println!("Changed: {}", ticket.summary.unwrap_or_default());

    let ticket = psa.tickets().update(id, &undo.patch).await?;
    println!("Undone: {}", ticket.summary.unwrap_or_default());
    let after: Value = read().await?.json()?;
    println!("The same as before: {}", after["summary"] == before["summary"] && after["status"] == before["status"]);
    for remains in undo.remains {
        println!("Cannot be taken back: {}, {}", remains.path, remains.reason);
    }

    // A mistake that servers answer with success is refused before it is sent.
    let mistaken = Patch::new().replace("status/name", "In Progress");
    if let Err(error) = psa.tickets().update(id, &mistaken).await {
        println!("Refused: {error}");
    }
    Ok(())
}

/// A reference by its name, anything else as it is.
fn named(value: &Value) -> String {
    let name = value.get("name").or_else(|| value.get("id")).unwrap_or(value);
    name.as_str().map_or_else(|| name.to_string(), str::to_owned)
}
