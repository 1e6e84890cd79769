//! Typed async client for the ConnectWise PSA (Manage) REST API.

pub mod callbacks;
pub mod condition;
pub mod filters;
pub mod ids;
pub mod models;
pub mod patch;
mod reference;

pub use condition::{Condition, ConditionError, Criteria, Field, OrderBy};
pub use patch::{Change, Patch, PatchError};
pub use reference::By;
