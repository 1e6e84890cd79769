//! What is watched while it goes on: memory, connections, tasks, tokens, retries, and how the trail grows.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::AnyError;
use crate::agents::Agents;
use crate::ledger::Told;
use crate::tenant::{Stats, Tenant};

/// More lines than this do not fit on a screen.
const MOST_ROWS: u64 = 30;

/// One line of the table: what happened since the line before, and how things are.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Row {
    pub(crate) seconds: u64,
    pub(crate) requests: u64,
    pub(crate) faults: u64,
    pub(crate) retries: u64,
    pub(crate) tokens: u64,
    pub(crate) reads_ok: u64,
    pub(crate) reads_failed: u64,
    pub(crate) writes_done: u64,
    pub(crate) writes_unknown: u64,
    pub(crate) writes_not: u64,
    pub(crate) memory_kib: u64,
    pub(crate) connections: usize,
    pub(crate) tasks: usize,
    pub(crate) audit_records: u64,
    pub(crate) store_kib: u64,
}

/// How much there is at one moment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sample {
    pub(crate) memory_kib: u64,
    pub(crate) connections: usize,
    pub(crate) tasks: usize,
}

pub(crate) struct Watch {
    started: Instant,
    every: Duration,
    next_row: Instant,
    next_sample: Instant,
    is_shown: bool,
    /// Before anything was done.
    pub(crate) before: Sample,
    /// One for each second.
    pub(crate) samples: Vec<Sample>,
    pub(crate) rows: Vec<Row>,
    totals: Row,
}

impl Watch {
    pub(crate) fn new(length: Duration, is_shown: bool) -> Self {
        count_retries();
        let now = Instant::now();
        // A minute a line; fewer seconds where all is short, more where it is long.
        let secs = if length < Duration::from_secs(120) { length.as_secs().div_ceil(6) } else { 60 };
        let every = Duration::from_secs(secs.max(length.as_secs().div_ceil(MOST_ROWS)).max(1));
        let totals = Row::default();
        let before = sample();
        let (next_row, next_sample) = (now + every, now);
        Self {
            started: now,
            every,
            next_row,
            next_sample,
            is_shown,
            before,
            samples: Vec::new(),
            rows: Vec::new(),
            totals,
        }
    }

    /// Takes a sample each second, and says whether the next line is due.
    pub(crate) fn is_due(&mut self) -> bool {
        let now = Instant::now();
        if now >= self.next_sample {
            self.samples.push(sample());
            self.next_sample += Duration::from_secs(1);
        }
        now >= self.next_row
    }

    /// Adds a line.
    pub(crate) async fn look(&mut self, tenant: &Tenant, agents: &Agents) -> Result<(), AnyError> {
        self.next_row += self.every;
        let totals = self.totals_now(&tenant.stats().await?, agents).await?;
        let row = totals.since(&self.totals);
        if self.is_shown {
            if self.rows.is_empty() {
                println!("{}", Row::HEAD);
            }
            println!("{}", row.line());
        }
        self.rows.push(row);
        self.totals = totals;
        Ok(())
    }

    async fn totals_now(&self, stats: &Stats, agents: &Agents) -> Result<Row, AnyError> {
        let now = sample();
        let audit_records = agents.store.audit().head().await?.sequence;
        let book = agents.ledger.book();
        Ok(Row {
            seconds: self.started.elapsed().as_secs(),
            requests: stats.requests,
            faults: stats.faults,
            retries: RETRIES.load(Ordering::Relaxed),
            tokens: stats.token_requests,
            reads_ok: book.reads_ok,
            reads_failed: book.reads_failed.values().sum(),
            writes_done: book.told(Told::Done),
            writes_unknown: book.told(Told::Unknown),
            writes_not: book.told(Told::Not),
            memory_kib: now.memory_kib,
            connections: now.connections,
            tasks: now.tasks,
            audit_records,
            store_kib: size_of(agents.folder.path()) / 1024,
        })
    }

    pub(crate) fn totals(&self) -> &Row {
        &self.totals
    }
}

impl Row {
    const HEAD: &str = "   time requests faults retries tokens |  reads failed | writes unknown  not |  MiB conns tasks | records  store MiB";

    /// Counts since then; how things are now.
    fn since(&self, then: &Self) -> Self {
        Self {
            requests: self.requests - then.requests,
            faults: self.faults - then.faults,
            retries: self.retries - then.retries,
            tokens: self.tokens - then.tokens,
            reads_ok: self.reads_ok - then.reads_ok,
            reads_failed: self.reads_failed - then.reads_failed,
            writes_done: self.writes_done - then.writes_done,
            writes_unknown: self.writes_unknown - then.writes_unknown,
            writes_not: self.writes_not - then.writes_not,
            audit_records: self.audit_records - then.audit_records,
            ..self.clone()
        }
    }

    fn line(&self) -> String {
        let mib = |kib: u64| kib as f64 / 1024.0;
        format!(
            "{:>4}:{:02} {:>8} {:>6} {:>7} {:>6} | {:>6} {:>6} | {:>6} {:>7} {:>4} | {:>4.0} {:>5} {:>5} | {:>7} {:>10.1}",
            self.seconds / 60,
            self.seconds % 60,
            self.requests,
            self.faults,
            self.retries,
            self.tokens,
            self.reads_ok,
            self.reads_failed,
            self.writes_done,
            self.writes_unknown,
            self.writes_not,
            mib(self.memory_kib),
            self.connections,
            self.tasks,
            self.audit_records,
            mib(self.store_kib),
        )
    }
}

/// How things are. Memory and connections are known on Linux only; elsewhere they are 0.
fn sample() -> Sample {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let memory_kib = resident.and_then(|text| text.split_whitespace().next()?.parse().ok()).unwrap_or_default();
    let open = std::fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let connections = open
        .filter(|entry| std::fs::read_link(entry.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:")))
        .count();
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    Sample { memory_kib, connections, tasks }
}

fn size_of(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}

static RETRIES: AtomicU64 = AtomicU64::new(0);

/// Counts the tries beyond the first: the clients tell of each in their log.
fn count_retries() {
    // In a test another may be there already, which is as good.
    let _ = tracing_subscriber::registry().with(Retries).try_init();
}

struct Retries;

impl<S: tracing::Subscriber> Layer<S> for Retries {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target().starts_with("cw_http")
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Try(u64);
        impl Visit for Try {
            fn record_u64(&mut self, field: &Field, value: u64) {
                if field.name() == "try" {
                    self.0 = value;
                }
            }

            fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
        }
        let mut number = Try(0);
        event.record(&mut number);
        if number.0 > 1 {
            RETRIES.fetch_add(1, Ordering::Relaxed);
        }
    }
}
