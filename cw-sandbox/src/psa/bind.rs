//! What a caller sent, to what is kept: values checked, references resolved.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::defaults;
use super::errors::{self, FieldError};
use super::spec::{self, Access, Field, Kind, Spec};
use super::text_of;
use super::view::View;
use crate::reply::Refusal;
use crate::table::{Row, as_id, lookup};

/// A record on its way in.
pub(super) struct Draft {
    pub(super) spec: &'static Spec,
    /// As it will be kept.
    pub(super) row: Row,
    /// As it was kept before.
    pub(super) old: Option<Row>,
    /// Fields that are taken and not kept.
    pub(super) orders: BTreeMap<&'static str, Value>,
    /// Lists of records below this one, as they were sent.
    pub(super) children: Vec<(usize, Vec<Value>)>,
    pub(super) errors: Vec<FieldError>,
    /// Its own id, where it has one.
    pub(super) id: Option<u32>,
}

impl Draft {
    /// A record on the way to a new id.
    pub(super) fn new(spec: &'static Spec) -> Self {
        Self {
            spec,
            row: Row::new(),
            old: None,
            orders: BTreeMap::new(),
            children: Vec::new(),
            errors: Vec::new(),
            id: None,
        }
    }

    /// A change of a record that is there.
    pub(super) fn of(spec: &'static Spec, id: u32, row: Row) -> Self {
        Self { old: Some(row.clone()), row, id: Some(id), ..Self::new(spec) }
    }

    /// Whether the caller sent this field, or a change gave it another value.
    pub(super) fn changes(&self, field: &str) -> bool {
        self.row.get(field) != self.old.as_ref().and_then(|old| old.get(field))
    }

    pub(super) fn order_flag(&self, name: &str) -> Option<bool> {
        self.orders.get(name).and_then(Value::as_bool)
    }

