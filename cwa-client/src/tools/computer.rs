//! One computer: whether it is there, and how much room its drives have.

use std::sync::Arc;

use cw_http::{Error, ErrorKind};
use jiff::Unit;
use msp_tools_core::{Effect, IdOrName, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::computers::{ComputerColumn, ComputerRow};
use super::resolve;
use crate::client::AutomateClient;
use crate::condition::row;
use crate::ids::ComputerId;
use crate::models::{Computer, Drive};
use cw_http::data::DateTime;
use cw_http::tools::{tenths, text};

pub(super) fn get(cwa: &AutomateClient) -> Arc<dyn Tool> {
    let spec = super::spec("cwa-get-computer", Effect::Read)
        .with_title("Get computer")
        .with_description(
            "Shows one computer by id or name: whether it is online, last contact, client, location, operating system, user, \
             uptime, pending restart, memory, address, and its drives with size and free space. Use it to answer \"is it \
             up\" and \"how full is its disk\" in one call. Drive figures are as old as the last inventory, whose date is in \
             the answer.",
        )
        .with_permission("User class: Computers \"Show All\", or a right on the computer")
        .with_aliases([
            "free space", "disk space", "how full is the disk", "is it online", "is it up", "machine", "box", "workstation",
            "endpoint", "device", "agent", "ram", "uptime", "who is logged in", "storage", "volumes",
        ])
        .with_operation("automate:GET /Computers/{id}")
        .with_operation("automate:GET /Computers/{id}/Drives");
    cw_http::tools::read(spec, cwa, get_computer)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetComputer {
    /// The computer, by id or name, such as `1042` or `DC01`.
    computer: IdOrName,
    /// Its client, by id or name, where several clients have a computer of that name.
    client: Option<IdOrName>,
    /// More facts to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<ComputerColumn>,
}

/// A computer with its drives.
#[derive(Debug, Serialize, JsonSchema)]
struct ComputerDetails {
    #[serde(flatten)]
    computer: ComputerRow,
    /// Its drives, as of the last inventory.
    drives: Vec<DriveRow>,
    /// What to know about the figures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Untrusted>,
}

/// A drive.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct DriveRow {
    /// Drive letter or mount point.
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<Untrusted>,
    /// Name of the volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<Untrusted>,
    /// Size in GB.
    size_gb: f64,
    /// Free space in GB.
    #[serde(skip_serializing_if = "Option::is_none")]
    free_gb: Option<f64>,
    /// Free space in percent of the size.
    #[serde(skip_serializing_if = "Option::is_none")]
    free_percent: Option<f64>,
}

/// What one computer shows beyond a row of a list.
const USUAL: [ComputerColumn; 13] = [
    ComputerColumn::client_id,
    ComputerColumn::friendly_name,
    ComputerColumn::user,
    ComputerColumn::idle_minutes,
    ComputerColumn::last_start,
    ComputerColumn::uptime_hours,
    ComputerColumn::reboot_needed,
    ComputerColumn::in_maintenance,
    ComputerColumn::memory_gb,
    ComputerColumn::memory_free_gb,
    ComputerColumn::cpu_percent,
    ComputerColumn::ip,
    ComputerColumn::last_inventory,
];

async fn get_computer(access: Access, input: GetComputer) -> Result<ComputerDetails, ToolError> {
    let client = resolve::client_id(&access, "$.client", input.client.as_ref()).await?;
    let columns: Vec<_> = USUAL.into_iter().chain(input.fields).collect();
    let fields = ComputerRow::wire(&columns);
    let computer = resolve::computer(&access, "$.computer", &input.computer, client, &fields).await?;

    let (drives, notes) = match drives(&access.cwa, computer.id).await {
        Ok(drives) => (drives.iter().filter_map(show).collect(), notes(&computer.row, &drives)),
        Err(error) if error.kind() == ErrorKind::Withheld => return Err(error.into()),
        Err(error) => (Vec::new(), vec![Untrusted::new(format!("The drives could not be read: {error}"))]),
    };
    Ok(ComputerDetails { computer: ComputerRow::read(&computer.row, &columns), drives, notes })
}

/// The drives by the route that servers were seen to answer, or else by the one that the vendor publishes.
///
/// Neither is trusted to leave out those of other computers.
async fn drives(cwa: &AutomateClient, computer: ComputerId) -> Result<Vec<Drive>, Error> {
    let mut drives = match cwa.computers().drives(computer).all().await {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut all = cwa.computers().all_drives().condition(row::COMPUTER_ID.eq(computer)).all().await?;
            all.retain(|drive| drive.computer_id.is_some());
            all
        }
        answer => answer?,
    };
    drives.retain(|drive| drive.computer_id.is_none_or(|other| other == computer));
    Ok(drives)
}

/// The drive with its room; nothing for one that is not there any more, or never had any.
fn show(drive: &Drive) -> Option<DriveRow> {
    let megabytes = drive.size.filter(|size| *size > 0 && drive.is_missing != Some(true))? as f64;
    let free = drive.free_space.map(|free| free as f64);
    Some(DriveRow {
        letter: text(&drive.letter),
        volume: text(&drive.volume_name),
        size_gb: tenths(megabytes / 1024.0),
        free_gb: free.map(|free| tenths(free / 1024.0)),
        free_percent: free.map(|free| tenths(free / megabytes * 100.0)),
    })
}

fn notes(computer: &Computer, drives: &[Drive]) -> Vec<Untrusted> {
    let left_out: Vec<_> = drives.iter().filter(|drive| show(drive).is_none()).map(label).collect();
    let left_out =
        (!left_out.is_empty()).then(|| format!("Left out as missing or without a size: {}.", left_out.join(", ")));
    let nothing = drives.is_empty().then(|| "No drives are known; the agent may never have taken stock.".to_owned());
    [left_out, nothing, age(computer)].into_iter().flatten().map(Untrusted::new).collect()
}

fn label(drive: &Drive) -> &str {
    let names = [&drive.letter, &drive.volume_name].into_iter().flatten();
    names.map(|name| name.trim()).find(|name| !name.is_empty()).unwrap_or("a drive without a name")
}

/// How old the inventory was when the agent was last heard of. Both dates are of the same clock, whatever its zone.
fn age(computer: &Computer) -> Option<String> {
    let civil = |date: &Option<DateTime>| date.as_ref().and_then(DateTime::civil);
    let (inventory, contact) = (&computer.remote_agent_last_inventory, &computer.remote_agent_last_contact);
    let hours = (civil(contact)? - civil(inventory)?).total(Unit::Hour).ok().filter(|hours| *hours >= 1.0)?;
    let inventory = inventory.as_ref()?;
    Some(format!("The inventory, drives included, is of {inventory}: {hours:.0} h before the last contact."))
}
