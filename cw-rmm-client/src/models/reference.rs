//! The short form in which one record names another.

use cw_http::data::{Lenient, Record, Slot, record};
use serde::de::{IgnoredAny, MapAccess};
use serde::{Deserialize, Deserializer, Serialize};

/// Another thing, by id, and by name where the service tells it: `{"id": "33333333-..", "name": "Help Desk"}`. In what is sent,
/// the id is enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Ref<I = String> {
    /// Which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<I>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl<I> Ref<I> {
    /// By id alone.
    #[must_use]
    pub fn by_id(id: impl Into<I>) -> Self {
        Self { id: Some(id.into()), name: None }
    }

    /// By id and name.
    #[must_use]
    pub fn new(id: impl Into<I>, name: impl Into<String>) -> Self {
        Self { id: Some(id.into()), name: Some(name.into()) }
    }
}

/// By id alone.
impl<I> From<I> for Ref<I> {
    fn from(id: I) -> Self {
        Self { id: Some(id), name: None }
    }
}

impl<I> Default for Ref<I> {
    fn default() -> Self {
        Self { id: None, name: None }
    }
}

impl<I: Lenient> Record for Ref<I> {
    const FIELDS: &'static [&'static str] = &["id", "name"];

    fn find(key: &str) -> Option<usize> {
        Self::FIELDS.iter().position(|field| *field == key)
    }

    fn set<'de, A: MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => self.id = map.next_value::<Slot<I>>()?.0,
            1 => self.name = map.next_value::<Slot<String>>()?.0,
            _ => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

impl<'de, I: Lenient> Deserialize<'de> for Ref<I> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        record(deserializer)
    }
}

impl<I: Lenient> Lenient for Ref<I> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Deserialize::deserialize(deserializer)
    }
}
