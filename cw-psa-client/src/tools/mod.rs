//! What an AI agent may do with PSA: twenty [tools](Tool), to be put into a [`Registry`](msp_tools_core::Registry).
//!
//! | list, show one | operations |
//! | --- | --- |
//! | `cw-psa-list-tickets` | `psa:GET /service/tickets`, `psa:GET /project/tickets`; for long conditions `psa:POST` to their `search` |
//! | `cw-psa-get-ticket` | `psa:GET /service/tickets/{id}`, `psa:GET /project/tickets/{id}`, and what belongs to them |
//! | `cw-psa-list-companies`, `cw-psa-get-company` | `psa:GET /company/companies`, `.../{id}` |
//! | `cw-psa-list-contacts`, `cw-psa-get-contact` | `psa:GET /company/contacts`, `.../{id}` |
//! | `cw-psa-list-projects`, `cw-psa-get-project` | `psa:GET /project/projects`, `.../{id}` |
//! | `cw-psa-list-opportunities`, `cw-psa-get-opportunity` | `psa:GET /sales/opportunities`, `.../{id}` |
//! | `cw-psa-list-time-entries`, `cw-psa-get-time-entry` | `psa:GET /time/entries`, `.../{id}` |
//! | `cw-psa-list-products`, `cw-psa-get-product` | `psa:GET /procurement/catalog`, `.../{id}`; of kind `lines` `psa:GET /procurement/products`, `.../{id}` |
//! | `cw-psa-list-expense-entries`, `cw-psa-get-expense-entry` | `psa:GET /expense/entries`, `.../{id}` |
//! | `cw-psa-list-configurations`, `cw-psa-get-configuration` | `psa:GET /company/configurations`, `.../{id}` |
//!
//! | change, with the consent of a person | operations |
//! | --- | --- |
//! | `cw-psa-create-ticket` | `psa:POST /service/tickets`, and `.../{id}/configurations` for devices |
//! | `cw-psa-update-ticket` | of `psa:PATCH /service/tickets/{id}`, `psa:POST .../{id}/notes`, `psa:POST /time/entries` what is asked for; on project tickets below `/project` |
//!
//! Operations are what policies speak of; they do not change. Reads that only turn a name into an id are not among them.
//! [`operation_shapes`] lists all that there can be, for the linter of policy files. [`request_tool`] is one more, for any
//! request, which a host may add.
//!
//! Lists take filters in plain fields and names as people say them, and for experts `conditions` besides. What
//! `cw-psa-get-ticket` includes on demand (time entries, configurations) is bound by what holds for the list of the same.
//!
//! # Calls that are bound to a company
//!
//! In a call [bound to a company](msp_tools_core::CallContext::with_company) (integration [`INTEGRATION`], id of the company in
//! PSA) all else does not exist: lists show the company's records, names mean the company's things, and what belongs to another,
//! or does not say to whom it belongs, is told in the same bytes as what is not there. Servers are asked for the company's
//! records, and each is looked at again. The catalogue, boards, statuses, priorities and members belong to nobody, and are there
//! for all. [`request_tool`] cannot keep to a company, and does nothing in such calls.
//!
//! # Limits, time and the operator's stop
//!
//! Each request is [counted](msp_tools_core::CallContext::count_request) when it is sent, repeated tries too. Reads end when the
//! call's time is up, the caller gives up or the operator stops it. So do changes until they are sent.
//!
//! ```
//! use cw_psa_client::{PsaClient, Region};
//! use msp_tools_core::{Policy, Registry};
//!
//! let psa = PsaClient::builder(Region::Eu)
//!     .company("acmemsp")
//!     .keys("a public key", "a private key")
//!     .client_id("6f0e5a1c-0000-4000-8000-000000000000")
//!     .build()?;
//! let (registry, desk) = Registry::builder().tools(cw_psa_client::tools::tools(&psa)).build()?;
//! assert_eq!(registry.list().len(), 20);
//! assert_eq!(registry.get("cw-psa-update-ticket")?.policy(), Policy::Approval);
//! # let _ = desk;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
mod read_as;
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
