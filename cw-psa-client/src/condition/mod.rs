//! Filter expressions, built from typed parts or read from text.
//!
//! PSA filters lists by an expression such as `board/name = "Help Desk" and closedFlag = false`.
//! Here it is a tree, whose words are written in one place that knows how to quote: whoever wrote a
//! value, it stays a value.
//!
//! ```
//! use cw_psa_client::condition::{Condition, ticket};
//!
//! let condition = ticket::BOARD.name().eq("Help Desk").and(ticket::PRIORITY.id().is_in([1, 2]));
//! assert_eq!(condition.to_expression()?, r#"board/name = "Help Desk" and priority/id in (1,2)"#);
//!
//! // The same language is read, so that an expression can be checked before it is sent.
//! let read = Condition::parse("Board/Name='Help Desk' and (closedFlag=false or summary not contains 'test')")?;
//! assert_eq!(
//!     read.to_expression()?,
//!     r#"Board/Name = "Help Desk" and (closedFlag = false or summary not contains "test")"#,
//! );
//! # Ok::<(), cw_psa_client::ConditionError>(())
//! ```
//!
//! # The three parameters
//!
//! A list takes `conditions` on the record, `childConditions` on its lists (a contact's mail
//! addresses) and `customFieldConditions`. All are a [`Condition`]; [`Criteria`] holds the three.
//!
//! # What is unconfirmed
//!
//! The vendor shows examples, not a grammar. Not documented are: which of `and` and `or` binds
//! tighter (parentheses are always written where it matters; read is `and` first), how a quote is
//! escaped inside text, what a backslash means, and whether `_` is a wildcard. The `quote` rules:
//! text goes between double quotes, or single ones if it holds a double one; only text with both
//! kinds needs an escaped quote (`\"`). Backslashes are doubled, `[` is written `[[]`, and control
//! characters stay as they are.

mod criteria;
mod custom_field;
mod error;
mod field;
mod fields;
mod order;
mod parse;
mod quote;
mod split;
mod value;

use std::fmt;
use std::ops::Not;
use std::str::FromStr;

pub use criteria::Criteria;
pub use custom_field::{CustomField, custom_field};
pub use error::ConditionError;
pub use field::{
    Any, Coded, Date, Field, Flag, Identified, Named, Number, Ordered, Reference, Scalar, Text, Textual, TicketRef,
};
pub use fields::{
    activity, agreement, board, catalog_item, communication, company, configuration, contact, expense_entry, invoice,
    member, opportunity, product, project, schedule_entry, ticket, time_entry,
};
pub use order::OrderBy;
pub use value::{IntoValue, Value};

use field::FieldName;

/// How deep `and` and `or` may alternate.
pub const MAX_DEPTH: usize = 32;

/// A filter for a list.
///
/// Mistakes in it (an empty list, too much nesting) are kept and come back from
/// [`to_expression`](Self::to_expression), so that building reads in one line. One that was
/// [parsed](Self::parse) has none.
#[derive(Clone, PartialEq)]
#[must_use = "a condition does nothing until a list is asked with it"]
pub struct Condition(Node);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Compare { field: FieldName, operator: Operator, value: Value },
    In { field: FieldName, negated: bool, values: Vec<Value> },
    Join { word: Word, parts: Vec<Node>, depth: usize },
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
    /// Reads an expression as people write it: keywords in any case, either kind of quotes.
    ///
    /// Where `and` and `or` stand side by side without parentheses, `and` binds tighter.
    /// Field names are kept as they are; whether they exist, only the server knows.
    ///
    /// # Errors
    ///
    /// [`ConditionError::Syntax`] says where, what stands there and what is expected;
    /// [`ConditionError::TooDeep`] if parentheses are nested absurdly.
    pub fn parse(expression: &str) -> Result<Self, ConditionError> {
        parse::parse(expression).map(Self)
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
    /// The first mistake in it.
    pub fn to_expression(&self) -> Result<String, ConditionError> {
        let mut text = String::new();
        self.0.write(&mut text)?;
        Ok(text)
    }

    /// The fields that it speaks of, from left to right, as often as they occur.
    #[must_use]
    pub fn field_names(&self) -> Vec<&str> {
        let name = |leaf| match leaf {
            &Node::Compare { ref field, .. } | &Node::In { ref field, .. } => Some(&**field),
            _ => None,
        };
        self.0.leaves().into_iter().filter_map(name).collect()
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
                    out.push_str(if index == 0 { "" } else { "," });
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
            Self::Broken(error) => return Err(error.clone()),
        }
        Ok(())
    }

    /// As part of a larger expression: what could come apart is held together.
    fn write_inner(&self, out: &mut String) -> Result<(), ConditionError> {
        if !matches!(self, Self::Join { .. }) {
            return self.write(out);
        }
        out.push('(');
        self.write(out)?;
        out.push(')');
        Ok(())
    }

    /// The comparisons in it, from left to right.
    fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::Join { parts, .. } => parts.iter().flat_map(Self::leaves).collect(),
            leaf => vec![leaf],
        }
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

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(expression: &str) -> Result<Self, Self::Err> {
        Self::parse(expression)
    }
}

/// The expression; for one with a mistake, the mistake between angle brackets.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_expression() {
            Ok(expression) => f.write_str(&expression),
            Err(error) => write!(f, "<broken: {error}>"),
        }
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({self})")
    }
}

#[cfg(test)]
mod tests;
