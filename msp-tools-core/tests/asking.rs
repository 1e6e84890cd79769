//! Asking right away, waiting for an answer, remembering a no, and what a process leaves behind when it dies.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use fleet::*;
use msp_tools_core::*;
use serde_json::json;

/// Somebody who answers right away, always the same.
struct Answers(Reply, Arc<Mutex<Vec<String>>>);

#[async_trait]
impl Approver for Answers {
    async fn ask(&self, approval: &Approval, _: &CallContext) -> Reply {
        self.1.lock().unwrap().push(approval.plan().sentence.clone());
        self.0.clone()
    }
}

fn yes(by: &str) -> Reply {
    Reply::Yes { by: by.into(), reason: Some("fine".into()) }
}

fn answering(reply: Reply) -> (Scene, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::default());
    let approver = Arc::new(Answers(reply, Arc::clone(&asked)));
    (Scene::with(|builder| builder.approver(approver)), asked)
}

#[tokio::test]
async fn a_yes_right_away_runs_it_as_an_approval_would() {
    let (scene, asked) = answering(yes("maria"));
    completed(scene.reboot(&[1]).await);
    assert_eq!(*asked.lock().unwrap(), ["Reboot machines"]);
    let record = &scene.desk.list().await.unwrap()[0];
    assert_eq!((record.state, record.answer.as_ref().unwrap().by.as_str()), (ApprovalState::Succeeded, "maria"));
    assert_eq!(scene.events(), ["planned", "decided", "asked", "answered", "started", "finished"]);
}

#[tokio::test]
async fn a_no_right_away_is_a_no_for_the_session() {
    let (scene, asked) = answering(Reply::No { by: "maria".into(), reason: Some("not now".into()) });
    let error = refused(scene.reboot(&[1]).await, ErrorKind::Denied);
    assert!(error.message().contains("denied by maria (not now)"), "{error}");
    refused(scene.reboot(&[1]).await, ErrorKind::Denied);
    assert_eq!(asked.lock().unwrap().len(), 1, "not asked again");
    assert_eq!(scene.fleet.writes(), [""; 0]);
}

#[tokio::test]
async fn with_no_answer_or_one_that_does_not_count_it_waits() {
    for reply in [Reply::Later, yes("Agent")] {
        let (scene, _) = answering(reply);
        let asked = scene.asked(&[1]).await;
        assert_eq!(asked.state, ApprovalState::Pending);
        scene.approved(&asked).await;
        completed(scene.resume(&asked).await);
    }
}

