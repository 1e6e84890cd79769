//! Custom fields: their definitions, and the values that companies, sites and devices have.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Call, Outcome};
use crate::reply::Reply;
use crate::world::{World, uuid};

/// Whose value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Company,
    Site,
    Machine,
}

/// Definitions in the order in which they were made, and values by owner, Automate id and definition.
pub(super) struct CustomFields {
    definitions: Vec<Map<String, Value>>,
    values: BTreeMap<(Owner, u32, String), String>,
    made: u64,
}

/// What a caller may say of a definition.
const FIELDS: [&str; 9] =
    ["name", "description", "type", "required", "defaultValue", "options", "validation", "entityType", "originType"];

impl CustomFields {
    pub(super) fn seeded(world: &World) -> Self {
        let seeds = [
            json!({ "name": "Asset tag", "description": "As on the sticker", "type": "text", "required": false,
                "defaultValue": "", "validation": { "minLength": 0, "maxLength": 20, "pattern": "" },
                "entityType": "device", "originType": "partner" }),
            json!({ "name": "Rollout ring", "description": "", "type": "dropdown", "required": false,
                "defaultValue": "Broad", "options": ["Pilot", "Broad"], "entityType": "device", "originType": "partner" }),
            json!({ "name": "Contract \"Größe\"", "description": "", "type": "text", "required": false,
                "defaultValue": "", "entityType": "company", "originType": "partner" }),
            json!({ "name": "Door code", "description": "Ask before you use it", "type": "text", "required": false,
                "defaultValue": "", "entityType": "site", "originType": "vendor" }),
        ];
        let mut fields = Self { definitions: Vec::new(), values: BTreeMap::new(), made: 0 };
        for seed in seeds {
            if let Value::Object(definition) = seed {
                fields.add(definition);
            }
        }
        let tag = uuid("custom field", 1);
        for machine in world.machines.iter().take(40).step_by(2) {
            fields.values.insert((Owner::Machine, machine.id, tag.clone()), format!("T-{}", machine.id));
        }
        fields
    }

    fn add(&mut self, mut definition: Map<String, Value>) -> Map<String, Value> {
        self.made += 1;
        definition.insert("id".to_owned(), uuid("custom field", self.made).into());
        self.definitions.push(definition.clone());
        definition
    }
}

/// Definitions at `/custom-field/definitions`, values of devices at `/device/endpoints/{id}/custom-fields`.
pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    match path {
        ["endpoints", id, "custom-fields"] => {
            let id = call.machine(id)?.id;
            values(call, Owner::Machine, id)
        }
        ["definitions", rest @ ..] => definitions(call, rest),
        _ => Err(call.no_route()),
    }
}

fn definitions(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    let reads = call.method() == "GET";
    let scope =
        if reads { "platform.custom_fields_definitions.read" } else { "platform.custom_fields_definitions.write" };
    call.needs(&[scope])?;
    let index = |call: &Call<'_>, id: &str| {
        let found = call.tenant.rmm.fields.definitions.iter().position(|definition| definition["id"] == id);
        found.ok_or_else(|| call.not_found("definition"))
    };
    match (call.method(), path) {
        ("GET", []) => {
            let asked = |name: &str| call.request.query_value(name);
            let wanted = ["entityType", "originType"].map(|name| (name, asked(name)));
            let fits = |definition: &&Map<String, Value>| {
                wanted
                    .iter()
                    .all(|(name, value)| value.is_none_or(|value| definition.get(*name) == Some(&value.into())))
            };
            let found = call.tenant.rmm.fields.definitions.iter().filter(fits).map(shown);
            Ok(Reply::json(&found.collect::<Vec<_>>()))
        }
        ("GET", [id]) => Ok(Reply::json(&shown(&call.tenant.rmm.fields.definitions[index(call, id)?]))),
        ("POST", []) => {
            let definition = definition(call, None)?;
            Ok(Reply::created(&shown(&call.tenant.rmm.fields.add(definition))))
        }
        ("PUT", [id]) => {
            let index = index(call, id)?;
            let mut definition = definition(call, Some(id))?;
            definition.insert("id".to_owned(), (*id).into());
            call.tenant.rmm.fields.definitions[index] = definition.clone();
            Ok(Reply::json(&shown(&definition)))
        }
        ("DELETE", [id]) => {
            let index = index(call, id)?;
            if call.tenant.rmm.fields.values.keys().any(|(_, _, definition)| definition == id) {
                return Err(call.style.refuse(409, "conflict", "The definition has values."));
            }
            call.tenant.rmm.fields.definitions.remove(index);
            Ok(Reply::no_content())
        }
        _ => Err(call.wrong_method()),
    }
}

