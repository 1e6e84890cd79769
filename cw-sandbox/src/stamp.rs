//! Points in time as the sandbox tells them: UTC, written without a zone.

use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

/// A point in time: milliseconds since 1970 in UTC.
///
/// Shown and serialised as the vendor does: `2026-03-02T14:05:00`, whole seconds, no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(i64);

/// What the vendor sends for a date that was never set.
pub(crate) const NEVER: &str = "0001-01-01T00:00:00";

impl Stamp {
    /// The point `millis` milliseconds after 1970-01-01T00:00:00 UTC.
    #[must_use]
    pub const fn from_unix_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00 UTC.
    #[must_use]
    pub const fn unix_millis(self) -> i64 {
        self.0
    }

    /// This point moved into the future.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(millis(by)))
    }

    /// This point moved into the past.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(millis(by)))
    }

    /// The time from `earlier` to this point; zero if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// This point without its fraction of a second, which the vendor's dates do not show.
    pub(crate) const fn whole_second(self) -> Self {
        Self(self.0 - self.0.rem_euclid(1000))
    }

    /// As the `Date` header of an answer writes it.
    pub(crate) fn http_date(self) -> String {
        let since_epoch = Duration::from_millis(u64::try_from(self.0).unwrap_or(0));
        httpdate::fmt_http_date(UNIX_EPOCH + since_epoch)
    }

    /// Midnight of this day, UTC.
    pub(crate) const fn whole_day(self) -> Self {
        Self(self.0 - self.0.rem_euclid(24 * 3600 * 1000))
    }

    /// Reads ISO 8601 with or without time and zone; no zone means UTC.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Ok(zoned) = text.parse::<jiff::Timestamp>() {
            return Some(Self(zoned.as_millisecond()));
        }
        let naive = text.parse::<DateTime>().ok()?;
        let utc = naive.to_zoned(TimeZone::UTC).ok()?;
        Some(Self(utc.timestamp().as_millisecond()))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Beyond the calendar there is nothing better to show than its last day.
        let stamp = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX);
        write!(f, "{}", TimeZone::UTC.to_datetime(stamp).strftime("%Y-%m-%dT%H:%M:%S"))
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Stamp> for serde_json::Value {
    fn from(stamp: Stamp) -> Self {
        stamp.to_string().into()
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The tenant's clock: runs with real time and can be put forward.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    origin: Stamp,
    started: Instant,
    skipped: Duration,
}

impl Clock {
    pub(crate) fn starting_at(origin: Stamp) -> Self {
        Self { origin, started: Instant::now(), skipped: Duration::ZERO }
    }

    /// A clock that shows the machine's own time.
    pub(crate) fn system() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::starting_at(Stamp(millis(since_epoch)))
    }

    pub(crate) fn now(&self) -> Stamp {
        self.origin.plus(self.started.elapsed()).plus(self.skipped)
    }

    pub(crate) fn skip(&mut self, by: Duration) {
        self.skipped = self.skipped.saturating_add(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_every_zone_form() {
        let noon = Stamp::parse("2026-03-02T12:00:00").unwrap();
        assert_eq!(noon.to_string(), "2026-03-02T12:00:00");
        for same in ["2026-03-02T12:00:00Z", "2026-03-02T04:00:00-08:00", "2026-03-02T12:00:00.000"] {
            assert_eq!(Stamp::parse(same), Some(noon), "{same}");
        }
        let midnight = Stamp::parse("2026-03-02").unwrap();
        assert_eq!(noon.since(midnight), Duration::from_secs(12 * 3600));
        assert_eq!(Stamp::parse("2026-13-02"), None);
    }

    #[test]
    fn the_clock_moves_by_what_is_skipped() {
        let mut clock = Clock::starting_at(Stamp::from_unix_millis(0));
        clock.skip(Duration::from_secs(3600));
        assert!(clock.now() >= Stamp::from_unix_millis(3_600_000));
    }
}
