//! `msp call`: through the gate, with the question asked where somebody can answer it, now or later.

use std::time::Duration;

use msp_tools_core::{
    Approval, ApprovalId, ApprovalStore as _, CallContext, CallOutcome, Registry, Timestamp, ToolError, call_report,
};
use serde_json::Value;

use super::request;
use crate::cli::{CallLine, Globals, Patience};
use crate::console::{CAREFUL, Console, QUIET, STRONG};
use crate::exit::{Exit, Failure};
use crate::product::Product;
use crate::tenant::Tenant;
use crate::{gate, input, render, state};

pub(crate) async fn run(console: Console, globals: &Globals, line: CallLine) -> Result<Exit, Failure> {
    let CallLine { tool, input, resume: id, requester, patience } = line;
    if let Some(id) = id {
        return resume(console, globals, &ApprovalId::new(id), requester, patience).await;
    }
    let tool = tool.unwrap_or_default();
    let arguments = input::read(input.as_deref())?;
    let tenant = Tenant::open(globals).await?;
    let session = tenant.product_of(&tool)?.map(|product| session(&tenant, product));
    let toolbox = tenant.toolbox(globals, &tool).await?;
    let registry = gate::to_call(console, globals, &state::open(globals).await?, toolbox).await?;
    let caller = Caller { console, cx: context(console, requester, session), patience };
    report(console, caller.call(&registry, &tool, arguments).await)
}

/// Runs what was asked for before, in whichever process.
async fn resume(
    console: Console,
    globals: &Globals,
    id: &ApprovalId,
    requester: Option<String>,
    patience: Patience,
) -> Result<Exit, Failure> {
    let not_found = || {
        let message = format!("there is no approval `{id}` here: see --state, --store, and `msp approvals`");
        Failure::new(Exit::Usage, "not_found", message)
    };
    let Ok(store) = state::open_if_there(globals).await? else { return Err(not_found()) };
    let approval = store.get(id).await.map_err(ToolError::from)?.ok_or_else(not_found)?;
    let tenant = Tenant::open(globals).await?;
    let product = tenant.product_of(&approval.plan().tool)?;
    let session = product.map(|product| session(&tenant, product));
    if place(session.as_deref()) != place(approval.request.session.as_deref()) {
        let other = place(approval.request.session.as_deref()).unwrap_or("another tenant");
        let message = format!("approval {id} is for {other}, and this is not it: nothing was sent");
        return Err(Failure::new(Exit::Refused, "stale", message));
    }
    let toolbox = match raw_product(&approval) {
        Some(product) => tenant.raw_toolbox(globals, product, request::spec(product, approval.plan().effect)).await?,
        None => tenant.toolbox(globals, &approval.plan().tool).await?,
    };
    let registry = gate::to_call(console, globals, &store, toolbox).await?;
    let caller = Caller { console, cx: context(console, requester, session), patience };
    let asked_by = &approval.request.requester;
    if caller.cx.principal() != asked_by {
        let message = format!("{asked_by} asked for approval {id}, and nobody else can run it (see --as)");
        return Err(Failure::new(Exit::Refused, "denied", message));
    }
    report(console, caller.answered(&registry, id).await)
}

/// The product, if a raw request was asked for.
fn raw_product(approval: &Approval) -> Option<Product> {
    let is_raw =
        |product: &Product| approval.plan().tool == format!("{}:{}", product.integration(), product.request_tool());
    Product::ALL.into_iter().find(is_raw)
}

/// Each run is a session of its own, on the tenant that it names.
pub(crate) fn session(tenant: &Tenant, product: Product) -> String {
    let at = Timestamp::now().as_millis();
    format!("{} #{}-{at}", tenant.name(product), std::process::id())
}

/// The tenant that a session names.
fn place(session: Option<&str>) -> Option<&str> {
    Some(session?.rsplit_once(" #")?.0)
}

/// Who asks, with progress on standard error and an end on Ctrl-C.
fn context(console: Console, requester: Option<String>, session: Option<String>) -> CallContext {
    let mut cx = CallContext::new(gate::requester(requester));
    if let Some(session) = session {
        cx = cx.with_session(session);
    }
    if console.is_interactive() {
        cx = cx.with_progress(|progress| {
            anstream::eprintln!("{QUIET}  {}{QUIET:#}", progress.message);
        });
    }
    gate::cancelled_by_ctrl_c(&cx);
    cx
}

/// Whoever calls, and how long they wait for a person.
pub(crate) struct Caller {
    console: Console,
    cx: CallContext,
    patience: Patience,
}

impl Caller {
    /// The user of this machine.
    pub(crate) fn user(console: Console, session: String, patience: Patience) -> Self {
        Self { console, cx: context(console, None, Some(session)), patience }
    }

    /// Calls, and waits for a person if need be and asked to.
    pub(crate) async fn call(
        &self,
        registry: &Registry,
        tool: &str,
        arguments: Value,
    ) -> Result<CallOutcome, ToolError> {
        match registry.call(tool, arguments, &self.cx).await? {
            CallOutcome::AwaitingApproval(approval) if self.patience.wait.is_some() => {
                self.console.note(&render::request(&approval));
                self.answered(registry, approval.id()).await
            }
            outcome => Ok(outcome),
        }
    }

    /// Runs what was asked for, if it is answered by now, or while they wait.
    async fn answered(&self, registry: &Registry, id: &ApprovalId) -> Result<CallOutcome, ToolError> {
        if let Some(seconds) = self.patience.wait {
            self.console.note(&format!("{QUIET}Waiting for an answer to {id}.{QUIET:#}"));
            registry.wait(id, Duration::from_secs(seconds.into()), &self.cx).await?;
        }
        registry.resume(id, &self.cx).await
    }
}

/// Says what came of a call.
pub(crate) fn report(console: Console, outcome: Result<CallOutcome, ToolError>) -> Result<Exit, Failure> {
    let report = call_report(&outcome);
    match outcome? {
        CallOutcome::Completed(output) => {
            console.answer(&report, || render::output(&output.value));
            Ok(Exit::Done)
        }
        CallOutcome::AwaitingApproval(approval) => {
            console.answer(&report, || awaiting(console, &approval));
            Ok(Exit::AwaitingApproval)
        }
    }
}

fn awaiting(console: Console, approval: &Approval) -> String {
    let (id, expires) = (approval.id(), approval.request.expires_at);
    let by = render::safe(approval.request.requester.as_str());
    let waits = format!(
        "{CAREFUL}Awaiting approval{CAREFUL:#} {STRONG}{id}{STRONG:#} until {expires}; nothing was sent.\n\
         {QUIET}Somebody answers:   msp approvals approve {id} --as NAME\n\
         Then it runs, once: msp call --resume {id} --as {by}{QUIET:#}"
    );
    // Whoever sits at the terminal was shown the plan already.
    if console.is_interactive() { waits } else { format!("{}\n{waits}", render::plan(approval.plan())) }
}
