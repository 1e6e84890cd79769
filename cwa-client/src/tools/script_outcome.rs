//! Starting a planned script, following it, and telling what came of it.

use std::collections::BTreeMap;
use std::time::Duration;

use cw_http::Error;
use cw_http::tools::{Made, made};
use futures_util::StreamExt;
use msp_tools_core::{Digest, ErrorKind, Progress, Sent, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::fingerprint::{definition, fingerprint};
use crate::ids::{ComputerId, ScriptId};
use crate::run::{Acceptance, PreparedRun, RunState, RunTarget, ScriptRun, TargetState};

/// A script run as it was planned: everything that starting it needs.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Launch {
    pub(super) script: ScriptId,
    pub(super) script_name: String,
    pub(super) computers: Vec<Machine>,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) offline: Offline,
    pub(super) wait_seconds: u64,
    /// What the script looked like when it was planned, where the server says enough.
    pub(super) fingerprint: Option<Digest>,
}

/// A computer to run a script on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Machine {
    pub(super) id: ComputerId,
    /// As the plan says it, without control characters: progress is printed.
    pub(super) name: String,
}

impl Launch {
    fn name_of(&self, computer: ComputerId) -> &str {
        self.computers.iter().find(|machine| machine.id == computer).map_or("", |machine| &machine.name)
    }
}

/// What to do about computers that are offline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(super) enum Offline {
    // What was approved happens now or not at all, unless somebody wants it otherwise.
    #[default]
    Skip,
    Wait,
    Wake,
}

impl Offline {
    /// What happens to them, for a plan.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Skip => "Offline, will be passed over",
            Self::Wait => "Offline, runs when they are back, however late",
            Self::Wake => "Offline, will be woken if possible",
        }
    }
}

/// What came of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RunReport {
    /// Id of the script.
    script_id: i64,
    /// Name of the script.
    script: Untrusted,
    /// How many computers had which outcome.
    summary: String,
    /// The outcome on each computer.
    computers: Vec<ComputerReport>,
    /// What to know about the outcomes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Untrusted>,
}

/// What came of a run on one computer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct ComputerReport {
    /// Id of the computer.
    id: i64,
    /// Its name.
    name: Untrusted,
    /// What came of it.
    outcome: Outcome,
    /// Why, in the server's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Untrusted>,
}

/// How far a script came on a computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Outcome {
    /// It is over and went well.
    Succeeded,
    /// It is over and failed.
    Failed,
    /// It is over; the server does not say how it went.
    Ended,
    /// The server did not start it there.
    Refused,
    /// It was running when the waiting ended. It has not failed, and goes on.
    StillRunning,
    /// It was accepted, and nothing of it was seen when the waiting ended. It has not failed, and may start any minute.
    NotSeenYet,
    /// The outcome cannot be read.
    Unreadable,
}

/// Starts what was planned, on exactly the planned computers, and follows it. Never starts it twice.
pub(super) async fn launch(access: Access, plan: Launch) -> Result<RunReport, ToolError> {
    let started = Progress::new(format!("starting {}", plan.script_name)).with_steps(0, plan.computers.len() as u64);
    access.cx.report(&started);
    let prepared = access.cx.while_wanted(prepare(&access, &plan)).await?;
    access.cx.ensure_wanted()?;
    let (name, computers) = (&plan.script_name, plan.computers.len());
    let look =
        format!("look in the history of the {computers} computers for script `{name}` before it is started again");
    let Made { record: run, note } = made(prepared.launch().await, &access.cx, &look).await?;

    // From here on it is started: whatever goes wrong in following it is no failure of the run.
    let mut states: Vec<_> = run.targets.iter().map(at_first).collect();
    let trouble = if plan.wait_seconds > 0 { follow(&access, &run, &plan, &mut states).await } else { None };
    Ok(report(&plan, &states, note, trouble))
}

/// All that is read before the start: where the computers' histories end, and whether the script is still the planned one.
async fn prepare(access: &Access, plan: &Launch) -> Result<PreparedRun, ToolError> {
    let run = access.cwa.scripts().run(plan.script).on(plan.computers.iter().map(|computer| computer.id));
    let run = plan.parameters.iter().fold(run, |run, (name, value)| run.parameter(name, value));
    let run = match plan.offline {
        Offline::Skip => run.skip_offline(),
        Offline::Wait => run,
        Offline::Wake => run.wake_offline(),
    };
    let prepared = run.prepare().await?;
    // Last, so that as little as can be lies between this look and the start.
    if let Some(planned) = &plan.fingerprint
        && fingerprint(&definition(&access.cwa, plan.script).await?).as_ref() != Some(planned)
    {
        let message =
            format!("script {} ({}) was edited after this was planned; ask anew", plan.script_name, plan.script);
        return Err(ToolError::new(ErrorKind::Stale, message).with_sent(Sent::No));
    }
    Ok(prepared)
}

