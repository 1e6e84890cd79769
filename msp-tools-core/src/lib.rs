#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod approval;
mod audit;
mod bounded;
mod changes;
mod check;
mod classifier;
mod context;
mod decide;
mod desk_store;
mod digest;
mod error;
mod guards;
mod id_or_name;
mod input;
mod outcome;
mod output;
mod plan;
mod policies;
mod policy;
mod registry;
mod schema;
mod search;
mod spec;
mod text;
mod timestamp;
mod tool;
mod trail;
mod typed;

pub use approval::{
    Answer, Approval, ApprovalDesk, ApprovalId, ApprovalQuery, ApprovalRequest, ApprovalState, ApprovalStore, Approver,
    Frozen, Grant, GrantSubject, GrantTerms, MemoryApprovals, Reply, StoreError,
};
pub use audit::{
    AuditChain, AuditError, AuditEvent, AuditHead, AuditKind, AuditLog, AuditLogError, AuditRecord, AuditSink,
    AuditSync, BadRecord, FileAudit, FileAuditOptions, MemoryAudit, PlanFacts, RefusalCause, ReplayDifference,
    ReplayReport, TornTail, VerifyReport,
};
pub use bounded::Bounded;
pub use changes::{ChangeSignal, Changes};
pub use check::{Problem, schema_problems};
pub use classifier::{
    Judgement, PolicyClassifier, ScriptFacts, ScriptRule, Strictest, Verdict, WordClassifier, classify, script_rules,
};
pub use context::{CallContext, Company, Principal, Progress};
pub use decide::{Decision, Reason, ReasonSource};
pub use desk_store::{DeskStore, MemoryDesk, Orders};
pub use digest::{Digest, ParseDigestError};
pub use error::{ErrorKind, Sent, ToolError};
pub use guards::{Freeze, FreezeScope, Pins};
pub use id_or_name::IdOrName;
pub use input::parse_input;
pub use outcome::{CallOutcome, CallStatus, call_report};
pub use output::{Listed, ToolOutput, Untrusted};
pub use plan::{AtLeast, Change, Operation, Plan, Target};
pub use policies::{
    ApprovalSettings, Guards, Limits, Mode, Policies, PoliciesBuilder, PolicyFileErrors, PolicyProblem,
    PolicyProblemKind, RuleMatch, ToolCatalog,
};
pub use policy::{Effect, ParsePolicyError, Policy};
pub use registry::{
    BuildError, Drift, FoundTool, Preview, Refreshed, Registry, RegistryBuilder, ToolInfo, ToolPage, ToolSource,
};
pub use schema::{input_schema, output_schema};
pub use search::{SearchHit, SearchIndex};
pub use spec::ToolSpec;
pub use text::one_line;
pub use timestamp::{ParseTimestampError, Timestamp};
pub use tool::Tool;
pub use typed::{Draft, read_tool, write_tool};
