//! Finding out what came of a run.

use std::collections::VecDeque;
use std::time::Duration;

use cw_http::{Error, ErrorKind};
use futures_core::Stream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::{Instant, sleep_until};

use super::launch::AT_ONCE;
use super::{Acceptance, RunOutcome, RunState, RunTarget, ScriptRun, TargetState};
use crate::client::AutomateClient;
use crate::condition::{OrderBy, row};
use crate::ids::{ComputerId, ScriptId};
use crate::models::{ScriptHistory, ScriptRunState, ScriptRunStatus};

/// How many of the newest history rows are looked at. A run has few.
const NEWEST: u32 = 100;
/// A server is not asked without a pause.
const SHORTEST: Duration = Duration::from_millis(50);
/// Longer than any run; clocks can be added to it without overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A run to be followed; see [`Scripts::follow`](crate::api::Scripts::follow).
///
/// Each look costs one or two small reads for every computer that is not finished. Rows of the same script that somebody else
/// starts at the same time cannot be told apart: the first new one that is over counts.
#[derive(Debug, Clone)]
#[must_use = "nothing is read until `outcome` or `updates`"]
pub struct FollowScript {
    cwa: AutomateClient,
    run: ScriptRun,
    every: Duration,
    timeout: Duration,
}

impl FollowScript {
    pub(crate) fn new(cwa: AutomateClient, run: ScriptRun) -> Self {
        Self { cwa, run, every: Duration::from_secs(5), timeout: Duration::from_secs(15 * 60) }
    }

    /// How long to wait between looks. Default 5 s, at least 50 ms.
    pub fn poll_every(mut self, interval: Duration) -> Self {
        self.every = interval.clamp(SHORTEST, LONGEST);
        self
    }

    /// For how long to look. Default 15 minutes: agents ask for work every five minutes by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(LONGEST);
        self
    }

    /// Looks until the script is over everywhere, or time runs out.
    ///
    /// # Errors
    /// As [`Call::send`](crate::Call::send), where looking again cannot help. A look that fails for a passing reason is made up
    /// for by the next.
    pub async fn outcome(self) -> Result<RunOutcome, Error> {
        let (script, targets) = (self.run.script, self.run.targets.clone());
        let mut states: Vec<_> =
            targets.iter().map(|target| TargetState::new(target.computer, RunState::Pending)).collect();
        let mut updates = self.updates();
        while let Some(update) = updates.try_next().await? {
            if let Some(state) = states.iter_mut().find(|state| state.computer == update.computer) {
                *state = update;
            }
        }
        Ok(RunOutcome { script, targets: states })
    }

    /// The states as they change. Each computer is told at the first look and at each change, and has a last one: final, or
    /// [`StillRunning`](RunState::StillRunning). After an error the stream is finished.
    pub fn updates(self) -> impl Stream<Item = Result<TargetState, Error>> + Send + Unpin + use<> {
        let watch = Watch {
            open: self.run.targets.iter().cloned().map(|target| Open { target, last: None }).collect(),
            news: VecDeque::new(),
            until: Instant::now() + self.timeout,
            look_at: None,
            follow: self,
        };
        stream::unfold(watch, |mut watch| async move { watch.next().await.map(|update| (update, watch)) }).boxed()
    }

    /// How far the script is on a computer.
    pub(super) async fn look(&self, target: &RunTarget) -> Result<RunState, Error> {
        if let Acceptance::Refused(refusal) = &target.acceptance {
            return Ok(RunState::Refused(refusal.clone()));
        }
        let rows = self.new_rows(target).await?;
        if let Some(state) = settled(&rows) {
            return Ok(state);
        }
        if is_running(&self.cwa, self.run.script, target.computer).await? {
            return Ok(RunState::Running);
        }
        if rows.is_empty() {
            return Ok(RunState::Pending);
        }
        // The script has said something and runs no more. Its last row may have been written while we looked there.
        let rows = self.new_rows(target).await?;
        let ended = rows.iter().rev().find_map(|row| {
            let (result, diagnostic) = (row.state.clone(), row.diagnostic_message.clone());
            Some(RunState::Ended { history: row.id?, result, diagnostic })
        });
        Ok(settled(&rows).or(ended).unwrap_or(RunState::Pending))
    }

    /// Rows of this script that were not there before the start, oldest first.
    async fn new_rows(&self, target: &RunTarget) -> Result<Vec<ScriptHistory>, Error> {
        let mut rows = newest_history(&self.cwa, target.computer).await?;
        rows.retain(|row| row.script_id == Some(self.run.script) && row.id > target.baseline);
        rows.sort_by_key(|row| row.id);
        Ok(rows)
    }
}

