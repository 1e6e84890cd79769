//! How a device is doing: who is at it, processor, memory, disks. `None` for one that never sent anything.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Call, date, detail};
use crate::stamp::Stamp;
use crate::world::Machine;

const HOUR: Duration = Duration::from_secs(3600);
/// How many samples there are, an hour apart.
const SAMPLES: u32 = 4;

/// When a device last sent its state: now if it is online.
fn seen(call: &Call<'_>, machine: &Machine) -> Option<Stamp> {
    let last = machine.last_contact.filter(|_| machine.inventoried)?;
    Some(if machine.is_online() { call.now() } else { last.whole_second() })
}

pub(super) fn system(call: &Call<'_>, machine: &Machine) -> Option<Value> {
    let (world, seen) = (call.world(), seen(call, machine)?);
    let user = machine.user.map(|user| format!("COMPANY{}\\{user}", machine.company));
    let logon = date(world.made_at.minus(HOUR * (1 + world.roll(machine.id, "logon", 30))));
    let sessions = user.iter().filter(|_| machine.is_online()).map(|user| {
        json!({
            "username": user,
            "isAdmin": false,
            "sessionID": "2",
            "sessionName": "console",
            "status": "Active",
            "client": "",
            "logonTime": logon,
        })
    });
    let mut body = json!({
        "createTimeUTC": date(seen),
        "name": "systemState",
        "type": "systemState",
        "endpointID": machine.rmm_id(),
        "clientID": world.company(machine.company).map(|c| c.rmm_id()),
        "siteID": world.site(machine.site).map(|s| s.rmm_id()),
        "startupStatus": {
            "lastBootUpTimeUTC": date(world.made_at.minus(HOUR * (5 + world.roll(machine.id, "boot", 900)))),
        },
        "loggedOnUsers": sessions.collect::<Vec<_>>(),
    });
    if let Some(user) = &user {
        body["lastLoggedOnUser"] =
            json!({ "username": user, "logonTime": logon, "status": "Active", "isAdmin": false });
    }
    Some(body)
}

/// Samples in no order: which is the newest only their times tell.
fn samples(call: &Call<'_>, machine: &Machine, sample: impl Fn(Stamp, u32) -> Value) -> Option<Value> {
    let newest = seen(call, machine)?;
    let first = call.world().roll(machine.id, "samples", SAMPLES);
    let ages = (0..SAMPLES).map(|n| (n + first) % SAMPLES);
    Some(ages.map(|age| sample(newest.minus(HOUR * age), age)).collect())
}

pub(super) fn cpu(call: &Call<'_>, machine: &Machine) -> Option<Value> {
    samples(call, machine, |at, age| {
        let tenths = call.world().roll(machine.id + age, "cpu", 1000);
        json!({ "createTimeUTC": date(at), "metric": { "percentUtil": f64::from(tenths) / 10.0 } })
    })
}

pub(super) fn memory(call: &Call<'_>, machine: &Machine) -> Option<Value> {
    let total = detail::bytes(machine.memory_mb);
    samples(call, machine, |at, age| {
        let in_use = total / 100 * u64::from(20 + call.world().roll(machine.id + age, "memory in use", 70));
        json!({
            "createTimeUTC": date(at),
            "physicalTotalBytes": total,
            "physicalInUseBytes": in_use,
            "physicalAvailableBytes": total - in_use,
        })
    })
}

/// Free space is what it is now, whenever a sample says that it was taken.
pub(super) fn disks(call: &Call<'_>, machine: &Machine) -> Option<Value> {
    let storage = |(n, drive): (usize, &crate::world::Drive)| {
        json!({
            "name": format!("Disk {n}"),
            "partitions": [{
                "name": "p1",
                "mountPoint": format!("{}:", drive.letter),
                "metric": {
                    "totalSpaceBytes": detail::bytes(drive.size_mb),
                    "freeSpaceBytes": detail::bytes(drive.free_mb),
                },
            }],
        })
    };
    let storages: Vec<Value> = detail::volumes(machine).enumerate().map(storage).collect();
    samples(call, machine, |at, _| json!({ "createTimeUTC": date(at), "storages": storages }))
}
