//! What a request does, in the words of policies, whatever route leads to it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cw_http::tools::RawClient;
use cw_http::{HttpClient, Method, Request};
use msp_tools_core::{Operation, ToolError};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::api::operations;
use crate::client::RmmClient;

/// The operation that starts a script, by its name in the API half.
const START: &str = "tasks.schedule";

/// A route that the API half knows.
struct Known {
    method: Method,
    segments: Vec<Segment>,
    starts_a_script: bool,
}

enum Segment {
    /// As the vendor writes it.
    Word(String),
    /// The id of a record.
    Id,
    /// A word of a fixed set.
    Choice,
}

/// Every route that can be asked for. Tokens are the client's own matter, and calls without a known path are none.
static ROUTES: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let routes = operations().map(|route| Known {
        method: route.method().clone(),
        segments: below_root(route.path()).into_iter().map(Segment::read).collect(),
        starts_a_script: route.name() == START,
    });
    routes.filter(|known| !known.segments.is_empty() && !is_token(&known.name_parts())).collect()
});

/// The operation that a raw request performs: the same as that of a tool or method on the same route.
///
/// Paths stand below the root of the API and its version, since several things can be asked in both versions; ids in them are
/// `{id}`: `rmm:GET /device/endpoints/{id}`. A request that starts a script is `rmm:script:<id>`, as `cw-rmm-run-task` and the
/// script's own tool are.
///
/// ```
/// use cw_rmm_client::{Method, tools::operation_of};
///
/// let operation = operation_of(&Method::GET, "/api/platform/v2/service/Ticketing/tickets?pageSize=5", None)?;
/// assert_eq!(operation.as_str(), "rmm:GET /service/ticketing/tickets");
/// # Ok::<(), msp_tools_core::ToolError>(())
/// ```
///
/// # Errors
/// [`Input`](msp_tools_core::ErrorKind::Input) for a request that starts a script without saying which and on which devices
/// (what it would do could not be judged), and for one that asks for a token.
pub fn operation_of(method: &Method, path: &str, body: Option<&Value>) -> Result<Operation, ToolError> {
    // Servers decode a path before they route it, so it is judged decoded.
    let path = percent_decode_str(path.split(['?', '#']).next().unwrap_or_default()).decode_utf8_lossy();
    let segments = below_root(&path);
    if is_token(&segments) {
        let problem = "tokens are asked for by the client itself, and too many of them lock the key";
        return Err(ToolError::input("$.path", problem, "another path"));
    }
    let known = ROUTES.iter().filter(|known| known.method == *method && known.fits(&segments));
    // `/device/endpoints/heartbeat` is no device.
    match known.max_by_key(|known| known.words()) {
        Some(known) if known.starts_a_script => started_by(body).map(Operation::new),
        Some(known) => Ok(Operation::new(known.name())),
        None => {
            let shown = segments.into_iter().map(|segment| if is_id(segment) { "{id}" } else { segment });
            Ok(Operation::new(named(method, shown)))
        }
    }
}

/// What operations of this client can look like: each route that it knows, once, and `rmm:script:*` for all ways to start a
/// script. A raw request can perform others, on routes that are not known here.
///
/// ```
/// use msp_tools_core::{Policies, ToolCatalog};
///
/// let catalog = ToolCatalog::default().with_operations(cw_rmm_client::tools::operation_shapes());
/// let never = "version = 1\n[operations]\n\"rmm:DELETE /custom-field/definitions/{id}\" = \"never\"\n";
/// assert!(Policies::parse(never, &catalog).is_ok());
/// let mistyped = "version = 1\n[operations]\n\"rmm:DELETE /custom-fields/definitions/{id}\" = \"never\"\n";
/// assert!(Policies::parse(mistyped, &catalog).is_err());
/// ```
pub fn operation_shapes() -> impl Iterator<Item = String> {
    let routes: BTreeSet<String> = ROUTES.iter().filter(|known| !known.starts_a_script).map(Known::name).collect();
    routes.into_iter().chain(["rmm:script:*".to_owned()])
}

