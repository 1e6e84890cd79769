//! Drives, their health, and how full they were.

use std::time::Duration;

use serde_json::json;

use super::{Call, id, no_route};
use crate::reply::{Outcome, Refusal};
use crate::stamp::Stamp;
use crate::table::Kind::{Date, Flag, Float, Int, Text};
use crate::table::{Column, Kind, columns};
use crate::tenant::Tenant;
use crate::world::{Drive, Machine};

/// The n-th drive of a computer.
#[derive(Clone, Copy)]
struct Place {
    machine: u32,
    index: usize,
}

static DRIVE: &[Column<Place>] = columns! { Place;
    DriveId: Int => |t, p| drive(t, p).map(|d| d.id),
    ComputerId: Int => |_, p| p.machine,
    Letter: Text => |t, p| drive(t, p).map(|d| d.letter),
    Size: Int => |t, p| drive(t, p).map(|d| d.size_mb),
    FreeSpace: Int => |t, p| drive(t, p).map(|d| d.free_mb),
    FileSystem: Text => |_, _| "NTFS",
    Model: Text => |t, p| format!("Example SSD {}", t.world.roll(p.machine, "disk", 9) + 1),
    SmartStatus: Text => |t, p| drive(t, p).map(|d| if is_removable(d) { "" } else { "OK" }),
    IsMissing: Flag => |t, p| drive(t, p).map(|d| d.missing),
    DateLastInventoried: Date => |t, p| super::inventory::inventoried_at(t, p.machine),
    VolumeName: Text => |t, p| drive(t, p).map(|d| d.volume),
    BackupFlag: Int => |_, _| 0,
    IsSolidState: Flag => |t, p| drive(t, p).map(|d| !is_removable(d)),
    IsInternal: Flag => |t, p| drive(t, p).map(|d| !is_removable(d)),
    MaximumHistoryDaysAvailable: Int => |_, _| 365,
};

/// The one health value that the sandbox's drives have: how long they ran.
static HEALTH: &[Column<Place>] = columns! { Place;
    DriveId: Int => |t, p| drive(t, p).map(|d| d.id),
    ComputerId: Int => |_, p| p.machine,
    Attribute: Kind::Nested(&[("Id", Int), ("Name", Text), ("Description", Text)]) =>
        |_, _| json!({ "Id": 9, "Name": "Power-on hours", "Description": "" }),
    Value: Int => |_, _| 98,
    Worst: Int => |_, _| 97,
    Threshold: Int => |_, _| 0,
    RawValue: Int => |t, p| t.world.roll(p.machine, "hours", 40_000),
};

static CHANGE: &[Column<Place>] = columns! { Place;
    DriveId: Int => |t, p| drive(t, p).map(|d| d.id),
    PercentageUsedDifference: Float => |t, p| f64::from(t.world.roll(p.machine, "change", 80)) / 10.0 - 4.0,
};

/// How full a drive was at the end of a period.
struct Sample {
    drive: u32,
    percent_free: u32,
    at: Stamp,
}

static SAMPLE: &[Column<Sample>] = columns! { Sample;
    DriveId: Int => |_, s| s.drive,
    FreeSpacePercentage: Int => |_, s| s.percent_free,
    FragmentedSpacePercentage: Int => |_, _| 0,
    EventDate: Date => |_, s| s.at,
    SampleCount: Int => |_, _| 1,
};

/// `/Computers/Drives`.
pub(super) fn of_all(call: &Call<'_>) -> Outcome {
    call.list(DRIVE, call.tenant.world.machines.iter().flat_map(places))
}

/// `/Computers/{id}/Drives` and what is below.
pub(super) fn of_computer(call: &Call<'_>, machine: &Machine, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", []) => call.list(DRIVE, places(machine)),
        ("GET", [wanted, "smartdata"]) => {
            let wanted = id(wanted)?;
            let place = places(machine).find(|p| drive(call.tenant, p).is_some_and(|d| d.id == wanted));
            call.list(HEALTH, Some(place.ok_or_else(Refusal::not_found)?))
        }
        _ => Err(no_route(call.request)),
    }
}

/// `/Statistics/Drives`.
pub(super) fn changes(call: &Call<'_>) -> Outcome {
    call.list(CHANGE, call.tenant.world.machines.iter().flat_map(places))
}

/// `/Drives/{id}/DriveStats/{period}`: twelve samples, the last of them as the drive is now.
pub(super) fn samples(call: &Call<'_>, path: &[&str]) -> Outcome {
    let ("GET", [wanted, "drivestats", period]) = (call.method(), path) else { return Err(no_route(call.request)) };
    let days = match *period {
        "daily" => 1,
        "weekly" => 7,
        "monthly" => 30,
        "yearly" => 365,
        _ => return Err(no_route(call.request)),
    };
    let (wanted, world) = (id(wanted)?, &call.tenant.world);
    // A drive's id begins with its computer's.
    let machine = world.machine(wanted / 10).ok_or_else(Refusal::not_found)?;
    let drive = machine.drives.iter().find(|d| d.id == wanted).ok_or_else(Refusal::not_found)?;
    let samples = (0..12_u32).rev().map(|ago| Sample {
        drive: wanted,
        percent_free: (drive.percent_free() + ago).min(100),
        at: world.made_at.minus(Duration::from_secs(86_400 * days * u64::from(ago))),
    });
    call.list(SAMPLE, samples)
}

fn places(machine: &Machine) -> impl Iterator<Item = Place> + use<> {
    let (machine, count) = (machine.id, machine.drives.len());
    (0..count).map(move |index| Place { machine, index })
}

fn drive<'a>(tenant: &'a Tenant, place: &Place) -> Option<&'a Drive> {
    tenant.world.machine(place.machine)?.drives.get(place.index)
}

fn is_removable(drive: &Drive) -> bool {
    drive.volume == "USB"
}
