//! How a caller points at a thing.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

/// A thing, by its id or by its name, as a person or a model would write it: `17`, `"17"`, `"Acme Dental"`.
///
/// Text of digits only may be either, since people name things `365`: look for the name first, then for the id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum IdOrName {
    /// A number, which is always an id.
    Id(u64),
    /// Text: a name, or an id written as text. Trimmed and not empty.
    Name(String),
}

impl IdOrName {
    /// The id, if this is a number or text of digits only.
    pub fn as_id(&self) -> Option<u64> {
        match self {
            Self::Id(id) => Some(*id),
            // `parse` alone would take "+5" too.
            Self::Name(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
            Self::Name(_) => None,
        }
    }

    /// The text, if this is text.
    pub fn as_name(&self) -> Option<&str> {
        match self {
            Self::Id(_) => None,
            Self::Name(text) => Some(text),
        }
    }
}

impl fmt::Display for IdOrName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Name(text) => f.write_str(text),
        }
    }
}

impl From<u64> for IdOrName {
    fn from(id: u64) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for IdOrName {
    fn from(text: &str) -> Self {
        Self::Name(text.trim().to_owned())
    }
}

impl<'de> Deserialize<'de> for IdOrName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = IdOrName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id or a name")
    }

    fn visit_u64<E: de::Error>(self, id: u64) -> Result<IdOrName, E> {
        Ok(IdOrName::Id(id))
    }

    fn visit_i64<E: de::Error>(self, id: i64) -> Result<IdOrName, E> {
        u64::try_from(id).map(IdOrName::Id).map_err(|_| E::invalid_value(de::Unexpected::Signed(id), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<IdOrName, E> {
        match IdOrName::from(text) {
            IdOrName::Name(name) if name.is_empty() => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
            named => Ok(named),
        }
    }
}

impl JsonSchema for IdOrName {
    fn schema_name() -> Cow<'static, str> {
        "IdOrName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["integer", "string"], "minLength": 1})
    }

    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json, to_value};

    use super::*;

    #[test]
    fn reads_numbers_and_text() {
        for (written, id, name) in [
            (json!(17), Some(17), None),
            (json!("17"), Some(17), Some("17")),
            (json!(" Acme Dental "), None, Some("Acme Dental")),
            (json!("+5"), None, Some("+5")),
            (json!("99999999999999999999"), None, Some("99999999999999999999")),
        ] {
            let read: IdOrName = from_value(written).unwrap();
            assert_eq!((read.as_id(), read.as_name()), (id, name));
            assert_eq!(from_value::<IdOrName>(to_value(&read).unwrap()).unwrap(), read);
        }
    }

    #[test]
    fn refuses_everything_else() {
        for written in [json!(-1), json!(1.5), json!(""), json!("  "), json!(null), json!([1]), json!({}), json!(true)]
        {
            assert!(from_value::<IdOrName>(written.clone()).is_err(), "{written}");
        }
        let message = from_value::<IdOrName>(Value::Bool(true)).unwrap_err().to_string();
        assert!(message.contains("expected an id or a name"), "{message}");
    }
}
