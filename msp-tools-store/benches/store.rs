//! What a store costs: the gate with each of them, and how many requests are decided and run in a second.
//!
//! `cargo bench -p msp-tools-store --features postgres`, with `MSP_TEST_POSTGRES` for the server. Files go to the folder for
//! temporary files: what the disk there takes to confirm a write is most of what is measured.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]
#![allow(clippy::print_stdout, reason = "that is what it is for")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use msp_tools_core::*;
use msp_tools_store::Store;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

const CALLS: usize = 500;
const SPAN: Duration = Duration::from_secs(3);

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Number {
    /// Any.
    number: u64,
}

#[derive(Serialize, JsonSchema)]
struct Nothing {}

fn write(name: &str) -> Arc<dyn Tool> {
    write_tool(
        ToolSpec::new("bench", name, Effect::Write)
            .with_description("Does nothing.")
            .with_operation(format!("bench:{name}")),
        (),
        |(), input: Number, _| async move {
            Ok(Draft::new("Do nothing", ()).with_targets([Target::new("number", input.number, "x")]))
        },
        |(), (): (), _| async { Ok(Nothing {}) },
    )
}

/// A store as a process opens it.
enum Open {
    Memory(Arc<MemoryApprovals>, Arc<MemoryDesk>, MemoryAudit),
    Database(Store),
}

impl Open {
    fn host(&self) -> (Registry, ApprovalDesk) {
        let tools = [write("bench-auto"), write("bench-asked")];
        let read = read_tool(
            ToolSpec::new("bench", "bench-read", Effect::Read).with_description("Reads nothing."),
            (),
            |(), _: Number, _| async { Ok(Nothing {}) },
        );
        let limits = Limits::default().with_requests_per_minute(None);
        let limits = limits.with_targets_per_hour(Some(1_000_000));
        let catalog = ToolCatalog::new(tools.iter().map(|tool| tool.spec()));
        let policies = Policies::builder().limits(limits).tool("bench-auto", Policy::Auto).build(&catalog).unwrap();
        let builder = Registry::builder().tools(tools).tool(read).policies(policies);
        let builder = match self {
            Self::Memory(approvals, desk, audit) => {
                builder.approval_store(approvals.clone()).desk_store(desk.clone()).audit(Arc::new(audit.clone()))
            }
            Self::Database(store) => store.attach(builder),
        };
        builder.build().unwrap()
    }
}

async fn decide(registry: &Registry, desk: &ApprovalDesk, cx: &CallContext, number: u64) {
    let asked = registry.call("bench-asked", json!({"number": number}), cx).await.unwrap();
    let CallOutcome::AwaitingApproval(asked) = asked else { panic!("it should have been asked for") };
    desk.approve(asked.id(), &asked.digest, &"maria".into(), None).await.unwrap();
    registry.resume(asked.id(), cx).await.unwrap();
}

async fn latency(open: &Open, tool: &str) -> Duration {
    let ((registry, _desk), cx) = (open.host(), CallContext::new("agent").with_session("s1"));
    let mut all = Vec::new();
    for number in 0..CALLS {
        let began = Instant::now();
        registry.call(tool, json!({"number": number}), &cx).await.unwrap();
        all.push(began.elapsed());
    }
    all.sort();
    all[CALLS / 2]
}

/// Each worker has an open store of its own, as a process would.
async fn per_second(stores: Vec<Open>) -> f64 {
    let (done, began) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let workers: Vec<_> = stores
        .into_iter()
        .map(|open| {
            let done = done.clone();
            tokio::spawn(async move {
                let ((registry, desk), cx) = (open.host(), CallContext::new("agent").with_session("s1"));
                while began.elapsed() < SPAN {
                    decide(&registry, &desk, &cx, fastrand::u64(..1 << 40)).await;
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    done.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64()
}

/// What to measure: where a store is opened anew each time.
enum Place {
    Memory,
    Sqlite(tempfile::TempDir),
    #[cfg(feature = "postgres")]
    Postgres(String),
}

impl Place {
    async fn open(&self, shared: &Open) -> Open {
        match (self, shared) {
            (Self::Sqlite(dir), _) => Open::Database(Store::sqlite(dir.path()).await.unwrap()),
            #[cfg(feature = "postgres")]
            (Self::Postgres(url), _) => Open::Database(Store::postgres(url).await.unwrap()),
            (_, Open::Memory(approvals, desk, audit)) => Open::Memory(approvals.clone(), desk.clone(), audit.clone()),
            (Self::Memory, Open::Database(_)) => panic!("memory is shared, not opened"),
        }
    }
}

#[tokio::main]
async fn main() {
    let mut places = vec![("memory", Place::Memory), ("SQLite", Place::Sqlite(tempfile::tempdir().unwrap()))];
    #[cfg(feature = "postgres")]
    match std::env::var("MSP_TEST_POSTGRES") {
        Ok(url) => places.push(("PostgreSQL", Place::Postgres(url))),
        Err(_) => println!("no PostgreSQL: MSP_TEST_POSTGRES is not set"),
    }
    println!("| store | read | change | asked, approved and run each second: 1 worker | 4 workers | 16 workers |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (name, place) in places {
        let shared = Open::Memory(Arc::default(), Arc::default(), MemoryAudit::new());
        let open = place.open(&shared).await;
        let (read, change) = (latency(&open, "bench-read").await, latency(&open, "bench-auto").await);
        let mut rates = Vec::new();
        for workers in [1, 4, 16] {
            let mut stores = Vec::new();
            for _ in 0..workers {
                stores.push(place.open(&shared).await);
            }
            rates.push(format!("{:.0}", per_second(stores).await));
        }
        println!("| {name} | {read:.1?} | {change:.1?} | {} |", rates.join(" | "));
    }
}
