//! What can be set while the sandbox runs.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::rmm::RateHeaders;

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
    /// How long an RMM task runs on a machine, in milliseconds. Default 600; 0 ends it before the next answer.
    pub rmm_task_ms: u64,
    /// How many RMM tokens a key may ask for in a minute; one more locks it for a minute. Default 30.
    pub rmm_tokens_per_minute: u32,
    /// Whether RMM knows no key, as the host of another region. Default `false`.
    pub rmm_wrong_region: bool,
    /// Whether RMM's second list of devices is a GET with a body, as on some tenants, rather than a POST. Default `false`.
    pub rmm_device_list_by_get: bool,
    /// Whether RMM's second list of devices tells the site. Default `true`.
    pub rmm_site_in_device_list: bool,
    /// Whether RMM answers 404 in the place of an empty list of devices or tickets. Default `false`.
    pub rmm_empty_list_404: bool,
    /// Whether RMM runs tasks on whole companies. Default `false`: 400.
    pub rmm_company_tasks: bool,
    /// Whether RMM tells what became of tasks. Default `true`; if not, the routes answer 404.
    pub rmm_results: bool,
    /// How many requests RMM allows in a window. Default 0: as many as come, and no headers about it.
    pub rmm_rate_limit: u32,
    /// How long a window is, in seconds. Default 300.
    pub rmm_rate_window_secs: u64,
    /// In which headers RMM says how many requests are left, where it has a limit.
    pub rmm_rate_headers: RateHeaders,
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
            rmm_task_ms: 600,
            rmm_tokens_per_minute: 30,
            rmm_wrong_region: false,
            rmm_device_list_by_get: false,
            rmm_site_in_device_list: true,
            rmm_empty_list_404: false,
            rmm_company_tasks: false,
            rmm_results: true,
            rmm_rate_limit: 0,
            rmm_rate_window_secs: 300,
            rmm_rate_headers: RateHeaders::default(),
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
