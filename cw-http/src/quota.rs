//! A quota: so many requests in a span of time, kept on this side, and what the service's own headers say about it.
//!
//! The first half of a quota goes out at once, the second half is spread over the span. So a burst is quick, a long job is
//! steady, nobody waits for the whole span, and no span of time ever sees more than the quota.
//!
//! A state machine over instants that are handed in, as the [pacer](crate::pacer): no clock and no sleeping in here.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::HeaderMap;

/// The longest wait that is believed; see [`retry_after`](crate::retry_after).
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Numbers above these are moments (seconds, milliseconds since 1970), numbers below are waits.
const MOMENT_SECS: u64 = 1_000_000_000;
const MOMENT_MILLIS: u64 = 1_000_000_000_000;

/// How many requests may leave in how long. Clones share the count: give one to all clients that use the same quota of a service.
///
/// Where it is set, an operation of which the service says that nothing is left waits until the moment that it names.
#[derive(Clone)]
pub struct Quota {
    requests: u32,
    window: Duration,
    state: Arc<Mutex<State>>,
}

impl Quota {
    /// So many requests (at least one) in any span of this length. Repeated tries count, logins do not.
    #[must_use]
    pub fn new(requests: u32, window: Duration) -> Self {
        let requests = requests.max(1);
        Self { requests, window, state: Arc::new(Mutex::new(State::new(requests, window))) }
    }

    /// How many requests in a span.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// How long the span is.
    #[must_use]
    pub fn window(&self) -> Duration {
        self.window
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quota").field("requests", &self.requests).field("window", &self.window).finish_non_exhaustive()
    }
}

/// What has left, and what the service has closed.
#[derive(Debug)]
pub(crate) struct State {
    /// How many may leave at once.
    free: usize,
    /// The time between two of the others.
    spacing: Duration,
    window: Duration,
    /// When the last `free` requests left, oldest first.
    recent: VecDeque<Instant>,
    /// Operations of which nothing is left, and until when.
    closed: HashMap<String, Instant>,
}

impl State {
    fn new(requests: u32, window: Duration) -> Self {
        let free = requests.div_ceil(2);
        let spaced = requests - free;
        let spacing = if spaced == 0 { window } else { window / spaced };
        Self { free: free as usize, spacing, window, recent: VecDeque::new(), closed: HashMap::new() }
    }

    /// Takes one request out of the quota, or says when to come back.
    pub(crate) fn take(&mut self, now: Instant) -> Result<(), Instant> {
        if self.recent.len() == self.free
            && let (Some(oldest), Some(last)) = (self.recent.front(), self.recent.back())
        {
            let slot = (*oldest + self.window).min(*last + self.spacing);
            if slot > now {
                return Err(slot);
            }
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        Ok(())
    }

    /// Until when the service takes no more of this operation.
    pub(crate) fn closed_until(&mut self, operation: &str, now: Instant) -> Option<Instant> {
        let until = self.closed.get(operation).copied()?;
        if until <= now {
            self.closed.remove(operation);
            return None;
        }
        Some(until)
    }

    /// Notes what the headers of an answer say.
    pub(crate) fn note(&mut self, operation: &str, told: Told, now: Instant) {
        if let (Some(0), Some(wait)) = (told.remaining, told.reset)
            && !wait.is_zero()
        {
            self.closed.insert(operation.to_owned(), now + wait);
        }
    }
}

/// What a service says of its quota in an answer's headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Told {
    /// How many requests are left.
    pub(crate) remaining: Option<u64>,
    /// In how long there will be more.
    pub(crate) reset: Option<Duration>,
}

/// Reads the headers `RateLimit-*`, `X-RateLimit-*` or just `Remaining` and `Reset`, in this order.
pub(crate) fn told(headers: &HeaderMap, wall: SystemTime) -> Told {
    let number = |what: &str| {
        ["ratelimit-", "x-ratelimit-", ""].iter().find_map(|family| {
            let text = headers.get(format!("{family}{what}"))?.to_str().ok()?.trim();
            let digits = text.find(|c: char| !c.is_ascii_digit()).map_or(text, |end| &text[..end]);
            digits.parse::<u64>().ok()
        })
    };
    Told { remaining: number("remaining"), reset: number("reset").map(|reset| relative(reset, wall)) }
}

