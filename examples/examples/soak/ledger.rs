//! What callers were told, and whether the tenant agrees.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::tenant::Truth;

/// What a caller was told of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    /// It happened.
    Done,
    /// It did not happen.
    Not,
    /// It may have happened. So it is for whoever gave up waiting, too.
    Unknown,
}

/// Where something is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Desk {
    Psa,
    Rmm,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Book>);

#[derive(Debug, Default, Clone)]
pub(crate) struct Book {
    pub(crate) reads_ok: u64,
    /// Reads that failed, by the kind of their error.
    pub(crate) reads_failed: BTreeMap<String, u64>,
    /// Writes by what was told of them.
    pub(crate) writes: BTreeMap<Told, u64>,
    /// New tickets by their number in the summary.
    tickets: BTreeMap<(Desk, u64), Told>,
    /// Starts of scripts.
    starts: BTreeMap<Told, u64>,
    /// What the summary of a ticket may be by now.
    summaries: BTreeMap<i64, Vec<String>>,
    /// Approvals by what was told of them, and how many of these callers gave up.
    pub(crate) approvals: BTreeMap<Told, u64>,
    pub(crate) given_up: u64,
    /// Calls through the gate.
    pub(crate) gated: u64,
    /// What should not have happened at all.
    wrong: Vec<String>,
}

impl Ledger {
    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn read(&self, outcome: Result<(), String>) {
        let mut book = self.book();
        match outcome {
            Ok(()) => book.reads_ok += 1,
            Err(kind) => *book.reads_failed.entry(kind).or_default() += 1,
        }
    }

    pub(crate) fn ticket(&self, desk: Desk, number: u64, told: Told) {
        let mut book = self.book();
        *book.writes.entry(told).or_default() += 1;
        book.tickets.insert((desk, number), told);
    }

    pub(crate) fn start(&self, told: Told) {
        let mut book = self.book();
        *book.writes.entry(told).or_default() += 1;
        *book.starts.entry(told).or_default() += 1;
    }

    /// The summary of this ticket was to become `new`. Nobody else writes it.
    pub(crate) fn summary(&self, ticket: i64, old: &str, new: &str, told: Told) {
        let mut book = self.book();
        *book.writes.entry(told).or_default() += 1;
        let may_be = book.summaries.entry(ticket).or_insert_with(|| vec![old.to_owned()]);
        match told {
            Told::Done => *may_be = vec![new.to_owned()],
            Told::Unknown => may_be.push(new.to_owned()),
            Told::Not => {}
        }
    }

    /// Something that no storm excuses. The first few are kept.
    pub(crate) fn wrong(&self, what: String) {
        let mut book = self.book();
        if book.wrong.len() < 20 {
            book.wrong.push(what);
        }
    }
}

/// The summary of the ticket of that number.
pub(crate) fn marked(seed: u64, number: u64) -> String {
    format!("soak {seed}: ticket {number}")
}

impl Book {
    pub(crate) fn told(&self, told: Told) -> u64 {
        self.writes.get(&told).copied().unwrap_or_default()
    }

    /// Where the ledger and the tenant do not agree, and what else was wrong.
    pub(crate) fn disagreements(&self, seed: u64, truth: &Truth) -> Vec<String> {
        let mut broken = self.wrong.clone();
        for ((desk, number), told) in &self.tickets {
            let tickets = if *desk == Desk::Psa { &truth.psa_tickets } else { &truth.rmm_tickets };
            let there = tickets.get(&marked(seed, *number)).copied().unwrap_or_default();
            let agrees = match told {
                Told::Done => there == 1,
                Told::Not => there == 0,
                Told::Unknown => there <= 1,
            };
            if !agrees {
                broken.push(format!("{desk:?} ticket {number} was told {told:?}, and is there {there} times"));
            }
        }
        let starts = |told| self.starts.get(&told).copied().unwrap_or_default();
        let (done, most) = (starts(Told::Done), starts(Told::Done) + starts(Told::Unknown));
        if !(done..=most).contains(&truth.script_runs) {
            broken.push(format!("{} scripts ran, where {done} to {most} were told", truth.script_runs));
        }
        for (ticket, may_be) in &self.summaries {
            let summary = truth.summaries.get(ticket);
            if !summary.is_some_and(|summary| may_be.contains(summary)) {
                broken.push(format!("the summary of ticket {ticket} is {summary:?}, and may be {may_be:?}"));
            }
        }
        broken
    }
}
