//! The end: what was seen, and what did not hold.

use std::collections::BTreeMap;
use std::time::Duration;

use msp_tools_core::ApprovalState;
use serde::Serialize;

use crate::agents::{Agents, IN_FLIGHT};
use crate::ledger::{Book, Told};
use crate::storm::Storm;
use crate::tenant::{Stats, Tenant};
use crate::watch::{Row, Sample, Watch};
use crate::{AnyError, Args};

/// Less than this says nothing about growth.
const LONG_ENOUGH: Duration = Duration::from_secs(90);
/// The three clients, each with a login beside, and what this program asks of the tenant itself.
const MOST_CONNECTIONS: usize = 3 * (IN_FLIGHT + 1) + 1;

#[derive(Serialize)]
pub(crate) struct Report {
    seconds: u64,
    seed: u64,
    requests: u64,
    faults: u64,
    retries: u64,
    retries_a_minute: u64,
    token_requests: u64,
    expiries: u64,
    outages: u64,
    requests_in_outages: u64,
    reads_ok: u64,
    reads_failed: BTreeMap<String, u64>,
    writes_done: u64,
    writes_unknown: u64,
    writes_not: u64,
    writes_committed: u64,
    given_up: u64,
    gated_calls: u64,
    audit_records: u64,
    approvals: BTreeMap<String, u64>,
    /// Means of the first and the last third, and the most there was.
    memory_kib: [u64; 3],
    connections: [u64; 3],
    tasks: [u64; 3],
    rows: Vec<Row>,
    /// What did not hold.
    pub(crate) broken: Vec<String>,
}

impl Report {
    pub(crate) async fn new(
        args: &Args,
        tenant: &Tenant,
        agents: &Agents,
        watch: Watch,
        storm: &Storm,
    ) -> Result<Self, AnyError> {
        let (stats, truth) = (tenant.stats().await?, tenant.truth().await?);
        let approvals = settled(agents).await?;
        let book = agents.ledger.book().clone();
        let mut broken = book.disagreements(args.seed, &truth);
        broken.extend(wrong_approvals(&book, &approvals));
        let audit_records = match agents.store.audit().verify(&[]).await {
            Ok(verified) => verified.records,
            Err(error) => {
                broken.push(format!("the trail does not verify: {error}"));
                0
            }
        };
        broken.extend(too_many_records(&book, audit_records));
        broken.extend(too_many_tokens(&stats, storm));
        broken.extend(too_few_reads(&book, storm));
        broken.extend(growth(args, tenant, &watch));
        let totals = watch.totals();
        let thirds = |part: fn(&Sample) -> u64| thirds(&watch.samples, part);
        Ok(Self {
            seconds: totals.seconds,
            seed: args.seed,
            requests: stats.requests,
            faults: stats.faults,
            retries: totals.retries,
            retries_a_minute: totals.retries * 60 / totals.seconds.max(1),
            token_requests: stats.token_requests,
            expiries: storm.expiries,
            outages: storm.outages,
            requests_in_outages: storm.in_outages,
            reads_ok: book.reads_ok,
            writes_done: book.told(Told::Done),
            writes_unknown: book.told(Told::Unknown),
            writes_not: book.told(Told::Not),
            writes_committed: stats.committed,
            given_up: book.given_up,
            gated_calls: book.gated,
            audit_records,
            approvals,
            memory_kib: thirds(|sample| sample.memory_kib),
            connections: thirds(|sample| sample.connections as u64),
            tasks: thirds(|sample| sample.tasks as u64),
            reads_failed: book.reads_failed,
            rows: watch.rows,
            broken,
        })
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"))
    }

    pub(crate) fn print(&self) {
        let failed: Vec<_> = self.reads_failed.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let approvals: Vec<_> = self.approvals.iter().map(|(state, count)| format!("{count} {state}")).collect();
        println!(
            "\n{} requests, {} of them struck, {} retries ({} a minute), {} outages ({} requests). Tokens: {} fetched, {} times withdrawn.",
            self.requests,
            self.faults,
            self.retries,
            self.retries_a_minute,
            self.outages,
            self.requests_in_outages,
            self.token_requests,
            self.expiries
        );
        println!("Reads: {} ok; failed: {}.", self.reads_ok, failed.join(", "));
        println!(
            "Writes: {} told done, {} unknown, {} not done; the tenant has carried out {}. Given up in the gate: {}.",
            self.writes_done, self.writes_unknown, self.writes_not, self.writes_committed, self.given_up
        );
        println!(
            "Gate: {} calls, {} records of audit. Approvals: {}.",
            self.gated_calls,
            self.audit_records,
            approvals.join(", ")
        );
        let three = |three: [u64; 3]| {
            format!("{} in the first third, {} in the last, {} at most", three[0], three[1], three[2])
        };
        println!("Memory in KiB: {}.", three(self.memory_kib));
        println!("Connections: {}. Tasks: {}.", three(self.connections), three(self.tasks));
        if self.broken.is_empty() {
            println!("Everything held.");
        }
        for broken in &self.broken {
            println!("BROKEN: {broken}");
        }
    }
}

