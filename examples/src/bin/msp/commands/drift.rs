//! `msp policy drift` and `msp policy pin`: scripts that are no longer what was judged.

use msp_tools_core::{ApprovalDesk, Drift, Pins, Principal, Registry};
use serde_json::json;

use crate::cli::Globals;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::tenant::Tenant;
use crate::toolbox::Toolbox;
use crate::{gate, render, state};

pub(crate) async fn show(console: Console, globals: &Globals) -> Result<Exit, Failure> {
    let drifted = desk(globals).await?.drifted().await?;
    console.answer(&json!(drifted), || match drifted.as_slice() {
        [] => "No script has changed since it was judged.".to_owned(),
        drifted => in_words(drifted),
    });
    Ok(Exit::Done)
}

pub(crate) async fn pin(console: Console, globals: &Globals, tool: &str, by: String) -> Result<Exit, Failure> {
    let desk = desk(globals).await?;
    let mut drifted = desk.drifted().await?;
    drifted.retain(|drift| drift.tool.split_once(':').is_some_and(|(_, short)| drift.tool == tool || short == tool));
    if drifted.is_empty() {
        let message = format!("no script of a tool `{tool}` has changed since it was judged: see `msp policy drift`");
        return Err(Failure::new(Exit::Usage, "not_found", message));
    }
    let pins = drifted.iter().fold(Pins::new(), |pins, drift| pins.with(drift.operation.clone(), &drift.now));
    desk.pin(pins, &Principal::new(by)).await?;
    console.answer(&json!(drifted), || format!("{tool} is judged as it is now."));
    Ok(Exit::Done)
}

/// The desk of what is kept, with the scripts as they are at present.
async fn desk(globals: &Globals) -> Result<ApprovalDesk, Failure> {
    let tenant = Tenant::open(globals).await?;
    tenant.rmm()?;
    let toolbox = Toolbox { tools: tenant.tools(globals), scripts: tenant.scripts().await? };
    let store = state::open(globals).await?;
    Ok(gate::built(store.attach(Registry::builder()), globals, toolbox).await?.1)
}

fn in_words(drifted: &[Drift]) -> String {
    let mut table = render::blank_table();
    for drift in drifted {
        table.add_row([render::safe(&drift.tool), drift.operation.to_string()]);
    }
    format!("{}\nLook at each, then: msp policy pin TOOL --as NAME", render::trimmed(&table))
}
