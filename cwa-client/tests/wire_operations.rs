//! Every operation on the wire: what is sent, and how answers are read, full, empty and from the future.
//!
//! To add one, add a row. A test checks that no operation of the crate is without one.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::collections::BTreeSet;

use common::{TOKEN, answer, body, client, fixture, header, line, lines};
use cw_http::testing::Reply;
use cwa_client::api::{Period, operations};
use cwa_client::models::*;
use cwa_client::{
    AlertId, AutomateClient, Call, ClientId, CommandExecutionId, CommandId, ComputerId, ContactId, DriveId, Error,
    ExtraFieldId, GroupId, ListRequest, LocationId, Method, MonitorId, NetworkDeviceId, Patch, RetiredAssetId,
    ScriptFolderId, ScriptId, ScriptScheduleId, Secret, ServiceId, SoftwareId, TicketId, condition,
};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Run = Box<dyn Fn(AutomateClient) -> BoxFuture<'static, Result<Value, Error>>>;

/// One operation: what its method must send, and what its answers must become.
struct Row {
    operation: &'static str,
    line: String,
    body: Value,
    /// Whether the request carries the token.
    authenticated: bool,
    /// Answers, each with what it is read as.
    answers: Vec<(Value, Value)>,
    run: Run,
}

/// An operation that answers with one record.
fn one<T: Serialize + 'static>(
    operation: &'static str,
    line: &str,
    model: &str,
    call: impl Fn(&AutomateClient) -> Call<T> + 'static,
) -> Row {
    let answers = variants(&fixture(model));
    Row {
        operation,
        line: line.to_owned(),
        body: Value::Null,
        authenticated: true,
        answers,
        run: Box::new(move |cwa| {
            let call = call(&cwa);
            async move { Ok(serde_json::to_value(call.await?).unwrap()) }.boxed()
        }),
    }
}

/// An operation that answers with nothing.
fn act(operation: &'static str, line: &str, call: impl Fn(&AutomateClient) -> Call<()> + 'static) -> Row {
    let row = one(operation, line, "Client", call);
    Row { answers: vec![(Value::Null, Value::Null)], ..row }
}

/// An operation that answers with a list, asked for in this order.
fn list<T: Serialize + DeserializeOwned + Send + 'static, F: 'static>(
    operation: &'static str,
    path: &str,
    order: &str,
    model: &str,
    list: impl Fn(&AutomateClient) -> ListRequest<T, F> + 'static,
) -> Row {
    let order = if order.is_empty() { String::new() } else { format!("orderBy={order}&") };
    let (rows, read) = variants(&fixture(model)).into_iter().unzip::<Value, Value, Vec<_>, Vec<_>>();
    let bare = Value::from(rows);
    let wrapped = json!({ "TotalRecordCount": 3, "ResultSet": bare });
    Row {
        operation,
        line: format!("{path}?{order}page=1&pageSize=1000"),
        body: Value::Null,
        authenticated: true,
        answers: vec![
            (bare, Value::from(read.clone())),
            (wrapped, Value::from(read)),
            (json!([]), json!([])),
            (Value::Null, json!([])),
        ],
        run: Box::new(move |cwa| {
            let list = list(&cwa);
            async move { Ok(serde_json::to_value(list.all().await?).unwrap()) }.boxed()
        }),
    }
}

impl Row {
    fn sends(mut self, body: Value) -> Self {
        self.body = body;
        self
    }

    fn answers(mut self, answer: Value, read: Value) -> Self {
        self.answers = vec![(answer, read)];
        self
    }

    fn without_token(mut self) -> Self {
        self.authenticated = false;
        self
    }
}

/// The record in full; with every field null; with words in it that are not known yet.
fn variants(full: &Value) -> Vec<(Value, Value)> {
    let fields = full.as_object().unwrap();
    let nulls: Value =
        fields.keys().map(|field| (field.clone(), Value::Null)).collect::<serde_json::Map<_, _>>().into();
    let mut future = full.clone();
    for name in ["Status", "State", "Type", "ComputerStatus", "SensorCheckType"] {
        if let Some(word @ Value::String(_)) = future.get_mut(name) {
            *word = "AddedNextYear".into();
        }
    }
    let read = future.clone();
    future["AddedNextYear"] = json!([{ "Deep": 1 }]);
    vec![(full.clone(), full.clone()), (nulls, json!({})), (future, read)]
}

const CLIENT: ClientId = ClientId::new(12);
const COMPUTER: ComputerId = ComputerId::new(1042);
const SCRIPT: ScriptId = ScriptId::new(6431);
const FOLDER: ScriptFolderId = ScriptFolderId::new(14);
const LOCATION: LocationId = LocationId::new(31);
const FIELD: ExtraFieldId = ExtraFieldId::new(9);
const DRIVE: DriveId = DriveId::new(4410);
const GROUP: GroupId = GroupId::new(5);
const MONITOR: MonitorId = MonitorId::new(5512);
const CONTACT: ContactId = ContactId::new(77);
const DEVICE: NetworkDeviceId = NetworkDeviceId::new(3);
const SCHEDULE: ScriptScheduleId = ScriptScheduleId::new(8);

fn patch() -> Patch {
    Patch::new().set(&condition::client::NAME, "Acme").unwrap()
}

fn patched() -> Value {
    json!([{ "Op": "replace", "Path": "/Name", "Value": "Acme" }])
}

