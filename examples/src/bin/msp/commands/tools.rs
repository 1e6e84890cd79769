//! `msp tools`: what can be called, and under which policy.

use serde_json::json;

use crate::cli::Product;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::{gate, render};

pub(crate) async fn run(console: &Console, sandbox: bool, product: Option<Product>) -> Result<Exit, Failure> {
    // The tools are the same on every tenant, so a newcomer without credentials sees them too.
    let tenant = match Tenant::open(sandbox).await {
        Err(_) if !configured() => Tenant::embedded().await?,
        tenant => tenant?,
    };
    let (registry, _) = gate::registry(&tenant)?;
    let mut tools = registry.list();
    tools.retain(|tool| product.is_none_or(|product| tool.spec().integration == product.integration()));
    console.answer(&json!(tools), || {
        let mut table = render::blank_table();
        for tool in &tools {
            let spec = tool.spec();
            table.add_row([
                spec.name.clone(),
                tool.policy().to_string(),
                render::effect(spec.effect).to_owned(),
                spec.title.clone(),
            ]);
        }
        render::trimmed(&table)
    });
    Ok(Exit::Done)
}

/// Whether the environment says anything about a tenant.
fn configured() -> bool {
    std::env::vars_os().any(|(name, _)| name.to_string_lossy().starts_with("CWA_"))
}
