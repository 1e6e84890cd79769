//! Moments as the API takes them.

use std::fmt;

use cw_http::data::DateTime;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit, Zoned};
use serde::{Serialize, Serializer};

/// A moment to send: UTC in whole seconds, such as `2026-03-04T14:20:00Z`.
///
/// The API refuses fractions of a second, so they are cut off here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcTime(Timestamp);

impl UtcTime {
    /// From what a record says; `None` if that is not set or cannot be read.
    #[must_use]
    pub fn of(moment: &DateTime) -> Option<Self> {
        moment.timestamp().map(Self::from)
    }

    /// The moment.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl From<Timestamp> for UtcTime {
    fn from(moment: Timestamp) -> Self {
        let whole = TimestampRound::new().smallest(Unit::Second).mode(RoundMode::Floor);
        // What is less than a second cannot take a moment out of range.
        Self(moment.round(whole).unwrap_or(moment))
    }
}

impl From<&Zoned> for UtcTime {
    fn from(moment: &Zoned) -> Self {
        moment.timestamp().into()
    }
}

impl std::str::FromStr for UtcTime {
    type Err = jiff::Error;

    /// Reads RFC 3339, with any offset.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Timestamp>().map(Self::from)
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ").fmt(f)
    }
}

impl Serialize for UtcTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fraction_is_ever_written() {
        for (text, written) in [
            ("2026-03-04T14:20:00.987654321Z", "2026-03-04T14:20:00Z"),
            ("2026-03-04T14:20:00-05:00", "2026-03-04T19:20:00Z"),
            ("0987-01-01T00:00:00.5Z", "0987-01-01T00:00:00Z"),
        ] {
            let time: UtcTime = text.parse().unwrap();
            assert_eq!(serde_json::to_value(time).unwrap(), written);
            assert_eq!(time.timestamp().subsec_nanosecond(), 0);
        }
        for moment in [Timestamp::MIN, Timestamp::MAX] {
            assert!(!UtcTime::from(moment).to_string().contains('.'));
        }
        assert!("tomorrow".parse::<UtcTime>().is_err());
    }

    #[test]
    fn what_was_read_can_be_sent() {
        let time = UtcTime::of(&DateTime::new("2026-03-04T14:20:00.5Z")).unwrap();
        assert_eq!(time.to_string(), "2026-03-04T14:20:00Z");
        assert_eq!(UtcTime::of(&DateTime::new("soon")), None);
    }
}
