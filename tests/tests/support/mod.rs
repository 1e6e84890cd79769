//! What the tests share: a sandbox, a client of it, and the tools on it.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

pub mod gate;

use cw_psa_client::{PsaClient, PsaClientBuilder};
use cw_sandbox::{Account, PsaAccount, Sandbox, SandboxBuilder};
use cwa_client::{AutomateClient, AutomateClientBuilder, Credentials};
use msp_tools_core::{ApprovalDesk, CallContext, CallOutcome, Registry, ToolError};
use serde_json::Value;

pub async fn sandbox() -> Sandbox {
    start(Sandbox::builder().settings(|settings| (settings.script_ms, settings.monitor_ms) = (50, 20))).await
}

pub async fn start(builder: SandboxBuilder) -> Sandbox {
    builder.start().await.expect("a free port on loopback")
}

pub fn builder(sandbox: &Sandbox) -> AutomateClientBuilder {
    let account = sandbox.credentials(Account::Integrator);
    AutomateClient::builder(sandbox.base_url())
        .credentials(Credentials::integrator(account.username, account.password))
        .client_id(account.client_id)
}

pub fn client(sandbox: &Sandbox) -> AutomateClient {
    builder(sandbox).build().expect("the sandbox's own settings")
}

pub fn psa_builder(sandbox: &Sandbox) -> PsaClientBuilder {
    let keys = sandbox.psa_credentials(PsaAccount::Integrator);
    PsaClient::builder(sandbox.base_url())
        .company(keys.company)
        .keys(keys.public_key, keys.private_key)
        .client_id(keys.client_id)
}

pub fn psa(sandbox: &Sandbox) -> PsaClient {
    psa_builder(sandbox).build().expect("the sandbox's own settings")
}

/// All Automate tools for an agent, and the desk where another person approves.
pub fn tools(sandbox: &Sandbox) -> (Registry, ApprovalDesk) {
    Registry::builder().tools(cwa_client::tools::tools(&client(sandbox))).build().expect("the tools fit together")
}

pub fn agent() -> CallContext {
    CallContext::new("agent")
}

/// The output of a call that runs at once.
pub async fn call(registry: &Registry, tool: &str, input: Value) -> Result<Value, ToolError> {
    match registry.call(tool, input, &agent()).await? {
        CallOutcome::Completed(output) => Ok(output.value),
        CallOutcome::AwaitingApproval(approval) => panic!("{tool} waits for approval {}", approval.id()),
    }
}

/// The output of a call that a second person approves.
pub async fn approved(registry: &Registry, desk: &ApprovalDesk, tool: &str, input: Value) -> Result<Value, ToolError> {
    let CallOutcome::AwaitingApproval(approval) = registry.call(tool, input, &agent()).await? else {
        panic!("{tool} did not ask for approval");
    };
    desk.approve(approval.id(), &approval.digest, &"technician".into(), None).await?;
    match registry.resume(approval.id(), &agent()).await? {
        CallOutcome::Completed(output) => Ok(output.value),
        CallOutcome::AwaitingApproval(_) => panic!("{tool} was approved"),
    }
}
