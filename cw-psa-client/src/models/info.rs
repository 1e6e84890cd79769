//! `_info`: who made and changed a record, and where what belongs to it is found.

use std::fmt::{self, Write};

use cw_http::data::{DateTime, Lenient};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// What a record says about itself: `{"lastUpdated": "2026-03-04T15:01:44Z", "notes_href": "https://..."}`.
///
/// Every name is kept and found by [`get`](Self::get), whatever its case; values that are neither text, number nor flag are
/// not. The links may point to another host than the one that was asked, so do not follow them with credentials.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Info {
    /// Names and values in turn, each ended by a NUL. A ticket has a dozen links that hardly anyone reads: one piece of
    /// memory for all is what they should cost.
    text: String,
}

impl Info {
    /// With these names and values. A pair with a NUL in it is left out.
    pub fn new<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut info = Self::default();
        for (name, value) in entries {
            let start = info.text.len();
            if !(push(&mut info.text, name) && push(&mut info.text, value)) {
                info.text.truncate(start);
            }
        }
        info
    }

    /// The value of a name, whatever its case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// When the record was last changed.
    #[must_use]
    pub fn last_updated(&self) -> Option<DateTime> {
        self.get("lastUpdated").map(DateTime::new)
    }

    /// The login of who changed it last.
    #[must_use]
    pub fn updated_by(&self) -> Option<&str> {
        self.get("updatedBy")
    }

    /// When the record was made.
    #[must_use]
    pub fn date_entered(&self) -> Option<DateTime> {
        self.get("dateEntered").map(DateTime::new)
    }

    /// The login of who made it.
    #[must_use]
    pub fn entered_by(&self) -> Option<&str> {
        self.get("enteredBy")
    }

    /// Where something that belongs to the record is found: `href("notes")` is the value of `notes_href`.
    #[must_use]
    pub fn href(&self, name: &str) -> Option<&str> {
        let is_it = |found: &str| found.strip_suffix("_href").is_some_and(|start| start.eq_ignore_ascii_case(name));
        self.iter().find(|(found, _)| is_it(found)).map(|(_, value)| value)
    }

    /// All names and values, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut pieces = self.text.split_terminator(END);
        std::iter::from_fn(move || Some((pieces.next()?, pieces.next()?)))
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

const END: char = '\0';

/// Appends a piece and its end, unless it would be taken for two.
fn push(text: &mut String, piece: &str) -> bool {
    let is_one = !piece.as_bytes().contains(&b'\0');
    if is_one {
        text.push_str(piece);
        text.push(END);
    }
    is_one
}

impl fmt::Debug for Info {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Info {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Lenient for Info {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(InfoVisitor)
    }
}

impl<'de> Deserialize<'de> for Info {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::read(deserializer)?.unwrap_or_default())
    }
}

struct InfoVisitor;

impl<'de> Visitor<'de> for InfoVisitor {
    type Value = Option<Info>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of names and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // Enough for what most records say.
        let mut text = String::with_capacity(512);
        loop {
            let start = text.len();
            let Some(name_is_kept) = map.next_key_seed(Piece(&mut text))? else { break };
            let value_is_kept = map.next_value_seed(Piece(&mut text))?;
            if !(name_is_kept && value_is_kept) {
                text.truncate(start);
            }
        }
        Ok(Some(Info { text }))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Appends what it reads, and tells whether it did.
struct Piece<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Piece<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Piece<'_> {
    fn push_shown<E: Error>(self, value: impl fmt::Display) -> Result<bool, E> {
        write!(self.0, "{value}{END}").map_err(E::custom)?;
        Ok(true)
    }
}

impl<'de> Visitor<'de> for Piece<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name or a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        Ok(push(self.0, text))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        self.push_shown(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<bool, E> {
        self.push_shown(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<bool, E> {
        self.push_shown(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<bool, E> {
        self.push_shown(value)
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Info> {
        Info::read(&mut serde_json::Deserializer::from_str(json)).unwrap()
    }

    #[test]
    fn names_are_found_whatever_their_case() {
        let info = read(
            r#"{"lastUpdated": "2026-03-04T15:01:44Z", "UpdatedBy": "jdoe", "dateEntered": "2026-03-04T14:13:01Z",
                "enteredBy": "asmith", "notes_href": "https://psa.example/notes", "Board_href": "https://psa.example/b"}"#,
        )
        .unwrap();
        assert_eq!(info.last_updated().unwrap().as_str(), "2026-03-04T15:01:44Z");
        assert_eq!(info.date_entered().unwrap().as_str(), "2026-03-04T14:13:01Z");
        assert_eq!((info.updated_by(), info.entered_by()), (Some("jdoe"), Some("asmith")));
        assert_eq!(info.href("notes"), Some("https://psa.example/notes"));
        assert_eq!(info.href("board"), Some("https://psa.example/b"));
        assert_eq!((info.href("lastUpdated"), info.get("nothing"), info.iter().count()), (None, None, 6));
    }

    #[test]
    fn what_is_no_text_is_kept_as_text_or_left_out() {
        let info = read(r#"{"a": 1, "b": null, "c": true, "d": {"x": [1]}, "e": [{}], "f": -2.5, "g": "", "h": "x"}"#);
        let kept: Vec<_> = info.as_ref().unwrap().iter().collect();
        assert_eq!(kept, [("a", "1"), ("c", "true"), ("f", "-2.5"), ("g", ""), ("h", "x")]);
        assert_eq!((read("null"), read("{}")), (None, Some(Info::default())));
        assert!(Info::read(&mut serde_json::Deserializer::from_str("[]")).is_err());
    }

    #[test]
    fn a_nul_does_not_shift_the_others() {
        let info = read(r#"{"a\u0000b": "1", "c": "2\u00003", "d": "4", "": "5"}"#).unwrap();
        assert_eq!(info.iter().collect::<Vec<_>>(), [("d", "4"), ("", "5")]);
        assert_eq!(Info::new([("a\0b", "1"), ("c", "2\x003"), ("d", "4"), ("", "5")]), info);
    }

    #[test]
    fn it_is_written_as_it_was_read() {
        let json = r#"{"lastUpdated":"2026-03-04T15:01:44Z","notes_href":"https://psa.example/\"n\""}"#;
        let info = read(json).unwrap();
        assert_eq!(serde_json::to_string(&info).unwrap(), json);
        assert_eq!(format!("{:?}", Info::new([("a", "b")])), r#"{"a": "b"}"#);
    }
}
