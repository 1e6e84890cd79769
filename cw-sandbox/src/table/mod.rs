//! One small engine behind every list: columns, conditions, order, pages, and tables that can be written.
//!
//! A resource is a slice of [`Column`]s over some row type. Reading a column is a plain function, so that a condition on
//! one field of a hundred thousand machines computes that field and no other.

pub(crate) mod condition;
mod like;
mod list;
mod patch;
mod store;

use std::borrow::Borrow;

use serde_json::{Map, Value};

pub(crate) use list::{ListQuery, SortRow, list, names, one, order};
pub(crate) use patch::{Operation, patch};
pub(crate) use store::{Store, as_id};

use crate::tenant::Tenant;

/// A row that is kept as it was written.
pub(crate) type Row = Map<String, Value>;

/// What a field holds, as far as conditions and writes care.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    Int,
    Float,
    Flag,
    Date,
    /// Bare values; conditions can ask `contains`.
    List,
    /// An object, or a list of objects, with these fields.
    Nested(&'static [(&'static str, Kind)]),
    /// Whatever it is; conditions cannot look into it.
    Opaque,
    /// Rows of another resource: null unless the caller names them in `expand`, and never written.
    Expand,
}

/// The reference that the vendor nests into rows: id and name, the id as text.
pub(crate) const TEXT_REF: Kind = Kind::Nested(&[("Id", Kind::Text), ("Name", Kind::Text)]);
/// The same with a number as id.
pub(crate) const INT_REF: Kind = Kind::Nested(&[("Id", Kind::Int), ("Name", Kind::Text)]);

/// One field of a resource.
pub(crate) struct Column<T: 'static> {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) read: fn(&Tenant, &T, &'static str) -> Value,
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Column<T> {}

impl<T> Column<T> {
    pub(crate) fn value(&self, tenant: &Tenant, row: &impl Borrow<T>) -> Value {
        (self.read)(tenant, row.borrow(), self.name)
    }
}

/// Reads a column of a stored row.
pub(crate) fn stored(_: &Tenant, row: &Row, name: &'static str) -> Value {
    row.get(name).cloned().unwrap_or(Value::Null)
}

/// Builds columns: `Name: Kind => |tenant, row| expression` for computed ones, `Name: Kind` for stored ones.
macro_rules! columns {
    ($row:ty; $($name:ident: $kind:expr $(=> |$tenant:tt, $item:tt| $value:expr)?),* $(,)?) => {
        &[$($crate::table::Column::<$row> {
            name: stringify!($name),
            kind: $kind,
            read: columns!(@read $row; $(|$tenant, $item| $value)?),
        }),*]
    };
    (@read $row:ty;) => { $crate::table::stored };
    (@read $row:ty; |$tenant:tt, $item:tt| $value:expr) => {
        |$tenant: &$crate::tenant::Tenant, $item: &$row, _| ::serde_json::Value::from($value)
    };
}
pub(crate) use columns;

/// Finds a key of an object whatever its case, as the vendor's binder does.
pub(crate) fn lookup<'a>(object: &'a Row, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}
