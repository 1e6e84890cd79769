//! Tickets.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::filter::{self, Filter};
use super::{Call, Outcome, errors, lookups, notes, ticket_write};
use crate::reply::Reply;
use crate::world::RmmTicket;

pub(super) const READ: &[&str] = &["platform.tickets.read"];
const CREATE: &[&str] = &["platform.tickets.create"];
const UPDATE: &[&str] = &["platform.tickets.update"];

/// So many tickets come where no page is asked for.
const UNPAGED: usize = 100;
const MAX_PAGE: usize = 1000;

/// What lies below `/service/ticketing`. Notes and lookups are in version 1 alone.
pub(super) fn route(call: &mut Call<'_>, version: &str, path: &[&str]) -> Outcome {
    match (call.method(), path) {
        ("GET", ["tickets"]) => list(call),
        ("POST", ["tickets"]) => {
            call.needs(CREATE)?;
            let ticket = ticket_write::create(call)?;
            Ok(Reply::created(&ticket))
        }
        (method, ["tickets", id]) => {
            call.needs(if method == "GET" { READ } else { UPDATE })?;
            let ticket = call.world().rmm_ticket(id).ok_or_else(|| call.not_found("ticket"))?.clone();
            Ok(Reply::json(&match method {
                "GET" => ticket,
                "PUT" => ticket_write::put(call, ticket)?,
                "PATCH" => ticket_write::patch(call, ticket)?,
                _ => return Err(call.wrong_method()),
            }))
        }
        (_, ["tickets", id, "notes", rest @ ..]) if version == "v1" => notes::route(call, id, rest),
        (_, ["tickets"]) => Err(call.wrong_method()),
        _ if version == "v1" => lookups::route(call, path).unwrap_or_else(|| Err(call.no_route())),
        _ => Err(call.no_route()),
    }
}

const NO_FILTERS: [&str; 4] = ["pageSize", "pageNum", "sortBy", "sortDir"];

fn list(call: &Call<'_>) -> Outcome {
    call.needs(READ)?;
    let bad = |message: String| errors::invalid(&[message]);
    let filter = Filter::read(filter::TICKET, &call.request.query, &NO_FILTERS).map_err(bad)?;
    let (size, number) = page(call).map_err(bad)?;
    let mut found: Vec<&RmmTicket> = call.world().rmm_tickets.iter().filter(|ticket| filter.fits(ticket)).collect();
    sort(call, &mut found).map_err(bad)?;
    let rows: Vec<Value> = found.iter().skip(size.saturating_mul(number - 1)).take(size).map(|t| listed(t)).collect();
    // Past the last page the total is 0 too.
    let total = if rows.is_empty() { 0 } else { found.len() };
    call.list_or_404(rows.is_empty(), &json!({ "tickets": rows, "totalCount": total }))
}

/// Size and number of the page. One without the other is an error.
fn page(call: &Call<'_>) -> Result<(usize, usize), String> {
    let read = |name: &str| match call.request.query_value(name) {
        None => Ok(None),
        Some(text) => match text.parse::<usize>() {
            Ok(number) if number > 0 => Ok(Some(number)),
            _ => Err(format!("{name} must be a number above 0")),
        },
    };
    match (read("pageSize")?, read("pageNum")?) {
        (None, None) => Ok((UNPAGED, 1)),
        (Some(size), Some(number)) if size <= MAX_PAGE => Ok((size, number)),
        (Some(_), Some(_)) => Err(format!("pageSize must not be above {MAX_PAGE}")),
        _ => Err("pageSize and pageNum go together".to_owned()),
    }
}

fn sort(call: &Call<'_>, tickets: &mut [&RmmTicket]) -> Result<(), String> {
    let by = call.request.query_value("sortBy").unwrap_or("createdAt");
    let is_ascending = match call.request.query_value("sortDir") {
        Some("asc") => true,
        None | Some("desc") => false,
        Some(other) => return Err(format!("sortDir must be asc or desc, not {other}")),
    };
    let key: fn(&RmmTicket) -> Option<String> = match by {
        "createdAt" => |t| Some(t.created_at.to_string()),
        "updatedAt" => |t| Some(t.updated_at.to_string()),
        "number" => |t| Some(t.number.clone()),
        "summary" => |t| Some(t.summary.to_lowercase()),
        "status" => |t| Some(t.status.name.to_lowercase()),
        "priority" => |t| Some(t.priority.name.to_lowercase()),
        "source" => |t| Some(t.source.name.to_lowercase()),
        "type" => |t| t.kind.as_ref().map(|kind| kind.name.to_lowercase()),
        "assignTeam" => |t| t.assignee_team.as_ref().map(|team| team.name.to_lowercase()),
        "assignTo" => |t| t.assignee.as_ref().map(|assignee| assignee.id.clone()),
        "dueDate" => |t| t.due_date.as_ref().map(|date| format!("{}{}", &date[6..], &date[..5])),
        "extendedAttributes" => |t| t.extended_attributes.first().map(|attribute| attribute.value.to_string()),
        other => return Err(format!("tickets cannot be sorted by {other}")),
    };
    // The number settles ties, so that pages never overlap.
    tickets.sort_by(|a, b| a.number.cmp(&b.number));
    if is_ascending {
        tickets.sort_by_cached_key(|ticket| key(ticket));
    } else {
        tickets.sort_by_cached_key(|ticket| Reverse(key(ticket)));
    }
    Ok(())
}

/// A ticket in the list, which carries no more than the first of its machines.
fn listed(ticket: &RmmTicket) -> Value {
    json!(RmmTicket { assets: ticket.assets.iter().take(1).cloned().collect(), ..ticket.clone() })
}