fn clients_and_locations() -> Vec<Row> {
    let location = || NewLocation::new(CLIENT, "Main");
    let new_location = json!({ "Client": { "Id": 12 }, "Name": "Main" });
    vec![
        list("clients.list", "GET /v1/Clients", "Id asc", "Client", |cwa| cwa.clients().list()),
        one("clients.get", "GET /v1/Clients/12", "Client", |cwa| cwa.clients().get(CLIENT)),
        one("clients.create", "POST /v1/Clients", "Client", |cwa| cwa.clients().create(&NewClient::new("Acme")))
            .sends(json!({ "Name": "Acme" })),
        one("clients.replace", "PUT /v1/Clients/12", "Client", |cwa| {
            cwa.clients().replace(CLIENT, &NewClient::new("Acme").with_city("Reno"))
        })
        .sends(json!({ "Name": "Acme", "City": "Reno" })),
        one("clients.update", "PATCH /v1/Clients/12", "Client", |cwa| cwa.clients().update(CLIENT, &patch()))
            .sends(patched()),
        act("clients.delete", "DELETE /v1/Clients/12", |cwa| cwa.clients().delete(CLIENT)),
        list("clients.extra_fields", "GET /v1/Clients/12/ExtraFields", "", "ExtraField", |cwa| {
            cwa.clients().extra_fields(CLIENT)
        }),
        one("clients.update_extra_field", "PATCH /v1/Clients/12/ExtraFields/9", "ExtraField", |cwa| {
            cwa.clients().update_extra_field(CLIENT, FIELD, &patch())
        })
        .sends(patched()),
        list("clients.deployment_logins", "GET /v1/Clients/12/DeploymentLogins", "", "DeploymentLogin", |cwa| {
            cwa.clients().deployment_logins(CLIENT)
        }),
        list("locations.list", "GET /v1/Locations", "Id asc", "Location", |cwa| cwa.locations().list()),
        one("locations.get", "GET /v1/Locations/31", "Location", |cwa| cwa.locations().get(LOCATION)),
        one("locations.create", "POST /v1/Locations", "Location", move |cwa| cwa.locations().create(&location()))
            .sends(new_location.clone()),
        one("locations.replace", "PUT /v1/Locations/31", "Location", move |cwa| {
            cwa.locations().replace(LOCATION, &location())
        })
        .sends(new_location),
        one("locations.update", "PATCH /v1/Locations/31", "Location", |cwa| cwa.locations().update(LOCATION, &patch()))
            .sends(patched()),
        act("locations.delete", "DELETE /v1/Locations/31", |cwa| cwa.locations().delete(LOCATION)),
        list("locations.extra_fields", "GET /v1/Locations/31/ExtraFields", "", "ExtraField", |cwa| {
            cwa.locations().extra_fields(LOCATION)
        }),
        one("locations.update_extra_field", "PATCH /v1/Locations/31/ExtraFields/9", "ExtraField", |cwa| {
            cwa.locations().update_extra_field(LOCATION, FIELD, &patch())
        })
        .sends(patched()),
        one("locations.clear_extra_field", "DELETE /v1/Locations/31/ExtraFields/9", "ExtraField", |cwa| {
            cwa.locations().clear_extra_field(LOCATION, FIELD)
        }),
    ]
}

fn computers() -> Vec<Row> {
    vec![
        list("computers.list", "GET /v1/Computers", "Id asc", "Computer", |cwa| cwa.computers().list()),
        Row {
            run: Box::new(|cwa| {
                async move { Ok(serde_json::to_value(cwa.computers().get(COMPUTER).await?).unwrap()) }.boxed()
            }),
            ..one("computers.get", "GET /v1/Computers/1042", "Computer", |cwa| cwa.clients().get(CLIENT))
        },
        act("computers.retire", "DELETE /v1/Computers/1042", |cwa| cwa.computers().retire(COMPUTER)),
        list("computers.extra_fields", "GET /v1/Computers/1042/ExtraFields", "", "ExtraField", |cwa| {
            cwa.computers().extra_fields(COMPUTER)
        }),
        one("computers.update_extra_field", "PATCH /v1/Computers/1042/ExtraFields/9", "ExtraField", |cwa| {
            cwa.computers().update_extra_field(COMPUTER, FIELD, &patch())
        })
        .sends(patched()),
    ]
}

