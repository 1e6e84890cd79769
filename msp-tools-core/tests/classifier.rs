//! The script classifier, measured on names and descriptions as providers write them.
//!
//! The entries in `tests/classifier` come in two parts: words and rules are made looking at `tuned.tsv`; `held.tsv` was
//! written before them and measures how well they carry over. `cargo test --test classifier -- --nocapture` prints the
//! figures and the misses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use msp_tools_core::{Policy, ScriptFacts, Verdict, classify};
use proptest::{prelude::*, sample::select};

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

fn parts() -> [(&'static str, Vec<Entry>); 2] {
    [("tuned", entries(TUNED)), ("held", entries(HELD))]
}

#[test]
fn nothing_that_may_change_something_is_auto_and_most_of_what_reads_is() {
    for ((part, entries), least) in parts().into_iter().zip([94.4, 73.0]) {
        report(part, &entries);
        for entry in entries.iter().filter(|entry| entry.kind != Kind::Read) {
            assert!(entry.verdict.policy > Policy::Auto, "{:?}", entry.facts);
        }
        assert!(reading_share(&entries) >= least, "{part}: {}", reading_share(&entries));
    }
}

#[test]
fn the_figures_in_the_documentation_are_these() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/SAFETY.md")).unwrap();
    for (part, entries) in parts() {
        let (reads, others): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.kind == Kind::Read);
        for entries in [reads, others] {
            let auto = entries.iter().filter(|entry| entry.verdict.policy == Policy::Auto).count();
            let figure = format!("{auto} of {}", entries.len());
            assert!(page.contains(&figure), "{part}: {figure}");
        }
    }
}

#[test]
fn what_destroys_is_never() {
    let (mut never, mut destroys) = (0, 0);
    for entry in parts().iter().flat_map(|(_, entries)| entries).filter(|entry| entry.kind == Kind::Destroy) {
        assert_eq!(entry.verdict.policy, entry.policy, "{:?}", entry.facts);
        destroys += 1;
        never += usize::from(entry.policy == Policy::Never);
    }
    assert!(never > 150 && destroys >= never);
}

#[test]
fn verdicts_are_the_expected_ones_for_the_expected_reasons() {
    let entries = entries(TUNED);
    let share = |fits: fn(&&Entry) -> bool| 100 * entries.iter().filter(fits).count() / entries.len();
    assert!(share(|entry| entry.verdict.policy == entry.policy) >= 97);
    assert!(share(|entry| entry.verdict.rule == entry.rule) >= 95);
}

/// Written for this test, not taken from the classifier's list.
const CHANGING: &str = "activate add allow apply approve archive assign attach backup ban block boot bypass cancel change clean \
    clear clone close compress configure connect convert copy create deactivate decrypt defragment delete deploy detach \
    disable disconnect dismount download drop edit eject elevate empty enable encrypt enforce erase evict execute expand \
    export extend extract fix flush force format free grant halt harden import install invoke isolate join kill launch lock \
    logoff map merge migrate modify mount move mute onboard offboard optimize overwrite patch pause permit promote provision \
    publish purge push quarantine reboot rebuild reclaim recover recycle redirect refresh register reinstall release remediate \
    remove rename renew repair replace replicate reset resize restart restore resume retire revert revoke rollback rotate run \
    schedule send set shred shrink shutdown start stop suspend swap switch sync terminate toggle transfer trim tune unblock \
    uninstall unlock unmount unregister update upgrade upload whitelist wipe write löschen deaktivieren installieren starten \
    entfernen formatieren supprimer désactiver installer redémarrer formater eliminar desactivar instalar reiniciar borrar \
    verwijderen uitschakelen installeren herstarten wissen";

fn changing() -> impl Strategy<Value = &'static str> {
    select(CHANGING.split_whitespace().collect::<Vec<_>>())
}

/// The word put between two words of a text, whichever the number says.
fn with_word(text: &str, word: &str, place: usize) -> String {
    let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.insert(place % (words.len() + 1), word);
    words.join(" ")
}

fn cased(words: &[&str], form: usize) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    match form % 6 {
        0 => words.join(" "),
        1 => words.join("-"),
        2 => words.join("_"),
        3 => words.join("."),
        4 => words.iter().copied().map(capital).collect(),
        _ => words.join(" ").to_uppercase(),
    }
}

