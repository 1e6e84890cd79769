//! Arguments that several tools take.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use msp_tools_core::Bounded;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::condition::{Condition, Field, Number, OrderBy};

/// The number of a record.
pub(super) type Id = Bounded<1, 2_147_483_647, 1>;

/// Text to look for.
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

/// An expression of the condition language, read before anything is sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Expression {
    text: String,
    #[serde(skip)]
    condition: Condition,
}

/// How far a time or expense entry is on its way to the invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(super) enum EntryState {
    Open,
    Rejected,
    PendingApproval,
    ErrorsCorrected,
    PendingProjectApproval,
    ApprovedByTierOne,
    RejectBySecondTier,
    ApprovedByTierTwo,
    ReadyToBill,
    Billed,
    WrittenOff,
    BilledAgreement,
}

impl From<EntryState> for String {
    /// In the server's words, which the variants are named by.
    fn from(state: EntryState) -> Self {
        format!("{state:?}")
    }
}

impl SearchText {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Expression {
    pub(super) fn condition(&self) -> Condition {
        self.condition.clone()
    }
}

impl From<SearchText> for String {
    fn from(text: SearchText) -> Self {
        text.0
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        moment.moment
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
        let condition = Condition::parse(&text).map_err(de::Error::custom)?;
        Ok(Self { text, condition })
    }
}

fn read_moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let in_utc = |clock: civil::DateTime| clock.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let moment = text.parse::<Timestamp>().ok().or_else(|| in_utc(text.parse::<civil::DateTime>().ok()?))?;
    // What conditions can say.
    (1..=9999).contains(&moment.to_zoned(TimeZone::UTC).year()).then_some(moment)
}

/// Writes the schemas of arguments that are strings.
macro_rules! strings {
    ($($type:ident: $schema:tt;)*) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
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
}

/// An order by one field, and by id where that does not decide.
pub(super) fn sorted<K>(by: &Field<K>, id: &Field<Number>, descending: bool) -> OrderBy {
    let order = if descending { OrderBy::desc(by) } else { OrderBy::asc(by) };
    match (by.path() == id.path(), descending) {
        (true, _) => order,
        (false, true) => order.then_desc(id),
        (false, false) => order.then_asc(id),
    }
}

/// The number of a record, as ids hold it.
pub(super) fn number(id: Id) -> i64 {
    // Ids are far below the bound.
    i64::try_from(id.get()).unwrap_or(i64::MAX)
}

pub(super) fn yes() -> bool {
    true
}

pub(super) fn no() -> bool {
    false
}

/// Writes the arguments of a list: filters of its own, what it can be sorted by, and what all lists take.
///
/// `descending by default` is `"yes"` or `"no"`, as serde names the function that says so.
macro_rules! list_input {
    (
        struct $name:ident of $column:ident, order $order:ident by $id:path, descending $descending:literal {
            $($(#[$attribute:meta])* $field:ident: $type:ty,)*
        }
        sorts { $($(#[$sort_attribute:meta])* $sort:ident = $by:expr,)* }
    ) => {
        #[derive(Debug, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($(#[$attribute])* $field: $type,)*
            /// For experts: an expression in ConnectWise's condition language that must hold besides the other filters, such
            /// as `severity = "High" and (budgetHours > 2 or requiredDate < [2026-01-31T00:00:00Z])`.
            conditions: Option<$crate::tools::input::Expression>,
            /// More columns to show, besides the usual ones.
            #[serde(default)]
            fields: Vec<$column>,
            /// What to sort by.
            #[serde(default)]
            order_by: $order,
            /// Whether to sort from last to first.
            #[serde(default = $descending)]
            descending: bool,
            /// How many rows to answer with, at most.
            #[serde(default)]
            limit: ::cw_http::tools::Limit,
            /// How many rows to fetch from the server in one request. Default: as many as `limit`.
            page_size: Option<::cw_http::tools::PageSize>,
            /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
            cursor: Option<String>,
        }

        impl $name {
            fn asked(&self) -> $crate::tools::access::Asked<$column> {
                $crate::tools::access::Asked {
                    part: ::cw_http::tools::Part {
                        limit: self.limit,
                        page_size: self.page_size,
                        cursor: self.cursor.clone(),
                    },
                    columns: self.fields.clone(),
                    order: match self.order_by {
                        $($order::$sort => $crate::tools::input::sorted(&$by, &$id, self.descending),)*
                    },
                    conditions: self.conditions.as_ref().map($crate::tools::input::Expression::condition),
                }
            }
        }

        #[derive(Debug, Clone, Copy, Default, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        #[serde(rename_all = "snake_case")]
        enum $order {
            $($(#[$sort_attribute])* $sort,)*
        }
    };
}
pub(super) use list_input;

/// Writes the arguments of a tool that shows one record.
macro_rules! get_input {
    ($name:ident of $column:ident) => {
        #[derive(Debug, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct $name {
            /// Its id, as lists show it.
            id: $crate::tools::input::Id,
            /// More facts to show, besides the usual ones.
            #[serde(default)]
            fields: Vec<$column>,
        }

        impl $name {
            fn number(&self) -> i64 {
                $crate::tools::input::number(self.id)
            }

            /// These columns, and those that were asked for.
            fn columns(&self, usual: &[$column]) -> Vec<$column> {
                usual.iter().chain(&self.fields).copied().collect()
            }
        }
    };
}
pub(super) use get_input;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_utc_unless_they_say_otherwise() {
        for (text, moment) in [
            ("2026-01-31", Some("2026-01-31T00:00:00Z")),
            ("2026-01-31T08:00:00", Some("2026-01-31T08:00:00Z")),
            ("2026-01-31T08:00:00Z", Some("2026-01-31T08:00:00Z")),
            (" 2026-01-31T08:00:00-05:00 ", Some("2026-01-31T13:00:00Z")),
            ("yesterday", None),
            ("", None),
            ("-000044-03-15", None),
            ("2026-02-30", None),
        ] {
            assert_eq!(read_moment(text), moment.map(|moment| moment.parse().unwrap()), "{text}");
        }
    }
}
