//! Patching: how computers stand, what they miss, and orders to patch them.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Call, launch, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::stamp::{NEVER, Stamp};
use crate::table::Kind::{Date, Flag, Float, Int, Text};
use crate::table::{Column, INT_REF, Kind, columns};
use crate::tenant::Tenant;
use crate::world::Machine;

/// What was ordered, by computer.
#[derive(Default)]
pub(crate) struct Orders {
    /// Nothing counts as failed there any more.
    reattempted: HashSet<u32>,
    stage: HashMap<u32, &'static str>,
}

static STATS: &[Column<Machine>] = columns! { Machine;
    ComputerId: Int => |_, m| m.id,
    OverallCompliance: Float => |t, m| 1.0 - f64::from(t.world.missing_updates(m.id)) / 100.0,
    InstalledPatchCount: Int => |t, m| t.world.installed_updates(m.id),
    MissingPatchCount: Int => |t, m| t.world.missing_updates(m.id),
    FailedPatchCount: Int => |t, m| failed(t, m),
    CompliantSoftwareCount: Int => |_, _| 9,
    NonCompliantSoftwareCount: Int => |_, _| 1,
    FailedSoftwareCount: Int => |_, _| 0,
    IncorrectSoftwareCount: Int => |_, _| 0,
    Stage: Text => |t, m| t.automate.patching.stage.get(&m.id).copied().unwrap_or("Production"),
    NoPatchInventory: Flag => |_, m| !m.inventoried,
    WSUSEnabled: Flag => |_, _| false,
    PatchJobRunning: Flag => |_, m| m.maintenance,
    DaytimePatchingEnabled: Flag => |_, _| false,
    WUAOutOfDate: Flag => |_, _| false,
    MissingBaselinePatches: Flag => |_, _| false,
    WUAVersion: Text => |_, _| "1023.1020.2192.0",
    LastInstallWindow: Date => |t, _| days_ago(t, 3),
    NextInstallWindow: Date => |t, _| t.world.made_at.plus(Duration::from_secs(86_400 * 4)),
    LastSoftwareWindow: Date => |_, _| Value::Null,
    NextSoftwareWindow: Date => |_, _| Value::Null,
    LastPatchedDate: Date => |t, _| days_ago(t, 3),
    LastMicrosoftPatchedDate: Date => |t, _| days_ago(t, 3),
    LastThirdPartyPatchedDate: Date => |_, _| NEVER,
    LastPatchInventory: Date => |_, m| m.last_contact,
    IsMicrosoftManaged: Flag => |_, _| true,
    IsThirdPartyManaged: Flag => |_, _| false,
};

static POLICY: &[Column<Machine>] = columns! { Machine;
    ComputerId: Int => |_, m| m.id,
    ApprovalPolicyCount: Int => |_, _| 1,
    MicrosoftUpdatePolicyName: Text => |_, _| "Weekly",
    RebootPolicyName: Text => |_, _| "Ask first",
    ThirdPartyUpdatePolicyName: Text => |_, _| "",
};

/// An update that a computer misses. The vendor publishes no fields for these rows.
struct Update {
    computer: u32,
    number: u32,
}

static UPDATE: &[Column<Update>] = columns! { Update;
    UpdateId: Text => |_, u| format!("kb50{:05}", u.number),
    ComputerId: Int => |_, u| u.computer,
    Title: Text => |_, u| format!("Cumulative update {}", u.number),
    IsInstalled: Flag => |_, _| false,
};

const TITLE: Kind = Kind::Nested(&[("Id", Int), ("Title", Text), ("KnowledgeBaseId", Int)]);

/// Every inventoried computer has one action in its past.
static HISTORY: &[Column<Machine>] = columns! { Machine;
    UpdateId: Text => |_, m| format!("a1b2c3d4-0000-4000-8000-{:012x}", m.id),
    ComputerId: Int => |_, m| m.id,
    ActionDate: Date => |t, m| days_ago(t, 1 + t.world.roll(m.id, "patched", 40)),
    OperationCode: INT_REF => |_, _| json!({ "Id": 1, "Name": "Installation" }),
    PatchHistoryClient: INT_REF =>
        |t, m| json!({ "Id": m.company, "Name": t.world.company(m.company).map(|c| c.name.as_str()) }),
    PatchHistoryTitle: TITLE => |t, m| {
        let number = 5_040_000 + t.world.roll(m.id, "kb", 9999);
        json!({ "Id": m.id, "Title": "Cumulative update", "KnowledgeBaseId": number })
    },
    ResultCode: INT_REF => |t, m| match t.world.roll(m.id, "patch result", 5) {
        0 => json!({ "Id": 4, "Name": "Failed" }),
        _ => json!({ "Id": 2, "Name": "Succeeded" }),
    },
};

/// What hangs below one computer; `None` if it is not about patching.
pub(super) fn of_computer(call: &Call<'_>, machine: &Machine, resource: &str) -> Option<Outcome> {
    Some(match resource {
        "patchingstats" => call.one(STATS, machine),
        "effectivepatchingpolicy" => call.one(POLICY, machine),
        "microsoftupdates" => {
            let missing = if machine.inventoried { call.tenant.world.missing_updates(machine.id) } else { 0 };
            call.list(UPDATE, (1..=missing).map(|number| Update { computer: machine.id, number }))
        }
        _ => return None,
    })
}

/// `/PatchHistory`.
pub(super) fn history(call: &Call<'_>) -> Outcome {
    call.list(HISTORY, call.tenant.world.machines.iter().filter(|m| m.inventoried))
}

/// `/PatchActions/{action}`: an order for every computer that the entity stands for.
pub(super) fn act(call: &mut Call<'_>, action: &str) -> Outcome {
    let stage = match action {
        "settoteststage" => Some("Test"),
        "settopilotstage" => Some("Pilot"),
        "settoproductionstage" => Some("Production"),
        "deployallapproved" | "deployallsecurity" | "reattemptfailed" => None,
        _ => return Err(no_route(call.request)),
    };
    let body = call.request.json()?;
    let body = body.as_object().ok_or_else(|| Refusal::new(400, "The body must be an object."))?;
    let orders = launch::entity(call, body)?;
    for computer in orders {
        let patching = &mut call.tenant.automate.patching;
        match (action, stage) {
            (_, Some(stage)) => _ = patching.stage.insert(computer, stage),
            ("reattemptfailed", _) => _ = patching.reattempted.insert(computer),
            _ => _ = call.tenant.world_mut().patched.insert(computer),
        }
    }
    Ok(Reply::no_content())
}

fn failed(tenant: &Tenant, machine: &Machine) -> u32 {
    let reattempted = tenant.automate.patching.reattempted.contains(&machine.id);
    if reattempted { 0 } else { tenant.world.roll(machine.id, "failed", 3) }
}

fn days_ago(tenant: &Tenant, days: u32) -> Stamp {
    tenant.world.made_at.minus(Duration::from_secs(86_400 * u64::from(days)))
}
