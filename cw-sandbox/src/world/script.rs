//! The script library, the runs, and what waits to run.

use serde::Serialize;

use crate::stamp::Stamp;

/// A script of the library.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Script {
    /// Automate script id.
    pub id: u32,
    /// Name; two scripts in different folders may share one.
    pub name: String,
    /// Id of the folder.
    pub folder: u32,
    /// What it does, in the author's words.
    pub comments: String,
    /// Names of its parameters.
    pub parameters: Vec<String>,
    /// What it runs on.
    pub target: ScriptTarget,
    /// What it does here.
    pub effect: ScriptEffect,
    /// How many times the sandbox's script duration it takes.
    pub pace: u32,
    /// Version, counted up by each change.
    pub version: u32,
    /// When it was last changed.
    pub updated: Stamp,
}

/// What a script can be started on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum ScriptTarget {
    /// One machine.
    Computer,
    /// A whole site; refused on a machine.
    Location,
}

/// What a run of a script does to the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum ScriptEffect {
    /// Nothing to see; the run succeeds.
    Nothing,
    /// Frees disk space on the drive that the parameter `DriveLetter` names, `C` if it names none.
    FreeDisk,
    /// The machine comes back without a pending reboot.
    Reboot,
    /// The run fails with this text.
    Fail(&'static str),
}

/// One run of a script on one machine.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Run {
    /// Id among running scripts; the row in the history has [`Run::history_id`].
    pub id: u32,
    /// Script id.
    pub script: u32,
    /// Computer id.
    pub machine: u32,
    /// Who started it.
    pub user: String,
    /// The parameters as they were sent.
    pub parameters: Vec<(String, String)>,
    /// When it started.
    pub started: Stamp,
    /// When it ended or will end.
    pub ends: Stamp,
    /// How it ended; `None` while it runs.
    pub outcome: Option<Outcome>,
}

impl Run {
    /// Id of its row in the script history.
    #[must_use]
    pub const fn history_id(&self) -> u32 {
        700_000 + self.id
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Outcome {
    /// It worked.
    Success,
    /// It failed, and this is all the history says about why.
    Failure(String),
}

/// A script that waits for its time, or for its machine to come online.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Schedule {
    /// Schedule id.
    pub id: u32,
    /// Script id.
    pub script: u32,
    /// Computer id.
    pub machine: u32,
    /// Who scheduled it.
    pub user: String,
    /// The parameters as they were sent.
    pub parameters: Vec<(String, String)>,
    /// When it is due.
    pub due: Stamp,
    /// Priority as it was sent.
    pub priority: i32,
    /// A disabled schedule stays and does not run.
    pub disabled: bool,
}
