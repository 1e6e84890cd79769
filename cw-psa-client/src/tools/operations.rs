//! What a request does, in the words of policies, whatever route leads to it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cw_http::tools::RawClient;
use cw_http::{HttpClient, Method, Request};
use msp_tools_core::{Operation, ToolError};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::api::operations;
use crate::client::PsaClient;

/// A route that the API half knows.
struct Route {
    method: Method,
    segments: Vec<Segment>,
}

enum Segment {
    /// As the vendor writes it.
    Word(String),
    /// The number of a record.
    Id,
    /// The short word of one.
    Identifier,
}

/// Every route that can be asked for, those of all records first: `count` is no short word. The look-up of a company's codebase
/// stands outside of the API.
static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let below_root = operations().filter(|known| !known.path.starts_with("/login/"));
    let route = |known: cw_http::Operation| Route {
        segments: segments_of(&known.path).map(Segment::read).collect(),
        method: known.method,
    };
    below_root.map(route).collect()
});

/// The operation that a raw request performs: the same as that of a tool or method on the same route.
///
/// Paths stand below the root of the API, ids in them are `{id}`, and words are written as the vendor writes them:
/// `psa:PATCH /service/tickets/{id}`. Which codebase the path names, how it spells its letters and what it asks for in its
/// query makes no difference.
///
/// ```
/// use cw_psa_client::{Method, tools::operation_of};
///
/// let operation = operation_of(&Method::GET, "/v4_6_release/apis/3.0/Service/tickets/48213/allnotes?pageSize=5");
/// assert_eq!(operation.as_str(), "psa:GET /service/tickets/{id}/allNotes");
/// ```
#[must_use]
pub fn operation_of(method: &Method, path: &str) -> Operation {
    let plain = path.split(['?', '#']).next().unwrap_or_default();
    // Servers decode a path before they route it, so it is judged decoded.
    let decoded = percent_decode_str(below_root(plain)).decode_utf8_lossy();
    let segments: Vec<&str> = segments_of(&decoded).collect();
    let name = match ROUTES.iter().find(|route| route.method == *method && route.fits(&segments)) {
        Some(route) => route.name(),
        None => named(method, segments.into_iter().map(|segment| if is_id(segment) { "{id}" } else { segment })),
    };
    Operation::new(name)
}

/// What operations of this client can look like: each route that it knows, once. A raw request can perform others, on routes
/// that are not known here.
///
/// ```
/// use msp_tools_core::{Policies, ToolCatalog};
///
/// let catalog = ToolCatalog::default().with_operations(cw_psa_client::tools::operation_shapes());
/// let never = "version = 1\n[operations]\n\"psa:POST /service/tickets/{id}/merge\" = \"never\"\n";
/// assert!(Policies::parse(never, &catalog).is_ok());
/// let mistyped = "version = 1\n[operations]\n\"psa:POST /service/ticket/{id}/merge\" = \"never\"\n";
/// assert!(Policies::parse(mistyped, &catalog).is_err());
/// ```
pub fn operation_shapes() -> impl Iterator<Item = String> {
    ROUTES.iter().map(Route::name).collect::<BTreeSet<_>>().into_iter()
}

impl RawClient for PsaClient {
    fn http(&self) -> &HttpClient {
        Self::http(self)
    }

    fn request(&self, method: Method, path: &str) -> Request {
        Self::request(self, method, path)
    }

    /// What is judged is the address that will be sent, not how it was typed.
    fn operation(&self, method: &Method, path: &str, _: Option<&Value>) -> Result<Operation, ToolError> {
        let base = self.http().base();
        let url = Self::request(self, method.clone(), path).url(base).map_err(|error| {
            ToolError::input("$.path", error, "a path below the root of the API, such as /service/tickets/48213")
        })?;
        Ok(operation_of(method, url.path().strip_prefix(base.as_url().path()).unwrap_or(url.path())))
    }
}

impl Route {
    fn fits(&self, segments: &[&str]) -> bool {
        self.segments.len() == segments.len() && self.segments.iter().zip(segments).all(|(own, given)| own.fits(given))
    }

    fn name(&self) -> String {
        named(&self.method, self.segments.iter().map(Segment::shown))
    }
}

impl Segment {
    fn read(template: &str) -> Self {
        match template {
            "{id}" | "{parentId}" => Self::Id,
            hole if is_hole(hole) => Self::Identifier,
            word => Self::Word(word.to_owned()),
        }
    }

    fn fits(&self, given: &str) -> bool {
        match self {
            Self::Word(word) => word.eq_ignore_ascii_case(given),
            Self::Id => is_id(given),
            Self::Identifier => true,
        }
    }

