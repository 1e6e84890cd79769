//! What an approval says.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::state::{ApprovalState, Event};
use crate::{Decision, Digest, Plan, Principal, Timestamp, ToolError, digest::hex};

/// A question put to a person, and what became of it.
///
/// Serialises flat: `{"id", "plan", "expires_at", .., "digest", "state", "answer"?, "failure"?}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Approval {
    /// What is asked. Never changes.
    #[serde(flatten)]
    pub request: ApprovalRequest,
    /// Digest over the whole request. Whoever approves names it, and so approves what they saw.
    pub digest: Digest,
    /// Where it stands.
    pub state: ApprovalState,
    /// The answer, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// What went wrong, if it ran and did not go well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<ToolError>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApprovalRequest {
    /// The approval's id.
    pub id: ApprovalId,
    /// Random, so that the same request asked twice has two digests.
    pub nonce: String,
    /// What will run, exactly.
    pub plan: Plan,
    /// Digest of tool, arguments and targets: the same each time that the same is asked.
    pub subject: Digest,
    /// Digest of the tool's definition, schemas included. If the definition changes, the request is stale.
    pub definition: Digest,
    /// Why a person is asked. If this would turn out differently by now, the request is stale.
    pub decision: Decision,
    /// Who asks.
    pub requester: Principal,
    /// The session in which it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// When it was asked.
    pub created_at: Timestamp,
    /// From this moment on the answer is no.
    pub expires_at: Timestamp,
}

/// What a person answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Answer {
    /// Who answered.
    pub by: Principal,
    /// When.
    pub at: Timestamp,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Identifies an approval: `apr-` and 16 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApprovalId(String);

impl ApprovalId {
    /// An id as a person gives it; it need not exist.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    pub(super) fn random() -> Result<Self, ToolError> {
        Ok(Self(format!("apr-{}", random_hex::<8>()?)))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApprovalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(crate) fn random_hex<const BYTES: usize>() -> Result<String, ToolError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| ToolError::internal("the system gives no random numbers").with_source(error))?;
    Ok(hex(&bytes))
}

impl ApprovalRequest {
    /// What the same call has in common however often it is asked for.
    pub(super) fn subject(plan: &Plan) -> Digest {
        Digest::of_record(&(&plan.tool, &plan.arguments, &plan.targets))
    }

    /// Whether it asks for this plan, and would be neither stale nor asked for other reasons if it were asked now.
    pub(crate) fn is_for(&self, plan: &Plan, definition: &Digest, decision: &Decision) -> bool {
        self.subject == Self::subject(plan)
            && self.definition == *definition
            && self.plan.fingerprints == plan.fingerprints
            && self.decision.lasting() == decision.lasting()
    }

    /// The digest over everything in the request.
    pub fn digest(&self) -> Digest {
        Digest::of_record(self)
    }
}

impl Approval {
    pub(super) fn new(request: ApprovalRequest) -> Self {
        Self { digest: request.digest(), request, state: ApprovalState::Pending, answer: None, failure: None }
    }

    /// Its id.
    pub fn id(&self) -> &ApprovalId {
        &self.request.id
    }

    /// What will run.
    pub fn plan(&self) -> &Plan {
        &self.request.plan
    }

    /// Whether the request is the one that the digest was taken of.
    pub fn is_intact(&self) -> bool {
        self.request.digest() == self.digest
    }

    /// Whether a person said no to the same thing, asked by the same principal in the same session.
    pub fn denies(&self, request: &ApprovalRequest) -> bool {
        self.state == ApprovalState::Denied
            && self.request.subject == request.subject
            && self.request.session == request.session
            && self.request.requester.is_same_person(&request.requester)
    }

    /// The record after `event`, or `None` if that cannot happen now.
    pub(super) fn after(&self, event: Event) -> Option<Self> {
        let state = self.state.after(event)?;
        Some(Self { state, ..self.clone() })
    }
}
