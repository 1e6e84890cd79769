//! Every guard holds what it promises, and tells the caller no more than it should.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use fleet::*;
use msp_tools_core::*;
use serde_json::{Value, json};

fn open(limits: Limits) -> Scene {
    Scene::under(|policies| policies.tool("fleet-reboot", Policy::Auto).limits(limits))
}

#[tokio::test]
async fn in_read_only_mode_changes_do_not_exist() {
    let scene = Scene::under(|policies| policies.mode(Mode::ReadOnly));
    let names: Vec<_> = scene.registry.list().iter().map(|tool| tool.spec().name.clone()).collect();
    assert_eq!(names, ["fleet-list", "fleet-peek"]);
    assert!(scene.registry.search("reboot machines", 3).iter().all(|found| found.tool.spec().effect == Effect::Read));
    let unknown = refused(scene.call("fleet-lost", json!({})).await, ErrorKind::UnknownTool);
    let error = refused(scene.reboot(&[1]).await, ErrorKind::UnknownTool);
    assert_eq!(said(&error), said(&unknown).replace("fleet-lost", "fleet-reboot"));
    assert_eq!(scene.cause(), RefusalCause::NeverTool);
    completed(scene.call("fleet-list", Value::Null).await);
}

#[tokio::test]
async fn too_many_targets_in_a_call_need_a_person() {
    let scene = open(Limits::default().with_targets_per_call(2));
    completed(scene.reboot(&[1, 2]).await);
    let asked = scene.asked(&[1, 2, 4]).await;
    assert_eq!(asked.request.decision.reasons.last().unwrap().rule, "targets_per_call");
    scene.approved(&asked).await;
    completed(scene.resume(&asked).await);
    let unlimited = open(Limits::default().with_targets_per_call(None));
    completed(unlimited.reboot(&[1; 26]).await);
}

/// A tool that finds its targets by itself, and tells how many a call may have.
fn finder() -> std::sync::Arc<dyn Tool> {
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    #[derive(serde::Serialize, schemars::JsonSchema)]
    struct Most {
        most: Option<u32>,
    }

    let spec = ToolSpec::new("fleet", "fleet-most", Effect::Read).with_description("Tells.");
    read_tool(spec, (), |(), _: Nothing, cx: CallContext| async move { Ok(Most { most: cx.most_targets() }) })
}

#[tokio::test]
async fn a_tool_knows_how_many_targets_a_call_may_have() {
    for (limit, most) in [(Some(7), json!(7)), (None, Value::Null)] {
        let policies = Policies::builder().limits(Limits::default().with_targets_per_call(limit));
        let policies = policies.build(&ToolCatalog::new([finder().spec()])).unwrap();
        let (registry, _) = Registry::builder().tool(finder()).policies(policies).build().unwrap();
        let told = completed(registry.call("fleet-most", json!({}), &CallContext::new("agent")).await);
        assert_eq!(told["most"], most);
    }
    assert_eq!(CallContext::new("agent").most_targets(), None, "outside of a gate there is no limit");
}

#[tokio::test]
async fn twenty_five_targets_in_a_call_are_the_default() {
    let scene = open(Limits::default());
    completed(scene.reboot(&[1; 25]).await);
    scene.asked(&[1; 26]).await;
}

#[tokio::test]
async fn too_many_targets_in_an_hour_need_a_person() {
    let scene = open(Limits::default().with_targets_per_hour(3));
    completed(scene.reboot(&[1, 2]).await);
    let asked = scene.asked(&[1, 2]).await;
    assert_eq!(asked.request.decision.reasons.last().unwrap().source, ReasonSource::Usage);
    completed(scene.reboot(&[4]).await);

    let other = CallContext::new("other");
    completed(scene.registry.call("fleet-reboot", json!({"machines": [1, 2, 4]}), &other).await);
    let shouting = CallContext::new("OTHER ");
    waiting(scene.registry.call("fleet-reboot", json!({"machines": [1]}), &shouting).await);

    // What a person approved is no matter of the window, and stays approved when it has moved on.
    scene.approved(&asked).await;
    scene.pass(20 * 60);
    completed(scene.resume(&asked).await);
    scene.pass(40 * 60);
    completed(scene.reboot(&[1, 2, 4]).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_at_the_same_time_share_what_is_left_of_the_hour() {
    let scene = open(Limits::default().with_targets_per_hour(10));
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let registry = scene.registry.clone();
            tokio::spawn(
                async move { registry.call("fleet-reboot", json!({"machines": [1]}), &agent()).await.unwrap() },
            )
        })
        .collect();
    let mut ran = 0;
    for call in calls {
        ran += usize::from(call.await.unwrap().status() == CallStatus::Completed);
    }
    assert_eq!((ran, scene.fleet.writes().len()), (10, 10));
}

