//! The table of settings and tests in docs/SAFETY.md is complete, and every test it names exists.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{collections::BTreeSet, fs};

use msp_tools_core::Policies;
use serde_json::{Value, to_value};

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");

fn page() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/SAFETY.md")).unwrap()
}

/// The texts between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the tables that name tests in their last column, as cells. Headings are not among them.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let mut names_tests = false;
    let mut rows = Vec::new();
    for line in page.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        match (line.starts_with("| "), cells.last()) {
            (false, _) => names_tests = false,
            (true, Some(last)) if *last == "test" || last.starts_with("test in ") => names_tests = true,
            (true, _) if names_tests && !line.starts_with("| ---") => rows.push(cells),
            _ => {}
        }
    }
    rows
}

/// Every setting there is, as a policy file names it: `mode`, `limits.targets_per_call`.
fn settings() -> BTreeSet<String> {
    let policies = to_value(Policies::default()).unwrap();
    let is_setting = |name: &str| !["version", "tools", "operations", "products"].contains(&name);
    let tables = policies.as_object().unwrap().iter().filter(|(name, _)| is_setting(name));
    tables
        .flat_map(|(name, value)| match value {
            // Times are set in minutes and written down in seconds.
            Value::Object(keys) => {
                keys.keys().map(|key| format!("{name}.{}", key.replace("_seconds", "_minutes"))).collect()
            }
            _ => vec![name.clone()],
        })
        .collect()
}

#[test]
fn every_setting_is_in_the_table() {
    let page = page();
    let rows = rows(&page);
    let listed: BTreeSet<_> = rows.iter().flat_map(|row| quoted(row[0])).map(str::to_owned).collect();
    let settings = settings();
    assert!(settings.len() >= 10, "{settings:?}");
    assert_eq!(listed, settings);
}

#[test]
fn every_test_in_the_tables_exists() {
    let page = page();
    let mut seen = 0;
    for row in &rows(&page) {
        let tests: Vec<_> = quoted(row.last().unwrap()).collect();
        assert!(!tests.is_empty(), "{} has no test", row[0]);
        for test in tests {
            let (file, name) = test.split_once("::").unwrap();
            let source = fs::read_to_string(format!("{TESTS}/{file}.rs")).unwrap_or_else(|_| panic!("{test}: no file"));
            assert!(source.contains(&format!("fn {name}(")), "{test}: no such test");
            seen += 1;
        }
    }
    assert!(seen >= 25, "only {seen} tests");
}
