//! Running any script of the library.

use std::sync::Arc;

use cw_http::tools::write;
use msp_tools_core::{Bounded, Draft, Effect, IdOrName, Tool, ToolError, WordClassifier};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::access::Access;
use super::library::{self, Script};
use super::resolve;
use super::script_outcome::launch;
use super::script_run::{Asked, Launch, by_verdict};
use super::script_targets::{Devices, TargetType, Wanted};
use crate::client::RmmClient;

pub(super) fn run(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-run-task", Effect::Execute)
        .with_title("Run task")
        .with_description(
            "Runs one script of ConnectWise RMM, once and now, on one or more devices, or on all devices of a company, and follows \
             it: for each device the answer says whether it succeeded, failed, is still running when the waiting ends, or was \
             accepted with a result that cannot be read, none of which is a reason to start it again. Find scripts and their \
             parameters with cw-rmm-list-shell-scripts and cw-rmm-list-scripts; active shell scripts are tools of their own too. A \
             person must approve the run, and scripts that destroy, unprotect or reveal something are not run. A company with more \
             devices than a call may have is refused.",
        )
        .with_permission("Scopes platform.automation.create, platform.automation.read, platform.devices.read, platform.companies.read")
        .with_aliases([
            "kick off", "execute", "launch", "trigger", "start a script", "run a job", "remediate", "fix", "cleanup", "automation",
            "schedule a task", "powershell",
        ])
        .with_possible_operation("rmm:script:*");
    write(spec, rmm, plan, launch)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunTask {
    /// The script, by id or name, such as `Disk Cleanup`.
    script: IdOrName,
    /// Which library the script is in, where both have one of that name.
    kind: Option<ScriptKind>,
    /// The devices to run it on, each by id or name, such as `["kiosk", "DC01"]`. A single one need not be in a list.
    devices: Option<Devices>,
    /// The company that the devices belong to, by id or name, where several companies have devices of the same name. With
    /// `target_type` `COMPANY` all of its devices are meant.
    company: Option<IdOrName>,
    /// `COMPANY` runs it on all devices that the company has when this is planned; one that is added later is not touched.
    target_type: Option<TargetType>,
    /// Values for the script's parameters, by name: `{"serviceName": "Spooler"}`.
    #[serde(default)]
    parameters: Map<String, Value>,
    /// For how many seconds to follow the run; 0 does not wait.
    #[serde(default)]
    wait_seconds: Bounded<0, 900, 90>,
}

/// Which of the two libraries of scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum ScriptKind {
    Shell,
    Automation,
}

async fn plan(access: Access, input: RunTask) -> Result<Draft<Launch>, ToolError> {
    let is_meant = |script: &Script| input.kind.is_none_or(|kind| (kind == ScriptKind::Shell) == script.is_shell());
    let scripts = library::read(&access.rmm).await?.into_iter().filter(is_meant);
    let script = resolve::one(scripts, "$.script", &input.script).await?.row;
    let wanted = Wanted {
        devices: input.devices.as_ref(),
        devices_path: "$.devices",
        company: input.company.as_ref(),
        company_path: "$.company",
        target_type: input.target_type,
    };
    let asked = Asked { script: &script, wanted, parameters: input.parameters, wait_seconds: input.wait_seconds.get() };
    // Whether or not the script is a tool of its own in this registry: what is written about it holds here too.
    asked.plan(&access, Some(by_verdict(&script.verdict(&WordClassifier)))).await
}
