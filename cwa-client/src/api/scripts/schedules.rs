//! Starting scripts in batches, and what runs and is planned over the whole server.

use cw_http::{Replay, Request};

use super::{Scripts, routes};
use crate::ids::ScriptScheduleId;
use crate::list::ListRequest;
use crate::models::{RunningScript, ScriptBatch, ScriptBatchResponse, ScriptSchedule};
use crate::patch::Patch;
use cw_http::Call;

routes! {
    EXECUTE = post("scripts.execute", "/v1/Batch/ScriptExecute");
    SCHEDULE = post("scripts.schedule", "/v1/Batch/ScriptSchedule");
    RUNNING = get("scripts.running", "/v1/Scripting/RunningScripts");
    SCHEDULES = get("scripts.schedules", "/v1/Scripting/ScriptSchedules");
    UPDATE_SCHEDULE = patch("scripts.update_schedule", "/v1/Scripting/ScriptSchedules/{id}");
    DELETE_SCHEDULE = delete("scripts.delete_schedule", "/v1/Scripting/ScriptSchedules/{id}");
}

impl Scripts {
    /// Starts a script now: `POST /Batch/ScriptExecute`. The answer tells what was accepted, not what came of it; to know that,
    /// use [`run`](Self::run). Never sent twice.
    pub fn execute(&self, batch: &ScriptBatch) -> Call<ScriptBatchResponse> {
        self.0.read(Request::new(&EXECUTE).json(batch))
    }

    /// Plans a script for later: `POST /Batch/ScriptSchedule`. Never sent twice.
    pub fn schedule(&self, batch: &ScriptBatch) -> Call<ScriptBatchResponse> {
        self.0.read(Request::new(&SCHEDULE).json(batch))
    }

    /// Scripts that run anywhere now: `GET /Scripting/RunningScripts`.
    pub fn running(&self) -> ListRequest<RunningScript> {
        self.0.list(Request::new(&RUNNING), "ScriptInstanceId asc")
    }

    /// Schedules over the whole server: `GET /Scripting/ScriptSchedules`.
    pub fn schedules(&self) -> ListRequest<ScriptSchedule> {
        self.0.list(Request::new(&SCHEDULES), "ScheduledScriptId asc")
    }

    /// Changes a schedule: `PATCH /Scripting/ScriptSchedules/{id}`.
    pub fn update_schedule(&self, id: ScriptScheduleId, patch: &Patch) -> Call<ScriptSchedule> {
        self.0.read(Request::new(&UPDATE_SCHEDULE).param("id", id).json(patch).replay(Replay::Safe))
    }

    /// Deletes a schedule: `DELETE /Scripting/ScriptSchedules/{id}`.
    pub fn delete_schedule(&self, id: ScriptScheduleId) -> Call<()> {
        self.0.act(Request::new(&DELETE_SCHEDULE).param("id", id))
    }
}
