//! A product with companies, scripts and several routes to the same deed, to try the gate on.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use msp_tools_core::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// The client: machines of two companies, scripts, and a log of everything that was changed.
#[derive(Clone)]
pub(crate) struct Fleet(Arc<Inner>);

struct Inner {
    log: Mutex<Vec<String>>,
    scripts: Mutex<Vec<(u64, &'static str)>>,
    /// Each target of a batch takes one; plenty unless a test takes them away.
    steps: Semaphore,
}

/// Id, name and company.
const MACHINES: [(u64, &str, &str); 4] =
    [(1, "DC01", "acme"), (2, "kiosk", "acme"), (3, "DC01", "borealis"), (4, "till", "borealis")];

const PLENTY: usize = 1_000_000;

impl Fleet {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Inner {
            log: Mutex::default(),
            scripts: Mutex::new(vec![(1, "cleanup"), (2, "wipe")]),
            steps: Semaphore::new(PLENTY),
        }))
    }

    /// What was changed, in order.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.0.log.lock().unwrap().clone()
    }

    /// From now on a batch goes on to its next target only as [`step`](Self::step) lets it.
    pub(crate) fn hold(&self) {
        self.0.steps.forget_permits(PLENTY);
    }

    pub(crate) fn step(&self) {
        self.0.steps.add_permits(1);
    }

    pub(crate) fn edit_script(&self, id: u64, text: &'static str) {
        self.0.scripts.lock().unwrap().iter_mut().filter(|script| script.0 == id).for_each(|script| script.1 = text);
    }

    fn script(&self, id: u64) -> Result<&'static str, ToolError> {
        let scripts = self.0.scripts.lock().unwrap();
        scripts.iter().find(|script| script.0 == id).map(|script| script.1).ok_or(ToolError::not_found("script", id))
    }

    fn note(&self, line: impl Into<String>) {
        self.0.log.lock().unwrap().push(line.into());
    }
}

fn target((id, name, company): (u64, &str, &str)) -> Target {
    Target::new("machine", id, name).with_company(company)
}

