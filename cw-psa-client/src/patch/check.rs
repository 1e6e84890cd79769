//! What is refused before it is sent, and raw patches read.

use serde_json::{Map, Value};

use super::error::PatchError;
use super::{CUSTOM_FIELDS, Patch, PatchOp, PatchOperation};

/// Fields that no patch changes, and what to do instead.
const REFUSED: [(&str, &str); 7] = [
    ("id", "it is the record's own number"),
    ("_info", "the server writes it"),
    ("types", "create or delete the record's typeAssociations instead"),
    ("typeIds", "it counts only when a contact is created; create typeAssociations instead"),
    ("initialDescription", "it counts only when a ticket is created; add a note instead"),
    ("initialInternalAnalysis", "it counts only when a ticket is created; add an internal note instead"),
    ("initialResolution", "it counts only when a ticket is created; add a resolution note instead"),
];

const OPERATIONS: [PatchOp; 3] = [PatchOp::Add, PatchOp::Replace, PatchOp::Remove];

impl Patch {
    /// Reads a raw patch: a JSON array of `{"op", "path", "value"}`, paths with or without a slash in front.
    ///
    /// # Errors
    ///
    /// [`PatchError::Shape`] says where; otherwise as [`check`](Self::check).
    pub fn from_json(patch: &Value) -> Result<Self, PatchError> {
        let Value::Array(operations) = patch else {
            return Err(shape("$", "an array of operations"));
        };
        let mut read = Self::new();
        for (index, operation) in operations.iter().enumerate() {
            let at = format!("$[{index}]");
            let Value::Object(operation) = operation else {
                return Err(shape(at, "an object with op, path and value"));
            };
            let (op, path, value) = read_operation(&at, operation)?;
            read = read.with(op, path, value);
        }
        read.check()?;
        Ok(read)
    }

    /// Looks for what the server would refuse, or answer with success without doing it.
    ///
    /// # Errors
    ///
    /// [`PatchError::Path`], [`PatchError::InsideReference`], [`PatchError::Refused`], and
    /// [`PatchError::Shape`] for custom fields without an id.
    pub fn check(&self) -> Result<(), PatchError> {
        self.0.iter().try_for_each(PatchOperation::check)
    }

    /// Looks for fields that the record has in another case.
    ///
    /// Names that are not known at all pass: servers have more fields than clients know.
    ///
    /// # Errors
    ///
    /// [`PatchError::WrongCase`].
    pub fn check_fields(&self, known: &[&str]) -> Result<(), PatchError> {
        for field in self.fields().into_iter().filter(|field| !known.contains(field)) {
            if let Some(name) = known.iter().find(|name| name.eq_ignore_ascii_case(field)) {
                return Err(PatchError::WrongCase { path: field.to_owned(), known: (*name).to_owned() });
            }
        }
        Ok(())
    }

    /// Looks for what does not fit the record: names in another case, and hours of a time entry that has times.
    pub(super) fn check_record(&self, record: &Map<String, Value>) -> Result<(), PatchError> {
        self.check()?;
        let names: Vec<&str> = record.keys().map(String::as_str).collect();
        self.check_fields(&names)?;
        let has = |field| record.get(field).is_some_and(|value: &Value| !value.is_null());
        if self.fields().contains(&"actualHours") && has("timeStart") && has("timeEnd") {
            let reason = "a time entry with start and end keeps its own count: change timeStart or timeEnd";
            return Err(PatchError::Refused { path: "actualHours".to_owned(), reason });
        }
        Ok(())
    }
}

impl PatchOperation {
    fn check(&self) -> Result<(), PatchError> {
        let path = self.parsed_path()?;
        if let Some((field, reason)) = REFUSED.iter().find(|(field, _)| *field == path.field()) {
            return Err(PatchError::Refused { path: (*field).to_owned(), reason });
        }
        if path.is_whole_field() && path.field() == CUSTOM_FIELDS && !self.are_custom_fields() {
            return Err(shape(
                CUSTOM_FIELDS,
                "to replace it by a list of objects, each with a whole number as id and a value,",
            ));
        }
        Ok(())
    }

    fn are_custom_fields(&self) -> bool {
        let has_id = |entry: &Value| entry["id"].is_i64() && entry.get("value").is_some();
        match &self.value {
            Some(Value::Array(entries)) => self.op == PatchOp::Replace && entries.iter().all(has_id),
            _ => false,
        }
    }
}

fn read_operation<'a>(
    at: &str,
    operation: &'a Map<String, Value>,
) -> Result<(PatchOp, &'a str, Option<Value>), PatchError> {
    if let Some(name) = operation.keys().find(|name| !["op", "path", "value"].contains(&name.as_str())) {
        return Err(shape(format!("{at}.{name}"), "nothing besides op, path and value"));
    }
    let word = operation.get("op").and_then(Value::as_str);
    let op = OPERATIONS.into_iter().find(|op| Some(op.as_str()) == word);
    let op = op.ok_or_else(|| shape(format!("{at}.op"), "\"add\", \"replace\" or \"remove\" in lower case"))?;
    let path = operation.get("path").and_then(Value::as_str);
    let path = path.ok_or_else(|| shape(format!("{at}.path"), "the name of a field"))?;
    let value = match (op, operation.get("value")) {
        (PatchOp::Remove, None | Some(Value::Null)) => None,
        (PatchOp::Remove, Some(_)) => return Err(shape(format!("{at}.value"), "nothing, since the path is removed,")),
        (_, None) => return Err(shape(format!("{at}.value"), "a value (null clears the field)")),
        (_, Some(value)) => Some(value.clone()),
    };
    Ok((op, path, value))
}

fn shape(at: impl Into<String>, expected: &str) -> PatchError {
    PatchError::Shape { at: at.into(), expected: expected.to_owned() }
}