#[tokio::test]
async fn a_call_sends_no_more_requests_than_it_may() {
    let listing = async |most| {
        let scene = Scene::under(|policies| policies.limits(Limits::default().with_requests_per_call(most)));
        scene.call("fleet-list", Value::Null).await
    };
    completed(listing(4).await);
    let error = refused(listing(3).await, ErrorKind::Limit);
    assert_eq!((error.status(), error.retry_after()), (CallStatus::Refused, None));
}

#[tokio::test]
async fn a_principal_sends_no_more_requests_in_a_minute_than_it_may() {
    let scene = Scene::under(|policies| policies.limits(Limits::default().with_requests_per_minute(9)));
    for _ in 0..2 {
        completed(scene.call("fleet-list", Value::Null).await);
    }
    scene.pass(20);
    completed(scene.call("fleet-peek", Value::Null).await);
    let error = refused(scene.call("fleet-peek", Value::Null).await, ErrorKind::Limit);
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(40)));
    assert_eq!(scene.cause(), RefusalCause::Limit);
    assert!(scene.registry.plan("fleet-peek", Value::Null, &agent()).await.is_err(), "planning asks, too");
    completed(scene.registry.call("fleet-peek", Value::Null, &CallContext::new("other")).await);
    scene.pass(40);
    completed(scene.call("fleet-list", Value::Null).await);
}

#[tokio::test]
async fn bound_to_a_company_other_companies_do_not_exist() {
    let scene = Scene::under(|policies| policies.tool("fleet-reboot", Policy::Auto));
    let reboot =
        async |machine: Value| scene.registry.call("fleet-reboot", json!({"machines": [machine]}), &bound()).await;
    completed(reboot(json!(2)).await);
    let nothing = said(&refused(reboot(json!(99)).await, ErrorKind::NotFound));
    assert_eq!(scene.cause(), RefusalCause::NotPlanned);
    for theirs in [json!(3), json!("till"), json!("DC01")] {
        assert_eq!(said(&refused(reboot(theirs.clone()).await, ErrorKind::NotFound)), nothing, "{theirs}");
    }
    refused(reboot(json!(3)).await, ErrorKind::NotFound);
    assert_eq!(scene.cause(), RefusalCause::OutOfScope);
    let planned = scene.registry.plan("fleet-reboot", json!({"machines": [2, 3]}), &bound()).await.unwrap_err();
    assert_eq!(said(&planned), nothing, "one of theirs among ours");
    assert_eq!(scene.fleet.writes(), ["reboot 2"]);
}

#[tokio::test]
async fn bound_to_a_company_a_change_says_whose_things_it_changes() {
    let scene = Scene::under(|policies| policies.tool("fleet-broadcast", Policy::Auto));
    let broadcast = scene.registry.call("fleet-broadcast", Value::Null, &bound()).await;
    refused(broadcast, ErrorKind::NotFound);
    assert_eq!(scene.fleet.writes(), [""; 0]);
    completed(scene.call("fleet-broadcast", Value::Null).await);
}

#[tokio::test]
async fn bound_to_a_company_only_reads_that_look_at_it_exist() {
    let scene = Scene::new();
    let listed = completed(scene.registry.call("fleet-list", Value::Null, &bound()).await);
    assert_eq!(listed["done"], json!(["1", "2"]));
    let unknown = refused(scene.registry.call("fleet-lost", Value::Null, &bound()).await, ErrorKind::UnknownTool);
    let error = refused(scene.registry.call("fleet-peek", Value::Null, &bound()).await, ErrorKind::UnknownTool);
    assert_eq!(said(&error), said(&unknown).replace("fleet-lost", "fleet-peek"));
    assert_eq!(scene.cause(), RefusalCause::OutOfScope);
}

#[tokio::test]
async fn a_company_of_another_product_is_another_company() {
    let scene = Scene::under(|policies| policies.tool("fleet-reboot", Policy::Auto));
    let elsewhere = agent().with_company(Company::new("desk", "acme"));
    refused(scene.registry.call("fleet-reboot", json!({"machines": [1]}), &elsewhere).await, ErrorKind::NotFound);
    refused(scene.registry.call("fleet-list", Value::Null, &elsewhere).await, ErrorKind::NotFound);
    let both = elsewhere.with_company(acme());
    completed(scene.registry.call("fleet-reboot", json!({"machines": [1]}), &both).await);
}

