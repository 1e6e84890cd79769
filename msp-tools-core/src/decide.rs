//! Decides whether a plan may run. A pure function: the same rules, plan and usage, the same answer.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    Effect, Operation, Pins, Plan, Policies, Policy, ToolSpec,
    guards::{self, Usage},
};

/// What may happen with a plan, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Decision {
    /// The strictest policy among the reasons.
    pub policy: Policy,
    /// Everything that was taken into account, in the order in which it was: tool, product, effect, operations, guards.
    pub reasons: Vec<Reason>,
}

/// One thing that speaks for a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reason {
    /// What kind of rule it is.
    pub source: ReasonSource,
    /// Which one: a tool's qualified name, an operation, a pattern, a guard's name.
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
    /// The host's policy for a product.
    Product,
    /// How much this call changes.
    Effect,
    /// The host's policy for an operation.
    Operation,
    /// What holds for another tool, whose operation this plan performs.
    Owner,
    /// What the tool asks for in this call, beyond what holds for all its calls.
    Plan,
    /// A guard, which can only tighten.
    Guard,
    /// A guard on what was used in the last hour. Its answer changes by itself, and so makes no approval stale.
    Usage,
}

/// Which tools declare an operation, and what holds for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owners {
    exact: BTreeMap<Operation, Vec<Owner>>,
    /// Those of operations that are known by their beginning.
    shapes: Vec<(Operation, Owner)>,
}

#[derive(Clone, Debug)]
struct Owner {
    tool: String,
    policy: Policy,
}

impl Owners {
    /// Adds a tool with all it declares.
    pub(crate) fn add(&mut self, spec: &ToolSpec, policy: Policy) {
        for operation in spec.operations.iter().chain(&spec.possible_operations) {
            let owner = Owner { tool: spec.qualified_name(), policy };
            if operation.as_str().ends_with('*') {
                self.shapes.push((operation.clone(), owner));
            } else {
                self.exact.entry(operation.clone()).or_default().push(owner);
            }
        }
    }

    /// No route is weaker than another: what a tool declares is bound by what holds for that tool, whoever performs it. A tool
    /// that declares all operations of a kind is bound by the tools that declare one of them by its name.
    fn judge(&self, spec: &ToolSpec, plan: &Plan) -> Vec<Reason> {
        let is_own = |operation: &&Operation| {
            spec.operations.contains(operation) || spec.possible_operations.contains(operation)
        };
        let others = plan.operations.iter().filter(|operation| !is_own(operation));
        others.flat_map(|operation| self.judge_one(spec, operation)).collect()
    }

    fn judge_one(&self, spec: &ToolSpec, operation: &Operation) -> Vec<Reason> {
        let is_of_own_kind = spec.declares(operation);
        let named = self.exact.get(operation).into_iter().flatten();
        let kinds = self.shapes.iter().filter(|(shape, _)| !is_of_own_kind && shape.covers(operation));
        let owners = named.chain(kinds.map(|(_, owner)| owner));
        let reasons: Vec<_> = owners.map(|owner| owner.reason(operation)).collect();
        if is_of_own_kind || !reasons.is_empty() {
            return reasons;
        }
        let words = || format!("`{operation}` belongs to no tool");
        let reason = |policy| Reason::new(ReasonSource::Owner, spec.qualified_name(), policy, words());
        spec.unknown_operations.map(reason).into_iter().collect()
    }
}

impl Owner {
    fn reason(&self, operation: &Operation) -> Reason {
        let words = format!("`{operation}` belongs to {}, and what holds there holds here", self.tool);
        Reason::new(ReasonSource::Owner, &self.tool, self.policy, words)
    }
}

/// What was laid down by the time of a decision. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) policies: Policies,
    /// What operations looked like when they were judged.
    pub(crate) pins: Arc<Pins>,
    /// What they look like now to the tools that describe them. All of these should be pinned.
    pub(crate) seen: Arc<Pins>,
}

