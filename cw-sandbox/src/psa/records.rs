//! Where the records of all resources are kept.

use std::collections::{BTreeMap, BTreeSet};

use super::spec::{self, Spec};
use crate::table::{Row, as_id};

/// The records of every resource, each by its id. References are kept as bare ids, custom fields as an object by field
/// id. What grows from the world instead is not in here until somebody changes it: see [`super::grown`].
pub(crate) struct Records {
    tables: Vec<Table>,
}

#[derive(Clone, Default)]
struct Table {
    rows: BTreeMap<u32, Row>,
    /// Ids by the id of their parent.
    below: BTreeMap<u32, BTreeSet<u32>>,
    /// Ids of grown records that were deleted.
    gone: BTreeSet<u32>,
    last_id: u32,
}

impl Records {
    pub(super) fn empty() -> Self {
        Self { tables: vec![Table::default(); spec::all().len()] }
    }

    /// New records of this resource get higher ids than this one.
    pub(super) fn reserve(&mut self, spec: &Spec, last_id: u32) {
        let table = &mut self.tables[spec.data().index];
        table.last_id = table.last_id.max(last_id);
    }

    /// The id of the next new record. Tickets count as one, of the service desk or of a project.
    pub(super) fn next_id(&self, spec: &Spec) -> u32 {
        let last = |spec: &Spec| self.tables[spec.data().index].last_id;
        let twin = match spec.path {
            "service/tickets" => last(spec::at("project/tickets")),
            "project/tickets" => last(spec::at("service/tickets")),
            _ => 0,
        };
        last(spec).max(twin) + 1
    }

    /// Keeps a record, in the place of the one with this id if there is one.
    pub(super) fn put(&mut self, spec: &Spec, id: u32, row: Row) {
        let spec = spec.data();
        let table = &mut self.tables[spec.index];
        table.leave_parent(spec, id);
        if let Some(owner) = spec.owner.and_then(|owner| row.get(owner)).and_then(as_id) {
            table.below.entry(owner).or_default().insert(id);
        }
        table.last_id = table.last_id.max(id);
        table.rows.insert(id, row);
    }

    pub(super) fn remove(&mut self, spec: &Spec, id: u32) {
        let spec = spec.data();
        let table = &mut self.tables[spec.index];
        table.leave_parent(spec, id);
        table.rows.remove(&id);
        table.gone.insert(id);
    }

    pub(super) fn row(&self, spec: &Spec, id: u32) -> Option<&Row> {
        self.tables[spec.data().index].rows.get(&id)
    }

    pub(super) fn is_gone(&self, spec: &Spec, id: u32) -> bool {
        self.tables[spec.data().index].gone.contains(&id)
    }

    /// Ids of kept records above `after`, ascending.
    pub(super) fn ids(&self, spec: &Spec, after: u32) -> impl Iterator<Item = u32> + '_ {
        self.tables[spec.data().index].rows.range(after.saturating_add(1)..).map(|(id, _)| *id)
    }

    /// Ids of kept records of a parent, ascending.
    pub(super) fn ids_below(&self, spec: &Spec, parent: u32) -> impl Iterator<Item = u32> + '_ {
        self.tables[spec.data().index].below.get(&parent).into_iter().flatten().copied()
    }
}

impl Table {
    fn leave_parent(&mut self, spec: &Spec, id: u32) {
        let owner = spec.owner.and_then(|owner| self.rows.get(&id)?.get(owner)).and_then(as_id);
        if let Some(ids) = owner.and_then(|owner| self.below.get_mut(&owner)) {
            ids.remove(&id);
        }
    }
}
