//! What follows from a write: defaults, derived fields, notes out of initial texts, hours, e-mails.

use serde::Serialize;
use serde_json::{Value, json};

use super::bind::Draft;
use super::errors::FieldError;
use super::spec::{self, Spec};
use super::view::View;
use super::{Call, callbacks, date, tickets};
use crate::stamp::Stamp;
use crate::table::{Row, as_id, lookup};
use crate::world::{HELP_DESK, PROJECTS};

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

/// Fills what the resolving of other references depends on.
pub(super) fn place(draft: &mut Draft, view: View<'_>) {
    match draft.spec.path {
        "service/tickets" => draft.default("board", HELP_DESK),
        "project/tickets" => {
            let project = draft.id_in("project");
            draft.default("board", PROJECTS);
            if let Some(project) = project {
                draft.default("company", view.raw(spec::at("project/projects"), project, "company"));
            }
        }
        _ => {}
    }
}

/// Fills what nobody set and what follows from the rest.
pub(super) fn complete(draft: &mut Draft, call: &Call<'_>) {
    let (view, now) = (call.view(), call.now());
    match draft.spec.path {
        "service/tickets" | "project/tickets" => complete_ticket(draft, view, now, &call.caller.identifier),
        "service/tickets/*/notes" | "project/tickets/*/notes" if draft.old.is_none() => {
            draft.default("createdBy", call.caller.identifier.as_str());
            draft.default("dateCreated", date(now));
            let text = draft.row.get("text").and_then(Value::as_str).unwrap_or_default();
            if text.trim().is_empty() {
                draft.errors.push(FieldError::missing("text"));
            }
            if draft.id_in("contact").is_none() {
                draft.default("member", call.caller.id);
            }
        }
        "time/entries" => complete_time(draft, view, call),
        "expense/entries" => {
            draft.default("status", "Open");
            draft.default("member", call.caller.id);
            draft.default("billableOption", "Billable");
            charge(draft, view);
        }
        "company/companies" => {
            draft.default("status", 1);
            if let Some(identifier) = draft.row.get("identifier").and_then(Value::as_str) {
                let is_other = |id: &u32| view.raw(draft.spec, *id, "identifier").as_str() == Some(identifier);
                if draft.changes("identifier") && view.ids(draft.spec, None, 0).any(|id| is_other(&id)) {
                    let message = format!("A company with the identifier {identifier} already exists.");
                    draft.errors.push(FieldError::new("ObjectExists", "identifier", message));
                }
            }
        }
        "company/contacts" if !draft.row.contains_key("firstName") => {
            draft.errors.push(FieldError::missing("firstName"));
        }
        "company/contacts/*/communications" => complete_communication(draft, view),
        "company/configurations" => {
            draft.default("status", 1);
            draft.default("activeFlag", true);
        }
        "project/projects" => {
            draft.default("status", 1);
            draft.default("actualHours", 0.0);
            let closed = draft.id_in("status").map(|id| view.raw(spec::at("project/statuses"), id, "closedFlag"));
            draft.row.insert("closedFlag".to_owned(), (closed == Some(true.into())).into());
        }
        "project/projects/*/phases" => draft.default("status", 1),
        "sales/opportunities" => {
            draft.default("status", 1);
            draft.default("stage", 1);
            draft.default("type", 1);
        }
        "procurement/catalog" => {
            draft.default("productClass", "NonInventory");
            if let Some(sub) = draft.id_in("subcategory") {
                draft.default("category", view.raw(spec::at("procurement/subcategories"), sub, "category"));
            }
        }
        "procurement/products" => complete_product(draft, view),
        "finance/agreements" => draft.default("agreementStatus", "Active"),
        "schedule/entries" => draft.default("status", 1),
        "system/callbacks" => callbacks::complete(draft, view, call.caller.id),
        _ => {}
    }
}

fn complete_ticket(draft: &mut Draft, view: View<'_>, now: Stamp, by: &str) {
    let is_service = draft.spec.path == "service/tickets";
    let is_new = draft.old.is_none();
    let statuses = spec::at("service/boards/*/statuses");
    let board = draft.id_in("board").unwrap_or_default();
    if draft.changes("board") && !is_new && !draft.changes("status") {
        for field in ["status", "type", "subType", "item", "team"] {
            draft.row.remove(field);
        }
    }
    let is_default = |id: &u32| view.raw(statuses, *id, "defaultFlag") == Value::Bool(true);
    let first =
        view.ids(statuses, Some(board), 0).find(is_default).or_else(|| view.ids(statuses, Some(board), 0).next());
    draft.default("status", first);
    if is_new {
        if is_service {
            draft.default("recordType", "ServiceTicket");
            draft.default("severity", "Medium");
            draft.default("impact", "Medium");
        }
        draft.default("priority", 7);
        let boards = spec::at("service/boards");
        for (flag, from) in
            [("automaticEmailContactFlag", "sendToContactFlag"), ("automaticEmailResourceFlag", "sendToResourceFlag")]
        {
            draft.default(flag, view.raw(boards, board, from));
        }
        for bill in ["billTime", "billExpenses", "billProducts"] {
            draft.default(bill, "NoDefault");
        }
        draft.default("location", 11);
        draft.default("department", 10);
        draft.default("actualHours", 0.0);
        draft.default("approved", true);
    }
    if let (Some(contact), true) = (draft.id_in("contact"), draft.changes("contact")) {
        let contacts = spec::at("company/contacts");
        let raw = |field: &str| view.raw(contacts, contact, field);
        draft.default("contactName", raw("firstName+lastName"));
        draft.default("contactPhoneNumber", raw("defaultPhoneNbr"));
        draft.default("contactEmailAddress", tickets::email_of(view, contact));
        draft.default("site", raw("site"));
    }
    if let (Some(owner), true) = (draft.id_in("owner"), draft.changes("owner")) {
        tickets::add_resource(&mut draft.row, view, owner);
    }
    let closed = draft.id_in("status").map(|id| view.raw(statuses, id, "closedStatus")) == Some(true.into());
    let was_closed = draft.row.get("closedFlag") == Some(&Value::Bool(true));
    draft.row.insert("closedFlag".to_owned(), closed.into());
    if closed && !was_closed {
        for (field, value) in [("closedDate", date(now)), ("dateResolved", date(now)), ("closedBy", by.into())] {
            draft.row.insert(field.to_owned(), value);
        }
    } else if !closed {
        for field in ["closedDate", "dateResolved", "closedBy"] {
            draft.row.remove(field);
        }
    }
    // A status that was sent was looked for on the board; one that stayed may be of another.
    let owner = draft.id_in("status").and_then(|id| as_id(&view.raw(statuses, id, "board")));
    if let (Some(status), false) = (draft.id_in("status"), owner == Some(board)) {
        let message = format!("boardStatus {status} not found for board {board}");
        draft.errors.push(FieldError::not_found("status/id", message));
    }
}

