//! Extra data fields of clients, locations, computers and contacts.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Call, id, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::{Operation, patch};

/// What an extra field belongs to, with its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    Client(u32),
    Location(u32),
    Computer(u32),
    Contact(u32),
}

/// The fields that were written; all others show their default.
pub(super) type Written = HashMap<(Owner, u32), Value>;

struct Definition {
    id: u32,
    title: &'static str,
    section: &'static str,
    shape: Shape,
}

enum Shape {
    Text { masked: bool, default: &'static str },
    Checkbox,
    Dropdown(&'static [&'static str]),
}

impl Owner {
    const fn id(self) -> u32 {
        match self {
            Self::Client(id) | Self::Location(id) | Self::Computer(id) | Self::Contact(id) => id,
        }
    }

    const fn definitions(self) -> &'static [Definition] {
        const fn field(id: u32, title: &'static str, section: &'static str, shape: Shape) -> Definition {
            Definition { id, title, section, shape }
        }
        const PLAIN: Shape = Shape::Text { masked: false, default: "" };
        const SECRET: Shape = Shape::Text { masked: true, default: "" };
        const CLIENT: &[Definition] = &[
            field(901, "Service tier", "Contract", Shape::Dropdown(&["Bronze", "Silver", "Gold"])),
            field(902, "After-hours contact", "Contract", PLAIN),
            field(903, "Portal password", "Secrets", SECRET),
        ];
        const LOCATION: &[Definition] =
            &[field(911, "Alarm code", "Secrets", SECRET), field(912, "Onboarded", "Onboarding", Shape::Checkbox)];
        const COMPUTER: &[Definition] = &[
            field(921, "Reboot window", "Patching", Shape::Text { masked: false, default: "Sunday 02:00" }),
            field(922, "Exclude from patching", "Patching", Shape::Checkbox),
            field(923, "Role", "Inventory", Shape::Dropdown(&["None", "File server", "Kiosk"])),
        ];
        const CONTACT: &[Definition] = &[field(931, "Preferred language", "Support", PLAIN)];
        match self {
            Self::Client(_) => CLIENT,
            Self::Location(_) => LOCATION,
            Self::Computer(_) => COMPUTER,
            Self::Contact(_) => CONTACT,
        }
    }
}

/// Answers below `.../ExtraFields`. List parameters are not honoured here, as on the vendor's server.
pub(super) fn route(call: &mut Call<'_>, owner: Owner, path: &[&str]) -> Outcome {
    let written = &call.tenant.automate.extra_fields;
    match (call.method(), path) {
        ("GET", []) => {
            let fields: Vec<Value> = owner.definitions().iter().map(|d| shown(written, owner, d)).collect();
            Ok(Reply::json(&fields))
        }
        ("PATCH", [field]) => {
            let definition = definition(owner, field)?;
            let mut value = shown(written, owner, definition);
            let operations = Operation::read_all(&call.request.json()?)?;
            let is_setting =
                |o: &Operation| o.path.first().is_some_and(|p| p.eq_ignore_ascii_case(definition.settings()));
            if !operations.iter().all(is_setting) {
                return Err(Refusal::new(400, format!("Only {} can be changed.", definition.settings())));
            }
            patch(&mut value, &operations)?;
            definition.check(&value)?;
            call.tenant.automate.extra_fields.insert((owner, definition.id), value.clone());
            Ok(Reply::json(&value))
        }
        ("DELETE", [field]) => {
            let definition = definition(owner, field)?;
            call.tenant.automate.extra_fields.remove(&(owner, definition.id));
            Ok(Reply::json(&shown(&call.tenant.automate.extra_fields, owner, definition)))
        }
        _ => Err(no_route(call.request)),
    }
}

fn definition(owner: Owner, field: &str) -> Result<&'static Definition, Refusal> {
    let id = id(field)?;
    owner.definitions().iter().find(|d| d.id == id).ok_or_else(Refusal::not_found)
}

fn shown(written: &Written, owner: Owner, definition: &Definition) -> Value {
    match written.get(&(owner, definition.id)) {
        Some(value) => {
            let mut value = value.clone();
            value["IsDefaultValue"] = false.into();
            value
        }
        None => definition.default(owner),
    }
}

impl Definition {
    /// The part of the field that holds its value.
    const fn settings(&self) -> &'static str {
        match self.shape {
            Shape::Text { .. } => "TextFieldSettings",
            Shape::Checkbox => "CheckboxSettings",
            Shape::Dropdown(_) => "DropdownSettings",
        }
    }

    fn default(&self, owner: Owner) -> Value {
        let (text, checkbox, dropdown) = match self.shape {
            Shape::Text { masked, default } => {
                (json!({ "IsMasked": masked, "Value": default, "DefaultValue": default }), Value::Null, Value::Null)
            }
            Shape::Checkbox => (Value::Null, json!({ "IsChecked": false, "DefaultValue": false }), Value::Null),
            Shape::Dropdown(options) => {
                let available: serde_json::Map<_, _> =
                    options.iter().map(|o| ((*o).to_owned(), Value::from(*o))).collect();
                let first = options.first().copied();
                let settings = json!({
                    "AvailableOptions": available,
                    "SelectedValue": first,
                    "DefaultValue": first,
                    "IsSqlDefined": false,
                    "DynamicSqlQuery": null,
                });
                (Value::Null, Value::Null, settings)
            }
        };
        json!({
            "TargetId": owner.id(),
            "ExtraFieldDefinitionId": self.id,
            "Title": self.title,
            "Section": self.section,
            "Tooltip": "",
            "IsReadOnly": false,
            "IsEncrypted": matches!(self.shape, Shape::Text { masked: true, .. }),
            "IsDefaultValue": true,
            "TextFieldSettings": text,
            "CheckboxSettings": checkbox,
            "DropdownSettings": dropdown,
            "LtGuid": format!("e0000000-0000-4000-8000-{:012x}", self.id),
        })
    }

    /// Refuses values of another type, and choices that are not offered.
    fn check(&self, value: &Value) -> Result<(), Refusal> {
        let settings = &value[self.settings()];
        let fits = match self.shape {
            Shape::Text { .. } => settings["Value"].is_string() || settings["Value"].is_null(),
            Shape::Checkbox => settings["IsChecked"].is_boolean(),
            Shape::Dropdown(options) => settings["SelectedValue"].as_str().is_some_and(|v| options.contains(&v)),
        };
        if fits { Ok(()) } else { Err(Refusal::invalid(self.settings(), "The value is not valid for this field.")) }
    }
}
