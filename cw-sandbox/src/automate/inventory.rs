//! What the agents found: drives, memory, services, software, patches, hardware.
//!
//! Of all this only drives are kept. The rest is drawn from the seed whenever it is asked for.

use std::time::Duration;

use serde_json::json;

use super::computers::serial;
use super::{Call, no_route};
use crate::reply::{Outcome, Refusal};
use crate::stamp::{NEVER, Stamp};
use crate::table::Kind::{Date, Flag, Float, Int, Text};
use crate::table::{Column, INT_REF, columns};
use crate::tenant::Tenant;
use crate::world::{Drive, Machine, SOFTWARE, ServiceKind, World};

/// The n-th part of some kind of a machine.
struct Part {
    machine: u32,
    index: u32,
}

static DRIVE: &[Column<Part>] = columns! { Part;
    DriveId: Int => |t, p| drive(t, p).map(|d| d.id),
    ComputerId: Int => |_, p| p.machine,
    Letter: Text => |t, p| drive(t, p).map(|d| d.letter),
    Size: Int => |t, p| drive(t, p).map(|d| d.size_mb),
    FreeSpace: Int => |t, p| drive(t, p).map(|d| d.free_mb),
    FileSystem: Text => |_, _| "NTFS",
    Model: Text => |t, p| format!("Example SSD {}", t.world.roll(p.machine, "disk", 9) + 1),
    SmartStatus: Text => |t, p| drive(t, p).map(|d| if d.volume == "USB" { "" } else { "OK" }),
    IsMissing: Flag => |t, p| drive(t, p).map(|d| d.missing),
    DateLastInventoried: Date => |t, p| inventoried_at(t, p.machine),
    VolumeName: Text => |t, p| drive(t, p).map(|d| d.volume),
    BackupFlag: Int => |_, _| 0,
    IsSolidState: Flag => |t, p| drive(t, p).map(|d| d.volume != "USB"),
    IsInternal: Flag => |t, p| drive(t, p).map(|d| d.volume != "USB"),
    MaximumHistoryDaysAvailable: Int => |_, _| 365,
};

static MEMORY: &[Column<Part>] = columns! { Part;
    SlotHandle: Int => |_, p| 16 + p.index,
    ComputerId: Int => |_, p| p.machine,
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
    ComputerServiceId: Int => |_, p| u64::from(p.machine) * 1000 + u64::from(p.index),
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
    Classification: INT_REF => |_, _| json!({ "Id": 0, "Name": "Unclassified" }),
};