fn complete_communication(draft: &mut Draft, view: View<'_>) {
    let types = spec::at("company/communicationTypes");
    let Some(kind) = draft.id_in("type") else { return };
    let is = |flag: &str| view.raw(types, kind, flag) == Value::Bool(true);
    let (email, fax) = (is("emailFlag"), is("faxFlag"));
    let word = if email {
        "Email"
    } else if fax {
        "Fax"
    } else {
        "Phone"
    };
    draft.row.insert("communicationType".to_owned(), word.into());
    let domain = draft.row.get("value").and_then(Value::as_str).and_then(|value| value.split_once('@'));
    let domain = domain.filter(|_| email).map(|(_, domain)| format!("@{domain}"));
    match domain {
        Some(domain) => draft.row.insert("domain".to_owned(), domain.into()),
        None => draft.row.remove("domain"),
    };
}

/// What a time entry or an expense is charged to, as references.
fn charge(draft: &mut Draft, view: View<'_>) {
    let to = draft.id_in("chargeToId");
    let kind = draft.row.get("chargeToType").and_then(Value::as_str).map(str::to_owned);
    let (path, field) = match kind.as_deref() {
        Some("ServiceTicket") => ("service/tickets", "ticket"),
        Some("ProjectTicket") => ("project/tickets", "ticket"),
        Some("Activity") => ("sales/activities", "activity"),
        Some("Company") => ("company/companies", "company"),
        Some("ChargeCode") => ("time/chargeCodes", ""),
        _ => return,
    };
    let charged = spec::at(path);
    let Some(to) = to.filter(|id| view.has(charged, *id)) else {
        let message = format!("{} {} not found", charged.resource, to.unwrap_or_default());
        draft.errors.push(FieldError::not_found("chargeToId", message));
        return;
    };
    if !field.is_empty() {
        draft.row.insert(field.to_owned(), to.into());
    }
    for part in ["company", "agreement", "project", "phase"] {
        draft.default(part, view.raw(charged, to, part));
    }
}

fn complete_time(draft: &mut Draft, view: View<'_>, call: &Call<'_>) {
    draft.default("status", "Open");
    draft.default("member", call.caller.id);
    draft.default("enteredBy", call.caller.identifier.as_str());
    draft.default("dateEntered", date(call.now()));
    draft.default("workType", 3);
    draft.default("workRole", 11);
    draft.default("billableOption", "Billable");
    draft.default("hoursDeduct", 0.0);
    charge(draft, view);
    let stamp = |field: &str| draft.row.get(field).and_then(Value::as_str).and_then(Stamp::parse);
    // Times count for more than hours that somebody sends.
    if let (Some(start), Some(end)) = (stamp("timeStart"), stamp("timeEnd")) {
        if end < start {
            draft.errors.push(FieldError::new("OutOfRange", "timeEnd", "The end is before the start."));
        }
        let deduct = draft.row.get("hoursDeduct").and_then(Value::as_f64).unwrap_or_default();
        let hours = end.since(start).as_secs_f64() / 3600.0 - deduct;
        draft.row.insert("actualHours".to_owned(), ((hours * 100.0).round() / 100.0).into());
    }
    draft.default("actualHours", 0.0);
}

fn complete_product(draft: &mut Draft, view: View<'_>) {
    let catalog = spec::at("procurement/catalog");
    if let Some(item) = draft.id_in("catalogItem") {
        for field in ["description", "price", "cost", "customerDescription", "productClass", "taxableFlag"] {
            draft.default(field, view.raw(catalog, item, field));
        }
    }
    draft.default("quantity", 1.0);
    for (total, each) in [("extPrice", "price"), ("extCost", "cost")] {
        let number = |field: &str| draft.row.get(field).and_then(Value::as_f64).unwrap_or_default();
        let product = number(each) * number("quantity");
        draft.row.insert(total.to_owned(), product.into());
    }
}

/// What a whole replacement needs beyond what creating does.
pub(super) fn check_replacement(draft: &mut Draft, body: &Row) {
    let needed: &[&str] = match draft.spec.path {
        "service/tickets" => &["severity", "impact", "billTime", "billExpenses", "billProducts"],
        "company/contacts" if lookup(body, "communicationItems").is_some() => {
            let message = "communicationItems cannot be replaced with the contact.";
            draft.errors.push(FieldError::new("InvalidField", "communicationItems", message));
            &[]
        }
        _ => &[],
    };
    let missing = needed.iter().filter(|field| !draft.row.contains_key(**field));
    let missing: Vec<_> = missing.map(|field| FieldError::missing(field)).collect();
    draft.errors.extend(missing);
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
