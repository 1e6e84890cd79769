//! `Retry-After`, as seconds or as a date, made relative.

use std::time::{Duration, SystemTime};

/// The longest wait that is believed. A larger figure is a mistake or mischief, and is cut to this.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads the header against the wall clock. A date that has passed is no wait; what cannot be read is as if it were not there.
#[must_use]
pub fn parse(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit a number still mean "very long".
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_dates_and_junk() {
        let now = httpdate::parse_http_date("Fri, 20 Nov 2026 12:00:00 GMT").expect("a date");
        let secs = |secs| Some(Duration::from_secs(secs));
        for (value, wait) in [
            ("0", secs(0)),
            (" 30 ", secs(30)),
            ("Fri, 20 Nov 2026 12:00:45 GMT", secs(45)),
            ("Fri, 20 Nov 2026 11:00:00 GMT", secs(0)),
            ("99999999999999999999999", secs(86_400)),
            ("Fri, 20 Nov 2099 12:00:00 GMT", secs(86_400)),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(parse(value, now), wait, "{value:?}");
        }
    }
}
