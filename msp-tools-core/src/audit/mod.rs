//! The audit trail: what is written down, where, and how to check it.

mod chain;
mod event;
mod file;
mod log;
mod record;
mod replay;
mod sink;
mod tail;
mod walk;

pub use chain::AuditChain;
pub use event::{AuditEvent, AuditKind, PlanFacts, RefusalCause};
pub use file::{AuditSync, FileAudit, FileAuditOptions};
pub use log::{AuditLog, VerifyReport};
pub use record::{AuditHead, AuditRecord};
pub use replay::{ReplayDifference, ReplayReport};
pub use sink::{AuditError, AuditSink, MemoryAudit};
pub use walk::{AuditLogError, BadRecord, TornTail};
