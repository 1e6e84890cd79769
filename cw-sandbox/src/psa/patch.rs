//! The vendor's dialect of JSON Patch, with its traps.

use serde_json::Value;

use super::errors::{self, FieldError};
use super::spec::{Kind, Spec};
use super::view::View;
use crate::reply::Refusal;
use crate::table::Row;

/// Reads operations as the fields that they change, each with its new value. A value of null clears the field.
///
/// Paths have a case. What lies inside a reference is accepted and changes nothing.
pub(super) fn changes(view: View<'_>, spec: &'static Spec, id: u32, body: &Value) -> Result<Row, Refusal> {
    let Value::Array(operations) = body else {
        return Err(errors::bad_body("The body of a PATCH must be an array of operations."));
    };
    let mut changes = Row::new();
    let mut wrong = Vec::new();
    for operation in operations {
        let (path, value) = read(operation)?;
        let mut parts = path.strip_prefix('/').unwrap_or(path).split('/');
        let name = parts.next().unwrap_or_default();
        let inner: Vec<&str> = parts.collect();
        let Some(field) = spec.field(name) else {
            let message = format!("{path} is not a field of {}.", spec.resource);
            wrong.push(FieldError::new("InvalidField", path, message));
            continue;
        };
        match (&field.kind, inner.as_slice()) {
            (_, []) => {
                changes.insert(name.to_owned(), value.unwrap_or_default());
            }
            (Kind::Ref(_), _) => {}
            (Kind::Children(_), inner) => {
                let list = changes.entry(name).or_insert_with(|| view.at(spec, id).shown(field));
                if element(list, inner, value).is_none() {
                    wrong.push(FieldError::new("InvalidField", path, format!("There is nothing at {path}.")));
                }
            }
            _ => wrong.push(FieldError::new("InvalidField", path, format!("{path} cannot be changed."))),
        }
    }
    if wrong.is_empty() { Ok(changes) } else { Err(errors::invalid(spec.resource, &wrong)) }
}

/// The path and the new value of an operation; no value for one that takes away.
fn read(operation: &Value) -> Result<(&str, Option<Value>), Refusal> {
    let bad = || errors::bad_body(format!("Not a patch operation: {operation}"));
    let text = |name: &str| operation.get(name).and_then(Value::as_str);
    let path = text("path").ok_or_else(bad)?;
    match text("op") {
        Some("add" | "replace") => Ok((path, Some(operation.get("value").cloned().ok_or_else(bad)?))),
        Some("remove") => Ok((path, None)),
        _ => Err(bad()),
    }
}

/// Changes an element of a list, or a field of one.
fn element(list: &mut Value, path: &[&str], value: Option<Value>) -> Option<()> {
    let items = list.as_array_mut()?;
    match (path, value) {
        (["-"], Some(value)) => items.push(value),
        ([index], None) => {
            let index = index.parse().ok().filter(|index| *index < items.len())?;
            items.remove(index);
        }
        ([index], Some(value)) => match index.parse::<usize>().ok()? {
            index if index == items.len() => items.push(value),
            index => *items.get_mut(index)? = value,
        },
        ([index, name], value) => {
            let item = items.get_mut(index.parse::<usize>().ok()?)?.as_object_mut()?;
            item.insert((*name).to_owned(), value.unwrap_or_default());
        }
        _ => return None,
    }
    Some(())
}
