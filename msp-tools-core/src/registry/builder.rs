//! Puts a registry together.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use super::{Entry, Registry, Snapshot};
use crate::{
    ApprovalDesk, ApprovalStore, Digest, MemoryApprovals, Operation, Policy, Timestamp, Tool,
    approval::Ledger,
    decide::{Rules, judge_tool},
};

/// How long a request for approval lasts if nothing else is said: 30 minutes.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// Takes tools, policies and settings; [`build`](Self::build) checks them all.
#[must_use]
pub struct RegistryBuilder {
    tools: Vec<Arc<dyn Tool>>,
    policies: Vec<(String, Policy)>,
    operations: Vec<(Operation, Policy)>,
    ledger: Ledger,
}

impl RegistryBuilder {
    pub(super) fn new() -> Self {
        Self {
            tools: Vec::new(),
            policies: Vec::new(),
            operations: Vec::new(),
            ledger: Ledger {
                store: Arc::new(MemoryApprovals::new()),
                clock: Arc::new(Timestamp::now),
                lifetime: LIFETIME,
                one_person: false,
            },
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

    /// Replaces the default policy of one tool, named short or qualified.
    pub fn policy(mut self, tool: impl Into<String>, policy: Policy) -> Self {
        self.policies.push((tool.into(), policy));
        self
    }

    /// Sets the least strict policy for an operation, whichever tool performs it.
    pub fn operation_policy(mut self, operation: impl Into<Operation>, policy: Policy) -> Self {
        self.operations.push((operation.into(), policy));
        self
    }

    /// Sets where approvals are kept. In memory by default.
    pub fn approval_store(mut self, store: Arc<dyn ApprovalStore>) -> Self {
        self.ledger.store = store;
        self
    }

    /// Sets how long a request waits for its answer, and for being run. 30 minutes by default.
    pub fn approval_lifetime(mut self, lifetime: Duration) -> Self {
        self.ledger.lifetime = lifetime;
        self
    }

    /// Says whether one person may both ask and approve. By default a second person has to approve. For programs with
    /// one user in front of them.
    pub fn one_person(mut self, one_person: bool) -> Self {
        self.ledger.one_person = one_person;
        self
    }

    /// Sets the clock by which approvals expire. The system's by default; tests bring their own.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.ledger.clock = Arc::new(clock);
        self
    }

    /// The registry, for whoever calls tools, and the desk, for whoever approves. Hand an agent the registry only.
    ///
    /// # Errors
    /// Every problem there is: illegal names or schemas, two tools of one name, a policy for a tool that does not
    /// exist, two policies for one tool or operation that disagree.
    pub fn build(self) -> Result<(Registry, ApprovalDesk), BuildError> {
        let mut problems = Vec::new();
        let tools = index(self.tools, &mut problems);
        let mut snapshot = Snapshot { tools, rules: Rules::default() };
        for (name, policy) in self.policies {
            match snapshot.find_any(&name).map(|entry| entry.tool.spec().qualified_name()) {
                Some(tool) => set(&mut snapshot.rules.tools, tool, policy, &mut problems),
                None => problems.push(format!("policy `{policy}` is set for `{name}`, but there is no such tool")),
            }
        }
        for (operation, policy) in self.operations {
            set(&mut snapshot.rules.operations, operation, policy, &mut problems);
        }
        for entry in snapshot.tools.values_mut() {
            entry.policy = judge_tool(&snapshot.rules, entry.tool.spec()).policy;
        }
        if !problems.is_empty() {
            return Err(BuildError { problems });
        }
        let ledger = Arc::new(self.ledger);
        let desk = ApprovalDesk::new(Arc::clone(&ledger));
        Ok((Registry { snapshot: Arc::new(snapshot), ledger }, desk))
    }
}

fn index(tools: Vec<Arc<dyn Tool>>, problems: &mut Vec<String>) -> BTreeMap<String, Entry> {
    let mut index = BTreeMap::new();
    for tool in tools {
        let spec = tool.spec();
        problems.extend(spec.problems());
        let name = spec.name.clone();
        let entry = Entry { definition: Digest::of_record(spec), policy: spec.default_policy, tool };
        if index.insert(name.clone(), entry).is_some() {
            problems.push(format!("there are two tools of the name `{name}`"));
        }
    }
    index
}

fn set<K: Ord + fmt::Display>(rules: &mut BTreeMap<K, Policy>, key: K, policy: Policy, problems: &mut Vec<String>) {
    match rules.get(&key) {
        Some(other) if *other != policy => {
            problems.push(format!("`{key}` is set to both `{other}` and `{policy}`"));
        }
        _ => {
            rules.insert(key, policy);
        }
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
