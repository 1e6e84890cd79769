//! Eight workers share a queue and are killed again and again: nothing runs twice, nothing is lost, and what was cut off
//! says so.
//!
//! The test starts itself again as the workers. `STORM_APPROVALS` sets how many approvals there are.

#![cfg(all(unix, feature = "sqlite"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::{
    collections::{HashMap, HashSet},
    env,
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use futures_util::{StreamExt as _, stream};
use msp_tools_core::*;
use msp_tools_store::{Store, StoreOptions};
use serde_json::json;
use support::witness::{Witness, host, started};
use support::*;

on_each! { databases: nothing_runs_twice_and_nothing_is_lost }

const WORKERS: usize = 8;
/// How many a worker runs at the same time.
const AT_ONCE: usize = 4;

fn options() -> StoreOptions {
    Store::options().lease(Duration::from_millis(1500)).patience(Duration::from_secs(30))
}

/// A worker: runs what was approved, until it is killed.
#[tokio::test]
#[ignore = "the other tests run it, as a process of its own"]
async fn as_a_worker() {
    let set = |name: &str| env::var(name).expect("set by the parent");
    let store = open_address(&set("STORM_STORE"), options()).await.expect("the parent's store");
    let (registry, _desk) = host(&store, set("STORM_WITNESS").parse().expect("an address"));
    loop {
        let mut found =
            store.find(&ApprovalQuery::new().states([ApprovalState::Approved]).limit(64)).await.unwrap_or_default();
        // Not the same ones as the others.
        fastrand::shuffle(&mut found);
        found.truncate(8);
        if found.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let runs = found.into_iter().map(|approval| {
            let registry = registry.clone();
            // Others may be quicker; then it is spent.
            async move { drop(registry.resume(approval.id(), &agent()).await) }
        });
        stream::iter(runs).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    }
}

/// Killed whatever happens in the test.
struct Worker(Child);

impl Worker {
    fn start(store: &str, witness: SocketAddr) -> Self {
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "as_a_worker", "--ignored"])
            .env("STORM_STORE", store)
            .env("STORM_WITNESS", witness.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }
}

impl Drop for Worker {
    /// With SIGKILL: no destructor and no handler runs.
    fn drop(&mut self) {
        let _ = (self.0.kill(), self.0.wait());
    }
}

async fn nothing_runs_twice_and_nothing_is_lost(home: Home) {
    let approvals: u64 = env::var("STORM_APPROVALS").ok().and_then(|count| count.parse().ok()).unwrap_or(2000);
    let began = std::time::Instant::now();
    let (witness, address) = Witness::start().await;
    let store = home.store(|_| options()).await.unwrap();
    let (registry, desk) = host(&store, address);
    let at = home.address();
    let asking = (0..approvals).map(|number| {
        let (registry, desk) = (&registry, &desk);
        async move {
            let call = registry.call("witness-tell", json!({"number": number}), &agent()).await;
            let CallOutcome::AwaitingApproval(asked) = call.unwrap() else { panic!("it should have been asked for") };
            desk.approve(asked.id(), &asked.digest, &maria(), None).await.unwrap();
        }
    });
    stream::iter(asking).buffer_unordered(32).collect::<Vec<()>>().await;
    let asked_in = began.elapsed();

    let mut workers: Vec<_> = (0..WORKERS).map(|_| Worker::start(&at, address)).collect();
    let open = ApprovalQuery::new().states([ApprovalState::Approved, ApprovalState::Running]).limit(1);
    let mut kills = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(fastrand::u64(100..300))).await;
        if store.find(&open).await.unwrap().is_empty() {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(240), "it does not end");
        let doomed = fastrand::usize(..WORKERS);
        workers[doomed] = Worker::start(&at, address);
        kills += 1;
    }
    drop(workers);

    let took = began.elapsed();
    let states = states(&store, approvals).await;
    let unknown = states.values().filter(|(_, state)| *state == ApprovalState::OutcomeUnknown).count();
    eprintln!("{approvals} approvals, asked for in {asked_in:?}, {kills} kills, {unknown} unknown, {took:?}");
    check(&store, &states, &witness.counts()).await;
    assert!(unknown > 0 && kills > 10, "the storm was none: {kills} kills, {unknown} unknown");
}

/// Number and state of each approval, by its id.
async fn states(store: &Store, approvals: u64) -> HashMap<ApprovalId, (u64, ApprovalState)> {
    let all = store.list().await.unwrap();
    let states: HashMap<_, _> = all
        .into_iter()
        .map(|approval| {
            assert!(approval.is_intact());
            (approval.id().clone(), (approval.plan().arguments["number"].as_u64().unwrap(), approval.state))
        })
        .collect();
    let numbers: HashSet<_> = states.values().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (0..approvals).collect(), "none is lost");
    states
}

async fn check(store: &Store, states: &HashMap<ApprovalId, (u64, ApprovalState)>, counts: &HashMap<u64, usize>) {
    let report = store.audit().verify(&[]).await.unwrap();
    let records = store.audit().records(AuditHead::start(), usize::MAX).await.unwrap();
    assert_eq!(records.len() as u64, report.records);
    let mut on_record = HashMap::new();
    for (id, is_ended) in started(&records) {
        assert!(on_record.insert(id.expect("all run on approvals"), is_ended).is_none(), "started once at most");
    }
    for (id, (number, state)) in states {
        let (ran, record) = (counts.get(number).copied().unwrap_or(0), on_record.get(id));
        assert!(ran <= 1, "{number} ran {ran} times");
        assert!(ran == 0 || record.is_some(), "{number} ran without a record");
        match state {
            ApprovalState::Succeeded => assert_eq!((ran, record), (1, Some(&true)), "{number}"),
            // Cut off before or after it took effect, or after its end was written down.
            ApprovalState::OutcomeUnknown => {}
            // Of nothing that is said to have changed nothing, anybody was told.
            ApprovalState::Failed => assert_eq!(ran, 0, "{number}"),
            other => panic!("{number} is {other}"),
        }
        if record == Some(&false) {
            assert_eq!(*state, ApprovalState::OutcomeUnknown, "{number} was interrupted");
        }
    }
}

#[test]
fn stores_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Store>();
    shared::<Arc<Store>>();
}
