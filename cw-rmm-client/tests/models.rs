//! Reading what the service sends, well-formed and otherwise, and writing what it expects.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fmt::Debug;

use cw_rmm_client::models::*;
use cw_rmm_client::{CompanyId, Dialect};
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
            // Those that are kept as they come are checked beside their code.
            assert_eq!(models.len() + ["TaskInstances", "TaskResults"].len(), fixtures.len());
            for (name, check) in models {
                check(name, &fixtures[name]);
            }
        }
    };
}

every_model! {
    AutomationScript, Board, BoardTeam, Category, Company, CpuSample, CustomField, CustomFieldValue, Device, DeviceGroup,
    DeviceSummary, DiskSample, Heartbeat, MemorySample, PatchReport, Priority, RateLimits, ScheduledTask, ShellScript, Site,
    Source, Status, SystemState, SystemStates, Tag, TaskDefinition, Ticket, TicketCount, TicketNote, TicketType,
}

fn check<T: DeserializeOwned + Serialize + Default + PartialEq + Debug>(name: &str, full: &Value) {
    let fields = full.as_object().unwrap();
    let record: T = read(full.clone());
    assert_eq!(&sent(&record), full, "{name}: full");

    let nulls = fields.keys().map(|field| (field.clone(), Value::Null)).collect();
    for nothing in [json!({}), Value::Object(nulls), json!({ "addedNextYear": [{ "deep": 1 }] })] {
        assert_eq!(read::<T>(nothing.clone()), T::default(), "{name}: {nothing}");
    }
    assert_eq!(sent(&T::default()), json!({}), "{name}: nothing is written that is not set");

    let upper = fields.iter().map(|(field, value)| (field.to_uppercase(), value.clone())).collect();
    assert_eq!(read::<T>(Value::Object(upper)), record, "{name}: case of names");
    refused::<T>(json!([]));
    refused::<T>(json!("text"));
}

#[test]
fn one_field_in_all_its_spellings() {
    for name in ["endpointId", "endpointID", "EndpointID"] {
        assert_eq!(read::<Device>(json!({ name: "e" })).endpoint_id, Some("e".into()), "{name}");
        assert_eq!(read::<Availability>(json!({ name: "e" })).endpoint_id, Some("e".into()), "{name}");
    }
    for name in ["clientId", "clientID", "companyID", "companyId"] {
        let device: Device = read(json!({ name: "c" }));
        assert_eq!(
            (device.company_id.as_ref(), device.client_id.as_ref()),
            (Some(&CompanyId::new("c")), None),
            "{name}"
        );
    }
    let both: Device = read(json!({ "clientID": "old", "companyID": "new" }));
    assert_eq!(both.company_id, Some("new".into()));
    assert!(read::<Device>(json!({ "baseboard": { "model": "m" } })).base_board.is_some());
}

#[test]
fn product_keys_do_not_show() {
    let device: Device = read(json!({
        "os": { "productKey": "s3cret-a", "productId": "shown" },
        "softwareLicenses": [{ "productName": "Office", "productKey": "s3cret-b" }],
    }));
    for shown in [format!("{device:?}"), sent(&device).to_string()] {
        assert!(!shown.contains("s3cret") && shown.contains("***") && shown.contains("shown"), "{shown}");
    }
    assert_eq!(device.os.unwrap().product_key.unwrap().expose(), "s3cret-a");
}

#[test]
fn a_company_is_active_until_its_end() {
    let now = "2026-11-20T12:00:00Z".parse().unwrap();
    let active = |company: Value| read::<Company>(company).is_active_at(now);
    assert!(active(json!({})));
    assert!(active(json!({ "inactiveDate": "2027-01-01T00:00:00Z", "deletedDate": "0001-01-01T00:00:00Z" })));
    assert!(active(json!({ "inactiveDate": "never" })));
    assert!(!active(json!({ "inactiveDate": "2026-11-20T12:00:00Z" })));
    assert!(!active(json!({ "deletedDate": "2026-01-01T00:00:00Z" })));
    let name = |company: Value| read::<Company>(company).display_name().map(str::to_owned);
    assert_eq!(name(json!({ "name": "Acme LLC", "friendlyName": " " })).as_deref(), Some("Acme LLC"));
}

#[test]
fn a_patch_is_installed_or_missing_and_its_number_is_kept() {
    let report: PatchReport = read(json!({ "patches": [
        { "status": 1, "size": " 512 ", "installedDate": "2026-11-04T03:12:44Z" },
        { "status": "4", "size": "many" },
        { "status": 9, "installedDate": "0001-01-01T00:00:00Z" },
        { "status": null, "installedDate": "" },
    ] }));
    let patches = report.patches.unwrap();
    let states: Vec<_> = patches.iter().map(|patch| (patch.status, patch.state())).collect();
    let (installed, missing) = (PatchState::Installed, PatchState::Missing);
    assert_eq!(states, [(Some(1), installed), (Some(4), missing), (Some(9), missing), (None, missing)]);
    assert_eq!((patches[0].size_bytes(), patches[1].size_bytes()), (Some(512), None));
}

