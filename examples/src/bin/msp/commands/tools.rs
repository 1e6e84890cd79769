//! `msp tools`: what can be called, and under which policy.

use serde_json::json;

use crate::cli::Globals;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::product::Product;
use crate::{gate, render};

pub(crate) async fn run(console: Console, globals: &Globals, product: Option<Product>) -> Result<Exit, Failure> {
    let mut tools = gate::to_look(console, globals).await?.list();
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
