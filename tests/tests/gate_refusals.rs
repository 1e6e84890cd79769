//! All the ways in which something that was asked for, or even approved, does not run after all. The sandbox's log is the
//! witness: it saw no change.

mod support;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use cw_sandbox::{Fault, FaultKind};
use cwa_client::ScriptId;
use msp_tools_core::{
    Approval, CallContext, CallOutcome, Company, ErrorKind, FreezeScope, Pins, Plan, Tool, ToolError, ToolOutput,
    ToolSpec,
};
use serde_json::{Value, json};
use support::gate::{Scene, asked, refused, resume_as_agent, run_input};
use support::{agent, client};

#[tokio::test]
async fn altered_in_any_leaf_after_approval() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let record = serde_json::to_value(&approved).expect("a record");
    // Who answered is not part of what was approved: a store that invents answers is beyond a digest.
    let leaves: Vec<_> = leaves(&record).into_iter().filter(|leaf| !leaf.starts_with("/answer/")).collect();
    assert!(leaves.len() > 30, "{leaves:?}");
    for part in
        ["/plan/", "/plan/targets/0/", "/plan/prepared/", "/plan/fingerprints/", "/decision/", "/digest", "/state"]
    {
        assert!(leaves.iter().any(|leaf| leaf.starts_with(part)), "nothing of {part}");
    }
    let mut tried = 0;
    for leaf in leaves {
        let mut without = record.clone();
        remove(&mut without, &leaf);
        let with = |altered| {
            let mut lie = record.clone();
            *lie.pointer_mut(&leaf).expect("a leaf") = altered;
            lie
        };
        let lies = alterations(record.pointer(&leaf).expect("a leaf")).into_iter().map(with).chain([without]);
        for lie in lies.filter(|lie| !reads_as(lie, &record)) {
            scene.store.lie(Some(lie.clone()));
            let outcome = scene.resume(&approved).await;
            assert!(!matches!(outcome, Ok(CallOutcome::Completed(_))), "{leaf}: {lie}");
            scene.nothing_ran(&leaf);
            tried += 1;
        }
    }
    assert!(tried > 300, "only {tried} alterations were tried");
    scene.store.lie(None);
    scene.runs_after_all(&approved).await;
}

#[tokio::test]
async fn altered_before_it_is_approved() {
    let scene = Scene::new().await;
    let asked = scene.asked().await;
    let mut lie = serde_json::to_value(&asked).expect("a record");
    lie["plan"]["targets"][0]["name"] = "FRONTDESK-2".into();
    scene.store.lie(Some(lie));
    let error = scene.desk.approve(asked.id(), &asked.digest, &"technician".into(), None).await.expect_err("altered");
    assert_eq!(error.kind(), ErrorKind::Stale);
    scene.store.lie(None);
    assert!(matches!(scene.resume(&asked).await, Ok(CallOutcome::AwaitingApproval(_))));
    scene.nothing_ran("never approved");
}

#[tokio::test]
async fn expired() {
    let scene = Scene::new().await;
    let (asked, approved) = (scene.asked().await, scene.approved().await);
    scene.pass(30 * 60);
    refused(scene.resume(&asked).await, ErrorKind::Expired, "nobody answered");
    refused(scene.resume(&approved).await, ErrorKind::Expired, "approved and not run in time");
    let late = scene.desk.approve(asked.id(), &asked.digest, &"technician".into(), None).await.expect_err("too late");
    assert_eq!(late.kind(), ErrorKind::Expired);
    scene.nothing_ran("expired");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn spent_by_a_hundred_at_once() {
    let scene = Scene::new().await;
    // Each of them looks at the script again.
    scene.desk.set_policies(scene.policies("[limits]\nrequests_per_minute = \"off\""));
    let approved = scene.approved().await;
    let resumers: Vec<_> =
        (0..100).map(|_| tokio::spawn(resume_as_agent(scene.registry.clone(), approved.id().clone()))).collect();
    let mut completed = 0;
    for resumer in resumers {
        match resumer.await.expect("no panic") {
            Ok(_) => completed += 1,
            Err(error) => assert_eq!(error.kind(), ErrorKind::Spent, "{error}"),
        }
    }
    assert_eq!((completed, scene.starts()), (1, 1));
    refused(scene.resume(&approved).await, ErrorKind::Spent, "once more");
    assert_eq!(scene.starts(), 1);
}

#[tokio::test]
async fn the_policy_changed() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let script = approved.plan().operations[0].as_str();
    for rules in [
        "mode = \"read-only\"".to_owned(),
        "[tools]\ncwa-run-script = \"never\"".to_owned(),
        "[tools]\ncwa-run-script = \"auto\"".to_owned(),
        "[products]\nconnectwise_automate = \"never\"".to_owned(),
        format!("[operations]\n\"{script}\" = \"never\""),
        format!("[operations]\n\"{script}\" = \"approval\""),
    ] {
        scene.desk.set_policies(scene.policies(&rules));
        refused(scene.resume(&approved).await, ErrorKind::Stale, &rules);
        scene.nothing_ran(&rules);
    }
    scene.desk.set_policies(scene.policies(""));
    scene.runs_after_all(&approved).await;
}

