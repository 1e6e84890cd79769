//! Growing a world from a seed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::alert::{Alert, Monitor, Severity};
use super::catalogue::{self, COMPANIES, COMPANY_WORDS, NAMED, Named, Os, SERVERS, USERS, WORKSTATIONS};
use super::company::{Company, Site};
use super::machine::{Drive, Machine, MachineKind};
use super::script::{Outcome, Run, Script, ScriptEffect, ScriptTarget};
use super::{World, desk, mix, shell};
use crate::stamp::Stamp;

/// The machines that every world has; a world is never smaller.
const MIN_MACHINES: usize = FIXED_MACHINES;

/// How many of the first machines have the names by which tests know them.
pub(super) const FIXED_MACHINES: usize = NAMED.len();

const FIRST_COMPANY: u32 = 11;
const FIRST_SITE: u32 = 101;
const FIRST_MACHINE: u32 = 1001;
const FIRST_ALERT: u32 = 40_001;
const FIRST_SCRIPT: u32 = 5101;
/// Beyond the fixed companies, one more for so many machines.
const MACHINES_PER_COMPANY: usize = 250;
/// Only the first machines have a past, so that large worlds stay light.
const MACHINES_WITH_HISTORY: usize = 60;

const DAY: Duration = Duration::from_secs(24 * 3600);

impl World {
    /// Grows a world with `machines` machines, at least [`MIN_MACHINES`], and `tickets` tickets.
    pub(crate) fn grow(seed: u64, machines: usize, tickets: usize, now: Stamp) -> Self {
        let mut world = Self {
            seed,
            made_at: now.whole_second(),
            companies: Vec::new(),
            sites: Vec::new(),
            machines: Vec::new(),
            alerts: BTreeMap::new(),
            scripts: library(now.whole_day()),
            runs: Vec::new(),
            schedules: BTreeMap::new(),
            silenced: Vec::new(),
            people: Vec::new(),
            technicians: desk::technicians(),
            priorities: desk::priorities(),
            boards: desk::boards(),
            tickets: Vec::new(),
            shell_scripts: shell::shell_scripts(now.whole_second()),
            automation_scripts: shell::automation_scripts(now.whole_second()),
            tasks: Vec::new(),
            task_runs: Vec::new(),
            rmm_tickets: Vec::new(),
            rmm_notes: Vec::new(),
            patched: BTreeSet::new(),
            uninstalled: BTreeSet::new(),
            grown_tickets: 0,
            planted: false,
            rechecks: Vec::new(),
            running: Vec::new(),
            open_task_runs: Vec::new(),
            shell_scripts_added: 0,
            rmm_tickets_added: 0,
            last_alert: FIRST_ALERT - 1,
            last_schedule: 2000,
        };
        let machines = machines.max(MIN_MACHINES);
        world.settle_companies(machines / MACHINES_PER_COMPANY);
        world.machines = (0..machines).map(|index| world.machine_at(index)).collect();
        world.raise_first_alerts();
        world.write_history();
        world.settle_people();
        world.write_tickets(tickets);
        world.open_rmm_desk();
        world
    }

    fn settle_companies(&mut self, extra: usize) {
        let fixed = COMPANIES.iter().map(|(name, sites)| ((*name).to_owned(), sites.to_vec()));
        let grown = (0..extra).map(|n| {
            let (first, second) = COMPANY_WORDS[n % COMPANY_WORDS.len()];
            (format!("{first} {second} {}", n / COMPANY_WORDS.len() + 1), vec!["Main Office", "Warehouse"])
        });
        for (id, (name, sites)) in (FIRST_COMPANY..).zip(fixed.chain(grown)) {
            self.companies.push(Company::new(id, name));
            for site in sites {
                let next = FIRST_SITE + count(self.sites.len());
                self.sites.push(Site::new(next, id, site));
            }
        }
    }

    fn machine_at(&self, index: usize) -> Machine {
        let id = FIRST_MACHINE + count(index);
        match NAMED.get(index) {
            Some(named) => self.named_machine(id, named),
            None => self.drawn_machine(id),
        }
    }

