//! Links between documents, and into the source.

use std::path::{Component, Path, PathBuf};

use crate::blocks::{Document, root};

/// The links of a document that lead nowhere. Those to other sites are not followed, and those that only rustdoc knows neither.
pub(crate) fn broken(document: &Document, all: &[Document]) -> Vec<String> {
    let mut broken = Vec::new();
    for (line, text) in document.prose() {
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") || target.contains("::") || is_item(target) {
                continue;
            }
            if let Err(why) = follow(document, target, all) {
                broken.push(format!("{}:{line}: ({target}) {why}", document.name));
            }
        }
    }
    broken
}

/// An item by its name alone, such as `PsaClientBuilder`.
fn is_item(target: &str) -> bool {
    !target.contains(['.', '/', '#']) && !root().join(target).exists()
}

fn follow(document: &Document, target: &str, all: &[Document]) -> Result<(), String> {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let folder = Path::new(&document.name).parent().unwrap_or(Path::new(""));
    let path = if path.is_empty() { PathBuf::from(&document.name) } else { tidy(&folder.join(path)) };
    if !root().join(&path).exists() {
        return Err("is not there".to_owned());
    }
    let name = path.to_string_lossy();
    let Some(page) = all.iter().find(|page| page.name == *name).filter(|_| !anchor.is_empty()) else { return Ok(()) };
    let headings = page.prose().into_iter().filter(|(_, line)| line.starts_with('#')).map(|(_, line)| slug(line));
    if headings.into_iter().any(|slug| slug == anchor) { Ok(()) } else { Err("has no such heading".to_owned()) }
}

/// What GitHub makes of a heading.
fn slug(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(tidy.pop()),
            Component::CurDir => {}
            other => tidy.push(other),
        }
    }
    tidy
}
