//! One device, section by section.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Call, date, fleet};
use crate::stamp::Stamp;
use crate::world::{Drive, Machine, World, mix};

const MIB: u64 = 1 << 20;
const DAY: Duration = Duration::from_secs(86_400);

/// What version 2 answers when no section is asked for.
const BASIC: &str = "os,system";

/// All of a device, as version 1 shows it.
pub(super) fn full(call: &Call<'_>, machine: &Machine) -> Value {
    let mut body = head(call.world(), machine);
    if machine.inventoried {
        for (name, section) in SECTIONS {
            body.insert((*name).to_owned(), section(call.world(), machine));
        }
    }
    Value::Object(body)
}

/// The sections of a device that are asked for, as version 2 shows them.
pub(super) fn chosen(call: &Call<'_>, machine: &Machine, fields: Option<&str>) -> Value {
    let world = call.world();
    let mut body = head(world, machine);
    body.remove("clientID");
    body.insert("companyID".to_owned(), world.company(machine.company).map(|c| c.rmm_id()).into());
    body.insert("deviceName".to_owned(), machine.name.clone().into());
    body.extend(sections(world, machine, fields.unwrap_or(BASIC)));
    Value::Object(body)
}

/// A device in the list of version 2.
pub(super) fn listed(call: &Call<'_>, machine: &Machine, fields: Option<&str>) -> Value {
    let mut body = Map::new();
    body.insert("endpointID".to_owned(), machine.rmm_id().into());
    for name in ["deviceName", "friendlyName"] {
        body.insert(name.to_owned(), machine.name.clone().into());
    }
    for name in ["resourceType", "endpointType"] {
        body.insert(name.to_owned(), fleet::endpoint_type(machine).into());
    }
    body.extend(sections(call.world(), machine, fields.unwrap_or_default()));
    Value::Object(body)
}

type Section = fn(&World, &Machine) -> Value;

const SECTIONS: &[(&str, Section)] = &[
    ("system", system),
    ("os", os),
    ("bios", bios),
    ("baseBoard", base_board),
    ("processors", processors),
    ("physicalMemory", memory),
    ("drives", drives),
    ("physicalDrive", physical_drive),
    ("networks", networks),
    ("raidController", |_, _| json!({ "softwareRaid": "", "hardwareRaid": "", "vendor": "" })),
    ("installedSoftwares", |world, machine| software(world, machine).into()),
    ("services", |world, machine| services(world, machine).into()),
    ("users", users),
    ("shares", |_, _| json!([])),
    ("softwareLicenses", licenses),
];

/// The named sections. Names that there are not are passed over, and so is everything of a device that never sent any.
fn sections<'a>(
    world: &'a World,
    machine: &'a Machine,
    names: &'a str,
) -> impl Iterator<Item = (String, Value)> + use<'a> {
    let names = names.split(',').map(str::trim).filter(|_| machine.inventoried);
    names.filter_map(move |name| {
        let (_, section) = SECTIONS.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some((name.to_owned(), section(world, machine)))
    })
}

fn head(world: &World, machine: &Machine) -> Map<String, Value> {
    let mut head = Map::new();
    let mut put = |name: &str, value: Value| _ = head.insert(name.to_owned(), value);
    put("endpointID", machine.rmm_id().into());
    put("clientID", world.company(machine.company).map(|c| c.rmm_id()).into());
    put("siteID", world.site(machine.site).map(|s| s.rmm_id()).into());
    put("friendlyName", machine.name.clone().into());
    put("resourceType", fleet::endpoint_type(machine).into());
    put("endpointType", fleet::endpoint_type(machine).into());
    if let Some(seen) = machine.last_contact {
        put("createTimeUTC", date(seen));
        put("agentInstalledUTC", date(installed(world, machine)));
    }
    head
}

fn installed(world: &World, machine: &Machine) -> Stamp {
    world.made_at.minus(DAY * world.roll(machine.id, "age", 1500))
}

fn system(world: &World, machine: &Machine) -> Value {
    let model = format!("{} {}", machine.kind.as_str(), 100 * (1 + world.roll(machine.id, "model", 9)));
    json!({
        "product": model,
        "model": model,
        "timeZone": "EST",
        "timeZoneDescription": "(UTC-05:00) Eastern Time (US & Canada)",
        "serialNumber": world.serial_number(machine.id),
        "systemName": machine.name,
        "domain": format!("company{}.example", machine.company),
        "domainRole": if machine.name == "DC01" { 5 } else { 1 },
        "category": fleet::endpoint_type(machine),
    })
}

fn os(world: &World, machine: &Machine) -> Value {
    json!({
        "product": machine.os,
        "manufacturer": "Example Systems",
        "osLanguage": "English - United States",
        "serialNumber": format!("OS{}", world.serial_number(machine.id)),
        "version": machine.os_version,
        "installDate": date(installed(world, machine)),
        "type": fleet::os_type(machine),
        "arch": "64-bit",
        "servicePack": "",
        "productId": format!("00330-{:05}", world.roll(machine.id, "product", 99_999)),
        "productKey": product_key(world, machine, "os"),
    })
}

/// A key as vendors of software sell them. A client should never show it.
fn product_key(world: &World, machine: &Machine, of: &str) -> String {
    let letters = b"BCDFGHJKMPQRTVWXY2346789";
    let mut draw = u64::from(world.roll(machine.id, of, u32::MAX));
    let mut letter = || {
        draw = mix(draw);
        // The remainder is below the number of letters.
        char::from(letters[(draw % letters.len() as u64) as usize])
    };
    let block: Vec<String> = (0..5).map(|_| (0..5).map(|_| letter()).collect()).collect();
    block.join("-")
}

