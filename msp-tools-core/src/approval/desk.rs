//! Where people answer.

use std::{fmt, sync::Arc};

use super::{Answer, Approval, ApprovalId, Ledger, ledger::refusal, state::Event};
use crate::{Digest, ErrorKind, Principal, ToolError, text::one_line};

/// Where people look at requests and answer them. Whoever holds it can approve: keep it away from agents, which get
/// the [`Registry`](crate::Registry) only. Cheap to clone.
#[derive(Clone)]
pub struct ApprovalDesk {
    ledger: Arc<Ledger>,
}

impl ApprovalDesk {
    pub(crate) fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger }
    }

    /// All requests with what became of them, oldest first.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn list(&self) -> Result<Vec<Approval>, ToolError> {
        self.ledger.all().await
    }

    /// One request with what became of it.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound), or [`Unavailable`](ErrorKind::Unavailable) if the store cannot be reached.
    pub async fn get(&self, id: &ApprovalId) -> Result<Approval, ToolError> {
        self.ledger.current(id).await
    }

    /// Says yes to the request whose digest was shown. It can then be run once, until it expires.
    ///
    /// # Errors
    /// - [`Denied`](ErrorKind::Denied) if `by` is who asked, unless [one person](crate::RegistryBuilder::one_person) is both
    /// - [`Stale`](ErrorKind::Stale) if the digest is not that of the request, or the record was altered
    /// - [`Spent`](ErrorKind::Spent), [`Denied`](ErrorKind::Denied), [`Expired`](ErrorKind::Expired),
    ///   [`Withdrawn`](ErrorKind::Withdrawn) if it waits no longer
    /// - [`NotFound`](ErrorKind::NotFound), [`Unavailable`](ErrorKind::Unavailable) as for [`get`](Self::get)
    pub async fn approve(
        &self,
        id: &ApprovalId,
        digest: &Digest,
        by: &Principal,
        reason: Option<&str>,
    ) -> Result<Approval, ToolError> {
        let approval = self.ledger.current(id).await?;
        if approval.state.after(Event::Approve).is_none() {
            return Err(refusal(&approval));
        }
        if approval.digest != *digest || !approval.is_intact() {
            return Err(ToolError::new(
                ErrorKind::Stale,
                format!("the digest is not that of approval {id}: look at what it asks for now"),
            ));
        }
        if !self.ledger.one_person && by.is_same_person(&approval.request.requester) {
            let message = format!("{by} asked for approval {id}; a second person has to approve it");
            return Err(ToolError::new(ErrorKind::Denied, message));
        }
        self.ledger.answer(&approval, Event::Approve, self.answer(by, reason)).await
    }

    /// Says no, or takes back a yes on which nothing was started. Anyone may.
    ///
    /// # Errors
    /// As for [`approve`](Self::approve), if it can no longer be denied.
    pub async fn deny(&self, id: &ApprovalId, by: &Principal, reason: Option<&str>) -> Result<Approval, ToolError> {
        let approval = self.ledger.current(id).await?;
        self.ledger.answer(&approval, Event::Deny, self.answer(by, reason)).await
    }

    fn answer(&self, by: &Principal, reason: Option<&str>) -> Answer {
        Answer { by: by.clone(), at: (self.ledger.clock)(), reason: reason.map(one_line) }
    }
}

impl fmt::Debug for ApprovalDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApprovalDesk").finish_non_exhaustive()
    }
}