    pub(super) fn order_text(&self, name: &str) -> Option<&str> {
        self.orders.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    pub(super) fn id_in(&self, field: &str) -> Option<u32> {
        self.row.get(field).and_then(as_id)
    }

    /// Fills a field that nobody set.
    pub(super) fn default(&mut self, field: &str, value: impl Into<Value>) {
        let value = value.into();
        if !value.is_null() {
            let kept = self.row.entry(field.to_owned()).or_insert(Value::Null);
            if kept.is_null() {
                *kept = value;
            }
        }
    }

    /// Takes fields over from a body for a record that lies below this parent, whatever the body says about that.
    pub(super) fn take_below(&mut self, view: View<'_>, parent: Option<u32>, body: &Row) -> Result<(), Refusal> {
        if let (Some(owner), Some(parent)) = (self.spec.owner, parent) {
            self.row.insert(owner.to_owned(), parent.into());
            let mut body = body.clone();
            body.retain(|name, _| !name.eq_ignore_ascii_case(owner));
            return self.take(view, &body);
        }
        self.take(view, body)
    }

    /// Takes fields over from a body. References into other records' tables come last: they depend on the others.
    pub(super) fn take(&mut self, view: View<'_>, body: &Row) -> Result<(), Refusal> {
        let is_nested = |field: &&Field| matches!(field.kind, Kind::Ref(target) if spec::all()[target].owner.is_some());
        let fields = || self.spec.fields.iter().filter(|field| field.access != Access::ReadOnly);
        let (first, last): (Vec<_>, Vec<_>) = fields().partition(|field| !is_nested(field));
        for fields in [first, last] {
            for field in fields {
                if let Some(value) = lookup(body, field.name) {
                    self.set(view, field, value)?;
                }
            }
            defaults::place(self, view);
        }
        Ok(())
    }

    fn set(&mut self, view: View<'_>, field: &'static Field, value: &Value) -> Result<(), Refusal> {
        match (&field.kind, value) {
            (Kind::Children(table), Value::Array(items)) => {
                self.children.push((*table, items.clone()));
                return Ok(());
            }
            // Types and their like are set by the records that associate them.
            (Kind::Children(_) | Kind::Through(..), _) => return Ok(()),
            (Kind::Custom, value) => {
                self.set_custom(view, value);
                return Ok(());
            }
            _ => {}
        }
        match self.bound(view, field, value)? {
            Ok(value) if field.access == Access::WriteOnly => {
                self.orders.insert(field.name, value);
            }
            Ok(Value::Null) => {
                self.row.remove(field.from);
            }
            Ok(value) => {
                self.row.insert(field.from.to_owned(), value);
            }
            Err(error) => self.errors.push(error),
        }
        Ok(())
    }

    /// The value as it is kept. The outer error ends the request, as the vendor's server does for a flag that is none.
    fn bound(&self, view: View<'_>, field: &Field, value: &Value) -> Result<Result<Value, FieldError>, Refusal> {
        let name = field.name;
        let unsupported =
            || FieldError::new("UnsupportedFormat", name, format!("Unsupported format applied to {name}"));
        let invalid = || FieldError::new("InvalidField", name, format!("The value of {name} is not valid."));
        Ok(match (&field.kind, value) {
            (_, Value::Null) => Ok(Value::Null),
            (Kind::Text, Value::String(text)) => Ok(text.as_str().into()),
            (Kind::Text, Value::Number(number)) => Ok(number.to_string().into()),
            (Kind::Int, Value::Number(number)) if number.is_i64() => Ok(value.clone()),
            (Kind::Int | Kind::Number, Value::Number(_)) => match (&field.kind, value.as_f64()) {
                (Kind::Number, Some(number)) => Ok(number.into()),
                _ => Err(unsupported()),
            },
            (Kind::Flag, Value::Bool(_)) => Ok(value.clone()),
            (Kind::Flag, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
                "true" => Ok(true.into()),
                "false" => Ok(false.into()),
                _ => {
                    let message = "String was not recognized as a valid Boolean.";
                    return Err(errors::refuse(500, "ConnectWiseApi", message));
                }
            },
            (Kind::Date, Value::String(text)) if is_date(text) => Ok(value.clone()),
            (Kind::Date, _) => Err(unsupported()),
            (Kind::Enum(words), Value::String(text)) => {
                words.iter().find(|word| word.eq_ignore_ascii_case(text)).map(|word| (*word).into()).ok_or_else(invalid)
            }
            (Kind::Ref(target), Value::Object(sent)) => self.resolve(view, name, &spec::all()[*target], sent),
            (Kind::List, Value::Array(_)) | (Kind::Any, _) => Ok(value.clone()),
            _ => Err(invalid()),
        })
    }

    /// The id of the record that a reference means by `id`, `identifier` or `name`; the first that is found counts.
    fn resolve(&self, view: View<'_>, name: &str, target: &'static Spec, sent: &Row) -> Result<Value, FieldError> {
        let parent = self.scope(name, target);
        let within = |what: &str, value: &str| match parent {
            Some(parent) => {
                let of = target.parent().map_or("", |spec| spec.resource);
                FieldError::not_found(
                    &format!("{name}/{what}"),
                    format!("{} {value} not found for {of} {parent}", target.resource),
                )
            }
            None => FieldError::not_found(&format!("{name}/{what}"), format!("{} {value} not found", target.resource)),
        };
        if let Some(id) = lookup(sent, "id").filter(|id| !id.is_null()) {
            let found = as_id(id).filter(|id| view.has(view.home(target, *id), *id)).filter(|id| {
                let owner = target.owner.map(|owner| as_id(&view.raw(target, *id, owner)));
                parent.is_none() || owner == Some(parent)
            });
            return found.map(Value::from).ok_or_else(|| within("id", &id.to_string()));
        }
        for (shown, from) in &target.shown {
            let Some(wanted) = lookup(sent, shown).and_then(Value::as_str) else { continue };
            let is_it = |id: &u32| text_of(&view.raw(target, *id, from)).eq_ignore_ascii_case(wanted);
            let found = view.ids(target, parent, 0).find(is_it);
            return found.map(Value::from).ok_or_else(|| within(shown, &format!("'{wanted}'")));
        }
        // An empty object says as little as no object.
        Ok(Value::Null)
    }

    /// The parent below which a referred record has to lie: the board of a status, the company of a site.
    fn scope(&self, name: &str, target: &Spec) -> Option<u32> {
        let parent = target.parent()?;
        if parent.path == "company/companies" {
            return match (name, self.spec.path) {
                ("site", "company/companies") => self.id,
                ("site", _) => self.id_in("company"),
                _ => None,
            };
        }
        let is_it = |field: &&Field| matches!(field.kind, Kind::Ref(target) if target == parent.index);
        self.spec.fields.iter().find(is_it).and_then(|field| self.id_in(field.from))
    }

    /// Custom fields that are not named keep their value.
    fn set_custom(&mut self, view: View<'_>, value: &Value) {
        let definitions = spec::at("system/userDefinedFields");
        let pod = self.spec.pod;
        let mut values = match self.row.remove("customFields") {
            Some(Value::Object(values)) => values,
            _ => Row::new(),
        };
        for item in value.as_array().into_iter().flatten() {
            let id = item.get("id").and_then(as_id);
            match id.filter(|id| as_id(&view.raw(definitions, *id, "podId")) == pod) {
                Some(id) => {
                    values.insert(id.to_string(), item.get("value").cloned().unwrap_or_default());
                }
                None => {
                    let message = format!("There is no custom field {}.", item.get("id").unwrap_or(&json!(null)));
                    self.errors.push(FieldError::not_found("customFields/id", message));
                }
            }
        }
        values.retain(|_, value| !value.is_null());
        if !values.is_empty() {
            self.row.insert("customFields".to_owned(), values.into());
        }
    }

    /// Refuses the record if anything about it is wrong, and says all of it.
    pub(super) fn check(mut self) -> Result<Self, Refusal> {
        for field in &self.spec.fields {
            let value = self.row.get(field.from).unwrap_or(&Value::Null);
            let is_blank = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
            let told = self.errors.iter().any(|error| error.is_about(field.name));
            if field.required && is_blank && !told && field.access != Access::WriteOnly {
                self.errors.push(FieldError::missing(field.name));
            }
            let length = value.as_str().map_or(0, |text| text.chars().count());
            if let Some(max) = field.max.filter(|max| length > *max) {
                let message = format!("The {} field has a maximum length of {max}.", field.name);
                self.errors.push(FieldError::new("MaxLengthField", field.name, message));
            }
        }
        if self.errors.is_empty() { Ok(self) } else { Err(errors::invalid(self.spec.resource, &self.errors)) }
    }
}

/// `2026-03-04T14:20:00Z`, without a fraction of a second.
fn is_date(text: &str) -> bool {
    text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T' && crate::stamp::Stamp::parse(text).is_some()
}
