//! The judges beside the rules. Each adds a reason or none; as the strictest reason decides, none can loosen anything.

use super::{Usage, targets_of};
use crate::{Effect, Mode, Plan, Policies, Policy, Reason, ReasonSource, decide::Rules};

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
        let words = match (rules.pins.get(operation), plan.fingerprints.get(operation)) {
            (Some(pinned), Some(now)) if pinned == now => return None,
            (Some(_), Some(_)) => format!("{operation} has changed since it was pinned"),
            (Some(_), None) => format!("whether {operation} is still what was pinned cannot be told"),
            (None, _) if rules.seen.get(operation).is_some() => {
                format!("{operation} can be edited and is not pinned; the next refresh pins it")
            }
            (None, _) => return None,
        };
        Some(Reason::new(ReasonSource::Guard, "changed_since_judged", Policy::Approval, words))
    })
}