impl Reason {
    pub(crate) fn new(source: ReasonSource, rule: impl Into<String>, policy: Policy, words: impl Into<String>) -> Self {
        Self { source, rule: rule.into(), policy, words: words.into() }
    }
}

impl Decision {
    /// The strictest of all reasons. Where nothing speaks for a plan, it is never to run.
    pub(crate) fn of(reasons: Vec<Reason>) -> Self {
        Self { policy: strictest(&reasons), reasons }
    }

    /// The decision without what changes by itself.
    pub(crate) fn lasting(&self) -> Self {
        Self::of(self.reasons.iter().filter(|reason| reason.source != ReasonSource::Usage).cloned().collect())
    }

    /// Whether a standing grant can stand in for a person: not where this very call is out of the ordinary.
    pub(crate) fn can_be_granted(&self) -> bool {
        use ReasonSource as S;
        let ordinary = |source| matches!(source, S::Default | S::Override | S::Product | S::Operation | S::Owner);
        let mut asking = self.reasons.iter().filter(|reason| reason.policy > Policy::Auto);
        self.policy == Policy::Approval && asking.all(|reason| ordinary(reason.source))
    }
}

fn strictest(reasons: &[Reason]) -> Policy {
    reasons.iter().map(|reason| reason.policy).max().unwrap_or(Policy::Never)
}

/// Judges a plan: the strictest of what the tool, its product, its effect, each of its operations with those whose it is, and
/// each guard ask for.
pub(crate) fn decide(rules: &Rules, owners: &Owners, usage: Usage, spec: &ToolSpec, plan: &Plan) -> Decision {
    let policies = &rules.policies;
    let mut reasons = vec![judge_default(policies, spec)];
    reasons.extend(judge_product(policies, spec));
    reasons.extend(judge_effect(spec, plan));
    reasons.extend(plan.operations.iter().flat_map(|operation| judge_operation(policies, operation)));
    reasons.extend(owners.judge(spec, plan));
    reasons.extend(
        plan.at_least
            .iter()
            .map(|asked| Reason::new(ReasonSource::Plan, spec.qualified_name(), asked.policy, &asked.why)),
    );
    reasons.extend(guards::judge(rules, usage, plan));
    Decision::of(reasons)
}

/// What holds for the tool, whatever the plan. If this is never, the tool does not exist for callers.
pub(crate) fn judge_tool(policies: &Policies, spec: &ToolSpec) -> Policy {
    let reasons = [Some(judge_default(policies, spec)), judge_product(policies, spec)];
    strictest(&reasons.into_iter().chain([guards::read_only(policies, spec.effect)]).flatten().collect::<Vec<_>>())
}

fn judge_default(policies: &Policies, spec: &ToolSpec) -> Reason {
    match policies.tool_rule(spec) {
        Some(found) => Reason::new(ReasonSource::Override, found.rule, found.policy, set_for("this tool", found.line)),
        None => {
            let words = format!("default of a tool whose effect is {}", spec.effect);
            Reason::new(ReasonSource::Default, spec.qualified_name(), spec.default_policy, words)
        }
    }
}

fn judge_product(policies: &Policies, spec: &ToolSpec) -> Option<Reason> {
    let found = policies.product_rule(&spec.integration)?;
    Some(Reason::new(ReasonSource::Product, found.rule, found.policy, set_for("this product", found.line)))
}

/// What was said about the tool was said about its declared effect and operations; a plan beyond them needs a person.
fn judge_effect(spec: &ToolSpec, plan: &Plan) -> Option<Reason> {
    let words = if plan.effect > spec.effect {
        format!("this call has the effect {}, the tool declares {}", plan.effect, spec.effect)
    } else if plan.effect > Effect::Read && plan.operations.is_empty() {
        "a change that names no operation cannot be judged by one".to_owned()
    } else {
        return None;
    };
    Some(Reason::new(ReasonSource::Effect, plan.effect.as_str(), Policy::Approval, words))
}

