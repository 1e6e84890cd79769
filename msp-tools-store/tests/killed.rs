//! The database goes down in the middle of writes: nothing was done without a record that outlived it, everything reads
//! back, and the chain is whole.
//!
//! PostgreSQL is stopped without ceremony and started again, and so this has a test program of its own. With SQLite it is
//! the process that writes which is killed.

#![cfg(all(unix, feature = "sqlite"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::{
    env,
    io::Write as _,
    net::SocketAddr,
    process::{Command, Stdio},
    time::Duration,
};

use msp_tools_core::*;
use msp_tools_store::{Store, StoreOptions};
use serde_json::json;
use support::witness::{Witness, host, started};
use support::*;

fn options() -> StoreOptions {
    Store::options().lease(Duration::from_millis(500)).patience(Duration::from_secs(1))
}

/// Asks, approves and runs, again and again, from that number on. Ends only with the process, or the task.
async fn write_on(store: &Store, witness: SocketAddr, first: u64) {
    let (registry, desk) = host(store, witness);
    for number in first.. {
        // What fails while the database is down is not tried again.
        let asked = registry.call("witness-tell", json!({"number": number}), &agent()).await;
        if let Ok(CallOutcome::AwaitingApproval(asked)) = asked
            && desk.approve(asked.id(), &asked.digest, &maria(), None).await.is_ok()
        {
            drop(registry.resume(asked.id(), &agent()).await);
        } else {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Everything that was done is on record, and everything that is kept reads back.
async fn check(store: &Store, witness: &Witness) -> usize {
    let counts = witness.counts();
    let report = store.audit().verify(&[]).await.unwrap();
    let records = store.audit().records(AuditHead::start(), usize::MAX).await.unwrap();
    assert!(records.len() as u64 >= report.records, "others may go on writing");
    let on_record: Vec<_> = started(&records).into_iter().filter_map(|(approval, _)| approval).collect();
    let all = store.list().await.unwrap();
    for (number, count) in &counts {
        assert_eq!(*count, 1, "{number} was done more than once");
        let approval = all.iter().find(|one| one.plan().arguments["number"] == *number).expect("what was done is kept");
        assert!(on_record.contains(approval.id()), "{number} was done without a record");
        assert!(
            matches!(approval.state, ApprovalState::Succeeded | ApprovalState::OutcomeUnknown | ApprovalState::Running),
            "{number} is {}",
            approval.state
        );
    }
    assert!(all.iter().all(Approval::is_intact));
    counts.len()
}

/// Nothing goes on for ever: what was cut off says so in the end.
async fn settles(store: &Store) {
    let running = ApprovalQuery::new().states([ApprovalState::Running]);
    until("all leases run out", || async { store.find(&running).await.unwrap().is_empty() }).await;
}

#[tokio::test]
#[ignore = "the other test runs it, as a process of its own"]
async fn as_the_one_that_writes() {
    let set = |name: &str| env::var(name).expect("set by the parent");
    let store = open_address(&set("KILLED_STORE"), options()).await.expect("the parent's store");
    let first = set("KILLED_FIRST").parse().expect("a number");
    write_on(&store, set("KILLED_WITNESS").parse().expect("an address"), first).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_while_its_process_is_killed() {
    let home = Home::new(Kind::Sqlite).await.unwrap();
    let (witness, address) = Witness::start().await;
    let mut done = 0;
    for round in 0..10_u64 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "as_the_one_that_writes", "--ignored"])
            .env("KILLED_STORE", home.address())
            .env("KILLED_WITNESS", address.to_string())
            .env("KILLED_FIRST", (round * 1_000_000).to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        until("it writes", || async { witness.counts().len() > done + 3 }).await;
        tokio::time::sleep(Duration::from_millis(fastrand::u64(0..50))).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let store = home.store(|_| options()).await.unwrap();
        done = check(&store, &witness).await;
    }
    let store = home.store(|_| options()).await.unwrap();
    settles(&store).await;
    assert!(check(&store, &witness).await >= 30);
}

/// Stops or starts the server, as the one who started it said.
fn control(what: &str) {
    let command = env::var("MSP_TEST_POSTGRES_CTL").expect("looked at before");
    let mut words = command.split_whitespace();
    let status = Command::new(words.next().expect("a program"))
        .args(words)
        .arg(what)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir("/")
        .status();
    assert!(status.unwrap().success(), "{command} {what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_while_its_server_is_killed() {
    let Some(home) = Home::new(Kind::Postgres).await else { return };
    if env::var_os("MSP_TEST_POSTGRES_CTL").is_none() {
        assert!(!is_required(), "MSP_TEST_POSTGRES_CTL does not say how to stop the server");
        let _ = writeln!(std::io::stderr(), "SKIPPED: MSP_TEST_POSTGRES_CTL does not say how to stop the server");
        return;
    }
    let (witness, address) = Witness::start().await;
    let store = home.store(|_| options()).await.unwrap();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move { write_on(&store, address, writer * 1_000_000).await })
        })
        .collect();
    let mut done = 0;
    for _ in 0..4 {
        until("they write", || async { witness.counts().len() > done + 20 }).await;
        tokio::task::spawn_blocking(|| control("stop")).await.unwrap();
        let down = witness.counts().len();
        tokio::time::sleep(Duration::from_millis(300)).await;
        // What was on its way may have arrived; nothing new sets out without a record.
        assert!(witness.counts().len() <= down + 4);
        let scene = host(&store, address).0;
        let call = scene.call("witness-tell", json!({"number": 99_000_000}), &agent()).await;
        refused(call, ErrorKind::Unavailable);
        tokio::task::spawn_blocking(|| control("start")).await.unwrap();
        until("it answers", || async { store.list().await.is_ok() }).await;
        done = check(&store, &witness).await;
    }
    for writer in writers {
        writer.abort();
        let _ = writer.await;
    }
    settles(&store).await;
    assert!(check(&store, &witness).await >= 80);
}
