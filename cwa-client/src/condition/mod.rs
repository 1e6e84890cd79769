//! Filter expressions, built from typed parts.
//!
//! Automate filters lists by an expression such as `Client.Id = 12 and Status = 'Online'`. Here it
//! is never text until it is sent: a [`Condition`] is a tree, and its words are written in one place
//! that knows how to quote. A value can therefore not change what the expression means, whoever
//! wrote it.
//!
//! ```
//! use cwa_client::condition::computer;
//!
//! let condition = computer::STATUS.eq("Online").and(computer::NAME.contains("recept"));
//! assert_eq!(condition.to_expression()?, "Status = 'Online' and ComputerName contains 'recept'");
//! # Ok::<(), cwa_client::condition::ConditionError>(())
//! ```
//!
//! # What cannot be said
//!
//! The vendor does not document how a quote is escaped inside a text, and implementations guess
//! differently. No expression written here relies on an escape at all: text is put between single
//! quotes, or between double quotes if it holds a single one. What would need an escape is an error
//! that says why: text with both kinds of quotes, text that ends in a backslash, control characters;
//! and in patterns the wildcards `%` and `_` and the backslash, which [`Field::contains`] takes as
//! they are. [`Field::search`] picks whichever form fits.

mod error;
mod field;
mod fields;
mod order;
mod value;

use std::fmt;
use std::ops::Not;

pub use error::ConditionError;
pub use field::{Any, Date, Field, Flag, List, Number, Text};
pub use fields::{alert, client, computer, contact, group, location, row, script, ticket};
pub use order::OrderBy;
pub use value::{IntoValue, Value};

use field::FieldName;

/// The longest expression that is sent, in characters. It travels in the address of the request.
pub const MAX_LENGTH: usize = 8_192;

/// How deep `and` and `or` may alternate.
pub const MAX_DEPTH: usize = 32;

/// A filter for a list.
///
/// Mistakes in it (text that cannot be quoted, an empty list, too much nesting) are kept and come
/// back from [`to_expression`](Self::to_expression), so that building reads in one line.
#[derive(Clone, PartialEq)]
#[must_use = "a condition does nothing until a list is asked with it"]
pub struct Condition(Node);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Compare { field: FieldName, operator: Operator, value: Value },
    In { field: FieldName, negated: bool, values: Vec<Value> },
    Join { word: Word, parts: Vec<Node>, depth: usize },
    Raw(String),
    Broken(ConditionError),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    And,
    Or,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    NotLike,
    Contains,
    NotContains,
}

impl Condition {
    /// An expression in the server's own language, taken as it is and put in parentheses where it
    /// is joined with others. **Nothing in it is checked or quoted**: never build it from text that
    /// people or other systems wrote. [`Field::new`] reaches every field without it.
    pub fn raw(expression: impl Into<String>) -> Self {
        Self(Node::Raw(expression.into()))
    }

    /// Both must hold.
    pub fn and(self, other: Self) -> Self {
        Self(Node::join(Word::And, self.0, other.0))
    }

    /// At least one must hold.
    pub fn or(self, other: Self) -> Self {
        Self(Node::join(Word::Or, self.0, other.0))
    }

    /// All must hold; `None` if there are none.
    #[must_use]
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Option<Self> {
        conditions.into_iter().reduce(Self::and)
    }

    /// At least one must hold; `None` if there are none.
    #[must_use]
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Option<Self> {
        conditions.into_iter().reduce(Self::or)
    }

    /// The expression, as it is sent before percent-encoding.
    ///
    /// # Errors
    ///
    /// The first mistake in it, or [`ConditionError::TooLong`].
    pub fn to_expression(&self) -> Result<String, ConditionError> {
        let mut text = String::new();
        self.0.write(&mut text)?;
        Ok(text)
    }

    fn compare(field: FieldName, operator: Operator, value: Result<Value, ConditionError>) -> Self {
        Self(match value {
            Ok(value) => Node::Compare { field, operator, value },
            Err(error) => Node::Broken(error),
        })
    }