    fn shown(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Id | Self::Identifier => "{id}",
        }
    }
}

fn named<'a>(method: &Method, segments: impl Iterator<Item = &'a str>) -> String {
    let path: String = segments.map(|segment| format!("/{segment}")).collect();
    format!("psa:{method} {path}")
}

/// A path without the codebase and root that people copy along.
fn below_root(path: &str) -> &str {
    let inner = path.split_once("apis/3.0/").filter(|(front, _)| front.is_empty() || front.ends_with('/'));
    inner.map_or(path, |(_, inner)| inner)
}

/// What stands between the slashes. Space around a segment is nothing that servers look at.
fn segments_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').map(str::trim).filter(|segment| !segment.is_empty())
}

/// A number, or the place for one in a template.
fn is_id(segment: &str) -> bool {
    let digits = segment.strip_prefix(['+', '-']).unwrap_or(segment);
    is_hole(segment) || !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_hole(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(base: &str) -> PsaClient {
        let psa = PsaClient::builder("na").base_url(base).company("acmemsp").keys("public", "private");
        psa.client_id("6f0e5a1c-0000-4000-8000-000000000000").build().expect("settings")
    }

    fn named(method: &str, path: &str) -> String {
        operation_of(&method.parse().expect("a method"), path).to_string()
    }

    #[test]
    fn every_spelling_of_a_route_is_one_operation() {
        for path in [
            "/service/tickets/48213",
            "Service/TICKETS/48213/?fields=id",
            "/service/tickets/%34%38213#x",
            "/service/tickets/%2048213%20",
            "/service//tickets/+48213",
            "/v4_6_release/apis/3.0/service/tickets/1",
            "v2026_1/apis/3.0/service/tickets/1?a=/apis/3.0/company/companies",
            "/apis/3.0/service/tickets/{id}",
        ] {
            assert_eq!(named("PATCH", path), "psa:PATCH /service/tickets/{id}", "{path}");
        }
        for (path, operation) in [
            ("/SERVICE/tickets/5/ALLNOTES", "psa:GET /service/tickets/{id}/allNotes"),
            ("/time/worktypes", "psa:GET /time/workTypes"),
            ("/system/members/jdoe", "psa:GET /system/members/{id}"),
            ("/system/members/count", "psa:GET /system/members/count"),
            ("/system/members/7", "psa:GET /system/members/{id}"),
            ("/company/marketDescriptions/12/x", "psa:GET /company/marketDescriptions/{id}/x"),
            ("", "psa:GET "),
        ] {
            assert_eq!(named("GET", path), operation, "{path}");
        }
    }

    #[test]
    fn what_looks_like_a_record_and_is_none_is_not_taken_for_one() {
        for (method, path, operation) in [
            ("GET", "/service/tickets/calculatesla", "psa:GET /service/tickets/calculateSla"),
            ("GET", "/service/tickets/authstatus", "psa:GET /service/tickets/authstatus"),
            ("POST", "/service/tickets/Search", "psa:POST /service/tickets/search"),
            ("HEAD", "/service/tickets", "psa:HEAD /service/tickets"),
            ("GET", "/myapis/3.0/service/tickets", "psa:GET /myapis/3.0/service/tickets"),
        ] {
            assert_eq!(named(method, path), operation);
        }
    }

    #[test]
    fn what_is_judged_is_what_is_sent() {
        for base in ["https://psa.example.com/v4_6_release/apis/3.0", "https://proxy.example.com/psa"] {
            let psa = client(base);
            let root = psa.http().base().as_url().path();
            for path in
                ["/service/tickets/7", &format!("{root}service/tickets/7"), "v2026_1/apis/3.0/service/tickets/7"]
            {
                let operation = RawClient::operation(&psa, &Method::PATCH, path, None).expect("an operation");
                assert_eq!(operation.as_str(), "psa:PATCH /service/tickets/{id}", "{path} below {base}");
            }
            for path in
                ["//evil.example/service/tickets", "/service/tickets/../../x", "https://evil.example/x", "a%2fb"]
            {
                let error = RawClient::operation(&psa, &Method::GET, path, None).expect_err(path);
                assert_eq!(error.path(), Some("$.path"), "{path}");
            }
        }
    }

    #[test]
    fn shapes_are_what_routes_are_named() {
        let shapes: Vec<_> = operation_shapes().collect();
        assert!(shapes.len() > 300 && !shapes.iter().any(|shape| shape.contains("login")), "{}", shapes.len());
        for shape in &shapes {
            let (method, path) = shape.trim_start_matches("psa:").split_once(' ').expect("a route");
            assert_eq!(named(method, path), *shape);
        }
    }
}
