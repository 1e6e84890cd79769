//! What tickets point to: boards with their teams, statuses, priorities, sources, types, categories, tags.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Call, Outcome, date, errors};
use crate::reply::Reply;
use crate::world::{CATEGORIES, RmmRef, SOURCES, TAGS, TEAMS, TYPES, World, desk_ref, uuid};

const UPDATE: &[&str] = &["platform.tickets.update"];

/// A status, its category and what it means for agreed times. They hold for all boards.
const STATUSES: [(&str, &str, &str); 7] = [
    ("New", "New", "NotResponded"),
    ("In Progress", "InProgress", "Responded"),
    ("Waiting customer", "InProgress", "Waiting"),
    ("Resolved", "Closed", "Resolved"),
    ("Closed", "Closed", "Resolved"),
    ("Cancelled", "Closed", "Resolved"),
    ("Completed", "Closed", "Resolved"),
];

/// The tags, by id. They can be made, changed and deleted.
pub(super) struct Tags {
    by_id: BTreeMap<String, Tag>,
    made: u64,
}

#[derive(Clone)]
struct Tag {
    name: String,
    is_inactive: bool,
}

impl Tags {
    pub(super) fn seeded() -> Self {
        let tag = |name: &&str| (desk_ref("tag", name).id, Tag { name: (*name).to_owned(), is_inactive: false });
        Self { by_id: TAGS.iter().map(tag).collect(), made: 0 }
    }
}

/// What kind of thing a field of a ticket points to.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Board,
    Status,
    Priority,
    Source,
    Type,
    Category,
    Team,
    Tag,
}

/// The thing with this id, or `None`.
pub(super) fn find(call: &Call<'_>, kind: Kind, id: &str) -> Option<RmmRef> {
    let world = call.world();
    let among = |kind: &'static str, names: &[&str]| names.iter().map(|name| desk_ref(kind, name)).collect::<Vec<_>>();
    let all = match kind {
        Kind::Board => boards(world),
        Kind::Status => among("status", &STATUSES.map(|(name, ..)| name)),
        Kind::Priority => world.priorities.iter().map(|p| desk_ref("priority", p.name)).collect(),
        Kind::Source => among("source", &SOURCES),
        Kind::Type => among("type", &TYPES),
        Kind::Category => among("category", &CATEGORIES),
        Kind::Team => among("team", &TEAMS),
        Kind::Tag => {
            let tags = &call.tenant.rmm.tags.by_id;
            tags.iter().map(|(id, tag)| RmmRef::named(id.clone(), tag.name.clone())).collect()
        }
    };
    all.into_iter().find(|reference| reference.id == id)
}

pub(super) fn new_status() -> RmmRef {
    desk_ref("status", STATUSES[0].0)
}

/// The priority that a ticket has if nobody says another.
pub(super) fn default_priority(world: &World) -> RmmRef {
    world
        .priorities
        .get(2)
        .or(world.priorities.first())
        .map_or_else(|| RmmRef::bare(""), |p| desk_ref("priority", p.name))
}

fn boards(world: &World) -> Vec<RmmRef> {
    world.boards.iter().filter(|board| !board.project).map(|board| desk_ref("board", &board.name)).collect()
}

/// The lookups; `None` if the path is none of them.
pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Option<Outcome> {
    if let ["tags", rest @ ..] = path {
        return Some(tags(call, rest));
    }
    let past = date(call.world().made_at);
    let plain = |all: Vec<RmmRef>| -> Vec<Value> {
        all.into_iter().map(|r| with_past(json!({ "id": r.id, "name": r.name }), &past)).collect()
    };
    let named = |kind: &'static str, names: &[&str]| plain(names.iter().map(|name| desk_ref(kind, name)).collect());
    let world = call.world();
    let records: Vec<Value> = match path {
        ["priorities"] => plain(world.priorities.iter().map(|p| desk_ref("priority", p.name)).collect()),
        ["sources"] => named("source", &SOURCES),
        // Without the parameter the vendor's answer is not known; the sandbox gives the same.
        ["types"] => named("type", &TYPES),
        ["categories"] => named("category", &CATEGORIES),
        ["statuses"] => STATUSES.iter().map(|status| with_past(status_json(status), &past)).collect(),
        ["service-boards"] => boards(world).iter().map(|board| with_past(board_json(world, board), &past)).collect(),
        ["service-boards", board, "teams"] => {
            if !boards(world).iter().any(|own| own.id == *board) {
                return Some(Err(call.not_found("board")));
            }
            let team = |name: &&str| {
                let team = desk_ref("team", name);
                let record = json!({
                    "id": uuid(board, team.name.len() as u64),
                    "serviceBoardId": board,
                    "teamId": team.id,
                    "teamName": team.name,
                });
                with_past(record, &past)
            };
            TEAMS.iter().map(team).collect()
        }
        ["ticket-counts"] => counts(world),
        _ => return None,
    };
    Some(call.needs(&["platform.tickets.read"]).and_then(|()| match call.method() {
        "GET" => Ok(Reply::json(&records)),
        _ => Err(call.wrong_method()),
    }))
}

