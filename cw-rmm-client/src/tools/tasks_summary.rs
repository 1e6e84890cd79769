//! Tasks in numbers, from what can be read.

use std::collections::BTreeMap;
use std::sync::Arc;

use cw_http::ErrorKind;
use cw_http::tools::{cut, read};
use msp_tools_core::{Effect, IdOrName, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::input::Written;
use super::machines;
use super::resolve::NamedRow;
use super::task_results::{InstanceRow, Outcome, is_unreadable};
use crate::client::RmmClient;
use crate::ids::{EndpointId, TaskId};

/// How many tasks one call sums up.
const MOST_TASKS: u64 = 20;

/// How much of a summary of the service's own is shown.
const MOST_CHARACTERS: usize = 4000;

pub(super) fn get(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-get-tasks-summary", Effect::Read)
        .with_title("Get tasks summary")
        .with_description(
            "Sums up tasks, for the tenant or for one device: how many tasks and scripts the library has, and for tasks that are \
             named by `task_ids` how many executions succeeded, failed, run or wait. ConnectWise RMM is not known to have a list of \
             started tasks, so those without an id are not counted; `not_readable` says what is missing and why. For what a script \
             printed use cw-rmm-get-task-results.",
        )
        .with_permission("Scope platform.automation.read; for `device` platform.devices.read and platform.companies.read too")
        .with_aliases([
            "task status", "running scripts", "how many failed", "automation overview", "jobs", "failed tasks", "what is running",
        ])
        .with_operation("rmm:GET /automation/tasks")
        .with_operation("rmm:GET /automation/scripts")
        .with_operation("rmm:GET /automation/shellScripts")
        .with_operation("rmm:GET /automation/tasks/{id}/instances/summary")
        .with_operation("rmm:GET /automation/tasks/{id}/instances/{id}/results");
    read(spec, rmm, get_summary)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetTasksSummary {
    /// The device, by id or name, such as `DC01`. Without it the whole tenant is summed up.
    device: Option<IdOrName>,
    /// Its company, by id or name, where several companies have a device of that name.
    company: Option<IdOrName>,
    /// Tasks that were started, by their ids, to be summed up too.
    #[serde(default)]
    #[schemars(length(max = MOST_TASKS))]
    task_ids: Vec<Written<200>>,
}

/// Tasks in numbers.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// What is summed up: `tenant` or `device`.
    scope: Scope,
    /// Id of the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Untrusted>,
    /// What the library has.
    #[serde(skip_serializing_if = "Option::is_none")]
    library: Option<Library>,
    /// How many executions of the named tasks (of a device: how many results on it) had which outcome.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    outcomes: BTreeMap<String, u64>,
    /// The named tasks, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tasks: Vec<TaskSum>,
    /// The summary that the service itself gives, as it came, where the client knows of one; long ones are cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_summary: Option<Untrusted>,
    /// What is not in the answer, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_readable: Vec<NotReadable>,
}

/// What is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Scope {
    Tenant,
    Device,
}

/// What the library has.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(inline)]
struct Library {
    /// How many tasks are defined.
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks: Option<usize>,
    /// How many automation scripts there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    automation_scripts: Option<usize>,
    /// How many shell scripts may be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    active_shell_scripts: Option<usize>,
    /// How many shell scripts may not.
    #[serde(skip_serializing_if = "Option::is_none")]
    inactive_shell_scripts: Option<usize>,
}

/// A task that was started.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct TaskSum {
    /// Its id.
    id: String,
    /// How many run or wait to, as the service counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    unfinished: Option<i64>,
    /// Its executions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instances: Vec<InstanceRow>,
    /// How many results had which outcome, on the device.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    on_device: BTreeMap<String, u64>,
}

/// Something that is not in the answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct NotReadable {
    /// What.
    what: Untrusted,
    /// Why.
    reason: Untrusted,
}

impl Outcome {
    fn in_words(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Ended => "ended",
            Self::Unknown => "unknown",
        }
    }
}

async fn get_summary(access: Access, input: GetTasksSummary) -> Result<Summary, ToolError> {
    if input.task_ids.len() as u64 > MOST_TASKS {
        return Err(ToolError::input("$.task_ids", "they are too many", format!("at most {MOST_TASKS}")));
    }
    let device = match &input.device {
        Some(device) => Some(machines::one(&access, device, input.company.as_ref()).await?),
        None if input.company.is_some() => {
            return Err(ToolError::input("$.company", "it says whose `device` is meant", "a `device` beside it"));
        }
        // Tasks of the tenant run on everybody's devices.
        None if access.bound.is_some() => {
            let expected = "a device of the company that the call is bound to";
            return Err(ToolError::input("$.device", "missing", expected));
        }
        None => None,
    };
    let mut sums = Sums { access: &access, device: device.as_ref().map(|device| &device.id), not_readable: Vec::new() };
    let library = if device.is_none() { Some(sums.library().await?) } else { None };
    let service_summary = sums.of_service().await?;
    let (mut outcomes, mut tasks) = (BTreeMap::new(), Vec::new());
    for id in &input.task_ids {
        let Some(task) = sums.task(id.as_str(), &mut outcomes).await? else { continue };
        tasks.push(task);
    }
    Ok(Summary {
        scope: if device.is_some() { Scope::Device } else { Scope::Tenant },
        device_id: device.as_ref().map(|device| device.id.to_string()),
        device: device.as_ref().map(|device| device.row.name().into()),
        library,
        outcomes: outcomes.into_iter().map(|(outcome, count)| (Outcome::in_words(outcome).to_owned(), count)).collect(),
        tasks,
        service_summary,
        not_readable: sums.not_readable,
    })
}

