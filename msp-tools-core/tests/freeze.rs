//! The kill switch stops what runs, takes back what waits, and lets nothing new start.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use std::sync::Arc;

use async_trait::async_trait;
use fleet::*;
use msp_tools_core::*;
use serde_json::{Value, json};
use tokio::sync::Notify;

fn maria() -> Principal {
    "maria".into()
}

fn auto() -> Scene {
    Scene::under(|policies| policies.tool("fleet-reboot", Policy::Auto))
}

#[tokio::test]
async fn frozen_nothing_starts_until_it_is_released() {
    let scene = auto();
    let frozen = scene.registry.freeze(FreezeScope::All, &maria(), Some("odd\nthings")).await.unwrap();
    assert_eq!(frozen.stopped, 0);
    let error = refused(scene.reboot(&[1]).await, ErrorKind::Frozen);
    assert_eq!((error.status(), error.sent()), (CallStatus::Refused, Some(Sent::No)));
    assert!(error.message().contains("(odd things)"), "{error}");
    assert_eq!(scene.cause(), RefusalCause::Frozen);
    refused(scene.call("fleet-peek", Value::Null).await, ErrorKind::Frozen);
    assert!(scene.registry.plan("fleet-peek", Value::Null, &agent()).await.is_err());
    refused(scene.call("fleet-lost", Value::Null).await, ErrorKind::UnknownTool);
    assert_eq!(scene.fleet.writes(), [""; 0]);

    assert_eq!(scene.desk.freezes().await.unwrap()[0].by, maria());
    scene.desk.thaw(&FreezeScope::All, &maria()).await.unwrap();
    assert_eq!(scene.desk.thaw(&FreezeScope::All, &maria()).await.unwrap_err().kind(), ErrorKind::NotFound);
    completed(scene.reboot(&[1]).await);
    let events = scene.events();
    assert!(events.contains(&"frozen".to_owned()) && events.contains(&"thawed".to_owned()));
}

#[tokio::test]
async fn each_scope_stops_its_own_and_nothing_else() {
    let reboot = |machine: u64| ("fleet-reboot", json!({"machines": [machine]}), agent());
    let other = || CallContext::new("other");
    let stopped_and_not = [
        (FreezeScope::Product("fleet".into()), reboot(1), None),
        (FreezeScope::Tool("fleet:fleet-reboot".into()), reboot(1), Some(("fleet-peek", Value::Null, agent()))),
        (FreezeScope::Tool("fleet-reboot".into()), reboot(1), Some(("fleet-list", Value::Null, agent()))),
        (FreezeScope::Principal("Agent".into()), reboot(1), Some(("fleet-peek", Value::Null, other()))),
        (FreezeScope::Company(acme()), reboot(1), Some(reboot(3))),
        (
            FreezeScope::Company(acme()),
            ("fleet-list", Value::Null, bound()),
            Some(("fleet-list", Value::Null, agent())),
        ),
        (FreezeScope::Company(acme()), ("fleet-broadcast", Value::Null, agent()), Some(reboot(4))),
    ];
    for (scope, (tool, arguments, cx), passes) in stopped_and_not {
        let scene = auto();
        scene.registry.freeze(scope.clone(), &maria(), None).await.unwrap();
        let error = scene.registry.call(tool, arguments, &cx).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Frozen, "{scope}");
        assert_eq!(scene.fleet.writes(), [""; 0], "{scope}");
        if let Some((tool, arguments, cx)) = passes {
            completed(scene.registry.call(tool, arguments, &cx).await);
        }
    }
}

#[tokio::test]
async fn what_waits_is_taken_back_at_once() {
    let scene = Scene::new();
    let (ours, theirs) = (scene.asked(&[1]).await, scene.asked(&[3]).await);
    scene.pass(1);
    let approved = scene.approved(&scene.asked(&[2]).await).await;
    let frozen = scene.registry.freeze(FreezeScope::Company(acme()), &maria(), None).await.unwrap();
    assert_eq!(frozen.withdrawn, [ours.id().clone(), approved.id().clone()]);
    for (approval, state) in
        [(&ours, ApprovalState::Withdrawn), (&approved, ApprovalState::Withdrawn), (&theirs, ApprovalState::Pending)]
    {
        assert_eq!(scene.desk.get(approval.id()).await.unwrap().state, state);
    }
    scene.desk.thaw(&FreezeScope::Company(acme()), &maria()).await.unwrap();
    refused(scene.resume(&approved).await, ErrorKind::Withdrawn);
    assert_eq!(scene.fleet.writes(), [""; 0]);
}

