//! Answers against the published schemas, where a copy of them is found beside the repository.

use std::path::PathBuf;

use serde_json::Value;

use crate::caller::Caller;

/// Reads that this tenant answers with nothing.
const NOTHING_THERE: &[&str] = &["/effective-policy", "/guests"];

fn slice() -> Option<Value> {
    let named = std::env::var_os("CW_RMM_OPENAPI").map(PathBuf::from);
    let Some(path) = named.or_else(beside_the_repository) else {
        eprintln!("SKIPPED: no copy of the published schemas; name one in CW_RMM_OPENAPI");
        return None;
    };
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn beside_the_repository() -> Option<PathBuf> {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).ok()?;
    let candidates = folders.flatten().map(|folder| folder.path().join("api/rmm-openapi-slice.json"));
    candidates.into_iter().find(|path| path.is_file())
}

/// Paths of a template with ids of records that are there.
fn paths(caller: &Caller, template: &str) -> Vec<String> {
    let world = caller.sandbox.world();
    let with = |pairs: &[(&str, &str)]| {
        pairs.iter().fold(template.to_owned(), |path, (name, value)| path.replace(name, value))
    };
    if template.contains("/ticketing/") {
        let boards = &world.rmm_tickets[0].service_board.id;
        let by_note = |note: &cw_sandbox::RmmNote| {
            let id = if template.contains("/service-boards/") {
                boards
            } else if template.contains("/tags/") {
                &world.rmm_tickets.iter().find(|ticket| !ticket.tags.is_empty()).unwrap().tags[0].id
            } else {
                &note.ticket_id
            };
            with(&[("{id}", id), ("{noteId}", &note.id)])
        };
        return world.rmm_notes.iter().take(20).map(by_note).collect();
    }
    let windows = world.machines.iter().filter(|m| m.inventoried && m.os.contains("Windows")).take(30);
    let by_machine = |machine: &cw_sandbox::Machine| {
        let (company, site) = (world.company(machine.company).unwrap(), world.site(machine.site).unwrap());
        let (company, site, endpoint) = (company.rmm_id(), site.rmm_id(), machine.rmm_id());
        with(&[
            ("{companyId}", &company),
            ("{clientID}", &company),
            ("{siteId}", &site),
            ("{siteID}", &site),
            ("{endpointID}", &endpoint),
            ("{endpointId}", &endpoint),
            ("{definitionID}", DEFINITION),
        ])
    };
    let mut paths: Vec<String> = windows.map(by_machine).collect();
    paths.dedup();
    paths
}

/// Replaced by the id of the first definition when the test begins.
const DEFINITION: &str = "{first definition}";

#[tokio::test]
async fn every_published_read_answers_within_its_schema() {
    let Some(slice) = slice() else { return };
    let caller = Caller::new().await;
    let definitions = caller.read("/api/platform/v1/custom-field/definitions").await;
    let definition = definitions[0]["id"].as_str().unwrap();
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for (template, operations) in slice["paths"].as_object().unwrap() {
        let Some(operation) = operations.get("get") else { continue };
        if NOTHING_THERE.iter().any(|part| template.contains(part)) {
            continue;
        }
        let content = &operation["responses"]["200"]["content"]["application/json"];
        for path in paths(&caller, template) {
            let (status, body) = caller.try_read(&path.replace(DEFINITION, definition), &[]).await;
            if status != 200 {
                wrong.push(format!("{path}: {status}"));
            } else if let Some(schema) = content.get("schema") {
                fits(&slice, schema, &body, template, &mut wrong);
            } else if let Some(example) = content.get("example").filter(|_| !template.contains("rate_limits")) {
                resembles(example, &body, template, &mut wrong);
            }
        }
        checked += 1;
    }
    assert!(checked >= 38, "only {checked} routes were checked");
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Notes every field that is not known to the schema or not of its type. Null fits everywhere: nothing is marked.
fn fits(slice: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return fits(slice, &slice["components"]["schemas"][name], value, at, wrong);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return fits(slice, &merged(slice, parts), value, at, wrong);
    }
    let ok = match (schema["type"].as_str(), value) {
        (None, _) | (_, Value::Null) => true,
        (Some("array"), Value::Array(items)) => {
            items.iter().for_each(|item| fits(slice, &schema["items"], item, at, wrong));
            true
        }
        (Some("object"), Value::Object(fields)) => {
            let known = |name: &str| schema["properties"].get(name).or_else(|| schema["properties"].get("string"));
            for (name, field) in fields.iter().filter(|_| schema["properties"].is_object()) {
                match known(name) {
                    Some(property) => fits(slice, property, field, &format!("{at} {name}"), wrong),
                    None => wrong.push(format!("{at}: unknown field {name}")),
                }
            }
            true
        }
        // One of the shell scripts has a schema that is an object, on purpose.
        (Some("string"), Value::Object(_)) => at.ends_with(" jsonSchema"),
        (Some("string"), Value::String(text)) => match (schema["format"].as_str(), schema["enum"].as_array()) {
            (Some("date-time" | "dateTime"), _) => text.len() == 20 && text.ends_with('Z'),
            (Some("uuid"), _) => text.len() == 36,
            (_, Some(allowed)) => allowed.contains(value),
            _ => true,
        },
        (Some("integer"), Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => true,
        _ => false,
    };
    if !ok {
        wrong.push(format!("{at}: {value} is no {schema}"));
    }
}

/// All parts of a schema in one.
fn merged(slice: &Value, parts: &[Value]) -> Value {
    let mut all = serde_json::json!({ "type": "object", "properties": {} });
    for part in parts {
        let part = match part["$ref"].as_str() {
            Some(name) => &slice["components"]["schemas"][name.rsplit('/').next().unwrap()],
            None => part,
        };
        for (name, property) in part["properties"].as_object().into_iter().flatten() {
            all["properties"][name] = property.clone();
        }
    }
    all
}

/// Notes every field that an example does not have, or has of another type.
fn resembles(example: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    match (example, value) {
        (Value::Object(known), Value::Object(fields)) => {
            for (name, field) in fields {
                match known.get(name) {
                    Some(example) => resembles(example, field, &format!("{at} {name}"), wrong),
                    None => wrong.push(format!("{at}: unknown field {name}")),
                }
            }
        }
        (Value::Array(known), Value::Array(items)) => {
            let Some(example) = known.first() else { return };
            items.iter().for_each(|item| resembles(example, item, at, wrong));
        }
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_))
        | (_, Value::Null) => {}
        _ => wrong.push(format!("{at}: {value} where the example has {example}")),
    }
}
