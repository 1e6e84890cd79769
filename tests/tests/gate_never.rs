//! What may never run and what does not exist: for the caller the same bytes, in the trail two things.

mod support;

use msp_tools_core::{
    AuditKind, CallContext, Company, MemoryAudit, Policies, RefusalCause, Registry, RegistryBuilder, ToolCatalog,
    call_report,
};
use serde_json::{Value, json};
use std::sync::Arc;
use support::gate::run_input;
use support::{agent, client};

const TOOL: &str = "cwa-run-script";

/// A registry, what it wrote down, and how it came about.
struct Case {
    what: &'static str,
    registry: Registry,
    audit: MemoryAudit,
}

fn case(what: &'static str, change: impl FnOnce(RegistryBuilder) -> RegistryBuilder) -> Case {
    let audit = MemoryAudit::new();
    let builder = change(Registry::builder().audit(Arc::new(audit.clone())));
    Case { what, registry: builder.build().expect("the tools and rules fit together").0, audit }
}

/// Everything that a caller gets to see of a tool, byte for byte.
async fn seen(registry: &Registry, name: &str, input: Value, cx: &CallContext) -> String {
    let mut answers = vec![
        call_report(&registry.call(name, input.clone(), cx).await),
        match registry.plan(name, input, cx).await {
            Ok(preview) => serde_json::to_value(preview.plan).expect("a plan"),
            Err(error) => serde_json::to_value(error).expect("an error"),
        },
    ];
    answers.push(match registry.get(name) {
        Ok(tool) => json!(tool.spec().name),
        Err(error) => serde_json::to_value(error).expect("an error"),
    });
    let listed: Vec<_> = registry.list().iter().map(|tool| tool.spec().name.clone()).collect();
    answers.push(json!(listed.contains(&name.to_owned())));
    let found = registry.search("run a script on a computer", 100);
    answers.push(json!(found.iter().any(|hit| hit.tool.spec().name == name)));
    serde_json::to_string(&answers).expect("text")
}

fn causes(audit: &MemoryAudit) -> Vec<RefusalCause> {
    let cause = |kind| if let AuditKind::Refused { cause, .. } = kind { Some(cause) } else { None };
    audit.events().into_iter().filter_map(|event| cause(event.kind)).collect()
}

#[tokio::test]
async fn never_and_unknown_are_answered_in_the_same_bytes() {
    let sandbox = support::sandbox().await;
    let tools = cwa_client::tools::tools(&client(&sandbox));
    let others: Vec<_> = tools.iter().filter(|tool| tool.spec().name != TOOL).cloned().collect();
    let policies = |rules: &str| {
        let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec()));
        Policies::parse(&format!("version = 1\n{rules}"), &catalog).expect("rules in order")
    };
    let absent = case("absent", |builder| builder.tools(others.clone()));
    let hidden = [
        case("never", |builder| builder.tools(tools.clone()).policies(policies("[tools]\ncwa-run-script = \"never\""))),
        case("read-only", |builder| builder.tools(tools.clone()).policies(policies("mode = \"read-only\""))),
    ];
    for input in [run_input(), json!({}), json!({"nonsense": true}), Value::Null] {
        for name in [TOOL, "connectwise_automate:cwa-run-script"] {
            let unknown = seen(&absent.registry, name, input.clone(), &agent()).await;
            assert!(unknown.contains("unknown_tool"), "{unknown}");
            for case in &hidden {
                assert_eq!(seen(&case.registry, name, input.clone(), &agent()).await, unknown, "{}", case.what);
            }
        }
    }
    // A call and a plan for each of two names and four inputs.
    assert_eq!(causes(&absent.audit), [RefusalCause::NoSuchTool; 16]);
    for case in &hidden {
        assert_eq!(causes(&case.audit), [RefusalCause::NeverTool; 16], "{}", case.what);
    }
    assert!(sandbox.log().iter().next().is_none(), "nobody asked the tenant anything");
}

