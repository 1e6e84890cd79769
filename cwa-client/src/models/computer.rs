//! Computers: machines with an agent.

use super::contact::Contact;
use super::macros::model;
use super::reference::Ref;
use super::ticket::Ticket;
use crate::ids::{ClientId, ComputerId, GroupId, LocationId, UserId};
use cw_http::data::DateTime;
use cw_http::open_enum;

open_enum! {
    /// Whether the agent is in touch with the server.
    pub enum ComputerStatus {
        /// It checked in lately.
        Online = "Online",
        /// It did not.
        Offline = "Offline",
    }
}

open_enum! {
    /// What kind of machine it is.
    pub enum ComputerType {
        /// A desk or portable machine.
        Workstation = "Workstation",
        /// A server, domain controllers included.
        Server = "Server",
    }
}

model! {
    /// A machine with an agent.
    ///
    /// Rows are large: the port, account and hardware arrays are most of them, so name the fields
    /// you want when listing. Units are those that integrations agree on; the vendor documents none.
    pub struct Computer {
        /// Its id; text on the wire.
        id: ComputerId,
        /// Its network name.
        computer_name: String,
        /// The name that people gave it.
        friendly_name: String,
        /// The client it belongs to.
        client: Ref<ClientId>,
        /// The site it stands at.
        location: Ref<LocationId>,
        /// The person who uses it.
        contact: Contact,
        /// Full name of the person who uses it.
        primary_contact_name: String,
        /// Workstation or server.
        kind("Type"): ComputerType,
        /// Online or offline; [`Computer::is_online`] asks the common question.
        status: ComputerStatus,
        /// Name of the operating system, such as `Microsoft Windows Server 2022 Standard`.
        operating_system_name: String,
        /// Version of the operating system, such as `10.0.20348`.
        operating_system_version: String,
        /// Domain or workgroup.
        domain_name: String,
        /// Addresses of its DNS servers.
        domain_name_servers: Vec<String>,
        /// Notes.
        comment: String,
        /// How urgent the notes are.
        comment_priority: Ref,
        /// Version of the agent, such as `230.341`.
        remote_agent_version: String,
        /// When the agent last spoke to the server: "last seen".
        remote_agent_last_contact: DateTime,
        /// When the agent last took stock.
        remote_agent_last_inventory: DateTime,
        /// When the server last received the result of stock-taking.
        last_inventory_received: DateTime,
        /// When the heartbeat was last heard.
        last_heartbeat: DateTime,
        /// When the machine last started.
        last_startup: DateTime,
        /// When the agent was installed.
        date_added: DateTime,
        /// When Windows Update last ran.
        windows_update_date: DateTime,
        /// Date of the antivirus definitions.
        antivirus_definition_date: DateTime,
        /// The antivirus product.
        virus_scanner: Ref,
        /// Its clock's distance from UTC, in hours.
        utc_offset("UTCOffset"): i64,
        /// Installed memory in bytes (unconfirmed).
        total_memory: i64,
        /// Free memory in bytes (unconfirmed).
        free_memory: i64,
        /// Processor load in percent.
        cpu_usage: i64,
        /// Time since it started, in minutes (unconfirmed).
        system_uptime: i64,
        /// Time since anybody touched it, in minutes (unconfirmed).
        user_idle_time: i64,
        /// Address in its own network.
        local_ip_address("LocalIPAddress"): String,
        /// Address seen from the Internet.
        gateway_ip_address("GatewayIPAddress"): String,
        /// Hardware address of the network card.
        mac_address("MACAddress"): String,
        /// TCP ports on which it listens.
        open_ports_tcp("OpenPortsTCP"): Vec<i64>,
        /// UDP ports on which it listens.
        open_ports_udp("OpenPortsUDP"): Vec<i64>,
        /// Speed of its connection; unit not documented.
        bandwidth: i64,
        /// Speed of its connection, for people.
        bandwidth_display: String,
        /// Who is logged in now.
        logged_in_users: Vec<LoggedInUser>,
        /// Who was logged in last, such as `ACME\maria`.
        last_user_name: String,
        /// Accounts on the machine.
        user_accounts: Vec<String>,
        /// Serial number.
        serial_number: String,
        /// Who made it, by its BIOS.
        bios_manufacturer: String,
        /// Version of its BIOS.
        bios_flash: String,
        /// Inventory label.
        asset_tag: String,
        /// When it was bought.
        asset_date: DateTime,
        /// When its warranty ends.
        warranty_end_date: DateTime,
        /// Size of its temporary files, as text.
        temp_files: String,
        /// Power plans it has.
        power_profiles: Vec<String>,
        /// Power plan in use.
        current_power_profile: String,
        /// Serial and parallel ports.
        hardware_ports: Vec<String>,
        /// Interrupt lines in use.
        irq("IRQ"): Vec<i64>,
        /// Hardware addresses in use.
        address: Vec<i64>,
        /// DMA channels in use.
        dma("DMA"): Vec<i64>,
        /// Windows' rating of the processor.
        cpu_score: f64,
        /// Windows' rating of 3D graphics.
        d3d_score("D3DScore"): f64,
        /// Windows' rating of the disk.
        disk_score: f64,
        /// Windows' rating of desktop graphics.
        graphics_score: f64,
        /// Windows' rating of the memory.
        memory_score: f64,
        /// Its part in distributing files to neighbours.
        master_mode: String,
        /// Whether the agent checks in every few seconds, not every few minutes.
        is_fas_talk: bool,
        /// Whether it distributes files to its neighbours.
        is_master: bool,
        /// Whether it probes the network of its site.
        is_network_probe: bool,
        /// Whether its heartbeat is wanted.
        is_heartbeat_enabled: bool,
        /// Whether its heartbeat is heard.
        is_heartbeat_running: bool,
        /// Whether it is in maintenance, so that alerts are held back.
        is_maintenance_mode_enabled: bool,
        /// Whether remote control can tunnel to it.
        is_tunnel_supported: bool,
        /// Whether it is a virtual machine.
        is_virtual_machine: bool,
        /// Whether it hosts virtual machines.
        is_virtual_host: bool,
        /// Whether it is locked against changes.
        is_locked_down: bool,
        /// Whether the agent runs as the system account.
        is_system_account: bool,
        /// Whether it waits for a restart.
        is_reboot_needed: bool,
        /// Whether it has Intel vPro.
        has_intel_vpro("HasIntelVPRO"): bool,
        /// Whether it has Intel AMT.
        has_intel_amt("HasIntelAMT"): bool,
        /// Whether it has HP iLO.
        has_hp_ilo("HasHPiLO"): bool,
        /// Its tickets; present only when expanded.
        tickets: Vec<Ticket>,
        /// The groups it is in; present only when expanded.
        groups: Vec<Ref<GroupId>>,
    }

    /// Somebody who is logged in.
    pub struct LoggedInUser {
        /// Account, such as `ACME\maria`.
        logged_in_user_name: String,
        /// Number of the Windows session.
        console_id: i64,
    }

    /// A time in which a computer's alerts are held back.
    pub struct MaintenanceMode {
        /// Which computer.
        computer_id("ComputerID"): ComputerId,
        /// When it starts.
        time_start: DateTime,
        /// How long it lasts, in minutes (unconfirmed).
        duration: i64,
        /// What is held back; the numbers are not documented.
        mode: i64,
        /// Who set it.
        user_id("UserID"): UserId,
    }
}

impl Computer {
    /// Whether the agent is in touch; `None` if the answer does not say.
    #[must_use]
    pub fn is_online(&self) -> Option<bool> {
        self.status.as_ref().map(|status| *status == ComputerStatus::Online)
    }
}
