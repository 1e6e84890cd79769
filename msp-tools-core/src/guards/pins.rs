//! What the content of operations looked like when it was judged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Operation;

/// What the content of operations looked like when they were judged: the hash of a script's text, say.
///
/// Where an operation has changed since, or cannot be shown to be the same, a call needs a person, by whatever tool and under
/// whatever rule, until it is [pinned anew](crate::ApprovalDesk::pin). What tools [describe](crate::ToolSpec::with_fingerprint)
/// is pinned by the first [refresh](crate::Registry::refresh) that sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pins(BTreeMap<Operation, String>);

impl Pins {
    /// No pins.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what an operation looked like when it was judged, as in [`Plan::fingerprints`](crate::Plan::fingerprints).
    #[must_use]
    pub fn with(mut self, operation: impl Into<Operation>, fingerprint: impl Into<String>) -> Self {
        self.0.insert(operation.into(), fingerprint.into());
        self
    }

    /// What the operation looked like when it was judged.
    pub fn get(&self, operation: &Operation) -> Option<&str> {
        self.0.get(operation).map(String::as_str)
    }

    /// All of them, by operation.
    pub fn iter(&self) -> impl Iterator<Item = (&Operation, &str)> {
        self.0.iter().map(|(operation, fingerprint)| (operation, fingerprint.as_str()))
    }

    /// These, and of `others` those of operations about which these say nothing.
    #[must_use]
    pub(crate) fn or(mut self, others: &Self) -> Self {
        for (operation, fingerprint) in &others.0 {
            if !self.0.contains_key(operation) {
                self.0.insert(operation.clone(), fingerprint.clone());
            }
        }
        self
    }

    /// Those of operations about which `others` say nothing.
    #[must_use]
    pub(crate) fn beyond(mut self, others: &Self) -> Self {
        self.0.retain(|operation, _| !others.0.contains_key(operation));
        self
    }
}
