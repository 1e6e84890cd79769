//! What happens in a world as time goes by: scripts run and have their effect, monitors raise what still holds.

use std::time::Duration;

use super::alert::{Alert, Monitor, Severity};
use super::machine::Machine;
use super::script::{Outcome, Run, Schedule, Script, ScriptEffect, ScriptTarget};
use super::{Drive, World};
use crate::stamp::Stamp;

/// A look that a monitor will take again at a machine after one of its alerts was cleared.
#[derive(Clone, Debug)]
pub(super) struct Recheck {
    due: Stamp,
    machine: u32,
    monitor: Monitor,
}

/// A script that somebody wants run on one machine.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) script: u32,
    pub(crate) machine: u32,
    pub(crate) user: String,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) due: Stamp,
    pub(crate) priority: i32,
    pub(crate) offline: Offline,
}

/// What to do where the machine is offline; nothing set means to wait for it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Offline {
    pub(crate) skip: bool,
    pub(crate) wake: bool,
    pub(crate) only: bool,
}

/// Why an order was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaunchError {
    NoSuchMachine,
    NoSuchScript,
    NotForMachines,
    MachineOffline,
    MachineOnline,
}

impl LaunchError {
    /// The `ReasonCode` the sandbox gives it; real codes are not published.
    pub(crate) const fn code(self) -> i32 {
        self as i32 + 1
    }

    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::NoSuchMachine => "There is no such target",
            Self::NoSuchScript => "There is no such script",
            Self::NotForMachines => "The script does not run on computers",
            Self::MachineOffline => "The agent is offline and was skipped",
            Self::MachineOnline => "The agent is online and the script is for offline agents only",
        }
    }
}

impl World {
    /// Takes an order: starts it, or keeps it as a schedule whose id it returns.
    pub(crate) fn launch(&mut self, order: Order, now: Stamp, unit: Duration) -> Result<Option<u32>, LaunchError> {
        let script = self.script(order.script).ok_or(LaunchError::NoSuchScript)?;
        if script.target != ScriptTarget::Computer {
            return Err(LaunchError::NotForMachines);
        }
        let machine = self.machine(order.machine).ok_or(LaunchError::NoSuchMachine)?;
        let online = machine.is_online();
        if order.due > now {
            return Ok(Some(self.schedule(order)));
        }
        match (online, order.offline) {
            (true, Offline { only: true, .. }) => return Err(LaunchError::MachineOnline),
            (false, Offline { skip: true, .. }) => return Err(LaunchError::MachineOffline),
            (false, Offline { wake: true, .. }) => self.set_online(order.machine, true, now),
            (false, _) => return Ok(Some(self.schedule(order))),
            (true, _) => {}
        }
        self.start(order, now, unit);
        Ok(None)
    }

    pub(crate) fn schedule(&mut self, order: Order) -> u32 {
        self.last_schedule += 1;
        let schedule = Schedule {
            id: self.last_schedule,
            script: order.script,
            machine: order.machine,
            user: order.user,
            parameters: order.parameters,
            due: order.due,
            priority: order.priority,
            disabled: false,
        };
        self.schedules.insert(schedule.id, schedule);
        self.last_schedule
    }

    fn start(&mut self, order: Order, now: Stamp, unit: Duration) {
        let pace = self.script(order.script).map_or(1, |s| s.pace);
        self.running.push(self.runs.len());
        self.runs.push(Run {
            // A world of four billion runs does not fit into memory.
            id: u32::try_from(self.runs.len()).unwrap_or(u32::MAX).saturating_add(1),
            script: order.script,
            machine: order.machine,
            user: order.user,
            parameters: order.parameters,
            started: now,
            ends: now.plus(unit * pace),
            outcome: None,
        });
    }

    /// Connects or disconnects a machine's agent.
    pub(crate) fn set_online(&mut self, machine: u32, online: bool, now: Stamp) {
        if let Some(machine) = self.machine_mut(machine) {
            machine.status = if online { "Online" } else { "Offline" };
            machine.last_contact = Some(now.whole_second());
        }
    }

    /// Whether anything waits to happen by `now`; cheap, so that an unchanged world is not touched.
    pub(crate) fn is_due(&self, now: Stamp) -> bool {
        self.running.iter().any(|&run| self.runs[run].ends <= now)
            || self.rechecks.iter().any(|r| r.due <= now)
            || self.schedules.values().any(|s| self.can_start(s, now))
            || self.is_task_due(now)
    }

