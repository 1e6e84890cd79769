//! Tools and rules as they stand together at one time.

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use serde_json::Value;

use super::{BuildError, Drift, FoundTool, ToolInfo, ToolPage};
use crate::{
    Approval, Decision, Digest, ErrorKind, Operation, Pins, Plan, PlanFacts, Policies, Policy, RefusalCause,
    SearchIndex, Tool, ToolCatalog, ToolError, ToolSpec,
    decide::{Owners, Rules, decide, judge_tool},
    guards::Usage,
    text::as_said,
};

/// Tools and rules as they stand together at one time. Definition, code and policy of a call come from one snapshot,
/// whatever is swapped in while it runs.
pub(super) struct Snapshot {
    /// By short name, which also gives lists their order.
    tools: Entries,
    pub(super) policies: Policies,
    /// What operations look like to the tools that describe them.
    pub(super) seen: Arc<Pins>,
    /// Whose an operation is, tools that may never run among them.
    owners: Owners,
    /// Names of the tools that can be found, as they were indexed.
    found: Vec<String>,
    index: SearchIndex,
}

/// Tools that fit together, by short name.
pub(super) type Entries = BTreeMap<String, Entry>;

#[derive(Clone)]
pub(super) struct Entry {
    pub(super) tool: Arc<dyn Tool>,
    pub(super) name: String,
    /// Digest of the spec.
    pub(super) definition: Digest,
    /// What holds for the tool, whatever the call.
    policy: Policy,
}

/// Checks whether tools fit together.
pub(super) fn fitting(tools: impl IntoIterator<Item = Arc<dyn Tool>>) -> Result<Entries, BuildError> {
    let mut problems = Vec::new();
    let mut entries = Entries::new();
    for tool in tools {
        let spec = tool.spec();
        problems.extend(spec.problems());
        let (short, name) = (spec.name.clone(), spec.qualified_name());
        let entry = Entry { definition: Digest::of_record(spec), name, policy: Policy::Never, tool };
        if entries.insert(short.clone(), entry).is_some() {
            problems.push(format!("there are two tools of the name `{short}`"));
        }
    }
    if problems.is_empty() { Ok(entries) } else { Err(BuildError { problems }) }
}

/// What operations look like to the tools that describe them.
pub(super) fn seen(tools: &Entries) -> Pins {
    let all = tools.values().flat_map(|entry| &entry.spec().fingerprints);
    all.fold(Pins::new(), |seen, (operation, fingerprint)| seen.with(operation.clone(), fingerprint))
}

impl Snapshot {
    pub(super) fn new(mut tools: Entries, policies: Policies) -> Self {
        let seen = Arc::new(seen(&tools));
        let mut owners = Owners::default();
        for entry in tools.values_mut() {
            entry.policy = judge_tool(&policies, entry.tool.spec());
            owners.add(entry.tool.spec(), entry.policy);
        }
        let visible: Vec<_> =
            tools.values().filter(|entry| entry.is_visible()).map(|entry| entry.tool.spec()).collect();
        let (index, found) = (SearchIndex::build(&visible), visible.iter().map(|spec| spec.name.clone()).collect());
        Self { tools, policies, seen, owners, found, index }
    }

    /// The same tools under other policies.
    pub(super) fn with_policies(&self, policies: Policies) -> Self {
        Self::new(self.tools.clone(), policies)
    }

    pub(super) fn len(&self) -> usize {
        self.tools.len()
    }

    /// What rules can speak about: all tools, those that may never run among them.
    pub(super) fn catalog(&self) -> ToolCatalog {
        ToolCatalog::new(self.tools.values().map(|entry| entry.tool.spec()))
    }

    /// Definitions by short name.
    pub(super) fn definitions(&self) -> impl Iterator<Item = (&str, &Digest)> {
        self.tools.iter().map(|(name, entry)| (name.as_str(), &entry.definition))
    }

