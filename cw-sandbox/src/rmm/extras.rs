//! Device groups, and the little there is of policies.

use serde_json::json;

use super::{Call, Outcome, date};
use crate::reply::Reply;
use crate::world::{Machine, MachineKind, uuid};

/// A group: name, description, predefined, static, and who is in it.
type Group = (&'static str, &'static str, bool, bool, fn(&Machine) -> bool);

const GROUPS: [Group; 6] = [
    ("All servers", "Every server", true, false, |m| m.kind == MachineKind::Server),
    ("All workstations", "Every desktop and laptop", true, false, |m| m.kind == MachineKind::Workstation),
    ("Windows 7", "Should be replaced", false, false, |m| m.os.contains("Windows 7")),
    ("Geschäftsführung – VIP", "Call before you restart", false, true, |m| m.id % 11 == 0),
    ("Pilot ring 50% \"early\"", "Gets updates first", false, true, |m| m.id % 7 == 0),
    ("Empty", "", false, true, |_| false),
];

const READ: &[&str] = &["platform.deviceGroups.read"];

/// `/device-groups`.
pub(super) fn groups(call: &Call<'_>) -> Outcome {
    call.needs(READ)?;
    if call.method() != "GET" {
        return Err(call.wrong_method());
    }
    let made = date(call.world().made_at);
    let group = |(number, (name, description, predefined, is_static, _)): (u64, &Group)| {
        json!({
            "id": uuid("device group", number),
            "name": name,
            "description": description,
            "predefined": predefined,
            "static": is_static,
            "createdAt": made,
            "updatedAt": made,
        })
    };
    Ok(Reply::json(&(1..).zip(&GROUPS).map(group).collect::<Vec<_>>()))
}

/// The ids of the groups that a device is in.
pub(super) fn groups_of(call: &Call<'_>, endpoint: &str) -> Outcome {
    call.needs(READ)?;
    let machine = call.machine(endpoint)?;
    let own = (1..).zip(&GROUPS).filter(|(_, (.., is_in))| is_in(machine));
    Ok(Reply::json(&own.map(|(number, _)| uuid("device group", number)).collect::<Vec<_>>()))
}

/// What lies below `/policy`: this tenant has categories and nothing in them.
pub(super) fn policies(call: &Call<'_>, path: &[&str]) -> Outcome {
    call.needs(&["platform.policies.read"])?;
    match (call.method(), path) {
        ("GET", ["categories"]) => {
            let category = |label: &str| json!({ "id": label.to_lowercase(), "label": label, "subcategories": [] });
            Ok(Reply::json(&json!({ "categories": [category("Patching"), category("Monitoring")] })))
        }
        ("GET", ["clients", company, "sites", site, "endpoints", endpoint, "effective-policy", ..]) => {
            _ = (call.company(company)?, call.site(site)?, call.machine(endpoint)?);
            Err(call.not_found("policy"))
        }
        _ => Err(call.no_route()),
    }
}
