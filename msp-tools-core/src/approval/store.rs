//! Where approvals are kept.

use async_trait::async_trait;

use super::{Approval, ApprovalId, ApprovalQuery, ApprovalRequest, ApprovalState, state::Event};
use crate::{Changes, ErrorKind, Sent, ToolError};

/// Keeps approvals. Everything that must be atomic about them is [`compare_and_set`](Self::compare_and_set).
#[async_trait]
pub trait ApprovalStore: Send + Sync {
    /// Adds a new approval.
    ///
    /// # Errors
    /// If it cannot be kept, or there is one with its id.
    async fn insert(&self, approval: Approval) -> Result<(), StoreError>;

    /// The approval with that id.
    ///
    /// # Errors
    /// If the store cannot be read.
    async fn get(&self, id: &ApprovalId) -> Result<Option<Approval>, StoreError>;

    /// All approvals, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    async fn list(&self) -> Result<Vec<Approval>, StoreError>;

    /// Replaces the approval of `next`'s id if its state is still `expected`, atomically: of any number of callers with
    /// the same expectation, one at most gets `true`. No approval returns to a state it has left, so that the state is
    /// all there is to compare.
    ///
    /// Whoever sets [`ApprovalState::Running`] runs it. A store that many processes share takes note of who that is,
    /// for [`recover`](Self::recover).
    ///
    /// # Errors
    /// If the store cannot be written. The caller must then assume that nothing was stored and run nothing.
    async fn compare_and_set(&self, expected: ApprovalState, next: Approval) -> Result<bool, StoreError>;

    /// Whether the requester was denied the same [subject](ApprovalRequest#structfield.subject) in the same session. Calls without
    /// a session share one. Looks through the whole [list](Self::list) unless the store knows a quicker way.
    ///
    /// # Errors
    /// If the store cannot be read.
    async fn was_denied(&self, request: &ApprovalRequest) -> Result<bool, StoreError> {
        Ok(self.list().await?.iter().any(|approval| approval.denies(request)))
    }

    /// The approvals that the query asks for, oldest first. Looks through the whole [list](Self::list) unless the store
    /// knows a quicker way.
    ///
    /// # Errors
    /// If the store cannot be read.
    async fn find(&self, query: &ApprovalQuery) -> Result<Vec<Approval>, StoreError> {
        Ok(query.of(self.list().await?))
    }

    /// Marks the runs that nobody carries on any more as [`ApprovalState::OutcomeUnknown`]; returns those. A store that
    /// many processes share knows whose runs they are, and leaves alone those of processes that live. By default every
    /// run is taken to be one of a process that ended.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    async fn recover(&self) -> Result<Vec<Approval>, StoreError> {
        let mut lost = Vec::new();
        for approval in self.list().await? {
            if let Some(next) = approval.after(Event::LoseTrack)
                && self.compare_and_set(approval.state, next.clone()).await?
            {
                lost.push(next);
            }
        }
        Ok(lost)
    }

    /// Tells of answers, by whichever process, as soon as the store hears of them. By default it does not: whoever waits
    /// then looks again every second.
    fn changes(&self) -> Changes {
        Changes::none()
    }

    /// Told when a run was cut off: whoever waited for it went away, or the tool panicked. The store marks the approval
    /// as [`ApprovalState::OutcomeUnknown`] as soon as it can; called while unwinding, it must neither block nor panic.
    fn abandoned(&self, id: &ApprovalId);
}

/// The store cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("the approvals cannot be reached: {message}")]
pub struct StoreError {
    message: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// An error in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Keeps the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }
}

impl From<StoreError> for ToolError {
    fn from(error: StoreError) -> Self {
        Self::new(ErrorKind::Unavailable, error.to_string()).with_sent(Sent::No).with_source(error)
    }
}