/// Whether a computer runs the script now.
pub(super) async fn is_running(cwa: &AutomateClient, script: ScriptId, computer: ComputerId) -> Result<bool, Error> {
    let running = cwa.computers().running_scripts(computer).all().await?;
    Ok(running.iter().any(|row| row.script_id == Some(script) && row.status != Some(ScriptRunStatus::Completed)))
}

/// What the rows say: how the script ended, by the first that tells, or else that it runs.
fn settled(rows: &[ScriptHistory]) -> Option<RunState> {
    let mut states = rows.iter().filter_map(state_of).peekable();
    let first = states.peek().cloned();
    states.find(RunState::is_final).or(first)
}

/// What a row says, if it says something: that the script runs, or how it ended.
fn state_of(row: &ScriptHistory) -> Option<RunState> {
    let history = row.id?;
    match (&row.status, &row.state) {
        (Some(ScriptRunStatus::Completed) | None, Some(ScriptRunState::Success)) => {
            Some(RunState::Succeeded { history })
        }
        (Some(ScriptRunStatus::Completed) | None, Some(ScriptRunState::Failure)) => {
            Some(RunState::Failed { history, diagnostic: row.diagnostic_message.clone() })
        }
        // Something said on the way, or the last word of a script that says neither.
        (Some(ScriptRunStatus::Completed), _) => None,
        _ => Some(RunState::Running),
    }
}

pub(super) async fn newest_history(cwa: &AutomateClient, computer: ComputerId) -> Result<Vec<ScriptHistory>, Error> {
    let newest_first = OrderBy::desc(&row::HISTORY_DATE);
    Ok(cwa.computers().script_history(computer).order_by(newest_first).page_size(NEWEST).send().await?.items)
}

/// The looks at the computers that are not finished.
struct Watch {
    follow: FollowScript,
    open: Vec<Open>,
    news: VecDeque<TargetState>,
    until: Instant,
    /// When to look next; at once for the first time.
    look_at: Option<Instant>,
}

struct Open {
    target: RunTarget,
    last: Option<RunState>,
}

impl Watch {
    async fn next(&mut self) -> Option<Result<TargetState, Error>> {
        loop {
            if let Some(update) = self.news.pop_front() {
                return Some(Ok(update));
            }
            if self.open.is_empty() {
                return None;
            }
            if let Some(at) = self.look_at {
                sleep_until(at.min(self.until)).await;
            }
            if let Err(error) = self.look_at_all().await {
                self.open.clear();
                return Some(Err(error));
            }
            let now = Instant::now();
            if now >= self.until {
                self.run_out_of_time();
            }
            self.look_at = Some(now + self.follow.every);
        }
    }

    async fn look_at_all(&mut self) -> Result<(), Error> {
        let follow = &self.follow;
        let targets: Vec<RunTarget> = self.open.iter().map(|open| open.target.clone()).collect();
        let looks = targets.into_iter().map(|target| async move { follow.look(&target).await });
        let states: Vec<_> = stream::iter(looks).buffered(AT_ONCE).collect().await;
        for (open, state) in self.open.iter_mut().zip(states) {
            let state = match state {
                Ok(state) => state,
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Denied) => {
                    RunState::Unreadable { message: error.to_string() }
                }
                Err(error) if error.is_retryable() => {
                    tracing::debug!(computer = %open.target.computer, %error, "a look at a script run failed");
                    continue;
                }
                Err(error) => return Err(error),
            };
            if open.last.as_ref() != Some(&state) {
                self.news.push_back(TargetState::new(open.target.computer, state.clone()));
                open.last = Some(state);
            }
        }
        self.open.retain(|open| !open.last.as_ref().is_some_and(RunState::is_final));
        Ok(())
    }

    fn run_out_of_time(&mut self) {
        for open in self.open.drain(..) {
            let state = RunState::StillRunning { seen: open.last == Some(RunState::Running) };
            self.news.push_back(TargetState::new(open.target.computer, state));
        }
    }
}
