//! What a policy file sets beside rules: mode, guards, limits, approvals. All with defaults.

use std::{ops::RangeInclusive, time::Duration};

use serde::{Serialize, Serializer};

/// Whether anything may be changed at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Mode {
    /// Rules decide. The default.
    #[default]
    Normal,
    /// Nothing is changed, whatever the rules say.
    ReadOnly,
}

impl Mode {
    /// The word for this mode in a policy file: `normal` or `read-only`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::ReadOnly => "read-only",
        }
    }
}

/// How much may happen before a person is asked, or before it is refused. `None` is off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limits {
    /// Most targets of one call that runs by itself, and of any call whose tool finds targets by itself
    /// ([`CallContext::most_targets`](crate::CallContext::most_targets)). 1 to 100,000; by default 25.
    pub targets_per_call: Option<u32>,
    /// Most targets in an hour, over all calls of a principal that run by themselves. 1 to 1,000,000; by default 100.
    pub targets_per_hour: Option<u32>,
    /// Most requests that one call sends. 1 to 100,000; by default 200.
    pub requests_per_call: Option<u32>,
    /// Most requests in a minute, over all calls of a principal. 1 to 100,000; by default 600.
    pub requests_per_minute: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            targets_per_call: Some(25),
            targets_per_hour: Some(100),
            requests_per_call: Some(200),
            requests_per_minute: Some(600),
        }
    }
}

impl Limits {
    /// Sets the most targets of a call; `None` lifts the limit.
    #[must_use]
    pub fn with_targets_per_call(mut self, most: impl Into<Option<u32>>) -> Self {
        self.targets_per_call = most.into();
        self
    }

    /// Sets the most targets in an hour; `None` lifts the limit.
    #[must_use]
    pub fn with_targets_per_hour(mut self, most: impl Into<Option<u32>>) -> Self {
        self.targets_per_hour = most.into();
        self
    }

    /// Sets the most requests of a call; `None` lifts the limit.
    #[must_use]
    pub fn with_requests_per_call(mut self, most: impl Into<Option<u32>>) -> Self {
        self.requests_per_call = most.into();
        self
    }

    /// Sets the most requests in a minute; `None` lifts the limit.
    #[must_use]
    pub fn with_requests_per_minute(mut self, most: impl Into<Option<u32>>) -> Self {
        self.requests_per_minute = most.into();
        self
    }
}

/// Guards that are on or off. The others are [`Mode`] and [`Limits`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Guards {
    /// Whether a call that is bound to a company is kept to that company. On by default.
    pub company_scope: bool,
    /// Whether what changed since it was judged needs a person again. On by default.
    pub changed_since_judged: bool,
}

impl Default for Guards {
    fn default() -> Self {
        Self { company_scope: true, changed_since_judged: true }
    }
}

impl Guards {
    /// Switches the guard on companies.
    #[must_use]
    pub fn with_company_scope(mut self, on: bool) -> Self {
        self.company_scope = on;
        self
    }

    /// Switches the guard on what changed since it was judged.
    #[must_use]
    pub fn with_changed_since_judged(mut self, on: bool) -> Self {
        self.changed_since_judged = on;
        self
    }
}

/// How approvals work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ApprovalSettings {
    /// How long a request waits for its answer, and for being run. A minute to a week; by default 30 minutes.
    /// Serialises as whole seconds.
    #[serde(rename = "expires_after_seconds", serialize_with = "as_seconds")]
    pub expires_after: Duration,
    /// Whether someone other than the requester has to approve. By default yes.
    pub second_person: bool,
    /// Whether standing grants count. By default yes.
    pub standing_grants: bool,
}

impl Default for ApprovalSettings {
    fn default() -> Self {
        Self { expires_after: Duration::from_secs(30 * 60), second_person: true, standing_grants: true }
    }
}

impl ApprovalSettings {
    /// Sets how long a request lasts.
    #[must_use]
    pub fn with_expires_after(mut self, lifetime: Duration) -> Self {
        self.expires_after = lifetime;
        self
    }

    /// Says whether a second person has to approve.
    #[must_use]
    pub fn with_second_person(mut self, second_person: bool) -> Self {
        self.second_person = second_person;
        self
    }

