//! Alerts and the monitors that raise them.

use serde::Serialize;

use crate::stamp::Stamp;

/// What watches a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Monitor {
    /// Free disk space. Raises again after clearing while a drive is still nearly full.
    DiskSpace,
    /// The agent's connection. Raises again after clearing while the machine is offline.
    AgentOffline,
    /// A service that should run and does not.
    ServiceStopped,
    /// Age of the antivirus definitions.
    AntivirusAge,
    /// A network device's answer to pings; its alerts belong to no machine.
    DevicePing,
}

impl Monitor {
    pub(crate) const ALL: [Self; 5] =
        [Self::DiskSpace, Self::AgentOffline, Self::ServiceStopped, Self::AntivirusAge, Self::DevicePing];

    /// Automate monitor id.
    #[must_use]
    pub const fn id(self) -> u32 {
        match self {
            Self::DiskSpace => 301,
            Self::AgentOffline => 302,
            Self::ServiceStopped => 303,
            Self::AntivirusAge => 304,
            Self::DevicePing => 305,
        }
    }

    /// Automate monitor name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DiskSpace => "Disk space low",
            Self::AgentOffline => "Agent offline",
            Self::ServiceStopped => "Service stopped",
            Self::AntivirusAge => "Antivirus definitions old",
            Self::DevicePing => "Device does not answer",
        }
    }

    pub(crate) fn with_id(id: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.id() == id)
    }
}

/// How bad an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Severity {
    /// Good to know.
    Informational,
    /// Will become a problem.
    Warning,
    /// Is a problem.
    Error,
    /// Somebody cannot work.
    Critical,
}

impl Severity {
    /// Automate severity id.
    #[must_use]
    pub const fn id(self) -> u32 {
        self as u32 + 1
    }

    /// Automate severity name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Informational => "Informational",
            Self::Warning => "Warning",
            Self::Error => "Error",
            Self::Critical => "Critical",
        }
    }
}

/// Something that a monitor wants seen. An alert stands or it does not; there is no acknowledged state.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Alert {
    /// Automate alert id.
    pub id: u32,
    /// Automate client id.
    pub company: u32,
    /// Automate location id.
    pub site: u32,
    /// Automate computer id; `None` for an alert of a network device.
    pub machine: Option<u32>,
    /// What raised it.
    pub monitor: Monitor,
    /// How bad it is.
    pub severity: Severity,
    /// When it was raised.
    pub raised: Stamp,
    /// What it says.
    pub message: String,
    /// What it is about on the machine: a drive, a service.
    pub field: String,
}
