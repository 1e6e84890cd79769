//! The one world that every product of the tenant shows.
//!
//! A world is made from a seed and a number of machines: the same two give the same world, up to the moment it was made
//! at. It holds what products share; what only one of them knows (tokens, contacts, extra fields) lives with that product.

mod alert;
mod catalogue;
mod company;
mod desk;
mod life;
mod machine;
mod person;
mod planted;
mod script;
mod seed;
mod ticket;

use std::collections::BTreeMap;

use serde::Serialize;

pub use alert::{Alert, Monitor, Severity};
pub(crate) use catalogue::{SOFTWARE, ServiceKind};
pub use company::{Company, Site};
pub(crate) use desk::{ALERTS, HELP_DESK, PROJECTS};
pub use desk::{Board, BoardStatus, Priority, Technician};
pub(crate) use life::{LaunchError, Offline, Order};
pub use machine::{Drive, Machine, MachineKind};
pub use person::Person;
pub(crate) use planted::desk_instruction;
pub use script::{Outcome, Run, Schedule, Script, ScriptEffect, ScriptTarget};
pub(crate) use ticket::FIRST_TICKET;
pub use ticket::Ticket;

use crate::stamp::Stamp;

/// Companies, sites, machines, and what happens on them.
///
/// Reading is by the public fields and by `machine`, `machine_named` and their like; a test compares what a client
/// says with a plain loop over these.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct World {
    /// The seed that this world grew from.
    pub seed: u64,
    /// The moment this world was made; dates in it count from here.
    pub made_at: Stamp,
    /// Companies by ascending Automate client id.
    pub companies: Vec<Company>,
    /// Sites by ascending Automate location id.
    pub sites: Vec<Site>,
    /// Machines by ascending Automate computer id.
    pub machines: Vec<Machine>,
    /// Alerts that stand now, by id.
    pub alerts: BTreeMap<u32, Alert>,
    /// The script library by ascending id.
    pub scripts: Vec<Script>,
    /// Every script run, running and ended, oldest first.
    pub runs: Vec<Run>,
    /// Scripts that wait for their time or for their machine, by id.
    pub schedules: BTreeMap<u32, Schedule>,
    /// Monitors silenced on a machine: pairs of machine id and monitor id.
    pub silenced: Vec<(u32, u32)>,
    /// The people who work at the machines, by ascending PSA contact id; as they were when the world was made.
    pub people: Vec<Person>,
    /// The technicians, by ascending PSA member id; as they were when the world was made.
    pub technicians: Vec<Technician>,
    /// The priorities of tickets; as they were when the world was made.
    pub priorities: Vec<Priority>,
    /// The boards of the service desk by ascending PSA board id.
    pub boards: Vec<Board>,
    /// The tickets by ascending PSA id, those of projects among them.
    pub tickets: Vec<Ticket>,
    /// How many tickets it was made with, from the first id on.
    #[serde(skip)]
    pub(crate) grown_tickets: u32,
    /// Whether texts hold instructions for whoever reads them.
    #[serde(skip)]
    pub(crate) planted: bool,
    #[serde(skip)]
    rechecks: Vec<life::Recheck>,
    /// Indexes into `runs` of those without an outcome.
    #[serde(skip)]
    running: Vec<usize>,
    #[serde(skip)]
    last_alert: u32,
    #[serde(skip)]
    last_schedule: u32,
}

impl World {
    /// The company with this Automate client id.
    #[must_use]
    pub fn company(&self, id: u32) -> Option<&Company> {
        by_id(&self.companies, id, |c| c.id)
    }

    /// The first company of this name, as spelled.
    #[must_use]
    pub fn company_named(&self, name: &str) -> Option<&Company> {
        self.companies.iter().find(|c| c.name == name)
    }

    /// The site with this Automate location id.
    #[must_use]
    pub fn site(&self, id: u32) -> Option<&Site> {
        by_id(&self.sites, id, |s| s.id)
    }

    /// The machine with this Automate computer id.
    #[must_use]
    pub fn machine(&self, id: u32) -> Option<&Machine> {
        by_id(&self.machines, id, |m| m.id)
    }

    /// The first machine of this name, as spelled.
    #[must_use]
    pub fn machine_named(&self, name: &str) -> Option<&Machine> {
        self.machines.iter().find(|m| m.name == name)
    }

    /// The script with this id.
    #[must_use]
    pub fn script(&self, id: u32) -> Option<&Script> {
        by_id(&self.scripts, id, |s| s.id)
    }

    /// The first script of this name, as spelled.
    #[must_use]
    pub fn script_named(&self, name: &str) -> Option<&Script> {
        self.scripts.iter().find(|s| s.name == name)
    }

    /// The alerts that stand on one machine, by id.
    pub fn alerts_of(&self, machine: u32) -> impl Iterator<Item = &Alert> {
        self.alerts.values().filter(move |a| a.machine == Some(machine))
    }

    /// The serial number that the agent of this computer read.
    pub(crate) fn serial_number(&self, machine: u32) -> String {
        format!("SBX{:07}", self.roll(machine, "serial", 9_999_999))
    }

    pub(crate) fn machine_mut(&mut self, id: u32) -> Option<&mut Machine> {
        let index = self.machines.binary_search_by_key(&id, |m| m.id).ok()?;
        self.machines.get_mut(index)
    }

    pub(crate) fn script_mut(&mut self, id: u32) -> Option<&mut Script> {
        self.scripts.iter_mut().find(|s| s.id == id)
    }

    /// A number below `below` that depends on nothing but the seed, the id and the salt: what is not worth storing for
    /// each machine is drawn from here whenever it is asked for.
    pub(crate) fn roll(&self, id: u32, salt: &str, below: u32) -> u32 {
        let mut hash = mix(self.seed ^ u64::from(id));
        for byte in salt.bytes() {
            hash = mix(hash ^ u64::from(byte));
        }
        // The remainder is below a u32, so the cast loses nothing.
        (hash % u64::from(below.max(1))) as u32
    }
}

/// SplitMix64's finisher: spreads neighbouring inputs over all 64 bits.
pub(crate) fn mix(input: u64) -> u64 {
    let mut z = input.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn by_id<T>(items: &[T], id: u32, key: fn(&T) -> u32) -> Option<&T> {
    items.binary_search_by_key(&id, key).ok().and_then(|index| items.get(index))
}
