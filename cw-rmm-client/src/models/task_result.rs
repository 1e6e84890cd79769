//! What came of tasks. One program only is known to read it, and it guesses at the names: so everything is read tolerantly, and
//! what came is kept.

use cw_http::data::DateTime;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::ids::{EndpointId, TaskInstanceId};

/// The executions of a task. **The shape is unconfirmed**; [`raw`](Self::raw) is what came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct TaskInstances {
    /// The executions that were found in it.
    #[serde(skip)]
    pub instances: Vec<TaskInstance>,
    /// How many run or wait to, by all counters of that kind; `None` if there are none.
    #[serde(skip)]
    pub unfinished: Option<i64>,
    /// The answer as it came.
    pub raw: Value,
}

/// One execution of a task.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct TaskInstance {
    /// Its id.
    #[serde(skip)]
    pub id: Option<TaskInstanceId>,
    /// How far it is, over all devices.
    #[serde(skip)]
    pub status: Option<TaskStatus>,
    /// When it began.
    #[serde(skip)]
    pub executed_on: Option<DateTime>,
    /// When it ended, or was last heard of.
    #[serde(skip)]
    pub completed_on: Option<DateTime>,
    /// The entry as it came.
    pub raw: Value,
}

/// What came of an execution, device by device. **The shape is unconfirmed**; [`raw`](Self::raw) is what came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct TaskResults {
    /// The results that were found in it.
    #[serde(skip)]
    pub results: Vec<TaskResult>,
    /// The answer as it came.
    pub raw: Value,
}

/// What came of an execution on a device.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct TaskResult {
    /// The device.
    #[serde(skip)]
    pub endpoint: Option<EndpointId>,
    /// How far it is.
    #[serde(skip)]
    pub status: Option<TaskStatus>,
    /// What the script printed. It comes from the device: do not take it at its word.
    #[serde(skip)]
    pub output: Option<String>,
    /// When it ended.
    #[serde(skip)]
    pub completed_on: Option<DateTime>,
    /// The entry as it came.
    pub raw: Value,
}

/// How far an execution is, in the service's word. Which words there are is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskStatus(Box<str>);

/// What a [`TaskStatus`] means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// It has not begun.
    Pending,
    /// It runs.
    Running,
    /// It is over and went well.
    Succeeded,
    /// It is over and failed.
    Failed,
    /// It is over; whether well or not, the word does not say.
    Ended,
    /// A word that is not known.
    Unknown,
}

const LISTS: &[&str] = &["Results", "Result", "TaskInstances", "Instances"];
const STATUSES: &[&str] = &["OverallStatus", "Status", "State"];
const OUTPUTS: &[&str] = &["output", "resultDetails", "result", "stdout"];

impl TaskStatus {
    /// The service's word.
    #[must_use]
    pub fn new(word: impl Into<Box<str>>) -> Self {
        Self(word.into())
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it means.
    #[must_use]
    pub fn phase(&self) -> Phase {
        let letters: String = self.0.chars().filter(|c| c.is_alphanumeric()).collect();
        match letters.to_ascii_lowercase().as_str() {
            "pending" | "waiting" | "queued" | "scheduled" => Phase::Pending,
            "running" | "inprogress" | "started" | "executing" => Phase::Running,
            "success" | "succeeded" | "successful" => Phase::Succeeded,
            "failed" | "failure" | "error" | "timeout" | "timedout" => Phase::Failed,
            "completed" | "complete" | "finished" | "partialsuccess" | "cancelled" | "canceled" => Phase::Ended,
            _ => Phase::Unknown,
        }
    }
}

impl std::fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl Phase {
    /// Whether nothing more will come.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Ended)
    }
}

impl From<Value> for TaskInstances {
    fn from(raw: Value) -> Self {
        let instances = entries(&raw).into_iter().map(TaskInstance::from).collect();
        let counters = raw.as_object().into_iter().flatten().filter(|(name, _)| counts_unfinished(name));
        let unfinished = counters.filter_map(|(_, count)| count.as_i64()).reduce(i64::saturating_add);
        Self { instances, unfinished, raw }
    }
}

impl From<&Value> for TaskInstance {
    fn from(raw: &Value) -> Self {
        Self {
            id: text(raw, &["taskInstanceId", "InstanceId", "Id"]).map(Into::into),
            status: text(raw, STATUSES).map(TaskStatus::new),
            executed_on: text(raw, &["ExecutedOn", "executionTime", "StartedOn"]).map(DateTime::new),
            completed_on: text(raw, &["CompletedOn", "ModifiedOn"]).map(DateTime::new),
            raw: raw.clone(),
        }
    }
}

