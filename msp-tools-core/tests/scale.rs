//! Ten thousand tools, and tools that come and go while calls run.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod fleet;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use fleet::*;
use msp_tools_core::*;
use serde_json::{Value, json};

/// Tools as they are found at the time; `None` if they cannot be found out.
#[derive(Clone, Default)]
struct Scripts(Arc<Mutex<Found>>);

type Found = Option<Vec<Arc<dyn Tool>>>;

#[async_trait]
impl ToolSource for Scripts {
    async fn tools(&self) -> Result<Vec<Arc<dyn Tool>>, ToolError> {
        self.0.lock().unwrap().clone().ok_or_else(|| ToolError::new(ErrorKind::Unavailable, "no answer"))
    }
}

impl Scripts {
    fn are(&self, tools: Vec<Arc<dyn Tool>>) {
        *self.0.lock().unwrap() = Some(tools);
    }
}

fn discovering() -> (Scene, Scripts) {
    let scripts = Scripts::default();
    let source = Arc::new(scripts.clone());
    (Scene::with(|builder| builder.source(source)), scripts)
}

fn script(fleet: &Fleet, name: &str, id: u64) -> Arc<dyn Tool> {
    script_tool(fleet, name, id)
}

#[tokio::test]
async fn a_refresh_brings_what_is_there_and_takes_what_is_gone() {
    let (scene, scripts) = discovering();
    scripts.are(vec![script(&scene.fleet, "fleet-script-a", 1), script(&scene.fleet, "fleet-script-b", 1)]);
    assert!(scene.registry.get("fleet-script-a").is_err(), "not before it is asked for");
    let refreshed = scene.registry.refresh().await.unwrap();
    assert_eq!(refreshed.added, ["fleet-script-a", "fleet-script-b"]);
    assert_eq!(
        scene.registry.search("fleet script a", 9).iter().filter(|f| f.tool.spec().name == "fleet-script-a").count(),
        1
    );

    let reworded = Arc::new(Reworded(script(&scene.fleet, "fleet-script-b", 1), {
        let spec = script(&scene.fleet, "fleet-script-b", 1).spec().clone();
        spec.with_description("Now does something else.")
    }));
    scripts.are(vec![reworded]);
    let refreshed = scene.registry.refresh().await.unwrap();
    assert_eq!((refreshed.removed, refreshed.changed), (vec!["fleet-script-a".into()], vec!["fleet-script-b".into()]));
    refused(scene.call("fleet-script-a", json!({"machine": 1})).await, ErrorKind::UnknownTool);
    assert_eq!(scene.registry.refresh().await.unwrap(), Refreshed::default());
}

/// A tool under another definition.
struct Reworded(Arc<dyn Tool>, ToolSpec);

#[async_trait]
impl Tool for Reworded {
    fn spec(&self) -> &ToolSpec {
        &self.1
    }

    async fn plan(&self, arguments: Value, cx: &CallContext) -> Result<Plan, ToolError> {
        self.0.plan(arguments, cx).await
    }

    async fn run(&self, plan: &Plan, cx: &CallContext) -> Result<ToolOutput, ToolError> {
        self.0.run(plan, cx).await
    }
}

#[tokio::test]
async fn a_refresh_that_fails_changes_nothing() {
    let (scene, scripts) = discovering();
    scripts.are(vec![script(&scene.fleet, "fleet-script-a", 1)]);
    scene.registry.refresh().await.unwrap();
    *scripts.0.lock().unwrap() = None;
    assert_eq!(scene.registry.refresh().await.unwrap_err().kind(), ErrorKind::Unavailable);
    scripts.are(vec![script(&scene.fleet, "fleet-reboot", 1)]);
    let error = scene.registry.refresh().await.unwrap_err();
    assert!(error.message().contains("two tools of the name `fleet-reboot`"), "{error}");
    assert!(scene.registry.get("fleet-script-a").is_ok());
}

#[tokio::test]
async fn what_was_approved_of_a_tool_that_changed_or_went_is_stale() {
    let (scene, scripts) = discovering();
    scripts.are(vec![script(&scene.fleet, "fleet-script-a", 1)]);
    scene.registry.refresh().await.unwrap();
    let asked = waiting(scene.call("fleet-script-a", json!({"machine": 1})).await);
    scene.approved(&asked).await;
    scripts.are(Vec::new());
    scene.registry.refresh().await.unwrap();
    refused(scene.resume(&asked).await, ErrorKind::Stale);
    // Another script under the same name and definition: the operation is another one.
    scripts.are(vec![script(&scene.fleet, "fleet-script-a", 2)]);
    scene.registry.refresh().await.unwrap();
    refused(scene.resume(&asked).await, ErrorKind::Stale);
    assert_eq!(scene.fleet.writes(), [""; 0]);
}

