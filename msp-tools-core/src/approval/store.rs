//! Where approvals are kept.

use async_trait::async_trait;

use super::{Approval, ApprovalId, ApprovalRequest, ApprovalState};
use crate::{ErrorKind, Sent, ToolError};

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
