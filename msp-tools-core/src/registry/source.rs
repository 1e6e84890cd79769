//! Tools that are discovered while a host runs.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use serde::Serialize;

use super::Snapshot;
use crate::{Digest, Operation, Tool, ToolError};

/// Where tools come from that nobody knows beforehand, such as the scripts of an account.
#[async_trait]
pub trait ToolSource: Send + Sync {
    /// All tools that there are at present.
    ///
    /// # Errors
    /// If they cannot be found out. The registry then stays as it is.
    async fn tools(&self) -> Result<Vec<Arc<dyn Tool>>, ToolError>;
}

/// What a refresh changed: short names, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Refreshed {
    /// Tools that are new.
    pub added: Vec<String>,
    /// Tools that went away.
    pub removed: Vec<String>,
    /// Tools whose definition changed. What was approved of them is stale.
    pub changed: Vec<String>,
}

/// What a tool describes, and is not what was pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Drift {
    /// The tool's qualified name.
    pub tool: String,
    /// The operation.
    pub operation: Operation,
    /// What it looked like when it was pinned.
    pub pinned: String,
    /// What it looked like at the last refresh.
    pub now: String,
}

impl Refreshed {
    pub(super) fn between(before: &Snapshot, after: &Snapshot) -> Self {
        let before: BTreeMap<&str, &Digest> = before.definitions().collect();
        let after: BTreeMap<&str, &Digest> = after.definitions().collect();
        let names = |of: &BTreeMap<&str, &Digest>, is: &dyn Fn(&str, &Digest) -> bool| {
            of.iter().filter(|(name, definition)| is(name, definition)).map(|(name, _)| (*name).to_owned()).collect()
        };
        Self {
            added: names(&after, &|name, _| !before.contains_key(name)),
            removed: names(&before, &|name, _| !after.contains_key(name)),
            changed: names(&after, &|name, definition| before.get(name).is_some_and(|old| *old != definition)),
        }
    }
}