fn at_first(target: &RunTarget) -> TargetState {
    let state = match &target.acceptance {
        Acceptance::Refused(refusal) => RunState::Refused(refusal.clone()),
        _ => RunState::Pending,
    };
    TargetState { computer: target.computer, state }
}

/// Keeps the states up to date until all are final, time is up or nobody waits any more. Answers with what cut it short.
async fn follow(access: &Access, run: &ScriptRun, plan: &Launch, states: &mut [TargetState]) -> Option<Error> {
    let updates = access
        .cwa
        .scripts()
        .follow(run)
        .poll_every(pace(run.targets.len()))
        .timeout(Duration::from_secs(plan.wait_seconds));
    let mut updates = updates.updates().take_until(Box::pin(access.cx.unwanted()));
    while let Some(update) = updates.next().await {
        let update = match update {
            Ok(update) => update,
            Err(error) => return Some(error),
        };
        let news = format!("{}: {}", plan.name_of(update.computer), in_progress(&update.state));
        if let Some(state) = states.iter_mut().find(|state| state.computer == update.computer) {
            *state = update;
        }
        let done = states.iter().filter(|state| state.state.is_final()).count() as u64;
        access.cx.report(&Progress::new(news).with_steps(done, states.len() as u64));
    }
    None
}

/// A look each second at one computer, seldomer at many: each costs two or three requests.
fn pace(computers: usize) -> Duration {
    Duration::from_secs(1) + Duration::from_millis(100) * u32::try_from(computers).unwrap_or(u32::MAX)
}

fn in_progress(state: &RunState) -> &'static str {
    match state {
        RunState::Pending => "waiting for the agent",
        RunState::Running => "running",
        state => outcome(state).0.in_words(),
    }
}

fn report(plan: &Launch, states: &[TargetState], note: Option<&str>, trouble: Option<Error>) -> RunReport {
    let mut counts = BTreeMap::new();
    let computers = plan.computers.iter().map(|machine| {
        let state = states.iter().find(|state| state.computer == machine.id);
        let (outcome, detail) = state.map_or((Outcome::NotSeenYet, None), |state| self::outcome(&state.state));
        *counts.entry(outcome).or_insert(0_u32) += 1;
        ComputerReport {
            id: machine.id.get(),
            name: Untrusted::new(&machine.name),
            outcome,
            detail: detail.map(Untrusted::new),
        }
    });
    let computers: Vec<_> = computers.collect();
    let is_open = counts.contains_key(&Outcome::StillRunning) || counts.contains_key(&Outcome::NotSeenYet);
    let open = is_open.then(|| {
        "The script was started and goes on where it was not over when the waiting ended; do not start it again."
            .to_owned()
    });
    let trouble = trouble.map(|error| format!("It was started, but could not be followed to the end: {error}"));
    let counts: Vec<_> = counts.iter().map(|(outcome, count)| format!("{count} {}", outcome.in_words())).collect();
    RunReport {
        script_id: plan.script.get(),
        script: Untrusted::new(&plan.script_name),
        summary: counts.join(", "),
        computers,
        notes: [note.map(str::to_owned), open, trouble].into_iter().flatten().map(Untrusted::new).collect(),
    }
}

fn outcome(state: &RunState) -> (Outcome, Option<String>) {
    match state {
        RunState::Succeeded { .. } => (Outcome::Succeeded, None),
        RunState::Failed { diagnostic, .. } => (Outcome::Failed, said(diagnostic)),
        RunState::Ended { result, diagnostic, .. } => {
            (Outcome::Ended, said(diagnostic).or_else(|| result.as_ref().map(ToString::to_string)))
        }
        RunState::Refused(refusal) => (Outcome::Refused, said(&refusal.message)),
        RunState::Running | RunState::StillRunning { seen: true } => (Outcome::StillRunning, None),
        RunState::Pending | RunState::StillRunning { seen: false } => (Outcome::NotSeenYet, None),
        RunState::Unreadable { message } => (Outcome::Unreadable, Some(message.clone())),
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
            Self::Refused => "refused",
            Self::StillRunning => "still running",
            Self::NotSeenYet => "not seen yet",
            Self::Unreadable => "unreadable",
        }
    }
}
