//! `msp request`: what is not modelled, through the same gate as everything else.
//!
//! A read goes at once. Anything else is a tool call that needs approval, and what belongs to a tool is bound by the policy
//! of that tool: there is no way around the gate.

use cw_http::tools::{OneOrMany, RawMethod, RawRequest, Scalar};
use msp_tools_core::{Effect, ErrorKind, ToolSpec};
use serde_json::{Value, json};

use super::call::{self, Caller};
use crate::cli::{Globals, RequestLine};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::product::Product;
use crate::tenant::Tenant;
use crate::{gate, input, state};

pub(crate) async fn run(console: Console, globals: &Globals, line: RequestLine) -> Result<Exit, Failure> {
    let raw = read(&line)?;
    let tenant = Tenant::open(globals).await?;
    let toolbox = tenant.raw_toolbox(globals, line.product, spec(line.product, effect(raw.method))).await?;
    let registry = gate::to_call(console, globals, &state::open(globals).await?, toolbox).await?;
    let caller = Caller::user(console, call::session(&tenant, line.product), line.patience);
    let outcome = caller.call(&registry, &line.product.request_tool(), json!(raw)).await;
    if outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnknownTool) {
        // The tool is there; it is policy that says never.
        return Err(Failure::new(Exit::Refused, "denied", "policy never lets such a request run"));
    }
    call::report(console, outcome)
}

/// What a raw request is, given how much it can change.
pub(crate) fn spec(product: Product, effect: Effect) -> ToolSpec {
    ToolSpec::new(product.integration(), product.request_tool(), effect)
        .with_title("Raw request")
        .with_description("Sends a request that is not modelled.")
}

fn effect(method: RawMethod) -> Effect {
    match method {
        RawMethod::Get | RawMethod::Head => Effect::Read,
        RawMethod::Delete => Effect::Destroy,
        RawMethod::Post | RawMethod::Put | RawMethod::Patch => Effect::Write,
    }
}

/// The request that the command line asks for.
fn read(line: &RequestLine) -> Result<RawRequest, Failure> {
    let mut raw = RawRequest::new(method(&line.method)?, &line.path);
    for (name, value) in pairs("--path-param", &line.path_param, '=')? {
        raw.path_params.insert(name, Scalar::Text(value));
    }
    for (name, value) in pairs("--query", &line.query, '=')? {
        let values = raw.query.entry(name).or_insert_with(|| OneOrMany::Many(Vec::new()));
        if let OneOrMany::Many(values) = values {
            values.push(Scalar::Text(value));
        }
    }
    raw.headers.extend(pairs("--header", &line.headers, ':')?);
    raw.json_body = line.json_body.as_deref().map(|text| input::json("--json-body", text)).transpose()?;
    raw.text_body.clone_from(&line.data);
    Ok(raw)
}

fn method(word: &str) -> Result<RawMethod, Failure> {
    serde_json::from_value(Value::from(word.to_ascii_uppercase()))
        .map_err(|_| Failure::usage(format!("--method {word}: expected GET, HEAD, POST, PUT, PATCH or DELETE")))
}

fn pairs(option: &str, texts: &[String], separator: char) -> Result<Vec<(String, String)>, Failure> {
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    texts.iter().map(|text| input::pair(option, text, separator).map(owned)).collect()
}
