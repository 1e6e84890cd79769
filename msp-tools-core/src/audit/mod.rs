//! The audit trail: what is written down, and where.

mod event;
mod sink;

pub use event::{AuditEvent, AuditKind, PlanFacts, RefusalCause};
pub use sink::{AuditError, AuditSink, MemoryAudit};
