//! The service desk: its boards with their statuses, its technicians, its priorities.

use serde::Serialize;

/// A board of the service desk.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Board {
    /// PSA board id.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Whether it holds the tickets of projects.
    pub project: bool,
    /// Its statuses. The same name has another id on each board.
    pub statuses: Vec<BoardStatus>,
}

/// A status of a board.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct BoardStatus {
    /// PSA status id.
    pub id: u32,
    /// Name, which says nothing about `closed`.
    pub name: String,
    /// Whether tickets in it count as closed.
    pub closed: bool,
}

/// Somebody who works for the MSP: a member in PSA.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Technician {
    /// PSA member id.
    pub id: u32,
    /// The short name that PSA calls its identifier.
    pub identifier: &'static str,
    /// First name.
    pub first: &'static str,
    /// Last name.
    pub last: &'static str,
    /// Whether they still work there.
    pub active: bool,
}

/// How urgent a ticket is.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Priority {
    /// PSA priority id.
    pub id: u32,
    /// Name.
    pub name: &'static str,
    /// `Critical`, `High`, `Medium` or `Low`.
    pub level: &'static str,
}

pub(crate) const HELP_DESK: u32 = 1;
pub(crate) const ALERTS: u32 = 2;
pub(crate) const PROJECTS: u32 = 3;
const WAR_ROOM: u32 = 4;

/// A status as it is seeded; the second part says whether it is closed. The first of a board is its default.
type Seed = (&'static str, bool);

const BOARDS: [(u32, &str, &[Seed]); 4] = [
    (
        HELP_DESK,
        "Help Desk",
        &[
            ("New", false),
            ("In Progress", false),
            ("Waiting customer", false),
            ("Resolved", true),
            ("Closed", false),
            ("Cancelled", true),
        ],
    ),
    (ALERTS, "Alerts", &[("New", false), ("In Progress", false), ("Resolved", true), ("Closed", true)]),
    (PROJECTS, "Projects", &[("New", false), ("In Progress", false), ("Waiting customer", false), ("Completed", true)]),
    (WAR_ROOM, "R&D \"Lab\" [50%]", &[("New", false), ("Completed", true)]),
];

/// The boards of every world. Ids of statuses begin with the id of their board.
pub(super) fn boards() -> Vec<Board> {
    let statuses = |board: u32, seeds: &[Seed]| {
        let status = |(id, (name, closed)): (u32, &Seed)| BoardStatus { id, name: (*name).to_owned(), closed: *closed };
        (board * 100 + 11..).zip(seeds).map(status).collect()
    };
    let board = |(id, name, seeds): (u32, &str, &[Seed])| Board {
        id,
        name: name.to_owned(),
        project: id == PROJECTS,
        statuses: statuses(id, seeds),
    };
    BOARDS.into_iter().map(board).collect()
}

/// The technicians of every world.
pub(super) fn technicians() -> Vec<Technician> {
    const fn member(id: u32, identifier: &'static str, first: &'static str, last: &'static str) -> Technician {
        Technician { id, identifier, first, last, active: true }
    }
    vec![
        member(150, "tneumann", "Tessa", "Neumann"),
        member(151, "asmith", "Adam", "Smith"),
        member(152, "sobrien", "Sinéad", "O'Brien"),
        member(153, "rgupta", "Ravi", "Gupta"),
        Technician { active: false, ..member(154, "oldhand", "Olga", "Hand") },
    ]
}

/// The priorities of every world.
pub(super) fn priorities() -> Vec<Priority> {
    let priority = |(id, (name, level))| Priority { id, name, level };
    let all = [
        ("Priority 1 - Critical", "Critical"),
        ("Priority 2 - High", "High"),
        ("Priority 3 - Medium", "Medium"),
        ("Priority 4 - Low", "Low"),
    ];
    (5..).zip(all).map(priority).collect()
}
