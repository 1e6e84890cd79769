//! Typed async client for the ConnectWise PSA (Manage) REST API.

pub mod condition;
pub mod filters;
mod reference;

pub use condition::{Condition, ConditionError, Criteria, Field, OrderBy};
pub use reference::By;