/// A tool with another definition.
struct Redefined(Arc<dyn Tool>, ToolSpec);

impl Redefined {
    fn of(tool: &Arc<dyn Tool>, change: fn(&mut ToolSpec)) -> Arc<dyn Tool> {
        let mut spec = tool.spec().clone();
        change(&mut spec);
        Arc::new(Self(Arc::clone(tool), spec))
    }
}

#[async_trait]
impl Tool for Redefined {
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
async fn the_tool_changed() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let tools = cwa_client::tools::tools(&client(&scene.sandbox));
    let run = tools.iter().find(|tool| tool.spec().name == "cwa-run-script").expect("the tool");
    let changes: [fn(&mut ToolSpec); 4] = [
        |spec| spec.input_schema["properties"]["computers"]["maxItems"] = json!(5),
        |spec| spec.output_schema["description"] = json!("Another answer."),
        |spec| spec.description.push_str(" And then some."),
        |spec| spec.idempotent = true,
    ];
    for (case, change) in changes.into_iter().enumerate() {
        let (registry, _) = scene.rebuilt(|builder| builder.tool(Redefined::of(run, change)));
        refused(registry.resume(approved.id(), &agent()).await, ErrorKind::Stale, &format!("change {case}"));
    }
    let (registry, _) = scene.rebuilt(|builder| builder);
    refused(registry.resume(approved.id(), &agent()).await, ErrorKind::Stale, "the tool went away");
    scene.nothing_ran("the tool changed");

    let (same, _) = scene.rebuilt(|builder| builder.tool(Redefined::of(run, |_| ())));
    same.resume(approved.id(), &agent()).await.expect("the same definition");
    assert_eq!(scene.starts(), 1);
}

#[tokio::test]
async fn the_script_changed() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let script = ScriptId::new(scene.sandbox.world().script_named("Disk Cleanup").expect("always there").id.into());
    let edited =
        json!({"Name": "Disk Cleanup", "Description": "Formats the disk", "Parameters": ["DriveLetter", "MinAgeDays"]});
    client(&scene.sandbox).scripts().replace_v2(script, &edited).await.expect("somebody edits the script");
    scene.sandbox.clear_log();
    refused(scene.resume(&approved).await, ErrorKind::Stale, "the script was edited");
    scene.nothing_ran("the script was edited");
}

#[tokio::test]
async fn the_script_is_not_what_was_judged() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let script = approved.plan().operations[0].clone();
    scene
        .desk
        .set_pins(Pins::new().with(script.clone(), "what it was when somebody looked"))
        .await
        .expect("the store takes them");
    refused(scene.resume(&approved).await, ErrorKind::Stale, "judged as something else since");

    scene.desk.set_policies(scene.policies("[tools]\ncwa-run-script = \"auto\""));
    let asked = asked(&scene.registry, run_input()).await;
    assert!(asked.request.decision.reasons.iter().any(|reason| reason.rule == "changed_since_judged"));
    scene.nothing_ran("not what was judged");

    let fingerprint = approved.plan().fingerprints[&script].clone();
    scene.desk.set_pins(Pins::new().with(script, fingerprint)).await.expect("the store takes them");
    support::call(&scene.registry, "cwa-run-script", run_input()).await.expect("what was judged runs by itself");
    assert_eq!(scene.starts(), 1);
}

#[tokio::test]
async fn approved_by_the_requester() {
    let scene = Scene::new().await;
    let asked = scene.asked().await;
    for name in ["agent", "Agent", " agent\n"] {
        let error = scene.desk.approve(asked.id(), &asked.digest, &name.into(), None).await.expect_err("the requester");
        assert_eq!(error.kind(), ErrorKind::Denied, "{name}");
    }
    assert!(matches!(scene.resume(&asked).await, Ok(CallOutcome::AwaitingApproval(_))));
    scene.nothing_ran("approved by the requester");
}

