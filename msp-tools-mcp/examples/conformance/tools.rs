//! The registry: every tool that the suite calls by name, with dashes for its underscores.

use std::{error::Error, sync::Arc};

use async_trait::async_trait;
use msp_tools_core::{
    ApprovalDesk, CallContext, Draft, Effect, Plan, Registry, Tool, ToolError, ToolOutput, ToolSpec, read_tool,
    write_tool,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{asking, suite::Caller, working};

/// A red pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/// No sound at all, after the header.
const WAV: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

/// The tools, and the desk at which the user of the client approves: one person is both.
///
/// # Errors
/// If two tools have one name, or the like.
pub(crate) fn registry(caller: &Caller) -> Result<(Registry, ApprovalDesk), Box<dyn Error>> {
    let text = |text: &str| json!({"type": "text", "text": text});
    let image = || json!({"type": "image", "data": PNG, "mimeType": "image/png"});
    let audio = json!({"type": "audio", "data": WAV, "mimeType": "audio/wav"});
    let embedded = resource("test://embedded-resource", "text/plain", "This is an embedded resource content.");
    let mixed = resource("test://mixed-content-resource", "application/json", r#"{"test":"data","value":123}"#);
    let (changes, change) = working::changing_tools();
    let (registry, desk) = Registry::builder()
        .one_person(true)
        .tools([
            shows("test-simple-text", vec![text("This is a simple text response for testing.")]),
            shows("test-image-content", vec![image()]),
            shows("test-audio-content", vec![audio]),
            shows("test-embedded-resource", vec![embedded]),
            shows("test-multiple-content-types", vec![text("Multiple content types test:"), image(), mixed]),
            shows("test-missing-capability", vec![text("You can sample.")]),
            shows("test-logging-tool", vec![text("Nothing was logged.")]),
            shows("test-reconnection", vec![text("Still here.")]),
            read_tool(spec("greet", Effect::Read), (), |(), input: Anything, _| async move {
                Ok(Shown::text(format!("Hello, {}!", input.name.unwrap_or_default())))
            }),
            Arc::new(Schema::new()),
        ])
        .tools(GATED.map(|(name, effect)| gated(name, effect)))
        .tools(working::tools())
        .tools(asking::tools(caller))
        .tool(change)
        .source(changes.source())
        .build()?;
    changes.of(&registry);
    Ok((registry, desk))
}

fn resource(uri: &str, mime_type: &str, text: &str) -> Value {
    json!({"type": "resource", "resource": {"uri": uri, "mimeType": mime_type, "text": text}})
}

/// Where the suite wants to see its user asked, they are asked for approval.
const GATED: [(&str, Effect); 6] = [
    ("test-elicitation", Effect::Write),
    ("test-streaming-elicitation", Effect::Write),
    ("test-input-required-result-elicitation", Effect::Write),
    ("test-input-required-result-request-state", Effect::Write),
    ("test-input-required-result-tampered-state", Effect::Write),
    ("confirm-delete", Effect::Execute),
];

/// Takes whatever the suite gives to any of its tools.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Anything {
    name: Option<String>,
    message: Option<String>,
    filename: Option<String>,
}

/// What is shown: content blocks.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    content: Vec<Value>,
}

impl Shown {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { content: vec![json!({"type": "text", "text": text.into()})] }
    }
}

pub(crate) fn spec(name: &str, effect: Effect) -> ToolSpec {
    let spec = ToolSpec::new("conformance", name, effect).with_operation(format!("conformance:{name}"));
    spec.with_description("A tool of the conformance suite.")
}

/// A tool that shows always the same.
fn shows(name: &str, content: Vec<Value>) -> Arc<dyn Tool> {
    read_tool(spec(name, Effect::Read), content, |content, _: Anything, _| async move { Ok(Shown { content }) })
}

/// A tool that a person has to approve.
fn gated(name: &str, effect: Effect) -> Arc<dyn Tool> {
    write_tool(
        spec(name, effect),
        (),
        |(), input: Anything, _| async move { Ok(Draft::new(input.message.unwrap_or_else(|| "Do it".to_owned()), ())) },
        |(), (), _| async move { Ok(Shown::text("It was approved, and done.")) },
    )
}

/// A tool whose schema was written by hand, with all that JSON Schema has. It does nothing.
struct Schema(ToolSpec);

impl Schema {
    fn new() -> Self {
        let mut spec = spec("json-schema-2020-12-tool", Effect::Read);
        let address = json!({
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        });
        spec.input_schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "$defs": {"address": address},
            "properties": {
                "name": {"type": "string"},
                "address": address,
                "contactMethod": {"type": "string", "enum": ["phone", "email"]},
                "phone": {"type": "string"},
                "email": {"type": "string"},
            },
            "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
            "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
            "then": {"required": ["phone"]},
            "else": {"required": ["email"]},
            "additionalProperties": false,
        });
        Self(spec)
    }
}

#[async_trait]
impl Tool for Schema {
    fn spec(&self) -> &ToolSpec {
        &self.0
    }

    async fn plan(&self, arguments: Value, _: &CallContext) -> Result<Plan, ToolError> {
        Ok(Plan::new(&self.0, arguments, "Do nothing"))
    }

    async fn run(&self, _: &Plan, _: &CallContext) -> Result<ToolOutput, ToolError> {
        Ok(ToolOutput::new(&self.0, json!({})))
    }
}
