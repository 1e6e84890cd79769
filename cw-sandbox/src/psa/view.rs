//! Reading records: what is kept, what grows from the world, and what a reference shows of the record it refers to.

use serde_json::{Value, json};

use super::grown::Grown;
use super::records::Records;
use super::spec::{self, Access, Field, Kind, Spec};
use crate::table::{Row, as_id};
use crate::world::World;

/// All records as a caller sees them.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) world: &'a World,
    pub(super) records: &'a Records,
    /// What links begin with: scheme, host and API root as the caller wrote them.
    pub(super) base: &'a str,
    /// Whether fields without a value are sent as null rather than left out.
    pub(super) explicit_nulls: bool,
}

impl<'a> View<'a> {
    pub(super) fn has(&self, spec: &Spec, id: u32) -> bool {
        let grown = || Grown::of(spec).is_some_and(|grown| grown.has(self.world, id));
        self.records.row(spec, id).is_some() || !self.records.is_gone(spec, id) && grown()
    }

    /// Ids above `after`, ascending; those of one parent if there is one.
    pub(super) fn ids(
        &self,
        spec: &'static Spec,
        parent: Option<u32>,
        after: u32,
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
        let (world, records) = (self.world, self.records);
        let grown = Grown::of(spec);
        let lives = move |id: &u32| !records.is_gone(spec, *id);
        if let Some(parent) = parent {
            let first = grown.and_then(|grown| grown.below(world, parent)).filter(lives);
            let kept = records.ids_below(spec, parent).filter(move |id| Some(*id) != first);
            return Box::new(first.into_iter().chain(kept).filter(move |id| *id > after));
        }
        let Some(grown) = grown else { return Box::new(records.ids(spec, after)) };
        // Those that somebody changed are kept too, under the id with which they grew.
        let only_kept = records.ids(spec, after).filter(move |id| !grown.has(world, *id));
        Box::new(grown.ids(world, after).filter(lives).chain(only_kept))
    }

    /// A field as it is kept: references as ids. Null where there is none.
    pub(super) fn raw(&self, spec: &Spec, id: u32, from: &str) -> Value {
        if from == "id" {
            return id.into();
        }
        if let Some((first, second)) = from.split_once('+') {
            let parts = [first, second].map(|part| self.raw(spec, id, part));
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            return parts.join(" ").into();
        }
        match (self.records.row(spec, id), Grown::of(spec)) {
            (Some(row), _) => row.get(from).cloned().unwrap_or_default(),
            (None, Some(grown)) if grown.has(self.world, id) => grown.read(self.world, id, from),
            _ => Value::Null,
        }
    }

    /// A field as conditions see it: like [`View::raw`], and a flag is never null.
    pub(super) fn plain(&self, spec: &Spec, id: u32, field: &Field) -> Value {
        match (&field.kind, self.raw(spec, id, field.from)) {
            (Kind::Flag, Value::Null) => false.into(),
            (_, value) => value,
        }
    }

    /// A whole record as it is kept.
    pub(super) fn row(&self, spec: &Spec, id: u32) -> Row {
        if let Some(row) = self.records.row(spec, id) {
            return row.clone();
        }
        let names = spec.data().fields.iter().map(|field| field.from).chain(["_info", "configurations"]);
        let read = |name: &'static str| (name.to_owned(), self.raw(spec, id, name));
        names.map(read).filter(|(_, value)| !value.is_null()).collect()
    }

