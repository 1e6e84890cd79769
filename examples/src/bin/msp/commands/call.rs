//! `msp call`: through the gate, with the question asked where somebody can answer it.

use msp_tools_core::{Approval, CallContext, CallOutcome, ToolError, call_report};

use crate::cli::Globals;
use crate::console::{CAREFUL, Console, QUIET, STRONG};
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::{gate, input, render};

pub(crate) async fn run(
    console: Console,
    globals: &Globals,
    tool: &str,
    input: Option<&str>,
    requester: Option<String>,
) -> Result<Exit, Failure> {
    let arguments = input::read(input)?;
    let tenant = Tenant::open(globals).await?;
    tenant.has(tool)?;
    let registry = gate::to_call(console, globals, tenant.tools(globals))?;
    report(console, registry.call(tool, arguments, &context(console, requester)).await)
}

/// Who asks, with progress on standard error and an end on Ctrl-C.
pub(crate) fn context(console: Console, requester: Option<String>) -> CallContext {
    let mut cx = CallContext::new(gate::requester(requester));
    if console.is_interactive() {
        cx = cx.with_progress(|progress| {
            anstream::eprintln!("{QUIET}  {}{QUIET:#}", progress.message);
        });
    }
    gate::cancelled_by_ctrl_c(&cx);
    cx
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
    let waits = format!(
        "{CAREFUL}Awaiting approval{CAREFUL:#} {STRONG}{}{STRONG:#}; nothing was sent. The request ends with this run of msp",
        approval.id()
    );
    // Whoever sits at the terminal was shown the plan already.
    if console.is_interactive() {
        return format!("{waits}.");
    }
    format!("{}\n{waits}:\nrun the same command on a terminal to be asked.", render::plan(approval.plan()))
}