#[tokio::test]
async fn nobody_is_asked_about_what_runs_by_itself() {
    let (scene, asked) = answering(Reply::Later);
    completed(scene.call("fleet-peek", json!({})).await);
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_was_denied_cannot_be_asked_again_in_the_session() {
    let scene = Scene::new();
    let asked = scene.asked(&[1]).await;
    scene.desk.deny(asked.id(), &"maria".into(), None).await.unwrap();
    refused(scene.reboot(&[1]).await, ErrorKind::Denied);
    assert_eq!(scene.cause(), RefusalCause::DeniedBefore);
    // Anything else may be: another target, another session, another principal.
    scene.asked(&[2]).await;
    let arguments = json!({"machines": [1]});
    for cx in [
        CallContext::new("agent").with_session("s2"),
        CallContext::new("agent"),
        CallContext::new("other").with_session("s1"),
    ] {
        waiting(scene.registry.call("fleet-reboot", arguments.clone(), &cx).await);
    }
    let shouting = CallContext::new("AGENT").with_session("s1");
    refused(scene.registry.call("fleet-reboot", arguments, &shouting).await, ErrorKind::Denied);
}

#[tokio::test]
async fn a_request_that_ran_out_or_was_taken_back_may_be_asked_again() {
    let scene = Scene::new();
    let asked = scene.asked(&[1]).await;
    scene.registry.withdraw(asked.id(), &agent()).await.unwrap();
    let asked = scene.asked(&[1]).await;
    scene.pass(30 * 60);
    assert_eq!(scene.desk.get(asked.id()).await.unwrap().state, ApprovalState::Expired);
    scene.asked(&[1]).await;
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_with_the_answer() {
    let scene = Scene::new();
    let asked = scene.asked(&[1]).await;
    let waiter = {
        let (registry, id) = (scene.registry.clone(), asked.id().clone());
        tokio::spawn(async move { registry.wait(&id, Duration::from_secs(60), &agent()).await.unwrap() })
    };
    tokio::task::yield_now().await;
    let before = tokio::time::Instant::now();
    scene.approved(&asked).await;
    assert_eq!(waiter.await.unwrap().state, ApprovalState::Approved);
    assert_eq!(before.elapsed(), Duration::ZERO, "told, not found out");
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_with_the_time() {
    let scene = Scene::new();
    let asked = scene.asked(&[1]).await;
    let before = tokio::time::Instant::now();
    let waited = scene.registry.wait(asked.id(), Duration::from_secs(5), &agent()).await.unwrap();
    assert_eq!((waited.state, before.elapsed()), (ApprovalState::Pending, Duration::from_secs(5)));

    let cx = agent();
    cx.cancel();
    let waited = scene.registry.wait(asked.id(), Duration::from_secs(5), &cx).await.unwrap();
    assert_eq!((waited.state, before.elapsed()), (ApprovalState::Pending, Duration::from_secs(5)));
    let other = scene.registry.wait(asked.id(), Duration::from_secs(5), &CallContext::new("other")).await;
    assert_eq!(other.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test(start_paused = true)]
async fn waiting_sees_what_another_process_answered_and_what_the_clock_did() {
    let store = Arc::new(MemoryApprovals::new());
    let (here, there) =
        (Scene::with(|b| b.approval_store(store.clone())), Scene::with(|b| b.approval_store(store.clone())));
    let asked = here.asked(&[1]).await;
    let cx = agent();
    let wait = here.registry.wait(asked.id(), Duration::from_secs(60), &cx);
    let (waited, _) = tokio::join!(wait, async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        there.registry.withdraw(asked.id(), &cx).await.unwrap()
    });
    assert_eq!(waited.unwrap().state, ApprovalState::Withdrawn);

    let asked = here.asked(&[1]).await;
    let wait = here.registry.wait(asked.id(), Duration::from_secs(60), &cx);
    let (waited, ()) = tokio::join!(wait, async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        here.pass(30 * 60);
    });
    assert_eq!(waited.unwrap().state, ApprovalState::Expired);
}

/// A store that outlives its process: what is told to it while the process dies does not arrive.
#[derive(Default)]
struct Durable(MemoryApprovals);

#[async_trait]
impl ApprovalStore for Durable {
    async fn insert(&self, approval: Approval) -> Result<(), StoreError> {
        self.0.insert(approval).await
    }

    async fn get(&self, id: &ApprovalId) -> Result<Option<Approval>, StoreError> {
        self.0.get(id).await
    }

    async fn list(&self) -> Result<Vec<Approval>, StoreError> {
        self.0.list().await
    }

    async fn compare_and_set(&self, expected: ApprovalState, next: Approval) -> Result<bool, StoreError> {
        self.0.compare_and_set(expected, next).await
    }

    fn abandoned(&self, _: &ApprovalId) {}
}

#[tokio::test]
async fn a_process_killed_between_claim_and_answer_leaves_the_outcome_unknown() {
    let store = Arc::new(Durable::default());
    let killed = Scene::with(|builder| builder.approval_store(store.clone()));
    let waits = killed.asked(&[2]).await;
    let approved = killed.approved(&killed.asked(&[1]).await).await;
    killed.fleet.hold();
    let registry = killed.registry.clone();
    let id = approved.id().clone();
    let run = tokio::spawn(async move { registry.resume(&id, &agent()).await });
    while killed.desk.get(approved.id()).await.unwrap().state != ApprovalState::Running {
        tokio::task::yield_now().await;
    }
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    drop(killed);

    let restarted = Scene::with(|builder| builder.approval_store(store));
    refused(restarted.resume(&approved).await, ErrorKind::Spent);
    let lost: Vec<_> = restarted.desk.recover().await.unwrap().iter().map(|lost| lost.id().clone()).collect();
    assert_eq!(lost, [approved.id().clone()]);
    assert_eq!(restarted.desk.get(approved.id()).await.unwrap().state, ApprovalState::OutcomeUnknown);
    refused(restarted.resume(&approved).await, ErrorKind::OutcomeUnknown);
    assert_eq!(restarted.fleet.writes(), [""; 0]);
    assert_eq!(restarted.desk.get(waits.id()).await.unwrap().state, ApprovalState::Pending, "left alone");
    assert_eq!(restarted.desk.recover().await.unwrap().len(), 0);
}

#[tokio::test]
async fn the_policies_in_force_say_how_approvals_work() {
    let settings = ApprovalSettings::default().with_second_person(false).with_expires_after(Duration::from_secs(120));
    let scene = Scene::new();
    scene.desk.set_policies(policies(|policies| policies.approvals(settings)));
    let asked = scene.asked(&[1]).await;
    assert_eq!(asked.request.expires_at, at(120));
    scene.desk.approve(asked.id(), &asked.digest, &"agent".into(), None).await.unwrap();
    completed(scene.resume(&asked).await);
}
