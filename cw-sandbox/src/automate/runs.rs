//! What can be seen of running scripts, of those that ran, and of those that wait.

use serde_json::{Value, json};

use super::{Call, id, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::stamp::Stamp;
use crate::table::Kind::{Date, Flag, Int, Opaque, Text};
use crate::table::{Column, Kind, Operation, columns, patch};
use crate::tenant::Tenant;
use crate::world::{Outcome as Ending, Run, Schedule};

static HISTORY: &[Column<Run>] = columns! { Run;
    Id: Int => |_, r| r.history_id(),
    ScriptId: Int => |_, r| r.script,
    ComputerId: Int => |_, r| r.machine,
    Name: Text => |t, r| script_name(t, r.script),
    User: Text => |_, r| r.user.as_str(),
    Status: Text => |_, r| if r.outcome.is_some() { "Completed" } else { "Running" },
    State: Text => |_, r| match r.outcome {
        Some(Ending::Success) => "Success",
        Some(Ending::Failure(_)) => "Failure",
        None => "Information",
    },
    HistoryDate: Date => |_, r| if r.outcome.is_some() { r.ends } else { r.started },
    DiagnosticMessage: Text => |_, r| match &r.outcome {
        Some(Ending::Failure(text)) => text.as_str(),
        _ => "",
    },
};

static RUNNING: &[Column<Run>] = columns! { Run;
    Id: Int => |_, r| r.id,
    ScriptId: Int => |_, r| r.script,
    ComputerId: Int => |_, r| r.machine,
    Name: Text => |t, r| script_name(t, r.script),
    Status: Text => |_, _| "Running",
    StartDate: Date => |_, r| r.started,
};

/// Schedules as one computer shows them.
static SCHEDULED: &[Column<Schedule>] = columns! { Schedule;
    Id: Int => |_, s| s.id,
    ScriptId: Int => |_, s| s.script,
    ComputerId: Int => |_, s| s.machine,
    Disabled: Flag => |_, s| s.disabled,
    EffectiveStartDate: Date => |_, s| s.due,
    NextRun: Date => |_, s| s.due,
    NextSchedule: Date => |_, s| s.due,
    ScheduleType: Int => |_, _| 1,
    RepeatType: Int => |_, _| 0,
    Parameters: Text => |_, s| s.parameters.iter().map(|(key, value)| format!("{key}={value}|")).collect::<String>(),
    Priority: Int => |_, s| s.priority,
    User: Text => |_, s| s.user.as_str(),
};

const SCRIPT_REF: Kind = Kind::Nested(&[("ScriptId", Int), ("Name", Text)]);
const COMPUTER_REF: &[(&str, Kind)] = &[("ComputerId", Int), ("Name", Text)];
const TARGET: Kind = Kind::Nested(&[("Computer", Kind::Nested(COMPUTER_REF))]);

/// Running scripts as the whole tenant shows them.
static ALL_RUNNING: &[Column<Run>] = columns! { Run;
    ScriptInstanceId: Int => |_, r| r.id,
    Target: TARGET => |t, r| json!({
        "TargetType": { "TargetTypeId": 1, "Name": "Computer" },
        "Computer": computer(t, r.machine),
    }),
    Script: SCRIPT_REF => |t, r| script(t, r.script),
    Source: Opaque => |_, r| json!({ "SourceType": { "SourceTypeId": 1, "Name": "User" }, "Name": r.user }),
    State: Kind::Nested(&[("StateId", Int), ("Name", Text)]) => |_, _| json!({ "StateId": 1, "Name": "Running" }),
    StartDate: Date => |_, r| r.started,
};

/// Schedules as the whole tenant shows them.
static ALL_SCHEDULED: &[Column<Schedule>] = columns! { Schedule;
    ScheduledScriptId: Int => |_, s| s.id,
    Script: SCRIPT_REF => |t, s| script(t, s.script),
    ScheduleTarget: TARGET => |t, s| json!({
        "ScheduleTargetType": { "ScheduleTargetTypeId": 1, "Name": "Computer" },
        "Computer": computer(t, s.machine),
    }),
    Schedule: Opaque => |_, _| json!({ "ScriptScheduleFrequency": { "ScriptScheduleFrequencyId": 1, "Name": "Once" } }),
    Parameters: Opaque => |_, s| {
        s.parameters.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect::<Vec<_>>()
    },
    UseAgentTime: Flag => |_, _| false,
    ScheduledBy: Text => |_, s| s.user.as_str(),
    StartDate: Date => |_, s| s.due,
    NextRunDate: Date => |_, s| s.due,
    IsDisabled: Flag => |_, s| s.disabled,
    Priority: Int => |_, s| s.priority,
    IsInherited: Flag => |_, _| false,
};

/// What hangs below one computer.
pub(super) fn of_computer(call: &mut Call<'_>, computer: u32, resource: &str, path: &[&str]) -> Outcome {
    let world = &call.tenant.world;
    let runs = world.runs.iter().filter(|r| r.machine == computer);
    let schedules = world.schedules.values().filter(|s| s.machine == computer);
    match (call.method(), resource, path) {
        ("GET", "scripthistory", []) => call.list(HISTORY, runs.filter(|r| in_history(call.tenant, r))),
        ("GET", "runningscripts", []) => call.list(RUNNING, runs.filter(|r| r.outcome.is_none())),
        ("GET", "scheduledscripts", []) => call.list(SCHEDULED, schedules),
        ("GET", "scheduledscripts", [schedule]) => {
            let id = id(schedule)?;
            let schedule = world.schedules.get(&id).filter(|s| s.machine == computer);
            call.one(SCHEDULED, schedule.ok_or_else(Refusal::not_found)?)
        }
        ("POST", "scheduledscripts", []) => {
            let id = super::launch::schedule(call, computer)?;
            call.one(SCHEDULED, call.tenant.world.schedules.get(&id).ok_or_else(Refusal::not_found)?)
        }
        _ => Err(no_route(call.request)),
    }
}

/// The tenant-wide view, below `/Scripting`.
pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    let world = &call.tenant.world;
    match (call.method(), path) {
        ("GET", ["runningscripts"]) => call.list(ALL_RUNNING, world.runs.iter().filter(|r| r.outcome.is_none())),
        ("GET", ["scriptschedules"]) => call.list(ALL_SCHEDULED, world.schedules.values()),
        ("PATCH", ["scriptschedules", schedule]) => {
            let id = id(schedule)?;
            let operations = Operation::read_all(&call.request.json()?)?;
            change_schedule(call.tenant, id, &operations)?;
            call.one(ALL_SCHEDULED, call.tenant.world.schedules.get(&id).ok_or_else(Refusal::not_found)?)
        }
        ("DELETE", ["scriptschedules", schedule]) => {
            let id = id(schedule)?;
            call.tenant.world_mut().schedules.remove(&id).ok_or_else(Refusal::not_found)?;
            Ok(Reply::no_content())
        }
        _ => Err(no_route(call.request)),
    }
}

