//! Deliveries that came before.

use std::collections::{HashSet, VecDeque};

use super::delivery::Delivery;

/// Remembers the last deliveries, so that none is handled twice: neither one that the service
/// repeats, nor one that somebody recorded and sends again.
///
/// Deliveries are told apart by their signatures, which nobody without the key can make anew. Old
/// ones are forgotten once there are too many. Deliveries carry no time, so a very old one passes
/// again; where that matters, compare the record's `_info.lastUpdated`.
#[derive(Debug, Clone)]
pub struct SeenDeliveries {
    capacity: usize,
    signatures: HashSet<[u8; 32]>,
    order: VecDeque<[u8; 32]>,
}

impl SeenDeliveries {
    /// Remembers up to this many, at about a hundred bytes each; at least one.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), signatures: HashSet::new(), order: VecDeque::new() }
    }

    /// Whether this delivery comes for the first time; from now on it does not.
    pub fn is_first(&mut self, delivery: &Delivery) -> bool {
        let is_new = self.signatures.insert(delivery.signature());
        if is_new {
            self.order.push_back(delivery.signature());
            if self.order.len() > self.capacity {
                self.order.pop_front().map(|oldest| self.signatures.remove(&oldest));
            }
        }
        is_new
    }

    /// Forgets a delivery that could not be handled, so that it is taken when it is repeated.
    pub fn forget(&mut self, delivery: &Delivery) {
        if self.signatures.remove(&delivery.signature()) {
            self.order.retain(|signature| *signature != delivery.signature());
        }
    }
}