impl From<Value> for TaskResults {
    fn from(raw: Value) -> Self {
        Self { results: entries(&raw).into_iter().map(TaskResult::from).collect(), raw }
    }
}

impl From<&Value> for TaskResult {
    fn from(raw: &Value) -> Self {
        Self {
            endpoint: text(raw, &["endpointId", "targetId", "deviceId"]).map(Into::into),
            status: text(raw, STATUSES).map(TaskStatus::new),
            output: text(raw, OUTPUTS),
            completed_on: text(raw, &["completedOn", "ModifiedOn"]).map(DateTime::new),
            raw: raw.clone(),
        }
    }
}

/// The entries of an answer: of the list in it, of a bare list, or the answer itself where it is one entry.
fn entries(raw: &Value) -> Vec<&Value> {
    let held = LISTS.iter().find_map(|name| member(raw, name)).unwrap_or(raw);
    match held {
        Value::Array(entries) => entries.iter().filter(|entry| entry.is_object()).collect(),
        Value::Object(_) if !std::ptr::eq(held, raw) || member_of(raw, STATUSES).is_some() => vec![held],
        _ => Vec::new(),
    }
}

fn counts_unfinished(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("count")
        && ["running", "waiting", "scheduled", "pending", "queued"].iter().any(|word| name.contains(word))
}

/// The first of these members that has text in it. A member that holds a document is shown as its text.
fn text(object: &Value, names: &[&str]) -> Option<String> {
    let texts = names.iter().filter_map(|name| member(object, name)).map(|value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    texts.into_iter().find(|text| !text.trim().is_empty())
}

fn member_of<'a>(object: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| member(object, name))
}

fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

macro_rules! read_from_any_json {
    ($($name:ty),*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Value::deserialize(deserializer).map(Self::from)
            }
        }
    )*};
}
read_from_any_json!(TaskInstances, TaskResults);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn instances_are_found_under_every_name() {
        let entry =
            json!({ "taskInstanceId": "i-1", "OverallStatus": "Success", "CompletedOn": "2026-11-20T12:05:12Z" });
        for raw in [
            json!({ "RunningCount": 0, "Results": [entry] }),
            json!({ "taskInstances": [entry] }),
            json!([entry, null, "text"]),
            json!({ "result": entry }),
            entry.clone(),
        ] {
            let found = TaskInstances::from(raw.clone());
            assert_eq!(found.instances.len(), 1, "{raw}");
            assert_eq!(found.instances[0].id, Some("i-1".into()));
            assert_eq!(found.instances[0].status.as_ref().map(TaskStatus::phase), Some(Phase::Succeeded));
            assert_eq!((&found.raw, serde_json::to_value(&found).unwrap()), (&raw, raw.clone()));
        }
        for nothing in [json!({}), json!([]), json!(null), json!("text"), json!({ "Results": null }), json!(7)] {
            assert_eq!(TaskInstances::from(nothing.clone()).instances, [], "{nothing}");
        }
    }

    #[test]
    fn counters_of_the_unfinished_are_added_up() {
        let counted =
            json!({ "RunningCount": 1, "waitingCount": 2, "ScheduledCount": 3, "SuccessCount": 9, "Results": [] });
        assert_eq!(TaskInstances::from(counted).unfinished, Some(6));
        assert_eq!(TaskInstances::from(json!({ "Results": [] })).unfinished, None);
    }

    #[test]
    fn output_is_found_under_every_name() {
        for name in ["output", "resultDetails", "result", "stdout", "StdOut"] {
            let results =
                TaskResults::from(json!({ "Results": [{ "EndpointID": "e", name: "said", "status": "Failed" }] }));
            let result = &results.results[0];
            assert_eq!(
                (result.output.as_deref(), result.endpoint.as_ref()),
                (Some("said"), Some(&"e".into())),
                "{name}"
            );
        }
        let nested = TaskResults::from(json!([{ "output": "", "stdout": { "lines": 1 } }]));
        assert_eq!(nested.results[0].output.as_deref(), Some("{\"lines\":1}"));
    }

    #[test]
    fn words_have_their_meaning_however_written() {
        for (word, phase) in [
            ("SUCCESS", Phase::Succeeded),
            ("in_progress", Phase::Running),
            ("In Progress", Phase::Running),
            ("partial_success", Phase::Ended),
            ("Timed out", Phase::Failed),
            ("Queued", Phase::Pending),
            ("Completed", Phase::Ended),
            ("levitating", Phase::Unknown),
        ] {
            assert_eq!(TaskStatus::new(word).phase(), phase, "{word}");
        }
    }
}
