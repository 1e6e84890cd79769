//! What an AI agent may do with Automate: eight [tools](Tool), to be put into a [`Registry`](msp_tools_core::Registry).
//!
//! | tool | | operations |
//! | --- | --- | --- |
//! | `cwa-list-clients` | read | `automate:GET /Clients` |
//! | `cwa-list-computers` | read | `automate:GET /Computers` |
//! | `cwa-get-computer` | read | `automate:GET /Computers/{id}`, `automate:GET /Computers/{id}/Drives` |
//! | `cwa-list-alerts` | read | `automate:GET /Alerts` |
//! | `cwa-get-computer-alerts` | read | `automate:GET /Computers/{id}/Alerts` |
//! | `cwa-list-scripts` | read | `automate:GET /Scripts` |
//! | `cwa-clear-alert` | needs approval | `automate:DELETE /Computers/{id}/Alerts/{id}` |
//! | `cwa-run-script` | needs approval | `automate:script:<id>`, such as `automate:script:6431` |
//!
//! Operations are what policies speak of; they do not change. Reads that only turn a name into an id are not among them.
//! [`operation_shapes`] lists all that there can be, for the linter of policy files.
//!
//! # Calls that are bound to a company
//!
//! In a call [bound to a company](msp_tools_core::CallContext::with_company) (integration [`INTEGRATION`], id of the Automate
//! client) all else does not exist: lists show the client's rows, names mean the client's things, and what belongs to another
//! client, or does not say to whom it belongs, is told in the same bytes as what is not there. Servers are asked for the
//! client's rows, and each row is looked at again, since not all servers filter all lists. Such lists do not say how many rows
//! there are in all.
//!
//! Scripts belong to nobody: the library is the provider's own, and is shown whole, so that a bound agent can propose one. A
//! provider that writes about customers in names or descriptions of scripts sets `cwa-list-scripts = "never"` for such agents.
//!
//! # What a person has agreed to
//!
//! The plan of `cwa-run-script` holds a fingerprint of the script: its description, its version and, where the server hands
//! them out, its steps. The tool reads it once more right before the start, and starts nothing if it differs
//! ([`Stale`](msp_tools_core::ErrorKind::Stale)). An edit in the instant between that look and the start goes unnoticed, as do
//! edits of other scripts that it calls. Where a server tells neither version, date nor steps there is no fingerprint, and the
//! plan says so.
//!
//! # Limits, time and the operator's stop
//!
//! Each request is [counted](msp_tools_core::CallContext::count_request) when it is sent, repeated tries too, logins not. Reads
//! end when the call's time is up, the caller gives up or the operator stops it. So do changes until they are sent; what was
//! started is only no longer followed, and told as still running.
//!
//! ```
//! use cwa_client::{AutomateClient, Credentials};
//! use msp_tools_core::{Policy, Registry};
//!
//! let cwa = AutomateClient::builder("automate.example.com")
//!     .credentials(Credentials::integrator("svc-agent", "a long password"))
//!     .client_id("6f0e5a1c-0000-4000-8000-000000000000")
//!     .build()?;
//! let (registry, desk) = Registry::builder().tools(cwa_client::tools::tools(&cwa)).build()?;
//! assert_eq!(registry.list().len(), 8);
//! assert_eq!(registry.get("cwa-run-script")?.policy(), Policy::Approval);
//! # let _ = desk;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod alerts;
mod clear_alert;
mod clients;
mod columns;
mod computer;
mod computers;
mod fingerprint;
mod input;
mod operations;
mod resolve;
mod run_script;
mod script_outcome;
mod scripts;

use std::sync::Arc;

use msp_tools_core::{Effect, Tool, ToolSpec};

pub use operations::{operation_of, operation_shapes};

use crate::client::AutomateClient;

/// What the tools belong to: the first part of their qualified names.
pub const INTEGRATION: &str = "connectwise_automate";

/// The tools, working through `client`: with its account, its limits and its retries.
#[must_use]
pub fn tools(client: &AutomateClient) -> Vec<Arc<dyn Tool>> {
    vec![
        clients::list(client),
        computers::list(client),
        computer::get(client),
        alerts::list(client),
        alerts::of_computer(client),
        scripts::list(client),
        clear_alert::clear(client),
        run_script::run(client),
    ]
}

fn spec(name: &str, effect: Effect) -> ToolSpec {
    ToolSpec::new(INTEGRATION, name, effect).with_company_bound()
}
