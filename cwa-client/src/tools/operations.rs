//! What a request does, in the words of policies, whatever route leads to it.

use cw_http::tools::RawClient;
use cw_http::{HttpClient, Method, Request};
use msp_tools_core::{Operation, ToolError};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::api::operations;
use crate::client::AutomateClient;

/// The operations that start a script, by their names in the API half.
const STARTS: [&str; 3] = ["scripts.execute", "scripts.schedule", "computers.schedule_script"];

/// The operation that a raw request performs: the same as that of a tool or method on the same route.
///
/// Ids in paths are `{id}`; version 1 of the API, which is the usual one, is left out:
/// `automate:DELETE /Computers/{id}/Alerts/{id}`. A request that starts a script is `automate:script:<id>`, as
/// `cwa-run-script` is.
///
/// # Errors
/// [`Input`](msp_tools_core::ErrorKind::Input) for a request that starts a script without naming its number: what it would
/// run could not be judged.
pub fn operation_of(method: &Method, path: &str, body: Option<&Value>) -> Result<Operation, ToolError> {
    // Servers decode a path before they route it, so it is judged decoded.
    let path = percent_decode_str(path.split(['?', '#']).next().unwrap_or_default()).decode_utf8_lossy();
    let segments = below_version_one(&path);
    let known = operations().find(|known| known.method == *method && fits(&known.path, &segments));
    let Some(known) = known else {
        return Ok(Operation::new(named_by(method, &segments)));
    };
    if !starts_a_script(known) {
        return Ok(Operation::new(named_by(method, &below_version_one(&known.path))));
    }
    let script = body.and_then(|body| body.as_object()?.iter().find(|(name, _)| name.eq_ignore_ascii_case("ScriptId")));
    let number = script.and_then(|(_, id)| id.as_i64().or_else(|| id.as_str()?.trim().parse().ok()));
    number.map(|id| Operation::new(format!("automate:script:{id}"))).ok_or_else(|| {
        ToolError::input("$.body.ScriptId", "the request starts a script and does not say which", "the script's number")
    })
}

impl RawClient for AutomateClient {
    fn http(&self) -> &HttpClient {
        Self::http(self)
    }

    fn request(&self, method: Method, path: &str) -> Request {
        Self::request(self, method, path)
    }

    fn operation(&self, method: &Method, path: &str, body: Option<&Value>) -> Result<Operation, ToolError> {
        operation_of(method, path, body)
    }
}

/// What operations of this client can look like: each route that it knows, and `automate:script:*` for all ways to start a
/// script. A raw request can perform others, on routes that are not known here.
///
/// ```
/// use msp_tools_core::{Policies, ToolCatalog};
///
/// let catalog = ToolCatalog::default().with_operations(cwa_client::tools::operation_shapes());
/// let never = "version = 1\n[operations]\n\"automate:script:6431\" = \"never\"\n";
/// assert!(Policies::parse(never, &catalog).is_ok());
/// let mistyped = "version = 1\n[operations]\n\"automate:DELETE /Computer/{id}\" = \"never\"\n";
/// assert!(Policies::parse(mistyped, &catalog).is_err());
/// ```
pub fn operation_shapes() -> impl Iterator<Item = String> {
    let routes = operations().filter(|known| !starts_a_script(known));
    let routes = routes.map(|known| named_by(&known.method, &below_version_one(&known.path)));
    routes.chain(["automate:script:*".to_owned()])
}

fn starts_a_script(known: &cw_http::Operation) -> bool {
    STARTS.contains(&known.name.as_ref())
}

fn named_by(method: &Method, segments: &[&str]) -> String {
    let path: String = segments.iter().map(|segment| format!("/{}", shape(segment))).collect();
    format!("automate:{method} {path}")
}

/// The segments of a path, without the root of the API and without version 1.
fn below_version_one(path: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    for prefix in [&["cwa", "api"][..], &["api"], &["v1"]] {
        let starts = segments.len() >= prefix.len()
            && segments.iter().zip(prefix).all(|(segment, prefix)| segment.eq_ignore_ascii_case(prefix));
        if starts {
            segments.drain(..prefix.len());
        }
    }
    segments
}

fn fits(template: &str, segments: &[&str]) -> bool {
    let template = below_version_one(template);
    template.len() == segments.len()
        && template.iter().zip(segments).all(|(part, segment)| is_hole(part) || part.eq_ignore_ascii_case(segment))
}

fn is_hole(part: &str) -> bool {
    part.starts_with('{') && part.ends_with('}')
}

/// A segment as an operation names it: ids have no names of their own.
fn shape(segment: &str) -> &str {
    let is_number = !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || is_hole(segment) { "{id}" } else { segment }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn named(method: Method, path: &str, body: Option<Value>) -> String {
        operation_of(&method, path, body.as_ref())
            .map_or_else(|error| error.to_string(), |operation| operation.to_string())
    }

    #[test]
    fn every_spelling_of_a_route_is_one_operation() {
        for path in [
            "/Computers/7/Alerts/9",
            "computers/7/ALERTS/9?x=1",
            "/v1/Computers/7/Alerts/9",
            "/cwa/api/v1/Computers/1/Alerts/2",
        ] {
            assert_eq!(named(Method::DELETE, path, None), "automate:DELETE /Computers/{id}/Alerts/{id}", "{path}");
        }
        assert_eq!(named(Method::GET, "/v2/contacts/5", None), "automate:GET /v2/Contacts/{id}");
        assert_eq!(named(Method::PATCH, "/Nowhere/12/x", None), "automate:PATCH /Nowhere/{id}/x");
    }

    #[test]
    fn every_way_to_start_a_script_is_that_script() {
        assert!(STARTS.iter().all(|start| operations().any(|known| known.name == *start)));
        for path in ["/Batch/ScriptExecute", "/batch/script%73chedule/", "/Computers/7/ScheduledScripts"] {
            for body in [json!({"ScriptId": 6431}), json!({"scriptid": "6431", "ScriptGuid": "x"})] {
                assert_eq!(named(Method::POST, path, Some(body)), "automate:script:6431", "{path}");
            }
            for body in [None, Some(json!({"ScriptGuid": "x"})), Some(json!([])), Some(json!({"ScriptId": {}}))] {
                assert!(named(Method::POST, path, body).contains("which"), "{path}");
            }
        }
    }

    #[test]
    fn tools_name_their_operations_as_raw_requests_do() {
        let cwa = crate::AutomateClient::builder("automate.example.com")
            .credentials(crate::Credentials::integrator("u", "p"))
            .client_id("6f0e5a1c-0000-4000-8000-000000000000")
            .build()
            .expect("settings");
        let tools = super::super::tools(&cwa);
        let operations: Vec<_> = tools.iter().flat_map(|tool| &tool.spec().operations).collect();
        assert!(operations.len() >= 7, "{operations:?}");
        for operation in operations {
            let (method, path) = operation.as_str().trim_start_matches("automate:").split_once(' ').expect("a route");
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            assert_eq!(named(method, path, None), operation.as_str());
        }
    }
}
