//! Making and changing tickets.

use std::mem;

use serde_json::{Map, Value, json};

use super::lookups::{self, Kind};
use super::{Call, errors, machine};
use crate::reply::Reply;
use crate::stamp::Stamp;
use crate::world::{ExtendedAttribute, RmmRef, RmmTicket, technician_ref};

/// What a caller may write; what else is sent is passed over.
const WRITABLE: [&str; 15] = [
    "summary",
    "description",
    "serviceBoard",
    "source",
    "company",
    "site",
    "assignee",
    "assigneeTeam",
    "priority",
    "status",
    "category",
    "type",
    "tags",
    "assets",
    "dueDate",
];
const ATTRIBUTES: &str = "extendedAttributes";

/// `POST /tickets`.
pub(super) fn create(call: &mut Call<'_>) -> Result<RmmTicket, Reply> {
    let blank = blank(call);
    let body = call.object()?;
    let ticket = Reading::new(call, &body).ticket(blank)?;
    Ok(call.tenant.world_mut().add_rmm_ticket(ticket))
}

/// `PUT /tickets/{id}`: what is not sent is cleared.
pub(super) fn put(call: &mut Call<'_>, ticket: RmmTicket) -> Result<RmmTicket, Reply> {
    let body = call.object()?;
    let blank = blank(call);
    let kept = RmmTicket {
        id: ticket.id,
        number: ticket.number,
        version: ticket.version,
        created_at: ticket.created_at,
        created_by: ticket.created_by,
        ..blank
    };
    save(call, &body, kept)
}

/// `PATCH /tickets/{id}`: whole fields are replaced, and nothing else can be done.
pub(super) fn patch(call: &mut Call<'_>, ticket: RmmTicket) -> Result<RmmTicket, Reply> {
    let mut body = json!(ticket);
    let mut allowed = WRITABLE.to_vec();
    allowed.push(ATTRIBUTES);
    replace(call, &mut body, &allowed)?;
    let Value::Object(body) = body else { return Err(call.bad("The ticket is no object.")) };
    save(call, &body, ticket)
}

fn save(call: &mut Call<'_>, body: &Map<String, Value>, kept: RmmTicket) -> Result<RmmTicket, Reply> {
    let mut ticket = Reading::new(call, body).ticket(kept)?;
    ticket.version += 1;
    (ticket.updated_at, ticket.updated_by) = (call.now(), RmmRef::bare(call.user().id));
    call.tenant.world_mut().put_rmm_ticket(ticket.clone());
    Ok(ticket)
}

/// Applies the JSON Patch of a request to whole fields of a record.
pub(super) fn replace(call: &Call<'_>, record: &mut Value, allowed: &[&str]) -> Result<(), Reply> {
    let body = call.body()?;
    let operations = body.as_array().ok_or_else(|| call.bad("The body must be an array of operations."))?;
    for operation in operations {
        let text = |name: &str| operation.get(name).and_then(Value::as_str);
        if text("op") != Some("replace") {
            return Err(call.style.refuse(405, "method_not_allowed", "Only replace is supported."));
        }
        let field = text("path").and_then(|path| path.strip_prefix('/')).unwrap_or_default();
        if !allowed.contains(&field) {
            return Err(call.bad(format!("/{field} cannot be replaced.")));
        }
        let value = operation.get("value").ok_or_else(|| call.bad("An operation has no value."))?;
        record[field] = value.clone();
    }
    Ok(())
}

fn blank(call: &Call<'_>) -> RmmTicket {
    let (now, by) = (call.now(), RmmRef::bare(call.user().id));
    RmmTicket {
        id: String::new(),
        number: String::new(),
        version: 1,
        summary: String::new(),
        description: String::new(),
        status: lookups::new_status(),
        priority: lookups::default_priority(call.world()),
        service_board: RmmRef::bare(""),
        source: RmmRef::bare(""),
        category: None,
        kind: None,
        company: None,
        site: None,
        assignee: None,
        assignee_team: None,
        tags: Vec::new(),
        assets: Vec::new(),
        due_date: None,
        extended_attributes: Vec::new(),
        created_at: now,
        created_by: by.clone(),
        updated_at: now,
        updated_by: by,
    }
}

/// A body that is read as a ticket, and what is wrong with it so far.
struct Reading<'a> {
    call: &'a Call<'a>,
    body: &'a Map<String, Value>,
    errors: Vec<String>,
}

impl<'a> Reading<'a> {
    fn new(call: &'a Call<'_>, body: &'a Map<String, Value>) -> Self {
        Self { call, body, errors: Vec::new() }
    }

    /// The ticket with what was sent in its place, or all that is wrong.
    fn ticket(mut self, mut ticket: RmmTicket) -> Result<RmmTicket, Reply> {
        ticket.summary = self.text("summary", 255);
        ticket.description = self.text("description", 10_000);
        ticket.service_board = self.required("serviceBoard", Kind::Board);
        ticket.source = self.required("source", Kind::Source);
        if let Some(status) = self.lookup("status", Kind::Status) {
            ticket.status = status;
        }
        if let Some(priority) = self.lookup("priority", Kind::Priority) {
            ticket.priority = priority;
        }
        ticket.category = self.lookup("category", Kind::Category);
        ticket.kind = self.lookup("type", Kind::Type);
        ticket.assignee_team = self.lookup("assigneeTeam", Kind::Team);
        ticket.assignee = self.assignee();
        (ticket.company, ticket.site) = self.place();
        ticket.tags = self.each("tags", |this, id| lookups::find(this.call, Kind::Tag, id));
        ticket.assets =
            self.each("assets", |this, id| machine(this.call.world(), id).map(|m| RmmRef::bare(m.rmm_id())));
        ticket.due_date = self.due_date();
        match attributes(self.body) {
            Ok(attributes) => ticket.extended_attributes = attributes,
            Err(wrong) => self.errors.push(wrong),
        }
        if self.errors.is_empty() { Ok(ticket) } else { Err(errors::invalid(&mem::take(&mut self.errors))) }
    }

