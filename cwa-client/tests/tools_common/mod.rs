//! What the tests of the tools share: the tools over a sandbox, or over a script of answers.

#![allow(
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "a failed unwrap is a failed test; not every test uses all of it"
)]

use std::sync::Arc;

use cw_http::testing::{Reply, Script};
use cw_sandbox::{Account, Sandbox};
use cwa_client::tools::tools;
use cwa_client::{AutomateClient, Credentials};
use msp_tools_core::{
    Approval, ApprovalDesk, CallContext, CallOutcome, Registry, ToolError, ToolOutput, schema_problems,
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
        let (registry, desk) = Registry::builder().tools(tools(client)).build().unwrap();
        Self { registry, desk, cx: CallContext::new("agent") }
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
    let account = sandbox.credentials(Account::Integrator);
    let client = AutomateClient::builder(sandbox.base_url())
        .credentials(Credentials::integrator(account.username, account.password))
        .client_id(account.client_id);
    Tools::of(&client.build().unwrap())
}

/// The tools over a script: a login, then these answers in order.
pub fn scripted(replies: impl IntoIterator<Item = Reply>) -> (Tools, Arc<Script>) {
    let login = answer(json!({"AccessToken": "token"}));
    over(Script::new([login].into_iter().chain(replies)))
}

/// The tools over any script.
pub fn over(script: Script) -> (Tools, Arc<Script>) {
    let script = Arc::new(script);
    let client = AutomateClient::builder("automate.example.com")
        .credentials(Credentials::integrator("svc", "secret"))
        .client_id("6f0e5a1c-0000-4000-8000-00000000c11e")
        .transport(script.clone());
    (Tools::of(&client.build().unwrap()), script)
}

pub fn answer(value: Value) -> Reply {
    Reply::json(200, value.to_string())
}

/// Methods and paths of what was sent, logins aside.
pub fn sent(script: &Script) -> Vec<String> {
    let lines = script.sent().into_iter().map(|request| format!("{} {}", request.method(), request.uri().path()));
    lines.map(|line| line.replace("/cwa/api/v1", "")).filter(|line| line != "POST /apitoken").collect()
}
