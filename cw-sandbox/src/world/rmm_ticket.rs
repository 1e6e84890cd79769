//! RMM's tickets: a desk of its own. The first of them are those of PSA as they were when the world was made.

use serde::Serialize;

use super::{Ticket, World, uuid};
use crate::stamp::Stamp;

/// A thing of RMM's desk that a ticket points to: a board, a status, a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RmmRef {
    /// RMM id.
    pub id: String,
    /// Name; empty for what RMM names by the id alone, a company or a technician.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl RmmRef {
    pub(crate) fn named(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into() }
    }

    pub(crate) fn bare(id: impl Into<String>) -> Self {
        Self::named(id, "")
    }
}

/// A ticket of RMM. Serialises as RMM shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RmmTicket {
    /// RMM id.
    pub id: String,
    /// The number that people say; a ticket that the platform opened has a dotted one.
    pub number: String,
    /// Counts up with each change.
    pub version: u32,
    /// What it says in the lists.
    pub summary: String,
    /// What it is about.
    pub description: String,
    /// Status.
    pub status: RmmRef,
    /// Priority.
    pub priority: RmmRef,
    /// Board.
    pub service_board: RmmRef,
    /// How it came.
    pub source: RmmRef,
    /// Category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<RmmRef>,
    /// Type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<RmmRef>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<RmmRef>,
    /// Site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<RmmRef>,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<RmmRef>,
    /// The team whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_team: Option<RmmRef>,
    /// Tags.
    pub tags: Vec<RmmRef>,
    /// The machines that it is about.
    pub assets: Vec<RmmRef>,
    /// The day by which it has to be done, as `mm/dd/yyyy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<String>,
    /// Further values.
    pub extended_attributes: Vec<ExtendedAttribute>,
    /// When it was made.
    #[serde(serialize_with = "zoned")]
    pub created_at: Stamp,
    /// Who made it.
    pub created_by: RmmRef,
    /// When it was last changed.
    #[serde(serialize_with = "zoned")]
    pub updated_at: Stamp,
    /// Who changed it last.
    pub updated_by: RmmRef,
}

/// A further value of a ticket or a note.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExtendedAttribute {
    /// RMM id of the attribute.
    pub id: String,
    /// Its name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its value.
    pub value: serde_json::Value,
}

/// A note of an RMM ticket. Serialises as RMM shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RmmNote {
    /// RMM id.
    pub id: String,
    /// RMM id of the ticket.
    pub ticket_id: String,
    /// What it says.
    pub detail: String,
    /// Who sees it: 1 all, 2 the MSP only, 7 and 8 the vendor's experts.
    pub visibility: u8,
    /// Further values.
    pub extended_attributes: Vec<ExtendedAttribute>,
    /// When it was made.
    #[serde(serialize_with = "zoned")]
    pub created_at: Stamp,
    /// Who made it, by name.
    pub created_by: String,
    /// Who made it, by id.
    pub created_by_id: String,
    /// When it was last changed.
    #[serde(serialize_with = "zoned")]
    pub updated_at: Stamp,
    /// Who changed it last, by name.
    pub updated_by: String,
    /// Who changed it last, by id.
    pub updated_by_id: String,
    /// Whether whoever reads it made it.
    pub self_created: bool,
}

fn zoned<S: serde::Serializer>(stamp: &Stamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{stamp}Z"))
}

/// A day as RMM writes the days by which tickets are due.
fn us_date(stamp: Stamp) -> String {
    let iso = stamp.to_string();
    format!("{}/{}/{}", &iso[5..7], &iso[8..10], &iso[..4])
}

/// No more of PSA's tickets are RMM's too, however large the world.
const MIRRORED: usize = 1000;

/// A thing of RMM's desk that has a number or name elsewhere, under RMM's id for it.
pub(crate) fn desk_ref(kind: &str, name: &str) -> RmmRef {
    let number = name.bytes().fold(7_u64, |hash, byte| super::mix(hash ^ u64::from(byte)));
    RmmRef::named(uuid(kind, number), name)
}

/// Who a technician is to RMM.
pub(crate) fn technician_ref(member: u32) -> RmmRef {
    RmmRef::bare(uuid("technician", member.into()))
}

impl World {
    /// The RMM ticket with this id.
    #[must_use]
    pub fn rmm_ticket(&self, id: &str) -> Option<&RmmTicket> {
        self.rmm_tickets.iter().find(|ticket| ticket.id == id)
    }

    /// The notes of an RMM ticket, oldest first.
    pub fn rmm_notes_of<'a>(&'a self, ticket: &'a str) -> impl Iterator<Item = &'a RmmNote> {
        self.rmm_notes.iter().filter(move |note| note.ticket_id == ticket)
    }

    /// Opens RMM's desk with the first tickets of PSA's.
    pub(super) fn open_rmm_desk(&mut self) {
        self.rmm_tickets = self.tickets.iter().take(MIRRORED).map(|ticket| self.mirrored(ticket)).collect();
        self.rmm_notes.clear();
        for ticket in self.rmm_tickets.iter().step_by(3).cloned().collect::<Vec<_>>() {
            let visibility = if ticket.version % 2 == 0 { 1 } else { 2 };
            let detail = "Called back, nobody there.".to_owned();
            self.add_rmm_note(&ticket.id, detail, visibility, Vec::new(), &ticket.created_by, ticket.created_at);
        }
    }

