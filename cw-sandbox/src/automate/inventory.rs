//! What the agents found: memory, services, software, hardware, events.
//!
//! None of this is kept: it is drawn from the seed whenever it is asked for, and only what callers changed is noted.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::computers::serial;
use super::{Call, drives, no_route, patching};
use crate::reply::{Outcome, Refusal, Reply};
use crate::stamp::{NEVER, Stamp};
use crate::table::Kind::{Date, Flag, Float, Int, Text};
use crate::table::{Column, INT_REF, Kind, Row, as_id, columns, lookup};
use crate::tenant::Tenant;
use crate::world::{Machine, SOFTWARE, ServiceKind, World};

/// The n-th part of some kind of a machine.
struct Part {
    machine: u32,
    index: u32,
}

/// Row ids of parts are made of the computer's id and the part's number; no computer has more parts of a kind.
const ROWS: u64 = 1000;

impl Part {
    fn row(&self) -> u64 {
        u64::from(self.machine) * ROWS + u64::from(self.index)
    }
}

static MEMORY: &[Column<Part>] = columns! { Part;
    ComputerId: Int => |_, p| p.machine,
    SlotHandle: Int => |_, p| 16 + p.index,
    SlotName: Text => |_, p| format!("DIMM {}", p.index + 1),
    Bank: Text => |_, p| format!("BANK {}", p.index),
    FormFactor: INT_REF => |_, _| json!({ "Id": 9, "Name": "DIMM" }),
    TotalWidth: Int => |_, _| 64,
    DataWidth: Int => |_, _| 64,
    Size: Int => |t, p| t.world.machine(p.machine).map(|m| m.memory_mb / 2),
    Type: INT_REF => |_, _| json!({ "Id": 26, "Name": "DDR4" }),
    Speed: Int => |t, p| 2400 + 400 * t.world.roll(p.machine, "speed", 5),
    Manufacturer: Text => |_, _| "Example Memory",
    SerialNumber: Text => |t, p| format!("M{:07}", t.world.roll(p.machine ^ p.index, "dimm", 9_999_999)),
    PartNumber: Text => |_, _| "EX-DIMM",
    AssetTag: Text => |_, _| "",
    UpdateDate: Date => |t, p| inventoried_at(t, p.machine),
};

static SERVICE: &[Column<Part>] = columns! { Part;
    ComputerServiceId: Int => |_, p| p.row(),
    ComputerId: Int => |_, p| p.machine,
    Name: Text => |_, p| service(p).map(|s| s.name),
    Description: Text => |_, p| service(p).map(|s| s.title),
    State: Text => |t, p| state(&t.world, p),
    Startup: Text => |_, p| service(p).map(|s| s.startup),
    PathName: Text => |_, p| service(p).map(|s| s.path),
    ServiceType: Text => |_, _| "Own Process",
    Username: Text => |_, _| "LocalSystem",
    DateLastInventoried: Date => |t, p| inventoried_at(t, p.machine),
    RunLevels: Text => |_, _| "",
    Classification: INT_REF => |t, p| {
        let changed = t.automate.changes.classified.get(&p.row()).cloned();
        changed.unwrap_or_else(|| json!({ "Id": 0, "Name": "Unclassified" }))
    },
};

static PROGRAM: &[Column<Part>] = columns! { Part;
    ApplicationId: Int => |_, p| p.row(),
    ComputerId: Int => |_, p| p.machine,
    Name: Text => |_, p| SOFTWARE.get(p.index as usize).map(|s| s.name),
    InstallationPath: Text => |_, _| r"C:\Program Files\",
    DateInstalled: Date => |t, p| match t.world.roll(p.machine ^ p.index, "installed", 4) {
        0 => NEVER.to_owned(),
        n => t.world.made_at.minus(Duration::from_secs(86_400 * 90 * u64::from(n))).to_string(),
    },
    Size: Int => |_, p| SOFTWARE.get(p.index as usize).map(|s| s.size_kb),
    UninstallerPath: Text => |_, _| r#""C:\Program Files\uninstall.exe" /S"#,
    Version: Text => |_, p| SOFTWARE.get(p.index as usize).map(|s| s.version),
    Classification: INT_REF => |_, _| json!({ "Id": 0, "Name": "Unclassified" }),
    DateLastInventoried: Date => |t, p| inventoried_at(t, p.machine),
    ClientId: Int => |t, p| t.world.machine(p.machine).map(|m| m.company),
    ComputerName: Text => |t, p| t.world.machine(p.machine).map(|m| m.name.as_str()),
};

static CHASSIS: &[Column<Machine>] = columns! { Machine;
    ComputerId: Int => |_, m| m.id,
    Manufacturer: Text => |_, _| "Example Computers",
    ProductName: Text => |t, m| format!("{} {}", m.kind.as_str(), 100 * (1 + t.world.roll(m.id, "model", 9))),
    Version: Text => |_, _| "",
    SerialNumber: Text => |t, m| serial(t, m),
    UUID: Text => |_, m| m.rmm_id(),
    ChassisType: Text => |t, m| if t.world.roll(m.id, "laptop", 2) == 0 { "Notebook" } else { "Desktop" },
    ChassisLock: Flag => |_, _| false,
    AssetTag: Text => |_, _| "",
    LastUpdate: Date => |t, m| inventoried_at(t, m.id),
};

