//! What only tickets have: search, all notes, merging, attaching, copying, and their place in the world.

use serde_json::{Value, json};

use super::bind::Draft;
use super::effects::{self, Action};
use super::errors::{self, FieldError};
use super::grown;
use super::list::Query;
use super::spec::{self, Spec};
use super::view::View;
use super::{Call, date, write};
use crate::reply::{Outcome, Refusal, Reply};
use crate::stamp::Stamp;
use crate::table::{Row, as_id, lookup};
use crate::world::{Board, BoardStatus, Ticket};

/// The schedule type of an appointment for a service ticket.
const SCHEDULED_SERVICE: u32 = 4;

/// Lists below a ticket that only refer to records: the last piece of the path, the resource, its field with the ticket.
const REFERRING: [(&str, &str, &str); 5] = [
    ("timeentries", "time/entries", "ticket"),
    ("products", "procurement/products", "ticket"),
    ("activities", "sales/activities", "ticket"),
    ("scheduleentries", "schedule/entries", "objectId"),
    ("documents", "system/documents", "recordId"),
];

/// Answers the routes of tickets that other resources do not have.
pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Option<Outcome> {
    let [area @ ("service" | "project"), "tickets", rest @ ..] = path else { return None };
    let spec = spec::at(if *area == "service" { "service/tickets" } else { "project/tickets" });
    match (call.method(), rest) {
        ("POST", ["search"]) => return Some(search(call, spec)),
        ("GET", ["calculatesla"]) => {
            return Some(Query::read(call, spec, None).and_then(|query| query.answer(call, spec, None, |_| true)));
        }
        _ => {}
    }
    let [id, action, rest @ ..] = rest else { return None };
    let known = |call: &Call<'_>| call.existing(spec, None, id.parse().map_err(|_| errors::no_route())?);
    let run = |call: &mut Call<'_>, run: fn(&mut Call<'_>, &'static Spec, u32) -> Outcome| {
        let id = known(call)?;
        run(call, spec, id)
    };
    if let Some((_, table, field)) = REFERRING.iter().find(|(name, ..)| name == action) {
        return Some(known(call).and_then(|id| references(call, id, table, field, rest)));
    }
    Some(match (call.method(), *action, rest) {
        ("GET", "allnotes", []) => run(call, all_notes),
        (_, "configurations", rest) => known(call).and_then(|id| configurations(call, spec, id, rest)),
        ("POST", "merge", []) => run(call, merge),
        ("POST", "attachchildren", []) => run(call, attach_children),
        ("POST", "convert", []) => run(call, convert),
        ("POST", "copy", []) => run(call, copy),
        _ => return None,
    })
}

fn search(call: &Call<'_>, spec: &'static Spec) -> Outcome {
    let body = call.body()?;
    Query::read(call, spec, Some(&body))?.answer(call, spec, None, |_| true)
}

/// The records of a resource that refer to a ticket, as references, or how many there are.
fn references(call: &Call<'_>, ticket: u32, path: &str, field: &str, rest: &[&str]) -> Outcome {
    let (view, spec) = (call.view(), spec::at(path));
    let of_ticket = |id: &u32| {
        let kind_fits = match path {
            "system/documents" => view.raw(spec, *id, "recordType") == "Ticket",
            "schedule/entries" => as_id(&view.raw(spec, *id, "type")) == Some(SCHEDULED_SERVICE),
            _ => true,
        };
        kind_fits && as_id(&view.raw(spec, *id, field)) == Some(ticket)
    };
    let found = view.ids(spec, None, 0).filter(of_ticket);
    match (call.method(), rest) {
        ("GET", []) => Ok(Reply::json(&found.map(|id| view.reference(spec.index, id)).collect::<Vec<_>>())),
        ("GET", ["count"]) => Ok(Reply::json(&json!({ "count": found.count() }))),
        ("GET", _) => Err(errors::no_route()),
        (method, _) => Err(errors::wrong_method(method)),
    }
}