    /// The tools that can be called, after the one of that name.
    fn visible(&self, after: Option<&str>) -> impl Iterator<Item = &Entry> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.tools.range::<str, _>((start, Bound::Unbounded)).map(|(_, entry)| entry).filter(|entry| entry.is_visible())
    }

    /// Whether callers see the same tools in both, under the same policies.
    pub(super) fn is_listed_as(&self, other: &Self) -> bool {
        self.visible(None).map(Entry::as_listed).eq(other.visible(None).map(Entry::as_listed))
    }

    pub(super) fn list(&self) -> Vec<ToolInfo> {
        self.visible(None).map(Entry::info).collect()
    }

    pub(super) fn list_page(&self, after: Option<&str>, limit: usize) -> ToolPage {
        let limit = limit.max(1);
        let mut tools: Vec<_> = self.visible(after).take(limit.saturating_add(1)).map(Entry::info).collect();
        let is_last = tools.len() <= limit;
        tools.truncate(limit);
        let next = if is_last { None } else { tools.last().map(|last| last.spec().name.clone()) };
        ToolPage { tools, next }
    }

    pub(super) fn search(&self, intent: &str, limit: usize) -> Vec<FoundTool> {
        let hits = self.index.search(intent, limit).into_iter();
        hits.filter_map(|hit| {
            let entry = self.tools.get(self.found.get(hit.index)?)?;
            Some(FoundTool { tool: entry.info(), score: hit.score })
        })
        .collect()
    }

    /// The tool of that short or qualified name, whatever its policy.
    pub(super) fn find_any(&self, name: &str) -> Option<&Entry> {
        let short = name.split_once(':').map_or(name, |(_, short)| short);
        self.tools.get(short).filter(|entry| short == name || entry.name == name)
    }

    /// The tool of that name, if it exists as far as callers are concerned; if not, what is the truth.
    pub(super) fn find(&self, name: &str) -> Result<&Entry, RefusalCause> {
        let entry = self.find_any(name).ok_or(RefusalCause::NoSuchTool)?;
        if entry.is_visible() { Ok(entry) } else { Err(RefusalCause::NeverTool) }
    }

    pub(super) fn decide(&self, entry: &Entry, plan: &Plan, usage: Usage, pins: Arc<Pins>) -> Decision {
        let rules = Rules { policies: self.policies.clone(), pins, seen: Arc::clone(&self.seen) };
        decide(&rules, &self.owners, usage, entry.spec(), plan)
    }

    /// What the tools describe and is not what was pinned, by tool.
    pub(super) fn drifted(&self, pins: &Pins) -> Vec<Drift> {
        let described =
            self.tools.values().flat_map(|entry| entry.spec().fingerprints.iter().map(move |it| (entry, it)));
        let drift = |(entry, (operation, now)): (&Entry, (&Operation, &String))| {
            let pinned = pins.get(operation).filter(|pinned| pinned != now)?.to_owned();
            Some(Drift { tool: entry.name.clone(), operation: operation.clone(), pinned, now: now.clone() })
        };
        described.filter_map(drift).collect()
    }

    /// What other policies would say about a plan of which only these facts are known.
    pub(super) fn decide_again(&self, policies: &Policies, tool: &str, facts: &PlanFacts) -> Decision {
        let Some(entry) = self.find_any(tool) else { return Decision::of(Vec::new()) };
        let mut plan = Plan::new(entry.spec(), Value::Null, "");
        plan.effect = facts.effect;
        plan.operations.clone_from(&facts.operations);
        plan.targets.clone_from(&facts.targets);
        plan.at_least.clone_from(&facts.at_least);
        let rules = Rules { policies: policies.clone(), ..Rules::default() };
        let mut owners = Owners::default();
        for other in self.tools.values() {
            owners.add(other.spec(), judge_tool(policies, other.spec()));
        }
        decide(&rules, &owners, Usage::default(), entry.spec(), &plan)
    }

    /// Judges an approved request again, now that it is about to run: nothing may have changed since it was asked.
    pub(super) fn still_allowed(&self, approval: &Approval, pins: Arc<Pins>) -> Result<&Entry, ToolError> {
        if !approval.is_intact() {
            return Err(stale(approval, "the stored request was altered"));
        }
        let entry = self.find_any(&approval.plan().tool).ok_or_else(|| stale(approval, "the tool went away"))?;
        if entry.definition != approval.request.definition {
            return Err(stale(approval, "the tool changed"));
        }
        let now = self.decide(entry, approval.plan(), Usage::default(), pins);
        if now.lasting() != approval.request.decision.lasting() {
            return Err(stale(approval, "the policy changed"));
        }
        Ok(entry)
    }
}

/// What was approved is not what would run now.
pub(super) fn stale(approval: &Approval, what: &str) -> ToolError {
    ToolError::new(ErrorKind::Stale, format!("{what} since approval {} was asked for; ask anew", approval.id()))
}

/// The one answer for tools that do not exist and for those that may never run: nothing tells them apart.
pub(super) fn unknown_tool(name: &str) -> ToolError {
    ToolError::new(ErrorKind::UnknownTool, format!("there is no tool `{}`", as_said(name)))
}

impl Entry {
    pub(super) fn spec(&self) -> &ToolSpec {
        self.tool.spec()
    }

    pub(super) fn info(&self) -> ToolInfo {
        ToolInfo { tool: Arc::clone(&self.tool), policy: self.policy }
    }

    fn as_listed(&self) -> (&str, &Digest, Policy) {
        (&self.name, &self.definition, self.policy)
    }

    fn is_visible(&self) -> bool {
        self.policy != Policy::Never
    }

    /// A plan speaks for its own tool only: on resuming, its name decides what runs. And what a definition says holds for
    /// every call: a plan may go beyond it, not fall short of it.
    pub(super) fn check(&self, mut plan: Plan) -> Result<Plan, ToolError> {
        if plan.tool != self.name {
            return Err(ToolError::internal(format!("the plan of `{}` is one for another tool", self.name)));
        }
        plan.effect = plan.effect.max(self.spec().effect);
        let left_out = self.spec().operations.iter().filter(|operation| !plan.operations.contains(operation));
        plan.operations = left_out.chain(&plan.operations).cloned().collect();
        Ok(plan)
    }
}
