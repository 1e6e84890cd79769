//! One device: what it is, what it is made of, what is installed on it.

use std::sync::Arc;

use cw_http::ErrorKind;
use cw_http::tools::{date, read, text};
use msp_tools_core::{Bounded, Effect, IdOrName, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::{Access, Owned};
use super::columns::{called, gigabytes, word};
use super::input::{SearchText, fits};
use super::machines;
use super::resolve::{self, NamedRow};
use crate::client::RmmClient;
use crate::models::{Device, NetworkAdapter};

pub(super) fn get(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-get-device", Effect::Read)
        .with_title("Get device")
        .with_description(
            "Shows one device by id or name: company, site, type, model, serial number, operating system, processor, memory, \
             disks, network addresses, when its agent was installed. `include` adds software, services, users, shares or licences \
             (product keys are never shown); `match` narrows those by name. For load, free space and who is logged on use \
             cw-rmm-get-device-state, for updates cw-rmm-get-device-patches.",
        )
        .with_permission("Scopes platform.asset.read, platform.companies.read; by name platform.devices.read too")
        .with_aliases([
            "machine", "computer", "endpoint", "hardware", "specs", "serial number", "ip address", "installed software", "is it installed",
            "services", "what model", "ram", "inventory", "workstation", "server",
        ])
        .with_operation("rmm:GET /device/endpoints/{id}");
    read(spec, rmm, get_device)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetDevice {
    /// The device, by id or name, such as `DC01`.
    device: IdOrName,
    /// Its company, by id or name, where several companies have a device of that name.
    company: Option<IdOrName>,
    /// What else to show.
    #[serde(default)]
    include: Vec<Section>,
    /// Only software, services, users, shares and licences whose name contains this text, such as `Chrome`.
    r#match: Option<SearchText>,
    /// How many rows of each of these to show, at most.
    #[serde(default)]
    limit: Bounded<1, 500, 50>,
}

/// A part of what is known about a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Section {
    Software,
    Services,
    Users,
    Shares,
    Licenses,
}

/// A device.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct DeviceDetails {
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
    /// Id of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    site_id: Option<String>,
    /// What it is, such as `Desktop` (laptops too) or `Server`.
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: Option<Untrusted>,
    /// Its model.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Untrusted>,
    /// Its serial number.
    #[serde(skip_serializing_if = "Option::is_none")]
    serial_number: Option<Untrusted>,
    /// Its domain or workgroup.
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<Untrusted>,
    /// Name of the operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    os: Option<Untrusted>,
    /// Version of the operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    os_version: Option<Untrusted>,
    /// Processors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    processors: Vec<Untrusted>,
    /// Installed memory in GB.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_gb: Option<f64>,
    /// Its disks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disks: Vec<DiskRow>,
    /// Its network adapters that have an address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    networks: Vec<NetworkRow>,
    /// Virtual or not, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    virtual_type: Option<Untrusted>,
    /// When its agent was installed, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_installed: Option<String>,
    /// As of when all this is, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// Installed programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    software: Option<Vec<Item>>,
    /// Services of the operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    services: Option<Vec<Item>>,
    /// Accounts on the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    users: Option<Vec<Item>>,
    /// Folders that it shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    shares: Option<Vec<Item>>,
    /// Licences, without their keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    licenses: Option<Vec<Item>>,
    /// What to know about the figures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Untrusted>,
}

/// A disk.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct DiskRow {
    /// Its product name.
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<Untrusted>,
    /// Its size in GB.
    #[serde(skip_serializing_if = "Option::is_none")]
    size_gb: Option<f64>,
    /// Its kind, such as `SSD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<Untrusted>,
    /// Its partitions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    partitions: Vec<Untrusted>,
}

/// A network adapter.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct NetworkRow {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Untrusted>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<Untrusted>,
    /// Its hardware address.
    #[serde(skip_serializing_if = "Option::is_none")]
    mac: Option<Untrusted>,
    /// Its gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    gateway: Option<Untrusted>,
    /// Its name servers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dns: Vec<Untrusted>,
}

/// Something on a device.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Item {
    /// Its name.
    name: Untrusted,
    /// More about it: the version of a program, the state of a service, the kind of an account, the path of a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Untrusted>,
}

async fn get_device(access: Access, input: GetDevice) -> Result<DeviceDetails, ToolError> {
    let found = machines::one(&access, &input.device, input.company.as_ref()).await?;
    let device =
        if found.row.is_whole { found.row.device.clone() } else { access.rmm.devices().get(&found.id).await? };
    let mut details = details(found.id.as_ref(), &device);
    details.company_id = word(&found.row.device.company_id).or_else(|| word(&device.company_id));
    let (company, note) = match found.row.company.clone() {
        Some(company) => (Some(company), None),
        None => company_name(&access, &found.row).await?,
    };
    details.company = called(company.as_deref());
    details.notes.extend(note.map(Untrusted::new));
    let sections = Sections { device: &device, input: &input };
    for section in &input.include {
        sections.add(*section, &mut details);
    }
    Ok(details)
}

