//! The rules of approvals, over whatever store keeps them.

use std::{sync::Arc, time::Duration};

use super::{
    Answer, Approval, ApprovalId, ApprovalQuery, ApprovalRequest, ApprovalState, ApprovalStore, record::random_hex,
    state::Event,
};
use crate::{
    AuditKind, CallContext, ChangeSignal, Decision, Digest, ErrorKind, Plan, Principal, ToolError, ToolOutput,
    timestamp::Clock, trail::Trail,
};

/// How often somebody who waits looks for answers of which the store did not tell, and whether time is up.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Asks, answers, claims and settles. Shared by a registry, which asks and runs, and a desk, which answers.
pub(crate) struct Ledger {
    pub(crate) store: Arc<dyn ApprovalStore>,
    pub(crate) clock: Clock,
    pub(crate) trail: Arc<Trail>,
    /// Told of every change that goes through here.
    pub(crate) changed: ChangeSignal,
}

/// What is asked for.
pub(crate) struct Asking {
    pub(crate) plan: Plan,
    pub(crate) definition: Digest,
    pub(crate) decision: Decision,
    /// How long the request waits for its answer, and for being run.
    pub(crate) lifetime: Duration,
}

impl Ledger {
    /// Draws up a request, unless the same was denied in this session.
    pub(crate) async fn draw_up(&self, asking: Asking, cx: &CallContext) -> Result<Approval, ToolError> {
        let now = (self.clock)();
        let request = ApprovalRequest {
            id: ApprovalId::random()?,
            nonce: random_hex::<16>()?,
            subject: ApprovalRequest::subject(&asking.plan),
            plan: asking.plan,
            definition: asking.definition,
            decision: asking.decision,
            requester: cx.principal().clone(),
            session: cx.session().map(str::to_owned),
            created_at: now,
            expires_at: now.plus(asking.lifetime),
        };
        if self.store.was_denied(&request).await? {
            let message = "a person said no to the same call in this session; do not ask for it again";
            return Err(ToolError::new(ErrorKind::Denied, message));
        }
        Ok(Approval::new(request))
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
                self.announce(&expired, &expired.request.requester).await;
                return Ok(expired);
            }
        }
    }

    /// All approvals as they stand, oldest first.
    pub(crate) async fn all(&self) -> Result<Vec<Approval>, ToolError> {
        self.stand(self.store.list().await?).await
    }

    /// Those that the query asks for, as they stand. One that has run out may be among them though its state by now is
    /// not among those asked for.
    pub(crate) async fn find(&self, query: &ApprovalQuery) -> Result<Vec<Approval>, ToolError> {
        self.stand(self.store.find(query).await?).await
    }

    async fn stand(&self, mut approvals: Vec<Approval>) -> Result<Vec<Approval>, ToolError> {
        for approval in &mut approvals {
            if self.expired(approval).is_some() {
                *approval = self.current(approval.id()).await?;
            }
        }
        Ok(approvals)
    }

    /// The approval once it no longer waits for a person, or as it stands when `timeout` or the caller's time is up.
    pub(crate) async fn wait(
        &self,
        id: &ApprovalId,
        timeout: Duration,
        cx: &CallContext,
    ) -> Result<Approval, ToolError> {
        let timeout = cx.remaining().map_or(timeout, |left| left.min(timeout));
        let time_is_up = tokio::time::sleep(timeout);
        tokio::pin!(time_is_up);
        // Before looking: an answer between the two is not missed.
        let (mut here, mut elsewhere) = (self.changed.changes(), self.store.changes());
        loop {
            let approval = self.current(id).await?;
            if approval.state != ApprovalState::Pending {
                return Ok(approval);
            }
            tokio::select! {
                () = &mut time_is_up => return self.current(id).await,
                () = cx.cancelled() => return Ok(approval),
                () = here.next() => {}
                () = elsewhere.next() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    fn expired(&self, approval: &Approval) -> Option<Approval> {
        let is_due = (self.clock)() >= approval.request.expires_at;
        is_due.then(|| approval.after(Event::Expire)).flatten()
    }

    /// Records a yes: in the trail first, as nothing may come of a yes that is not written down. One that comes too late
    /// is followed there by what happened instead.
    pub(crate) async fn approve(&self, approval: &Approval, answer: Answer) -> Result<Approval, ToolError> {
        let next = self.answered(approval, Event::Approve, answer)?;
        self.trail.ahead(&by(&next), answer_event(&next)).await?;
        let approved = self.advance(approval, next).await?;
        self.changed.tell();
        Ok(approved)
    }

    /// Records a no. It stands even if it cannot be written down.
    pub(crate) async fn deny(&self, approval: &Approval, answer: Answer) -> Result<Approval, ToolError> {
        let next = self.answered(approval, Event::Deny, answer)?;
        let denied = self.advance(approval, next).await?;
        self.announce(&denied, &by(&denied)).await;
        Ok(denied)
    }

    /// Takes back what was not started.
    pub(crate) async fn withdraw(&self, approval: &Approval, by: &Principal) -> Result<Approval, ToolError> {
        let withdrawn = self.advance(approval, self.next(approval, Event::Withdraw)?).await?;
        self.announce(&withdrawn, by).await;
        Ok(withdrawn)
    }

    /// Marks every run that nobody carries on; returns those.
    pub(crate) async fn recover(&self) -> Result<Vec<Approval>, ToolError> {
        let lost = self.store.recover().await?;
        self.changed.tell();
        Ok(lost)
    }

    /// Tells whoever waits and the trail of an answer that stands.
    async fn announce(&self, approval: &Approval, by: &Principal) {
        self.changed.tell();
        self.trail.note(by, answer_event(approval)).await;
    }

    fn answered(&self, approval: &Approval, event: Event, answer: Answer) -> Result<Approval, ToolError> {
        Ok(Approval { answer: Some(answer), ..self.next(approval, event)? })
    }

    /// Claims what was approved. Of any number of callers one gets the claim, and with it the right to run it, once.
    pub(crate) async fn claim(&self, approval: &Approval) -> Result<Claim, ToolError> {
        let running = self.advance(approval, self.next(approval, Event::Claim)?).await?;
        Ok(Claim { store: Arc::clone(&self.store), running, settled: false })
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

/// Who answered; the requester if nobody did.
fn by(approval: &Approval) -> Principal {
    approval.answer.as_ref().map_or(&approval.request.requester, |answer| &answer.by).clone()
}

fn answer_event(approval: &Approval) -> AuditKind {
    AuditKind::Answered {
        approval: approval.id().clone(),
        digest: approval.digest.clone(),
        answer: approval.state,
        reason: approval.answer.as_ref().and_then(|answer| answer.reason.clone()),
    }
}

/// The right to run an approved plan once. Dropped unsettled, it leaves the outcome unknown.
pub(crate) struct Claim {
    store: Arc<dyn ApprovalStore>,
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
            self.settled = self.store.compare_and_set(self.running.state, next).await.is_ok_and(|stored| stored);
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.settled {
            self.store.abandoned(self.running.id());
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
