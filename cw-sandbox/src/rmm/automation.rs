//! Scripts, the definitions of tasks, and what became of tasks.

use serde_json::{Value, json};

use super::{Call, Outcome, date, schedule};
use crate::reply::Reply;
use crate::world::{AutomationScript, Outcome as Ended, RmmTask, ShellScript, TaskRun};

const READ: &[&str] = &["platform.automation.read"];

/// What lies below `/automation`.
pub(super) fn route(call: &mut Call<'_>, version: &str, path: &[&str]) -> Outcome {
    match (version, call.method(), path) {
        (_, "POST", ["endpoints", "schedule-tasks"]) => schedule::schedule(call),
        ("v1", "GET", ["scripts"]) => {
            call.needs(READ)?;
            Ok(Reply::json(&call.world().automation_scripts.iter().map(automation_script).collect::<Vec<_>>()))
        }
        ("v1", "GET", ["shellScripts"]) => {
            call.needs(READ)?;
            let scripts: Vec<Value> = call.world().shell_scripts.iter().map(shell_script).collect();
            Ok(Reply::json(&json!({ "Templates": scripts, "count": scripts.len() })))
        }
        ("v1", "GET", ["tasks"]) => {
            call.needs(READ)?;
            let world = call.world();
            let of_shell = world.shell_scripts.iter().take(DEFINED).map(shell_task);
            Ok(Reply::json(&world.automation_scripts.iter().map(automation_task).chain(of_shell).collect::<Vec<_>>()))
        }
        ("v1", "GET", ["tasks", task, "instances", "summary"]) => Ok(Reply::json(&summary(call, task_at(call, task)?))),
        ("v1", "GET", ["tasks", task, "instances", instance, "results"]) => {
            let task = task_at(call, task)?;
            if task.instance != *instance {
                return Err(call.not_found("task instance"));
            }
            Ok(Reply::json(&json!({ "Results": results(call, task) })))
        }
        (_, _, ["scripts" | "shellScripts" | "tasks", ..] | ["endpoints", "schedule-tasks"]) => {
            Err(call.wrong_method())
        }
        _ => Err(call.no_route()),
    }
}

/// So many shell scripts have a task definition too.
const DEFINED: usize = 4;

fn shell_script(script: &ShellScript) -> Value {
    json!({
        "templateId": script.id,
        "name": script.name,
        "description": script.description,
        "categories": script.categories,
        "executorEngine": script.engine,
        "expectedExecutionTimeSec": script.seconds,
        "jsonSchema": script.schema,
        "hasParameters": script.has_parameters,
        "operatingSystem": script.systems,
        "state": script.state,
        "createdOn": date(script.created),
        "updatedOn": date(script.updated),
    })
}

fn automation_script(script: &AutomationScript) -> Value {
    json!({
        "id": script.id,
        "name": script.name,
        "description": script.description,
        "scriptCategory": script.category,
        "hasParameters": script.schema.is_some(),
        "createdAt": date(script.created),
        "updatedAt": date(script.updated),
    })
}

/// A definition has no id: whoever wants the script behind it goes by the name.
fn automation_task(script: &AutomationScript) -> Value {
    let schema = script.schema.clone().unwrap_or_else(|| json!({ "type": "object", "properties": {} }));
    json!({
        "name": script.name,
        "description": script.description,
        "type": "script",
        "categories": [script.category],
        "createdAt": date(script.created),
        "updatedAt": date(script.updated),
        "userParameters": "{}",
        "JSONSchema": schema.to_string(),
        "operatingSystem": { "windows": ["10", "11"] },
        "executorEngine": "ACTIONS",
    })
}

fn shell_task(script: &ShellScript) -> Value {
    json!({
        "name": script.name,
        "description": script.description,
        "type": "script",
        "categories": script.categories,
        "createdAt": date(script.created),
        "updatedAt": date(script.updated),
        "userParameters": "{}",
        "JSONSchema": script.schema,
        "operatingSystem": script.systems,
        "executorEngine": "ACTIONS",
    })
}

/// The task, where the tenant lets callers read what became of tasks.
fn task_at<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a RmmTask, Reply> {
    call.needs(READ)?;
    if !call.settings.rmm_results {
        return Err(call.no_route());
    }
    call.world().task(id).ok_or_else(|| call.not_found("task"))
}

/// The state of a run in the words of the API.
fn status(run: &TaskRun) -> &'static str {
    match (&run.outcome, run.started) {
        (Some(Ended::Success), _) => "Success",
        (Some(Ended::Failure(_)), _) => "Failed",
        (None, Some(_)) => "Running",
        (None, None) => "Waiting",
    }
}

/// A task has one instance, which stands for it on all its machines.
fn summary(call: &Call<'_>, task: &RmmTask) -> Value {
    let runs: Vec<&TaskRun> = call.world().runs_of_task(&task.id).collect();
    let count = |word: &str| runs.iter().filter(|run| status(run) == word).count();
    let overall = match (count("Running"), count("Waiting"), count("Success"), count("Failed")) {
        (0, 0, _, 0) => "Success",
        (0, 0, 0, _) => "Failed",
        (0, 0, ..) => "Partial_Success",
        (0, ..) => "Waiting",
        _ => "Running",
    };
    let mut instance = json!({ "taskInstanceId": task.instance, "OverallStatus": overall });
    if let Some(first) = runs.iter().filter_map(|run| run.started).min() {
        instance["ExecutedOn"] = date(first);
    }
    if runs.iter().all(|run| run.outcome.is_some())
        && let Some(last) = runs.iter().filter_map(|run| run.ends).max()
    {
        instance["CompletedOn"] = date(last);
    }
    json!({
        "RunningCount": count("Running"),
        "WaitingCount": count("Waiting"),
        "ScheduledCount": 0,
        "SuccessCount": count("Success"),
        "FailedCount": count("Failed"),
        "Results": [instance],
    })
}

fn results(call: &Call<'_>, task: &RmmTask) -> Vec<Value> {
    let world = call.world();
    let result = |run: &TaskRun| {
        let mut result = json!({
            "taskInstanceId": task.instance,
            "endpointId": world.machine(run.machine).map(|machine| machine.rmm_id()),
            "status": status(run),
        });
        if let Some(started) = run.started {
            result["executionTime"] = date(started);
        }
        if let (Some(outcome), Some(ended)) = (&run.outcome, run.ends) {
            result["completedOn"] = date(ended);
            result["output"] = run.output.clone().into();
            if let Ended::Failure(why) = outcome {
                result["errorMessage"] = why.clone().into();
            }
        }
        result
    };
    world.runs_of_task(&task.id).map(result).collect()
}
