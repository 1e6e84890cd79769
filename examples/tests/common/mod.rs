//! Runs `msp` as a person or a script would, apart from this machine's settings and folders.

#![allow(dead_code, reason = "each test program uses its part")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
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
    command.args(args);
    HOME.with(|home| apart(&mut command, home.path()));
    command
}

/// Keeps this machine's settings and folders out of a program that is to be started.
pub(crate) fn apart(command: &mut Command, home: &Path) {
    command.stdin(Stdio::null()).env_remove("RUST_LOG").env("USER", "dana");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CW") || name.starts_with("MSP_")) {
        command.env_remove(name);
    }
    for name in ["HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
        command.env(name, home);
    }
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

/// All that was said, on either stream.
pub(crate) fn in_words(output: &Output) -> String {
    format!("{}{}", stdout(output), stderr(output))
}

/// Where several `msp` keep what they share.
pub(crate) enum Home {
    /// A folder within a folder of the test's own.
    Folder(TempDir),
    /// The address of a server.
    Server(String),
}

impl Home {
    pub(crate) fn folder() -> Self {
        Self::Folder(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn at_address(address: String) -> Self {
        Self::Server(address)
    }

    /// New tables on the server to test with. If there is none, that is said aloud; where it must not happen, it fails.
    pub(crate) async fn server() -> Option<Self> {
        use sqlx::{Connection as _, Executor as _};
        let Ok(url) = std::env::var("MSP_TEST_POSTGRES") else {
            let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty() && value != "0");
            let why = "no PostgreSQL to test with: MSP_TEST_POSTGRES is not the address of one";
            assert!(!is_set("MSP_TEST_POSTGRES_REQUIRED") && !is_set("CI"), "{why}");
            // Not by a macro, whose output the test program keeps to itself.
            let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
            return None;
        };
        let schema = format!("msp_test_{:016x}", fastrand::u64(..));
        let mut connection = sqlx::PgConnection::connect(&url).await.expect("a server");
        connection.execute(format!("CREATE SCHEMA {schema}").as_str()).await.expect("made");
        let separator = if url.contains('?') { '&' } else { '?' };
        Some(Self::Server(format!("{url}{separator}options[search_path]={schema}")))
    }

    /// Has `msp` keep everything there.
    pub(crate) fn at(&self, mut command: Command) -> Command {
        match self {
            Self::Folder(_) => command.arg("--state").arg(self.dir()),
            Self::Server(address) => command.arg("--store").arg(address),
        };
        command
    }

    /// The folder, which nobody makes but `msp`.
    pub(crate) fn dir(&self) -> PathBuf {
        match self {
            Self::Folder(dir) => dir.path().join("state"),
            Self::Server(_) => panic!("that is no folder"),
        }
    }

    pub(crate) fn address(&self) -> String {
        match self {
            Self::Folder(_) => panic!("that is no server"),
            Self::Server(address) => address.clone(),
        }
    }

    /// Does something to the tables that `msp` would not do.
    pub(crate) async fn sql(&self, statement: &str) {
        use sqlx::{Connection as _, Executor as _};
        let done = match self {
            Self::Folder(_) => {
                let path = self.dir().join("msp.db").display().to_string();
                sqlx::SqliteConnection::connect(&path).await.expect("a file").execute(statement).await.map(drop)
            }
            Self::Server(url) => {
                sqlx::PgConnection::connect(url).await.expect("a server").execute(statement).await.map(drop)
            }
        };
        done.expect("it is done");
    }
}
