//! Running a script and finding out what came of it.
//!
//! The API gives no id to a run. So the newest row of each computer's script history is noted first (the baseline), then
//! the script is started, once, and then rows that were not there before tell the outcome.

mod follow;
mod launch;
mod lost;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ComputerId, ScriptHistoryId, ScriptId};
use crate::models::{ResultDetails, ScriptBatchResponse, ScriptRunState};

pub use follow::FollowScript;
pub use launch::{PreparedRun, RunScript};

/// A run of a script on one or more computers: what is needed to find out what came of it.
///
/// Plain data: keep it, as JSON if you like, and [follow](crate::api::Scripts::follow) it later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScriptRun {
    /// The script.
    pub script: ScriptId,
    /// The computers, in the order given.
    pub targets: Vec<RunTarget>,
    /// When the baseline was read, by this machine's clock. For people: nothing is concluded from it.
    pub started: Timestamp,
}

/// A computer that a script is run on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RunTarget {
    /// The computer.
    pub computer: ComputerId,
    /// The newest row of its script history before the start; nothing if it had none.
    pub baseline: Option<ScriptHistoryId>,
    /// Whether it ran the script already before the start, started by somebody else. Looked at on a few computers of a run
    /// only: on those a start whose answer is lost is looked for.
    #[serde(default)]
    pub was_running: Option<bool>,
    /// What the server said to the start.
    pub acceptance: Acceptance,
}

/// What the server said to a start on one computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Acceptance {
    /// It takes it.
    Accepted,
    /// It does not.
    Refused(Refusal),
    /// It was not asked yet, did not answer, or does not say.
    Unknown,
}

/// Why the server did not start a script on a computer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Refusal {
    /// In words.
    pub message: Option<String>,
    /// As a number; the list is not published.
    pub reason_code: Option<i64>,
}

/// How far a script has come on a computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TargetState {
    /// The computer.
    pub computer: ComputerId,
    /// How far.
    pub state: RunState,
}

/// How far a script has come on one computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum RunState {
    /// Nothing of it is seen yet. Agents ask for work every five minutes by default.
    Pending,
    /// It runs.
    Running,
    /// It is over and went well.
    Succeeded {
        /// The row of the script history that says so.
        history: ScriptHistoryId,
    },
    /// It is over and failed.
    Failed {
        /// The row of the script history that says so.
        history: ScriptHistoryId,
        /// Why: all that the API says about it.
        diagnostic: Option<String>,
    },
    /// It is over, and the server says neither that it went well nor that it failed.
    Ended {
        /// The row of the script history that says so.
        history: ScriptHistoryId,
        /// What the server says instead.
        result: Option<ScriptRunState>,
        /// What it says besides.
        diagnostic: Option<String>,
    },
    /// The server did not start it there.
    Refused(Refusal),
    /// The computer is gone, or the account may not see it any more: the outcome cannot be read.
    Unreadable {
        /// What the server answered.
        message: String,
    },
    /// Time ran out before it was over. It has not failed: it may still run, or begin.
    StillRunning {
        /// Whether it was seen to run.
        seen: bool,
    },
}

/// What came of a run, computer by computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RunOutcome {
    /// The script.
    pub script: ScriptId,
    /// The computers, in the order of the run.
    pub targets: Vec<TargetState>,
}

impl TargetState {
    /// This far on this computer.
    #[must_use]
    pub fn new(computer: ComputerId, state: RunState) -> Self {
        Self { computer, state }
    }
}

impl RunState {
    /// Whether nothing more will come: the rest, and running out of time, is worth another look later.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Pending | Self::Running | Self::StillRunning { .. })
    }
}

impl RunOutcome {
    /// Whether it went well on every computer.
    #[must_use]
    pub fn all_succeeded(&self) -> bool {
        self.targets.iter().all(|target| matches!(target.state, RunState::Succeeded { .. }))
    }
}

impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with = |f: &mut fmt::Formatter<'_>, what: &str, why: Option<&str>| match why.filter(|why| !why.is_empty()) {
            Some(why) => write!(f, "{what}: {why}"),
            None => f.write_str(what),
        };
        match self {
            Self::Pending => f.write_str("pending"),
            Self::Running => f.write_str("running"),
            Self::Succeeded { .. } => f.write_str("succeeded"),
            Self::Failed { diagnostic, .. } => with(f, "failed", diagnostic.as_deref()),
            Self::Ended { result, .. } => with(f, "ended", result.as_ref().map(ScriptRunState::as_str)),
            Self::Refused(refusal) => with(f, "refused", refusal.message.as_deref()),
            Self::Unreadable { message } => with(f, "outcome unreadable", Some(message)),
            Self::StillRunning { seen: true } => f.write_str("still running"),
            Self::StillRunning { seen: false } => f.write_str("not started yet, as far as is seen"),
        }
    }
}

