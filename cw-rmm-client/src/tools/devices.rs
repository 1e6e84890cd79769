//! Devices: lists of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, read, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::{Access, Owned};
use super::columns::{called, word};
use super::input::{SearchText, fits, list_input};
use super::machines::{self, Machine, SECTIONS};
use super::resolve::{self, Found, NamedRow};
use super::whole::{GO_ON, Slice, Start, sort_by_text};
use crate::api::{DeviceCategory, DeviceScope};
use crate::client::RmmClient;
use crate::ids::{CompanyId, SiteId};
use crate::models::{Availability, Company, Site};

pub(super) fn list(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-list-devices", Effect::Read)
        .with_title("List devices")
        .with_description(
            "Lists devices (servers, workstations, network and cloud devices) of ConnectWise RMM: id, name, company, type, \
             operating system. Use it to find machines by customer, site, part of the name, server or workstation, operating \
             system, online or offline. All filters must hold. Without `company` or `site` companies are gone through by name, \
             four at a time, and the answer says where to go on. For one machine use cw-rmm-get-device, for its health \
             cw-rmm-get-device-state.",
        )
        .with_permission("Scopes platform.devices.read, platform.companies.read; for `site` platform.sites.read too")
        .with_aliases([
            "machines", "computers", "endpoints", "workstations", "servers", "boxes", "laptops", "desktops", "agents", "hosts",
            "inventory", "which machines are offline", "assets", "switches", "printers",
        ])
        .with_operation("rmm:POST /device/categories/{id}/endpoints")
        // What some tenants take in its place.
        .with_operation("rmm:GET /device/categories/{id}/endpoints")
        .with_operation("rmm:GET /device/endpoints/heartbeat");
    read(spec, rmm, list_devices)
}

list_input! {
    struct ListDevices of DeviceColumn, order DeviceOrder {
        /// Only devices of this company, by id or name, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only devices at this site, by id or name, such as `Main Office`.
        site: Option<IdOrName>,
        /// Only devices whose name contains this text, such as `DC`. Case does not matter.
        name: Option<SearchText>,
        /// Only servers, or workstations.
        r#type: Option<MachineType>,
        /// Only devices whose operating system's name contains this text, such as `Server 2022` or `Windows 11`.
        os: Option<SearchText>,
        /// Only devices that are online, or only those that are not known to be.
        online: Option<bool>,
        /// Machines with an agent, or other kinds of devices.
        #[serde(default)]
        category: Category,
    }
    sorts {
        #[default]
        Name,
        Os,
    }
}

/// What a machine is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum MachineType {
    Server,
    Workstation,
}

/// What kind of devices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Category {
    #[default]
    Platform,
    Network,
    Cloud,
    All,
}

impl From<Category> for DeviceCategory {
    fn from(category: Category) -> Self {
        match category {
            Category::Platform => Self::Platform,
            Category::Network => Self::Network,
            Category::Cloud => Self::Cloud,
            Category::All => Self::All,
        }
    }
}

/// A device, and what other lists say about it.
pub(super) struct Shown {
    machine: Machine,
    site: Option<String>,
    online: Option<bool>,
}

columns! {
    /// A device.
    pub(super) struct DeviceRow of shown: Shown, by DeviceColumn {
        usual {
            /// Its id.
            id: String = "" => word(&shown.machine.device.endpoint_id),
            /// Its name.
            name: Untrusted = "" => called(shown.machine.device.display_name()),
            /// The company it belongs to.
            company: Untrusted = "" => called(shown.machine.company.as_deref()),
            /// What it is, such as `Desktop` (laptops too) or `Server`.
            r#type: String = "" => word(&shown.machine.device.endpoint_type),
            /// Name of the operating system.
            os: Untrusted = "" => called(shown.machine.system()),
        }
        asked {
            /// Whether it is online.
            online: bool = "" => shown.online,
            /// The site it stands at, where the service tells.
            site: Untrusted = "" => called(shown.site.as_deref()),
            /// Id of the site, where the service tells.
            site_id: String = "" => word(&shown.machine.device.site_id),
            /// Id of the company.
            company_id: String = "" => word(&shown.machine.device.company_id),
            /// Its host name, where people call it otherwise.
            host_name: Untrusted = "" => text(&shown.machine.device.device_name),
            /// Version of the operating system.
            os_version: Untrusted = "" => shown.machine.device.os.as_ref().and_then(|os| text(&os.version)),
            /// Its model.
            model: Untrusted = "" => shown.machine.device.system.as_ref().and_then(|system| text(&system.model)),
            /// Its serial number.
            serial_number: Untrusted = "" => {
                shown.machine.device.system.as_ref().and_then(|system| text(&system.serial_number))
            },
            /// Its domain or workgroup.
            domain: Untrusted = "" => shown.machine.device.system.as_ref().and_then(|system| text(&system.domain)),
            /// Address in its own network.
            ip: Untrusted = "" => text(&shown.machine.device.ip_address),
            /// Hardware address.
            mac: Untrusted = "" => text(&shown.machine.device.mac_address),
            /// When its agent was installed, in UTC.
            agent_installed: String = "" => date(&shown.machine.device.agent_installed_utc),
        }
    }
}

/// Companies whose devices the service lists at once.
const AT_ONCE: usize = 4;

/// How often one call goes to the next companies in search of rows.
const MOST_ROUNDS: usize = 25;

