//! An expression and the columns of a resource, to something that rows can be put to.

use serde_json::Value;

use super::{Ask, ConditionError, Expr, Literal, Test};
use crate::table::{Column, Kind};

/// An expression whose tests know where to find their field, as `F`.
#[derive(Debug)]
pub(crate) enum Bound<F> {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Test { field: F, negated: bool, ask: Ask },
}

impl<F> Bound<F> {
    /// Binds every test of an expression by `bind`, which finds the field and checks what is asked of it.
    pub(crate) fn new<E>(expr: Expr, bind: &mut dyn FnMut(Test) -> Result<(F, Ask), E>) -> Result<Self, E> {
        Ok(match expr {
            Expr::And(a, b) => Self::And(Box::new(Self::new(*a, bind)?), Box::new(Self::new(*b, bind)?)),
            Expr::Or(a, b) => Self::Or(Box::new(Self::new(*a, bind)?), Box::new(Self::new(*b, bind)?)),
            Expr::Test(test) => {
                let negated = test.negated;
                let (field, ask) = bind(test)?;
                Self::Test { field, negated, ask }
            }
        })
    }

    /// Whether a row fits; `answer` says what the row has to say to a question about a field, `None` for unknown.
    pub(crate) fn fits(&self, answer: &dyn Fn(&F, &Ask) -> Option<bool>) -> bool {
        match self {
            Self::And(a, b) => a.fits(answer) && b.fits(answer),
            Self::Or(a, b) => a.fits(answer) || b.fits(answer),
            Self::Test { field, negated, ask } => answer(field, ask).is_some_and(|yes| yes != *negated),
        }
    }
}

/// A column of a resource, and the way into its value.
#[derive(Debug)]
pub(crate) struct ColumnTest {
    column: usize,
    inner: Vec<&'static str>,
}

/// Binds an expression to columns.
pub(crate) fn bind_columns<T>(expr: Expr, columns: &[Column<T>]) -> Result<Bound<ColumnTest>, ConditionError> {
    Bound::new(expr, &mut |test| ColumnTest::new(test, columns))
}

impl ColumnTest {
    fn new<T>(test: Test, columns: &[Column<T>]) -> Result<(Self, Ask), ConditionError> {
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
        Ok((Self { column, inner }, test.ask))
    }

    /// What a row answers; `read` gives the row's value in the column of that index.
    pub(crate) fn answer(&self, ask: &Ask, read: &dyn Fn(usize) -> Value) -> Option<bool> {
        ask_at(ask, &read(self.column), &self.inner)
    }
}

/// Follows the path into the value; in a list of objects one that fits is enough.
fn ask_at(ask: &Ask, value: &Value, path: &[&str]) -> Option<bool> {
    let Some((first, rest)) = path.split_first() else { return ask.answer(value) };
    match value {
        Value::Array(items) => Some(items.iter().any(|item| ask_at(ask, item, path) == Some(true))),
        Value::Object(object) => ask_at(ask, object.get(*first)?, rest),
        _ => None,
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
