//! A script run on the sandbox as something to ask for, approve and try to run, and the parts of a gate that fail on demand.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use cw_sandbox::Sandbox;
use msp_tools_core::{
    Approval, ApprovalDesk, ApprovalId, ApprovalState, ApprovalStore, AuditError, AuditEvent, AuditSink, CallContext,
    CallOutcome, ErrorKind, MemoryApprovals, MemoryAudit, Policies, Registry, RegistryBuilder, StoreError, Timestamp,
    ToolError,
};
use serde_json::{Value, json};

use super::{agent, client, sandbox};

/// Where scripts are started.
pub const START: &str = "*/batch/scriptexecute";

/// A gate over the tools of a sandbox, whose clock, store and audit trail a test can turn against it.
pub struct Scene {
    pub sandbox: Sandbox,
    pub registry: Registry,
    pub desk: ApprovalDesk,
    pub store: Arc<LyingStore>,
    pub audit: Arc<FailingAudit>,
    clock: TestClock,
}

#[derive(Clone)]
struct TestClock(Timestamp, Arc<AtomicU64>);

impl TestClock {
    fn now(&self) -> Timestamp {
        self.0.plus(Duration::from_secs(self.1.load(Ordering::SeqCst)))
    }
}

impl Scene {
    pub async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    pub async fn with(change: impl FnOnce(RegistryBuilder) -> RegistryBuilder) -> Self {
        let sandbox = sandbox().await;
        let store = Arc::new(LyingStore::default());
        let audit = Arc::new(FailingAudit::default());
        let clock = TestClock(Timestamp::now(), Arc::default());
        let tick = clock.clone();
        let builder = Registry::builder()
            .tools(cwa_client::tools::tools(&client(&sandbox)))
            .approval_store(store.clone())
            .audit(audit.clone())
            .clock(move || tick.now());
        let (registry, desk) = change(builder).build().expect("the tools and rules fit together");
        Self { sandbox, registry, desk, store, audit, clock }
    }

    /// Another gate on the same store, as after a restart with other tools or rules.
    pub fn rebuilt(&self, change: impl FnOnce(RegistryBuilder) -> RegistryBuilder) -> (Registry, ApprovalDesk) {
        let tick = self.clock.clone();
        let builder = Registry::builder().approval_store(self.store.clone()).clock(move || tick.now());
        change(builder).build().expect("the tools and rules fit together")
    }

    pub fn pass(&self, seconds: u64) {
        self.clock.1.fetch_add(seconds, Ordering::SeqCst);
    }

    pub async fn asked(&self) -> Approval {
        asked(&self.registry, run_input()).await
    }

    pub async fn approved(&self) -> Approval {
        approve(&self.desk, &self.asked().await).await
    }

    pub async fn resume(&self, approval: &Approval) -> Result<CallOutcome, ToolError> {
        self.registry.resume(approval.id(), &agent()).await
    }

    /// How many scripts were started, or tried to be.
    pub fn starts(&self) -> usize {
        self.sandbox.log().count("POST", START)
    }

    /// Nothing asked the sandbox for any change.
    #[track_caller]
    pub fn nothing_ran(&self, when: &str) {
        let log = self.sandbox.log();
        let writes: Vec<_> = log.writes().into_iter().map(|write| format!("{} {}", write.method, write.path)).collect();
        assert!(writes.is_empty(), "{when}: {writes:?}");
        assert!(self.sandbox.world().runs.iter().all(|run| run.user == "night-shift"), "{when}: a script ran");
    }

    /// What could not run before runs now: that it did not was no accident.
    pub async fn runs_after_all(&self, approval: &Approval) {
        self.resume(approval).await.expect("nothing speaks against it any more");
        assert_eq!(self.starts(), 1);
    }

    pub fn policies(&self, rules: &str) -> Policies {
        Policies::parse(&format!("version = 1\n{rules}"), &self.desk.catalog()).expect("rules in order")
    }
}

/// Runs a script on one computer and does not wait for it.
pub fn run_input() -> Value {
    json!({"script": "Disk Cleanup", "computers": ["kiosk"], "parameters": {"DriveLetter": "C"}, "wait_seconds": 0})
}

pub async fn asked(registry: &Registry, input: Value) -> Approval {
    match registry.call("cwa-run-script", input, &agent()).await.expect("a plan") {
        CallOutcome::AwaitingApproval(approval) => *approval,
        CallOutcome::Completed(output) => panic!("it ran: {output:?}"),
    }
}

pub async fn approve(desk: &ApprovalDesk, asked: &Approval) -> Approval {
    desk.approve(asked.id(), &asked.digest, &"technician".into(), Some("as agreed")).await.expect("a second person")
}

#[track_caller]
pub fn refused(outcome: Result<CallOutcome, ToolError>, kind: ErrorKind, when: &str) {
    match outcome {
        Err(error) => assert_eq!(error.kind(), kind, "{when}: {error}"),
        Ok(outcome) => panic!("{when}: {outcome:?}"),
    }
}

/// The call in a context of its own, for tasks.
pub async fn resume_as_agent(registry: Registry, id: ApprovalId) -> Result<CallOutcome, ToolError> {
    registry.resume(&id, &CallContext::new("agent")).await
}

/// Keeps approvals in memory, and answers with whatever somebody made of them.
#[derive(Default)]
pub struct LyingStore {
    inner: MemoryApprovals,
    lie: Mutex<Option<Value>>,
}

impl LyingStore {
    /// From now on this is what the record reads as; `None` is the truth again.
    pub fn lie(&self, record: Option<Value>) {
        *self.lie.lock().unwrap_or_else(PoisonError::into_inner) = record;
    }

    fn as_told(&self, truth: Approval) -> Result<Approval, StoreError> {
        match self.lie.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            Some(record) => serde_json::from_value(record).map_err(|_| StoreError::new("this is no approval")),
            None => Ok(truth),
        }
    }
}

#[async_trait]
impl ApprovalStore for LyingStore {
    async fn insert(&self, approval: Approval) -> Result<(), StoreError> {
        self.inner.insert(approval).await
    }

    async fn get(&self, id: &ApprovalId) -> Result<Option<Approval>, StoreError> {
        self.inner.get(id).await?.map(|truth| self.as_told(truth)).transpose()
    }

    async fn list(&self) -> Result<Vec<Approval>, StoreError> {
        self.inner.list().await?.into_iter().map(|truth| self.as_told(truth)).collect()
    }

    async fn compare_and_set(&self, expected: ApprovalState, next: Approval) -> Result<bool, StoreError> {
        self.inner.compare_and_set(expected, next).await
    }

    fn abandoned(&self, id: &ApprovalId) {
        self.inner.abandoned(id);
    }
}

/// Keeps the trail in memory, as long as it is up. Takes its time, so that calls get in each other's way.
#[derive(Default)]
pub struct FailingAudit {
    inner: MemoryAudit,
    is_down: AtomicBool,
}

impl FailingAudit {
    pub fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    pub fn events(&self) -> Vec<AuditEvent> {
        self.inner.events()
    }
}

#[async_trait]
impl AuditSink for FailingAudit {
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError> {
        tokio::task::yield_now().await;
        if self.is_down.load(Ordering::SeqCst) {
            return Err(AuditError::new("the disk is gone"));
        }
        self.inner.record(event).await
    }
}
