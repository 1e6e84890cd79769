//! The routes that every table has alike.

use super::{Automate, Call, id, no_route};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::{Operation, Store};

/// Where a table is among Automate's own things.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) read: fn(&Automate) -> &Store,
    pub(super) write: fn(&mut Automate) -> &mut Store,
}

/// The [`Table`] at a path of fields.
macro_rules! table {
    ($($field:ident).+) => {
        $crate::automate::crud::Table { read: |a| &a.$($field).+, write: |a| &mut a.$($field).+ }
    };
}
pub(super) use table;

/// List, get, create, replace, patch and remove, as far as `writes` allows them.
pub(super) fn crud(call: &mut Call<'_>, path: &[&str], table: Table, writes: &[&str]) -> Outcome {
    let method = call.method().to_owned();
    if method != "GET" && !writes.contains(&method.as_str()) {
        return Err(Refusal::new(405, format!("The requested resource does not support http method '{method}'.")));
    }
    let id = match (method.as_str(), path) {
        ("GET", []) => {
            let store = (table.read)(&call.tenant.automate);
            return call.list(store.columns(), store.rows());
        }
        ("GET", [row]) => id(row)?,
        ("POST", []) => {
            let body = call.request.json()?;
            (table.write)(&mut call.tenant.automate).create(&body)?
        }
        ("PUT", [row]) => {
            let (id, body) = (id(row)?, call.request.json()?);
            (table.write)(&mut call.tenant.automate).replace(id, &body)?;
            id
        }
        ("PATCH", [row]) => {
            let (id, operations) = (id(row)?, Operation::read_all(&call.request.json()?)?);
            (table.write)(&mut call.tenant.automate).patch(id, &operations)?;
            id
        }
        ("DELETE", [row]) => {
            (table.write)(&mut call.tenant.automate).remove(id(row)?)?;
            return Ok(Reply::no_content());
        }
        _ => return Err(no_route(call.request)),
    };
    let store = (table.read)(&call.tenant.automate);
    call.one(store.columns(), store.get(id)?)
}
