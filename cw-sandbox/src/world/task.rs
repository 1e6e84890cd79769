//! What RMM was told to run, and what became of it on each machine.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

use super::life::free_disk;
use super::script::Outcome;
use super::shell::{ShellEffect, Topic};
use super::{Machine, World, uuid};
use crate::stamp::Stamp;

/// A script that RMM was told to run on machines, at once.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RmmTask {
    /// RMM task id.
    pub id: String,
    /// RMM id of its only instance.
    pub instance: String,
    /// The name under which it was scheduled.
    pub name: String,
    /// RMM id of the shell script or automation script.
    pub script: String,
    /// The parameters as they were sent.
    pub parameters: Map<String, Value>,
    /// Whether it was sent to a company rather than to machines.
    pub to_company: bool,
    /// When it was accepted.
    pub accepted: Stamp,
}

/// A task on one machine.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TaskRun {
    /// RMM id of the task.
    pub task: String,
    /// RMM id of the script.
    pub script: String,
    /// Automate computer id of the machine.
    pub machine: u32,
    /// The parameters as they were sent.
    pub parameters: Map<String, Value>,
    /// When it started; `None` while the machine is offline.
    pub started: Option<Stamp>,
    /// When it ended or will end; `None` until it started.
    pub ends: Option<Stamp>,
    /// How it ended; `None` while it waits or runs.
    pub outcome: Option<Outcome>,
    /// What it printed.
    pub output: String,
    #[serde(skip)]
    pub(super) takes: Duration,
}

/// A task to be accepted.
pub(crate) struct NewTask {
    pub(crate) name: String,
    pub(crate) script: String,
    pub(crate) parameters: Map<String, Value>,
    pub(crate) to_company: bool,
    pub(crate) machines: Vec<u32>,
    /// How long it runs on each machine.
    pub(crate) takes: Duration,
}

impl World {
    /// The task with this RMM id.
    #[must_use]
    pub fn task(&self, id: &str) -> Option<&RmmTask> {
        self.tasks.iter().find(|task| task.id == id)
    }

    /// What became of a task on its machines.
    pub fn runs_of_task<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a TaskRun> {
        self.task_runs.iter().filter(move |run| run.task == id)
    }

    /// Accepts a task and returns its RMM id.
    pub(crate) fn accept_task(&mut self, new: NewTask, now: Stamp) -> String {
        let number = self.tasks.len() as u64 + 1;
        let id = uuid("task", number);
        for machine in new.machines {
            self.open_task_runs.push(self.task_runs.len());
            self.task_runs.push(TaskRun {
                task: id.clone(),
                script: new.script.clone(),
                machine,
                parameters: new.parameters.clone(),
                started: None,
                ends: None,
                outcome: None,
                output: String::new(),
                takes: new.takes,
            });
        }
        self.tasks.push(RmmTask {
            id: id.clone(),
            instance: uuid("task instance", number),
            name: new.name,
            script: new.script,
            parameters: new.parameters,
            to_company: new.to_company,
            accepted: now,
        });
        id
    }

    /// Whether a task run waits to start or to end by `now`.
    pub(super) fn is_task_due(&self, now: Stamp) -> bool {
        self.open_task_runs.iter().any(|&index| {
            let run = &self.task_runs[index];
            match run.ends {
                Some(ends) => ends <= now,
                None => self.machine(run.machine).is_none_or(Machine::is_online),
            }
        })
    }

    /// Starts and ends the task runs that are due.
    pub(super) fn settle_tasks(&mut self, now: Stamp) {
        for index in std::mem::take(&mut self.open_task_runs) {
            if !self.settle_task(index, now) {
                self.open_task_runs.push(index);
            }
        }
    }

    /// Whether the run is over.
    fn settle_task(&mut self, index: usize, now: Stamp) -> bool {
        let run = &self.task_runs[index];
        let Some(machine) = self.machine(run.machine) else {
            self.end_task(index, now, (Outcome::Failure(RETIRED.to_owned()), String::new()));
            return true;
        };
        let ends = match run.ends {
            Some(ends) => ends,
            None if machine.is_online() => now.plus(run.takes),
            None => return false,
        };
        let run = &mut self.task_runs[index];
        run.started.get_or_insert(now);
        run.ends = Some(ends);
        if ends > now {
            return false;
        }
        let (machine, script, parameters) = (run.machine, run.script.clone(), run.parameters.clone());
        let said = self.take_effect(&script, machine, &parameters);
        self.end_task(index, ends, said);
        true
    }

