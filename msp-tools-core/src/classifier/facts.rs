//! What is known of a script.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Digest;

/// What is known of a script before it runs: what people wrote about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScriptFacts {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What it is said to do; empty if nothing is.
    #[serde(default, deserialize_with = "text_or_null")]
    pub description: String,
    /// What it takes, in any of the shapes in which products say it: a JSON schema, an object whose keys are names, a
    /// list of names, or one of these as JSON text. Null if it takes nothing.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub parameters: Value,
}

impl ScriptFacts {
    /// A script without parameters.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self { name: name.into(), description: description.into(), parameters: Value::Null }
    }

    /// Sets what it takes.
    #[must_use]
    pub fn with_parameters(mut self, parameters: impl Into<Value>) -> Self {
        self.parameters = parameters.into();
        self
    }

    /// What the script looked like, for [`Pins`](crate::Pins) and [`Plan::fingerprints`](crate::Plan::fingerprints):
    /// changes with its name, its description, its parameters and the engine that runs it (`powershell`; empty if
    /// nothing is known of it).
    pub fn fingerprint(&self, engine: &str) -> Digest {
        Digest::of(&json!({
            "name": self.name, "description": self.description, "parameters": self.parameters, "engine": engine,
        }))
    }

    /// All that is said about parameters: names and values, and sentences.
    pub(super) fn parameter_texts(&self) -> Vec<Text> {
        let mut texts = Vec::new();
        match &self.parameters {
            Value::String(text) => match serde_json::from_str::<Value>(text) {
                Ok(parsed) if parsed.is_object() || parsed.is_array() => collect(&parsed, &mut texts),
                _ => texts.push(Text::Name(text.clone())),
            },
            other => collect(other, &mut texts),
        }
        texts
    }
}

/// A piece of what is said about parameters.
pub(super) enum Text {
    /// A name, or a value that can be chosen.
    Name(String),
    /// A title or a description.
    Prose(String),
}

/// Descriptions may be missing, and some products say so with null.
fn text_or_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Members of a JSON schema that say nothing about what a script does.
const SCHEMA_WORDS: [&str; 15] = [
    "type",
    "format",
    "$schema",
    "$id",
    "required",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "additionalProperties",
    "uniqueItems",
    "multipleOf",
    "order",
];

/// All texts in a value that may be a schema.
fn collect(value: &Value, texts: &mut Vec<Text>) {
    match value {
        Value::Object(members) if is_schema(value) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("properties" | "definitions" | "$defs" | "patternProperties", Value::Object(properties)) => {
                        named(properties, texts);
                    }
                    ("title" | "description", Value::String(text)) => texts.push(Text::Prose(text.clone())),
                    (key, value) if SCHEMA_WORDS.contains(&key) && !value.is_object() => {}
                    _ => collect(value, texts),
                }
            }
        }
        Value::Object(members) => named(members, texts),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::String(text) => texts.push(Text::Name(text.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn named(members: &serde_json::Map<String, Value>, texts: &mut Vec<Text>) {
    for (name, value) in members {
        texts.push(Text::Name(name.clone()));
        collect(value, texts);
    }
}

/// Whether an object is (part of) a JSON schema, rather than one whose keys are names of parameters.
fn is_schema(value: &Value) -> bool {
    let kind = value["type"].as_str().unwrap_or_default();
    let kinds = ["object", "string", "integer", "number", "boolean", "array", "null"];
    value["properties"].is_object() || value["enum"].is_array() || kinds.contains(&kind) || value["type"].is_array()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(parameters: Value) -> Vec<String> {
        let facts = ScriptFacts::new("", "").with_parameters(parameters);
        let said = |text| match text {
            Text::Name(name) => name,
            Text::Prose(text) => format!("({text})"),
        };
        facts.parameter_texts().into_iter().map(said).collect()
    }

    #[test]
    fn parameters_are_read_in_every_shape() {
        let schema = json!({"type": "object", "required": ["days"], "properties": {
            "days": {"type": "integer", "description": "How old", "minimum": 1},
            "mode": {"enum": ["list", "delete"], "default": "list"},
            "type": {"type": "string"},
        }});
        let read = ["days", "(How old)", "mode", "list", "list", "delete", "type"];
        let mut expected = read.to_vec();
        let mut found = texts(schema.clone());
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
        found = texts(schema.to_string().into());
        found.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(texts(json!(["days", "delete"])), ["days", "delete"]);
        assert_eq!(texts(json!({"force": true})), ["force"]);
        assert_eq!(texts(json!("{broken")), ["{broken"]);
        assert_eq!(texts(Value::Null), [""; 0]);
    }

    #[test]
    fn a_fingerprint_changes_with_each_part() {
        let facts = ScriptFacts::new("a", "b").with_parameters(json!({"x": 1}));
        let own = facts.fingerprint("powershell");
        assert_eq!(own, facts.clone().fingerprint("powershell"));
        let others = [
            ScriptFacts::new("ab", "").with_parameters(json!({"x": 1})).fingerprint("powershell"),
            ScriptFacts::new("a", "c").with_parameters(json!({"x": 1})).fingerprint("powershell"),
            ScriptFacts::new("a", "b").with_parameters(json!({"x": 2})).fingerprint("powershell"),
            facts.fingerprint("bash"),
        ];
        assert!(others.iter().all(|other| *other != own));
    }

    #[test]
    fn facts_come_as_lines_of_json() {
        let facts: ScriptFacts = serde_json::from_str(r#"{"name": "a", "description": null}"#).unwrap();
        assert_eq!(facts, ScriptFacts::new("a", ""));
        assert_eq!(serde_json::to_value(&facts).unwrap(), json!({"name": "a", "description": ""}));
    }
}
