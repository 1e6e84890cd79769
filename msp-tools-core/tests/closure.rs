//! No route to an operation is weaker than another.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use fleet::*;
use msp_tools_core::*;
use serde_json::{Value, json};

/// Every way there is to perform each operation: the tool for it, the generic runner, the tool of the script, the raw
/// request.
fn routes() -> BTreeMap<&'static str, Vec<(&'static str, Value)>> {
    let raw = |path: &str| ("fleet-request", json!({"method": "POST", "path": path, "machine": 1}));
    let runner = |script: u64| ("fleet-run-script", json!({"script": script, "machine": 1}));
    [
        ("fleet:reboot", vec![("fleet-reboot", json!({"machines": [1]})), raw("/reboot")]),
        ("fleet:script:1", vec![("fleet-script-cleanup", json!({"machine": 1})), runner(1), raw("/scripts/1")]),
        ("fleet:script:2", vec![runner(2), raw("/scripts/2")]),
        ("fleet:broadcast", vec![("fleet-broadcast", json!({}))]),
        ("fleet:GET /machines", vec![("fleet-list", json!({}))]),
    ]
    .into()
}

/// What a call of that kind meets.
async fn met(registry: &Registry, tool: &str, arguments: &Value) -> Policy {
    match registry.plan(tool, arguments.clone(), &agent()).await {
        Ok(preview) => preview.decision.policy,
        Err(error) if error.kind() == ErrorKind::UnknownTool => Policy::Never,
        Err(error) => panic!("{tool}: {error}"),
    }
}

#[tokio::test]
async fn every_tool_and_operation_is_covered() {
    let scene = Scene::new();
    let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (operation, routes) in routes() {
        for (tool, arguments) in routes {
            let preview = scene.registry.plan(tool, arguments, &agent()).await.unwrap();
            assert_eq!(preview.plan.operations, [Operation::new(operation)], "{tool}");
            seen.entry(tool.to_owned()).or_default().push(operation.to_owned());
        }
    }
    // Peeking performs nothing that could be named.
    let missing: Vec<_> = scene
        .registry
        .list()
        .iter()
        .map(|tool| tool.spec().name.clone())
        .filter(|name| !seen.contains_key(name))
        .collect();
    assert_eq!(missing, ["fleet-peek"]);
}

#[tokio::test]
async fn an_operation_is_as_strict_by_every_route() {
    for (operation, routes) in routes() {
        for policy in [Policy::Approval, Policy::Never] {
            // Every tool is as loose as can be, so that the operation alone decides.
            let scene = Scene::under(|policies| {
                let names = tools(&Fleet::new()).into_iter().map(|tool| tool.spec().clone());
                let loose = names.filter(|spec| spec.default_policy > Policy::Auto);
                loose
                    .fold(policies, |policies, spec| policies.tool(spec.name, Policy::Auto))
                    .operation(operation, policy)
            });
            for (tool, arguments) in &routes {
                assert_eq!(met(&scene.registry, tool, arguments).await, policy, "{operation} by {tool}");
            }
            // And the others are left alone.
            for (other, routes) in self::routes() {
                for (tool, arguments) in routes.iter().filter(|_| other != operation) {
                    // Declared as a write, it needs a person for whatever is more.
                    let expected = if *tool == "fleet-request" { Policy::Approval } else { Policy::Auto };
                    assert_eq!(met(&scene.registry, tool, arguments).await, expected, "{other} by {tool}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_may_never_run_runs_by_no_route() {
    for (operation, routes) in routes() {
        let scene = Scene::under(|policies| policies.operation(operation, Policy::Never));
        for (tool, arguments) in routes {
            refused(scene.call(tool, arguments).await, ErrorKind::UnknownTool);
        }
        assert_eq!(scene.fleet.writes(), [""; 0]);
    }
}

/// A tool whose plans say less than its definition.
struct Modest(ToolSpec);

#[async_trait]
impl Tool for Modest {
    fn spec(&self) -> &ToolSpec {
        &self.0
    }

    async fn plan(&self, arguments: Value, _: &CallContext) -> Result<Plan, ToolError> {
        let mut plan = Plan::new(&self.0, arguments, "Hardly anything");
        plan.effect = Effect::Read;
        plan.operations = vec!["fleet:look".into()];
        Ok(plan)
    }

    async fn run(&self, _: &Plan, _: &CallContext) -> Result<ToolOutput, ToolError> {
        panic!("must not run")
    }
}

#[tokio::test]
async fn a_plan_does_not_fall_short_of_the_definition() {
    let spec = ToolSpec::new("fleet", "fleet-modest", Effect::Execute).with_description("Reboots.");
    let tool: Arc<dyn Tool> = Arc::new(Modest(spec.with_operation("fleet:reboot")));
    let build = |policy| {
        let builder = Registry::builder().tool(Arc::clone(&tool)).policy("fleet-modest", Policy::Auto);
        builder.operation_policy("fleet:reboot", policy).build().unwrap().0
    };
    let preview = build(Policy::Approval).plan("fleet-modest", json!({}), &agent()).await.unwrap();
    assert_eq!((preview.plan.effect, preview.decision.policy), (Effect::Execute, Policy::Approval));
    assert_eq!(preview.plan.operations, ["fleet:reboot", "fleet:look"].map(Operation::new));
    assert_eq!(met(&build(Policy::Never), "fleet-modest", &json!({})).await, Policy::Never);
}

#[tokio::test]
async fn a_plan_on_record_is_judged_as_the_call_was() {
    let scene = Scene::new();
    let stricter = policies(|policies| policies.operation("fleet:script:1", Policy::Never));
    for (operation, routes) in routes() {
        for (tool, arguments) in routes {
            let preview = scene.registry.plan(tool, arguments, &agent()).await.unwrap();
            let facts = PlanFacts::of(&preview.plan);
            assert_eq!(scene.desk.decide_again(&scene.desk.policies(), tool, &facts), preview.decision);
            let then = scene.desk.decide_again(&stricter, tool, &facts).policy;
            assert_eq!(then == Policy::Never, operation == "fleet:script:1", "{tool}");
            assert_eq!(scene.desk.decide_again(&stricter, "fleet-lost", &facts).policy, Policy::Never);
        }
    }
}

#[tokio::test]
async fn a_pattern_over_operations_reaches_every_script_by_every_route() {
    let scene = Scene::under(|policies| policies.operation("fleet:script:*", Policy::Never));
    for (operation, routes) in routes() {
        for (tool, arguments) in routes {
            let is_script = operation.starts_with("fleet:script:");
            assert_eq!(
                met(&scene.registry, tool, &arguments).await == Policy::Never,
                is_script,
                "{operation} by {tool}"
            );
        }
    }
}

#[tokio::test]
async fn what_a_tool_declares_is_bound_by_its_policy_on_every_route() {
    let scene = Scene::under(|policies| {
        let names = tools(&Fleet::new()).into_iter().map(|tool| tool.spec().clone());
        let others = names.filter(|spec| spec.default_policy > Policy::Auto && spec.name != "fleet-reboot");
        let loose = others.fold(policies, |policies, spec| policies.tool(spec.name, Policy::Auto));
        loose.tool("fleet-reboot", Policy::Never)
    });
    for (tool, arguments) in &routes()["fleet:reboot"] {
        assert_eq!(met(&scene.registry, tool, arguments).await, Policy::Never, "{tool}");
    }
}
