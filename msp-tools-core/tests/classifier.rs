//! The script classifier, measured on names and descriptions as providers write them.
//!
//! The entries in `tests/classifier` come in two parts: words and rules are made looking at `tuned.tsv`; `held.tsv` was
//! written before them and measures how well they carry over. `cargo test --test classifier -- --nocapture` prints the
//! figures and the misses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use msp_tools_core::{Policy, ScriptFacts, Verdict, classify};

const TUNED: &str = include_str!("classifier/tuned.tsv");
const HELD: &str = include_str!("classifier/held.tsv");

/// What a script does, whatever the classifier makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Changes nothing.
    Read,
    /// Nobody can tell from the words.
    Doubt,
    Change,
    /// Destroys, removes protection or reveals secrets.
    Destroy,
}

struct Entry {
    kind: Kind,
    policy: Policy,
    rule: &'static str,
    facts: ScriptFacts,
    verdict: Verdict,
}

fn entries(part: &'static str) -> Vec<Entry> {
    part.lines().filter(|line| !line.starts_with('#')).map(entry).collect()
}

fn entry(line: &'static str) -> Entry {
    let cells: Vec<_> = line.split('\t').collect();
    let [kind, policy, rule, name, description, parameters] = cells[..] else { panic!("{line}") };
    let kind = match kind {
        "read" => Kind::Read,
        "doubt" => Kind::Doubt,
        "change" => Kind::Change,
        "destroy" => Kind::Destroy,
        _ => panic!("{line}"),
    };
    let parameters: Vec<_> = parameters.split(',').filter(|name| !name.is_empty()).collect();
    let facts = ScriptFacts::new(name, description).with_parameters(parameters);
    let verdict = classify(&facts);
    Entry { kind, policy: policy.parse().unwrap(), rule, facts, verdict }
}

/// Share of the reading scripts that run by themselves, in percent.
fn reading_share(entries: &[Entry]) -> f64 {
    let reads: Vec<_> = entries.iter().filter(|entry| entry.kind == Kind::Read).collect();
    let auto = reads.iter().filter(|entry| entry.verdict.policy == Policy::Auto).count();
    100.0 * auto as f64 / reads.len() as f64
}

fn report(part: &str, entries: &[Entry]) {
    for entry in entries.iter().filter(|entry| entry.verdict.policy != entry.policy || entry.verdict.rule != entry.rule)
    {
        let Verdict { policy, rule, matched, .. } = &entry.verdict;
        println!("{part}: {:?}: {policy} {rule} {matched:?}, not {} {}", entry.facts, entry.policy, entry.rule);
    }
    let mut matrix: BTreeMap<(Kind, Policy), usize> = BTreeMap::new();
    entries.iter().for_each(|entry| *matrix.entry((entry.kind, entry.verdict.policy)).or_default() += 1);
    println!("{part}: {} scripts", entries.len());
    println!("{:>10} {:>6} {:>9} {:>6}", "", "auto", "approval", "never");
    for kind in [Kind::Read, Kind::Doubt, Kind::Change, Kind::Destroy] {
        let count = |policy| matrix.get(&(kind, policy)).copied().unwrap_or(0);
        let row = [Policy::Auto, Policy::Approval, Policy::Never].map(count);
        println!("{:>10} {:>6} {:>9} {:>6}", format!("{kind:?}").to_lowercase(), row[0], row[1], row[2]);
    }
    let wrong = entries.iter().filter(|entry| entry.kind != Kind::Read && entry.verdict.policy == Policy::Auto).count();
    println!("{part}: scripts that may change something and are auto: {wrong}");
    println!("{part}: scripts that only read and are auto: {:.1} percent", reading_share(entries));
}

#[test]
fn figures() {
    for (part, text) in [("tuned", TUNED), ("held", HELD)] {
        report(part, &entries(text));
    }
}
