//! A registry as an MCP server.

use std::{fmt, sync::Arc, time::Duration};

use msp_tools_core::{
    Approval, ApprovalDesk, ApprovalId, CallContext, CallOutcome, Digest, Principal, Registry, Timestamp, ToolError,
    ToolSpec,
};
use rmcp::{
    model::ElicitRequestParams,
    service::{QuitReason, ServiceExt as _},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Connection, ServeError, ServerBuilder,
    asking::{self, Answer, Mode},
    listing::View,
    page::Pages,
    state::Questions,
    tasks::Tasks,
};

/// How long calls may take to end in order when nobody waits for them any more.
const GRACE: Duration = Duration::from_secs(10);

/// A registry as an MCP server: its tools, policies and approvals for any client.
///
/// Serves any number of sessions, each for a principal. Nothing is decided here; whatever a client asks for goes through
/// [`Registry::call_or_resume`].
pub struct Server {
    pub(crate) registry: Registry,
    pub(crate) desk: Option<ApprovalDesk>,
    pub(crate) name: (String, String),
    pub(crate) instructions: Option<String>,
    pub(crate) view: View,
    pub(crate) tenant: Box<dyn Fn(&ToolSpec) -> String + Send + Sync>,
    pub(crate) advice: Box<dyn Fn(&Approval) -> String + Send + Sync>,
    pub(crate) questions: Questions,
    pub(crate) pages: Pages,
    pub(crate) tasks: Tasks,
    /// The calls that run.
    pub(crate) calls: TaskTracker,
    /// Told when no client will come back for what runs.
    pub(crate) closing: CancellationToken,
    /// Tells this run of the server from others.
    pub(crate) run: String,
}

/// What tells this run of a server from others.
pub(crate) fn run() -> String {
    format!("{}-{}", std::process::id(), Timestamp::now().as_millis())
}

impl Server {
    /// A server for the tools of a registry, to be set up.
    pub fn builder(registry: Registry) -> ServerBuilder {
        ServerBuilder::new(registry)
    }

    /// A session for that principal, to be served over a transport of one's own.
    pub fn connection(self: &Arc<Self>, principal: impl Into<Principal>) -> Connection {
        Connection::new(Arc::clone(self), principal.into())
    }

    /// Serves one client over standard input and output, until it hangs up, and [finishes](Self::finish). Nothing else may
    /// write to standard output.
    ///
    /// # Errors
    /// [`ServeError::Handshake`] if no session comes about.
    pub async fn serve_stdio(self: &Arc<Self>, principal: impl Into<Principal>) -> Result<(), ServeError> {
        let (reader, writer) = rmcp::transport::io::stdio_pipes();
        let served = self.serve(principal, reader, writer).await;
        self.finish().await;
        served
    }

    /// Serves one client over a pair of streams, one JSON message a line, until it hangs up. Its calls that still run then are
    /// told to stop.
    ///
    /// # Errors
    /// As for [`serve_stdio`](Self::serve_stdio).
    pub async fn serve(
        self: &Arc<Self>,
        principal: impl Into<Principal>,
        reader: impl AsyncRead + Send + Unpin + 'static,
        writer: impl AsyncWrite + Send + Unpin + 'static,
    ) -> Result<(), ServeError> {
        let session = self.connection(principal).serve((reader, writer)).await;
        let session = session.map_err(|error| ServeError::Handshake(Box::new(error)))?;
        if let Ok(QuitReason::JoinError(error)) | Err(error) = session.waiting().await {
            tracing::error!(%error, "the session broke off");
        }
        Ok(())
    }

    /// Waits until the calls have ended that still run when all clients are gone, tasks included, ten seconds at most: they
    /// are told to stop, and end in order. What is cut off after that has an unknown outcome. For hosts that are about to
    /// end, and stopped serving by dropping what serves.
    pub async fn finish(&self) {
        self.closing.cancel();
        self.calls.close();
        if tokio::time::timeout(GRACE, self.calls.wait()).await.is_err() {
            tracing::warn!(calls = self.calls.len(), "calls were cut off");
        }
    }

    /// The session that calls of a tool belong to.
    pub(crate) fn session(&self, spec: &ToolSpec) -> String {
        format!("{} #{}", (self.tenant)(spec), self.run)
    }

    /// Whether a request was made on the tenant on which the caller works.
    pub(crate) fn is_here(approval: &Approval, cx: &CallContext) -> bool {
        tenant(approval.request.session.as_deref()) == tenant(cx.session())
    }

    /// The question to put before the user of the session. `None` where there is no desk, or their yes would not count.
    pub(crate) async fn question(
        &self,
        approval: &Approval,
        mode: Mode,
        cx: &CallContext,
    ) -> Option<ElicitRequestParams> {
        let desk = self.desk.as_ref().filter(|desk| desk.may_approve(approval, cx.principal()))?;
        match mode {
            Mode::Form => Some(asking::form(approval)),
            Mode::Page => match self.pages.open(desk, approval, cx.principal()).await {
                Ok(url) => Some(asking::page(approval, url)),
                Err(error) => {
                    tracing::warn!(%error, "no page can be shown");
                    None
                }
            },
        }
    }

    /// Carries out what the user of the session answered about a request, as they were shown it.
    pub(crate) async fn settle(
        &self,
        id: &ApprovalId,
        digest: &Digest,
        answer: Answer,
        cx: &CallContext,
    ) -> Result<CallOutcome, ToolError> {
        let by = cx.principal();
        match (&self.desk, answer) {
            (Some(desk), Answer::Yes { reason }) => {
                desk.approve(id, digest, by, reason.as_deref()).await?;
            }
            (Some(desk), Answer::No { reason }) => {
                desk.deny(id, by, reason.as_deref()).await?;
            }
            (None, _) | (_, Answer::Elsewhere | Answer::Later) => {}
        }
        // Says what has become of it: the outcome of the run, the refusal, or that it still waits.
        self.registry.resume(id, cx).await
    }
}

/// The tenant that a session names.
fn tenant(session: Option<&str>) -> Option<&str> {
    Some(session?.rsplit_once(" #")?.0)
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("registry", &self.registry).field("view", &self.view).finish_non_exhaustive()
    }
}
