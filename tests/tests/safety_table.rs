//! docs/SAFETY.md names tests as the proof of what it promises: all of them exist and are run, and those of the gate on the
//! sandbox are all in it. That every setting has its row is tested in `msp-tools-core/tests/safety.rs`.

use std::{collections::BTreeSet, fs, path::Path};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/SAFETY.md");

/// Where the named tests are: those of the machinery by itself, those on the sandbox, those of the stores, of MCP, of
/// the tools of RMM, of `msp`, and of what the clients share.
const FOLDERS: [&str; 7] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/../msp-tools-core/tests"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../msp-tools-store/tests"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../msp-tools-mcp/tests"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../cw-rmm-client/tests"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/tests"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../cw-http/tests"),
];

/// `file::function`, for every test of the page.
fn named() -> BTreeSet<String> {
    let page = fs::read_to_string(PAGE).expect("the page");
    let quoted = page.split('`').skip(1).step_by(2);
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
    quoted
        .filter(|text| text.split_once("::").is_some_and(|(file, name)| is_word(file) && is_word(name)))
        .map(str::to_owned)
        .collect()
}

/// The tests of a file that are run by themselves.
fn tests_of(path: &Path) -> Vec<String> {
    let source = fs::read_to_string(path).unwrap_or_default();
    let mut tests = Vec::new();
    let mut attributes = Vec::new();
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[") {
            attributes.push(line.to_owned());
        } else {
            let is_test = attributes.iter().any(|of| of.starts_with("#[test]") || of.starts_with("#[tokio::test"));
            let is_ignored = attributes.iter().any(|of| of.starts_with("#[ignore"));
            let name = line.trim_start_matches("async ").strip_prefix("fn ").and_then(|rest| rest.split_once('('));
            tests.extend(name.filter(|_| is_test && !is_ignored).map(|(name, _)| name.to_owned()));
            attributes.clear();
        }
    }
    tests.extend(for_each_database(&source).map(str::to_owned));
    tests
}

/// The tests of a file that a macro makes, one for each database.
fn for_each_database(source: &str) -> impl Iterator<Item = &str> {
    let calls = ["\non_each! {", "\nin_either! {"].into_iter().flat_map(|macro_| source.split(macro_).skip(1));
    let names = calls.flat_map(|call| call.split('}').next()).flat_map(|names| names.split([',', ' ', '\n']));
    names.filter(|name| !name.is_empty() && !name.ends_with(':'))
}

#[test]
fn every_named_test_exists() {
    let named = named();
    assert!(named.len() >= 50, "{named:?}");
    for test in named {
        let (file, name) = test.split_once("::").expect("a file and a function");
        let found = FOLDERS
            .iter()
            .any(|folder| tests_of(&Path::new(folder).join(format!("{file}.rs"))).contains(&name.to_owned()));
        assert!(found, "{test}: no such test");
    }
}

#[test]
fn every_test_of_the_gate_on_the_sandbox_is_named() {
    let named = named();
    let mut seen = 0;
    for file in ["gate_refusals", "gate_killed", "gate_never", "worst_case"] {
        for name in tests_of(&Path::new(FOLDERS[1]).join(format!("{file}.rs"))) {
            assert!(named.contains(&format!("{file}::{name}")), "{file}::{name} is not on the page");
            seen += 1;
        }
    }
    assert!(seen >= 20, "only {seen}");
}
