//! All tools of a host, and the one way to call them.

mod builder;

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Serialize, Serializer};
use serde_json::Value;

pub use builder::{BuildError, RegistryBuilder};

use crate::{
    Approval, ApprovalId, ApprovalState, CallContext, CallOutcome, Decision, Digest, Effect, ErrorKind, Plan, Policy,
    Tool, ToolError, ToolSpec,
    approval::{Ledger, refusal},
    decide::{Rules, decide},
    text::as_said,
};

/// All tools of a host behind one gate: plan, decide, run. What an agent gets. Cheap to clone.
///
/// Nothing here approves; that is what the [`ApprovalDesk`](crate::ApprovalDesk) is for, which
/// [`RegistryBuilder::build`] returns beside the registry.
#[derive(Clone)]
pub struct Registry {
    snapshot: Arc<Snapshot>,
    ledger: Arc<Ledger>,
}

/// Tools and rules as they stand together at one time. Definition, code and policy of a call come from one snapshot.
struct Snapshot {
    /// By short name, which also gives lists their order.
    tools: BTreeMap<String, Entry>,
    rules: Rules,
}

struct Entry {
    tool: Arc<dyn Tool>,
    /// Digest of the spec.
    definition: Digest,
    /// What holds for the tool, whatever the call.
    policy: Policy,
}

/// A tool as callers see it.
///
/// Serialises as `{"name", "qualified_name", "title", "description", "policy", "effect", "input_schema", "output_schema"}`.
#[derive(Clone)]
pub struct ToolInfo {
    tool: Arc<dyn Tool>,
    policy: Policy,
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

impl Registry {
    /// An empty registry to fill.
    pub fn builder() -> RegistryBuilder {
        RegistryBuilder::new()
    }

    /// All tools that can be called, sorted by name. Tools that are [`Policy::Never`] are not among them.
    pub fn list(&self) -> Vec<ToolInfo> {
        self.snapshot.tools.values().filter(|entry| entry.is_visible()).map(Entry::info).collect()
    }

    /// The tool of that short or qualified name.
    ///
    /// # Errors
    /// [`UnknownTool`](ErrorKind::UnknownTool) if there is none, or it is [`Policy::Never`].
    pub fn get(&self, name: &str) -> Result<ToolInfo, ToolError> {
        self.snapshot.find(name).map(Entry::info)
    }

    /// What a call would do, and whether it may. Changes nothing. Null counts as no arguments.
    ///
    /// # Errors
    /// As for [`call`](Self::call), as far as planning goes.
    pub async fn plan(&self, name: &str, arguments: Value, cx: &CallContext) -> Result<Preview, ToolError> {
        let (_, preview) = self.snapshot.plan(name, arguments, cx).await?;
        Ok(preview)
    }

    /// Plans the call, decides, and runs it at once or stores it for a person to look at. Null counts as no arguments.
    ///
    /// # Errors
    /// - [`UnknownTool`](ErrorKind::UnknownTool) if there is no such tool, or policy is never to run this call
    /// - [`Input`](ErrorKind::Input), [`NotFound`](ErrorKind::NotFound), [`Ambiguous`](ErrorKind::Ambiguous) if the
    ///   arguments are to blame
    /// - [`Cancelled`](ErrorKind::Cancelled) if nobody waits for the result any more
    /// - whatever the tool reports; [`ToolError::status`] tells failed from outcome unknown
    pub async fn call(&self, name: &str, arguments: Value, cx: &CallContext) -> Result<CallOutcome, ToolError> {
        cx.ensure_wanted()?;
        let (entry, Preview { plan, decision }) = self.snapshot.plan(name, arguments, cx).await?;
        match decision.policy {
            Policy::Auto => {
                cx.ensure_wanted()?;
                entry.tool.run(&plan, cx).await.map(CallOutcome::Completed)
            }
            Policy::Approval => {
                let approval = self.ledger.ask(plan, entry.definition.clone(), decision, cx).await?;
                Ok(CallOutcome::AwaitingApproval(Box::new(approval)))
            }
            Policy::Never => Err(unknown_tool(name)),
        }
    }

    /// A request that this principal made, with what became of it.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) if there is none, or another principal made it;
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn approval(&self, id: &ApprovalId, cx: &CallContext) -> Result<Approval, ToolError> {
        let approval = self.ledger.current(id).await?;
        if approval.request.requester == *cx.principal() {
            Ok(approval)
        } else {
            Err(ToolError::not_found("approval", id))
        }
    }

    /// Takes back a request that this principal made, unless it was started.
    ///
    /// # Errors
    /// As for [`approval`](Self::approval), or what became of it instead.
    pub async fn withdraw(&self, id: &ApprovalId, cx: &CallContext) -> Result<Approval, ToolError> {
        let approval = self.approval(id, cx).await?;
        self.ledger.withdraw(&approval).await
    }