fn computer_inventory() -> Vec<Row> {
    vec![
        one("computers.operating_system", "GET /v1/Computers/1042/OperatingSystem", "OperatingSystem", |cwa| {
            cwa.computers().operating_system(COMPUTER)
        }),
        one("computers.bios", "GET /v1/Computers/1042/bios", "Bios", |cwa| cwa.computers().bios(COMPUTER)),
        list("computers.processors", "GET /v1/Computers/1042/Processors", "", "Processor", |cwa| {
            cwa.computers().processors(COMPUTER)
        }),
        list("computers.video_cards", "GET /v1/Computers/1042/VideoCards", "", "VideoCard", |cwa| {
            cwa.computers().video_cards(COMPUTER)
        }),
        list("computers.devices", "GET /v1/Computers/1042/Devices", "", "Device", |cwa| {
            cwa.computers().devices(COMPUTER)
        }),
        list("computers.printers", "GET /v1/Computers/1042/Printers", "Id asc", "Printer", |cwa| {
            cwa.computers().printers(COMPUTER)
        }),
        list("computers.system_slots", "GET /v1/Computers/1042/SystemSlots", "Id asc", "SystemSlot", |cwa| {
            cwa.computers().system_slots(COMPUTER)
        }),
        list("computers.ups", "GET /v1/Computers/1042/Ups", "UpsId asc", "Ups", |cwa| cwa.computers().ups(COMPUTER)),
        list("computers.sensors", "GET /v1/Computers/1042/Sensors", "SensorId asc", "Sensor", |cwa| {
            cwa.computers().sensors(COMPUTER)
        }),
        list("computers.drivers", "GET /v1/computers/1042/drivers", "Id asc", "Driver", |cwa| {
            cwa.computers().drivers(COMPUTER)
        }),
        list("computers.services", "GET /v1/Computers/1042/Services", "ComputerServiceId asc", "Service", |cwa| {
            cwa.computers().services(COMPUTER)
        }),
        act("computers.classify_service", "POST /v1/services/998877/classify", |cwa| {
            cwa.computers().classify_service(ServiceId::new(998_877), &Ref::new(2, "Wanted"))
        })
        .sends(json!({ "Id": 2, "Name": "Wanted" })),
        list("computers.software", "GET /v1/Computers/1042/Software", "ApplicationId asc", "Software", |cwa| {
            cwa.computers().software(COMPUTER)
        }),
        list("computers.all_software", "GET /v1/Computers/Software", "ApplicationId asc", "Software", |cwa| {
            cwa.computers().all_software()
        }),
        act("computers.uninstall", "POST /v1/computers/1042/software/55/uninstall", |cwa| {
            cwa.computers().uninstall(COMPUTER, SoftwareId::new(55), &UninstallSoftware::new("C:\\u.exe /S"))
        })
        .sends(json!({ "UninstallPath": "C:\\u.exe /S" })),
        list("computers.scheduled_tasks", "GET /v1/Computers/1042/ScheduledTasks", "Id asc", "ScheduledTask", |cwa| {
            cwa.computers().scheduled_tasks(COMPUTER)
        }),
        act("computers.create_scheduled_task", "POST /v1/Computers/1042/ScheduledTasks", |cwa| {
            cwa.computers().create_scheduled_task(COMPUTER, &NewScheduledTask::new("Nightly", "sweep.cmd", "02:00"))
        })
        .sends(json!({ "Name": "Nightly", "Command": "sweep.cmd", "StartTime": "02:00" })),
        list("computers.all_event_logs", "GET /v1/EventLogs", "", "EventLog", |cwa| cwa.computers().all_event_logs()),
    ]
}

fn computer_storage() -> Vec<Row> {
    let mut rows = vec![
        list("computers.drives", "GET /v1/Computers/1042/Drives", "DriveId asc", "Drive", |cwa| {
            cwa.computers().drives(COMPUTER)
        }),
        list("computers.all_drives", "GET /v1/Computers/Drives", "DriveId asc", "Drive", |cwa| {
            cwa.computers().all_drives()
        }),
        list("computers.smart_data", "GET /v1/Computers/1042/Drives/4410/SmartData", "", "SmartData", |cwa| {
            cwa.computers().smart_data(COMPUTER, DRIVE)
        }),
        one(
            "computers.drive_statistics",
            "GET /v1/Statistics/Drives?driveId=4410&numberOfDays=30",
            "DriveStatistics",
            |cwa| cwa.computers().drive_statistics(30, Some(DRIVE)),
        )
        .answers(json!([fixture("DriveStatistics"), {}]), json!([fixture("DriveStatistics"), {}])),
        list(
            "computers.all_memory_slots",
            "GET /v1/Computers/MemorySlots",
            "ComputerId asc, SlotHandle asc",
            "MemorySlot",
            |cwa| cwa.computers().all_memory_slots(),
        ),
        list("computers.all_chassis", "GET /v1/Computers/Chassis", "ComputerId asc", "Chassis", |cwa| {
            cwa.computers().all_chassis()
        }),
    ];
    rows.extend(
        [
            (Period::Daily, "computers.drive_stats_daily", "daily"),
            (Period::Weekly, "computers.drive_stats_weekly", "weekly"),
            (Period::Monthly, "computers.drive_stats_monthly", "monthly"),
            (Period::Yearly, "computers.drive_stats_yearly", "yearly"),
        ]
        .map(|(period, name, word)| {
            let path = format!("GET /v1/drives/4410/drivestats/{word}");
            list(name, &path, "", "DriveStats", move |cwa| cwa.computers().drive_stats(DRIVE, period))
        }),
    );
    rows
}

