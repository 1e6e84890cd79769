//! Dependencies that documents tell people to write down.

use std::fs;

use toml::{Table, Value};

use crate::blocks::root;

/// Crates of the workspace are there, in that version and with those features; others are what the workspace itself uses.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let written: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let workspace = read("Cargo.toml");
    let tables = written.iter().filter(|(name, _)| name.ends_with("dependencies"));
    for (name, wanted) in tables.filter_map(|(_, table)| table.as_table()).flatten() {
        let known = workspace["workspace"]["dependencies"].get(name);
        let known = known.ok_or_else(|| format!("the workspace does not know {name}"))?;
        let (wanted_version, there) = (version(wanted), version(known).unwrap_or_default());
        if wanted_version.is_some_and(|wanted| !format!("{there}.").starts_with(&format!("{wanted}."))) {
            return Err(format!("{name} is at {there}"));
        }
        if known.get("path").is_some() {
            let features = read(&format!("{name}/Cargo.toml")).remove("features").unwrap_or(Value::Table(Table::new()));
            let mut asked = wanted.get("features").and_then(Value::as_array).into_iter().flatten();
            if let Some(feature) = asked.find(|feature| features.get(feature.as_str().unwrap_or_default()).is_none()) {
                return Err(format!("{name} has no feature {feature:?}"));
            }
        }
    }
    Ok(())
}

fn version(dependency: &Value) -> Option<&str> {
    dependency.as_str().or_else(|| dependency.get("version")?.as_str())
}

fn read(path: &str) -> Table {
    fs::read_to_string(root().join(path)).expect("it is there").parse().expect("TOML")
}
