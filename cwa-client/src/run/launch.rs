//! Starting a script, exactly once.

use std::fmt;

use cw_http::{CallOptions, Error};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

use super::lost::Started;
use super::{Acceptance, RunTarget, ScriptRun, follow};
use crate::client::AutomateClient;
use crate::ids::{ComputerId, ScriptId};
use crate::models::{OfflineActions, ScriptBatch};

/// Of how many computers the history is read at once.
pub(super) const AT_ONCE: usize = 8;

/// On how many computers a start whose answer is lost is looked for. All were named in one request, so one would do.
const WITNESSES: usize = 8;

/// What every known integration sends; the scale is not documented.
const USUAL_PRIORITY: i64 = 12;

/// A script to be run on computers; see [`Scripts::run`](crate::api::Scripts::run).
#[derive(Clone)]
#[must_use = "a script does not run until it is sent"]
pub struct RunScript {
    cwa: AutomateClient,
    computers: Vec<ComputerId>,
    batch: ScriptBatch,
    options: CallOptions,
}

impl RunScript {
    pub(crate) fn new(cwa: AutomateClient, script: ScriptId) -> Self {
        let batch = ScriptBatch::on_computers(script, []).with_priority(USUAL_PRIORITY);
        Self { cwa, computers: Vec::new(), batch, options: CallOptions::default() }
    }

    /// Adds computers to run it on. One that is there already is not added again.
    pub fn on(mut self, computers: impl IntoIterator<Item = ComputerId>) -> Self {
        for computer in computers {
            if !self.computers.contains(&computer) {
                self.computers.push(computer);
            }
        }
        self
    }

    /// Adds a parameter of the script.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.batch = self.batch.with_parameter(name, value);
        self
    }

    /// Passes computers over that are offline.
    pub fn skip_offline(self) -> Self {
        self.offline(|actions| actions.skips_offline_agents = Some(true))
    }

    /// Tries to wake computers that are offline.
    pub fn wake_offline(self) -> Self {
        self.offline(|actions| actions.wakes_offline_agents = Some(true))
    }

    /// Runs on computers that are offline alone.
    pub fn only_offline(self) -> Self {
        self.offline(|actions| actions.only_runs_on_offline_agents = Some(true))
    }

    /// Its weight in the server's queue. Default 12, as integrations send; the scale is not documented.
    pub fn priority(mut self, priority: i64) -> Self {
        self.batch = self.batch.with_priority(priority);
        self
    }

    /// Settings of the request that starts it.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Reads the baseline and starts the script: a read for each computer and one more for the first eight, then one `POST /Batch/ScriptExecute`, which is never
    /// sent twice.
    ///
    /// # Errors
    /// - `Input` without a computer; as [`Call::send`](crate::Call::send) where a baseline cannot be read. Nothing was started then.
    /// - `OutcomeUnknown` if the answer to the start got lost. [`Error::reconcile`] then looks for the run in the computers'
    ///   histories and running scripts, and answers with it as a [`ScriptRun`], to be [followed](crate::api::Scripts::follow). A
    ///   start that nothing is seen of may still come, when the agents ask for work: that is
    ///   [`Fate::CannotTell`](crate::Fate::CannotTell), never that it did not happen.
    pub async fn send(self) -> Result<ScriptRun, Error> {
        self.prepare().await?.launch().await
    }

    /// Reads the baseline only. Nothing is started yet.
    ///
    /// # Errors
    /// `Input` without a computer; else as [`Call::send`](crate::Call::send).
    pub async fn prepare(self) -> Result<PreparedRun, Error> {
        if self.computers.is_empty() {
            return Err(Error::input("a script needs at least one computer to run on"));
        }
        let script = self.batch.script_id;
        // In a vector first, since a stream over the borrowing closure would make this future impossible to spawn.
        let computers = self.computers.iter().enumerate();
        let read = |(place, id): (usize, &ComputerId)| read_baseline(self.cwa.clone(), script, *id, place < WITNESSES);
        let baselines: Vec<_> = computers.map(read).collect();
        let targets = stream::iter(baselines).buffered(AT_ONCE).try_collect().await?;
        let run = ScriptRun { script, targets, started: Timestamp::now() };
        let mut batch = self.batch;
        batch.entity_ids = self.computers.iter().map(|computer| computer.get()).collect();
        Ok(PreparedRun { cwa: self.cwa, run, batch, options: self.options })
    }

    /// The flags go together: where one is set, all are sent.
    fn offline(mut self, set: impl FnOnce(&mut OfflineActions)) -> Self {
        let mut actions = self.batch.offline_action_flags.take().unwrap_or_default();
        set(&mut actions);
        for flag in [
            &mut actions.skips_offline_agents,
            &mut actions.wakes_offline_agents,
            &mut actions.only_runs_on_offline_agents,
        ] {
            flag.get_or_insert(false);
        }
        self.batch = self.batch.with_offline_action_flags(actions);
        self
    }
}