fn computer_monitoring_and_patching() -> Vec<Row> {
    let undescribed = |row: Row| row.answers(json!([{ "Title": "KB1" }]), json!([{ "Title": "KB1" }]));
    let anything = |row: Row| row.answers(json!({ "Until": null, "x": [1] }), json!({ "Until": null, "x": [1] }));
    vec![
        list("computers.monitors", "GET /v1/Computers/1042/Monitors", "", "ComputerMonitor", |cwa| {
            cwa.computers().monitors(COMPUTER)
        }),
        list(
            "computers.monitor_alert_suspensions",
            "GET /v1/Computers/1042/MonitorAlertSuspensions",
            "",
            "MonitorAlertSuspension",
            |cwa| cwa.computers().monitor_alert_suspensions(COMPUTER),
        ),
        one(
            "computers.suspend_monitor_alerts",
            "POST /v1/Computers/1042/MonitorAlertSuspensions",
            "MonitorAlertSuspension",
            |cwa| cwa.computers().suspend_monitor_alerts(COMPUTER, MONITOR),
        )
        .sends(json!(5512)),
        anything(one(
            "computers.maintenance_window_suspension",
            "GET /v1/Computers/1042/AlertSuspensions/MaintenanceWindow",
            "Client",
            |cwa| cwa.computers().maintenance_window_suspension(COMPUTER),
        )),
        anything(one(
            "computers.template_diversion_suspension",
            "GET /v1/Computers/1042/AlertSuspensions/TemplateDiversion",
            "Client",
            |cwa| cwa.computers().template_diversion_suspension(COMPUTER),
        )),
        list(
            "computers.all_maintenance_modes",
            "GET /v1/Computers/MaintenanceModes",
            "ComputerID asc",
            "MaintenanceMode",
            |cwa| cwa.computers().all_maintenance_modes(),
        ),
        one("computers.patching_stats", "GET /v1/Computers/1042/PatchingStats", "PatchingStats", |cwa| {
            cwa.computers().patching_stats(COMPUTER)
        }),
        one(
            "computers.effective_patching_policy",
            "GET /v1/Computers/1042/EffectivePatchingPolicy",
            "EffectivePatchingPolicy",
            |cwa| cwa.computers().effective_patching_policy(COMPUTER),
        ),
        list(
            "computers.patching_policies",
            "GET /v1/Computers/1042/ComputerPatchingPolicies",
            "GroupId asc",
            "PatchingPolicy",
            |cwa| cwa.computers().patching_policies(COMPUTER),
        ),
        undescribed(list(
            "computers.microsoft_updates",
            "GET /v1/Computers/1042/MicrosoftUpdates",
            "",
            "Client",
            |cwa| cwa.computers().microsoft_updates(COMPUTER),
        )),
        undescribed(list(
            "computers.third_party_patches",
            "GET /v1/Computers/1042/ThirdPartyPatches",
            "",
            "Client",
            |cwa| cwa.computers().third_party_patches(COMPUTER),
        )),
        undescribed(list("computers.patch_jobs", "GET /v1/Computers/1042/PatchJobs", "", "Client", |cwa| {
            cwa.computers().patch_jobs(COMPUTER)
        })),
    ]
}

fn computer_scripts() -> Vec<Row> {
    let start = "2026-03-02T14:05:00-08:00";
    vec![
        list("computers.script_history", "GET /v1/Computers/1042/ScriptHistory", "Id asc", "ScriptHistory", |cwa| {
            cwa.computers().script_history(COMPUTER)
        }),
        list(
            "computers.running_scripts",
            "GET /v1/Computers/1042/RunningScripts",
            "Id asc",
            "ComputerRunningScript",
            |cwa| cwa.computers().running_scripts(COMPUTER),
        ),
        list(
            "computers.scheduled_scripts",
            "GET /v1/Computers/1042/ScheduledScripts",
            "Id asc",
            "ComputerScriptSchedule",
            |cwa| cwa.computers().scheduled_scripts(COMPUTER),
        ),
        one(
            "computers.scheduled_script",
            "GET /v1/Computers/1042/ScheduledScripts/8",
            "ComputerScriptSchedule",
            |cwa| cwa.computers().scheduled_script(COMPUTER, SCHEDULE),
        ),
        one(
            "computers.schedule_script",
            "POST /v1/Computers/1042/ScheduledScripts",
            "ComputerScriptSchedule",
            move |cwa| {
                let once = NewComputerSchedule::once(SCRIPT, COMPUTER, cwa_client::DateTime::new(start));
                cwa.computers().schedule_script(&once.with_parameters("DriveLetter=C|"))
            },
        )
        .sends(json!({
            "ScriptId": 6431, "ComputerId": 1042, "EffectiveStartDate": start, "NextRun": start, "NextSchedule": start,
            "ScheduleType": 1, "RepeatType": 0, "Parameters": "DriveLetter=C|",
        })),
    ]
}

fn alerts_and_commands() -> Vec<Row> {
    vec![
        list("alerts.list", "GET /v1/Alerts", "AlertId asc", "Alert", |cwa| cwa.alerts().list()),
        one("alerts.get", "GET /v1/Alerts/90211", "Alert", |cwa| cwa.alerts().get(AlertId::new(90_211))),
        list("alerts.of_computer", "GET /v1/Computers/1042/Alerts", "", "Alert", |cwa| {
            cwa.alerts().of_computer(COMPUTER)
        }),
        list("commands.list", "GET /v1/Commands", "Id asc", "Command", |cwa| cwa.commands().list()),
        one("commands.get", "GET /v1/Commands/2", "Command", |cwa| cwa.commands().get(CommandId::new(2))),
        one("commands.execute", "POST /v1/Computers/1042/CommandExecute", "CommandExecution", |cwa| {
            cwa.commands().execute(&NewCommand::cmd(COMPUTER, "hostname"))
        })
        .sends(json!({ "ComputerId": 1042, "Command": { "Id": 2 }, "Parameters": ["cmd.exe!!! /c hostname"] })),
        list("commands.executions", "GET /v1/Computers/1042/CommandExecute", "Id asc", "CommandExecution", |cwa| {
            cwa.commands().executions(COMPUTER)
        }),
        list("commands.history", "GET /v1/Computers/1042/CommandHistory", "Id asc", "CommandHistory", |cwa| {
            cwa.commands().history(COMPUTER)
        }),
    ]
}