/// What starting a script is in the words of policies. However its id is spelled, it is the same script.
pub(super) fn script_operation(id: &str) -> String {
    let plain = id.trim().to_lowercase();
    let plain = plain.trim_start_matches("urn:uuid:").trim_matches(['{', '}']);
    let digits: String = plain.chars().filter(|c| *c != '-').collect();
    if digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let [a, b, c, d, e] = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
        return format!("rmm:script:{a}-{b}-{c}-{d}-{e}");
    }
    format!("rmm:script:{plain}")
}

/// The script that a request starts, if it can be told which, and that it runs on devices that are named.
fn started_by(body: Option<&Value>) -> Result<String, ToolError> {
    let body = body.and_then(Value::as_object).ok_or_else(|| {
        let problem = "the request starts a script and does not say which";
        ToolError::input("$.json_body", problem, "an object with templateID, targets and targetType")
    })?;
    let template = only(body, "templateID").and_then(Value::as_str).filter(|id| !id.trim().is_empty());
    let Some(template) = template else {
        let problem = "the request starts a script and does not say which, or says it twice";
        return Err(ToolError::input("$.json_body.templateID", problem, "the script's id, once"));
    };
    let kind = only(body, "targetType").and_then(Value::as_str);
    if !kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("MANAGED_ENDPOINT")) {
        let problem = "what it would run on could not be judged: devices have to be named one by one";
        return Err(ToolError::input("$.json_body.targetType", problem, "`MANAGED_ENDPOINT`, with devices in targets"));
    }
    Ok(script_operation(template))
}

/// The member of this name in any case, if there is one only.
fn only<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let mut members = body.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    members.next().filter(|_| members.next().is_none())
}

impl RawClient for RmmClient {
    fn http(&self) -> &HttpClient {
        Self::http(self)
    }

    fn request(&self, method: Method, path: &str) -> Request {
        Self::request(self, method, path)
    }

    /// What is judged is the address that will be sent, not how it was typed.
    fn operation(&self, method: &Method, path: &str, body: Option<&Value>) -> Result<Operation, ToolError> {
        let base = self.http().base();
        let url = Self::request(self, method.clone(), path).url(base).map_err(|error| {
            let expected = "a path below the root of the service, such as /api/platform/v1/company/companies";
            ToolError::input("$.path", error, expected)
        })?;
        operation_of(method, url.path().strip_prefix(base.as_url().path()).unwrap_or(url.path()), body)
    }
}

impl Known {
    fn fits(&self, segments: &[&str]) -> bool {
        self.segments.len() == segments.len() && self.segments.iter().zip(segments).all(|(own, given)| own.fits(given))
    }

    fn words(&self) -> usize {
        self.segments.iter().filter(|segment| matches!(segment, Segment::Word(_))).count()
    }

    fn name_parts(&self) -> Vec<&str> {
        self.segments.iter().map(Segment::shown).collect()
    }

    fn name(&self) -> String {
        named(&self.method, self.name_parts().into_iter())
    }
}

impl Segment {
    fn read(template: &str) -> Self {
        match template {
            "{category}" => Self::Choice,
            hole if is_hole(hole) => Self::Id,
            word => Self::Word(word.to_owned()),
        }
    }

    fn fits(&self, given: &str) -> bool {
        match self {
            Self::Word(word) => word.eq_ignore_ascii_case(given),
            Self::Id => is_id(given),
            Self::Choice => true,
        }
    }

    fn shown(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Id | Self::Choice => "{id}",
        }
    }
}

fn named<'a>(method: &Method, segments: impl Iterator<Item = &'a str>) -> String {
    let path: String = segments.map(|segment| format!("/{segment}")).collect();
    format!("rmm:{method} {path}")
}

