//! What is not certain about the service, as settings.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

/// How a tenant's API speaks where public sources disagree or guess. The defaults are what is most likely; each setting is there
/// so that a wrong guess costs a line, not a release.
///
/// ```
/// use cw_rmm_client::{ApiVersion, Dialect};
///
/// let dialect = Dialect::default().tickets(ApiVersion::V1).active_states(["active", "live"]);
/// assert!(dialect.is_active("Live"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    /// Which version of tickets is called. Default 2, as partners' programs do; notes and lookups have version 1 only.
    pub tickets: ApiVersion,
    /// Which version schedules tasks. Default 2, the one that was seen to work.
    pub scheduling: ApiVersion,
    /// Which version of a device's patches is called. Default 2. They need different scopes.
    pub patches: ApiVersion,
    /// Which version of a device's system state is called. Default 1, which the vendor describes.
    pub system_state: ApiVersion,
    /// Which version of a device's custom fields is called. Default 1, which the vendor describes.
    pub device_custom_fields: ApiVersion,
    /// With which method version 2 of the device list is asked first. Default POST; a tenant that refuses it is asked with GET,
    /// and the client remembers.
    pub device_list: DeviceListMethod,
    /// How version 2 of the device list calls companies. Default `company`.
    pub list_resource: ResourceWords,
    /// How heartbeat and the states of many devices call companies. Default `companies`. It has changed twice in 2026.
    pub heartbeat_resource: ResourceWords,
    /// States of shell scripts that mean "may be run", in any case. The vendor lists none. Default `active`, `enabled` and
    /// `published`. A script without a state counts as active.
    pub active_states: BTreeSet<String>,
    /// Where the instances of a task are, with `{taskId}`. Known from one program only.
    pub instances_path: String,
    /// Where the results of an instance are, with `{taskId}` and `{instanceId}`. Known from one program only.
    pub results_path: String,
    /// Where a summary of all tasks is. Default: nowhere, since no source knows such a call.
    pub tenant_summary_path: Option<String>,
    /// Where a summary of the tasks of a device is, with `{endpointId}`. Default: nowhere, since no source knows such a call.
    pub endpoint_summary_path: Option<String>,
    /// For how long a key that the service has locked (423) is left alone if the service does not say. Default an hour: a lock
    /// is known to end when the key's tokens do.
    pub lock_memory: Duration,
    /// For how long a set of scopes that was refused is not asked for again. Default 5 minutes.
    pub refusal_memory: Duration,
}

/// A version of the platform's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiVersion {
    /// `v1`.
    V1,
    /// `v2`.
    V2,
}

/// The method with which version 2 of the device list is asked. Both carry the same body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceListMethod {
    /// As the vendor describes it.
    Post,
    /// As a tenant in Australia wants it.
    Get,
}

/// The words by which an endpoint calls the kinds of things that it can be narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ResourceWords {
    /// Companies.
    pub company: String,
    /// Sites.
    pub site: String,
    /// Devices.
    pub endpoint: String,
}

impl ResourceWords {
    /// These words.
    #[must_use]
    pub fn new(company: impl Into<String>, site: impl Into<String>, endpoint: impl Into<String>) -> Self {
        Self { company: company.into(), site: site.into(), endpoint: endpoint.into() }
    }
}

impl ApiVersion {
    /// `v1` or `v2`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            tickets: ApiVersion::V2,
            scheduling: ApiVersion::V2,
            patches: ApiVersion::V2,
            system_state: ApiVersion::V1,
            device_custom_fields: ApiVersion::V1,
            device_list: DeviceListMethod::Post,
            list_resource: ResourceWords::new("company", "site", "endpoint"),
            heartbeat_resource: ResourceWords::new("companies", "sites", "endpoints"),
            active_states: ["active", "enabled", "published"].map(str::to_owned).into(),
            instances_path: "/api/platform/v1/automation/tasks/{taskId}/instances/summary".to_owned(),
            results_path: "/api/platform/v1/automation/tasks/{taskId}/instances/{instanceId}/results".to_owned(),
            tenant_summary_path: None,
            endpoint_summary_path: None,
            lock_memory: Duration::from_secs(60 * 60),
            refusal_memory: Duration::from_secs(5 * 60),
        }
    }
}

/// Writes chainable methods that set a field.
macro_rules! set {
    ($($name:ident: $ty:ty;)*) => {$(
        #[doc = concat!("Sets [`", stringify!($name), "`](Self::", stringify!($name), ").")]
        #[must_use]
        pub fn $name(mut self, $name: impl Into<$ty>) -> Self {
            self.$name = $name.into();
            self
        }
    )*};
}

impl Dialect {
    set! {
        tickets: ApiVersion;
        scheduling: ApiVersion;
        patches: ApiVersion;
        system_state: ApiVersion;
        device_custom_fields: ApiVersion;
        device_list: DeviceListMethod;
        list_resource: ResourceWords;
        heartbeat_resource: ResourceWords;
        instances_path: String;
        results_path: String;
        tenant_summary_path: Option<String>;
        endpoint_summary_path: Option<String>;
        lock_memory: Duration;
        refusal_memory: Duration;
    }

    /// Sets [`active_states`](Self::active_states).
    #[must_use]
    pub fn active_states(mut self, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.active_states = words.into_iter().map(|word| word.into().to_ascii_lowercase()).collect();
        self
    }

    /// Whether a shell script in this state may be run.
    #[must_use]
    pub fn is_active(&self, state: &str) -> bool {
        let state = state.trim();
        state.is_empty() || self.active_states.iter().any(|word| word.eq_ignore_ascii_case(state))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_shell_scripts_mean_active_or_not() {
        let dialect = Dialect::default();
        for state in ["active", "ENABLED", " Published ", ""] {
            assert!(dialect.is_active(state), "{state}");
        }
        for state in ["inactive", "disabled", "draft", "deleted", "something else"] {
            assert!(!dialect.is_active(state), "{state}");
        }
    }
}
