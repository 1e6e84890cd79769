//! Commands: the catalogue, sending one to a computer, and what came of it.

use serde_json::{Value, json};

use super::{Call, id, no_route};
use crate::reply::{Outcome, Refusal};
use crate::stamp::Stamp;
use crate::table::Kind::{Date, Flag, Int, Text};
use crate::table::{Column, Kind, as_id, columns, lookup};
use crate::tenant::Tenant;

/// A command of the catalogue.
struct Command {
    id: u32,
    name: &'static str,
    level: u32,
}

const CATALOGUE: [Command; 6] = [
    Command { id: 1, name: "Update agent", level: 3 },
    Command { id: SHELL, name: "Run in shell", level: 5 },
    Command { id: 28, name: "Scan services", level: 1 },
    Command { id: 35, name: "Set FasTalk", level: 2 },
    Command { id: 40, name: "Send inventory", level: 1 },
    Command { id: 111, name: "Change service account", level: 7 },
];

/// The command whose parameter is a shell line.
const SHELL: u32 = 2;

static COMMAND: &[Column<Command>] = columns! { Command;
    Id: Text => |_, c| c.id.to_string(),
    Name: Text => |_, c| c.name,
    Description: Text => |_, _| "",
    Level: Int => |_, c| c.level,
};

/// A command that was sent to a computer.
#[derive(Clone)]
pub(super) struct Sent {
    id: u32,
    computer: u32,
    /// `None` where the caller's body named no command: it is taken, and fails on the agent.
    command: Option<u32>,
    parameters: Vec<String>,
    user: String,
    sent: Stamp,
    /// When the agent will be done; `None` while it is offline and does not know yet.
    done: Option<Stamp>,
}

const COMMAND_REF: Kind = Kind::Nested(&[("Id", Text), ("Name", Text), ("Description", Text), ("Level", Int)]);

static EXECUTE: &[Column<Sent>] = columns! { Sent;
    Id: Int => |_, s| s.id,
    ComputerId: Int => |_, s| s.computer,
    Command: COMMAND_REF => |_, s| {
        catalogued(s).map(|c| json!({ "Id": c.id.to_string(), "Name": c.name, "Description": "", "Level": c.level }))
    },
    Status: Text => |t, s| status(t, s),
    Parameters: Kind::List => |_, s| s.parameters.clone(),
    Output: Text => |t, s| output(t, s),
    Fastalk: Flag => |_, _| false,
    DateLastInventoried: Date => |_, s| s.sent,
};

static HISTORY: &[Column<Sent>] = columns! { Sent;
    Id: Int => |_, s| s.id,
    ComputerId: Int => |_, s| s.computer,
    DateExecuted: Date => |_, s| s.sent,
    CommandId: Int => |_, s| s.command.unwrap_or(0),
    Command: Text => |_, s| catalogued(s).map(|c| c.name),
    Status: Text => |t, s| status(t, s),
    Output: Text => |t, s| output(t, s),
    Parameters: Text => |_, s| s.parameters.join(" "),
    User: Text => |_, s| s.user.as_str(),
    DateFinished: Date => |_, s| s.done,
};

/// The catalogue.
pub(super) fn route(call: &Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => call.list(COMMAND, &CATALOGUE),
        ("GET", [command]) => {
            let id = id(command)?;
            call.one(COMMAND, CATALOGUE.iter().find(|c| c.id == id).ok_or_else(Refusal::not_found)?)
        }
        _ => Err(no_route(call.request)),
    }
}

pub(super) fn of_computer(call: &mut Call<'_>, computer: u32, resource: &str, path: &[&str]) -> Outcome {
    wake_up(call);
    let sent = call.tenant.automate.commands.iter().filter(|s| s.computer == computer);
    match (call.method(), resource, path) {
        ("GET", "commandexecute", []) => call.list(EXECUTE, sent),
        ("GET", "commandexecute", [command]) => {
            let id = id(command)?;
            call.one(EXECUTE, sent.into_iter().find(|s| s.id == id).ok_or_else(Refusal::not_found)?)
        }
        ("GET", "commandhistory", []) => {
            let now = call.tenant.now;
            call.list(HISTORY, sent.filter(|s| s.done.is_some_and(|done| done <= now)))
        }
        ("POST", "commandexecute", []) => {
            let sent = send(call, computer)?;
            call.one(EXECUTE, &sent)
        }
        _ => Err(no_route(call.request)),
    }
}

fn send(call: &mut Call<'_>, computer: u32) -> Result<Sent, Refusal> {
    let body = call.request.json()?;
    let body = body.as_object().ok_or_else(|| Refusal::new(400, "The body must be an object."))?;
    let command = lookup(body, "Command").and_then(Value::as_object);
    let parameters = lookup(body, "Parameters").and_then(Value::as_array).into_iter().flatten();
    let sent = Sent {
        id: 600_001 + u32::try_from(call.tenant.automate.commands.len()).unwrap_or(u32::MAX - 600_001),
        computer,
        command: command.and_then(|c| lookup(c, "Id")).and_then(as_id),
        parameters: parameters.filter_map(Value::as_str).map(str::to_owned).collect(),
        user: call.user.clone(),
        sent: call.tenant.now,
        done: None,
    };
    call.tenant.automate.commands.push(sent.clone());
    wake_up(call);
    Ok(sent)
}

/// Gives every command that waits to its agent, where that is online.
fn wake_up(call: &mut Call<'_>) {
    let (world, now) = (&call.tenant.world, call.tenant.now);
    let done = now.plus(call.settings.script_duration());
    for sent in call.tenant.automate.commands.iter_mut().filter(|s| s.done.is_none()) {
        if world.machine(sent.computer).is_some_and(crate::world::Machine::is_online) {
            sent.done = Some(done);
        }
    }
}

fn catalogued(sent: &Sent) -> Option<&'static Command> {
    CATALOGUE.iter().find(|c| Some(c.id) == sent.command)
}

fn status(tenant: &Tenant, sent: &Sent) -> &'static str {
    match sent.done {
        None => "Pending",
        Some(done) if done > tenant.now => "Executing",
        Some(_) if catalogued(sent).is_none() => "Failed",
        Some(_) => "Success",
    }
}

/// What the agent says: it knows two shell commands, and is silent about the rest.
fn output(tenant: &Tenant, sent: &Sent) -> String {
    let line = sent.parameters.join(" ").to_lowercase();
    match (status(tenant, sent), sent.command) {
        ("Failed", _) => "ERR".to_owned(),
        ("Success", Some(SHELL)) if line.contains("hostname") => {
            tenant.world.machine(sent.computer).map(|m| m.name.clone()).unwrap_or_default()
        }
        ("Success", Some(SHELL)) if line.contains("whoami") => r"nt authority\system".to_owned(),
        _ => String::new(),
    }
}
