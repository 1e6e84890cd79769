//! Routes that only one resource has.

use std::time::Duration;

use serde_json::{Value, json};

use super::bind::Draft;
use super::list::Query;
use super::spec::{self, Spec};
use super::{Call, auth, date, defaults, effects, errors, member_named, write};
use crate::reply::{Outcome, Refusal, Reply};
use crate::table::{Row, as_id};
use crate::world::mix;

/// How long keys live that somebody is given for a member.
const TOKEN_LIFE: Duration = Duration::from_secs(4 * 3600);

pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Option<Outcome> {
    let known = |call: &Call<'_>, path: &str, id: &str| {
        call.existing(spec::at(path), None, id.parse().map_err(|_| errors::no_route())?)
    };
    Some(match (call.method(), path) {
        ("GET", ["system", "info"]) => Ok(system_info()),
        ("GET", ["service", "info", "boards", "active"]) => active_boards(call),
        ("POST" | "PUT" | "DELETE", ["company", "configurations", "bulk"]) => bulk(call),
        ("PATCH", ["company", "configurations", id, "changetype"]) => {
            let spec = spec::at("company/configurations");
            known(call, spec.path, id).and_then(|id| {
                write::patch(call, spec, id, &call.body()?)?;
                call.one(spec, id)
            })
        }
        ("DELETE", ["company", "contacts", id]) => {
            known(call, "company/contacts", id).and_then(|id| remove_contact(call, id))
        }
        ("POST", ["time", "entries", "defaults"]) => time_defaults(call),
        ("POST", ["procurement", "products", id, "detach"]) => {
            known(call, "procurement/products", id).and_then(|id| detach(call, id))
        }
        ("GET", ["finance", "invoices", id, "pdf"]) => known(call, "finance/invoices", id).map(pdf),
        ("POST", ["system", "members", member, "tokens"]) => tokens(call, member),
        _ => return None,
    })
}

fn system_info() -> Reply {
    Reply::json(&json!({
        "version": "v2026.1.105333",
        "isCloud": true,
        "serverTimeZone": "Eastern Standard Time",
        "licenseBits": [{ "name": "Service", "activeFlag": true }],
        "cloudRegion": "NA",
        "maxWorkFlowRecordsAllowed": 5000,
    }))
}

fn active_boards(call: &Call<'_>) -> Outcome {
    let (view, spec) = (call.view(), spec::at("service/info/boards"));
    let is_active = |id: u32| view.raw(spec, id, "inactiveFlag") != Value::Bool(true);
    Query::read(call, spec, None)?.answer(call, spec, None, is_active)
}

/// Several records at once; each succeeds or fails for itself.
fn bulk(call: &mut Call<'_>) -> Outcome {
    let spec = spec::at("company/configurations");
    let Value::Array(items) = call.body()? else { return Err(errors::bad_body("The body must be an array.")) };
    let method = call.method().to_owned();
    let results: Vec<Value> = (0..)
        .zip(&items)
        .map(|(index, item): (usize, &Value)| match bulk_item(call, spec, &method, item) {
            Ok((status, id)) => {
                json!({ "success": true, "originalIndex": index, "statusCode": status, "data": { "id": id } })
            }
            Err(refusal) => {
                let status = refusal.status();
                json!({ "success": false, "originalIndex": index, "statusCode": status, "error": refusal.into_body() })
            }
        })
        .collect();
    Ok(Reply { status: 207, ..Reply::json(&json!({ "payload": results })) })
}

fn bulk_item(call: &mut Call<'_>, spec: &'static Spec, method: &str, item: &Value) -> Result<(u16, u32), Refusal> {
    let body = item.as_object().ok_or_else(|| errors::bad_body("Not a record."))?;
    if method == "POST" {
        return Ok((201, write::create(call, spec, None, body)?));
    }
    let wanted = body.get("id").and_then(as_id).unwrap_or_default();
    let id = call.existing(spec, None, wanted)?;
    if method == "PUT" {
        write::replace(call, spec, None, id, body)?;
        return Ok((200, id));
    }
    write::remove(call, spec, id)?;
    Ok((204, id))
}

