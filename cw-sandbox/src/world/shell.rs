//! RMM's own scripts: shell scripts, which say what parameters they take, and automation scripts, which do not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{World, uuid};
use crate::stamp::Stamp;

/// A shell script of RMM.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ShellScript {
    /// RMM template id.
    pub id: String,
    /// Name; two scripts may share one.
    pub name: String,
    /// What it does, in the author's words.
    pub description: String,
    /// Categories, in no order.
    pub categories: Vec<String>,
    /// What runs it: `powershell`, `bash`.
    pub engine: String,
    /// How long it may take, in seconds.
    pub seconds: u32,
    /// What stands in `jsonSchema`: mostly a text that holds a JSON Schema, but also null, text that does not read, or an
    /// object. Parameters are checked against it where it can be made sense of.
    pub schema: Value,
    /// Whether it says that it has parameters.
    pub has_parameters: bool,
    /// Versions that it is made for, by operating system.
    pub systems: BTreeMap<String, Vec<String>>,
    /// `active`, `inactive` or another word.
    pub state: String,
    /// What runs on the machine. RMM does not show it.
    pub body: String,
    /// What it does here.
    pub effect: ShellEffect,
    /// When it was made.
    pub created: Stamp,
    /// When it was last changed.
    pub updated: Stamp,
}

impl ShellScript {
    /// A PowerShell script for Windows without parameters that does nothing to be seen. The sandbox gives it id and dates
    /// when it is added.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            id: String::new(),
            name: name.into(),
            description: String::new(),
            categories: vec!["Maintenance".to_owned()],
            engine: "powershell".to_owned(),
            seconds: 300,
            schema: Value::String(EMPTY_SCHEMA.to_owned()),
            has_parameters: false,
            systems: BTreeMap::from([("windows".to_owned(), vec!["10".to_owned(), "11".to_owned()])]),
            state: "active".to_owned(),
            body: String::new(),
            effect: ShellEffect::Nothing,
            created: Stamp::from_unix_millis(0),
            updated: Stamp::from_unix_millis(0),
        }
    }
}

/// A script of RMM's automation, whose parameters only the definition of its task names.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AutomationScript {
    /// RMM script id.
    pub id: String,
    /// Name; two scripts may share one.
    pub name: String,
    /// What it does, in the author's words.
    pub description: String,
    /// Its category.
    pub category: String,
    /// The JSON Schema of its parameters; `None` if it takes none.
    pub schema: Option<Value>,
    /// What it does here.
    pub effect: ShellEffect,
    /// When it was made.
    pub created: Stamp,
    /// When it was last changed.
    pub updated: Stamp,
}

/// What a run of one of RMM's scripts does to the world, and what it prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ShellEffect {
    /// Nothing to see.
    Nothing,
    /// Prints how the machine is.
    Report(Topic),
    /// Frees disk space on the drive that the parameter `drive` names, `C` if it names none.
    FreeDisk,
    /// Starts the service that the parameter `serviceName` names, this one if it names none.
    RestartService(String),
    /// The machine comes back without a pending reboot.
    Reboot,
    /// The machine waits for a reboot afterwards.
    NeedsReboot,
    /// No update is missing afterwards, and a reboot is pending.
    InstallUpdates,
    /// The run fails with this text.
    Fail(String),
}

/// What a script reports about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Topic {
    /// Drives and their free space.
    Disks,
    /// Services and their state.
    Services,
    /// Installed software.
    Software,
    /// How many updates are missing.
    Updates,
    /// Whether a reboot is pending.
    Reboot,
    /// The user last seen.
    Users,
    /// Name and operating system.
    System,
}

/// A schema that allows no parameter.
const EMPTY_SCHEMA: &str = r#"{"type":"object","properties":{},"additionalProperties":false}"#;

