//! The adapter in the words of the suite, which names its tools otherwise and wants to see contents that ours never have.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, PoisonError},
};

use msp_tools_core::ToolError;
use msp_tools_mcp::Connection;
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, CancelTaskParams, ClientCapabilities, ContentBlock,
        GetTaskParams, GetTaskResult, JsonObject, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
        ListToolsResult, PaginatedRequestParams, ServerConfig, SetLevelRequestParams, SubscriptionFilter,
        UpdateTaskParams,
    },
    service::{NotificationContext, Peer, RequestContext, SubscriptionContext},
};
use serde_json::Value;

/// The client of the latest call, for tools that talk to it: the suite makes one call after the other.
#[derive(Clone, Default)]
pub(crate) struct Caller(Arc<Mutex<Option<Peer<RoleServer>>>>);

impl Caller {
    fn remember(&self, peer: &Peer<RoleServer>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(peer.clone());
    }

    /// # Errors
    /// If nobody has called yet.
    pub(crate) fn peer(&self) -> Result<Peer<RoleServer>, ToolError> {
        let latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        latest.clone().ok_or_else(|| ToolError::internal("nobody called"))
    }
}

/// A session of the suite. Whatever is not said here is as the adapter has it.
pub(crate) struct Suite {
    adapter: Connection,
    caller: Caller,
}

impl Suite {
    pub(crate) fn new(adapter: Connection, caller: Caller) -> Self {
        Self { adapter, caller }
    }
}

impl ServerHandler for Suite {
    fn get_info(&self) -> ServerConfig {
        let mut info = self.adapter.get_info();
        // For the one tool that logs.
        info.capabilities.logging = Some(JsonObject::new());
        info
    }

    async fn set_level(&self, _: SetLevelRequestParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut page = self.adapter.list_tools(request, context).await?;
        for tool in &mut page.tools {
            tool.name = Cow::Owned(tool.name.replace('-', "_"));
        }
        Ok(page)
    }

    async fn call_tool(
        &self,
        mut params: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let client = context.client_capabilities().unwrap_or_default();
        if params.name == "test_missing_capability" && client.sampling.is_none() {
            let needed = ClientCapabilities::builder().enable_sampling().build();
            return Err(ErrorData::missing_required_client_capability(needed));
        }
        params.name = Cow::Owned(params.name.replace('_', "-"));
        self.caller.remember(&context.peer);
        let response = self.adapter.call_tool(params, context).await?;
        Ok(match response {
            CallToolResponse::Complete(result) => shown(result).into(),
            unfinished => unfinished,
        })
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        self.adapter.list_prompts(request, context).await
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        self.adapter.list_resources(request, context).await
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.adapter.list_resource_templates(request, context).await
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        self.adapter.on_initialized(context).await;
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.adapter.accepted_subscription_filter(requested)
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        self.adapter.listen(context).await
    }

    async fn get_task(
        &self,
        request: GetTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetTaskResult, ErrorData> {
        self.adapter.get_task(request, context).await
    }

    async fn update_task(
        &self,
        request: UpdateTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.adapter.update_task(request, context).await
    }

    async fn cancel_task(
        &self,
        request: CancelTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.adapter.cancel_task(request, context).await
    }
}

/// Images and the like, which a tool of the registry can only describe, as what they are.
fn shown(mut result: CallToolResult) -> CallToolResult {
    let described = result.structured_content.as_ref().and_then(|value| value.get("content"));
    if let Some(content) = described.and_then(blocks) {
        result.content = content;
    }
    result
}

fn blocks(described: &Value) -> Option<Vec<ContentBlock>> {
    serde_json::from_value(described.clone()).ok()
}
