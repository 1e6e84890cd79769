//! Records that are not kept but grow from the world whenever they are asked for, so that a hundred thousand of them
//! cost nothing: service tickets, the note that each begins with, and a configuration for each machine.

use std::time::Duration;

use serde_json::{Value, json};

use super::spec::{self, Spec};
use super::{date, info};
use crate::stamp::Stamp;
use crate::world::{ALERTS, FIRST_TICKET, Machine, MachineKind, Ticket, World, desk_instruction};

/// The first note of a ticket has the ticket's id and this.
const FIRST_NOTES: u32 = 1_000_000;

/// A kind of grown records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grown {
    Tickets,
    Notes,
    Configurations,
}

impl Grown {
    /// What grows at the path of a resource.
    pub(super) fn at(path: &str) -> Option<Self> {
        match path {
            "service/tickets" => Some(Self::Tickets),
            "service/tickets/*/notes" => Some(Self::Notes),
            "company/configurations" => Some(Self::Configurations),
            _ => None,
        }
    }

    /// What the record of this id grows from; `None` if there is no such record.
    pub(super) fn find(self, world: &World, id: u32) -> Option<Origin<'_>> {
        match self {
            Self::Tickets => world.ticket(id).filter(|ticket| !ticket.project).map(Origin::Ticket),
            Self::Notes => ticket_of_note(world, id).map(Origin::Note),
            Self::Configurations => world.machine(id.checked_sub(200_000)?).map(Origin::Configuration),
        }
    }

    pub(super) fn has(self, world: &World, id: u32) -> bool {
        self.find(world, id).is_some()
    }

    /// Ids above `after`, ascending.
    pub(super) fn ids<'a>(self, world: &'a World, after: u32) -> Box<dyn Iterator<Item = u32> + 'a> {
        match self {
            Self::Tickets => {
                let first = world.tickets.partition_point(|ticket| ticket.id <= after);
                Box::new(world.tickets[first..].iter().filter(|ticket| !ticket.project).map(|ticket| ticket.id))
            }
            Self::Notes => {
                let all = FIRST_NOTES + FIRST_TICKET..FIRST_NOTES + FIRST_TICKET + world.grown_tickets;
                let lives = |id: &u32| ticket_of_note(world, *id).is_some();
                Box::new(all.filter(move |id| *id > after).filter(lives))
            }
            Self::Configurations => {
                let first = world.machines.partition_point(|machine| machine.psa_id() <= after);
                Box::new(world.machines[first..].iter().map(Machine::psa_id))
            }
        }
    }

    /// The one id below a parent, for resources that lie below another.
    pub(super) fn below(self, world: &World, parent: u32) -> Option<u32> {
        let id = parent.checked_add(FIRST_NOTES)?;
        (self == Self::Notes && self.has(world, id)).then_some(id)
    }
}

/// What a record grows from.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    Ticket(&'a Ticket),
    /// The first note of a ticket.
    Note(&'a Ticket),
    Configuration(&'a Machine),
}

impl Origin<'_> {
    /// A field as it would be kept.
    pub(super) fn read(self, world: &World, field: &str) -> Value {
        match self {
            Self::Ticket(ticket) => ticket_field(world, ticket, field),
            Self::Note(ticket) => note_field(world, ticket, field),
            Self::Configuration(machine) => configuration_field(world, machine, field),
        }
    }
}

/// The id of the last note that grows from this world.
pub(super) fn last_note(world: &World) -> u32 {
    FIRST_NOTES + FIRST_TICKET + world.grown_tickets
}

fn ticket_of_note(world: &World, id: u32) -> Option<&Ticket> {
    let ticket = id.checked_sub(FIRST_NOTES)?;
    (FIRST_TICKET..FIRST_TICKET + world.grown_tickets).contains(&ticket).then(|| world.ticket(ticket)).flatten()
}

fn dated(stamp: Option<Stamp>) -> Value {
    stamp.map_or(Value::Null, date)
}

