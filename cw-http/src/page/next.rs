//! How the next page is found.

use std::borrow::Cow;
use std::collections::HashMap;

use http::HeaderMap;
use serde_json::value::RawValue;

use crate::base_url::BaseUrl;
use crate::error::{Error, ErrorKind};
use crate::request::Request;

/// How an API pages its lists, written as data.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// How the next page is found.
    pub next: NextPage,
    /// The query parameter that carries the place of a page. Empty where nobody knows its name: the whole query of the `Link` is
    /// the place then.
    pub place: &'static str,
    /// The query parameter that carries the number of records a page. Empty where there is none to send.
    pub size: &'static str,
    /// How many records a page are asked for by default.
    pub default_size: u32,
    /// How many records a page the service allows.
    pub max_size: u32,
    /// Names under which an answer that is not a bare list may hold its list.
    pub envelope: &'static [&'static str],
    /// The header that tells the total, or else the member of the answer beside the list, where a service tells it. A page
    /// behind the last one may tell 0.
    pub total: Option<&'static str>,
}

/// How the next page is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// Pages are counted from 1, up to a page that is not full.
    Number,
    /// The `Link` header with `rel="next"` names it, where there is one. Only its place is taken from there; everything else
    /// of the request stays.
    Link,
    /// As [`Link`](Self::Link), on every page: at the end the address is empty, or the relation or the header missing. A full
    /// first page without the header is an error: who does not link at all cannot say what is missing.
    EveryLink,
    /// Pages are counted from 1, and the `Link` header tells whether there is another; without the header, a full page does.
    NumberedLink,
    /// A member of the answer holds it, such as `pagination.next_cursor`.
    Member(&'static [&'static str]),
}

impl Paging {
    /// The place of the first page; empty where the service knows it by itself.
    pub(crate) fn first_place(&self) -> String {
        match self.next {
            NextPage::Number | NextPage::NumberedLink => "1".to_owned(),
            NextPage::Link | NextPage::EveryLink | NextPage::Member(_) => String::new(),
        }
    }

    /// The request for the page at `place`.
    pub(crate) fn at(&self, request: Request, place: &str) -> Request {
        if place.is_empty() {
            return request;
        }
        if self.place.is_empty() {
            let query = url::form_urlencoded::parse(place.as_bytes());
            return query.fold(request, |request, (name, value)| request.set_query(name.into_owned(), value));
        }
        request.set_query(self.place, place)
    }

    /// The total that a page tells, if it does.
    pub(crate) fn total_of(&self, headers: &HeaderMap, body: &[u8]) -> Option<u64> {
        let name = self.total?;
        let header = headers.get(name).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let is_object = || body.trim_ascii_start().starts_with(b"{");
        header.or_else(|| is_object().then(|| member_text(body, &[name]))??.parse().ok())
    }

    /// Whether the place of a page can be counted, so that pages can be asked for before others have come.
    pub(crate) fn is_numbered(&self) -> bool {
        matches!(self.next, NextPage::Number | NextPage::NumberedLink)
    }

    /// The place that the `Link` header names for a relation (`next`, `last`), if it names one.
    ///
    /// # Errors
    /// If the link points elsewhere than to this list, or names no place.
    pub(crate) fn link_place(
        &self,
        rel: &str,
        headers: &HeaderMap,
        request: &Request,
        base: &BaseUrl,
    ) -> Result<Option<String>, Error> {
        let Some(link) = link_to(rel, headers) else { return Ok(None) };
        let url = base.link_to_list(&link, &request.url(base)?)?;
        if self.place.is_empty() {
            return Ok(url.query().filter(|query| !query.is_empty()).map(str::to_owned));
        }
        let place = url.query_pairs().find(|(name, _)| name.eq_ignore_ascii_case(self.place));
        match place {
            Some((_, value)) if value.is_empty() => Ok(None),
            Some((_, value)) => Ok(Some(value.into_owned())),
            None => Err(Error::new(ErrorKind::Decode, format!("the service's {rel} link has no `{}`", self.place))),
        }
    }
}

pub(crate) fn number_after(place: &str) -> Option<String> {
    place.parse::<u64>().ok()?.checked_add(1).map(|next| next.to_string())
}

/// The address with that relation, wherever it stands in the header.
pub(crate) fn link_to(rel: &str, headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(http::header::LINK);
    values.iter().filter_map(|value| value.to_str().ok()).find_map(|value| {
        value.split('<').skip(1).find_map(|entry| {
            let (address, params) = entry.split_once('>')?;
            let is_wanted = params.split([';', ',']).any(|param| {
                let (name, value) = param.split_once('=').unwrap_or((param, ""));
                name.trim().eq_ignore_ascii_case("rel") && value.trim().trim_matches('"').eq_ignore_ascii_case(rel)
            });
            is_wanted.then(|| address.trim().to_owned()).filter(|address| !address.is_empty())
        })
    })
}

pub(crate) fn member_text(body: &[u8], path: &[&str]) -> Option<String> {
    let mut value: &RawValue = serde_json::from_slice(body).ok()?;
    for name in path {
        let members: HashMap<Cow<'_, str>, &RawValue> = serde_json::from_str(value.get()).ok()?;
        value = members.get(*name)?;
    }
    match serde_json::from_str(value.get()).ok()? {
        serde_json::Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
