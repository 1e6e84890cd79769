//! How rows show what RMM's records hold.

use std::fmt::Display;

use cw_http::tools::text;
use msp_tools_core::Untrusted;

use crate::models::Ref;

/// The name of something that a record points at.
pub(super) fn name<I>(reference: &Option<Ref<I>>) -> Option<Untrusted> {
    reference.as_ref().and_then(|reference| text(&reference.name))
}

/// The id of something that a record points at.
pub(super) fn id<I: Display>(reference: &Option<Ref<I>>) -> Option<String> {
    reference.as_ref().and_then(|reference| word(&reference.id))
}

/// An id, or a word of a fixed set.
pub(super) fn word(word: &Option<impl Display>) -> Option<String> {
    word.as_ref().map(ToString::to_string)
}

/// What people call something.
pub(super) fn called(name: Option<&str>) -> Option<Untrusted> {
    name.map(Untrusted::new)
}

/// Texts, unless there are none.
pub(super) fn texts(texts: &Option<Vec<String>>) -> Option<Vec<Untrusted>> {
    let texts = texts.iter().flatten().map(|text| text.trim()).filter(|text| !text.is_empty());
    Some(texts.map(Untrusted::new).collect::<Vec<_>>()).filter(|texts| !texts.is_empty())
}

/// Bytes in gigabytes of 1024³ bytes.
pub(super) fn gigabytes(bytes: i64) -> f64 {
    cw_http::tools::tenths(bytes as f64 / f64::from(1 << 30))
}
