//! What the tests of the tools share: the tools over a sandbox, or over a script of answers. Beside `mod common`.

#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a failed unwrap is a failed test; not every test uses all of it"
)]

use std::fmt::Display;
use std::sync::Arc;

use cw_http::testing::{Reply, Script};
use cw_psa_client::PsaClient;
use cw_psa_client::tools::{INTEGRATION, operation_shapes, request_tool, tools};
use cw_sandbox::{PsaAccount, Sandbox};
use msp_tools_core::{
    Approval, ApprovalDesk, CallContext, CallOutcome, Company, Policies, Registry, Tool, ToolCatalog, ToolError,
    ToolOutput, schema_problems,
};
use serde_json::{Value, json};

use crate::common;

/// The tools behind the gate, and the desk at which a person answers.
pub struct Tools {
    pub registry: Registry,
    pub desk: ApprovalDesk,
    pub cx: CallContext,
}

impl Tools {
    pub fn of(client: &PsaClient) -> Self {
        Self::under(client, "")
    }

    /// The tools under a policy file with these lines.
    pub fn under(client: &PsaClient, lines: &str) -> Self {
        Self::new(tools(client), lines)
    }

    /// The same, and any request as a tool of its own.
    pub fn with_requests(client: &PsaClient, lines: &str) -> Self {
        Self::new(tools(client).into_iter().chain([request_tool(client)]).collect(), lines)
    }

    fn new(tools: Vec<Arc<dyn Tool>>, lines: &str) -> Self {
        let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec())).with_operations(operation_shapes());
        let policies = Policies::parse(&format!("version = 1\n{lines}"), &catalog).unwrap();
        let (registry, desk) = Registry::builder().tools(tools).policies(policies).build().unwrap();
        Self { registry, desk, cx: CallContext::new("agent") }
    }

    /// The same tools in calls that are bound to that company.
    pub fn bound_to(&self, company: impl Display) -> Self {
        let cx = CallContext::new("agent").with_company(Company::new(INTEGRATION, company));
        Self { registry: self.registry.clone(), desk: self.desk.clone(), cx }
    }

    /// What a call that fails says, as the caller gets it.
    pub async fn error(&self, tool: &str, arguments: Value) -> Value {
        json!(self.registry.call(tool, arguments, &self.cx).await.unwrap_err())
    }

    /// What a tool that runs at once answers; it must fit the tool's own schema.
    pub async fn read(&self, tool: &str, arguments: Value) -> Result<Value, ToolError> {
        match self.registry.call(tool, arguments, &self.cx).await? {
            CallOutcome::Completed(output) => Ok(self.fitting(tool, output)),
            CallOutcome::AwaitingApproval(_) => panic!("{tool} should run at once"),
        }
    }

    /// Where text of customers and devices is in the answer.
    pub async fn untrusted(&self, tool: &str, arguments: Value) -> Vec<String> {
        match self.registry.call(tool, arguments, &self.cx).await.unwrap() {
            CallOutcome::Completed(output) => output.untrusted,
            CallOutcome::AwaitingApproval(_) => panic!("{tool} should run at once"),
        }
    }

    /// The rows of a list.
    pub async fn rows(&self, tool: &str, arguments: Value) -> Vec<Value> {
        self.read(tool, arguments).await.unwrap()["items"].as_array().unwrap().clone()
    }

    /// One column of a list, as text.
    pub async fn column(&self, tool: &str, arguments: Value, name: &str) -> Vec<String> {
        let as_text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.rows(tool, arguments).await.iter().map(|row| as_text(&row[name])).collect()
    }

    /// The request that a changing tool makes of a person.
    pub async fn ask(&self, tool: &str, arguments: Value) -> Result<Box<Approval>, ToolError> {
        match self.registry.call(tool, arguments, &self.cx).await? {
            CallOutcome::AwaitingApproval(approval) => Ok(approval),
            CallOutcome::Completed(_) => panic!("{tool} ran without being approved"),
        }
    }

    /// What it answers once a person has agreed.
    pub async fn approve(&self, tool: &str, asked: &Approval) -> Result<Value, ToolError> {
        self.desk.approve(asked.id(), &asked.digest, &"technician".into(), None).await.unwrap();
        match self.registry.resume(asked.id(), &self.cx).await? {
            CallOutcome::Completed(output) => Ok(self.fitting(tool, output)),
            CallOutcome::AwaitingApproval(_) => panic!("{tool} was approved"),
        }
    }

    /// Asks and approves.
    pub async fn change(&self, tool: &str, arguments: Value) -> Result<Value, ToolError> {
        let asked = self.ask(tool, arguments).await?;
        self.approve(tool, &asked).await
    }

    fn fitting(&self, tool: &str, output: ToolOutput) -> Value {
        let info = self.registry.get(tool).unwrap();
        assert_eq!(schema_problems(&info.spec().output_schema, &output.value), [], "{tool}: {:#}", output.value);
        output.value
    }
}

/// A sandbox, and the tools on it.
pub async fn sandbox() -> (Sandbox, Tools) {
    let sandbox = Sandbox::start().await.unwrap();
    let tools = Tools::of(&client_on(&sandbox));
    (sandbox, tools)
}

/// A client on a sandbox.
pub fn client_on(sandbox: &Sandbox) -> PsaClient {
    let keys = sandbox.psa_credentials(PsaAccount::Integrator);
    let client = PsaClient::builder("")
        .base_url(sandbox.psa_url())
        .company(keys.company)
        .keys(keys.public_key, keys.private_key)
        .client_id(keys.client_id);
    client.build().unwrap()
}

/// The tools over these answers, in order.
pub fn scripted(replies: impl IntoIterator<Item = Reply>) -> (Tools, Arc<Script>) {
    over(Script::new(replies))
}

/// The tools over any script.
pub fn over(script: Script) -> (Tools, Arc<Script>) {
    let script = Arc::new(script);
    (Tools::of(&common::builder(&script).build().unwrap()), script)
}
