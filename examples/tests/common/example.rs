//! The example programs, built.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

/// The folder of the built examples. `cargo test` builds them before it runs anything; where only this test was asked for, they
/// may be missing or old, and are built now.
pub(crate) fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let programs = Path::new(env!("CARGO_BIN_EXE_msp")).parent().expect("a folder");
        let folder = programs.join("examples");
        if !names().iter().all(|name| is_fresh(&folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))) {
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--quiet", "--locked", "--offline", "-p", "msp-examples", "--examples"]);
            if programs.ends_with("release") {
                build.arg("--release");
            }
            assert!(build.status().expect("cargo starts").success(), "the examples are not built");
        }
        folder
    })
}

/// The names of all examples.
pub(crate) fn names() -> Vec<String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let paths = sources.read_dir().expect("it is there").map(|entry| entry.expect("readable").path());
    let mut names: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Whether the program is there and newer than the sources that it is made of.
fn is_fresh(program: &Path) -> bool {
    static NEWEST: OnceLock<SystemTime> = OnceLock::new();
    let built = program.metadata().and_then(|meta| meta.modified());
    built.is_ok_and(|built| built >= *NEWEST.get_or_init(newest_source))
}

fn newest_source() -> SystemTime {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = here.parent().expect("the workspace").read_dir().expect("readable");
    let crates = crates.map(|entry| entry.expect("readable")).filter(|entry| {
        let name = entry.file_name();
        ["cw", "msp-tools"].iter().any(|start| name.to_string_lossy().starts_with(start))
    });
    let sources = crates.map(|entry| entry.path().join("src")).chain([here.join("examples")]);
    sources.map(|folder| newest_in(&folder)).max().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn newest_in(folder: &Path) -> SystemTime {
    let Ok(entries) = folder.read_dir() else { return SystemTime::UNIX_EPOCH };
    let times = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        if path.is_dir() { Some(newest_in(&path)) } else { path.metadata().ok()?.modified().ok() }
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}
