//! Workers that die, and databases that are not as they should be while they are in use.

#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use msp_tools_core::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use support::*;

on_each! { databases:
    what_a_dead_worker_ran_has_an_unknown_outcome,
    a_late_end_changes_nothing,
    rows_of_another_version_are_refused,
    a_refresh_that_cannot_pin_brings_nothing,
    a_database_of_a_newer_version_is_refused,
}

const LEASE: Duration = Duration::from_millis(400);

/// The worker's runtime is taken away with everything on it: nobody renews the lease, and nobody says so.
async fn what_a_dead_worker_ran_has_an_unknown_outcome(home: Home) {
    let here = home.open_with(|options| options.lease(LEASE)).await.scene();
    let approved = here.approved(1).await;
    let (id, home) = (approved.id().clone(), Arc::new(home));
    let worker = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (doomed, at) = (id.clone(), home.clone());
    let (scene, run) = worker
        .spawn(async move {
            let scene = at.open_with(|options| options.lease(LEASE)).await.scene();
            let run = scene.begin(&doomed).await;
            (scene, run)
        })
        .await
        .unwrap();
    assert_eq!(here.desk.get(&id).await.unwrap().state, ApprovalState::Running);
    refused(here.resume(&id).await, ErrorKind::Spent);
    // Dropping the run would tell the store that it was cut off; a process that is killed tells nobody.
    std::mem::forget((scene, run));
    sql(&home, "UPDATE msp_approvals SET worker = 'somebody else'").await;
    worker.shutdown_background();
    until("the lease runs out", || async { here.desk.get(&id).await.unwrap().state != ApprovalState::Running }).await;
    let lost = here.desk.get(&id).await.unwrap();
    assert_eq!((lost.state, lost.request), (ApprovalState::OutcomeUnknown, approved.request));
    refused(here.resume(&id).await, ErrorKind::OutcomeUnknown);
    assert_eq!(here.desk.recover().await.unwrap().len(), 0, "it was marked by whoever noticed");
    assert_eq!(here.desk.list().await.unwrap()[0].state, ApprovalState::OutcomeUnknown);
}

/// A worker that was given up, and was only slow.
async fn a_late_end_changes_nothing(home: Home) {
    let (here, there) = (home.open().await.scene(), home.open().await.scene());
    let approved = here.approved(1).await;
    let run = here.begin(approved.id()).await;
    sql(&home, "UPDATE msp_approvals SET lease_until = 1").await;
    let lost = there.desk.recover().await.unwrap();
    assert_eq!(lost.iter().map(Approval::id).collect::<Vec<_>>(), [approved.id()]);
    here.fleet.let_go();
    run.await.unwrap().unwrap();
    assert_eq!(here.desk.get(approved.id()).await.unwrap().state, ApprovalState::OutcomeUnknown, "it stays so");
}

async fn rows_of_another_version_are_refused(home: Home) {
    let kit = home.open().await;
    let scene = kit.scene();
    let approved = scene.approved(1).await;
    let terms = GrantTerms::new(
        GrantSubject::Tool("fleet-reboot".into()),
        "nobody",
        Timestamp::now().plus(Duration::from_secs(60)),
    );
    scene.desk.grant(terms, &maria()).await.unwrap();
    scene.registry.freeze(FreezeScope::Tool("no-such".into()), &maria(), None).await.unwrap();
    scene.desk.set_pins(Pins::new().with("fleet:script:1", "as it was")).await.unwrap();

    sql(&home, "UPDATE msp_approvals SET version = 7").await;
    let error = refused(scene.resume(approved.id()).await, ErrorKind::Unavailable);
    assert!(error.to_string().contains("version 7"), "{error}");
    sql(&home, "UPDATE msp_approvals SET version = 1, state = 'half done'").await;
    refused(scene.resume(approved.id()).await, ErrorKind::Unavailable);

    sql(&home, "UPDATE msp_grants SET version = 7").await;
    refused(scene.desk.grants().await, ErrorKind::Unavailable);
    for table in ["msp_freezes SET version", "msp_orders SET pins_version"] {
        sql(&home, &format!("UPDATE {table} = 7")).await;
        let another = home.open().await.scene();
        refused(another.registry.call("fleet-look", serde_json::json!({}), &agent()).await, ErrorKind::Unavailable);
        sql(&home, &format!("UPDATE {table} = 1")).await;
    }
    assert_eq!(scene.fleet.log(), [""; 0]);
}

/// Scripts that are found once they are asked for.
struct Scripts;

#[async_trait]
impl ToolSource for Scripts {
    async fn tools(&self) -> Result<Vec<Arc<dyn Tool>>, ToolError> {
        let spec = ToolSpec::new("fleet", "fleet-script", Effect::Read)
            .with_description("Lists something.")
            .with_operation("fleet:script:2")
            .with_fingerprint("fleet:script:2", "as it is");
        Ok(vec![read_tool(spec, (), |(), _: Nothing, _| async { Ok(Nothing {}) })])
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn a_refresh_that_cannot_pin_brings_nothing(home: Home) {
    let scene = home.open().await.scene_with(|builder| builder.source(Arc::new(Scripts)));
    let judged = Pins::new().with("fleet:script:1", "as it was");
    scene.desk.pin(judged.clone(), &maria()).await.unwrap();
    sql(&home, "UPDATE msp_orders SET pins_version = 7").await;
    refused(scene.registry.refresh().await, ErrorKind::Unavailable);
    refused(scene.registry.get("fleet-script"), ErrorKind::UnknownTool);
    sql(&home, "UPDATE msp_orders SET pins_version = 1").await;
    assert_eq!(scene.desk.pins().await.unwrap(), judged);
    scene.registry.refresh().await.unwrap();
    scene.registry.get("fleet-script").unwrap();
    assert_eq!(scene.desk.pins().await.unwrap(), judged.with("fleet:script:2", "as it is"));
}

async fn a_database_of_a_newer_version_is_refused(home: Home) {
    drop(home.open().await);
    sql(&home, "INSERT INTO msp_schema (version) VALUES (1000)").await;
    let error = home.store(|options| options).await.unwrap_err();
    assert_eq!(error.kind(), msp_tools_store::ErrorKind::Newer);
    assert!(error.to_string().contains("version 1000"), "{error}");
}
