//! `msp request`: what is not modelled, through the same gate as everything else.
//!
//! A read goes at once. Anything else is a tool call that needs approval: there is no way around the gate.

use std::sync::Arc;

use cwa_client::AutomateClient;
use cwa_client::tools::{INTEGRATION, operation_of};
use http::{HeaderName, HeaderValue, Method};
use msp_tools_core::{Draft, Effect, ErrorKind, Tool, ToolError, ToolSpec, Untrusted, read_tool, write_tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call;
use crate::cli::{Globals, RawRequest};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::{gate, input};

const NAME: &str = "raw-request";

pub(crate) async fn run(console: Console, globals: &Globals, line: RawRequest) -> Result<Exit, Failure> {
    let raw = Raw::read(&line)?;
    let tenant = Tenant::open(globals.sandbox).await?;
    // What cannot be sent is a mistake in the command line, whatever the method and the policy.
    raw.request(&tenant.automate)?.url(tenant.automate.http().base())?;
    let operation = operation_of(&raw.method()?, &raw.path, raw.json_body())?;
    let tool = tool(&tenant.automate, spec(raw.effect()?).with_operation(operation));
    let registry = gate::to_call(console, globals, vec![tool])?;
    let outcome = registry.call(NAME, json!(raw), &call::context(console, None)).await;
    if outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnknownTool) {
        // The tool is there; it is policy that says never.
        return Err(Failure::new(Exit::Refused, "denied", "the policy file never lets such a request run"));
    }
    call::report(console, outcome)
}

/// What a raw request is, given how much it can change.
pub(crate) fn spec(effect: Effect) -> ToolSpec {
    ToolSpec::new(INTEGRATION, NAME, effect)
        .with_title("Raw request")
        .with_description("Sends a request that is not modelled.")
}

/// A request as the command line gives it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// The HTTP method.
    method: String,
    /// The path below the API root, parameters filled in.
    path: String,
    /// Query parameters.
    query: Vec<(String, String)>,
    /// Headers.
    headers: Vec<(String, String)>,
    /// The body, if there is one.
    body: Option<Body>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Body {
    /// Sent as JSON.
    Json(Value),
    /// Sent as it is.
    Text(String),
}

/// What came back.
#[derive(Debug, Serialize, JsonSchema)]
struct Answer {
    /// The HTTP status.
    status: u16,
    /// The body: JSON as such, anything else as text.
    body: Value,
    /// The body as text, where it is not JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Untrusted>,
}

impl Raw {
    fn read(line: &RawRequest) -> Result<Self, Failure> {
        let json_body = line.json_body.as_deref().map(|text| input::json("--json-body", text)).transpose()?;
        let text_body = line.data.clone().map(Body::Text);
        Ok(Self {
            method: line.method.to_ascii_uppercase(),
            path: fill(&line.path, &line.path_param)?,
            query: pairs("--query", &line.query, '=')?,
            headers: pairs("--header", &line.headers, ':')?,
            body: json_body.map(Body::Json).or(text_body),
        })
    }

    fn method(&self) -> Result<Method, Failure> {
        const KNOWN: [Method; 6] =
            [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
        let known = KNOWN.into_iter().find(|method| method.as_str() == self.method);
        known.ok_or_else(|| {
            Failure::usage(format!("--method {}: expected GET, HEAD, POST, PUT, PATCH or DELETE", self.method))
        })
    }

    fn effect(&self) -> Result<Effect, Failure> {
        Ok(match self.method()? {
            Method::GET | Method::HEAD => Effect::Read,
            Method::DELETE => Effect::Destroy,
            _ => Effect::Write,
        })
    }

    fn json_body(&self) -> Option<&Value> {
        match &self.body {
            Some(Body::Json(value)) => Some(value),
            _ => None,
        }
    }

    fn request(&self, automate: &AutomateClient) -> Result<cw_http::Request, Failure> {
        let mut request = automate.request(self.method()?, &self.path);
        for (name, value) in &self.query {
            request = request.query(name.clone(), value);
        }
        for (name, value) in &self.headers {
            let illegal = |what| Failure::usage(format!("--header {name}: not a legal header {what}"));
            let name = HeaderName::try_from(name.as_str()).map_err(|_| illegal("name"))?;
            let value = HeaderValue::try_from(value.as_str()).map_err(|_| illegal("value"))?;
            request = request.header(name, value);
        }
        Ok(match &self.body {
            Some(Body::Json(value)) => request.json(value),
            Some(Body::Text(text)) => request.body(text.clone()),
            None => request,
        })
    }
}

/// The request as a tool: its effect follows its method, and its default policy follows its effect.
fn tool(automate: &AutomateClient, spec: ToolSpec) -> Arc<dyn Tool> {
    if spec.effect == Effect::Read {
        return read_tool(spec, automate.clone(), |automate, raw: Raw, _| async move { send(&automate, &raw).await });
    }
    write_tool(
        spec,
        automate.clone(),
        |automate, raw: Raw, _| async move {
            let sentence = format!("Send {} {} to {}", raw.method, raw.path, automate.http().base());
            let draft = Draft::new(sentence, raw.clone());
            Ok(match &raw.body {
                Some(Body::Json(body)) => draft.with_warning(format!("With the body {body}")),
                Some(Body::Text(body)) => draft.with_warning(format!("With the body {body}")),
                None => draft,
            })
        },
        |automate, raw: Raw, _| async move { send(&automate, &raw).await },
    )
}

async fn send(automate: &AutomateClient, raw: &Raw) -> Result<Answer, ToolError> {
    // It was built once before it came here.
    let request = raw.request(automate).map_err(|failure| ToolError::internal(failure.message))?;
    let response = automate.execute(request).await?;
    Ok(match serde_json::from_slice(response.body()) {
        Ok(body) => Answer { status: response.status(), body, text: None },
        Err(_) => {
            let text = String::from_utf8_lossy(response.body()).into_owned();
            Answer { status: response.status(), body: Value::Null, text: (!text.is_empty()).then(|| text.into()) }
        }
    })
}

fn pairs(option: &str, texts: &[String], separator: char) -> Result<Vec<(String, String)>, Failure> {
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    texts.iter().map(|text| input::pair(option, text, separator).map(owned)).collect()
}

/// Fills `{KEY}` in a path. Whatever a value holds, it becomes one segment.
fn fill(path: &str, params: &[String]) -> Result<String, Failure> {
    let mut path = path.to_owned();
    for (key, value) in pairs("--path-param", params, '=')? {
        let hole = format!("{{{key}}}");
        if !path.contains(&hole) {
            return Err(Failure::usage(format!("--path-param {key}: the path has no `{hole}`")));
        }
        path = path.replace(&hole, &cw_http::path_segment(&value)?);
    }
    match path.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
        Some((name, _)) => {
            Err(Failure::usage(format!("the path's `{{{name}}}` is not filled: add --path-param {name}=...")))
        }
        None => Ok(path),
    }
}
