//! Values in conditions, and the one place that quotes.

use std::fmt::Write as _;

use jiff::{Timestamp, Unit, civil};

use super::error::ConditionError;
use super::field::{Any, Date, Flag, Number, Text};
use crate::ids;
use crate::models;
use cw_http::data::DateTime;

/// A value, checked: it can be written without changing what is around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Value(Literal);

#[derive(Debug, Clone, PartialEq)]
enum Literal {
    /// Written as it stands: a number, a flag, a date.
    Bare(String),
    Quoted {
        text: String,
        quote: char,
    },
}

/// What a field of kind `K` can be compared with.
///
/// Text fields take text and the models' enums, number fields numbers and ids, flags `bool`, dates
/// moments; a field of kind [`Any`] takes all of them.
pub trait IntoValue<K> {
    /// Checks the value.
    ///
    /// # Errors
    ///
    /// [`ConditionError`] if it cannot be written safely.
    fn into_value(self) -> Result<Value, ConditionError>;
}

impl Value {
    pub(super) fn write(&self, out: &mut String) {
        match &self.0 {
            Literal::Bare(word) => out.push_str(word),
            Literal::Quoted { text, quote } => {
                out.push(*quote);
                out.push_str(text);
                out.push(*quote);
            }
        }
    }

    /// Text between quotes that do not occur in it, so that no escape is needed.
    pub(super) fn text(text: &str) -> Result<Self, ConditionError> {
        let text = text.to_owned();
        if text.chars().any(char::is_control) {
            return Err(ConditionError::ControlCharacter { text });
        }
        // Where a backslash escapes, an even run of them is still whole backslashes.
        let trailing = text.len() - text.trim_end_matches('\\').len();
        if trailing % 2 == 1 {
            return Err(ConditionError::TrailingBackslash { text });
        }
        let quote = match (text.contains('\''), text.contains('"')) {
            (true, true) => return Err(ConditionError::BothQuotes { text }),
            (true, false) => '"',
            (false, _) => '\'',
        };
        Ok(Self(Literal::Quoted { text, quote }))
    }

    /// Text that stands for itself inside a pattern, between the given wildcards.
    pub(super) fn pattern(before: &str, text: &str, after: &str) -> Result<Self, ConditionError> {
        if text.contains(['%', '_', '\\']) {
            return Err(ConditionError::Wildcard { text: text.to_owned() });
        }
        Self::text(&format!("{before}{text}{after}"))
    }

    fn bare(word: impl ToString) -> Self {
        Self(Literal::Bare(word.to_string()))
    }

    /// To the second, or to the millisecond if there are any; `zone` is what follows.
    fn date(clock: civil::DateTime, zone: &str) -> Result<Self, ConditionError> {
        let mut word = clock.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        if !(1990..=9999).contains(&clock.year()) {
            return Err(ConditionError::Date { text: word });
        }
        if clock.millisecond() != 0 {
            // Writing to a String cannot fail.
            let _ = write!(word, ".{:03}", clock.millisecond());
        }
        word.push_str(zone);
        Ok(Self::bare(word))
    }
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

macro_rules! words_are_text {
    ($($word:ident),*) => { into_value! { Text: $(models::$word => |word| Value::text(word.as_str());)* } };
}

macro_rules! ids_are_numbers {
    ($($id:ident),*) => { into_value! { Number: $(ids::$id => |id| Ok(Value::bare(id));)* } };
}

into_value! { Text:
    &str => |text| Value::text(text);
    &String => |text| Value::text(text);
    String => |text| Value::text(&text);
}

words_are_text!(CommandStatus, ComputerStatus, ComputerType, ScriptRunState, ScriptRunStatus);

into_value! { Number:
    i32 => |number| Ok(Value::bare(number));
    i64 => |number| Ok(Value::bare(number));
    f64 => |number| {
        if number.is_finite() { Ok(Value::bare(number)) } else { Err(ConditionError::NotFinite) }
    };
}

ids_are_numbers!(
    AlertId,
    ClientId,
    CommandExecutionId,
    CommandId,
    ComputerId,
    ContactId,
    DriveId,
    ExtraFieldId,
    GroupId,
    LocationId,
    MonitorId,
    NetworkDeviceId,
    RetiredAssetId,
    ScriptFolderId,
    ScriptHistoryId,
    ScriptId,
    ScriptScheduleId,
    SearchId,
    ServiceId,
    SoftwareId,
    TicketId,
    UserId
);

into_value! { Flag:
    bool => |flag| Ok(Value::bare(flag));
}

into_value! { Date:
    Timestamp => |moment| {
        let moment = moment.round(Unit::Millisecond).unwrap_or(moment);
        Value::date(jiff::tz::Offset::UTC.to_datetime(moment), "Z")
    };
    civil::DateTime => |clock| Value::date(clock, "");
    DateTime => |date| IntoValue::<Date>::into_value(&date);
    &DateTime => |date| match (date.timestamp(), date.civil()) {
        (Some(moment), _) if date.has_zone() => IntoValue::<Date>::into_value(moment),
        (_, Some(clock)) => Value::date(clock, ""),
        _ => Err(ConditionError::Date { text: date.as_str().to_owned() }),
    };
}
