//! What can be set while the sandbox runs.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How the tenant behaves. Each can be changed at any time, from code and by the control API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// How long an ordinary script or command runs, in milliseconds. Default 600; 0 ends it before the next answer.
    pub script_ms: u64,
    /// How long a monitor takes to look again after its alert was cleared, in milliseconds. Default 400.
    pub monitor_ms: u64,
    /// Whether alerts can be cleared by `DELETE`; if not, the route answers 405. Default `true`.
    pub alert_clearing: bool,
    /// Whether lists say in `Total-Count` how many rows there are. Default `false`.
    pub total_count: bool,
    /// How long a token lives, in seconds. Default 3600.
    pub token_secs: u64,
    /// Whether PSA answers 404 to wrong keys, as the cloud may, rather than 401. Default `false`.
    pub psa_wrong_keys_404: bool,
    /// Whether PSA sends fields without a value as null, as older servers do, rather than leaving them out. Default
    /// `false`.
    pub psa_explicit_nulls: bool,
    /// How long a webhook waits before it is tried a second time, in milliseconds; twice that before the third. Default
    /// 2000.
    pub delivery_retry_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            script_ms: 600,
            monitor_ms: 400,
            alert_clearing: true,
            total_count: false,
            token_secs: 3600,
            psa_wrong_keys_404: false,
            psa_explicit_nulls: false,
            delivery_retry_ms: 2000,
        }
    }
}

impl Settings {
    pub(crate) const fn script_duration(&self) -> Duration {
        Duration::from_millis(self.script_ms)
    }

    pub(crate) const fn monitor_delay(&self) -> Duration {
        Duration::from_millis(self.monitor_ms)
    }
}
