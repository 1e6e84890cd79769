//! Answers against the vendor's published schemas, where a copy of them is at hand.
//!
//! The copy is not part of this repository: it is read from the file that `CW_AUTOMATE_OPENAPI` names, or else from
//! `api/automate-openapi-slice.json` in a folder beside the repository. Without it the tests say so and pass.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::caller::Caller;

/// Published lists and reads that this sandbox leaves out.
const LEFT_OUT: [&str; 7] = [
    "Monitors/{monitorId}/",
    "NetworkDevices",
    "Searches",
    "SensorChecks",
    "RetiredAssets/{assetId}",
    "ScheduledScripts/{entityId}",
    "APIToken/Refresh",
];

fn slice() -> Option<Value> {
    let named = std::env::var_os("CW_AUTOMATE_OPENAPI").map(PathBuf::from);
    let Some(path) = named.or_else(beside_the_repository) else {
        eprintln!("SKIPPED: no copy of the published schemas; name one in CW_AUTOMATE_OPENAPI");
        return None;
    };
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn beside_the_repository() -> Option<PathBuf> {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).ok()?;
    let candidates = folders.flatten().map(|folder| folder.path().join("api/automate-openapi-slice.json"));
    candidates.into_iter().find(|path| path.is_file())
}

#[tokio::test]
async fn every_published_read_answers_within_its_schema() {
    let Some(slice) = slice() else { return };
    let caller = Caller::new().await;
    caller.send("POST", "/computers/1003/commandexecute", json!({ "Command": { "Id": 2 }, "Parameters": ["x"] })).await;
    let run = json!({ "EntityType": "Computer", "EntityIds": [1001, 1005], "ScriptId": 5106 });
    caller.send("POST", "/batch/scriptexecute", run).await;
    caller.send("POST", "/computers/1003/monitoralertsuspensions", json!(302)).await;

    let alert = caller.sandbox.world().alerts.keys().next().unwrap().to_string();
    let ids = BTreeMap::from([
        ("alertId", alert.as_str()),
        ("clientId", "11"),
        ("computerId", "1003"),
        ("locationId", "101"),
        ("ticketId", "30001"),
        ("contactId", "501"),
        ("scriptId", "5101"),
        ("driveId", "10030"),
        ("monitorId", "301"),
    ]);
    let mut checked = 0;
    for (template, operations) in slice["paths"].as_object().unwrap() {
        let Some(operation) = operations.get("get") else { continue };
        if LEFT_OUT.iter().any(|part| template.contains(part)) {
            continue;
        }
        let entity = match template.split('/').nth(3).unwrap().to_lowercase().as_str() {
            "groups" => "71",
            "groupcomputers" => "801",
            "commands" => "2",
            _ => "21",
        };
        let path = ids
            .iter()
            .fold(template.replace("{entityId}", entity), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
        let path = path.strip_prefix("/api/v1").unwrap_or_else(|| path.strip_prefix("/api").unwrap()).to_owned();
        // The same of a server, and of a machine whose fields are mostly null.
        let others = if path.contains("SmartData") { vec![] } else { vec!["/1001/", "/1011/"] };
        let paths = others.into_iter().map(|other| path.replace("/1003/", other)).chain([path.clone()]);
        for path in paths.collect::<std::collections::BTreeSet<_>>() {
            let expand = "?pageSize=1000&expand=locations,tickets,groups,computers";
            let body = caller.read(&format!("{path}{expand}")).await;
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            fits(&slice, schema, &body, &path);
        }
        checked += 1;
    }
    assert!(checked > 50, "only {checked} routes were checked");
}

#[tokio::test]
async fn written_and_token_answers_fit_their_schemas() {
    let Some(slice) = slice() else { return };
    let caller = Caller::new().await;
    for (method, template, path, body) in [
        ("POST", "/api/v1/Clients", "/clients", json!({ "Name": "x" })),
        ("POST", "/api/v1/Locations", "/locations", json!({ "Name": "x", "Client": { "Id": 11 } })),
        ("POST", "/api/v1/Groups", "/groups", json!({ "Name": "x" })),
        ("POST", "/api/v1/GroupComputers", "/groupcomputers", json!({ "GroupId": 71, "ComputerId": 1003 })),
        ("POST", "/api/v1/ScriptFolders", "/scriptfolders", json!({ "Name": "x" })),
        ("POST", "/api/v1/Scripts", "/scripts", json!({ "Name": "x" })),
        ("POST", "/api/v2/Scripts", "/v2/scripts", json!({ "Name": "x" })),
        ("POST", "/api/v1/Scripts/{scriptId}/Copy", "/scripts/5101/copy", json!(null)),
        ("POST", "/api/v2/Scripts/ScriptFolders", "/v2/scripts/scriptfolders", json!({ "Name": "x" })),
        ("POST", "/api/v2/Contacts", "/v2/contacts", json!({ "FirstName": "x" })),
        (
            "POST",
            "/api/v1/Batch/ScriptExecute",
            "/batch/scriptexecute",
            json!({ "EntityType": 1, "EntityIds": [1, 1003], "ScriptId": 5101 }),
        ),
        (
            "POST",
            "/api/v1/Computers/{computerId}/CommandExecute",
            "/computers/1003/commandexecute",
            json!({ "Command": { "Id": 2 } }),
        ),
        (
            "POST",
            "/api/v1/Computers/{computerId}/ScheduledScripts",
            "/computers/1003/scheduledscripts",
            json!({ "ScriptId": 5101 }),
        ),
        (
            "POST",
            "/api/v1/Computers/{computerId}/MonitorAlertSuspensions",
            "/computers/1003/monitoralertsuspensions",
            json!(301),
        ),
        (
            "PATCH",
            "/api/v1/Locations/{locationId}/ExtraFields/{extraFieldDefinitionId}",
            "/locations/101/extrafields/911",
            json!([]),
        ),
        (
            "POST",
            "/api/v1/APIToken",
            "/apitoken",
            json!({ "Username": "tech-totp", "Password": caller.sandbox.credentials(cw_sandbox::Account::Totp).password }),
        ),
    ] {
        let answer = caller.send(method, path, body).await;
        assert_eq!(answer.status(), 200, "{method} {path}");
        let operation = &slice["paths"][template][method.to_lowercase()];
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{template}");
        fits(&slice, schema, &answer.json().await.unwrap(), path);
    }
}

/// Fails unless every field is known to the schema and of its type. Null fits everywhere: nothing is marked.
fn fits(slice: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return fits(slice, &slice["components"]["schemas"][name], value, at);
    }
    let ok = match (schema["type"].as_str(), value) {
        (_, Value::Null) => true,
        (Some("array"), Value::Array(items)) => {
            items.iter().for_each(|item| fits(slice, &schema["items"], item, at));
            true
        }
        (Some("object"), Value::Object(fields)) => {
            let Some(properties) = schema["properties"].as_object() else { return };
            for (name, field) in fields {
                let property = properties.get(name).unwrap_or_else(|| panic!("{at}: unknown field {name}"));
                fits(slice, property, field, &format!("{at} {name}"));
            }
            true
        }
        // Some answers are published as a bare object; they are lists in practice.
        (Some("object"), Value::Array(_)) => schema["properties"].is_null(),
        (Some("string"), Value::String(text)) => match (schema["format"].as_str(), schema["enum"].as_array()) {
            (Some("date-time"), _) => text.len() == 19 && text.as_bytes()[10] == b'T',
            (_, Some(allowed)) => allowed.contains(value),
            _ => true,
        },
        (Some("integer"), Value::Number(number)) => match schema["format"].as_str() {
            Some("int64") => number.is_i64(),
            _ => number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        },
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => true,
        _ => false,
    };
    assert!(ok, "{at}: {value} is no {schema}");
}
