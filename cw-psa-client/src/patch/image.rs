//! What a patch would do to a record, and how to take it back.

use serde_json::{Map, Value, json};

use super::error::PatchError;
use super::path::Step;
use super::{CUSTOM_FIELDS, Patch, PatchOp, PatchOperation};

/// One field before and after a patch.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct FieldChange {
    /// The field: `summary`; a custom field by its id: `customFields/7`.
    pub path: String,
    /// Its value now; null if it has none.
    pub before: Value,
    /// Its value afterwards, as far as it is known: of a reference, what names it.
    pub after: Value,
}

/// A patch that takes another one back, and what it leaves.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Undo {
    /// To be sent after the other one, as long as nobody else changed the same fields.
    pub patch: Patch,
    /// What cannot be taken back.
    pub remains: Vec<Remains>,
}

/// Something that an [`Undo`] cannot take back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remains {
    /// The path of the operation.
    pub path: String,
    /// What stays, and why.
    pub reason: &'static str,
}

/// Fields that make the server act and are not kept.
const ACTIONS: [&str; 5] =
    ["processNotifications", "skipCallback", "emailContactFlag", "emailResourceFlag", "emailCcFlag"];

const ACTED: &str = "what was sent out because of it stays sent";
const NEW_ELEMENT: &str = "the element comes back with a new id";

impl Patch {
    /// The record as it would be afterwards, as far as that can be told here: what the server
    /// derives from a change (times, totals, the name of a new status) is not in it.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check); [`PatchError::WrongCase`] for fields that the record has in another
    /// case; [`PatchError::Refused`] for hours of a time entry that has times, which would be ignored;
    /// [`PatchError::NotThere`] for elements that do not exist.
    pub fn apply_to(&self, before: &Value) -> Result<Value, PatchError> {
        self.replay(before).map(|(after, _)| after)
    }

    /// The fields that would change, with their values before and after.
    ///
    /// # Errors
    ///
    /// As [`apply_to`](Self::apply_to).
    pub fn changes(&self, before: &Value) -> Result<Vec<FieldChange>, PatchError> {
        let after = self.apply_to(before)?;
        let mut changes = Vec::new();
        for field in self.fields() {
            if field == CUSTOM_FIELDS {
                changes.extend(self.custom_field_changes(&before[field], &after[field]));
            } else {
                changes.push(FieldChange::new(field.to_owned(), &before[field], &after[field]));
            }
        }
        changes.retain(|change| change.before != change.after);
        Ok(changes)
    }

    /// The patch that takes this one back. It needs the whole record: what is missing in it counts as empty.
    ///
    /// # Errors
    ///
    /// As [`apply_to`](Self::apply_to).
    pub fn undo(&self, before: &Value) -> Result<Undo, PatchError> {
        let (_, inverses) = self.replay(before)?;
        let mut undo = Undo { patch: Self::new(), remains: Vec::new() };
        for (operation, inverse) in self.0.iter().zip(inverses).rev() {
            let remains = |reason| Remains { path: operation.path.clone(), reason };
            if ACTIONS.contains(&operation.path.as_str()) {
                undo.remains.push(remains(ACTED));
                continue;
            }
            if inverse.op == PatchOp::Add {
                undo.remains.push(remains(NEW_ELEMENT));
            }
            undo.patch.0.push(inverse);
        }
        Ok(undo)
    }

    /// The record afterwards, and for each operation the one that takes it back.
    fn replay(&self, before: &Value) -> Result<(Value, Vec<PatchOperation>), PatchError> {
        self.check_record(before.as_object().ok_or(PatchError::NoRecord)?)?;
        let mut record = before.clone();
        let inverses = self.0.iter().map(|operation| operation.apply(&mut record)).collect::<Result<_, _>>()?;
        Ok((record, inverses))
    }

    fn custom_field_changes(&self, before: &Value, after: &Value) -> Vec<FieldChange> {
        let operations = self.0.iter().filter(|operation| operation.path == CUSTOM_FIELDS);
        let entries = operations.filter_map(|operation| operation.value.as_ref()?.as_array()).flatten();
        let mut ids: Vec<i64> = entries.filter_map(|entry| entry["id"].as_i64()).collect();
        ids.sort_unstable();
        ids.dedup();
        let change =
            |id| FieldChange::new(format!("{CUSTOM_FIELDS}/{id}"), custom_value(before, id), custom_value(after, id));
        ids.into_iter().map(change).collect()
    }
}

impl FieldChange {
    fn new(path: String, before: &Value, after: &Value) -> Self {
        Self { path, before: without_links(before), after: without_links(after) }
    }
}

