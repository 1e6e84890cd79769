//! Finding out what came of a run.

use std::collections::VecDeque;
use std::time::Duration;

use cw_http::{Error, ErrorKind};
use futures_core::Stream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::{Instant, sleep_until};

use super::{RunState, TargetState, TaskOutcome, TaskRun};
use crate::client::RmmClient;
use crate::ids::{EndpointId, TaskId};
use crate::models::{Phase, TaskInstance, TaskResult, TaskStatus};

/// Of how many executions the results are read at once.
const AT_ONCE: usize = 4;
/// The service is not asked without a pause.
const SHORTEST: Duration = Duration::from_millis(100);
/// Longer than any run; clocks can be added to it without overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// For how long a task that was just accepted may not be known yet.
const GRACE: Duration = Duration::from_secs(60);

/// A run to be followed; see [`Tasks::follow`](crate::api::Tasks::follow).
///
/// Each look costs one small read, and one more for each execution.
#[derive(Debug, Clone)]
#[must_use = "nothing is read until `outcome` or `updates`"]
pub struct FollowTask {
    rmm: RmmClient,
    run: TaskRun,
    every: Duration,
    timeout: Duration,
}

impl FollowTask {
    pub(crate) fn new(rmm: RmmClient, run: TaskRun) -> Self {
        Self { rmm, run, every: Duration::from_secs(5), timeout: Duration::from_secs(15 * 60) }
    }

    /// How long to wait between looks. Default 5 s, at least 100 ms.
    pub fn poll_every(mut self, interval: Duration) -> Self {
        self.every = interval.clamp(SHORTEST, LONGEST);
        self
    }