fn scripts() -> Vec<Row> {
    let batch = || ScriptBatch::on_computers(SCRIPT, [COMPUTER]).with_parameter("DriveLetter", "C");
    let sent = json!({
        "EntityType": "Computer", "EntityIds": [1042], "ScriptId": 6431,
        "Schedule": { "ScriptScheduleFrequency": { "ScriptScheduleFrequencyId": 1 } },
        "Parameters": [{ "Key": "DriveLetter", "Value": "C" }],
    });
    vec![
        list("scripts.list", "GET /v1/Scripts", "Id asc", "Script", |cwa| cwa.scripts().list()),
        one("scripts.get", "GET /v1/Scripts/6431", "Script", |cwa| cwa.scripts().get(SCRIPT)),
        one("scripts.create", "POST /v1/Scripts", "Script", |cwa| cwa.scripts().create(&json!({ "Name": "New" })))
            .sends(json!({ "Name": "New" })),
        one("scripts.copy", "POST /v1/Scripts/6431/Copy", "Script", |cwa| cwa.scripts().copy(SCRIPT))
            .answers(json!(6432), json!(6432)),
        one("scripts.get_v2", "GET /v2/Scripts/6431?includeSteps=true", "ScriptV2", |cwa| {
            cwa.scripts().get_v2(SCRIPT, true)
        }),
        one("scripts.create_v2", "POST /v2/Scripts", "ScriptV2", |cwa| {
            cwa.scripts().create_v2(&NewScriptV2::new("New"))
        })
        .sends(json!({ "Name": "New" })),
        one("scripts.replace_v2", "PUT /v2/Scripts/6431", "ScriptV2", |cwa| {
            cwa.scripts().replace_v2(SCRIPT, &json!({ "Name": "Newer" }))
        })
        .sends(json!({ "Name": "Newer" })),
        act("scripts.delete_v2", "DELETE /v2/Scripts/6431", |cwa| cwa.scripts().delete_v2(SCRIPT)),
        one("scripts.execute", "POST /v1/Batch/ScriptExecute", "ScriptBatchResponse", move |cwa| {
            cwa.scripts().execute(&batch())
        })
        .sends(sent.clone()),
        one("scripts.schedule", "POST /v1/Batch/ScriptSchedule", "ScriptBatchResponse", move |cwa| {
            cwa.scripts().schedule(&batch())
        })
        .sends(sent),
        list("scripts.running", "GET /v1/Scripting/RunningScripts", "ScriptInstanceId asc", "RunningScript", |cwa| {
            cwa.scripts().running()
        }),
        list(
            "scripts.schedules",
            "GET /v1/Scripting/ScriptSchedules",
            "ScheduledScriptId asc",
            "ScriptSchedule",
            |cwa| cwa.scripts().schedules(),
        ),
        one("scripts.update_schedule", "PATCH /v1/Scripting/ScriptSchedules/8", "ScriptSchedule", |cwa| {
            cwa.scripts().update_schedule(SCHEDULE, &patch())
        })
        .sends(patched()),
        act("scripts.delete_schedule", "DELETE /v1/Scripting/ScriptSchedules/8", |cwa| {
            cwa.scripts().delete_schedule(SCHEDULE)
        }),
    ]
}

fn script_folders() -> Vec<Row> {
    let v2 = || NewScriptFolderV2::new("Tools");
    let folder = || json!({ "ScriptFolderId": 14, "Name": "Tools", "ChildFolders": [{ "ScriptFolderId": 15 }] });
    let answers = |row: Row| row.sends(json!({ "Name": "Tools" })).answers(folder(), folder());
    vec![
        list("scripts.folders", "GET /v1/ScriptFolders", "Id asc", "ScriptFolder", |cwa| cwa.scripts().folders()),
        one("scripts.folder_tree", "GET /v1/ScriptFolders/Hierarchy", "ScriptFolder", |cwa| {
            cwa.scripts().folder_tree()
        })
        .answers(json!([fixture("ScriptFolder"), {}]), json!([fixture("ScriptFolder"), {}])),
        one("scripts.folder", "GET /v1/ScriptFolders/14", "ScriptFolder", |cwa| cwa.scripts().folder(FOLDER)),
        one("scripts.create_folder", "POST /v1/ScriptFolders", "ScriptFolder", |cwa| {
            cwa.scripts().create_folder(&NewScriptFolder::new("Tools").with_parent_id(3))
        })
        .sends(json!({ "Name": "Tools", "ParentId": 3 })),
        one("scripts.update_folder", "PATCH /v1/ScriptFolders/14", "ScriptFolder", |cwa| {
            cwa.scripts().update_folder(FOLDER, &patch())
        })
        .sends(patched()),
        act("scripts.delete_folder", "DELETE /v1/ScriptFolders/14", |cwa| cwa.scripts().delete_folder(FOLDER)),
        answers(one("scripts.create_folder_v2", "POST /v2/Scripts/ScriptFolders", "Client", move |cwa| {
            cwa.scripts().create_folder_v2(None, &v2())
        })),
        answers(one("scripts.create_folder_in_v2", "POST /v2/Scripts/ScriptFolders/14", "Client", move |cwa| {
            cwa.scripts().create_folder_v2(Some(FOLDER), &v2())
        })),
        answers(one("scripts.replace_folder_v2", "PUT /v2/Scripts/ScriptFolders/14", "Client", move |cwa| {
            cwa.scripts().replace_folder_v2(FOLDER, &v2())
        })),
        act("scripts.delete_folder_v2", "DELETE /v2/Scripts/ScriptFolders/14", |cwa| {
            cwa.scripts().delete_folder_v2(FOLDER)
        }),
    ]
}

