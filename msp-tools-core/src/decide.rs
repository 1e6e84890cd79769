//! Decides whether a plan may run. A pure function: the same rules and plan, the same answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Operation, Plan, Policy, ToolSpec};

/// What may happen with a plan, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Decision {
    /// The strictest policy among the reasons.
    pub policy: Policy,
    /// Everything that was taken into account, in the order in which it was.
    pub reasons: Vec<Reason>,
}

/// One thing that speaks for a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reason {
    /// What kind of rule it is.
    pub source: ReasonSource,
    /// Which one: a tool's qualified name, an operation.
    pub rule: String,
    /// What it asks for.
    pub policy: Policy,
    /// Why, in words.
    pub words: String,
}

/// What kind of rule speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReasonSource {
    /// The tool's default policy.
    Default,
    /// The host's policy for the tool, which replaces the default.
    Override,
    /// How much this call changes.
    Effect,
    /// The host's policy for an operation.
    Operation,
    /// The host's policy for a product.
    Product,
    /// A guard, which can only tighten.
    Guard,
    /// A guard on how much is done at once or in a time. The caller is told, unlike of other things that never run.
    Limit,
}

impl Reason {
    fn new(source: ReasonSource, rule: impl Into<String>, policy: Policy, words: impl Into<String>) -> Self {
        Self { source, rule: rule.into(), policy, words: words.into() }
    }
}

/// What the host has laid down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// By qualified name.
    pub(crate) tools: BTreeMap<String, Policy>,
    pub(crate) operations: BTreeMap<Operation, Policy>,
}

/// Judges a plan: the strictest of what the tool, its effect and each of its operations ask for.
pub(crate) fn decide(rules: &Rules, spec: &ToolSpec, plan: &Plan) -> Decision {
    let mut reasons = vec![judge_tool(rules, spec)];
    reasons.extend(judge_effect(spec, plan));
    reasons.extend(plan.operations.iter().filter_map(|operation| judge_operation(rules, operation)));
    let policy = reasons.iter().map(|reason| reason.policy).max().unwrap_or(Policy::Never);
    Decision { policy, reasons }
}

/// What holds for the tool, whatever the plan.
pub(crate) fn judge_tool(rules: &Rules, spec: &ToolSpec) -> Reason {
    let name = spec.qualified_name();
    match rules.tools.get(&name) {
        Some(policy) => Reason::new(ReasonSource::Override, name, *policy, "set for this tool"),
        None => {
            let words = format!("default of a tool whose effect is {}", spec.effect);
            Reason::new(ReasonSource::Default, name, spec.default_policy, words)
        }
    }
}

/// What was said about the tool was said about its declared effect and operations; a plan beyond them needs a person.
fn judge_effect(spec: &ToolSpec, plan: &Plan) -> Option<Reason> {
    let words = if plan.effect > spec.effect {
        format!("this call has the effect {}, the tool declares {}", plan.effect, spec.effect)
    } else if plan.effect.default_policy() > Policy::Auto && plan.operations.is_empty() {
        "a change that names no operation cannot be judged by one".to_owned()
    } else {
        return None;
    };
    Some(Reason::new(ReasonSource::Effect, plan.effect.as_str(), Policy::Approval, words))
}

fn judge_operation(rules: &Rules, operation: &Operation) -> Option<Reason> {
    let policy = *rules.operations.get(operation)?;
    Some(Reason::new(ReasonSource::Operation, operation.as_str(), policy, "set for this operation"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::Effect;

    const POLICIES: [Policy; 3] = [Policy::Auto, Policy::Approval, Policy::Never];
    const EFFECTS: [Effect; 4] = [Effect::Read, Effect::Write, Effect::Execute, Effect::Destroy];

    fn spec(effect: Effect) -> ToolSpec {
        ToolSpec::new("toy", "tool", effect)
    }

    fn plan(spec: &ToolSpec, operations: &[&str]) -> Plan {
        let mut plan = Plan::new(spec, json!({}), "Do it");
        plan.operations.extend(operations.iter().map(|name| Operation::new(*name)));
        plan
    }

    #[test]
    fn without_rules_the_default_holds() {
        let spec = spec(Effect::Write);
        let decision = decide(&Rules::default(), &spec, &plan(&spec, &["toy:a"]));
        assert_eq!(decision.policy, Policy::Approval);
        assert_eq!(decision.reasons.len(), 1);
        assert_eq!(decision.reasons[0].source, ReasonSource::Default);
        assert_eq!(decision.reasons[0].rule, "toy:tool");
    }

    #[test]
    fn an_override_replaces_the_default_and_an_operation_tightens_it() {
        let spec = spec(Effect::Write);
        let mut rules = Rules::default();
        rules.tools.insert("toy:tool".into(), Policy::Auto);
        assert_eq!(decide(&rules, &spec, &plan(&spec, &["toy:a"])).policy, Policy::Auto);

        rules.operations.insert("toy:a".into(), Policy::Never);
        let decision = decide(&rules, &spec, &plan(&spec, &["toy:a"]));
        assert_eq!(decision.policy, Policy::Never);
        let sources: Vec<_> = decision.reasons.iter().map(|reason| reason.source).collect();
        assert_eq!(sources, [ReasonSource::Override, ReasonSource::Operation]);
        assert_eq!(decide(&rules, &spec, &plan(&spec, &["toy:b"])).policy, Policy::Auto);
    }

    #[test]
    fn an_auto_tool_that_outgrows_its_declaration_needs_a_person() {
        let rules = Rules { tools: [("toy:tool".to_owned(), Policy::Auto)].into(), ..Rules::default() };
        let writes = spec(Effect::Write);
        let mut raised = plan(&writes, &["toy:a"]);
        raised.effect = Effect::Destroy;
        assert_eq!(decide(&rules, &writes, &raised).policy, Policy::Approval);
        assert_eq!(decide(&rules, &writes, &plan(&writes, &[])).policy, Policy::Approval, "no operation");
        let reads = spec(Effect::Read);
        assert_eq!(decide(&rules, &reads, &plan(&reads, &[])).policy, Policy::Auto);
    }

    proptest! {
        #[test]
        fn an_operation_rule_only_tightens(
            effect in prop::sample::select(&EFFECTS[..]),
            set in prop::option::of(prop::sample::select(&POLICIES[..])),
            rule in prop::sample::select(&POLICIES[..]),
        ) {
            let spec = spec(effect);
            let plan = plan(&spec, &["toy:a", "toy:b"]);
            let mut rules = Rules::default();
            rules.tools.extend(set.map(|policy| (spec.qualified_name(), policy)));
            let before = decide(&rules, &spec, &plan);
            rules.operations.insert("toy:b".into(), rule);
            let after = decide(&rules, &spec, &plan);
            prop_assert_eq!(after.policy, before.policy.max(rule));
            prop_assert_eq!(&after, &decide(&rules, &spec, &plan));
        }
    }
}
