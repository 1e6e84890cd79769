//! Starting a planned script, following it, and telling what came of it.

use std::collections::BTreeMap;
use std::time::Duration;

use cw_http::Error;
use cw_http::tools::made;
use futures_util::StreamExt;
use msp_tools_core::{ErrorKind, Progress, Sent, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::Serialize;

use super::access::Access;
use super::columns::word;
use super::library;
use super::script_run::Launch;
use super::task_results::ending;
use crate::ids::EndpointId;
use crate::run::{RunState, TargetState, TaskRun, Template};

/// Characters of what a script printed that are shown for each device; the end counts.
const OUTPUT: usize = 2000;

/// What came of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RunReport {
    /// The task, for cw-rmm-get-task-results.
    #[serde(skip_serializing_if = "Option::is_none")]
    task_id: Option<String>,
    /// Id of the script.
    script_id: String,
    /// Name of the script.
    script: Untrusted,
    /// How many devices had which outcome.
    summary: String,
    /// The outcome on each device.
    devices: Vec<DeviceReport>,
    /// What to know about the outcomes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Untrusted>,
}

/// What came of a run on one device.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct DeviceReport {
    /// Id of the device.
    id: String,
    /// Its name.
    name: Untrusted,
    /// What came of it.
    outcome: Outcome,
    /// Why, in the service's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Untrusted>,
    /// What the script printed; of long texts the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Untrusted>,
}

/// How far a script came on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Outcome {
    /// It is over and went well.
    Succeeded,
    /// It is over and failed.
    Failed,
    /// It is over; the service does not say how it went.
    Ended,
    /// It was running when the waiting ended. It has not failed, and goes on.
    StillRunning,
    /// It was accepted, and nothing of it was seen when the waiting ended. It has not failed, and may start any minute.
    NotSeenYet,
    /// It was accepted; what comes of it cannot be read.
    AcceptedNotReadable,
}

/// Starts what was planned, on exactly the planned devices, and follows it. Never starts it twice.
pub(super) async fn launch(access: Access, plan: Launch) -> Result<RunReport, ToolError> {
    let started = Progress::new(format!("starting {}", plan.script_name)).with_steps(0, plan.devices.len() as u64);
    access.cx.report(&started);
    // Last, so that as little as can be lies between this look and the start.
    access.cx.while_wanted(still_the_same(&access, &plan)).await?;
    access.cx.ensure_wanted()?;
    let template = Template::shell(plan.script.as_str(), &plan.script_name).with_kind(plan.kind.clone());
    let run = access.rmm.tasks().run(template).on(plan.devices.iter().map(|device| &device.id));
    let name = &plan.script_name;
    let look = format!("look in the console for a task `{name}` before it is started again; it may be running");
    let run = made(run.parameters(plan.parameters.clone()).send().await, &access.cx, &look).await?.record;

    // From here on it is started: whatever goes wrong in following it is no failure of the run.
    let mut states: Vec<_> = plan.devices.iter().map(|device| at_first(&device.id)).collect();
    let trouble = if plan.wait_seconds > 0 { follow(&access, &run, &plan, &mut states).await } else { None };
    Ok(report(&plan, &run, &states, trouble))
}

/// Whether the script is still the one that was planned.
async fn still_the_same(access: &Access, plan: &Launch) -> Result<(), ToolError> {
    let scripts = library::read(&access.rmm).await?;
    let now = scripts.iter().find(|script| script.id == plan.script && script.kind == plan.kind);
    if now.is_some_and(|script| script.fingerprint() == plan.fingerprint) {
        return Ok(());
    }
    let message = format!("script {} ({}) was edited after this was planned; ask anew", plan.script_name, plan.script);
    Err(ToolError::new(ErrorKind::Stale, message).with_sent(Sent::No))
}

fn at_first(device: &EndpointId) -> TargetState {
    TargetState::new(Some(device.clone()), RunState::Pending)
}

