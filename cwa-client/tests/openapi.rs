//! The models against the vendor's own description, where a copy of it is at hand.
//!
//! Set `CWA_OPENAPI` to an OpenAPI 3 file, or keep `automate-openapi-slice.json` in a folder `api`
//! of a folder beside the repository. Without one these tests say so and check nothing.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use cwa_client::models as m;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// How deep nested objects are filled; the description is cyclic.
const DEPTH: usize = 3;

fn description() -> Option<Value> {
    let path = std::env::var_os("CWA_OPENAPI").map(PathBuf::from).or_else(beside_the_repository);
    let Some(path) = path else {
        eprintln!("SKIPPED: no OpenAPI description at hand (see CWA_OPENAPI)");
        return None;
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}

fn beside_the_repository() -> Option<PathBuf> {
    let outside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = std::fs::read_dir(outside).ok()?;
    let candidates = folders.flatten().map(|folder| folder.path().join("api/automate-openapi-slice.json"));
    candidates.into_iter().find(|path| path.is_file())
}

/// Runs a check on every described schema that has a model.
fn for_each_model(check: &mut dyn FnMut(&str, Model)) {
    macro_rules! models {
        ($($schema:literal => $model:ty,)*) => {$(
            check($schema, Model { decode: decode::<$model>, encode: reencode::<$model> });
        )*};
    }
    models! {
        "Automate.Api.Domain.Contracts.Alerts.Alert" => m::Alert,
        "Automate.Api.Domain.Contracts.BatchScripts.ScheduleScriptBatchResponse" => m::ScriptBatchResponse,
        "Automate.Api.Domain.Contracts.Clients.Contact" => m::ContactV2,
        "Automate.Api.Domain.Contracts.Clients.Location" => m::Location,
        "Automate.Api.Domain.Contracts.Compatibility.CommandHistory" => m::CommandHistory,
        "Automate.Api.Domain.Contracts.ExtraFields.ExtraField" => m::ExtraField,
        "Automate.Api.Domain.Contracts.Patching.ComputerPatchingStats" => m::PatchingStats,
        "Automate.Api.Domain.Contracts.Patching.PatchHistory" => m::PatchHistory,
        "Automate.Api.Domain.Contracts.Scripts.RunningScripts.RunningScript" => m::RunningScript,
        "Automate.Api.Domain.Contracts.Scripts.ScheduledScript" => m::ScriptSchedule,
        "Automate.Api.Domain.Contracts.Scripts.Script" => m::ScriptV2,
        "Automate.Api.Domain.Contracts.Security.AuthInformation" => m::AuthInformation,
        "Automate.Api.Domain.Contracts.Security.TokenResult" => m::TokenResult,
        "Automate.Api.Domain.Contracts.System.ServerInformation" => m::ServerInformation,
        "LabTech.Models.Client" => m::Client,
        "LabTech.Models.Command" => m::Command,
        "LabTech.Models.CommandExecute" => m::CommandExecution,
        "LabTech.Models.Computer" => m::Computer,
        "LabTech.Models.ComputerBios" => m::Bios,
        "LabTech.Models.ComputerChassis" => m::Chassis,
        "LabTech.Models.ComputerDevice" => m::Device,
        "LabTech.Models.ComputerDrive" => m::Drive,
        "LabTech.Models.ComputerEffectivePatchingPolicy" => m::EffectivePatchingPolicy,
        "LabTech.Models.ComputerMemorySlot" => m::MemorySlot,
        "LabTech.Models.ComputerMonitor" => m::ComputerMonitor,
        "LabTech.Models.ComputerOperatingSystem" => m::OperatingSystem,
        "LabTech.Models.ComputerPatchingPolicy" => m::PatchingPolicy,
        "LabTech.Models.ComputerPrinter" => m::Printer,
        "LabTech.Models.ComputerProcessor" => m::Processor,
        "LabTech.Models.ComputerRunningScript" => m::ComputerRunningScript,
        "LabTech.Models.ComputerScheduledTask" => m::ScheduledTask,
        "LabTech.Models.ComputerScriptHistory" => m::ScriptHistory,
        "LabTech.Models.ComputerSensor" => m::Sensor,
        "LabTech.Models.ComputerService" => m::Service,
        "LabTech.Models.ComputerSoftware" => m::Software,
        "LabTech.Models.ComputerSystemSlot" => m::SystemSlot,
        "LabTech.Models.ComputerUps" => m::Ups,
        "LabTech.Models.ComputerVideoCard" => m::VideoCard,
        "LabTech.Models.Contact" => m::Contact,
        "LabTech.Models.EventLog" => m::EventLog,
        "LabTech.Models.Group" => m::Group,
        "LabTech.Models.GroupComputer" => m::GroupComputer,
        "LabTech.Models.Location" => m::Location,
        "LabTech.Models.MaintenanceMode" => m::MaintenanceMode,
        "LabTech.Models.Monitors.InternalMonitorResult" => m::InternalMonitorResult,
        "LabTech.Models.Monitors.Monitor" => m::Monitor,
        "LabTech.Models.NetworkDevice" => m::NetworkDevice,
        "LabTech.Models.PatchInformation" => m::PatchInformation,
        "LabTech.Models.RetiredAsset" => m::RetiredAsset,
        "LabTech.Models.ScheduledScript" => m::ComputerScriptSchedule,
        "LabTech.Models.Script" => m::Script,
        "LabTech.Models.ScriptFolder" => m::ScriptFolder,
        "LabTech.Models.SensorCheck" => m::SensorCheck,
        "LabTech.Models.SmartData" => m::SmartData,
        "LabTech.Models.TemporaryApiContracts.DeploymentLogin" => m::DeploymentLogin,
        "LabTech.Models.Ticket" => m::Ticket,
        "LabTech.Repositories.MySQL.Domain.Models.Alerting.MonitorAlertSuspension" => m::MonitorAlertSuspension,
        "LabTech.Repositories.MySQL.Domain.Models.ComputerDriver" => m::Driver,
        "LabTech.Repositories.MySQL.Domain.Models.DriveStatistics" => m::DriveStatistics,
        "LabTech.Repositories.MySQL.Domain.Models.DriveStats" => m::DriveStats,
        "LabTech.Repositories.MySQL.Domain.Models.MonitorDataCollectionSettings" => m::DataCollectionSettings,
        "LabTech.Repositories.MySQL.Domain.Models.MonitorHistory" => m::MonitorHistory,
        "LabTech.Repositories.MySQL.Domain.Models.MonitorStatistic" => m::MonitorStatistic,
        "LabTech.Repositories.MySQL.Domain.Models.Monitors.MonitorCollectedDatapoint" => m::MonitorDatapoint,
    }
}

struct Model {
    decode: fn(&str) -> Result<(), serde_json::Error>,
    encode: fn(&str) -> Result<Value, serde_json::Error>,
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<T>(text).map(drop)
}

/// Decodes, encodes and decodes again: nothing may get lost on the second way.
fn reencode<T: DeserializeOwned + Serialize>(text: &str) -> Result<Value, serde_json::Error> {
    let once = serde_json::to_value(serde_json::from_str::<T>(text)?)?;
    let twice = serde_json::to_value(serde_json::from_str::<T>(&once.to_string())?)?;
    assert_eq!(once, twice);
    Ok(once)
}

/// Makes values that fit a schema, each field with a value of its own.
struct Maker<'a> {
    description: &'a Value,
    next: i64,
}