/// Finds without a thought for companies, as a careless tool would.
fn find(wanted: &IdOrName) -> Result<(u64, &'static str, &'static str), ToolError> {
    let fits = |(id, name, _): &(u64, &str, &str)| wanted.as_id() == Some(*id) || wanted.as_name() == Some(*name);
    match MACHINES.iter().copied().filter(fits).collect::<Vec<_>>().as_slice() {
        [] => Err(ToolError::not_found("machine", wanted).with_path("$.machine")),
        [one] => Ok(*one),
        several => Err(ToolError::ambiguous("machine", wanted, several.iter().copied().map(target).collect())),
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reboot {
    /// The machines, by id or name.
    machines: Vec<IdOrName>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunScript {
    /// Id of the script.
    script: u64,
    /// The machine, by id or name.
    machine: IdOrName,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneMachine {
    /// The machine, by id or name.
    machine: IdOrName,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// The method, such as `POST`.
    method: String,
    /// The path, such as `/reboot`.
    path: String,
    /// The machine, by id or name.
    machine: IdOrName,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Done {
    /// What was done.
    done: Vec<String>,
    /// What was left undone.
    left: usize,
}

fn spec(name: &str, effect: Effect) -> ToolSpec {
    ToolSpec::new("fleet", name, effect).with_description(format!("Does {name}."))
}

pub(crate) fn tools(fleet: &Fleet) -> Vec<Arc<dyn Tool>> {
    vec![list(fleet), peek(fleet), reboot(fleet), broadcast(fleet), run_script(fleet), cleanup(fleet), request(fleet)]
}

/// Reads, and looks at the company. Sends a request for each machine.
pub(crate) fn list(fleet: &Fleet) -> Arc<dyn Tool> {
    read_tool(
        spec("fleet-list", Effect::Read).with_operation("fleet:GET /machines").with_company_bound(),
        fleet.clone(),
        |_, _: Nothing, cx| async move {
            let mut done = Vec::new();
            for (id, _, company) in MACHINES {
                cx.count_request()?;
                if !cx.is_company_bound() || cx.company("fleet") == Some(company) {
                    done.push(id.to_string());
                }
            }
            Ok(Done { done, left: 0 })
        },
    )
}

/// Reads, and does not look at the company.
pub(crate) fn peek(fleet: &Fleet) -> Arc<dyn Tool> {
    read_tool(spec("fleet-peek", Effect::Read), fleet.clone(), |_, _: Nothing, _| async move {
        Ok(Done { done: MACHINES.iter().map(|machine| machine.1.to_owned()).collect(), left: 0 })
    })
}

/// A batch that looks up between its targets.
pub(crate) fn reboot(fleet: &Fleet) -> Arc<dyn Tool> {
    write_tool(
        spec("fleet-reboot", Effect::Execute).with_operation("fleet:reboot"),
        fleet.clone(),
        |_, input: Reboot, _| async move {
            let machines = input.machines.iter().map(find).collect::<Result<Vec<_>, _>>()?;
            let ids: Vec<_> = machines.iter().map(|machine| machine.0).collect();
            Ok(Draft::new("Reboot machines", ids).with_targets(machines.into_iter().map(target)))
        },
        |fleet, ids: Vec<u64>, cx| async move {
            let mut done = Vec::new();
            for id in &ids {
                fleet.0.steps.acquire().await.unwrap().forget();
                if cx.ensure_wanted().is_err() {
                    break;
                }
                fleet.note(format!("reboot {id}"));
                done.push(id.to_string());
            }
            Ok(Done { left: ids.len() - done.len(), done })
        },
    )
}

/// A change that does not say what it is done to.
pub(crate) fn broadcast(fleet: &Fleet) -> Arc<dyn Tool> {
    write_tool(
        spec("fleet-broadcast", Effect::Write).with_operation("fleet:broadcast"),
        fleet.clone(),
        |_, _: Nothing, _| async move { Ok(Draft::new("Tell everybody", ())) },
        |fleet, (): (), _| async move {
            fleet.note("broadcast");
            Ok(Done { done: vec!["told".into()], left: 0 })
        },
    )
}

type Machine = (u64, &'static str, &'static str);

fn script_draft(fleet: &Fleet, script: u64, machine: Machine) -> Result<Draft<String>, ToolError> {
    let operation = format!("fleet:script:{script}");
    let text = fleet.script(script)?;
    Ok(Draft::new(format!("Run script {script}"), format!("script {script} on {}", machine.0))
        .with_operation(operation.as_str())
        .with_effect(Effect::Execute)
        .with_fingerprint(operation, text)
        .with_targets([target(machine)]))
}

async fn do_it(fleet: Fleet, job: String, _: CallContext) -> Result<Done, ToolError> {
    fleet.note(job);
    Ok(Done { done: vec!["ran".into()], left: 0 })
}

/// The generic runner.
pub(crate) fn run_script(fleet: &Fleet) -> Arc<dyn Tool> {
    let spec = spec("fleet-run-script", Effect::Execute);
    let plan =
        |fleet: Fleet, input: RunScript, _| async move { script_draft(&fleet, input.script, find(&input.machine)?) };
    write_tool(spec, fleet.clone(), plan, do_it)
}

/// A tool of one script.
pub(crate) fn cleanup(fleet: &Fleet) -> Arc<dyn Tool> {
    script_tool(fleet, "fleet-script-cleanup", 1)
}

pub(crate) fn script_tool(fleet: &Fleet, name: &str, script: u64) -> Arc<dyn Tool> {
    script_tool_of(fleet, spec(name, Effect::Execute), script)
}

/// One that runs by itself, and says what its script looks like at present.
pub(crate) fn described_script(fleet: &Fleet, name: &str, script: u64) -> Arc<dyn Tool> {
    let operation = format!("fleet:script:{script}");
    let spec = spec(name, Effect::Execute)
        .with_default_policy(Policy::Auto)
        .with_operation(operation.as_str())
        .with_fingerprint(operation, fleet.script(script).unwrap());
    script_tool_of(fleet, spec, script)
}

fn script_tool_of(fleet: &Fleet, spec: ToolSpec, script: u64) -> Arc<dyn Tool> {
    let plan =
        move |fleet: Fleet, input: OneMachine, _| async move { script_draft(&fleet, script, find(&input.machine)?) };
    write_tool(spec, fleet.clone(), plan, do_it)
}

/// The raw request.
pub(crate) fn request(fleet: &Fleet) -> Arc<dyn Tool> {
    let plan = |fleet: Fleet, input: Raw, _| async move {
        let machine = find(&input.machine)?;
        let script = input.path.strip_prefix("/scripts/").and_then(|id| id.parse().ok());
        match (input.method.as_str(), input.path.as_str(), script) {
            ("POST", _, Some(script)) => script_draft(&fleet, script, machine),
            ("POST", "/reboot", None) => Ok(Draft::new("Reboot", format!("reboot {}", machine.0))
                .with_operation("fleet:reboot")
                .with_effect(Effect::Execute)
                .with_targets([target(machine)])),
            (method, path, _) => Ok(Draft::new("Request", format!("{method} {path}"))
                .with_operation(format!("fleet:{method} {path}"))
                .with_targets([target(machine)])),
        }
    };
    write_tool(spec("fleet-request", Effect::Write), fleet.clone(), plan, do_it)
}

/// A fleet behind a gate whose clock and audit trail the test controls.
pub(crate) struct Scene {
    pub(crate) fleet: Fleet,
    pub(crate) audit: MemoryAudit,
    pub(crate) seconds: Arc<AtomicI64>,
    pub(crate) registry: Registry,
    pub(crate) desk: ApprovalDesk,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    /// Under these policies.
    pub(crate) fn under(set: impl FnOnce(PoliciesBuilder) -> PoliciesBuilder) -> Self {
        let policies = policies(set);
        Self::with(|builder| builder.policies(policies))
    }

    pub(crate) fn with(configure: impl FnOnce(RegistryBuilder) -> RegistryBuilder) -> Self {
        Self::on(Fleet::new(), configure)
    }

    /// Another host of that fleet.
    pub(crate) fn on(fleet: Fleet, configure: impl FnOnce(RegistryBuilder) -> RegistryBuilder) -> Self {
        let (audit, seconds) = (MemoryAudit::new(), Arc::new(AtomicI64::new(0)));
        let clock = Arc::clone(&seconds);
        let builder = Registry::builder()
            .tools(tools(&fleet))
            .audit(Arc::new(audit.clone()))
            .clock(move || at(clock.load(Ordering::SeqCst)));
        let (registry, desk) = configure(builder).build().unwrap();
        Self { fleet, audit, seconds, registry, desk }
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Result<CallOutcome, ToolError> {
        self.registry.call(tool, arguments, &agent()).await
    }

    pub(crate) async fn reboot(&self, machines: &[u64]) -> Result<CallOutcome, ToolError> {
        self.call("fleet-reboot", json!({"machines": machines})).await
    }

    /// A reboot of these machines that waits for a person.
    pub(crate) async fn asked(&self, machines: &[u64]) -> Approval {
        waiting(self.reboot(machines).await)
    }

    pub(crate) async fn approved(&self, asked: &Approval) -> Approval {
        self.desk.approve(asked.id(), &asked.digest, &"maria".into(), None).await.unwrap()
    }

    pub(crate) async fn resume(&self, approval: &Approval) -> Result<CallOutcome, ToolError> {
        self.registry.resume(approval.id(), &agent()).await
    }

    /// The names of the events so far.
    pub(crate) fn events(&self) -> Vec<String> {
        let name = |event: &AuditEvent| serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned();
        self.audit.events().iter().map(name).collect()
    }

    /// The true cause of the last refusal.
    pub(crate) fn cause(&self) -> RefusalCause {
        let causes = self.audit.events().into_iter().filter_map(|event| match event.kind {
            AuditKind::Refused { cause, .. } => Some(cause),
            _ => None,
        });
        causes.last().expect("something was refused")
    }
}

pub(crate) fn policies(set: impl FnOnce(PoliciesBuilder) -> PoliciesBuilder) -> Policies {
    let tools = tools(&Fleet::new());
    let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec()));
    set(Policies::builder()).build(&catalog).unwrap_or_else(|errors| panic!("{errors}"))
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
    start.plus(std::time::Duration::from_secs(seconds.try_into().unwrap()))
}

pub(crate) fn agent() -> CallContext {
    CallContext::new("agent").with_session("s1")
}

pub(crate) fn acme() -> Company {
    Company::new("fleet", "acme")
}

/// An agent that is bound to Acme.
pub(crate) fn bound() -> CallContext {
    agent().with_company(acme())
}

#[track_caller]
pub(crate) fn waiting(result: Result<CallOutcome, ToolError>) -> Approval {
    match result.unwrap() {
        CallOutcome::AwaitingApproval(approval) => *approval,
        CallOutcome::Completed(output) => panic!("ran: {}", output.value),
    }
}

#[track_caller]
pub(crate) fn completed(result: Result<CallOutcome, ToolError>) -> Value {
    match result.unwrap() {
        CallOutcome::Completed(output) => output.value,
        CallOutcome::AwaitingApproval(approval) => panic!("awaits {}", approval.id()),
    }
}

#[track_caller]
pub(crate) fn refused(result: Result<CallOutcome, ToolError>, kind: ErrorKind) -> ToolError {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    error
}

/// Everything that a caller can see of an error.
pub(crate) fn said(error: &ToolError) -> String {
    format!("{error} {error:?} {} {:?}", serde_json::to_string(error).unwrap(), error.status())
}

/// A trail that can be told to fail.
#[derive(Clone, Default)]
pub(crate) struct BrokenAudit(pub(crate) Arc<Mutex<Option<&'static str>>>);

#[async_trait]
impl AuditSink for BrokenAudit {
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError> {
        let kind = serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned();
        match *self.0.lock().unwrap() {
            Some(broken) if broken == "all" || broken == kind => Err(AuditError::new("the disk is full")),
            _ => Ok(()),
        }
    }
}
