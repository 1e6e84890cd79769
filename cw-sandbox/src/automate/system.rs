//! The server itself: versions, clock, and tenant-wide lists that hang on no resource.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Call, no_route};
use crate::reply::{Outcome, Reply};
use crate::table::Kind::{Date, Int, Text};
use crate::table::{Column, INT_REF, Kind, columns};
use crate::world::{Alert, Machine, Monitor};

static PATCHED: &[Column<Machine>] = columns! { Machine;
    UpdateId: Text => |_, m| format!("a1b2c3d4-0000-4000-8000-{:012x}", m.id),
    ComputerId: Int => |_, m| m.id,
    ActionDate: Date => |t, m| t.world.made_at.minus(Duration::from_secs(3600 * u64::from(1 + t.world.roll(m.id, "patched", 900)))),
    OperationCode: INT_REF => |_, _| json!({ "Id": 1, "Name": "Installation" }),
    PatchHistoryClient: INT_REF => |t, m| json!({ "Id": m.company, "Name": t.world.company(m.company).map(|c| c.name.as_str()) }),
    PatchHistoryTitle: Kind::Nested(&[("Id", Int), ("Title", Text), ("KnowledgeBaseId", Int)]) =>
        |t, m| json!({ "Id": m.id, "Title": "Cumulative update", "KnowledgeBaseId": 5_040_000 + t.world.roll(m.id, "kb", 9999) }),
    ResultCode: INT_REF => |t, m| match t.world.roll(m.id, "patch result", 5) {
        0 => json!({ "Id": 4, "Name": "Failed" }),
        _ => json!({ "Id": 2, "Name": "Succeeded" }),
    },
};

const MONITOR_REF: Kind = Kind::Nested(&[("MonitorId", Int), ("Name", Text)]);

static MONITOR: &[Column<Monitor>] = columns! { Monitor;
    MonitorId: Int => |_, m| m.id(),
    Name: Text => |_, m| m.name(),
    IsInternalMonitor: Kind::Flag => |_, _| true,
    Interval: Int => |_, _| 300,
};

static FOUND: &[Column<Alert>] = columns! { Alert;
    ComputerId: Int => |_, a| a.machine,
    Monitor: MONITOR_REF => |_, a| json!({ "MonitorId": a.monitor.id(), "Name": a.monitor.name() }),
    Timestamp: Date => |_, a| a.raised,
    Result: Text => |_, a| a.message.as_str(),
    IdentityField: Text => |_, a| a.field.as_str(),
};

static FAILING: &[Column<Alert>] = columns! { Alert;
    MonitorId: Int => |_, a| a.monitor.id(),
    LastFailTime: Date => |_, a| a.raised,
    LastFailMessage: Text => |_, a| a.message.as_str(),
    ComputerId: Int => |_, a| a.machine,
};

/// Answers what no other area does; `None` if there is no such route.
pub(super) fn route(call: &Call<'_>, path: &[&str]) -> Outcome {
    let world = &call.tenant.world;
    let on_machines = world.alerts.values().filter(|a| a.machine.is_some());
    match (call.method(), path) {
        ("GET", ["patchinformation"]) => Ok(Reply::json(&patch_information(call))),
        ("GET", ["databaseservertime"]) => Ok(Reply::json(&call.tenant.now)),
        ("GET", ["system", "serverinformation"]) => Ok(Reply::json(&json!([server()]))),
        ("GET", ["patchhistory"]) => call.list(PATCHED, world.machines.iter().filter(|m| m.inventoried)),
        ("GET", ["monitors"]) => call.list(MONITOR, Monitor::ALL),
        ("GET", ["internalmonitorresults"]) => call.list(FOUND, on_machines),
        ("GET", ["monitorstatistics"]) => call.list(FAILING, on_machines),
        _ => Err(no_route(call.request)),
    }
}

fn patch_information(call: &Call<'_>) -> Value {
    json!({
        "WebServerPatchVersion": "250.5",
        "DBAgentServerPatchVersion": "250.5",
        "ControlCenterPatchVersion": "250.5",
        "RemoteAgentPatchVersion": "250.5",
        "LinuxAgentPatchVersion": "250.3",
        "MacAgentPatchVersion": "250.2",
        "LastPatchedDate": call.tenant.world.made_at.minus(Duration::from_secs(40 * 86_400)),
    })
}

fn server() -> Value {
    json!({
        "ServerId": 1,
        "OperatingSystem": "Microsoft Windows Server 2022 Standard x64",
        "MacAddress": "02-00-5E-00-00-01",
        "MachineName": "AUTOMATE",
        "CPUName": "Example X-series",
        "CPUSockets": 1,
        "CPUCores": 8,
        "LogicalProcessors": 16,
        "MemoryTotal": 34_359_738_368_u64,
        "IsDatabaseServer": true,
        "IsWebServer": true,
    })
}
