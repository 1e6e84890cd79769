//! What reading a page of devices and writing a condition cost, beside what one writes by hand: a struct that serde derives, without any
//! tolerance, and pairs of texts.

#![allow(missing_docs, reason = "the macros of criterion make functions without any")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cw_rmm_client::condition;
use cw_rmm_client::models::Device;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Writes records as one writes them by hand.
macro_rules! derived {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[allow(dead_code, reason = "what is read is dropped")]
        struct $name {
            $($(#[$meta])* $field: Option<$type>,)*
        }
    )*};
}

derived! {
    System {
        product: String, model: String, time_zone: String, serial_number: String, system_name: String, domain: String,
        domain_role: i64, category: String,
    }
    Os {
        product: String, manufacturer: String, os_language: String, version: String, display_version: String,
        build_number: String, install_date: String, r#type: String, arch: String,
    }
    Bios { product: String, manufacturer: String, version: String, serial_number: String, }
    Processor { product: String, number_of_cores: i64, clock_speed_mhz: String, manufacturer: String, }
    Memory { manufacturer: String, serial_number: String, size_bytes: i64, }
    Drive {
        product: String, media_type: String, interface_type: String, logical_name: String, size_bytes: i64,
        number_of_partitions: i64, partition_data: Vec<Partition>,
    }
    Partition { name: String, label: String, file_system: String, size_bytes: i64, }
    Network {
        vendor: String, product: String, logical_name: String, mac_address: String, ip_enabled: bool, ipv4: String,
        ipv4_list: Vec<String>, subnet_mask: String, dns_servers: Vec<String>, dhcp_enabled: bool, dhcp_server: String,
    }
    Software { name: String, version: String, publisher: String, install_date: String, }
    Derived {
        #[serde(rename = "endpointID")] endpoint_id: String, #[serde(rename = "companyID")] company_id: String,
        #[serde(rename = "siteID")] site_id: String, device_name: String, friendly_name: String,
        #[serde(rename = "createTimeUTC")] create_time_utc: String,
        #[serde(rename = "agentInstalledUTC")] agent_installed_utc: String, resource_type: String,
        endpoint_type: String, ip_address: String, mac_address: String, remote_address: String, virtual_type: String,
        system: System, os: Os, bios: Bios, processors: Vec<Processor>, physical_memory: Vec<Memory>, drives: Vec<Drive>,
        networks: Vec<Network>, installed_softwares: Vec<Software>,
    }
}

/// A device with what an inventory asks for: the machine, its parts, and twenty programs.
fn row(id: u32) -> String {
    let moment = "2026-03-05T05:02:03.125Z";
    let software: Vec<_> = (0..20)
        .map(|n| json!({"name": format!("Program {n}"), "version": format!("{n}.4.1"), "publisher": "Contoso", "installDate": moment}))
        .collect();
    json!({
        "endpointID": format!("15090f17-0000-4000-8000-{id:012}"), "companyID": "9a3c6c52-3c1f-4a58-9d0f-000000000011",
        "siteID": "9a3c6c52-3c1f-4a58-9d0f-000000000041", "deviceName": format!("PC-{id}"), "friendlyName": format!("Front desk {id}"),
        "createTimeUTC": moment, "agentInstalledUTC": moment, "resourceType": "Desktop", "endpointType": "Desktop",
        "ipAddress": "10.0.0.21", "macAddress": "00:15:5D:01:02:03", "remoteAddress": "203.0.113.7", "virtualType": "physical",
        "system": {
            "product": "OptiPlex 7010", "model": "OptiPlex", "timeZone": "CET", "serialNumber": format!("SN{id:08}"),
            "systemName": format!("PC-{id}"), "domain": "contoso.example", "domainRole": 1, "category": "Desktop",
        },
        "os": {
            "product": "Microsoft Windows 11 Pro", "manufacturer": "Microsoft Corporation", "osLanguage": "en-US",
            "version": "10.0.26100", "displayVersion": "24H2", "buildNumber": "26100", "installDate": moment,
            "type": "Windows", "arch": "64-bit",
        },
        "bios": {"product": "1.21.0", "manufacturer": "Dell Inc.", "version": "DELL - 1072009", "serialNumber": format!("SN{id:08}")},
        "processors": [{"product": "Intel Core i5-13500", "numberOfCores": 14, "clockSpeedMhz": "2500", "manufacturer": "GenuineIntel"}],
        "physicalMemory": [
            {"manufacturer": "Samsung", "serialNumber": "0001", "sizeBytes": 8_589_934_592_i64},
            {"manufacturer": "Samsung", "serialNumber": "0002", "sizeBytes": 8_589_934_592_i64},
        ],
        "drives": [{
            "product": "PM9B1 NVMe", "mediaType": "SSD", "interfaceType": "NVMe", "logicalName": "PHYSICALDRIVE0",
            "sizeBytes": 512_110_190_592_i64, "numberOfPartitions": 2, "partitionData": [
                {"name": "C:", "label": "System", "fileSystem": "NTFS", "sizeBytes": 500_000_000_000_i64},
                {"name": "D:", "label": "Recovery", "fileSystem": "NTFS", "sizeBytes": 12_000_000_000_i64},
            ],
        }],
        "networks": [{
            "vendor": "Intel", "product": "I219-LM", "logicalName": "Ethernet", "macAddress": "00:15:5D:01:02:03", "ipEnabled": true,
            "ipv4": "10.0.0.21", "ipv4List": ["10.0.0.21"], "subnetMask": "255.255.255.0", "dnsServers": ["10.0.0.2"],
            "dhcpEnabled": true, "dhcpServer": "10.0.0.1",
        }],
        "installedSoftwares": software,
    })
    .to_string()
}

fn read_each<T: DeserializeOwned>(records: &[String]) {
    for record in records {
        black_box(serde_json::from_str::<T>(black_box(record)).expect("a device"));
    }
}

fn decode(c: &mut Criterion) {
    let records: Vec<_> = (1..=500).map(row).collect();
    let mut group = c.benchmark_group("decode/500 devices");
    group.throughput(Throughput::Bytes(records.iter().map(|record| record.len() as u64).sum()));
    group.bench_function("by hand", |b| b.iter(|| read_each::<Derived>(&records)));
    group.bench_function("Device", |b| b.iter(|| read_each::<Device>(&records)));
    group.finish();
}

fn conditions(c: &mut Criterion) {
    let mut group = c.benchmark_group("condition");
    group.bench_function("by hand", |b| {
        b.iter(|| {
            vec![
                ("companyIds", [black_box("c1"), "c2"].join(",")),
                ("statusNames", format!("[notIn],{}", black_box("Closed"))),
                ("summary", black_box("printer").to_owned()),
            ]
        });
    });
    group.bench_function("Condition", |b| {
        b.iter(|| {
            let condition = condition::COMPANY_IDS
                .one_of([black_box("c1"), "c2"])
                .and(condition::STATUS_NAMES.none_of([black_box("Closed")]))
                .and(condition::SUMMARY.is(black_box("printer")));
            condition.to_query().expect("a query")
        });
    });
    group.finish();
}

criterion_group!(benches, decode, conditions);
criterion_main!(benches);
