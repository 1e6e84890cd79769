//! What callers see of a registry: which tools there are, what is said about mistakes, and what runs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod toys;

use std::sync::Arc;

use async_trait::async_trait;
use msp_tools_core::*;
use serde_json::{Value, json};
use toys::{Shelf, agent, completed};

fn registry(shelf: &Shelf) -> Registry {
    Registry::builder().tools(toys::tools(shelf)).build().unwrap().0
}

fn names(registry: &Registry) -> Vec<String> {
    registry.list().iter().map(|tool| tool.spec().name.clone()).collect()
}

#[test]
fn handles_can_be_shared() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Registry>();
    shared::<ApprovalDesk>();
    shared::<CallContext>();
}

#[test]
fn the_order_does_not_depend_on_registration() {
    let shelf = Shelf::stocked();
    let (backwards, _) = Registry::builder().tools(toys::tools(&shelf).into_iter().rev()).build().unwrap();
    assert_eq!(names(&registry(&shelf)), ["toy-list", "toy-rename", "toy-wind-up"]);
    assert_eq!(names(&backwards), names(&registry(&shelf)));
}

#[test]
fn a_listed_tool_says_all_a_caller_needs() {
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(registry(&Shelf::default()).list());
    });
}

#[tokio::test]
async fn tools_answer_to_both_names() {
    let registry = registry(&Shelf::stocked());
    assert_eq!(registry.get("toys:toy-list").unwrap().spec(), registry.get("toy-list").unwrap().spec());
    assert!(registry.get("other:toy-list").is_err());
    let arguments = json!({"name": "Bear"});
    let short = completed(registry.call("toy-list", arguments.clone(), &agent()).await);
    assert_eq!(short, json!({"items": [{"id": 1, "name": "Bear"}]}));
    assert_eq!(completed(registry.call("toys:toy-list", arguments, &agent()).await), short);
}

#[tokio::test]
async fn a_read_plans_itself() {
    let preview = registry(&Shelf::stocked()).plan("toy-list", Value::Null, &agent()).await.unwrap();
    assert_eq!(preview.decision.policy, Policy::Auto);
    assert_eq!(preview.plan.sentence, "List toys: limit 25");
    assert_eq!(preview.plan.arguments, json!({"limit": 25}), "after defaults");
}

#[tokio::test]
async fn a_long_list_is_cut_and_says_so() {
    let outcome = registry(&Shelf::stocked()).call("toy-list", json!({"limit": 2}), &agent()).await.unwrap();
    let CallOutcome::Completed(output) = outcome else { panic!() };
    assert_eq!((output.cursor(), output.truncated().is_some()), (Some("2"), true));
    assert_eq!(output.untrusted, ["$.items[*].name"]);
}

#[tokio::test]
async fn outputs_fit_their_schemas() {
    let registry = registry(&Shelf::stocked());
    let listed = completed(registry.call("toy-list", json!({"limit": 1}), &agent()).await);
    assert_eq!(schema_problems(&registry.get("toy-list").unwrap().spec().output_schema, &listed), []);
}

#[tokio::test]
async fn a_write_plan_shows_what_would_change_and_changes_nothing() {
    let shelf = Shelf::stocked();
    let preview =
        registry(&shelf).plan("toy-rename", json!({"toy": "Bear", "name": "Ted\u{1b}[2K"}), &agent()).await.unwrap();
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(preview) });
    assert_eq!(shelf.log(), ["read"]);
}

#[tokio::test]
async fn mistakes_are_told_before_policy_and_touch_nothing() {
    let shelf = Shelf::stocked();
    let registry = registry(&shelf);
    for (arguments, path, words) in [
        (json!({"toy": "Bear", "nam": "Ted"}), "$.nam", "known fields: name, toy"),
        (json!({"toy": "Bear"}), "$.name", "missing"),
        (json!({"toy": "Bear", "name": 5}), "$.name", "expected text, found 5"),
        (json!(["Bear", "Ted"]), "$", "expected an object"),
    ] {
        let error = registry.call("toy-rename", arguments.clone(), &agent()).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Input, Some(path)), "{arguments}");
        assert!(error.message().contains(words), "{error}");
    }
    assert_eq!(shelf.log(), [""; 0]);
}

