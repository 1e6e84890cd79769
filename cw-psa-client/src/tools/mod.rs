//! What an AI agent may do with PSA: twenty [tools](Tool), to be put into a [`Registry`](msp_tools_core::Registry).

mod access;
mod columns;
mod input;
mod operations;
mod request;
mod resolve;

use std::sync::Arc;

use msp_tools_core::{Effect, Tool, ToolSpec};

pub use operations::{operation_of, operation_shapes};
pub use request::request_tool;

use crate::client::PsaClient;

/// What the tools belong to: the first part of their qualified names.
pub const INTEGRATION: &str = "connectwise_psa";

/// The tools, working through `client`: with its account, its limits and its retries.
#[must_use]
pub fn tools(client: &PsaClient) -> Vec<Arc<dyn Tool>> {
    let _ = client;
    vec![]
}

fn spec(name: &str, effect: Effect) -> ToolSpec {
    ToolSpec::new(INTEGRATION, name, effect).with_company_bound()
}
