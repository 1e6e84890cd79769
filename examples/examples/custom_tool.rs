//! A tool of your own beside those of a client, under the same policies, approvals and records.
//!
//!     cargo run -p msp-examples --example custom_tool

mod common;

use std::sync::Arc;

use common::AnyError;
use cw_psa_client::filters::TicketFilter;
use cw_psa_client::models::NewTicketNote;
use cw_psa_client::{By, PsaClient, TicketId};
use cw_sandbox::Sandbox;
use msp_tools_core::{
    CallContext, CallOutcome, Draft, Effect, Registry, Target, Tool, ToolError, ToolSpec, write_tool,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What a caller gives. Names and comments are what a model reads; what is not here is refused with its JSON path.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LeaveNotes {
    /// The company by its name, such as `Acme Dental`.
    company: String,
    /// The note, for technicians only.
    text: String,
}

/// All that running needs: what a person approved is what happens, so nothing is looked up again.
#[derive(Serialize, Deserialize)]
struct Prepared {
    tickets: Vec<TicketId>,
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct Done {
    /// On how many tickets the note was left.
    tickets: usize,
    /// How many were left out.
    left_out: usize,
    /// Why.
    because: Option<String>,
}

fn leave_notes(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = ToolSpec::new("my_desk", "note-on-open-tickets", Effect::Write)
        .with_description("Leaves an internal note on every open ticket of a company.")
        .with_aliases(["tell technicians", "annotate tickets"])
        // The route's own name, as PSA's tools call it: what policy says about it holds here too.
        .with_operation("psa:POST /service/tickets/{id}/notes");
    write_tool(spec, psa.clone(), plan, run)
}

/// Only reads: finds out what would be done, and to what.
async fn plan(psa: PsaClient, input: LeaveNotes, cx: CallContext) -> Result<Draft<Prepared>, ToolError> {
    cx.count_request()?;
    let open = TicketFilter::new().with_company(By::name(&input.company)).with_open(true);
    let found = psa.tickets().list().filter(open).fields(["id", "summary"]).limit(100).all().await?;
    let ids: Vec<TicketId> = found.iter().filter_map(|ticket| ticket.id).collect();
    let targets = found
        .iter()
        .filter_map(|ticket| Some(Target::new("ticket", ticket.id?, ticket.summary.as_deref().unwrap_or_default())));
    let sentence = format!("Leave a note on {} open tickets of {}: {}", ids.len(), input.company, input.text);
    Ok(Draft::new(sentence, Prepared { tickets: ids, text: input.text }).with_targets(targets.collect::<Vec<_>>()))
}

/// Exactly what was planned.
async fn run(psa: PsaClient, prepared: Prepared, cx: CallContext) -> Result<Done, ToolError> {
    let (note, all) = (NewTicketNote::internal(prepared.text), prepared.tickets.len());
    for (at, ticket) in prepared.tickets.into_iter().enumerate() {
        match leave_note(&psa, ticket, &note, &cx).await {
            Ok(()) => {}
            Err(error) if at == 0 => return Err(error),
            // What was done stays done: that is no plain failure any more.
            Err(error) => return Ok(Done { tickets: at, left_out: all - at, because: Some(error.to_string()) }),
        }
    }
    Ok(Done { tickets: all, left_out: 0, because: None })
}

async fn leave_note(
    psa: &PsaClient,
    ticket: TicketId,
    note: &NewTicketNote,
    cx: &CallContext,
) -> Result<(), ToolError> {
    cx.ensure_wanted()?; // between two targets the operator's stop takes hold
    cx.count_request()?;
    psa.tickets().notes(ticket).create(note).await?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let psa = common::psa(&sandbox)?;
    let tools = cw_psa_client::tools::tools(&psa);
    let (registry, desk) = Registry::builder().tools(tools).tool(leave_notes(&psa)).build()?;

    let found = registry.search("leave a note on tickets for the technicians", 1);
    let name = found.first().ok_or("it is found by what it does")?.tool.spec().name.clone();
    println!("found: {name}");

    let agent = CallContext::new("agent");
    let arguments = json!({"company": "Acme Dental", "text": "They move on Friday: nobody is in."});
    let CallOutcome::AwaitingApproval(asked) = registry.call(&name, arguments, &agent).await? else {
        return Err("a change waits for a person by default".into());
    };
    println!("waits: {}", asked.plan().sentence);
    for target in asked.plan().targets.iter().take(3) {
        println!("  {target}");
    }

    desk.approve(asked.id(), &asked.digest, &"dana".into(), Some("they said so")).await?;
    if let CallOutcome::Completed(output) = registry.resume(asked.id(), &agent).await? {
        println!("done: {}", output.value);
    }

    if let Err(error) = registry.call(&name, json!({"company": "Acme Dental", "txt": "oops"}), &agent).await {
        println!("refused: {error}");
    }
    Ok(())
}
