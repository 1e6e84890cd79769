//! `msp plan`: what a call would do.

use msp_tools_core::{CallContext, Registry};
use serde_json::json;

use crate::cli::Globals;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::{gate, input, render};

pub(crate) async fn run(console: Console, globals: &Globals, tool: &str, input: Option<&str>) -> Result<Exit, Failure> {
    let arguments = input::read(input)?;
    let tenant = Tenant::open(globals).await?;
    tenant.product_of(tool)?;
    let toolbox = tenant.toolbox(globals, tool).await?;
    let (registry, _) = gate::built(gate::with_orders(globals, Registry::builder()).await?, globals, toolbox).await?;
    let preview = registry.plan(tool, arguments, &CallContext::new(gate::requester(None))).await?;
    console.answer(&json!(preview), || {
        format!("{}\n{}", render::plan(&preview.plan), render::decision(&preview.decision))
    });
    Ok(Exit::Done)
}
