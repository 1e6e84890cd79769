//! Starting scripts: the two batch routes, and the one of a single computer.

use serde_json::{Value, json};

use super::{Call, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::stamp::Stamp;
use crate::table::{Row, as_id, lookup};
use crate::world::{LaunchError, Offline, Order};

/// The order of entity types: a request may name one, or send its place in this list.
const ENTITY_TYPES: [&str; 20] = [
    "System",
    "Computer",
    "Site",
    "Company",
    "Probe",
    "NetworkDevice",
    "Ticket",
    "Group",
    "MobileDevice",
    "Vendor",
    "VendorProduct",
    "Possibility",
    "Opportunity",
    "Contact",
    "User",
    "Script",
    "Plugin",
    "Service",
    "ServiceBundle",
    "Search",
];

/// The one frequency whose meaning is known: once.
const ONCE: u32 = 1;

/// Answers below `/Batch`.
pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("POST", ["scriptexecute" | "scriptschedule"]) => batch(call),
        _ => Err(no_route(call.request)),
    }
}

/// Starts a script on every target, and says for each whether it was accepted.
///
/// What does not bind is ignored, as the vendor does: without `EntityIds` nothing happens, and the answer is 200.
fn batch(call: &mut Call<'_>) -> Outcome {
    let body = call.request.json()?;
    let body = body.as_object().ok_or_else(|| Refusal::new(400, "The body must be an object."))?;
    let entity_type = entity_type(lookup(body, "EntityType"))?;
    let ids = lookup(body, "EntityIds").and_then(Value::as_array);
    let ids: Vec<u32> = ids.into_iter().flatten().filter_map(as_id).collect();
    let mut results = Vec::new();
    let mut all_well = true;
    for id in ids {
        let result = start_on(call, body, entity_type, id);
        all_well &= result.is_ok();
        let (status, reason, message) = match result {
            Ok(()) => (0, 0, String::new()),
            Err((reason, message)) => (1, reason, message),
        };
        let details = json!({ "ResultStatus": status, "ReasonCode": reason, "Message": message });
        results.push(json!({ "EntityId": id, "ResultDetails": details }));
    }
    Ok(Reply::json(&json!({ "ScriptResults": results, "ContainsUnsuccessfulResults": !all_well })))
}

fn start_on(call: &mut Call<'_>, body: &Row, entity_type: &str, entity: u32) -> Result<(), (i32, String)> {
    let refused = |error: LaunchError| (error.code(), error.text().to_owned());
    let frequency = at(body, &["Schedule", "ScriptScheduleFrequency", "ScriptScheduleFrequencyId"]).and_then(as_id);
    if frequency.is_some_and(|id| id != ONCE) {
        return Err((20, "This sandbox runs scripts once only".to_owned()));
    }
    let targets = targets(call, entity_type, entity).ok_or((21, format!("{entity_type} cannot be a target here")))?;
    if targets.is_empty() {
        return Err(refused(LaunchError::NoSuchMachine));
    }
    let script = script_of(call, body).ok_or_else(|| refused(LaunchError::NoSuchScript))?;
    let due = text(body, "StartDate").and_then(Stamp::parse).unwrap_or(call.tenant.now);
    let flag = |name| at(body, &["OfflineActionFlags", name]).and_then(Value::as_bool).unwrap_or(false);
    let offline = Offline {
        skip: flag("SkipsOfflineAgents"),
        wake: flag("WakesOfflineAgents"),
        only: flag("OnlyRunsOnOfflineAgents"),
    };
    let (now, unit) = (call.tenant.now, call.settings.script_duration());
    let mut refusal = None;
    for machine in targets {
        let order = Order {
            script,
            machine,
            user: call.user.clone(),
            parameters: pairs(lookup(body, "Parameters")),
            due,
            priority: priority(body),
            offline,
        };
        if let Err(error) = call.tenant.world_mut().launch(order, now, unit) {
            refusal = Some(refused(error));
        }
    }
    refusal.map_or(Ok(()), Err)
}

/// The computers that an entity stands for; `None` if the sandbox does not know that kind of entity.
fn targets(call: &Call<'_>, entity_type: &str, id: u32) -> Option<Vec<u32>> {
    let machines = call.tenant.world.machines.iter();
    Some(match entity_type {
        "Computer" => vec![id],
        "Site" => machines.filter(|m| m.site == id).map(|m| m.id).collect(),
        "Company" => machines.filter(|m| m.company == id).map(|m| m.id).collect(),
        "Group" => call.tenant.automate.members_of(id),
        _ => return None,
    })
}

