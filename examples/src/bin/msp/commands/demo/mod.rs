//! `msp demo`: an agent's triage on the embedded tenant, over real HTTP, with a person in the loop.
//!
//! Only the people are played. Every line about the tenant comes out of a tool call, and the last one out of the
//! tenant's own log.

mod chapters;

use std::sync::{Arc, Mutex};

use cw_sandbox::Sandbox;
use msp_tools_core::{ApprovalDesk, ApprovalState, CallContext, CallOutcome, Policy, Principal, Registry};
use msp_tools_store::{AuditStream, Store};
use serde_json::{Value, json};

use crate::cli::Globals;
use crate::console::{CAREFUL, Console, GOOD, QUIET, STRONG};
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::toolbox::Toolbox;
use crate::{gate, render};

/// Who approves in the story.
const PERSON: &str = "Dana, on call";

pub(crate) async fn run(console: Console) -> Result<Exit, Failure> {
    let tenant = Tenant::embedded().await?;
    let sandbox = tenant.sandbox().ok_or_else(|| surprise("the embedded tenant is not embedded"))?;
    // The story leaves nothing behind, so what it keeps is in a folder that goes with it.
    let folder = tempfile::tempdir().map_err(|error| surprise(&format!("no folder for its store: {error}")))?;
    let store = Store::sqlite(folder.path()).await.map_err(|error| surprise(&error.to_string()))?;
    // Agent and person are two, so the registry insists on a second person.
    let globals = Globals::default();
    let toolbox = Toolbox { tools: tenant.tools(&globals), scripts: tenant.scripts().await? };
    let (registry, desk) = gate::built(store.attach(Registry::builder()), &globals, toolbox).await?;
    let demo = Demo { console, registry, desk, agent: agent(console), steps: Mutex::default() };
    demo.introduce(sandbox);
    demo.tell().await?;
    demo.sum_up(sandbox, store.audit()).await?;
    Ok(Exit::Done)
}

struct Demo {
    console: Console,
    /// What the agent holds.
    registry: Registry,
    /// What the person holds.
    desk: ApprovalDesk,
    agent: CallContext,
    /// The story as data, for `--json`.
    steps: Mutex<Vec<Value>>,
}

impl Demo {
    fn introduce(&self, sandbox: &Sandbox) {
        let world = sandbox.world();
        let tools = self.registry.list();
        let asking = tools.iter().filter(|tool| tool.policy() == Policy::Approval).count();
        self.say(&format!("{STRONG}An agent's triage, with a person in the loop{STRONG:#}"));
        self.say(&format!(
            "{QUIET}{} clients, {} locations, {} computers and {} tickets live in this program, behind real HTTP at {}.\n\
             The agent has {} tools: {} run at once, {asking} wait for a person. Nothing leaves this machine.{QUIET:#}",
            world.companies.len(),
            world.sites.len(),
            world.machines.len(),
            world.tickets.len(),
            sandbox.base_url(),
            tools.len(),
            tools.len() - asking,
        ));
    }