/// Services write the moment or the wait.
fn relative(reset: u64, wall: SystemTime) -> Duration {
    let moment = match reset {
        MOMENT_MILLIS.. => Duration::from_millis(reset),
        MOMENT_SECS.. => Duration::from_secs(reset),
        _ => return Duration::from_secs(reset).min(LONGEST),
    };
    let now = wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    moment.saturating_sub(now).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const WINDOW: Duration = Duration::from_secs(300);

    /// When `count` requests that are all wanted at once leave, in ms.
    fn departures(requests: u32, count: usize) -> Vec<u128> {
        let start = Instant::now();
        let mut state = State::new(requests, WINDOW);
        let mut now = start;
        std::iter::repeat_with(|| {
            while let Err(slot) = state.take(now) {
                assert!(slot > now);
                now = slot;
            }
            (now - start).as_millis()
        })
        .take(count)
        .collect()
    }

    #[test]
    fn half_leaves_at_once_and_the_rest_is_spread_over_the_span() {
        let left = departures(500, 750);
        assert!(left[..250].iter().all(|at| *at == 0));
        assert_eq!((left[250], left[251], left[499]), (1200, 2400, 300_000));
        assert_eq!(departures(1, 3), [0, 300_000, 600_000]);
        assert_eq!(departures(2, 3), [0, 300_000, 600_000]);
        assert_eq!(departures(3, 4), [0, 0, 300_000, 300_000]);
    }

    #[test]
    fn a_quiet_span_makes_it_whole_again() {
        let start = Instant::now();
        let mut state = State::new(4, WINDOW);
        assert_eq!([state.take(start), state.take(start)], [Ok(()), Ok(())]);
        assert!(state.take(start).is_err());
        let later = start + WINDOW;
        assert_eq!([state.take(later), state.take(later)], [Ok(()), Ok(())]);
        assert!(state.take(later).is_err());
    }

    #[test]
    fn an_operation_without_rest_is_closed_until_the_moment_named_and_others_are_not() {
        let now = Instant::now();
        let mut state = State::new(500, WINDOW);
        let seconds = |secs| Some(Duration::from_secs(secs));
        state.note("list", Told { remaining: Some(0), reset: seconds(30) }, now);
        state.note("get", Told { remaining: Some(1), reset: seconds(30) }, now);
        assert_eq!(state.closed_until("list", now), Some(now + Duration::from_secs(30)));
        assert_eq!(state.closed_until("get", now), None);
        assert_eq!(state.closed_until("list", now + Duration::from_secs(30)), None);
        state.note("list", Told { remaining: Some(0), reset: seconds(0) }, now);
        assert_eq!(state.closed_until("list", now), None);
    }

    #[test]
    fn every_family_of_headers_is_read() {
        let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_176_300);
        let rest = |remaining, secs: Option<u64>| Told { remaining, reset: secs.map(Duration::from_secs) };
        for (headers, expected) in [
            (&[("Ratelimit-Remaining", "0"), ("Ratelimit-Reset", "1795176330")][..], rest(Some(0), Some(30))),
            (&[("X-RateLimit-Remaining", "7"), ("X-RateLimit-Reset", "1795176360")], rest(Some(7), Some(60))),
            (&[("Limit", "35"), ("Remaining", "3"), ("Reset", "1795176301")], rest(Some(3), Some(1))),
            (&[("RateLimit-Remaining", "5"), ("Remaining", "0")], rest(Some(5), None)),
            (&[("Ratelimit-Remaining", "0"), ("X-RateLimit-Reset", "1795176330")], rest(Some(0), Some(30))),
            (&[("RateLimit-Reset", "12, 12;w=60")], rest(None, Some(12))),
            (&[("Reset", "1795176330000")], rest(None, Some(30))),
            (&[("Reset", "1595176330")], rest(None, Some(0))),
            (&[("Reset", "1999999999")], rest(None, Some(86_400))),
            (&[("Reset", "soon"), ("Remaining", "-1")], rest(None, None)),
            (&[], rest(None, None)),
        ] {
            let headers: HeaderMap = headers
                .iter()
                .map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(told(&headers, wall), expected, "{headers:?}");
        }
    }

    proptest! {
        #[test]
        fn no_span_sees_more_than_the_quota(requests in 1u32..40, gaps in proptest::collection::vec(0u64..40_000, 1..300)) {
            let mut state = State::new(requests, WINDOW);
            let mut now = Instant::now();
            let mut left = VecDeque::new();
            for gap in gaps {
                now += Duration::from_millis(gap);
                while let Err(slot) = state.take(now) {
                    prop_assert!(slot <= now + WINDOW);
                    now = slot;
                }
                left.push_back(now);
                while left.front().is_some_and(|first| *first + WINDOW <= now) {
                    left.pop_front();
                }
                prop_assert!(left.len() <= requests as usize, "{} of {requests}", left.len());
            }
        }
    }
}
