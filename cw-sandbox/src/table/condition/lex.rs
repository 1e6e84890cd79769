//! Characters to tokens.

use super::{ConditionError, Literal};
use crate::stamp::Stamp;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// A field path or a keyword; which of them, the parser knows.
    Word(String),
    Value(Literal),
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Open,
    Close,
    Comma,
}

/// Longer conditions are refused, before they cost anything.
const MAX_CHARS: usize = 16_384;

pub(super) fn lex(text: &str) -> Result<Vec<Token>, ConditionError> {
    if text.len() > MAX_CHARS {
        return Err(ConditionError::Syntax("the condition is too long".to_owned()));
    }
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '\'' | '"' => quoted(rest, first)?,
            '0'..='9' | '-' | '.' => bare(rest)?,
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
    table
        .into_iter()
        .find(|(text, _)| rest.starts_with(text))
        .map(|(text, token)| (token, text.len()))
        .ok_or_else(|| unexpected(rest))
}

/// A text in quotes; the quote itself is written twice.
fn quoted(rest: &str, quote: char) -> Result<(Token, usize), ConditionError> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            text.push(c);
        } else if chars.next_if(|(_, next)| *next == quote).is_some() {
            text.push(quote);
        } else {
            return Ok((Token::Value(Literal::Text(text)), at + 1));
        }
    }
    Err(ConditionError::Syntax("a quoted text does not end".to_owned()))
}

/// A number or a date, neither of which is quoted.
fn bare(rest: &str) -> Result<(Token, usize), ConditionError> {
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-+.:".contains(c))).unwrap_or(rest.len());
    let text = &rest[..length];
    // Only digits make a number here; Rust's own reading would also take "inf" and "1e9".
    let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    let literal = match text.parse::<f64>() {
        Ok(number) if is_number => Literal::Number(number),
        _ => Literal::Date(Stamp::parse(text).ok_or_else(|| unexpected(text))?),
    };
    Ok((Token::Value(literal), length))
}

/// A name, with its parts joined by dots or slashes.
fn word(rest: &str) -> (Token, usize) {
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_./".contains(c))).unwrap_or(rest.len());
    let text = &rest[..length];
    let token = match text.to_ascii_lowercase().as_str() {
        "true" => Token::Value(Literal::Flag(true)),
        "false" => Token::Value(Literal::Flag(false)),
        _ => Token::Word(text.to_owned()),
    };
    (token, length)
}

fn unexpected(rest: &str) -> ConditionError {
    let near: String = rest.chars().take(20).collect();
    ConditionError::Syntax(format!("unexpected text near '{near}'"))
}
