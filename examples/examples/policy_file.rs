//! A policy file: what runs by itself, what needs a person, and what does not exist, and how a mistake in it is told.
//!
//!     cargo run -p msp-examples --example policy_file

mod common;

use common::AnyError;
use cw_sandbox::Sandbox;
use cwa_client::tools;
use msp_tools_core::{CallContext, Policies, Registry, ToolCatalog};
use serde_json::json;

const FILE: &str = include_str!("../policy.toml");

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let mut all = tools::tools(&common::automate(&sandbox)?);
    all.extend(cw_psa_client::tools::tools(&common::psa(&sandbox)?));

    // The catalogue is what rules can be about: one that fits nothing is a mistake, not a wish.
    let shapes = tools::operation_shapes().chain(cw_psa_client::tools::operation_shapes());
    let catalog = ToolCatalog::new(all.iter().map(|tool| tool.spec())).with_operations(shapes);
    let policies = Policies::parse(FILE, &catalog)?;
    let (registry, _desk) = Registry::builder().tools(all).policies(policies).build()?;

    for name in ["cwa-list-computers", "cwa-clear-alert", "cwa-run-script", "cw-psa-list-opportunities"] {
        match registry.get(name) {
            Ok(tool) => println!("{name}: {}", tool.policy()),
            Err(error) => println!("{name}: {error}"),
        }
    }

    // Why, for one call.
    let run = json!({"script": "Disk Cleanup", "computers": ["kiosk"]});
    let preview = registry.plan("cwa-run-script", run, &CallContext::new("agent")).await?;
    println!("{}: {}", preview.plan.sentence, preview.decision.policy);
    for reason in &preview.decision.reasons {
        println!("  {}: {}", reason.policy, reason.words);
    }

    // A file with any problem is refused whole, with each problem at its place.
    let mistaken = FILE.replace("cwa-clear-alert = ", "cwa-clear-alerts = ");
    if let Err(problems) = Policies::parse(&mistaken, &catalog) {
        println!("refused:\n{problems}");
    }
    Ok(())
}
