//! Running a script: what is asked for, checked and planned. What is then done is in [`script_outcome`](super::script_outcome).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use msp_tools_core::{Bounded, Draft, Effect, IdOrName, Tool, ToolError};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::access::Access;
use super::fingerprint::{definition, fingerprint};
use super::resolve::{self, Found, NamedRow};
use super::script_outcome::{Launch, Machine, Offline, launch};
use crate::client::AutomateClient;
use crate::ids::ClientId;
use crate::models::{Computer, ComputerStatus, ComputerType, Script};
use cw_http::tools::cut;

/// How many computers one call may name.
const MOST_COMPUTERS: usize = 100;

/// How many names of computers are looked up at once.
const AT_ONCE: usize = 8;

/// How many computers a sentence names.
const NAMED: usize = 5;

/// What a person wants to know of a computer before a script runs on it.
const FIELDS: [&str; 5] = ["Id", "ComputerName", "Client", "Status", "Type"];

pub(super) fn run(cwa: &AutomateClient) -> Arc<dyn Tool> {
    let spec = super::spec("cwa-run-script", Effect::Execute)
        .with_title("Run script")
        .with_description(
            "Runs one script of the Automate library, once and now, on one or more computers, and follows it: for each computer \
             the answer says whether it succeeded, failed (with the diagnostic message), was refused, or is still running when \
             the waiting ends, which is no failure. Find scripts and their parameters with cwa-list-scripts. What a script \
             prints is not in the API. A person must approve the run. Never start a script again to learn what came of it.",
        )
        .with_permission("User class: Scripts read, Schedule Scripts; on the computers: Scripts schedule, History")
        .with_aliases([
            "kick off", "execute", "launch", "trigger", "start a script", "run a job", "remediate", "fix", "cleanup", "automation",
        ])
        .with_possible_operation("automate:script:*");
    cw_http::tools::write(spec, cwa, plan, launch)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunScript {
    /// The script, by id or name, such as `6431` or `Disk Cleanup`.
    script: IdOrName,
    /// The computers to run it on, each by id or name, such as `["kiosk", 1042]`. A single one need not be in a list.
    computers: OneOrMany,
    /// The client that the computers belong to, by id or name, where several clients have computers of the same name.
    client: Option<IdOrName>,
    /// Values for the script's parameters, as text, by name: `{"DriveLetter": "C"}`.
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    /// For offline computers: `skip` passes them over, `wait` runs it when they are back, `wake` tries to wake them.
    #[serde(default)]
    offline: Offline,
    /// For how many seconds to follow the run; 0 does not wait.
    #[serde(default)]
    wait_seconds: Bounded<0, 900, 90>,
}

/// A list, or one thing that stands for a list of itself.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct OneOrMany(Vec<IdOrName>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            One(IdOrName),
            Many(Vec<IdOrName>),
        }
        let computers = match Given::deserialize(deserializer)? {
            Given::One(computer) => vec![computer],
            Given::Many(computers) => computers,
        };
        if computers.is_empty() || computers.len() > MOST_COMPUTERS {
            return Err(serde::de::Error::custom(format_args!("expected 1 to {MOST_COMPUTERS} computers")));
        }
        Ok(Self(computers))
    }
}

impl JsonSchema for OneOrMany {
    fn schema_name() -> Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["array", "integer", "string"], "minLength": 1,
            "items": IdOrName::json_schema(generator), "minItems": 1, "maxItems": MOST_COMPUTERS,
        })
    }

    fn inline_schema() -> bool {
        true
    }
}

async fn plan(access: Access, input: RunScript) -> Result<Draft<Launch>, ToolError> {
    let client = resolve::client_id(&access, "$.client", input.client.as_ref()).await?;
    let script = find_script(&access, &input.script).await?;
    let parameters = checked(&script.row, input.parameters)?;
    let computers = find_all(&access, &input.computers.0, client).await?;
    let fingerprint = fingerprint(&script.row);

    let sentence = sentence(&script, &computers, &parameters);
    let warnings = warnings(&script.row, &computers, &parameters, input.offline);
    let launch = Launch {
        script: script.id,
        script_name: script.target().name,
        computers: computers.iter().map(|computer| Machine { id: computer.id, name: computer.target().name }).collect(),
        parameters,
        offline: input.offline,
        wait_seconds: input.wait_seconds.get(),
        fingerprint: fingerprint.clone(),
    };
    let operation = format!("automate:script:{}", script.id);
    let draft =
        Draft::new(sentence, launch).with_operation(&operation).with_targets(computers.iter().map(Found::target));
    let draft = warnings.iter().fold(draft, Draft::with_warning);
    Ok(match fingerprint {
        Some(now) => draft.with_fingerprint(operation, now),
        None => draft.with_warning("The server does not say enough to notice an edit of the script before it runs"),
    })
}

/// The script, which must be one for computers, with all that is known of it.
async fn find_script(access: &Access, wanted: &IdOrName) -> Result<Found<Script>, ToolError> {
    let id = resolve::script(access, "$.script", wanted).await?.id;
    let script = Found { id, row: definition(&access.cwa, id).await? };
    if script.row.is_computer_script == Some(false) {
        let message = format!("`{}` does not run on computers", script.target().name);
        return Err(ToolError::input("$.script", message, "a script that runs on computers"));
    }
    Ok(script)
}

