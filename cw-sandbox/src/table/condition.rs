//! The condition language: read, bound to the columns of a resource, and evaluated on rows.

mod bind;
mod lex;
mod parse;

use std::cmp::Ordering;

use serde_json::Value;

pub(crate) use bind::{Bound, bind_columns};
pub(crate) use lex::Token;
pub(crate) use parse::parse;

use super::like::{fold, like};
use crate::stamp::Stamp;

/// An expression as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Test(Test),
}

/// One comparison: a field path, what is asked, and whether the answer is turned round.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Test {
    pub(crate) path: Vec<String>,
    pub(crate) negated: bool,
    pub(crate) ask: Ask,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    Is(Vec<Literal>),
    Below { than: Literal, or_equal: bool },
    Above { than: Literal, or_equal: bool },
    Like(String),
    Contains(Literal),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Number(f64),
    Flag(bool),
    Date(Stamp),
    Null,
}

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConditionError {
    /// It does not read as the language.
    Syntax(String),
    /// Where a value belongs, there is none.
    NoValue,
    /// It names a field that the resource does not have.
    InvalidField(String),
    /// It compares a field with something of another kind.
    Mismatch(String),
    /// It compares a date field with a quoted text, which breaks the vendor's server.
    QuotedDate,
}

impl Expr {
    /// Reads the language of Automate.
    pub(crate) fn parse(text: &str) -> Result<Self, ConditionError> {
        parse::parse(&lex::lex(text)?)
    }
}

impl Ask {
    /// Answers for one value. Null answers no to everything, turned round or not, as in SQL; but it can be asked for.
    pub(crate) fn answer(&self, value: &Value) -> Option<bool> {
        if let Value::Array(items) = value {
            let Self::Contains(literal) = self else { return Some(false) };
            return Some(items.iter().any(|item| order(item, literal) == Some(Ordering::Equal)));
        }
        if value.is_null() {
            return matches!(self, Self::Is(literals) if literals.contains(&Literal::Null)).then_some(true);
        }
        Some(match self {
            Self::Is(literals) => literals.iter().any(|l| order(value, l) == Some(Ordering::Equal)),
            Self::Below { than, or_equal } => match order(value, than) {
                Some(Ordering::Less) => true,
                Some(Ordering::Equal) => *or_equal,
                _ => false,
            },
            Self::Above { than, or_equal } => match order(value, than) {
                Some(Ordering::Greater) => true,
                Some(Ordering::Equal) => *or_equal,
                _ => false,
            },
            Self::Like(pattern) => like(&plain(value), pattern),
            Self::Contains(literal) => fold(&plain(value)).contains(&fold(&literal.plain())),
        })
    }
}

impl Literal {
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Null => "null".to_owned(),
        }
    }
}

/// How a value of a row stands to a literal; `None` if the two cannot be compared.
fn order(value: &Value, literal: &Literal) -> Option<Ordering> {
    match (value, literal) {
        (Value::String(text), Literal::Text(other)) => Some(fold(text).cmp(&fold(other))),
        // Some models write their ids as text; the vendor's database knows better.
        (Value::String(text), Literal::Number(number)) => text.parse::<f64>().ok()?.partial_cmp(number),
        (Value::String(text), Literal::Date(date)) => Some(Stamp::parse(text)?.cmp(date)),
        (Value::Number(number), Literal::Number(other)) => number.as_f64()?.partial_cmp(other),
        (Value::Number(number), Literal::Text(text)) => number.as_f64()?.partial_cmp(&text.trim().parse::<f64>().ok()?),
        (Value::Bool(flag), Literal::Flag(other)) => Some(flag.cmp(other)),
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(path: &str, value: &str) -> Expr {
        let ask = Ask::Is(vec![Literal::Text(value.to_owned())]);
        Expr::Test(Test { path: vec![path.to_owned()], negated: false, ask })
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let [a, b, c] = ["a", "b", "c"].map(|name| text(name, "x"));
        let tree = Expr::Or(Box::new(a), Box::new(Expr::And(Box::new(b), Box::new(c))));
        assert_eq!(Expr::parse("a = 'x' OR b eq \"x\" And c='x'"), Ok(tree));
    }

    proptest! {
        #[test]
        fn nothing_makes_the_parser_panic(input in "\\PC{0,60}") {
            let _ = Expr::parse(&input);
        }

        #[test]
        fn nothing_like_a_condition_makes_it_panic(input in "([(),=<>!'\"a-z0-9. /-]|and|or|not|in|like){0,30}") {
            let _ = Expr::parse(&input);
        }

        #[test]
        fn a_doubled_quote_keeps_any_text_whole(value in "\\PC{0,40}") {
            for quote in ["'", "\""] {
                let written = value.replace(quote, &quote.repeat(2));
                prop_assert_eq!(Expr::parse(&format!("f = {quote}{written}{quote}")), Ok(text("f", &value)));
            }
        }
    }
}
