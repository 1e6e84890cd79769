//! What lies below `/device`.

use serde_json::{Value, json};

use super::{Call, Outcome, detail, fleet, state};
use crate::reply::Reply;
use crate::world::{Machine, ServiceKind, uuid};

/// What version 1 lists and shows devices with.
const ASSETS: &[&str] = &["platform.asset.read"];
/// What everything else about devices needs.
const DEVICES: &[&str] = &["platform.devices.read"];

pub(super) fn route(call: &mut Call<'_>, version: &str, path: &[&str]) -> Outcome {
    match (version, call.method(), path) {
        ("v1", "GET", ["endpoints"]) => fleet::slim(call, |_| true),
        ("v1", "GET", ["clients", company, "endpoints"]) => {
            call.needs(ASSETS)?;
            let company = call.company(company)?.id;
            fleet::slim(call, |machine| machine.company == company)
        }
        ("v1", "GET", ["clients", company, "sites", site, "endpoints"]) => {
            call.needs(ASSETS)?;
            let (company, site) = (call.company(company)?.id, call.site(site)?.id);
            fleet::slim(call, |machine| machine.company == company && machine.site == site)
        }
        ("v1", "GET", ["endpoints", id]) => {
            call.needs(ASSETS)?;
            Ok(Reply::json(&detail::full(call, call.machine(id)?)))
        }
        ("v2", _, ["categories", category, "endpoints"]) => fleet::by_category(call, category),
        ("v2", "GET", ["endpoints", "heartbeat"]) => fleet::heartbeat(call),
        ("v2", "GET", ["endpoints", "systemstate"]) => fleet::system_states(call),
        ("v2", "POST", ["endpoints", "applications"]) => fleet::applications(call),
        ("v2", "GET", ["companies", company, "sites", site, "endpoints", id, rest @ ..]) => {
            call.needs(DEVICES)?;
            let machine = placed(call, company, site, id)?;
            match rest {
                [] => Ok(Reply::json(&detail::chosen(call, machine, call.request.query_value("field")))),
                ["services"] => Ok(Reply::json(&json!({ "services": services(call, machine) }))),
                _ => Err(call.no_route()),
            }
        }
        (_, "GET", ["endpoints", id, "system-state-info"]) => read(call, id, state::system),
        ("v2", "GET", ["endpoints", id, "cpu-usage"]) => read(call, id, state::cpu),
        ("v2", "GET", ["endpoints", id, "memory-usage"]) => read(call, id, state::memory),
        ("v2", "GET", ["endpoints", id, "disk-usage"]) => read(call, id, state::disks),
        (_, "GET", ["services"]) => {
            call.needs(ASSETS)?;
            let name = |kind: &ServiceKind| json!({ "ServiceName": kind.name, "DisplayName": kind.title });
            Ok(Reply::json(&json!({ "services": ServiceKind::ALL.iter().map(name).collect::<Vec<_>>() })))
        }
        ("v1", "POST", ["token"]) => agent_token(call),
        (_, "GET", ["hypervisors", "hosts"]) => {
            call.needs(DEVICES)?;
            Ok(Reply::json(&Value::Array(Vec::new())))
        }
        (_, "GET", ["hypervisors", "clients", company, "sites", site, "hosts", _, "guests"]) => {
            call.needs(DEVICES)?;
            _ = (call.company(company)?, call.site(site)?);
            Err(call.not_found("host"))
        }
        _ => Err(call.no_route()),
    }
}

fn read(call: &Call<'_>, id: &str, what: fn(&Call<'_>, &Machine) -> Option<Value>) -> Outcome {
    call.needs(DEVICES)?;
    let said = what(call, call.machine(id)?);
    said.map(|body| Reply::json(&body)).ok_or_else(|| call.not_found("state of the endpoint"))
}

/// The machine, if it is at this site of this company.
fn placed<'a>(call: &'a Call<'_>, company: &str, site: &str, id: &str) -> Result<&'a Machine, Reply> {
    let (company, site) = (call.company(company)?.id, call.site(site)?.id);
    Some(call.machine(id)?)
        .filter(|machine| machine.company == company && machine.site == site)
        .ok_or_else(|| call.not_found("endpoint at this site"))
}

fn services(call: &Call<'_>, machine: &Machine) -> Vec<Value> {
    let mut services = detail::services(call.world(), machine);
    if let Some(name) = call.request.query_value("serviceName") {
        services.retain(|service| service["serviceName"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(name)));
    }
    services
}

/// Gets or makes the token with which agents join a site: a bare text, the same each time.
fn agent_token(call: &Call<'_>) -> Outcome {
    call.needs(DEVICES)?;
    let body = call.object()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let Some(company) = text("companyID") else { return Err(call.bad("ErrCompanyIDNotProvided")) };
    let Some(site) = text("siteID") else { return Err(call.bad("ErrSiteIDNotProvided")) };
    let company = call.company(company)?.id;
    let site = call.site(site)?;
    if site.company != company {
        return Err(call.not_found("site"));
    }
    Ok(Reply::json(&uuid("agent token", site.id.into())))
}