/// All computers that were named, each once, in the order given.
async fn find_all(
    access: &Access,
    wanted: &[IdOrName],
    client: Option<ClientId>,
) -> Result<Vec<Found<Computer>>, ToolError> {
    let lookups: Vec<_> = wanted
        .iter()
        .enumerate()
        .map(|(index, wanted)| async move {
            let path = format!("$.computers[{index}]");
            resolve::computer(access, &path, wanted, client, &FIELDS).await
        })
        .collect();
    let mut computers: Vec<Found<Computer>> = stream::iter(lookups).buffered(AT_ONCE).try_collect().await?;
    let mut seen = BTreeSet::new();
    computers.retain(|computer| seen.insert(computer.id));
    Ok(computers)
}

/// The parameters under the names that the script has for them.
fn checked(script: &Script, given: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, ToolError> {
    let Some(known) = &script.parameters else { return Ok(given) };
    let mut checked = BTreeMap::new();
    for (name, value) in given {
        let path = format!("$.parameters[{name:?}]");
        let Some(known) = known.iter().find(|known| known.to_lowercase() == name.to_lowercase()) else {
            let allowed = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let message = format!("the script has no such parameter; it takes {allowed}");
            return Err(ToolError::input(path, message, format!("parameters that the script takes: {allowed}")));
        };
        if checked.insert(known.clone(), value).is_some() {
            return Err(ToolError::input(path, "given twice, in different case", "each parameter once"));
        }
    }
    Ok(checked)
}

/// Such as: Run script Disk Cleanup (6431) on 2 computers at Acme Dental (DC01, kiosk) with DriveLetter = C
fn sentence(script: &Found<Script>, computers: &[Found<Computer>], parameters: &BTreeMap<String, String>) -> String {
    let mut names: Vec<_> = computers.iter().take(NAMED).map(|computer| computer.row.name()).collect();
    let more = format!("{} more", computers.len().saturating_sub(NAMED));
    if computers.len() > NAMED {
        names.push(&more);
    }
    let clients = by_client(computers);
    let at = match clients.keys().next() {
        Some(client) if clients.len() == 1 => format!(" at {client}"),
        Some(_) => format!(" at {} clients", clients.len()),
        None => String::new(),
    };
    let on = match computers {
        [one] => format!("{}{at}", one.row.name()),
        several => format!("{} computers{at} ({})", several.len(), names.join(", ")),
    };
    let values: Vec<_> = parameters.iter().map(|(name, value)| format!("{name} = {}", cut(value, 60))).collect();
    let with = if values.is_empty() { "" } else { " with " };
    format!("Run script {} ({}) on {on}{with}{}", script.row.name(), script.id, values.join(", "))
}

/// Names of computers by the name of their client, where that is known.
fn by_client(computers: &[Found<Computer>]) -> BTreeMap<&str, Vec<&str>> {
    let mut clients: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for computer in computers {
        if let Some(client) = computer.row.client.as_ref().and_then(|client| client.name.as_deref()) {
            clients.entry(client).or_default().push(computer.row.name());
        }
    }
    clients
}

/// What speaks for a second look before saying yes.
fn warnings(
    script: &Script,
    computers: &[Found<Computer>],
    parameters: &BTreeMap<String, String>,
    offline: Offline,
) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut about = |what: &str, is: &dyn Fn(&Computer) -> bool| {
        let names: Vec<_> =
            computers.iter().map(|found| &found.row).filter(|row| is(row)).map(NamedRow::name).collect();
        if !names.is_empty() {
            warnings.push(format!("{what}: {}", names.join(", ")));
        }
    };
    about(offline.in_words(), &|computer| computer.status == Some(ComputerStatus::Offline));
    about("Not known to be online", &|computer| {
        !matches!(computer.status, Some(ComputerStatus::Online | ComputerStatus::Offline))
    });
    about("Servers", &|computer| computer.kind == Some(ComputerType::Server));

    let clients = by_client(computers);
    if clients.len() > 1 {
        let names: Vec<_> = clients.iter().map(|(client, names)| format!("{client} ({})", names.join(", "))).collect();
        warnings.push(format!("Computers of {} clients: {}", clients.len(), names.join(", ")));
    }
    for (flag, words) in [
        (script.is_system_script, "The script came with the product"),
        (script.is_maintenance_script, "The script is one for maintenance, which runs even where alerts are held back"),
        (script.is_function_script, "The script is made to be called by other scripts"),
        (script.is_user_response, "The script asks the user at the machine"),
    ] {
        warnings.extend((flag == Some(true)).then(|| words.to_owned()));
    }
    let known = script.parameters.iter().flatten();
    let missing: Vec<_> = known.filter(|name| !parameters.contains_key(*name)).map(String::as_str).collect();
    if !missing.is_empty() {
        warnings.push(format!("Parameters without a value: {}", missing.join(", ")));
    }
    if script.parameters.is_none() && !parameters.is_empty() {
        warnings.push("The server does not say which parameters the script takes".to_owned());
    }
    warnings
}