#[tokio::test]
async fn a_batch_stops_before_its_next_target() {
    let scene = auto();
    scene.fleet.hold();
    let registry = scene.registry.clone();
    let batch =
        tokio::spawn(async move { registry.call("fleet-reboot", json!({"machines": [1, 2, 4]}), &agent()).await });
    scene.fleet.step();
    while scene.fleet.writes().is_empty() {
        tokio::task::yield_now().await;
    }
    // The batch is in the middle, waiting to go on with its second target, which belongs to the company.
    let frozen = scene.registry.freeze(FreezeScope::Company(acme()), &maria(), None).await.unwrap();
    assert_eq!(frozen.stopped, 1);
    for _ in 0..2 {
        scene.fleet.step();
    }
    assert_eq!(completed(batch.await.unwrap()), json!({"done": ["1"], "left": 2}));
    assert_eq!(scene.fleet.writes(), ["reboot 1"]);
}

#[tokio::test]
async fn a_tool_that_waits_hears_of_it() {
    let spec = ToolSpec::new("fleet", "fleet-wait", Effect::Read).with_description("Waits.").with_input::<Nothing>();
    let wait = read_tool(spec, (), |(), _: Nothing, cx| async move {
        cx.cancelled().await;
        cx.ensure_wanted().map(|()| Nothing {})
    });
    let (registry, _) = Registry::builder().tool(wait).build().unwrap();
    let waiting = {
        let registry = registry.clone();
        tokio::spawn(async move { registry.call("fleet-wait", Value::Null, &agent()).await })
    };
    while registry.freeze(FreezeScope::All, &maria(), None).await.unwrap().stopped == 0 && !waiting.is_finished() {
        tokio::task::yield_now().await;
    }
    refused(waiting.await.unwrap(), ErrorKind::Frozen);
}

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[tokio::test]
async fn one_call_stopped_does_not_stop_the_context() {
    let scene = auto();
    let cx = agent();
    scene.registry.freeze(FreezeScope::All, &maria(), None).await.unwrap();
    refused(scene.registry.call("fleet-peek", Value::Null, &cx).await, ErrorKind::Frozen);
    scene.desk.thaw(&FreezeScope::All, &maria()).await.unwrap();
    completed(scene.registry.call("fleet-peek", Value::Null, &cx).await);
}

#[tokio::test]
async fn what_another_process_asked_and_approved_does_not_run_here() {
    let store = Arc::new(MemoryApprovals::new());
    let here = Scene::with(|builder| builder.approval_store(store.clone()));
    let there = Scene::with(|builder| builder.approval_store(store.clone()));
    here.registry.freeze(FreezeScope::Company(acme()), &maria(), None).await.unwrap();
    let approved = there.approved(&there.asked(&[1]).await).await;
    refused(here.resume(&approved).await, ErrorKind::Frozen);
    assert_eq!(here.fleet.writes(), [""; 0]);
    assert_eq!(here.desk.get(approved.id()).await.unwrap().state, ApprovalState::Approved, "not spent");
}

/// A store that takes its time to add anything.
#[derive(Default)]
struct Slow {
    inner: MemoryApprovals,
    reached: Notify,
    go_on: Notify,
}

#[async_trait]
impl ApprovalStore for Slow {
    async fn insert(&self, approval: Approval) -> Result<(), StoreError> {
        self.reached.notify_one();
        self.go_on.notified().await;
        self.inner.insert(approval).await
    }

    async fn get(&self, id: &ApprovalId) -> Result<Option<Approval>, StoreError> {
        self.inner.get(id).await
    }

    async fn list(&self) -> Result<Vec<Approval>, StoreError> {
        self.inner.list().await
    }

    async fn compare_and_set(&self, expected: ApprovalState, next: Approval) -> Result<bool, StoreError> {
        self.inner.compare_and_set(expected, next).await
    }

    fn abandoned(&self, id: &ApprovalId) {
        self.inner.abandoned(id);
    }
}

#[tokio::test]
async fn a_request_on_its_way_into_the_store_is_taken_back_too() {
    let store = Arc::new(Slow::default());
    let scene = Scene::with(|builder| builder.approval_store(store.clone()));
    let (called, frozen) = tokio::join!(scene.reboot(&[1]), async {
        store.reached.notified().await;
        let frozen = scene.registry.freeze(FreezeScope::All, &maria(), None).await.unwrap();
        store.go_on.notify_one();
        frozen
    });
    assert_eq!((frozen.stopped, frozen.withdrawn), (1, Vec::new()));
    refused(called, ErrorKind::Frozen);
    let states: Vec<_> = scene.desk.list().await.unwrap().iter().map(|approval| approval.state).collect();
    assert_eq!(states, [ApprovalState::Withdrawn]);
}
