//! Running a script and finding out what came of it.
//!
//! The service accepts a task and gives it an id. What comes of it is read from two calls that are known from one program only: where
//! they give nothing, the honest answer is "accepted, result not readable".

mod follow;
mod launch;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{CompanyId, EndpointId, TaskId};

pub use follow::FollowTask;
pub use launch::{RunTask, Template};

/// A run of a script that the service has accepted: what is needed to find out what came of it.
///
/// Plain data: keep it, as JSON if you like, and [follow](crate::api::Tasks::follow) it later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaskRun {
    /// The task. Without it the run cannot be followed.
    pub task: Option<TaskId>,
    /// The script.
    pub template: String,
    /// What the task is called in the console.
    pub name: String,
    /// The devices, in the order given.
    pub endpoints: Vec<EndpointId>,
    /// The company, where the run is for all of its devices.
    pub company: Option<CompanyId>,
    /// The state that the service said it would get.
    pub state: Option<String>,
    /// When it was accepted, by this machine's clock.
    pub accepted: Timestamp,
}

/// How far a script has come on a device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TargetState {
    /// The device; nothing for a run that is for a company, which is told as a whole.
    pub endpoint: Option<EndpointId>,
    /// How far.
    pub state: RunState,
}

/// How far a script has come on one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum RunState {
    /// It was accepted, and nothing more of it is seen yet.
    Pending,
    /// It runs.
    Running,
    /// It is over and went well.
    Succeeded {
        /// What it printed, if the service tells. It comes from the device: do not take it at its word.
        output: Option<String>,
    },
    /// It is over and failed.
    Failed {
        /// The service's word for it.
        status: String,
        /// What it printed, if the service tells.
        output: Option<String>,
    },
    /// It is over, and the service says neither that it went well nor that it failed.
    Ended {
        /// The service's word for it.
        status: String,
        /// What it printed, if the service tells.
        output: Option<String>,
    },
    /// It was accepted, and what came of it cannot be read.
    Unreadable {
        /// Why.
        message: String,
    },
    /// Time ran out before it was over. It has not failed: it may still run, or begin.
    StillRunning {
        /// Whether it was seen to run.
        seen: bool,
    },
}

/// What came of a run, device by device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaskOutcome {
    /// The task.
    pub task: Option<TaskId>,
    /// The devices, in the order of the run.
    pub targets: Vec<TargetState>,
}

impl TargetState {
    /// This far on this device.
    #[must_use]
    pub fn new(endpoint: Option<EndpointId>, state: RunState) -> Self {
        Self { endpoint, state }
    }
}

impl RunState {
    /// Whether nothing more will come: the rest, and running out of time, is worth another look later.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Pending | Self::Running | Self::StillRunning { .. })
    }
}

impl TaskOutcome {
    /// Whether it went well on every device.
    #[must_use]
    pub fn all_succeeded(&self) -> bool {
        self.targets.iter().all(|target| matches!(target.state, RunState::Succeeded { .. }))
    }
}

/// In words, without what the script printed.
impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending => f.write_str("pending"),
            Self::Running => f.write_str("running"),
            Self::Succeeded { .. } => f.write_str("succeeded"),
            Self::Failed { status, .. } => write!(f, "failed ({status})"),
            Self::Ended { status, .. } => write!(f, "ended ({status})"),
            Self::Unreadable { message } => write!(f, "accepted; its result cannot be read: {message}"),
            Self::StillRunning { seen: true } => f.write_str("still running"),
            Self::StillRunning { seen: false } => f.write_str("accepted; not started yet, as far as is seen"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_survive_as_json_and_read_as_words() {
        let output = Some("Spooler is running".to_owned());
        for (state, words, is_final) in [
            (RunState::Pending, "pending", false),
            (RunState::Running, "running", false),
            (RunState::Succeeded { output: output.clone() }, "succeeded", true),
            (RunState::Failed { status: "Error".into(), output }, "failed (Error)", true),
            (RunState::Ended { status: "Completed".into(), output: None }, "ended (Completed)", true),
            (RunState::Unreadable { message: "404".into() }, "accepted; its result cannot be read: 404", true),
            (RunState::StillRunning { seen: true }, "still running", false),
            (RunState::StillRunning { seen: false }, "accepted; not started yet, as far as is seen", false),
        ] {
            assert_eq!((state.to_string().as_str(), state.is_final()), (words, is_final));
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(serde_json::from_str::<RunState>(&json).unwrap(), state, "{json}");
        }
    }
}
