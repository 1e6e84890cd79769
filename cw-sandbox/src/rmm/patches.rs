//! Updates of devices: which are installed, which are missing.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Call, Outcome, date, fleet};
use crate::reply::Reply;
use crate::world::{Machine, World, uuid};

const DAY: Duration = Duration::from_secs(86_400);
/// So many of the installed updates are listed; the summary counts all.
const LISTED: u32 = 20;
/// The numbers that this tenant uses in `status`. What the vendor's mean is not published.
const MISSING: u32 = 1;
const INSTALLED: u32 = 4;

/// `/patching/{endpoint}/patches`.
pub(super) fn of_machine(call: &Call<'_>, version: &str, endpoint: &str) -> Outcome {
    call.needs(if version == "v1" { &["platform.patching.read"] } else { OS })?;
    if call.method() != "GET" {
        return Err(call.wrong_method());
    }
    let (world, machine) = (call.world(), call.machine(endpoint)?);
    if !is_managed(machine) {
        return Err(call.not_found("patch status"));
    }
    let missing =
        (0..world.roll(machine.id, "missing", 9)).map(|n| patch(world, machine, n, is_patched(world, machine)));
    let installed = (100..100 + LISTED).map(|n| patch(world, machine, n, true));
    let counts = counts(world, machine);
    let mut summary = counts.body;
    summary["missingCount"] = counts.missing.into();
    summary["installedCount"] = counts.installed.into();
    summary["pendingRebootCount"] = u32::from(machine.reboot_needed).into();
    summary["deploymentStatus"] = true.into();
    summary["policyName"] = "Weekly".into();
    Ok(Reply::json(&json!({ "summary": summary, "patches": missing.chain(installed).collect::<Vec<_>>() })))
}

const OS: &[&str] = &["platform.ospatching.management.read"];
const THIRD_PARTY: &[&str] = &["platform.tppatching.management.read"];

struct Counts {
    missing: u32,
    installed: u32,
    /// What every summary says.
    body: Value,
}

fn counts(world: &World, machine: &Machine) -> Counts {
    let missing = world.missing_updates(machine.id);
    let drawn = world.roll(machine.id, "missing", 9);
    let installed = world.installed_updates(machine.id) + (drawn - missing);
    let compliance = f64::from(installed) * 1000.0 / f64::from(installed + missing);
    let body = json!({
        "assessedAt": date(machine.last_contact.unwrap_or(world.made_at)),
        "compliance": compliance.round() / 10.0,
        "outOfSupport": machine.os.contains("Windows 7"),
    });
    Counts { missing, installed, body }
}

/// Only Windows is patched, and only where an agent has reported.
fn is_managed(machine: &Machine) -> bool {
    machine.inventoried && fleet::os_type(machine) == "Windows"
}

fn is_patched(world: &World, machine: &Machine) -> bool {
    world.patched.contains(&machine.id)
}

fn patch(world: &World, machine: &Machine, number: u32, is_installed: bool) -> Value {
    let kb = 5_040_000 + world.roll(number, "kb", 9999);
    let of = |salt, texts: &[&'static str]| texts[world.roll(number, salt, 3) as usize % texts.len()];
    let mut body = json!({
        "updateID": uuid("update", u64::from(number)),
        "kbArticleID": format!("KB{kb}"),
        "status": if is_installed { INSTALLED } else { MISSING },
        "classification": of("class", &["Security Updates", "Critical Updates", "Update Rollups"]),
        "rebootBehavior": of("reboot", &["CanRequestReboot", "AlwaysRequiresReboot", "NeverReboots"]),
        "msrcID": "",
        "msrcSeverity": of("severity", &["Critical", "Important", ""]),
        "nocTestingStatus": "Approved",
        "partnerApprovalStatus": "Approved",
        "size": (1_000_000 + u64::from(world.roll(number, "size", 900_000_000))).to_string(),
        "moreInformationLink": format!("https://updates.example/kb/{kb}"),
        "policyMatch": true,
    });
    if is_installed {
        body["installedBy"] = "policy".into();
        body["installedDate"] = date(world.made_at.minus(DAY * (1 + world.roll(machine.id + number, "patched", 40))));
    }
    body
}

/// The bulk calls of version 2.
pub(super) fn bulk(call: &Call<'_>, area: &str, path: &[&str]) -> Outcome {
    let world = call.world();
    call.needs(if area == "os-patching" { OS } else { THIRD_PARTY })?;
    match (call.method(), area, path) {
        ("POST", "os-patching", ["compliance", "summary"]) => fleet::grouped(call, |machine| {
            let Counts { missing, installed, mut body } = counts(world, machine);
            body["endpointID"] = machine.rmm_id().into();
            body["missingPatchCount"] = missing.into();
            body["installedPatchCount"] = installed.into();
            body["pendingRebootPatchCount"] = u32::from(machine.reboot_needed).into();
            body
        }),
        ("POST", "os-patching", ["patches", "details"]) => fleet::grouped(call, |machine| {
            let drawn = if is_managed(machine) { world.roll(machine.id, "missing", 9) } else { 0 };
            let patches = (0..drawn).map(|n| patch(world, machine, n, is_patched(world, machine)));
            json!({ "endpointID": machine.rmm_id(), "patches": patches.collect::<Vec<_>>() })
        }),
        ("POST", "third-party-patching", ["compliance", "summary"]) => fleet::grouped(call, |machine| {
            let all = world.software_of(machine).count();
            let old = world.software_of(machine).filter(|(n, _)| is_old(*n)).count();
            let score = (all - old) * 100 / all.max(1);
            json!({ "endpointID": machine.rmm_id(), "complianceScore": score, "updatesPending": old })
        }),
        ("POST", "third-party-patching", ["patch", "details"]) => fleet::grouped(call, |machine| {
            let item = |(n, item): (u32, &crate::world::SoftwareItem)| {
                json!({
                    "applicationName": item.name,
                    "applicationID": uuid("application", n.into()),
                    "installedVersion": item.version,
                    "latestVersion": if is_old(n) { "99.0" } else { item.version },
                    "status": if is_old(n) { "OUT-OF-DATE" } else { "UP-TO-DATE" },
                })
            };
            let items = world.software_of(machine).map(item);
            json!({ "endpointID": machine.rmm_id(), "applications": items.collect::<Vec<_>>() })
        }),
        _ => Err(call.no_route()),
    }
}

/// Whether there is a newer version of a program in the catalogue.
fn is_old(index: u32) -> bool {
    index % 4 == 1
}
