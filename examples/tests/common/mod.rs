//! Runs `msp` as a person or a script would, apart from this machine's settings and folders.

#![allow(dead_code, reason = "each test program uses its part")]

use std::process::{Command, Output, Stdio};

use cw_sandbox::Sandbox;
use serde_json::Value;
use tempfile::TempDir;

thread_local! {
    /// The home of the user in this test; each test has a thread of its own.
    static HOME: TempDir = tempfile::tempdir().expect("a folder");
}

/// Runs `msp` without a terminal.
pub(crate) fn msp(args: &[&str]) -> Output {
    command(args).output().expect("msp starts")
}

/// `msp`, not started yet.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_msp"));
    command.args(args).stdin(Stdio::null()).env_remove("RUST_LOG").env("USER", "dana");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CW")) {
        command.env_remove(name);
    }
    HOME.with(|home| {
        for name in ["HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
            command.env(name, home.path());
        }
    });
    command
}

/// `msp` on a tenant of the test's own.
pub(crate) fn on(sandbox: &Sandbox, args: &[&str]) -> Command {
    let mut command = command(args);
    command.envs(sandbox.env());
    command
}

/// Whether nothing was written to the user's folders so far.
pub(crate) fn is_home_untouched() -> bool {
    HOME.with(|home| home.path().read_dir().expect("it is there").next().is_none())
}

/// The exit code.
pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

/// What was printed.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What was said beside.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The one JSON document that was printed.
pub(crate) fn json_of(output: &Output) -> Value {
    let text = stdout(output);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("one JSON document expected ({error}): {text}"))
}
