//! Requests that are not modelled, as a tool: through the same gate as everything else.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use http::{HeaderName, HeaderValue, Method};
use msp_tools_core::{
    AtLeast, CallContext, Effect, Operation, Plan, Policy, Tool, ToolError, ToolOutput, ToolSpec, Untrusted,
    parse_input,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base_url::path_segment;
use crate::client::HttpClient;
use crate::request::Request;

/// A client whose API can be asked for anything.
pub trait RawClient: Clone + Send + Sync + 'static {
    /// What sends.
    fn http(&self) -> &HttpClient;

    /// A request for a path as people write it.
    fn request(&self, method: Method, path: &str) -> Request;

    /// What the request does, in the words of policies: the same as that of a tool or method on the same route.
    ///
    /// # Errors
    /// A request of which that cannot be said, though it must.
    fn operation(&self, method: &Method, path: &str, body: Option<&Value>) -> Result<Operation, ToolError>;
}

/// A request, as a person or a model writes it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RawRequest {
    /// The HTTP method. Default: GET.
    #[serde(default)]
    pub method: RawMethod,
    /// The path below the root of the API. `{name}` is filled from `path_params`.
    pub path: String,
    /// Values for `{name}` in the path; each becomes one segment, whatever it holds.
    #[serde(default)]
    pub path_params: BTreeMap<String, Scalar>,
    /// Query parameters; several values of one name as a list.
    #[serde(default)]
    pub query: BTreeMap<String, OneOrMany>,
    /// Further headers. Credentials are added by the client.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, sent as JSON.
    #[serde(default)]
    pub json_body: Option<Value>,
    /// The body, sent as it is.
    #[serde(default)]
    pub text_body: Option<String>,
}

/// An HTTP method that changes or reads a resource.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(inline)]
#[allow(missing_docs, reason = "they are what they are called")]
#[allow(clippy::exhaustive_enums, reason = "HTTP has no more that APIs use")]
pub enum RawMethod {
    #[default]
    #[serde(alias = "get")]
    Get,
    #[serde(alias = "head")]
    Head,
    #[serde(alias = "post")]
    Post,
    #[serde(alias = "put")]
    Put,
    #[serde(alias = "patch")]
    Patch,
    #[serde(alias = "delete")]
    Delete,
}

impl RawMethod {
    fn is_read(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }

    fn effect(self) -> Effect {
        match self {
            Self::Get | Self::Head => Effect::Read,
            Self::Delete => Effect::Destroy,
            Self::Post | Self::Put | Self::Patch => Effect::Write,
        }
    }
}

impl From<RawMethod> for Method {
    fn from(method: RawMethod) -> Self {
        match method {
            RawMethod::Get => Self::GET,
            RawMethod::Head => Self::HEAD,
            RawMethod::Post => Self::POST,
            RawMethod::Put => Self::PUT,
            RawMethod::Patch => Self::PATCH,
            RawMethod::Delete => Self::DELETE,
        }
    }
}

/// Text, a number or a flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
#[allow(missing_docs, reason = "they are what they are called")]
#[allow(clippy::exhaustive_enums, reason = "JSON has no other scalars")]
pub enum Scalar {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Whole(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
        }
    }
}

/// A value, or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
#[allow(missing_docs, reason = "they are what they are called")]
#[allow(clippy::exhaustive_enums, reason = "there is no third")]
pub enum OneOrMany {
    One(Scalar),
    Many(Vec<Scalar>),
}

impl OneOrMany {
    fn values(&self) -> &[Scalar] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl RawRequest {
    /// A request without parameters and body.
    #[must_use]
    pub fn new(method: RawMethod, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            path_params: BTreeMap::new(),
            query: BTreeMap::new(),
            headers: BTreeMap::new(),
            json_body: None,
            text_body: None,
        }
    }

    /// The request as it will be sent, and what it does.
    ///
    /// # Errors
    /// [`Input`](msp_tools_core::ErrorKind::Input) with the JSON path of what is wrong: a parameter that is missing or too
    /// many, a header that cannot be sent, two bodies, a path that leaves the API.
    pub fn prepare(&self, client: &impl RawClient) -> Result<(Request, Operation), ToolError> {
        let path = self.filled_path()?;
        let method = Method::from(self.method);
        let operation = client.operation(&method, &path, self.json_body.as_ref())?;
        let mut request = client.request(method, &path);
        for (name, values) in &self.query {
            for value in values.values() {
                request = request.query(name.clone(), value);
            }
        }
        for (name, value) in &self.headers {
            let (name, value) = header(name, value)?;
            request = request.header(name, value);
        }
        let request = match (&self.json_body, &self.text_body) {
            (Some(_), Some(_)) => {
                return Err(ToolError::input(
                    "$.text_body",
                    "there are two bodies",
                    "json_body or text_body, not both",
                ));
            }
            (Some(json), None) => request.json(json),
            (None, Some(text)) => request.body(text.clone()),
            (None, None) => request,
        };
        request.url(client.http().base()).map_err(|error| {
            ToolError::input("$.path", error, "a path below the root of the API, such as /things/12")
        })?;
        Ok((request, operation))
    }

