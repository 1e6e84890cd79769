//! Computers: lists of them.

use std::sync::Arc;

use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::columns::{gigabytes, id, name};
use super::input::{MachineType, Moment, SearchText, Status, sorted};
use super::resolve;
use crate::client::AutomateClient;
use crate::condition::{OrderBy, computer as field};
use crate::filters::ComputerFilter;
use crate::models::Computer;
use cw_http::columns;
use cw_http::tools::Part;
use cw_http::tools::{Limit, PageSize};
use cw_http::tools::{date, tenths, text};

pub(super) fn list(cwa: &AutomateClient) -> Arc<dyn Tool> {
    let spec = super::spec("cwa-list-computers", Effect::Read)
        .with_title("List computers")
        .with_description(
            "Lists computers (servers and workstations with an Automate agent): id, name, client, location, type, status, \
             operating system, last contact. Use it to find machines by customer, site, online or offline, server or \
             workstation, operating system or part of the name. All filters must hold. For the state of one machine and \
             its free disk space use cwa-get-computer.",
        )
        .with_permission("User class: Computers \"Show All\", or a right on the computers")
        .with_aliases([
            "machines", "devices", "endpoints", "workstations", "servers", "boxes", "laptops", "desktops", "agents", "hosts",
            "inventory", "which machines are offline",
        ])
        .with_operation("automate:GET /Computers");
    cw_http::tools::read(spec, cwa, list_computers)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListComputers {
    /// Only computers of this client, by id or name, such as `Acme Dental`.
    client: Option<IdOrName>,
    /// Only computers at this location (site), by id or name, such as `Main Office`.
    location: Option<IdOrName>,
    /// Only computers that are online, or offline.
    status: Option<Status>,
    /// Only servers, or workstations.
    r#type: Option<MachineType>,
    /// Only computers whose operating system's name contains this text, such as `Server 2022` or `Windows 11`.
    os: Option<SearchText>,
    /// Only computers whose host name contains this text, such as `DC`.
    name: Option<SearchText>,
    /// Only computers not heard of since this date, such as `2026-01-31` or `2026-01-31T08:00:00`, by the server's clock.
    last_contact_before: Option<Moment>,
    /// Only computers heard of since this date, written the same way.
    last_contact_after: Option<Moment>,
    /// Only computers that wait for a restart, or only others.
    reboot_needed: Option<bool>,
    /// Only computers in maintenance mode, or only others.
    in_maintenance: Option<bool>,
    /// More columns to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<ComputerColumn>,
    /// What to sort by.
    #[serde(default)]
    order_by: ComputerOrder,
    /// Whether to sort from last to first.
    #[serde(default)]
    descending: bool,
    /// How many computers to answer with, at most.
    #[serde(default)]
    limit: Limit,
    /// How many rows to fetch from the server in one request. Default: as many as `limit`.
    page_size: Option<PageSize>,
    /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ComputerOrder {
    #[default]
    Name,
    Id,
    Status,
    Os,
    LastContact,
}

columns! {
    /// A computer.
    pub(super) struct ComputerRow of computer: Computer, by ComputerColumn {
        usual {
            /// Its id.
            id: i64 = "Id" => computer.id.map(Into::into),
            /// Its host name.
            name: Untrusted = "ComputerName" => text(&computer.computer_name),
            /// The client it belongs to.
            client: Untrusted = "Client" => name(&computer.client),
            /// The location it stands at.
            location: Untrusted = "Location" => name(&computer.location),
            /// `Server` or `Workstation`.
            r#type: String = "Type" => computer.kind.as_ref().map(ToString::to_string),
            /// `Online` or `Offline`; rarely another word of the server.
            status: String = "Status" => computer.status.as_ref().map(ToString::to_string),
            /// Name of the operating system.
            os: Untrusted = "OperatingSystemName" => text(&computer.operating_system_name),
            /// When the agent was last heard of, by the server's clock.
            last_contact: String = "RemoteAgentLastContact" => date(&computer.remote_agent_last_contact),
        }
        asked {
            /// Id of the client.
            client_id: i64 = "Client" => id(&computer.client),
            /// Id of the location.
            location_id: i64 = "Location" => id(&computer.location),
            /// The name that people gave it.
            friendly_name: Untrusted = "FriendlyName" => text(&computer.friendly_name),
            /// Version of the operating system.
            os_version: Untrusted = "OperatingSystemVersion" => text(&computer.operating_system_version),
            /// Domain or workgroup.
            domain: Untrusted = "DomainName" => text(&computer.domain_name),
            /// Who was logged in last.
            user: Untrusted = "LastUserName" => text(&computer.last_user_name),
            /// Minutes since anybody touched it.
            idle_minutes: i64 = "UserIdleTime" => computer.user_idle_time,
            /// When it last started, by the server's clock.
            last_start: String = "LastStartup" => date(&computer.last_startup),
            /// Hours since it last started.
            uptime_hours: f64 = "SystemUptime" => computer.system_uptime.map(|minutes| tenths(minutes as f64 / 60.0)),
            /// Whether it waits for a restart.
            reboot_needed: bool = "IsRebootNeeded" => computer.is_reboot_needed,
            /// Whether it is in maintenance mode, in which alerts are held back.
            in_maintenance: bool = "IsMaintenanceModeEnabled" => computer.is_maintenance_mode_enabled,
            /// Installed memory in GB.
            memory_gb: f64 = "TotalMemory" => computer.total_memory.map(gigabytes),
            /// Free memory in GB.
            memory_free_gb: f64 = "FreeMemory" => computer.free_memory.map(gigabytes),
            /// Processor load in percent.
            cpu_percent: i64 = "CpuUsage" => computer.cpu_usage,
            /// Address in its own network.
            ip: Untrusted = "LocalIPAddress" => text(&computer.local_ip_address),
            /// Address seen from the Internet.
            public_ip: Untrusted = "GatewayIPAddress" => text(&computer.gateway_ip_address),
            /// Hardware address of the network card.
            mac: Untrusted = "MACAddress" => text(&computer.mac_address),
            /// Serial number.
            serial_number: Untrusted = "SerialNumber" => text(&computer.serial_number),
            /// Inventory label.
            asset_tag: Untrusted = "AssetTag" => text(&computer.asset_tag),
            /// Who made it.
            manufacturer: Untrusted = "BiosManufacturer" => text(&computer.bios_manufacturer),
            /// Whether it is a virtual machine.
            virtual_machine: bool = "IsVirtualMachine" => computer.is_virtual_machine,
            /// Version of the agent.
            agent_version: Untrusted = "RemoteAgentVersion" => text(&computer.remote_agent_version),
            /// The antivirus product.
            antivirus: Untrusted = "VirusScanner" => name(&computer.virus_scanner),
            /// Date of the antivirus definitions.
            antivirus_date: String = "AntivirusDefinitionDate" => date(&computer.antivirus_definition_date),
            /// When Windows Update last ran.
            windows_update: String = "WindowsUpdateDate" => date(&computer.windows_update_date),
            /// When the agent last took stock: the age of what is known about hardware and software.
            last_inventory: String = "RemoteAgentLastInventory" => date(&computer.remote_agent_last_inventory),
            /// When the agent was installed.
            added: String = "DateAdded" => date(&computer.date_added),
            /// When the warranty ends.
            warranty_end: String = "WarrantyEndDate" => date(&computer.warranty_end_date),
            /// Free notes.
            comment: Untrusted = "Comment" => text(&computer.comment),
        }
    }
}

async fn list_computers(access: Access, input: ListComputers) -> Result<Listed<ComputerRow>, ToolError> {
    let client = resolve::client_id(&access, "$.client", input.client.as_ref()).await?;
    let location = resolve::location_id(&access, "$.location", input.location.as_ref(), client).await?;
    let filter = ComputerFilter {
        client,
        location,
        status: input.status.map(Into::into),
        kind: input.r#type.map(Into::into),
        operating_system: input.os.map(Into::into),
        name: input.name.map(Into::into),
        last_contact_before: input.last_contact_before.map(Into::into),
        last_contact_after: input.last_contact_after.map(Into::into),
        reboot_needed: input.reboot_needed,
        in_maintenance: input.in_maintenance,
        extra: None,
    };
    let order = order(input.order_by, input.descending);
    let fields = input.fields;
    let list = access.cwa.computers().list().filter(filter).fields(ComputerRow::wire(&fields)).order_by(order);
    let part = Part { limit: input.limit, page_size: input.page_size, cursor: input.cursor };
    access.part(part, list, |computer| access.sees(computer), |computer| ComputerRow::read(computer, &fields)).await
}

fn order(by: ComputerOrder, descending: bool) -> OrderBy {
    match by {
        ComputerOrder::Name => sorted(&field::NAME, &field::ID, descending),
        ComputerOrder::Id => sorted(&field::ID, &field::ID, descending),
        ComputerOrder::Status => sorted(&field::STATUS, &field::ID, descending),
        ComputerOrder::Os => sorted(&field::OPERATING_SYSTEM, &field::ID, descending),
        ComputerOrder::LastContact => sorted(&field::LAST_CONTACT, &field::ID, descending),
    }
}