impl ScriptRun {
    /// The same run with the server's answer to its start.
    fn answered(mut self, answer: &ScriptBatchResponse) -> Self {
        let results = answer.script_results.as_deref().unwrap_or_default();
        let details = |computer: ComputerId| {
            let result = results.iter().find(|result| result.entity_id == Some(computer.get()));
            result.and_then(|result| result.result_details.as_ref())
        };
        let only = self.targets.len() == 1;
        let someone_stands_out = results.iter().filter_map(|result| result.result_details.as_ref()).any(stands_out);
        for target in &mut self.targets {
            target.acceptance = match (answer.contains_unsuccessful_results, details(target.computer)) {
                (Some(false), _) => Acceptance::Accepted,
                (Some(true), Some(details)) if only || stands_out(details) => Acceptance::Refused(Refusal::of(details)),
                (Some(true), None) if only => Acceptance::Refused(Refusal::default()),
                (Some(true), Some(_)) if someone_stands_out => Acceptance::Accepted,
                _ => Acceptance::Unknown,
            };
        }
        self
    }
}

/// The numbers are not published; the flag over the whole batch is the one clear sign. Where it says that something was refused,
/// those were whose details say anything at all.
fn stands_out(details: &ResultDetails) -> bool {
    details.result_status.unwrap_or(0) != 0
        || details.reason_code.unwrap_or(0) != 0
        || details.message.as_ref().is_some_and(|message| !message.is_empty())
}

impl Refusal {
    fn of(details: &ResultDetails) -> Self {
        Self {
            message: details.message.clone().filter(|message| !message.is_empty()),
            reason_code: details.reason_code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(computers: &[i64]) -> ScriptRun {
        let target = |id: &i64| RunTarget {
            computer: ComputerId::new(*id),
            baseline: None,
            was_running: None,
            acceptance: Acceptance::Unknown,
        };
        ScriptRun {
            script: ScriptId::new(6431),
            targets: computers.iter().map(target).collect(),
            started: Timestamp::UNIX_EPOCH,
        }
    }

    fn acceptances(computers: &[i64], answer: &str) -> String {
        let run = run(computers).answered(&serde_json::from_str(answer).unwrap());
        let word = |target: &RunTarget| match &target.acceptance {
            Acceptance::Accepted => "accepted".to_owned(),
            Acceptance::Refused(refusal) => format!("refused {}", refusal.message.as_deref().unwrap_or("?")),
            Acceptance::Unknown => "unknown".to_owned(),
        };
        run.targets.iter().map(word).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_flag_over_the_batch_decides_and_details_say_who() {
        let good = r#"{"EntityId": 1, "ResultDetails": {"ResultStatus": 0, "ReasonCode": 0, "Message": ""}}"#;
        let bad = r#"{"EntityId": 2, "ResultDetails": {"ResultStatus": 1, "ReasonCode": 3, "Message": "no right"}}"#;
        let answer = |flag: &str, results: &str| {
            format!(r#"{{"ScriptResults": [{results}], "ContainsUnsuccessfulResults": {flag}}}"#)
        };
        for (computers, answer, expected) in [
            (&[1, 2][..], answer("false", ""), "accepted, accepted"),
            (&[1, 2], answer("true", &format!("{good}, {bad}")), "accepted, refused no right"),
            (&[1, 2], answer("true", good), "unknown, unknown"),
            (&[1, 2], answer("true", bad), "unknown, refused no right"),
            (&[1], answer("true", good), "refused ?"),
            (&[1], answer("true", ""), "refused ?"),
            (&[1], answer("null", good), "unknown"),
            (&[1], "{}".to_owned(), "unknown"),
        ] {
            assert_eq!(acceptances(computers, &answer), expected, "{answer}");
        }
    }

    #[test]
    fn a_run_survives_as_json() {
        let mut run = run(&[1, 2]);
        run.targets[0].baseline = Some(ScriptHistoryId::new(880_090));
        run.targets[1].acceptance = Acceptance::Refused(Refusal { message: Some("no".into()), reason_code: Some(3) });
        let json = serde_json::to_string(&run).unwrap();
        assert_eq!(serde_json::from_str::<ScriptRun>(&json).unwrap(), run);
    }

    #[test]
    fn states_survive_as_json_and_read_as_words() {
        let history = ScriptHistoryId::new(7);
        for (state, words, is_final) in [
            (RunState::Pending, "pending", false),
            (RunState::Running, "running", false),
            (RunState::Succeeded { history }, "succeeded", true),
            (RunState::Failed { history, diagnostic: Some("disk".into()) }, "failed: disk", true),
            (RunState::Failed { history, diagnostic: None }, "failed", true),
            (
                RunState::Ended { history, result: Some(ScriptRunState::Information), diagnostic: None },
                "ended: Information",
                true,
            ),
            (RunState::Refused(Refusal { message: Some("no".into()), reason_code: None }), "refused: no", true),
            (RunState::Unreadable { message: "404".into() }, "outcome unreadable: 404", true),
            (RunState::StillRunning { seen: true }, "still running", false),
            (RunState::StillRunning { seen: false }, "not started yet, as far as is seen", false),
        ] {
            assert_eq!((state.to_string().as_str(), state.is_final()), (words, is_final));
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(serde_json::from_str::<RunState>(&json).unwrap(), state, "{json}");
        }
    }
}
