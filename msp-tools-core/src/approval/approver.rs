//! Asking a person right away.

use async_trait::async_trait;

use super::Approval;
use crate::{CallContext, Principal};

/// A way to put a request before a person while the caller waits: a terminal, a chat, a dialog of an MCP client.
///
/// A request exists in the store before the approver sees it. If the approver has no answer, or the caller goes away
/// meanwhile, it stays pending, and is answered at the [desk](crate::ApprovalDesk).
#[async_trait]
pub trait Approver: Send + Sync {
    /// Asks. Should come back soon after [`CallContext::cancelled`].
    async fn ask(&self, approval: &Approval, cx: &CallContext) -> Reply;
}

/// What came of asking. Deliberately exhaustive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A person said yes. It counts as at the desk: not, if a second person is needed and `by` is who asked.
    Yes {
        /// Who.
        by: Principal,
        /// Why, in their words.
        reason: Option<String>,
    },
    /// A person said no.
    No {
        /// Who.
        by: Principal,
        /// Why, in their words.
        reason: Option<String>,
    },
    /// Nobody answered; the request stays pending.
    Later,
}