/// Notes, and time entries that have a text, by the time they were written.
fn all_notes(call: &mut Call<'_>, spec: &'static Spec, ticket: u32) -> Outcome {
    let view = call.view();
    let reference = view.reference(spec.index, ticket);
    let notes = grown::notes();
    let from_note = |id: u32| {
        let mut note = view.record(notes, id, None);
        let info = note["_info"].take();
        let mut all =
            json!({ "id": id, "noteType": "TicketNote", "ticket": reference, "isMarkdownFlag": true, "_info": info });
        let kept = [
            "text",
            "detailDescriptionFlag",
            "internalAnalysisFlag",
            "resolutionFlag",
            "issueFlag",
            "member",
            "contact",
        ];
        for field in kept {
            if !note[field].is_null() {
                all[field] = note[field].take();
            }
        }
        all["originalAuthor"] = note["createdBy"].take();
        all["bundledFlag"] = false.into();
        all
    };
    let entries = spec::at("time/entries");
    let from_entry = |id: u32| {
        let entry = view.record(entries, id, None);
        json!({
            "id": id,
            "noteType": "TimeEntryNote",
            "ticket": reference,
            "text": entry["notes"],
            "detailDescriptionFlag": entry["addToDetailDescriptionFlag"],
            "internalAnalysisFlag": entry["addToInternalAnalysisFlag"],
            "resolutionFlag": entry["addToResolutionFlag"],
            "timeStart": entry["timeStart"],
            "timeEnd": entry["timeEnd"],
            "member": entry["member"],
            "originalAuthor": entry["enteredBy"],
            "_info": entry["_info"],
        })
    };
    let of_ticket = |id: &u32| {
        as_id(&view.raw(entries, *id, "ticket")) == Some(ticket) && view.raw(entries, *id, "notes").is_string()
    };
    let mut all: Vec<Value> = view.ids(notes, Some(ticket), 0).map(from_note).collect();
    all.extend(view.ids(entries, None, 0).filter(of_ticket).map(from_entry));
    all.sort_by_cached_key(|note| note["_info"]["dateEntered"].to_string());
    if !call.settings.psa_explicit_nulls {
        for note in all.iter_mut().filter_map(Value::as_object_mut) {
            note.retain(|_, value| !value.is_null());
        }
    }
    Ok(Reply::json(&all))
}

/// The configurations that a ticket is about.
fn configurations(call: &mut Call<'_>, spec: &'static Spec, ticket: u32, path: &[&str]) -> Outcome {
    let view = call.view();
    let table = spec::at("company/configurations");
    let mut ids: Vec<u32> = view.configurations(ticket).filter_map(|id| as_id(&id)).collect();
    let parsed = |text: &str| text.parse::<u32>().map_err(|_| errors::no_route());
    let known = |id: u32| ids.contains(&id).then_some(id).ok_or_else(|| errors::no_record(table.resource, id));
    match (call.method(), path) {
        ("GET", []) => {
            let found: Vec<Value> = ids.iter().map(|id| view.reference(table.index, *id)).collect();
            Ok(Reply::json(&found))
        }
        ("GET", ["count"]) => Ok(Reply::json(&json!({ "count": ids.len() }))),
        ("GET", [id]) => Ok(Reply::json(&view.reference(table.index, known(parsed(id)?)?))),
        ("POST", []) => {
            let wanted = call.object()?.get("id").and_then(as_id);
            let id = wanted.filter(|id| view.has(table, *id)).ok_or_else(|| {
                let message = format!("configuration {} not found", wanted.unwrap_or_default());
                errors::invalid("ticketConfiguration", &[FieldError::not_found("id", message)])
            })?;
            if ids.contains(&id) {
                let exists = FieldError::new("ObjectExists", "id", "The configuration is there already.");
                return Err(errors::invalid("ticketConfiguration", &[exists]));
            }
            let reference = view.reference(table.index, id);
            ids.push(id);
            attach(call, spec, ticket, &ids)?;
            Ok(Reply::created(&reference))
        }
        ("DELETE", [id]) => {
            let id = known(parsed(id)?)?;
            ids.retain(|other| *other != id);
            attach(call, spec, ticket, &ids)?;
            Ok(Reply::no_content())
        }
        (method, _) => Err(errors::wrong_method(method)),
    }
}

fn attach(call: &mut Call<'_>, spec: &'static Spec, ticket: u32, ids: &[u32]) -> Result<(), Refusal> {
    change(call, spec, ticket, |row| {
        row.insert("configurations".to_owned(), ids.into());
    })
}

