//! The models against the vendor's own description, where a copy of it is at hand.
//!
//! Set `CW_RMM_OPENAPI` to an OpenAPI 3 file, or keep `rmm-openapi-slice.json` in a folder `api` of a folder beside the repository.
//! Without one these tests say so and check nothing.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use cw_rmm_client::models as m;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

fn description() -> Option<Value> {
    let path = std::env::var_os("CW_RMM_OPENAPI").map(PathBuf::from).or_else(beside_the_repository);
    let Some(path) = path else {
        eprintln!("SKIPPED: no OpenAPI description at hand (see CW_RMM_OPENAPI)");
        return None;
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}

fn beside_the_repository() -> Option<PathBuf> {
    let outside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = std::fs::read_dir(outside).ok()?;
    let mut candidates = folders.flatten().map(|folder| folder.path().join("api/rmm-openapi-slice.json"));
    candidates.find(|path| path.is_file())
}

struct Model {
    schema: &'static str,
    encode: fn(&str) -> Result<Value, serde_json::Error>,
}

/// Every described schema that has a model.
fn models() -> Vec<Model> {
    macro_rules! models {
        ($($schema:literal => $model:ty,)*) => { vec![$(Model { schema: $schema, encode: reencode::<$model> },)*] };
    }
    models! {
        "AttributeValue" => m::CustomFieldValue,
        "Category" => m::Category,
        "Company" => m::Company,
        "DeviceGroupWithRootBlockInVersionedPayload" => m::DeviceGroup,
        "PartnerAttributeDefinition" => m::CustomField,
        "PatchDetail" => m::DevicePatch,
        "PatchDetails" => m::PatchReport,
        "Priority" => m::Priority,
        "ScriptMetadata" => m::AutomationScript,
        "ServiceBoard" => m::Board,
        "ServiceBoardTeam" => m::BoardTeam,
        "Services" => m::Service,
        "ShellTemplateMetaData" => m::ShellScript,
        "Site" => m::Site,
        "Source" => m::Source,
        "Status" => m::Status,
        "SystemStateCollection" => m::SystemState,
        "Tag" => m::Tag,
        "TaskDefinitionDetails" => m::TaskDefinition,
        "Ticket" => m::Ticket,
        "TicketCount" => m::TicketCount,
        "TicketNote" => m::TicketNote,
        "TicketingExtendedAttribute" => m::ExtendedAttribute,
        "Type" => m::TicketType,
        "endpoint" => m::DeviceSummary,
    }
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
    fn named(&mut self, name: &str) -> Value {
        let schema = &self.description["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not in the description");
        self.make(schema)
    }

    fn make(&mut self, schema: &Value) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.named(reference.rsplit('/').next().unwrap());
        }
        if let Some(words) = schema["enum"].as_array() {
            return words[0].clone();
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let objects = parts.iter().map(|part| self.make(part)).collect::<Vec<_>>();
            return objects
                .into_iter()
                .flat_map(|object| object.as_object().unwrap().clone())
                .collect::<Map<_, _>>()
                .into();
        }
        self.next += 1;
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("integer"), _) => json!(self.next),
            (Some("number"), _) => json!(self.next as f64 + 0.5),
            (Some("boolean"), _) => json!(self.next % 2 == 0),
            (Some("string"), Some("date-time" | "dateTime")) => {
                json!(format!("2026-03-02T14:00:{:02}Z", self.next % 60))
            }
            (Some("string"), _) => json!(format!("text {}", self.next)),
            (Some("array"), _) => Value::Array(vec![self.make(&schema["items"])]),
            _ if schema["additionalProperties"].is_object() => {
                json!({ "key": self.make(&schema["additionalProperties"]) })
            }
            _ => {
                let empty = Map::new();
                let fields = schema["properties"].as_object().unwrap_or(&empty);
                Value::Object(fields.iter().map(|(name, schema)| (name.clone(), self.make(schema))).collect())
            }
        }
    }
}

/// Notes what was sent and did not come back, as `Owner.Field`.
fn missing(owner: &str, sent: &Value, got: &Value, lost: &mut BTreeSet<String>) {
    match (sent, got) {
        (Value::Object(sent), Value::Object(got)) => {
            for (name, value) in sent {
                let back = got.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
                missing(&format!("{owner}.{name}"), value, back.unwrap_or(&Value::Null), lost);
            }
        }
        (Value::Array(sent), Value::Array(got)) => {
            for (sent, got) in sent.iter().zip(got) {
                missing(owner, sent, got, lost);
            }
        }
        _ if sent == got || got == "***" => {}
        _ => {
            lost.insert(owner.to_owned());
        }
    }
}

#[test]
fn every_described_field_is_read_and_written_back() {
    let Some(description) = description() else { return };
    let mut lost = BTreeSet::new();
    for model in models() {
        let value = Maker { description: &description, next: 0 }.named(model.schema);
        let back = (model.encode)(&value.to_string()).unwrap_or_else(|error| panic!("{}: {error}", model.schema));
        missing(model.schema, &value, &back, &mut lost);
    }
    assert_eq!(lost, BTreeSet::new());
}

#[test]
fn any_field_may_be_null_or_missing() {
    let Some(description) = description() else { return };
    for Model { schema, encode } in models() {
        let full = Maker { description: &description, next: 0 }.named(schema);
        let full = full.as_object().unwrap();
        let nulls: Map<_, _> = full.keys().map(|name| (name.clone(), Value::Null)).collect();
        for object in [Map::new(), nulls] {
            assert_eq!(encode(&Value::Object(object).to_string()).unwrap(), json!({}), "{schema}");
        }
        for name in full.keys() {
            let (mut without, mut null) = (full.clone(), full.clone());
            without.remove(name);
            null.insert(name.clone(), Value::Null);
            for object in [without, null] {
                encode(&Value::Object(object).to_string()).unwrap_or_else(|error| panic!("{schema}.{name}: {error}"));
            }
        }
    }
}

/// Details of devices have no schema, only an example.
#[test]
fn the_example_of_a_device_is_read_whole() {
    let Some(description) = description() else { return };
    let path = &description["paths"]["/api/platform/v1/device/endpoints/{endpointID}"]["get"];
    let example = &path["responses"]["200"]["content"]["application/json"]["example"];
    assert!(example.is_object(), "the description has no example any more");
    let back = reencode::<m::Device>(&example.to_string()).unwrap();
    let mut lost = BTreeSet::new();
    missing("device", example, &back, &mut lost);
    assert_eq!(lost, ["device.clientID".to_owned()].into(), "which is told as the company");

    let limits =
        &description["paths"]["/v1/rate_limits"]["get"]["responses"]["200"]["content"]["application/json"]["example"];
    let mut lost = BTreeSet::new();
    missing("limits", limits, &reencode::<m::RateLimits>(&limits.to_string()).unwrap(), &mut lost);
    assert_eq!(lost, BTreeSet::new());
}