fn people_and_groups() -> Vec<Row> {
    let contact = || NewContact::new(CLIENT, "Maria", "Lopez").with_email_address("maria@acme.example");
    let new_contact = json!({
        "Client": { "ClientId": 12 }, "FirstName": "Maria", "LastName": "Lopez", "EmailAddress": "maria@acme.example",
    });
    let member = || NewGroupComputer::new(GROUP, COMPUTER);
    let new_member = json!({ "GroupId": 5, "ComputerId": 1042 });
    vec![
        list("contacts.list", "GET /v1/Contacts", "Id asc", "Contact", |cwa| cwa.contacts().list()),
        list("contacts.list_v2", "GET /v2/Contacts", "ContactId asc", "ContactV2", |cwa| cwa.contacts().list_v2()),
        one("contacts.get", "GET /v2/Contacts/77", "ContactV2", |cwa| cwa.contacts().get(CONTACT)),
        one("contacts.create", "POST /v2/Contacts", "ContactV2", move |cwa| cwa.contacts().create(&contact()))
            .sends(new_contact.clone()),
        one("contacts.replace", "PUT /v2/Contacts/77", "ContactV2", move |cwa| {
            cwa.contacts().replace(CONTACT, &contact())
        })
        .sends(new_contact),
        act("contacts.delete", "DELETE /v2/Contacts/77", |cwa| cwa.contacts().delete(CONTACT)),
        list("groups.list", "GET /v1/Groups", "Id asc", "Group", |cwa| cwa.groups().list()),
        one("groups.get", "GET /v1/Groups/5", "Group", |cwa| cwa.groups().get(GROUP)),
        one("groups.create", "POST /v1/Groups", "Group", |cwa| cwa.groups().create(&NewGroup::new("Servers")))
            .sends(json!({ "Name": "Servers" })),
        one("groups.replace", "PUT /v1/Groups/5", "Group", |cwa| {
            cwa.groups().replace(GROUP, &NewGroup::new("Servers").with_comments("all"))
        })
        .sends(json!({ "Name": "Servers", "Comments": "all" })),
        one("groups.update", "PATCH /v1/Groups/5", "Group", |cwa| cwa.groups().update(GROUP, &patch()))
            .sends(patched()),
        act("groups.delete", "DELETE /v1/Groups/5", |cwa| cwa.groups().delete(GROUP)),
        list("groups.computers", "GET /v1/GroupComputers", "Id asc", "GroupComputer", |cwa| cwa.groups().computers()),
        one("groups.computer", "GET /v1/GroupComputers/5%201042", "GroupComputer", |cwa| {
            cwa.groups().computer("5 1042")
        }),
        one("groups.add_computer", "POST /v1/GroupComputers", "GroupComputer", move |cwa| {
            cwa.groups().add_computer(&member())
        })
        .sends(new_member.clone()),
        one("groups.replace_computer", "PUT /v1/GroupComputers/5-1042", "GroupComputer", move |cwa| {
            cwa.groups().replace_computer("5-1042", &member())
        })
        .sends(new_member),
        one("groups.update_computer", "PATCH /v1/GroupComputers/5-1042", "GroupComputer", |cwa| {
            cwa.groups().update_computer("5-1042", &patch())
        })
        .sends(patched()),
        act("groups.remove_computer", "DELETE /v1/GroupComputers/5-1042", |cwa| cwa.groups().remove_computer("5-1042")),
        list("tickets.list", "GET /v1/Tickets", "TicketId asc", "Ticket", |cwa| cwa.tickets().list()),
        one("tickets.get", "GET /v1/Tickets/50012", "Ticket", |cwa| cwa.tickets().get(TicketId::new(50_012))),
    ]
}

fn monitors() -> Vec<Row> {
    let mut rows = vec![
        list("monitors.list", "GET /v1/Monitors", "MonitorId asc", "Monitor", |cwa| cwa.monitors().list()),
        list("monitors.internal_results", "GET /v1/InternalMonitorResults", "", "InternalMonitorResult", |cwa| {
            cwa.monitors().internal_results()
        }),
        list("monitors.history", "GET /v1/MonitorHistory", "", "MonitorHistory", |cwa| cwa.monitors().history()),
        list("monitors.history_of", "GET /v1/MonitorHistory/5512", "", "MonitorHistory", |cwa| {
            cwa.monitors().history_of(MONITOR)
        }),
        list("monitors.statistics", "GET /v1/MonitorStatistics", "", "MonitorStatistic", |cwa| {
            cwa.monitors().statistics()
        }),
        one(
            "monitors.collection_settings",
            "GET /v1/Monitors/5512/DataCollectionSettings",
            "DataCollectionSettings",
            |cwa| cwa.monitors().collection_settings(MONITOR),
        ),
        list("monitors.sensor_checks", "GET /v1/SensorChecks", "Id asc", "SensorCheck", |cwa| {
            cwa.monitors().sensor_checks()
        }),
    ];
    rows.extend(
        [
            (Period::Daily, "monitors.averages_daily", "Daily"),
            (Period::Weekly, "monitors.averages_weekly", "Weekly"),
            (Period::Monthly, "monitors.averages_monthly", "Monthly"),
            (Period::Yearly, "monitors.averages_yearly", "Yearly"),
        ]
        .map(|(period, name, word)| {
            let path = format!("GET /v1/Monitors/5512/CollectedData/{word}Averages");
            list(name, &path, "", "MonitorDatapoint", move |cwa| cwa.monitors().averages(MONITOR, period))
        }),
    );
    rows
}

