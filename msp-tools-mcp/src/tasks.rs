//! Calls that run as tasks, which a client asks about in its own time.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
};

use msp_tools_core::Principal;
use rmcp::task_manager::TaskManager;

/// The tasks of each principal, who alone can see them.
#[derive(Default)]
pub(crate) struct Tasks(Mutex<HashMap<Principal, TaskManager>>);

impl Tasks {
    /// The tasks of a principal.
    pub(crate) fn of(&self, principal: &Principal) -> TaskManager {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(principal.clone()).or_default().clone()
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tasks").finish_non_exhaustive()
    }
}
