//! How rows show what Automate's records hold.

use cw_http::tools::{tenths, text};
use msp_tools_core::Untrusted;

use crate::models::Ref;

/// The name of something that a record points at.
pub(super) fn name<I>(reference: &Option<Ref<I>>) -> Option<Untrusted> {
    reference.as_ref().and_then(|reference| text(&reference.name))
}

/// The id of something that a record points at.
pub(super) fn id<I: Copy + Into<i64>>(reference: &Option<Ref<I>>) -> Option<i64> {
    reference.as_ref().and_then(|reference| reference.id).map(Into::into)
}

/// Bytes in gigabytes of 1024³ bytes.
pub(super) fn gigabytes(bytes: i64) -> f64 {
    tenths(bytes as f64 / f64::from(1 << 30))
}
