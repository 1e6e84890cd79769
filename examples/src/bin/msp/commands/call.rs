//! `msp call`: through the gate, with the question asked where somebody can answer it.

use msp_tools_core::{Approval, ApprovalDesk, CallContext, CallOutcome, Registry, ToolError, call_report};
use serde_json::Value;

use crate::console::{CAREFUL, Console, QUIET, STRONG};
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::{gate, input, render};

pub(crate) async fn run(
    console: &Console,
    sandbox: bool,
    tool: &str,
    input: Option<&str>,
    requester: Option<String>,
) -> Result<Exit, Failure> {
    let arguments = input::read(input)?;
    let tenant = Tenant::open(sandbox).await?;
    let (registry, desk) = gate::registry(&tenant)?;
    let cx = context(console, requester);
    through_the_gate(console, &registry, &desk, tool, arguments, &cx).await
}

/// Who asks, with progress on standard error and an end on Ctrl-C.
pub(crate) fn context(console: &Console, requester: Option<String>) -> CallContext {
    let mut cx = CallContext::new(gate::requester(requester));
    if console.is_interactive() {
        cx = cx.with_progress(|progress| {
            anstream::eprintln!("{QUIET}  {}{QUIET:#}", progress.message);
        });
    }
    gate::cancelled_by_ctrl_c(&cx);
    cx
}

/// Calls a tool; if it needs approval and somebody is there, asks, and runs it once on a yes.
pub(crate) async fn through_the_gate(
    console: &Console,
    registry: &Registry,
    desk: &ApprovalDesk,
    tool: &str,
    arguments: Value,
    cx: &CallContext,
) -> Result<Exit, Failure> {
    let mut outcome = registry.call(tool, arguments, cx).await;
    if let Ok(CallOutcome::AwaitingApproval(approval)) = &outcome
        && console.is_interactive()
    {
        outcome = ask(console, registry, desk, approval, cx).await;
    }
    report(console, outcome)
}

async fn ask(
    console: &Console,
    registry: &Registry,
    desk: &ApprovalDesk,
    approval: &Approval,
    cx: &CallContext,
) -> Result<CallOutcome, ToolError> {
    console.note(&render::plan(approval.plan()));
    if console.confirm("Approve and run it?") {
        desk.approve(approval.id(), &approval.digest, cx.principal(), None).await?;
    } else {
        desk.deny(approval.id(), cx.principal(), None).await?;
    }
    registry.resume(approval.id(), cx).await
}

fn report(console: &Console, outcome: Result<CallOutcome, ToolError>) -> Result<Exit, Failure> {
    let report = call_report(&outcome);
    match outcome? {
        CallOutcome::Completed(output) => {
            console.answer(&report, || render::output(&output.value));
            Ok(Exit::Done)
        }
        CallOutcome::AwaitingApproval(approval) => {
            console.answer(&report, || awaiting(&approval));
            Ok(Exit::AwaitingApproval)
        }
    }
}

fn awaiting(approval: &Approval) -> String {
    format!(
        "{}\n{CAREFUL}Awaiting approval{CAREFUL:#} {STRONG}{}{STRONG:#}; nothing was sent. It expires at {}.\n\
         Run the same command on a terminal to be asked.",
        render::plan(approval.plan()),
        approval.id(),
        approval.request.expires_at,
    )
}
