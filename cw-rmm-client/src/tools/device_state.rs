//! How a device is doing: merged from what can be read, and honest about what cannot.

use std::sync::Arc;

use cw_http::ErrorKind;
use cw_http::tools::{date, read, tenths, text};
use msp_tools_core::{Effect, IdOrName, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::{Access, Owned};
use super::columns::{called, gigabytes, word};
use super::machines;
use super::resolve::NamedRow;
use crate::client::RmmClient;
use crate::models::{DeviceState, StatePart};

pub(super) fn get(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-get-device-state", Effect::Read)
        .with_title("Get device state")
        .with_description(
            "Shows how one device is doing, by id or name: whether it is online, when it last started, who is logged on, processor \
             and memory load, and its volumes with size and free space. Use it to answer \"is it up\" and \"how full is its \
             disk\". What cannot be read is named, with the reason. Figures are those of the newest sample, whose time is given.",
        )
        .with_permission("Scope platform.devices.read; by id platform.asset.read, by name platform.companies.read too")
        .with_aliases([
            "health", "free space", "disk space", "how full is the disk", "is it online", "is it up", "uptime", "cpu", "load",
            "memory usage", "who is logged in", "last reboot", "performance", "slow machine", "status",
        ])
        .with_operation("rmm:GET /device/endpoints/{id}/system-state-info")
        .with_operation("rmm:GET /device/endpoints/{id}/cpu-usage")
        .with_operation("rmm:GET /device/endpoints/{id}/memory-usage")
        .with_operation("rmm:GET /device/endpoints/{id}/disk-usage")
        .with_operation("rmm:GET /device/endpoints/heartbeat");
    read(spec, rmm, get_state)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetDeviceState {
    /// The device, by id or name, such as `DC01`.
    device: IdOrName,
    /// Its company, by id or name, where several companies have a device of that name.
    company: Option<IdOrName>,
}

/// How a device is doing.
#[derive(Debug, Serialize, JsonSchema)]
struct StateReport {
    /// Its id.
    id: String,
    /// Its name.
    name: Untrusted,
    /// The company it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<Untrusted>,
    /// Id of the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    company_id: Option<String>,
    /// Whether it is online.
    #[serde(skip_serializing_if = "Option::is_none")]
    online: Option<bool>,
    /// When it last started, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_start: Option<String>,
    /// Who is logged on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logged_on: Vec<Untrusted>,
    /// Who logged on last.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_user: Option<Untrusted>,
    /// Processor load in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_percent: Option<f64>,
    /// Memory in use in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_percent: Option<f64>,
    /// Memory in GB.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_gb: Option<f64>,
    /// Its volumes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    volumes: Vec<VolumeRow>,
    /// When the figures were taken, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Taken>,
    /// What is not in the answer, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_readable: Vec<NotReadable>,
}

/// A volume.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct VolumeRow {
    /// Drive letter or mount point.
    name: Untrusted,
    /// Size in GB.
    size_gb: f64,
    /// Free space in GB.
    free_gb: f64,
    /// Free space in percent of the size.
    free_percent: f64,
}

/// When samples were taken, in UTC.
#[derive(Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(inline)]
struct Taken {
    /// Who is logged on, and the last start.
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<String>,
    /// Processor load.
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu: Option<String>,
    /// Memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<String>,
    /// Volumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    disk: Option<String>,
}

/// A part that is not in the answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct NotReadable {
    /// Which part.
    part: Part,
    /// Why.
    reason: Untrusted,
}

/// A part of a device's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Part {
    Online,
    System,
    Cpu,
    Memory,
    Disk,
}

async fn get_state(access: Access, input: GetDeviceState) -> Result<StateReport, ToolError> {
    let found = machines::one(&access, &input.device, input.company.as_ref()).await?;
    let state = access.rmm.devices().state(&found.id).await?;
    // Parts that were not read because the call was stopped are no news about the device.
    access.cx.ensure_wanted()?;
    let mut not_readable = missing(&state);
    let online = match found.row.owner() {
        Some(company) => match machines::heartbeat(&access, vec![company.clone()]).await {
            Ok(heartbeat) => match machines::is_online(&heartbeat, &found.id) {
                Some(online) => Ok(online),
                None => Err("the service does not say".to_owned()),
            },
            Err(error) if error.kind() == ErrorKind::Withheld => return Err(error.into()),
            Err(error) => Err(error.to_string()),
        },
        None => Err("the service does not say which company it belongs to".to_owned()),
    };
    if let Err(reason) = &online {
        not_readable.insert(0, NotReadable { part: Part::Online, reason: reason.into() });
    }
    let memory = state.memory.as_ref().and_then(|memory| memory.physical_total_bytes);
    let system = state.system.as_ref();
    let users = system.into_iter().flat_map(|system| system.logged_on_users.iter().flatten());
    let last = system.and_then(|system| system.last_logged_on_user.as_ref());
    Ok(StateReport {
        id: found.id.to_string(),
        name: found.row.name().into(),
        company: called(found.row.company.as_deref()),
        company_id: word(&found.row.device.company_id),
        online: online.ok(),
        last_start: date(&state.last_boot().cloned()),
        logged_on: users.filter_map(|user| text(&user.username)).collect(),
        last_user: last.and_then(|user| text(&user.username)),
        cpu_percent: state.cpu_percent().map(tenths),
        memory_percent: state.memory_percent().map(tenths),
        memory_gb: memory.map(gigabytes),
        volumes: state.volumes().into_iter().map(volume).collect(),
        as_of: taken(&state),
        not_readable,
    })
}

fn volume(volume: crate::models::Volume) -> VolumeRow {
    VolumeRow {
        name: volume.name.into(),
        size_gb: gigabytes(volume.total_bytes),
        free_gb: gigabytes(volume.free_bytes),
        free_percent: tenths(volume.free_percent),
    }
}

fn taken(state: &DeviceState) -> Option<Taken> {
    let taken = Taken {
        system: state.system.as_ref().and_then(|sample| date(&sample.create_time_utc)),
        cpu: state.cpu.as_ref().and_then(|sample| date(&sample.create_time_utc)),
        memory: state.memory.as_ref().and_then(|sample| date(&sample.create_time_utc)),
        disk: state.disk.as_ref().and_then(|sample| date(&sample.create_time_utc)),
    };
    (taken != Taken::default()).then_some(taken)
}

/// What could not be read, and what was read and is empty.
fn missing(state: &DeviceState) -> Vec<NotReadable> {
    let parts = [
        (StatePart::System, Part::System, state.system.is_none()),
        (StatePart::Cpu, Part::Cpu, state.cpu_percent().is_none()),
        (StatePart::Memory, Part::Memory, state.memory_percent().is_none()),
        (StatePart::Disk, Part::Disk, state.volumes().is_empty()),
    ];
    let missing = parts.into_iter().filter(|(_, _, is_missing)| *is_missing).map(|(own, part, _)| {
        let unread = state.unread.iter().find(|unread| unread.part == own);
        let reason = unread.map_or("the service has no figures", |unread| unread.reason.as_str());
        NotReadable { part, reason: reason.into() }
    });
    missing.collect()
}