#[tokio::test]
async fn names_that_fit_none_or_several_are_told_apart() {
    let registry = registry(&Shelf::stocked());
    let rename = async |toy: &str| registry.call("toy-rename", json!({"toy": toy, "name": "x"}), &agent()).await;
    let error = rename("Robot").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert_eq!(error.message(), "toy `Robot` fits several: Robot (2), Robot (3); use the id of one");
    assert_eq!(rename("Doll\u{1b}").await.unwrap_err().message(), "there is no toy `Doll`");
}

#[tokio::test]
async fn never_and_unknown_cannot_be_told_apart() {
    let shelf = Shelf::stocked();
    let (without, _) = Registry::builder().tool(toys::list(&shelf)).build().unwrap();
    let (never, _) = Registry::builder()
        .tools(toys::tools(&shelf))
        .policy("toy-rename", Policy::Never)
        .policy("toys:toy-wind-up", Policy::Never)
        .build()
        .unwrap();
    assert_eq!(names(&never), names(&without));

    for name in ["toy-rename", "toys:toy-rename", "toy-wind-up"] {
        for arguments in [json!({"toy": 1, "name": "x"}), json!({"broken": true}), json!(7)] {
            let mut answers = Vec::new();
            for registry in [&never, &without] {
                answers.push([
                    said(&registry.get(name).unwrap_err()),
                    said(&registry.plan(name, arguments.clone(), &agent()).await.unwrap_err()),
                    said(&registry.call(name, arguments.clone(), &agent()).await.unwrap_err()),
                ]);
            }
            assert_eq!(answers[0], answers[1]);
        }
    }
    assert_eq!(shelf.log(), [""; 0], "not even planned");
}

#[test]
fn an_odd_name_is_not_repeated_as_it_is() {
    let error = registry(&Shelf::default()).get(&format!("a\u{1b}[2K\n{}", "x".repeat(10_000))).unwrap_err();
    assert!(error.message().starts_with("there is no tool `a [2K x"), "{error}");
    assert!(error.message().len() < 120, "{error}");
}

#[tokio::test]
async fn a_call_that_performs_a_never_operation_is_answered_as_unknown() {
    let shelf = Shelf::stocked();
    let (registry, _) = Registry::builder()
        .tools(toys::tools(&shelf))
        .operation_policy("toys:wind-up:1", Policy::Never)
        .build()
        .unwrap();
    let call = async |toy: u64| registry.call("toy-wind-up", json!({"toy": toy}), &agent()).await;
    let refused = call(1).await.unwrap_err();
    let unknown = Registry::builder().build().unwrap().0.call("toy-wind-up", json!({}), &agent()).await.unwrap_err();
    assert_eq!(said(&refused), said(&unknown));
    let planned = registry.plan("toy-wind-up", json!({"toy": 1}), &agent()).await.unwrap_err();
    assert_eq!(said(&planned), said(&unknown));
    assert_eq!(call(2).await.unwrap().status(), CallStatus::AwaitingApproval);
}

#[tokio::test]
async fn overrides_decide_what_runs_at_once() {
    let shelf = Shelf::stocked();
    let (registry, _) = Registry::builder()
        .tools(toys::tools(&shelf))
        .policy("toy-wind-up", Policy::Auto)
        .policy("toy-list", Policy::Approval)
        .build()
        .unwrap();
    assert_eq!(completed(registry.call("toy-wind-up", json!({"toy": 1}), &agent()).await), json!({"done": "walked"}));
    assert_eq!(registry.get("toy-list").unwrap().policy(), Policy::Approval);
    let listed = registry.call("toy-list", Value::Null, &agent()).await.unwrap();
    assert_eq!(listed.status(), CallStatus::AwaitingApproval);

    let too_far = registry.call("toy-wind-up", json!({"toy": 1, "too_far": true}), &agent()).await.unwrap();
    assert_eq!(too_far.status(), CallStatus::AwaitingApproval, "a raised effect outgrows the override");
    assert_eq!(shelf.writes(), ["wind up 1"]);
}