#[tokio::test]
async fn an_approval_stays_within_the_company_too() {
    let scene = Scene::new();
    let theirs = scene.approved(&scene.asked(&[3]).await).await;
    let missing = scene.registry.resume(&ApprovalId::new("apr-none"), &bound()).await.unwrap_err();
    for error in [
        scene.registry.resume(theirs.id(), &bound()).await.unwrap_err(),
        scene.registry.approval(theirs.id(), &bound()).await.unwrap_err(),
    ] {
        assert_eq!(said(&error), said(&missing).replace("apr-none", theirs.id().as_str()));
    }
    assert_eq!(scene.fleet.writes(), [""; 0]);
}

#[tokio::test]
async fn the_guard_on_companies_can_be_switched_off() {
    let off = Guards::default().with_company_scope(false);
    let scene = Scene::under(|policies| policies.tool("fleet-reboot", Policy::Auto).guards(off));
    completed(scene.registry.call("fleet-reboot", json!({"machines": [3]}), &bound()).await);
    completed(scene.registry.call("fleet-peek", Value::Null, &bound()).await);
}

fn pinned(guards: Guards, text: &str) -> Scene {
    let policies = policies(|policies| policies.tool("fleet-script-cleanup", Policy::Auto).guards(guards));
    Scene::with(|builder| builder.policies(policies).pins(Pins::new().with("fleet:script:1", text)))
}

#[tokio::test]
async fn what_changed_since_it_was_judged_needs_a_person_again() {
    let cleanup = async |scene: &Scene| scene.call("fleet-script-cleanup", json!({"machine": 1})).await;
    let scene = pinned(Guards::default(), "cleanup");
    completed(cleanup(&scene).await);
    scene.fleet.edit_script(1, "format c:");
    let asked = waiting(cleanup(&scene).await);
    assert_eq!(asked.request.decision.reasons.last().unwrap().rule, "changed_since_judged");
    scene.desk.set_pins(Pins::new().with("fleet:script:1", "format c:")).await.unwrap();
    completed(cleanup(&scene).await);

    let off = pinned(Guards::default().with_changed_since_judged(false), "something else");
    completed(cleanup(&off).await);
}

#[tokio::test]
async fn what_was_judged_and_cannot_be_looked_at_needs_a_person() {
    let policies = policies(|policies| policies.tool("fleet-reboot", Policy::Auto));
    let scene = Scene::with(|builder| builder.policies(policies).pins(Pins::new().with("fleet:reboot", "as it was")));
    scene.asked(&[1]).await;
}

#[tokio::test]
async fn a_script_that_changed_after_it_was_approved_does_not_run() {
    let scene = Scene::new();
    let run = json!({"script": 1, "machine": 1});
    let asked = waiting(scene.call("fleet-run-script", run.clone()).await);
    scene.approved(&asked).await;
    scene.fleet.edit_script(1, "format c:");
    refused(scene.resume(&asked).await, ErrorKind::Stale);
    assert_eq!(scene.cause(), RefusalCause::Stale);
    assert_eq!(scene.fleet.writes(), [""; 0]);
    scene.fleet.edit_script(1, "cleanup");
    completed(scene.resume(&asked).await);
}

#[tokio::test]
async fn a_call_that_may_never_run_looks_as_if_there_were_no_tool_and_the_trail_knows_better() {
    let scene =
        Scene::under(|policies| policies.tool("fleet-peek", Policy::Never).operation("fleet:reboot", Policy::Never));
    let unknown = said(&refused(scene.call("fleet-lost", json!({})).await, ErrorKind::UnknownTool));
    assert_eq!(scene.cause(), RefusalCause::NoSuchTool);
    let tool = said(&refused(scene.call("fleet-peek", json!({})).await, ErrorKind::UnknownTool));
    assert_eq!(scene.cause(), RefusalCause::NeverTool);
    let call = said(&refused(scene.reboot(&[1]).await, ErrorKind::UnknownTool));
    assert_eq!(scene.cause(), RefusalCause::NeverCall);
    assert_eq!(tool, unknown.replace("fleet-lost", "fleet-peek"));
    assert_eq!(call, unknown.replace("fleet-lost", "fleet-reboot"));
    assert!(scene.registry.search("peek", 5).iter().all(|found| found.tool.spec().name != "fleet-peek"));
}
