//! What a client is told of a tool.

use std::sync::Arc;

use msp_tools_core::{Effect, Policy, ToolInfo, ToolSpec};
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::Value;

/// A tool as clients see it.
pub(crate) fn tool(info: &ToolInfo) -> Tool {
    let spec = info.spec();
    let mut tool = Tool::new(spec.name.clone(), description(info), object(&spec.input_schema));
    tool.title = Some(spec.title.clone());
    tool.output_schema = Some(object(&spec.output_schema));
    tool.annotations = Some(annotations(spec));
    tool
}

/// The description, with a word on what a call has to expect.
pub(crate) fn description(info: &ToolInfo) -> String {
    let description = &info.spec().description;
    match info.policy() {
        Policy::Approval => format!("{description} A person has to approve each call."),
        Policy::Auto | Policy::Never => description.clone(),
    }
}

/// Hints for the client, all four said aloud: their defaults are not ours.
fn annotations(spec: &ToolSpec) -> ToolAnnotations {
    ToolAnnotations::new()
        .read_only(spec.effect == Effect::Read)
        // What runs on machines may do anything there.
        .destructive(spec.effect >= Effect::Execute)
        .idempotent(spec.idempotent)
        // What comes back was written by people and devices out there.
        .open_world(true)
}

pub(crate) fn object(schema: &Value) -> Arc<JsonObject> {
    Arc::new(schema.as_object().cloned().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_follow_the_effect() {
        for (effect, [read_only, destructive, idempotent]) in [
            (Effect::Read, [true, false, true]),
            (Effect::Write, [false, false, false]),
            (Effect::Execute, [false, true, false]),
            (Effect::Destroy, [false, true, false]),
        ] {
            let hints = annotations(&ToolSpec::new("toys", "toy", effect));
            let said = [hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint];
            assert_eq!(said, [read_only, destructive, idempotent, true].map(Some), "{effect}");
        }
    }
}
