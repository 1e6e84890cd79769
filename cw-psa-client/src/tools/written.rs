//! What tools that write take, keep and tell: text of a bounded length, things that were chosen.

use std::borrow::Cow;

use msp_tools_core::{IdOrName, ToolError};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use super::resolve::{Found, NamedRow, Place};
use crate::By;

/// Text that is not blank, of at most so many characters, without the space around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Written<const MOST: usize>(String);

/// What a ticket is about. PSA refuses more.
pub(super) type Summary = Written<100>;

/// What a note says. More is no note, but a document.
pub(super) type NoteText = Written<30_000>;

impl<const MOST: usize> Written<MOST> {
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for Written<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?.trim().to_owned();
        match text.chars().count() {
            0 => Err(de::Error::custom("expected text that is not empty")),
            found if found > MOST => {
                Err(de::Error::custom(format_args!("expected text of at most {MOST} characters, found {found}")))
            }
            _ => Ok(Self(text)),
        }
    }
}

impl<const MOST: usize> JsonSchema for Written<MOST> {
    fn schema_name() -> Cow<'static, str> {
        format!("Written_{MOST}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // The bound is told by the descriptions, and with the count where it is broken.
        json_schema!({"type": "string", "minLength": 1})
    }

    fn inline_schema() -> bool {
        true
    }
}

/// A record that an argument named, as a plan keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chosen {
    pub(super) id: i64,
    pub(super) name: String,
}

impl Chosen {
    /// The record that an argument names.
    pub(super) async fn of<T: NamedRow, F: 'static>(
        place: Place<'_, T, F>,
        path: &str,
        wanted: &IdOrName,
    ) -> Result<Self, ToolError> {
        Ok((&place.one(path, wanted).await?).into())
    }

    /// The record that an optional argument names.
    pub(super) async fn maybe<T: NamedRow, F: 'static>(
        place: Place<'_, T, F>,
        path: &str,
        wanted: Option<&IdOrName>,
    ) -> Result<Option<Self>, ToolError> {
        match wanted {
            Some(wanted) => Self::of(place, path, wanted).await.map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn by(&self) -> By {
        By::Id(self.id)
    }
}

impl<T: NamedRow> From<&Found<T>> for Chosen {
    fn from(found: &Found<T>) -> Self {
        Self { id: found.id.into(), name: found.row.name() }
    }
}

/// A reference to what was chosen, if anything was.
pub(super) fn by(chosen: &Option<Chosen>) -> Option<By> {
    chosen.as_ref().map(Chosen::by)
}

/// Who is e-mailed, as a person should know before saying yes.
pub(super) fn mail_warning(notify: bool) -> &'static str {
    if notify {
        "Contact, assigned technicians and addresses in copy may be e-mailed, as board and ticket say."
    } else {
        "PSA is asked to e-mail nobody; workflow rules that the provider has set up may do so all the same."
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn text_is_counted_in_characters() {
        for good in ["x".repeat(100), "ä".repeat(100), format!("  {}  ", "x".repeat(100))] {
            assert_eq!(from_value::<Summary>(json!(good)).unwrap().into_text(), good.trim());
        }
        let error = from_value::<Summary>(json!("ä".repeat(101))).unwrap_err();
        assert_eq!(error.to_string(), "expected text of at most 100 characters, found 101");
        assert!(from_value::<Summary>(json!(" \n")).is_err());
    }
}