fn patching() -> Vec<Row> {
    let action = |name, word: &str, call: fn(&AutomateClient, &PatchTarget) -> Call<()>| {
        let row = act(name, &format!("POST /v1/PatchActions/{word}"), move |cwa| call(cwa, &PatchTarget::new(1, 1042)));
        row.sends(json!({ "EntityType": 1, "EntityId": 1042 }))
    };
    vec![
        list("patching.history", "GET /v1/PatchHistory", "", "PatchHistory", |cwa| cwa.patching().history()),
        action("patching.deploy_all_approved", "DeployAllApproved", |cwa, t| cwa.patching().deploy_all_approved(t)),
        action("patching.deploy_all_security", "DeployAllSecurity", |cwa, t| cwa.patching().deploy_all_security(t)),
        action("patching.reattempt_failed", "ReattemptFailed", |cwa, t| cwa.patching().reattempt_failed(t)),
        action("patching.set_test_stage", "SetToTestStage", |cwa, t| cwa.patching().set_test_stage(t)),
        action("patching.set_pilot_stage", "SetToPilotStage", |cwa, t| cwa.patching().set_pilot_stage(t)),
        action("patching.set_production_stage", "SetToProductionStage", |cwa, t| {
            cwa.patching().set_production_stage(t)
        }),
    ]
}

fn the_rest() -> Vec<Row> {
    let asset = RetiredAssetId::new(6);
    vec![
        list("retired_assets.list", "GET /v1/RetiredAssets", "Id asc", "RetiredAsset", |cwa| {
            cwa.retired_assets().list()
        }),
        one("retired_assets.get", "GET /v1/RetiredAssets/6", "RetiredAsset", move |cwa| {
            cwa.retired_assets().get(asset)
        }),
        act("retired_assets.delete", "DELETE /v1/RetiredAssets/6", move |cwa| cwa.retired_assets().delete(asset)),
        list("network_devices.list", "GET /v1/NetworkDevices", "Id asc", "NetworkDevice", |cwa| {
            cwa.network_devices().list()
        }),
        one("network_devices.get", "GET /v1/NetworkDevices/3", "NetworkDevice", |cwa| {
            cwa.network_devices().get(DEVICE)
        }),
        one("network_devices.create", "POST /v1/NetworkDevices", "NetworkDevice", |cwa| {
            cwa.network_devices().create(&json!({ "Name": "Printer" }))
        })
        .sends(json!({ "Name": "Printer" })),
        one("network_devices.update", "PATCH /v1/NetworkDevices/3", "NetworkDevice", |cwa| {
            cwa.network_devices().update(DEVICE, &patch())
        })
        .sends(patched()),
        list(
            "system.server_information",
            "GET /v1/System/ServerInformation",
            "ServerId asc",
            "ServerInformation",
            |cwa| cwa.system().server_information(),
        ),
        one("system.patch_information", "GET /v1/PatchInformation", "PatchInformation", |cwa| {
            cwa.system().patch_information()
        }),
        one("system.database_server_time", "GET /v1/DatabaseServerTime", "Client", |cwa| {
            cwa.system().database_server_time()
        })
        .answers(json!("2026-03-02T14:05:00"), json!("2026-03-02T14:05:00")),
        Row {
            answers: vec![(
                json!([{ "Id": "7", "Name": "Servers", "IsReadOnly": true }]),
                json!([{ "Id": 7, "Name": "Servers" }]),
            )],
            ..list("system.searches", "GET /v1/Searches", "Id asc", "Client", |cwa| cwa.system().searches())
        },
        one("auth.sign_in_information", "GET /v1/apitoken", "AuthInformation", |cwa| cwa.auth().sign_in_information())
            .without_token(),
        one("auth.refresh", "POST /v1/apitoken/refresh", "TokenResult", |cwa| {
            cwa.auth().refresh(&Secret::new("older"))
        })
        .sends(json!("older"))
        .without_token(),
    ]
}

