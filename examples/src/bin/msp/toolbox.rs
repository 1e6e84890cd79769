//! Tools to put into a registry, those of scripts among them where they matter.

use std::sync::Arc;

use async_trait::async_trait;
use msp_tools_core::{RegistryBuilder, Tool, ToolError, ToolSource, ToolSpec};

/// Tools to put into a registry.
#[derive(Clone, Default)]
pub(crate) struct Toolbox {
    pub(crate) tools: Vec<Arc<dyn Tool>>,
    /// The tools of RMM's scripts, if they were asked for: they are found out over the network.
    pub(crate) scripts: Option<Vec<Arc<dyn Tool>>>,
}

impl Toolbox {
    /// The tool of that short or qualified name.
    pub(crate) fn spec(&self, name: &str) -> Option<&ToolSpec> {
        let all = self.tools.iter().chain(self.scripts.iter().flatten()).map(|tool| tool.spec());
        all.into_iter().find(|spec| spec.name == name || spec.qualified_name() == name)
    }

    /// Hands them to a registry, which has those of scripts from its first refresh on.
    pub(crate) fn fill(self, builder: RegistryBuilder) -> RegistryBuilder {
        let builder = builder.tools(self.tools);
        match self.scripts {
            Some(scripts) => builder.source(Arc::new(Found(scripts))),
            None => builder,
        }
    }
}

impl From<Vec<Arc<dyn Tool>>> for Toolbox {
    fn from(tools: Vec<Arc<dyn Tool>>) -> Self {
        Self { tools, scripts: None }
    }
}

/// What was discovered, once: the program ends before it changes.
struct Found(Vec<Arc<dyn Tool>>);

#[async_trait]
impl ToolSource for Found {
    async fn tools(&self) -> Result<Vec<Arc<dyn Tool>>, ToolError> {
        Ok(self.0.clone())
    }
}
