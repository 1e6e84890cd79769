//! Tables that callers can write.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Column, Kind, Operation, Row, lookup, patch};
use crate::reply::Refusal;
use crate::stamp::Stamp;

/// Rows by id, with the columns that a write may set. The first column is the key; the store gives it out.
#[derive(Clone)]
pub(crate) struct Store {
    columns: &'static [Column<Row>],
    /// Fields that no row is without.
    required: &'static [&'static str],
    rows: BTreeMap<u32, Row>,
    last_id: u32,
}

impl Store {
    /// An empty store that gives out ids from `first_id` on.
    pub(crate) fn new(columns: &'static [Column<Row>], first_id: u32) -> Self {
        Self { columns, required: &[], rows: BTreeMap::new(), last_id: first_id - 1 }
    }

    /// Refuses rows in which one of these fields is missing or blank.
    pub(crate) fn requiring(mut self, fields: &'static [&'static str]) -> Self {
        self.required = fields;
        self
    }

    pub(crate) fn columns(&self) -> &'static [Column<Row>] {
        self.columns
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    pub(crate) fn get(&self, id: u32) -> Result<&Row, Refusal> {
        self.rows.get(&id).ok_or_else(Refusal::not_found)
    }

    /// Stores a row as it is, under the id that its key column holds or else the next one.
    pub(crate) fn insert(&mut self, mut row: Row) -> u32 {
        let id = row.get(self.columns[0].name).and_then(as_id).unwrap_or(self.last_id + 1);
        row.insert(self.columns[0].name.to_owned(), key(&self.columns[0], id));
        self.last_id = self.last_id.max(id);
        self.rows.insert(id, row);
        id
    }

    /// Stores what a caller sent, under a new id.
    pub(crate) fn create(&mut self, body: &Value) -> Result<u32, Refusal> {
        let row = self.bind(body)?;
        Ok(self.insert(row))
    }

    /// Puts what a caller sent in the place of a row.
    pub(crate) fn replace(&mut self, id: u32, body: &Value) -> Result<(), Refusal> {
        self.get(id)?;
        let mut row = self.bind(body)?;
        row.insert(self.columns[0].name.to_owned(), key(&self.columns[0], id));
        self.insert(row);
        Ok(())
    }

    /// Applies patch operations to a row: all of them or none.
    pub(crate) fn patch(&mut self, id: u32, operations: &[Operation]) -> Result<(), Refusal> {
        let mut row = Value::Object(self.get(id)?.clone());
        for operation in operations {
            let first = operation.path.first().map_or("", String::as_str);
            if !self.columns[1..].iter().any(|c| c.name.eq_ignore_ascii_case(first)) {
                return Err(Refusal::new(400, format!("The property '{first}' cannot be changed.")));
            }
        }
        patch(&mut row, operations)?;
        self.replace(id, &row)
    }

    pub(crate) fn remove(&mut self, id: u32) -> Result<Row, Refusal> {
        self.rows.remove(&id).ok_or_else(Refusal::not_found)
    }

    /// Takes from a body the fields that the columns name, in any case; the others are ignored, as the vendor does.
    /// The key is not taken.
    fn bind(&self, body: &Value) -> Result<Row, Refusal> {
        let Value::Object(body) = body else { return Err(Refusal::new(400, "The body must be an object.")) };
        let writable = self.columns.iter().skip(1).filter(|column| !matches!(column.kind, Kind::Expand));
        let row = bind_fields(writable.map(|column| (column.name, column.kind)), body)?;
        match self.required.iter().find(|name| row.get(**name).is_none_or(is_blank)) {
            Some(name) => Err(Refusal::invalid(name, &format!("The {name} field is required."))),
            None => Ok(row),
        }
    }
}

/// Reads an id that may be written as a number or as text.
pub(crate) fn as_id(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => number.as_u64()?.try_into().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn key(column: &Column<Row>, id: u32) -> Value {
    match column.kind {
        Kind::Text => id.to_string().into(),
        _ => id.into(),
    }
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn bind_fields(fields: impl Iterator<Item = (&'static str, Kind)>, body: &Row) -> Result<Row, Refusal> {
    fields
        .filter_map(|(name, kind)| Some((name, kind, lookup(body, name)?)))
        .map(|(name, kind, value)| Ok((name.to_owned(), bind_value(name, kind, value)?)))
        .collect()
}

fn bind_value(name: &str, kind: Kind, value: &Value) -> Result<Value, Refusal> {
    let bound = match (kind, value) {
        (_, Value::Null) => Some(Value::Null),
        (Kind::Text, Value::Number(number)) => Some(number.to_string().into()),
        (Kind::Text, Value::String(_)) | (Kind::Float, Value::Number(_)) | (Kind::Flag, Value::Bool(_)) => {
            Some(value.clone())
        }
        (Kind::Int, Value::Number(number)) => number.is_i64().then(|| value.clone()),
        (Kind::Int, Value::String(text)) => text.trim().parse::<i64>().ok().map(Value::from),
        (Kind::Date, Value::String(text)) => Stamp::parse(text).map(Value::from),
        (Kind::List, Value::Array(_)) | (Kind::Opaque, _) => Some(value.clone()),
        (Kind::Nested(fields), Value::Object(object)) => Some(bind_fields(fields.iter().copied(), object)?.into()),
        (Kind::Nested(fields), Value::Array(items)) => {
            let bind_item = |item: &Value| bind_value(name, Kind::Nested(fields), item);
            Some(items.iter().map(bind_item).collect::<Result<Vec<_>, _>>()?.into())
        }
        _ => None,
    };
    bound.ok_or_else(|| Refusal::invalid(name, &format!("The value {value} is not valid for {name}.")))
}
