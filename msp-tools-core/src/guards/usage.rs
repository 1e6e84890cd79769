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
use crate::{ErrorKind, Plan, Principal, Sent, ToolError, timestamp::Clock};

const MINUTE: Duration = Duration::from_secs(60);

/// What a principal has used by now of the limits at which policy looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) targets_last_hour: u64,
}

/// Counts requests by principal, as they are sent. In memory: each process counts its own, and starts from nothing.
pub(crate) struct Counters {
    clock: Clock,
    by_principal: Mutex<HashMap<String, Window>>,
}

/// How many targets a plan counts for: one that names none has at least one.
pub(crate) fn targets_of(plan: &Plan) -> u64 {
    plan.targets.len().max(1) as u64
}

impl Counters {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, by_principal: Mutex::default() }
    }

    fn take_request(&self, principal: &Principal, limit: Option<u64>) -> Result<(), ToolError> {
        let Some(limit) = limit else { return Ok(()) };
        /// From how many principals on it is worth looking for ones to forget.
        const MANY: usize = 1024;
        let now = (self.clock)();
        let mut by_principal = self.lock();
        if by_principal.len() >= MANY {
            by_principal.retain(|_, window| !window.is_empty(now));
        }
        let window = by_principal.entry(principal.person()).or_insert_with(|| Window::new(MINUTE));
        let taken = window.take(1, limit, now);
        taken.map_err(|wait| over(format!("the limit of {limit} requests a minute is used up"), wait))
    }

    /// Windows are whole after each of their operations, whatever a panicking thread leaves behind.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Window>> {
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
