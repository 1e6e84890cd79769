//! What happens is written down first, and nothing is changed that cannot be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use std::sync::Arc;

use fleet::*;
use msp_tools_core::*;
use serde_json::{Value, json};

#[tokio::test]
async fn a_call_leaves_its_trail() {
    let scene = Scene::under(|policies| policies.tool("fleet-reboot", Policy::Auto));
    completed(scene.reboot(&[1]).await);
    let events = scene.audit.events();
    assert_eq!(scene.events(), ["planned", "decided", "started", "finished"]);
    assert!(events[0].call.is_some());
    for event in &events {
        assert_eq!(event.call, events[0].call);
        assert_eq!(event.tool.as_deref(), Some("fleet:fleet-reboot"), "by its qualified name");
        assert_eq!((event.principal.as_str(), event.session.as_deref()), ("agent", Some("s1")));
    }
    let AuditKind::Planned(facts) = &events[0].kind else { panic!() };
    assert_eq!((facts.effect, facts.targets.len()), (Effect::Execute, 1));
    let AuditKind::Decided { decision, policies } = &events[1].kind else { panic!() };
    assert_eq!(decision.policy, Policy::Auto);
    assert_eq!(policies.as_ref(), Some(scene.desk.policies().fingerprint()));
    let AuditKind::Started { digest, .. } = &events[2].kind else { panic!() };
    assert_eq!(digest, &facts.digest);
    assert!(matches!(&events[3].kind, AuditKind::Finished { outcome: CallStatus::Completed, error: None, .. }));

    completed(scene.reboot(&[1]).await);
    assert_ne!(scene.audit.events()[4].call, events[0].call, "another call");
}

#[tokio::test]
async fn an_approval_leaves_its_trail() {
    let scene = Scene::new();
    let asked = scene.asked(&[1]).await;
    scene.approved(&asked).await;
    completed(scene.resume(&asked).await);
    assert_eq!(scene.events(), ["planned", "decided", "asked", "answered", "started", "finished"]);
    let events = scene.audit.events();
    assert_eq!(events[3].principal.as_str(), "maria");
    assert!(matches!(&events[3].kind, AuditKind::Answered { answer: ApprovalState::Approved, .. }));
    assert!(matches!(&events[4].kind, AuditKind::Started { approval: Some(id), .. } if id == asked.id()));

    let asked = scene.asked(&[2]).await;
    scene.desk.deny(asked.id(), &"maria".into(), Some("no")).await.unwrap();
    let asked = scene.asked(&[4]).await;
    scene.pass(30 * 60);
    scene.desk.list().await.unwrap();
    scene.desk.list().await.unwrap();
    let answers: Vec<_> = scene
        .audit
        .events()
        .into_iter()
        .filter_map(|event| match event.kind {
            AuditKind::Answered { approval, answer, reason, .. } => Some((approval, answer, reason)),
            _ => None,
        })
        .collect();
    assert_eq!(answers[1].1, ApprovalState::Denied);
    assert_eq!(answers[1].2.as_deref(), Some("no"));
    assert_eq!(answers[2..], [(asked.id().clone(), ApprovalState::Expired, None)], "once");
}

#[tokio::test]
async fn failures_and_refusals_are_written_down_with_what_was_told() {
    let scene = Scene::new();
    refused(scene.call("fleet-reboot", json!({"machines": [99]})).await, ErrorKind::NotFound);
    refused(scene.call("fleet-reboot", json!({"machine": 1})).await, ErrorKind::Input);
    let cx = agent();
    cx.cancel();
    refused(scene.registry.call("fleet-reboot", json!({"machines": [1]}), &cx).await, ErrorKind::Cancelled);
    let told: Vec<_> = scene
        .audit
        .events()
        .into_iter()
        .filter_map(|event| match event.kind {
            AuditKind::Refused { cause, told } => Some((cause, told)),
            _ => None,
        })
        .collect();
    assert_eq!(
        told,
        [
            (RefusalCause::NotPlanned, ErrorKind::NotFound),
            (RefusalCause::NotPlanned, ErrorKind::Input),
            (RefusalCause::Cancelled, ErrorKind::Cancelled)
        ]
    );
}

