//! JSON within JSON: a document in a text.

use cw_http::data::Lenient;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A JSON document that travels as text: the schema of a script's parameters, or values for them.
///
/// The text is kept as it came and never refused: one that is broken costs that document, not the record. A document that
/// comes as an object instead is taken as its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct JsonText(Box<str>);

impl JsonText {
    /// Takes text as the service would send it; it is not checked.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text, as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The document; `None` for text that is empty or no JSON.
    #[must_use]
    pub fn parse(&self) -> Option<Value> {
        // Text that was wrapped twice is a document in a document.
        match serde_json::from_str(&self.0).ok()? {
            Value::Null => None,
            Value::String(inner) => serde_json::from_str(&inner).ok(),
            document => Some(document),
        }
    }

    /// The document, if it is an object.
    #[must_use]
    pub fn object(&self) -> Option<serde_json::Map<String, Value>> {
        match self.parse()? {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }
}

impl From<&Value> for JsonText {
    fn from(document: &Value) -> Self {
        Self::new(document.to_string())
    }
}

impl Lenient for JsonText {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => None,
            Value::String(text) => Some(Self::new(text)),
            document => Some(Self::from(&document)),
        })
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::read(deserializer)?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> JsonText {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn whatever_comes_gives_a_document_or_none() {
        let schema = json!({ "type": "object" });
        for document in [json!(schema.to_string()), schema.clone(), json!(json!(schema.to_string()).to_string())] {
            assert_eq!(read(document.clone()).object(), schema.as_object().cloned(), "{document}");
        }
        for nothing in [json!(""), json!("{broken"), json!("null"), json!(null), json!([1]), json!(true), json!("7")] {
            assert_eq!(read(nothing.clone()).object(), None, "{nothing}");
        }
        assert_eq!(serde_json::to_value(read(json!("{broken"))).unwrap(), "{broken");
    }
}
