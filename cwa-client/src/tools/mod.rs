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

mod alerts;
mod clear_alert;
mod clients;
mod columns;
mod computer;
mod computers;
mod input;
mod operations;
mod paging;
mod resolve;
mod run_script;
mod script_outcome;
mod scripts;

use std::sync::Arc;
use std::time::Duration;

use msp_tools_core::{CallContext, Effect, Tool, ToolSpec};
use tokio::time::timeout;

pub use operations::operation_of;

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
    ToolSpec::new(INTEGRATION, name, effect)
}

/// Waits until the caller gives up or the time for the call is up.
async fn unwanted(cx: &CallContext) {
    match cx.remaining() {
        // Which of the two it was makes no difference.
        Some(left) => drop(timeout(left, cx.cancelled()).await),
        None => cx.cancelled().await,
    }
}

/// Waits so long, unless nobody waits for the result any more. Says whether somebody does.
async fn pause(cx: &CallContext, duration: Duration) -> bool {
    timeout(duration, unwanted(cx)).await.is_err()
}