    fn mirrored(&self, ticket: &Ticket) -> RmmTicket {
        let roll = |salt: &str, below: u32| self.roll(ticket.id, salt, below) as usize;
        let machine = ticket.machine.and_then(|id| self.machine(id));
        let board = self.board(ticket.board).map_or("", |board| &board.name);
        let status = self.status(ticket.status).map_or("New", |status| &status.name);
        let priority = self.priorities.iter().find(|p| Some(p.id) == ticket.priority).map_or("", |p| p.name);
        let platform = ticket.board == super::ALERTS;
        let by = technician_ref(ticket.owner.unwrap_or(150));
        let company = ticket.company - 19_000;
        let site = machine.map(|m| m.site).or_else(|| self.sites.iter().find(|s| s.company == company).map(|s| s.id));
        let mut assets: Vec<RmmRef> = machine.map(|m| RmmRef::bare(m.rmm_id())).into_iter().collect();
        let others = self.machines.iter().filter(|m| m.company == company && Some(m.id) != ticket.machine);
        if !assets.is_empty() && roll("assets", 5) == 0 {
            assets.extend(others.take(2).map(|m| RmmRef::bare(m.rmm_id())));
        }
        let due = ticket.required.map(us_date);
        RmmTicket {
            id: uuid("ticket", ticket.id.into()),
            number: if platform { format!("{}.1533", ticket.id) } else { ticket.id.to_string() },
            version: 1 + self.roll(ticket.id, "version", 4),
            summary: ticket.summary.clone(),
            description: format!("{}\nReported while the world was made.", ticket.summary),
            status: desk_ref("status", status),
            priority: desk_ref("priority", priority),
            service_board: desk_ref("board", board),
            source: desk_ref("source", SOURCES[if platform { 3 } else { roll("source", 3) }]),
            category: (roll("category", 4) > 0).then(|| desk_ref("category", CATEGORIES[roll("which", 4)])),
            kind: (roll("type", 4) > 0).then(|| desk_ref("type", TYPES[roll("kind", 4)])),
            company: self.company(company).map(|c| RmmRef::bare(c.rmm_id())),
            site: site.and_then(|id| self.site(id)).map(|s| RmmRef::bare(s.rmm_id())),
            assignee: ticket.owner.map(technician_ref),
            assignee_team: (roll("team", 3) > 0).then(|| desk_ref("team", TEAMS[roll("tier", 3)])),
            tags: (0..roll("tags", 3)).map(|n| desk_ref("tag", TAGS[(n + roll("tag", 3)) % TAGS.len()])).collect(),
            assets,
            due_date: due,
            extended_attributes: Vec::new(),
            created_at: ticket.entered.whole_second(),
            created_by: by.clone(),
            updated_at: ticket.updated.whole_second(),
            updated_by: by,
        }
    }

    /// Keeps a new ticket under a number of its own.
    pub(crate) fn add_rmm_ticket(&mut self, mut ticket: RmmTicket) -> RmmTicket {
        self.rmm_tickets_added += 1;
        ticket.id = uuid("added ticket", self.rmm_tickets_added);
        ticket.number = (FIRST_NUMBER + self.rmm_tickets_added).to_string();
        self.rmm_tickets.push(ticket.clone());
        ticket
    }

    pub(crate) fn put_rmm_ticket(&mut self, ticket: RmmTicket) {
        if let Some(kept) = self.rmm_tickets.iter_mut().find(|kept| kept.id == ticket.id) {
            *kept = ticket;
        }
    }

    pub(crate) fn add_rmm_note(
        &mut self,
        ticket: &str,
        detail: String,
        visibility: u8,
        extended_attributes: Vec<ExtendedAttribute>,
        by: &RmmRef,
        now: Stamp,
    ) -> RmmNote {
        let name = if by.name.is_empty() { self.technician_name(&by.id) } else { by.name.clone() };
        let note = RmmNote {
            id: uuid("note", self.rmm_notes.len() as u64 + 1),
            ticket_id: ticket.to_owned(),
            detail,
            visibility,
            extended_attributes,
            created_at: now,
            created_by: name.clone(),
            created_by_id: by.id.clone(),
            updated_at: now,
            updated_by: name,
            updated_by_id: by.id.clone(),
            self_created: !by.name.is_empty(),
        };
        self.rmm_notes.push(note.clone());
        note
    }

    pub(crate) fn put_rmm_note(&mut self, note: RmmNote) {
        if let Some(kept) = self.rmm_notes.iter_mut().find(|kept| kept.id == note.id) {
            *kept = note;
        }
    }

    fn technician_name(&self, id: &str) -> String {
        let is_it = |t: &&super::Technician| technician_ref(t.id).id == id;
        self.technicians.iter().find(is_it).map_or_else(String::new, |t| format!("{} {}", t.first, t.last))
    }
}

/// Numbers of tickets that are made in RMM come after this one.
const FIRST_NUMBER: u64 = 900_000;

pub(crate) const SOURCES: [&str; 4] = ["Phone", "Email", "Portal", "Monitoring"];
pub(crate) const CATEGORIES: [&str; 4] = ["Hardware", "Software", "Network", "Security, privacy"];
pub(crate) const TYPES: [&str; 4] = ["Incident", "Service Request", "Problem", "Änderung \"Change\""];
pub(crate) const TEAMS: [&str; 3] = ["Tier 1", "Tier 2", "Field"];
pub(crate) const TAGS: [&str; 3] = ["vip", "onboarding", "50% off"];
