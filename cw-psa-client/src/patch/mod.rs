//! Partial updates: what is not named stays as it is.
//!
//! PSA takes a list of `add`, `replace` and `remove`, which looks like JSON Patch and is a dialect of
//! its own: paths are bare names, references are replaced whole, custom fields are merged by id, and
//! some mistakes are answered with success. [`Patch::check`] refuses those before they are sent.
//!
//! ```
//! use cw_psa_client::{By, Patch};
//! use serde_json::json;
//!
//! let patch = Patch::new().replace("summary", "Waiting for pick-up").reference("status", &By::id(512)).custom_field(7, "A-1043");
//! assert_eq!(
//!     patch.to_json()?,
//!     json!([
//!         { "op": "replace", "path": "summary", "value": "Waiting for pick-up" },
//!         { "op": "replace", "path": "status", "value": { "id": 512 } },
//!         { "op": "replace", "path": "customFields", "value": [{ "id": 7, "value": "A-1043" }] },
//!     ]),
//! );
//!
//! // With the record as it is, a patch can show what it would do, and how to take it back.
//! let ticket = json!({ "id": 48213, "summary": "No picture", "status": { "id": 511, "name": "New" } });
//! let undo = patch.undo(&ticket)?;
//! assert_eq!(undo.patch.operations()[1].value, Some(json!({ "id": 511 })));
//! # Ok::<(), cw_psa_client::PatchError>(())
//! ```

mod change;
mod check;
mod error;
mod image;
mod path;

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

pub use change::Change;
pub use error::PatchError;
pub use image::{FieldChange, Remains, Undo};

use crate::reference::By;
use path::Path;

/// The list that custom fields are in.
const CUSTOM_FIELDS: &str = "customFields";

/// A partial update of one record.
///
/// Mistakes in it come back from [`check`](Self::check) and [`to_json`](Self::to_json), so that
/// building reads in one line.
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use = "a patch does nothing until it is sent"]
pub struct Patch(Vec<PatchOperation>);

/// One step of a [`Patch`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PatchOperation {
    /// What is done.
    pub op: PatchOp,
    /// Where: `summary`, or `/communicationItems/0/value`.
    pub path: String,
    /// What is put there; nothing if it is removed.
    pub value: Option<Value>,
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatchOp {
    /// Puts a value where there is none, or a new element before the one at an index.
    Add,
    /// Puts a value in place of another.
    Replace,
    /// Takes a value or an element away.
    Remove,
}

impl Patch {
    /// Changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a value in place of another. What points at another record is better set by
    /// [`reference`](Self::reference), a custom field by [`custom_field`](Self::custom_field).
    pub fn replace(self, path: &str, value: impl Into<Value>) -> Self {
        self.with(PatchOp::Replace, path, Some(value.into()))
    }

    /// Adds a value: a new element of a list at `communicationItems/2`.
    pub fn add(self, path: &str, value: impl Into<Value>) -> Self {
        self.with(PatchOp::Add, path, Some(value.into()))
    }

    /// Takes a value away. Of several elements of a list, remove the last first: indexes move up.
    pub fn remove(self, path: &str) -> Self {
        self.with(PatchOp::Remove, path, None)
    }

    /// Points a field at another record.
    pub fn reference(self, field: &str, record: &By) -> Self {
        self.replace(field, record.to_json())
    }

    /// Empties a field, by putting null into it. What a server makes of null in a field that cannot
    /// be empty is up to it; for text, an empty text may be what you want.
    pub fn clear(self, field: &str) -> Self {
        self.replace(field, Value::Null)
    }

    /// Leaves, sets or clears a field.
    pub fn change(self, field: &str, change: Change<impl Into<Value>>) -> Self {
        match change {
            Change::Leave => self,
            Change::Set(value) => self.replace(field, value),
            Change::Clear => self.clear(field),
        }
    }

    /// Gives the custom field with this id a value; null clears it. Several go into one operation.
    ///
    /// Only the fields that are named are sent. That the others stay is reported; the vendor asks
    /// for the whole list.
    pub fn custom_field(mut self, id: i64, value: impl Into<Value>) -> Self {
        let entry = json!({ "id": id, "value": value.into() });
        match self.custom_fields() {
            Some(entries) => {
                entries.push(entry);
                self
            }
            None => self.replace(CUSTOM_FIELDS, vec![entry]),
        }
    }

    /// Sends an empty list of custom fields if none is set, which changes none of them. Some servers
    /// were seen to refuse patches without one for records that have custom fields.
    pub fn keep_custom_fields(mut self) -> Self {
        if self.custom_fields().is_some() { self } else { self.replace(CUSTOM_FIELDS, Value::Array(Vec::new())) }
    }

    /// Whether there is nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The steps.
    #[must_use]
    pub fn operations(&self) -> &[PatchOperation] {
        &self.0
    }

    /// The fields of the record that it touches, in order, each once.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut fields = Vec::new();
        for operation in &self.0 {
            let path = operation.path.trim_start_matches('/');
            let field = path.split_once('/').map_or(path, |(field, _)| field);
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        fields
    }

    /// Whether sending it twice is the same as sending it once: whole fields replaced, nothing else.
    /// An element of a list is not, because another change may move it in between.
    #[must_use]
    pub fn is_replay_safe(&self) -> bool {
        self.0.iter().all(|operation| {
            operation.op == PatchOp::Replace && operation.parsed_path().is_ok_and(|path| path.is_whole_field())
        })
    }

    /// The body to send.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub fn to_json(&self) -> Result<Value, PatchError> {
        self.check()?;
        Ok(self.0.iter().map(PatchOperation::to_json).collect())
    }

    fn with(mut self, op: PatchOp, path: &str, value: Option<Value>) -> Self {
        // What is no path is kept as it came, for `check` to name.
        let path = Path::parse(path).map_or_else(|_| path.to_owned(), |path| path.to_string());
        self.0.push(PatchOperation { op, path, value });
        self
    }

    fn custom_fields(&mut self) -> Option<&mut Vec<Value>> {
        let operation = self.0.iter_mut().find(|operation| operation.path == CUSTOM_FIELDS)?;
        operation.value.as_mut()?.as_array_mut()
    }
}

impl PatchOperation {
    fn parsed_path(&self) -> Result<Path, PatchError> {
        Path::parse(&self.path)
    }

    fn to_json(&self) -> Value {
        let mut operation = json!({ "op": self.op.as_str(), "path": self.path });
        if let Some(value) = &self.value {
            operation["value"] = value.clone();
        }
        operation
    }
}

impl Serialize for PatchOperation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl PatchOp {
    /// The word as it is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Replace => "replace",
            Self::Remove => "remove",
        }
    }
}

impl fmt::Display for PatchOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
