//! Search, measured on labelled intents in the words of technicians.
//!
//! `tests/search/intents.tsv` is split: rules and synonyms are made looking at the part `tune`; the part `held` only
//! measures how well they carry over. `cargo test --test search -- --nocapture` prints the figures and the misses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

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

/// The figures when the words were last worked on. New tools and intents join at this level; it only goes up.
#[test]
fn finds_what_technicians_ask_for() {
    let figures = measure();
    let reached = |part: &str, recall, reciprocal_rank, rejection| {
        let figures = &figures[part];
        assert!(figures.recall_at_3() >= recall, "{part}: {figures:?}");
        assert!(figures.mean_reciprocal_rank() >= reciprocal_rank, "{part}: {figures:?}");
        assert!(figures.rejection() >= rejection, "{part}: {figures:?}");
    };
    reached("tune", 0.97, 0.88, 0.95);
    reached("held", 0.95, 0.89, 0.81);
}

#[test]
fn the_list_is_large_enough_to_tell() {
    let intents = intents();
    let names: BTreeSet<_> = catalogue().into_iter().map(|spec| spec.name).collect();
    for intent in &intents {
        assert!(intent.tools.iter().all(|tool| names.contains(*tool)), "{}", intent.words);
    }
    let answerable = intents.iter().filter(|intent| !intent.tools.is_empty()).count();
    assert!(answerable >= 150 && intents.len() - answerable >= 20);
    assert_eq!(intents.iter().map(|intent| intent.words).collect::<BTreeSet<_>>().len(), intents.len());
}

fn names(tools: &[ToolSpec], intent: &str, limit: usize) -> Vec<String> {
    index(tools).search(intent, limit).iter().map(|hit| tools[hit.index].name.clone()).collect()
}

fn tool(name: &str) -> ToolSpec {
    ToolSpec::new("toys", name, Effect::Read)
}

#[test]
fn every_field_is_searched() {
    let mut with_parameter = tool("d");
    with_parameter.input_schema = json!({"properties": {"max_velocity": {"enum": ["ludicrous"]},
        "deep": {"anyOf": [{"properties": {"inner": {"const": "plaid"}}}]}}});
    let tools = [
        tool("wombat"),
        tool("a").with_aliases(["quokka"]),
        tool("b").with_title("Numbat"),
        tool("c").with_description("Feeds the bilby."),
        with_parameter,
        ToolSpec::new("dingo", "e", Effect::Read),
    ];
    let expected = [
        ("wombats", "wombat"),
        ("quokka", "a"),
        ("numbat", "b"),
        ("bilby", "c"),
        ("velocity", "d"),
        ("ludicrous", "d"),
        ("inner", "d"),
        ("plaid", "d"),
        ("dingo", "e"),
    ];
    for (intent, name) in expected {
        assert_eq!(names(&tools, intent, 5), [name], "{intent}");
    }
}

#[test]
fn words_that_are_written_as_one_are_found_by_each_and_by_all() {
    let tools = [tool("a").with_title("Run script \"GetTangoWombats\""), tool("b").with_title("Tangos")];
    for intent in ["wombats", "GetTangoWombats", "gettangowombats"] {
        assert_eq!(names(&tools, intent, 5), ["a"], "{intent}");
    }
    assert_eq!(names(&tools, "get tango wombat", 1), ["a"]);
}

#[test]
fn prominent_fields_count_more() {
    let tools = [tool("a").with_description("Feeds wombats."), tool("b").with_title("Wombats"), tool("wombats")];
    assert_eq!(names(&tools, "wombat", 5), ["wombats", "b", "a"]);
}

#[test]
fn ties_go_by_name_and_the_limit_keeps_the_best() {
    let tools: Vec<_> = ["c", "b", "d", "a"].map(|name| tool(name).with_title("Wombat")).into();
    assert_eq!(names(&tools, "wombat", 9), ["a", "b", "c", "d"]);
    assert_eq!(names(&tools, "wombat", 2), ["a", "b"]);
    assert_eq!(names(&tools, "wombat", 0), [""; 0]);
}

#[test]
fn half_of_what_is_wanted_is_enough_and_less_is_not() {
    let tools = [tool("wombat")];
    assert_eq!(names(&tools, "wombat pizza", 1), ["wombat"]);
    assert_eq!(names(&tools, "wombat pizza tango", 1), [""; 0]);
    assert_eq!(names(&tools, "wombat at Pizza Tango", 1), ["wombat"], "names are not missing from any tool");
}

#[test]
fn words_that_fit_every_tool_are_not_enough() {
    let tools = [tool("list-wombats"), tool("get-wombat")];
    assert_eq!(names(&tools, "list", 5), [""; 0]);
    assert_eq!(names(&tools, "list wombats", 1), ["list-wombats"]);
    assert_eq!(names(&tools, "get wombat", 1), ["get-wombat"]);
}

#[test]
fn a_question_prefers_tools_that_only_read() {
    let tools = [ToolSpec::new("toys", "a-wombat", Effect::Destroy), tool("b-wombat")];
    assert_eq!(names(&tools, "wombat", 1), ["a-wombat"]);
    assert_eq!(names(&tools, "which wombat", 1), ["b-wombat"]);
}

#[test]
fn nothing_is_found_among_nothing() {
    assert_eq!(SearchIndex::build(&[]).search("wombat", 5), []);
}

proptest! {
    #[test]
    fn any_text_is_an_intent(text in any::<String>(), limit in 0usize..5) {
        static INDEX: LazyLock<SearchIndex> = LazyLock::new(|| index(&catalogue()));
        let hits = INDEX.search(&text, limit);
        prop_assert!(hits.len() <= limit);
        prop_assert!(hits.is_sorted_by(|one, next| one.score >= next.score));
        prop_assert!(hits.iter().all(|hit| hit.score.is_finite() && hit.score > 0.0));
        prop_assert_eq!(hits, INDEX.search(&text, limit));
    }
}
