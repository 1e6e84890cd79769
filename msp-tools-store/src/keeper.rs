//! Leases: how others know that a process still runs what it claimed.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use msp_tools_core::{ApprovalId, ChangeSignal};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use crate::{
    Error,
    approvals::lose_lapsed,
    db::{Db, Value},
    row::random_id,
};

/// How many leases to renew with one statement.
const AT_ONCE: usize = 100;

/// Keeps the leases of this process alive as long as it runs what they are for.
pub(crate) struct Keeper {
    /// Tells the processes apart.
    worker: String,
    lease: Duration,
    held: Held,
    /// Runs that were cut off. Closed when the store goes, which ends the task.
    cut_off: mpsc::UnboundedSender<ApprovalId>,
}

#[derive(Clone, Default)]
struct Held(Arc<Mutex<HashSet<ApprovalId>>>);

impl Held {
    /// Sets are whole after each of their operations, whatever a panicking thread leaves behind.
    fn lock(&self) -> MutexGuard<'_, HashSet<ApprovalId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<ApprovalId> {
        self.lock().iter().cloned().collect()
    }
}

impl Keeper {
    pub(crate) fn start(db: Db, lease: Duration, changed: ChangeSignal) -> Result<Self, Error> {
        let worker = format!("{}-{}", std::process::id(), random_id(&db)?);
        let (held, (cut_off, told)) = (Held::default(), mpsc::unbounded_channel());
        let task = Task { db, worker: worker.clone(), lease, held: held.clone(), changed };
        tokio::spawn(task.work(told));
        Ok(Self { worker, lease, held, cut_off })
    }

    /// Who claims, and for how long at first, in milliseconds.
    pub(crate) fn terms(&self) -> (&str, i64) {
        (&self.worker, millis(self.lease))
    }

    /// From now on the lease is renewed.
    pub(crate) fn hold(&self, id: &ApprovalId) {
        self.held.lock().insert(id.clone());
    }

    /// From now on it is not.
    pub(crate) fn release(&self, id: &ApprovalId) {
        self.held.lock().remove(id);
    }

    /// The run was cut off. If the task is gone already, the lease runs out instead.
    pub(crate) fn cut_off(&self, id: &ApprovalId) {
        self.release(id);
        let _ = self.cut_off.send(id.clone());
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

struct Task {
    db: Db,
    worker: String,
    lease: Duration,
    held: Held,
    changed: ChangeSignal,
}

impl Task {
    async fn work(self, mut told: mpsc::UnboundedReceiver<ApprovalId>) {
        let mut ticks = interval(self.lease / 3);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // Whatever fails here is tried again at the next tick, or by another process once the lease has run out.
            let _ = tokio::select! {
                id = told.recv() => match id {
                    Some(id) => self.lose(&id).await,
                    None => return,
                },
                _ = ticks.tick() => self.keep().await,
            };
        }
    }

    async fn lose(&self, id: &ApprovalId) -> Result<(), Error> {
        const LOSE: &str = "UPDATE msp_approvals SET state = 'outcome_unknown', worker = NULL, lease_until = NULL
            WHERE id = $1 AND state = 'running' AND worker = $2";
        self.db.change(LOSE, &[id.as_str().into(), self.worker.as_str().into()]).await?;
        self.changed.tell();
        Ok(())
    }

    async fn keep(&self) -> Result<(), Error> {
        for some in self.held.all().chunks(AT_ONCE) {
            self.renew(some).await?;
        }
        if !lose_lapsed(&self.db).await?.is_empty() {
            self.changed.tell();
        }
        Ok(())
    }

    async fn renew(&self, ids: &[ApprovalId]) -> Result<(), Error> {
        let places: Vec<_> = (3..ids.len() + 3).map(|number| format!("${number}")).collect();
        let renew = format!(
            "UPDATE msp_approvals SET lease_until = {{now}} + $1 WHERE state = 'running' AND worker = $2 AND id IN ({})",
            places.join(", ")
        );
        let mut values: Vec<Value> = vec![millis(self.lease).into(), self.worker.as_str().into()];
        values.extend(ids.iter().map(|id| id.as_str().into()));
        self.db.change(&renew, &values).await?;
        Ok(())
    }
}
