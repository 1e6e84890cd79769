//! What needs a person runs after one said yes, once, exactly as shown, and in no other case.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod toys;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use msp_tools_core::*;
use serde_json::{Value, json};
use tokio::sync::Barrier;
use toys::{Shelf, agent, completed};

/// A shelf behind a gate whose clock and store the test controls.
struct Scene {
    shelf: Shelf,
    store: Arc<TestStore>,
    minutes: Arc<AtomicI64>,
    registry: Registry,
    desk: ApprovalDesk,
}

impl Scene {
    fn new() -> Self {
        Self::with(|builder| builder)
    }

    fn with(configure: impl FnOnce(RegistryBuilder) -> RegistryBuilder) -> Self {
        let shelf = Shelf::stocked();
        let store = Arc::new(TestStore::default());
        let minutes = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&minutes);
        let builder = Registry::builder()
            .tools(toys::tools(&shelf))
            .approval_store(store.clone())
            .clock(move || at(clock.load(Ordering::SeqCst)));
        let (registry, desk) = configure(builder).build().unwrap();
        Self { shelf, store, minutes, registry, desk }
    }

    fn pass(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::SeqCst);
    }

    async fn ask(&self, then: &str) -> Approval {
        let arguments = json!({"toy": 1, "then": then});
        match self.registry.call("toy-wind-up", arguments, &agent()).await.unwrap() {
            CallOutcome::AwaitingApproval(approval) => *approval,
            CallOutcome::Completed(_) => panic!("ran without approval"),
        }
    }

    async fn ask_and_approve(&self, then: &str) -> Approval {
        let asked = self.ask(then).await;
        self.approve(&asked).await.unwrap()
    }

    async fn approve(&self, asked: &Approval) -> Result<Approval, ToolError> {
        self.desk.approve(asked.id(), &asked.digest, &"maria".into(), Some("go ahead")).await
    }

    async fn resume(&self, approval: &Approval) -> Result<CallOutcome, ToolError> {
        self.registry.resume(approval.id(), &agent()).await
    }

    async fn state(&self, approval: &Approval) -> ApprovalState {
        self.desk.get(approval.id()).await.unwrap().state
    }

    /// That resuming is refused with this kind, and that nothing was ever changed.
    async fn refused(&self, approval: &Approval, kind: ErrorKind) -> ToolError {
        let error = self.resume(approval).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(error.status(), CallStatus::Refused);
        assert_eq!(self.shelf.writes(), [""; 0]);
        error
    }
}

fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
    start.plus(Duration::from_secs(u64::try_from(minutes).unwrap() * 60))
}

/// A store in memory that can be told to fail, and to let many callers see the same state before one changes it.
#[derive(Default)]
struct TestStore {
    inner: MemoryApprovals,
    broken: AtomicBool,
    gate: tokio::sync::OnceCell<Barrier>,
    admitted: AtomicUsize,
}

const RESUMERS: usize = 100;

impl TestStore {
    fn check(&self) -> Result<(), StoreError> {
        if self.broken.load(Ordering::SeqCst) { Err(StoreError::new("the disk is full")) } else { Ok(()) }
    }
}

#[async_trait]
impl ApprovalStore for TestStore {
    async fn insert(&self, approval: Approval) -> Result<(), StoreError> {
        self.check()?;
        self.inner.insert(approval).await
    }

    async fn get(&self, id: &ApprovalId) -> Result<Option<Approval>, StoreError> {
        let approval = self.inner.get(id).await;
        if let Some(gate) = self.gate.get()
            && self.admitted.fetch_add(1, Ordering::SeqCst) < RESUMERS
        {
            gate.wait().await;
        }
        approval
    }

    async fn list(&self) -> Result<Vec<Approval>, StoreError> {
        self.inner.list().await
    }

    async fn compare_and_set(&self, expected: ApprovalState, next: Approval) -> Result<bool, StoreError> {
        self.check()?;
        self.inner.compare_and_set(expected, next).await
    }

