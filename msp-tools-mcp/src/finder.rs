//! The two tools that stand in for many: one finds them, the other calls what was found.

use msp_tools_core::{Bounded, ToolError, ToolInfo, input_schema, output_schema, parse_input};
use rmcp::model::{Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::definition::{description, object};

/// Finds tools.
pub(crate) const SEARCH: &str = "search-tools";
/// Calls a tool that is not listed.
pub(crate) const CALL: &str = "call-tool";

/// What is looked for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Search {
    /// What you want to do, in plain words: `free disk space on a computer`.
    pub(crate) intent: String,
    /// How many tools at most.
    #[serde(default)]
    limit: Bounded<1, 20, 5>,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Findings {
    /// Best first; empty if nothing fits.
    tools: Vec<Found>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// The name to call it by.
    name: String,
    /// What it is called among people.
    title: String,
    /// What it does.
    description: String,
    /// How much it changes: `read`, `write`, `execute` or `destroy`.
    effect: &'static str,
    /// `auto` runs at once; with `approval` a person approves each call.
    policy: &'static str,
    /// JSON Schema of its arguments.
    input_schema: Value,
}

/// A call of a tool that is not listed.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    /// The name of the tool, as `search-tools` told it.
    pub(crate) name: String,
    /// Its arguments, as its `input_schema` has them.
    #[serde(default)]
    pub(crate) arguments: Map<String, Value>,
}

impl Search {
    /// # Errors
    /// If the arguments do not fit.
    pub(crate) fn parse(arguments: Value) -> Result<Self, ToolError> {
        parse_input(&input_schema::<Self>(), arguments)
    }

    /// How many tools at most.
    pub(crate) fn limit(&self) -> usize {
        usize::try_from(self.limit.get()).unwrap_or(usize::MAX)
    }
}

impl Findings {
    pub(crate) fn of(tools: &[ToolInfo]) -> Self {
        Self { tools: tools.iter().map(Found::of).collect() }
    }
}

impl Found {
    fn of(tool: &ToolInfo) -> Self {
        let spec = tool.spec();
        Self {
            name: spec.name.clone(),
            title: spec.title.clone(),
            description: description(spec),
            effect: spec.effect.as_str(),
            policy: tool.policy().as_str(),
            input_schema: spec.input_schema.clone(),
        }
    }
}

impl Call {
    /// # Errors
    /// If the arguments do not fit.
    pub(crate) fn parse(arguments: Value) -> Result<Self, ToolError> {
        parse_input(&input_schema::<Self>(), arguments)
    }
}

/// The name is that of no tool, or of one that may never run.
pub(crate) fn no_such_tool(name: &str) -> ToolError {
    ToolError::not_found("tool", name).with_path("$.name")
}

/// Both, as clients see them.
pub(crate) fn tools() -> [Tool; 2] {
    let mut search = Tool::new(
        SEARCH,
        "Finds tools by what you want to do. There are many more than are listed.",
        object(&input_schema::<Search>()),
    );
    search.title = Some("Search tools".to_owned());
    search.output_schema = Some(object(&output_schema::<Findings>()));
    search.annotations =
        Some(ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false));
    let mut call = Tool::new(
        CALL,
        "Calls a tool that search-tools found. The tool's own policy holds: a person may have to approve the call.",
        object(&input_schema::<Call>()),
    );
    call.title = Some("Call a found tool".to_owned());
    // As the most careful tool that it can call.
    call.annotations =
        Some(ToolAnnotations::new().read_only(false).destructive(true).idempotent(false).open_world(true));
    [search, call]
}
