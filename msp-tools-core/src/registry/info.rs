//! What callers see of tools and plans.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::{Decision, Effect, Plan, Policy, Tool, ToolSpec};

/// A tool as callers see it.
///
/// Serialises as `{"name", "qualified_name", "title", "description", "policy", "effect", "input_schema", "output_schema"}`.
#[derive(Clone)]
pub struct ToolInfo {
    pub(super) tool: Arc<dyn Tool>,
    pub(super) policy: Policy,
}

/// A part of the list of tools.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ToolPage {
    /// The tools, sorted by name.
    pub tools: Vec<ToolInfo>,
    /// Where the next page begins, for [`Registry::list_page`](super::Registry::list_page); `None` on the last.
    pub next: Option<String>,
}

/// A tool that fits an intent.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct FoundTool {
    /// The tool.
    #[serde(flatten)]
    pub tool: ToolInfo,
    /// How well it fits; comparable within one search only.
    pub score: f32,
}

/// What a call would do, and whether it may.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Preview {
    /// What it would do.
    pub plan: Plan,
    /// Whether it may, and why.
    pub decision: Decision,
}

impl ToolInfo {
    /// What the tool is.
    pub fn spec(&self) -> &ToolSpec {
        self.tool.spec()
    }

    /// The policy that holds for the tool. A call may meet a stricter one, by what it would do.
    pub fn policy(&self) -> Policy {
        self.policy
    }
}

impl Serialize for ToolInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            name: &'a str,
            qualified_name: String,
            title: &'a str,
            description: &'a str,
            policy: Policy,
            effect: Effect,
            input_schema: &'a Value,
            output_schema: &'a Value,
        }
        let spec = self.spec();
        Row {
            name: &spec.name,
            qualified_name: spec.qualified_name(),
            title: &spec.title,
            description: &spec.description,
            policy: self.policy,
            effect: spec.effect,
            input_schema: &spec.input_schema,
            output_schema: &spec.output_schema,
        }
        .serialize(serializer)
    }
}

impl fmt::Debug for ToolInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolInfo").field("name", &self.spec().name).field("policy", &self.policy).finish()
    }
}
