//! What was used of the limits so far.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::Window;
use crate::{ErrorKind, Plan, Principal, Sent, Timestamp, ToolError, timestamp::Clock};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// What a principal has used by now of the limits at which policy looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) targets_last_hour: u64,
}

/// Counts targets and requests by principal, as calls start. In memory: a new process starts from nothing.
pub(crate) struct Counters {
    clock: Clock,
    by_principal: Mutex<HashMap<String, Windows>>,
}

struct Windows {
    targets: Window,
    requests: Window,
}

impl Windows {
    fn is_empty(&self, now: Timestamp) -> bool {
        self.targets.is_empty(now) && self.requests.is_empty(now)
    }
}

impl Default for Windows {
    fn default() -> Self {
        Self { targets: Window::new(HOUR), requests: Window::new(MINUTE) }
    }
}

/// How many targets a plan counts for: one that names none has at least one.
pub(crate) fn targets_of(plan: &Plan) -> u64 {
    plan.targets.len().max(1) as u64
}

impl Counters {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, by_principal: Mutex::default() }
    }

    pub(crate) fn usage(&self, principal: &Principal) -> Usage {
        let now = (self.clock)();
        self.lock()
            .get(&principal.person())
            .map_or_else(Usage::default, |windows| Usage { targets_last_hour: windows.targets.used(now) })
    }

    /// Counts the targets of a change that is about to start.
    pub(crate) fn take_targets(&self, principal: &Principal, amount: u64, limit: Option<u64>) -> Result<(), ToolError> {
        let Some(limit) = limit else { return Ok(()) };
        let now = (self.clock)();
        self.with(principal, now, |windows| windows.targets.take(amount, limit, now))
            .map_err(|wait| over(format!("{amount} more would be over the limit of {limit} targets an hour"), wait))
    }

    /// Gives back the targets of a change that did not start after all.
    pub(crate) fn give_back_targets(&self, principal: &Principal, amount: u64) {
        self.with(principal, (self.clock)(), |windows| windows.targets.give_back(amount));
    }

    fn take_request(&self, principal: &Principal, limit: Option<u64>) -> Result<(), ToolError> {
        let Some(limit) = limit else { return Ok(()) };
        let now = (self.clock)();
        self.with(principal, now, |windows| windows.requests.take(1, limit, now))
            .map_err(|wait| over(format!("the limit of {limit} requests a minute is used up"), wait))
    }

    fn with<T>(&self, principal: &Principal, now: Timestamp, change: impl FnOnce(&mut Windows) -> T) -> T {
        /// From how many principals on it is worth looking for ones to forget.
        const MANY: usize = 1024;
        let mut by_principal = self.lock();
        if by_principal.len() >= MANY {
            by_principal.retain(|_, windows| !windows.is_empty(now));
        }
        change(by_principal.entry(principal.person()).or_default())
    }

    /// Windows are whole after each of their operations, whatever a panicking thread leaves behind.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Windows>> {
        self.by_principal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counters").field("principals", &self.lock().len()).finish_non_exhaustive()
    }
}

/// Counts the requests of one call.
#[derive(Debug)]
pub(crate) struct Meter {
    counters: Arc<Counters>,
    principal: Principal,
    per_call: Option<u64>,
    per_minute: Option<u64>,
    /// How many the tool announced.
    counted: AtomicU64,
}

impl Meter {
    /// Starts a call, which counts as a request even if its tool counts none.
    pub(crate) fn start(
        counters: &Arc<Counters>,
        principal: &Principal,
        per_call: Option<u64>,
        per_minute: Option<u64>,
    ) -> Result<Self, ToolError> {
        counters.take_request(principal, per_minute)?;
        let (counters, principal) = (Arc::clone(counters), principal.clone());
        Ok(Self { counters, principal, per_call, per_minute, counted: AtomicU64::new(0) })
    }

    /// Counts a request that is about to be sent.
    pub(crate) fn count(&self) -> Result<(), ToolError> {
        let before = self.counted.fetch_add(1, Ordering::Relaxed);
        if let Some(limit) = self.per_call
            && before >= limit
        {
            return Err(over(format!("the limit of {limit} requests a call is used up"), None));
        }
        if before == 0 { Ok(()) } else { self.counters.take_request(&self.principal, self.per_minute) }
    }
}

fn over(what: String, wait: Option<Duration>) -> ToolError {
    let error = ToolError::new(ErrorKind::Limit, what).with_sent(Sent::No);
    match wait {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}
