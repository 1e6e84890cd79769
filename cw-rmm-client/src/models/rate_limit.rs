//! What is left of the service's rate limits.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::macros::model;

model! {
    /// The limits, by part of the service and operation.
    pub struct RateLimits {
        /// `asset`, then `partner-asset-endpoints-details`.
        resources: BTreeMap<String, BTreeMap<String, RateLimit>>,
    }

    /// The limit of one operation.
    pub struct RateLimit {
        /// How many requests there are in a span.
        limit: i64,
        /// How many are left of them.
        remaining: i64,
        /// When there will be more, in seconds since 1970.
        reset: i64,
    }
}

impl RateLimit {
    /// When there will be more.
    #[must_use]
    pub fn reset_at(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.reset?).ok()
    }
}
