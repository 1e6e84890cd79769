//! Many devices at once: both kinds of list, who is online, states, installed software.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Call, Outcome, detail, state};
use crate::reply::Reply;
use crate::world::{Machine, MachineKind};

/// No more companies are looked through in one call.
const MAX_COMPANIES: usize = 4;
const MAX_LIMIT: usize = 500;
const DEFAULT_LIMIT: usize = 50;

/// The list of version 1.
pub(super) fn slim(call: &Call<'_>, belongs: impl Fn(&Machine) -> bool) -> Outcome {
    call.needs(&["platform.asset.read"])?;
    let world = call.world();
    let machines = world.machines.iter().filter(|machine| belongs(machine)).map(|machine| {
        json!({
            "clientId": world.company(machine.company).map(|c| c.rmm_id()),
            "siteId": world.site(machine.site).map(|s| s.rmm_id()),
            "endpointId": machine.rmm_id(),
            "regId": (61_000_000 + machine.id).to_string(),
            "endpointType": endpoint_type(machine),
            "osType": os_type(machine),
        })
    });
    let endpoints: Vec<Value> = machines.collect();
    call.list_or_404(endpoints.is_empty(), &json!({ "endpoints": endpoints }))
}

pub(super) const fn endpoint_type(machine: &Machine) -> &'static str {
    match machine.kind {
        MachineKind::Server => "Server",
        MachineKind::Workstation => "Desktop",
    }
}

pub(super) fn os_type(machine: &Machine) -> &'static str {
    match machine.os {
        os if os.contains("Windows") => "Windows",
        os if os.contains("mac") => "Mac",
        _ => "Linux",
    }
}

/// What a bulk call asks about.
enum Resources {
    Companies(Vec<u32>),
    Sites(Vec<u32>),
    Machines(Vec<u32>),
}

impl Resources {
    /// Reads a resource type, by its singular or its plural, and what is asked of it.
    fn read(call: &Call<'_>, kind: &str, plural: bool, ids: &[&str]) -> Result<Self, Reply> {
        let names = if plural { ["companies", "sites", "endpoints"] } else { ["company", "site", "endpoint"] };
        if ids.is_empty() {
            return Err(call.bad("No resources are named."));
        }
        let world = call.world();
        match names.iter().position(|name| *name == kind) {
            Some(0) if ids.len() > MAX_COMPANIES => {
                Err(call.bad(format!("At most {MAX_COMPANIES} companies can be asked about at once.")))
            }
            Some(0) => Ok(Self::Companies(known(ids, &world.companies, |c| (c.rmm_id(), c.id)))),
            Some(1) => Ok(Self::Sites(known(ids, &world.sites, |s| (s.rmm_id(), s.id)))),
            Some(_) => Ok(Self::Machines(known(ids, &world.machines, |m| (m.rmm_id(), m.id)))),
            None => Err(call.bad(format!("The resource type {kind} is unknown."))),
        }
    }

    fn from_query(call: &Call<'_>) -> Result<Self, Reply> {
        let resources = call.request.query_value("resources").unwrap_or_default();
        let ids: Vec<&str> = resources.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
        Self::read(call, call.request.query_value("resourceType").unwrap_or_default(), true, &ids)
    }

    fn from_body(call: &Call<'_>) -> Result<Self, Reply> {
        let body = call.object()?;
        let ids = body.get("resources").and_then(Value::as_array);
        let ids: Vec<&str> = ids.into_iter().flatten().filter_map(Value::as_str).collect();
        Self::read(call, body.get("resourceType").and_then(Value::as_str).unwrap_or_default(), false, &ids)
    }

    fn has(&self, machine: &Machine) -> bool {
        match self {
            Self::Companies(ids) => ids.contains(&machine.company),
            Self::Sites(ids) => ids.contains(&machine.site),
            Self::Machines(ids) => ids.contains(&machine.id),
        }
    }
}

/// The numbers behind those ids that there are.
fn known<T>(ids: &[&str], all: &[T], key: impl Fn(&T) -> (String, u32)) -> Vec<u32> {
    all.iter().map(key).filter(|(id, _)| ids.contains(&id.as_str())).map(|(_, number)| number).collect()
}

/// The list of version 2.
pub(super) fn by_category(call: &Call<'_>, category: &str) -> Outcome {
    call.needs(&["platform.devices.read"])?;
    let expected = if call.settings.rmm_device_list_by_get { "GET" } else { "POST" };
    if call.method() != expected {
        return Err(call.wrong_method());
    }
    let shown: &[&str] = match category {
        "platform" => &["platform"],
        "network" => &["network"],
        "cloud" => &["cloud"],
        "all" => &["platform", "network", "cloud"],
        _ => return Err(call.bad(format!("The category {category} is unknown."))),
    };
    let resources = Resources::from_body(call)?;
    let (machines, next) = page(call, if shown.contains(&"platform") { Some(&resources) } else { None })?;
    let sections = call.request.query_value("field");
    let mut body = Map::new();
    for name in shown {
        let of =
            if *name == "platform" { groups(call, &machines, |m| detail::listed(call, m, sections)) } else { vec![] };
        body.insert((*name).to_owned(), of.into());
    }
    let mut reply = call.list_or_404(machines.is_empty(), &Value::Object(body))?;
    if let Some(cursor) = next {
        reply = reply.with_header("link", link(call, cursor));
    }
    Ok(reply)
}