#[test]
fn a_schema_is_read_from_text_or_object_and_a_broken_one_is_none() {
    let schema = json!({ "type": "object", "properties": { "drive": { "type": "string" } } });
    let script = |json_schema: Value| read::<ShellScript>(json!({ "name": "x", "jsonSchema": json_schema }));
    for good in [json!(schema.to_string()), schema.clone()] {
        assert_eq!(script(good).parameter_schema(), schema.as_object().cloned());
    }
    for none in [json!(null), json!(""), json!("{"), json!("[1]"), json!("text"), json!(7)] {
        assert_eq!(script(none.clone()).parameter_schema(), None, "{none}");
        assert_eq!(script(none).name.as_deref(), Some("x"));
    }
    let task: TaskDefinition = read(json!({ "JSONSchema": schema.to_string(), "userParameters": "{\"drive\":\"C\"}" }));
    assert_eq!(task.parameter_schema(), schema.as_object().cloned());
    assert_eq!(task.user_parameters.unwrap().parse(), Some(json!({ "drive": "C" })));
}

#[test]
fn a_script_is_active_as_the_dialect_reads_its_state() {
    let active = |state: Value, dialect: &Dialect| read::<ShellScript>(json!({ "state": state })).is_active(dialect);
    let usual = Dialect::default();
    assert!(active(json!("Active"), &usual) && active(json!(null), &usual) && !active(json!("draft"), &usual));
    let own = Dialect::default().active_states(["Live"]);
    assert!(active(json!("live"), &own) && !active(json!("active"), &own));
}

#[test]
fn visibility_is_a_number_and_stays_open() {
    for (number, visibility) in [
        (1, NoteVisibility::All),
        (2, NoteVisibility::Internal),
        (7, NoteVisibility::ExpertServices),
        (8, NoteVisibility::ExpertUsers),
        (99, NoteVisibility::Other(99)),
    ] {
        for value in [json!(number), json!(number.to_string())] {
            assert_eq!(read::<TicketNote>(json!({ "visibility": value })).visibility, Some(visibility));
        }
        assert_eq!(sent(&NewTicketNote::new("x", visibility))["visibility"], number);
    }
    refused::<NoteVisibility>(json!(null));
}

#[test]
fn words_that_are_not_known_are_kept() {
    let status: Status = read(json!({ "category": "Parked", "slaStatus": "waiting" }));
    assert_eq!(status.category, Some(StatusCategory::Other("Parked".into())));
    assert_eq!(status.sla_status, Some(SlaStatus::Waiting));
    let device: Device = read(json!({ "endpointType": "Toaster" }));
    assert_eq!(sent(&device), json!({ "endpointType": "Toaster" }));
}

#[test]
fn a_rate_limit_says_when_there_is_more() {
    let limits: RateLimits = read(
        json!({ "resources": { "asset": { "details": { "limit": 35, "remaining": "31", "reset": 1_795_176_300 } } } }),
    );
    let limit = &limits.resources.unwrap()["asset"]["details"];
    assert_eq!((limit.remaining, limit.reset_at().unwrap().to_string().as_str()), (Some(31), "2026-11-20T12:05:00Z"));
}

#[test]
fn what_cannot_mean_the_expected_thing_is_an_error() {
    for (value, reason) in [
        (json!({ "system": { "domainRole": "chief" } }), "a whole number"),
        (json!({ "processors": {} }), "an array"),
        (json!({ "deviceName": {} }), "text"),
        (json!({ "networks": [{ "ipEnabled": "maybe" }] }), "true or false"),
    ] {
        let message = refused::<Device>(value.clone());
        assert!(message.contains(reason), "{value}: {message}");
    }
}

#[test]
fn bodies_say_what_is_set_and_nothing_else() {
    let field = NewCustomField::new("Shelf", "text").with_required(true);
    assert_eq!(sent(&field), json!({ "name": "Shelf", "type": "text", "required": true }));
    assert_eq!(sent(&NewTag::new("backup")), json!({ "name": "backup" }));
    let site = NewSite::new("Harbor", "(UTC)")
        .with_primary_email(NewEmailAddress::new("a@b.example"))
        .with_primary_phone_number(NewPhoneNumber::new("1", "7755550142").with_extension("9"));
    assert_eq!(
        sent(&site),
        json!({
            "name": "Harbor", "timeZone": "(UTC)", "primaryEmail": { "emailAddress": "a@b.example" },
            "primaryPhoneNumber": { "countryCode": "1", "nationalNumber": "7755550142", "extension": "9" },
        })
    );
    let reference = Ref::<CompanyId>::new("c", "Acme");
    assert_eq!(
        (sent(&reference), sent(&Ref::from(CompanyId::new("c")))),
        (json!({ "id": "c", "name": "Acme" }), json!({ "id": "c" }))
    );
}