    fn abandoned(&self, id: &ApprovalId) {
        self.inner.abandoned(id);
    }
}

#[tokio::test]
async fn asked_approved_run_once() {
    let scene = Scene::new();
    let asked = scene.ask("walk").await;
    assert_eq!((asked.state, asked.plan().sentence.as_str()), (ApprovalState::Pending, "Wind up Bear"));
    assert_eq!(asked.plan().warnings, ["It may walk away"]);
    assert_eq!(asked.request.requester, Principal::new("agent"));
    assert_eq!(asked.request.session.as_deref(), Some("s1"));
    assert_eq!((asked.request.created_at, asked.request.expires_at), (at(0), at(30)));

    let waits = scene.resume(&asked).await.unwrap();
    assert_eq!(waits.status(), CallStatus::AwaitingApproval);
    assert_eq!(scene.shelf.writes(), [""; 0]);

    let approved = scene.approve(&asked).await.unwrap();
    assert_eq!(approved.state, ApprovalState::Approved);
    assert_eq!(approved.answer.unwrap().by, Principal::new("maria"));
    assert_eq!(scene.shelf.writes(), [""; 0], "approving does not run");

    assert_eq!(completed(scene.resume(&asked).await), json!({"done": "walked"}));
    assert_eq!(scene.shelf.writes(), ["wind up 1"]);
    assert_eq!(scene.state(&asked).await, ApprovalState::Succeeded);
    assert_eq!(scene.resume(&asked).await.unwrap_err().kind(), ErrorKind::Spent);
    assert_eq!(scene.shelf.writes(), ["wind up 1"]);
}

