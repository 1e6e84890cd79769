//! Reading what servers send, well-formed and otherwise, and writing what they expect.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fmt::Debug;

use cwa_client::models::*;
use cwa_client::{ClientId, CommandId, ComputerId, DateTime, GroupId, LocationId, Patch, ScriptId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn refused<T: DeserializeOwned + Debug>(value: Value) -> String {
    serde_json::from_str::<T>(&value.to_string()).unwrap_err().to_string()
}

fn sent(body: &impl Serialize) -> Value {
    serde_json::to_value(body).unwrap()
}

/// Every model has an example in the fixtures.
macro_rules! every_model {
    ($($model:ident,)*) => {
        #[test]
        fn every_model_reads_what_it_writes() {
            let fixtures: Map<String, Value> = serde_json::from_str(include_str!("fixtures/models.json")).unwrap();
            let models = [$((stringify!($model), check::<$model> as fn(&str, &Value)),)*];
            assert_eq!(models.len(), fixtures.len());
            for (name, check) in models {
                check(name, &fixtures[name]);
            }
        }
    };
}

every_model! {
    Alert, AuthInformation, Bios, Chassis, Client, Command, CommandExecution, CommandHistory, Computer, ComputerMonitor,
    ComputerRunningScript, ComputerScriptSchedule, Contact, ContactV2, DataCollectionSettings, DeploymentLogin, Device,
    Drive, DriveStatistics, DriveStats, Driver, EffectivePatchingPolicy, EventLog, ExtraField, Group, GroupComputer,
    InternalMonitorResult, Location, MaintenanceMode, MemorySlot, Monitor, MonitorAlertSuspension, MonitorDatapoint,
    MonitorHistory, MonitorStatistic, NetworkDevice, OperatingSystem, PatchHistory, PatchInformation, PatchingPolicy,
    PatchingStats, Printer, Processor, RetiredAsset, RunningScript, ScheduledTask, Script, ScriptBatchResponse,
    ScriptFolder, ScriptHistory, ScriptSchedule, ScriptV2, Sensor, SensorCheck, ServerInformation, Service, SmartData,
    Software, SystemSlot, Ticket, TokenResult, Ups, VideoCard,
}

fn check<T: DeserializeOwned + Serialize + Default + PartialEq + Debug>(name: &str, full: &Value) {
    let fields = full.as_object().unwrap();
    let record: T = read(full.clone());
    assert_eq!(&sent(&record), full, "{name}: full");

    let nulls = fields.keys().map(|field| (field.clone(), Value::Null)).collect();
    for nothing in [json!({}), Value::Object(nulls), json!({ "AddedNextYear": [{ "Deep": 1 }] })] {
        assert_eq!(read::<T>(nothing.clone()), T::default(), "{name}: {nothing}");
    }
    assert_eq!(sent(&T::default()), json!({}), "{name}: nothing is written that is not set");

    let upper = fields.iter().map(|(field, value)| (field.to_uppercase(), value.clone())).collect();
    assert_eq!(read::<T>(Value::Object(upper)), record, "{name}: case of names");
    refused::<T>(json!([]));
    refused::<T>(json!("text"));
}

#[test]
fn a_computer_as_a_server_sends_it() {
    let computer: Computer = read(json!({
        "Id": "4711", "ComputerName": "MARIA-LAPTOP", "Type": "workstation", "Status": "ONLINE",
        "Client": { "Id": "3", "Name": "Acme Dental" }, "Location": { "Id": 9, "Name": "Uptown" },
        "Contact": { "Id": "5", "FirstName": "Maria", "LastName": "Lopez" },
        "UTCOffset": "-6", "OpenPortsTCP": ["135", 445, null], "LocalIPAddress": "10.4.0.17",
        "TotalMemory": 17_179_869_184_i64, "IsRebootNeeded": 1, "IsFasTalk": "False", "HasHPiLO": null,
        "CpuScore": 7, "RemoteAgentLastContact": "2026-04-08T09:15:00", "AssetDate": "0001-01-01T00:00:00",
        "LoggedInUsers": [{ "LoggedInUserName": "ACME\\maria", "ConsoleId": "1" }],
    }));
    assert_eq!(computer.id, Some(ComputerId::new(4711)));
    assert_eq!((computer.kind.clone(), computer.is_online()), (Some(ComputerType::Workstation), Some(true)));
    assert_eq!(computer.client, Some(Ref::new(3, "Acme Dental")));
    assert_eq!(computer.location.as_ref().unwrap().id, Some(LocationId::new(9)));
    assert_eq!(computer.contact.as_ref().unwrap().first_name.as_deref(), Some("Maria"));
    assert_eq!((computer.utc_offset, computer.open_ports_tcp.clone()), (Some(-6), Some(vec![135, 445])));
    assert_eq!((computer.is_reboot_needed, computer.is_fas_talk), (Some(true), Some(false)));
    assert_eq!((computer.has_hp_ilo, computer.cpu_score), (None, Some(7.0)));
    assert_eq!(
        computer.remote_agent_last_contact.as_ref().unwrap().timestamp().unwrap().to_string(),
        "2026-04-08T09:15:00Z"
    );
    assert!(computer.asset_date.as_ref().unwrap().is_unset());

    let odd: Computer = read(json!({ "Status": "Hibernating", "WarrantyEndDate": "not a date" }));
    assert_eq!(odd.status, Some(ComputerStatus::Other("Hibernating".into())));
    assert_eq!(odd.is_online(), Some(false));
    assert_eq!(sent(&odd), json!({ "Status": "Hibernating", "WarrantyEndDate": "not a date" }));
}

#[test]
fn what_cannot_mean_the_expected_thing_is_an_error() {
    for (value, reason) in [
        (json!({ "TotalMemory": "lots" }), "a whole number"),
        (json!({ "TotalMemory": 1.5 }), "a whole number"),
        (json!({ "TotalMemory": [] }), "a whole number"),
        (json!({ "TotalMemory": 18_446_744_073_709_551_615_u64 }), "too large"),
        (json!({ "Id": "4711-b" }), "a whole number"),
        (json!({ "CpuScore": "NaN" }), "a number"),
        (json!({ "IsFasTalk": 2 }), "true or false"),
        (json!({ "IsFasTalk": "maybe" }), "true or false"),
        (json!({ "OpenPortsTCP": 443 }), "an array"),
        (json!({ "ComputerName": {} }), "text"),
        (json!({ "Client": [12] }), "an id and a name"),
    ] {
        let message = refused::<Computer>(value.clone());
        assert!(message.contains(reason), "{value}: {message}");
    }
    let empty: Computer = read(json!({ "Id": "", "TotalMemory": " ", "CpuScore": "", "IsFasTalk": "" }));
    assert_eq!(empty, Computer::default());
}

#[test]
fn both_shapes_of_an_alert_are_read() {
    let newer: Alert = read(json!({
        "AlertId": 81, "Computer": { "Id": 4711, "Name": "KIOSK", "ComputerStatus": "Offline" },
        "Severity": { "Id": 4, "Name": "Critical" }, "Message": "Disk C: nearly full", "AlertAge": "02:10:00",
    }));
    let older: Alert = read(json!({
        "Id": "81", "ComputerId": "4711", "Severity": "Critical", "Message": "Disk C: nearly full", "AlertAge": "02:10:00",
    }));
    for alert in [&newer, &older] {
        assert_eq!((alert.any_id().unwrap().get(), alert.any_computer_id().unwrap().get()), (81, 4711));
        assert_eq!(alert.severity.as_ref().unwrap().name.as_deref(), Some("Critical"));
    }
    assert_eq!(read::<Alert>(json!({ "Device": { "Id": 6 } })).any_computer_id(), None);
}

#[test]
fn secrets_in_answers_do_not_show() {
    let location: Location = read(json!({
        "LocationId": 9, "ScriptUsername": "svc", "ScriptPassword": "s3cret-a", "ScriptExtra1": "s3cret-b",
        "Router": { "Username": "admin", "Password": "s3cret-c" },
    }));
    let device: NetworkDevice = read(json!({ "SNMPCommunityGet": "s3cret-d", "SNMPCommunitySet": "s3cret-e" }));
    let token: TokenResult = read(json!({ "AccessToken": "s3cret-f", "SSOAccessToken": "s3cret-g" }));
    let contact: ContactV2 = read(json!({ "Password": "s3cret-h" }));
    let masked: ExtraField =
        read(json!({ "TextFieldSettings": { "Value": "s3cret-i", "DefaultValue": "s3cret-j", "IsMasked": true } }));
    let encrypted: ExtraField =
        read(json!({ "TextFieldSettings": { "Value": "s3cret-k", "IsMasked": false }, "IsEncrypted": true }));
    for shown in [
        format!("{location:?} {device:?} {token:?} {contact:?} {masked:?} {encrypted:?}"),
        format!("{} {} {}", sent(&location), sent(&device), sent(&token)),
        format!("{} {} {}", sent(&contact), sent(&masked), sent(&encrypted)),
    ] {
        assert!(!shown.contains("s3cret") && shown.contains("***"), "{shown}");
    }
    assert_eq!(location.any_id(), Some(LocationId::new(9)));
    assert_eq!(location.script_password.unwrap().expose(), "s3cret-a");
    assert!(token.is_granted());
    let text = |field: ExtraField| field.text_field_settings.unwrap().value.unwrap().expose().to_owned();
    assert_eq!([text(masked), text(encrypted)], ["s3cret-i", "s3cret-k"]);
}

#[test]
fn a_plain_extra_field_shows() {
    let field: ExtraField =
        read(json!({ "Title": "Shelf", "TextFieldSettings": { "Value": "B4", "IsMasked": false } }));
    assert!(format!("{field:?}").contains("\"B4\""));
    assert_eq!(sent(&field)["TextFieldSettings"]["Value"], "B4");
}

#[test]
fn a_login_that_wants_a_passcode_is_not_granted() {
    for refusal in
        [json!({ "AccessToken": null, "IsTwoFactorRequired": true }), json!({ "AccessToken": "" }), json!({})]
    {
        assert!(!read::<TokenResult>(refusal).is_granted());
    }
}

#[test]
fn a_drive_tells_how_full_it_is() {
    let free = |size, free| read::<Drive>(json!({ "Size": size, "FreeSpace": free })).free_percent();
    assert_eq!(free(json!(200), json!("50")), Some(25.0));
    for (size, rest) in [(json!(0), json!(0)), (json!(10), json!(11)), (json!(10), json!(-1)), (json!(null), json!(5))]
    {
        assert_eq!(free(size.clone(), rest.clone()), None, "{size} {rest}");
    }
}

#[test]
fn runs_and_commands_tell_whether_they_are_over() {
    let over = |status: &str| read::<ScriptHistory>(json!({ "Status": status })).is_over();
    assert_eq!([over("Completed"), over("running"), over("Paused")], [Some(true), Some(false), Some(false)]);
    let over = |status: &str| CommandStatus::from(status).is_over();
    assert_eq!(
        ["Pending", "Executing", "success", "Failed", "Terminated", "?"].map(over),
        [false, false, true, true, true, false]
    );
}

#[test]
fn a_script_batch_is_written_as_the_server_binds_it() {
    let batch = ScriptBatch::on_computers(ScriptId::new(88), [4711, 4712].map(ComputerId::new))
        .with_parameter("Drive", "C")
        .with_start_date(DateTime::new("2026-04-08T09:15:00-06:00"))
        .with_priority(12);
    assert_eq!(
        sent(&batch),
        json!({
            "EntityType": "Computer", "EntityIds": [4711, 4712], "ScriptId": 88,
            "Schedule": { "ScriptScheduleFrequency": { "ScriptScheduleFrequencyId": 1 } },
            "Parameters": [{ "Key": "Drive", "Value": "C" }], "StartDate": "2026-04-08T09:15:00-06:00", "Priority": 12,
        })
    );
    let script = ScriptId::new(88);
    for (batch, kind) in [
        (ScriptBatch::on_groups(script, [GroupId::new(1)]), "Group"),
        (ScriptBatch::on_locations(script, [LocationId::new(1)]), "Site"),
        (ScriptBatch::on_clients(script, [ClientId::new(1)]), "Company"),
    ] {
        assert_eq!((&sent(&batch)["EntityType"], &sent(&batch)["EntityIds"]), (&json!(kind), &json!([1])));
    }
}

#[test]
fn bodies_say_what_is_set_and_nothing_else() {
    let computer = ComputerId::new(4711);
    for (body, expected) in [
        (sent(&NewClient::new("Acme").with_city("Reno")), json!({ "Name": "Acme", "City": "Reno" })),
        (
            sent(&NewLocation::new(ClientId::new(3), "Uptown").with_country("US")),
            json!({ "Client": { "Id": 3 }, "Name": "Uptown", "Country": "US" }),
        ),
        (
            sent(&NewContact::new(ClientId::new(3), "Maria", "Lopez").with_location(LocationId::new(9))),
            json!({ "Client": { "ClientId": 3 }, "FirstName": "Maria", "LastName": "Lopez", "Location": { "LocationId": 9 } }),
        ),
        (sent(&NewGroup::new("Labs").with_parent_id(GroupId::new(2))), json!({ "Name": "Labs", "ParentId": 2 })),
        (sent(&NewGroupComputer::new(GroupId::new(2), computer)), json!({ "GroupId": 2, "ComputerId": 4711 })),
        (sent(&NewScriptFolder::new("Tools")), json!({ "Name": "Tools" })),
        (sent(&UninstallSoftware::new("msiexec /x")), json!({ "UninstallPath": "msiexec /x" })),
        (sent(&PatchTarget::new(1, 4711)), json!({ "EntityType": 1, "EntityId": 4711 })),
        (
            sent(&NewCommand::new(computer, CommandId::new(28), vec![])),
            json!({ "ComputerId": 4711, "Command": { "Id": 28 }, "Parameters": [] }),
        ),
        (
            sent(&NewCommand::cmd(computer, "hostname")),
            json!({ "ComputerId": 4711, "Command": { "Id": 2 }, "Parameters": ["cmd.exe!!! /c hostname"] }),
        ),
        (
            sent(&NewCommand::powershell(computer, "Get-Date")),
            json!({
                "ComputerId": 4711, "Command": { "Id": 2 },
                "Parameters": ["powershell.exe!!! -NonInteractive -Command \"Get-Date\""],
            }),
        ),
        (
            sent(&NewComputerSchedule::once(ScriptId::new(88), computer, DateTime::new("2026-04-08T09:15:00"))),
            json!({
                "ScriptId": 88, "ComputerId": 4711, "EffectiveStartDate": "2026-04-08T09:15:00",
                "NextRun": "2026-04-08T09:15:00", "NextSchedule": "2026-04-08T09:15:00", "ScheduleType": 1, "RepeatType": 0,
            }),
        ),
        (sent(&Patch::new()), json!([])),
    ] {
        assert_eq!(body, expected);
    }
}
