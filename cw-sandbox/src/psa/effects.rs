//! What follows from a write that is done: notes out of initial texts, hours, e-mails, callbacks.

use serde::Serialize;
use serde_json::{Value, json};

use super::bind::Draft;
use super::spec::{self, Spec};
use super::{Call, callbacks, tickets};
use crate::stamp::Stamp;
use crate::table::{Row, as_id};

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Added,
    Updated,
    Deleted,
}

/// An e-mail that PSA would have sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Email {
    /// When.
    pub at: Stamp,
    /// The address, or a technician's identifier.
    pub to: String,
    /// The ticket that it is about.
    pub ticket: u32,
    /// What made PSA send it: `ticket created`, `ticket updated`, `note`, `time entry`.
    pub reason: &'static str,
}

/// Lets happen what follows from a change that is done.
pub(super) fn after(call: &mut Call<'_>, spec: &'static Spec, id: u32, action: Action, draft: &Draft) {
    follow(call, spec, id, action, draft);
    callbacks::tell(call, spec, id, action, draft);
}

fn follow(call: &mut Call<'_>, spec: &'static Spec, id: u32, action: Action, draft: &Draft) {
    match spec.data().path {
        "service/tickets" | "project/tickets" => {
            if action == Action::Deleted {
                call.tenant.world_mut().drop_ticket(id);
                return;
            }
            tickets::write_initial_notes(call, id, draft);
            mail_about_ticket(call, id, action, draft);
            tickets::sync(call, spec, id);
        }
        "service/tickets/*/notes" | "project/tickets/*/notes" => {
            let ticket = draft.id_in("ticketId").unwrap_or_default();
            if action != Action::Deleted && draft.order_flag("processNotifications") == Some(true) {
                let to = tickets::recipients(call.view(), ticket, [true, true, true]);
                mail(call, to, ticket, "note");
            }
        }
        "time/entries" => {
            let before = draft.old.as_ref().and_then(|old| old.get("ticket")).and_then(as_id);
            for ticket in [before, draft.id_in("ticket")].into_iter().flatten() {
                tickets::count_hours(call, ticket);
            }
            let flag = |name: &str| draft.row.get(name) == Some(&Value::Bool(true));
            let flags = [flag("emailContactFlag"), flag("emailResourceFlag"), flag("emailCcFlag")];
            if let (Some(ticket), Action::Added) = (draft.id_in("ticket"), action) {
                let to = tickets::recipients(call.view(), ticket, flags);
                mail(call, to, ticket, "time entry");
            }
        }
        "system/documents" if action == Action::Deleted => {
            call.tenant.psa.files.remove(&id);
        }
        "service/boards" | "service/boards/*/statuses" => tickets::sync_boards(call),
        "company/contacts" if action != Action::Deleted => finish_contact(call, spec, id, draft),
        "schedule/entries" if action == Action::Added => tickets::assign(call, draft),
        _ => {}
    }
}

/// The types that a new contact came with, and the telephone that its own communications name.
fn finish_contact(call: &mut Call<'_>, spec: &'static Spec, id: u32, draft: &Draft) {
    let types = spec::at("company/contacts/*/typeAssociations");
    for kind in draft.orders.get("typeIds").and_then(Value::as_array).into_iter().flatten().filter_map(as_id) {
        let association = call.tenant.psa.records.next_id(types);
        let row = Row::from_iter([("contact".to_owned(), id.into()), ("type".to_owned(), kind.into())]);
        call.tenant.psa.records.put(types, association, row);
    }
    let view = call.view();
    let items = spec::at("company/contacts/*/communications");
    let raw = |item: u32, field: &str| view.raw(items, item, field);
    let is_phone = |item: &u32| raw(*item, "communicationType") == "Phone";
    let phone = view.ids(items, Some(id), 0).find(is_phone);
    let number = phone.map(|item| raw(item, "value")).unwrap_or_default();
    let mut row = view.row(spec, id);
    row.insert("defaultPhoneNbr".to_owned(), number);
    call.tenant.psa.records.put(spec, id, row);
}

/// A new ticket is mailed to whom its flags name, unless `processNotifications` is false; a changed one if it is true,
/// or if a flag was set with the same change.
fn mail_about_ticket(call: &mut Call<'_>, ticket: u32, action: Action, draft: &Draft) {
    const FLAGS: [&str; 3] = ["automaticEmailContactFlag", "automaticEmailResourceFlag", "automaticEmailCcFlag"];
    let flags = FLAGS.map(|flag| draft.row.get(flag) == Some(&Value::Bool(true)));
    let newly = FLAGS.iter().zip(flags).any(|(flag, set)| set && draft.changes(flag));
    let (default, reason) = match action {
        Action::Added => (true, "ticket created"),
        _ => (newly, "ticket updated"),
    };
    if draft.order_flag("processNotifications").unwrap_or(default) {
        let to = tickets::recipients(call.view(), ticket, flags);
        mail(call, to, ticket, reason);
    }
}

fn mail(call: &mut Call<'_>, to: Vec<String>, ticket: u32, reason: &'static str) {
    let at = call.now();
    call.tenant.psa.outbox.extend(to.into_iter().map(|to| Email { at, to, ticket, reason }));
}

/// A note as the initial texts of a ticket become one.
pub(super) fn initial_note(ticket: u32, text: &str, flag: &str, contact: Option<u32>, member: u32) -> Row {
    let note = json!({ "ticketId": ticket, "text": text, flag: true, "externalFlag": flag != "internalAnalysisFlag" });
    let Value::Object(mut note) = note else { return Row::new() };
    match contact {
        Some(contact) => note.insert("contact".to_owned(), contact.into()),
        None => note.insert("member".to_owned(), member.into()),
    };
    note
}