fn judge_operation(policies: &Policies, operation: &Operation) -> impl Iterator<Item = Reason> {
    policies.operation_rules(operation).map(move |found| {
        let what = if found.rule == operation.as_str() { "this operation" } else { operation.as_str() };
        Reason::new(ReasonSource::Operation, found.rule, found.policy, set_for(what, found.line))
    })
}

fn set_for(what: &str, line: Option<u32>) -> String {
    match line {
        Some(line) => format!("set for {what} in line {line}"),
        None => format!("set for {what}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{Guards, Limits, Mode, PoliciesBuilder, Target, ToolCatalog};

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

    fn rules(set: impl FnOnce(PoliciesBuilder) -> PoliciesBuilder) -> Rules {
        let catalog = ToolCatalog::new(&[spec(Effect::Write)]);
        Rules { policies: set(Policies::builder()).build(&catalog).unwrap(), ..Rules::default() }
    }

    fn judged(rules: &Rules, spec: &ToolSpec, plan: &Plan) -> Decision {
        decide(rules, &Owners::default(), Usage::default(), spec, plan)
    }

    #[test]
    fn an_operation_is_bound_by_what_holds_for_its_owner() {
        let mut owners = Owners::default();
        let owner = |name: &str| ToolSpec::new("toy", name, Effect::Execute).with_operation("toy:script:7");
        let raw = spec(Effect::Write).with_default_policy(Policy::Auto).with_unknown_operations(Policy::Approval);
        let judge = |owners: &Owners, spec: &ToolSpec, operation: &str| {
            decide(&Rules::default(), owners, Usage::default(), spec, &plan(spec, &[operation])).policy
        };
        owners.add(&owner("script-a"), Policy::Auto);
        assert_eq!(judge(&owners, &raw, "toy:script:7"), Policy::Auto);
        assert_eq!(judge(&owners, &raw, "toy:script:8"), Policy::Approval, "nobody's");
        assert_eq!(
            judge(&owners, &spec(Effect::Write).with_default_policy(Policy::Auto), "toy:script:8"),
            Policy::Auto
        );
        owners.add(&owner("script-b"), Policy::Never);
        assert_eq!(judge(&owners, &raw, "toy:script:7"), Policy::Never, "the strictest owner counts");
        assert_eq!(
            judge(&owners, &owner("script-c").with_default_policy(Policy::Auto), "toy:script:7"),
            Policy::Auto,
            "its own"
        );
    }

    #[test]
    fn what_a_tool_may_perform_is_bound_by_its_policy_too() {
        let runner = ToolSpec::new("toy", "runner", Effect::Execute).with_possible_operation("toy:job:*");
        let mut owners = Owners::default();
        owners.add(&runner, Policy::Never);
        let raw = spec(Effect::Write).with_default_policy(Policy::Auto);
        for (operation, policy) in [("toy:job:1", Policy::Never), ("toy:jobs", Policy::Auto)] {
            let decision = decide(&Rules::default(), &owners, Usage::default(), &raw, &plan(&raw, &[operation]));
            assert_eq!(decision.policy, policy, "{operation}");
        }
        let own = runner.with_default_policy(Policy::Auto);
        let decision = decide(&Rules::default(), &owners, Usage::default(), &own, &plan(&own, &["toy:job:1"]));
        assert_eq!(decision.policy, Policy::Auto, "its own");

        // What holds for one job holds for whoever can do them all, and not the other way round.
        let one = ToolSpec::new("toy", "job-1", Effect::Execute).with_operation("toy:job:1");
        owners.add(&one, Policy::Approval);
        for (spec, operation, policy) in [
            (&own, "toy:job:1", Policy::Approval),
            (&own, "toy:job:2", Policy::Auto),
            (&one.with_default_policy(Policy::Auto), "toy:job:1", Policy::Auto),
        ] {
            let decision = decide(&Rules::default(), &owners, Usage::default(), spec, &plan(spec, &[operation]));
            assert_eq!(decision.policy, policy, "{operation} by {}", spec.name);
        }
    }

    #[test]
    fn a_tool_can_tighten_its_own_call_and_not_loosen_it() {
        for (asked, policy) in [(Policy::Never, Policy::Never), (Policy::Auto, Policy::Approval)] {
            let spec = spec(Effect::Write);
            let mut plan = plan(&spec, &["toy:a"]);
            plan.at_least = Some(crate::AtLeast::new(asked, "because"));
            assert_eq!(judged(&Rules::default(), &spec, &plan).policy, policy);
        }
    }

    fn sources(decision: &Decision) -> Vec<ReasonSource> {
        decision.reasons.iter().map(|reason| reason.source).collect()
    }

    #[test]
    fn without_rules_the_default_holds() {
        let spec = spec(Effect::Write);
        let decision = judged(&Rules::default(), &spec, &plan(&spec, &["toy:a"]));
        assert_eq!(decision.policy, Policy::Approval);
        assert_eq!(sources(&decision), [ReasonSource::Default]);
        assert_eq!(decision.reasons[0].rule, "toy:tool");
    }

    #[test]
    fn an_override_replaces_the_default_and_an_operation_tightens_it() {
        let spec = spec(Effect::Write);
        let loose = rules(|policies| policies.tool("toy:tool", Policy::Auto));
        assert_eq!(judged(&loose, &spec, &plan(&spec, &["toy:a"])).policy, Policy::Auto);

        let rules = rules(|policies| policies.tool("toy:tool", Policy::Auto).operation("toy:a", Policy::Never));
        let decision = judged(&rules, &spec, &plan(&spec, &["toy:a"]));
        assert_eq!(decision.policy, Policy::Never);
        assert_eq!(sources(&decision), [ReasonSource::Override, ReasonSource::Operation]);
        assert_eq!(judged(&rules, &spec, &plan(&spec, &["toy:b"])).policy, Policy::Auto);
    }

    #[test]
    fn a_product_rule_holds_beside_the_tools_own() {
        let spec = spec(Effect::Write);
        let rules = rules(|policies| policies.product("toy", Policy::Never));
        let decision = judged(&rules, &spec, &plan(&spec, &["toy:a"]));
        assert_eq!(decision.policy, Policy::Never);
        assert_eq!(sources(&decision), [ReasonSource::Default, ReasonSource::Product]);
        assert_eq!(judge_tool(&rules.policies, &spec), Policy::Never);
    }

    #[test]
    fn an_auto_tool_that_outgrows_its_declaration_needs_a_person() {
        let rules = rules(|policies| policies.tool("tool", Policy::Auto));
        let writes = spec(Effect::Write);
        let mut raised = plan(&writes, &["toy:a"]);
        raised.effect = Effect::Destroy;
        assert_eq!(judged(&rules, &writes, &raised).policy, Policy::Approval);
        assert_eq!(judged(&rules, &writes, &plan(&writes, &[])).policy, Policy::Approval, "no operation");
        let reads = spec(Effect::Read);
        assert_eq!(judged(&rules, &reads, &plan(&reads, &[])).policy, Policy::Auto);
    }

    #[test]
    fn nothing_at_all_speaks_for_a_plan_without_reasons() {
        assert_eq!(Decision::of(Vec::new()).policy, Policy::Never);
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_no_matter_for_a_standing_grant() {
        use ReasonSource as S;
        let decision = |source, policy| Decision::of(vec![Reason::new(source, "r", policy, "w")]);
        for source in [S::Default, S::Override, S::Product, S::Operation] {
            assert!(decision(source, Policy::Approval).can_be_granted());
            assert!(!decision(source, Policy::Never).can_be_granted());
            assert!(!decision(source, Policy::Auto).can_be_granted());
        }
        for source in [S::Effect, S::Guard, S::Usage] {
            assert!(!decision(source, Policy::Approval).can_be_granted());
        }
    }

    #[derive(Clone, Debug)]
    struct Case {
        effect: Effect,
        raised: Effect,
        tool: Option<Policy>,
        operation: Option<Policy>,
        product: Option<Policy>,
        targets: usize,
        usage: u64,
        fingerprint: Option<&'static str>,
    }

    fn cases() -> impl Strategy<Value = Case> {
        let policy = || prop::option::of(prop::sample::select(&POLICIES[..]));
        let effect = || prop::sample::select(&EFFECTS[..]);
        let fingerprint = prop::option::of(prop::sample::select(vec!["one", "other"]));
        (effect(), effect(), policy(), policy(), policy(), 0_usize..6, 0_u64..12, fingerprint).prop_map(
            |(effect, raised, tool, operation, product, targets, usage, fingerprint)| Case {
                effect,
                raised: raised.max(effect),
                tool,
                operation,
                product,
                targets,
                usage,
                fingerprint,
            },
        )
    }

    /// The decision about a case under these settings; `None` if the rules are refused, as one that is never heard is.
    fn settle(case: &Case, limits: &Limits, guards: &Guards, mode: Mode) -> Option<Decision> {
        let spec = spec(case.effect);
        let mut plan = plan(&spec, &["toy:a", "toy:b"]);
        plan.effect = case.raised;
        plan.targets = (0..case.targets).map(|id| Target::new("toy", id, "Bear")).collect();
        plan.fingerprints = case.fingerprint.map(|print| ("toy:b".into(), print.to_owned())).into_iter().collect();
        let mut policies = Policies::builder().limits(limits.clone()).guards(guards.clone()).mode(mode);
        if let Some(policy) = case.tool {
            policies = policies.tool("tool", policy);
        }
        if let Some(policy) = case.operation {
            policies = policies.operation("toy:b", policy);
        }
        if let Some(policy) = case.product {
            policies = policies.product("toy", policy);
        }
        let policies = policies.build(&ToolCatalog::new([&spec])).ok()?;
        let pins = Arc::new(Pins::new().with("toy:b", "one"));
        let rules = Rules { policies, pins, ..Rules::default() };
        Some(decide(&rules, &Owners::default(), Usage { targets_last_hour: case.usage }, &spec, &plan))
    }

    fn no_limits() -> Limits {
        let limits = Limits::default().with_targets_per_call(None).with_targets_per_hour(None);
        limits.with_requests_per_call(None).with_requests_per_minute(None)
    }

    proptest! {
        #[test]
        fn the_strictest_of_all_that_speak_decides(case in cases()) {
            let limits = no_limits().with_targets_per_call(3).with_targets_per_hour(10);
            let decision = settle(&case, &limits, &Guards::default(), Mode::Normal);
            prop_assume!(decision.is_some());
            let decision = decision.unwrap();
            prop_assert_eq!(decision.policy, decision.reasons.iter().map(|reason| reason.policy).max().unwrap());
            prop_assert!(decision.policy >= case.operation.unwrap_or(Policy::Auto));
            prop_assert!(decision.policy >= case.product.unwrap_or(Policy::Auto));
            prop_assert!(decision.policy >= case.tool.unwrap_or(case.effect.default_policy()));
            let again = settle(&case, &limits, &Guards::default(), Mode::Normal);
            prop_assert_eq!(Some(decision), again, "no chance in it");
        }

        #[test]
        fn a_guard_only_tightens(case in cases()) {
            let off = Guards::default().with_changed_since_judged(false);
            let without = settle(&case, &no_limits(), &off, Mode::Normal);
            prop_assume!(without.is_some());
            let without = without.unwrap();
            let guarded = [
                settle(&case, &no_limits().with_targets_per_call(3), &off, Mode::Normal),
                settle(&case, &no_limits().with_targets_per_hour(10), &off, Mode::Normal),
                settle(&case, &no_limits(), &Guards::default(), Mode::Normal),
                settle(&case, &no_limits(), &off, Mode::ReadOnly),
            ];
            for with in guarded {
                let with = with.unwrap();
                prop_assert!(with.policy >= without.policy, "{with:?}");
                prop_assert_eq!(&with.reasons[..without.reasons.len()], &without.reasons[..], "adds, and takes nothing");
            }
        }
    }
}