impl Maker<'_> {
    fn schema(&mut self, name: &str) -> Value {
        let schema = &self.description["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not in the description");
        self.make(name, schema, DEPTH)
    }

    fn make(&mut self, field: &str, schema: &Value, depth: usize) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            let target = &self.description["components"]["schemas"][name];
            return if depth == 0 { Value::Null } else { self.make(field, target, depth - 1) };
        }
        if let Some(words) = schema["enum"].as_array() {
            return words[0].clone();
        }
        self.next += 1;
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("integer"), _) => json!(self.next),
            (Some("number"), _) => json!(self.next as f64 + 0.5),
            (Some("boolean"), _) => json!(self.next % 2 == 0),
            (Some("string"), Some("date-time")) => json!(format!("2026-03-02T14:00:{:02}", self.next % 60)),
            (Some("string"), _) if field.ends_with("Id") => json!(self.next.to_string()),
            (Some("string"), _) => json!(format!("text {}", self.next)),
            (Some("array"), _) => Value::Array(vec![self.make(field, &schema["items"], depth)]),
            _ if schema["additionalProperties"].is_object() => {
                json!({ "key": self.make(field, &schema["additionalProperties"], depth) })
            }
            _ => {
                let empty = Map::new();
                let fields = schema["properties"].as_object().unwrap_or(&empty);
                Value::Object(fields.iter().map(|(name, s)| (name.clone(), self.make(name, s, depth))).collect())
            }
        }
    }
}

