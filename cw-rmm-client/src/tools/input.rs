//! Arguments that several tools take.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::condition::Condition;

/// Text to look for, in any case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct SearchText(String);

/// A date, with or without time and offset; without, it is UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Moment {
    text: String,
    #[serde(skip)]
    moment: Timestamp,
}

/// A filter in the language of the ticket list, read before anything is sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Expression {
    text: String,
    #[serde(skip)]
    condition: Condition,
}

/// Text that is not blank, of at most so many characters, without the space around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Written<const MOST: usize>(String);

impl SearchText {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether any of these texts holds it.
    pub(super) fn is_in<'a>(&self, texts: impl IntoIterator<Item = Option<&'a str>>) -> bool {
        let wanted = self.0.to_lowercase();
        texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&wanted))
    }
}

/// Whether any of these texts holds what is looked for, if something is.
pub(super) fn fits<'a>(wanted: Option<&SearchText>, texts: impl IntoIterator<Item = Option<&'a str>>) -> bool {
    wanted.is_none_or(|wanted| wanted.is_in(texts))
}

impl Moment {
    pub(super) fn timestamp(&self) -> Timestamp {
        self.moment
    }
}

impl Expression {
    pub(super) fn condition(&self) -> Condition {
        self.condition.clone()
    }
}

impl<const MOST: usize> Written<MOST> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SearchText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?.trim().to_owned();
        if text.is_empty() { Err(de::Error::custom("expected text that is not empty")) } else { Ok(Self(text)) }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = read_moment(&text).ok_or_else(|| {
            de::Error::custom("expected a date such as 2026-01-31, 2026-01-31T08:00:00Z or 2026-01-31T08:00:00-05:00")
        })?;
        Ok(Self { text, moment })
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let condition: Condition = text.trim().parse().map_err(de::Error::custom)?;
        Ok(Self { text, condition })
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

fn read_moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let in_utc = |clock: civil::DateTime| clock.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let moment = text.parse::<Timestamp>().ok().or_else(|| in_utc(text.parse::<civil::DateTime>().ok()?))?;
    (1..=9999).contains(&moment.to_zoned(TimeZone::UTC).year()).then_some(moment)
}

/// Writes the schemas of arguments that are strings.
macro_rules! strings {
    ($($type:ident $(<const $most:ident>)?: $schema:tt;)*) => {$(
        impl $(<const $most: usize>)? JsonSchema for $type $(<$most>)? {
            fn schema_name() -> Cow<'static, str> {
                concat!("Rmm", stringify!($type)).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }

            fn inline_schema() -> bool {
                true
            }
        }
    )*};
}

strings! {
    SearchText: { "type": "string", "minLength": 1 };
    Moment: { "type": "string" };
    Expression: { "type": "string", "minLength": 1 };
    // The bound is told by the descriptions, and with the count where it is broken.
    Written<const MOST>: { "type": "string", "minLength": 1 };
}

/// Writes the arguments of a list that is read whole: filters of its own, and what all such lists take.
macro_rules! list_input {
    (
        struct $name:ident of $column:ident, order $order:ident {
            $($(#[$attribute:meta])* $field:ident: $type:ty,)*
        }
        sorts { $($(#[$sort_attribute:meta])* $sort:ident,)* }
    ) => {
        #[derive(Debug, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($(#[$attribute])* $field: $type,)*
            /// More columns to show, besides the usual ones.
            #[serde(default)]
            fields: Vec<$column>,
            /// What to sort by.
            #[serde(default)]
            order_by: $order,
            /// Whether to sort from last to first.
            #[serde(default)]
            descending: bool,
            /// How many rows to answer with, at most.
            #[serde(default)]
            limit: ::cw_http::tools::Limit,
            /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
            cursor: Option<String>,
        }

        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        #[serde(rename_all = "snake_case")]
        enum $order {
            $($(#[$sort_attribute])* $sort,)*
        }
    };
}
pub(super) use list_input;

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn dates_are_utc_unless_they_say_otherwise() {
        for (text, moment) in [
            ("2026-01-31", Some("2026-01-31T00:00:00Z")),
            (" 2026-01-31T08:00:00-05:00 ", Some("2026-01-31T13:00:00Z")),
            ("yesterday", None),
            ("-000044-03-15", None),
            ("2026-02-30", None),
        ] {
            assert_eq!(read_moment(text), moment.map(|moment| moment.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn text_is_counted_in_characters() {
        assert_eq!(from_value::<Written<3>>(json!(" äöü ")).unwrap().as_str(), "äöü");
        assert!(from_value::<Written<3>>(json!("äöüß")).unwrap_err().to_string().contains("found 4"));
        assert!(from_value::<Written<3>>(json!(" \n")).is_err());
    }
}
