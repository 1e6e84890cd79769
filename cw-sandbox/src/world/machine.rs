//! Machines under management and their drives.

use serde::Serialize;

use super::mix;
use crate::stamp::Stamp;

/// What a machine is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum MachineKind {
    /// A server.
    Server,
    /// A desktop or laptop.
    Workstation,
}

impl MachineKind {
    /// The word Automate uses in `Type`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "Server",
            Self::Workstation => "Workstation",
        }
    }
}

/// A machine with an agent: a computer in Automate, an endpoint in RMM, a configuration in PSA.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Machine {
    /// Automate computer id.
    pub id: u32,
    /// Automate client id of its company.
    pub company: u32,
    /// Automate location id of its site.
    pub site: u32,
    /// Host name; two companies may have a machine of the same name.
    pub name: String,
    /// Server or workstation.
    pub kind: MachineKind,
    /// `Online` or `Offline`, and on one machine a word that no client knows.
    pub status: &'static str,
    /// Operating system as Automate spells it.
    pub os: &'static str,
    /// Operating system version.
    pub os_version: &'static str,
    /// When the agent was last heard of; `None` if never.
    pub last_contact: Option<Stamp>,
    /// Installed memory in MiB.
    pub memory_mb: u32,
    /// Drives, the system drive first.
    pub drives: Vec<Drive>,
    /// Whether alerts are held back by maintenance mode.
    pub maintenance: bool,
    /// Whether a reboot is pending.
    pub reboot_needed: bool,
    /// `false` for an agent that never sent an inventory: nearly every field of it is null.
    pub inventoried: bool,
    /// The user last seen at it.
    pub user: Option<&'static str>,
    /// Free notes of technicians.
    pub comment: String,
}

impl Machine {
    /// Whether the agent is connected now.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.status == "Online"
    }

    /// PSA configuration id.
    #[must_use]
    pub const fn psa_id(&self) -> u32 {
        200_000 + self.id
    }

    /// RMM endpoint id.
    #[must_use]
    pub fn rmm_id(&self) -> String {
        let (high, low) = (mix(u64::from(self.id)), mix(!u64::from(self.id)));
        let (a, b, c) = (high >> 32, (high >> 16) & 0xffff, high & 0x0fff);
        format!("{a:08x}-{b:04x}-4{c:03x}-8{:03x}-{:012x}", (low >> 48) & 0xfff, low & 0xffff_ffff_ffff)
    }

    /// The drive with this letter, in either case.
    #[must_use]
    pub fn drive(&self, letter: &str) -> Option<&Drive> {
        self.drives.iter().find(|d| d.letter.eq_ignore_ascii_case(letter))
    }

    /// The first drive that counts and has less than [`Drive::LOW_PERCENT`] percent free.
    #[must_use]
    pub fn full_drive(&self) -> Option<&Drive> {
        self.drives.iter().find(|d| d.is_low())
    }
}

/// A drive of a machine.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Drive {
    /// Automate drive id.
    pub id: u32,
    /// Drive letter; recovery volumes have none, and are `""`.
    pub letter: &'static str,
    /// Volume name.
    pub volume: &'static str,
    /// Size in MiB.
    pub size_mb: u32,
    /// Free space in MiB.
    pub free_mb: u32,
    /// How much of the used space a clean-up can free, in MiB.
    pub junk_mb: u32,
    /// The drive was there once and is gone.
    pub missing: bool,
}

impl Drive {
    /// Below this many percent free the disk monitor raises an alert.
    pub const LOW_PERCENT: u32 = 10;

    /// Free space in whole percent; 0 for a drive without size.
    #[must_use]
    pub fn percent_free(&self) -> u32 {
        // The quotient is at most 100, so the cast loses nothing.
        (u64::from(self.free_mb) * 100).checked_div(u64::from(self.size_mb)).unwrap_or(0) as u32
    }

    /// Whether the disk monitor complains: there, with a letter, and nearly full.
    #[must_use]
    pub fn is_low(&self) -> bool {
        !self.missing && !self.letter.is_empty() && self.percent_free() < Self::LOW_PERCENT
    }

    /// Frees what can be freed and says how much that was, in MiB.
    pub(crate) fn clean(&mut self) -> u32 {
        let freed = std::mem::take(&mut self.junk_mb).min(self.size_mb - self.free_mb);
        self.free_mb += freed;
        freed
    }
}
