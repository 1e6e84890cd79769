//! What a device is made of, and what is installed on it.

use cw_http::data::{DateTime, Secret};

use super::macros::model;

model! {
    /// The machine.
    pub struct SystemInfo {
        /// Product name.
        product: String,
        /// Model.
        model: String,
        /// Its clock, in short.
        time_zone: String,
        /// Its clock, in words.
        time_zone_description: String,
        /// Serial number.
        serial_number: String,
        /// Its name.
        system_name: String,
        /// Its domain or workgroup.
        domain: String,
        /// Its role in the domain, as Windows numbers it: 0 and 1 are workstations, 2 and 3 servers, 4 and 5 domain controllers.
        domain_role: i64,
        /// Its kind, in the platform's word.
        category: String,
    }

    /// The operating system.
    pub struct OperatingSystem {
        /// Its name.
        product: String,
        /// Who made it.
        manufacturer: String,
        /// Its language.
        os_language: String,
        /// Its serial number.
        serial_number: String,
        /// Its version: `10.0.26100`.
        version: String,
        /// Its version for people: `24H2`.
        display_version: String,
        /// Its build: `26100`.
        build_number: String,
        /// When it was installed.
        install_date: DateTime,
        /// Its kind: `Windows`.
        kind("type"): String,
        /// `64-bit`.
        arch: String,
        /// Its service pack.
        service_pack: String,
        /// The product's id, which is no secret.
        product_id: String,
        /// The product's key, which is.
        product_key: Secret,
    }

    /// The firmware.
    pub struct Bios {
        /// Its name.
        product: String,
        /// Who made it.
        manufacturer: String,
        /// Its version.
        version: String,
        /// The machine's serial number.
        serial_number: String,
        /// The version of SMBIOS.
        smbios_version: String,
    }

    /// The main board.
    pub struct BaseBoard {
        /// Product name.
        product: String,
        /// Who made it.
        manufacturer: String,
        /// Model.
        model: String,
        /// Serial number.
        serial_number: String,
        /// Its name.
        name: String,
        /// Its version.
        version: String,
        /// When it was installed.
        install_date: DateTime,
    }

    /// A processor.
    pub struct Processor {
        /// Its name.
        product: String,
        /// How many cores it has.
        number_of_cores: i64,
        /// Its clock, in MHz, as text.
        clock_speed_mhz: String,
        /// Its family, as a number.
        family: i64,
        /// Who made it.
        manufacturer: String,
        /// What it is for.
        processor_type: String,
        /// Serial number.
        serial_number: String,
        /// Its level, as a number.
        level: i64,
    }

    /// A memory module.
    pub struct MemoryModule {
        /// Who made it.
        manufacturer: String,
        /// Serial number.
        serial_number: String,
        /// Its size, in bytes.
        size_bytes: i64,
    }

    /// A disk.
    pub struct Drive {
        /// Product name.
        product: String,
        /// Who made it.
        manufacturer: String,
        /// `SSD`.
        media_type: String,
        /// `NVMe`.
        interface_type: String,
        /// What the system calls it.
        logical_name: String,
        /// Serial number.
        serial_number: String,
        /// The names of its partitions.
        partitions: Vec<String>,
        /// Its size, in bytes.
        size_bytes: i64,
        /// How many partitions it has.
        number_of_partitions: i64,
        /// Its partitions.
        partition_data: Vec<DrivePartition>,
    }

    /// A disk, as an older part of the answer has it.
    pub struct PhysicalDrive {
        /// Its kind.
        kind("type"): String,
        /// Its partitions.
        partitions: Vec<DrivePartition>,
    }

    /// A partition of a disk.
    pub struct DrivePartition {
        /// `C:`.
        name: String,
        /// Its label.
        label: String,
        /// `NTFS`.
        file_system: String,
        /// More about it.
        description: String,
        /// Its size, in bytes.
        size_bytes: i64,
    }

    /// A network adapter.
    pub struct NetworkAdapter {
        /// Who made it.
        vendor: String,
        /// Product name.
        product: String,
        /// What the system calls it.
        logical_name: String,
        /// Hardware address.
        mac_address: String,
        /// Whether it speaks IP.
        ip_enabled: bool,
        /// Its IPv4 address.
        ipv4: String,
        /// Its IPv4 addresses.
        ipv4_list: Vec<String>,
        /// Its IPv6 address.
        ipv6: String,
        /// Its IPv6 addresses.
        ipv6_list: Vec<String>,
        /// Its network mask.
        subnet_mask: String,
        /// Its network masks.
        subnet_masks: Vec<String>,
        /// Its gateway.
        default_ip_gateway("defaultIPGateway"): String,
        /// Its gateways.
        default_ip_gateways("defaultIPGateways"): Vec<String>,
        /// Its name servers.
        dns_servers: Vec<String>,
        /// Whether its address comes by DHCP.
        dhcp_enabled: bool,
        /// From where.
        dhcp_server: String,
        /// For how long, in seconds.
        dhcp_lease_duration: i64,
        /// Since when.
        dhcp_lease_obtained: DateTime,
        /// Until when.
        dhcp_lease_expires: DateTime,
        /// Its WINS server.
        wins_primary_server: String,
        /// Its other WINS server.
        wins_secondary_server: String,
    }

    /// A RAID controller.
    pub struct RaidController {
        /// RAID in software.
        software_raid: String,
        /// RAID in hardware.
        hardware_raid: String,
        /// Who made it.
        vendor: String,
    }

    /// A program that is installed.
    pub struct Software {
        /// Its name.
        name: String,
        /// Its version.
        version: String,
        /// Who made it.
        publisher: String,
        /// When it was installed.
        install_date: DateTime,
        /// For whom.
        user_name: String,
        /// When it was last used.
        last_access_date_time: DateTime,
    }

    /// A service of the operating system.
    pub struct Service {
        /// Its name: `Spooler`.
        service_name: String,
        /// Its name for people: `Print Spooler`.
        display_name: String,
        /// Where its program is.
        executable_path: String,
        /// `Auto`.
        startup_type: String,
        /// `Running`.
        service_status: String,
        /// Its account.
        log_on_as: String,
        /// Whether it can be stopped.
        stop_enable_action: bool,
        /// Whether it starts a while after the machine.
        delayed_auto_start: bool,
        /// How it last ended, as Windows numbers it.
        win32_exit_code: i64,
        /// How it last ended, as it numbers it itself.
        service_specific_exit_code: i64,
    }

    /// An account on the machine.
    pub struct UserAccount {
        /// Its name.
        username: String,
        /// Its kind.
        user_type: String,
        /// Whether it is switched off.
        user_disabled: bool,
        /// Whether it is locked.
        user_lockout: bool,
        /// Whether it needs a password.
        password_required: bool,
    }

    /// A folder that the machine shares.
    pub struct Share {
        /// Its name.
        name: String,
        /// Its caption.
        caption: String,
        /// More about it.
        description: String,
        /// Where it is.
        path: String,
        /// How it may be used.
        access: String,
        /// Who may use it.
        user_access: Vec<String>,
        /// What kind it is.
        kind("type"): Vec<String>,
    }

    /// A licence of a program.
    pub struct SoftwareLicense {
        /// The program.
        product_name: String,
        /// The product's id, which is no secret.
        product_id: String,
        /// The product's key, which is.
        product_key: Secret,
    }

    /// A keyboard.
    pub struct Keyboard {
        /// Its id.
        device_id("deviceID"): String,
        /// Its name.
        name: String,
        /// More about it.
        description: String,
    }

    /// A mouse.
    pub struct Mouse {
        /// Who made it.
        manufacturer: String,
        /// Its name.
        name: String,
        /// Its id.
        device_id: String,
        /// How it is connected, as Windows numbers it.
        device_interface: i64,
        /// How it points, as Windows numbers it.
        pointing_type: i64,
        /// How many buttons it has.
        buttons: i64,
    }

    /// A screen.
    pub struct Monitor {
        /// Its id.
        device_id("deviceID"): String,
        /// Its name.
        name: String,
        /// Who made it.
        manufacturer: String,
        /// Its height, in pixels.
        screen_height: i64,
        /// Its width, in pixels.
        screen_width: i64,
    }
}