    /// Lets happen what is due by `now`.
    pub(crate) fn settle(&mut self, now: Stamp, unit: Duration) {
        self.start_schedules(now, unit);
        let (ended, running): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.running).into_iter().partition(|&run| self.runs[run].ends <= now);
        self.running = running;
        for run in ended {
            let outcome = self.finish(run);
            self.runs[run].outcome = Some(outcome);
        }
        self.settle_tasks(now);
        let (due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.rechecks).into_iter().partition(|r| r.due <= now);
        self.rechecks = later;
        for recheck in due {
            self.recheck(&recheck);
        }
    }

    fn can_start(&self, schedule: &Schedule, now: Stamp) -> bool {
        !schedule.disabled && schedule.due <= now && self.machine(schedule.machine).is_some_and(Machine::is_online)
    }

    fn start_schedules(&mut self, now: Stamp, unit: Duration) {
        let ready: Vec<u32> = self.schedules.values().filter(|s| self.can_start(s, now)).map(|s| s.id).collect();
        for id in ready {
            if let Some(s) = self.schedules.remove(&id) {
                let Schedule { script, machine, user, parameters, due, priority, .. } = s;
                self.start(
                    Order { script, machine, user, parameters, due, priority, offline: Offline::default() },
                    now,
                    unit,
                );
            }
        }
    }

    fn finish(&mut self, run: usize) -> Outcome {
        let run = &self.runs[run];
        let letter = run.parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case("DriveLetter"));
        let letter = letter.map_or("C", |(_, value)| value).trim_end_matches([':', '\\']).to_owned();
        let (machine, effect) = (run.machine, self.script(run.script).map(|s: &Script| s.effect.clone()));
        let Some(machine) = self.machine_mut(machine) else {
            return Outcome::Failure("The agent was retired while the script ran".to_owned());
        };
        match effect {
            Some(ScriptEffect::FreeDisk) => {
                free_disk(machine, &letter).map_or_else(Outcome::Failure, |_| Outcome::Success)
            }
            Some(ScriptEffect::Reboot) => {
                machine.reboot_needed = false;
                Outcome::Success
            }
            Some(ScriptEffect::Fail(text)) => Outcome::Failure(text.to_owned()),
            Some(ScriptEffect::Nothing) | None => Outcome::Success,
        }
    }

    /// Takes an alert away. If its monitor still has reason to complain, a new one follows after `delay`.
    pub(crate) fn clear_alert(&mut self, id: u32, now: Stamp, delay: Duration) {
        let Some(alert) = self.alerts.remove(&id) else { return };
        if let Some(machine) = alert.machine {
            self.rechecks.push(Recheck { due: now.plus(delay), machine, monitor: alert.monitor });
        }
    }

    /// Silences a monitor on a machine: what it raised stays, nothing new comes.
    pub(crate) fn silence(&mut self, machine: u32, monitor: Monitor) {
        if !self.is_silenced(machine, monitor) {
            self.silenced.push((machine, monitor.id()));
        }
    }

    fn is_silenced(&self, machine: u32, monitor: Monitor) -> bool {
        self.silenced.contains(&(machine, monitor.id()))
    }

    fn recheck(&mut self, recheck: &Recheck) {
        let stands = self.alerts_of(recheck.machine).any(|a| a.monitor == recheck.monitor);
        let holds = self.machine(recheck.machine).is_some_and(|m| still_holds(recheck.monitor, m));
        if holds && !stands && !self.is_silenced(recheck.machine, recheck.monitor) {
            self.raise(recheck.machine, recheck.monitor, recheck.due);
        }
    }

    /// Raises a new alert, with a new id.
    pub(super) fn raise(&mut self, machine: u32, monitor: Monitor, raised: Stamp) {
        let Some(machine) = self.machine(machine) else { return };
        let (severity, field, message) = complaint(monitor, machine);
        let alert = Alert {
            id: self.last_alert + 1,
            company: machine.company,
            site: machine.site,
            machine: Some(machine.id),
            monitor,
            severity,
            raised: raised.whole_second(),
            message,
            field,
        };
        self.last_alert = alert.id;
        self.alerts.insert(alert.id, alert);
    }

    /// Takes a machine out of management, with everything that waits for it.
    pub(crate) fn retire(&mut self, id: u32) -> Option<Machine> {
        let index = self.machines.binary_search_by_key(&id, |m| m.id).ok()?;
        self.alerts.retain(|_, a| a.machine != Some(id));
        self.schedules.retain(|_, s| s.machine != id);
        Some(self.machines.remove(index))
    }
}

/// Whether the reason of an alert is still there to see.
fn still_holds(monitor: Monitor, machine: &Machine) -> bool {
    match monitor {
        Monitor::DiskSpace => machine.full_drive().is_some() && !machine.maintenance,
        Monitor::AgentOffline => !machine.is_online() && !machine.maintenance,
        Monitor::ServiceStopped | Monitor::AntivirusAge | Monitor::DevicePing => false,
    }
}

fn complaint(monitor: Monitor, machine: &Machine) -> (Severity, String, String) {
    match monitor {
        Monitor::DiskSpace => {
            let (letter, percent) = machine.full_drive().map_or(("C", 0), |d: &Drive| (d.letter, d.percent_free()));
            (Severity::Error, format!("{letter}:"), format!("Drive {letter}: has {percent}% free space left"))
        }
        Monitor::AgentOffline => (Severity::Critical, String::new(), format!("{} does not check in", machine.name)),
        Monitor::ServiceStopped => (Severity::Warning, "Spooler".to_owned(), "Print Spooler is stopped".to_owned()),
        Monitor::AntivirusAge => {
            (Severity::Warning, String::new(), "Definitions are more than seven days old".to_owned())
        }
        Monitor::DevicePing => (Severity::Informational, String::new(), "The device does not answer".to_owned()),
    }
}

/// Frees what can be freed on a drive and says how much that was, in MiB.
pub(super) fn free_disk(machine: &mut Machine, letter: &str) -> Result<u32, String> {
    let drive =
        machine.drives.iter_mut().find(|d| !d.missing && !d.letter.is_empty() && d.letter.eq_ignore_ascii_case(letter));
    drive.map(Drive::clean).ok_or_else(|| format!("Drive {letter}: is not there"))
}
