//! The documents, and what is in them.

use std::fs;
use std::path::{Path, PathBuf};

/// The top of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// A page of the repository.
pub(crate) struct Document {
    /// Its path below the top.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What stands between two fences.
#[derive(Debug)]
pub(crate) struct Block {
    /// What stands behind the first fence.
    pub(crate) info: String,
    pub(crate) text: String,
    /// The line of the first fence.
    pub(crate) line: usize,
}

impl Document {
    /// All pages: those at the top, in `docs`, and one in each crate.
    pub(crate) fn all() -> Vec<Self> {
        let mut paths = pages_in(root());
        paths.extend(pages_in(&root().join("docs")));
        paths.extend(pages_in(&root().join("docs/guide")));
        for entry in root().read_dir().expect("readable") {
            let readme = entry.expect("readable").path().join("README.md");
            paths.extend(readme.exists().then_some(readme));
        }
        paths.sort();
        paths.into_iter().map(|path| Self::read(&path)).collect()
    }

    fn read(path: &Path) -> Self {
        let name = path.strip_prefix(root()).expect("below the top").to_string_lossy().replace('\\', "/");
        Self { name, text: fs::read_to_string(path).expect("text") }
    }

    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines().enumerate();
        while let Some((at, line)) = lines.next() {
            if let Some(info) = line.trim_start().strip_prefix("```") {
                let inside = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```");
                let text = inside.map(|line| format!("{line}\n")).collect();
                blocks.push(Block { info: info.trim().to_owned(), text, line: at + 1 });
            }
        }
        blocks
    }

    /// Text with nothing between fences, by line.
    pub(crate) fn prose(&self) -> Vec<(usize, &str)> {
        let mut is_inside = false;
        let mut prose = Vec::new();
        for (at, line) in self.text.lines().enumerate() {
            let is_fence = line.trim_start().starts_with("```");
            is_inside ^= is_fence;
            if !is_inside && !is_fence {
                prose.push((at + 1, line));
            }
        }
        prose
    }

    /// What stands between backticks, by line.
    pub(crate) fn spans(&self) -> Vec<(usize, String)> {
        let spans = |(at, line): (usize, &str)| {
            line.split('`').skip(1).step_by(2).map(|span| (at, span.to_owned())).collect::<Vec<_>>()
        };
        self.prose().into_iter().flat_map(spans).collect()
    }

    /// Whether a crate has it among its documentation, so that its code is compiled and run.
    pub(crate) fn is_compiled(&self) -> bool {
        let file = root().join(&self.name);
        root().read_dir().expect("readable").any(|entry| {
            let source = entry.expect("readable").path().join("src");
            let text = fs::read_to_string(source.join("lib.rs")).unwrap_or_default();
            let included = text.split('"').filter(|quoted| quoted.ends_with(".md")).map(|path| source.join(path));
            included.into_iter().any(|path| path.canonicalize().is_ok_and(|path| path == file))
        })
    }
}

impl Block {
    /// What it is written in.
    pub(crate) fn language(&self) -> &str {
        self.words().next().unwrap_or_default()
    }

    /// Whether a word is among those behind the fence.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.words().any(|other| other == word)
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.info.split([',', ' '])
    }

    /// The commands of a block, each on one line.
    pub(crate) fn commands(&self) -> Vec<String> {
        let joined = self.text.replace("\\\n", "");
        let lines = joined.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(str::to_owned).collect()
    }

    /// The commands of a session, each with what it prints.
    pub(crate) fn session(&self) -> Vec<(String, String)> {
        let text = format!("\n{}", self.text);
        let parts = text.split("\n$ ").skip(1).map(|part| part.split_once('\n').unwrap_or((part, "")));
        parts.map(|(command, output)| (command.to_owned(), output.to_owned())).collect()
    }
}

fn pages_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = folder.read_dir() else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("readable").path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}
