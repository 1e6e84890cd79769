//! Which tools a client is shown: all of them, or a few and a way to find the rest.

use msp_tools_core::{Registry, ToolInfo, ToolSpec};
use rmcp::{
    ErrorData,
    model::{ListToolsResult, PaginatedRequestParams, Tool},
};

use crate::{Toolset, definition, finder};

/// Most tools in a page of the list.
const PAGE: usize = 100;

/// The part of a registry that a server offers.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Tools belong to one of these; to any, if there are none.
    pub(crate) toolsets: Vec<Toolset>,
    /// Most tools that are listed one by one.
    pub(crate) most_listed: usize,
    /// Most bytes that a list of them takes.
    pub(crate) most_bytes: usize,
    /// Short names of those that are listed where there are too many to list all, most wanted first.
    pub(crate) featured: Vec<String>,
}

impl View {
    /// Whether the server offers the tool.
    pub(crate) fn shows(&self, spec: &ToolSpec) -> bool {
        self.toolsets.is_empty() || self.toolsets.iter().any(|set| set.contains(spec))
    }

    /// The tool of that name, if the server offers it.
    pub(crate) fn find(&self, registry: &Registry, name: &str) -> Option<ToolInfo> {
        registry.get(name).ok().filter(|tool| self.shows(tool.spec()))
    }

    /// What fits an intent among the tools that the server offers, best first.
    pub(crate) fn search(&self, registry: &Registry, intent: &str, limit: usize) -> Vec<ToolInfo> {
        let found = registry.search(intent, usize::MAX).into_iter().map(|found| found.tool);
        found.filter(|tool| self.shows(tool.spec())).take(limit).collect()
    }

    /// A page of the list, in the order of names.
    ///
    /// # Errors
    /// If the cursor is none that was handed out.
    pub(crate) fn page(
        &self,
        registry: &Registry,
        request: Option<PaginatedRequestParams>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut tools = self.tools(registry);
        if let Some(cursor) = request.and_then(|request| request.cursor) {
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if cursor.is_empty() || !cursor.chars().all(is_name) {
                return Err(ErrorData::invalid_params("the cursor is none of this server's", None));
            }
            // Tools that come and go between two pages shift nothing.
            tools.retain(|tool| *tool.name > *cursor);
        }
        let is_last = tools.len() <= PAGE;
        tools.truncate(PAGE);
        let mut page = ListToolsResult::with_all_items(tools);
        page.next_cursor = if is_last { None } else { page.tools.last().map(|tool| tool.name.to_string()) };
        Ok(page)
    }

    /// All that is listed, in the order of names.
    fn tools(&self, registry: &Registry) -> Vec<Tool> {
        let mut offered = registry.list();
        offered.retain(|tool| self.shows(tool.spec()));
        if offered.len() <= self.most_listed {
            let all: Vec<_> = offered.iter().map(definition::tool).collect();
            if size(&all) <= self.most_bytes {
                return all;
            }
        }
        self.few(&offered)
    }

    /// The two tools that stand in for all, and as many of the featured ones as fit beside them.
    fn few(&self, offered: &[ToolInfo]) -> Vec<Tool> {
        let mut few = Vec::from(finder::tools());
        let mut left = self.most_bytes.saturating_sub(size(&few));
        for name in &self.featured {
            let Some(tool) = offered.iter().find(|tool| tool.spec().name == *name).map(definition::tool) else {
                continue;
            };
            let bytes = size(std::slice::from_ref(&tool));
            if few.len() < self.most_listed && bytes <= left {
                left -= bytes;
                few.push(tool);
            }
        }
        few.sort_by(|a, b| a.name.cmp(&b.name));
        few
    }
}

/// How many bytes tools take in a list.
fn size(tools: &[Tool]) -> usize {
    // Definitions serialise; one that did not would be missing in the list, too.
    tools.iter().map(|tool| serde_json::to_vec(tool).map_or(0, |json| json.len() + 1)).sum()
}
