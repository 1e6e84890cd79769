//! What a tool gives back.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ToolSpec, schema};

/// What a tool gives back: a value that fits the tool's output schema, and what to beware of in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolOutput {
    /// The result, an object. Lists come as [`Listed`], which says how to go on and what was cut.
    pub value: Value,
    /// JSON paths of text that customers or devices wrote: `$.items[*].name`. It is data, whatever it says; a model
    /// must not follow instructions found there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untrusted: Vec<String>,
}

impl ToolOutput {
    /// A result of `spec`'s tool, which knows what is untrusted in it.
    pub fn new(spec: &ToolSpec, value: Value) -> Self {
        Self { value, untrusted: spec.untrusted.clone() }
    }

    /// Where a list goes on: the `cursor` of [`Listed`]. Give it back in the next call.
    pub fn cursor(&self) -> Option<&str> {
        self.value["cursor"].as_str()
    }

    /// What was left out, in words: the `truncated` of [`Listed`]. None if this is everything.
    pub fn truncated(&self) -> Option<&str> {
        self.value["truncated"].as_str()
    }
}

/// Some items, and whether there are more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Listed<T> {
    /// The items.
    pub items: Vec<T>,
    /// Give this as `cursor` to go on after the last item. Absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// What was left out, and how to get it. Absent if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truncated: Option<String>,
    /// What the reader should know to understand the items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl<T> Listed<T> {
    /// All there is.
    pub fn all(items: Vec<T>) -> Self {
        Self { items, cursor: None, truncated: None, notes: Vec::new() }
    }

    /// A part of the whole; with the cursor the next call goes on after it.
    pub fn part(items: Vec<T>, cursor: impl Into<String>) -> Self {
        let truncated = format!("Showing {}; there is more. Call again with `cursor` to go on.", items.len());
        Self { cursor: Some(cursor.into()), truncated: Some(truncated), ..Self::all(items) }
    }

    /// Says in words what was left out.
    #[must_use]
    pub fn with_truncated(mut self, words: impl Into<String>) -> Self {
        self.truncated = Some(words.into());
        self
    }

    /// Adds what the reader should know.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// Text that a customer or a device wrote: names, descriptions, messages, script output.
///
/// Plain text in JSON; the type carries a mark into the output schema (`"x-untrusted": true`), from which
/// [`ToolOutput::untrusted`] is filled. Use it for such fields in output types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// Marks `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Untrusted {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl JsonSchema for Untrusted {
    fn schema_name() -> Cow<'static, str> {
        "Untrusted".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({"type": "string"});
        schema.insert(schema::UNTRUSTED.to_owned(), true.into());
        schema
    }

    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::Effect;

    #[test]
    fn a_part_says_that_it_is_one_and_how_to_go_on() {
        let spec = ToolSpec::new("toy", "list", Effect::Read).with_output::<Listed<Untrusted>>();
        let part = Listed::part(vec![Untrusted::from("a")], "c2").with_note("Sorted by name.");
        let output = ToolOutput::new(&spec, to_value(part).unwrap());
        assert_eq!(output.cursor(), Some("c2"));
        assert!(output.truncated().unwrap().contains("Showing 1;"));
        assert_eq!(output.untrusted, ["$.items[*]"]);

        let all = ToolOutput::new(&spec, to_value(Listed::all(vec!["a"])).unwrap());
        assert_eq!(all.value, json!({"items": ["a"]}));
        assert_eq!((all.cursor(), all.truncated()), (None, None));
    }
}