#[tokio::test]
async fn a_product_that_is_never_is_not_there() {
    let sandbox = support::sandbox().await;
    let tools = cwa_client::tools::tools(&client(&sandbox));
    let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec()));
    let rules = "version = 1\n[products]\nconnectwise_automate = \"never\"";
    let closed = case("closed", |builder| {
        builder.tools(tools.clone()).policies(Policies::parse(rules, &catalog).expect("rules in order"))
    });
    let empty = case("empty", |builder| builder);
    for tool in &tools {
        let name = &tool.spec().name;
        let unknown = seen(&empty.registry, name, json!({}), &agent()).await;
        assert_eq!(seen(&closed.registry, name, json!({}), &agent()).await, unknown, "{name}");
    }
    assert!(closed.registry.list().is_empty());
}

#[tokio::test]
async fn a_call_that_may_never_run_is_answered_as_if_there_were_no_tool() {
    let sandbox = support::sandbox().await;
    let tools = cwa_client::tools::tools(&client(&sandbox));
    let script = sandbox.world().script_named("Disk Cleanup").expect("always there").id;
    let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec()));
    let rules = format!("version = 1\n[operations]\n\"automate:script:{script}\" = \"never\"");
    let never = case("this script is never", |builder| {
        builder.tools(tools.clone()).policies(Policies::parse(&rules, &catalog).expect("rules in order"))
    });
    let absent = case("absent", |builder| builder);
    let (one, other) = (
        call_report(&never.registry.call(TOOL, run_input(), &agent()).await).to_string(),
        call_report(&absent.registry.call(TOOL, run_input(), &agent()).await).to_string(),
    );
    assert_eq!(one, other);
    assert_eq!(causes(&never.audit), [RefusalCause::NeverCall]);
    assert_eq!(causes(&absent.audit), [RefusalCause::NoSuchTool]);
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test]
async fn bound_to_a_company_what_is_elsewhere_and_what_is_nowhere_are_answered_in_the_same_bytes() {
    let sandbox = support::sandbox().await;
    let world = sandbox.world();
    let acme = world.company_named("Acme Dental").expect("always there").id;
    let elsewhere = world.machine_named("LAB-07").expect("always there");
    let alert = world.alerts.values().find(|alert| alert.company != acme && alert.machine.is_some()).expect("one").id;
    let (registry, _) = support::tools(&sandbox);
    let cx = agent().with_company(Company::new(cwa_client::tools::INTEGRATION, acme));
    // What was asked for is said again; apart from that, the same bytes.
    let same = async |tool: &str, input: &dyn Fn(Value) -> Value, there: Value, nowhere: Value| {
        let answer = async |asked: Value| {
            let answer = seen(&registry, tool, input(asked.clone()), &cx).await;
            answer.replace(asked.to_string().trim_matches('"'), "ASKED")
        };
        let (there, nowhere) = (answer(there).await, answer(nowhere).await);
        assert_eq!(there, nowhere, "{tool}");
        assert!(there.contains("not_found"), "{tool}: {there}");
    };
    let asked = [(json!(elsewhere.id), json!(999_999)), (json!(elsewhere.name), json!("LAB-99"))];
    for (there, nowhere) in asked {
        for tool in ["cwa-get-computer", "cwa-get-computer-alerts"] {
            same(tool, &|computer| json!({"computer": computer}), there.clone(), nowhere.clone()).await;
        }
        let beside_own = |computer| json!({"script": "Disk Cleanup", "computers": ["kiosk", computer]});
        same(TOOL, &beside_own, there, nowhere).await;
    }
    same("cwa-clear-alert", &|alert| json!({"alert_id": alert}), json!(alert), json!(1)).await;
    same("cwa-list-computers", &|client| json!({"client": client}), json!("Contoso Labs"), json!("Contoso Libs")).await;
    assert!(sandbox.log().writes().is_empty());
}
