//! Which approvals somebody wants to see.

use super::{Approval, ApprovalId, ApprovalState};

/// Which approvals somebody wants to see: all, oldest first, until told otherwise.
///
/// ```
/// use msp_tools_core::{ApprovalId, ApprovalQuery, ApprovalState};
///
/// // What waits for a person, fifty at a time.
/// let first = ApprovalQuery::new().states([ApprovalState::Pending]).limit(50);
/// let next = first.clone().after(ApprovalId::new("apr-0123456789abcdef")); // the last of the page before
/// # assert_ne!(first, next);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct ApprovalQuery {
    /// Only those in one of these states; in any, if there are none.
    pub states: Vec<ApprovalState>,
    /// Only those that come after this one in order. None, if there is no such approval.
    pub after: Option<ApprovalId>,
    /// So many at most.
    pub limit: Option<usize>,
}

impl ApprovalQuery {
    /// All approvals.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only those in one of these states.
    pub fn states(mut self, states: impl IntoIterator<Item = ApprovalState>) -> Self {
        self.states = states.into_iter().collect();
        self
    }

    /// Only those that wait to be answered or run.
    pub fn open(self) -> Self {
        self.states([ApprovalState::Pending, ApprovalState::Approved])
    }

    /// Only those that come after this one: the next page. Approvals that come and go between two pages shift nothing.
    pub fn after(mut self, id: ApprovalId) -> Self {
        self.after = Some(id);
        self
    }

    /// So many at most.
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Those of the whole list that are asked for.
    pub(super) fn of(&self, mut approvals: Vec<Approval>) -> Vec<Approval> {
        if let Some(after) = &self.after {
            let seen = approvals.iter().position(|approval| approval.id() == after);
            approvals.drain(..seen.map_or(approvals.len(), |seen| seen + 1));
        }
        approvals.retain(|approval| self.states.is_empty() || self.states.contains(&approval.state));
        approvals.truncate(self.limit.unwrap_or(usize::MAX));
        approvals
    }
}
