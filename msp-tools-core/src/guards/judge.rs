//! The judges beside the rules. Each adds a reason or none; as the strictest reason decides, none can loosen anything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Usage, targets_of};
use crate::{Effect, Mode, Operation, Plan, Policies, Policy, Reason, ReasonSource, decide::Rules};

/// What the content of operations looked like when a person judged them: the hash of a script's text, say.
///
/// Where an operation has changed since, or cannot be shown to be the same, a call needs a person again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pins(BTreeMap<Operation, String>);

impl Pins {
    /// No pins.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what an operation looked like when it was judged, as in [`Plan::fingerprints`].
    #[must_use]
    pub fn with(mut self, operation: impl Into<Operation>, fingerprint: impl Into<String>) -> Self {
        self.0.insert(operation.into(), fingerprint.into());
        self
    }

    /// What the operation looked like when it was judged.
    pub fn get(&self, operation: &Operation) -> Option<&str> {
        self.0.get(operation).map(String::as_str)
    }
}

/// All guards over a plan, in a fixed order.
pub(crate) fn judge(rules: &Rules, usage: Usage, plan: &Plan) -> impl Iterator<Item = Reason> {
    let policies = &rules.policies;
    [read_only(policies, plan.effect), targets_per_call(policies, plan), targets_per_hour(policies, usage, plan)]
        .into_iter()
        .flatten()
        .chain(changed_since_judged(rules, plan))
}

/// In read-only mode nothing is changed, whatever the rules say.
pub(crate) fn read_only(policies: &Policies, effect: Effect) -> Option<Reason> {
    let holds = policies.mode() == Mode::ReadOnly && effect > Effect::Read;
    holds.then(|| Reason::new(ReasonSource::Guard, "read-only", Policy::Never, "nothing may be changed at present"))
}

fn targets_per_call(policies: &Policies, plan: &Plan) -> Option<Reason> {
    let most = u64::from(policies.limits().targets_per_call?);
    let targets = targets_of(plan);
    (plan.effect > Effect::Read && targets > most).then(|| {
        let words = format!("{targets} targets are more than the {most} of a call that runs by itself");
        Reason::new(ReasonSource::Guard, "targets_per_call", Policy::Approval, words)
    })
}

fn targets_per_hour(policies: &Policies, usage: Usage, plan: &Plan) -> Option<Reason> {
    let most = u64::from(policies.limits().targets_per_hour?);
    let (used, more) = (usage.targets_last_hour, targets_of(plan));
    (plan.effect > Effect::Read && used.saturating_add(more) > most).then(|| {
        let words = format!(
            "{more} targets after {used} in the last hour are more than the {most} of calls that run by themselves"
        );
        Reason::new(ReasonSource::Usage, "targets_per_hour", Policy::Approval, words)
    })
}

fn changed_since_judged(rules: &Rules, plan: &Plan) -> impl Iterator<Item = Reason> {
    let is_on = rules.policies.guards().changed_since_judged;
    plan.operations.iter().filter(move |_| is_on).filter_map(|operation| {
        let judged = rules.pins.get(operation)?;
        let words = match plan.fingerprints.get(operation) {
            Some(now) if now == judged => return None,
            Some(_) => format!("{operation} has changed since a person judged it"),
            None => format!("whether {operation} is what a person judged cannot be told"),
        };
        Some(Reason::new(ReasonSource::Guard, "changed_since_judged", Policy::Approval, words))
    })
}
