//! What reading a page of computers and writing a condition cost, beside what one writes by hand: a struct that serde derives, without any
//! tolerance, and `format!` with the quotes doubled.

#![allow(missing_docs, reason = "the macros of criterion make functions without any")]
// A row is one long `json!`.
#![recursion_limit = "512"]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cwa_client::condition::computer;
use cwa_client::models::Computer;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Writes records as one writes them by hand.
macro_rules! derived {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        #[allow(dead_code, reason = "what is read is dropped")]
        struct $name {
            $($(#[$meta])* $field: Option<$type>,)*
        }
    )*};
}

derived! {
    Named { id: String, name: String, }
    Person { id: String, first_name: String, last_name: String, }
    LoggedIn { logged_in_user_name: String, console_id: i64, }
    Derived {
        id: String, computer_name: String, friendly_name: String, client: Named, location: Named, contact: Person,
        r#type: String, status: String, operating_system_name: String, operating_system_version: String,
        domain_name: String, domain_name_servers: Vec<String>, comment: String, remote_agent_version: String,
        remote_agent_last_contact: String, remote_agent_last_inventory: String, last_inventory_received: String,
        last_heartbeat: String, last_startup: String, date_added: String, windows_update_date: String,
        antivirus_definition_date: String, virus_scanner: Named, #[serde(rename = "UTCOffset")] utc_offset: i64,
        total_memory: i64, free_memory: i64, cpu_usage: i64, system_uptime: i64, user_idle_time: i64,
        #[serde(rename = "LocalIPAddress")] local_ip_address: String,
        #[serde(rename = "GatewayIPAddress")] gateway_ip_address: String,
        #[serde(rename = "MACAddress")] mac_address: String,
        #[serde(rename = "OpenPortsTCP")] open_ports_tcp: Vec<i64>,
        #[serde(rename = "OpenPortsUDP")] open_ports_udp: Vec<i64>,
        bandwidth: i64, logged_in_users: Vec<LoggedIn>, last_user_name: String, user_accounts: Vec<String>,
        serial_number: String, bios_manufacturer: String, bios_flash: String, asset_tag: String,
        warranty_end_date: String, temp_files: String, power_profiles: Vec<String>, current_power_profile: String,
        hardware_ports: Vec<String>, #[serde(rename = "IRQ")] irq: Vec<i64>, cpu_score: f64, disk_score: f64,
        memory_score: f64, is_fas_talk: bool, is_master: bool, is_network_probe: bool, is_heartbeat_enabled: bool,
        is_heartbeat_running: bool, is_maintenance_mode_enabled: bool, is_virtual_machine: bool, is_virtual_host: bool,
        is_reboot_needed: bool,
    }
}

/// A computer as the vendor's server sends it, most of it ports, accounts and hardware.
fn row(id: u32) -> String {
    let day = |day: u32| format!("2026-03-{day:02}T05:02:03");
    let users: Vec<_> = (0..12).map(|n| format!("user{n:02}")).collect();
    json!({
        "Id": id.to_string(), "ComputerName": format!("PC-{id}"), "FriendlyName": format!("Front desk {id}"),
        "Client": {"Id": "11", "Name": "Contoso Bakery"}, "Location": {"Id": "41", "Name": "Main Office"},
        "Contact": {"Id": "77", "FirstName": "Lena", "LastName": "Okafor"}, "Type": "Workstation", "Status": "Online",
        "OperatingSystemName": "Microsoft Windows 11 Pro x64", "OperatingSystemVersion": "10.0.26100",
        "DomainName": "DC:contoso.example", "DomainNameServers": ["10.0.0.2", "10.0.0.3"], "Comment": "Under the counter",
        "RemoteAgentVersion": "230.341", "RemoteAgentLastContact": day(5), "RemoteAgentLastInventory": day(4),
        "LastInventoryReceived": day(4), "LastHeartbeat": day(5), "LastStartup": day(1), "DateAdded": "2023-01-02T09:00:00",
        "WindowsUpdateDate": day(3), "AntivirusDefinitionDate": day(5), "VirusScanner": {"Id": "9", "Name": "Defender"},
        "UTCOffset": 1, "TotalMemory": 17_179_869_184_i64, "FreeMemory": 6_442_450_944_i64, "CPUUsage": 7,
        "SystemUptime": 5_760, "UserIdleTime": 3, "LocalIPAddress": format!("10.0.0.{}", id % 250),
        "GatewayIPAddress": "203.0.113.7", "MACAddress": "00-15-5D-01-02-03",
        "OpenPortsTCP": [135, 139, 445, 3389, 5040, 5357, 7680, 49664, 49665, 49666, 49667, 49668],
        "OpenPortsUDP": [123, 137, 138, 500, 1900, 3702, 4500, 5050, 5353, 5355], "Bandwidth": 1_000,
        "LoggedInUsers": [{"LoggedInUserName": "CONTOSO\\lena", "ConsoleId": 1}], "LastUserName": "CONTOSO\\lena",
        "UserAccounts": users, "SerialNumber": format!("SN{id:08}"), "BiosManufacturer": "Dell Inc.", "BiosFlash": "1.21.0",
        "AssetTag": format!("AT-{id}"), "WarrantyEndDate": "2027-06-30T00:00:00", "TempFiles": "1.2 GB",
        "PowerProfiles": ["Balanced", "High performance"], "CurrentPowerProfile": "Balanced",
        "HardwarePorts": ["COM1", "COM3", "LPT1"], "IRQ": [0, 1, 8, 12, 14, 15, 16, 17, 18], "CpuScore": 8.9, "DiskScore": 8.2,
        "MemoryScore": 8.9, "IsFasTalk": false, "IsMaster": false, "IsNetworkProbe": false, "IsHeartbeatEnabled": true,
        "IsHeartbeatRunning": true, "IsMaintenanceModeEnabled": false, "IsVirtualMachine": false, "IsVirtualHost": false,
        "IsRebootNeeded": true,
    })
    .to_string()
}

fn read_each<T: DeserializeOwned>(records: &[String]) {
    for record in records {
        black_box(serde_json::from_str::<T>(black_box(record)).expect("a computer"));
    }
}

fn decode(c: &mut Criterion) {
    let records: Vec<_> = (1..=1000).map(row).collect();
    let mut group = c.benchmark_group("decode/1000 computers");
    group.throughput(Throughput::Bytes(records.iter().map(|record| record.len() as u64).sum()));
    group.bench_function("by hand", |b| b.iter(|| read_each::<Derived>(&records)));
    group.bench_function("Computer", |b| b.iter(|| read_each::<Computer>(&records)));
    group.finish();
}

fn conditions(c: &mut Criterion) {
    let mut group = c.benchmark_group("condition");
    group.bench_function("by hand", |b| {
        b.iter(|| {
            let name = black_box("Contoso Bakery").replace('\'', "''");
            format!(
                "ComputerName like '%{}%' and Client.Name = '{name}' and Id > {}",
                black_box("desk"),
                black_box(1_000)
            )
        });
    });
    group.bench_function("Condition", |b| {
        b.iter(|| {
            let condition = computer::NAME
                .contains(black_box("desk"))
                .and(computer::CLIENT_NAME.eq(black_box("Contoso Bakery")))
                .and(computer::ID.gt(black_box(1_000)));
            condition.to_expression().expect("an expression")
        });
    });
    group.finish();
}

criterion_group!(benches, decode, conditions);
criterion_main!(benches);
