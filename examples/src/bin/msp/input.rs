//! Arguments as they are given on the command line.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::exit::Failure;

/// Reads `JSON`, `@FILE`, or `-` for standard input; nothing is no arguments.
pub(crate) fn read(input: Option<&str>) -> Result<Value, Failure> {
    let (source, text) = match input {
        None => return Ok(json!({})),
        Some("-") => {
            let mut text = String::new();
            let read = std::io::stdin().read_to_string(&mut text);
            read.map_err(|error| Failure::usage(format!("--input -: standard input cannot be read: {error}")))?;
            ("standard input".to_owned(), text)
        }
        Some(input) => match input.strip_prefix('@') {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| Failure::usage(format!("--input @{path}: the file cannot be read: {error}")))?;
                (path.to_owned(), text)
            }
            None => ("--input".to_owned(), input.to_owned()),
        },
    };
    json(&source, &text)
}

/// Reads JSON that came from `source`.
pub(crate) fn json(source: &str, text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|error| {
        Failure::usage(format!(r#"{source}: not JSON: {error}; expected something like {{"status": "online"}}"#))
    })
}

/// Splits `KEY=VALUE` or `KEY:VALUE`.
pub(crate) fn pair<'a>(option: &str, text: &'a str, separator: char) -> Result<(&'a str, &'a str), Failure> {
    let pair = text.split_once(separator).map(|(key, value)| (key.trim(), value.trim_start()));
    pair.filter(|(key, _)| !key.is_empty())
        .ok_or_else(|| Failure::usage(format!("{option} `{text}`: expected KEY{separator}VALUE")))
}
