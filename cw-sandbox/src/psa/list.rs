//! Lists: what may be asked of one, and both ways of paging.

use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::condition::{ChildCondition, Condition, CustomCondition, Place};
use super::spec::{Kind, Spec};
use super::view::View;
use super::{Call, errors};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::{SortRow, lookup, names, order};

const DEFAULT_PAGE_SIZE: usize = 25;
/// Whoever asks for more rows gets this many, without a word.
const MAX_PAGE_SIZE: usize = 1000;

/// What a caller asks of a list.
pub(super) struct Query {
    condition: Option<Condition>,
    children: Option<ChildCondition>,
    custom: Option<CustomCondition>,
    order: Vec<(Place, bool)>,
    /// The fields to show, as paths.
    pub(super) fields: Option<Vec<String>>,
    page: usize,
    page_size: usize,
    /// In the forward-only way of paging: the id after which the page begins.
    after: Option<u32>,
}

impl Query {
    /// Reads the query string, and the body of a search on top of it.
    pub(super) fn read(call: &Call<'_>, spec: &'static Spec, search: Option<&Value>) -> Result<Self, Refusal> {
        let text = |name: &str| {
            let sent = search.and_then(Value::as_object).and_then(|body| lookup(body, name)).and_then(Value::as_str);
            sent.or_else(|| call.request.query_value(name)).filter(|text| !text.trim().is_empty())
        };
        let number = |name: &str, default: usize| match call.request.query_value(name) {
            None | Some("") => Ok(default),
            Some(text) => text.parse().map_err(|_| errors::bad_body(format!("The value of {name} is not valid."))),
        };
        let forward =
            call.request.header("pagination-type").is_some_and(|way| way.eq_ignore_ascii_case("forward-only"));
        let order = sort_keys(text("orderBy").unwrap_or_default(), spec)?;
        if forward && !order.is_empty() {
            return Err(errors::bad_body("orderBy cannot be used with forward-only pagination."));
        }
        let after =
            u32::try_from(number("pageId", 0)?).map_err(|_| errors::bad_body("The value of pageId is not valid."))?;
        Ok(Self {
            condition: text("conditions").map(|text| Condition::read(text, spec)).transpose()?,
            children: text("childConditions").map(|text| ChildCondition::read(text, spec)).transpose()?,
            custom: text("customFieldConditions").map(CustomCondition::read).transpose()?,
            order,
            fields: fields(call, spec)?,
            page: number("page", 1)?.max(1),
            page_size: match number("pageSize", DEFAULT_PAGE_SIZE)? {
                0 => DEFAULT_PAGE_SIZE,
                size => size.min(MAX_PAGE_SIZE),
            },
            after: forward.then_some(after),
        })
    }

    fn fits(&self, view: View<'_>, spec: &Spec, id: u32) -> bool {
        self.condition.as_ref().is_none_or(|condition| condition.fits(view, spec, id))
            && self.children.as_ref().is_none_or(|condition| condition.fits(view, spec, id))
            && self.custom.as_ref().is_none_or(|condition| condition.fits(view, spec, id))
    }

    /// The ids of all records that fit, in order.
    pub(super) fn matches(&self, view: View<'_>, spec: &'static Spec, ids: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut found: Vec<u32> = ids.filter(|id| self.fits(view, spec, *id)).collect();
        if !self.order.is_empty() {
            found.sort_by_cached_key(|id| SortRow {
                values: self.order.iter().map(|(place, _)| place.value(view, spec, *id)).collect(),
                descending: self.order.iter().map(|(_, descending)| *descending).collect(),
            });
        }
        found
    }

