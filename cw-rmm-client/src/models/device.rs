//! Devices: in the older list, and as the newer list and the details show them.

use cw_http::data::DateTime;
use cw_http::open_enum;

use super::hardware::{
    BaseBoard, Bios, Drive, Keyboard, MemoryModule, Monitor, Mouse, NetworkAdapter, OperatingSystem, PhysicalDrive,
    Processor, RaidController, Service, Share, Software, SoftwareLicense, SystemInfo, UserAccount,
};
use super::macros::model;
use crate::ids::{CompanyId, EndpointId, SiteId};

open_enum! {
    /// What a device is.
    pub enum EndpointType {
        /// A workstation; laptops too.
        Desktop = "Desktop",
        /// A server.
        Server = "Server",
        /// Something in the network.
        NetworkDevice = "NetworkDevice",
    }
}

model! {
    /// A device, as version 1 of the list has it: it tells where the device is and not what it is called.
    pub struct DeviceSummary {
        /// Its company.
        company_id("clientId"): CompanyId,
        /// Its site.
        site_id: SiteId,
        /// Its id.
        endpoint_id: EndpointId,
        /// Its number in an older part of the platform.
        reg_id: String,
        /// What it is.
        endpoint_type: EndpointType,
        /// Its operating system.
        os_type: String,
    }

    /// A device, as version 2 of the list and both versions of the details have it. What was not asked for is not there.
    pub struct Device {
        /// Its id.
        endpoint_id("endpointID"): EndpointId,
        /// Its company. The answers say `companyID` or `clientID`; both are read.
        company_id("companyID"): CompanyId,
        /// As `company_id`; empty once it is read.
        client_id("clientID"): CompanyId,
        /// Its site. Not every list tells it.
        site_id("siteID"): SiteId,
        /// Its name.
        device_name: String,
        /// What people call it.
        friendly_name: String,
        /// When the record was made.
        create_time_utc("createTimeUTC"): DateTime,
        /// When its agent was installed.
        agent_installed_utc("agentInstalledUTC"): DateTime,
        /// What kind of thing it is.
        resource_type: String,
        /// What it is, more closely.
        sub_resource_type: String,
        /// What it is, in a word.
        endpoint_type: EndpointType,
        /// What it is, in another word.
        kind("type"): String,
        /// Address in its own network.
        ip_address: String,
        /// Hardware address.
        mac_address: String,
        /// Address seen from the Internet.
        remote_address: String,
        /// Whether and how it is virtual.
        virtual_type: String,
        /// Roles and features of a server.
        roles_features: String,
        /// The machine.
        system: SystemInfo,
        /// The operating system.
        os: OperatingSystem,
        /// The firmware.
        bios: Bios,
        /// The main board.
        base_board: BaseBoard,
        /// Processors.
        processors: Vec<Processor>,
        /// Memory modules.
        physical_memory: Vec<MemoryModule>,
        /// Disks.
        drives: Vec<Drive>,
        /// Disks, as an older part of the answer has them.
        physical_drive: Vec<PhysicalDrive>,
        /// Network adapters.
        networks: Vec<NetworkAdapter>,
        /// RAID controller.
        raid_controller: RaidController,
        /// Programs.
        installed_softwares: Vec<Software>,
        /// Services.
        services: Vec<Service>,
        /// Accounts.
        users: Vec<UserAccount>,
        /// Shared folders.
        shares: Vec<Share>,
        /// Licences.
        software_licenses: Vec<SoftwareLicense>,
        /// Virus scanners; their shape is not documented.
        anti_viruses: serde_json::Value,
        /// Keyboards.
        keyboards: Vec<Keyboard>,
        /// Mice.
        mouse: Vec<Mouse>,
        /// Screens.
        monitors: Vec<Monitor>,
    } finish name_the_company

    /// Details under the name of their category, as some answers have them.
    pub struct Categorized {
        /// A machine with an agent.
        platform: Box<Device>,
        /// Something in the network.
        network: Box<Device>,
        /// Something in a cloud.
        cloud: Box<Device>,
    }
}

impl Device {
    /// What to show people: the friendly name, else the name, else the system's name.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        let system_name = self.system.as_ref().and_then(|system| system.system_name.as_ref());
        let names = [self.friendly_name.as_ref(), self.device_name.as_ref(), system_name];
        names.into_iter().flatten().map(String::as_str).find(|name| !name.trim().is_empty())
    }

    fn name_the_company(&mut self) {
        let client = self.client_id.take();
        self.company_id = self.company_id.take().or(client);
    }
}

impl Categorized {
    pub(crate) fn device(self) -> Option<Device> {
        self.platform.or(self.network).or(self.cloud).map(|device| *device)
    }
}
