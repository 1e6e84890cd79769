//! Orders in the memory of one process.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;

use super::{DeskStore, Orders};
use crate::{
    ChangeSignal, Changes, Freeze, FreezeScope, Grant, Pins, Principal, StoreError, Timestamp, guards::Window,
};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// From how many principals on it is worth looking for ones to forget.
const MANY: usize = 1024;

/// Keeps orders in memory: for one process, until it ends.
#[derive(Default)]
pub struct MemoryDesk {
    inner: Mutex<Inner>,
    changed: ChangeSignal,
}

#[derive(Default)]
struct Inner {
    orders: Orders,
    grants: Vec<Grant>,
    taken: HashMap<String, Window>,
}

impl MemoryDesk {
    /// A store without orders.
    pub fn new() -> Self {
        Self::default()
    }

    fn lay_down<T>(&self, mut inner: MutexGuard<'_, Inner>, change: impl FnOnce(&mut Orders) -> T) -> T {
        let told = change(&mut inner.orders);
        inner.orders.revision += 1;
        drop(inner);
        self.changed.tell();
        told
    }

    /// Every change is whole when the lock is released, whatever a panicking thread leaves behind.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl DeskStore for MemoryDesk {
    async fn orders(&self, known: u64) -> Result<Option<Orders>, StoreError> {
        let inner = self.lock();
        Ok((inner.orders.revision != known).then(|| inner.orders.clone()))
    }

    async fn add_freeze(&self, freeze: Freeze) -> Result<(), StoreError> {
        self.lay_down(self.lock(), |orders| orders.freezes.push(freeze));
        Ok(())
    }

    async fn remove_freezes(&self, scope: &FreezeScope) -> Result<bool, StoreError> {
        Ok(self.lay_down(self.lock(), |orders| {
            let before = orders.freezes.len();
            orders.freezes.retain(|freeze| freeze.scope != *scope);
            orders.freezes.len() < before
        }))
    }

    async fn set_pins(&self, pins: Pins, known: u64) -> Result<bool, StoreError> {
        let inner = self.lock();
        let is_known = inner.orders.revision == known;
        if is_known {
            self.lay_down(inner, |orders| orders.pins = pins);
        }
        Ok(is_known)
    }

    async fn add_grant(&self, grant: Grant) -> Result<(), StoreError> {
        self.lock().grants.push(grant);
        Ok(())
    }

    async fn grants(&self) -> Result<Vec<Grant>, StoreError> {
        let mut inner = self.lock();
        inner.grants.retain(|grant| grant.uses_left > 0 && grant.targets_left > 0);
        Ok(inner.grants.clone())
    }

    async fn use_grant(&self, id: &str, targets: u64) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        let is_good = |grant: &&mut Grant| grant.id == id && grant.uses_left > 0 && grant.targets_left >= targets;
        let Some(grant) = inner.grants.iter_mut().find(is_good) else { return Ok(false) };
        grant.uses_left -= 1;
        grant.targets_left -= targets;
        Ok(true)
    }

    async fn remove_grant(&self, id: &str) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        let before = inner.grants.len();
        inner.grants.retain(|grant| grant.id != id);
        Ok(inner.grants.len() < before)
    }

    async fn targets_taken(&self, principal: &Principal, now: Timestamp) -> Result<u64, StoreError> {
        Ok(self.lock().taken.get(&principal.person()).map_or(0, |taken| taken.used(now)))
    }

    async fn take_targets(
        &self,
        principal: &Principal,
        amount: u64,
        limit: u64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        if inner.taken.len() >= MANY {
            inner.taken.retain(|_, taken| !taken.is_empty(now));
        }
        let taken = inner.taken.entry(principal.person()).or_insert_with(|| Window::new(HOUR));
        Ok(taken.take(amount, limit, now).is_ok())
    }

    async fn give_back_targets(&self, principal: &Principal, amount: u64, taken: Timestamp) -> Result<(), StoreError> {
        if let Some(window) = self.lock().taken.get_mut(&principal.person()) {
            window.give_back(amount, taken);
        }
        Ok(())
    }

    fn changes(&self) -> Changes {
        self.changed.changes()
    }
}

impl fmt::Debug for MemoryDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.lock();
        f.debug_struct("MemoryDesk")
            .field("orders", &inner.orders)
            .field("grants", &inner.grants.len())
            .finish_non_exhaustive()
    }
}
