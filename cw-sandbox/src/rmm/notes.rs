//! Notes of tickets.

use serde_json::{Map, Value, json};

use super::filter::{self, Filter};
use super::{Call, Outcome, errors, ticket_write, tickets};
use crate::reply::Reply;
use crate::world::RmmNote;

/// Which scope lets a caller write notes is not published: either does here.
const WRITE: &[&str] = &["platform.tickets.update", "platform.tickets.create"];
const VISIBILITIES: [u64; 4] = [1, 2, 7, 8];
const MAX_DETAIL: usize = 12_000;

/// What lies below `/tickets/{id}/notes`.
pub(super) fn route(call: &mut Call<'_>, ticket: &str, path: &[&str]) -> Outcome {
    call.needs(if call.method() == "GET" { tickets::READ } else { WRITE })?;
    if call.world().rmm_ticket(ticket).is_none() {
        return Err(call.not_found("ticket"));
    }
    match (call.method(), path) {
        ("GET", []) => {
            let filter = Filter::read(filter::NOTE, &call.request.query, &[]);
            let filter = filter.map_err(|wrong| errors::invalid(&[wrong]))?;
            let notes: Vec<RmmNote> = call
                .world()
                .rmm_notes_of(ticket)
                .filter(|note| filter.fits(note))
                .map(|note| shown(call, note))
                .collect();
            Ok(Reply::json(&notes))
        }
        ("POST", []) => {
            let body = call.object()?;
            let (detail, visibility) = read(&body)?;
            let attributes = ticket_write::attributes(&body).map_err(|wrong| errors::invalid(&[wrong]))?;
            let (now, by) = (call.now(), call.user());
            let note = call.tenant.world_mut().add_rmm_note(ticket, detail, visibility, attributes, &by, now);
            Ok(Reply::created(&note))
        }
        (method, [id]) => {
            let note = call.world().rmm_notes_of(ticket).find(|note| note.id == *id);
            let note = note.ok_or_else(|| call.not_found("note"))?.clone();
            let note = match method {
                "GET" => note,
                "PUT" => {
                    let body = call.object()?;
                    save(call, note, &body)?
                }
                "PATCH" => {
                    let mut body = json!(note);
                    ticket_write::replace(call, &mut body, &["detail", "visibility", "extendedAttributes"])?;
                    save(call, note, body.as_object().unwrap_or(&Map::new()))?
                }
                _ => return Err(call.wrong_method()),
            };
            Ok(Reply::json(&shown(call, &note)))
        }
        _ => Err(call.wrong_method()),
    }
}

fn save(call: &mut Call<'_>, note: RmmNote, body: &Map<String, Value>) -> Result<RmmNote, Reply> {
    let (detail, visibility) = read(body)?;
    let extended_attributes = ticket_write::attributes(body).map_err(|wrong| errors::invalid(&[wrong]))?;
    let (updated_at, by) = (call.now(), call.user());
    let note = RmmNote {
        detail,
        visibility,
        extended_attributes,
        updated_at,
        updated_by: by.name,
        updated_by_id: by.id,
        ..note
    };
    call.tenant.world_mut().put_rmm_note(note.clone());
    Ok(note)
}

/// A note as whoever asks sees it.
fn shown(call: &Call<'_>, note: &RmmNote) -> RmmNote {
    RmmNote { self_created: note.created_by_id == call.user().id, ..note.clone() }
}

/// Text and visibility of a note that was sent.
fn read(body: &Map<String, Value>) -> Result<(String, u8), Reply> {
    let mut wrong = Vec::new();
    let detail = body.get("detail").and_then(Value::as_str).filter(|d| (1..=MAX_DETAIL).contains(&d.chars().count()));
    if detail.is_none() {
        wrong.push(format!("detail must be a text of 1 to {MAX_DETAIL} characters"));
    }
    let visibility = body.get("visibility").and_then(Value::as_u64).filter(|number| VISIBILITIES.contains(number));
    if visibility.is_none() {
        wrong.push("visibility must be 1, 2, 7 or 8".to_owned());
    }
    match (detail, visibility.and_then(|number| u8::try_from(number).ok())) {
        (Some(detail), Some(visibility)) => Ok((detail.to_owned(), visibility)),
        _ => Err(errors::invalid(&wrong)),
    }
}
