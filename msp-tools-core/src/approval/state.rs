//! The life of an approval, as one pure function.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where an approval stands. It never returns to a state that it has left, so a state also serves as its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ApprovalState {
    /// Waits for a person.
    Pending,
    /// A person said yes; not run yet.
    Approved,
    /// A person said no.
    Denied,
    /// Not run in time, which counts as no.
    Expired,
    /// Taken back by whoever asked.
    Withdrawn,
    /// Claimed: being run, or cut off while it was.
    Running,
    /// Ran and went well.
    Succeeded,
    /// Ran and failed; nothing was changed.
    Failed,
    /// Ran, and may or may not have changed something.
    OutcomeUnknown,
}

/// What can happen to an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Approve,
    Deny,
    Expire,
    Withdraw,
    Claim,
    Succeed,
    Fail,
    LoseTrack,
}

impl ApprovalState {
    /// Whether nothing can happen to it any more.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Approved | Self::Running)
    }

    /// The state after `event`, or `None` if that cannot happen now.
    pub(crate) fn after(self, event: Event) -> Option<Self> {
        use ApprovalState as S;
        match (self, event) {
            (S::Pending, Event::Approve) => Some(S::Approved),
            (S::Approved, Event::Claim) => Some(S::Running),
            // A yes can be taken back, and runs out, as long as nothing was started on it.
            (S::Pending | S::Approved, Event::Deny) => Some(S::Denied),
            (S::Pending | S::Approved, Event::Expire) => Some(S::Expired),
            (S::Pending | S::Approved, Event::Withdraw) => Some(S::Withdrawn),
            (S::Running, Event::Succeed) => Some(S::Succeeded),
            (S::Running, Event::Fail) => Some(S::Failed),
            (S::Running, Event::LoseTrack) => Some(S::OutcomeUnknown),
            _ => None,
        }
    }
}

impl fmt::Display for ApprovalState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::OutcomeUnknown => "outcome unknown",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ApprovalState::*;
    use Event::*;

    #[test]
    fn every_state_and_event() {
        const EVENTS: [Event; 8] = [Approve, Deny, Expire, Withdraw, Claim, Succeed, Fail, LoseTrack];
        let table: [(ApprovalState, [Option<ApprovalState>; 8]); 9] = [
            (Pending, [Some(Approved), Some(Denied), Some(Expired), Some(Withdrawn), None, None, None, None]),
            (Approved, [None, Some(Denied), Some(Expired), Some(Withdrawn), Some(Running), None, None, None]),
            (Running, [None, None, None, None, None, Some(Succeeded), Some(Failed), Some(OutcomeUnknown)]),
            (Denied, [None; 8]),
            (Expired, [None; 8]),
            (Withdrawn, [None; 8]),
            (Succeeded, [None; 8]),
            (Failed, [None; 8]),
            (OutcomeUnknown, [None; 8]),
        ];
        for (state, row) in table {
            for (event, after) in EVENTS.into_iter().zip(row) {
                assert_eq!(state.after(event), after, "{state:?} {event:?}");
            }
            assert_eq!(state.is_final(), row == [None; 8], "{state:?}");
        }
    }
}
