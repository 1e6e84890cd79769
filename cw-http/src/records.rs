//! Records handed out one by one from the bytes of a page: no list of them is ever built unless the caller builds one.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::secrets::is_secret_name;

/// A record that could not be read as what it should be. The listing goes on behind it.
///
/// `Debug` does not show the record itself, which may hold anything.
#[derive(Clone)]
#[non_exhaustive]
pub struct BadRecord {
    /// Which record of its page it is, from 0.
    pub index: usize,
    /// Where in the record reading failed, such as `Client.Id`.
    pub path: String,
    /// What was expected and what was found.
    pub message: String,
    /// The record as it came.
    pub raw: Box<RawValue>,
}

impl fmt::Debug for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BadRecord")
            .field("index", &self.index)
            .field("path", &self.path)
            .field("message", &self.message)
            .field("raw_bytes", &self.raw.get().len())
            .finish_non_exhaustive()
    }
}

/// What serde says of a value that it cannot read as what it should be. It repeats the value, unless that is a secret.
pub(crate) fn expected_and_found(path: &str, error: &serde_json::Error) -> String {
    if is_secret_name(path) {
        "the value, which is not shown, is of another kind".to_owned()
    } else {
        error.to_string()
    }
}

/// A page whose bytes are not a list, and what they are instead.
#[derive(Debug)]
pub(crate) struct NotAList {
    pub(crate) what: String,
    pub(crate) body: Vec<u8>,
}

/// What reading one record came to.
#[derive(Debug)]
pub(crate) enum Record<T> {
    Good(T),
    Bad(BadRecord),
    /// The bytes themselves are broken: nothing can be read behind this point.
    Broken(String),
}

#[derive(Debug, Default)]
pub(crate) struct Records {
    body: Vec<u8>,
    position: usize,
    index: usize,
    ended: bool,
}

impl Records {
    /// Finds the list in a body: a bare array, or the first member of an object with one of these names. No body, `null`, and
    /// an object whose list is `null` are empty lists.
    pub(crate) fn new(body: Vec<u8>, names: &[&str]) -> Result<Self, NotAList> {
        let mut records = Self { body, ..Self::default() };
        let opened = match records.peek() {
            Some(b'{') => records.enter_object(names),
            Some(b'[') => {
                records.position += 1;
                Ok(())
            }
            Some(_) if records.body.trim_ascii() != b"null" => {
                Err("neither a list nor an object that holds one".to_owned())
            }
            _ => {
                records.ended = true;
                Ok(())
            }
        };
        match opened {
            Ok(()) => Ok(records),
            Err(what) => Err(NotAList { what, body: records.body }),
        }
    }

    /// How many records have been handed out.
    pub(crate) fn count(&self) -> usize {
        self.index
    }