fn licenses(world: &World, machine: &Machine) -> Value {
    json!([{
        "productName": "Microsoft 365 Apps for business",
        "productId": format!("00480-{:05}", world.roll(machine.id, "license", 99_999)),
        "productKey": product_key(world, machine, "office"),
    }])
}

fn bios(world: &World, machine: &Machine) -> Value {
    json!({
        "product": "BIOS",
        "manufacturer": "Example BIOS Works",
        "version": "EX-2.14",
        "serialNumber": world.serial_number(machine.id),
        "smbiosVersion": "3.2",
    })
}

fn base_board(world: &World, machine: &Machine) -> Value {
    json!({
        "product": "EX-BOARD",
        "manufacturer": "Example Computers",
        "model": "EX-BOARD",
        "serialNumber": format!("/{}/", world.serial_number(machine.id)),
        "name": "Base Board",
        "version": "A00",
        "installDate": date(installed(world, machine)),
    })
}

fn processors(world: &World, machine: &Machine) -> Value {
    json!([{
        "product": "Example X-series",
        "numberOfCores": 4 << world.roll(machine.id, "cores", 3),
        "clockSpeedMhz": (2000 + 100 * world.roll(machine.id, "clock", 20)).to_string(),
        "family": 198,
        "manufacturer": "Example Silicon",
        "processorType": "Central Processor",
        "serialNumber": "",
        "level": 6,
    }])
}

fn memory(world: &World, machine: &Machine) -> Value {
    let module = |slot: u32| {
        json!({
            "manufacturer": "Example Memory",
            "serialNumber": format!("M{:07}", world.roll(machine.id ^ slot, "dimm", 9_999_999)),
            "sizeBytes": u64::from(machine.memory_mb / 2) * MIB,
        })
    };
    json!([module(0), module(1)])
}

/// The drives that are there and have a letter: what has none cannot be looked into.
pub(super) fn volumes(machine: &Machine) -> impl Iterator<Item = &Drive> {
    machine.drives.iter().filter(|drive| !drive.missing && !drive.letter.is_empty())
}

pub(super) fn bytes(mib: u32) -> u64 {
    u64::from(mib) * MIB
}

fn partition(drive: &Drive) -> Value {
    json!({
        "name": format!("{}:", drive.letter),
        "label": drive.volume,
        "fileSystem": "NTFS",
        "description": "Local Fixed Disk",
        "sizeBytes": bytes(drive.size_mb),
    })
}

fn drives(world: &World, machine: &Machine) -> Value {
    let drive = |(n, drive): (usize, &Drive)| {
        let letter = format!("{}:", drive.letter);
        json!({
            "product": format!("Example SSD {}", world.roll(machine.id, "disk", 9) + 1),
            "manufacturer": "Example Disks",
            "mediaType": "SSD",
            "interfaceType": "NVMe",
            "logicalName": format!("PhysicalDrive{n}"),
            "serialNumber": format!("D{}", drive.id),
            "partitions": [letter],
            "sizeBytes": bytes(drive.size_mb),
            "numberOfPartitions": 1,
            "partitionData": [partition(drive)],
        })
    };
    volumes(machine).enumerate().map(drive).collect()
}

fn physical_drive(_: &World, machine: &Machine) -> Value {
    volumes(machine).map(|drive| json!({ "type": "SSD", "partitions": [partition(drive)] })).collect()
}

fn networks(world: &World, machine: &Machine) -> Value {
    let [high, low] = [machine.id >> 8 & 0xff, machine.id & 0xff];
    let address = format!("10.{}.{high}.{low}", machine.company % 250);
    let gateway = format!("10.{}.0.1", machine.company % 250);
    json!([{
        "vendor": "Example Networks",
        "product": "Example Ethernet",
        "logicalName": "Ethernet",
        "macAddress": format!("02:00:{:02X}:{high:02X}:{low:02X}:01", world.roll(machine.id, "mac", 256)),
        "ipEnabled": true,
        "ipv4": address,
        "ipv4List": [address],
        "ipv6": "",
        "ipv6List": [],
        "subnetMask": "255.255.0.0",
        "subnetMasks": ["255.255.0.0"],
        "defaultIPGateway": gateway,
        "defaultIPGateways": [gateway],
        "dnsServers": [gateway],
        "dhcpEnabled": true,
        "dhcpServer": gateway,
        "dhcpLeaseDuration": 86_400,
    }])
}

fn users(_: &World, machine: &Machine) -> Value {
    let user = |name: &str| {
        json!({
            "username": name,
            "userType": "Local",
            "userDisabled": false,
            "userLockout": false,
            "passwordRequired": true,
        })
    };
    machine.user.into_iter().chain(["Administrator"]).map(user).collect()
}

pub(super) fn software(world: &World, machine: &Machine) -> Vec<Value> {
    let item = |(n, item): (u32, &crate::world::SoftwareItem)| {
        json!({
            "name": item.name,
            "version": item.version,
            "publisher": "Example Publisher",
            "installDate": date(world.made_at.minus(DAY * (1 + world.roll(machine.id ^ n, "installed", 4) * 90))),
            "userName": "",
        })
    };
    world.software_of(machine).map(item).collect()
}

pub(super) fn services(world: &World, machine: &Machine) -> Vec<Value> {
    let service = |(kind, runs): (&crate::world::ServiceKind, bool)| {
        json!({
            "serviceName": kind.name,
            "displayName": kind.title,
            "executablePath": kind.path,
            "startupType": kind.startup,
            "serviceStatus": if runs { "Running" } else { "Stopped" },
            "logOnAs": "LocalSystem",
            "stopEnableAction": true,
            "delayedAutoStart": false,
            "win32ExitCode": 0,
            "serviceSpecificExitCode": 0,
        })
    };
    world.services_of(machine).map(service).collect()
}
