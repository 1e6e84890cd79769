//! The rules of approvals, over whatever store keeps them.

use std::{sync::Arc, time::Duration};

use super::{
    Answer, Approval, ApprovalId, ApprovalRequest, ApprovalState, ApprovalStore, record::random_hex, state::Event,
};
use crate::{CallContext, Decision, Digest, ErrorKind, Plan, Timestamp, ToolError, ToolOutput};

/// Asks, answers, claims and settles. Shared by a registry, which asks and runs, and a desk, which answers.
pub(crate) struct Ledger {
    pub(crate) store: Arc<dyn ApprovalStore>,
    pub(crate) clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// How long a request waits for its answer, and for being run.
    pub(crate) lifetime: Duration,
    /// Whether who asks may also answer.
    pub(crate) one_person: bool,
}

impl Ledger {
    pub(crate) async fn ask(
        &self,
        plan: Plan,
        definition: Digest,
        decision: Decision,
        cx: &CallContext,
    ) -> Result<Approval, ToolError> {
        let now = (self.clock)();
        let approval = Approval::new(ApprovalRequest {
            id: ApprovalId::random()?,
            nonce: random_hex::<16>()?,
            plan,
            definition,
            decision,
            requester: cx.principal().clone(),
            session: cx.session().map(str::to_owned),
            created_at: now,
            expires_at: now.plus(self.lifetime),
        });
        self.store.insert(approval.clone()).await?;
        Ok(approval)
    }

    /// The approval as it stands: one that has run out by the clock is marked so first.
    pub(crate) async fn current(&self, id: &ApprovalId) -> Result<Approval, ToolError> {
        // Ends, since losing the race means that the state moved on, and states only move forward.
        loop {
            let approval = self.store.get(id).await?.ok_or_else(|| ToolError::not_found("approval", id))?;
            let Some(expired) = self.expired(&approval) else {
                return Ok(approval);
            };
            if self.store.compare_and_set(approval.state, expired.clone()).await? {
                return Ok(expired);
            }
        }
    }

    /// All approvals as they stand, oldest first.
    pub(crate) async fn all(&self) -> Result<Vec<Approval>, ToolError> {
        let mut approvals = self.store.list().await?;
        for approval in &mut approvals {
            if self.expired(approval).is_some() {
                *approval = self.current(approval.id()).await?;
            }
        }
        Ok(approvals)
    }

    fn expired(&self, approval: &Approval) -> Option<Approval> {
        let is_due = (self.clock)() >= approval.request.expires_at;
        is_due.then(|| approval.after(Event::Expire)).flatten()
    }

    /// Records a person's answer.
    pub(crate) async fn answer(
        &self,
        approval: &Approval,
        event: Event,
        answer: Answer,
    ) -> Result<Approval, ToolError> {
        let mut next = self.next(approval, event)?;
        next.answer = Some(answer);
        self.advance(approval, next).await
    }

    /// Takes back what was not started.
    pub(crate) async fn withdraw(&self, approval: &Approval) -> Result<Approval, ToolError> {
        self.advance(approval, self.next(approval, Event::Withdraw)?).await
    }

    /// Claims what was approved. Of any number of callers one gets the claim, and with it the right to run it, once.
    pub(crate) async fn claim(self: &Arc<Self>, approval: &Approval) -> Result<Claim, ToolError> {
        let running = self.advance(approval, self.next(approval, Event::Claim)?).await?;
        Ok(Claim { ledger: Arc::clone(self), running, settled: false })
    }

    fn next(&self, approval: &Approval, event: Event) -> Result<Approval, ToolError> {
        approval.after(event).ok_or_else(|| refusal(approval))
    }

    /// Stores `next`, unless somebody was quicker; the error then says what became of it.
    async fn advance(&self, approval: &Approval, next: Approval) -> Result<Approval, ToolError> {
        if self.store.compare_and_set(approval.state, next.clone()).await? {
            return Ok(next);
        }
        Err(refusal(&self.current(approval.id()).await?))
    }
}

/// The right to run an approved plan once. Dropped unsettled, it leaves the outcome unknown.
pub(crate) struct Claim {
    ledger: Arc<Ledger>,
    running: Approval,
    settled: bool,
}

impl Claim {
    /// Writes down how the run went. If that fails the result stands all the same, and the record is left to say that
    /// the outcome is unknown.
    pub(crate) async fn settle(mut self, result: &Result<ToolOutput, ToolError>) {
        let event = match result {
            Ok(_) => Event::Succeed,
            Err(error) if error.kind() == ErrorKind::OutcomeUnknown => Event::LoseTrack,
            Err(_) => Event::Fail,
        };
        if let Some(mut next) = self.running.after(event) {
            next.failure = result.as_ref().err().cloned();
            self.settled = self.ledger.store.compare_and_set(self.running.state, next).await.is_ok_and(|stored| stored);
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.settled {
            self.ledger.store.abandoned(self.running.id());
        }
    }
}

/// Why an approval in this state cannot be answered, taken back or run.
pub(crate) fn refusal(approval: &Approval) -> ToolError {
    let (kind, what) = match approval.state {
        ApprovalState::Pending => (ErrorKind::Denied, "still waits for a person".to_owned()),
        ApprovalState::Approved => (ErrorKind::Spent, "was approved already".to_owned()),
        ApprovalState::Denied => {
            (ErrorKind::Denied, format!("was denied{}; do not ask for it again", by_whom(approval)))
        }
        ApprovalState::Expired => {
            (ErrorKind::Expired, "was not approved and run in time; ask anew if it is still wanted".to_owned())
        }
        ApprovalState::Withdrawn => (ErrorKind::Withdrawn, "was taken back before it ran".to_owned()),
        ApprovalState::Running => (ErrorKind::Spent, "is being run, or was cut off while it was".to_owned()),
        ApprovalState::Succeeded => (ErrorKind::Spent, "has run already, and went well".to_owned()),
        ApprovalState::Failed => {
            (ErrorKind::Spent, "has run already, and failed; ask anew if it is still wanted".to_owned())
        }
        ApprovalState::OutcomeUnknown => (
            ErrorKind::OutcomeUnknown,
            "has run already, and whether it took effect is not known; look before asking anew".to_owned(),
        ),
    };
    ToolError::new(kind, format!("approval {} {what}", approval.id()))
}

fn by_whom(approval: &Approval) -> String {
    match &approval.answer {
        Some(Answer { by, reason: Some(reason), .. }) => format!(" by {by} ({reason})"),
        Some(Answer { by, .. }) => format!(" by {by}"),
        None => String::new(),
    }
}