/// The name of the device's company; if it cannot be read, a note of why.
async fn company_name(
    access: &Access,
    machine: &machines::Machine,
) -> Result<(Option<String>, Option<String>), ToolError> {
    match resolve::companies(access).await {
        Ok(companies) => {
            let own = companies.iter().find(|company| company.id.is_some() && company.id.as_ref() == machine.owner());
            Ok((own.map(|company| NamedRow::name(company).to_owned()), None))
        }
        Err(error) if error.kind() == ErrorKind::Withheld => Err(error.into()),
        Err(error) => Ok((None, Some(format!("The company's name could not be read: {error}")))),
    }
}

fn details(id: &str, device: &Device) -> DeviceDetails {
    let (system, os) = (device.system.as_ref(), device.os.as_ref());
    let sizes = device.physical_memory.iter().flatten().filter_map(|module| module.size_bytes);
    let display_version = os.and_then(|os| os.display_version.as_ref());
    let version = os.and_then(|os| os.version.as_ref()).map(|version| match display_version {
        Some(display) => format!("{version} ({display})"),
        None => version.clone(),
    });
    DeviceDetails {
        id: id.to_owned(),
        name: Untrusted::new(device.display_name().unwrap_or("(no name)")),
        site_id: word(&device.site_id),
        r#type: word(&device.endpoint_type).or_else(|| device.resource_type.clone()),
        manufacturer: device.bios.as_ref().and_then(|bios| text(&bios.manufacturer)),
        model: system.and_then(|system| text(&system.model).or_else(|| text(&system.product))),
        serial_number: system.and_then(|system| text(&system.serial_number)),
        domain: system.and_then(|system| text(&system.domain)),
        os: os.and_then(|os| text(&os.product)),
        os_version: version.map(Untrusted::new),
        processors: device.processors.iter().flatten().filter_map(|processor| text(&processor.product)).collect(),
        memory_gb: sizes.reduce(i64::saturating_add).map(gigabytes),
        disks: disks(device),
        networks: device.networks.iter().flatten().filter_map(network).collect(),
        virtual_type: text(&device.virtual_type),
        agent_installed: date(&device.agent_installed_utc),
        as_of: date(&device.create_time_utc),
        ..DeviceDetails::default()
    }
}

fn disks(device: &Device) -> Vec<DiskRow> {
    let disks = device.drives.iter().flatten().map(|drive| DiskRow {
        product: text(&drive.product),
        size_gb: drive.size_bytes.map(gigabytes),
        media: text(&drive.media_type),
        partitions: drive.partitions.iter().flatten().map(Untrusted::new).collect(),
    });
    disks.collect()
}

fn network(adapter: &NetworkAdapter) -> Option<NetworkRow> {
    let listed = adapter.ipv4_list.iter().flatten().next().cloned();
    let ip = text(&adapter.ipv4).or_else(|| text(&listed))?;
    Some(NetworkRow {
        name: text(&adapter.logical_name).or_else(|| text(&adapter.product)),
        ip: Some(ip),
        mac: text(&adapter.mac_address),
        gateway: text(&adapter.default_ip_gateway),
        dns: adapter.dns_servers.iter().flatten().map(Untrusted::new).collect(),
    })
}

/// What is on a device, as far as it is asked for.
struct Sections<'a> {
    device: &'a Device,
    input: &'a GetDevice,
}

impl Sections<'_> {
    fn add(&self, section: Section, details: &mut DeviceDetails) {
        let device = self.device;
        let (what, place, items): (_, _, Vec<(Option<&String>, Option<&String>)>) = match section {
            Section::Software => {
                let rows = device.installed_softwares.iter().flatten();
                ("programs", &mut details.software, rows.map(|row| (row.name.as_ref(), row.version.as_ref())).collect())
            }
            Section::Services => {
                let rows = device.services.iter().flatten();
                let named = |name: &'_ Option<String>| name.is_some();
                let rows = rows.map(|row| {
                    let name = if named(&row.display_name) { &row.display_name } else { &row.service_name };
                    (name.as_ref(), row.service_status.as_ref())
                });
                ("services", &mut details.services, rows.collect())
            }
            Section::Users => {
                let rows = device.users.iter().flatten();
                ("users", &mut details.users, rows.map(|row| (row.username.as_ref(), row.user_type.as_ref())).collect())
            }
            Section::Shares => {
                let rows = device.shares.iter().flatten();
                ("shares", &mut details.shares, rows.map(|row| (row.name.as_ref(), row.path.as_ref())).collect())
            }
            Section::Licenses => {
                let rows = device.software_licenses.iter().flatten();
                let rows = rows.map(|row| (row.product_name.as_ref(), row.product_id.as_ref()));
                ("licences", &mut details.licenses, rows.collect())
            }
        };
        let wanted = |name: Option<&String>| fits(self.input.r#match.as_ref(), [name.map(String::as_str)]);
        let mut items: Vec<Item> = items
            .into_iter()
            .filter(|(name, _)| wanted(*name))
            .filter_map(|(name, detail)| Some(Item { name: text(&name.cloned())?, detail: text(&detail.cloned()) }))
            .collect();
        let limit = self.input.limit.get() as usize;
        if items.len() > limit {
            let words = format!("{} {what}; the first {limit} are shown. Narrow them with `match`.", items.len());
            details.notes.push(words.into());
            items.truncate(limit);
        }
        *place = Some(items);
    }
}