struct Sums<'a> {
    access: &'a Access,
    device: Option<&'a EndpointId>,
    not_readable: Vec<NotReadable>,
}

impl Sums<'_> {
    /// What was read; if it cannot be, that is noted.
    fn noted<T>(&mut self, what: &str, answer: Result<T, cw_http::Error>) -> Result<Option<T>, ToolError> {
        match answer {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.kind() == ErrorKind::Withheld => Err(error.into()),
            Err(error) => {
                self.not_readable.push(NotReadable { what: what.into(), reason: error.to_string().into() });
                Ok(None)
            }
        }
    }

    async fn library(&mut self) -> Result<Library, ToolError> {
        let rmm = &self.access.rmm;
        let (tasks, scripts) = (rmm.tasks().list().all().await, rmm.scripts().list().all().await);
        let shell = rmm.scripts().shell().all().await;
        let tasks = self.noted("defined tasks", tasks)?;
        let scripts = self.noted("automation scripts", scripts)?;
        let shell = self.noted("shell scripts", shell)?;
        let dialect = self.access.rmm.dialect();
        let active = shell.as_ref().map(|shell| shell.iter().filter(|script| script.is_active(dialect)).count());
        Ok(Library {
            tasks: tasks.map(|tasks| tasks.len()),
            automation_scripts: scripts.map(|scripts| scripts.len()),
            active_shell_scripts: active,
            inactive_shell_scripts: shell.and_then(|shell| Some(shell.len() - active?)),
        })
    }

    async fn of_service(&mut self) -> Result<Option<Untrusted>, ToolError> {
        let tasks = self.access.rmm.tasks();
        let (what, answer) = match self.device {
            Some(device) => ("all tasks that were started on the device", tasks.endpoint_summary(device).await),
            None => ("all tasks that were started", tasks.tenant_summary().await),
        };
        let summary = self.noted(what, answer)?;
        Ok(summary.map(|summary| Untrusted::new(cut(&summary.to_string(), MOST_CHARACTERS))))
    }

    /// One task; of a device, only what came of it there.
    async fn task(&mut self, id: &str, outcomes: &mut BTreeMap<Outcome, u64>) -> Result<Option<TaskSum>, ToolError> {
        let task = TaskId::from(id);
        let told = match self.access.rmm.tasks().instances(&task).await {
            Err(error) if is_unreadable(&error) && self.access.bound.is_some() => return Ok(self.nothing_told(id)),
            Err(error) if is_unreadable(&error) => {
                self.noted::<()>(&format!("task {id}"), Err(error))?;
                return Ok(None);
            }
            told => told?,
        };
        let mut sum = TaskSum {
            id: id.to_owned(),
            unfinished: told.unfinished,
            instances: Vec::new(),
            on_device: BTreeMap::new(),
        };
        let Some(device) = self.device else {
            for instance in &told.instances {
                *outcomes.entry(Outcome::from(&instance.status)).or_default() += 1;
            }
            sum.instances = told.instances.iter().map(InstanceRow::of).collect();
            return Ok(Some(sum));
        };
        sum.unfinished = None;
        for instance in told.instances.iter().filter_map(|instance| instance.id.clone()) {
            let results = self.access.rmm.tasks().results(&task, instance).await;
            let Some(results) = self.noted(&format!("results of task {id}"), results)? else { continue };
            let of_device = |endpoint: &EndpointId| endpoint.as_str().eq_ignore_ascii_case(device.as_str());
            for result in results.results.iter().filter(|result| result.endpoint.as_ref().is_some_and(of_device)) {
                let outcome = Outcome::from(&result.status);
                *outcomes.entry(outcome).or_default() += 1;
                *sum.on_device.entry(outcome.in_words().to_owned()).or_default() += 1;
            }
        }
        if sum.on_device.is_empty() { Ok(self.nothing_told(id)) } else { Ok(Some(sum)) }
    }

    /// The same for a task that ran elsewhere as for one that is not there.
    fn nothing_told(&mut self, id: &str) -> Option<TaskSum> {
        let (what, reason) = (format!("task {id}"), "nothing is told of it on this device");
        self.not_readable.push(NotReadable { what: what.into(), reason: reason.into() });
        None
    }
}
