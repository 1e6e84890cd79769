//! Commands of cargo that are named and not run here: packages, tests, benchmarks and examples in them have to exist.

use crate::blocks::root;

/// Subcommands of developers, which take long or change what is around them.
const KNOWN: &[&str] = &[
    "test",
    "clippy",
    "fmt",
    "doc",
    "bench",
    "build",
    "check",
    "run",
    "tree",
    "deny",
    "package",
    "publish",
    "install",
    "machete",
    "semver-checks",
    "fuzz",
    "update",
    "new",
    "add",
    "shear",
    "hack",
];

pub(crate) fn check(line: &str) -> Result<(), String> {
    let words: Vec<&str> = line.split_whitespace().skip(1).filter(|word| !word.starts_with('+')).collect();
    let subcommand = words.first().copied().unwrap_or_default();
    if !KNOWN.contains(&subcommand) {
        return Err(format!("cargo {subcommand} is not known here"));
    }
    let after = |flags: &[&str]| {
        let at = words.iter().position(|word| flags.contains(word));
        at.and_then(|at| words.get(at + 1)).copied()
    };
    let there = |path: &str| {
        if root().join(path).exists() { Ok(()) } else { Err(format!("{path} is not there")) }
    };
    let Some(package) = after(&["-p", "--package"]).filter(|name| name.chars().next().is_some_and(char::is_lowercase))
    else {
        return Ok(());
    };
    let folder = match package {
        "msp-examples" => "examples",
        "msp-tests" => "tests",
        other => other,
    };
    there(&format!("{folder}/Cargo.toml"))?;
    for (flag, inner) in [("--test", "tests"), ("--bench", "benches"), ("--example", "examples")] {
        if let Some(name) = after(&[flag]).filter(|name| name.chars().next().is_some_and(char::is_lowercase)) {
            let file = format!("{folder}/{inner}/{name}");
            there(&format!("{file}.rs")).or_else(|error| there(&format!("{file}/main.rs")).map_err(|_| error))?;
        }
    }
    Ok(())
}
