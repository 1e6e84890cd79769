//! An expression and the columns of a resource, to something that rows can be put to.

use serde_json::Value;

use super::{Ask, ConditionError, Expr, Literal, Test};
use crate::table::{Column, Kind};

/// An expression whose fields are found and whose literals fit them.
#[derive(Debug)]
pub(crate) enum Bound {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Test(BoundTest),
}

#[derive(Debug)]
pub(crate) struct BoundTest {
    column: usize,
    inner: Vec<&'static str>,
    negated: bool,
    ask: Ask,
}

impl Bound {
    pub(crate) fn new<T>(expr: Expr, columns: &[Column<T>]) -> Result<Self, ConditionError> {
        Ok(match expr {
            Expr::And(a, b) => Self::And(Box::new(Self::new(*a, columns)?), Box::new(Self::new(*b, columns)?)),
            Expr::Or(a, b) => Self::Or(Box::new(Self::new(*a, columns)?), Box::new(Self::new(*b, columns)?)),
            Expr::Test(test) => Self::Test(BoundTest::new(test, columns)?),
        })
    }

    /// Whether a row fits; `read` gives the row's value in the column of that index.
    pub(crate) fn fits(&self, read: &dyn Fn(usize) -> Value) -> bool {
        match self {
            Self::And(a, b) => a.fits(read) && b.fits(read),
            Self::Or(a, b) => a.fits(read) || b.fits(read),
            Self::Test(test) => test.fits(read),
        }
    }
}

impl BoundTest {
    fn new<T>(test: Test, columns: &[Column<T>]) -> Result<Self, ConditionError> {
        let invalid = || ConditionError::InvalidField(test.path.join("."));
        let (first, rest) = test.path.split_first().ok_or_else(invalid)?;
        let column = columns.iter().position(|c| c.name.eq_ignore_ascii_case(first)).ok_or_else(invalid)?;
        let mut kind = columns[column].kind;
        let mut inner = Vec::new();
        for part in rest {
            let Kind::Nested(fields) = kind else { return Err(invalid()) };
            let field = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(part)).ok_or_else(invalid)?;
            inner.push(field.0);
            kind = field.1;
        }
        check(kind, &test)?;
        Ok(Self { column, inner, negated: test.negated, ask: test.ask })
    }

    fn fits(&self, read: &dyn Fn(usize) -> Value) -> bool {
        let value = read(self.column);
        let answer = self.ask_at(&value, &self.inner);
        answer.is_some_and(|yes| yes != self.negated)
    }

    /// Follows the path into the value; in a list of objects one that fits is enough.
    fn ask_at(&self, value: &Value, path: &[&str]) -> Option<bool> {
        let Some((first, rest)) = path.split_first() else { return self.ask.answer(value) };
        match value {
            Value::Array(items) => Some(items.iter().any(|item| self.ask_at(item, path) == Some(true))),
            Value::Object(object) => self.ask_at(object.get(*first)?, rest),
            _ => None,
        }
    }
}

/// Refuses literals that do not go with the kind of the field.
fn check(kind: Kind, test: &Test) -> Result<(), ConditionError> {
    let mismatch = |what: &str| Err(ConditionError::Mismatch(format!("{} {what}", test.path.join("."))));
    match (kind, &test.ask) {
        (Kind::Nested(_) | Kind::Opaque | Kind::Expand, _) => mismatch("is not a single value"),
        (Kind::List, Ask::Contains(_)) | (Kind::Text, Ask::Like(_)) => Ok(()),
        (Kind::List, _) => mismatch("is a list; only 'contains' can be asked of it"),
        (Kind::Text, Ask::Contains(Literal::Text(_))) => Ok(()),
        (_, Ask::Like(_) | Ask::Contains(_)) => mismatch("is not a text"),
        (_, Ask::Is(literals)) => literals.iter().try_for_each(|l| check_literal(kind, l, test)),
        (_, Ask::Below { than, .. } | Ask::Above { than, .. }) => check_literal(kind, than, test),
    }
}

fn check_literal(kind: Kind, literal: &Literal, test: &Test) -> Result<(), ConditionError> {
    let fits = match (kind, literal) {
        (Kind::Date, Literal::Text(_)) => return Err(ConditionError::QuotedDate),
        (Kind::Date, literal) => matches!(literal, Literal::Date(_)),
        (Kind::Flag, literal) => matches!(literal, Literal::Flag(_)),
        (Kind::Int | Kind::Float, Literal::Text(text)) => text.trim().parse::<f64>().is_ok(),
        (Kind::Int | Kind::Float, literal) => matches!(literal, Literal::Number(_)),
        (_, literal) => matches!(literal, Literal::Text(_) | Literal::Number(_)),
    };
    if fits {
        return Ok(());
    }
    let (field, literal) = (test.path.join("."), literal.plain());
    Err(ConditionError::Mismatch(format!("{field} cannot be compared with {literal}")))
}
