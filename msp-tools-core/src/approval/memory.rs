//! Approvals in the memory of one process.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;

use super::{Approval, ApprovalId, ApprovalRequest, ApprovalState, ApprovalStore, StoreError, state::Event};
use crate::{ChangeSignal, Changes};

/// Keeps approvals in memory: for one process, until it ends.
#[derive(Default)]
pub struct MemoryApprovals {
    approvals: Mutex<HashMap<ApprovalId, Approval>>,
    changed: ChangeSignal,
}

impl MemoryApprovals {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every change is a single assignment, so that what a panicking thread leaves behind is whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<ApprovalId, Approval>> {
        self.approvals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl ApprovalStore for MemoryApprovals {
    async fn insert(&self, approval: Approval) -> Result<(), StoreError> {
        let mut approvals = self.lock();
        if approvals.contains_key(approval.id()) {
            return Err(StoreError::new(format!("there is an approval `{}` already", approval.id())));
        }
        approvals.insert(approval.id().clone(), approval);
        Ok(())
    }

    async fn get(&self, id: &ApprovalId) -> Result<Option<Approval>, StoreError> {
        Ok(self.lock().get(id).cloned())
    }

    async fn list(&self) -> Result<Vec<Approval>, StoreError> {
        let mut approvals: Vec<_> = self.lock().values().cloned().collect();
        approvals.sort_by(|a, b| (a.request.created_at, a.id()).cmp(&(b.request.created_at, b.id())));
        Ok(approvals)
    }

    async fn compare_and_set(&self, expected: ApprovalState, next: Approval) -> Result<bool, StoreError> {
        match self.lock().get_mut(next.id()) {
            Some(current) if current.state == expected => *current = next,
            _ => return Ok(false),
        }
        self.changed.tell();
        Ok(true)
    }

    async fn was_denied(&self, request: &ApprovalRequest) -> Result<bool, StoreError> {
        Ok(self.lock().values().any(|approval| approval.denies(request)))
    }

    /// Finds none: a run that is cut off in this process is told of at once.
    async fn recover(&self) -> Result<Vec<Approval>, StoreError> {
        Ok(Vec::new())
    }

    fn changes(&self) -> Changes {
        self.changed.changes()
    }

    fn abandoned(&self, id: &ApprovalId) {
        if let Some(current) = self.lock().get_mut(id)
            && let Some(next) = current.after(Event::LoseTrack)
        {
            *current = next;
        }
    }
}

impl fmt::Debug for MemoryApprovals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryApprovals").field("approvals", &self.lock().len()).finish()
    }
}
