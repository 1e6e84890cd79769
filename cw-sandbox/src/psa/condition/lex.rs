//! The vendor's way of writing conditions, to the tokens that the parser knows.

use crate::stamp::Stamp;
use crate::table::condition::{ConditionError, Literal, Token};

pub(super) fn lex(text: &str) -> Result<Vec<Token>, ConditionError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '\'' | '"' => quoted(rest, first)?,
            '[' => date(rest)?,
            '0'..='9' | '-' => number(rest)?,
            c if c.is_ascii_alphabetic() || c == '_' => word(rest),
            _ => symbol(rest)?,
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn symbol(rest: &str) -> Result<(Token, usize), ConditionError> {
    let table = [
        ("!=", Token::NotEqual),
        ("<=", Token::LessOrEqual),
        (">=", Token::GreaterOrEqual),
        ("=", Token::Equal),
        ("<", Token::Less),
        (">", Token::Greater),
        ("(", Token::Open),
        (")", Token::Close),
        (",", Token::Comma),
    ];
    let found = table.into_iter().find(|(text, _)| rest.starts_with(text));
    let near: String = rest.chars().take(20).collect();
    found
        .map(|(text, token)| (token, text.len()))
        .ok_or_else(|| ConditionError::Syntax(format!("unexpected text near '{near}'")))
}

/// A text in quotes. A backslash takes the meaning from a quote or another backslash, and is itself before anything else.
fn quoted(rest: &str, quote: char) -> Result<(Token, usize), ConditionError> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => text.push(chars.next_if(|(_, next)| matches!(next, '\\' | '"' | '\'')).map_or('\\', |(_, c)| c)),
            c if c == quote => return Ok((Token::Value(Literal::Text(text)), at + 1)),
            c => text.push(c),
        }
    }
    Err(ConditionError::NoValue)
}

/// `[2026-03-01T00:00:00Z]`, or a day alone.
fn date(rest: &str) -> Result<(Token, usize), ConditionError> {
    let end = rest.find(']').ok_or(ConditionError::NoValue)?;
    let date = Stamp::parse(rest[1..end].trim()).ok_or(ConditionError::NoValue)?;
    Ok((Token::Value(Literal::Date(date)), end + 1))
}

fn number(rest: &str) -> Result<(Token, usize), ConditionError> {
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-.:".contains(c))).unwrap_or(rest.len());
    let text = &rest[..length];
    // Only digits make a number here; Rust's own reading would also take "1e9".
    let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-') && !text.ends_with('.');
    let number = text.parse::<f64>().ok().filter(|_| is_number).ok_or(ConditionError::NoValue)?;
    Ok((Token::Value(Literal::Number(number)), length))
}

fn word(rest: &str) -> (Token, usize) {
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_/".contains(c))).unwrap_or(rest.len());
    let text = &rest[..length];
    let token = match text.to_ascii_lowercase().as_str() {
        "true" => Token::Value(Literal::Flag(true)),
        "false" => Token::Value(Literal::Flag(false)),
        "null" => Token::Value(Literal::Null),
        _ => Token::Word(text.to_owned()),
    };
    (token, length)
}
