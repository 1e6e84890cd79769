//! What an AI agent may do with RMM: seventeen [tools](Tool), to be put into a [`Registry`](msp_tools_core::Registry), and
//! [`ScriptTools`], the source of one more for each shell script.
//!
//! | tool | | operations |
//! | --- | --- | --- |
//! | `cw-rmm-list-companies` | read | `rmm:GET /company/companies` |
//! | `cw-rmm-get-company` | read | `rmm:GET /company/companies/{id}`, `.../sites` |
//! | `cw-rmm-list-sites` | read | `rmm:GET /company/sites`, `rmm:GET /company/companies/{id}/sites` |
//! | `cw-rmm-list-devices` | read | `rmm:POST /device/categories/{id}/endpoints`, or the same by `GET`; `rmm:GET /device/endpoints/heartbeat` |
//! | `cw-rmm-get-device` | read | `rmm:GET /device/endpoints/{id}` |
//! | `cw-rmm-get-device-state` | read | `rmm:GET /device/endpoints/{id}/system-state-info`, `.../cpu-usage`, `.../memory-usage`, `.../disk-usage`; heartbeat |
//! | `cw-rmm-get-device-patches` | read | `rmm:GET /patching/{id}/patches` |
//! | `cw-rmm-list-device-groups` | read | `rmm:GET /device-groups`, `rmm:GET /managed-endpoints/{id}/device-groups` |
//! | `cw-rmm-list-scripts` | read | `rmm:GET /automation/scripts` |
//! | `cw-rmm-list-shell-scripts` | read | `rmm:GET /automation/shellScripts` |
//! | `cw-rmm-list-tasks` | read | `rmm:GET /automation/tasks` |
//! | `cw-rmm-get-tasks-summary` | read | the last three, and those of the next |
//! | `cw-rmm-get-task-results` | read | `rmm:GET /automation/tasks/{id}/instances/summary`, `.../instances/{id}/results` |
//! | `cw-rmm-list-tickets` | read | `rmm:GET /service/ticketing/tickets` |
//! | `cw-rmm-get-ticket` | read | `rmm:GET /service/ticketing/tickets/{id}`, `.../notes` |
//! | `cw-rmm-run-task` | needs approval | `rmm:script:<id>` |
//! | `cw-rmm-create-ticket` | needs approval | `rmm:POST /service/ticketing/tickets`; with a note `.../{id}/notes` |
//! | `cw-rmm-script-<name>` | by its verdict | `rmm:script:<id>` |
//!
//! Operations are what policies speak of; they do not change. Paths stand below the API's version, since much can be asked in
//! both. Reads that only turn a name into an id are not among them. [`operation_shapes`] lists all that there can be, for the
//! linter of policy files.
//!
//! # Scripts
//!
//! The policy of a script tool is proposed by a [classifier](msp_tools_core::PolicyClassifier) that reads what is written about the
//! script: one that clearly reads runs by itself, one that may change something needs a person, one that destroys, unprotects or
//! reveals something does not exist for callers. What holds for the tool holds for `cw-rmm-run-task` and raw requests too, since all
//! of them perform `rmm:script:<id>`, however the id is spelled. `cw-rmm-run-task` asks for at least the verdict besides, whether
//! or not the script has a tool: so one that is never by its verdict, and that a person has opened by a rule for its tool, runs by
//! that tool alone.
//!
//! A plan holds a fingerprint of the script: name, description, parameters and engine, which is all that the service hands out. A
//! script that was edited since its tool was made needs a person, or what its new words ask for if that is more. A script with a
//! tool is [pinned](msp_tools_core::Pins) by the first refresh that sees it; one that is edited after that needs a person, under any
//! rule and by every route, until it is pinned again. One that is edited between plan and start is not started
//! ([`Stale`](msp_tools_core::ErrorKind::Stale)). The body of a script is not handed out: an edit of nothing but the body goes
//! unnoticed.
//!
//! A company is expanded to its devices while planning, and those are named to the service one by one: a device that is added
//! later is not touched. A company with more devices than [a call may have](msp_tools_core::CallContext::most_targets) is refused.
//!
//! # Calls that are bound to a company
//!
//! In a call [bound to a company](msp_tools_core::CallContext::with_company) (integration [`INTEGRATION`], id of the company in
//! RMM) all else does not exist: lists show the company's rows, names mean the company's things, and what belongs to another
//! company, or does not say to whom it belongs, is told in the same bytes as what is not there. The service is asked for the
//! company's records where it can be, and each is looked at again. Of a task only the results on the company's devices are shown.
//!
//! Scripts, task definitions, device groups, boards and the like belong to nobody: they are the provider's own, and are shown
//! whole. A provider that writes about customers in their names sets those lists to `never` for such agents.
//!
//! # Limits, time and the operator's stop
//!
//! Each request is [counted](msp_tools_core::CallContext::count_request) when it is sent, repeated tries too, tokens not. Reads end
//! when the call's time is up, the caller gives up or the operator stops it. So do changes until they are sent; what was started
//! is only no longer followed, and told as still running. The service searches nearly nothing: names are looked for in lists that
//! are read whole, those of devices company by company. Naming the company saves requests.
//!
//! ```
//! use cw_rmm_client::{Credentials, RmmClient, Scopes};
//! use msp_tools_core::{Policy, Registry};
//!
//! let key = Credentials::new("0e30aa10-1111-4222-8333-944445555666", "the key's secret");
//! let rmm = RmmClient::builder(key).scopes(Scopes::working()).build()?;
//! let (registry, desk) = Registry::builder().tools(cw_rmm_client::tools::tools(&rmm)).build()?;
//! assert_eq!(registry.list().len(), 17);
//! assert_eq!(registry.get("cw-rmm-run-task")?.policy(), Policy::Approval);
//! # let _ = desk;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod columns;
mod companies;
mod create_ticket;
mod device;
mod device_groups;
mod device_patches;
mod device_state;
mod devices;
mod input;
mod library;
mod machines;
mod operations;
mod resolve;
mod run_task;
mod script_names;
mod script_outcome;
mod script_run;
mod script_schema;
mod script_targets;
mod script_tools;
mod scripts;
mod sites;
mod task_results;
mod tasks;
mod tasks_summary;
mod ticket;
mod tickets;
mod whole;

use std::sync::Arc;

use msp_tools_core::{Effect, Tool, ToolSpec};

pub use operations::{operation_of, operation_shapes};
pub use script_names::SCRIPT_PREFIX;
pub use script_tools::{JudgedScript, ScriptTools};

use crate::client::RmmClient;

/// What the tools belong to: the first part of their qualified names.
pub const INTEGRATION: &str = "connectwise_rmm";

/// The tools, working through `client`: with its key, its limits and its retries. [`ScriptTools`] adds one for each script.
#[must_use]
pub fn tools(client: &RmmClient) -> Vec<Arc<dyn Tool>> {
    vec![
        companies::list(client),
        companies::get(client),
        sites::list(client),
        devices::list(client),
        device::get(client),
        device_state::get(client),
        device_patches::get(client),
        device_groups::list(client),
        scripts::list(client),
        scripts::list_shell(client),
        tasks::list(client),
        tasks_summary::get(client),
        task_results::get(client),
        tickets::list(client),
        ticket::get(client),
        run_task::run(client),
        create_ticket::create(client),
    ]
}

fn spec(name: &str, effect: Effect) -> ToolSpec {
    ToolSpec::new(INTEGRATION, name, effect).with_company_bound()
}