static PROGRAM: &[Column<Part>] = columns! { Part;
    ApplicationId: Int => |_, p| u64::from(p.machine) * 1000 + u64::from(p.index),
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

static PATCHING: &[Column<Machine>] = columns! { Machine;
    ComputerId: Int => |_, m| m.id,
    OverallCompliance: Float => |t, m| 1.0 - f64::from(missing_patches(t, m)) / 100.0,
    InstalledPatchCount: Int => |t, m| 100 + t.world.roll(m.id, "patches", 200),
    MissingPatchCount: Int => |t, m| missing_patches(t, m),
    FailedPatchCount: Int => |t, m| t.world.roll(m.id, "failed", 3),
    CompliantSoftwareCount: Int => |_, _| 9,
    NonCompliantSoftwareCount: Int => |_, _| 1,
    FailedSoftwareCount: Int => |_, _| 0,
    IncorrectSoftwareCount: Int => |_, _| 0,
    Stage: Text => |_, _| "Production",
    NoPatchInventory: Flag => |_, m| !m.inventoried,
    WSUSEnabled: Flag => |_, _| false,
    PatchJobRunning: Flag => |_, m| m.maintenance,
    DaytimePatchingEnabled: Flag => |_, _| false,
    WUAOutOfDate: Flag => |_, _| false,
    MissingBaselinePatches: Flag => |_, _| false,
    WUAVersion: Text => |_, _| "1023.1020.2192.0",
    LastInstallWindow: Date => |t, _| t.world.made_at.minus(Duration::from_secs(86_400 * 3)),
    NextInstallWindow: Date => |t, _| t.world.made_at.plus(Duration::from_secs(86_400 * 4)),
    LastSoftwareWindow: Date => |_, _| serde_json::Value::Null,
    NextSoftwareWindow: Date => |_, _| serde_json::Value::Null,
    LastPatchedDate: Date => |t, _| t.world.made_at.minus(Duration::from_secs(86_400 * 3)),
    LastMicrosoftPatchedDate: Date => |t, _| t.world.made_at.minus(Duration::from_secs(86_400 * 3)),
    LastThirdPartyPatchedDate: Date => |_, _| NEVER,
    LastPatchInventory: Date => |t, m| inventoried_at(t, m.id),
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

static UPDATE: &[Column<Part>] = columns! { Part;
    UpdateId: Text => |_, p| format!("kb50{:05}", p.index + 1),
    ComputerId: Int => |_, p| p.machine,
    Title: Text => |_, p| format!("Cumulative update {}", p.index + 1),
    IsInstalled: Flag => |_, _| false,
};

/// Inventory across all computers.
pub(super) fn of_all(call: &Call<'_>, resource: &str) -> Outcome {
    let world = &call.tenant.world;
    let machines = world.machines.iter();
    match resource {
        "drives" => call.list(DRIVE, machines.flat_map(drives)),
        "memoryslots" => call.list(MEMORY, machines.flat_map(memory)),
        "software" => call.list(PROGRAM, machines.flat_map(|m| programs(world, m))),
        "chassis" => call.list(CHASSIS, machines.filter(|m| m.inventoried)),
        "maintenancemodes" => call.list(MAINTENANCE, machines.filter(|m| m.maintenance)),
        _ => Err(no_route(call.request)),
    }
}

/// Inventory of one computer.
pub(super) fn of_computer(call: &Call<'_>, id: u32, resource: &str, path: &[&str]) -> Outcome {
    let ("GET", []) = (call.method(), path) else { return Err(no_route(call.request)) };
    let world = &call.tenant.world;
    let machine = world.machine(id).ok_or_else(Refusal::not_found)?;
    let known = machine.inventoried.then_some(machine);
    match resource {
        "drives" => call.list(DRIVE, drives(machine)),
        "memoryslots" => call.list(MEMORY, memory(machine)),
        "services" => call.list(SERVICE, services(machine)),
        "software" => call.list(PROGRAM, programs(world, machine)),
        "patchingstats" => call.one(PATCHING, machine),
        "effectivepatchingpolicy" => call.one(POLICY, machine),
        "microsoftupdates" => call.list(UPDATE, parts(machine, missing_patches(call.tenant, machine))),
        "operatingsystem" => call.one(SYSTEM, machine),
        "bios" => call.one(BIOS, machine),
        "processors" => call.list(PROCESSOR, known),
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
        | "scheduledtasks"
        | "computerpatchingpolicies" => call.list(UPDATE, std::iter::empty::<Part>()),
        _ => Err(no_route(call.request)),
    }
}

fn parts(machine: &Machine, count: u32) -> impl Iterator<Item = Part> + use<> {
    let (machine, count) = (machine.id, if machine.inventoried { count } else { 0 });
    (0..count).map(move |index| Part { machine, index })
}

fn drives(machine: &Machine) -> impl Iterator<Item = Part> + use<> {
    parts(machine, u32::try_from(machine.drives.len()).unwrap_or(0))
}

fn memory(machine: &Machine) -> impl Iterator<Item = Part> + use<> {
    parts(machine, 2)
}

fn services(machine: &Machine) -> impl Iterator<Item = Part> + use<> {
    let is_windows = machine.os.contains("Windows");
    parts(machine, if is_windows { u32::try_from(ServiceKind::ALL.len()).unwrap_or(0) } else { 0 })
}

fn programs<'a>(world: &'a World, machine: &Machine) -> impl Iterator<Item = Part> + use<'a> {
    let all = parts(machine, u32::try_from(SOFTWARE.len()).unwrap_or(0));
    all.filter(|part| world.roll(part.machine ^ part.index, "has", 2) == 0)
}

fn drive<'a>(tenant: &'a Tenant, part: &Part) -> Option<&'a Drive> {
    tenant.world.machine(part.machine)?.drives.get(part.index as usize)
}

fn service(part: &Part) -> Option<&'static ServiceKind> {
    ServiceKind::ALL.get(part.index as usize)
}

/// Runs if it starts by itself, unless an alert says otherwise.
fn state(world: &World, part: &Part) -> Option<&'static str> {
    let service = service(part)?;
    let stopped = world.alerts_of(part.machine).any(|alert| alert.field == service.name);
    Some(if service.startup == "Auto" && !stopped { "Running" } else { "Stopped" })
}

fn missing_patches(tenant: &Tenant, machine: &Machine) -> u32 {
    tenant.world.roll(machine.id, "missing", 9)
}

fn inventoried_at(tenant: &Tenant, machine: u32) -> Option<Stamp> {
    let last = tenant.world.machine(machine)?.last_contact?;
    Some(last.minus(Duration::from_secs(21_590)))
}
