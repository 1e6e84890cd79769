//! A session: one client, one principal.

use std::sync::Arc;

use msp_tools_core::{CallContext, Principal};
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CancelTaskParams, GetTaskParams, GetTaskResult, Implementation,
        ListPromptsRequestMethod, ListPromptsResult, ListResourceTemplatesRequestMethod, ListResourceTemplatesResult,
        ListResourcesRequestMethod, ListResourcesResult, ListToolsResult, PaginatedRequestParams, ProtocolVersion,
        ServerCapabilities, ServerConfig, SubscriptionFilter, UpdateTaskParams,
    },
    service::{NotificationContext, RequestContext, SubscriptionContext},
};
use serde_json::Value;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    Server,
    calling::Call,
    finder::{self, Findings, Search},
    result,
};

/// A session: one client, which acts for one principal. For transports other than those of [`Server`]; whoever serves it
/// answers for who the principal is.
#[derive(Debug)]
pub struct Connection {
    server: Arc<Server>,
    principal: Principal,
    /// Ends, with the session, what runs beside its requests.
    ended: CancellationToken,
    _end: DropGuard,
}

impl Connection {
    pub(crate) fn new(server: Arc<Server>, principal: Principal) -> Self {
        let ended = CancellationToken::new();
        Self { server, principal, _end: ended.clone().drop_guard(), ended }
    }

    /// A call of the tool of that name. `None` if there is none.
    fn call(&self, name: &str, arguments: Value, request: &RequestContext<RoleServer>) -> Option<Call> {
        let tool = self.server.view.find(&self.server.registry, name)?;
        let cx = CallContext::new(self.principal.clone()).with_session(self.server.session(tool.spec()));
        Some(Call { server: Arc::clone(&self.server), tool, arguments, cx, stop: request.ct.clone() })
    }

    fn search(&self, arguments: Value) -> CallToolResponse {
        let result = match Search::parse(arguments) {
            Ok(search) => {
                let found = self.server.view.search(&self.server.registry, &search.intent, search.limit());
                result::structured(&Findings::of(&found))
            }
            Err(mistake) => result::failed(&mistake),
        };
        result.into()
    }
}

impl ServerHandler for Connection {
    fn get_info(&self) -> ServerConfig {
        let capabilities =
            ServerCapabilities::builder().enable_tools().enable_tool_list_changed().enable_tasks().build();
        let (name, version) = &self.server.name;
        let mut info = ServerConfig::new(capabilities)
            .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE)
            .with_server_info(Implementation::new(name, version));
        info.instructions.clone_from(&self.server.instructions);
        info
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        self.server.view.page(&self.server.registry, request)
    }

    async fn call_tool(
        &self,
        mut params: CallToolRequestParams,
        request: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = params.arguments.take().map_or(Value::Null, Value::Object);
        match &*params.name {
            finder::SEARCH => Ok(self.search(arguments)),
            finder::CALL => match finder::Call::parse(arguments) {
                Ok(inner) => match self.call(&inner.name, Value::Object(inner.arguments), &request) {
                    Some(call) => call.answer(&params, &request).await,
                    // A mistake in an argument here, which a model can mend.
                    None => Ok(result::failed(&finder::no_such_tool(&inner.name)).into()),
                },
                Err(mistake) => Ok(result::failed(&mistake).into()),
            },
            name => match self.call(name, arguments, &request) {
                Some(call) => call.answer(&params, &request).await,
                None => Err(result::unknown(name)),
            },
        }
    }

    /// A client that began with a handshake is told of changes from here on.
    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        let (mut changes, ended) = (self.server.registry.changes(), self.ended.clone());
        tokio::spawn(ended.run_until_cancelled_owned(async move {
            loop {
                changes.next().await;
                if context.peer.notify_tool_list_changed().await.is_err() {
                    return;
                }
            }
        }));
    }

    /// A client that began without one listens for as long as it wants to know.
    fn accepted_subscription_filter(&self, _: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(SubscriptionFilter::builder().tools_list_changed().build())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let mut changes = self.server.registry.changes();
        loop {
            tokio::select! {
                () = context.cancelled() => return Ok(()),
                () = changes.next() => {
                    if context.sink().notify_tool_list_changed().await.is_err() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// There are no prompts, nor resources: an empty list would say that there could be.
    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListPromptsRequestMethod>())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListResourcesRequestMethod>())
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListResourceTemplatesRequestMethod>())
    }

    async fn get_task(
        &self,
        request: GetTaskParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetTaskResult, ErrorData> {
        self.server.tasks.of(&self.principal).get_task(&request.task_id).map(GetTaskResult::new)
    }

    async fn update_task(&self, request: UpdateTaskParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        self.server.tasks.of(&self.principal).update_task(&request.task_id, request.input_responses)
    }

    async fn cancel_task(&self, request: CancelTaskParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        self.server.tasks.of(&self.principal).cancel_task(&request.task_id)
    }
}
