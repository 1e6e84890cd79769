//! Creating, changing and deleting records.

use serde_json::Value;

use super::bind::Draft;
use super::defaults;
use super::effects::{self, Action};
use super::errors;
use super::spec::{self, Spec};
use super::{Call, patch};
use crate::reply::Refusal;
use crate::table::{Row, as_id};

/// Creates a record from a body and says its id.
pub(super) fn create(
    call: &mut Call<'_>,
    spec: &'static Spec,
    parent: Option<u32>,
    body: &Row,
) -> Result<u32, Refusal> {
    let mut draft = Draft::new(spec);
    draft.take_below(call.view(), parent, body)?;
    let id = call.tenant.psa.records.next_id(spec);
    save(call, draft, id, Action::Added)?;
    Ok(id)
}

/// Puts what a body says in the place of a record. Custom fields that it does not name stay.
pub(super) fn replace(
    call: &mut Call<'_>,
    spec: &'static Spec,
    parent: Option<u32>,
    id: u32,
    body: &Row,
) -> Result<(), Refusal> {
    let old = call.view().row(spec, id);
    let mut draft = Draft::of(spec, id, old);
    let keeps = ["_info", "customFields", "configurations"];
    draft.row.retain(|name, _| keeps.contains(&name.as_str()));
    draft.take_below(call.view(), parent, body)?;
    defaults::check_replacement(&mut draft, body);
    save(call, draft, id, Action::Updated)
}

/// Applies patch operations to a record: all of them or none.
pub(super) fn patch(call: &mut Call<'_>, spec: &'static Spec, id: u32, body: &Value) -> Result<(), Refusal> {
    let view = call.view();
    let changes = patch::changes(view, spec, id, body)?;
    let mut draft = Draft::of(spec, id, view.row(spec, id));
    draft.take(view, &changes)?;
    save(call, draft, id, Action::Updated)
}

pub(super) fn remove(call: &mut Call<'_>, spec: &'static Spec, id: u32) -> Result<(), Refusal> {
    if spec.data().path == "company/companies" && call.tenant.world.tickets.iter().any(|ticket| ticket.company == id) {
        return Err(errors::refuse(409, "Conflict", "The company still has tickets."));
    }
    let old = call.view().row(spec, id);
    call.tenant.psa.records.remove(spec, id);
    effects::after(call, spec, id, Action::Deleted, &Draft::of(spec, id, old));
    Ok(())
}

/// Completes, checks and keeps a record, and lets happen what follows from it.
pub(super) fn save(call: &mut Call<'_>, mut draft: Draft, id: u32, action: Action) -> Result<(), Refusal> {
    defaults::complete(&mut draft, call);
    let mut draft = draft.check()?;
    let children = children(call, &mut draft)?;
    let mut info = match draft.row.remove("_info") {
        Some(Value::Object(info)) => info,
        _ => Row::new(),
    };
    let (now, by) = (super::date(call.now()), Value::from(call.caller.identifier.as_str()));
    info.entry("dateEntered").or_insert_with(|| now.clone());
    info.entry("enteredBy").or_insert_with(|| by.clone());
    info.insert("lastUpdated".to_owned(), now);
    info.insert("updatedBy".to_owned(), by);
    draft.row.insert("_info".to_owned(), info.into());
    call.tenant.psa.records.put(draft.spec, id, draft.row.clone());
    for (table, drafts) in children {
        keep_children(call, table, id, drafts);
    }
    effects::after(call, draft.spec, id, action, &draft);
    Ok(())
}

/// The records below this one that were sent inside it, checked: what they are of, and what is to be there.
fn children(call: &Call<'_>, parent: &mut Draft) -> Result<Vec<(&'static Spec, Vec<Draft>)>, Refusal> {
    let view = call.view();
    let read = |table: &'static Spec, item: &Value| {
        let mut draft = match item.get("id").and_then(as_id).filter(|id| view.has(table, *id)) {
            Some(id) => Draft::of(table, id, view.row(table, id)),
            None => Draft::new(table),
        };
        draft.take(view, item.as_object().ok_or_else(|| errors::bad_body("Not a record."))?)?;
        defaults::complete(&mut draft, call);
        draft.check()
    };
    let lists = std::mem::take(&mut parent.children).into_iter();
    lists
        .map(|(table, items)| {
            let table = &spec::all()[table];
            Ok((table, items.iter().map(|item| read(table, item)).collect::<Result<_, _>>()?))
        })
        .collect()
}

/// Puts these records below a parent, and no others.
fn keep_children(call: &mut Call<'_>, table: &'static Spec, parent: u32, drafts: Vec<Draft>) {
    let before: Vec<u32> = call.view().ids(table, Some(parent), 0).collect();
    for id in before.into_iter().filter(|id| !drafts.iter().any(|draft| draft.id == Some(*id))) {
        call.tenant.psa.records.remove(table, id);
    }
    for mut draft in drafts {
        let id = draft.id.unwrap_or_else(|| call.tenant.psa.records.next_id(table));
        draft.row.insert(table.owner.unwrap_or_default().to_owned(), parent.into());
        call.tenant.psa.records.put(table, id, draft.row);
    }
}
