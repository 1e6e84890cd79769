//! JSON Schemas out of Rust types, in the one shape that tools use: draft 2020-12, nothing by reference.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

/// Keyword that marks text written by customers or devices; see [`Untrusted`](crate::Untrusted).
pub(crate) const UNTRUSTED: &str = "x-untrusted";

/// Schema of the arguments that `T` is read from.
pub fn input_schema<T: JsonSchema>() -> Value {
    inlined::<T>(SchemaSettings::draft2020_12().for_deserialize())
}

/// Schema of the value that `T` is written as.
pub fn output_schema<T: JsonSchema>() -> Value {
    inlined::<T>(SchemaSettings::draft2020_12().for_serialize())
}

fn inlined<T: JsonSchema>(settings: SchemaSettings) -> Value {
    let settings = settings.with(|s| {
        s.inline_subschemas = true;
        // Draft 2020-12 is what readers assume anyway, and each byte counts with hundreds of tools.
        s.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    // The name of the Rust type tells a model nothing.
    schema.remove("title");
    schema.to_value()
}

pub(crate) fn empty_object() -> Value {
    json!({"type": "object", "properties": {}, "additionalProperties": false})
}

pub(crate) fn has_reference(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => {
            map.iter().any(|(key, value)| (key == "$ref" && value.is_string()) || has_reference(value))
        }
        Value::Array(items) => items.iter().any(has_reference),
        _ => false,
    }
}

/// JSON paths of everything in `schema` that is marked untrusted: `$.items[*].name`.
pub(crate) fn untrusted_paths(schema: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    collect_untrusted(schema, "$", &mut paths);
    paths.sort();
    paths.dedup();
    paths
}

fn collect_untrusted(schema: &Value, path: &str, paths: &mut Vec<String>) {
    if schema[UNTRUSTED] == true {
        paths.push(path.to_owned());
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        collect_untrusted(property, &format!("{path}.{name}"), paths);
    }
    for items in schema["prefixItems"].as_array().into_iter().flatten().chain(schema.get("items")) {
        collect_untrusted(items, &format!("{path}[*]"), paths);
    }
    if let Some(values) = schema.get("additionalProperties") {
        collect_untrusted(values, &format!("{path}.*"), paths);
    }
    for keyword in ["anyOf", "oneOf", "allOf"] {
        for alternative in schema[keyword].as_array().into_iter().flatten() {
            collect_untrusted(alternative, path, paths);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::*;
    use crate::{Listed, Untrusted};

    #[derive(Serialize, JsonSchema)]
    struct Row {
        id: u64,
        name: Untrusted,
        note: Option<Untrusted>,
        tags: Vec<Untrusted>,
        fields: BTreeMap<String, Untrusted>,
        nested: Option<Nested>,
    }

    #[derive(Serialize, JsonSchema)]
    struct Nested {
        text: Untrusted,
    }

    #[derive(Serialize, JsonSchema)]
    struct Recursive {
        children: Vec<Recursive>,
    }

    #[test]
    fn schemas_are_inlined() {
        let schema = output_schema::<Row>();
        assert!(!has_reference(&schema), "{schema:#}");
        assert_eq!(schema["properties"]["nested"]["properties"]["text"]["type"], "string");
        assert!(has_reference(&output_schema::<Recursive>()));
    }

    #[test]
    fn untrusted_text_is_found_wherever_it_hides() {
        assert_eq!(
            untrusted_paths(&output_schema::<Listed<Row>>()),
            [
                "$.items[*].fields.*",
                "$.items[*].name",
                "$.items[*].nested.text",
                "$.items[*].note",
                "$.items[*].tags[*]"
            ]
        );
    }
}
