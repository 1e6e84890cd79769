//! One who can only call again, such as a model, finds what became of the same call.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use std::time::Duration;

use fleet::{Scene, agent, waiting};
use msp_tools_core::*;
use serde_json::{Value, json};

const RUN: &str = "fleet-run-script";

fn cleanup() -> Value {
    json!({"script": 1, "machine": "kiosk"})
}

async fn again(scene: &Scene, arguments: Value, cx: &CallContext) -> CallOutcome {
    scene.registry.call_or_resume(RUN, arguments, cx, |_| true).await.unwrap()
}

/// What a call waits for.
async fn awaits(scene: &Scene, arguments: Value, cx: &CallContext) -> Approval {
    waiting(Ok(again(scene, arguments, cx).await))
}

async fn approve(scene: &Scene, asked: &Approval) {
    scene.desk.approve(asked.id(), &asked.digest, &"maria".into(), None).await.unwrap();
}

#[tokio::test]
async fn the_same_call_is_asked_for_once_and_runs_once() {
    let scene = Scene::new();
    let asked = awaits(&scene, cleanup(), &agent()).await;
    // By id or by name, it is the same machine, but not what was shown.
    for (arguments, cx) in [
        (json!({"script": 1, "machine": 2}), agent()),
        (json!({"script": 2, "machine": "kiosk"}), agent()),
        (cleanup(), CallContext::new("another agent")),
    ] {
        assert_ne!(awaits(&scene, arguments.clone(), &cx).await.id(), asked.id(), "{arguments}");
    }
    assert_eq!(awaits(&scene, cleanup(), &agent()).await.id(), asked.id());
    approve(&scene, &asked).await;
    assert!(matches!(again(&scene, cleanup(), &agent()).await, CallOutcome::Completed(_)));
    assert_eq!(scene.fleet.writes().len(), 1);
    assert_ne!(awaits(&scene, cleanup(), &agent()).await.id(), asked.id());
    assert_eq!(scene.fleet.writes().len(), 1);
}

#[tokio::test]
async fn a_grant_that_was_given_meanwhile_counts() {
    let scene = Scene::new();
    let asked = awaits(&scene, cleanup(), &agent()).await;
    let terms = GrantTerms::new(GrantSubject::Tool(RUN.into()), "agent", fleet::at(3600));
    scene.desk.grant(terms, &"maria".into()).await.unwrap();
    assert!(matches!(again(&scene, cleanup(), &agent()).await, CallOutcome::Completed(_)));
    assert_eq!(awaits(&scene, cleanup(), &agent()).await.id(), asked.id(), "which goes on waiting");
}

#[tokio::test]
async fn what_does_not_fit_is_asked_for_anew() {
    let scene = Scene::new();
    let asked = awaits(&scene, cleanup(), &agent()).await;
    approve(&scene, &asked).await;
    let elsewhere = scene.registry.call_or_resume(RUN, cleanup(), &agent(), |_| false).await.unwrap();
    assert!(matches!(elsewhere, CallOutcome::AwaitingApproval(_)));
    let plain = scene.registry.call(RUN, cleanup(), &agent()).await.unwrap();
    assert!(matches!(plain, CallOutcome::AwaitingApproval(_)), "a plain call takes nothing up");
    assert!(scene.fleet.writes().is_empty());
}

#[tokio::test]
async fn what_would_be_stale_by_now_is_asked_for_anew() {
    let scene = Scene::new();
    let asked = awaits(&scene, cleanup(), &agent()).await;
    approve(&scene, &asked).await;
    scene.fleet.edit_script(1, "format c:");
    let edited = awaits(&scene, cleanup(), &agent()).await;
    assert_ne!(edited.id(), asked.id());

    approve(&scene, &edited).await;
    let stricter = Policies::builder().operation("fleet:script:1", Policy::Approval).build(&scene.desk.catalog());
    scene.desk.set_policies(stricter.unwrap());
    assert_ne!(awaits(&scene, cleanup(), &agent()).await.id(), edited.id());
    assert!(scene.fleet.writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn changes_are_told_when_callers_see_other_tools() {
    let scene = Scene::new();
    let mut changes = scene.registry.changes();
    let mut told = async || tokio::time::timeout(Duration::from_secs(1), changes.next()).await.is_ok();
    scene.registry.refresh().await.unwrap();
    scene.desk.set_policies(Policies::default());
    assert!(!told().await, "nothing is different");
    scene.desk.set_policies(Policies::default().read_only());
    assert!(told().await);
    assert!(scene.registry.list().iter().all(|tool| tool.spec().effect == Effect::Read));
}

#[test]
fn read_only_is_the_same_but_for_the_mode() {
    let tools = ToolCatalog::default();
    let policies = Policies::builder().limits(Limits::default().with_targets_per_call(3)).build(&tools).unwrap();
    let read_only = policies.read_only();
    assert_eq!((read_only.mode(), read_only.limits()), (Mode::ReadOnly, policies.limits()));
    assert_ne!(read_only.fingerprint(), policies.fingerprint(), "the trail can tell");
    let same =
        Policies::builder().limits(Limits::default().with_targets_per_call(3)).mode(Mode::ReadOnly).build(&tools);
    assert_eq!(same.unwrap(), read_only);
}