/// Changes the kept form of a ticket.
fn change(call: &mut Call<'_>, spec: &'static Spec, id: u32, change: impl FnOnce(&mut Row)) -> Result<(), Refusal> {
    let mut draft = Draft::of(spec, id, call.view().row(spec, id));
    change(&mut draft.row);
    write::save(call, draft, id, Action::Updated)
}

fn ids_in(call: &Call<'_>, spec: &Spec, field: &str) -> Result<Vec<u32>, Refusal> {
    let body = call.object()?;
    let list = lookup(&body, field)
        .and_then(Value::as_array)
        .ok_or_else(|| errors::invalid(spec.resource, &[FieldError::missing(field)]))?;
    let known = |id: &Value| as_id(id).filter(|id| call.view().has(spec, *id));
    let each = |id: &Value| known(id).ok_or_else(|| errors::no_record(spec.resource, id));
    list.iter().map(each).collect()
}

fn done(message: &str) -> Outcome {
    Ok(Reply::json(&json!({ "success": true, "message": message })))
}

/// Moves the notes of other tickets here and closes them in the named status.
fn merge(call: &mut Call<'_>, spec: &'static Spec, into: u32) -> Outcome {
    let others = ids_in(call, spec, "mergeTicketIds")?;
    if others.contains(&into) {
        return Err(errors::bad_body("A ticket cannot be merged into itself."));
    }
    let body = call.object()?;
    let missing = || errors::invalid(spec.resource, &[FieldError::missing("status")]);
    let status = lookup(&body, "status").filter(|status| status.is_object()).cloned().ok_or_else(missing)?;
    let notes = grown::notes();
    for other in others {
        let mut draft = Draft::of(spec, other, call.view().row(spec, other));
        draft.take(call.view(), &Row::from_iter([("status".to_owned(), status.clone())]))?;
        draft.row.insert("mergedParentTicket".to_owned(), into.into());
        write::save(call, draft, other, Action::Updated)?;
        let moved: Vec<u32> = call.view().ids(notes, Some(other), 0).collect();
        for id in moved {
            let mut note = call.view().row(notes, id);
            note.insert("ticketId".to_owned(), into.into());
            // A new id: the one of a ticket's first note says whose it is.
            call.tenant.psa.records.remove(notes, id);
            let id = call.tenant.psa.records.next_id(notes);
            call.tenant.psa.records.put(notes, id, note);
        }
    }
    change(call, spec, into, |row| {
        row.insert("hasMergedChildTicketFlag".to_owned(), true.into());
    })?;
    done("The tickets are merged.")
}

fn attach_children(call: &mut Call<'_>, spec: &'static Spec, parent: u32) -> Outcome {
    if call.request.header("accept").is_some_and(|accept| accept.contains("version=")) {
        let url = &call.request.path;
        return Err(errors::bad_body(format!(
            "The HTTP resource that matches the request URI '{url}' does not support the API version '0.0'."
        )));
    }
    let children = ids_in(call, spec, "childTicketIds")?;
    if children.contains(&parent) {
        return Err(errors::bad_body("A ticket cannot be its own child."));
    }
    for child in children {
        change(call, spec, child, |row| {
            row.insert("parentTicketId".to_owned(), parent.into());
        })?;
    }
    change(call, spec, parent, |row| {
        row.insert("hasChildTicket".to_owned(), true.into());
    })?;
    done("The tickets are attached.")
}

/// Makes a service ticket one of a project: the phase that the body names says of which.
fn convert(call: &mut Call<'_>, spec: &'static Spec, id: u32) -> Outcome {
    let target = spec::at("project/tickets");
    if spec.index == target.index {
        return Err(errors::bad_body("The ticket is one of a project already."));
    }
    let mut body = call.object()?;
    let names = ["project", "phase", "wbsCode"];
    body.retain(|name, _| names.iter().any(|known| known.eq_ignore_ascii_case(name)));
    if let Some(name) = names[1..].iter().find(|name| lookup(&body, name).is_none_or(Value::is_null)) {
        return Err(errors::invalid(target.resource, &[FieldError::missing(name)]));
    }
    let mut draft = Draft::new(target);
    let mut old = call.view().row(spec, id);
    for field in ["board", "status", "type", "subType", "item", "team", "recordType"] {
        old.remove(field);
    }
    old.retain(|name, _| target.field(name).is_some() || name.starts_with('_') || name == "configurations");
    draft.row = old;
    draft.take(call.view(), &body)?;
    write::save(call, draft, id, Action::Added)?;
    call.tenant.psa.records.remove(spec, id);
    done("The ticket is converted.")
}

