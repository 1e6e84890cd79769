//! Moments in time.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

/// Where the time comes from.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A moment in time, in UTC. Written as RFC 3339: `2026-03-01T09:30:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The present moment, by the system's clock, to the millisecond.
    pub fn now() -> Self {
        let now = jiff::Timestamp::now();
        Self(jiff::Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now))
    }

    /// This moment and `duration` later; the end of time if that is out of range.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.checked_add(duration).unwrap_or(jiff::Timestamp::MAX))
    }

    /// Milliseconds since 1970 began, rounded down.
    pub fn as_millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// How much later this is than `earlier`; zero if it is not.
    pub fn duration_since(self, earlier: Self) -> Duration {
        Duration::try_from(self.0.duration_since(earlier.0)).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Text that is not a moment in time.
#[derive(Clone, Debug, thiserror::Error)]
#[error("not an RFC 3339 time such as 2026-03-01T09:30:00Z")]
pub struct ParseTimestampError(#[source] jiff::Error);

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(ParseTimestampError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        let now = Timestamp::now();
        assert_eq!(now.to_string().parse::<Timestamp>().unwrap(), now);
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn the_end_of_time_is_not_passed() {
        let start: Timestamp = "2026-03-01T09:30:00Z".parse().unwrap();
        assert_eq!(start.plus(Duration::from_secs(60)).to_string(), "2026-03-01T09:31:00Z");
        assert!(start.plus(Duration::MAX) > start);
    }

    #[test]
    fn durations_do_not_run_backwards() {
        let start: Timestamp = "2026-03-01T09:30:00Z".parse().unwrap();
        let later = start.plus(Duration::from_millis(1500));
        assert_eq!(later.duration_since(start), Duration::from_millis(1500));
        assert_eq!(start.duration_since(later), Duration::ZERO);
    }
}
