//! What the tests share: a sandbox, a client of it, and the tools on it.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

pub mod canary;
pub mod gate;
pub mod obedient;

use std::sync::Arc;

use cw_http::tools::raw_request;
use cw_psa_client::{PsaClient, PsaClientBuilder};
use cw_rmm_client::{RmmClient, RmmClientBuilder};
use cw_sandbox::{Account, PsaAccount, RmmAccount, Sandbox, SandboxBuilder};
use cwa_client::{AutomateClient, AutomateClientBuilder, Credentials};
use msp_tools_core::{ApprovalDesk, CallContext, CallOutcome, Effect, Policy, Registry, Tool, ToolError, ToolSpec};
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

/// With all scopes that the key holds, and at full speed.
pub fn rmm_builder(sandbox: &Sandbox) -> RmmClientBuilder {
    rmm_builder_of(sandbox, RmmAccount::Integrator)
}

/// The same with the key of somebody else.
pub fn rmm_builder_of(sandbox: &Sandbox, account: RmmAccount) -> RmmClientBuilder {
    let key = sandbox.rmm_credentials(account);
    RmmClient::builder(cw_rmm_client::Credentials::new(key.client_id, key.client_secret))
        .base_url(sandbox.base_url())
        .scopes(key.scopes.join(" ").parse().expect("scopes in words"))
        .settings(|settings| settings.no_quota())
}

pub fn rmm(sandbox: &Sandbox) -> RmmClient {
    rmm_builder(sandbox).build().expect("the sandbox's own settings")
}

/// The tools of all products, raw requests to PSA and RMM among them, but not those of RMM's scripts.
pub fn every_tool(sandbox: &Sandbox, rmm: &RmmClient) -> Vec<Arc<dyn Tool>> {
    let psa = psa(sandbox);
    let request = ToolSpec::new(cw_rmm_client::tools::INTEGRATION, "cw-rmm-request", Effect::Write)
        .with_description("Sends one request to ConnectWise RMM.")
        .with_unknown_operations(Policy::Approval);
    let mut tools = cwa_client::tools::tools(&client(sandbox));
    tools.extend(cw_psa_client::tools::tools(&psa));
    tools.push(cw_psa_client::tools::request_tool(&psa));
    tools.extend(cw_rmm_client::tools::tools(rmm));
    tools.push(raw_request(request, rmm.clone(), Policy::Never));
    tools
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
