//! Scripts on one computer: what ran, what runs, what is planned.

use cw_http::Request;

use super::{Computers, routes};
use crate::ids::{ComputerId, ScriptScheduleId};
use crate::list::ListRequest;
use crate::models::{ComputerRunningScript, ComputerScriptSchedule, NewComputerSchedule, ScriptHistory};
use cw_http::Call;

routes! {
    SCRIPT_HISTORY = get("computers.script_history", "/v1/Computers/{id}/ScriptHistory");
    RUNNING_SCRIPTS = get("computers.running_scripts", "/v1/Computers/{id}/RunningScripts");
    SCHEDULED_SCRIPTS = get("computers.scheduled_scripts", "/v1/Computers/{id}/ScheduledScripts");
    SCHEDULED_SCRIPT = get("computers.scheduled_script", "/v1/Computers/{id}/ScheduledScripts/{schedule}");
    SCHEDULE_SCRIPT = post("computers.schedule_script", "/v1/Computers/{id}/ScheduledScripts");
}

impl Computers {
    /// Scripts that ran on a computer: `GET /Computers/{id}/ScriptHistory`. Rows can be there while the script still runs.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// use cwa_client::ComputerId;
    ///
    /// for row in cwa.computers().script_history(ComputerId::new(1042)).limit(20).all().await? {
    ///     println!("{:?}: {:?} {:?}", row.script_id, row.state, row.diagnostic_message);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn script_history(&self, id: ComputerId) -> ListRequest<ScriptHistory> {
        self.0.list(Request::new(&SCRIPT_HISTORY).param("id", id), "Id asc")
    }

    /// Scripts that run on a computer now: `GET /Computers/{id}/RunningScripts`.
    pub fn running_scripts(&self, id: ComputerId) -> ListRequest<ComputerRunningScript> {
        self.0.list(Request::new(&RUNNING_SCRIPTS).param("id", id), "Id asc")
    }

    /// Schedules of scripts on a computer: `GET /Computers/{id}/ScheduledScripts`.
    pub fn scheduled_scripts(&self, id: ComputerId) -> ListRequest<ComputerScriptSchedule> {
        self.0.list(Request::new(&SCHEDULED_SCRIPTS).param("id", id), "Id asc")
    }

    /// One schedule of a script on a computer: `GET /Computers/{id}/ScheduledScripts/{schedule}`.
    pub fn scheduled_script(&self, id: ComputerId, schedule: ScriptScheduleId) -> Call<ComputerScriptSchedule> {
        self.0.read(Request::new(&SCHEDULED_SCRIPT).param("id", id).param("schedule", schedule))
    }

    /// Schedules a script on the computer that it names, the older way: `POST /Computers/{id}/ScheduledScripts`. To run one
    /// and learn what came of it, use [`Scripts::run`](crate::api::Scripts::run). Never sent twice.
    pub fn schedule_script(&self, schedule: &NewComputerSchedule) -> Call<ComputerScriptSchedule> {
        self.0.read(Request::new(&SCHEDULE_SCRIPT).param("id", schedule.computer_id).json(schedule))
    }
}
