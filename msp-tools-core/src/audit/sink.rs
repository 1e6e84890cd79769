//! Where events go.

use std::{
    error::Error,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;

use super::AuditEvent;
use crate::{ErrorKind, Sent, ToolError};

/// Keeps events. Whoever is about to change something records it first, and changes nothing if that fails.
#[async_trait]
pub trait AuditSink: Send + Sync {
    /// Appends the event. Once this returns `Ok`, the event is kept: later events come after it, and an event that
    /// [is binding](super::AuditKind::is_binding) outlives a crash of the machine, so far as the sink outlives one.
    ///
    /// Dropping the future does not take the event back.
    ///
    /// # Errors
    /// If it cannot be kept. The caller must not go on to change anything.
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError>;
}

/// An event could not be kept.
#[derive(Clone, Debug)]
pub struct AuditError {
    message: String,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl AuditError {
    /// An error in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Keeps the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }
}

impl fmt::Display for AuditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the audit trail cannot be written: {}", self.message)
    }
}

impl Error for AuditError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<AuditError> for ToolError {
    fn from(error: AuditError) -> Self {
        Self::new(ErrorKind::Unavailable, error.to_string()).with_sent(Sent::No).with_source(error)
    }
}

/// Keeps events in memory, for tests and for hosts that look at them while they run. Grows without bound. Cheap to
/// clone; clones share the events.
#[derive(Clone, Debug, Default)]
pub struct MemoryAudit(Arc<Mutex<Vec<AuditEvent>>>);

impl MemoryAudit {
    /// An empty trail.
    pub fn new() -> Self {
        Self::default()
    }

    /// All events, oldest first.
    pub fn events(&self) -> Vec<AuditEvent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl AuditSink for MemoryAudit {
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
        Ok(())
    }
}
