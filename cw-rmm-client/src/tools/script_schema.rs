//! The parameters of a script: what its own schema says, made safe to show, and values checked by it.
//!
//! Scripts come with a JSON Schema in a text, written by whoever wrote the script. What is not understood of it is left out, so
//! that what is left never refuses more than the script does; one that cannot be read at all leaves parameters free.

use cw_http::tools::cut;
use msp_tools_core::{ToolError, one_line, schema_problems};
use serde_json::{Map, Value, json};

use super::library::Script;

/// How many parameters, choices and levels of a schema are kept. What is longer is for programs, not for reading.
const MOST_PROPERTIES: usize = 60;
const MOST_CHOICES: usize = 100;
const DEEPEST: usize = 5;
/// Characters of a description that are kept.
const LONGEST_TEXT: usize = 300;
/// Characters of the name of a parameter.
const LONGEST_NAME: usize = 100;

/// The parameters that a script takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parameters {
    /// The schema of an object of values.
    pub(super) schema: Value,
    /// Whether the script says which there are.
    pub(super) is_told: bool,
}

impl Parameters {
    pub(super) fn of(script: &Script) -> Self {
        let told = script.schema().and_then(of_object);
        match (told, script.has_parameters) {
            (Some(schema), _) => Self { schema, is_told: true },
            (None, Some(false)) => Self { schema: none(), is_told: true },
            (None, _) => Self { schema: free(), is_told: false },
        }
    }

    /// Whether some parameter has to be given.
    pub(super) fn are_required(&self) -> bool {
        self.schema["required"].as_array().is_some_and(|required| !required.is_empty())
    }

    /// The values with defaults, if they fit the schema.
    ///
    /// # Errors
    /// Input at the JSON path of what does not fit, below `$.parameters`.
    pub(super) fn checked(&self, given: Map<String, Value>) -> Result<Map<String, Value>, ToolError> {
        let mut values = given;
        for (name, property) in self.schema["properties"].as_object().into_iter().flatten() {
            let default = property.get("default").filter(|default| schema_problems(property, default).is_empty());
            if let (Some(default), false) = (default, values.contains_key(name)) {
                values.insert(name.clone(), default.clone());
            }
        }
        let values = Value::Object(values);
        if let Some(problem) = schema_problems(&self.schema, &values).into_iter().next() {
            let path = problem.path.replacen('$', "$.parameters", 1);
            return Err(ToolError::input(path, problem.message, problem.expected));
        }
        match values {
            Value::Object(values) => Ok(values),
            _ => Err(ToolError::internal("values are an object")),
        }
    }
}

fn none() -> Value {
    json!({
        "type": "object", "properties": {}, "additionalProperties": false,
        "description": "The script takes no parameters.",
    })
}

fn free() -> Value {
    json!({
        "type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]},
        "description": "Values by the names of the script's parameters. Which there are it does not say, or not in a way that can be read.",
    })
}

/// The schema of an object, or nothing if it says nothing about one.
fn of_object(schema: &Map<String, Value>) -> Option<Value> {
    let is_object = match schema.get("type") {
        None => true,
        Some(Value::String(kind)) => kind.eq_ignore_ascii_case("object"),
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "object"),
        Some(_) => false,
    };
    let says_something = schema.get("properties").is_some_and(Value::is_object)
        || schema.get("additionalProperties").is_some_and(|more| *more == false);
    if !is_object || !says_something {
        return None;
    }
    let mut kept = Map::from_iter([("type".to_owned(), json!("object"))]);
    keep_text(schema, "description", &mut kept);
    keep_properties(schema, &mut kept, 0);
    kept.entry("properties").or_insert_with(|| json!({}));
    Some(Value::Object(kept))
}

