//! `msp search`: the tools that fit an intent.

use serde_json::{Value, json};

use crate::cli::Globals;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::{gate, render};

pub(crate) async fn run(console: Console, globals: &Globals, intent: &str, limit: u16) -> Result<Exit, Failure> {
    let registry = gate::to_look(console, globals).await?;
    let found = registry.search(intent, usize::from(limit));
    let report: Value =
        found.iter().map(|found| json!({"name": found.tool.spec().name, "score": found.score})).collect();
    console.answer(&report, || {
        if found.is_empty() {
            return "No tool fits. `msp tools` lists them all.".to_owned();
        }
        let mut table = render::blank_table();
        for (rank, found) in found.iter().enumerate() {
            let spec = found.tool.spec();
            table.add_row([
                format!("{}.", rank + 1),
                spec.name.clone(),
                found.tool.policy().to_string(),
                spec.title.clone(),
            ]);
        }
        render::trimmed(&table)
    });
    Ok(Exit::Done)
}