fn copy(call: &mut Call<'_>, spec: &'static Spec, id: u32) -> Outcome {
    let mut draft = Draft::new(spec);
    draft.row = call.view().row(spec, id);
    for field in ["_info", "closedDate", "closedBy", "dateResolved", "status", "parentTicketId", "hasChildTicket"] {
        draft.row.remove(field);
    }
    draft.row.insert("actualHours".to_owned(), 0.0.into());
    draft.orders.insert("processNotifications", false.into());
    let copied = call.tenant.psa.records.next_id(spec);
    write::save(call, draft, copied, Action::Added)?;
    call.one(spec, copied)
}

/// Keeps the initial texts of a new ticket as its notes.
pub(super) fn write_initial_notes(call: &mut Call<'_>, ticket: u32, draft: &Draft) {
    let notes = grown::notes();
    let texts = [
        ("initialDescription", "detailDescriptionFlag"),
        ("initialInternalAnalysis", "internalAnalysisFlag"),
        ("initialResolution", "resolutionFlag"),
    ];
    for (order, flag) in texts {
        let Some(text) = draft.order_text(order) else { continue };
        let contact = draft.id_in("contact").filter(|_| flag == "detailDescriptionFlag");
        let mut note = effects::initial_note(ticket, text, flag, contact, call.caller.id);
        let by = call.caller.identifier.clone();
        note.insert("_info".to_owned(), super::info(call.now(), call.now(), &by));
        note.insert("createdBy".to_owned(), by.into());
        note.insert("dateCreated".to_owned(), date(call.now()));
        let id = call.tenant.psa.records.next_id(notes);
        call.tenant.psa.records.put(notes, id, note);
    }
}

/// Adds up the hours of a ticket.
pub(super) fn count_hours(call: &mut Call<'_>, ticket: u32) {
    let view = call.view();
    let (entries, spec) = (spec::at("time/entries"), view.home(spec::at("service/tickets"), ticket));
    if !view.has(spec, ticket) {
        return;
    }
    let of_ticket = |id: &u32| as_id(&view.raw(entries, *id, "ticket")) == Some(ticket);
    let hours: f64 = view
        .ids(entries, None, 0)
        .filter(of_ticket)
        .filter_map(|id| view.raw(entries, id, "actualHours").as_f64())
        .sum();
    let mut row = view.row(spec, ticket);
    row.insert("actualHours".to_owned(), hours.into());
    call.tenant.psa.records.put(spec, ticket, row);
    sync(call, spec, ticket);
}

/// Names a member among those who work on a ticket.
pub(super) fn add_resource(ticket: &mut Row, view: View<'_>, member: u32) {
    let identifier = view.raw(spec::at("system/members"), member, "identifier");
    let identifier = identifier.as_str().unwrap_or_default();
    let resources = ticket.get("resources").and_then(Value::as_str).unwrap_or_default();
    let mut all: Vec<&str> = resources.split(", ").filter(|resource| !resource.is_empty()).collect();
    if !all.contains(&identifier) {
        all.push(identifier);
    }
    let all = all.join(", ");
    ticket.insert("resources".to_owned(), all.into());
}

/// Whoever is scheduled for a ticket works on it.
pub(super) fn assign(call: &mut Call<'_>, entry: &Draft) {
    let view = call.view();
    let is_service = entry.id_in("type") == Some(SCHEDULED_SERVICE);
    let (Some(ticket), Some(member), true) = (entry.id_in("objectId"), entry.id_in("member"), is_service) else {
        return;
    };
    let spec = view.home(spec::at("service/tickets"), ticket);
    if !view.has(spec, ticket) {
        return;
    }
    let mut row = view.row(spec, ticket);
    add_resource(&mut row, view, member);
    call.tenant.psa.records.put(spec, ticket, row);
    sync(call, spec, ticket);
}

