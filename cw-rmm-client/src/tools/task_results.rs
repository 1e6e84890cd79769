//! What came of a task that was started.

use std::collections::BTreeSet;
use std::sync::Arc;

use cw_http::tools::{cut, date, read};
use cw_http::{Error, ErrorKind};
use futures_util::{StreamExt, stream};
use msp_tools_core::{Bounded, Effect, IdOrName, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::access::Access;
use super::columns::word;
use super::input::Written;
use super::machines;
use super::resolve::Found;
use crate::client::RmmClient;
use crate::ids::{EndpointId, TaskId};
use crate::models::{Phase, TaskInstance, TaskResult, TaskStatus};

/// Executions of which the results are read. A task that is started once has one.
const MOST_INSTANCES: usize = 10;

/// How many of them are read at once.
const AT_ONCE: usize = 4;

pub(super) fn get(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-get-task-results", Effect::Read)
        .with_title("Get task results")
        .with_description(
            "Shows what came of a task that was started, by the id that the start answered with: its executions, and for each \
             device the outcome and what the script printed. Not every tenant lets this be read: then the answer says so, which \
             is no failure of the task. Never start a task again to learn what came of it.",
        )
        .with_permission("Scope platform.automation.read; for `device` platform.devices.read and platform.companies.read too")
        .with_aliases([
            "script output", "did it work", "result of a script", "job status", "what did it print", "history", "follow a run",
        ])
        .with_operation("rmm:GET /automation/tasks/{id}/instances/summary")
        .with_operation("rmm:GET /automation/tasks/{id}/instances/{id}/results");
    read(spec, rmm, get_results)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetTaskResults {
    /// The task, by its id, as the tool that started it answered.
    task_id: Written<200>,
    /// Only the result on this device, by id or name, such as `DC01`.
    device: Option<IdOrName>,
    /// How many characters of what a script printed to show for each device, at most. The end is kept.
    #[serde(default)]
    output_characters: Bounded<0, 20_000, 2000>,
    /// How many results to show, at most.
    #[serde(default)]
    limit: Bounded<1, 500, 50>,
}

/// What came of a task.
#[derive(Debug, Serialize, JsonSchema)]
struct TaskReport {
    /// The task.
    task_id: String,
    /// Whether the service lets it be read. If not, nothing is known of what came of it.
    readable: bool,
    /// How many run or wait to, as the service counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    unfinished: Option<i64>,
    /// Its executions.
    instances: Vec<InstanceRow>,
    /// What came of it on devices.
    results: Vec<ResultRow>,
    /// The service's answer as it came, where nothing in it was understood; long ones are cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<Untrusted>,
    /// What to know about the results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Untrusted>,
}

/// An execution of a task.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct InstanceRow {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// How far it is, over all devices.
    outcome: Outcome,
    /// The service's word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Untrusted>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<String>,
    /// When it ended, or was last heard of.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
}

/// What came of a task on a device.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct ResultRow {
    /// Id of the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
    /// What came of it.
    outcome: Outcome,
    /// The service's word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Untrusted>,
    /// What the script printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Untrusted>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
}

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(super) enum Outcome {
    /// It has not begun.
    Pending,
    /// It runs.
    Running,
    /// It is over and went well.
    Succeeded,
    /// It is over and failed.
    Failed,
    /// It is over; the service does not say how it went.
    Ended,
    /// The service says nothing that is understood.
    Unknown,
}

impl From<&Option<TaskStatus>> for Outcome {
    fn from(status: &Option<TaskStatus>) -> Self {
        match status.as_ref().map(TaskStatus::phase) {
            Some(Phase::Pending) => Self::Pending,
            Some(Phase::Running) => Self::Running,
            Some(Phase::Succeeded) => Self::Succeeded,
            Some(Phase::Failed) => Self::Failed,
            Some(Phase::Ended) => Self::Ended,
            _ => Self::Unknown,
        }
    }
}

impl InstanceRow {
    pub(super) fn of(instance: &TaskInstance) -> Self {
        Self {
            id: word(&instance.id),
            outcome: Outcome::from(&instance.status),
            status: instance.status.as_ref().map(|status| Untrusted::new(status.as_str())),
            started: date(&instance.executed_on),
            ended: date(&instance.completed_on),
        }
    }
}

impl ResultRow {
    fn of(result: &TaskResult, characters: usize) -> Self {
        let output = result.output.as_deref().filter(|_| characters > 0);
        Self {
            device_id: word(&result.endpoint),
            outcome: Outcome::from(&result.status),
            status: result.status.as_ref().map(|status| Untrusted::new(status.as_str())),
            output: output.map(|output| Untrusted::new(ending(output, characters))),
            ended: date(&result.completed_on),
        }
    }
}

/// The last so many characters: what a script says in the end counts.
pub(super) fn ending(text: &str, characters: usize) -> String {
    let text = text.trim();
    match text.char_indices().rev().nth(characters.saturating_sub(1)) {
        Some((start, _)) if start > 0 => format!("…{}", &text[start..]),
        _ => text.to_owned(),
    }
}

