//! Commands of cargo that are named and not run here: packages, tests, benchmarks and examples in them have to exist.

use std::fs;

use crate::blocks::root;

/// Subcommands of developers, which take long or change what is around them.
const KNOWN: &str = "add bench build check clippy deny doc fmt fuzz install machete new package publish run semver-checks test tree update";

pub(crate) fn check(line: &str) -> Result<(), String> {
    let words: Vec<&str> = line.split_whitespace().skip(1).filter(|word| !word.starts_with('+')).collect();
    let subcommand = words.first().copied().unwrap_or_default();
    if !KNOWN.split(' ').any(|known| known == subcommand) {
        return Err(format!("cargo {subcommand} is not known here"));
    }
    for package in after("-p", &words) {
        let folder = folder_of(package).ok_or_else(|| format!("there is no package {package}"))?;
        for (flag, inner) in [("--test", "tests"), ("--bench", "benches"), ("--example", "examples")] {
            for name in after(flag, &words) {
                let file = format!("{folder}/{inner}/{name}");
                if ![".rs", "/main.rs"].iter().any(|end| root().join(format!("{file}{end}")).exists()) {
                    return Err(format!("{file} is not there"));
                }
            }
        }
    }
    Ok(())
}

/// What follows a flag, each time that it is there. A word in capitals stands for any.
fn after<'a>(flag: &str, words: &[&'a str]) -> Vec<&'a str> {
    let pairs = words.windows(2).filter(|pair| pair[0] == flag).map(|pair| pair[1]);
    pairs.filter(|name| name.starts_with(char::is_lowercase)).collect()
}

/// Where the package of that name lies.
fn folder_of(package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    root().read_dir().ok()?.filter_map(Result::ok).find_map(|entry| {
        let manifest = fs::read_to_string(entry.path().join("Cargo.toml")).ok()?;
        manifest.lines().any(|line| line == name).then(|| entry.file_name().to_string_lossy().into_owned())
    })
}