    fn end_task(&mut self, index: usize, at: Stamp, (outcome, output): (Outcome, String)) {
        let output = match (self.planted, output.is_empty()) {
            (true, false) => format!("{output}\n{}", self.output_instruction(index)),
            _ => output,
        };
        let run = &mut self.task_runs[index];
        (run.ends, run.outcome, run.output) = (Some(at), Some(outcome), output);
    }

    /// What the script does to the machine, how it ends and what it prints.
    fn take_effect(&mut self, script: &str, machine: u32, parameters: &Map<String, Value>) -> (Outcome, String) {
        let text = |name: &str| parameters.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let Some(effect) = self.effect_of(script) else {
            return (Outcome::Failure("The script was removed before it ran".to_owned()), String::new());
        };
        let said = match effect {
            ShellEffect::Nothing => "Done.".to_owned(),
            ShellEffect::Report(topic) => self.report(topic, machine),
            ShellEffect::FreeDisk => {
                let letter = text("drive").unwrap_or("C").trim_end_matches([':', '\\']).to_owned();
                let Some(machine) = self.machine_mut(machine) else { return (Outcome::Success, String::new()) };
                match free_disk(machine, &letter) {
                    Ok(freed) => format!("Freed {freed} MiB on {letter}:"),
                    Err(why) => return (Outcome::Failure(why.clone()), why),
                }
            }
            ShellEffect::RestartService(default) => {
                let name = text("serviceName").unwrap_or(&default).to_owned();
                if !self.restart_service(machine, &name) {
                    let why = format!("There is no service {name}");
                    return (Outcome::Failure(why.clone()), why);
                }
                format!("{name} is running")
            }
            ShellEffect::Reboot => self.set_reboot_needed(machine, false),
            ShellEffect::NeedsReboot => self.set_reboot_needed(machine, true),
            ShellEffect::InstallUpdates => {
                let count = self.missing_updates(machine);
                self.patched.insert(machine);
                let needs_reboot = self.set_reboot_needed(machine, true);
                format!("{count} updates installed. {needs_reboot}")
            }
            ShellEffect::Fail(why) => return (Outcome::Failure(why.clone()), why),
        };
        (Outcome::Success, said)
    }

    fn effect_of(&self, script: &str) -> Option<ShellEffect> {
        let shell = self.shell_script(script).map(|script| &script.effect);
        let automation = || self.automation_scripts.iter().find(|s| s.id == script).map(|script| &script.effect);
        shell.or_else(automation).cloned()
    }

    /// Starts a service: what was raised because it stood still is over. `false` if the machine has no such service.
    fn restart_service(&mut self, machine: u32, name: &str) -> bool {
        let is_it = |kind: &&str| kind.eq_ignore_ascii_case(name);
        let Some(name) = self.machine(machine).and_then(|m| self.services_of(m).map(|(kind, _)| kind.name).find(is_it))
        else {
            return false;
        };
        self.alerts.retain(|_, alert| !(alert.machine == Some(machine) && alert.field == name));
        true
    }

    fn set_reboot_needed(&mut self, machine: u32, needed: bool) -> String {
        if let Some(machine) = self.machine_mut(machine) {
            machine.reboot_needed = needed;
        }
        if needed { "A reboot is pending." } else { "Restarted." }.to_owned()
    }

    fn report(&self, topic: Topic, machine: u32) -> String {
        let Some(machine) = self.machine(machine) else { return String::new() };
        let lines: Vec<String> = match topic {
            Topic::Disks => {
                let there = machine.drives.iter().filter(|d| !d.missing && !d.letter.is_empty());
                there.map(|d| format!("{}: {} of {} MiB free", d.letter, d.free_mb, d.size_mb)).collect()
            }
            Topic::Services => {
                let state = |runs| if runs { "Running" } else { "Stopped" };
                self.services_of(machine).map(|(kind, runs)| format!("{} {}", kind.name, state(runs))).collect()
            }
            Topic::Software => {
                self.software_of(machine).map(|(_, item)| format!("{} {}", item.name, item.version)).collect()
            }
            Topic::Updates => vec![format!("{} updates are missing", self.missing_updates(machine.id))],
            Topic::Reboot if machine.reboot_needed => vec!["A reboot is pending".to_owned()],
            Topic::Reboot => vec!["No reboot is pending".to_owned()],
            Topic::Users => vec![machine.user.unwrap_or("Nobody").to_owned()],
            Topic::System => vec![format!("{}, {} {}", machine.name, machine.os, machine.os_version)],
        };
        if lines.is_empty() { "Nothing found".to_owned() } else { lines.join("\n") }
    }
}

const RETIRED: &str = "The agent was retired before the script ended";
