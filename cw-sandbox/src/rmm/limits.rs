//! How many requests are allowed, and how a tenant says so.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Call, Outcome, errors};
use crate::reply::Reply;
use crate::settings::Settings;
use crate::stamp::Stamp;
use crate::tenant::Tenant;

/// In which headers RMM says how many requests are left. The time at which the count begins anew is in Unix seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RateHeaders {
    /// In none; a 429 has `Retry-After` instead.
    None,
    /// `Ratelimit-Limit`, `Ratelimit-Remaining`, `Ratelimit-Reset`.
    #[default]
    Ratelimit,
    /// `X-RateLimit-Limit`, `X-RateLimit-Remaining`, `X-RateLimit-Reset`.
    XRatelimit,
    /// `Limit`, `Remaining`, `Reset`.
    Bare,
}

impl RateHeaders {
    const fn names(self) -> Option<[&'static str; 3]> {
        match self {
            Self::None => None,
            Self::Ratelimit => Some(["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"]),
            Self::XRatelimit => Some(["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]),
            Self::Bare => Some(["limit", "remaining", "reset"]),
        }
    }
}

/// What an operation is said to allow where no limit is set.
const NOMINAL: u32 = 500;

/// The requests of the current window.
#[derive(Default)]
pub(super) struct Window {
    ends: Option<Stamp>,
    used: u32,
}

type Headers = Vec<(&'static str, String)>;

/// Counts a request. Without a limit there is nothing to count: no headers and no refusals.
pub(super) fn admit(tenant: &mut Tenant, settings: &Settings) -> (Headers, Result<(), Reply>) {
    let (now, limit) = (tenant.now, settings.rmm_rate_limit);
    let window = &mut tenant.rmm.window;
    if limit == 0 {
        *window = Window::default();
        return (Vec::new(), Ok(()));
    }
    if window.ends.is_none_or(|ends| ends <= now) {
        *window = Window { ends: Some(now.plus(Duration::from_secs(settings.rmm_rate_window_secs))), used: 0 };
    }
    let is_refused = window.used >= limit;
    window.used += u32::from(!is_refused);
    let ends = window.ends.unwrap_or(now);
    let headers = match settings.rmm_rate_headers.names() {
        Some(names) => {
            let values = [limit.into(), limit.saturating_sub(window.used).into(), unix_seconds(ends)];
            names.into_iter().zip(values.map(|value: i64| value.to_string())).collect()
        }
        None if is_refused => vec![("retry-after", ends.since(now).as_secs().saturating_add(1).to_string())],
        None => Vec::new(),
    };
    (headers, if is_refused { Err(errors::plain_text(429, "Too many requests")) } else { Ok(()) })
}

/// `GET /v1/rate_limits`, which needs no scope.
pub(super) fn report(call: &Call<'_>) -> Outcome {
    let window = &call.tenant.rmm.window;
    let limit = if call.settings.rmm_rate_limit > 0 { call.settings.rmm_rate_limit } else { NOMINAL };
    let operation = json!({
        "limit": limit,
        "remaining": limit.saturating_sub(window.used),
        "reset": unix_seconds(window.ends.unwrap_or(call.tenant.now)),
    });
    Ok(Reply::json(&json!({ "resources": {
        "asset": { "partner-asset-endpoints-details": operation, "partner-asset-endpoints": operation },
        "automation": { "schedule-task": operation },
        "service": { "rate-limit": operation, "tickets": operation },
    } })))
}

/// The second by which the moment is over.
fn unix_seconds(stamp: Stamp) -> i64 {
    stamp.unix_millis().div_euclid(1000) + 1
}