/// Whether the service does not have such a thing, or not for this key.
pub(super) fn is_unreadable(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound
            | ErrorKind::Denied
            | ErrorKind::Rejected
            | ErrorKind::Unsupported
            | ErrorKind::Decode
            | ErrorKind::Redirect
    ) || error.status() == Some(501)
}

/// The devices whose results exist for the call, and are asked for; `None` for all.
async fn wanted(access: &Access, device: Option<&IdOrName>) -> Result<Option<BTreeSet<String>>, ToolError> {
    let key = |id: &EndpointId| id.as_str().to_lowercase();
    if let Some(device) = device {
        let found = machines::one(access, device, None).await?;
        return Ok(Some(BTreeSet::from([key(&found.id)])));
    }
    if access.bound.is_none() {
        return Ok(None);
    }
    let companies = machines::companies(access, "$.task_id", None).await?;
    let own = machines::of_companies(access, &companies).await?;
    Ok(Some(own.into_iter().filter_map(Found::of).map(|found| key(&found.id)).collect()))
}

async fn get_results(access: Access, input: GetTaskResults) -> Result<TaskReport, ToolError> {
    let task = TaskId::from(input.task_id.as_str());
    let wanted = wanted(&access, input.device.as_ref()).await?;
    let read = Read::of(&access, &task).await?;
    let own = |result: &&TaskResult| match (&wanted, &result.endpoint) {
        (None, _) => true,
        (Some(wanted), Some(endpoint)) => wanted.contains(&endpoint.as_str().to_lowercase()),
        (Some(_), None) => false,
    };
    let results: Vec<&TaskResult> = read.results.iter().filter(own).collect();
    if access.bound.is_some() && results.is_empty() {
        // That there is such a task is for those to know whose devices it ran on.
        return Err(ToolError::not_found("task", &task).with_path("$.task_id"));
    }
    let limit = input.limit.get() as usize;
    let characters = input.output_characters.get() as usize;
    let mut notes = read.notes;
    if results.len() > limit {
        notes.push(format!("{} results; the first {limit} are shown.", results.len()).into());
    }
    let instances = match wanted {
        // An execution speaks of all devices.
        Some(_) if access.bound.is_some() => Vec::new(),
        _ => read.instances.iter().map(InstanceRow::of).collect(),
    };
    Ok(TaskReport {
        task_id: task.to_string(),
        readable: read.readable,
        unfinished: read.unfinished.filter(|_| access.bound.is_none()),
        instances,
        results: results.into_iter().take(limit).map(|result| ResultRow::of(result, characters)).collect(),
        raw: read.raw.filter(|_| access.bound.is_none()).map(|raw| Untrusted::new(cut(&raw.to_string(), 2000))),
        notes,
    })
}

/// All that the service tells of a task.
struct Read {
    readable: bool,
    unfinished: Option<i64>,
    instances: Vec<TaskInstance>,
    results: Vec<TaskResult>,
    /// What was not understood.
    raw: Option<Value>,
    notes: Vec<Untrusted>,
}

impl Read {
    async fn of(access: &Access, task: &TaskId) -> Result<Self, ToolError> {
        let mut read = Self {
            readable: true,
            unfinished: None,
            instances: Vec::new(),
            results: Vec::new(),
            raw: None,
            notes: Vec::new(),
        };
        match access.rmm.tasks().instances(task).await {
            Ok(told) => {
                read.raw = told.instances.is_empty().then_some(told.raw);
                (read.unfinished, read.instances) = (told.unfinished, told.instances);
            }
            Err(error) if is_unreadable(&error) => {
                read.readable = false;
                let words = "What came of it cannot be read here: there is no such task, or this tenant does not tell.";
                read.notes.push(format!("{words} ({error})").into());
                return Ok(read);
            }
            Err(error) => return Err(error.into()),
        }
        if read.instances.is_empty() {
            read.notes.push("No execution of it is told yet.".into());
        }
        read.add_results(access, task).await?;
        Ok(read)
    }

    async fn add_results(&mut self, access: &Access, task: &TaskId) -> Result<(), ToolError> {
        let ids: Vec<_> = self.instances.iter().rev().filter_map(|instance| instance.id.clone()).collect();
        if ids.len() > MOST_INSTANCES {
            let words = format!("{} executions; the results of the last {MOST_INSTANCES} are read.", ids.len());
            self.notes.push(words.into());
        }
        let reads: Vec<_> = ids
            .into_iter()
            .take(MOST_INSTANCES)
            .map(|instance| {
                let (rmm, task) = (access.rmm.clone(), task.clone());
                async move { rmm.tasks().results(task, instance).await }
            })
            .collect();
        for answer in stream::iter(reads).buffered(AT_ONCE).collect::<Vec<_>>().await {
            match answer {
                Ok(told) => {
                    if told.results.is_empty() && !is_empty(&told.raw) {
                        self.raw.get_or_insert(told.raw);
                    }
                    self.results.extend(told.results);
                }
                Err(error) if is_unreadable(&error) => {
                    self.notes.push(format!("The results of an execution cannot be read: {error}").into());
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

fn is_empty(raw: &Value) -> bool {
    match raw {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        _ => false,
    }
}
