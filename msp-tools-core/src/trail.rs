//! Writes down what happens.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::{
    AuditEvent, AuditKind, AuditSink, CallContext, Effect, Principal, ToolError, approval::random_hex, timestamp::Clock,
};

/// The audit trail of one registry. Without a sink nothing is written.
pub(crate) struct Trail {
    sink: Option<Arc<dyn AuditSink>>,
    clock: Clock,
    /// Told from those of other processes that write to the same sink.
    prefix: String,
    calls: AtomicU64,
}

impl Trail {
    pub(crate) fn new(sink: Option<Arc<dyn AuditSink>>, clock: Clock) -> Result<Self, ToolError> {
        Ok(Self { sink, clock, prefix: random_hex::<6>()?, calls: AtomicU64::new(0) })
    }

    /// The line of a new call, under the name by which it was called until the tool is known.
    pub(crate) fn call<'a>(&'a self, tool: &'a str, cx: &'a CallContext) -> Line<'a> {
        Line { trail: self, call: self.calls.fetch_add(1, Ordering::Relaxed), tool, cx }
    }

    /// Writes down what a person did outside any call. What comes next must not happen if that fails.
    pub(crate) async fn ahead(&self, by: &Principal, kind: AuditKind) -> Result<(), ToolError> {
        match &self.sink {
            Some(sink) => Ok(sink.record(&AuditEvent::new((self.clock)(), by.clone(), kind)).await?),
            None => Ok(()),
        }
    }

    /// Writes down what happened outside any call, and stands whether that can be written down or not.
    pub(crate) async fn note(&self, by: &Principal, kind: AuditKind) {
        let _ = self.ahead(by, kind).await;
    }
}

impl fmt::Debug for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trail").field("writes", &self.sink.is_some()).finish_non_exhaustive()
    }
}

/// The events of one call.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    trail: &'a Trail,
    call: u64,
    tool: &'a str,
    cx: &'a CallContext,
}

impl<'a> Line<'a> {
    /// The same line, now that the tool is known.
    pub(crate) fn of_tool(self, tool: &'a str) -> Self {
        Self { tool, ..self }
    }

    /// Writes down what is about to happen. If that fails, nothing is changed; a read goes on.
    pub(crate) async fn ahead(&self, effect: Effect, kind: impl FnOnce() -> AuditKind) -> Result<(), ToolError> {
        let Some(sink) = &self.trail.sink else { return Ok(()) };
        let recorded = sink.record(&self.event(kind())).await;
        if effect == Effect::Read { Ok(()) } else { Ok(recorded?) }
    }

    /// Writes down what happened, and stands whether that can be written down or not.
    pub(crate) async fn note(&self, kind: impl FnOnce() -> AuditKind) {
        let _ = self.ahead(Effect::Read, kind).await;
    }

    fn event(&self, kind: AuditKind) -> AuditEvent {
        let event = AuditEvent::new((self.trail.clock)(), self.cx.principal().clone(), kind)
            .with_call(format!("{}-{}", self.trail.prefix, self.call))
            .with_tool(self.tool);
        match self.cx.session() {
            Some(session) => event.with_session(session),
            None => event,
        }
    }
}