    /// For how long to look. Default 15 minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(LONGEST);
        self
    }

    /// Looks until the script is over everywhere, or time runs out.
    ///
    /// # Errors
    /// As [`Call::send`](crate::Call::send), where looking again cannot help and nothing was said of the run itself. A look that
    /// fails for a passing reason is made up for by the next.
    pub async fn outcome(self) -> Result<TaskOutcome, Error> {
        let task = self.run.task.clone();
        let mut targets: Vec<_> =
            self.targets().into_iter().map(|endpoint| TargetState::new(endpoint, RunState::Pending)).collect();
        let mut updates = self.updates();
        while let Some(update) = updates.try_next().await? {
            if let Some(target) = targets.iter_mut().find(|target| target.endpoint == update.endpoint) {
                *target = update;
            }
        }
        Ok(TaskOutcome { task, targets })
    }

    /// The states as they change. Each device is told at the first look and at each change, and has a last one: final, or
    /// [`StillRunning`](RunState::StillRunning). After an error the stream is finished.
    pub fn updates(self) -> impl Stream<Item = Result<TargetState, Error>> + Send + Unpin + use<> {
        let now = Instant::now();
        let watch = Watch {
            open: self.targets().into_iter().map(|endpoint| Open { endpoint, last: None }).collect(),
            news: VecDeque::new(),
            began: now,
            until: now + self.timeout,
            look_at: None,
            was_over: false,
            follow: self,
        };
        stream::unfold(watch, |mut watch| async move { watch.next().await.map(|update| (update, watch)) }).boxed()
    }

    /// The devices; one nameless target for a company.
    fn targets(&self) -> Vec<Option<EndpointId>> {
        match self.run.endpoints.as_slice() {
            [] => vec![None],
            endpoints => endpoints.iter().cloned().map(Some).collect(),
        }
    }

    /// What the service says of the run.
    async fn look(&self, task: &TaskId) -> Result<Seen, Error> {
        let instances = self.rmm.tasks().instances(task).await?;
        let reads = instances.instances.iter().filter_map(|instance| instance.id.clone()).map(|instance| {
            let (rmm, task) = (self.rmm.clone(), task.clone());
            async move { rmm.tasks().results(task, instance).await }
        });
        // In a vector first, since a stream over the borrowing closure would make this future impossible to spawn.
        let reads: Vec<_> = reads.collect();
        let mut seen = Seen { unfinished: instances.unfinished, instances: instances.instances, results: Vec::new() };
        for answer in stream::iter(reads).buffered(AT_ONCE).collect::<Vec<_>>().await {
            match answer {
                Ok(results) => seen.results.extend(results.results),
                Err(error) if is_unreadable(&error) || error.kind() == ErrorKind::NotFound => {
                    tracing::debug!(%task, %error, "the results of an execution cannot be read");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(seen)
    }
}

/// The service gives no such thing, or not to this key: asking again changes nothing.
fn is_unreadable(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Denied | ErrorKind::Rejected | ErrorKind::Unsupported | ErrorKind::Decode | ErrorKind::Redirect
    ) || error.status() == Some(501)
}

/// What one look has shown.
struct Seen {
    instances: Vec<TaskInstance>,
    results: Vec<TaskResult>,
    unfinished: Option<i64>,
}

impl Seen {
    /// How far the script is on a device. `alone`: it is the only one.
    fn state(&self, endpoint: Option<&EndpointId>, alone: bool) -> Option<RunState> {
        let is_its = |result: &&TaskResult| match (&result.endpoint, endpoint) {
            (Some(theirs), Some(ours)) => theirs.as_str().eq_ignore_ascii_case(ours.as_str()),
            _ => alone,
        };
        let mut results = self.results.iter().filter(is_its);
        let result = results.clone().find(|result| phase(&result.status).is_over()).or_else(|| results.next_back());
        if let Some(result) = result
            && let Some(state) = self.told(result)
        {
            return Some(state);
        }
        match self.overall() {
            None => Some(RunState::Pending),
            Some(phase) if phase.is_over() => None,
            Some(Phase::Pending) => Some(RunState::Pending),
            Some(_) => Some(RunState::Running),
        }
    }

    /// What a result says. One without a word of its own goes by the word for the whole.
    fn told(&self, result: &TaskResult) -> Option<RunState> {
        let status = result.status.as_ref().or_else(|| self.instances.last()?.status.as_ref())?;
        let (word, output) = (status.to_string(), result.output.clone());
        match status.phase() {
            Phase::Succeeded => Some(RunState::Succeeded { output }),
            Phase::Failed => Some(RunState::Failed { status: word, output }),
            Phase::Ended => Some(RunState::Ended { status: word, output }),
            Phase::Pending => Some(RunState::Pending),
            Phase::Running => Some(RunState::Running),
            Phase::Unknown => None,
        }
    }

    /// How far the whole is; `None` if there is no execution yet.
    fn overall(&self) -> Option<Phase> {
        let phases = || self.instances.iter().map(|instance| phase(&instance.status));
        if self.unfinished.is_some_and(|count| count > 0) {
            return Some(Phase::Running);
        }
        phases().find(|phase| !phase.is_over()).or_else(|| phases().next_back())
    }

    /// The state of a device of which no result is told although the whole is over. What holds for the whole holds for it if it
    /// is alone, or if all went well.
    fn without_result(&self, alone: bool) -> RunState {
        let status = self.instances.iter().rev().find_map(|instance| instance.status.as_ref());
        let word = status.map(TaskStatus::to_string).unwrap_or_default();
        match self.overall() {
            Some(Phase::Succeeded) => RunState::Succeeded { output: None },
            Some(Phase::Failed) if alone => RunState::Failed { status: word, output: None },
            _ => RunState::Ended { status: word, output: None },
        }
    }
}

fn phase(status: &Option<TaskStatus>) -> Phase {
    status.as_ref().map_or(Phase::Unknown, TaskStatus::phase)
}

/// The looks at the devices that are not finished.
struct Watch {
    follow: FollowTask,
    open: Vec<Open>,
    news: VecDeque<TargetState>,
    began: Instant,
    until: Instant,
    /// When to look next; at once for the first time.
    look_at: Option<Instant>,
    /// The last look showed the whole to be over: results that are still missing will not come.
    was_over: bool,
}

struct Open {
    endpoint: Option<EndpointId>,
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
            if let Err(error) = self.look().await {
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

    async fn look(&mut self) -> Result<(), Error> {
        let Some(task) = self.follow.run.task.clone() else {
            self.tell(|_, _| RunState::Unreadable { message: "the service gave the task no id".to_owned() });
            return Ok(());
        };
        match self.follow.look(&task).await {
            Ok(seen) => {
                let (was_over, all) = (self.was_over, self.follow.targets().len());
                self.was_over = seen.overall().is_some_and(Phase::is_over);
                self.tell(|endpoint, last| {
                    let state = seen.state(endpoint, all == 1);
                    // Results can come a moment after the word for the whole: they get one more look.
                    let missing =
                        || if was_over { seen.without_result(all == 1) } else { last.unwrap_or(RunState::Running) };
                    state.unwrap_or_else(missing)
                });
                Ok(())
            }
            // A task that was just accepted may not be known everywhere yet.
            Err(error) if error.kind() == ErrorKind::NotFound && self.began.elapsed() < GRACE => {
                self.tell(|_, last| last.unwrap_or(RunState::Pending));
                Ok(())
            }
            Err(error) if is_unreadable(&error) || error.kind() == ErrorKind::NotFound => {
                self.tell(|_, _| RunState::Unreadable { message: error.to_string() });
                Ok(())
            }
            Err(error) if error.is_retryable() => {
                tracing::debug!(%task, %error, "a look at a task failed");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Notes how far each device is, and makes news of what is new.
    fn tell(&mut self, state: impl Fn(Option<&EndpointId>, Option<RunState>) -> RunState) {
        for open in &mut self.open {
            let state = state(open.endpoint.as_ref(), open.last.clone());
            if open.last.as_ref() != Some(&state) {
                self.news.push_back(TargetState::new(open.endpoint.clone(), state.clone()));
                open.last = Some(state);
            }
        }
        self.open.retain(|open| !open.last.as_ref().is_some_and(RunState::is_final));
    }

    fn run_out_of_time(&mut self) {
        for open in self.open.drain(..) {
            let state = RunState::StillRunning { seen: open.last == Some(RunState::Running) };
            self.news.push_back(TargetState::new(open.endpoint, state));
        }
    }
}
