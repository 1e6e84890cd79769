//! The one trait that every tool implements.

use async_trait::async_trait;
use serde_json::Value;

use crate::{CallContext, Plan, ToolError, ToolOutput, ToolSpec};

/// Something an agent may be allowed to do.
///
/// Most tools are made with [`read_tool`](crate::read_tool) or [`write_tool`](crate::write_tool) rather than by hand.
#[async_trait]
pub trait Tool: Send + Sync {
    /// What the tool is. Always the same answer.
    fn spec(&self) -> &ToolSpec;

    /// Checks the arguments, resolves names, and says what the call would do. Only reads.
    ///
    /// # Errors
    /// [`Input`](crate::ErrorKind::Input), [`NotFound`](crate::ErrorKind::NotFound) and
    /// [`Ambiguous`](crate::ErrorKind::Ambiguous) if the arguments are to blame, others if the service is.
    async fn plan(&self, arguments: Value, cx: &CallContext) -> Result<Plan, ToolError>;

    /// Does exactly what the plan says: nothing is resolved again, nothing is added.
    ///
    /// # Errors
    /// [`OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) if a change may or may not have happened; any other kind
    /// says that it did not.
    async fn run(&self, plan: &Plan, cx: &CallContext) -> Result<ToolOutput, ToolError>;
}