/// How many approvals are in each state, once what was given up has been noticed.
async fn settled(agents: &Agents) -> Result<BTreeMap<String, u64>, AnyError> {
    for _ in 0..50 {
        let running = agents.desk.list().await?.iter().any(|approval| approval.state == ApprovalState::Running);
        if !running {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut states = BTreeMap::new();
    for approval in agents.desk.list().await? {
        *states.entry(approval.state.to_string()).or_default() += 1;
    }
    Ok(states)
}

/// What the store keeps of approvals has to be what callers were told. Those who gave up were told nothing.
fn wrong_approvals(book: &Book, states: &BTreeMap<String, u64>) -> Vec<String> {
    let count = |state: ApprovalState| states.get(&state.to_string()).copied().unwrap_or_default();
    let mut broken = Vec::new();
    for (told, state) in [
        (Told::Done, ApprovalState::Succeeded),
        (Told::Not, ApprovalState::Failed),
        (Told::Unknown, ApprovalState::OutcomeUnknown),
    ] {
        let told_so = book.approvals.get(&told).copied().unwrap_or_default();
        if !(told_so..=told_so + book.given_up).contains(&count(state)) {
            broken.push(format!("{} approvals are {state}, where {told_so} were told so", count(state)));
        }
    }
    for state in [ApprovalState::Pending, ApprovalState::Approved, ApprovalState::Running] {
        if count(state) > 0 {
            broken.push(format!("{} approvals are still {state}", count(state)));
        }
    }
    broken
}

/// Planned, decided, asked, answered, started, finished: a call has no more, whatever became of it.
fn too_many_records(book: &Book, records: u64) -> Option<String> {
    let most = 8 * book.gated;
    (records > most).then(|| format!("{records} records of audit for {} calls", book.gated))
}

/// Two clients have tokens. Each needs one at first and one for each withdrawal; a request for one may itself be struck.
fn too_many_tokens(stats: &Stats, storm: &Storm) -> Option<String> {
    let needed = 2 * (1 + storm.expiries);
    let most = needed + needed / 2 + 10 * (1 + storm.outages);
    (stats.token_requests > most)
        .then(|| format!("{} requests for tokens, where {needed} were needed", stats.token_requests))
}

/// Retries are for that: far fewer reads may fail than requests were struck, unless everything was down.
fn too_few_reads(book: &Book, storm: &Storm) -> Option<String> {
    let failed: u64 = book.reads_failed.values().sum();
    let most = book.reads_ok / 10 + storm.in_outages;
    (failed > most).then(|| format!("{failed} reads failed, where {most} are the bound"))
}

fn growth(args: &Args, tenant: &Tenant, watch: &Watch) -> Vec<String> {
    let mut broken = Vec::new();
    let mut bound = |what: &str, most: u64, bound: u64| {
        if most > bound {
            broken.push(format!("{most} {what}, where {bound} are the bound"));
        }
    };
    // Where the tenant is within this process, its ends of the connections are too.
    let sides = if tenant.is_here() { 2 } else { 1 };
    let connections = sides * MOST_CONNECTIONS;
    let [_, last_connections, most_connections] = thirds(&watch.samples, |sample| sample.connections as u64);
    let [_, last_tasks, most_tasks] = thirds(&watch.samples, |sample| sample.tasks as u64);
    // One that ends and the one that takes its place are both there for a moment.
    bound("connections at a time", most_connections, (watch.before.connections + 2 * connections) as u64);
    bound("connections in the last third", last_connections, (watch.before.connections + connections) as u64);
    // Agents; two tasks for a connection; listings read ahead, tokens are fetched, the store looks around.
    let tasks = (watch.before.tasks + 6 * args.agents + 2 * connections + 32) as u64;
    bound("tasks at a time", most_tasks, 2 * tasks);
    bound("tasks in the last third", last_tasks, tasks);
    if args.length() >= LONG_ENOUGH {
        let [first, last, _] = thirds(&watch.samples, |sample| sample.memory_kib);
        bound("KiB of memory in the last third", last, first + first / 10 + 8 * 1024);
    }
    broken
}

/// The means over the first and the last third, without the tenth in which everything is opened; and the most.
fn thirds(samples: &[Sample], part: fn(&Sample) -> u64) -> [u64; 3] {
    let most = samples.iter().map(part).max().unwrap_or_default();
    let settled = &samples[samples.len() / 10..];
    let third = settled.len().div_ceil(3);
    let mean = |samples: &[Sample]| samples.iter().map(part).sum::<u64>() / samples.len().max(1) as u64;
    [mean(&settled[..third]), mean(&settled[settled.len() - third..]), most]
}