    fn named_machine(&self, id: u32, named: &Named) -> Machine {
        let company = FIRST_COMPANY + count(named.at.0);
        let site = self.sites.iter().filter(|s| s.company == company).nth(named.at.1);
        let os = &os_list(named.kind)[named.os];
        let mut machine = Machine {
            name: named.name.to_owned(),
            maintenance: named.name == catalogue::IN_MAINTENANCE,
            inventoried: named.name != catalogue::NEVER_INVENTORIED,
            ..self.machine_of(id, company, site.map_or(0, |s| s.id), named.kind, os, named.status)
        };
        if let Some(system) = machine.drives.first_mut() {
            fill(system, named.free);
        }
        if !machine.inventoried {
            machine.drives.clear();
            machine.last_contact = None;
            machine.user = None;
        }
        machine
    }

    /// Adds a machine to the first site of a company, online and inventoried, and returns its id; `None` if there is no such
    /// company.
    pub(crate) fn add_machine(&mut self, company: u32, name: &str) -> Option<u32> {
        let site = self.sites.iter().find(|site| site.company == company)?.id;
        let id = self.machines.last().map_or(FIRST_MACHINE, |machine| machine.id + 1);
        let machine = self.machine_of(id, company, site, MachineKind::Workstation, &WORKSTATIONS[0], "Online");
        self.machines.push(Machine { name: name.to_owned(), ..machine });
        Some(id)
    }

    fn drawn_machine(&self, id: u32) -> Machine {
        let site = &self.sites[self.roll(id, "site", count(self.sites.len())) as usize];
        let kind = if self.roll(id, "kind", 4) == 0 { MachineKind::Server } else { MachineKind::Workstation };
        let list = os_list(kind);
        let os = &list[self.roll(id, "os", count(list.len())) as usize];
        let status = if self.roll(id, "status", 5) == 0 { "Offline" } else { "Online" };
        let machine = self.machine_of(id, site.company, site.id, kind, os, status);
        let company = self.company(site.company).map_or("", |c| &c.name);
        let prefix: String = company.chars().filter(char::is_ascii_alphabetic).take(3).collect();
        let role = if kind == MachineKind::Server { "SRV" } else { "WS" };
        Machine { name: format!("{}-{role}-{id}", prefix.to_ascii_uppercase()), ..machine }
    }

    /// Everything about a machine that its kind and the seed decide.
    fn machine_of(
        &self,
        id: u32,
        company: u32,
        site: u32,
        kind: MachineKind,
        os: &Os,
        status: &'static str,
    ) -> Machine {
        let silent_for = match status {
            "Offline" => DAY * (1 + self.roll(id, "silent", 120)),
            _ => Duration::from_secs(self.roll(id, "silent", 290).into()),
        };
        Machine {
            id,
            company,
            site,
            name: String::new(),
            kind,
            status,
            os: os.name,
            os_version: os.version,
            last_contact: Some(self.made_at.minus(silent_for)),
            memory_mb: 4096 << self.roll(id, "memory", 4),
            drives: self.drives_of(id, kind),
            maintenance: false,
            reboot_needed: self.roll(id, "reboot", 7) == 0,
            inventoried: true,
            user: (kind == MachineKind::Workstation).then(|| USERS[self.roll(id, "user", 8) as usize]),
            comment: String::new(),
        }
    }

    fn drives_of(&self, id: u32, kind: MachineKind) -> Vec<Drive> {
        let free = match self.roll(id, "full", 16) {
            0 => 2 + self.roll(id, "free", 8),
            _ => 12 + self.roll(id, "free", 80),
        };
        let mut drives = vec![self.drive(id, 0, "C", "Windows", 122_000 << self.roll(id, "size", 3))];
        fill(&mut drives[0], free);
        if kind == MachineKind::Server || self.roll(id, "second", 6) == 0 {
            drives.push(self.drive(id, 1, "D", "Data", 500_000 << self.roll(id, "size D", 3)));
        }
        match self.roll(id, "odd", 12) {
            0 => drives.push(self.drive(id, 2, "", "Recovery", 980)),
            1 => drives.push(Drive { missing: true, ..self.drive(id, 3, "E", "USB", 61_000) }),
            2 => drives.push(self.drive(id, 4, "F", "", 0)),
            _ => {}
        }
        drives
    }

