//! Tools that talk to the client while they run. No tool of ours does: the adapter asks for approval, and for nothing else.
//! These show that what lies below the adapter carries such talk.

use std::sync::Arc;

use msp_tools_core::{Effect, ErrorKind, Tool, ToolError, read_tool};
use rmcp::{
    ServiceError,
    model::{
        CreateMessageRequestParams, ElicitRequestParams, LoggingLevel, LoggingMessageNotificationParam, SamplingMessage,
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    suite::Caller,
    tools::{Anything, Shown, spec},
};

pub(crate) fn tools(caller: &Caller) -> [Arc<dyn Tool>; 4] {
    let reads = |name| spec(name, Effect::Read);
    let caller = || caller.clone();
    [
        read_tool(reads("test-tool-with-logging"), caller(), |caller, _: Anything, _| log(caller)),
        read_tool(reads("test-sampling"), caller(), |caller, prompt: Prompt, _| sample(caller, prompt)),
        read_tool(reads("test-elicitation-sep1034-defaults"), caller(), |caller, _: Anything, _| {
            fill_in(caller, defaults())
        }),
        read_tool(reads("test-elicitation-sep1330-enums"), caller(), |caller, _: Anything, _| {
            fill_in(caller, choices())
        }),
    ]
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Prompt {
    prompt: String,
}

async fn log(caller: Caller) -> Result<Shown, ToolError> {
    let peer = caller.peer()?;
    for step in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        let message = LoggingMessageNotificationParam::new(LoggingLevel::Info, step.into());
        peer.notify_logging_message(message).await.map_err(unheard)?;
    }
    Ok(Shown::text("It was logged."))
}

async fn sample(caller: Caller, Prompt { prompt }: Prompt) -> Result<Shown, ToolError> {
    let request = CreateMessageRequestParams::new(vec![SamplingMessage::user_text(prompt)], 100);
    let said = caller.peer()?.create_message(request).await.map_err(unheard)?;
    Ok(Shown::text(format!("LLM response: {}", json!(said.message.content))))
}

/// Lets the user of the client fill in a form.
async fn fill_in(caller: Caller, properties: Value) -> Result<Shown, ToolError> {
    let form = json!({
        "mode": "form",
        "message": "Please fill in the form",
        "requestedSchema": {"type": "object", "properties": properties, "required": []},
    });
    let form: ElicitRequestParams =
        serde_json::from_value(form).map_err(|error| ToolError::internal("the form is none").with_source(error))?;
    let answer = caller.peer()?.create_elicitation(form).await.map_err(unheard)?;
    Ok(Shown::text(format!("Elicitation completed: action={:?}, content={}", answer.action, json!(answer.content))))
}

/// A field of each kind, filled in beforehand.
fn defaults() -> Value {
    json!({
        "name": {"type": "string", "default": "John Doe"},
        "age": {"type": "integer", "default": 30},
        "score": {"type": "number", "default": 95.5},
        "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
        "verified": {"type": "boolean", "default": true},
    })
}

/// A choice of each kind.
fn choices() -> Value {
    let options = json!(["option1", "option2", "option3"]);
    let titled = json!([
        {"const": "value1", "title": "First"},
        {"const": "value2", "title": "Second"},
        {"const": "value3", "title": "Third"},
    ]);
    json!({
        "untitledSingle": {"type": "string", "enum": options},
        "titledSingle": {"type": "string", "oneOf": titled},
        "legacyEnum": {
            "type": "string",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": {"type": "array", "items": {"type": "string", "enum": options}},
        "titledMulti": {"type": "array", "items": {"anyOf": titled}},
    })
}

fn unheard(error: ServiceError) -> ToolError {
    ToolError::new(ErrorKind::Unavailable, "the client did not answer").with_source(error)
}
