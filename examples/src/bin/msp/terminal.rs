//! Asks the person at the terminal.

use async_trait::async_trait;
use msp_tools_core::{Approval, Approver, CallContext, Reply};
use tokio::sync::oneshot;

use crate::console::Console;
use crate::{gate, render};

/// The person at the terminal, who is asked right away.
#[derive(Debug)]
pub(crate) struct Terminal {
    pub(crate) console: Console,
    /// Whether whoever asked may not approve.
    pub(crate) second_person: bool,
}

#[async_trait]
impl Approver for Terminal {
    async fn ask(&self, approval: &Approval, cx: &CallContext) -> Reply {
        let (console, by) = (self.console, gate::requester(None));
        console.note(&render::request(approval));
        if self.second_person && by.is_same_person(&approval.request.requester) {
            console.note(&format!("The policy file asks for a second person, and {by} is who asked (see --as)."));
            return Reply::Later;
        }
        let (tell, told) = oneshot::channel();
        // A thread of its own: reading a line cannot be given up, and nothing waits for it when the program ends.
        std::thread::spawn(move || tell.send(console.confirm("Approve and run it?")));
        tokio::select! {
            answer = told => match answer {
                Ok(true) => Reply::Yes { by, reason: None },
                _ => Reply::No { by, reason: None },
            },
            () = cx.cancelled() => Reply::Later,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use msp_tools_core::{CallOutcome, Registry};
    use serde_json::json;

    use super::*;
    use crate::cli::Globals;
    use crate::tenant::Tenant;

    #[tokio::test(flavor = "multi_thread")]
    async fn who_asked_is_not_asked_where_a_second_person_is_needed() {
        let tenant = Tenant::embedded().await.expect("a port");
        let terminal = Terminal { console: Console::new(true), second_person: true };
        let (globals, builder) = (Globals::default(), Registry::builder().approver(Arc::new(terminal)));
        let (registry, _) = gate::built(builder, &globals, tenant.tools(&globals).into()).await.expect("it fits");
        let arguments = json!({"script": "Disk Cleanup", "computers": ["kiosk"]});
        let outcome = registry.call("cwa-run-script", arguments, &CallContext::new(gate::requester(None))).await;
        assert!(matches!(outcome, Ok(CallOutcome::AwaitingApproval(_))), "{outcome:?}");
        let sandbox = tenant.sandbox().expect("it is embedded");
        assert!(sandbox.log().writes().is_empty(), "nothing was sent");
    }
}