    /// One page of the records with these ids, and the header that leads on.
    pub(super) fn answer(
        &self,
        call: &Call<'_>,
        spec: &'static Spec,
        parent: Option<u32>,
        keep: impl Fn(u32) -> bool,
    ) -> Outcome {
        let view = call.view();
        let ids = view.ids(spec, parent, self.after.unwrap_or(0)).filter(|id| keep(*id));
        let (page, link) = match self.after {
            Some(_) => {
                let mut page: Vec<u32> = ids.filter(|id| self.fits(view, spec, *id)).take(self.page_size + 1).collect();
                let more = page.len() > self.page_size;
                page.truncate(self.page_size);
                // The header is there on the last page too, and says nothing.
                (page.clone(), Some(page.last().filter(|_| more).map_or(String::new(), |last| self.next(call, *last))))
            }
            None => {
                let all = self.matches(view, spec, ids);
                let start = (self.page - 1).saturating_mul(self.page_size).min(all.len());
                let end = (start + self.page_size).min(all.len());
                (all[start..end].to_vec(), self.links(call, all.len().div_ceil(self.page_size)))
            }
        };
        let records: Vec<Value> = page.iter().map(|id| view.record(spec, *id, self.fields.as_deref())).collect();
        let reply = Reply::json(&records);
        Ok(match link {
            Some(link) => reply.with_header("link", link),
            None => reply,
        })
    }

    fn next(&self, call: &Call<'_>, last: u32) -> String {
        let url = self.url(call, &[("pageId", last.to_string())]);
        format!("<{url}>; rel=\"next\"")
    }

    /// Where other pages are; nothing if all is on one. The order of the relations is never twice the same, as with the
    /// vendor.
    fn links(&self, call: &Call<'_>, pages: usize) -> Option<String> {
        if pages < 2 {
            return None;
        }
        let has_next = self.page < pages;
        let all = [
            has_next.then_some(("next", self.page + 1)),
            has_next.then_some(("last", pages)),
            (self.page > 1).then_some(("prev", (self.page - 1).min(pages))),
            (self.page > 1).then_some(("first", 1)),
        ];
        let mut links: Vec<String> = all
            .into_iter()
            .flatten()
            .map(|(relation, page)| format!("<{}>; rel=\"{relation}\"", self.url(call, &[("page", page.to_string())])))
            .collect();
        let turn = self.page % links.len();
        links.rotate_left(turn);
        Some(links.join(", "))
    }

    /// The URL of this request with its paging parameters replaced.
    fn url(&self, call: &Call<'_>, paging: &[(&str, String)]) -> String {
        let is_paging = |name: &str| ["page", "pageid", "pagesize"].contains(&name.to_ascii_lowercase().as_str());
        let mut query = Serializer::new(String::new());
        query.append_pair("pageSize", &self.page_size.to_string());
        for (name, value) in paging {
            query.append_pair(name, value);
        }
        for (name, value) in call.request.query.iter().filter(|(name, _)| !is_paging(name)) {
            query.append_pair(name, value);
        }
        format!("{}{}?{}", call.origin, call.request.path, query.finish())
    }
}

/// The paths that `fields` names, each known to the resource.
pub(super) fn fields(call: &Call<'_>, spec: &Spec) -> Result<Option<Vec<String>>, Refusal> {
    let Some(list) = call.request.query_value("fields").filter(|list| !list.trim().is_empty()) else { return Ok(None) };
    let paths = names(list);
    for path in &paths {
        let first = path.split('/').next().unwrap_or_default();
        let known = ["id", "_info"].iter().any(|name| name.eq_ignore_ascii_case(first));
        if !known && spec.field_in_any_case(first).is_none() {
            return Err(errors::bad_body(format!("{path} is not a recognized name.")));
        }
    }
    Ok(Some(paths))
}

fn sort_keys(list: &str, spec: &'static Spec) -> Result<Vec<(Place, bool)>, Refusal> {
    let unknown = |name: &str| errors::condition(&format!("{name} is not a recognized name."));
    let keys = order(list).map_err(|part| unknown(&part))?;
    let key = |(name, descending): (String, bool)| {
        let path: Vec<String> = name.split('/').map(str::to_owned).collect();
        match Place::find(spec, &path) {
            Some(Place::Own(field)) if matches!(field.kind, Kind::Children(_) | Kind::Through(..)) => {
                Err(unknown(&name))
            }
            Some(place) => Ok((place, descending)),
            None => Err(unknown(&name)),
        }
    };
    keys.into_iter().map(key).collect()
}
