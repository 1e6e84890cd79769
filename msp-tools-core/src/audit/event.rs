//! What is written down.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ApprovalId, ApprovalState, AtLeast, CallStatus, Decision, Digest, Effect, ErrorKind, Operation, Pins, Plan,
    Principal, Target, Timestamp,
};

/// One thing that happened, as the audit trail keeps it.
///
/// Serialises flat: `{"at", "principal", "session"?, "call"?, "tool"?, "event": "started", ..}`. It holds who, what and
/// to which things, but neither arguments nor results nor the text of errors: those are where secrets would be.
/// [`PlanFacts::digest`] ties a record to the exact arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuditEvent {
    /// When it happened.
    pub at: Timestamp,
    /// Who did it: who called, who answered, who froze.
    pub principal: Principal,
    /// The session it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The same text in all events of one call, and in no other. Running what was approved is a call of its own; the
    /// approval's id ties it to the one that asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The tool's qualified name, or what the caller said if there is no such tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// What happened.
    #[serde(flatten)]
    pub kind: AuditKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
#[non_exhaustive]
pub enum AuditKind {
    /// A call was planned; nothing changed.
    Planned(PlanFacts),
    /// A call ended before anything was started.
    Refused {
        /// The true cause, which the caller may not learn.
        cause: RefusalCause,
        /// What the caller was told.
        told: ErrorKind,
    },
    /// It was decided whether a plan may run.
    Decided {
        /// The policy and all its reasons.
        decision: Decision,
        /// Fingerprint of the rules in force.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policies: Option<Digest>,
    },
    /// A person was asked.
    Asked {
        /// The approval.
        approval: ApprovalId,
        /// Its digest.
        digest: Digest,
        /// From when on the answer is no.
        expires_at: Timestamp,
    },
    /// A request for approval was answered: by a person, by whoever asked (withdrawn), or by the clock (expired).
    Answered {
        /// The approval.
        approval: ApprovalId,
        /// Its digest.
        digest: Digest,
        /// What it became: approved, denied, withdrawn or expired.
        answer: ApprovalState,
        /// Why, in the person's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A plan is about to run. Written before anything is sent; if this fails, a change does not run.
    Started {
        /// How much it changes.
        effect: Effect,
        /// Digest of the plan, as in [`PlanFacts::digest`].
        digest: Digest,
        /// The approval it runs on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approval: Option<ApprovalId>,
        /// The standing grant it runs on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grant: Option<String>,
    },
    /// A plan has run. A `started` without it means that the outcome is unknown.
    Finished {
        /// How it ended.
        outcome: CallStatus,
        /// What kind of failure it was, if it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<ErrorKind>,
        /// How long it ran, in milliseconds.
        duration_ms: u64,
    },
    /// The kill switch was thrown: nothing within the scope starts any more.
    Frozen {
        /// What is frozen, in words: `all`, `tool x:y`.
        scope: String,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The kill switch was released.
    Thawed {
        /// What was frozen.
        scope: String,
    },
    /// A standing grant was given.
    GrantGiven {
        /// Its id.
        grant: String,
        /// What it allows.
        terms: Value,
    },
    /// A call ran on a standing grant instead of an approval.
    GrantUsed {
        /// Its id.
        grant: String,
        /// How many targets it was used for.
        targets: u64,
    },
    /// A standing grant was taken back.
    GrantRevoked {
        /// Its id.
        grant: String,
    },
    /// Operations were judged as they are: what differs from now on needs a person. What a refresh pins on first sight was
    /// judged by nobody, and is not written down.
    Pinned {
        /// What they look like.
        pins: Pins,
    },
    /// A log was opened that ended in the middle of a record, as after a crash. The record was not confirmed to
    /// anybody. Its bytes stay where they are, between the record before and this one.
    Recovered {
        /// How many bytes of it there are.
        bytes: u64,
        /// SHA-256 of them, as hex.
        digest: Digest,
    },
}

/// Why a call ended before anything was started. Callers are told less: an agent cannot tell the first four apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefusalCause {
    /// There is no such tool.
    NoSuchTool,
    /// The tool's policy is never.
    NeverTool,
    /// The tool may run, but not for what this call would do.
    NeverCall,
    /// It reaches beyond the company that the caller is bound to.
    OutOfScope,
    /// It could not be planned: wrong arguments, or the service could not be asked.
    NotPlanned,
    /// The kill switch is on.
    Frozen,
    /// A limit on targets or requests is used up.
    Limit,
    /// A person said no to the same call in this session.
    DeniedBefore,
    /// What was approved is not what would run now.
    Stale,
    /// The caller gave up, or its time ran out.
    Cancelled,
}

/// What a plan would do, without its arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlanFacts {
    /// How much it changes.
    pub effect: Effect,
    /// What is done.
    pub operations: Vec<Operation>,
    /// What it is done to.
    pub targets: Vec<Target>,
    /// What the tool itself asked for in this call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<AtLeast>,
    /// Digest of the whole plan, arguments included. Whoever holds the plan can show that it is the one. It hides long
    /// arguments but not short ones, which can be guessed and tried: a secret has no place in arguments.
    pub digest: Digest,
}

impl PlanFacts {
    /// The facts of a plan.
    pub fn of(plan: &Plan) -> Self {
        Self {
            effect: plan.effect,
            operations: plan.operations.clone(),
            targets: plan.targets.clone(),
            at_least: plan.at_least.clone(),
            digest: Digest::of_record(plan),
        }
    }
}

impl AuditEvent {
    /// Something that `principal` did at that moment.
    pub fn new(at: Timestamp, principal: impl Into<Principal>, kind: AuditKind) -> Self {
        Self { at, principal: principal.into(), session: None, call: None, tool: None, kind }
    }

    /// Names the session.
    #[must_use]
    pub fn with_session(mut self, session: impl Into<String>) -> Self {
        self.session = Some(session.into());
        self
    }

    /// Names the call.
    #[must_use]
    pub fn with_call(mut self, call: impl Into<String>) -> Self {
        self.call = Some(call.into());
        self
    }

    /// Names the tool.
    #[must_use]
    pub fn with_tool(mut self, tool: impl Into<String>) -> Self {
        self.tool = Some(tool.into());
        self
    }
}

impl AuditKind {
    /// Whether somebody must be able to count on the record even if the power fails right after: everything by which a
    /// change is allowed, begun or stopped. Plans, decisions and reads change nothing, and a change whose end is not on
    /// record counts as outcome unknown.
    pub fn is_binding(&self) -> bool {
        match self {
            Self::Started { effect, .. } => *effect > Effect::Read,
            Self::Planned(_) | Self::Refused { .. } | Self::Decided { .. } | Self::Finished { .. } => false,
            Self::Asked { .. }
            | Self::Answered { .. }
            | Self::Frozen { .. }
            | Self::Thawed { .. }
            | Self::GrantGiven { .. }
            | Self::GrantUsed { .. }
            | Self::GrantRevoked { .. }
            | Self::Pinned { .. }
            | Self::Recovered { .. } => true,
        }
    }
}