impl PatchOperation {
    /// Does it to the record and says how to take it back.
    fn apply(&self, record: &mut Value) -> Result<Self, PatchError> {
        let path = self.parsed_path()?;
        if path.is_whole_field() && path.field() == CUSTOM_FIELDS {
            return Ok(self.apply_custom_fields(record));
        }
        let not_there = || PatchError::NotThere { path: self.path.clone() };
        let (way, last) = path.split_last();
        let holder = way.iter().try_fold(record, |holder, step| step.of(holder)).ok_or_else(not_there)?;
        let inverse = |op, value| Self { op, path: path.to_string(), value };
        match (last, holder) {
            (Step::Field(name), Value::Object(fields)) => {
                let old = set(fields, name, self.value.clone());
                Ok(inverse(PatchOp::Replace, Some(named(&old))))
            }
            (Step::Element(index), Value::Array(elements)) => {
                let room = elements.len() + usize::from(self.op == PatchOp::Add);
                if *index >= room {
                    return Err(not_there());
                }
                Ok(match (self.op, &self.value) {
                    (PatchOp::Add, Some(value)) => {
                        elements.insert(*index, value.clone());
                        inverse(PatchOp::Remove, None)
                    }
                    (PatchOp::Replace, Some(value)) => {
                        let old = std::mem::replace(&mut elements[*index], value.clone());
                        inverse(PatchOp::Replace, Some(without_links(&old)))
                    }
                    _ => inverse(PatchOp::Add, Some(as_new(&elements.remove(*index)))),
                })
            }
            _ => Err(not_there()),
        }
    }

    /// Custom fields are merged by id: those that are not named stay.
    fn apply_custom_fields(&self, record: &mut Value) -> Self {
        let given = self.value.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut old = Vec::new();
        for (id, value) in given.iter().filter_map(|entry| Some((entry["id"].as_i64()?, &entry["value"]))) {
            old.push(json!({ "id": id, "value": custom_value(&record[CUSTOM_FIELDS], id) }));
            if !record[CUSTOM_FIELDS].is_array() {
                record[CUSTOM_FIELDS] = json!([]);
            }
            if let Value::Array(entries) = &mut record[CUSTOM_FIELDS] {
                match entries.iter_mut().find(|entry| entry["id"] == id) {
                    Some(entry) => entry["value"] = value.clone(),
                    None => entries.push(json!({ "id": id, "value": value })),
                }
            }
        }
        // Of a field that is named twice, the first value is the one to go back to: it comes last.
        old.reverse();
        Self { op: PatchOp::Replace, path: CUSTOM_FIELDS.to_owned(), value: Some(old.into()) }
    }
}

impl Step {
    fn of<'a>(&self, holder: &'a mut Value) -> Option<&'a mut Value> {
        match self {
            Self::Field(name) => holder.get_mut(name),
            Self::Element(index) => holder.get_mut(*index),
        }
    }
}

/// Sets or removes a field and returns what was there. A reference to what is referred to already
/// stays as it is, with all its parts.
fn set(fields: &mut Map<String, Value>, name: &str, value: Option<Value>) -> Value {
    let old = fields.get(name).cloned().unwrap_or_default();
    match value {
        None => drop(fields.remove(name)),
        Some(value) if names_same(&value, &old) => {}
        Some(value) => drop(fields.insert(name.to_owned(), value)),
    }
    old
}

/// The ways to name a record, surest first.
const NAMES: [&str; 3] = ["id", "identifier", "name"];

fn names_same(given: &Value, old: &Value) -> bool {
    match (given, old) {
        (Value::Object(given), Value::Object(old)) => {
            let is_name =
                |(key, value): (&String, &Value)| NAMES.contains(&key.as_str()) && old.get(key) == Some(value);
            !given.is_empty() && given.iter().all(is_name)
        }
        _ => false,
    }
}

/// What goes back into a field: of a reference, the surest of what names it.
fn named(old: &Value) -> Value {
    let known = |name: &str| old.as_object()?.get(name).filter(|value| !value.is_null());
    let surest = NAMES.iter().find_map(|name| Some((name, known(name)?)));
    surest.map_or_else(|| without_links(old), |(name, value)| json!({ *name: value }))
}

/// An element that was removed, without what the server gives to new ones itself.
fn as_new(element: &Value) -> Value {
    let mut element = without_links(element);
    if let Value::Object(fields) = &mut element {
        fields.remove("id");
    }
    element
}

fn custom_value(entries: &Value, id: i64) -> &Value {
    let entry = entries.as_array().and_then(|entries| entries.iter().find(|entry| entry["id"] == id));
    entry.map_or(&Value::Null, |entry| &entry["value"])
}

/// Without `_info`, which only the server writes.
fn without_links(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "_info")
            .map(|(name, value)| (name.clone(), without_links(value)))
            .collect(),
        Value::Array(elements) => elements.iter().map(without_links).collect(),
        plain => plain.clone(),
    }
}