static MAINTENANCE: &[Column<Machine>] = columns! { Machine;
    ComputerID: Int => |_, m| m.id,
    TimeStart: Date => |t, _| t.world.made_at.minus(Duration::from_secs(1800)),
    Duration: Int => |_, _| 240,
    Mode: Int => |_, _| 1,
    UserID: Int => |_, _| 31,
};

static BIOS: &[Column<Machine>] = columns! { Machine;
    ComputerId: Int => |_, m| m.id,
    Vendor: Text => |_, _| "Example BIOS Works",
    Version: Text => |_, _| "EX-2.14",
    Date: Date => |_, _| "2024-04-01T00:00:00",
    SmBiosVersion: Float => |_, _| 3.2,
    SupportsUefi: Flag => |_, _| true,
    IsVirtualMachine: Flag => |_, _| false,
    DateUpdated: Date => |t, m| inventoried_at(t, m.id),
};

static SYSTEM: &[Column<Machine>] = columns! { Machine;
    ComputerId: Int => |_, m| m.id,
    Name: Text => |_, m| m.os,
    Version: Text => |_, m| m.os_version,
    SystemDrive: Text => |_, _| "C:",
    Is64Bit: Flag => |_, _| true,
    IsDomainController: Flag => |_, m| m.name == "DC01",
    IsServer: Flag => |_, m| m.kind == crate::world::MachineKind::Server,
    InstallDate: Date => |t, m| t.world.made_at.minus(Duration::from_secs(86_400 * u64::from(t.world.roll(m.id, "age", 1500)))),
    DateUpdated: Date => |t, m| inventoried_at(t, m.id),
};

static PROCESSOR: &[Column<Machine>] = columns! { Machine;
    ComputerId: Int => |_, m| m.id,
    ProcessorHandle: Int => |_, _| 4,
    IsEnabled: Flag => |_, _| true,
    Manufacturer: Text => |_, _| "Example Silicon",
    Speed: Int => |t, m| 2000 + 100 * t.world.roll(m.id, "clock", 20),
    Cores: Int => |t, m| 4 << t.world.roll(m.id, "cores", 3),
    Threads: Int => |t, m| 8 << t.world.roll(m.id, "cores", 3),
    Is64Bit: Flag => |_, _| true,
    ProcessorName: Text => |_, _| "Example X-series",
    UpdateDate: Date => |t, m| inventoried_at(t, m.id),
};

static EVENT: &[Column<Part>] = columns! { Part;
    ComputerId: Int => |_, p| p.machine,
    EventId: Int => |t, p| 1000 + t.world.roll(p.machine ^ p.index, "event", 9000),
    LogName: Text => |_, p| if p.index == 0 { "System" } else { "Application" },
    LogType: INT_REF => |_, p| match p.index {
        0 => json!({ "Id": 1, "Name": "Error" }),
        _ => json!({ "Id": 2, "Name": "Warning" }),
    },
    Source: Text => |_, p| if p.index == 0 { "disk" } else { "Example App" },
    Message: Text => |_, _| "The device was slow to answer",
    TimeGenerated: Date => |t, p| inventoried_at(t, p.machine),
    LastDate: Date => |t, p| inventoried_at(t, p.machine),
    BlacklistId: Int => |_, _| 0,
};

/// A task of a computer's own scheduler, as it was sent.
pub(super) static TASK: &[Column<Row>] = columns! { Row;
    Id: Int, ComputerId: Int, Name: Text, Command: Text, IsInteractive: Flag, StartTime: Text, DoesRepeat: Flag,
    DaysOfWeek: Kind::List,
};

/// What callers changed of the inventory.
#[derive(Default)]
pub(crate) struct Changes {
    /// Classification id and name by service row id.
    classified: HashMap<u64, Value>,
}

/// Inventory across all computers.
pub(super) fn of_all(call: &Call<'_>, resource: &str) -> Outcome {
    let machines = call.tenant.world.machines.iter();
    match resource {
        "drives" => drives::of_all(call),
        "memoryslots" => call.list(MEMORY, machines.flat_map(memory)),
        "software" => call.list(PROGRAM, machines.flat_map(|m| programs(call.tenant, m))),
        "chassis" => call.list(CHASSIS, machines.filter(|m| m.inventoried)),
        "maintenancemodes" => call.list(MAINTENANCE, machines.filter(|m| m.maintenance)),
        _ => Err(no_route(call.request)),
    }
}

/// `/EventLogs`.
pub(super) fn events(call: &Call<'_>) -> Outcome {
    call.list(EVENT, call.tenant.world.machines.iter().flat_map(|m| parts(m, 2)))
}

