//! The kill switch: stops what runs, and lets nothing new start.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::{Company, Effect, ErrorKind, Plan, Principal, Sent, Timestamp, ToolError};

/// What is stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FreezeScope {
    /// Everything.
    All,
    /// All tools of an integration, such as `connectwise_automate`.
    Product(String),
    /// One tool, by its short or qualified name.
    Tool(String),
    /// All calls of a principal.
    Principal(Principal),
    /// All calls that are bound to a company or whose targets belong to it. A change of something whose company is not
    /// known may well belong to it, and is stopped too.
    Company(Company),
}

impl fmt::Display for FreezeScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Product(product) => write!(f, "product {product}"),
            Self::Tool(tool) => write!(f, "tool {tool}"),
            Self::Principal(principal) => write!(f, "principal {principal}"),
            Self::Company(company) => write!(f, "company {company}"),
        }
    }
}

/// One throw of the switch, in force until it is released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Freeze {
    /// What is stopped.
    pub scope: FreezeScope,
    /// Who stopped it.
    pub by: Principal,
    /// When.
    pub at: Timestamp,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Freeze {
    /// Stops what is within the scope.
    pub fn new(scope: FreezeScope, by: impl Into<Principal>, at: Timestamp, reason: Option<String>) -> Self {
        Self { scope, by: by.into(), at, reason }
    }
}

/// Everything that a call touches, as far as the switch is concerned.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    tool: String,
    integration: String,
    principal: Principal,
    companies: Vec<Company>,
    /// Whether it may touch companies beside those.
    beyond: bool,
}

impl Reach {
    /// What is known of a call before it is planned.
    pub(crate) fn new(tool: String, principal: Principal, companies: impl Iterator<Item = Company>) -> Self {
        let integration = tool.split(':').next().unwrap_or_default().to_owned();
        Self { tool, integration, principal, companies: companies.collect(), beyond: false }
    }

    /// What is known once it is planned.
    fn widen(&mut self, plan: &Plan) {
        let own = plan.targets.iter().map(|target| target.company.as_ref());
        self.companies.extend(own.clone().flatten().map(|id| Company::new(self.integration.as_str(), id)));
        let unknown = plan.targets.is_empty() || own.clone().any(|company| company.is_none());
        self.beyond |= plan.effect > Effect::Read && unknown;
    }

    /// The reach of a plan that waits for a person.
    pub(crate) fn of_plan(plan: &Plan, principal: &Principal) -> Self {
        let mut reach = Self::new(plan.tool.clone(), principal.clone(), [].into_iter());
        reach.widen(plan);
        reach
    }

    pub(crate) fn is_within(&self, scope: &FreezeScope) -> bool {
        match scope {
            FreezeScope::All => true,
            FreezeScope::Product(product) => *product == self.integration,
            FreezeScope::Tool(tool) => *tool == self.tool || self.tool.split(':').nth(1) == Some(tool),
            FreezeScope::Principal(principal) => principal.is_same_person(&self.principal),
            FreezeScope::Company(company) => {
                self.companies.contains(company) || (self.beyond && company.integration == self.integration)
            }
        }
    }
}

/// What is stopped, and what runs. Both under one lock, so that no call can slip in between.
#[derive(Default)]
pub(crate) struct KillSwitch(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// Thrown here; those that the store could not take are known here only.
    own: Vec<Freeze>,
    /// As the store keeps them for all.
    shared: Vec<Freeze>,
    /// Of the orders in the store.
    revision: u64,
    running: HashMap<u64, Running>,
    next: u64,
}

struct Running {
    reach: Reach,
    stop: CancellationToken,
}

impl KillSwitch {
    /// Lets a call in, unless it is stopped.
    pub(crate) fn enter(&self, reach: Reach) -> Result<Ticket, ToolError> {
        let mut inner = self.lock();
        inner.check(&reach)?;
        let (id, stop) = (inner.next, CancellationToken::new());
        inner.next += 1;
        inner.running.insert(id, Running { reach, stop: stop.clone() });
        Ok(Ticket { switch: Self(Arc::clone(&self.0)), id, stop })
    }

    /// Stops what is within the scope, here; returns how many calls were told.
    pub(crate) fn freeze(&self, freeze: Freeze) -> usize {
        let mut inner = self.lock();
        let stopped = inner.running_within(std::slice::from_ref(&freeze));
        inner.own.push(freeze);
        drop(inner);
        stop(&stopped)
    }

    /// The last orders that are heeded here.
    pub(crate) fn revision(&self) -> u64 {
        self.lock().revision
    }

    /// Told that the store keeps a freeze of this process: it may be released elsewhere from now on.
    pub(crate) fn kept(&self, freeze: &Freeze) {
        let mut inner = self.lock();
        inner.own.retain(|own| own != freeze);
        inner.shared.push(freeze.clone());
    }

    /// Heeds what the store says is stopped.
    pub(crate) fn heed(&self, revision: u64, freezes: Vec<Freeze>) {
        let mut inner = self.lock();
        let stopped = inner.running_within(&freezes);
        inner.shared = freezes;
        inner.revision = revision;
        drop(inner);
        stop(&stopped);
    }

    /// Releases what was stopped here under exactly that scope, and is not in the store; returns whether anything was.
    pub(crate) fn thaw(&self, scope: &FreezeScope) -> bool {
        let mut inner = self.lock();
        let before = inner.own.len();
        inner.own.retain(|freeze| freeze.scope != *scope);
        inner.own.len() < before
    }

    pub(crate) fn freezes(&self) -> Vec<Freeze> {
        let mut freezes: Vec<_> = self.lock().all().cloned().collect();
        freezes.sort_by_key(|freeze| freeze.at);
        freezes
    }

    /// Every change is whole when the lock is released, whatever a panicking thread leaves behind.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes whoever waits, which may well come back here: not to be called under the lock.
fn stop(stopped: &[CancellationToken]) -> usize {
    stopped.iter().for_each(CancellationToken::cancel);
    stopped.len()
}

impl Inner {
    fn all(&self) -> impl Iterator<Item = &Freeze> {
        self.shared.iter().chain(&self.own)
    }

    fn running_within(&self, freezes: &[Freeze]) -> Vec<CancellationToken> {
        let is_within = |running: &&Running| freezes.iter().any(|freeze| running.reach.is_within(&freeze.scope));
        self.running.values().filter(is_within).map(|running| running.stop.clone()).collect()
    }

    fn check(&self, reach: &Reach) -> Result<(), ToolError> {
        let Some(freeze) = self.all().find(|freeze| reach.is_within(&freeze.scope)) else { return Ok(()) };
        let because = freeze.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let message =
            format!("the operator stopped calls like this one{because}; do not try again until told otherwise");
        Err(ToolError::new(ErrorKind::Frozen, message).with_sent(Sent::No))
    }
}

/// The right of one call to go on, until it is stopped or dropped.
pub(crate) struct Ticket {
    switch: KillSwitch,
    id: u64,
    stop: CancellationToken,
}

impl Ticket {
    /// Cancelled when the call is stopped.
    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Goes on with a plan, unless something that it touches is stopped.
    pub(crate) fn admit(&self, plan: &Plan) -> Result<(), ToolError> {
        let mut inner = self.switch.lock();
        let Some(running) = inner.running.get_mut(&self.id) else { return Ok(()) };
        running.reach.widen(plan);
        let reach = running.reach.clone();
        inner.check(&reach)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.switch.lock().running.remove(&self.id);
    }
}