#[tokio::test]
async fn rules_hold_for_tools_that_are_discovered() {
    let scripts = Scripts::default();
    let (source, policies) =
        (Arc::new(scripts.clone()), policies(|policies| policies.operation("fleet:script:2", Policy::Never)));
    let scene = Scene::with(|builder| builder.source(source).policies(policies));
    scripts.are(vec![script(&scene.fleet, "fleet-script-a", 1), script(&scene.fleet, "fleet-script-b", 2)]);
    scene.registry.refresh().await.unwrap();
    waiting(scene.call("fleet-script-a", json!({"machine": 1})).await);
    refused(scene.call("fleet-script-b", json!({"machine": 1})).await, ErrorKind::UnknownTool);

    let rules = Policies::builder().tool("fleet-script-a", Policy::Never).build(&scene.desk.catalog()).unwrap();
    scene.desk.set_policies(rules);
    assert!(scene.registry.get("fleet-script-a").is_err());
}

#[tokio::test]
async fn a_call_in_flight_keeps_what_it_began_with() {
    let (scene, scripts) = discovering();
    let machine = json!({"machines": [1, 2]});
    scripts.are(Vec::new());
    scene.desk.set_policies(policies(|policies| policies.tool("fleet-reboot", Policy::Auto)));
    scene.fleet.hold();
    let registry = scene.registry.clone();
    let call = tokio::spawn(async move { registry.call("fleet-reboot", machine, &agent()).await });
    scene.fleet.step();
    while scene.fleet.writes().is_empty() {
        tokio::task::yield_now().await;
    }
    scene.desk.set_policies(policies(|policies| policies.product("fleet", Policy::Never)));
    scene.registry.refresh().await.unwrap();
    assert!(scene.registry.list().is_empty());
    scene.fleet.step();
    assert_eq!(completed(call.await.unwrap())["left"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_and_refreshes_at_the_same_time() {
    let (scene, scripts) = discovering();
    scripts.are(Vec::new());
    let refreshing = {
        let (registry, scripts, fleet) = (scene.registry.clone(), scripts.clone(), scene.fleet.clone());
        tokio::spawn(async move {
            for round in 0..50 {
                scripts.are((0..round % 5).map(|n| script(&fleet, &format!("fleet-script-{n}"), 1)).collect());
                registry.refresh().await.unwrap();
            }
        })
    };
    let mut calls = 0;
    while !refreshing.is_finished() || calls < 100 {
        completed(scene.registry.call("fleet-peek", Value::Null, &CallContext::new(format!("agent {calls}"))).await);
        calls += 1;
        tokio::task::yield_now().await;
    }
    refreshing.await.unwrap();
    assert_eq!(scene.registry.list().len(), 7 + 4);
}

const MANY: usize = 10_000;

fn many() -> Vec<Arc<dyn Tool>> {
    let fleet = Fleet::new();
    (0..MANY).map(|n| script(&fleet, &format!("fleet-script-{n:05}"), 1)).collect()
}

#[tokio::test]
async fn ten_thousand_tools() {
    let (registry, desk) =
        Registry::builder().tools(many()).policy("fleet-script-0500*", Policy::Never).build().unwrap();
    assert_eq!(registry.list().len(), MANY - 10);
    assert!(registry.get("fleet-script-09999").is_ok() && registry.get("fleet:fleet-script-00000").is_ok());
    assert!(registry.get("fleet-script-05001").is_err());
    assert_eq!(registry.search("script 07777", 3)[0].tool.spec().name, "fleet-script-07777");

    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let page = registry.list_page(after.as_deref(), 999);
        assert!(page.tools.len() == 999 || page.next.is_none());
        names.extend(page.tools.iter().map(|tool| tool.spec().name.clone()));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let listed: Vec<_> = registry.list().iter().map(|tool| tool.spec().name.clone()).collect();
    assert_eq!(names, listed);

    let asked = waiting(registry.call("fleet-script-04711", json!({"machine": 1}), &agent()).await);
    desk.approve(asked.id(), &asked.digest, &"maria".into(), None).await.unwrap();
    completed(registry.resume(asked.id(), &agent()).await);
}

#[test]
fn a_page_of_nothing_is_still_a_page() {
    let scene = Scene::new();
    assert_eq!(scene.registry.list_page(None, 0).tools.len(), 1);
    assert_eq!(scene.registry.list_page(None, usize::MAX).tools.len(), 7);
    let page = scene.registry.list_page(Some("zzz"), 5);
    assert_eq!((page.tools.len(), page.next), (0, None));
}