/// Inventory of one computer.
pub(super) fn of_computer(call: &mut Call<'_>, id: u32, resource: &str, path: &[&str]) -> Outcome {
    let machine = call.tenant.world.machine(id).ok_or_else(Refusal::not_found)?;
    let known = machine.inventoried.then_some(machine);
    match (call.method(), resource, path) {
        (_, "drives", path) => return drives::of_computer(call, machine, path),
        ("GET", _, []) => {}
        ("POST", "software", [program, "uninstall"]) => return uninstall(call, id, program),
        ("POST", "scheduledtasks", []) => return add_task(call, id),
        _ => return Err(no_route(call.request)),
    }
    if let Some(outcome) = patching::of_computer(call, machine, resource) {
        return outcome;
    }
    match resource {
        "memoryslots" => call.list(MEMORY, memory(machine)),
        "services" => call.list(SERVICE, services(machine)),
        "software" => call.list(PROGRAM, programs(call.tenant, machine)),
        "operatingsystem" => call.one(SYSTEM, machine),
        "bios" => call.one(BIOS, machine),
        "processors" => call.list(PROCESSOR, known),
        "scheduledtasks" => {
            let of_machine = |row: &&Row| row.get("ComputerId").and_then(as_id) == Some(id);
            call.list(TASK, call.tenant.automate.tasks.rows().filter(of_machine))
        }
        // Nothing of these is in this world; the routes are there, as on a server whose agents report none.
        "videocards"
        | "devices"
        | "printers"
        | "systemslots"
        | "ups"
        | "sensors"
        | "drivers"
        | "thirdpartypatches"
        | "patchjobs"
        | "computerpatchingpolicies" => Ok(Reply::json(&Value::Array(Vec::new()))),
        _ => Err(no_route(call.request)),
    }
}

/// `/Services/{id}/Classify`.
pub(super) fn classify(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    let ("POST", [service, "classify"]) = (call.method(), path) else { return Err(no_route(call.request)) };
    let row: u64 = service.parse().map_err(|_| Refusal::not_found())?;
    let machine = u32::try_from(row / ROWS).ok().and_then(|id| call.tenant.world.machine(id));
    if !machine.is_some_and(|m| services(m).any(|part| part.row() == row)) {
        return Err(Refusal::not_found());
    }
    let body = call.request.json()?;
    let body = body.as_object().ok_or_else(|| Refusal::new(400, "The body must be an object."))?;
    let classification = json!({ "Id": lookup(body, "Id").and_then(as_id), "Name": lookup(body, "Name") });
    call.tenant.automate.changes.classified.insert(row, classification);
    Ok(Reply::no_content())
}

fn uninstall(call: &mut Call<'_>, computer: u32, program: &str) -> Outcome {
    let row: u64 = program.parse().map_err(|_| Refusal::not_found())?;
    let machine = call.tenant.world.machine(computer).ok_or_else(Refusal::not_found)?;
    let program = programs(call.tenant, machine).find(|part| part.row() == row).ok_or_else(Refusal::not_found)?;
    call.tenant.world_mut().uninstalled.insert((program.machine, program.index));
    Ok(Reply::no_content())
}

fn add_task(call: &mut Call<'_>, computer: u32) -> Outcome {
    let mut body = call.request.json()?;
    if let Some(body) = body.as_object_mut() {
        body.insert("ComputerId".to_owned(), computer.into());
    }
    call.tenant.automate.tasks.create(&body)?;
    Ok(Reply::no_content())
}

fn parts(machine: &Machine, count: u32) -> impl Iterator<Item = Part> + use<> {
    let (machine, count) = (machine.id, if machine.inventoried { count } else { 0 });
    (0..count).map(move |index| Part { machine, index })
}

fn memory(machine: &Machine) -> impl Iterator<Item = Part> + use<> {
    parts(machine, 2)
}

fn services(machine: &Machine) -> impl Iterator<Item = Part> + use<> {
    let is_windows = machine.os.contains("Windows");
    parts(machine, if is_windows { u32::try_from(ServiceKind::ALL.len()).unwrap_or(0) } else { 0 })
}

fn programs<'a>(tenant: &'a Tenant, machine: &Machine) -> impl Iterator<Item = Part> + use<'a> {
    let machine_id = machine.id;
    tenant.world.software_of(machine).map(move |(index, _)| Part { machine: machine_id, index })
}

fn service(part: &Part) -> Option<&'static ServiceKind> {
    ServiceKind::ALL.get(part.index as usize)
}

fn state(world: &World, part: &Part) -> Option<&'static str> {
    let (_, runs) = world.services_of(world.machine(part.machine)?).nth(part.index as usize)?;
    Some(if runs { "Running" } else { "Stopped" })
}

/// When a computer's inventory came in.
pub(super) fn inventoried_at(tenant: &Tenant, machine: u32) -> Option<Stamp> {
    let last = tenant.world.machine(machine)?.last_contact?;
    Some(last.minus(Duration::from_secs(21_590)))
}
