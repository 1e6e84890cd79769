//! Fingerprints of JSON values.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// SHA-256 over a value's canonical JSON, written as 64 lower-case hex digits.
///
/// Canonical: no space, members sorted by name, numbers and text as `serde_json` writes them. Two values have the same
/// digest only if they are the same; `1` and `1.0` are not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(Box<str>);

impl Digest {
    /// The digest of `value`.
    pub fn of(value: &Value) -> Self {
        Self::of_bytes(canonical(value).as_bytes())
    }

    /// SHA-256 of bytes as they are.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self(hex(&Sha256::digest(bytes)).into())
    }

    /// The digest of a record of ours.
    pub(crate) fn of_record(record: &impl Serialize) -> Self {
        Self::of(
            &serde_json::to_value(record).expect("our records have text keys and nothing that can fail to serialise"),
        )
    }

    /// The 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that is not a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 lower-case hex digits")]
pub struct ParseDigestError;

impl FromStr for Digest {
    type Err = ParseDigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_digest = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_digest.then(|| Self(text.into())).ok_or(ParseDigestError)
    }
}

impl TryFrom<String> for Digest {
    type Error = ParseDigestError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0.into()
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// The canonical JSON of `value`.
pub(crate) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

/// Sorts by itself instead of trusting the order of the map, which another crate's features can change.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            write_all(out, '{', '}', members, |(name, value), out| {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
            });
        }
        Value::Array(items) => write_all(out, '[', ']', items, write_canonical),
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn write_all<T>(
    out: &mut String,
    open: char,
    close: char,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..8).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    #[test]
    fn canonical_form_and_a_known_digest() {
        let value = json!({"b": [1, 1.0, "ä\n\""], "a": {"z": null, "B": true}});
        assert_eq!(canonical(&value), r#"{"a":{"B":true,"z":null},"b":[1,1.0,"ä\n\""]}"#);
        // printf '{}' | sha256sum
        assert_eq!(Digest::of(&json!({})).as_str(), "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    #[test]
    fn reads_only_digests() {
        let digest = Digest::of(&json!(1));
        assert_eq!(digest.as_str().parse(), Ok(digest.clone()));
        assert_eq!(digest.as_str().to_uppercase().parse::<Digest>(), Err(ParseDigestError));
        assert_eq!(digest.as_str()[1..].parse::<Digest>(), Err(ParseDigestError));
    }

    proptest! {
        #[test]
        fn storing_and_reading_back_does_not_change_the_digest(value in any_json()) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            let back: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(Digest::of(&back), Digest::of(&value));
        }

        #[test]
        fn canonical_text_reads_back_as_the_same_value(value in any_json()) {
            let back: Value = serde_json::from_str(&canonical(&value)).unwrap();
            prop_assert_eq!(&back, &value);
        }

        #[test]
        fn different_values_have_different_digests(one in any_json(), other in any_json()) {
            prop_assert_eq!(one == other, Digest::of(&one) == Digest::of(&other));
        }
    }
}
