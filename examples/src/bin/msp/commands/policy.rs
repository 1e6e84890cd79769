//! `msp policy`: is a policy file sound, and what do policies mean for a tool?

use std::path::Path;
use std::sync::Arc;

use msp_tools_core::{
    AuditKind, CallContext, Decision, Effect, MemoryAudit, Mode, Plan, Policies, Policy, ReasonSource, Registry,
    RuleMatch, ToolError, ToolSpec,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::{Globals, PolicyAction};
use crate::console::{BAD, Console, GOOD, STRONG};
use crate::exit::{Exit, Failure};
use crate::product::Product;
use crate::tenant::Tenant;
use crate::toolbox::Toolbox;
use crate::{gate, input, policy_file, render, tenant};

pub(crate) async fn run(console: Console, globals: &Globals, action: PolicyAction) -> Result<Exit, Failure> {
    match action {
        PolicyAction::Check { file } => check(console, globals, &file).await,
        PolicyAction::Explain { tool, input } => explain(console, globals, &tool, input.as_deref()).await,
        PolicyAction::Drift => super::drift::show(console, globals).await,
        PolicyAction::Pin { tool, by } => super::drift::pin(console, globals, &tool, by).await,
        PolicyAction::Classify { scripts } => super::classify::run(console, &scripts),
    }
}

async fn check(console: Console, globals: &Globals, file: &Path) -> Result<Exit, Failure> {
    let scripts = tenant::scripts_to_look(console, globals).await?;
    match policy_file::read(file, scripts.as_deref())? {
        Ok(_) => {
            console.answer(&json!({"ok": true, "problems": []}), || {
                format!("{GOOD}{}{GOOD:#}: nothing is wrong with it", file.display())
            });
            Ok(Exit::Done)
        }
        Err(errors) => {
            console.answer(&json!({"ok": false, "problems": errors}), || {
                let count = errors.problems().len();
                let problems = if count == 1 { "1 problem" } else { &format!("{count} problems") };
                format!("{errors}\n{BAD}{problems}{BAD:#}: the file is refused whole")
            });
            Ok(Exit::Usage)
        }
    }
}

async fn explain(console: Console, globals: &Globals, tool: &str, input: Option<&str>) -> Result<Exit, Failure> {
    let toolbox = to_explain(globals, tool).await?;
    let policies = policy_file::policies(globals, toolbox.scripts.as_deref())?;
    let unknown = || Failure::new(Exit::Usage, "unknown_tool", format!("there is no tool `{tool}`"));
    let spec = toolbox.spec(tool).cloned().ok_or_else(unknown)?;
    let explained = match input {
        // What is never to run is not planned either.
        Some(input) if strictest(&of_tool(&policies, &spec)) < Policy::Never => {
            of_call(globals, &spec, input::read(Some(input))?).await?
        }
        _ => Explained::new(
            &spec,
            of_tool(&policies, &spec).into_iter().chain(of_operations(&policies, &spec)).collect(),
        ),
    };
    console.answer(&json!(explained), || explained.in_words());
    Ok(Exit::Done)
}

/// A policy with all that speaks for it, in the order in which it is considered.
#[derive(Serialize)]
struct Explained {
    /// The tool's qualified name.
    tool: String,
    policy: Policy,
    reasons: Vec<Told>,
    /// What the call would do, if it may be done at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Plan>,
}

/// One reason for a policy.
#[derive(Serialize)]
struct Told {
    source: ReasonSource,
    rule: String,
    policy: Policy,
    words: String,
}

impl Explained {
    fn new(spec: &ToolSpec, reasons: Vec<Told>) -> Self {
        Self { tool: spec.qualified_name(), policy: strictest(&reasons), reasons, plan: None }
    }

    fn of_decision(spec: &ToolSpec, decision: Decision, plan: Option<Plan>) -> Self {
        let told = decision.reasons.into_iter();
        let told = told.map(|reason| Told {
            source: reason.source,
            rule: reason.rule,
            policy: reason.policy,
            words: reason.words,
        });
        Self { tool: spec.qualified_name(), policy: decision.policy, reasons: told.collect(), plan }
    }

    fn in_words(&self) -> String {
        let mut lines = match &self.plan {
            Some(plan) => vec![render::plan(plan)],
            None => vec![format!("{STRONG}{}{STRONG:#}", self.tool)],
        };
        lines.push(format!("  policy      {}{}", render::policy(self.policy), meaning(self.policy)));
        for reason in &self.reasons {
            lines.push(render::because(reason.policy, &format!("{} ({})", reason.words, reason.rule)));
        }
        lines.join("\n")
    }
}

fn meaning(policy: Policy) -> &'static str {
    match policy {
        Policy::Auto => ": runs at once",
        Policy::Approval => ": waits for a person",
        Policy::Never => ": does not exist for callers",
    }
}

