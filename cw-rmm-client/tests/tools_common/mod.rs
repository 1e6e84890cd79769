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
use cw_http::tools::raw_request;
use cw_rmm_client::tools::{INTEGRATION, ScriptTools, operation_shapes, tools};
use cw_rmm_client::{Credentials, RmmClient};
use cw_sandbox::{RmmAccount, Sandbox};
use msp_tools_core::{
    Approval, ApprovalDesk, CallContext, CallOutcome, Company, Effect, MemoryDesk, Policies, Policy, Registry, Tool,
    ToolCatalog, ToolError, ToolOutput, ToolSpec, WordClassifier, schema_problems,
};
use serde_json::{Value, json};

use crate::common;

/// The raw request, as a host may add it.
pub const REQUEST: &str = "rmm-request";

/// The tools behind the gate, and the desk at which a person answers.
pub struct Tools {
    pub registry: Registry,
    pub desk: ApprovalDesk,
    pub cx: CallContext,
}

/// A registry to be built.
pub struct Setup {
    pub client: RmmClient,
    pub lines: String,
    /// Where pins are kept.
    pub store: Arc<MemoryDesk>,
    pub scripts: bool,
}

impl Setup {
    pub fn of(client: RmmClient) -> Self {
        Self { client, lines: String::new(), store: Arc::default(), scripts: false }
    }

    /// With these lines of a policy file.
    pub fn lines(mut self, lines: &str) -> Self {
        self.lines = lines.to_owned();
        self
    }

    /// With the tools of scripts.
    pub fn scripts(mut self) -> Self {
        self.scripts = true;
        self
    }

    /// On the store of another process.
    pub fn store(mut self, store: &Arc<MemoryDesk>) -> Self {
        self.store = Arc::clone(store);
        self
    }

    pub fn build(self) -> Tools {
        let all: Vec<Arc<dyn Tool>> = tools(&self.client).into_iter().chain([request(&self.client)]).collect();
        let catalog = ToolCatalog::new(all.iter().map(|tool| tool.spec())).with_operations(operation_shapes());
        let policies = Policies::parse(&format!("version = 1\n{}", self.lines), &catalog).unwrap();
        let builder = Registry::builder().tools(all).policies(policies).desk_store(self.store);
        let builder = if self.scripts { builder.source(source(&self.client)) } else { builder };
        let (registry, desk) = builder.build().unwrap();
        Tools { registry, desk, cx: CallContext::new("agent") }
    }

    /// With the tools of scripts, as they are now.
    pub async fn refreshed(self) -> Tools {
        let tools = self.scripts().build();
        tools.registry.refresh().await.unwrap();
        tools
    }
}

pub fn source(client: &RmmClient) -> Arc<ScriptTools> {
    Arc::new(ScriptTools::new(client, WordClassifier))
}

fn request(client: &RmmClient) -> Arc<dyn Tool> {
    let spec = ToolSpec::new(INTEGRATION, REQUEST, Effect::Write)
        .with_description("Sends one request.")
        .with_unknown_operations(Policy::Approval);
    raw_request(spec, client.clone(), Policy::Never)
}

impl Tools {
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

    /// One column of all parts of a list, the parts being this large.
    pub async fn whole_column(&self, tool: &str, mut arguments: Value, limit: u32, name: &str) -> Vec<String> {
        let mut all = Vec::new();
        arguments["limit"] = json!(limit);
        loop {
            let part = self.read(tool, arguments.clone()).await.unwrap();
            let rows = part["items"].as_array().unwrap();
            assert!(rows.len() <= limit as usize);
            all.extend(rows.iter().map(|row| row[name].as_str().unwrap_or_default().to_owned()));
            let Some(cursor) = part["cursor"].as_str() else { return all };
            assert!(part["truncated"].is_string());
            arguments["cursor"] = json!(cursor);
        }
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

    /// The policy that a call meets, and the words for it; never is told as an unknown tool.
    pub async fn met(&self, tool: &str, arguments: Value) -> (Policy, String) {
        match self.registry.plan(tool, arguments, &self.cx).await {
            Ok(preview) => {
                let words: Vec<_> = preview.decision.reasons.iter().map(|reason| reason.words.as_str()).collect();
                (preview.decision.policy, words.join("; "))
            }
            Err(error) if error.kind() == msp_tools_core::ErrorKind::UnknownTool => (Policy::Never, String::new()),
            Err(error) => panic!("{tool}: {error}"),
        }
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
    let tools = Setup::of(client_on(&sandbox)).build();
    (sandbox, tools)
}

/// A client on a sandbox.
pub fn client_on(sandbox: &Sandbox) -> RmmClient {
    client_of(sandbox, RmmAccount::Integrator)
}

/// A client with the key of somebody.
pub fn client_of(sandbox: &Sandbox, account: RmmAccount) -> RmmClient {
    let key = sandbox.rmm_credentials(account);
    let scopes = key.scopes.join(" ").parse().unwrap();
    let builder = RmmClient::builder(Credentials::new(key.client_id, key.client_secret)).scopes(scopes);
    builder.base_url(sandbox.base_url()).build().unwrap()
}

/// The tools over these answers, in order, after a token.
pub fn scripted(replies: impl IntoIterator<Item = Reply>) -> (Tools, Arc<Script>) {
    let (client, script) = common::client(replies);
    (Setup::of(client).build(), script)
}
