//! What a write leaves open: defaults, fields that follow from others, and what only one resource demands.

use serde_json::Value;

use super::bind::Draft;
use super::errors::FieldError;
use super::spec;
use super::view::View;
use super::{Call, callbacks, date, tickets};
use crate::stamp::Stamp;
use crate::table::{Row, as_id, lookup};
use crate::world::{HELP_DESK, PROJECTS};

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
