//! Where the orders of people are kept: what they lay down for all calls to come.

mod memory;

use async_trait::async_trait;

pub use memory::MemoryDesk;

use crate::{Changes, Freeze, FreezeScope, Grant, Pins, Principal, StoreError, Timestamp};

/// Keeps what people laid down at the desk for all calls to come, in every process that shares the store: standing
/// grants, freezes and pins. And what was used of the targets that a principal may change in an hour.
///
/// Freezes and pins are looked at before each call, so that [`orders`](Self::orders) should be quick if there are no new ones.
#[async_trait]
pub trait DeskStore: Send + Sync {
    /// Freezes and pins as they stand, or `None` if their revision is still the one that is known. A store in which
    /// nobody laid anything down is at revision 0.
    ///
    /// # Errors
    /// If the store cannot be read. Nothing is started then.
    async fn orders(&self, known: u64) -> Result<Option<Orders>, StoreError>;

    /// Adds a freeze, which is a new revision.
    ///
    /// # Errors
    /// If it cannot be kept.
    async fn add_freeze(&self, freeze: Freeze) -> Result<(), StoreError>;

    /// Removes all freezes of exactly that scope, which is a new revision; returns whether there were any.
    ///
    /// # Errors
    /// If the store cannot be written; they then stay.
    async fn remove_freezes(&self, scope: &FreezeScope) -> Result<bool, StoreError>;

    /// Replaces the pins, which is a new revision, if the revision is still the one that is known, atomically: so that
    /// nobody's pins are lost who laid them down at the same time. Returns whether it was.
    ///
    /// # Errors
    /// If they cannot be kept; those before then stay.
    async fn set_pins(&self, pins: Pins, known: u64) -> Result<bool, StoreError>;

    /// Adds a grant.
    ///
    /// # Errors
    /// If it cannot be kept.
    async fn add_grant(&self, grant: Grant) -> Result<(), StoreError>;

    /// The grants with uses and targets left, oldest first. Those that have run out by the clock may be among them.
    ///
    /// # Errors
    /// If the store cannot be read.
    async fn grants(&self) -> Result<Vec<Grant>, StoreError>;

    /// Uses a grant for one call on so many targets, if it is still there and good for that many, atomically: of any
    /// number of callers together none uses more than it is good for.
    ///
    /// # Errors
    /// If the store cannot be written. The caller must then assume that it was not granted.
    async fn use_grant(&self, id: &str, targets: u64) -> Result<bool, StoreError>;

    /// Removes a grant; returns whether it was there.
    ///
    /// # Errors
    /// If the store cannot be written; it then stays.
    async fn remove_grant(&self, id: &str) -> Result<bool, StoreError>;

    /// How many targets the principal took within the hour before `now`.
    ///
    /// # Errors
    /// If the store cannot be read.
    async fn targets_taken(&self, principal: &Principal, now: Timestamp) -> Result<u64, StoreError>;

    /// Takes targets, unless the principal would have taken more than `limit` within the hour before `now`; atomically.
    /// Returns whether it did.
    ///
    /// # Errors
    /// If the store cannot be written. Nothing is started then.
    async fn take_targets(
        &self,
        principal: &Principal,
        amount: u64,
        limit: u64,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Gives back targets that were taken at that moment and not used after all.
    ///
    /// # Errors
    /// If the store cannot be written; they then count as used.
    async fn give_back_targets(&self, principal: &Principal, amount: u64, taken: Timestamp) -> Result<(), StoreError>;

    /// Tells of new revisions, by whichever process, within a second: so that calls that run are stopped elsewhere too.
    fn changes(&self) -> Changes;
}

/// Freezes and pins as they stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Orders {
    /// Counts changes, from 0.
    pub revision: u64,
    /// What is stopped, oldest first.
    pub freezes: Vec<Freeze>,
    /// What operations looked like when they were judged.
    pub pins: Pins,
}

impl Orders {
    /// What stands at that revision.
    pub fn new(revision: u64, freezes: Vec<Freeze>, pins: Pins) -> Self {
        Self { revision, freezes, pins }
    }
}