/// The computers that a body with one `EntityType` and `EntityId` stands for.
pub(super) fn entity(call: &Call<'_>, body: &Row) -> Result<Vec<u32>, Refusal> {
    let entity_type = entity_type(lookup(body, "EntityType"))?;
    let id = lookup(body, "EntityId").and_then(as_id).ok_or_else(Refusal::not_found)?;
    let targets = targets(call, entity_type, id).unwrap_or_default();
    let known: Vec<u32> = targets.into_iter().filter(|id| call.tenant.world.machine(*id).is_some()).collect();
    if known.is_empty() { Err(Refusal::not_found()) } else { Ok(known) }
}

fn entity_type(value: Option<&Value>) -> Result<&'static str, Refusal> {
    let found = match value {
        Some(Value::String(name)) => ENTITY_TYPES.iter().find(|known| known.eq_ignore_ascii_case(name)),
        Some(number) => as_id(number).and_then(|place| ENTITY_TYPES.get(place as usize)),
        // What is not sent is the first of the list, as everywhere in the vendor's framework.
        None => ENTITY_TYPES.first(),
    };
    found.copied().ok_or_else(|| Refusal::invalid("EntityType", "The value is not valid for EntityType."))
}

fn script_of(call: &Call<'_>, body: &Row) -> Option<u32> {
    let by_id = lookup(body, "ScriptId").and_then(as_id);
    by_id.or_else(|| {
        let guid = text(body, "ScriptGuid")?;
        let script = call.tenant.world.scripts.iter().find(|s| super::scripts::guid(s).eq_ignore_ascii_case(guid))?;
        Some(script.id)
    })
}

/// Schedules a script on one computer, from the body of the older route.
pub(super) fn schedule(call: &mut Call<'_>, machine: u32) -> Result<u32, Refusal> {
    let body = call.request.json()?;
    let body = body.as_object().ok_or_else(|| Refusal::new(400, "The body must be an object."))?;
    let script = lookup(body, "ScriptId").and_then(as_id).filter(|id| call.tenant.world.script(*id).is_some());
    let script = script.ok_or_else(|| Refusal::invalid("ScriptId", "There is no such script."))?;
    let flag = |name| lookup(body, name).and_then(Value::as_bool).unwrap_or(false);
    let online = call.tenant.world.machine(machine).is_some_and(crate::world::Machine::is_online);
    if !online && flag("SkipOffline") {
        return Err(Refusal::new(409, LaunchError::MachineOffline.text()));
    }
    if online && flag("OfflineOnly") {
        return Err(Refusal::new(409, LaunchError::MachineOnline.text()));
    }
    let now = call.tenant.now;
    let due = ["NextRun", "EffectiveStartDate"].into_iter().find_map(|name| text(body, name).and_then(Stamp::parse));
    let parameters = text(body, "Parameters").unwrap_or_default();
    let parameters = parameters.split('|').filter_map(|pair| pair.split_once('='));
    let order = Order {
        script,
        machine,
        user: call.user.clone(),
        parameters: parameters.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        due: due.unwrap_or(now),
        priority: priority(body),
        offline: Offline::default(),
    };
    let wake = flag("WakeOffline");
    let world = call.tenant.world_mut();
    if wake && !online {
        world.set_online(machine, true, now);
    }
    Ok(world.schedule(order))
}

fn at<'a>(body: &'a Row, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    let value = lookup(body, first)?;
    if rest.is_empty() { Some(value) } else { at(value.as_object()?, rest) }
}

fn text<'a>(body: &'a Row, name: &str) -> Option<&'a str> {
    lookup(body, name).and_then(Value::as_str)
}

fn priority(body: &Row) -> i32 {
    lookup(body, "Priority").and_then(Value::as_i64).and_then(|p| p.try_into().ok()).unwrap_or(0)
}

/// The parameters of a batch request; what is not a pair of texts does not bind.
fn pairs(value: Option<&Value>) -> Vec<(String, String)> {
    let items = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    items.filter_map(|item| Some((text(item, "Key")?.to_owned(), text(item, "Value")?.to_owned()))).collect()
}