/// The segments of a path without the root of the API and its version, of which one thing can have two. Space around a segment is
/// nothing that servers look at.
fn below_root(path: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = path.split('/').map(str::trim).filter(|segment| !segment.is_empty()).collect();
    for part in ["api", "platform"] {
        if segments.first().is_some_and(|segment| segment.eq_ignore_ascii_case(part)) {
            segments.remove(0);
        }
    }
    let is_version = |segment: &&str| {
        let number = segment.strip_prefix(['v', 'V']).unwrap_or_default();
        *segment == "{version}" || !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    if segments.first().is_some_and(is_version) {
        segments.remove(0);
    }
    segments
}

fn is_token(segments: &[&str]) -> bool {
    matches!(segments, [only] if only.eq_ignore_ascii_case("token"))
}

/// An id, or the place for one in a template. The words of this API have no digits.
fn is_id(segment: &str) -> bool {
    is_hole(segment) || segment.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_hole(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SCRIPT: &str = "9a64c1de-0d2f-4b8a-bb1f-7e5c2a903d14";

    fn told(method: Method, path: &str, body: Option<Value>) -> String {
        operation_of(&method, path, body.as_ref())
            .map_or_else(|error| error.to_string(), |operation| operation.to_string())
    }

    #[test]
    fn every_spelling_of_a_route_is_one_operation() {
        for path in [
            "/api/platform/v2/service/ticketing/tickets/d4a8e0f2-9b1c-4c7d-8e2f-5a6b7c8d9e01",
            "/api/platform/v1/service/ticketing/tickets/48213/",
            "API/Platform/V2/Service/%54icketing/tickets/7?x=1#y",
            "//service/ticketing//tickets/%207%20",
        ] {
            assert_eq!(told(Method::PATCH, path, None), "rmm:PATCH /service/ticketing/tickets/{id}", "{path}");
        }
        for (path, operation) in [
            ("/api/platform/v1/device/endpoints/e-1", "rmm:GET /device/endpoints/{id}"),
            ("/api/platform/v2/device/endpoints/HEARTBEAT", "rmm:GET /device/endpoints/heartbeat"),
            ("/api/platform/v2/device/endpoints/1/cpu-usage", "rmm:GET /device/endpoints/{id}/cpu-usage"),
            ("/api/platform/v2/device/categories/all/endpoints", "rmm:GET /device/categories/{id}/endpoints"),
            ("/v1/rate_limits", "rmm:GET /rate_limits"),
            ("/api/v1/cases/7/impacted-entities", "rmm:GET /cases/{id}/impacted-entities"),
            ("/api/platform/v2/nothing/known/12", "rmm:GET /nothing/known/{id}"),
            ("/api/platform/v1/device/endpoints/all", "rmm:GET /device/endpoints/all"),
        ] {
            assert_eq!(told(Method::GET, path, None), operation, "{path}");
        }
    }

    #[test]
    fn every_way_to_start_a_script_is_that_script() {
        assert!(operations().any(|route| route.name() == START));
        let operation = format!("rmm:script:{SCRIPT}");
        for path in [
            "/api/platform/v2/automation/endpoints/schedule-tasks",
            "api/platform/v1/Automation/endpoints/schedule%2Dtasks/",
        ] {
            for id in [SCRIPT.to_owned(), SCRIPT.to_uppercase(), SCRIPT.replace('-', ""), format!(" {{{SCRIPT}}} ")] {
                let body = json!({"templateid": id, "TargetType": "managed_endpoint", "targets": ["e"]});
                assert_eq!(told(Method::POST, path, Some(body)), operation, "{path} {id}");
            }
            for body in [
                None,
                Some(json!([{"templateID": SCRIPT}])),
                Some(json!({"targetType": "MANAGED_ENDPOINT"})),
                Some(json!({"templateID": SCRIPT, "templateId": "x", "targetType": "MANAGED_ENDPOINT"})),
                Some(json!({"templateID": {}, "targetType": "MANAGED_ENDPOINT"})),
            ] {
                assert!(told(Method::POST, path, body.clone()).contains("which"), "{body:?}");
            }
            for kind in [json!("COMPANY"), json!(null), json!("SITE")] {
                let body = json!({"templateID": SCRIPT, "targets": ["c"], "targetType": kind});
                assert!(told(Method::POST, path, Some(body)).contains("one by one"), "{kind}");
            }
        }
    }

    #[test]
    fn tokens_are_not_asked_for() {
        for path in ["/v1/token", "V1/%74oken/", "/token"] {
            assert!(told(Method::POST, path, Some(json!({}))).contains("lock the key"), "{path}");
        }
    }

    #[test]
    fn shapes_are_what_routes_are_named() {
        let shapes: Vec<_> = operation_shapes().collect();
        assert!(shapes.len() > 60, "{}", shapes.len());
        for shape in shapes.iter().filter(|shape| *shape != "rmm:script:*") {
            let (method, path) = shape.trim_start_matches("rmm:").split_once(' ').expect("a route");
            assert_eq!(told(method.parse().expect("a method"), path, None), *shape);
        }
    }
}
