//! What a row of a list shows: the usual columns, and those that are asked for by `fields`.

use std::borrow::Cow;

use msp_tools_core::Untrusted;

use crate::data::DateTime;

/// Writes the row of a list, and the enum by which its columns are asked for.
///
/// A column is a name, the type it is shown as, the field of the record that it is read from (as the service takes it when it is
/// asked for some fields only), and how it is read from a record. Columns without a value are left out of the JSON.
#[macro_export]
macro_rules! columns {
    (
        $(#[$meta:meta])*
        pub(super) struct $row:ident of $record:ident: $model:ty, by $column:ident {
            usual { $($(#[$usual_doc:meta])* $usual:ident: $usual_type:ty = $usual_wire:literal => $usual_value:expr,)* }
            asked { $($(#[$asked_doc:meta])* $asked:ident: $asked_type:ty = $asked_wire:literal => $asked_value:expr,)* }
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, ::serde::Serialize, ::schemars::JsonSchema)]
        pub(super) struct $row {
            $($(#[$usual_doc])* #[serde(skip_serializing_if = "Option::is_none")] $usual: Option<$usual_type>,)*
            $($(#[$asked_doc])* #[serde(skip_serializing_if = "Option::is_none")] $asked: Option<$asked_type>,)*
        }

        // A column, under the name that it has in a row.
        #[allow(non_camel_case_types, reason = "the names are those of the row's fields")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        pub(super) enum $column {
            $($usual,)*
            $($asked,)*
        }

        impl $row {
            /// The fields to ask the server for.
            pub(super) fn wire(asked: &[$column]) -> Vec<&'static str> {
                let mut fields = vec![$($usual_wire),*];
                $(fields.extend(asked.contains(&$column::$asked).then_some($asked_wire));)*
                // Several columns may show parts of one field.
                let mut seen = std::collections::BTreeSet::new();
                fields.retain(|field| seen.insert(*field));
                fields
            }

            pub(super) fn read($record: &$model, asked: &[$column]) -> Self {
                Self {
                    $($usual: $usual_value,)*
                    $($asked: if asked.contains(&$column::$asked) { $asked_value } else { None },)*
                }
            }
        }
    };
}
/// Text of a customer or a device, unless it is blank.
#[must_use]
pub fn text(text: &Option<String>) -> Option<Untrusted> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Untrusted::new)
}

/// The same, cut to what fits a line.
#[must_use]
pub fn short(full: &Option<String>) -> Option<Untrusted> {
    text(full).map(|full| Untrusted::new(cut(full.as_str(), 200)))
}

/// Text of at most so many characters, with an ellipsis where it was cut.
#[must_use]
pub fn cut(text: &str, characters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// A date as the server wrote it, unless it was never set.
#[must_use]
pub fn date(date: &Option<DateTime>) -> Option<String> {
    date.as_ref().filter(|date| !date.is_unset()).map(ToString::to_string)
}

/// Rounded to one digit behind the point: more would only cost room.
#[must_use]
pub fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