/// The machines of the page that `limit` and `cursor` ask for, and where the next begins.
fn page<'a>(call: &'a Call<'_>, resources: Option<&Resources>) -> Result<(Vec<&'a Machine>, Option<usize>), Reply> {
    let number = |name: &str, default: usize| match call.request.query_value(name) {
        Some(text) => text.parse().map_err(|_| call.bad(format!("{name} must be a number."))),
        None => Ok(default),
    };
    let (limit, cursor) = (number("limit", DEFAULT_LIMIT)?, number("cursor", 0)?);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(call.bad(format!("limit must be between 1 and {MAX_LIMIT}.")));
    }
    if call.request.query_value("filter").is_some() {
        return Err(call.bad("The sandbox knows no filter here."));
    }
    let mut all: Vec<&Machine> =
        call.world().machines.iter().filter(|m| resources.is_some_and(|resources| resources.has(m))).collect();
    match call.request.query_value("sortBy") {
        None => {}
        Some("deviceName" | "friendlyName") => all.sort_by_key(|machine| machine.name.to_lowercase()),
        Some(other) => return Err(call.bad(format!("The list cannot be sorted by {other}."))),
    }
    let end = cursor.saturating_add(limit);
    let next = (end < all.len()).then_some(end);
    Ok((all.into_iter().skip(cursor).take(limit).collect(), next))
}

/// The link to the next page: the same URL with another cursor.
fn link(call: &Call<'_>, cursor: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(call.request.query.iter().filter(|(name, _)| name != "cursor"));
    let query = query.append_pair("cursor", &cursor.to_string()).finish();
    let host = call.request.header("host").unwrap_or("localhost");
    format!("<http://{host}{}?{query}>; rel=\"next\"", call.request.path)
}

/// Machines below their companies, and below their sites where the tenant tells them.
fn groups(call: &Call<'_>, machines: &[&Machine], show: impl Fn(&Machine) -> Value) -> Vec<Value> {
    let with_site = call.settings.rmm_site_in_device_list;
    let mut groups: BTreeMap<(u32, Option<u32>), Vec<Value>> = BTreeMap::new();
    for machine in machines {
        groups.entry((machine.company, with_site.then_some(machine.site))).or_default().push(show(machine));
    }
    let world = call.world();
    let group = |((company, site), endpoints): ((u32, Option<u32>), Vec<Value>)| {
        let mut group = json!({ "companyID": world.company(company).map(|c| c.rmm_id()), "endpoints": endpoints });
        if let Some(site) = site {
            group["siteID"] = world.site(site).map(|s| s.rmm_id()).into();
        }
        group
    };
    groups.into_iter().map(group).collect()
}

/// Who is online. Not every key may ask by endpoints.
pub(super) fn heartbeat(call: &Call<'_>) -> Outcome {
    call.needs(&["platform.devices.read"])?;
    if call.request.query_value("resourceType") == Some("endpoints") && !call.caller.account.may_ask_by_endpoint() {
        return Err(call.forbidden());
    }
    let resources = Resources::from_query(call)?;
    let wanted = call.request.query_value("availability").map(|text| text.eq_ignore_ascii_case("true"));
    records(call, &resources, |machine| {
        if wanted.is_some_and(|wanted| wanted != machine.is_online()) {
            return None;
        }
        Some(json!({
            "EndpointID": machine.rmm_id(),
            "Availability": machine.is_online(),
            "DcDateTimeUTC": machine.last_contact.map(super::date),
        }))
    })
}

/// The system states of many devices.
pub(super) fn system_states(call: &Call<'_>) -> Outcome {
    call.needs(&["platform.devices.read"])?;
    let resources = Resources::from_query(call)?;
    records(call, &resources, |machine| state::system(call, machine))
}

fn records(call: &Call<'_>, resources: &Resources, show: impl Fn(&Machine) -> Option<Value>) -> Outcome {
    let mut records: BTreeMap<u32, Vec<Value>> = BTreeMap::new();
    for machine in call.world().machines.iter().filter(|machine| resources.has(machine)) {
        records.entry(machine.company).or_default().extend(show(machine));
    }
    let record = |(company, endpoints): (u32, Vec<Value>)| json!({ "companyID": call.world().company(company).map(|c| c.rmm_id()), "endpoints": endpoints });
    let records: Vec<Value> = records.into_iter().map(record).collect();
    Ok(Reply::json(&json!({ "status": "success", "successfulRecords": records, "failedRecords": [] })))
}

/// What is installed on many devices.
pub(super) fn applications(call: &Call<'_>) -> Outcome {
    call.needs(&["platform.devices.read"])?;
    grouped(
        call,
        |machine| json!({ "endpointID": machine.rmm_id(), "applications": detail::software(call.world(), machine) }),
    )
}

/// The machines that the body of a bulk call names, below their companies.
pub(super) fn grouped(call: &Call<'_>, show: impl Fn(&Machine) -> Value) -> Outcome {
    let resources = Resources::from_body(call)?;
    let (machines, next) = page(call, Some(&resources))?;
    let reply = call.list_or_404(machines.is_empty(), &json!({ "data": groups(call, &machines, show) }))?;
    Ok(match next {
        Some(cursor) => reply.with_header("link", link(call, cursor)),
        None => reply,
    })
}
