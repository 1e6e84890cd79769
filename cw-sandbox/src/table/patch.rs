//! JSON Patch as the vendor takes it: an array of `Op`, `Path` and `Value`, names in any case.

use serde_json::Value;

use super::{Row, lookup};
use crate::reply::Refusal;

/// One change.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) path: Vec<String>,
    /// `None` takes the value away.
    value: Option<Value>,
}

impl Operation {
    /// Reads the body of a patch request.
    pub(crate) fn read_all(body: &Value) -> Result<Vec<Self>, Refusal> {
        let Value::Array(items) = body else {
            return Err(Refusal::new(400, "The body must be an array of operations."));
        };
        items.iter().map(Self::read).collect()
    }

    fn read(item: &Value) -> Result<Self, Refusal> {
        let bad = || Refusal::new(400, format!("Not a patch operation: {item}"));
        let object = item.as_object().ok_or_else(bad)?;
        let text = |name| lookup(object, name).and_then(Value::as_str);
        let path = text("Path").and_then(|path| path.strip_prefix('/')).ok_or_else(bad)?;
        let value = match text("Op").map(str::to_ascii_lowercase).as_deref() {
            Some("replace" | "add") => Some(lookup(object, "Value").cloned().ok_or_else(bad)?),
            Some("remove") => None,
            _ => return Err(bad()),
        };
        let unescape = |part: &str| part.replace("~1", "/").replace("~0", "~");
        Ok(Self { path: path.split('/').map(unescape).collect(), value })
    }
}

/// Applies operations to an object, with names in any case.
pub(crate) fn patch(target: &mut Value, operations: &[Operation]) -> Result<(), Refusal> {
    operations.iter().try_for_each(|operation| apply(target, operation))
}

fn apply(target: &mut Value, operation: &Operation) -> Result<(), Refusal> {
    let invalid = || Refusal::new(400, format!("There is nothing at /{}.", operation.path.join("/")));
    let (last, parents) = operation.path.split_last().ok_or_else(invalid)?;
    let mut place = target;
    for part in parents {
        if place.is_null() {
            *place = Value::Object(Row::new());
        }
        let object = place.as_object_mut().ok_or_else(invalid)?;
        let name = spelled(object, part);
        place = object.entry(name).or_insert(Value::Null);
    }
    if place.is_null() {
        *place = Value::Object(Row::new());
    }
    let object = place.as_object_mut().ok_or_else(invalid)?;
    let name = spelled(object, last);
    object.insert(name, operation.value.clone().unwrap_or(Value::Null));
    Ok(())
}

/// The name as the object spells it already, else as the caller does.
fn spelled(object: &Row, name: &str) -> String {
    object.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned().unwrap_or_else(|| name.to_owned())
}
