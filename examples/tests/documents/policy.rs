//! Policy files that documents show.

use std::fs;

use crate::common::{code, command, stderr, stdout};

/// It is taken as it is.
pub(crate) fn accepted(text: &str) -> Result<(), String> {
    let (exit, said) = check(text);
    if exit == 0 { Ok(()) } else { Err(said) }
}

/// It is refused, with these words.
pub(crate) fn refused(text: &str, words: &str) -> Result<(), String> {
    let (exit, said) = check(text);
    if exit == 0 {
        return Err("it is accepted".to_owned());
    }
    let missing = words.lines().find(|line| !said.contains(line));
    missing.map_or(Ok(()), |line| Err(format!("nobody says `{line}`, but: {said}")))
}

fn check(text: &str) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("policy.toml"), text).expect("written");
    let output = command(&["policy", "check", "policy.toml"]).current_dir(folder.path()).output().expect("msp starts");
    (code(&output), format!("{}{}", stdout(&output), stderr(&output)))
}