#[tokio::test]
async fn the_digest_of_another_call() {
    let scene = Scene::new().await;
    let asked_first = scene.asked().await;
    let other = asked(&scene.registry, json!({"script": "Disk Cleanup", "computers": ["DC01"]})).await;
    let same_again = scene.asked().await;
    for digest in [&other.digest, &same_again.digest] {
        let error =
            scene.desk.approve(asked_first.id(), digest, &"technician".into(), None).await.expect_err("another");
        assert_eq!(error.kind(), ErrorKind::Stale);
    }
    assert!(matches!(scene.resume(&asked_first).await, Ok(CallOutcome::AwaitingApproval(_))));
    refused(
        scene.registry.resume(asked_first.id(), &CallContext::new("another agent")).await,
        ErrorKind::NotFound,
        "somebody else's request",
    );
    scene.nothing_ran("the digest of another call");
}

#[tokio::test]
async fn the_audit_trail_cannot_be_written() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let asked = scene.asked().await;
    scene.audit.set_down(true);
    refused(scene.resume(&approved).await, ErrorKind::Unavailable, "approved");
    let error = scene.desk.approve(asked.id(), &asked.digest, &"technician".into(), None).await.expect_err("no record");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    let call = scene.registry.call("cwa-run-script", run_input(), &agent()).await;
    refused(call, ErrorKind::Unavailable, "asking");
    scene.desk.set_policies(scene.policies("[tools]\ncwa-run-script = \"auto\""));
    let call = scene.registry.call("cwa-run-script", run_input(), &agent()).await;
    refused(call, ErrorKind::Unavailable, "running by itself");
    support::call(&scene.registry, "cwa-list-clients", json!({})).await.expect("reads go on");
    scene.nothing_ran("audit down");
}

#[tokio::test]
async fn more_targets_at_once_than_an_hour_has() {
    let scene = Scene::new().await;
    scene.desk.set_policies(scene.policies("[tools]\ncwa-run-script = \"auto\"\n[limits]\ntargets_per_hour = 5"));
    let cx = agent();
    let calls = (0..20).map(|_| scene.registry.call("cwa-run-script", run_input(), &cx));
    let outcomes = futures_util::future::join_all(calls).await;
    let waiting = outcomes.iter().filter(|outcome| matches!(outcome, Ok(CallOutcome::AwaitingApproval(_)))).count();
    assert_eq!((waiting, scene.starts()), (15, 5), "{outcomes:?}");
}

#[tokio::test]
async fn with_the_guard_off_nothing_is_planned_again() {
    let scene = Scene::new().await;
    scene.desk.set_policies(scene.policies("[guards]\nchanged_since_judged = false"));
    let approved = scene.approved().await;
    scene.sandbox.clear_log();
    scene.resume(&approved).await.expect("nothing changed");
    let looks = |scene: &Scene| scene.sandbox.log().count("GET", "*/computers");
    assert_eq!(looks(&scene), 0, "nothing was planned again");

    scene.desk.set_policies(scene.policies(""));
    let approved = scene.approved().await;
    scene.sandbox.clear_log();
    scene.resume(&approved).await.expect("nothing changed");
    assert!(looks(&scene) > 0, "planned again, and found the same");
}

fn scopes() -> [FreezeScope; 6] {
    [
        FreezeScope::All,
        FreezeScope::Product("connectwise_automate".into()),
        FreezeScope::Tool("cwa-run-script".into()),
        FreezeScope::Tool("connectwise_automate:cwa-run-script".into()),
        FreezeScope::Principal("Agent".into()),
        FreezeScope::Company(Company::new("connectwise_automate", 11)),
    ]
}

#[tokio::test]
async fn frozen_by_every_scope() {
    for scope in scopes() {
        let when = scope.to_string();
        let scene = Scene::new().await;
        let (asked, approved) = (scene.asked().await, scene.approved().await);
        let frozen = scene.desk.freeze(scope.clone(), &"maria".into(), Some("an incident")).await.expect("frozen");
        assert_eq!(frozen.withdrawn.len(), 2, "{when}");
        refused(scene.resume(&asked).await, ErrorKind::Withdrawn, &when);
        refused(scene.resume(&approved).await, ErrorKind::Withdrawn, &when);
        let call = scene.registry.call("cwa-run-script", run_input(), &agent()).await;
        refused(call, ErrorKind::Frozen, &when);
        scene.desk.set_policies(scene.policies("[tools]\ncwa-run-script = \"auto\""));
        let call = scene.registry.call("cwa-run-script", run_input(), &agent()).await;
        refused(call, ErrorKind::Frozen, &when);
        scene.nothing_ran(&when);

        scene.desk.thaw(&scope, &"maria".into()).await.expect("thawed");
        refused(scene.resume(&approved).await, ErrorKind::Withdrawn, "what was taken back stays so");
        support::call(&scene.registry, "cwa-run-script", run_input()).await.expect("asked anew");
        assert_eq!(scene.starts(), 1, "{when}");
    }
}

