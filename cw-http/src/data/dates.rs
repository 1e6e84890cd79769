//! Dates as servers write them: with or without a zone, sometimes not a date at all.

use std::fmt;

use jiff::civil;
use jiff::fmt::temporal::{DateTimeParser, Pieces};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use super::lenient::Lenient;

/// A moment as the server wrote it, such as `2026-03-02T14:01:12`.
///
/// The text is kept and never refused: a date that cannot be read costs that date, not the record.
/// PSA and RMM write their zone, `Z`. Most dates of Automate carry none, and whose clock they show is not documented:
/// [`timestamp`](Self::timestamp) takes them as UTC, which is **unconfirmed**, and [`to_timestamp`](Self::to_timestamp) lets
/// the caller say. To find out, compare the server's own clock (`GET /DatabaseServerTime`) with yours.
///
/// A date that was never set arrives as a very old one (`0001-01-01T00:00:00`): [`is_unset`](Self::is_unset).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct DateTime(Box<str>);

/// The zone of dates that name none: the server's clock. UTC by default.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerZone(TimeZone);

/// Years before this one mean "never": the products are younger.
const FIRST_YEAR: i16 = 1990;

impl DateTime {
    /// Takes text as a server would send it; it is not checked.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text, exactly as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the server says "never": no text, or a year before 1990.
    ///
    /// Text that is not a date is *not* unset; it merely cannot be read.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        let text = self.0.trim();
        text.is_empty() || parse(text).is_some_and(|pieces| pieces.date().year() < FIRST_YEAR)
    }

    /// The date and time as written, whatever the zone; `None` if unset or unreadable.
    #[must_use]
    pub fn civil(&self) -> Option<civil::DateTime> {
        self.pieces().map(|pieces| clock(&pieces))
    }

    /// Whether the text says its zone (`Z` or an offset).
    #[must_use]
    pub fn has_zone(&self) -> bool {
        self.pieces().is_some_and(|pieces| pieces.to_numeric_offset().is_some())
    }

    /// The moment, with dates that name no zone taken as UTC (unconfirmed); `None` if unset or unreadable.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.to_timestamp(&ServerZone::default())
    }

    /// The moment, with dates that name no zone taken as `zone`; `None` if unset or unreadable.
    ///
    /// An hour that daylight saving repeats reads as the first of the two, one that it skips as the
    /// hour after.
    #[must_use]
    pub fn to_timestamp(&self, zone: &ServerZone) -> Option<Timestamp> {
        let pieces = self.pieces()?;
        match pieces.to_numeric_offset() {
            Some(offset) => offset.to_timestamp(clock(&pieces)).ok(),
            None => zone.0.to_timestamp(clock(&pieces)).ok(),
        }
    }

    fn pieces(&self) -> Option<Pieces<'_>> {
        parse(self.0.trim()).filter(|pieces| pieces.date().year() >= FIRST_YEAR)
    }
}

fn parse(text: &str) -> Option<Pieces<'_>> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_pieces(text).ok()
}

fn clock(pieces: &Pieces<'_>) -> civil::DateTime {
    pieces.date().to_datetime(pieces.time().unwrap_or_default())
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<Timestamp> for DateTime {
    fn from(moment: Timestamp) -> Self {
        Self::new(moment.to_string())
    }
}

/// Written with its offset and without the zone's name, which servers do not read.
impl From<&Zoned> for DateTime {
    fn from(moment: &Zoned) -> Self {
        Self::new(moment.timestamp().display_with_offset(moment.offset()).to_string())
    }
}

impl From<civil::DateTime> for DateTime {
    fn from(clock: civil::DateTime) -> Self {
        Self::new(clock.to_string())
    }
}

impl Lenient for DateTime {
    fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(String::read(deserializer)?.map(Self::new))
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::read(deserializer)?.unwrap_or_default())
    }
}

impl ServerZone {
    /// The clock runs in this zone.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self(zone)
    }
}

impl Default for ServerZone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timestamp(text: &str) -> Option<String> {
        DateTime::new(text).timestamp().map(|moment| moment.to_string())
    }

    #[test]
    fn reads_every_form_that_servers_send() {
        for (text, moment) in [
            ("2026-03-02T14:01:12", "2026-03-02T14:01:12Z"),
            ("2026-03-02T14:01:12Z", "2026-03-02T14:01:12Z"),
            ("2026-03-02T14:01:12.25", "2026-03-02T14:01:12.25Z"),
            ("2026-03-02T14:01:12.575-08:00", "2026-03-02T22:01:12.575Z"),
            ("2026-03-02 14:01:12", "2026-03-02T14:01:12Z"),
            (" 2026-03-02 ", "2026-03-02T00:00:00Z"),
        ] {
            assert_eq!(timestamp(text).as_deref(), Some(moment), "{text}");
        }
    }

    #[test]
    fn a_date_that_was_never_set_is_unset() {
        for text in ["0001-01-01T00:00:00", "1899-12-30T00:00:00", "1989-12-31T23:59:59Z", "", "  "] {
            let date = DateTime::new(text);
            assert!(date.is_unset(), "{text:?}");
            assert_eq!((date.timestamp(), date.civil()), (None, None), "{text:?}");
        }
        assert!(!DateTime::new("1990-01-01T00:00:00").is_unset());
    }

    #[test]
    fn what_is_no_date_is_kept_and_not_unset() {
        for text in ["soon", "2026-13-45T99:00:00", "0000-00-00 00:00:00", "\u{0}", "-", "99999999999999999999"] {
            let date = DateTime::new(text);
            assert_eq!((date.as_str(), date.is_unset(), date.timestamp()), (text, false, None));
        }
    }

    #[test]
    fn the_servers_zone_counts_only_where_none_is_written() {
        let zone = ServerZone::new(TimeZone::fixed(jiff::tz::offset(-8)));
        let naive = DateTime::new("2026-03-02T14:00:00");
        let zoned = DateTime::new("2026-03-02T14:00:00Z");
        assert_eq!(naive.to_timestamp(&zone).unwrap().to_string(), "2026-03-02T22:00:00Z");
        assert_eq!(zoned.to_timestamp(&zone).unwrap().to_string(), "2026-03-02T14:00:00Z");
        assert!(zoned.has_zone() && !naive.has_zone());
        assert_eq!(naive.civil(), zoned.civil());
    }

    #[test]
    fn what_we_write_we_read() {
        let moment: Timestamp = "2026-03-02T14:01:12.5Z".parse().unwrap();
        assert_eq!(DateTime::from(moment).timestamp(), Some(moment));
        let zoned = moment.to_zoned(TimeZone::fixed(jiff::tz::offset(5)));
        assert_eq!(DateTime::from(&zoned).as_str(), "2026-03-02T19:01:12.5+05:00");
        assert_eq!(DateTime::from(&zoned).timestamp(), Some(moment));
    }

    #[test]
    fn json_keeps_the_text() {
        let date: DateTime = serde_json::from_str("\"01/02/2026\"").unwrap();
        assert_eq!(serde_json::to_string(&date).unwrap(), "\"01/02/2026\"");
    }
}