fn ticket_field(world: &World, ticket: &Ticket, field: &str) -> Value {
    let person = || ticket.contact.and_then(|id| world.person(id));
    let machine = || ticket.machine.and_then(|id| world.machine(id));
    let owner = || world.technicians.iter().find(|t| Some(t.id) == ticket.owner);
    let is_alert = ticket.board == ALERTS;
    match field {
        "summary" => ticket.summary.as_str().into(),
        "recordType" => "ServiceTicket".into(),
        "board" => ticket.board.into(),
        "status" => ticket.status.into(),
        "company" => ticket.company.into(),
        "site" => machine().map(|m| m.site).or_else(|| person().map(|p| p.site)).map(|site| 30_000 + site).into(),
        "contact" => ticket.contact.into(),
        "contactName" => person().map(|p| format!("{} {}", p.first, p.last)).into(),
        "contactEmailAddress" => person().map(|p| p.email.as_str()).into(),
        "contactPhoneNumber" => person().map(|p| phone(p.id)).into(),
        "type" => (ticket.board * 100 + 1 + ticket.id % 2).into(),
        "team" => (ticket.board * 10 + 1).into(),
        "owner" => ticket.owner.into(),
        "resources" => owner().map(|t| t.identifier).into(),
        "priority" => ticket.priority.into(),
        "source" => ticket.source.into(),
        "serviceLocation" => (1 + ticket.id % 2).into(),
        "location" => 11.into(),
        "department" => 10.into(),
        "sla" => 1.into(),
        "agreement" => (300 + ticket.company - 19_000).into(),
        "severity" => ["Low", "Medium", "High"][ticket.id as usize % 3].into(),
        "impact" => ["Medium", "Low", "High"][ticket.id as usize / 3 % 3].into(),
        "billTime" | "billExpenses" | "billProducts" => "NoDefault".into(),
        "requiredDate" => dated(ticket.required),
        "closedDate" | "dateResolved" => dated(ticket.closed_at),
        "closedBy" => ticket.closed.then(|| owner().map_or("sandboxapi", |t| t.identifier)).into(),
        "closedFlag" => ticket.closed.into(),
        "actualHours" => ticket.actual_hours.into(),
        "approved" => true.into(),
        "isInSla" => (world.roll(ticket.id, "sla", 6) > 0).into(),
        "automaticEmailContactFlag" => (!is_alert && world.roll(ticket.id, "mail", 2) == 0).into(),
        "automaticEmailResourceFlag" => (world.roll(ticket.id, "mail", 5) == 0).into(),
        "customerUpdatedFlag" => (!is_alert && !ticket.closed && world.roll(ticket.id, "updated", 5) == 0).into(),
        "parentTicketId" => ticket.parent.into(),
        "configurations" => ticket.machine.map(|machine| vec![200_000 + machine]).into(),
        "customFields" => match world.roll(ticket.id, "asset tag", 3) {
            0 => json!({ "7": format!("A-{:04}", ticket.id % 9000) }),
            _ => Value::Null,
        },
        "_info" => info(ticket.entered, ticket.updated, owner().map_or("sandboxapi", |t| t.identifier)),
        _ => Value::Null,
    }
}

fn note_field(world: &World, ticket: &Ticket, field: &str) -> Value {
    let by = if ticket.board == ALERTS { "sandboxapi" } else { "tneumann" };
    match field {
        "ticketId" => ticket.id.into(),
        "text" if world.planted => desk_instruction(ticket, ticket.id + FIRST_NOTES).into(),
        "text" => match ticket.machine.and_then(|id| world.machine(id)) {
            Some(machine) => format!("About {} ({}). {}", machine.name, machine.os, ticket.summary),
            None => format!("As told on the phone: {}", ticket.summary),
        }
        .into(),
        "detailDescriptionFlag" | "externalFlag" => true.into(),
        "contact" => ticket.contact.into(),
        "createdBy" => by.into(),
        "dateCreated" => date(ticket.entered),
        "_info" => info(ticket.entered, ticket.entered, by),
        _ => Value::Null,
    }
}

fn configuration_field(world: &World, machine: &Machine, field: &str) -> Value {
    let is_server = machine.kind == MachineKind::Server;
    let day = |salt: &str| {
        let days = world.roll(machine.id, salt, 900);
        date(world.made_at.minus(Duration::from_secs(u64::from(days) * 86_400)))
    };
    match field {
        "name" => machine.name.as_str().into(),
        "type" => (if is_server { 11 } else { 12 }).into(),
        "status" => 1.into(),
        "company" => (19_000 + machine.company).into(),
        "site" => (30_000 + machine.site).into(),
        "contact" => machine
            .user
            .and_then(|login| {
                world.people_of(machine.company).find(|person| person.login == login).map(|person| person.id)
            })
            .into(),
        "location" => 11.into(),
        "locationId" => 11.into(),
        "department" => 10.into(),
        "businessUnitId" => 10.into(),
        "deviceIdentifier" => machine.id.to_string().into(),
        "serialNumber" => machine.inventoried.then(|| world.serial_number(machine.id)).into(),
        "modelNumber" => (if is_server { "RX-400" } else { "EB-840" }).into(),
        "tagNumber" => format!("A-{}", machine.id).into(),
        "macAddress" => format!("02005E{:06X}", machine.id & 0xff_ffff).into(),
        "ipAddress" => format!("10.{}.0.{}", machine.site % 250, 20 + machine.id % 230).into(),
        "defaultGateway" => format!("10.{}.0.1", machine.site % 250).into(),
        "osType" => machine.os.into(),
        "osInfo" => machine.os_version.into(),
        "ram" => format!("{} MB", machine.memory_mb).into(),
        "lastLoginName" => machine.user.into(),
        "notes" => (!machine.comment.is_empty()).then_some(machine.comment.as_str()).into(),
        "activeFlag" | "showAutomateFlag" => true.into(),
        "purchaseDate" => day("bought"),
        "installationDate" => day("installed"),
        "manufacturer" => (1 + machine.id % 3).into(),
        "_info" => info(world.made_at, world.made_at, "sandboxapi"),
        _ => Value::Null,
    }
}

/// The number of a contact's telephone.
pub(super) fn phone(contact: u32) -> String {
    format!("541555{:04}", contact % 10_000)
}

/// The place of a ticket's notes: the same table whoever writes them.
pub(super) fn notes() -> &'static Spec {
    spec::at("service/tickets/*/notes")
}