    fn filled_path(&self) -> Result<String, ToolError> {
        let mut path = self.path.clone();
        for (name, value) in &self.path_params {
            let at = || format!("$.path_params.{name}");
            let hole = format!("{{{name}}}");
            if !path.contains(&hole) {
                return Err(ToolError::input(
                    at(),
                    format!("the path has no `{hole}`"),
                    "only names that stand in the path",
                ));
            }
            let segment = path_segment(&value.to_string())
                .map_err(|error| ToolError::input(at(), error, "text that can stand in a path"))?;
            path = path.replace(&hole, &segment);
        }
        match path.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
            Some((name, _)) => Err(ToolError::input(
                "$.path",
                format!("`{{{name}}}` is not filled"),
                format!("a value for `{name}` in path_params"),
            )),
            None => Ok(path),
        }
    }
}

/// Headers by which a request would become another than the one that was judged.
const REFUSED_HEADERS: [&str; 9] = [
    "connection",
    "content-length",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), ToolError> {
    if REFUSED_HEADERS.iter().any(|refused| name.trim().eq_ignore_ascii_case(refused)) {
        let problem = "this header would make another request of it";
        return Err(ToolError::input(format!("$.headers.{name}"), problem, "headers that say more about this request"));
    }
    let illegal = |what| ToolError::input(format!("$.headers.{name}"), format!("not a legal {what}"), "a legal header");
    let header = HeaderName::try_from(name).map_err(|_| illegal("name"))?;
    Ok((header, HeaderValue::try_from(value).map_err(|_| illegal("value"))?))
}

/// What came back.
#[derive(Debug, Serialize, JsonSchema)]
struct Answer {
    /// The HTTP status.
    status: u16,
    /// The body: JSON as such, anything else null.
    body: Value,
    /// The body as text, where it is not JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Untrusted>,
}

/// A tool that sends any request.
///
/// What a request does decides what holds for it: an operation of another tool is bound by what holds for that tool; beyond
/// that, reads follow [`ToolSpec::unknown_operations`], `DELETE` at least `delete`, and every other change needs approval.
#[must_use]
pub fn raw_request<C: RawClient>(spec: ToolSpec, client: C, delete: Policy) -> Arc<dyn Tool> {
    let spec = spec.with_default_policy(Policy::Auto).with_input::<RawRequest>().with_output::<Answer>();
    Arc::new(RawTool { spec, client, delete })
}

struct RawTool<C> {
    spec: ToolSpec,
    client: C,
    delete: Policy,
}

impl<C> RawTool<C> {
    fn at_least(&self, method: RawMethod) -> Option<AtLeast> {
        match method {
            RawMethod::Get | RawMethod::Head => None,
            RawMethod::Delete => Some(AtLeast::new(self.delete.max(Policy::Approval), "the request removes something")),
            _ => Some(AtLeast::new(Policy::Approval, "the request may change something")),
        }
    }
}

#[async_trait]
impl<C: RawClient> Tool for RawTool<C> {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn plan(&self, arguments: Value, _: &CallContext) -> Result<Plan, ToolError> {
        let raw: RawRequest = parse_input(&self.spec.input_schema, arguments.clone())?;
        let (_, operation) = raw.prepare(&self.client)?;
        let method = Method::from(raw.method);
        let sentence = format!("Send {method} {} to {}", raw.filled_path()?, self.client.http().base());
        let mut plan = Plan::new(&self.spec, arguments, sentence);
        plan.operations.push(operation);
        plan.at_least = self.at_least(raw.method);
        plan.effect = plan.effect.max(raw.method.effect());
        if !raw.method.is_read() {
            let body = raw.json_body.as_ref().map(Value::to_string).or(raw.text_body);
            plan.warnings.extend(body.map(|body| format!("With the body {body}")));
        }
        Ok(plan)
    }

    async fn run(&self, plan: &Plan, cx: &CallContext) -> Result<ToolOutput, ToolError> {
        let raw: RawRequest = parse_input(&self.spec.input_schema, plan.arguments.clone())?;
        let (request, operation) = raw.prepare(&self.client)?;
        if !plan.operations.contains(&operation) {
            return Err(ToolError::internal("the plan is one for another request"));
        }
        let http = self.client.http().for_call(cx);
        let sent = async { Ok(http.send(request).await?) };
        // A change that was sent is waited for: what became of it matters.
        let response = if raw.method.is_read() { cx.while_wanted(sent).await? } else { sent.await? };
        let (body, text) = match serde_json::from_slice(response.body()) {
            Ok(body) => (body, None),
            Err(_) => (Value::Null, Some(String::from_utf8_lossy(response.body()).into_owned())),
        };
        let text = text.filter(|text| !text.is_empty()).map(Untrusted::new);
        let answer = serde_json::to_value(Answer { status: response.status(), body, text });
        Ok(ToolOutput::new(&self.spec, answer.map_err(|error| ToolError::internal("no JSON").with_source(error))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_header_makes_another_request_of_the_one_that_was_judged() {
        for name in ["X-HTTP-Method-Override", "x-method-override", "Host", "Transfer-Encoding", " content-length "] {
            let refused = header(name, "DELETE").expect_err(name);
            assert!(refused.to_string().contains("another request"), "{refused}");
        }
        assert!(header("x-cw-note", "a").is_ok());
        assert!(header("not a name", "a").is_err() && header("x-cw-note", "a\nb").is_err());
    }
}
