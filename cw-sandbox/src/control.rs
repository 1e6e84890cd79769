//! The control API, outside the products: what a test in another process cannot do in code.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::reply::{Outcome, Refusal, Reply};
use crate::request::Request;
use crate::settings::Settings;
use crate::state::State;
use crate::world::{ShellEffect, ShellScript};

/// The first piece of every path of the control API.
pub(crate) const ROOT: &str = "_sandbox";

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Fault),
    Many(Vec<Fault>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MachineState {
    online: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMachine {
    company: u32,
    name: String,
}

/// What is to be changed of a shell script.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptChange {
    name: Option<String>,
    description: Option<String>,
    schema: Option<Value>,
    state: Option<String>,
    body: Option<String>,
    effect: Option<ShellEffect>,
}

impl ScriptChange {
    fn apply(self, script: &mut ShellScript) {
        let Self { name, description, schema, state, body, effect } = self;
        for (new, old) in [
            (name, &mut script.name),
            (description, &mut script.description),
            (state, &mut script.state),
            (body, &mut script.body),
        ] {
            *old = new.unwrap_or_else(|| std::mem::take(old));
        }
        if let Some(schema) = schema {
            (script.schema, script.has_parameters) = (schema, true);
        }
        if let Some(effect) = effect {
            script.effect = effect;
        }
    }
}

pub(crate) fn answer(state: &mut State, request: &Request) -> Outcome {
    state.catch_up();
    let path: Vec<&str> = request.segments.iter().skip(1).map(String::as_str).collect();
    match (request.method.as_str(), path.as_slice()) {
        ("GET", ["faults"]) => return Ok(Reply::json(&state.faults.rules())),
        ("GET", ["requests"]) => return Ok(Reply::json(&state.log)),
        ("GET", ["stats"]) => return Ok(Reply::json(&state.stats)),
        ("GET", ["settings"]) => return Ok(Reply::json(&state.settings)),
        ("GET", ["outbox"]) => return Ok(Reply::json(&state.tenant.psa.outbox)),
        ("GET", ["deliveries"]) => return Ok(Reply::json(&state.tenant.outgoing.all())),
        ("GET", ["psa", path @ ..]) => {
            return Ok(Reply::json(&state.tenant.psa.records(&state.tenant.world, &path.join("/"))));
        }
        ("GET", ["world"]) => return Ok(Reply::json(&*state.tenant.world)),
        ("POST", ["faults"]) => match read(request)? {
            OneOrMany::One(fault) => state.faults.add(fault),
            OneOrMany::Many(faults) => faults.into_iter().for_each(|fault| state.faults.add(fault)),
        },
        ("DELETE", ["faults"]) => state.faults.clear(),
        ("DELETE", ["requests"]) => state.log.clear(),
        ("POST", ["settings"]) => state.settings = merged(&state.settings, request)?,
        ("POST", ["expire-tokens"]) => state.tenant.expire_tokens(),
        ("POST", ["advance"]) => {
            state.clock.skip(Duration::from_secs(read::<Advance>(request)?.seconds.into()));
            state.catch_up();
        }
        ("POST", ["machines", id]) => {
            let online = read::<MachineState>(request)?.online;
            let id = id.parse().map_err(|_| Refusal::not_found())?;
            let now = state.tenant.now;
            state.tenant.world_mut().set_online(id, online, now);
        }
        ("POST", ["machines"]) => {
            let NewMachine { company, name } = read(request)?;
            let id = state.tenant.world_mut().add_machine(company, &name).ok_or_else(Refusal::not_found)?;
            return Ok(Reply::created(&json!({ "id": id })));
        }
        ("POST", ["shell-scripts"]) => {
            let change: ScriptChange = read(request)?;
            let mut script = ShellScript::new("");
            change.apply(&mut script);
            let now = state.tenant.now;
            return Ok(Reply::created(&json!({ "id": state.tenant.world_mut().add_shell_script(script, now) })));
        }
        ("PATCH", ["shell-scripts", id]) => {
            let change: ScriptChange = read(request)?;
            let now = state.tenant.now;
            state
                .tenant
                .world_mut()
                .edit_shell_script(id, now, |script| change.apply(script))
                .ok_or_else(Refusal::not_found)?;
        }
        ("DELETE", ["shell-scripts", id]) => {
            state.tenant.world_mut().remove_shell_script(id).ok_or_else(Refusal::not_found)?;
        }
        _ => return Err(Refusal::not_found()),
    }
    Ok(Reply::no_content())
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    serde_json::from_value(request.json()?).map_err(|error| Refusal::invalid("body", &error.to_string()))
}

/// The settings with those replaced that the body names.
fn merged(settings: &Settings, request: &Request) -> Result<Settings, Refusal> {
    let bad = |error: serde_json::Error| Refusal::invalid("body", &error.to_string());
    let mut all = serde_json::to_value(settings).map_err(bad)?;
    if let (Value::Object(all), Value::Object(changes)) = (&mut all, request.json()?) {
        all.extend(changes);
    }
    serde_json::from_value(all).map_err(bad)
}
