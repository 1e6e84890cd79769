//! Reading records: what is kept, what grows from the world, and what a reference shows of the record it refers to.

use serde_json::{Value, json};

use super::grown::Origin;
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
        let grown = || spec.data().grown.is_some_and(|grown| grown.has(self.world, id));
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
        let grown = spec.data().grown;
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

    /// One record, to read fields of.
    pub(super) fn at(&self, spec: &'a Spec, id: u32) -> Record<'a> {
        let grown = || spec.data().grown.filter(|_| !self.records.is_gone(spec, id))?.find(self.world, id);
        let source = match self.records.row(spec, id) {
            Some(row) => Source::Kept(row),
            None => grown().map_or(Source::Nowhere, Source::Grown),
        };
        Record { view: *self, spec, id, source }
    }

    /// A field as it is kept: references as ids. Null where there is none.
    pub(super) fn raw(&self, spec: &'a Spec, id: u32, from: &str) -> Value {
        self.at(spec, id).raw(from)
    }

    /// A whole record as it is kept.
    pub(super) fn row(&self, spec: &'a Spec, id: u32) -> Row {
        let record = self.at(spec, id);
        if let Source::Kept(row) = record.source {
            return row.clone();
        }
        let names = spec.data().fields.iter().map(|field| field.from).chain(["_info", "configurations"]);
        let read = |name: &'static str| (name.to_owned(), record.raw(name));
        names.map(read).filter(|(_, value)| !value.is_null()).collect()
    }

    /// A record as it is answered, with only the named fields if there are names.
    pub(super) fn record(&self, spec: &'a Spec, id: u32, only: Option<&[String]>) -> Value {
        self.at(spec, id).answer(only)
    }

    /// What stands in the place of a reference.
    pub(super) fn reference(&self, target: usize, id: u32) -> Value {
        self.at(self.home(&spec::all()[target], id), id).reference()
    }

    /// The resource in which a record is: a reference to a ticket may be to one of a project.
    pub(super) fn home(&self, target: &'static Spec, id: u32) -> &'static Spec {
        match target.path {
            "service/tickets" if !self.has(target, id) => spec::at("project/tickets"),
            _ => target,
        }
    }
}

/// One record.
pub(super) struct Record<'a> {
    view: View<'a>,
    spec: &'a Spec,
    id: u32,
    source: Source<'a>,
}

enum Source<'a> {
    Kept(&'a Row),
    Grown(Origin<'a>),
    Nowhere,
}

impl Record<'_> {
    /// A field as it is kept: references as ids. Null where there is none.
    pub(super) fn raw(&self, from: &str) -> Value {
        if from == "id" {
            return self.id.into();
        }
        if let Some((first, second)) = from.split_once('+') {
            let parts = [first, second].map(|part| self.raw(part));
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            return parts.join(" ").into();
        }
        match self.source {
            Source::Kept(row) => row.get(from).cloned().unwrap_or_default(),
            Source::Grown(origin) => origin.read(self.view.world, from),
            Source::Nowhere => Value::Null,
        }
    }

    /// A field as conditions see it: like [`Record::raw`], and a flag is never null.
    pub(super) fn plain(&self, field: &Field) -> Value {
        match (&field.kind, self.raw(field.from)) {
            (Kind::Flag, Value::Null) => false.into(),
            (_, value) => value,
        }
    }

    fn answer(&self, only: Option<&[String]>) -> Value {
        let asked = |name: &str| {
            let named = |path: &String| path.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(name));
            only.is_none_or(|paths| paths.iter().any(named))
        };
        let mut row = Row::new();
        if asked("id") {
            row.insert("id".to_owned(), self.id.into());
        }
        let shown = self.spec.fields.iter().filter(|field| field.access != Access::WriteOnly && asked(field.name));
        for field in shown {
            let value = self.shown(field);
            if !value.is_null() || self.view.explicit_nulls {
                row.insert(field.name.to_owned(), value);
            }
        }
        if asked("_info") {
            row.insert("_info".to_owned(), self.info());
        }
        let mut row = Value::Object(row);
        if let Some(paths) = only {
            let paths: Vec<Vec<&str>> = paths.iter().map(|path| path.split('/').collect()).collect();
            prune(&mut row, &paths);
        }
        row
    }

    fn info(&self) -> Value {
        let mut info = self.raw("_info");
        if let (Value::Object(info), "service/tickets" | "project/tickets") = (&mut info, self.spec.path) {
            let href = self.href();
            for part in ["notes", "tasks", "configurations"] {
                info.insert(format!("{part}_href"), href.as_ref().map(|href| format!("{href}/{part}")).into());
            }
        }
        info
    }

    /// A field as it is answered.
    pub(super) fn shown(&self, field: &Field) -> Value {
        let below = |table: &'static Spec| self.view.ids(table, Some(self.id), 0);
        match &field.kind {
            Kind::Ref(target) => as_id(&self.raw(field.from)).map(|to| self.view.reference(*target, to)).into(),
            Kind::Children(table) => {
                let table = &spec::all()[*table];
                below(table).map(|child| self.view.at(table, child).as_child()).collect()
            }
            Kind::Through(table, through) => {
                let table = &spec::all()[*table];
                let Some(Kind::Ref(target)) = table.field(through).map(|field| &field.kind) else { return Value::Null };
                let to = |child: u32| Some(self.view.reference(*target, as_id(&self.view.raw(table, child, through))?));
                below(table).filter_map(to).collect()
            }
            Kind::Custom => self.custom(),
            _ => self.plain(field),
        }
    }

    fn reference(&self) -> Value {
        let mut row = Row::new();
        row.insert("id".to_owned(), self.id.into());
        for (name, from) in &self.spec.shown {
            let value = match self.raw(from) {
                // Names are texts, also where they are numbers at home.
                Value::Number(number) if *name == "name" => number.to_string().into(),
                value => value,
            };
            if !value.is_null() {
                row.insert((*name).to_owned(), value);
            }
        }
        let mut links = Row::new();
        if let Some(href) = self.href() {
            links.insert(format!("{}_href", self.spec.resource), href.into());
        }
        row.insert("_info".to_owned(), links.into());
        row.into()
    }

    /// Where the record can be read.
    fn href(&self) -> Option<String> {
        let (base, path, id) = (self.view.base, self.spec.path, self.id);
        Some(match self.spec.owner {
            Some(owner) => format!("{base}/{}/{id}", path.replace('*', &as_id(&self.raw(owner))?.to_string())),
            None => format!("{base}/{path}/{id}"),
        })
    }

    /// The record inside the one that it lies below: without what that one says already.
    fn as_child(&self) -> Value {
        let mut child = self.answer(None);
        if let Some(child) = child.as_object_mut() {
            child.remove("_info");
            child.remove(self.spec.owner.unwrap_or_default());
        }
        child
    }

    /// The custom fields of the record, those without a value too.
    pub(super) fn custom(&self) -> Value {
        let Some(pod) = self.spec.data().pod else { return Value::Null };
        let values = self.raw("customFields");
        let definitions = spec::at("system/userDefinedFields");
        let all = self.view.ids(definitions, None, 0).map(|id| self.view.at(definitions, id));
        all.filter(|definition| as_id(&definition.raw("podId")) == Some(pod))
            .map(|definition| {
                json!({
                    "id": definition.id,
                    "caption": definition.raw("caption"),
                    "type": definition.raw("fieldTypeIdentifier"),
                    "entryMethod": definition.raw("entryTypeIdentifier"),
                    "numberOfDecimals": 0,
                    "value": values.get(definition.id.to_string()),
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