/// A definition without what only filters ask for.
fn shown(definition: &Map<String, Value>) -> Map<String, Value> {
    let hidden = ["entityType", "originType"];
    definition
        .iter()
        .filter(|(name, _)| !hidden.contains(&name.as_str()))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect()
}

/// The definition that was sent, in the place of that with the id `of`.
fn definition(call: &Call<'_>, of: Option<&str>) -> Result<Map<String, Value>, Reply> {
    let mut sent = call.object()?;
    sent.retain(|name, _| FIELDS.contains(&name.as_str()));
    for name in ["entityType", "originType"] {
        if let Some(value) = call.request.query_value(name) {
            sent.insert(name.to_owned(), value.into());
        }
    }
    let name = sent.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| call.bad("name is required."))?;
    if !sent.get("type").is_some_and(Value::is_string) {
        return Err(call.bad("type is required."));
    }
    let others = call.tenant.rmm.fields.definitions.iter().filter(|d| of.is_none_or(|of| d["id"] != of));
    if others.map(|d| &d["name"]).any(|other| other == name) {
        return Err(call.style.refuse(409, "conflict", "There is a definition of this name."));
    }
    Ok(sent)
}

/// The values of one company, site or device.
pub(super) fn values(call: &mut Call<'_>, owner: Owner, id: u32) -> Outcome {
    match call.method() {
        "GET" => {
            call.needs(&["platform.custom_fields_values.read"])?;
            Ok(Reply::json(&read(call, owner, id)))
        }
        "PUT" => {
            call.needs(&["platform.custom_fields_values.write"])?;
            for (definition, value) in sent(call)? {
                call.tenant.rmm.fields.values.insert((owner, id, definition), value);
            }
            Ok(Reply::json(&read(call, owner, id)))
        }
        _ => Err(call.wrong_method()),
    }
}

fn read(call: &Call<'_>, owner: Owner, id: u32) -> Vec<Value> {
    let fields = &call.tenant.rmm.fields;
    let asked: Option<Vec<&str>> = call.request.query_value("attributeIDs").map(|ids| ids.split(',').collect());
    let with_defaults = call.request.query_value("withDefaults") == Some("true");
    let entity = match owner {
        Owner::Company => "company",
        Owner::Site => "site",
        Owner::Machine => "device",
    };
    let value = |definition: &Map<String, Value>| {
        let attribute = definition.get("id")?.as_str()?;
        let own = fields.values.get(&(owner, id, attribute.to_owned())).map(String::as_str);
        let is_of_kind = definition.get("entityType") == Some(&entity.into());
        let default = || definition.get("defaultValue")?.as_str().filter(|_| with_defaults && is_of_kind);
        let value = own.or_else(default)?;
        let is_asked = asked.as_ref().is_none_or(|asked| asked.contains(&attribute));
        is_asked.then(|| json!({ "attributeID": attribute, "value": value }))
    };
    fields.definitions.iter().filter_map(value).collect()
}

/// The values that were sent, each for a definition that there is and one of its options.
fn sent(call: &Call<'_>) -> Result<Vec<(String, String)>, Reply> {
    let body = call.body()?;
    let items = body.as_array().ok_or_else(|| call.bad("The body must be an array."))?;
    let read = |item: &Value| {
        let text = |name: &str| item.get(name).and_then(Value::as_str);
        let (Some(id), Some(value)) = (text("attributeID"), text("value")) else {
            return Err(call.bad("attributeID and value must be texts."));
        };
        let definition = call.tenant.rmm.fields.definitions.iter().find(|definition| definition["id"] == id);
        let definition = definition.ok_or_else(|| call.bad(format!("There is no definition {id}.")))?;
        let options = definition.get("options").and_then(Value::as_array).filter(|options| !options.is_empty());
        if options.is_some_and(|options| !options.contains(&value.into())) {
            return Err(call.bad(format!("{value} is none of the options.")));
        }
        Ok((id.to_owned(), value.to_owned()))
    };
    items.iter().map(read).collect()
}