#[tokio::test]
async fn frozen_while_the_store_keeps_what_was_approved() {
    // The switch holds by itself, even where requests could not be taken back.
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    let (registry, desk) = scene.rebuilt(|builder| builder.tools(cwa_client::tools::tools(&client(&scene.sandbox))));
    scene.store.lie(Some(json!("gone")));
    assert!(desk.freeze(FreezeScope::All, &"maria".into(), None).await.is_err(), "the store is told of nothing");
    scene.store.lie(None);
    refused(registry.resume(approved.id(), &agent()).await, ErrorKind::Frozen, "approved");
    scene.nothing_ran("frozen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frozen_between_its_reads_and_its_start() {
    let scene = Scene::new().await;
    let approved = scene.approved().await;
    scene.sandbox.clear_log();
    scene.sandbox.misbehave(Fault::new(FaultKind::Delay { ms: 400 }).method("GET").path("*/scripthistory"));
    let run = tokio::spawn(resume_as_agent(scene.registry.clone(), approved.id().clone()));
    while scene.sandbox.log().count("GET", "*/scripthistory") == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let frozen = scene.desk.freeze(FreezeScope::All, &"maria".into(), None).await.expect("frozen");
    assert_eq!(frozen.stopped, 1);
    refused(run.await.expect("no panic"), ErrorKind::Frozen, "it was on its way");
    scene.nothing_ran("frozen before the start");
}

#[tokio::test]
async fn frozen_in_the_middle_of_a_batch() {
    let scene = Scene::new().await;
    let mut batch = Vec::new();
    for machine in ["kiosk", "DC01", "maria-laptop", "FRONTDESK-2", "design-mac", "web-linux"] {
        let input = json!({"script": "Disk Cleanup", "computers": [machine], "wait_seconds": 0});
        batch.push(support::gate::approve(&scene.desk, &asked(&scene.registry, input).await).await);
    }
    let mut ran = 0;
    for (index, approved) in batch.iter().enumerate() {
        if index == 3 {
            let frozen = scene.desk.freeze(FreezeScope::All, &"maria".into(), None).await.expect("frozen");
            assert_eq!(frozen.withdrawn.len(), 3);
        }
        ran += usize::from(scene.resume(approved).await.is_ok());
    }
    assert_eq!((ran, scene.starts()), (3, 3));
}

/// Whether a record means the same, as a name does with space around it.
fn reads_as(lie: &Value, record: &Value) -> bool {
    serde_json::from_value::<Approval>(lie.clone()).is_ok_and(|read| json!(read) == *record)
}

/// JSON pointers to all leaves.
fn leaves(value: &Value) -> Vec<String> {
    let members: Vec<_> = match value {
        Value::Object(map) => map.iter().map(|(name, member)| (name.clone(), member)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        _ => return vec![String::new()],
    };
    let below = |(name, member): (String, &Value)| {
        let name = name.replace('~', "~0").replace('/', "~1");
        leaves(member).into_iter().map(move |rest| format!("/{name}{rest}")).collect::<Vec<_>>()
    };
    members.into_iter().flat_map(below).collect()
}

fn alterations(leaf: &Value) -> Vec<Value> {
    let mut altered = match leaf {
        Value::String(text) => {
            let words =
                ["auto", "never", "read", "destroy", "default", "guard", "pending", "running", "succeeded", "1001"];
            let mut others: Vec<Value> = words.into_iter().map(Value::from).collect();
            others.extend(["2099-01-01T00:00:00Z".into(), format!("{text} ").into(), "".into()]);
            others.push("0".repeat(64).into());
            others
        }
        Value::Number(number) => vec![json!(number.as_i64().map_or(0, |number| number + 1)), json!(1001), json!("1")],
        Value::Bool(is) => vec![json!(!is)],
        _ => vec![json!(1), json!("1")],
    };
    altered.push(Value::Null);
    altered.retain(|altered| altered != leaf);
    altered
}

fn remove(record: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').expect("a leaf has a parent");
    match record.pointer_mut(parent) {
        Some(Value::Object(map)) => drop(map.remove(name)),
        Some(Value::Array(items)) => drop(items.remove(name.parse().expect("an index"))),
        _ => unreachable!("leaves are in objects and lists"),
    }
}
