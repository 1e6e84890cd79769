//! Search, measured on labelled intents in the words of technicians.
//!
//! `tests/search/intents.tsv` is split: rules and synonyms are made looking at the part `tune`; the part `held` only
//! measures how well they carry over. `cargo test --test search -- --nocapture` prints the figures and the misses.

use std::collections::{BTreeMap, BTreeSet};

use msp_tools_core::{Effect, SearchIndex, ToolSpec};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Entry {
    integration: String,
    name: String,
    effect: Effect,
    title: String,
    description: String,
    aliases: Vec<String>,
    input: Map<String, Value>,
}

fn catalogue() -> Vec<ToolSpec> {
    let entries: Vec<Entry> = serde_json::from_str(include_str!("search/catalogue.json")).unwrap();
    let spec = |entry: Entry| {
        let mut spec = ToolSpec::new(entry.integration, entry.name, entry.effect)
            .with_title(entry.title)
            .with_description(entry.description)
            .with_aliases(entry.aliases);
        spec.input_schema = json!({"type": "object", "additionalProperties": false, "properties": entry.input});
        spec
    };
    entries.into_iter().map(spec).collect()
}

fn index(catalogue: &[ToolSpec]) -> SearchIndex {
    SearchIndex::build(&catalogue.iter().collect::<Vec<_>>())
}

struct Intent {
    part: &'static str,
    words: &'static str,
    /// Any of these answers it. Empty if no tool does.
    tools: BTreeSet<&'static str>,
}

fn intents() -> Vec<Intent> {
    let lines = include_str!("search/intents.tsv").lines().filter(|line| !line.starts_with('#'));
    let intent = |line: &'static str| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap();
        let (part, words) = (cell(), cell());
        Intent { part, words, tools: cell().split(' ').filter(|tool| *tool != "-").collect() }
    };
    lines.map(intent).collect()
}

#[derive(Debug, Default)]
struct Figures {
    intents: f64,
    in_first_three: f64,
    reciprocal_ranks: f64,
    unanswerable: f64,
    answered_with_nothing: f64,
}

impl Figures {
    /// Share of the intents that have one of their tools among the first three hits.
    fn recall_at_3(&self) -> f64 {
        self.in_first_three / self.intents
    }

    /// Mean of one over the rank of the first of their tools, within ten hits.
    fn mean_reciprocal_rank(&self) -> f64 {
        self.reciprocal_ranks / self.intents
    }

    /// Share of the intents that nothing answers for which nothing was found.
    fn rejection(&self) -> f64 {
        self.answered_with_nothing / self.unanswerable
    }
}

fn measure() -> BTreeMap<&'static str, Figures> {
    let catalogue = catalogue();
    let index = index(&catalogue);
    let mut parts: BTreeMap<&str, Figures> = BTreeMap::new();
    for Intent { part, words, tools } in intents() {
        let figures = parts.entry(part).or_default();
        let found: Vec<&str> = index.search(words, 10).iter().map(|hit| catalogue[hit.index].name.as_str()).collect();
        if tools.is_empty() {
            figures.unanswerable += 1.0;
            figures.answered_with_nothing += f64::from(found.is_empty());
            if !found.is_empty() {
                println!("{part}: `{words}` should find nothing, found {:?}", &found[..found.len().min(3)]);
            }
            continue;
        }
        figures.intents += 1.0;
        let rank = found.iter().position(|name| tools.contains(name)).map(|at| at + 1);
        figures.in_first_three += f64::from(rank.is_some_and(|rank| rank <= 3));
        figures.reciprocal_ranks += rank.map_or(0.0, |rank| 1.0 / f64::from(u32::try_from(rank).unwrap()));
        if rank.is_none_or(|rank| rank > 3) {
            println!("{part}: `{words}` missed {tools:?}, found {:?}", &found[..found.len().min(3)]);
        }
    }
    for (part, figures) in &parts {
        println!(
            "{part}: {} intents, recall@3 {:.3}, MRR {:.3}; {} that nothing answers, {:.3} rejected",
            figures.intents,
            figures.recall_at_3(),
            figures.mean_reciprocal_rank(),
            figures.unanswerable,
            figures.rejection()
        );
    }
    parts
}

#[test]
fn finds_what_technicians_ask_for() {
    let _ = measure();
}

proptest! {
    #[test]
    fn any_text_is_an_intent(text in any::<String>(), limit in 0usize..5) {
        let catalogue = catalogue();
        let hits = index(&catalogue).search(&text, limit);
        prop_assert!(hits.len() <= limit);
    }
}
