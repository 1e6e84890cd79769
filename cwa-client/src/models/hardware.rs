//! What a computer is made of: drives, memory, processors and the rest of the inventory.

use super::macros::model;
use super::reference::Ref;
use crate::ids::{ComputerId, DriveId};
use cw_http::data::DateTime;

model! {
    /// A drive of a computer. A letter can occur twice, with removable disks.
    pub struct Drive {
        /// Its id.
        drive_id: DriveId,
        /// The computer it is in.
        computer_id: ComputerId,
        /// Drive letter or mount point, such as `C`.
        letter: String,
        /// Size in megabytes (unconfirmed).
        size: i64,
        /// Free space in megabytes (unconfirmed).
        free_space: i64,
        /// File system, such as `NTFS`.
        file_system: String,
        /// Model of the disk.
        model: String,
        /// What the disk says of its own health.
        smart_status: String,
        /// Whether it was there once and is no more.
        is_missing: bool,
        /// When the agent last looked.
        date_last_inventoried: DateTime,
        /// Name of the volume.
        volume_name: String,
        /// Marks drives to back up; the numbers are not documented.
        backup_flag: i64,
        /// Whether it has no moving parts.
        is_solid_state: bool,
        /// Whether it is built in.
        is_internal: bool,
        /// For how many days statistics are kept.
        maximum_history_days_available: i64,
    }

    /// One reading of a disk's own health report.
    pub struct SmartData {
        /// The drive.
        drive_id: DriveId,
        /// The computer it is in.
        computer_id: ComputerId,
        /// What is measured.
        attribute: SmartAttribute,
        /// The value now, on the scale of the disk's maker.
        value: i64,
        /// The worst value so far.
        worst: i64,
        /// The value at which the disk counts as failing.
        threshold: i64,
        /// The value before scaling.
        raw_value: i64,
    }

    /// What a reading of a disk's health report measures.
    pub struct SmartAttribute {
        /// Number of the attribute, such as 5 for reallocated sectors.
        id: i64,
        /// Its name.
        name: String,
        /// What it means.
        description: String,
    }

    /// How full a drive was in one stretch of time.
    pub struct DriveStats {
        /// The drive.
        drive_id: DriveId,
        /// Free space in percent.
        free_space_percentage: i64,
        /// Fragmented space in percent.
        fragmented_space_percentage: i64,
        /// When it was measured.
        event_date: DateTime,
        /// How many measurements are in it.
        sample_count: i64,
        /// Week of the year.
        week: i64,
        /// Month of the year.
        month: i64,
        /// Year.
        year: i64,
    }

    /// How much fuller a drive has become.
    pub struct DriveStatistics {
        /// The drive.
        drive_id: DriveId,
        /// Change of the used space, in percent.
        percentage_used_difference: f64,
    }

    /// A slot for a memory module.
    pub struct MemorySlot {
        /// Its number in the firmware's tables.
        slot_handle: i64,
        /// The computer it is in.
        computer_id: ComputerId,
        /// Its name, such as `DIMM 1`.
        slot_name: String,
        /// The bank it belongs to.
        bank: String,
        /// Shape of the module, such as DIMM.
        form_factor: Ref,
        /// Width with error correction, in bits.
        total_width: i64,
        /// Width without error correction, in bits.
        data_width: i64,
        /// Size of the module in megabytes (unconfirmed); 0 when empty.
        size: i64,
        /// Kind of memory, such as DDR4.
        kind("Type"): Ref,
        /// Speed in MHz or MT/s; not documented which.
        speed: i64,
        /// Who made the module.
        manufacturer: String,
        /// Its serial number.
        serial_number: String,
        /// Its part number.
        part_number: String,
        /// Its inventory label.
        asset_tag: String,
        /// When the row was written.
        update_date: DateTime,
    }

    /// A computer's case and main board.
    pub struct Chassis {
        /// The computer.
        computer_id: ComputerId,
        /// Who made it.
        manufacturer: String,
        /// Product name.
        product_name: String,
        /// Version of the product.
        version: String,
        /// Serial number.
        serial_number: String,
        /// The machine's own unique id.
        uuid("UUID"): String,
        /// Order number.
        sku_number: String,
        /// Product family.
        family: String,
        /// Shape, such as `Notebook`.
        chassis_type: String,
        /// Whether the case has a lock.
        chassis_lock: bool,
        /// Inventory label.
        asset_tag: String,
        /// Height in rack units.
        height_units: i64,
        /// State at start-up, as a number of the SMBIOS standard.
        system_boot_state: i64,
        /// State of the power supply at start-up, as a number of the SMBIOS standard.
        power_supply_boot_state: i64,
        /// State of the cooling at start-up, as a number of the SMBIOS standard.
        thermal_boot_state: i64,
        /// Product name of the main board.
        main_board_product: String,
        /// Serial number of the main board.
        main_board_serial_number: String,
        /// Version of the main board.
        main_board_version: String,
        /// Who made the main board.
        main_board_manufacturer: String,
        /// When the row was written.
        last_update: DateTime,
    }

    /// A processor.
    pub struct Processor {
        /// The computer it is in.
        computer_id: ComputerId,
        /// Its number in the firmware's tables.
        processor_handle: i64,
        /// Kind of socket.
        socket: Ref,
        /// Whether it is switched on.
        is_enabled: bool,
        /// Processor family.
        family: Ref,
        /// Who made it.
        manufacturer: String,
        /// Speed in MHz (unconfirmed).
        speed: i64,
        /// Its caches.
        cache_list: Vec<ProcessorCache>,
        /// Serial number.
        serial_number: String,
        /// Part number.
        part_number: String,
        /// Number of cores.
        cores: i64,
        /// Number of threads.
        threads: i64,
        /// Whether it is a 64-bit one.
        is_64_bit("Is64Bit"): bool,
        /// Whether it can forbid running data as code.
        dep("DEP"): bool,
        /// Whether it supports virtual machines.
        is_virtualized: bool,
        /// Whether it can save power.
        has_power_control: bool,
        /// Whether it has hardware threads.
        has_hardware_thread: bool,
        /// Its name.
        processor_name: String,
        /// When the row was written.
        update_date: DateTime,
    }

    /// A cache of a processor.
    pub struct ProcessorCache {
        /// Its id.
        id: i64,
        /// Its name, such as `L2`.
        name: String,
        /// Size in kilobytes (unconfirmed).
        size: i64,
    }

    /// A graphics card.
    pub struct VideoCard {
        /// The computer it is in.
        computer_id: ComputerId,
        /// Plug-and-play id.
        pnp_device_id: String,
        /// Its name.
        video_processor: String,
        /// Screen mode in use.
        mode: String,
        /// Size of its memory, as text.
        memory: String,
        /// Architecture, such as VGA.
        architecture: Ref,
        /// Kind of its memory.
        memory_type: Ref,
        /// Kind of its digital-analogue converter.
        dac_adapter("DACAdapter"): String,
        /// Colour depth in bits.
        bits_per_pixel: i64,
        /// When the row was written.
        update_date: DateTime,
    }

    /// A device in the operating system's device list.
    pub struct Device {
        /// The computer it is in.
        computer_id: ComputerId,
        /// Plug-and-play id.
        pnp_device_id: String,
        /// Its name.
        device_name: String,
        /// Kind of device.
        device_type: String,
        /// Version of the driver.
        driver_version: String,
        /// Date of the driver.
        driver_date: DateTime,
        /// Name of the driver.
        driver_name: String,
        /// File of the driver.
        driver_file: String,
        /// Who made it.
        manufacturer: String,
        /// When the row was written.
        update_date: DateTime,
    }

    /// A printer that a computer knows.
    pub struct Printer {
        /// Its id.
        id: i64,
        /// The computer.
        computer_id: ComputerId,
        /// Its name.
        name: String,
        /// The port it is on.
        port_name: String,
        /// Resolution, as text.
        resolution: String,
        /// Paper it takes.
        paper_types: Vec<String>,
        /// What it can do, such as duplex.
        features: Vec<String>,
    }

    /// A slot for an expansion card.
    pub struct SystemSlot {
        /// The computer it is in.
        computer_id: ComputerId,
        /// Its id.
        id: i64,
        /// Its number in the firmware's tables.
        slot_handle: i64,
        /// Its name.
        slot_name: String,
        /// Kind of slot, such as PCI Express.
        slot_type: String,
        /// Width of the bus, as text.
        bus_width: String,
        /// Whether a card is in it, as text.
        in_use: String,
        /// Length of cards it takes, as text.
        length: String,
        /// Whether it gives 3.3 volts.
        supports_3_volts("Supports3Volts"): bool,
        /// Whether it gives 5 volts.
        supports_5_volts("Supports5Volts"): bool,
        /// Whether cards can be changed while running.
        is_hot_pluggable: bool,
        /// Whether cards can wake the machine.
        supports_power_management: bool,
    }

    /// A battery-backed power supply attached to a computer.
    pub struct Ups {
        /// The computer.
        computer_id: ComputerId,
        /// Its id.
        ups_id: i64,
        /// Its name.
        ups_name: String,
        /// Charge left, in percent (unconfirmed).
        charge_remaining: i64,
        /// Time it can still run; unit not documented.
        remaining_run_time: i64,
    }

    /// A reading of a hardware sensor.
    pub struct Sensor {
        /// The computer.
        computer_id: ComputerId,
        /// Its id.
        sensor_id: i64,
        /// Its name.
        sensor_name: String,
        /// What it measures.
        device_type: SensorDeviceType,
        /// The monitor that watches it.
        monitor: String,
        /// The value now; the unit follows from the kind of device.
        value: f64,
        /// The highest value so far.
        max_value: f64,
    }

    /// What a hardware sensor measures.
    pub struct SensorDeviceType {
        /// Number of the kind.
        device_type: i64,
        /// Its name, such as fan or temperature.
        name: String,
        /// Its sign or unit.
        indicator: String,
    }

    /// The firmware of a computer.
    pub struct Bios {
        /// The computer.
        computer_id: ComputerId,
        /// Who made it.
        vendor: String,
        /// Its version.
        version: String,
        /// Its release date.
        date: DateTime,
        /// Its size; unit not documented.
        size: i64,
        /// Version of the system BIOS.
        system_bios_version: f64,
        /// Version of the embedded controller's firmware.
        embedded_controller_version("EMBCTLVersion"): f64,
        /// Version of the SMBIOS standard.
        sm_bios_version: f64,
        /// Version of the DMI standard.
        dmi_version: i64,
        /// Whether it supports ACPI.
        supports_acpi: bool,
        /// Whether it supports APM.
        supports_apm: bool,
        /// Whether it supports AGP.
        supports_agp: bool,
        /// Whether it supports PCMCIA.
        supports_pcmcia: bool,
        /// Whether the machine has a smart battery.
        has_smart_battery: bool,
        /// Whether it is UEFI.
        supports_uefi: bool,
        /// Whether it supports keyboards on USB before the system starts.
        supports_legacy_usb: bool,
        /// Whether it supports PCI.
        supports_pci: bool,
        /// Whether it supports the VESA local bus.
        supports_vlvesa: bool,
        /// Whether it keeps extended configuration data.
        supports_escd: bool,
        /// Whether it can start from the network.
        supports_net_boot: bool,
        /// Whether it can start from I2O devices.
        supports_i2o_boot("SupportsI2OBoot"): bool,
        /// Whether the machine is virtual.
        is_virtual_machine: bool,
        /// Why the machine was switched on last.
        power_on_reason: String,
        /// Feature bits of the SMBIOS standard.
        bios_char: i64,
        /// Whether the machine is portable.
        is_portable: bool,
        /// Host of the virtual machine.
        vm_host: String,
        /// Kind of virtual machine.
        vm_type: String,
        /// Name of the virtual machine at its host.
        vm_name: String,
        /// When the row was written.
        date_updated: DateTime,
    }
}

impl Drive {
    /// How much of it is free, in percent; `None` if sizes are missing or make no sense.
    #[must_use]
    pub fn free_percent(&self) -> Option<f64> {
        let (size, free) = (self.size?, self.free_space?);
        (size > 0 && (0..=size).contains(&free)).then(|| free as f64 / size as f64 * 100.0)
    }
}
