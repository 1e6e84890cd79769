//! What the tests of the tools share: the tools over a sandbox, or over a script of answers.

#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a failed unwrap is a failed test; not every test uses all of it"
)]

use std::fmt::Display;
use std::sync::Arc;

use cw_http::testing::{Reply, Script};
use cw_sandbox::{Account, Sandbox};
use cwa_client::tools::{INTEGRATION, operation_shapes, tools};
use cwa_client::{AutomateClient, Credentials};
use msp_tools_core::{
    Approval, ApprovalDesk, CallContext, CallOutcome, Company, Policies, Registry, ToolCatalog, ToolError, ToolOutput,
    schema_problems,
};
use serde_json::{Value, json};

/// The tools behind the gate, and the desk at which a person answers.
pub struct Tools {
    pub registry: Registry,
    pub desk: ApprovalDesk,
    pub cx: CallContext,
}

impl Tools {
    pub fn of(client: &AutomateClient) -> Self {
        Self::under(client, "")
    }

    /// The tools under a policy file with these lines.
    pub fn under(client: &AutomateClient, lines: &str) -> Self {
        let tools = tools(client);
        let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec())).with_operations(operation_shapes());
        let policies = Policies::parse(&format!("version = 1\n{lines}"), &catalog).unwrap();
        let (registry, desk) = Registry::builder().tools(tools).policies(policies).build().unwrap();
        Self { registry, desk, cx: CallContext::new("agent") }
    }

    /// The same tools in calls that are bound to that client.
    pub fn bound_to(&self, client: impl Display) -> Self {
        let cx = CallContext::new("agent").with_company(Company::new(INTEGRATION, client));
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

/// A sandbox in which scripts and monitors are quick, and the tools on it.
pub async fn sandbox() -> (Sandbox, Tools) {
    let quick = Sandbox::builder().settings(|settings| (settings.script_ms, settings.monitor_ms) = (0, 50));
    let sandbox = quick.start().await.unwrap();
    let tools = on(&sandbox);
    (sandbox, tools)
}

/// The tools on a sandbox.
pub fn on(sandbox: &Sandbox) -> Tools {
    Tools::of(&client_on(sandbox))
}

/// A client on a sandbox.
pub fn client_on(sandbox: &Sandbox) -> AutomateClient {
    let account = sandbox.credentials(Account::Integrator);
    let client = AutomateClient::builder(sandbox.base_url())
        .credentials(Credentials::integrator(account.username, account.password))
        .client_id(account.client_id);
    client.build().unwrap()
}

/// The tools over a script: a login, then these answers in order.
pub fn scripted(replies: impl IntoIterator<Item = Reply>) -> (Tools, Arc<Script>) {
    let login = answer(json!({"AccessToken": "token"}));
    over(Script::new([login].into_iter().chain(replies)))
}

/// The tools over any script.
pub fn over(script: Script) -> (Tools, Arc<Script>) {
    over_under(script, "")
}

/// The tools over any script, under a policy file with these lines.
pub fn over_under(script: Script, lines: &str) -> (Tools, Arc<Script>) {
    let script = Arc::new(script);
    let client = AutomateClient::builder("automate.example.com")
        .credentials(Credentials::integrator("svc", "secret"))
        .client_id("6f0e5a1c-0000-4000-8000-00000000c11e")
        .settings(|settings| settings.transport(script.clone()));
    (Tools::under(&client.build().unwrap(), lines), script)
}

pub fn answer(value: Value) -> Reply {
    Reply::json(200, value.to_string())
}

/// Methods and paths of what was sent, logins aside.
pub fn sent(script: &Script) -> Vec<String> {
    let lines = script.sent().into_iter().map(|request| format!("{} {}", request.method(), request.uri().path()));
    lines.map(|line| line.replace("/cwa/api/v1", "")).filter(|line| line != "POST /apitoken").collect()
}