/// Notes what was sent and did not come back, as `Owner.Field`.
fn missing(owner: &str, sent: &Value, got: &Value, lost: &mut BTreeSet<String>) {
    match (sent, got) {
        (Value::Null, _) => {}
        (Value::Object(sent), Value::Object(got)) if is_short_form(got) => {
            let wanted = |end: &str| sent.iter().any(|(name, value)| name.ends_with(end) && !value.is_null());
            let came = |value: &Value| sent.values().any(|v| same(v, value));
            let kept = |end: &str| got.get(end).map_or(!wanted(end), came);
            assert!(kept("Id") && kept("Name"), "{owner}: of {sent:?} only {got:?} is kept");
        }
        (Value::Object(sent), Value::Object(got)) => {
            for (name, value) in sent {
                missing(name, value, got.get(name).unwrap_or(&Value::Null), lost);
            }
        }
        (Value::Array(sent), Value::Array(got)) => {
            for (sent, got) in sent.iter().filter(|item| !item.is_null()).zip(got) {
                missing(owner, sent, got, lost);
            }
        }
        _ if same(sent, got) => {}
        _ => {
            lost.insert(owner.to_owned());
        }
    }
}

fn is_short_form(object: &Map<String, Value>) -> bool {
    object.keys().all(|name| name == "Id" || name == "Name")
}

/// Equal but for text and number being one, and secrets being masked.
fn same(sent: &Value, got: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text(sent) == text(got) || got == "***"
}

#[test]
fn every_described_field_is_read_and_written_back() {
    let Some(description) = description() else { return };
    let mut lost = BTreeSet::new();
    for_each_model(&mut |schema, model| {
        let value = Maker { description: &description, next: 0 }.schema(schema);
        let back = (model.encode)(&value.to_string()).unwrap_or_else(|error| panic!("{schema}: {error}"));
        missing(schema, &value, &back, &mut lost);
    });
    // Left out on purpose: how monitors measure, plug-ins' own data, permissions of user classes.
    let on_purpose =
        ["AlertStyle", "ComparerSettings", "ComputerPermissions", "MonitorOwner", "PluginData", "RoutineParameters"];
    assert_eq!(lost, on_purpose.map(str::to_owned).into());
}

#[test]
fn any_field_may_be_null_or_missing() {
    let Some(description) = description() else { return };
    for_each_model(&mut |schema, model| {
        let full = Maker { description: &description, next: 0 }.schema(schema);
        let full = full.as_object().unwrap();
        let nulls: Map<_, _> = full.keys().map(|name| (name.clone(), Value::Null)).collect();
        for object in [Map::new(), nulls] {
            let back = (model.encode)(&Value::Object(object).to_string());
            assert_eq!(back.unwrap_or_else(|error| panic!("{schema}: {error}")), json!({}), "{schema}");
        }
        for name in full.keys() {
            let (mut without, mut null) = (full.clone(), full.clone());
            without.remove(name);
            null.insert(name.clone(), Value::Null);
            for object in [without, null] {
                let text = Value::Object(object).to_string();
                (model.decode)(&text).unwrap_or_else(|error| panic!("{schema}.{name}: {error}"));
            }
        }
    });
}

#[test]
fn numbers_may_be_text_and_names_of_any_case() {
    let Some(description) = description() else { return };
    for_each_model(&mut |schema, model| {
        let value = Maker { description: &description, next: 0 }.schema(schema);
        let plain = (model.encode)(&value.to_string()).unwrap();
        let odd = (model.encode)(&disguise(value).to_string()).unwrap_or_else(|error| panic!("{schema}: {error}"));
        assert_eq!(odd, plain, "{schema}");
    });
}

/// The same value with numbers as text, flags as numbers and names that begin with a small letter.
fn disguise(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(flag) => json!(i32::from(flag)),
        Value::Array(items) => items.into_iter().map(disguise).collect(),
        // What the vendor does not describe is passed on as it is.
        Value::Object(fields) if fields.contains_key("ScriptFunctionId") => Value::Object(fields),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (small(&name), disguise(value))).collect())
        }
        other => other,
    }
}

fn small(name: &str) -> String {
    name[..1].to_lowercase() + &name[1..]
}