    /// A record as it is answered, with only the named fields if there are names.
    pub(super) fn record(&self, spec: &Spec, id: u32, only: Option<&[String]>) -> Value {
        let asked = |name: &str| {
            let named = |path: &String| path.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(name));
            only.is_none_or(|paths| paths.iter().any(named))
        };
        let mut row = Row::new();
        if asked("id") {
            row.insert("id".to_owned(), id.into());
        }
        for field in spec.fields.iter().filter(|field| field.access != Access::WriteOnly && asked(field.name)) {
            let value = self.shown(spec, id, field);
            if !value.is_null() || self.explicit_nulls {
                row.insert(field.name.to_owned(), value);
            }
        }
        if asked("_info") {
            row.insert("_info".to_owned(), self.info(spec, id));
        }
        let mut row = Value::Object(row);
        if let Some(paths) = only {
            let paths: Vec<Vec<&str>> = paths.iter().map(|path| path.split('/').collect()).collect();
            prune(&mut row, &paths);
        }
        row
    }

    fn info(&self, spec: &Spec, id: u32) -> Value {
        let mut info = self.raw(spec, id, "_info");
        if let (Value::Object(info), "service/tickets" | "project/tickets") = (&mut info, spec.path) {
            for part in ["notes", "tasks", "configurations"] {
                info.insert(format!("{part}_href"), self.href(spec, id).map(|href| format!("{href}/{part}")).into());
            }
        }
        info
    }

    /// A field as it is answered.
    pub(super) fn shown(&self, spec: &Spec, id: u32, field: &Field) -> Value {
        match &field.kind {
            Kind::Ref(target) => as_id(&self.raw(spec, id, field.from)).map(|to| self.reference(*target, to)).into(),
            Kind::Children(table) => {
                let table = &spec::all()[*table];
                self.ids(table, Some(id), 0).map(|child| self.child(table, child)).collect()
            }
            Kind::Through(table, through) => {
                let table = &spec::all()[*table];
                let Some(Kind::Ref(target)) = table.field(through).map(|field| &field.kind) else { return Value::Null };
                let ids = self.ids(table, Some(id), 0);
                ids.filter_map(|child| Some(self.reference(*target, as_id(&self.raw(table, child, through))?)))
                    .collect()
            }
            Kind::Custom => self.custom(spec, id),
            _ => self.plain(spec, id, field),
        }
    }

    /// What stands in the place of a reference.
    pub(super) fn reference(&self, target: usize, id: u32) -> Value {
        let target = self.home(&spec::all()[target], id);
        let mut row = Row::new();
        row.insert("id".to_owned(), id.into());
        for (name, from) in &target.shown {
            let value = match self.raw(target, id, from) {
                // Names are texts, also where they are numbers at home.
                Value::Number(number) if *name == "name" => number.to_string().into(),
                value => value,
            };
            if !value.is_null() {
                row.insert((*name).to_owned(), value);
            }
        }
        let mut links = Row::new();
        if let Some(href) = self.href(target, id) {
            links.insert(format!("{}_href", target.resource), href.into());
        }
        row.insert("_info".to_owned(), links.into());
        row.into()
    }

    /// The resource in which a record is: a reference to a ticket may be to one of a project.
    pub(super) fn home(&self, target: &'static Spec, id: u32) -> &'static Spec {
        match target.path {
            "service/tickets" if !self.has(target, id) => spec::at("project/tickets"),
            _ => target,
        }
    }

    /// Where a record can be read.
    pub(super) fn href(&self, spec: &Spec, id: u32) -> Option<String> {
        let parent = match spec.owner {
            Some(owner) => as_id(&self.raw(spec, id, owner))?.to_string(),
            None => String::new(),
        };
        Some(format!("{}/{}/{id}", self.base, spec.path.replace('*', &parent)))
    }

    /// A record inside the one that it lies below: without what that one says already.
    fn child(&self, table: &'static Spec, id: u32) -> Value {
        let mut child = self.record(table, id, None);
        if let Some(child) = child.as_object_mut() {
            child.remove("_info");
            child.remove(table.owner.unwrap_or_default());
        }
        child
    }

    /// The custom fields of a record, those without a value too.
    pub(super) fn custom(&self, spec: &Spec, id: u32) -> Value {
        let values = self.raw(spec, id, "customFields");
        let Some(pod) = spec.data().pod else { return Value::Null };
        let definitions = spec::at("system/userDefinedFields");
        let raw = |definition: u32, field: &str| self.raw(definitions, definition, field);
        self.ids(definitions, None, 0)
            .filter(|definition| as_id(&raw(*definition, "podId")) == Some(pod))
            .map(|definition| {
                json!({
                    "id": definition,
                    "caption": raw(definition, "caption"),
                    "type": raw(definition, "fieldTypeIdentifier"),
                    "entryMethod": raw(definition, "entryTypeIdentifier"),
                    "numberOfDecimals": 0,
                    "value": values.get(definition.to_string()),
                })
            })
            .collect()
    }
}

/// Takes out of a value all but what the paths name, without regard to case.
fn prune(value: &mut Value, paths: &[Vec<&str>]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| prune(item, paths)),
        Value::Object(object) => object.retain(|name, inner| {
            let below: Vec<_> = paths.iter().filter(|path| path[0].eq_ignore_ascii_case(name)).collect();
            let deeper: Vec<Vec<&str>> = below.iter().map(|path| path[1..].to_vec()).collect();
            if !deeper.iter().any(Vec::is_empty) {
                prune(inner, &deeper);
            }
            !below.is_empty()
        }),
        _ => {}
    }
}
