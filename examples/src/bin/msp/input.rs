//! Arguments as they are given on the command line.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::exit::Failure;

/// Reads `JSON`, `@FILE`, or `-` for standard input; nothing is no arguments.
pub(crate) fn read(input: Option<&str>) -> Result<Value, Failure> {
    let Some(input) = input else { return Ok(json!({})) };
    let (source, text) = text("--input", input)?;
    json(&source, &text)
}

/// The text that `@FILE`, `-` for standard input, or the option itself gives, and what it came from.
pub(crate) fn text(option: &str, input: &str) -> Result<(String, String), Failure> {
    if input == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|error| Failure::usage(format!("{option} -: standard input cannot be read: {error}")))?;
        return Ok(("standard input".to_owned(), text));
    }
    let Some(path) = input.strip_prefix('@') else { return Ok((option.to_owned(), input.to_owned())) };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("{option} @{path}: the file cannot be read: {error}")))?;
    Ok((path.to_owned(), text))
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
