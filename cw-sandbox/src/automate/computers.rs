//! Computers: the heavy row, and the way to everything below one computer.

use serde_json::{Value, json};

use super::{Call, alerts, client_ref, id, inventory, location_ref, no_route, runs};
use crate::reply::{Outcome, Refusal};
use crate::stamp::{NEVER, Stamp};
use crate::table::Kind::{Date, Expand, Flag, Float, Int, List, Text};
use crate::table::{Column, Kind, TEXT_REF, columns};
use crate::tenant::Tenant;
use crate::world::{Machine, MachineKind};

const LOCATION_REF: Kind = Kind::Nested(&[("Id", Int), ("Name", Text)]);
const CONTACT_REF: Kind = Kind::Nested(&[("Id", Text), ("FirstName", Text), ("LastName", Text)]);
const USERS: Kind = Kind::Nested(&[("LoggedInUserName", Text), ("ConsoleId", Int)]);

static COMPUTER: &[Column<Machine>] = columns! { Machine;
    Id: Text => |_, m| m.id.to_string(),
    Location: LOCATION_REF => |t, m| location_ref(t, m.site),
    Client: TEXT_REF => |t, m| client_ref(t, m.company),
    Contact: CONTACT_REF => |_, _| Value::Null,
    IsFasTalk: Flag => |t, m| known(m, t.world.roll(m.id, "fastalk", 9) == 0),
    IsMaster: Flag => |_, m| known(m, false),
    IsNetworkProbe: Flag => |t, m| known(m, is_server(m) && t.world.roll(m.id, "probe", 4) == 0),
    IsHeartbeatEnabled: Flag => |_, m| known(m, true),
    IsMaintenanceModeEnabled: Flag => |_, m| m.maintenance,
    IsTunnelSupported: Flag => |_, m| known(m, true),
    IsVirtualMachine: Flag => |t, m| known(m, is_server(m) && t.world.roll(m.id, "virtual", 3) > 0),
    ComputerName: Text => |_, m| m.name.as_str(),
    OperatingSystemName: Text => |_, m| known(m, m.os),
    OperatingSystemVersion: Text => |_, m| known(m, m.os_version),
    DomainName: Text => |t, m| known(m, format!("AD{}", t.world.roll(m.company, "domain", 90) + 10)),
    RemoteAgentLastInventory: Date => |t, m| known(m, seen(t, m, 21_600)),
    UTCOffset: Int => |_, m| known(m, -8),
    OpenPortsTCP: List => |t, m| known(m, ports(t, m, &[135, 445, 3389, 5985, 443, 80])),
    OpenPortsUDP: List => |t, m| known(m, ports(t, m, &[123, 137, 500, 5353])),
    Comment: Text => |_, m| known(m, m.comment.as_str()),
    RemoteAgentVersion: Text => |t, m| known(m, format!("250.{}", 300 + t.world.roll(m.id, "agent", 60))),
    RemoteAgentLastContact: Date => |_, m| m.last_contact.map_or_else(|| NEVER.into(), Value::from),
    DomainNameServers: List => |_, m| known(m, vec![format!("10.{}.0.10", m.site % 250)]),
    LastInventoryReceived: Date => |t, m| known(m, seen(t, m, 21_590)),
    WindowsUpdateDate: Date => |t, m| known(m, seen(t, m, 86_400 * (1 + t.world.roll(m.id, "update", 30)))),
    AntivirusDefinitionDate: Date => |t, m| known(m, seen(t, m, 86_400)),
    LastHeartbeat: Date => |t, m| known(m, seen(t, m, 0)),
    TotalMemory: Int => |_, m| known(m, u64::from(m.memory_mb) << 20),
    FreeMemory: Int => |t, m| known(m, (u64::from(m.memory_mb) << 20) / u64::from(2 + t.world.roll(m.id, "busy", 6))),
    CpuUsage: Int => |t, m| known(m, t.world.roll(m.id, "cpu", 60)),
    LocalIPAddress: Text => |_, m| known(m, format!("10.{}.0.{}", m.site % 250, 20 + m.id % 230)),
    GatewayIPAddress: Text => |_, m| known(m, format!("203.0.113.{}", m.site % 250)),
    SystemUptime: Int => |t, m| known(m, t.world.roll(m.id, "uptime", 90_000)),
    LastStartup: Date => |t, m| known(m, seen(t, m, 60 * t.world.roll(m.id, "uptime", 90_000))),
    MACAddress: Text => |_, m| known(m, format!("02-00-5E-{:02X}-{:02X}-{:02X}", m.id >> 16 & 255, m.id >> 8 & 255, m.id & 255)),
    DateAdded: Date => |t, m| t.world.made_at.minus(days(30 + t.world.roll(m.id, "added", 900))),
    UserIdleTime: Int => |t, m| known(m, t.world.roll(m.id, "idle", 240)),
    LoggedInUsers: USERS => |t, m| known(m, logged_in(t, m)),
    LastUserName: Text => |t, m| known(m, user_name(t, m)),
    Tickets: Expand => |t, m| t.automate.tickets_of(m.id),
    Groups: Expand => |t, m| t.automate.groups_of(m.id),
    Bandwidth: Int => |_, m| known(m, 0),
    BandwidthDisplay: Text => |_, m| known(m, ""),
    AssetDate: Date => |_, m| known(m, NEVER),
    AssetTag: Text => |_, m| known(m, ""),
    WarrantyEndDate: Date => |t, m| match t.world.roll(m.id, "warranty", 3) {
        0 => t.world.made_at.plus(days(t.world.roll(m.id, "warranty days", 900))).into(),
        _ => Value::from(NEVER),
    },
    Type: Text => |_, m| known(m, m.kind.as_str()),
    Status: Text => |_, m| m.status,
    MasterMode: Text => |_, m| known(m, "Standard"),
    VirusScanner: TEXT_REF => |t, m| (m.inventoried && t.world.roll(m.id, "scanner", 8) > 0)
        .then(|| json!({ "Id": "25", "Name": "Windows Defender" })),
    FriendlyName: Text => |t, m| (t.world.roll(m.id, "friendly", 3) == 0).then(|| format!("{} ({})", m.name, m.id)),
    IsLockedDown: Flag => |_, m| known(m, false),
    IsSystemAccount: Flag => |_, m| known(m, true),
    IsRebootNeeded: Flag => |_, m| known(m, m.reboot_needed),
    IsVirtualHost: Flag => |_, m| known(m, false),
    IsHeartbeatRunning: Flag => |_, m| known(m, m.is_online()),
    HasIntelVPRO: Flag => |_, m| known(m, false),
    HasIntelAMT: Flag => |_, m| known(m, false),
    HasHPiLO: Flag => |_, m| known(m, false),
    TempFiles: Text => |_, m| known(m, ""),
    SerialNumber: Text => |t, m| known(m, serial(t, m)),
    CpuScore: Float => |_, m| known(m, 0.0),
    D3DScore: Float => |_, m| known(m, 0.0),
    DiskScore: Float => |_, m| known(m, 0.0),
    GraphicsScore: Float => |_, m| known(m, 0.0),
    MemoryScore: Float => |_, m| known(m, 0.0),
    PowerProfiles: List => |_, m| known(m, vec!["Balanced"]),
    CurrentPowerProfile: Text => |_, m| known(m, "Balanced"),
    BiosManufacturer: Text => |_, m| known(m, "Example BIOS Works"),
    BiosFlash: Text => |_, m| known(m, "EX-2.14"),
    PrimaryContactName: Text => |_, m| known(m, ""),
    CommentPriority: TEXT_REF => |_, _| Value::Null,
    IRQ: List => |_, m| known(m, Vec::<u32>::new()),
    Address: List => |_, m| known(m, Vec::<u32>::new()),
    DMA: List => |_, m| known(m, Vec::<u32>::new()),
    HardwarePorts: List => |_, m| known(m, Vec::<u32>::new()),
    UserAccounts: List => |_, m| known(m, accounts(m)),
};

pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => return call.list(COMPUTER, &call.tenant.world.machines),
        ("GET", [resource]) if !is_number(resource) => return inventory::of_all(call, resource),
        ("GET", [computer]) => return call.one(COMPUTER, machine(call, computer)?),
        ("DELETE", [computer]) => {
            let id = machine(call, computer)?.id;
            return super::directory::retire(call, id);
        }
        _ => {}
    }
    let [computer, resource, rest @ ..] = path else { return Err(no_route(call.request)) };
    let id = machine(call, computer)?.id;
    match *resource {
        "alerts" => alerts::of_computer(call, id, rest),
        "alertsuspensions" | "monitoralertsuspensions" | "monitors" => alerts::monitors(call, id, resource, rest),
        "scripthistory" | "runningscripts" | "scheduledscripts" => runs::of_computer(call, id, resource, rest),
        "commandexecute" | "commandhistory" => super::commands::of_computer(call, id, resource, rest),
        "extrafields" => super::extra_fields::route(call, super::extra_fields::Owner::Computer(id), rest),
        _ => inventory::of_computer(call, id, resource, rest),
    }
}

fn machine<'a>(call: &'a Call<'_>, computer: &str) -> Result<&'a Machine, Refusal> {
    call.tenant.world.machine(id(computer)?).ok_or_else(Refusal::not_found)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// A value that the agent's inventory brought; null before the first one.
fn known<T: Into<Value>>(machine: &Machine, value: T) -> Value {
    if machine.inventoried { value.into() } else { Value::Null }
}

fn is_server(machine: &Machine) -> bool {
    machine.kind == MachineKind::Server
}

fn days(days: u32) -> std::time::Duration {
    std::time::Duration::from_secs(u64::from(days) * 86_400)
}

/// A date some seconds before the agent was last heard of.
fn seen(tenant: &Tenant, machine: &Machine, seconds_before: u32) -> Stamp {
    let last = machine.last_contact.unwrap_or(tenant.world.made_at);
    last.minus(std::time::Duration::from_secs(seconds_before.into()))
}

fn ports(tenant: &Tenant, machine: &Machine, all: &[u32]) -> Vec<u32> {
    all.iter().copied().filter(|port| tenant.world.roll(machine.id ^ port, "port", 3) > 0).collect()
}

/// Domain and user as Windows writes them.
fn user_name(tenant: &Tenant, machine: &Machine) -> Option<String> {
    let domain = tenant.world.roll(machine.company, "domain", 90) + 10;
    machine.user.map(|user| format!("AD{domain}\\{user}"))
}

fn logged_in(tenant: &Tenant, machine: &Machine) -> Vec<Value> {
    let user = user_name(tenant, machine).filter(|_| machine.is_online());
    user.into_iter().map(|user| json!({ "LoggedInUserName": user, "ConsoleId": 1 })).collect()
}

fn accounts(machine: &Machine) -> Vec<&'static str> {
    ["Administrator"].into_iter().chain(machine.user).collect()
}

pub(super) fn serial(tenant: &Tenant, machine: &Machine) -> String {
    tenant.world.serial_number(machine.id)
}
