//! Tickets.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use super::catalogue::{AWKWARD_SUMMARIES, COMPLAINTS};
use super::desk::{ALERTS, HELP_DESK};
use super::{Board, BoardStatus, World, by_id, mix};
use crate::stamp::Stamp;

/// A ticket of the service desk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Ticket {
    /// PSA ticket id.
    pub id: u32,
    /// Whether it is part of a project rather than a service ticket.
    pub project: bool,
    /// What it says in the lists.
    pub summary: String,
    /// PSA board id.
    pub board: u32,
    /// PSA status id, one of the board's.
    pub status: u32,
    /// PSA company number.
    pub company: u32,
    /// PSA contact id.
    pub contact: Option<u32>,
    /// PSA member id of the technician whose it is.
    pub owner: Option<u32>,
    /// PSA priority id.
    pub priority: Option<u32>,
    /// PSA source id.
    pub source: Option<u32>,
    /// Automate computer id of the machine that it is about.
    pub machine: Option<u32>,
    /// Whether its status is a closed one.
    pub closed: bool,
    /// When it was entered.
    pub entered: Stamp,
    /// When it was last changed.
    pub updated: Stamp,
    /// When it was closed.
    pub closed_at: Option<Stamp>,
    /// When it has to be done.
    pub required: Option<Stamp>,
    /// Hours worked on it.
    pub actual_hours: f64,
    /// PSA id of the ticket that it was attached to as a child.
    pub parent: Option<u32>,
}

/// Id of the first ticket of every world; the others follow without a gap.
pub(crate) const FIRST_TICKET: u32 = 100_001;
/// The first tickets are about these machines of every world.
const ABOUT: [(u32, u32, &str); 5] = [
    (1001, HELP_DESK, "DC01: users cannot reach the file share"),
    (1002, HELP_DESK, "maria-laptop does not wake from sleep"),
    (1003, ALERTS, "kiosk: drive C: has 4% free space left"),
    (1004, ALERTS, "FRONTDESK-2: drive C: is nearly full"),
    (1001, ALERTS, "DC01: backup job reported warnings"),
];

const HOUR: Duration = Duration::from_secs(3600);

/// Numbers in a row that depend on nothing but where it started.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: usize) -> usize {
        self.0 = mix(self.0);
        // The remainder is below a usize, so the cast loses nothing.
        (self.0 % below.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    fn hours(&mut self, below: usize) -> Duration {
        HOUR * u32::try_from(self.below(below)).unwrap_or(0)
    }
}

impl World {
    /// The ticket with this PSA id, of the service desk or of a project.
    #[must_use]
    pub fn ticket(&self, id: u32) -> Option<&Ticket> {
        by_id(&self.tickets, id, |ticket| ticket.id)
    }

    /// The board with this PSA id.
    #[must_use]
    pub fn board(&self, id: u32) -> Option<&Board> {
        self.boards.iter().find(|board| board.id == id)
    }

    /// The status with this PSA id, whatever its board.
    #[must_use]
    pub fn status(&self, id: u32) -> Option<&BoardStatus> {
        self.boards.iter().flat_map(|board| &board.statuses).find(|status| status.id == id)
    }

    /// Writes the tickets of the service desk, `count` of them.
    pub(super) fn write_tickets(&mut self, count: usize) {
        let mut machines: HashMap<u32, Vec<u32>> = HashMap::new();
        for machine in &self.machines {
            machines.entry(machine.company).or_default().push(machine.id);
        }
        let mut people: HashMap<u32, Vec<u32>> = HashMap::new();
        for person in &self.people {
            people.entry(person.company).or_default().push(person.id);
        }
        self.tickets = (FIRST_TICKET..).take(count).map(|id| self.ticket_at(id, &machines, &people)).collect();
        self.grown_tickets = u32::try_from(count).unwrap_or(u32::MAX - FIRST_TICKET);
    }

    fn ticket_at(&self, id: u32, machines: &HashMap<u32, Vec<u32>>, people: &HashMap<u32, Vec<u32>>) -> Ticket {
        let index = (id - FIRST_TICKET) as usize;
        let mut draw = Draw(mix(self.seed ^ u64::from(id) << 20));
        let (company, machine, board, summary) = match ABOUT.get(index) {
            Some((machine, board, summary)) => (11, Some(*machine), *board, (*summary).to_owned()),
            None => self.drawn_complaint(index - ABOUT.len(), &mut draw, machines),
        };
        let statuses = self.board(board).map_or(&[][..], |board| &board.statuses);
        let status = if index < ABOUT.len() { statuses.first() } else { draw.pick(statuses) };
        let closed = status.is_some_and(|status| status.closed);
        let today = self.made_at.whole_day();
        let entered = today.minus(draw.hours(9000) + HOUR);
        let age = usize::try_from(today.since(entered).as_secs() / 3600).unwrap_or(0);
        let updated = entered.plus(draw.hours(age));
        let is_about_machine = machine.is_some() && board == ALERTS;
        Ticket {
            id,
            project: false,
            summary,
            board,
            status: status.map_or(0, |status| status.id),
            company: 19_000 + company,
            contact: people.get(&company).filter(|_| !is_about_machine).and_then(|people| draw.pick(people)).copied(),
            owner: (draw.below(4) > 0).then(|| draw.pick(&self.technicians).map(|t| t.id)).flatten(),
            priority: Some(5 + [0, 1, 2, 2, 2, 3][draw.below(6)]),
            source: Some(if is_about_machine { 4 } else { [1, 2, 2, 3][draw.below(4)] }),
            machine,
            closed,
            entered,
            updated,
            closed_at: closed.then_some(updated),
            required: (draw.below(3) == 0).then(|| entered.plus(HOUR * 72)),
            actual_hours: 0.0,
            parent: None,
        }
    }

    fn drawn_complaint(
        &self,
        index: usize,
        draw: &mut Draw,
        machines: &HashMap<u32, Vec<u32>>,
    ) -> (u32, Option<u32>, u32, String) {
        let company = draw.pick(&self.companies).map_or(0, |company| company.id);
        if let Some(summary) = AWKWARD_SUMMARIES.get(index) {
            return (company, None, HELP_DESK, (*summary).to_owned());
        }
        let machine = machines.get(&company).and_then(|ids| draw.pick(ids)).copied();
        let name = machine.and_then(|id| self.machine(id)).map_or("the office", |machine| &machine.name);
        let (board, complaint) = draw.pick(&COMPLAINTS).map_or((HELP_DESK, ""), |(board, text)| (*board, *text));
        (company, machine, board, complaint.replace("{}", name))
    }

    /// Keeps a ticket as it is now, in its place.
    pub(crate) fn put_ticket(&mut self, ticket: Ticket) {
        match self.tickets.binary_search_by_key(&ticket.id, |t| t.id) {
            Ok(index) => self.tickets[index] = ticket,
            Err(index) => self.tickets.insert(index, ticket),
        }
    }

    pub(crate) fn drop_ticket(&mut self, id: u32) {
        self.tickets.retain(|ticket| ticket.id != id);
    }
}