fn change_schedule(tenant: &mut Tenant, id: u32, operations: &[Operation]) -> Result<(), Refusal> {
    let schedule = tenant.world.schedules.get(&id).ok_or_else(Refusal::not_found)?;
    let mut row = json!({
        "IsDisabled": schedule.disabled,
        "NextRunDate": schedule.due,
        "Priority": schedule.priority,
    });
    patch(&mut row, operations)?;
    let invalid = |name: &str| Refusal::invalid(name, &format!("The value is not valid for {name}."));
    let disabled = row["IsDisabled"].as_bool().ok_or_else(|| invalid("IsDisabled"))?;
    let due = row["NextRunDate"].as_str().and_then(Stamp::parse).ok_or_else(|| invalid("NextRunDate"))?;
    let priority = row["Priority"].as_i64().and_then(|p| p.try_into().ok()).ok_or_else(|| invalid("Priority"))?;
    if let Some(schedule) = tenant.world_mut().schedules.get_mut(&id) {
        (schedule.disabled, schedule.due, schedule.priority) = (disabled, due, priority);
    }
    Ok(())
}

/// A run comes into the history when it ends; a long one is there from its start.
fn in_history(tenant: &Tenant, run: &Run) -> bool {
    run.outcome.is_some() || tenant.world.script(run.script).is_some_and(|s| s.pace > 1)
}

fn script_name(tenant: &Tenant, script: u32) -> Option<&str> {
    tenant.world.script(script).map(|s| s.name.as_str())
}

fn script(tenant: &Tenant, id: u32) -> Value {
    json!({ "ScriptId": id, "Name": script_name(tenant, id) })
}

fn computer(tenant: &Tenant, id: u32) -> Value {
    let machine = tenant.world.machine(id);
    json!({ "ComputerId": id, "Name": machine.map(|m| m.name.as_str()), "IsOnline": machine.map(|m| m.is_online()) })
}
