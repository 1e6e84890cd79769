//! Tasks: scripts that run, and what comes of them.

use cw_http::{Call, Error, ErrorKind, Response};
use serde_json::Value;

use super::routes;
use crate::client::RmmClient;
use crate::ids::{EndpointId, TaskId, TaskInstanceId};
use crate::list::ListRequest;
use crate::models::{ScheduleTask, ScheduledTask, TaskDefinition, TaskInstances, TaskResults};
use crate::run::{FollowTask, RunTask, TaskRun, Template};

routes! {
    LIST = get("tasks.list", "/api/platform/v1/automation/tasks") needs [AUTOMATION_READ];
    SCHEDULE = post("tasks.schedule", "/api/platform/{version}/automation/endpoints/schedule-tasks")
        needs [AUTOMATION_CREATE];
    INSTANCES = get("tasks.instances", "/api/platform/v1/automation/tasks/{taskId}/instances/summary")
        needs [AUTOMATION_READ];
    RESULTS = get("tasks.results", "/api/platform/v1/automation/tasks/{taskId}/instances/{instanceId}/results")
        needs [AUTOMATION_READ];
    TENANT_SUMMARY = get("tasks.tenant_summary", "/") needs [AUTOMATION_READ];
    ENDPOINT_SUMMARY = get("tasks.endpoint_summary", "/") needs [AUTOMATION_READ];
}

/// Tasks. The word has two meanings: a *definition* in the library, which has no id, and a *scheduled run*, which has one.
#[derive(Debug, Clone)]
pub struct Tasks(pub(super) RmmClient);

impl Tasks {
    /// The definitions in the library.
    ///
    /// Route: `GET /api/platform/v1/automation/tasks`, scope [`platform.automation.read`](crate::Scope::AUTOMATION_READ).
    pub fn list(&self) -> ListRequest<TaskDefinition> {
        self.0.list(self.0.ask(&LIST))
    }

    /// Runs a script, once, on devices that are still to be named; see [`RunTask`].
    ///
    /// ```no_run
    /// # async fn example(rmm: cw_rmm_client::RmmClient, script: cw_rmm_client::models::ShellScript)
    /// # -> Result<(), cw_rmm_client::Error> {
    /// let run = rmm.tasks().run(&script).on(["4a1f6c0e-8c3b-4d0a-9e57-2b7d1c5f9a31"]).parameter("serviceName", "Spooler");
    /// let run = run.send().await?;
    /// let outcome = rmm.tasks().follow(&run).outcome().await?;
    /// println!("{}", outcome.targets[0].state);
    /// # Ok(())
    /// # }
    /// ```
    pub fn run(&self, script: impl Into<Template>) -> RunTask {
        RunTask::new(self.0.clone(), script.into())
    }

    /// Finds out what came of a run.
    ///
    /// ```no_run
    /// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// # let script = cw_rmm_client::Template::shell("fb61e122-e1ab-4919-8365-303c9600fdb2", "Disk Cleanup");
    /// let run = rmm.tasks().run(script).on(["4a1f6c0e-8c3b-4d0a-9e57-2b7d1c5f9a31"]).send().await?;
    /// let mut updates = rmm.tasks().follow(&run).updates();
    /// while let Some(update) = updates.try_next().await? {
    ///     println!("{:?}: {}", update.endpoint, update.state);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn follow(&self, run: &TaskRun) -> FollowTask {
        FollowTask::new(self.0.clone(), run.clone())
    }

    /// Schedules a task; [`run`](Self::run) fills in what is needed. Never sent twice. The answer means that it was accepted, not
    /// that it has run. If it gets lost, nothing that can be read tells whether the task was started.
    ///
    /// Route: `POST /api/platform/{version}/automation/endpoints/schedule-tasks`, scope [`platform.automation.create`](crate::Scope::AUTOMATION_CREATE).
    pub fn schedule(&self, task: &ScheduleTask) -> Call<ScheduledTask> {
        let request = self.0.ask(&SCHEDULE).param("version", self.0.dialect().scheduling);
        let call = Call::new(self.0.http(), request.json(task), accepted);
        call.unfindable("ConnectWise RMM is not known to have a list of started tasks, in which it could be looked for")
    }

    /// The executions of a task (unpublished: known from one program, its [path](crate::Dialect::instances_path) is a setting).
    ///
    /// Route: `GET /api/platform/v1/automation/tasks/{taskId}/instances/summary`, scope [`platform.automation.read`](crate::Scope::AUTOMATION_READ).
    pub fn instances(&self, task: impl Into<TaskId>) -> Call<TaskInstances> {
        let path = &self.0.dialect().instances_path;
        self.0.read(self.0.ask_at(&INSTANCES, path).param("taskId", task.into()))
    }

    /// What came of an execution, device by device (unpublished: known from one program, its
    /// [path](crate::Dialect::results_path) is a setting).
    ///
    /// Route: `GET /api/platform/v1/automation/tasks/{taskId}/instances/{instanceId}/results`, scope
    /// [`platform.automation.read`](crate::Scope::AUTOMATION_READ).
    pub fn results(&self, task: impl Into<TaskId>, instance: impl Into<TaskInstanceId>) -> Call<TaskResults> {
        let request = self.0.ask_at(&RESULTS, &self.0.dialect().results_path).param("taskId", task.into());
        self.0.read(request.param("instanceId", instance.into()))
    }

    /// A summary of all tasks of the tenant, as it comes. No source knows such a call: it is asked for only if the dialect says
    /// [where it is](crate::Dialect::tenant_summary_path).
    ///
    /// Route: `GET /`, scope [`platform.automation.read`](crate::Scope::AUTOMATION_READ).
    ///
    /// # Errors
    /// `Unsupported` where the dialect does not say; else as [`Call::send`].
    pub async fn tenant_summary(&self) -> Result<Value, Error> {
        let path = self.0.dialect().tenant_summary_path.as_deref().ok_or_else(nowhere)?;
        self.0.read(self.0.ask_at(&TENANT_SUMMARY, path)).await
    }

    /// A summary of a device's tasks, as it comes; as [`tenant_summary`](Self::tenant_summary), by another
    /// [path](crate::Dialect::endpoint_summary_path).
    ///
    /// Route: `GET /`, scope [`platform.automation.read`](crate::Scope::AUTOMATION_READ).
    ///
    /// # Errors
    /// As [`tenant_summary`](Self::tenant_summary).
    pub async fn endpoint_summary(&self, endpoint: impl Into<EndpointId>) -> Result<Value, Error> {
        let path = self.0.dialect().endpoint_summary_path.as_deref().ok_or_else(nowhere)?;
        self.0.read(self.0.ask_at(&ENDPOINT_SUMMARY, path).param("endpointId", endpoint.into())).await
    }
}

/// 201 is the whole message: a body that says nothing leaves the task without an id, and does not make it undone.
fn accepted(response: &Response) -> Result<ScheduledTask, Error> {
    match response.json() {
        Err(_) if response.status() == 201 => Ok(ScheduledTask::default()),
        answer => answer,
    }
}

fn nowhere() -> Error {
    Error::new(ErrorKind::Unsupported, "no public source knows a summary of tasks that the service would give")
        .with_hint("if the tenant has one, name its path in the client's dialect")
}