fn broken(policy: Policy) -> (Scene, BrokenAudit) {
    let audit = BrokenAudit::default();
    let sink = Arc::new(audit.clone());
    let scene = Scene::with(|builder| {
        let builder = builder.audit(sink);
        if policy == Policy::Auto { builder.policy("fleet-reboot", policy) } else { builder }
    });
    (scene, audit)
}

#[tokio::test]
async fn nothing_is_changed_that_cannot_be_written_down() {
    for event in ["all", "planned", "decided", "started"] {
        let (scene, audit) = broken(Policy::Auto);
        *audit.0.lock().unwrap() = Some(event);
        let error = refused(scene.reboot(&[1]).await, ErrorKind::Unavailable);
        assert_eq!(error.sent(), Some(Sent::No));
        assert_eq!(scene.fleet.writes(), [""; 0], "{event}");
        completed(scene.call("fleet-peek", Value::Null).await);
    }
    let (scene, audit) = broken(Policy::Auto);
    *audit.0.lock().unwrap() = Some("finished");
    completed(scene.reboot(&[1]).await);
}

#[tokio::test]
async fn nothing_is_asked_approved_or_granted_that_cannot_be_written_down() {
    let (scene, audit) = broken(Policy::Approval);
    *audit.0.lock().unwrap() = Some("asked");
    refused(scene.reboot(&[1]).await, ErrorKind::Unavailable);
    assert!(scene.desk.list().await.unwrap().is_empty());

    *audit.0.lock().unwrap() = Some("answered");
    let asked = scene.asked(&[1]).await;
    let maria = Principal::new("maria");
    let error = scene.desk.approve(asked.id(), &asked.digest, &maria, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(scene.desk.get(asked.id()).await.unwrap().state, ApprovalState::Pending);
    // A no stands all the same.
    assert_eq!(scene.desk.deny(asked.id(), &maria, None).await.unwrap().state, ApprovalState::Denied);

    let terms = || GrantTerms::new(GrantSubject::Tool("fleet-reboot".into()), "agent", at(60));
    *audit.0.lock().unwrap() = Some("grant_given");
    assert_eq!(scene.desk.grant(terms(), &maria).await.unwrap_err().kind(), ErrorKind::Unavailable);
    assert_eq!(scene.desk.grants().await.unwrap(), []);
    *audit.0.lock().unwrap() = None;
    scene.desk.grant(terms(), &maria).await.unwrap();
    *audit.0.lock().unwrap() = Some("grant_used");
    refused(scene.reboot(&[2]).await, ErrorKind::Unavailable);
    assert_eq!(scene.fleet.writes(), [""; 0]);
}

#[tokio::test]
async fn what_was_approved_does_not_run_unless_that_is_written_down() {
    let (scene, audit) = broken(Policy::Approval);
    let approved = scene.approved(&scene.asked(&[1]).await).await;
    *audit.0.lock().unwrap() = Some("started");
    refused(scene.resume(&approved).await, ErrorKind::Unavailable);
    assert_eq!(scene.fleet.writes(), [""; 0]);
    let record = scene.desk.get(approved.id()).await.unwrap();
    assert_eq!(record.state, ApprovalState::Failed);
    assert_eq!(record.failure.unwrap().kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn the_switch_is_thrown_whether_that_can_be_written_down_or_not() {
    let (scene, audit) = broken(Policy::Auto);
    *audit.0.lock().unwrap() = Some("all");
    let maria = Principal::new("maria");
    scene.registry.freeze(FreezeScope::All, &maria, None).await.unwrap();
    refused(scene.call("fleet-peek", Value::Null).await, ErrorKind::Frozen);
    assert_eq!(scene.desk.thaw(&FreezeScope::All, &maria).await.unwrap_err().kind(), ErrorKind::Unavailable);
    refused(scene.call("fleet-peek", Value::Null).await, ErrorKind::Frozen);
}