    /// What was sent for a field; null counts as nothing.
    fn sent(&self, field: &str) -> Option<&'a Value> {
        self.body.get(field).filter(|value| !value.is_null())
    }

    fn text(&mut self, field: &str, max: usize) -> String {
        match self.sent(field).map(|value| value.as_str()) {
            None => self.errors.push(format!("{field} is required")),
            Some(Some(text)) if (1..=max).contains(&text.chars().count()) => return text.to_owned(),
            Some(_) => self.errors.push(format!("{field} must be a text of 1 to {max} characters")),
        }
        String::new()
    }

    /// The id of a reference that was sent.
    fn id(&mut self, field: &str) -> Option<&'a str> {
        let sent = self.sent(field)?;
        let id = sent.get("id").and_then(Value::as_str);
        if id.is_none() {
            self.errors.push(format!("{field} must be an object with an id"));
        }
        id
    }

    fn found(&mut self, field: &str, found: Option<RmmRef>) -> Option<RmmRef> {
        if found.is_none() {
            self.errors.push(format!("{field} is not known"));
        }
        found
    }

    fn lookup(&mut self, field: &str, kind: Kind) -> Option<RmmRef> {
        let id = self.id(field)?;
        self.found(field, lookups::find(self.call, kind, id))
    }

    fn required(&mut self, field: &str, kind: Kind) -> RmmRef {
        if self.sent(field).is_none() {
            self.errors.push(format!("{field} is required"));
        }
        self.lookup(field, kind).unwrap_or_else(|| RmmRef::bare(""))
    }

    fn assignee(&mut self) -> Option<RmmRef> {
        let id = self.id("assignee")?;
        let mut all = self.call.world().technicians.iter().filter(|t| t.active).map(|t| technician_ref(t.id));
        self.found("assignee", all.find(|technician| technician.id == id))
    }

    /// Company and site; a site has to be one of the company's.
    fn place(&mut self) -> (Option<RmmRef>, Option<RmmRef>) {
        let world = self.call.world();
        let company = self.id("company").map(|id| world.companies.iter().find(|c| c.rmm_id() == id));
        let site = self.id("site").map(|id| world.sites.iter().find(|s| s.rmm_id() == id));
        let is_elsewhere = matches!((company, site), (Some(Some(c)), Some(Some(s))) if s.company != c.id);
        if is_elsewhere {
            self.errors.push("site is not one of the company's".to_owned());
        }
        let company = company.and_then(|c| self.found("company", c.map(|c| RmmRef::bare(c.rmm_id()))));
        let site = site.and_then(|s| self.found("site", s.map(|s| RmmRef::bare(s.rmm_id()))));
        (company, site)
    }

    fn each(&mut self, field: &str, find: impl Fn(&Self, &str) -> Option<RmmRef>) -> Vec<RmmRef> {
        let Some(sent) = self.sent(field) else { return Vec::new() };
        let ids = sent.as_array().map(|items| items.iter().map(|item| item.get("id")?.as_str()).collect::<Vec<_>>());
        let found: Option<Vec<RmmRef>> = ids.and_then(|ids| ids.into_iter().map(|id| find(self, id?)).collect());
        found.unwrap_or_else(|| {
            self.errors.push(format!("{field} must be an array of known references"));
            Vec::new()
        })
    }

    /// `mm/dd/yyyy`.
    fn due_date(&mut self) -> Option<String> {
        let sent = self.sent("dueDate")?;
        let is_date = |text: &&str| {
            let parts: Vec<&str> = text.split('/').collect();
            let [month, day, year] = parts[..] else { return false };
            (month.len(), day.len(), year.len()) == (2, 2, 4)
                && Stamp::parse(&format!("{year}-{month}-{day}")).is_some()
        };
        let date = sent.as_str().filter(is_date).map(str::to_owned);
        if date.is_none() {
            self.errors.push("dueDate must be written mm/dd/yyyy".to_owned());
        }
        date
    }
}

/// Further values, of a ticket or of a note.
pub(super) fn attributes(body: &Map<String, Value>) -> Result<Vec<ExtendedAttribute>, String> {
    let Some(sent) = body.get(ATTRIBUTES).filter(|value| !value.is_null()) else { return Ok(Vec::new()) };
    let attribute = |item: &Value| {
        let text = |name: &str| item.get(name).and_then(Value::as_str);
        Some(ExtendedAttribute {
            id: text("id")?.to_owned(),
            name: text("name").unwrap_or_default().to_owned(),
            value: item.get("value").cloned().unwrap_or_default(),
        })
    };
    let all: Option<Vec<_>> = sent.as_array().and_then(|items| items.iter().map(attribute).collect());
    all.ok_or_else(|| "extendedAttributes must be an array of objects with ids".to_owned())
}