/// A contact with tickets goes only if somebody takes these over.
fn remove_contact(call: &mut Call<'_>, id: u32) -> Outcome {
    let spec = spec::at("company/contacts");
    let tickets: Vec<u32> =
        call.tenant.world.tickets.iter().filter(|ticket| ticket.contact == Some(id)).map(|ticket| ticket.id).collect();
    let heir = match call.request.query_value("transferContactId").map(str::parse) {
        Some(Ok(heir)) => Some(call.existing(spec, None, heir)?),
        Some(Err(_)) => return Err(errors::bad_body("The value of transferContactId is not valid.")),
        None => None,
    };
    if heir.is_none() && !tickets.is_empty() {
        return Err(errors::refuse(409, "Conflict", "The contact still has tickets; name a transferContactId."));
    }
    for ticket in tickets {
        let spec = call.view().home(spec::at("service/tickets"), ticket);
        let mut draft = Draft::of(spec, ticket, call.view().row(spec, ticket));
        draft.row.insert("contact".to_owned(), heir.into());
        write::save(call, draft, ticket, effects::Action::Updated)?;
    }
    write::remove(call, spec, id)?;
    Ok(Reply::no_content())
}

/// The entry that creating one from this body would make; nothing is kept.
fn time_defaults(call: &mut Call<'_>) -> Outcome {
    let spec = spec::at("time/entries");
    let mut draft = Draft::new(spec);
    draft.take(call.view(), &call.object()?)?;
    defaults::complete(&mut draft, call);
    let row = draft.check()?.row;
    let nobody = 0;
    call.tenant.psa.records.put(spec, nobody, row);
    let mut shown = call.view().record(spec, nobody, None);
    call.tenant.psa.records.remove(spec, nobody);
    if let Some(shown) = shown.as_object_mut() {
        shown.remove("id");
        shown.remove("_info");
    }
    Ok(Reply::json(&shown))
}

/// Takes a product line off what it was placed on.
fn detach(call: &mut Call<'_>, id: u32) -> Outcome {
    let spec = spec::at("procurement/products");
    let body = call.object()?;
    let mut row = call.view().row(spec, id);
    for (flag, field) in [
        ("removeFromTicket", "ticket"),
        ("removeFromInvoice", "invoice"),
        ("removeFromOpportunity", "opportunity"),
        ("removeFromSalesOrder", "salesOrder"),
        ("removeFromProject", "project"),
    ] {
        if body.get(flag) == Some(&Value::Bool(true)) {
            row.remove(field);
        }
    }
    call.tenant.psa.records.put(spec, id, row);
    Ok(Reply::no_content())
}

fn pdf(invoice: u32) -> Reply {
    let body = format!("%PDF-1.4\n% invoice {invoice}\n%%EOF\n").into_bytes();
    Reply { status: 200, headers: vec![("content-type", "application/pdf".to_owned())], body }
}

/// Keys with which to act as a member.
fn tokens(call: &mut Call<'_>, member: &str) -> Outcome {
    let spec = spec::at("system/members");
    if !matches!(call.request.header("x-cw-usertype"), Some("member" | "integrator")) {
        return Err(errors::bad_body("The header x-cw-usertype must be member or integrator."));
    }
    let id = member_named(call, spec, member)?;
    let identifier = call.view().raw(spec, id, "identifier").as_str().unwrap_or_default().to_owned();
    let number = call.tenant.psa.tokens.len() as u64;
    let draw = |salt: u64| format!("{:016x}", mix(call.tenant.world.seed ^ mix(0x746f_6b00 + 2 * number + salt)));
    let token = auth::Token {
        public_key: draw(0),
        private_key: draw(1),
        member: (id, identifier),
        expires: call.now().plus(TOKEN_LIFE),
    };
    let body: Row = [
        ("publicKey".to_owned(), token.public_key.as_str().into()),
        ("privateKey".to_owned(), token.private_key.as_str().into()),
        ("expiration".to_owned(), date(token.expires)),
    ]
    .into_iter()
    .collect();
    call.tenant.psa.tokens.push(token);
    Ok(Reply::json(&body))
}