async fn list_devices(access: Access, input: ListDevices) -> Result<Listed<DeviceRow>, ToolError> {
    let slice = Slice::of(&input)?;
    let mut companies = machines::companies(&access, "$.company", input.company.as_ref()).await?;
    companies.sort_by_cached_key(|company| (company.row.name().to_lowercase(), company.id.clone()));
    let own = (companies.len() == 1).then(|| companies[0].id.clone());
    let site = resolve::site(&access, "$.site", input.site.as_ref(), own.as_ref()).await?;
    if let Some(owner) = site.as_ref().and_then(|site| site.row.owner()) {
        companies.retain(|company| company.id == *owner);
    }
    let search = Search { access: &access, input: &input, site: site.map(|site| site.row), companies };
    search.part(&slice).await
}

struct Search<'a> {
    access: &'a Access,
    input: &'a ListDevices,
    site: Option<Site>,
    companies: Vec<Found<Company>>,
}

impl Search<'_> {
    /// Goes through the companies, a few at a time, until there are rows enough. A cursor names the first of the companies
    /// among whose devices it counts.
    async fn part(&self, slice: &Slice) -> Result<Listed<DeviceRow>, ToolError> {
        let start = slice.start();
        let first = start
            .section
            .as_ref()
            .map_or(Some(0), |section| self.companies.iter().position(|company| company.id.as_str() == section));
        let Some(first) = first else {
            return Err(ToolError::input("$.cursor", "the company it stands at is gone", "no cursor: begin anew"));
        };
        let (mut rows, mut offset) = (Vec::new(), start.offset);
        let sections: Vec<&[Found<Company>]> = self.sections(first);
        for (round, companies) in sections.iter().enumerate() {
            if rows.len() >= slice.limit() || round == MOST_ROUNDS {
                return Ok(self.cut(rows, slice, Start { offset: 0, section: section_of(companies) }));
            }
            let shown = self.of(companies).await?;
            let rest = shown.get(offset..).unwrap_or_default();
            let room = slice.limit() - rows.len();
            rows.extend(rest.iter().take(room).map(|shown| DeviceRow::read(shown, &self.input.fields)));
            if rest.len() > room {
                return Ok(self.cut(rows, slice, Start { offset: offset + room, section: section_of(companies) }));
            }
            offset = 0;
        }
        Ok(Listed::all(rows))
    }

    fn sections(&self, first: usize) -> Vec<&[Found<Company>]> {
        self.companies.get(first..).unwrap_or_default().chunks(AT_ONCE).collect()
    }

    fn cut(&self, rows: Vec<DeviceRow>, slice: &Slice, next: Start) -> Listed<DeviceRow> {
        let words = format!("Showing {}; there may be more. {GO_ON}", rows.len());
        Listed::part(rows, slice.cursor(&next)).with_truncated(words)
    }

    /// The devices of these companies that fit, sorted.
    async fn of(&self, companies: &[Found<Company>]) -> Result<Vec<Shown>, ToolError> {
        let input = self.input;
        let mut machines = self.machines(companies).await?;
        machines.retain(|machine| self.fits(machine));
        let wants = |column| input.fields.contains(&column);
        let needs_heartbeat = !machines.is_empty() && (input.online.is_some() || wants(DeviceColumn::online));
        let heartbeat: Vec<Availability> = if needs_heartbeat {
            machines::heartbeat(self.access, companies.iter().map(|company| company.id.clone()).collect()).await?
        } else {
            Vec::new()
        };
        let sites = if !machines.is_empty() && wants(DeviceColumn::site) {
            self.site_names(companies).await?
        } else {
            BTreeMap::new()
        };
        let mut shown: Vec<Shown> = machines
            .into_iter()
            .map(|machine| {
                let online = machine.id().and_then(|id| machines::is_online(&heartbeat, id));
                let site = machine.device.site_id.as_ref().and_then(|id| sites.get(id).cloned());
                Shown { machine, site, online }
            })
            .filter(|shown| input.online.is_none_or(|online| online == (shown.online == Some(true))))
            .collect();
        sort_by_text(&mut shown, input.descending, |shown| {
            let name = shown.machine.device.display_name();
            match input.order_by {
                DeviceOrder::Name => (name, shown.machine.id().map(AsRef::as_ref)),
                DeviceOrder::Os => (shown.machine.system(), name),
            }
        });
        Ok(shown)
    }

    async fn machines(&self, companies: &[Found<Company>]) -> Result<Vec<Machine>, ToolError> {
        let scope = match self.site.as_ref().and_then(|site| site.id.clone()) {
            Some(site) => DeviceScope::site(site),
            None => DeviceScope::Companies(companies.iter().map(|company| company.id.clone()).collect()),
        };
        let list = self.access.rmm.devices().list_v2(scope).category(self.input.category.into()).fields(SECTIONS);
        let mut devices = list.all().await?;
        if let Some(site) = &self.site {
            for device in &mut devices {
                device.site_id = device.site_id.take().or_else(|| site.id.clone());
                device.company_id = device.company_id.take().or_else(|| site.owner().cloned());
            }
            devices.retain(|device| device.site_id == site.id);
        }
        Ok(machines::named(devices, companies))
    }

    fn fits(&self, machine: &Machine) -> bool {
        let device = &machine.device;
        fits(self.input.name.as_ref(), [&device.friendly_name, &device.device_name].map(|name| name.as_deref()))
            && fits(self.input.os.as_ref(), [machine.system()])
            && self.input.r#type.is_none_or(|kind| (kind == MachineType::Server) == machine.is_server())
    }

    async fn site_names(&self, companies: &[Found<Company>]) -> Result<BTreeMap<SiteId, String>, ToolError> {
        let only: Option<&CompanyId> = match companies {
            [only] => Some(&only.id),
            _ => None,
        };
        let sites = resolve::sites(self.access, only).await?;
        Ok(sites.into_iter().filter_map(|site| Some((site.id.clone()?, NamedRow::name(&site).to_owned()))).collect())
    }
}

fn section_of(companies: &[Found<Company>]) -> Option<String> {
    companies.first().map(|company| company.id.to_string())
}
