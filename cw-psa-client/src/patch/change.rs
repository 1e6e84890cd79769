//! Three states of a field in an update.

use serde::{Deserialize, Deserializer};

/// What an update does with one field.
///
/// Read from JSON, a missing field is left alone (with `#[serde(default)]`), null clears it, and
/// anything else is its new value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Leave,
    /// It gets this value.
    Set(T),
    /// It is emptied.
    Clear,
}

impl<T> Change<T> {
    /// Whether the field stays as it is.
    #[must_use]
    pub fn is_leave(&self) -> bool {
        matches!(self, Self::Leave)
    }

    /// The same with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Self::Leave => Change::Leave,
            Self::Set(value) => Change::Set(change(value)),
            Self::Clear => Change::Clear,
        }
    }
}

impl<T> From<T> for Change<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}
