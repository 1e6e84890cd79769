//! Puts a registry together.

use std::{
    fmt,
    sync::{Arc, Mutex, RwLock},
};

use super::{Gate, Registry, Snapshot, ToolSource, snapshot::fitting};
use crate::{
    ApprovalDesk, ApprovalStore, Approver, AuditSink, ChangeSignal, DeskStore, MemoryApprovals, MemoryDesk, Operation,
    Pins, Policies, PoliciesBuilder, Policy, Timestamp, Tool, ToolCatalog,
    approval::Ledger,
    guards::{Counters, KillSwitch},
    timestamp::Clock,
    trail::Trail,
};

/// Takes tools, policies and settings; [`build`](Self::build) checks them all.
#[must_use]
pub struct RegistryBuilder {
    tools: Vec<Arc<dyn Tool>>,
    sources: Vec<Arc<dyn ToolSource>>,
    policies: Option<Policies>,
    /// Rules that were set one by one.
    rules: Option<PoliciesBuilder>,
    pins: Pins,
    store: Arc<dyn ApprovalStore>,
    orders: Arc<dyn DeskStore>,
    audit: Option<Arc<dyn AuditSink>>,
    approver: Option<Arc<dyn Approver>>,
    one_person: bool,
    clock: Clock,
}

impl RegistryBuilder {
    pub(super) fn new() -> Self {
        Self {
            tools: Vec::new(),
            sources: Vec::new(),
            policies: None,
            rules: None,
            pins: Pins::new(),
            store: Arc::new(MemoryApprovals::new()),
            orders: Arc::new(MemoryDesk::new()),
            audit: None,
            approver: None,
            one_person: false,
            clock: Arc::new(Timestamp::now),
        }
    }

    /// Adds a tool.
    pub fn tool(mut self, tool: Arc<dyn Tool>) -> Self {
        self.tools.push(tool);
        self
    }

    /// Adds tools.
    pub fn tools(mut self, tools: impl IntoIterator<Item = Arc<dyn Tool>>) -> Self {
        self.tools.extend(tools);
        self
    }

    /// Adds a source of tools. They are there from the first [`Registry::refresh`] on.
    pub fn source(mut self, source: Arc<dyn ToolSource>) -> Self {
        self.sources.push(source);
        self
    }

    /// Sets the policies. By default there are no rules, and every setting is at its default.
    pub fn policies(mut self, policies: Policies) -> Self {
        self.policies = Some(policies);
        self
    }

    /// Sets the policy of one tool, named short or qualified, or by a pattern, as [`PoliciesBuilder::tool`] does. Instead
    /// of [`policies`](Self::policies), for programs with a rule or two.
    pub fn policy(mut self, tool: impl Into<String>, policy: Policy) -> Self {
        self.rules = Some(self.rules.unwrap_or_default().tool(tool, policy));
        self
    }

    /// Sets the least strict policy for an operation, whichever tool performs it, as [`PoliciesBuilder::operation`] does.
    /// Instead of [`policies`](Self::policies), for programs with a rule or two.
    pub fn operation_policy(mut self, operation: impl Into<Operation>, policy: Policy) -> Self {
        self.rules = Some(self.rules.unwrap_or_default().operation(operation.into().as_str(), policy));
        self
    }

    /// Says what operations looked like when they were judged. Nothing by default. Counts for operations that are not
    /// [pinned](ApprovalDesk::pin) in the store.
    pub fn pins(mut self, pins: Pins) -> Self {
        self.pins = pins;
        self
    }

    /// Sets where approvals are kept. In memory by default.
    pub fn approval_store(mut self, store: Arc<dyn ApprovalStore>) -> Self {
        self.store = store;
        self
    }

    /// Sets where grants, freezes and pins are kept. In memory by default.
    pub fn desk_store(mut self, store: Arc<dyn DeskStore>) -> Self {
        self.orders = store;
        self
    }

    /// Sets where the audit trail is kept. By default there is none. Once there is one, nothing is changed that cannot be
    /// written down first.
    pub fn audit(mut self, sink: Arc<dyn AuditSink>) -> Self {
        self.audit = Some(sink);
        self
    }

    /// Sets whom to ask right away. By default nobody: requests wait at the desk.
    pub fn approver(mut self, approver: Arc<dyn Approver>) -> Self {
        self.approver = Some(approver);
        self
    }

    /// Says whether one person may both ask and approve, whatever the policies say. By default a second person has to
    /// approve. For programs with one user in front of them.
    pub fn one_person(mut self, one_person: bool) -> Self {
        self.one_person = one_person;
        self
    }

    /// Sets the clock by which approvals and grants expire and limits are counted. The system's by default; tests bring
    /// their own.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The registry, for whoever calls tools, and the desk, for whoever approves. Hand an agent the registry only.
    ///
    /// # Errors
    /// Every problem there is: illegal names or schemas, two tools of one name, rules that do not fit.
    pub fn build(self) -> Result<(Registry, ApprovalDesk), BuildError> {
        let catalog = ToolCatalog::new(self.tools.iter().map(|tool| tool.spec()));
        let mut problems = Vec::new();
        let policies = match (self.policies, self.rules) {
            (Some(_), Some(_)) => {
                problems.push("rules are set both in the policies and one by one".to_owned());
                Policies::default()
            }
            (Some(policies), None) => policies,
            (None, rules) => rules.unwrap_or_default().build(&catalog).unwrap_or_else(|errors| {
                problems.extend(errors.problems().iter().map(ToString::to_string));
                Policies::default()
            }),
        };
        let tools = match fitting(self.tools.clone()) {
            Ok(tools) if problems.is_empty() => tools,
            Ok(_) => return Err(BuildError { problems }),
            Err(error) => return Err(BuildError { problems: [error.problems, problems].concat() }),
        };
        let trail = Trail::new(self.audit, Arc::clone(&self.clock))
            .map_err(|error| BuildError { problems: vec![error.to_string()] })?;
        let trail = Arc::new(trail);
        let gate = Arc::new(Gate {
            snapshot: RwLock::new(Arc::new(Snapshot::new(tools, policies))),
            listed: ChangeSignal::new(),
            swapping: Mutex::default(),
            refreshing: tokio::sync::Mutex::default(),
            fixed: self.tools,
            sources: self.sources,
            ledger: Ledger {
                store: self.store,
                clock: Arc::clone(&self.clock),
                trail: Arc::clone(&trail),
                changed: ChangeSignal::new(),
            },
            orders: self.orders,
            pins: RwLock::new(Arc::new(self.pins.clone())),
            built_pins: self.pins,
            heeding: tokio::sync::Mutex::default(),
            switch: KillSwitch::default(),
            trail,
            counters: Arc::new(Counters::new(self.clock)),
            approver: self.approver,
            one_person: self.one_person,
        });
        Ok((Registry { gate: Arc::clone(&gate) }, ApprovalDesk::new(gate)))
    }
}

impl fmt::Debug for RegistryBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistryBuilder").field("policies", &self.policies).finish_non_exhaustive()
    }
}

/// Why a registry cannot be built: all problems at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", problems.join("; "))]
#[non_exhaustive]
pub struct BuildError {
    /// The problems, in words.
    pub problems: Vec<String>,
}