/// What is understood of a schema that somebody else wrote.
fn keep(schema: &Value, depth: usize) -> Value {
    let Some(schema) = schema.as_object().filter(|_| depth < DEEPEST) else { return json!({}) };
    let mut kept = Map::new();
    for name in ["title", "description"] {
        keep_text(schema, name, &mut kept);
    }
    let types = types(schema.get("type"));
    let is_a = |kind: &str| types.iter().any(|own| own == kind);
    match types.as_slice() {
        [] => {}
        [only] => drop(kept.insert("type".to_owned(), json!(only))),
        several => drop(kept.insert("type".to_owned(), json!(several))),
    }
    keep_choices(schema, &mut kept);
    if is_a("integer") || is_a("number") {
        keep_numbers(schema, &["minimum", "maximum"], &mut kept, Value::is_number);
    }
    if is_a("string") {
        keep_numbers(schema, &["minLength", "maxLength"], &mut kept, Value::is_u64);
        for name in ["pattern", "format"] {
            keep_text(schema, name, &mut kept);
        }
    }
    if is_a("array") {
        keep_numbers(schema, &["minItems", "maxItems"], &mut kept, Value::is_u64);
        if let Some(items) = schema.get("items") {
            kept.insert("items".to_owned(), keep(items, depth + 1));
        }
    }
    if is_a("object") {
        keep_properties(schema, &mut kept, depth);
    }
    Value::Object(kept)
}

/// The types that a schema allows, without words that are none. None at all is any.
fn types(given: Option<&Value>) -> Vec<String> {
    let words: Vec<&str> = match given {
        Some(Value::String(word)) => vec![word],
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let known = ["string", "integer", "number", "boolean", "array", "object", "null"];
    let lower: Vec<String> = words.iter().map(|word| word.trim().to_ascii_lowercase()).collect();
    // One word that is not understood may allow anything.
    if lower.iter().all(|word| known.contains(&word.as_str())) { lower } else { Vec::new() }
}

fn keep_text(schema: &Map<String, Value>, name: &str, kept: &mut Map<String, Value>) {
    if let Some(text) = schema.get(name).and_then(Value::as_str).map(one_line).filter(|text| !text.is_empty()) {
        kept.insert(name.to_owned(), json!(cut(&text, LONGEST_TEXT)));
    }
}

fn keep_numbers(schema: &Map<String, Value>, names: &[&str], kept: &mut Map<String, Value>, is: fn(&Value) -> bool) {
    for name in names {
        if let Some(number) = schema.get(*name).filter(|value| is(value)) {
            kept.insert((*name).to_owned(), number.clone());
        }
    }
}

/// Choices and defaults, as long as they are plain values.
fn keep_choices(schema: &Map<String, Value>, kept: &mut Map<String, Value>) {
    let is_plain = |value: &Value| !value.is_object() && !value.is_array();
    if let Some(choices) = schema.get("enum").and_then(Value::as_array)
        && (1..=MOST_CHOICES).contains(&choices.len())
        && choices.iter().all(is_plain)
    {
        kept.insert("enum".to_owned(), json!(choices));
    }
    if let Some(only) = schema.get("const").filter(|value| is_plain(value)) {
        kept.insert("const".to_owned(), only.clone());
    }
    let is_list = |value: &Value| value.as_array().is_some_and(|items| items.iter().all(is_plain));
    if let Some(default) = schema.get("default").filter(|value| !value.is_null() && (is_plain(value) || is_list(value)))
    {
        kept.insert("default".to_owned(), default.clone());
    }
}

/// Properties, which of them are required, and whether there may be others.
fn keep_properties(schema: &Map<String, Value>, kept: &mut Map<String, Value>, depth: usize) {
    let Some(given) = schema.get("properties").and_then(Value::as_object) else {
        if schema.get("additionalProperties") == Some(&json!(false)) {
            kept.insert("properties".to_owned(), json!({}));
            kept.insert("additionalProperties".to_owned(), json!(false));
        }
        return;
    };
    let is_name = |name: &str| {
        let length = name.chars().count();
        (1..=LONGEST_NAME).contains(&length) && one_line(name) == name.trim()
    };
    let named = given.iter().filter(|(name, _)| is_name(name)).take(MOST_PROPERTIES);
    let properties: Map<String, Value> =
        named.map(|(name, property)| (name.clone(), keep(property, depth + 1))).collect();
    let is_whole = properties.len() == given.len();
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let required: Vec<&str> =
        required.filter_map(Value::as_str).filter(|name| properties.contains_key(*name)).collect();
    if !required.is_empty() {
        kept.insert("required".to_owned(), json!(required));
    }
    match schema.get("additionalProperties") {
        // A parameter that is left out here may still be given.
        Some(Value::Bool(false)) if is_whole => drop(kept.insert("additionalProperties".to_owned(), json!(false))),
        Some(more @ Value::Object(_)) => {
            kept.insert("additionalProperties".to_owned(), keep(more, depth + 1));
        }
        _ => {}
    }
    kept.insert("properties".to_owned(), Value::Object(properties));
}
