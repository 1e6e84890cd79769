//! `msp policy classify`: which policy is proposed for a script, by what is written about it.

use msp_tools_core::{ScriptFacts, Verdict, classify};
use serde_json::json;

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::{input, render};

pub(crate) fn run(console: Console, scripts: &str) -> Result<Exit, Failure> {
    let (source, text) = input::text("scripts", scripts)?;
    // All are read before anything is printed: a mistake in the last line leaves no half of an answer.
    let facts = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let facts = facts.map(|(index, line)| read(&source, index + 1, line)).collect::<Result<Vec<_>, _>>()?;
    let judged: Vec<_> = facts.iter().map(|facts| (facts, classify(facts))).collect();
    if console.is_json() {
        for (_, verdict) in &judged {
            console.line(&json!(verdict));
        }
        return Ok(Exit::Done);
    }
    let mut table = render::blank_table();
    for (facts, verdict) in &judged {
        table.add_row([verdict.policy.to_string(), render::safe(&facts.name), why(verdict)]);
    }
    console.say(&render::trimmed(&table));
    Ok(Exit::Done)
}

fn read(source: &str, line: usize, text: &str) -> Result<ScriptFacts, Failure> {
    serde_json::from_str(text).map_err(|error| {
        let expected = r#"{"name": "Disk Cleanup", "description": "Removes temporary files"}"#;
        Failure::usage(format!("{source}, line {line}: {error}; expected one script a line, such as {expected}"))
    })
}

fn why(verdict: &Verdict) -> String {
    let words = if verdict.matched.is_empty() { String::new() } else { format!(": {}", verdict.matched.join(", ")) };
    format!("{}{words}", verdict.rule)
}
