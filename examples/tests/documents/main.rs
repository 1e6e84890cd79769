//! What the documents say is so: every command is run as printed, every output that is shown is what comes, every policy file is
//! judged, every link leads somewhere. Rust code is compiled and run as doctests; here it is only seen to that it is.
//!
//! What a block is, the first word behind its fence says:
//!
//! | block | what is done |
//! | --- | --- |
//! | `sh` | each command is run; with `tenant` behind it, in an environment with the credentials of a tenant |
//! | `console` | the same for what follows `$ `, and what stands below has to be what comes; `...` is any number of lines |
//! | `toml` | a policy file is checked by `msp policy check`; dependencies have to be crates and features of the workspace |
//! | `toml,refused` | `msp policy check` refuses it, with the words of the `text` block that follows |
//! | `json`, `python` | is read |
//! | `rust` or nothing | a doctest, if a crate includes the document |

#![cfg(unix)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/example.rs"]
mod example;

mod blocks;
mod cargo;
mod links;
mod manifest;
mod policy;
mod shell;
mod shown;

use blocks::{Block, Document};
use cw_sandbox::Sandbox;

#[tokio::test(flavor = "multi_thread")]
async fn every_block_of_every_document_is_true() {
    let tenant = Sandbox::start().await.expect("a port");
    let (mut run, mut untrue) = (Count::default(), Vec::new());
    for document in Document::all() {
        let mut shell = shell::Shell::new();
        let mut blocks = document.blocks().into_iter();
        while let Some(block) = blocks.next() {
            let environment = if block.has("tenant") { tenant.env() } else { Vec::new() };
            let checked = match block.language() {
                "sh" => block.commands().iter().try_for_each(|command| {
                    run.commands += 1;
                    shell.run(command, &environment).map(drop).map_err(|why| format!("`{command}`: {why}"))
                }),
                "console" => block.session().iter().try_for_each(|(command, expected)| {
                    run.commands += 1;
                    run.outputs += 1;
                    let came = shell.run(command, &environment);
                    let compared = came.and_then(|came| shell.compare(expected, &came));
                    compared.map_err(|why| format!("`{command}`: {why}"))
                }),
                "toml" if block.has("refused") => {
                    run.outputs += 1;
                    let said = blocks.next().filter(|next| next.language() == "text");
                    said.ok_or("what is said about it has to follow".to_owned())
                        .and_then(|said| policy::refused(&block.text, &said.text))
                }
                "toml" if block.text.contains("dependencies]") => manifest::check(&block.text),
                "toml" => policy::accepted(&block.text),
                "json" => serde_json::from_str::<serde_json::Value>(&block.text).map(drop).map_err(|e| e.to_string()),
                "python" => shell::reads_python(&block.text),
                "" | "rust" | "no_run" if document.is_compiled() => Ok(()),
                "" | "rust" | "no_run" => Err("no crate includes the document".to_owned()),
                other => Err(format!("nobody knows how to check a block of `{other}`")),
            };
            untrue.extend(checked.err().map(|why| format!("{}:{}: {why}", document.name, block.line)));
        }
    }
    assert!(untrue.is_empty(), "{}", untrue.join("\n\n"));
    // As many as there were when this was written, more or less: a fence that is not recognised would go unnoticed.
    assert!(run.commands > 60 && run.outputs > 15, "{run:?}");
}

#[derive(Debug, Default)]
struct Count {
    commands: usize,
    outputs: usize,
}

#[test]
fn commands_in_the_middle_of_a_sentence_name_what_there_is() {
    for document in Document::all() {
        for (line, span) in document.spans() {
            if span.starts_with("cargo ") {
                cargo::check(&span).unwrap_or_else(|why| panic!("{}:{line}: `{span}`: {why}", document.name));
            }
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let documents = Document::all();
    let broken: Vec<String> = documents.iter().flat_map(|document| links::broken(document, &documents)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// What a document shows is compared, not only run: altered, it is found out.
#[test]
fn an_output_that_is_not_what_comes_is_found_out() {
    let mut shell = shell::Shell::new();
    let came = shell.run("cargo run -q -- policy check examples/policy.toml", &[]).expect("it runs");
    assert!(shell.compare(&came, &came).is_ok());
    assert!(shell.compare(&came.replace("nothing", "everything"), &came).is_err());
    assert!(shell.run("cargo run -q -- policy check no-such-file.toml", &[]).is_err());
    assert!(shell.run("no-such-program", &[]).is_err());
    let block = Block {
        info: "sh".to_owned(),
        text: "echo one \\\n  two\n# a comment\necho three # four\n".to_owned(),
        line: 1,
    };
    assert_eq!(block.commands(), ["echo one   two", "echo three # four"]);
}
