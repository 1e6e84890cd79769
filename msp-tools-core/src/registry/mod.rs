//! All tools of a host, and the one way to call them.

mod builder;
mod call;
mod gate;
mod info;
mod snapshot;
mod source;

use std::{fmt, sync::Arc, time::Duration};

use serde_json::Value;

pub use builder::{BuildError, RegistryBuilder};
use call::Fitting;
pub(crate) use gate::Gate;
pub use info::{FoundTool, Preview, ToolInfo, ToolPage};
use snapshot::{Snapshot, unknown_tool};
pub use source::{Drift, Refreshed, ToolSource};

use crate::{
    Approval, ApprovalDesk, ApprovalId, CallContext, CallOutcome, Changes, FreezeScope, Frozen, Principal, Reply,
    ToolError, approval::refusal,
};

/// All tools of a host behind one gate: plan, decide, run. What an agent gets. Cheap to clone.
///
/// Nothing here approves; that is what the [`ApprovalDesk`] is for, which [`RegistryBuilder::build`] returns beside the
/// registry.
#[derive(Clone)]
pub struct Registry {
    gate: Arc<Gate>,
}

impl Registry {
    /// An empty registry to fill.
    pub fn builder() -> RegistryBuilder {
        RegistryBuilder::new()
    }

    /// All tools that can be called, sorted by name. Tools that are [`Policy::Never`](crate::Policy::Never) are not
    /// among them.
    pub fn list(&self) -> Vec<ToolInfo> {
        self.gate.snapshot().list()
    }

    /// As [`list`](Self::list), a part at a time: the `limit` tools (at least one) that come after the name, from the
    /// start if there is none. Tools that come and go between two pages shift nothing.
    pub fn list_page(&self, after: Option<&str>, limit: usize) -> ToolPage {
        self.gate.snapshot().list_page(after, limit)
    }

    /// Tells when what [`list`](Self::list) answers has changed: tools came, went or changed, or other policies hold.
    pub fn changes(&self) -> Changes {
        self.gate.listed.changes()
    }

    /// The tools that fit an intent in plain language, best first; none if nothing fits.
    pub fn search(&self, intent: &str, limit: usize) -> Vec<FoundTool> {
        self.gate.snapshot().search(intent, limit)
    }

    /// The tool of that short or qualified name.
    ///
    /// # Errors
    /// [`UnknownTool`](crate::ErrorKind::UnknownTool) if there is none, or it is [`Policy::Never`](crate::Policy::Never).
    pub fn get(&self, name: &str) -> Result<ToolInfo, ToolError> {
        Ok(self.gate.snapshot().find(name).map_err(|_| unknown_tool(name))?.info())
    }

    /// What a call would do, and whether it may. Changes nothing. Null counts as no arguments.
    ///
    /// # Errors
    /// As for [`call`](Self::call), as far as planning goes.
    pub async fn plan(&self, name: &str, arguments: Value, cx: &CallContext) -> Result<Preview, ToolError> {
        let snapshot = self.gate.snapshot();
        let judged = self.gate.judge(&snapshot, name, arguments, cx).await?;
        Ok(Preview { plan: judged.plan, decision: judged.decision })
    }

    /// Plans the call, decides, and runs it at once or stores it for a person to look at. Null counts as no arguments.
    ///
    /// Where policy asks for a person, a [standing grant](crate::Grant) may stand in, and an
    /// [`Approver`](crate::Approver) may ask one right away.
    ///
    /// # Errors
    /// - [`UnknownTool`](crate::ErrorKind::UnknownTool) if there is no such tool, or policy is never to run this call
    /// - [`Input`](crate::ErrorKind::Input), [`NotFound`](crate::ErrorKind::NotFound), [`Ambiguous`](crate::ErrorKind::Ambiguous) if the
    ///   arguments are to blame; not found, too, if they reach beyond the company that the call is bound to
    /// - [`Denied`](crate::ErrorKind::Denied) if a person said no, now or to the same call earlier in the session
    /// - [`Frozen`](crate::ErrorKind::Frozen) if the operator stopped it, [`Limit`](crate::ErrorKind::Limit) if it needs more requests
    ///   than it may send
    /// - [`Cancelled`](crate::ErrorKind::Cancelled) if nobody waits for the result any more
    /// - [`Unavailable`](crate::ErrorKind::Unavailable) if approvals or the audit trail cannot be reached; nothing was changed
    /// - whatever the tool reports; [`ToolError::status`] tells failed from outcome unknown
    pub async fn call(&self, name: &str, arguments: Value, cx: &CallContext) -> Result<CallOutcome, ToolError> {
        self.pass(name, arguments, cx, None).await
    }

    /// As [`call`](Self::call), but one who asks for the same again finds what became of it: where a person is needed, an
    /// open request of this principal for the same call is [resumed](Self::resume) rather than made anew. For callers that
    /// have no id to hand back, such as models, who can only call again.
    ///
    /// The same is the same tool, arguments and targets, under the same policy, with the same content to run; and the
    /// request has to be `fitting`, which tells those that were made elsewhere, such as on another tenant.
    ///
    /// # Errors
    /// As for [`call`](Self::call) and [`resume`](Self::resume).
    pub async fn call_or_resume(
        &self,
        name: &str,
        arguments: Value,
        cx: &CallContext,
        fitting: impl Fn(&Approval) -> bool + Send + Sync,
    ) -> Result<CallOutcome, ToolError> {
        self.pass(name, arguments, cx, Some(&fitting)).await
    }