fn rows() -> Vec<Row> {
    [
        clients_and_locations(),
        computers(),
        computer_inventory(),
        computer_storage(),
        computer_monitoring_and_patching(),
        computer_scripts(),
        alerts_and_commands(),
        scripts(),
        script_folders(),
        people_and_groups(),
        monitors(),
        patching(),
        the_rest(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Operations whose answer is not the end of the story have tests of their own.
const ELSEWHERE: [&str; 2] = ["auth.login", "alerts.clear"];

#[test]
fn no_operation_is_without_a_row() {
    let all: BTreeSet<&str> = operations().map(|operation| operation.name.as_ref()).collect();
    let tested: BTreeSet<&str> = rows().iter().map(|row| row.operation).chain(ELSEWHERE).collect();
    assert_eq!(all, tested);
    assert_eq!(operations().count(), all.len(), "a name is used twice");
}

#[tokio::test]
async fn every_operation_sends_and_reads_what_it_should() {
    for row in rows() {
        let name = row.operation;
        for (answered, expected) in &row.answers {
            // An answer without a value is one without a body.
            let reply = if answered.is_null() { Reply::status(204) } else { answer(answered.clone()) };
            let script = std::sync::Arc::new(cw_http::testing::Script::new(
                row.authenticated.then(common::login).into_iter().chain([reply]),
            ));
            let cwa = common::builder(&script).build().unwrap();
            let read = (row.run)(cwa).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(&read, expected, "{name}: {answered}");

            let sent = script.sent();
            let request = sent.last().unwrap();
            assert_eq!(sent.len(), 1 + usize::from(row.authenticated), "{name}: more was sent");
            assert_eq!(line(request), row.line, "{name}");
            assert_eq!(body(&script, sent.len() - 1), row.body, "{name}: body");
            let bearer = format!("Bearer {TOKEN}");
            assert_eq!(header(request, "authorization"), row.authenticated.then_some(bearer.as_str()), "{name}");
            assert_eq!(header(request, "clientid"), Some(common::CLIENT_ID), "{name}");
            assert_eq!(header(request, "accept"), Some("application/json"), "{name}");
            let json = (!row.body.is_null()).then_some("application/json");
            assert_eq!(header(request, "content-type"), json, "{name}");
        }
    }
}

#[tokio::test]
async fn a_patch_is_tried_again_and_a_creation_never() {
    let cut = || [Reply::cut(), answer(json!({ "Id": 12 }))];
    let (cwa, script) = client(cut());
    assert_eq!(cwa.clients().update(CLIENT, &patch()).await.unwrap().id, Some(CLIENT));
    assert_eq!(lines(&script).len(), 2);

    let (cwa, script) = client(cut());
    let error = cwa.clients().create(&NewClient::new("Acme")).await.unwrap_err();
    assert_eq!(error.kind(), cwa_client::ErrorKind::OutcomeUnknown);
    assert_eq!(lines(&script).len(), 1);
}

#[tokio::test]
async fn a_computer_is_found_in_the_list_where_its_own_route_is_missing() {
    let found = json!([{ "Id": "1042", "ComputerName": "DC01" }]);
    for status in [404, 405] {
        let (cwa, script) = client([Reply::status(status), answer(found.clone())]);
        assert_eq!(cwa.computers().get(COMPUTER).await.unwrap().computer_name.as_deref(), Some("DC01"));
        let fallback = "GET /v1/Computers?ids=1042&orderBy=Id asc&page=1&pageSize=1000";
        assert_eq!(lines(&script), ["GET /v1/Computers/1042", fallback]);

        // A server that ignores `ids` answers with others.
        for none in [json!([]), json!([{ "Id": "7" }])] {
            let (cwa, _) = client([Reply::status(status), answer(none)]);
            let error = cwa.computers().get(COMPUTER).await.unwrap_err();
            assert_eq!(error.kind(), cwa_client::ErrorKind::NotFound);
            assert!(error.to_string().contains("there is no computer 1042"), "{error}");
        }
    }
    let (cwa, script) = client([Reply::status(403)]);
    assert_eq!(cwa.computers().get(COMPUTER).await.unwrap_err().kind(), cwa_client::ErrorKind::Denied);
    assert_eq!(lines(&script).len(), 1);
}

#[tokio::test]
async fn a_command_execution_is_found_by_its_id() {
    let id = CommandExecutionId::new(771_204);
    let (cwa, script) = client([answer(json!([{ "Id": 771_204, "Status": "Success", "Output": "DC01" }]))]);
    assert_eq!(cwa.commands().execution(COMPUTER, id).await.unwrap().output.as_deref(), Some("DC01"));
    let expected = "GET /v1/Computers/1042/CommandExecute?ids=771204&orderBy=Id asc&page=1&pageSize=1000";
    assert_eq!(lines(&script), [expected]);

    let (cwa, _) = client([answer(json!([]))]);
    let error = cwa.commands().execution(COMPUTER, id).await.unwrap_err();
    assert_eq!(error.kind(), cwa_client::ErrorKind::NotFound);
}

#[tokio::test]
async fn the_servers_zone_is_told_by_its_clock() {
    let ahead = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(2)));
    let (cwa, _) = client([answer(json!(ahead.datetime().to_string()))]);
    let zone = cwa.system().server_zone().await.unwrap();
    let noon = cwa_client::DateTime::new("2026-03-02T12:00:00").to_timestamp(&zone).unwrap();
    assert_eq!(noon.to_string(), "2026-03-02T10:00:00Z");

    let (cwa, _) = client([answer(json!("later"))]);
    assert_eq!(cwa.system().server_zone().await.unwrap_err().kind(), cwa_client::ErrorKind::Decode);
}

#[tokio::test]
async fn the_raw_door_takes_paths_as_people_write_them_and_stays_below_the_root() {
    for (path, sent) in [
        ("/FeatureFlags?pageSize=1", "PUT /v1/FeatureFlags?a b=c&pageSize=1"),
        ("/v2/Contacts", "PUT /v2/Contacts?a b=c"),
        ("/cwa/api/v1/Clients", "PUT /v1/Clients?a b=c"),
    ] {
        let (cwa, script) = client([answer(json!({ "ok": true }))]);
        let request = cwa.request(Method::PUT, path).query("a b", "c").json(&json!({ "x": 1 }));
        let response = cwa.execute(request).await.unwrap();
        assert_eq!((response.status(), response.json::<Value>().unwrap()), (200, json!({ "ok": true })));
        assert_eq!(lines(&script), [sent]);
        assert_eq!(body(&script, 1), json!({ "x": 1 }));
    }
    for path in ["//evil.example/x", "https://evil.example/", "/../../x", "/v1/%2e%2e/x", "/cwa/api/../../x", "\\evil"]
    {
        let (cwa, script) = client([]);
        let error = cwa.execute(cwa.request(Method::GET, path)).await.unwrap_err();
        assert_eq!(error.kind(), cwa_client::ErrorKind::Input, "{path}");
        assert!(script.sent().is_empty(), "{path}");
    }
}