/// A shell script as it stands in the library's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShellEntry {
    id: Option<String>,
    name: String,
    description: String,
    categories: Vec<String>,
    engine: String,
    seconds: u32,
    systems: BTreeMap<String, Vec<String>>,
    state: String,
    effect: ShellEffect,
    #[serde(default)]
    parameters: bool,
    schema: Option<Value>,
    /// What `jsonSchema` holds where that is not a schema written down; twice optional, since null is one of these.
    #[serde(default, deserialize_with = "present")]
    raw: Option<Value>,
    #[serde(default)]
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AutomationEntry {
    name: String,
    description: String,
    category: String,
    effect: ShellEffect,
    schema: Option<Value>,
}

/// Tells null from nothing.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// The shell scripts of every world.
pub(super) fn shell_scripts(now: Stamp) -> Vec<ShellScript> {
    let entries: Vec<ShellEntry> =
        serde_json::from_str(include_str!("shell_scripts.json")).expect("every world starts with this file");
    let script = |(number, entry): (u64, ShellEntry)| {
        let written = entry.schema.map_or_else(|| EMPTY_SCHEMA.to_owned(), |schema| schema.to_string());
        let (created, updated) = dates(now, number);
        ShellScript {
            id: entry.id.unwrap_or_else(|| uuid("shell script", number)),
            name: entry.name,
            description: entry.description,
            categories: entry.categories,
            engine: entry.engine,
            seconds: entry.seconds,
            schema: entry.raw.unwrap_or(Value::String(written)),
            has_parameters: entry.parameters,
            systems: entry.systems,
            state: entry.state,
            body: entry.body,
            effect: entry.effect,
            created,
            updated,
        }
    };
    (1..).zip(entries).map(script).collect()
}

/// The automation scripts of every world.
pub(super) fn automation_scripts(now: Stamp) -> Vec<AutomationScript> {
    let entries: Vec<AutomationEntry> =
        serde_json::from_str(include_str!("automation_scripts.json")).expect("every world starts with this file");
    let script = |(number, entry): (u64, AutomationEntry)| {
        let (created, updated) = dates(now, number);
        AutomationScript {
            id: uuid("automation script", number),
            name: entry.name,
            description: entry.description,
            category: entry.category,
            schema: entry.schema,
            effect: entry.effect,
            created,
            updated,
        }
    };
    (1..).zip(entries).map(script).collect()
}

fn dates(now: Stamp, number: u64) -> (Stamp, Stamp) {
    let days = |n: u64| std::time::Duration::from_secs(n * 86_400);
    (now.minus(days(400 + number)), now.minus(days(10 + number % 300)))
}

impl World {
    /// The shell script with this RMM template id.
    #[must_use]
    pub fn shell_script(&self, id: &str) -> Option<&ShellScript> {
        self.shell_scripts.iter().find(|script| script.id == id)
    }

    /// The first shell script of this name, as spelled.
    #[must_use]
    pub fn shell_script_named(&self, name: &str) -> Option<&ShellScript> {
        self.shell_scripts.iter().find(|script| script.name == name)
    }

    /// Adds a shell script under an id of its own, which it returns.
    pub(crate) fn add_shell_script(&mut self, script: ShellScript, now: Stamp) -> String {
        self.shell_scripts_added += 1;
        let id = uuid("added shell script", self.shell_scripts_added);
        let now = now.whole_second();
        self.shell_scripts.push(ShellScript { id: id.clone(), created: now, updated: now, ..script });
        id
    }

    /// Changes a shell script, which says from then on that it was changed now, unless `change` says otherwise. `None` if
    /// there is no such script.
    pub(crate) fn edit_shell_script(
        &mut self,
        id: &str,
        now: Stamp,
        change: impl FnOnce(&mut ShellScript),
    ) -> Option<()> {
        let script = self.shell_scripts.iter_mut().find(|script| script.id == id)?;
        script.updated = now.whole_second();
        change(script);
        Some(())
    }

    pub(crate) fn remove_shell_script(&mut self, id: &str) -> Option<ShellScript> {
        let index = self.shell_scripts.iter().position(|script| script.id == id)?;
        Some(self.shell_scripts.remove(index))
    }
}