    /// Runs what was approved: exactly the stored plan, once, whoever else tries. While it still waits for a person,
    /// the answer is [`CallOutcome::AwaitingApproval`] again.
    ///
    /// # Errors
    /// - [`NotFound`](ErrorKind::NotFound) if there is no such request, or another principal made it
    /// - [`Denied`](ErrorKind::Denied), [`Expired`](ErrorKind::Expired), [`Withdrawn`](ErrorKind::Withdrawn) if it may
    ///   not run, [`Spent`](ErrorKind::Spent) or [`OutcomeUnknown`](ErrorKind::OutcomeUnknown) if it ran before
    /// - [`Stale`](ErrorKind::Stale) if the tool or the policy changed since, or the record was altered
    /// - [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached; nothing ran
    /// - whatever the tool reports
    pub async fn resume(&self, id: &ApprovalId, cx: &CallContext) -> Result<CallOutcome, ToolError> {
        cx.ensure_wanted()?;
        let approval = self.approval(id, cx).await?;
        match approval.state {
            ApprovalState::Pending => return Ok(CallOutcome::AwaitingApproval(Box::new(approval))),
            ApprovalState::Approved => {}
            _ => return Err(refusal(&approval)),
        }
        let tool = self.snapshot.still_allowed(&approval)?;
        let claim = self.ledger.claim(&approval).await?;
        let result = tool.run(approval.plan(), cx).await;
        claim.settle(&result).await;
        result.map(CallOutcome::Completed)
    }
}

impl Snapshot {
    /// The tool of that short or qualified name, whatever its policy.
    fn find_any(&self, name: &str) -> Option<&Entry> {
        let (integration, short) = match name.split_once(':') {
            Some((integration, short)) => (Some(integration), short),
            None => (None, name),
        };
        let entry = self.tools.get(short)?;
        integration.is_none_or(|integration| integration == entry.tool.spec().integration).then_some(entry)
    }

    /// The tool of that name, if it exists as far as callers are concerned.
    fn find(&self, name: &str) -> Result<&Entry, ToolError> {
        self.find_any(name).filter(|entry| entry.is_visible()).ok_or_else(|| unknown_tool(name))
    }

    /// Plans a call and decides about it. Tools and calls that may never run are answered as if they did not exist.
    async fn plan(&self, name: &str, arguments: Value, cx: &CallContext) -> Result<(&Entry, Preview), ToolError> {
        let entry = self.find(name)?;
        let plan = entry.tool.plan(arguments, cx).await?;
        entry.check(&plan)?;
        let decision = decide(&self.rules, entry.tool.spec(), &plan);
        match decision.policy {
            Policy::Never => Err(unknown_tool(name)),
            Policy::Auto | Policy::Approval => Ok((entry, Preview { plan, decision })),
        }
    }

    /// Judges an approved request again, now that it is about to run: nothing may have changed since it was asked.
    fn still_allowed(&self, approval: &Approval) -> Result<&dyn Tool, ToolError> {
        let stale = |what| {
            let message = format!("{what} since approval {} was asked for; ask anew", approval.id());
            ToolError::new(ErrorKind::Stale, message)
        };
        if !approval.is_intact() {
            return Err(stale("the stored request was altered"));
        }
        let entry = self.find_any(&approval.plan().tool).ok_or_else(|| stale("the tool went away"))?;
        if entry.definition != approval.request.definition {
            return Err(stale("the tool changed"));
        }
        if decide(&self.rules, entry.tool.spec(), approval.plan()) != approval.request.decision {
            return Err(stale("the policy changed"));
        }
        Ok(entry.tool.as_ref())
    }
}

impl Entry {
    fn is_visible(&self) -> bool {
        self.policy != Policy::Never
    }

    fn info(&self) -> ToolInfo {
        ToolInfo { tool: Arc::clone(&self.tool), policy: self.policy }
    }

    /// A plan speaks for its own tool only: on resuming, its name decides what runs.
    fn check(&self, plan: &Plan) -> Result<(), ToolError> {
        let name = self.tool.spec().qualified_name();
        if plan.tool == name {
            Ok(())
        } else {
            Err(ToolError::internal(format!("the plan of `{name}` is one for another tool")))
        }
    }
}

/// The one answer for tools that do not exist and for those that may never run: nothing tells them apart.
fn unknown_tool(name: &str) -> ToolError {
    ToolError::new(ErrorKind::UnknownTool, format!("there is no tool `{}`", as_said(name)))
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

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("tools", &self.snapshot.tools.len()).finish_non_exhaustive()
    }
}
