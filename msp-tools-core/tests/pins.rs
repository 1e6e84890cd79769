//! What tools describe is pinned when it is first seen, and whatever differs from its pin needs a person.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use fleet::*;
use msp_tools_core::*;
use serde_json::{Value, json};

const TOOL: &str = "fleet-script-1";

/// The scripts of a fleet that are in use, each a tool that describes it.
#[derive(Clone)]
struct Library(Fleet, Arc<Mutex<Vec<u64>>>);

impl Library {
    fn of(fleet: &Fleet) -> Self {
        Self(fleet.clone(), Arc::new(Mutex::new(vec![1, 2])))
    }

    fn holds(&self, scripts: &[u64]) {
        *self.1.lock().unwrap() = scripts.to_vec();
    }
}

#[async_trait]
impl ToolSource for Library {
    async fn tools(&self) -> Result<Vec<Arc<dyn Tool>>, ToolError> {
        let scripts = self.1.lock().unwrap();
        Ok(scripts.iter().map(|id| described_script(&self.0, &format!("fleet-script-{id}"), *id)).collect())
    }
}

/// A process of its own on that fleet and store.
fn process(fleet: &Fleet, store: &Arc<MemoryDesk>) -> Scene {
    let (source, store) = (Arc::new(Library::of(fleet)), Arc::clone(store));
    Scene::on(fleet.clone(), |builder| builder.source(source).desk_store(store))
}

async fn refreshed(fleet: &Fleet, store: &Arc<MemoryDesk>) -> Scene {
    let scene = process(fleet, store);
    scene.registry.refresh().await.unwrap();
    scene
}

/// Has every tool that can run script 1 run by itself, as far as rules can say so.
fn loosen(scene: &Scene) {
    let rules = [TOOL, "fleet-run-script", "fleet-request"].into_iter();
    let rules = rules.fold(Policies::builder(), |rules, tool| rules.tool(tool, Policy::Auto));
    scene.desk.set_policies(rules.build(&scene.desk.catalog()).unwrap());
}

async fn run(scene: &Scene) -> Result<CallOutcome, ToolError> {
    scene.call(TOOL, json!({"machine": 1})).await
}

/// Whether each way to run script 1 needs a person because of what it looks like now.
async fn doubted(scene: &Scene) -> [bool; 3] {
    let doubt = async |tool: &str, arguments: Value| {
        let decision = scene.registry.plan(tool, arguments, &agent()).await.unwrap().decision;
        let doubt = decision.reasons.iter().find(|reason| reason.rule == "changed_since_judged");
        doubt
            .inspect(|doubt| assert_eq!((doubt.policy, decision.policy), (Policy::Approval, Policy::Approval)))
            .is_some()
    };
    [
        doubt(TOOL, json!({"machine": 1})).await,
        doubt("fleet-run-script", json!({"script": 1, "machine": 1})).await,
        doubt("fleet-request", json!({"method": "POST", "path": "/scripts/1", "machine": 1})).await,
    ]
}

fn words(approval: &Approval) -> &str {
    let reasons = &approval.request.decision.reasons;
    &reasons.iter().find(|reason| reason.rule == "changed_since_judged").unwrap().words
}

fn script(text: &str) -> Pins {
    Pins::new().with("fleet:script:1", text)
}

#[tokio::test]
async fn what_was_edited_after_it_was_first_seen_needs_a_person_under_any_rule() {
    let fleet = Fleet::new();
    let scene = refreshed(&fleet, &Arc::default()).await;
    assert_eq!(scene.desk.pins().await.unwrap(), script("cleanup").with("fleet:script:2", "wipe"));
    loosen(&scene);
    completed(run(&scene).await);
    assert_eq!(scene.desk.drifted().await.unwrap(), []);

    fleet.edit_script(1, "format c:");
    for refresh in [false, true] {
        if refresh {
            scene.registry.refresh().await.unwrap();
        }
        assert_eq!(doubted(&scene).await, [true; 3]);
        assert_eq!(words(&waiting(run(&scene).await)), "fleet:script:1 has changed since it was pinned");
    }
    completed(scene.call("fleet-script-2", json!({"machine": 1})).await);

    fleet.edit_script(1, "cleanup");
    assert_eq!(doubted(&scene).await, [false; 3], "what it was");
    completed(run(&scene).await);
}

