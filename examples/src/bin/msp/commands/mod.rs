//! The commands, one a file.

pub(crate) mod approvals;
pub(crate) mod audit;
pub(crate) mod call;
pub(crate) mod classify;
pub(crate) mod connect;
pub(crate) mod demo;
pub(crate) mod drift;
pub(crate) mod mcp;
pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod request;
pub(crate) mod sandbox;
pub(crate) mod search;
pub(crate) mod tools;