fn status_json((name, category, sla): &(&str, &str, &str)) -> Value {
    let id = desk_ref("status", name).id;
    json!({ "id": id, "name": name, "category": category, "slaStatus": sla, "inactiveFlag": false })
}

fn board_json(world: &World, board: &RmmRef) -> Value {
    json!({
        "id": board.id,
        "name": board.name,
        "description": "",
        "defaultPriority": default_priority(world),
        "inactiveFlag": false,
    })
}

fn counts(world: &World) -> Vec<Value> {
    let count = |(name, category, _): &(&str, &str, &str)| {
        let count = world.rmm_tickets.iter().filter(|ticket| ticket.status.name == *name).count();
        json!({ "category": category, "name": name, "count": count })
    };
    STATUSES.iter().map(count).collect()
}

fn tags(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    call.needs(if call.method() == "GET" { &["platform.tickets.read"] } else { UPDATE })?;
    if let [id] = path
        && !call.tenant.rmm.tags.by_id.contains_key(*id)
    {
        return Err(call.not_found("tag"));
    }
    match (call.method(), path) {
        ("GET", []) => {
            let tags = call.tenant.rmm.tags.by_id.keys().map(|id| tag_json(call, id));
            Ok(Reply::json(&tags.collect::<Vec<_>>()))
        }
        ("GET", [id]) => Ok(Reply::json(&tag_json(call, id))),
        ("POST", []) => {
            let tag = read_tag(&call.body()?)?;
            let tags = &mut call.tenant.rmm.tags;
            tags.made += 1;
            let id = uuid("added tag", tags.made);
            tags.by_id.insert(id.clone(), tag);
            Ok(Reply::created(&tag_json(call, &id)))
        }
        ("PUT", [id]) => {
            let tag = read_tag(&call.body()?)?;
            call.tenant.rmm.tags.by_id.insert((*id).to_owned(), tag);
            Ok(Reply::json(&tag_json(call, id)))
        }
        ("PATCH", [id]) => {
            let mut record = tag_json(call, id);
            super::ticket_write::replace(call, &mut record, &["name", "inactiveFlag"])?;
            let tag = read_tag(&record)?;
            call.tenant.rmm.tags.by_id.insert((*id).to_owned(), tag);
            Ok(Reply::json(&tag_json(call, id)))
        }
        ("DELETE", [id]) => {
            call.tenant.rmm.tags.by_id.remove(*id);
            Ok(Reply::no_content())
        }
        _ => Err(call.wrong_method()),
    }
}

fn read_tag(body: &Value) -> Result<Tag, Reply> {
    let name = body.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| errors::invalid(&["name is required".to_owned()]))?.to_owned();
    let is_inactive = body.get("inactiveFlag").is_some_and(|flag| *flag == json!(true));
    Ok(Tag { name, is_inactive })
}

fn tag_json(call: &Call<'_>, id: &str) -> Value {
    let tag = call.tenant.rmm.tags.by_id.get(id);
    let record = json!({
        "id": id,
        "name": tag.map(|tag| &tag.name),
        "inactiveFlag": tag.is_some_and(|tag| tag.is_inactive),
    });
    with_past(record, &date(call.world().made_at))
}

/// A record with what all lookups say about their past.
fn with_past(mut record: Value, past: &Value) -> Value {
    for name in ["createdAt", "updatedAt"] {
        record[name] = past.clone();
    }
    for name in ["createdBy", "updatedBy"] {
        record[name] = "sync".into();
    }
    record
}
