//! Says what is wrong with a value, going by its schema.
//!
//! Not a validator: it knows the keywords that schemas made from Rust types use, and passes what it does not know.
//! Whether arguments are accepted is decided by reading them into their type; this explains why they were not.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::text::{one_line, shorten};

/// One thing that is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// JSON path of the value: `$.computers[0]`.
    pub path: String,
    /// What is wrong, in words: `expected an integer from 1 to 1000, found 100000`.
    pub message: String,
    /// What is expected there, in words: `an integer from 1 to 1000`.
    pub expected: String,
}

impl Problem {
    pub(crate) fn new(path: &str, message: String, expected: String) -> Self {
        Self { path: path.to_owned(), message, expected }
    }
}

/// Everything that is wrong with `value` by `schema`, outermost first; empty if nothing is.
///
/// Understands type, enum, const, ranges, lengths, properties, required, additionalProperties, items, anyOf and oneOf.
pub fn schema_problems(schema: &Value, value: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    check(schema, value, "$", &mut problems);
    problems
}

fn check(schema: &Value, value: &Value, path: &str, problems: &mut Vec<Problem>) {
    if let Some(alternatives) = alternatives(schema) {
        return check_alternatives(schema, alternatives, value, path, problems);
    }
    if !fits_itself(schema, value) {
        let expected = describe(schema);
        return problems.push(Problem::new(path, format!("expected {expected}, found {}", found(value)), expected));
    }
    match value {
        Value::Object(object) => check_object(schema, object, path, problems),
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for (index, item) in items.iter().enumerate() {
                    check(schema, item, &format!("{path}[{index}]"), problems);
                }
            }
        }
        _ => {}
    }
}

fn check_object(schema: &Value, object: &Map<String, Value>, path: &str, problems: &mut Vec<Problem>) {
    let no_properties = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&no_properties);
    for name in object.keys().filter(|name| !properties.contains_key(*name)) {
        if schema["additionalProperties"] == false {
            let expected = known_fields(properties);
            let message = format!("unknown field; {expected}");
            problems.push(Problem::new(&member(path, name), message, expected));
        }
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            let expected = properties.get(name).map_or_else(|| "a value".to_owned(), describe);
            let message = format!("missing; expected {expected}");
            problems.push(Problem::new(&member(path, name), message, expected));
        }
    }
    for (name, schema) in properties {
        if let Some(value) = object.get(name) {
            check(schema, value, &member(path, name), problems);
        }
    }
}

/// Goes deeper only where a single alternative can have been meant; listing the faults of all would help nobody.
fn check_alternatives(schema: &Value, alternatives: &[Value], value: &Value, path: &str, problems: &mut Vec<Problem>) {
    if alternatives.iter().any(|alternative| schema_problems(alternative, value).is_empty()) {
        return;
    }
    let mut meant = alternatives.iter().filter(|alternative| is_of_type(alternative, value));
    match (meant.next(), meant.next()) {
        (Some(only), None) => check(only, value, path, problems),
        _ => {
            let expected = describe(schema);
            problems.push(Problem::new(path, format!("expected {expected}, found {}", found(value)), expected));
        }
    }
}

fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array)
}

fn is_of_type(schema: &Value, value: &Value) -> bool {
    schema.get("type").is_some_and(|types| has_type(types, value))
}

/// Whether the value fits, its members aside.
fn fits_itself(schema: &Value, value: &Value) -> bool {
    schema.get("type").is_none_or(|types| has_type(types, value))
        && schema.get("const").is_none_or(|only| only == value)
        && schema["enum"].as_array().is_none_or(|allowed| allowed.contains(value))
        && value.as_f64().is_none_or(|number| in_range(schema, "minimum", "maximum", number))
        && value.as_str().is_none_or(|text| in_range(schema, "minLength", "maxLength", text.chars().count() as f64))
        && value.as_array().is_none_or(|items| in_range(schema, "minItems", "maxItems", items.len() as f64))
}

