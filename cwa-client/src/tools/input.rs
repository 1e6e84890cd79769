//! Arguments that several tools take.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::condition::{self, Field, Number, OrderBy};
use crate::models::{ComputerStatus, ComputerType};
use cw_http::data::DateTime;

/// Whether a computer's agent is in touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum Status {
    #[serde(alias = "Online")]
    Online,
    #[serde(alias = "Offline")]
    Offline,
}

/// What a computer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum MachineType {
    #[serde(alias = "Server")]
    Server,
    #[serde(alias = "Workstation")]
    Workstation,
}

impl From<Status> for ComputerStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Online => Self::Online,
            Status::Offline => Self::Offline,
        }
    }
}

impl From<MachineType> for ComputerType {
    fn from(kind: MachineType) -> Self {
        match kind {
            MachineType::Server => Self::Server,
            MachineType::Workstation => Self::Workstation,
        }
    }
}

/// Text to look for. What the server's condition language cannot say is refused here, where the argument is still known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct SearchText(String);

/// A date, with or without time and zone, checked in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Moment(DateTime);

impl From<SearchText> for String {
    fn from(text: SearchText) -> Self {
        text.0
    }
}

impl From<Moment> for DateTime {
    fn from(moment: Moment) -> Self {
        moment.0
    }
}

impl<'de> Deserialize<'de> for SearchText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?.trim().to_owned();
        if text.is_empty() {
            return Err(de::Error::custom("expected text that is not empty"));
        }
        let checked = condition::row::NAME.eq(&text).to_expression();
        checked.map_err(|error| {
            de::Error::custom(format_args!(
                "expected text without control characters, in which not both ' and \" occur; {error}"
            ))
        })?;
        Ok(Self(text))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = DateTime::new(String::deserialize(deserializer)?);
        let checked = condition::row::HISTORY_DATE.before(&date).to_expression();
        checked.map_err(|error| {
            de::Error::custom(format_args!("expected a date such as 2026-01-31 or 2026-01-31T08:00:00; {error}"))
        })?;
        Ok(Self(date))
    }
}

impl JsonSchema for SearchText {
    fn schema_name() -> Cow<'static, str> {
        "SearchText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 1})
    }

    fn inline_schema() -> bool {
        true
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }

    fn inline_schema() -> bool {
        true
    }
}

/// An order by one field, and by id where that does not decide.
pub(super) fn sorted<K>(by: &Field<K>, id: &Field<Number>, descending: bool) -> OrderBy {
    let order = if descending { OrderBy::desc(by) } else { OrderBy::asc(by) };
    match (by.name() == id.name(), descending) {
        (true, _) => order,
        (false, true) => order.then_desc(id),
        (false, false) => order.then_asc(id),
    }
}
