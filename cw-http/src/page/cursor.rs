//! A place in a listing, as text that can be kept.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::client::HttpClient;
use crate::error::Error;
use crate::request::Request;

/// Where a listing can be taken up again: at the first record that was not handed out.
///
/// It is plain text, bound to the listing (operation, filters, page size) that it came from; another listing refuses it. Records that
/// were added or removed in between shift page-numbered listings, as they do for any reader.
///
/// ```
/// # async fn example<T: serde::de::DeserializeOwned>(listing: cw_http::Listing<T>) -> Result<(), cw_http::Error> {
/// let page = listing.clone().send().await?;
/// if let Some(cursor) = page.next {
///     let kept = cursor.to_string(); // in a file, a database, an argument of a tool
///     let rest = listing.resume(kept.parse()?).send().await?;
///     println!("{} and {} more", page.items.len(), rest.items.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Cursor {
    pub(crate) listing: u64,
    /// Which request of a listing of several.
    pub(crate) part: usize,
    pub(crate) skip: usize,
    pub(crate) place: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}.{}", self.listing, self.skip)?;
        if self.part > 0 {
            write!(f, "+{}", self.part)?;
        }
        write!(f, ".{}", self.place)
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.to_string()
    }
}

impl TryFrom<String> for Cursor {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = || {
            let (listing, rest) = text.split_once('.')?;
            let (skip, place) = rest.split_once('.')?;
            let listing = u64::from_str_radix(listing, 16).ok().filter(|_| listing.len() == 16)?;
            let (skip, part) = skip.split_once('+').unwrap_or((skip, "0"));
            Some(Self { listing, part: part.parse().ok()?, skip: skip.parse().ok()?, place: place.to_owned() })
        };
        parts().ok_or_else(|| Error::input("the cursor is not one that a listing gave out"))
    }
}

/// Which listing a cursor belongs to: everything of its requests but the place, and what a place is called.
pub(crate) fn fingerprint<'a>(requests: impl IntoIterator<Item = &'a Request>, place: &str, http: &HttpClient) -> u64 {
    let mut bytes = place.as_bytes().to_vec();
    for request in requests {
        let url = request.url(http.base()).map(String::from).unwrap_or_default();
        bytes.extend_from_slice(format!("{} {url}", request.operation().name).as_bytes());
        bytes.extend_from_slice(&request.body_bytes().ok().flatten().unwrap_or_default());
    }
    fnv(&bytes)
}

/// FNV-1a: the same on every machine and in every version, which the standard hasher does not promise.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
