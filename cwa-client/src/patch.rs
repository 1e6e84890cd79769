//! Partial updates: what is not named stays as it is.

use serde::Serialize;
use serde_json::Value;

use crate::condition::Field;

/// A partial update, as JSON Patch: each field is left alone, set, or cleared.
///
/// ```
/// use cwa_client::Patch;
/// use cwa_client::condition::client;
///
/// let patch = Patch::new().set(&client::CITY, "Portland")?.clear(&client::COMMENT);
/// assert_eq!(
///     serde_json::to_string(&patch)?,
///     r#"[{"Op":"replace","Path":"/City","Value":"Portland"},{"Op":"replace","Path":"/Comment","Value":null}]"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
#[must_use = "a patch does nothing until it is sent"]
pub struct Patch(Vec<PatchOperation>);

/// One step of a [`Patch`]: always the replacement of a value, so that sending it twice does no harm.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct PatchOperation {
    /// `replace`.
    pub op: &'static str,
    /// Where, as a JSON pointer: `/TextFieldSettings/Value`.
    pub path: String,
    /// What is put there.
    pub value: Value,
}

/// A value that JSON cannot hold.
#[derive(Debug, thiserror::Error)]
#[error("the value for {path} cannot be written as JSON")]
#[non_exhaustive]
pub struct PatchError {
    /// Where it was to go.
    pub path: String,
    /// Why not.
    pub source: serde_json::Error,
}

impl Patch {
    /// Changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a field a new value.
    ///
    /// # Errors
    ///
    /// [`PatchError`] if the value cannot be written as JSON.
    pub fn set<K>(self, field: &Field<K>, value: impl Serialize) -> Result<Self, PatchError> {
        let path = path(field);
        match serde_json::to_value(value) {
            Ok(value) => Ok(self.replace(path, value)),
            Err(source) => Err(PatchError { path, source }),
        }
    }

    /// Empties a field, by putting null into it. What a server makes of null in a field that cannot
    /// be empty is up to it; for text, an empty text may be what you want.
    pub fn clear<K>(self, field: &Field<K>) -> Self {
        self.replace(path(field), Value::Null)
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

    fn replace(mut self, path: String, value: Value) -> Self {
        self.0.push(PatchOperation { op: "replace", path, value });
        self
    }
}

/// Names of fields hold no `/` and no `~`, so nothing in them needs an escape.
fn path<K>(field: &Field<K>) -> String {
    format!("/{}", field.name().replace('.', "/"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn nested_fields_become_a_pointer() {
        let field = Field::new("CheckboxSettings.IsChecked").unwrap();
        let patch = Patch::new().set(&field, true).unwrap();
        assert_eq!(
            serde_json::to_value(&patch).unwrap(),
            serde_json::json!([{ "Op": "replace", "Path": "/CheckboxSettings/IsChecked", "Value": true }])
        );
    }

    #[test]
    fn left_alone_cleared_and_set_are_three_things() {
        assert!(Patch::new().is_empty());
        let comment = Field::new("Comment").unwrap();
        let cleared = Patch::new().clear(&comment);
        let set = Patch::new().set(&comment, "").unwrap();
        assert_eq!([&cleared.operations()[0].value, &set.operations()[0].value], [&Value::Null, &Value::from("")]);
    }

    #[test]
    fn what_json_cannot_hold_names_the_field() {
        let table = BTreeMap::from([((1, 2), "keys must be text")]);
        let error = Patch::new().set(&Field::new("A.B").unwrap(), table).unwrap_err();
        assert_eq!(error.path, "/A/B");
    }
}