    async fn sum_up(&self, sandbox: &Sandbox, trail: &AuditStream) -> Result<(), Failure> {
        let log = sandbox.log();
        let (requests, changes) = (log.len(), log.committed().len());
        let approvals = self.desk.list().await?;
        let ran = approvals.iter().filter(|approval| approval.state == ApprovalState::Succeeded).count();
        let verified = trail.verify(&[]).await.map_err(|error| surprise(&error.to_string()))?;
        let records = verified.records;
        let steps = self.steps.lock().map(|steps| steps.clone()).unwrap_or_default();
        let next = ["tools --sandbox", r#"call cwa-list-computers --sandbox --input '{"status": "online"}'"#, "--help"];
        let report = json!({
            "steps": steps, "requests": requests, "changes": changes, "approvals": approvals,
            "audit": {"records": records, "verified": true},
        });
        self.console.answer(&report, || {
            format!(
                "\n{STRONG}The tenant's log:{STRONG:#} {requests} requests, {changes} changes, each approved by a person \
                 before anything was sent.\n{STRONG}The approvals:{STRONG:#} {} asked for, {ran} given and used, once each.\n\
                 {STRONG}The audit trail:{STRONG:#} {records} records, verified.\n{QUIET}Go on with:{}{QUIET:#}",
                approvals.len(),
                next.map(|command| format!("\n  cargo run -q -- {command}")).concat()
            )
        });
        Ok(())
    }

    /// What somebody wants.
    fn ask(&self, question: &str) {
        self.say(&format!("\n{STRONG}{question}{STRONG:#}"));
    }

    /// What came of it.
    fn answer(&self, words: &str) {
        self.say(&format!("  {words}"));
    }

    fn say(&self, words: &str) {
        self.console.say(words);
    }

    /// A call that runs at once.
    async fn call(&self, tool: &str, arguments: Value) -> Result<Value, Failure> {
        self.show_call(tool, &arguments);
        match self.registry.call(tool, arguments.clone(), &self.agent).await? {
            CallOutcome::Completed(output) => Ok(self.book(tool, arguments, output.value)),
            CallOutcome::AwaitingApproval(_) => Err(surprise(&format!("{tool} waits for approval"))),
        }
    }

    /// A call that the person looks at, approves, and that then runs once.
    async fn approved(&self, tool: &str, arguments: Value, reason: &str) -> Result<Value, Failure> {
        self.show_call(tool, &arguments);
        let CallOutcome::AwaitingApproval(approval) = self.registry.call(tool, arguments.clone(), &self.agent).await?
        else {
            return Err(surprise(&format!("{tool} did not ask for approval")));
        };
        self.answer(&format!("{CAREFUL}waits for a person{CAREFUL:#}, who sees:"));
        for line in render::plan(approval.plan()).lines() {
            self.say(&format!("  {CAREFUL}|{CAREFUL:#} {line}"));
        }
        let person = Principal::new(PERSON);
        self.desk.approve(approval.id(), &approval.digest, &person, Some(reason)).await?;
        self.answer(&format!("{GOOD}approved{GOOD:#} by {PERSON}: {reason}"));
        match self.registry.resume(approval.id(), &self.agent).await? {
            CallOutcome::Completed(output) => {
                self.console.redraw("");
                Ok(self.book(tool, arguments, output.value))
            }
            CallOutcome::AwaitingApproval(_) => Err(surprise(&format!("{tool} was approved and still waits"))),
        }
    }

    fn show_call(&self, tool: &str, arguments: &Value) {
        self.answer(&format!("{QUIET}agent calls {tool} {arguments}{QUIET:#}"));
    }

    fn book(&self, tool: &str, input: Value, output: Value) -> Value {
        if let Ok(mut steps) = self.steps.lock() {
            steps.push(json!({"tool": tool, "input": input, "output": output.clone()}));
        }
        output
    }
}

/// The agent; on a terminal its progress is one line that is drawn over, elsewhere each change is a line.
fn agent(console: Console) -> CallContext {
    let (animated, silent) = (console.is_animated(), console.is_json());
    let last = Arc::new(Mutex::new(String::new()));
    CallContext::new("agent").with_session("demo").with_progress(move |progress| {
        let Ok(mut last) = last.lock() else { return };
        if silent || *last == progress.message {
            return;
        }
        last.clone_from(&progress.message);
        let line = format!("  {QUIET}… {}{QUIET:#}", progress.message);
        if animated {
            Console::redraw_line(&line);
        } else {
            anstream::println!("{line}");
        }
    })
}

fn text(value: &Value) -> String {
    render::plain(value)
}

/// The story went another way than it should: a bug, not the tenant's fault.
fn surprise(what: &str) -> Failure {
    Failure::new(Exit::Failed, "internal", format!("the demo went wrong: {what}"))
}
