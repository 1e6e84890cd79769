//! How the conditions of a list are sent: in the address, or in the body of a search.

use cw_http::{BaseUrl, Error, ErrorKind, HeaderName, HeaderValue, NextPage, Paging, Request};
use serde_json::{Map, Value};

use crate::condition::{ConditionError, Criteria};
use crate::list::Routes;

/// The most records that PSA puts on a page; it silently answers with as many to those who ask for more.
pub(crate) const LARGEST_PAGE: u32 = 1000;

/// The longest address, in characters: the vendor's advice. Servers answer 414 to some that are longer.
const LONGEST_URL: usize = 2000;
/// What the place and size of a page add to an address.
const PAGING_ROOM: usize = "&pageSize=1000&pageId=9223372036854775807".len();

/// How the pages of a list follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// In the order of ids, each behind the last id of the one before.
    ForwardOnly,
    /// By number.
    Navigable,
}

impl Mode {
    /// The request, asking for pages of this kind.
    pub(crate) fn mark(self, request: Request) -> Request {
        match self {
            Self::ForwardOnly => {
                let name = HeaderName::from_static("pagination-type");
                request.header(name, HeaderValue::from_static("forward-only"))
            }
            Self::Navigable => request,
        }
    }

    pub(crate) fn paging(self) -> Paging {
        let (next, place) = match self {
            Self::ForwardOnly => (NextPage::EveryLink, "pageId"),
            Self::Navigable => (NextPage::NumberedLink, "page"),
        };
        let size = "pageSize";
        Paging { next, place, size, default_size: LARGEST_PAGE, max_size: LARGEST_PAGE, envelope: &[], total: None }
    }
}

/// The requests whose answers, one behind the other, are a list: one with everything in the address if it fits, else a search
/// by POST where there is one, else several.
///
/// # Errors
/// [`ErrorKind::Input`](cw_http::ErrorKind::Input) for conditions that cannot be written, or fit nowhere.
pub(crate) fn list_requests(
    base: &BaseUrl,
    routes: &Routes,
    criteria: &Criteria,
    order: Option<&str>,
) -> Result<Vec<Request>, Error> {
    let parameters = parameters(criteria, order)?;
    let plain = with_query(&routes.list, &parameters);
    match (length(base, &plain), &routes.search) {
        (..=LONGEST_URL, _) => Ok(vec![plain]),
        (_, Some(search)) => Ok(vec![search.clone().json(&search_body(parameters))]),
        (length, None) if order.is_some_and(|order| order != "id asc") => {
            let hint = "a list in an order of its own cannot be asked in parts";
            Err(too_long(length).with_hint(hint))
        }
        (length, None) => in_parts(&routes.list, length, criteria, order),
    }
}

/// The requests whose answers add up to the length of a list.
///
/// # Errors
/// As [`list_requests`]; [`ErrorKind::Unsupported`](cw_http::ErrorKind::Unsupported) for a list that PSA does not count.
pub(crate) fn count_requests(base: &BaseUrl, routes: &Routes, criteria: &Criteria) -> Result<Vec<Request>, Error> {
    let Some(count) = &routes.count else {
        return Err(Error::new(ErrorKind::Unsupported, "PSA does not count this list; read it instead"));
    };
    let plain = with_query(count, &parameters(criteria, None)?);
    match length(base, &plain) {
        ..=LONGEST_URL => Ok(vec![plain]),
        length => in_parts(count, length, criteria, None),
    }
}

/// A request whose address would have `length` characters, in parts that fit. No record is in two of them.
fn in_parts(request: &Request, length: usize, criteria: &Criteria, order: Option<&str>) -> Result<Vec<Request>, Error> {
    let Some(conditions) = &criteria.conditions else { return Err(too_long(length)) };
    // What the address has besides the conditions stays.
    let room = (LONGEST_URL + conditions.encoded_len().map_err(unwritable)?).saturating_sub(length);
    let parts = conditions.split_in(room).map_err(|error| too_long(length).with_source(error))?;
    let part = |conditions| {
        let mut criteria = criteria.clone();
        criteria.conditions = Some(conditions);
        Ok(with_query(request, &parameters(&criteria, order)?))
    };
    parts.into_iter().map(part).collect()
}

/// What filters and orders a list, by name.
fn parameters(criteria: &Criteria, order: Option<&str>) -> Result<Vec<(&'static str, String)>, Error> {
    let mut parameters = criteria.parameters().map_err(unwritable)?;
    parameters.extend(order.map(|order| ("orderBy", order.to_owned())));
    Ok(parameters)
}

fn with_query(request: &Request, parameters: &[(&'static str, String)]) -> Request {
    parameters.iter().fold(request.clone(), |request, (name, value)| request.set_query(*name, value))
}

/// The length of the address with the place of a page in it. A request that cannot be sent is short: it says so itself.
fn length(base: &BaseUrl, request: &Request) -> usize {
    request.url(base).map_or(0, |url| url.as_str().len() + PAGING_ROOM)
}

/// The body of a search: the conditions and the order, under the vendor's spelling of their names.
fn search_body(parameters: Vec<(&'static str, String)>) -> Map<String, Value> {
    let spelled = |name| match name {
        "childConditions" => "childconditions",
        "customFieldConditions" => "customfieldconditions",
        name => name,
    };
    parameters.into_iter().map(|(name, value)| (spelled(name).to_owned(), Value::from(value))).collect()
}

fn unwritable(error: ConditionError) -> Error {
    Error::input(error.to_string()).with_source(error)
}

fn too_long(length: usize) -> Error {
    Error::input(format!(
        "the conditions are too long: the address would have {length} characters, and {LONGEST_URL} can be sent; only a \
         list of ids (`id in (..)`, joined to the rest by `and`) can be asked in parts"
    ))
}