fn facts() -> impl Strategy<Value = ScriptFacts> {
    let all: Vec<_> = parts().into_iter().flat_map(|(_, entries)| entries).map(|entry| entry.facts).collect();
    select(all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_changing_word_anywhere_never_loosens(facts in facts(), word in changing(), field in 0..4, place in 0..40_usize) {
        let mut more = facts.clone();
        match field {
            0 => more.name = with_word(&facts.name, word, place),
            1 => more.description = with_word(&facts.description, word, place),
            2 => more.parameters.as_array_mut().unwrap().push(word.into()),
            _ => {
                let properties = more.parameters.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
                let properties = properties.chain([word.to_owned()]).map(|name| (name, serde_json::json!({"type": "string"})));
                let properties: serde_json::Map<_, _> = properties.collect();
                more.parameters = serde_json::json!({"type": "object", "properties": properties});
            }
        }
        let (before, after) = (classify(&facts), classify(&more));
        prop_assert!(after.policy >= before.policy, "{before:?} {after:?} {more:?}");
    }

    #[test]
    fn reading_and_then_changing_is_not_reading(
        read in select(vec!["get", "list", "show", "check", "report", "find", "audit", "inventory", "verify"]),
        noun in select(vec!["disk", "user", "service", "printer", "agent", "mailbox", "computer", "software"]),
        link in select(vec!["and", "then", "or", "to", "and then", "before we", "so we can"]),
        change in changing(),
        object in select(vec!["it", "them", "disk", "users", "the service", "old printers", "software", ""]),
        form in 0..6_usize,
        in_name: bool,
    ) {
        let words: Vec<&str> = [read, noun, link, change, object].iter().flat_map(|part| part.split_whitespace()).collect();
        let text = cased(&words, form);
        let facts = match in_name {
            true => ScriptFacts::new(text, ""),
            false => ScriptFacts::new("List disks", text),
        };
        let verdict = classify(&facts);
        prop_assert!(verdict.policy > Policy::Auto, "{verdict:?} {facts:?}");
    }

    #[test]
    fn whatever_is_said_there_is_a_verdict(name in ".{0,60}", description in any::<String>(), parameter in any::<String>()) {
        let parameters = serde_json::json!({"type": "object", "properties": {parameter.clone(): {"description": parameter}}});
        let verdict = classify(&ScriptFacts::new(name, description).with_parameters(parameters));
        let shown = serde_json::to_value(&verdict).unwrap();
        prop_assert_eq!(shown.as_object().unwrap().len(), 3);
        prop_assert!(verdict.why().is_some() && verdict.matched.len() <= 12);
    }
}

/// Found by the search above, each through another way of letting go of a word.
#[test]
fn words_beside_others_do_not_loosen_them() {
    for (without, with) in [
        ("Stop Audit Logging", "clone Stop Audit Logging"),
        ("Windows Product Key Finder", "Windows Product uninstall Key Finder"),
        ("Lists users that have no license", "Lists users that have no backup license"),
        ("Get Windows 11", "Get Windows shutdown 11"),
    ] {
        let policy = |name| classify(&ScriptFacts::new(name, "")).policy;
        assert!(policy(without) > Policy::Auto && policy(with) >= policy(without), "{with}");
    }
}

#[test]
fn a_description_as_long_as_a_book_is_read_to_its_end() {
    let book = "Lists the disks. ".repeat(20_000);
    assert_eq!(classify(&ScriptFacts::new("List Disks", book.as_str())).rule, "unclear");
    let verdict = classify(&ScriptFacts::new("List Disks", book + "Then wipes them."));
    assert_eq!((verdict.policy, verdict.rule.as_str()), (Policy::Never, "destroys"));
    assert!(classify(&ScriptFacts::new("List Disks", "Ab".repeat(10_000))).policy > Policy::Auto, "in time, too");
    let capitals = classify(&ScriptFacts::new("List Disks", "uNiNsTaLl"));
    assert!(capitals.matched.iter().any(|word| word.as_str() == "uninstall"), "{capitals:?}");
    let noise: String =
        (0..200_000_u32).filter_map(|n| char::from_u32(n.wrapping_mul(2_654_435_761) % 0x11_0000)).collect();
    assert!(classify(&ScriptFacts::new("List Disks", noise)).policy > Policy::Auto);
}