#[tokio::test]
async fn pinned_anew_it_runs_again() {
    let fleet = Fleet::new();
    let scene = refreshed(&fleet, &Arc::default()).await;
    fleet.edit_script(1, "format c:");
    scene.registry.refresh().await.unwrap();
    let drifted = scene.desk.drifted().await.unwrap();
    let drift = drifted.first().unwrap();
    assert_eq!(
        (drifted.len(), drift.tool.as_str(), drift.operation.as_str()),
        (1, "fleet:fleet-script-1", "fleet:script:1")
    );
    assert_eq!((drift.pinned.as_str(), drift.now.as_str()), ("cleanup", "format c:"));

    let now = Pins::new().with(drift.operation.clone(), drift.now.as_str());
    scene.desk.pin(now.clone(), &"maria".into()).await.unwrap();
    assert_eq!(scene.desk.drifted().await.unwrap(), []);
    assert_eq!(scene.desk.pins().await.unwrap(), script("format c:").with("fleet:script:2", "wipe"), "others stay");
    completed(run(&scene).await);
    let events = scene.audit.events();
    let pinned = events.iter().find(|event| matches!(&event.kind, AuditKind::Pinned { pins } if *pins == now));
    assert_eq!(pinned.unwrap().principal.as_str(), "maria");
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_pinned() {
    let audit = BrokenAudit::default();
    let sink = Arc::new(audit.clone());
    let scene = Scene::with(|builder| builder.audit(sink));
    *audit.0.lock().unwrap() = Some("pinned");
    refused(scene.desk.pin(script("cleanup"), &"maria".into()).await.map(|()| unreachable!()), ErrorKind::Unavailable);
    assert_eq!(scene.desk.pins().await.unwrap(), Pins::new());
}

#[tokio::test]
async fn a_process_that_starts_later_sees_what_changed_meanwhile() {
    let (fleet, store) = (Fleet::new(), Arc::default());
    completed(run(&refreshed(&fleet, &store).await).await);
    fleet.edit_script(1, "format c:");
    let later = refreshed(&fleet, &store).await;
    waiting(run(&later).await);
    let before = process(&fleet, &store);
    before.desk.set_policies(policies(|policies| policies.tool("fleet-script-cleanup", Policy::Auto)));
    waiting(before.call("fleet-script-cleanup", json!({"machine": 1})).await);

    later.desk.pin(script("format c:"), &"maria".into()).await.unwrap();
    completed(run(&refreshed(&fleet, &store).await).await);
}

#[tokio::test]
async fn what_was_approved_and_then_pinned_as_something_else_is_stale_in_a_process_that_just_started() {
    let (fleet, store, approvals) = (Fleet::new(), Arc::<MemoryDesk>::default(), Arc::<MemoryApprovals>::default());
    let process = || {
        let (approvals, store) = (Arc::clone(&approvals), Arc::clone(&store));
        Scene::on(fleet.clone(), |builder| builder.approval_store(approvals).desk_store(store))
    };
    let first = process();
    let asked = waiting(first.call("fleet-script-cleanup", json!({"machine": 1})).await);
    first.approved(&asked).await;
    first.desk.pin(script("something else"), &"maria".into()).await.unwrap();
    refused(process().resume(&asked).await, ErrorKind::Stale);
    assert_eq!(fleet.writes(), [""; 0]);
}

#[tokio::test]
async fn what_went_away_and_returns_has_kept_its_pin() {
    let fleet = Fleet::new();
    let library = Library::of(&fleet);
    let source = Arc::new(library.clone());
    let scene = Scene::on(fleet.clone(), |builder| builder.source(source));
    scene.registry.refresh().await.unwrap();
    library.holds(&[2]);
    scene.registry.refresh().await.unwrap();
    fleet.edit_script(1, "format c:");
    library.holds(&[1, 2]);
    scene.registry.refresh().await.unwrap();
    waiting(run(&scene).await);
}

#[tokio::test]
async fn what_is_described_and_not_pinned_needs_a_person() {
    let fleet = Fleet::new();
    let tool = described_script(&fleet, TOOL, 1);
    let scene = Scene::on(fleet, |builder| builder.tool(tool));
    loosen(&scene);
    assert_eq!(doubted(&scene).await, [true; 3]);
    assert!(words(&waiting(run(&scene).await)).contains("not pinned"));
    scene.registry.refresh().await.unwrap();
    assert_eq!(doubted(&scene).await, [false; 3]);
    scene.desk.set_pins(Pins::new()).await.unwrap();
    assert_eq!(doubted(&scene).await, [true; 3]);

    let off = Policies::builder().guards(Guards::default().with_changed_since_judged(false));
    scene.desk.set_policies(off.build(&scene.desk.catalog()).unwrap());
    completed(run(&scene).await);
}

#[tokio::test]
async fn what_the_host_says_it_judged_is_not_replaced_by_what_is_seen() {
    let fleet = Fleet::new();
    let source = Arc::new(Library::of(&fleet));
    let scene = Scene::on(fleet.clone(), |builder| builder.source(source).pins(script("tidy up")));
    scene.registry.refresh().await.unwrap();
    waiting(run(&scene).await);
    assert_eq!(scene.desk.pins().await.unwrap(), script("tidy up").with("fleet:script:2", "wipe"));
    scene.desk.pin(script("cleanup"), &"maria".into()).await.unwrap();
    completed(run(&scene).await);
}

#[tokio::test]
async fn no_standing_grant_covers_what_changed() {
    let fleet = Fleet::new();
    let scene = refreshed(&fleet, &Arc::default()).await;
    let asking = Policies::builder().tool(TOOL, Policy::Approval).build(&scene.desk.catalog()).unwrap();
    scene.desk.set_policies(asking);
    let terms = GrantTerms::new(GrantSubject::Tool(TOOL.into()), "agent", at(3600)).with_uses(9).with_targets(9);
    scene.desk.grant(terms, &"maria".into()).await.unwrap();
    completed(run(&scene).await);
    fleet.edit_script(1, "format c:");
    waiting(run(&scene).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_see_different_things_first_one_is_believed() {
    let (fleet, store) = (Fleet::new(), Arc::<MemoryDesk>::default());
    let mut all = Vec::new();
    for text in ["cleanup", "tidy up", "sweep", "scrub"].into_iter().cycle().take(40) {
        fleet.edit_script(1, text);
        let tool = described_script(&fleet, TOOL, 1);
        let store = Arc::clone(&store);
        let scene = Scene::on(fleet.clone(), |builder| builder.tool(tool).desk_store(store));
        all.push(tokio::spawn(async move {
            scene.registry.refresh().await.unwrap();
            scene.desk.pins().await.unwrap()
        }));
    }
    let mut seen = Vec::new();
    for one in all {
        seen.push(one.await.unwrap());
    }
    assert!(seen.iter().all(|pins| *pins == seen[0]), "{seen:?}");
}