/// The default e-mail address of a contact.
pub(super) fn email_of(view: View<'_>, contact: u32) -> Value {
    let items = spec::at("company/contacts/*/communications");
    let is_email = |id: &u32| view.raw(items, *id, "communicationType") == "Email";
    view.ids(items, Some(contact), 0).find(is_email).map_or(Value::Null, |id| view.raw(items, id, "value"))
}

/// Whom an e-mail about a ticket goes to: the contact, the resources, those in copy.
pub(super) fn recipients(view: View<'_>, ticket: u32, to: [bool; 3]) -> Vec<String> {
    let spec = view.home(spec::at("service/tickets"), ticket);
    let text = |field: &str| view.raw(spec, ticket, field).as_str().unwrap_or_default().to_owned();
    let lists = [text("contactEmailAddress"), text("resources"), text("automaticEmailCc")];
    let wanted = lists.iter().zip(to).filter(|(_, wanted)| *wanted);
    let each = |(list, _): (&String, bool)| list.split([',', ';']).map(|to| to.trim().to_owned()).collect::<Vec<_>>();
    wanted.flat_map(each).filter(|to| !to.is_empty()).collect()
}

/// Brings the world's ticket in line with the record.
pub(super) fn sync(call: &mut Call<'_>, spec: &Spec, id: u32) {
    if let Some(row) = call.tenant.psa.records.row(spec, id) {
        let ticket = in_world(row, id, spec.path == "project/tickets");
        call.tenant.world_mut().put_ticket(ticket);
    }
}

/// A ticket as the world knows it.
pub(super) fn in_world(row: &Row, id: u32, project: bool) -> Ticket {
    let reference = |field: &str| row.get(field).and_then(as_id);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let stamp = |value: Option<&Value>| Stamp::parse(value?.as_str()?);
    let info = |field: &str| stamp(row.get("_info").and_then(|info| info.get(field)));
    let configurations = row.get("configurations").and_then(Value::as_array);
    let epoch = Stamp::from_unix_millis(0);
    Ticket {
        id,
        project,
        summary: text(row.get("summary")),
        board: reference("board").unwrap_or_default(),
        status: reference("status").unwrap_or_default(),
        company: reference("company").unwrap_or_default(),
        contact: reference("contact"),
        owner: reference("owner"),
        priority: reference("priority"),
        source: reference("source"),
        machine: configurations.and_then(|ids| as_id(ids.first()?)?.checked_sub(200_000)),
        closed: row.get("closedFlag") == Some(&Value::Bool(true)),
        entered: info("dateEntered").unwrap_or(epoch),
        updated: info("lastUpdated").unwrap_or(epoch),
        closed_at: stamp(row.get("closedDate")),
        required: stamp(row.get("requiredDate")),
        actual_hours: row.get("actualHours").and_then(Value::as_f64).unwrap_or_default(),
        parent: reference("parentTicketId"),
    }
}

/// Brings the world's boards in line with the records.
pub(super) fn sync_boards(call: &mut Call<'_>) {
    let view = call.view();
    let (boards, statuses) = (spec::at("service/boards"), spec::at("service/boards/*/statuses"));
    let text = |spec: &Spec, id: u32| view.raw(spec, id, "name").as_str().unwrap_or_default().to_owned();
    let flag = |spec: &Spec, id: u32, field: &str| view.raw(spec, id, field) == Value::Bool(true);
    let status = |id| BoardStatus { id, name: text(statuses, id), closed: flag(statuses, id, "closedStatus") };
    let board = |id| Board {
        id,
        name: text(boards, id),
        project: flag(boards, id, "projectFlag"),
        statuses: view.ids(statuses, Some(id), 0).map(status).collect(),
    };
    let boards = view.ids(boards, None, 0).map(board).collect();
    call.tenant.world_mut().boards = boards;
}

impl View<'_> {
    /// The ids of the configurations that a ticket is about.
    pub(super) fn configurations(&self, ticket: u32) -> impl Iterator<Item = Value> + use<> {
        let spec = self.home(spec::at("service/tickets"), ticket);
        let ids = match self.raw(spec, ticket, "configurations") {
            Value::Array(ids) => ids,
            _ => Vec::new(),
        };
        ids.into_iter()
    }
}
