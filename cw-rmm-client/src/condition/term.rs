//! One parameter of the filter language, with its value.

use super::error::ConditionError;

/// The word that turns a list round.
pub(super) const NOT_IN: &str = "[notIn]";

/// A parameter of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    List,
    Date,
}

/// A parameter with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub(super) param: Param,
    pub(super) value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    List { values: Vec<String>, excluded: bool },
}

impl Term {
    pub(super) fn name(&self) -> &'static str {
        self.param.name
    }

    /// The value as it stands in the query.
    pub(super) fn to_value(&self) -> Result<String, ConditionError> {
        let name = self.name();
        match &self.value {
            Value::Text(text) if text.trim().is_empty() => Err(ConditionError::Empty { name }),
            Value::Text(text) if self.param.kind == Kind::Date && !is_date(text) => {
                Err(ConditionError::Date { name, text: text.clone() })
            }
            Value::Text(text) => Ok(text.clone()),
            Value::List { values, excluded } => {
                if values.is_empty() || values.iter().any(|value| value.trim().is_empty()) {
                    return Err(ConditionError::Empty { name });
                }
                if let Some(value) = values.iter().find(|value| !is_listable(value)) {
                    return Err(ConditionError::Unlistable { name, value: value.clone() });
                }
                let prefix = if *excluded { format!("{NOT_IN},") } else { String::new() };
                Ok(prefix + &values.join(","))
            }
        }
    }

    /// Reads a value as it stands in a query.
    pub(super) fn read(param: Param, text: &str) -> Result<Self, ConditionError> {
        let value = match param.kind {
            Kind::Text | Kind::Date => Value::Text(text.to_owned()),
            Kind::List => {
                let mut values: Vec<String> = text.split(',').map(str::to_owned).collect();
                let excluded = values.first().is_some_and(|first| first.trim().eq_ignore_ascii_case(NOT_IN));
                if excluded {
                    values.remove(0);
                }
                Value::List { values, excluded }
            }
        };
        let term = Self { param, value };
        term.to_value()?;
        Ok(term)
    }
}

fn is_listable(value: &str) -> bool {
    !value.contains(',') && !value.trim().eq_ignore_ascii_case(NOT_IN)
}

fn is_date(text: &str) -> bool {
    cw_http::data::DateTime::new(text).civil().is_some()
}