fn strictest(reasons: &[Told]) -> Policy {
    reasons.iter().map(|reason| reason.policy).max().unwrap_or(Policy::Never)
}

/// All tools, and those of scripts if `tool` is none of the others.
async fn to_explain(globals: &Globals, tool: &str) -> Result<Toolbox, Failure> {
    let mut toolbox = Toolbox::from(tenant::tools_of_any(globals)?);
    if toolbox.spec(tool).is_none() && Product::of_tool(tool) == Some(Product::Rmm) {
        let tenant = Tenant::open(globals).await?;
        tenant.rmm()?;
        toolbox.scripts = tenant.scripts().await?;
    }
    Ok(toolbox)
}

/// What holds for every call of the tool, whatever it does.
fn of_tool(policies: &Policies, spec: &ToolSpec) -> Vec<Told> {
    let default = || Told {
        source: ReasonSource::Default,
        rule: spec.qualified_name(),
        policy: spec.default_policy,
        words: format!("default of a tool whose effect is {}", spec.effect),
    };
    let own = policies.tool_rule(spec).map(|rule| Told::of_rule(ReasonSource::Override, rule, "this tool"));
    let product = policies.product_rule(&spec.integration);
    let read_only = (policies.mode() == Mode::ReadOnly && spec.effect > Effect::Read).then(|| Told {
        source: ReasonSource::Guard,
        rule: "read-only".to_owned(),
        policy: Policy::Never,
        words: "nothing may be changed at present".to_owned(),
    });
    let product = product.map(|rule| Told::of_rule(ReasonSource::Product, rule, "this product"));
    [Some(own.unwrap_or_else(default)), product, read_only].into_iter().flatten().collect()
}

/// What holds for the operations that every call of the tool performs.
fn of_operations(policies: &Policies, spec: &ToolSpec) -> Vec<Told> {
    let rules = |operation| policies.operation_rules(operation).map(move |rule| (operation, rule));
    let told = spec.operations.iter().flat_map(rules);
    told.map(|(operation, rule)| Told::of_rule(ReasonSource::Operation, rule, operation.as_str())).collect()
}

impl Told {
    fn of_rule(source: ReasonSource, found: RuleMatch<'_>, what: &str) -> Self {
        let line = found.line.map(|line| format!(" in line {line}")).unwrap_or_default();
        Self { source, rule: found.rule.to_owned(), policy: found.policy, words: format!("set for {what}{line}") }
    }
}

/// What holds for this very call. The trail knows the decision even where the caller is told only that there is no such
/// tool.
async fn of_call(globals: &Globals, spec: &ToolSpec, arguments: Value) -> Result<Explained, Failure> {
    let tenant = Tenant::open(globals).await?;
    tenant.product_of(&spec.name)?;
    let toolbox = tenant.toolbox(globals, &spec.name).await?;
    let trail = MemoryAudit::new();
    let builder = gate::with_orders(globals, Registry::builder()).await?.audit(Arc::new(trail.clone()));
    let (registry, _) = gate::built(builder, globals, toolbox).await?;
    let planned = registry.plan(&spec.name, arguments, &CallContext::new(gate::requester(None))).await;
    let refused = |error: ToolError| {
        let decided = trail.events().into_iter().find_map(|event| match event.kind {
            AuditKind::Decided { decision, .. } => Some(decision),
            _ => None,
        });
        decided.map(|decision| Explained::of_decision(spec, decision, None)).ok_or(error)
    };
    Ok(planned.map(|preview| Explained::of_decision(spec, preview.decision, Some(preview.plan))).or_else(refused)?)
}