fn has_type(types: &Value, value: &Value) -> bool {
    match types {
        Value::Array(types) => types.iter().any(|one| has_type(one, value)),
        _ => match types.as_str() {
            Some("null") => value.is_null(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("string") => value.is_string(),
            Some("array") => value.is_array(),
            Some("object") => value.is_object(),
            _ => true,
        },
    }
}

fn in_range(schema: &Value, minimum: &str, maximum: &str, number: f64) -> bool {
    schema[minimum].as_f64().is_none_or(|least| number >= least)
        && schema[maximum].as_f64().is_none_or(|most| number <= most)
}

/// What a schema accepts, in words.
fn describe(schema: &Value) -> String {
    if let Some(allowed) = choices(schema) {
        return match allowed.as_slice() {
            [only] => only.clone(),
            several => format!("one of {}", several.join(", ")),
        };
    }
    if let Some(alternatives) = alternatives(schema) {
        let described: Vec<_> = alternatives.iter().filter(|one| one["type"] != "null").map(describe).collect();
        return described.join(" or ");
    }
    match &schema["type"] {
        Value::Array(types) => {
            let described: Vec<_> =
                types.iter().filter(|one| *one != "null").map(|one| describe_type(one, schema)).collect();
            described.join(" or ")
        }
        one => describe_type(one, schema),
    }
}

/// The allowed values, if the schema is a list of them.
fn choices(schema: &Value) -> Option<Vec<String>> {
    if let Some(only) = schema.get("const") {
        return Some(vec![only.to_string()]);
    }
    if let Some(allowed) = schema["enum"].as_array() {
        return Some(allowed.iter().filter(|one| !one.is_null()).map(Value::to_string).collect());
    }
    let alternatives = schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()?;
    let named = alternatives.iter().filter(|one| one["type"] != "null");
    named.map(choices).collect::<Option<Vec<_>>>().map(|lists| lists.concat())
}

fn describe_type(one: &Value, schema: &Value) -> String {
    match one.as_str() {
        Some("integer") => format!("an integer{}", describe_range(schema)),
        Some("number") => format!("a number{}", describe_range(schema)),
        Some("string") if schema["minLength"] == 1 => "text that is not empty".to_owned(),
        Some("string") => "text".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("array") => {
            let length = describe_length(schema);
            match schema.get("items") {
                Some(items) => format!("a list{length} (each {})", describe(items)),
                None => format!("a list{length}"),
            }
        }
        Some("object") => match schema["properties"].as_object() {
            Some(properties) => format!("an object; {}", known_fields(properties)),
            None => "an object".to_owned(),
        },
        _ => "another value".to_owned(),
    }
}

fn describe_length(schema: &Value) -> String {
    match (schema.get("minItems"), schema.get("maxItems")) {
        (Some(least), Some(most)) => format!(" of {least} to {most}"),
        (Some(least), None) => format!(" of at least {least}"),
        (None, Some(most)) => format!(" of at most {most}"),
        (None, None) => String::new(),
    }
}

fn describe_range(schema: &Value) -> String {
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        (Some(least), None) => format!(" of at least {least}"),
        (None, Some(most)) => format!(" of at most {most}"),
        (None, None) => String::new(),
    }
}

fn known_fields(properties: &Map<String, Value>) -> String {
    if properties.is_empty() {
        return "it takes no fields".to_owned();
    }
    let names: Vec<_> = properties.keys().map(String::as_str).collect();
    format!("known fields: {}", names.join(", "))
}

/// What was found, shortened: arguments may be large, and may hold what should not be repeated at length.
pub(crate) fn found(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
        other => shorten(&one_line(&other.to_string()), 40),
    }
}

/// The path of a member. Names that are not plain words are quoted, so that a path reads in one way only.
pub(crate) fn member(path: &str, name: &str) -> String {
    let plain =
        !name.is_empty() && name.len() <= 60 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain { format!("{path}.{name}") } else { format!("{path}[{}]", found(&name.into())) }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::{Bounded, IdOrName, schema::input_schema};

    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Input {
        client: IdOrName,
        status: Option<Status>,
        #[serde(default)]
        limit: Bounded<1, 1000, 25>,
        #[schemars(length(min = 1, max = 3))]
        computers: Vec<IdOrName>,
        window: Option<Window>,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    #[allow(dead_code)]
    enum Status {
        /// Answers.
        Online,
        /// Does not.
        Offline,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Window {
        hours: u8,
    }

    fn problems(value: Value) -> Vec<String> {
        schema_problems(&input_schema::<Input>(), &value)
            .into_iter()
            .map(|p| format!("{}: {}", p.path, p.message))
            .collect()
    }

    #[test]
    fn what_fits_has_no_problems() {
        let full =
            json!({"client": 5, "status": "online", "limit": 1000, "computers": [1, "DC01"], "window": {"hours": 2}});
        assert_eq!(problems(full), [""; 0]);
        assert_eq!(problems(json!({"client": "Acme", "status": null, "computers": ["x"], "window": null})), [""; 0]);
    }

    #[test]
    fn every_problem_is_named_with_its_path() {
        let flawed = json!({
            "clent": "Acme", "a\n\u{1b}[2K": 1, "status": "up", "limit": 100_000,
            "computers": [true, [], "DC01", {}], "window": {"hours": "2", "x": 1}
        });
        assert_eq!(
            problems(flawed),
            [
                r#"$["a\n\u001b[2K"]: unknown field; known fields: client, computers, limit, status, window"#,
                "$.clent: unknown field; known fields: client, computers, limit, status, window",
                "$.client: missing; expected an integer or text that is not empty",
                "$.computers: expected a list of 1 to 3 (each an integer or text that is not empty), found a list of 4",
                "$.limit: expected an integer from 1 to 1000, found 100000",
                r#"$.status: expected one of "online", "offline", found "up""#,
                "$.window.x: unknown field; known fields: hours",
                r#"$.window.hours: expected an integer from 0 to 255, found "2""#,
            ]
        );
    }

    #[test]
    fn members_are_looked_at_where_the_whole_fits() {
        let flawed = json!({"client": "", "computers": [null, 1], "window": 3, "limit": 2.5});
        assert_eq!(
            problems(flawed),
            [
                r#"$.client: expected an integer or text that is not empty, found """#,
                "$.computers[0]: expected an integer or text that is not empty, found null",
                "$.limit: expected an integer from 1 to 1000, found 2.5",
                "$.window: expected an object; known fields: hours, found 3",
            ]
        );
    }
}
