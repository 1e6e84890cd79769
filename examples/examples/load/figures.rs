//! What a piece of work came to.

use std::time::Instant;

use serde_json::{Value, json};

/// How much came through.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) items: u64,
    /// The sum of the records' ids: whoever loses one and doubles another is found out.
    pub(crate) ids: i64,
    /// What else there is to say.
    pub(crate) extra: Value,
}

impl Tally {
    pub(crate) fn add(&mut self, id: i64) {
        self.items += 1;
        self.ids += id;
    }
}

pub(crate) struct Clock(Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn print(&self, work: &str, tally: Tally) {
        let Tally { items, ids, extra } = tally;
        let secs = self.0.elapsed().as_secs_f64();
        let peak = peak_kib();
        println!(
            "{}",
            json!({"work": work, "client": "sdk", "secs": secs, "items": items, "ids": ids, "hwm_kib": peak, "extra": extra})
        );
    }
}

/// The most memory that this process has had, where the system tells.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}