    fn is_in(field: FieldName, values: Result<Vec<Value>, ConditionError>) -> Self {
        Self(match values {
            Ok(values) if values.is_empty() => Node::Broken(ConditionError::EmptyList { field: field.into() }),
            Ok(values) => Node::In { field, negated: false, values },
            Err(error) => Node::Broken(error),
        })
    }
}

/// The opposite. The language has no general "not", so it is carried inwards: `!(a and b)` becomes
/// `!a or !b`, `=` becomes `!=`, `<` becomes `>=`. Rows whose field is empty may match neither.
///
/// [`Condition::raw`] cannot be negated; that is a [`ConditionError::RawNegated`].
impl Not for Condition {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0.negate())
    }
}

impl Node {
    /// Joins, without nesting what is joined by the same word already.
    fn join(word: Word, left: Self, right: Self) -> Self {
        let level = |node: &Self| if node.is_joined_by(word) { node.depth() } else { node.depth() + 1 };
        let depth = level(&left).max(level(&right));
        // Refused here and not when it is written: a tree deep enough overflows the stack in `drop`.
        if depth > MAX_DEPTH {
            return Self::Broken(ConditionError::TooDeep);
        }
        let mut parts = left.into_parts(word);
        parts.append(&mut right.into_parts(word));
        Self::Join { word, parts, depth }
    }

    fn is_joined_by(&self, by: Word) -> bool {
        matches!(self, Self::Join { word, .. } if *word == by)
    }

    fn into_parts(self, by: Word) -> Vec<Self> {
        match self {
            Self::Join { word, parts, .. } if word == by => parts,
            other => vec![other],
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Join { depth, .. } => *depth,
            _ => 0,
        }
    }

    fn negate(self) -> Self {
        match self {
            Self::Compare { field, operator, value } => Self::Compare { field, operator: operator.opposite(), value },
            Self::In { field, negated, values } => Self::In { field, negated: !negated, values },
            Self::Join { word, parts, depth } => {
                let word = if word == Word::And { Word::Or } else { Word::And };
                Self::Join { word, parts: parts.into_iter().map(Self::negate).collect(), depth }
            }
            Self::Raw(_) => Self::Broken(ConditionError::RawNegated),
            Self::Broken(error) => Self::Broken(error),
        }
    }

    fn write(&self, out: &mut String) -> Result<(), ConditionError> {
        match self {
            Self::Compare { field, operator, value } => {
                out.extend([&**field, " ", operator.as_str(), " "]);
                value.write(out);
            }
            Self::In { field, negated, values } => {
                out.extend([&**field, if *negated { " not in (" } else { " in (" }]);
                for (index, value) in values.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    value.write(out);
                }
                out.push(')');
            }
            Self::Join { word, parts, .. } => {
                for (index, part) in parts.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { word.as_str() });
                    part.write_inner(out)?;
                }
            }
            Self::Raw(expression) => out.push_str(expression),
            Self::Broken(error) => return Err(error.clone()),
        }
        if out.len() > MAX_LENGTH { Err(ConditionError::TooLong) } else { Ok(()) }
    }

    /// As part of a larger expression: what could come apart is held together.
    fn write_inner(&self, out: &mut String) -> Result<(), ConditionError> {
        let holds_together = matches!(self, Self::Compare { .. } | Self::In { .. });
        if holds_together {
            return self.write(out);
        }
        out.push('(');
        self.write(out)?;
        out.push(')');
        Ok(())
    }
}

impl Word {
    fn as_str(self) -> &'static str {
        match self {
            Self::And => " and ",
            Self::Or => " or ",
        }
    }
}

impl Operator {
    fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Like => "like",
            Self::NotLike => "not like",
            Self::Contains => "contains",
            Self::NotContains => "not contains",
        }
    }

    fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Greater => Self::LessOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Like => Self::NotLike,
            Self::NotLike => Self::Like,
            Self::Contains => Self::NotContains,
            Self::NotContains => Self::Contains,
        }
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_expression() {
            Ok(expression) => write!(f, "Condition({expression})"),
            Err(error) => write!(f, "Condition(broken: {error})"),
        }
    }
}

#[cfg(test)]
mod tests;