#[tokio::test]
async fn nothing_starts_for_a_caller_that_gave_up() {
    let shelf = Shelf::stocked();
    let cx = agent();
    cx.cancel();
    let error = registry(&shelf).call("toy-list", Value::Null, &cx).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    assert_eq!(shelf.log(), [""; 0]);
}

#[tokio::test]
async fn the_report_tells_all_endings_apart() {
    let shelf = Shelf::stocked();
    let (registry, _) =
        Registry::builder().tools(toys::tools(&shelf)).policy("toy-wind-up", Policy::Auto).build().unwrap();
    let report = async |tool: &str, arguments: Value| call_report(&registry.call(tool, arguments, &agent()).await);

    let listed = report("toy-list", json!({"name": "Bear"})).await;
    assert_eq!(
        listed,
        json!({"status": "completed", "output": {"items": [{"id": 1, "name": "Bear"}]}, "untrusted": ["$.items[*].name"]})
    );
    let walked = report("toy-wind-up", json!({"toy": 1})).await;
    assert_eq!(walked, json!({"status": "completed", "output": {"done": "walked"}}));
    let failed = report("toy-wind-up", json!({"toy": 1, "then": "fall"})).await;
    assert_eq!(failed, json!({"status": "failed", "error": {"kind": "rejected", "message": "it fell over"}}));
    let unknown = report("toy-wind-up", json!({"toy": 1, "then": "vanish"})).await;
    assert_eq!(unknown["status"], "outcome_unknown");
    let waits = report("toy-rename", json!({"toy": 1, "name": "x"})).await;
    assert_eq!(waits["status"], "awaiting_approval");
    assert_eq!(waits["approval"]["plan"]["sentence"], "Rename Bear to x");
    for key in ["id", "digest", "expires_at", "state"] {
        assert!(waits["approval"][key].is_string(), "{key}");
    }
}

#[test]
fn a_builder_reports_every_problem() {
    let shelf = Shelf::default();
    let error = Registry::builder()
        .tools(toys::tools(&shelf))
        .tool(toys::list(&shelf))
        .tool(Arc::new(Impostor(ToolSpec::new("toys", "Bad Name", Effect::Read).with_description("Bad."))))
        .policy("toy-list", Policy::Auto)
        .policy("toys:toy-list", Policy::Never)
        .policy("toy-lost", Policy::Never)
        .operation_policy("toys:a", Policy::Auto)
        .operation_policy("toys:a", Policy::Approval)
        .operation_policy("toys:a", Policy::Auto)
        .build()
        .unwrap_err();
    assert_eq!(
        error.problems,
        [
            "there are two tools of the name `toy-list`",
            "tool `Bad Name`: the name must match ^[a-z][a-z0-9-]{0,47}$",
            "tools.toy-lost: there is no tool `toy-lost`; did you mean `toy-list`?",
            "operations.\"toys:a\": asks for `approval`, but \"toys:a\" = \"auto\" is about the same",
            "tools.\"toys:toy-list\": asks for `never`, but \"toy-list\" = \"auto\" is about the same",
        ]
    );
}

/// A tool whose plans name another tool.
struct Impostor(ToolSpec);

#[async_trait]
impl Tool for Impostor {
    fn spec(&self) -> &ToolSpec {
        &self.0
    }

    async fn plan(&self, arguments: Value, _: &CallContext) -> Result<Plan, ToolError> {
        Ok(Plan::new(&ToolSpec::new("toys", "toy-list", Effect::Read), arguments, "Just a list"))
    }

    async fn run(&self, _: &Plan, _: &CallContext) -> Result<ToolOutput, ToolError> {
        Ok(ToolOutput::new(&self.0, json!({})))
    }
}

#[tokio::test]
async fn a_plan_for_another_tool_is_refused() {
    let spec = ToolSpec::new("toys", "impostor", Effect::Read).with_description("Is not what it seems.");
    let (registry, _) = Registry::builder().tool(Arc::new(Impostor(spec))).build().unwrap();
    let error = registry.call("impostor", json!({}), &agent()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Internal);
}

fn said(error: &ToolError) -> String {
    format!("{error} {error:?} {} {:?}", serde_json::to_string(error).unwrap(), error.status())
}
