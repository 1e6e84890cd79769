//! Answers against the published schemas, where a copy of them is found beside the repository.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::caller::Caller;

/// Reads that the sandbox does not have, by what their path begins with or contains.
const LEFT_OUT: &[&str] = &[
    "/company/contacts/{parentId}/groups",
    "/default",
    "/audits",
    "/forecast",
    // Published with the schema of the list.
    "/sales/opportunities/{parentId}/notes/count",
    "/procurement/catalog/{catalogItemIdentifier}",
    "/service/tickets/changelogs",
    "/system/documents/uploadsample",
    "/system/documents/{id}/thumbnail",
    "/system/info/departmentlocations",
    "/system/info/links",
    "/system/info/locales",
    "/system/info/personas",
    "/system/info/standardNotes",
    "/system/members/withSso",
    "/system/reports",
    "/download",
    "/pdf",
];

fn slice() -> Option<Value> {
    let named = std::env::var_os("CW_PSA_OPENAPI").map(PathBuf::from);
    let Some(path) = named.or_else(beside_the_repository) else {
        eprintln!("SKIPPED: no copy of the published schemas; name one in CW_PSA_OPENAPI");
        return None;
    };
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn beside_the_repository() -> Option<PathBuf> {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).ok()?;
    let candidates = folders.flatten().map(|folder| folder.path().join("api/psa-openapi-slice.json"));
    candidates.into_iter().find(|path| path.is_file())
}

/// Paths of a template with ids of records that are there.
async fn paths(caller: &Caller, template: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for piece in template.split('/').filter(|piece| !piece.is_empty()) {
        let mut longer = Vec::new();
        for path in found {
            if !piece.starts_with('{') {
                longer.push(format!("{path}/{piece}"));
                continue;
            }
            let (_, rows) = caller.try_list(&path, &[("pageSize", "12")]).await;
            for row in rows.as_array().into_iter().flatten() {
                longer.push(format!("{path}/{}", row["id"]));
            }
        }
        found = longer;
    }
    found.truncate(40);
    found
}

#[tokio::test]
async fn every_published_read_answers_within_its_schema() {
    let Some(slice) = slice() else { return };
    let caller = Caller::new().await;
    seed_what_starts_empty(&caller).await;
    let mut wrong = Vec::new();
    for nulls in [false, true] {
        caller.sandbox.configure(|settings| settings.psa_explicit_nulls = nulls);
        let mut checked = 0;
        for (template, operations) in slice["paths"].as_object().unwrap() {
            let Some(operation) = operations.get("get") else { continue };
            if LEFT_OUT.iter().any(|part| template.contains(part)) {
                continue;
            }
            let paths = paths(&caller, template).await;
            if paths.is_empty() {
                wrong.push(format!("{template} has no record to look at"));
            }
            let content = operation["responses"]["200"]["content"].as_object().unwrap();
            let schema = &content.values().next().unwrap()["schema"];
            for path in paths {
                let answer = caller.get(&path).await;
                if answer.status() != 200 {
                    wrong.push(format!("{path}: {}", answer.status()));
                    continue;
                }
                fits(&slice, schema, &answer.json().await.unwrap(), &path, &mut wrong);
            }
            checked += 1;
        }
        assert!(checked > 150, "only {checked} routes were checked");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn seed_what_starts_empty(caller: &Caller) {
    for (path, body) in [
        ("/company/companies/19011/groups", json!({ "group": { "id": 1, "name": "VIPs" } })),
        ("/company/companies/19011/notes", json!({ "text": "Calls at noon." })),
        ("/company/contacts/7001/notes", json!({ "text": "Calls at noon." })),
        ("/service/tickets/100001/tasks", json!({ "notes": "Look at the fan" })),
        ("/service/tickets/100001/notes", json!({ "text": "Done.", "resolutionFlag": true })),
        ("/project/projects/640/contacts", json!({ "contact": { "id": 7001 } })),
        ("/sales/opportunities/1200/team", json!({ "type": "Individual", "member": { "id": 150 } })),
        (
            "/system/callbacks",
            json!({ "url": "http://127.0.0.1:9/?recordId=", "objectId": 1, "type": "ticket", "level": "owner" }),
        ),
        ("/sales/activities", json!({ "name": "x", "assignTo": { "id": 150 }, "ticket": { "id": 100_001 } })),
    ] {
        caller.write("POST", path, body).await;
    }
    caller.upload("hello.txt", b"hello", &[("recordType", "Ticket"), ("recordId", "100001")]).await;
}

/// Notes every field that is not known to the schema or not of its type. Null fits everywhere: nothing is marked.
fn fits(slice: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return fits(slice, &slice["components"]["schemas"][name], value, at, wrong);
    }
    let ok = match (schema["type"].as_str(), value) {
        (_, Value::Null) => true,
        (Some("array"), Value::Array(items)) => {
            items.iter().for_each(|item| fits(slice, &schema["items"], item, at, wrong));
            true
        }
        (Some("object"), Value::Object(fields)) => {
            let Some(properties) = schema["properties"].as_object() else { return };
            for (name, field) in fields {
                match properties.get(name) {
                    Some(property) => fits(slice, property, field, &format!("{at} {name}"), wrong),
                    None => wrong.push(format!("{at}: unknown field {name}")),
                }
            }
            true
        }
        // Custom values and answers are published as objects and are scalars.
        (Some("object"), _) => schema["properties"].is_null() && (at.ends_with(" value") || at.ends_with(" answer")),
        (Some("string"), Value::String(text)) => match (schema["format"].as_str(), schema["enum"].as_array()) {
            (Some("date-time"), _) => text.len() == 20 && text.ends_with('Z'),
            (_, Some(allowed)) => allowed.contains(value),
            _ => true,
        },
        (Some("integer"), Value::Number(number)) => number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => true,
        _ => false,
    };
    if !ok {
        wrong.push(format!("{at}: {value} is no {schema}"));
    }
}
