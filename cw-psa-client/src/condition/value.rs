//! What fields are compared with.

use cw_http::data::DateTime;
use jiff::tz::Offset;
use jiff::{Timestamp, civil};

use super::error::ConditionError;
use super::field::{Any, Date, Flag, Number, Text};
use super::quote;

/// A value, checked: it can be written without changing what is around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Value(pub(super) Literal);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Text(String),
    /// As it is written: digits, perhaps with a sign and a fraction.
    Number(String),
    Flag(bool),
    /// In UTC, to the second.
    Moment(civil::DateTime),
    Day(civil::Date),
    Null,
}

/// What a field of kind `K` can be compared with.
///
/// Text fields take text, number fields numbers and ids, flags `bool`, dates [`Timestamp`],
/// [`civil::Date`] and the dates of records; a field of kind [`Any`] takes all of them.
pub trait IntoValue<K> {
    /// Checks the value.
    ///
    /// # Errors
    ///
    /// [`ConditionError`] if it cannot be written.
    fn into_value(self) -> Result<Value, ConditionError>;
}

impl Value {
    pub(super) const NULL: Self = Self(Literal::Null);

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self(Literal::Text(text.into()))
    }

    pub(super) fn number(number: impl ToString) -> Self {
        Self(Literal::Number(number.to_string()))
    }

    /// A moment, its fraction of a second cut off: servers refuse those.
    pub(super) fn moment(moment: Timestamp) -> Result<Self, ConditionError> {
        let clock = Offset::UTC.to_datetime(moment);
        in_range(clock.year(), moment)?;
        let whole = clock.date().at(clock.hour(), clock.minute(), clock.second(), 0);
        Ok(Self(Literal::Moment(whole)))
    }

    pub(super) fn day(day: civil::Date) -> Result<Self, ConditionError> {
        in_range(day.year(), day)?;
        Ok(Self(Literal::Day(day)))
    }

    /// The number, if it is a whole one.
    pub(super) fn whole_number(&self) -> Option<i64> {
        match &self.0 {
            Literal::Number(number) => number.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn write(&self, out: &mut String) {
        match &self.0 {
            Literal::Text(text) => quote::write(text, out),
            Literal::Number(number) => out.push_str(number),
            Literal::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Literal::Moment(clock) => out.push_str(&clock.strftime("[%Y-%m-%dT%H:%M:%SZ]").to_string()),
            Literal::Day(day) => out.push_str(&day.strftime("[%Y-%m-%d]").to_string()),
            Literal::Null => out.push_str("null"),
        }
    }
}

fn in_range(year: i16, date: impl ToString) -> Result<(), ConditionError> {
    if (1..=9999).contains(&year) { Ok(()) } else { Err(ConditionError::Date { text: date.to_string() }) }
}

/// What a field of one kind takes, a field of kind [`Any`] takes too.
macro_rules! into_value {
    ($kind:ty: $($from:ty => |$value:ident| $body:expr;)*) => {$(
        into_value!(@one $kind, $from => |$value| $body);
        into_value!(@one Any, $from => |$value| $body);
    )*};
    (@one $kind:ty, $from:ty => |$value:ident| $body:expr) => {
        impl IntoValue<$kind> for $from {
            fn into_value(self) -> Result<Value, ConditionError> {
                let $value = self;
                $body
            }
        }
    };
}

into_value! { Text:
    &str => |text| Ok(Value::text(text));
    &String => |text| Ok(Value::text(text));
    String => |text| Ok(Value::text(text));
}

into_value! { Number:
    i32 => |number| Ok(Value::number(number));
    u32 => |number| Ok(Value::number(number));
    i64 => |number| Ok(Value::number(number));
    f64 => |number| if number.is_finite() { Ok(Value::number(number)) } else { Err(ConditionError::NotFinite) };
}

into_value! { Flag:
    bool => |flag| Ok(Value(Literal::Flag(flag)));
}

into_value! { Date:
    Timestamp => |moment| Value::moment(moment);
    civil::Date => |day| Value::day(day);
    DateTime => |date| IntoValue::<Date>::into_value(&date);
    &DateTime => |date| match date.timestamp() {
        Some(moment) => Value::moment(moment),
        None => Err(ConditionError::Date { text: date.to_string() }),
    };
}
