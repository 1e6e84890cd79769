//! The server itself: versions, clock, and tenant-wide lists that hang on no resource.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Call, drives, id, inventory, no_route, patching};
use crate::reply::{Outcome, Reply};
use crate::table::Kind::{Date, Int, Text};
use crate::table::{Column, INT_REF, Kind, columns};
use crate::world::{Alert, Monitor, World};

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

static FAILURE: &[Column<Alert>] = columns! { Alert;
    MonitorId: Int => |_, a| a.monitor.id(),
    State: INT_REF => |_, _| json!({ "Id": 2, "Name": "Failed" }),
    Message: Text => |_, a| a.message.as_str(),
    Timestamp: Date => |_, a| a.raised,
    RawResultMessage: Text => |_, a| a.message.as_str(),
    ComputerId: Int => |_, a| a.machine,
};

static FAILING: &[Column<Alert>] = columns! { Alert;
    MonitorId: Int => |_, a| a.monitor.id(),
    LastFailTime: Date => |_, a| a.raised,
    LastFailMessage: Text => |_, a| a.message.as_str(),
    ComputerId: Int => |_, a| a.machine,
};

/// Answers what no other area does.
pub(super) fn route(call: &Call<'_>, path: &[&str]) -> Outcome {
    let world = &call.tenant.world;
    match (call.method(), path) {
        ("GET", ["patchinformation"]) => Ok(Reply::json(&patch_information(call))),
        ("GET", ["databaseservertime"]) => Ok(Reply::json(&call.tenant.now)),
        ("GET", ["system", "serverinformation"]) => Ok(Reply::json(&json!([server()]))),
        ("GET", ["patchhistory"]) => patching::history(call),
        ("GET", ["eventlogs"]) => inventory::events(call),
        ("GET", ["statistics", "drives"]) => drives::changes(call),
        ("GET", ["monitors"]) => call.list(MONITOR, Monitor::ALL),
        ("GET", ["internalmonitorresults"]) => call.list(FOUND, failures(world, |a| a.machine)),
        ("GET", ["monitorstatistics"]) => call.list(FAILING, failures(world, |a| Some(a.monitor.id()))),
        ("GET", ["monitorhistory"]) => call.list(FAILURE, failures(world, |a| Some(a.monitor.id()))),
        ("GET", ["monitorhistory", monitor]) => {
            let monitor = id(monitor)?;
            let failures = failures(world, |a| Some(a.monitor.id()));
            call.list(FAILURE, failures.into_iter().filter(|a| a.monitor.id() == monitor))
        }
        _ => Err(no_route(call.request)),
    }
}

/// What monitors found wrong on computers, by ascending key.
fn failures(world: &World, key: fn(&Alert) -> Option<u32>) -> Vec<&Alert> {
    let mut failures: Vec<&Alert> = world.alerts.values().filter(|a| a.machine.is_some()).collect();
    failures.sort_by_key(|alert| key(alert));
    failures
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