    fn drive(&self, machine: u32, index: u32, letter: &'static str, volume: &'static str, size_mb: u32) -> Drive {
        let mut drive =
            Drive { id: machine * 10 + index, letter, volume, size_mb, free_mb: 0, junk_mb: 0, missing: false };
        let free = 15 + self.roll(drive.id, "free", 70);
        fill(&mut drive, free);
        drive
    }

    fn raise_first_alerts(&mut self) {
        let mut found = Vec::new();
        for machine in self.machines.iter().filter(|m| m.inventoried && !m.maintenance) {
            if machine.full_drive().is_some() {
                found.push((machine.id, Monitor::DiskSpace));
            }
            if machine.kind == MachineKind::Server && machine.status == "Offline" {
                found.push((machine.id, Monitor::AgentOffline));
            }
            if self.roll(machine.id, "service alert", 29) == 0 {
                found.push((machine.id, Monitor::ServiceStopped));
            }
            if self.roll(machine.id, "antivirus alert", 23) == 0 {
                found.push((machine.id, Monitor::AntivirusAge));
            }
        }
        for (machine, monitor) in found {
            let ago = Duration::from_secs(60 * u64::from(5 + self.roll(machine, monitor.name(), 4000)));
            self.raise(machine, monitor, self.made_at.minus(ago));
        }
        self.last_alert += 1;
        let site = &self.sites[0];
        let device = Alert {
            id: self.last_alert,
            company: site.company,
            site: site.id,
            machine: None,
            monitor: Monitor::DevicePing,
            severity: Severity::Informational,
            raised: self.made_at.minus(DAY * 3),
            message: "The label printer does not answer".to_owned(),
            field: String::new(),
        };
        self.alerts.insert(device.id, device);
    }

    fn write_history(&mut self) {
        for machine in self.machines.iter().filter(|m| m.inventoried).take(MACHINES_WITH_HISTORY) {
            for n in 0..self.roll(machine.id, "history", 3) {
                let pick = mix(self.seed ^ u64::from(machine.id * 7 + n));
                let on_machines = self.scripts.iter().filter(|s| s.target == ScriptTarget::Computer).count() as u64;
                let script = &self.scripts[(pick % on_machines) as usize];
                let ends = self.made_at.minus(DAY * (1 + n * 6) + Duration::from_secs(pick % 80_000));
                let outcome = match &script.effect {
                    ScriptEffect::Fail(text) => Outcome::Failure((*text).to_owned()),
                    _ => Outcome::Success,
                };
                self.runs.push(Run {
                    id: 1 + count(self.runs.len()),
                    script: script.id,
                    machine: machine.id,
                    user: "night-shift".to_owned(),
                    parameters: Vec::new(),
                    started: ends.minus(Duration::from_secs(40)),
                    ends,
                    outcome: Some(outcome),
                });
            }
        }
    }
}

/// Leaves `percent` percent of the drive free, and makes a fifth of its size junk as far as it is used.
fn fill(drive: &mut Drive, percent: u32) {
    let share = |percent: u32| (u64::from(drive.size_mb) * u64::from(percent) / 100) as u32;
    let (free, junk) = (share(percent), share(20));
    drive.free_mb = free;
    drive.junk_mb = junk.min(drive.size_mb - free);
}

fn os_list(kind: MachineKind) -> &'static [Os] {
    match kind {
        MachineKind::Server => &SERVERS,
        MachineKind::Workstation => &WORKSTATIONS,
    }
}

/// The scripts. Their dates, like those of tickets, count back from midnight: two worlds of the same seed that grew on one day
/// agree on when a script was edited, so that what was asked for in the one can be looked at in the other.
fn library(today: Stamp) -> Vec<Script> {
    (FIRST_SCRIPT..)
        .zip(catalogue::SCRIPTS)
        .map(|(id, entry)| Script {
            id,
            name: entry.name.to_owned(),
            folder: entry.folder,
            comments: entry.comments.to_owned(),
            parameters: entry.parameters.iter().map(|p| (*p).to_owned()).collect(),
            target: entry.target,
            effect: entry.effect,
            pace: entry.pace,
            version: 1 + id % 9,
            updated: today.minus(DAY * (20 + id % 300)),
        })
        .collect()
}

/// World sizes fit into ids; a world too large for them cannot be held in memory either.
pub(super) fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
