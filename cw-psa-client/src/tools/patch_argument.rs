//! Patches as arguments and answers: JSON in the server's dialect, checked before anything is sent.

use std::borrow::Cow;

use msp_tools_core::ToolError;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::patch::{Patch, PatchError, PatchOperation};

/// Fields that name no record of another company, whatever is put into them.
const OF_NO_OTHER_COMPANY: [&str; 16] = [
    "summary",
    "board",
    "status",
    "type",
    "subType",
    "item",
    "team",
    "owner",
    "priority",
    "source",
    "severity",
    "impact",
    "requiredDate",
    "budgetHours",
    "billTime",
    "customFields",
];

/// Fields by which a patch makes the server write e-mails.
const MAILS: [&str; 5] = [
    "processNotifications",
    "automaticEmailContactFlag",
    "automaticEmailResourceFlag",
    "automaticEmailCcFlag",
    "automaticEmailCc",
];

/// A patch as somebody wrote it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct PatchArgument(Vec<Value>);

impl PatchArgument {
    /// The patch, if the server would do what it says. `is_bound` is whether it must keep to one company.
    pub(super) fn read(&self, is_bound: bool) -> Result<Patch, ToolError> {
        for (index, operation) in self.0.iter().enumerate() {
            let at = format!("$.patch[{index}]");
            let read = Patch::from_json(&json!([operation])).map_err(|error| blame(&at, &error))?;
            let foreign = read.fields().into_iter().find(|field| !OF_NO_OTHER_COMPANY.contains(field));
            if let (true, Some(field)) = (is_bound, foreign) {
                let expected = format!("one of {}", OF_NO_OTHER_COMPANY.join(", "));
                let message = format!("`{field}` could lead to another company, and this call is bound to one");
                return Err(ToolError::input(format!("{at}.path"), message, expected));
            }
        }
        whole(self.0.clone())
    }
}

/// One patch out of several.
pub(super) fn joined(first: &Patch, second: &Patch) -> Result<Patch, ToolError> {
    whole(first.operations().iter().chain(second.operations()).map(|operation| json!(operation)).collect())
}

/// A patch that was written down as JSON.
pub(super) fn whole(operations: Vec<Value>) -> Result<Patch, ToolError> {
    Patch::from_json(&Value::Array(operations)).map_err(|error| blame("$.patch", &error))
}

/// What does not fit the record, or cannot be sent.
pub(super) fn blame(at: &str, error: &PatchError) -> ToolError {
    const EXPECTED: &str = "operations of PSA's patch dialect: whole fields, references by id, identifier or name";
    match error {
        PatchError::Shape { at: inner, expected } => {
            let inner = inner.strip_prefix("$[0]").unwrap_or_default();
            ToolError::input(format!("{at}{inner}"), format!("{expected} is expected"), expected)
        }
        error => ToolError::input(at, error, EXPECTED),
    }
}

/// The fields of a patch by which e-mails may be written.
pub(super) fn mails(patch: &Patch) -> Vec<&str> {
    let writes = |operation: &&PatchOperation| operation.value.as_ref().is_some_and(|value| *value != json!(false));
    let paths = patch.operations().iter().filter(writes).map(|operation| operation.path.as_str());
    paths.filter(|path| MAILS.contains(path)).collect()
}

impl JsonSchema for PatchArgument {
    fn schema_name() -> Cow<'static, str> {
        "Patch".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        operations(json!({}))
    }

    fn inline_schema() -> bool {
        true
    }
}

/// The patch that takes another one back. Its values were on the record before, whoever wrote them.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct UndoSteps(Vec<PatchOperation>);

impl UndoSteps {
    pub(super) fn of(patch: &Patch) -> Self {
        Self(patch.operations().to_vec())
    }
}

impl JsonSchema for UndoSteps {
    fn schema_name() -> Cow<'static, str> {
        "Undo".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        operations(json!({"x-untrusted": true}))
    }

    fn inline_schema() -> bool {
        true
    }
}

fn operations(value: Value) -> Schema {
    json_schema!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "op": {"type": "string", "enum": ["add", "replace", "remove"]},
                "path": {"type": "string"},
                "value": value,
            },
            "required": ["op", "path"],
            "additionalProperties": false,
        },
    })
}
