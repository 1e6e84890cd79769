//! Extra data fields: what a provider adds to clients, locations, computers and contacts.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserializer, Serialize, Serializer};

use super::macros::model;
use super::reference::Ref;
use crate::ids::ExtraFieldId;
use cw_http::data::Lenient;
use cw_http::data::Secret;

model! {
    /// The value of an extra data field on one thing: a text, a tick or a choice.
    pub struct ExtraField {
        /// The thing it is on.
        target_id: i64,
        /// The field.
        extra_field_definition_id: ExtraFieldId,
        /// Name of the field.
        title: String,
        /// How it is shown: text, tick or list.
        display_format: Ref,
        /// The kind of thing that has it.
        location: Ref,
        /// How its title is shown.
        title_format: Ref,
        /// The heading it stands under.
        section: String,
        /// What it is for.
        tooltip: String,
        /// Whether it cannot be edited.
        is_read_only: bool,
        /// The value, if it is a text.
        text_field_settings: TextFieldSettings,
        /// The value, if it is a choice.
        dropdown_settings: DropdownSettings,
        /// The value, if it is a tick.
        checkbox_settings: CheckboxSettings,
        /// Whether the server keeps it encrypted. Such a text is treated as a secret here.
        is_encrypted: bool,
        /// Whether nobody has set it, so that the default counts.
        is_default_value: bool,
        /// Id of the field across servers.
        lt_guid: String,
    } finish hide_secrets

    /// A text.
    pub struct TextFieldSettings {
        /// Whether people see dots in its place.
        is_masked: bool,
        /// The text.
        value: FieldText,
        /// The text that counts while nobody has set one.
        default_value: FieldText,
    } finish hide_masked

    /// A choice from a list.
    pub struct DropdownSettings {
        /// What can be chosen: stored value and what people see.
        available_options: BTreeMap<String, String>,
        /// What is chosen.
        selected_value: String,
        /// What counts while nobody has chosen.
        default_value: String,
        /// Whether the list comes from the database.
        is_sql_defined: bool,
        /// The query that makes the list.
        dynamic_sql_query: String,
    }

    /// A tick.
    pub struct CheckboxSettings {
        /// Whether it is set.
        is_checked: bool,
        /// What counts while nobody has set it.
        default_value: bool,
    }
}

impl ExtraField {
    fn hide_secrets(&mut self) {
        if self.is_encrypted == Some(true)
            && let Some(text) = &mut self.text_field_settings
        {
            text.hide();
        }
    }
}

impl TextFieldSettings {
    fn hide_masked(&mut self) {
        if self.is_masked == Some(true) {
            self.hide();
        }
    }

    fn hide(&mut self) {
        for text in [&mut self.value, &mut self.default_value].into_iter().flatten() {
            text.hide();
        }
    }
}

/// The text of an extra data field, which may be a secret.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum FieldText {
    /// Anybody may see it.
    Plain(String),
    /// The field is masked or encrypted: `Debug` and `Serialize` show `***`.
    Hidden(Secret),
}

impl FieldText {
    /// The text, secret or not.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Hidden(secret) => secret.expose(),
        }
    }

    fn hide(&mut self) {
        if let Self::Plain(text) = self {
            *self = Self::Hidden(Secret::new(std::mem::take(text)));
        }
    }
}

impl fmt::Debug for FieldText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => text.fmt(f),
            Self::Hidden(secret) => secret.fmt(f),
        }
    }
}

impl Serialize for FieldText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(text) => text.serialize(serializer),
            Self::Hidden(secret) => secret.serialize(serializer),
        }
    }
}

impl Lenient for FieldText {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(String::read(deserializer)?.map(Self::Plain))
    }
}
