//! What an AI agent may do with PSA: twenty [tools](Tool), to be put into a [`Registry`](msp_tools_core::Registry).

mod access;
mod any_ticket;
mod columns;
mod companies;
mod configurations;
mod contacts;
mod create_ticket;
mod expense_entries;
mod input;
mod operations;
mod opportunities;
mod patch_argument;
mod products;
mod projects;
mod request;
mod resolve;
mod ticket;
mod ticket_fields;
mod tickets;
mod time_entries;
mod update_outcome;
mod update_ticket;
mod written;

use std::sync::Arc;

use msp_tools_core::{Effect, Tool, ToolSpec};

pub use operations::{operation_of, operation_shapes};
pub use request::request_tool;

use crate::client::PsaClient;

/// What the tools belong to: the first part of their qualified names.
pub const INTEGRATION: &str = "connectwise_psa";

/// The tools, working through `client`: with its account, its limits and its retries.
#[must_use]
pub fn tools(client: &PsaClient) -> Vec<Arc<dyn Tool>> {
    vec![
        tickets::list(client),
        ticket::get(client),
        companies::list(client),
        companies::get(client),
        contacts::list(client),
        contacts::get(client),
        projects::list(client),
        projects::get(client),
        opportunities::list(client),
        opportunities::get(client),
        time_entries::list(client),
        time_entries::get(client),
        products::list(client),
        products::get(client),
        expense_entries::list(client),
        expense_entries::get(client),
        configurations::list(client),
        configurations::get(client),
        create_ticket::create(client),
        update_ticket::update(client),
    ]
}

fn spec(name: &str, effect: Effect) -> ToolSpec {
    ToolSpec::new(INTEGRATION, name, effect).with_company_bound()
}
