//! Parameters against the schema of a script, as far as the schema can be made sense of.

use serde_json::{Map, Value};

/// What is wrong with the parameters; `Ok` if nothing is, and if the schema says nothing that can be read.
pub(super) fn check(schema: &Value, parameters: &Map<String, Value>) -> Result<(), String> {
    let read = match schema {
        Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        other => other.clone(),
    };
    match read.get("type") {
        // A schema of something that is no object cannot be meant for parameters.
        Some(Value::String(kind)) if kind != "object" => Ok(()),
        _ => fits(&read, &Value::Object(parameters.clone()), "parameters"),
    }
}

fn fits(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let Some(schema) = schema.as_object().filter(|schema| !schema.contains_key("$ref")) else { return Ok(()) };
    if let Some(types) = schema.get("type") {
        let allowed: Vec<&str> = match types {
            Value::String(one) => vec![one],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !allowed.is_empty() && !allowed.iter().any(|kind| is_a(kind, value)) {
            return Err(format!("{at} must be {}", allowed.join(" or ")));
        }
    }
    if let Some(Value::Array(values)) = schema.get("enum")
        && !values.contains(value)
    {
        return Err(format!("{at} is none of the allowed values"));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return Err(format!("{at} is not the only allowed value"));
    }
    match value {
        Value::Object(fields) => object(schema, fields, at),
        Value::Array(items) => {
            let of = schema.get("items").unwrap_or(&Value::Null);
            let size = |name, wrong: fn(usize, usize) -> bool| {
                let bound = schema.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
                bound.is_some_and(|bound| wrong(items.len(), bound))
            };
            if size("minItems", |len, least| len < least) || size("maxItems", |len, most| len > most) {
                return Err(format!("{at} has the wrong number of items"));
            }
            items.iter().try_for_each(|item| fits(of, item, &format!("{at}[]")))
        }
        Value::String(text) => bounds(schema, ["minLength", "maxLength"], text.chars().count() as f64, at),
        Value::Number(number) => bounds(schema, ["minimum", "maximum"], number.as_f64().unwrap_or(0.0), at),
        _ => Ok(()),
    }
}

fn object(schema: &Map<String, Value>, fields: &Map<String, Value>, at: &str) -> Result<(), String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            return Err(format!("{at}.{name} is required"));
        }
    }
    for (name, value) in fields {
        match properties.and_then(|properties| properties.get(name)) {
            Some(property) => fits(property, value, &format!("{at}.{name}"))?,
            None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                return Err(format!("{at}.{name} is not known"));
            }
            None => {}
        }
    }
    Ok(())
}

fn bounds(schema: &Map<String, Value>, [least, most]: [&str; 2], value: f64, at: &str) -> Result<(), String> {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    if bound(least).is_some_and(|least| value < least) || bound(most).is_some_and(|most| value > most) {
        return Err(format!("{at} is out of range"));
    }
    Ok(())
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict(schema: Value, parameters: Value) -> Result<(), String> {
        let Value::Object(parameters) = parameters else { panic!("parameters are an object") };
        check(&schema, &parameters)
    }

    #[test]
    fn what_a_schema_says_is_checked() {
        let schema = json!(
            r#"{"type":"object","additionalProperties":false,"required":["name"],"properties":{
            "name":{"type":"string","minLength":2},"mode":{"enum":["a","b"]},"n":{"type":["integer","null"],"maximum":9},
            "list":{"type":"array","minItems":1,"items":{"type":"boolean"}},
            "deep":{"type":"object","required":["x"],"properties":{"x":{"const":1}}}}}"#
        );
        for (parameters, wrong) in [
            (json!({ "name": "ok", "mode": "b", "n": null, "list": [true], "deep": { "x": 1 } }), None),
            (json!({}), Some("parameters.name is required")),
            (json!({ "name": 1 }), Some("parameters.name must be string")),
            (json!({ "name": "o" }), Some("parameters.name is out of range")),
            (json!({ "name": "ok", "mode": "c" }), Some("parameters.mode is none of the allowed values")),
            (json!({ "name": "ok", "n": 1.5 }), Some("parameters.n must be integer or null")),
            (json!({ "name": "ok", "n": 10 }), Some("parameters.n is out of range")),
            (json!({ "name": "ok", "list": [] }), Some("parameters.list has the wrong number of items")),
            (json!({ "name": "ok", "list": [1] }), Some("parameters.list[] must be boolean")),
            (json!({ "name": "ok", "deep": {} }), Some("parameters.deep.x is required")),
            (json!({ "name": "ok", "deep": { "x": 2 } }), Some("parameters.deep.x is not the only allowed value")),
            (json!({ "name": "ok", "other": 1 }), Some("parameters.other is not known")),
        ] {
            assert_eq!(verdict(schema.clone(), parameters.clone()).err().as_deref(), wrong, "{parameters}");
        }
    }

    #[test]
    fn a_schema_that_says_nothing_allows_all() {
        for schema in [json!(null), json!(""), json!("{\"type\":"), json!("[]"), json!("true"), json!({ "$ref": "x" })]
        {
            assert_eq!(verdict(schema.clone(), json!({ "any": 1 })), Ok(()), "{schema}");
        }
        assert_eq!(verdict(json!(r#"{"type":"string"}"#), json!({})), Ok(()));
        let object = json!({ "required": ["x"] });
        assert!(verdict(object, json!({})).is_err(), "an object in the place of a text counts too");
    }
}
