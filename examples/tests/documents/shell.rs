//! Runs what the documents tell people to type, as they would, in a place of its own.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::blocks::root;
use crate::common::apart;
use crate::{cargo, example};

/// Programs that are not there for every test. What they are given is looked at as far as it is ours.
const OTHERS: &[&str] = &[
    // Assistants and clients of MCP. `.ci/mcp` runs the Inspector; with the others it was tried by hand, as docs/MCP.md says.
    "claude", "codex", "npx", "pip", // What developers run.
    "git", "rustup", "npm", "docker", "createdb", "psql",
];

/// Stands in for `cargo run`: what it would build is built, and is run.
const CARGO: &str = r#"#!/bin/sh
[ "$1" = run ] || exit 97
shift
[ "$1" = -q ] && shift
if [ "$1" = -p ] && [ "$3" = --example ]; then exec "$EXAMPLES/$4"; fi
[ "$1" = -- ] && shift
exec msp "$@"
"#;

/// A place to type in: a user's home, and the repository as it is, for one document from its first block to its last.
pub(crate) struct Shell {
    home: TempDir,
    place: TempDir,
    path: String,
    /// What an id of the document is in this run.
    pub(crate) ids: BTreeMap<String, String>,
}

impl Shell {
    pub(crate) fn new() -> Self {
        let (home, place) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let bin = home.path().join("bin");
        fs::create_dir(&bin).expect("made");
        for entry in root().read_dir().expect("readable").map(|entry| entry.expect("readable")) {
            if entry.file_name() != "target" && entry.file_name() != ".git" {
                link(&entry.path(), &place.path().join(entry.file_name()));
            }
        }
        link(Path::new(env!("CARGO_BIN_EXE_msp")), &bin.join("msp"));
        fs::write(bin.join("cargo"), CARGO).expect("written");
        make_executable(&bin.join("cargo"));
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        Self { home, place, path, ids: BTreeMap::new() }
    }

    /// Runs a command to its end, or until it listens where that is what it is for. Answers with what it printed.
    pub(crate) fn run(&mut self, line: &str, environment: &[(&'static str, String)]) -> Result<String, String> {
        // Variables may be set in front of a program.
        let typed = line.split(' ').skip_while(|word| word.contains('=')).collect::<Vec<_>>().join(" ");
        let first = typed.split_whitespace().next().unwrap_or_default();
        if OTHERS.contains(&first) {
            let ours = ["-- msp ", "--cli msp "].iter().find_map(|before| typed.split_once(before));
            return ours.map_or(Ok(String::new()), |(_, ours)| self.understands(ours));
        }
        if first == "cargo" && !typed.starts_with("cargo run") {
            return cargo::check(&typed).map(|()| String::new());
        }
        // What developers run takes long, and this is a part of it.
        if first.starts_with(".ci/") {
            return if root().join(first).exists() { Ok(String::new()) } else { Err("it is not there".to_owned()) };
        }
        if line.contains("--example ") {
            example::folder();
        }
        let mut line = line.to_owned();
        for (written, real) in &self.ids {
            line = line.replace(written, real);
        }
        if lasts(&line) {
            return self.start_and_stop(&line, environment);
        }
        if line.contains(" mcp") && !line.contains("--help") {
            return self.greet(&line, environment);
        }
        let output = self.command(&line, environment).output().map_err(|error| error.to_string())?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let is_asking = output.status.code() == Some(3) && line.contains(" call ");
        if output.status.success() || is_asking { Ok(printed + &asked(&output)) } else { Err(told(&output)) }
    }

    fn command(&self, line: &str, environment: &[(&'static str, String)]) -> Command {
        let mut command = Command::new("sh");
        apart(&mut command, self.home.path());
        command.args(["-c", line]).current_dir(self.place.path()).env("PATH", &self.path);
        command.env("EXAMPLES", Path::new(env!("CARGO_BIN_EXE_msp")).with_file_name("examples"));
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// A server: it is up once it says where it listens. Not where the document says, which another program may hold.
    fn start_and_stop(&self, line: &str, environment: &[(&'static str, String)]) -> Result<String, String> {
        let anywhere = line.replace("--port 8080", "--port 0").replace("127.0.0.1:8080", "127.0.0.1:0");
        let mut command = self.command(&format!("exec {anywhere} 2>&1"), environment);
        let mut server = command.stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
        let stdout = server.stdout.take().expect("piped");
        let mut said = String::new();
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            said.push_str(&line);
            said.push('\n');
            if line.contains("127.0.0.1:") {
                server.kill().and_then(|()| server.wait()).map_err(|error| error.to_string())?;
                return Ok(said);
            }
        }
        Err(format!("it ended ({:?}) and never listened: {said}", server.wait()))
    }

    /// An MCP server on standard input and output: it answers who greets it, and ends once nobody is there.
    fn greet(&self, line: &str, environment: &[(&'static str, String)]) -> Result<String, String> {
        const HELLO: &str = r#"{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25",
            "capabilities": {}, "clientInfo": {"name": "reader", "version": "1"}}}"#;
        let mut command = self.command(&format!("exec {line}"), environment);
        let mut server =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
        let mut stdin = server.stdin.take().expect("piped");
        writeln!(stdin, "{}", HELLO.replace('\n', " ")).map_err(|error| error.to_string())?;
        let mut answer = String::new();
        BufReader::new(server.stdout.take().expect("piped"))
            .read_line(&mut answer)
            .map_err(|error| error.to_string())?;
        drop(stdin);
        server.wait().map_err(|error| error.to_string())?;
        if answer.contains("\"serverInfo\"") { Ok(answer) } else { Err(format!("it answers: {answer}")) }
    }

    /// Whether `msp` takes these arguments; it ends at once, since nobody is on its standard input.
    fn understands(&self, arguments: &str) -> Result<String, String> {
        let ours = arguments.split(" --method").next().unwrap_or(arguments);
        let output = self.command(&format!("exec msp {ours} --help"), &[]).output();
        let output = output.map_err(|error| error.to_string())?;
        if output.status.success() { Ok(String::new()) } else { Err(told(&output)) }
    }
}

/// Whether Python can read it. Where there is no Python, nobody looks.
pub(crate) fn reads_python(text: &str) -> Result<(), String> {
    let check = "import ast, sys; ast.parse(sys.stdin.read())";
    let started = Command::new("python3").args(["-c", check]).stdin(Stdio::piped()).spawn();
    let Ok(mut python) = started else { return Ok(()) };
    let mut stdin = python.stdin.take().expect("piped");
    stdin.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    drop(stdin);
    let ended = python.wait().map_err(|error| error.to_string())?;
    if ended.success() { Ok(()) } else { Err("Python cannot read it".to_owned()) }
}

/// Whether a command goes on until it is stopped.
fn lasts(line: &str) -> bool {
    line.contains("mcp --http") || line.contains("-- sandbox") || line.contains("msp sandbox")
}

/// What was said beside by a call that waits for a person.
fn asked(output: &Output) -> String {
    if output.status.success() { String::new() } else { String::from_utf8_lossy(&output.stderr).into_owned() }
}

fn told(output: &Output) -> String {
    let streams = [&output.stdout, &output.stderr].map(|stream| String::from_utf8_lossy(stream).into_owned());
    format!("{}: {}", output.status, streams.concat())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) {
    std::os::unix::fs::symlink(from, to).expect("linked");
}

#[cfg(unix)]
fn make_executable(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("made executable");
}
