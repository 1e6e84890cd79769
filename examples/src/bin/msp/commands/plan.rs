//! `msp plan`: what a call would do.

use msp_tools_core::CallContext;
use serde_json::json;

use crate::cli::Globals;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::{gate, input, render};

pub(crate) async fn run(console: Console, globals: &Globals, tool: &str, input: Option<&str>) -> Result<Exit, Failure> {
    let arguments = input::read(input)?;
    let tenant = Tenant::open(globals).await?;
    tenant.has(tool)?;
    let registry = gate::to_look(globals, tenant.tools(globals))?;
    let preview = registry.plan(tool, arguments, &CallContext::new(gate::requester(None))).await?;
    console.answer(&json!(preview), || {
        format!("{}\n{}", render::plan(&preview.plan), render::decision(&preview.decision))
    });
    Ok(Exit::Done)
}
