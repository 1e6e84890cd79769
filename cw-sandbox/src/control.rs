//! The control API, outside the products: what a test in another process cannot do in code.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fault::Fault;
use crate::reply::{Outcome, Refusal, Reply};
use crate::request::Request;
use crate::settings::Settings;
use crate::state::State;

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
        ("POST", ["expire-tokens"]) => state.tenant.automate.expire_tokens(),
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
