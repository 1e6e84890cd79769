//! Runs of scripts: what ran, what runs, and how it ended.

use super::macros::model;
use super::reference::Ref;
use super::script_v2::ScriptV2;
use crate::ids::{ClientId, ComputerId, LocationId, ScriptHistoryId, ScriptId};
use cw_http::data::DateTime;
use cw_http::open_enum;

open_enum! {
    /// Whether a run is over.
    pub enum ScriptRunStatus {
        /// Under way.
        Running = "Running",
        /// Over; how it went is the [`ScriptRunState`].
        Completed = "Completed",
    }
}

open_enum! {
    /// How a run went.
    pub enum ScriptRunState {
        /// It failed; the diagnostic message says why.
        Failure = "Failure",
        /// It said something in between.
        Information = "Information",
        /// It went well.
        Success = "Success",
    }
}

model! {
    /// A row of a computer's script history. Rows can be there while the script still runs.
    pub struct ScriptHistory {
        /// Its id; grows with time.
        id: ScriptHistoryId,
        /// The script.
        script_id: ScriptId,
        /// The computer.
        computer_id: ComputerId,
        /// Name of the script.
        name: String,
        /// Who started it.
        user: String,
        /// Whether it is over.
        status: ScriptRunStatus,
        /// How it went.
        state: ScriptRunState,
        /// When the row was written.
        history_date: DateTime,
        /// Why it failed: the only words that the API gives about it.
        diagnostic_message: String,
    }

    /// A script that runs on a computer now.
    pub struct ComputerRunningScript {
        /// Id of the run; not that of the history row.
        id: i64,
        /// The script.
        script_id: ScriptId,
        /// The computer.
        computer_id: ComputerId,
        /// Name of the script.
        name: String,
        /// Whether it is over.
        status: ScriptRunStatus,
        /// When it started.
        start_date: DateTime,
    }

    /// A script that runs anywhere on the server now.
    pub struct RunningScript {
        /// Id of the run.
        script_instance_id: i64,
        /// What it runs on.
        target: RunningScriptTarget,
        /// The script.
        script: ScriptV2,
        /// What started it.
        source: ScriptSource,
        /// What it is doing.
        state: Ref,
        /// When it started.
        start_date: DateTime,
    }

    /// What a script runs on.
    pub struct RunningScriptTarget {
        /// Kind of target.
        target_type: Ref,
        /// The computer, if it is one.
        computer: ComputerSummary,
        /// The client.
        client: Ref<ClientId>,
    }

    /// A computer as lists of runs and schedules show it.
    pub struct ComputerSummary {
        /// Its id.
        computer_id: ComputerId,
        /// Its network name.
        name: String,
        /// The name that people gave it.
        friendly_name: String,
        /// Whether the agent is in touch.
        is_online: bool,
        /// The site it stands at.
        location: Ref<LocationId>,
        /// The client it belongs to.
        client: Ref<ClientId>,
    }

    /// What started a script.
    pub struct ScriptSource {
        /// Kind of source: user, schedule, monitor.
        source_type: Ref,
        /// Its name.
        name: String,
        /// Its other name.
        alternative_name: String,
    }
}

impl ScriptHistory {
    /// Whether the run is over; `None` if the answer does not say.
    #[must_use]
    pub fn is_over(&self) -> Option<bool> {
        self.status.as_ref().map(|status| *status == ScriptRunStatus::Completed)
    }
}