#[tokio::test]
async fn what_was_shown_is_what_runs_even_if_the_name_means_something_else_by_now() {
    let scene = Scene::with(|builder| builder.policy("toy-rename", Policy::Auto));
    let outcome = scene.registry.call("toy-wind-up", json!({"toy": "Bear"}), &agent()).await.unwrap();
    let CallOutcome::AwaitingApproval(asked) = outcome else { panic!() };
    for rename in [json!({"toy": 1, "name": "Old Bear"}), json!({"toy": 2, "name": "Bear"})] {
        completed(scene.registry.call("toy-rename", rename, &agent()).await);
    }
    scene.approve(&asked).await.unwrap();
    completed(scene.resume(&asked).await);
    assert_eq!(scene.shelf.writes().last().unwrap(), "wind up 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_resumers_one_runs() {
    let scene = Scene::new();
    let approved = scene.ask_and_approve("walk").await;
    assert!(scene.store.gate.set(Barrier::new(RESUMERS)).is_ok());
    let resumers: Vec<_> = (0..RESUMERS)
        .map(|_| {
            let (registry, id) = (scene.registry.clone(), approved.id().clone());
            tokio::spawn(async move { registry.resume(&id, &agent()).await.map(|outcome| outcome.status()) })
        })
        .collect();
    let mut ran = 0;
    for resumer in resumers {
        match resumer.await.unwrap() {
            Ok(status) => {
                assert_eq!(status, CallStatus::Completed);
                ran += 1;
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::Spent, "{error}"),
        }
    }
    assert_eq!(ran, 1);
    assert_eq!(scene.shelf.writes(), ["wind up 1"]);
}

#[tokio::test]
async fn a_second_person_has_to_approve() {
    let scene = Scene::new();
    let asked = scene.ask("walk").await;
    for same in ["agent", " AGENT\n"] {
        let error = scene.desk.approve(asked.id(), &asked.digest, &same.into(), None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Denied);
    }
    assert_eq!(scene.state(&asked).await, ApprovalState::Pending);

    let alone = Scene::with(|builder| builder.one_person(true));
    let asked = alone.ask("walk").await;
    alone.desk.approve(asked.id(), &asked.digest, &"agent".into(), None).await.unwrap();
    completed(alone.resume(&asked).await);
}

#[tokio::test]
async fn approving_names_the_digest_of_this_very_request() {
    let scene = Scene::new();
    let (one, other) = (scene.ask("walk").await, scene.ask("walk").await);
    assert_ne!(one.digest, other.digest, "the same call asked twice is two requests");
    let error = scene.desk.approve(one.id(), &other.digest, &"maria".into(), None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
    assert_eq!(scene.state(&one).await, ApprovalState::Pending);
}

#[tokio::test]
async fn a_request_that_was_altered_in_the_store_cannot_be_approved() {
    let scene = Scene::new();
    let asked = scene.ask("walk").await;
    let mut altered = asked.clone();
    altered.request.plan.prepared = json!([2, "walk"]);
    assert!(scene.store.inner.compare_and_set(ApprovalState::Pending, altered).await.unwrap());
    assert_eq!(scene.approve(&asked).await.unwrap_err().kind(), ErrorKind::Stale);
}

#[tokio::test]
async fn no_means_no_and_a_yes_can_be_taken_back() {
    let scene = Scene::new();
    let asked = scene.ask("walk").await;
    scene.desk.deny(asked.id(), &"maria".into(), Some("not\nnow")).await.unwrap();
    let error = scene.refused(&asked, ErrorKind::Denied).await;
    assert!(error.message().contains("denied by maria (not now)"), "{error}");
    assert_eq!(scene.approve(&asked).await.unwrap_err().kind(), ErrorKind::Denied);

    let approved = scene.ask_and_approve("fall").await;
    assert_eq!(scene.approve(&approved).await.unwrap_err().kind(), ErrorKind::Spent, "approved twice");
    scene.desk.deny(approved.id(), &"maria".into(), None).await.unwrap();
    scene.refused(&approved, ErrorKind::Denied).await;
}

#[tokio::test]
async fn silence_means_no() {
    let scene = Scene::new();
    let (asked, approved) = (scene.ask("walk").await, scene.ask_and_approve("walk").await);
    scene.pass(29);
    assert_eq!(scene.state(&asked).await, ApprovalState::Pending);
    scene.pass(1);
    let states: Vec<_> = scene.desk.list().await.unwrap().iter().map(|approval| approval.state).collect();
    assert_eq!(states, [ApprovalState::Expired; 2]);
    assert_eq!(scene.approve(&asked).await.unwrap_err().kind(), ErrorKind::Expired);
    scene.refused(&asked, ErrorKind::Expired).await;
    scene.refused(&approved, ErrorKind::Expired).await;
}

#[tokio::test]
async fn the_lifetime_can_be_set() {
    let scene = Scene::with(|builder| {
        let approvals = ApprovalSettings::default().with_expires_after(Duration::from_secs(60));
        builder.policies(Policies::builder().approvals(approvals).build(&ToolCatalog::default()).unwrap())
    });
    let asked = scene.ask("walk").await;
    scene.pass(1);
    assert_eq!(scene.state(&asked).await, ApprovalState::Expired);
}

#[tokio::test]
async fn who_asked_can_take_it_back() {
    let scene = Scene::new();
    for asked in [scene.ask("walk").await, scene.ask_and_approve("walk").await] {
        let withdrawn = scene.registry.withdraw(asked.id(), &agent()).await.unwrap();
        assert_eq!(withdrawn.state, ApprovalState::Withdrawn);
        scene.refused(&asked, ErrorKind::Withdrawn).await;
    }
}

#[tokio::test]
async fn another_principal_finds_nothing() {
    let scene = Scene::new();
    let approved = scene.ask_and_approve("walk").await;
    let other = CallContext::new("other");
    let missing = ApprovalId::new(approved.id().as_str().replace("apr-", "apr-0"));
    for id in [approved.id(), &missing] {
        let expected = format!("there is no approval `{id}`");
        assert_eq!(scene.registry.approval(id, &other).await.unwrap_err().message(), expected);
        assert_eq!(scene.registry.resume(id, &other).await.unwrap_err().message(), expected);
        assert_eq!(scene.registry.withdraw(id, &other).await.unwrap_err().message(), expected);
    }
    assert_eq!(scene.state(&approved).await, ApprovalState::Approved);
    assert_eq!(scene.shelf.writes(), [""; 0]);
}

#[tokio::test]
async fn every_ending_is_recorded() {
    let scene = Scene::new();
    let failing = scene.ask_and_approve("fall").await;
    assert_eq!(scene.resume(&failing).await.unwrap_err().status(), CallStatus::Failed);
    let record = scene.desk.get(failing.id()).await.unwrap();
    assert_eq!(record.state, ApprovalState::Failed);
    assert_eq!(record.failure.unwrap().message(), "it fell over");

    let vanishing = scene.ask_and_approve("vanish").await;
    for _ in 0..2 {
        assert_eq!(scene.resume(&vanishing).await.unwrap_err().status(), CallStatus::OutcomeUnknown);
    }
    assert_eq!(scene.state(&vanishing).await, ApprovalState::OutcomeUnknown);
    assert_eq!(scene.shelf.writes().len(), 2);
}

#[tokio::test]
async fn a_run_that_is_cut_off_leaves_the_outcome_unknown() {
    let scene = Scene::new();
    let endless = scene.ask_and_approve("forever").await;
    tokio::select! {
        _ = scene.resume(&endless) => panic!("it never ends"),
        () = scene.shelf.begun() => {}
    }
    assert_eq!(scene.state(&endless).await, ApprovalState::OutcomeUnknown);

    let exploding = scene.ask_and_approve("explode").await;
    let (registry, id) = (scene.registry.clone(), exploding.id().clone());
    assert!(tokio::spawn(async move { registry.resume(&id, &agent()).await }).await.unwrap_err().is_panic());
    assert_eq!(scene.state(&exploding).await, ApprovalState::OutcomeUnknown);
    assert_eq!(scene.resume(&exploding).await.unwrap_err().kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(scene.shelf.writes().len(), 2);
}

#[tokio::test]
async fn nothing_runs_on_a_store_that_fails() {
    let scene = Scene::new();
    let approved = scene.ask_and_approve("walk").await;
    scene.store.broken.store(true, Ordering::SeqCst);
    let error = scene.resume(&approved).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Unavailable, Some(Sent::No)));
    assert_eq!(
        scene.registry.call("toy-wind-up", json!({"toy": 1}), &agent()).await.unwrap_err().kind(),
        ErrorKind::Unavailable
    );
    assert_eq!(scene.shelf.writes(), [""; 0]);

    scene.store.broken.store(false, Ordering::SeqCst);
    completed(scene.resume(&approved).await);
}

#[tokio::test]
async fn a_result_that_cannot_be_recorded_stands_and_the_record_does_not_claim_it() {
    let scene = Scene::new();
    let approved = scene.ask_and_approve("walk").await;
    let store = Arc::clone(&scene.store);
    let cx = agent().with_progress(move |_| store.broken.store(true, Ordering::SeqCst));
    completed(scene.registry.resume(approved.id(), &cx).await);
    assert_eq!(scene.state(&approved).await, ApprovalState::OutcomeUnknown);
}

#[tokio::test]
async fn nothing_starts_for_a_caller_that_gave_up() {
    let scene = Scene::new();
    let approved = scene.ask_and_approve("walk").await;
    let cx = agent();
    cx.cancel();
    assert_eq!(scene.registry.resume(approved.id(), &cx).await.unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(scene.state(&approved).await, ApprovalState::Approved);
}

#[tokio::test]
async fn a_change_of_tool_or_policy_makes_it_stale() {
    let scene = Scene::new();
    let approved = scene.ask_and_approve("walk").await;
    let described = toys::wind_up(&scene.shelf);
    let rebuilt = [
        Registry::builder().tools(toys::tools(&scene.shelf)).policy("toy-wind-up", Policy::Never),
        Registry::builder().tools(toys::tools(&scene.shelf)).policy("toy-wind-up", Policy::Auto),
        Registry::builder().tools(toys::tools(&scene.shelf)).operation_policy("toys:wind-up:1", Policy::Never),
        Registry::builder().tool(toys::list(&scene.shelf)),
        Registry::builder().tool(Arc::new(Reworded(described.spec().clone().with_description("Now breaks it.")))),
    ];
    for (case, builder) in rebuilt.into_iter().enumerate() {
        let builder = builder.approval_store(scene.store.clone()).clock(|| at(1));
        let (registry, _) = builder.build().unwrap();
        let error = registry.resume(approved.id(), &agent()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Stale, "case {case}: {error}");
    }
    assert_eq!(scene.shelf.writes(), [""; 0]);
    completed(scene.resume(&approved).await);
}

/// A tool of which only the definition matters.
struct Reworded(ToolSpec);

#[async_trait]
impl Tool for Reworded {
    fn spec(&self) -> &ToolSpec {
        &self.0
    }

    async fn plan(&self, arguments: Value, _: &CallContext) -> Result<Plan, ToolError> {
        Ok(Plan::new(&self.0, arguments, "Something else"))
    }

    async fn run(&self, _: &Plan, _: &CallContext) -> Result<ToolOutput, ToolError> {
        panic!("must not run")
    }
}

#[tokio::test]
async fn an_approval_read_back_from_text_is_intact() {
    let scene = Scene::new();
    let approved = scene.ask_and_approve("walk").await;
    let text = serde_json::to_string(&approved).unwrap();
    let back: Approval = serde_json::from_str(&text).unwrap();
    assert!(back.is_intact());
    assert_eq!(back.request, approved.request);
    assert_eq!(serde_json::to_string(&back).unwrap(), text);
}

#[tokio::test]
async fn altered_in_any_leaf_it_does_not_run() {
    let scene = Scene::new();
    let approved = scene.ask_and_approve("walk").await;
    let original = serde_json::to_value(&approved).unwrap();
    let mut request = serde_json::to_value(&approved.request).unwrap();
    request["digest"] = original["digest"].clone();

    let mut tried = 0;
    for pointer in leaves(&request) {
        // Another id is another approval, of which there is none.
        if pointer == "/id" {
            continue;
        }
        for altered in alterations(original.pointer(&pointer).unwrap()) {
            let mut record = original.clone();
            *record.pointer_mut(&pointer).unwrap() = altered;
            // What no longer reads as an approval cannot be in the store.
            let Ok(record) = serde_json::from_value::<Approval>(record) else { continue };
            assert!(scene.store.inner.compare_and_set(ApprovalState::Approved, record).await.unwrap());
            assert!(scene.resume(&approved).await.is_err(), "{pointer}");
            assert_eq!(scene.shelf.writes(), [""; 0], "{pointer}");
            tried += 1;
        }
    }
    assert!(tried > 20, "only {tried} alterations were tried");

    scene.store.inner.compare_and_set(ApprovalState::Approved, approved.clone()).await.unwrap();
    completed(scene.resume(&approved).await);
}

fn leaves(value: &Value) -> Vec<String> {
    let members: Vec<_> = match value {
        Value::Object(map) => map.iter().map(|(name, member)| (name.clone(), member)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        _ => return vec![String::new()],
    };
    members
        .into_iter()
        .flat_map(|(name, member)| leaves(member).into_iter().map(move |rest| format!("/{name}{rest}")))
        .collect()
}

fn alterations(leaf: &Value) -> Vec<Value> {
    match leaf {
        Value::String(text) => {
            let words = ["auto", "never", "read", "destroy", "override", "effect", "2027-01-01T00:00:00Z", "other"];
            let mut other: Vec<Value> = words.into_iter().map(Value::from).collect();
            other.push(text.chars().rev().collect::<String>().into());
            other.retain(|other| other != leaf);
            other
        }
        Value::Number(number) => vec![json!(number.as_u64().unwrap() + 1), json!("1")],
        Value::Bool(is) => vec![json!(!is)],
        _ => vec![json!(1)],
    }
}
