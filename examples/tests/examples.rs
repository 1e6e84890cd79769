//! Each example runs by itself, with nothing set up, and prints what it is an example of.

mod common;
#[path = "common/example.rs"]
mod example;

use std::process::Command;

use common::{apart, code, stderr, stdout};

/// What has to be in the output of each, line by line, in this order.
const PRINTED: &[(&str, &[&str])] = &[
    (
        "conditions",
        &[
            r#"company/name = "Acme Dental" and closedFlag = false"#,
            "tickets",
            r#"(summary contains "drive" or summary contains "disk") and board/name != "Projects""#,
            "kiosk: drive",
            "O'Brien & Sons",
            "1 companies",
            r#"" or id > 0 or name = ""#,
            "0 companies",
            r#"closedFlag = false and board/name = "Help Desk""#,
            "expected",
        ],
    ),
    (
        "custom_approver",
        &[
            "chat: agent asks: ",
            "Disk Cleanup",
            "dana: yes, the agreed remedy",
            "agent: \"1 succeeded\"",
            "Install All Updates",
            "dana: no, not during office hours",
            "agent: ",
            "scripts started: 1",
        ],
    ),
    ("custom_resource", &["note types", "created: Handover", "changed: Shift handover", "deleted: NotFound"]),
    (
        "custom_tool",
        &[
            "found: note-on-open-tickets",
            "waits: Leave a note on ",
            "open tickets of Acme Dental: They move on Friday: nobody is in.",
            "  ticket ",
            "done: {",
            "\"left_out\":0",
            "refused: ",
            "txt",
        ],
    ),
    ("list_and_stream", &["servers", "DC01: ", "found it", "3 on the first page", "after it"]),
    (
        "patch_with_undo",
        &[
            "would change:",
            "summary: ",
            "-> Waiting for pick-up",
            "status: ",
            "-> In Progress",
            "Changed: Waiting for pick-up",
            "Undone: ",
            "The same as before: true",
            "Refused: ",
            "status/name",
        ],
    ),
    (
        "policy_file",
        &[
            "cwa-list-computers: auto",
            "cwa-clear-alert: auto",
            "cwa-run-script: approval",
            "cw-psa-list-opportunities: there is no tool",
            "Disk Cleanup",
            ": approval",
            "refused:",
            "did you mean `cwa-clear-alert`?",
        ],
    ),
    (
        "psa_webhooks",
        &[
            "registered for http:",
            "delivered: ticket 100001: Laptop fixed, waiting for pick-up",
            "the same with other words: 403",
        ],
    ),
    ("run_a_script", &["computer 1003: ", "succeeded", "succeeded"]),
    (
        "tests_with_sandbox",
        &[
            "test it_opens_one_ticket ... ok",
            "test it_survives_a_bad_day ... ok",
            "test a_lost_answer_is_not_sent_again ... ok",
        ],
    ),
];

/// Programs of another kind, with tests of their own: they measure, and take their time.
const MEASURING: &[&str] = &["load", "soak"];

#[test]
fn each_example_runs_and_says_what_it_shows() {
    for (name, expected) in PRINTED {
        let home = tempfile::tempdir().expect("a folder");
        let mut program = Command::new(example::folder().join(name));
        apart(&mut program, home.path());
        let output = program.output().unwrap_or_else(|error| panic!("{name} starts: {error}"));
        let printed = stdout(&output);
        assert_eq!(code(&output), 0, "{name}: {printed}{}", stderr(&output));
        let mut rest = printed.as_str();
        for words in *expected {
            let found = rest.find(words);
            let at =
                found.unwrap_or_else(|| panic!("{name} does not say {words:?} (any more, or in its place): {printed}"));
            rest = &rest[at + words.len()..];
        }
        assert!(home.path().read_dir().expect("it is there").next().is_none(), "{name} leaves something behind");
    }
}

#[test]
fn all_examples_are_run_here_and_named_in_the_readme() {
    let readme = include_str!("../../README.md");
    for name in example::names().iter().filter(|name| !MEASURING.contains(&name.as_str())) {
        assert!(PRINTED.iter().any(|(known, _)| known == name), "{name} is not run");
        let command = format!("cargo run -q -p msp-examples --example {name}");
        assert!(readme.contains(&command), "the README does not name {name}");
        let source = std::fs::read_to_string(format!("{}/examples/{name}.rs", env!("CARGO_MANIFEST_DIR")));
        let source = source.expect("it is there");
        assert!(
            source.contains(&format!("cargo run -p msp-examples --example {name}\n")),
            "{name} does not say how to run it"
        );
    }
}