/// A run whose baseline is read and that is not started yet.
///
/// ```no_run
/// # async fn example(prepared: cwa_client::PreparedRun) -> Result<(), cwa_client::Error> {
/// use cwa_client::{ErrorKind, Fate, ScriptRun};
///
/// let run = match prepared.launch().await {
///     Err(error) if error.kind() == ErrorKind::OutcomeUnknown => match error.reconcile::<ScriptRun>().await? {
///         Fate::Happened(run) => run,
///         // Nothing of it is seen, which proves nothing: it must not be started again.
///         _ => return Err(error),
///     },
///     answer => answer?,
/// };
/// println!("started on {} computers", run.targets.len());
/// # Ok(())
/// # }
/// ```
#[must_use = "a prepared script does not run until it is launched"]
pub struct PreparedRun {
    cwa: AutomateClient,
    run: ScriptRun,
    batch: ScriptBatch,
    options: CallOptions,
}

impl PreparedRun {
    /// What to look for, should the answer to the start get lost. The server's acceptance is unknown in it.
    #[must_use]
    pub fn run(&self) -> &ScriptRun {
        &self.run
    }

    /// Starts the script: one `POST /Batch/ScriptExecute`, which is never sent twice.
    ///
    /// # Errors
    /// `OutcomeUnknown` if the answer got lost or cannot be read; [`Error::reconcile`] then looks for the run. Else as
    /// [`Call::send`](crate::Call::send).
    pub async fn launch(self) -> Result<ScriptRun, Error> {
        let start = self.cwa.scripts().execute(&self.batch).with_options(self.options);
        let answer = start.findable_by(Started::new(self.cwa, self.run.clone())).await?;
        Ok(self.run.answered(&answer))
    }
}

async fn read_baseline(
    cwa: AutomateClient,
    script: ScriptId,
    computer: ComputerId,
    is_witness: bool,
) -> Result<RunTarget, Error> {
    let rows = follow::newest_history(&cwa, computer).await?;
    let baseline = rows.iter().filter_map(|row| row.id).max();
    let was_running = if is_witness { Some(follow::is_running(&cwa, script, computer).await?) } else { None };
    Ok(RunTarget { computer, baseline, was_running, acceptance: Acceptance::Unknown })
}

/// Values of parameters can be secrets: only their names are shown.
impl fmt::Debug for RunScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunScript")
            .field("script", &self.batch.script_id)
            .field("computers", &self.computers)
            .field("parameters", &parameter_names(&self.batch))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PreparedRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedRun")
            .field("run", &self.run)
            .field("parameters", &parameter_names(&self.batch))
            .finish_non_exhaustive()
    }
}

fn parameter_names(batch: &ScriptBatch) -> Vec<&str> {
    batch.parameters.iter().flatten().filter_map(|parameter| parameter.key.as_deref()).collect()
}
