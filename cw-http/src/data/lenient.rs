//! How answers are read: strict about meaning, tolerant about spelling.
//!
//! Servers disagree on how they write the same thing: an id is a number in one model and text in
//! the next, a flag is `true`, `"True"` or `1`, any field may be null, and
//! the case of a name differs between versions. [`Lenient`] is the one place that knows; every field of every model reads
//! through it. What cannot mean the expected thing is still an error, never a silent default.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value that can be read from every shape servers are known to use for it; `None` is "not set".
pub trait Lenient: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// What cannot mean the expected thing.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error>;
}

/// Lets a type that reads itself stand in a model: null is `None`, the rest is its own affair.
#[macro_export]
macro_rules! lenient_by_deserialize {
    ($($name:ty),* $(,)?) => {$(
        impl $crate::data::Lenient for $name {
            fn read<'de, D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<Self>, D::Error> {
                ::serde::Deserialize::deserialize(deserializer)
            }
        }
    )*};
}
crate::lenient_by_deserialize!(serde_json::Value);

impl<T: Lenient> Lenient for Box<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(T::read(deserializer)?.map(Box::new))
    }
}

/// A number, or text that holds one; empty text is "not set".
impl Lenient for i64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(IntegerVisitor)
    }
}

/// A number, or text that holds one; empty text is "not set".
impl Lenient for f64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(FloatVisitor)
    }
}

/// `true`, `"True"`, `1` or `"1"`, and their opposites; empty text is "not set".
impl Lenient for bool {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(BoolVisitor)
    }
}

/// Text, or a bare number or flag where text was expected.
impl Lenient for String {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

/// An array; nulls in it carry nothing and are left out.
impl<T: Lenient> Lenient for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_option(ListVisitor(PhantomData))
    }
}

/// An object used as a table.
impl<T: Lenient> Lenient for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        let table = Option::<BTreeMap<String, Slot<T>>>::deserialize(deserializer)?;
        Ok(table.map(|table| table.into_iter().filter_map(|(key, slot)| Some((key, slot.0?))).collect()))
    }
}

macro_rules! null_is_unset {
    () => {
        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
    };
}

struct IntegerVisitor;

impl<'de> Visitor<'de> for IntegerVisitor {
    type Value = Option<i64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or text holding one")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        i64::try_from(value).map(Some).map_err(|_| E::custom("number too large"))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        // 2^53: up to here every whole number is exact in an f64.
        let exact = value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0;
        if exact { Ok(Some(value as i64)) } else { Err(E::invalid_value(serde::de::Unexpected::Float(value), &self)) }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        parse(text, &self)
    }

    null_is_unset!();
}

struct FloatVisitor;

impl<'de> Visitor<'de> for FloatVisitor {
    type Value = Option<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or text holding one")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match parse::<f64, E>(text, &self)? {
            // "NaN" and "inf" parse in Rust, but JSON could not write them back.
            Some(value) if !value.is_finite() => Err(not_expected(text, &self)),
            value => Ok(value),
        }
    }

    null_is_unset!();
}

struct BoolVisitor;

impl<'de> Visitor<'de> for BoolVisitor {
    type Value = Option<bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false, as a flag, text, 0 or 1")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        match value {
            0 => Ok(Some(false)),
            1 => Ok(Some(true)),
            _ => Err(E::invalid_value(serde::de::Unexpected::Unsigned(value), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text.trim() {
            "" => Ok(None),
            "0" => Ok(Some(false)),
            "1" => Ok(Some(true)),
            word if word.eq_ignore_ascii_case("true") => Ok(Some(true)),
            word if word.eq_ignore_ascii_case("false") => Ok(Some(false)),
            _ => Err(not_expected(text, &self)),
        }
    }

    null_is_unset!();
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    null_is_unset!();
}

/// Reads a word without keeping its text: what [`open_enum!`](crate::open_enum) writes.
///
/// # Errors
/// What is neither text, number nor flag.
pub fn word<'de, T: for<'a> From<&'a str>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(WordVisitor(PhantomData))
}

struct WordVisitor<T>(PhantomData<T>);

impl<'de, T: for<'a> From<&'a str>> Visitor<'de> for WordVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        TextVisitor.expecting(f)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.into()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        self.visit_str(&value.to_string())
    }

    null_is_unset!();
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Lenient> Visitor<'de> for ListVisitor<T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<Slot<T>>()? {
            items.extend(item.0);
        }
        Ok(Some(items))
    }

    null_is_unset!();
}

/// One element of an array, read leniently.
#[derive(Debug)]
pub struct Slot<T>(pub Option<T>);

impl<'de, T: Lenient> Deserialize<'de> for Slot<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Slot)
    }
}

fn parse<T: std::str::FromStr, E: Error>(text: &str, expected: &dyn serde::de::Expected) -> Result<Option<T>, E> {
    match text.trim() {
        "" => Ok(None),
        trimmed => trimmed.parse().map(Some).map_err(|_| not_expected(text, expected)),
    }
}

fn not_expected<E: Error>(text: &str, expected: &dyn serde::de::Expected) -> E {
    E::invalid_value(serde::de::Unexpected::Str(text), expected)
}

/// A JSON object whose fields are found by name, whatever the case: what [`model!`](crate::model) writes.
pub trait Record: Default {
    /// The names of the fields, as on the wire.
    const FIELDS: &'static [&'static str];

    /// Where in [`FIELDS`](Self::FIELDS) a name stands that is spelled just so.
    ///
    /// Called for every key of every record, which is why it is written out rather than searched for.
    fn find(key: &str) -> Option<usize>;

    /// Reads the next value of `map` into the field that stands at `index` of [`FIELDS`](Self::FIELDS).
    ///
    /// # Errors
    /// What the value cannot mean.
    fn set<'de, A: MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error>;
}

/// Reads a record: unknown names are skipped, of a name said twice the last counts.
///
/// # Errors
/// What is no object, and fields whose values cannot mean the expected thing.
pub fn record<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut record = T::default();
        while let Some(found) = map.next_key_seed(FieldName::<T>(PhantomData))? {
            match found {
                Some(index) => record.set(index, &mut map)?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

/// Finds a key among the fields: as it is spelled, else in another case.
struct FieldName<T>(PhantomData<T>);

impl<'de, T: Record> DeserializeSeed<'de> for FieldName<T> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<T: Record> Visitor<'_> for FieldName<T> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        let in_another_case = || T::FIELDS.iter().position(|field| field.eq_ignore_ascii_case(key));
        Ok(T::find(key).or_else(in_another_case))
    }
}
