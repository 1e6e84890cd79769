//! `msp plan`: what a call would do.

use msp_tools_core::CallContext;
use serde_json::json;

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::{gate, input, render};

pub(crate) async fn run(console: &Console, sandbox: bool, tool: &str, input: Option<&str>) -> Result<Exit, Failure> {
    let arguments = input::read(input)?;
    let tenant = Tenant::open(sandbox).await?;
    let (registry, _) = gate::registry(&tenant)?;
    let preview = registry.plan(tool, arguments, &CallContext::new(gate::requester(None))).await?;
    console.answer(&json!(preview), || {
        let mut lines = vec![render::plan(&preview.plan)];
        lines.push(format!("  policy      {}", render::policy(preview.decision.policy)));
        for reason in &preview.decision.reasons {
            lines.push(format!("  because     {}", reason.words));
        }
        lines.join("\n")
    });
    Ok(Exit::Done)
}