/// Keeps the states up to date until all are final, time is up or nobody waits any more. Answers with what cut it short.
async fn follow(access: &Access, run: &TaskRun, plan: &Launch, states: &mut [TargetState]) -> Option<Error> {
    let updates = access
        .rmm
        .tasks()
        .follow(run)
        .poll_every(pace(plan.devices.len()))
        .timeout(Duration::from_secs(plan.wait_seconds));
    let mut updates = updates.updates().take_until(Box::pin(access.cx.unwanted()));
    while let Some(update) = updates.next().await {
        let update = match update {
            Ok(update) => update,
            Err(error) => return Some(error),
        };
        let device = plan.devices.iter().find(|device| update.endpoint.as_ref() == Some(&device.id));
        let name = device.map_or("", |device| &device.name);
        let news = format!("{name}: {}", in_progress(&update.state));
        if let Some(state) = states.iter_mut().find(|state| state.endpoint == update.endpoint) {
            *state = update;
        }
        let done = states.iter().filter(|state| state.state.is_final()).count() as u64;
        access.cx.report(&Progress::new(news).with_steps(done, states.len() as u64));
    }
    None
}

/// A look each second or two at one device, seldomer at many.
fn pace(devices: usize) -> Duration {
    Duration::from_millis(1500) + Duration::from_millis(100) * u32::try_from(devices).unwrap_or(u32::MAX)
}

fn in_progress(state: &RunState) -> &'static str {
    match state {
        RunState::Pending => "waiting for the agent",
        RunState::Running => "running",
        state => outcome(state).0.in_words(),
    }
}

fn report(plan: &Launch, run: &TaskRun, states: &[TargetState], trouble: Option<Error>) -> RunReport {
    let mut counts = BTreeMap::new();
    let devices = plan.devices.iter().map(|device| {
        let state = states.iter().find(|state| state.endpoint.as_ref() == Some(&device.id));
        let (outcome, detail, output) =
            state.map_or((Outcome::NotSeenYet, None, None), |state| self::outcome(&state.state));
        *counts.entry(outcome).or_insert(0_u32) += 1;
        DeviceReport {
            id: device.id.to_string(),
            name: Untrusted::new(&device.name),
            outcome,
            detail: detail.map(Untrusted::new),
            output: output.map(|output| Untrusted::new(ending(&output, OUTPUT))),
        }
    });
    let devices: Vec<_> = devices.collect();
    let is_open = counts.contains_key(&Outcome::StillRunning) || counts.contains_key(&Outcome::NotSeenYet);
    let open = is_open.then(|| {
        "The script was started and goes on where it was not over when the waiting ended; do not start it again. \
         cw-rmm-get-task-results tells how it went."
            .to_owned()
    });
    let unreadable = counts.contains_key(&Outcome::AcceptedNotReadable).then(|| {
        "The service accepted the task, which is no failure; what comes of it cannot be read here. Look at what it should have \
         changed, or in the console; do not start it again to find out."
            .to_owned()
    });
    let trouble = trouble.map(|error| format!("It was started, but could not be followed to the end: {error}"));
    let counts: Vec<_> = counts.iter().map(|(outcome, count)| format!("{count} {}", outcome.in_words())).collect();
    RunReport {
        task_id: word(&run.task),
        script_id: plan.script.clone(),
        script: Untrusted::new(&plan.script_name),
        summary: counts.join(", "),
        devices,
        notes: [open, unreadable, trouble].into_iter().flatten().map(Untrusted::new).collect(),
    }
}

/// The outcome, why, and what was printed.
fn outcome(state: &RunState) -> (Outcome, Option<String>, Option<String>) {
    match state {
        RunState::Succeeded { output } => (Outcome::Succeeded, None, said(output)),
        RunState::Failed { status, output } => (Outcome::Failed, Some(status.clone()), said(output)),
        RunState::Ended { status, output } => (Outcome::Ended, Some(status.clone()), said(output)),
        RunState::Running | RunState::StillRunning { seen: true } => (Outcome::StillRunning, None, None),
        RunState::Pending | RunState::StillRunning { seen: false } => (Outcome::NotSeenYet, None, None),
        RunState::Unreadable { message } => (Outcome::AcceptedNotReadable, Some(message.clone()), None),
    }
}

fn said(words: &Option<String>) -> Option<String> {
    words.clone().filter(|words| !words.trim().is_empty())
}

impl Outcome {
    fn in_words(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Ended => "ended without a verdict",
            Self::StillRunning => "still running",
            Self::NotSeenYet => "not seen yet",
            Self::AcceptedNotReadable => "accepted, result not readable",
        }
    }
}
