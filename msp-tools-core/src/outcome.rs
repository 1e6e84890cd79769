//! What a call answers, and the one JSON document that says so.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Approval, ErrorKind, ToolError, ToolOutput};

/// What a call that went well answers. Deliberately exhaustive: a host has to handle both.
#[derive(Clone, Debug)]
pub enum CallOutcome {
    /// It ran.
    Completed(ToolOutput),
    /// It waits for a person; nothing was changed. Resume it once the approval is given.
    AwaitingApproval(Box<Approval>),
}

/// How a call ended, in one word: what a program branches on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CallStatus {
    /// It ran.
    Completed,
    /// It waits for a person; nothing was changed.
    AwaitingApproval,
    /// It did not work; nothing was changed, as far as is known.
    Failed,
    /// It was not allowed; nothing was changed.
    Refused,
    /// Whether it happened is not known. Look before doing it again.
    OutcomeUnknown,
}

impl CallOutcome {
    /// How the call ended.
    pub fn status(&self) -> CallStatus {
        match self {
            Self::Completed(_) => CallStatus::Completed,
            Self::AwaitingApproval(_) => CallStatus::AwaitingApproval,
        }
    }
}

impl ToolError {
    /// How a call with this error ended.
    pub fn status(&self) -> CallStatus {
        match self.kind() {
            ErrorKind::OutcomeUnknown => CallStatus::OutcomeUnknown,
            ErrorKind::Denied
            | ErrorKind::Expired
            | ErrorKind::Withdrawn
            | ErrorKind::Stale
            | ErrorKind::Spent
            | ErrorKind::Frozen
            | ErrorKind::Limit => CallStatus::Refused,
            ErrorKind::Input
            | ErrorKind::UnknownTool
            | ErrorKind::NotFound
            | ErrorKind::Ambiguous
            | ErrorKind::Unauthorized
            | ErrorKind::Unavailable
            | ErrorKind::Rejected
            | ErrorKind::Cancelled
            | ErrorKind::Internal => CallStatus::Failed,
        }
    }
}

/// The answer to a call as one JSON document: `{"status": "completed", "output": ..}`,
/// `{"status": "awaiting_approval", "approval": {..}}` or `{"status": "failed", "error": {..}}`.
///
/// `output` is [`ToolOutput::value`]; paths of untrusted text in it follow as `untrusted`, if there are any.
pub fn call_report(result: &Result<CallOutcome, ToolError>) -> Value {
    match result {
        Ok(CallOutcome::Completed(output)) if output.untrusted.is_empty() => {
            json!({"status": CallStatus::Completed, "output": output.value})
        }
        Ok(CallOutcome::Completed(output)) => {
            json!({"status": CallStatus::Completed, "output": output.value, "untrusted": output.untrusted})
        }
        Ok(CallOutcome::AwaitingApproval(approval)) => {
            json!({"status": CallStatus::AwaitingApproval, "approval": approval})
        }
        Err(error) => json!({"status": error.status(), "error": error}),
    }
}
