//! The short form in which one record names another.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::ids::RefId;
use cw_http::data::{Lenient, Slot};

/// Another thing, by id and name: `{"Id": 12, "Name": "Acme Dental"}`.
///
/// Nested objects come in many cuts, from these two fields to the whole thing; of all of them id
/// and name are kept. A bare number is read as an id and bare text as a name, since older servers
/// send severities so. `Ref` without a parameter points at a small look-up row, such as a status.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Ref<I = i64> {
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
impl<I: RefId> From<I> for Ref<I> {
    fn from(id: I) -> Self {
        Self { id: Some(id), name: None }
    }
}

impl<I> Default for Ref<I> {
    fn default() -> Self {
        Self { id: None, name: None }
    }
}

impl<I: RefId + Lenient> Lenient for Ref<I> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(RefVisitor(PhantomData))
    }
}

impl<'de, I: RefId + Lenient> Deserialize<'de> for Ref<I> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::read(deserializer)?.unwrap_or_default())
    }
}

struct RefVisitor<I>(PhantomData<I>);

impl<'de, I: RefId + Lenient> Visitor<'de> for RefVisitor<I> {
    type Value = Option<Ref<I>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with an id and a name, or one of the two")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut id, mut name) = (Best::default(), Best::default());
        while let Some(key) = map.next_key::<String>()? {
            if let Some(rank) = rank(&key, "Id", I::ID) {
                id.offer(rank, map.next_value::<Slot<I>>()?.0);
            } else if let Some(rank) = rank(&key, "Name", I::NAME) {
                name.offer(rank, map.next_value::<Slot<String>>()?.0);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Some(Ref { id: id.value, name: name.value }))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok((!text.is_empty()).then(|| Ref { id: None, name: Some(text.to_owned()) }))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Ref::by_id(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        i64::try_from(number).map(|id| Some(Ref::by_id(id))).map_err(|_| E::custom("id too large"))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// How well a key fits: 2 for the short word itself, 1 for the long form, `None` for another field.
fn rank(key: &str, short: &str, long: &str) -> Option<u8> {
    if key.eq_ignore_ascii_case(short) {
        Some(2)
    } else if long.is_empty() {
        // The case counts here: `TemplateGUID` is no id.
        key.ends_with(short).then_some(1)
    } else {
        key.eq_ignore_ascii_case(long).then_some(1)
    }
}

/// The first value among those that fit best.
struct Best<T> {
    rank: u8,
    value: Option<T>,
}

impl<T> Default for Best<T> {
    fn default() -> Self {
        Self { rank: 0, value: None }
    }
}

impl<T> Best<T> {
    fn offer(&mut self, rank: u8, value: Option<T>) {
        if value.is_some() && rank > self.rank {
            *self = Self { rank, value };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ClientId, ComputerId};

    fn client(json: &str) -> Ref<ClientId> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_cut_gives_id_and_name() {
        let acme = Ref::new(12, "Acme Dental");
        for json in [
            r#"{"Id": 12, "Name": "Acme Dental"}"#,
            r#"{"id": "12", "name": "Acme Dental"}"#,
            r#"{"ClientId": 12, "Name": "Acme Dental"}"#,
            r#"{"ExternalId": "99", "Name": "Acme Dental", "FirstName": "Maria", "Id": "12", "Locations": [{"Id": 3}]}"#,
        ] {
            assert_eq!(client(json), acme, "{json}");
        }
    }

    #[test]
    fn a_bare_number_is_an_id_and_bare_text_a_name() {
        assert_eq!(client("12"), Ref::by_id(12));
        assert_eq!(client("\"Acme\"").name.as_deref(), Some("Acme"));
        assert_eq!([client("null"), client("\"\""), client("{}")], [Ref::default(), Ref::default(), Ref::default()]);
        assert!(serde_json::from_str::<Ref>("[1]").is_err());
    }

    #[test]
    fn look_up_rows_have_any_long_name() {
        let kind: Ref = serde_json::from_str(r#"{"ScheduleTargetTypeId": 4, "Name": "Group"}"#).unwrap();
        assert_eq!(kind, Ref::new(4, "Group"));
        let first: Ref = serde_json::from_str(r#"{"GraphId": 4, "ParentGraphId": 2, "LongName": "CPU"}"#).unwrap();
        assert_eq!(first, Ref::new(4, "CPU"));
        let computer: Ref<ComputerId> =
            serde_json::from_str(r#"{"DomainName": "ACME", "ComputerName": "DC01", "LastUserName": "x", "Id": "7"}"#)
                .unwrap();
        assert_eq!(computer, Ref::new(7, "DC01"));
    }
}