    /// Says whether standing grants count.
    #[must_use]
    pub fn with_standing_grants(mut self, standing_grants: bool) -> Self {
        self.standing_grants = standing_grants;
        self
    }
}

fn as_seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(duration.as_secs())
}

/// All settings, as one value to fill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Settings {
    pub(super) mode: Mode,
    pub(super) guards: Guards,
    pub(super) limits: Limits,
    pub(super) approvals: ApprovalSettings,
}

/// A key of a policy file that takes a number, and the numbers it takes.
pub(super) struct Number {
    pub(super) table: &'static str,
    pub(super) key: &'static str,
    pub(super) range: RangeInclusive<u64>,
    /// Whether `"off"` is accepted.
    pub(super) optional: bool,
    get: fn(&Settings) -> Option<u64>,
    set: fn(&mut Settings, Option<u32>),
}

/// Every number there is. Reading, checking and the list of known keys all go by this table.
pub(super) const NUMBERS: [Number; 5] = [
    Number {
        table: "limits",
        key: "targets_per_call",
        range: 1..=100_000,
        optional: true,
        get: |settings| settings.limits.targets_per_call.map(u64::from),
        set: |settings, most| settings.limits.targets_per_call = most,
    },
    Number {
        table: "limits",
        key: "targets_per_hour",
        range: 1..=1_000_000,
        optional: true,
        get: |settings| settings.limits.targets_per_hour.map(u64::from),
        set: |settings, most| settings.limits.targets_per_hour = most,
    },
    Number {
        table: "limits",
        key: "requests_per_call",
        range: 1..=100_000,
        optional: true,
        get: |settings| settings.limits.requests_per_call.map(u64::from),
        set: |settings, most| settings.limits.requests_per_call = most,
    },
    Number {
        table: "limits",
        key: "requests_per_minute",
        range: 1..=100_000,
        optional: true,
        get: |settings| settings.limits.requests_per_minute.map(u64::from),
        set: |settings, most| settings.limits.requests_per_minute = most,
    },
    Number {
        table: "approvals",
        key: "expires_after_minutes",
        range: 1..=7 * 24 * 60,
        optional: false,
        get: |settings| Some(settings.approvals.expires_after.as_secs() / 60),
        set: |settings, minutes| {
            if let Some(minutes) = minutes {
                settings.approvals.expires_after = Duration::from_secs(60 * u64::from(minutes));
            }
        },
    },
];

impl Number {
    /// Takes the number over, if it is one that is accepted.
    pub(super) fn set(&self, settings: &mut Settings, number: i128) -> Result<(), String> {
        match u32::try_from(number) {
            Ok(fits) if self.range.contains(&u64::from(fits)) => {
                (self.set)(settings, Some(fits));
                Ok(())
            }
            _ => Err(self.refusal(number)),
        }
    }

    /// Takes over that there is no limit.
    pub(super) fn switch_off(&self, settings: &mut Settings) {
        (self.set)(settings, None);
    }

    /// What is wrong with the number that is set, if anything is.
    pub(super) fn problem(&self, settings: &Settings) -> Option<String> {
        let number = (self.get)(settings)?;
        (!self.range.contains(&number)).then(|| self.refusal(number.into()))
    }

    fn refusal(&self, number: i128) -> String {
        format!("{number} is out of range: expected {}", self.expected())
    }

    /// What the key takes, in words.
    pub(super) fn expected(&self) -> String {
        let off = if self.optional { ", or \"off\"" } else { "" };
        format!("a whole number from {} to {}{off}", self.range.start(), self.range.end())
    }
}

/// A key of a policy file that is true or false.
pub(super) struct Switch {
    pub(super) table: &'static str,
    pub(super) key: &'static str,
    pub(super) set: fn(&mut Settings, bool),
}

/// Every switch there is.
pub(super) const SWITCHES: [Switch; 4] = [
    Switch { table: "guards", key: "company_scope", set: |settings, on| settings.guards.company_scope = on },
    Switch {
        table: "guards",
        key: "changed_since_judged",
        set: |settings, on| settings.guards.changed_since_judged = on,
    },
    Switch { table: "approvals", key: "second_person", set: |settings, on| settings.approvals.second_person = on },
    Switch { table: "approvals", key: "standing_grants", set: |settings, on| settings.approvals.standing_grants = on },
];