    async fn pass(
        &self,
        name: &str,
        arguments: Value,
        cx: &CallContext,
        again: Option<Fitting<'_>>,
    ) -> Result<CallOutcome, ToolError> {
        let snapshot = self.gate.snapshot();
        let judged = self.gate.judge(&snapshot, name, arguments, cx).await?;
        match self.gate.carry_out(&snapshot, judged, cx, again).await? {
            CallOutcome::AwaitingApproval(approval) => self.ask_right_away(approval, cx).await,
            completed @ CallOutcome::Completed(_) => Ok(completed),
        }
    }

    /// Asks a person through the approver, if there is one.
    async fn ask_right_away(&self, approval: Box<Approval>, cx: &CallContext) -> Result<CallOutcome, ToolError> {
        let Some(approver) = &self.gate.approver else { return Ok(CallOutcome::AwaitingApproval(approval)) };
        let desk = ApprovalDesk::new(Arc::clone(&self.gate));
        let (id, digest) = (approval.id(), &approval.digest);
        match approver.ask(&approval, cx).await {
            Reply::Yes { by, reason } if desk.may_approve(&approval, &by) => {
                desk.approve(id, digest, &by, reason.as_deref()).await?;
                self.resume(id, cx).await
            }
            Reply::No { by, reason } => Err(refusal(&desk.deny(id, &by, reason.as_deref()).await?)),
            Reply::Yes { .. } | Reply::Later => Ok(CallOutcome::AwaitingApproval(approval)),
        }
    }

    /// A request that this principal made, with what became of it.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is none, or another principal made it;
    /// [`Unavailable`](crate::ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn approval(&self, id: &ApprovalId, cx: &CallContext) -> Result<Approval, ToolError> {
        self.gate.own(id, cx).await
    }

    /// Waits until a request that this principal made is answered, but no longer than `timeout` or the caller's time;
    /// it may still be pending then. Uses tokio's timer, unlike everything else here.
    ///
    /// # Errors
    /// As for [`approval`](Self::approval).
    pub async fn wait(&self, id: &ApprovalId, timeout: Duration, cx: &CallContext) -> Result<Approval, ToolError> {
        self.gate.own(id, cx).await?;
        self.gate.ledger.wait(id, timeout, cx).await
    }

    /// Takes back a request that this principal made, unless it was started.
    ///
    /// # Errors
    /// As for [`approval`](Self::approval), or what became of it instead.
    pub async fn withdraw(&self, id: &ApprovalId, cx: &CallContext) -> Result<Approval, ToolError> {
        let approval = self.gate.own(id, cx).await?;
        self.gate.ledger.withdraw(&approval, cx.principal()).await
    }

    /// Runs what was approved: exactly the stored plan, once, whoever else tries. While it still waits for a person,
    /// the answer is [`CallOutcome::AwaitingApproval`] again.
    ///
    /// # Errors
    /// - [`NotFound`](crate::ErrorKind::NotFound) if there is no such request, or another principal made it
    /// - [`Denied`](crate::ErrorKind::Denied), [`Expired`](crate::ErrorKind::Expired), [`Withdrawn`](crate::ErrorKind::Withdrawn) if it may
    ///   not run, [`Spent`](crate::ErrorKind::Spent) or [`OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) if it ran before
    /// - [`Stale`](crate::ErrorKind::Stale) if the tool, its content or the policy changed since, or the record was altered
    /// - [`Frozen`](crate::ErrorKind::Frozen), [`Limit`](crate::ErrorKind::Limit) as for [`call`](Self::call); the approval stays
    /// - [`Unavailable`](crate::ErrorKind::Unavailable) if approvals or the audit trail cannot be reached; nothing ran
    /// - whatever the tool reports
    pub async fn resume(&self, id: &ApprovalId, cx: &CallContext) -> Result<CallOutcome, ToolError> {
        self.gate.resume(id, cx).await
    }

    /// Asks all sources for their tools again, and swaps in a snapshot with what they say. Calls that run keep the one
    /// they began with. A rule for a tool that is gone waits for its return.
    ///
    /// What tools [describe](crate::ToolSpec::with_fingerprint) and is not pinned is pinned as it is, for all that share the store;
    /// what is pinned stays so. Tools that the registry was built with are among them: where they describe anything, refresh
    /// once after building.
    ///
    /// # Errors
    /// If a source fails, or the tools do not fit together; [`Unavailable`](crate::ErrorKind::Unavailable) if the store cannot be
    /// reached. Everything then stays as it is.
    pub async fn refresh(&self) -> Result<Refreshed, ToolError> {
        self.gate.refresh().await
    }

    /// The kill switch: from now on nothing within the scope starts, what waits for a person is taken back, and what runs
    /// is told to stop: a batch stops before its next target, as its tool calls
    /// [`CallContext::ensure_wanted`]. Released at the [desk](ApprovalDesk::thaw).
    ///
    /// # Errors
    /// [`Unavailable`](crate::ErrorKind::Unavailable) if approvals cannot be reached. The switch is thrown all the same; what
    /// could not be taken back cannot run as long as it is.
    pub async fn freeze(&self, scope: FreezeScope, by: &Principal, reason: Option<&str>) -> Result<Frozen, ToolError> {
        ApprovalDesk::new(Arc::clone(&self.gate)).freeze(scope, by, reason).await
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("tools", &self.gate.snapshot().len()).finish_non_exhaustive()
    }
}
