//! Every public function that can fail says how, under `# Errors`, and every method of a client which route of the vendor it is.
//!
//! Clippy sees to the first as far as it can reach; here all are counted, those that macros write among them.
//!
//! Methods of the clients that answer with a `Call` or a list cannot fail by themselves: what can go wrong is told where those are
//! sent and read, and methods whose errors differ say so.

use std::fs;
use std::path::{Path, PathBuf};

const CRATES: [&str; 8] = [
    "cw-http",
    "msp-tools-core",
    "msp-tools-store",
    "msp-tools-mcp",
    "cwa-client",
    "cw-rmm-client",
    "cw-psa-client",
    "cw-sandbox",
];

struct Function {
    place: String,
    is_documented: bool,
}

#[test]
fn every_public_function_that_can_fail_says_how() {
    let (mut all, mut missing) = (0, Vec::new());
    for name in CRATES {
        let source = root().join(name).join("src");
        let functions: Vec<Function> = files(&source).iter().flat_map(|file| fallible(file)).collect();
        let documented = functions.iter().filter(|function| function.is_documented).count();
        println!(
            "{name}: {documented} of {} public functions that can fail have an `# Errors` section",
            functions.len()
        );
        all += functions.len();
        missing.extend(functions.into_iter().filter(|function| !function.is_documented).map(|function| function.place));
    }
    assert!(missing.is_empty(), "without `# Errors`:\n{}", missing.join("\n"));
    assert!(all > 120, "{all}: they are not recognised any more");
}

#[test]
fn every_method_of_a_client_names_its_route() {
    let (mut all, mut missing) = (0, Vec::new());
    for name in ["cwa-client", "cw-rmm-client", "cw-psa-client"] {
        for file in files(&root().join(name).join("src/api")) {
            let text = fs::read_to_string(&file).expect("text");
            let (routes, lines) = (routes(&text), text.lines().collect::<Vec<_>>());
            for at in (0..lines.len()).filter(|at| is_public(lines[*at])) {
                let body =
                    lines[at..].iter().take_while(|line| **line != "    }").copied().collect::<Vec<_>>().join("\n");
                if routes
                    .iter()
                    .any(|route| body.contains(&format!("&{route})")) || body.contains(&format!("&{route},")))
                {
                    all += 1;
                    let said = documentation(&lines[..at]);
                    let names = ["GET", "POST", "PUT", "PATCH", "DELETE"]
                        .iter()
                        .any(|verb| said.contains(&format!("`{verb} /")));
                    missing.extend((!names).then(|| format!("{}:{}", file.display(), at + 1)));
                }
            }
        }
    }
    println!("{all} methods name their routes");
    assert!(missing.is_empty(), "without a route:\n{}", missing.join("\n"));
    assert!(all > 200, "{all}: they are not recognised any more");
}

/// The names of the operations in `routes! { .. }`.
fn routes(text: &str) -> Vec<String> {
    let Some((_, rest)) = text.split_once("\nroutes! {") else { return Vec::new() };
    let inside = rest.split("\n}").next().unwrap_or_default();
    inside
        .split(';')
        .filter_map(|route| Some(route.split_once(" = ").or(route.split_once(" =\n"))?.0.trim().to_owned()))
        .collect()
}

#[test]
fn one_without_is_found() {
    let text = "/// Does it.\npub fn a() -> Result<(), Error> {\n}\n/// Does it.\n///\n/// # Errors\n/// Never.\n#[must_use]\npub async fn b(\n    x: u8,\n) -> io::Result<u8> {\n}\npub fn c() -> u8 {\n}\n";
    let found = fallible_in("x.rs", text);
    assert_eq!(found.iter().map(|function| function.is_documented).collect::<Vec<_>>(), [false, true]);
}

fn fallible(file: &Path) -> Vec<Function> {
    fallible_in(&file.display().to_string(), &fs::read_to_string(file).expect("text"))
}

fn fallible_in(file: &str, text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or(text).lines().collect();
    let is_public =
        |line: &str| ["pub fn ", "pub async fn ", "pub const fn "].iter().any(|start| line.starts_with(start));
    let starts = (0..lines.len()).filter(|at| is_public(lines[*at].trim_start()));
    let functions = starts.filter(|at| signature(&lines[*at..]).is_some_and(|answer| answer.contains("Result<")));
    functions
        .map(|at| Function {
            place: format!("{file}:{}", at + 1),
            is_documented: documentation(&lines[..at]).contains("# Errors"),
        })
        .collect()
}

fn is_public(line: &str) -> bool {
    ["pub fn ", "pub async fn ", "pub const fn "].iter().any(|start| line.trim_start().starts_with(start))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// What a function answers with, where it says so.
fn signature(lines: &[&str]) -> Option<String> {
    let ends = |line: &&str| line.ends_with('{') || line.ends_with(';') || line.ends_with("{}");
    let last = lines.iter().position(ends)?;
    let whole = lines[..=last].iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let answer = whole.split(" where ").next()?.rsplit_once(") -> ")?.1.to_owned();
    Some(answer).filter(|answer| !answer.starts_with("impl "))
}

/// The comments and attributes in front of a function.
fn documentation(lines: &[&str]) -> String {
    let before = lines.iter().rev().take_while(|line| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("#[") || line.starts_with("$(#[") || line.starts_with(")]")
    });
    before.copied().collect::<Vec<_>>().join("\n")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