    /// The buffer, to be used again.
    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.body
    }

    pub(crate) fn next<T: DeserializeOwned>(&mut self) -> Option<Record<T>> {
        if !self.advance()? {
            return Some(self.broken());
        }
        let mut values = serde_json::Deserializer::from_slice(&self.body[self.position..]).into_iter::<T>();
        let record = match values.next() {
            Some(Ok(value)) => {
                self.position += values.byte_offset();
                Record::Good(value)
            }
            _ => self.bad::<T>(),
        };
        self.index += 1;
        Some(record)
    }

    /// Passes over a record without reading it. Says whether there was one.
    pub(crate) fn skip(&mut self) -> bool {
        matches!(self.next::<serde::de::IgnoredAny>(), Some(Record::Good(_)))
    }

    /// Moves to the next value. `None` at the end of the list, `false` where the list is broken.
    fn advance(&mut self) -> Option<bool> {
        if self.ended {
            return None;
        }
        match (self.peek(), self.index) {
            (Some(b']'), _) => {
                self.ended = true;
                None
            }
            (Some(b','), 1..) => {
                self.position += 1;
                Some(self.peek().is_some_and(|byte| byte != b']'))
            }
            (Some(_), 0) => Some(true),
            _ => Some(false),
        }
    }

    /// The record once more, to learn where in it reading failed.
    fn bad<T: DeserializeOwned>(&mut self) -> Record<T> {
        let rest = &self.body[self.position..];
        let mut raws = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
        let Some(Ok(raw)) = raws.next() else {
            return self.broken();
        };
        let mut reader = serde_json::Deserializer::from_str(raw.get());
        let (path, message) = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
            Err(error) => {
                let path = error.path().to_string();
                let message = expected_and_found(&path, error.inner());
                (path, message)
            }
            Ok(_) => (".".to_owned(), "the record is followed by something else".to_owned()),
        };
        let raw = raw.to_owned();
        self.position += raws.byte_offset();
        Record::Bad(BadRecord { index: self.index, path, message, raw })
    }

    fn broken<T>(&mut self) -> Record<T> {
        self.ended = true;
        let at = self.position;
        let early = self.body[at..].trim_ascii().is_empty();
        let what = if early { "ends early".to_owned() } else { format!("is broken at byte {at}") };
        Record::Broken(format!("the list {what}, behind {} records", self.index))
    }

    fn enter_object(&mut self, names: &[&str]) -> Result<(), String> {
        #[derive(Deserialize)]
        #[serde(transparent)]
        struct Members<'a>(#[serde(borrow)] std::collections::HashMap<std::borrow::Cow<'a, str>, &'a RawValue>);

        let members: Members<'_> =
            serde_json::from_slice(&self.body).map_err(|error| format!("an object that is broken: {error}"))?;
        let list = names.iter().find_map(|name| {
            members.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.get())
        });
        match list {
            Some("null") => self.ended = true,
            // The raw text is a slice of the body: where it begins is where the records begin.
            Some(text) if text.starts_with('[') => self.position = text.as_ptr().addr() - self.body.as_ptr().addr() + 1,
            _ => {
                let mut keys: Vec<&str> = members.0.keys().map(AsRef::as_ref).take(8).collect();
                keys.sort_unstable();
                return Err(format!("an object without a list in it; it has: {}", keys.join(", ")));
            }
        }
        Ok(())
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.body[self.position..];
        self.position += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.body.get(self.position).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Thing {
        id: i64,
        name: Option<String>,
    }

    fn all<T: DeserializeOwned>(body: &str) -> Vec<Record<T>> {
        let mut records = Records::new(body.as_bytes().to_vec(), &["ResultSet"]).expect("a list");
        std::iter::from_fn(|| records.next()).take(100).collect()
    }

    fn shown(body: &str) -> String {
        let show = |record: Record<Thing>| match record {
            Record::Good(thing) => thing.id.to_string(),
            Record::Bad(bad) => format!("bad {} at {}", bad.index, bad.path),
            Record::Broken(message) => message,
        };
        all(body).into_iter().map(show).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn lists_in_their_shapes() {
        for (body, records) in [
            (r#"[{"id":1},{"id":2}]"#, "1; 2"),
            (" [ { \"id\" : 1 } , {\"id\":2} ] ", "1; 2"),
            (r#"{"TotalRecordCount":2,"resultset":[{"id":1},{"id":2}]}"#, "1; 2"),
            (r#"{"ResultSet":null}"#, ""),
            ("[]", ""),
            ("null", ""),
            ("", ""),
            (r#"[{"id":1},{"id":"x"},{"id":3}]"#, "1; bad 1 at id; 3"),
            (r#"[{"id":1},{"id":2"#, "1; the list is broken at byte 10, behind 1 records"),
            (r#"[{"id":1},"#, "1; the list ends early, behind 1 records"),
            (r#"[{"id":1}"#, "1; the list ends early, behind 1 records"),
            (r#"[{"id":1},]"#, "1; the list is broken at byte 10, behind 1 records"),
            (r#"[{"id":1} {"id":2}]"#, "1; the list is broken at byte 10, behind 1 records"),
        ] {
            assert_eq!(shown(body), records, "{body}");
        }
    }

    #[test]
    fn what_is_no_list_says_what_it_is() {
        for (body, words) in [
            (r#"{"Message":"x","Code":1}"#, "Code, Message"),
            ("<html>", "neither"),
            (r#""text""#, "neither"),
            (r#"{"ResultSet":"#, "broken"),
        ] {
            let error = Records::new(body.as_bytes().to_vec(), &["ResultSet"]).expect_err(body);
            assert!(error.what.contains(words), "{body}: {}", error.what);
        }
    }

    #[test]
    fn lists_of_plain_values_are_lists_too() {
        let numbers: Vec<_> = all::<i64>("[1,2 , 3]")
            .into_iter()
            .filter_map(|r| match r {
                Record::Good(n) => Some(n),
                _ => None,
            })
            .collect();
        assert_eq!(numbers, [1, 2, 3]);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::hash_map("[a-z\"\\\\]{0,4}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn one_by_one_is_the_same_as_all_at_once(values in proptest::collection::vec(any_json(), 0..12), wrapped in any::<bool>()) {
            let list = Value::from(values.clone());
            let body = if wrapped { json!({"a": 1, "ResultSet": list}).to_string() } else { list.to_string() };
            let read: Vec<Value> = all::<Value>(&body)
                .into_iter()
                .map(|record| match record { Record::Good(value) => value, other => panic!("{other:?}") })
                .collect();
            prop_assert_eq!(read, values);
        }

        #[test]
        fn no_bytes_make_it_panic_or_run_on(body in proptest::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(mut records) = Records::new(body, &["ResultSet"]) {
                let mut rounds = 0;
                while records.next::<Value>().is_some() {
                    rounds += 1;
                    prop_assert!(rounds <= 64);
                }
            }
        }
    }
}
