//! Partial updates: what is not named stays as it is.

use serde::Serialize;
use serde_json::Value;

/// A partial update, as JSON Patch. The service takes replacements only, so that sending it twice does no harm.
///
/// ```
/// use cw_rmm_client::Patch;
///
/// let patch = Patch::new().set("status", serde_json::json!({"id": "77777777-7777-4777-8777-777777777777"})).clear("dueDate");
/// assert_eq!(
///     serde_json::to_string(&patch)?,
///     r#"[{"op":"replace","path":"/status","value":{"id":"77777777-7777-4777-8777-777777777777"}},{"op":"replace","path":"/dueDate","value":null}]"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
#[must_use = "a patch does nothing until it is sent"]
pub struct Patch(Vec<PatchOperation>);

/// One step of a [`Patch`]: always the replacement of a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PatchOperation {
    /// `replace`.
    pub op: &'static str,
    /// Where, as a JSON pointer: `/status`.
    pub path: String,
    /// What is put there.
    pub value: Value,
}

impl Patch {
    /// Changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a field a new value. The field is a name, or names joined by dots; each becomes one step of the pointer.
    pub fn set(mut self, field: &str, value: impl Into<Value>) -> Self {
        let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
        let path = field.split('.').map(|name| format!("/{}", escaped(name))).collect();
        self.0.push(PatchOperation { op: "replace", path, value: value.into() });
        self
    }

    /// Empties a field, by putting null into it. What the service makes of null in a field that it needs is up to it.
    pub fn clear(self, field: &str) -> Self {
        self.set(field, Value::Null)
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_a_pointer_and_nothing_in_them_another_one() {
        let patch = Patch::new().set("a.b/c~d", 1);
        assert_eq!(patch.operations()[0].path, "/a/b~1c~0d");
        assert!(Patch::new().is_empty() && !patch.is_empty());
    }
}
