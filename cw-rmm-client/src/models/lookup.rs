//! What tickets refer to: boards, priorities, statuses and so on. People know the names, the service wants the ids.

use cw_http::data::DateTime;
use cw_http::open_enum;

use super::macros::{body, model};
use super::reference::Ref;
use crate::ids::{BoardId, CategoryId, PriorityId, SourceId, StatusId, TagId, TeamId, TicketTypeId};

open_enum! {
    /// What a status means for the work.
    pub enum StatusCategory {
        /// Nobody has begun.
        New = "New",
        /// Somebody has.
        InProgress = "InProgress",
        /// It is done.
        Closed = "Closed",
    }
}

open_enum! {
    /// What a status means for the service agreement.
    pub enum SlaStatus {
        /// Nobody has answered.
        NotResponded = "NotResponded",
        /// Somebody has.
        Responded = "Responded",
        /// There is a plan.
        PlanCreated = "PlanCreated",
        /// It is done.
        Resolved = "Resolved",
        /// It waits for somebody else.
        Waiting = "Waiting",
    }
}

/// Writes records of a name, with the fields that all of them have.
macro_rules! lookups {
    ($($(#[$meta:meta])* pub struct $name:ident($id:ty) { $($(#[$attr:meta])* $field:ident $(($wire:literal))?: $ty:ty,)* })*) => {
        model! {$(
            $(#[$meta])*
            pub struct $name {
                /// Its id.
                id: $id,
                /// Its name.
                name: String,
                $($(#[$attr])* $field $(($wire))?: $ty,)*
                /// When it was made.
                created_at: DateTime,
                /// Who made it.
                created_by: String,
                /// When it was last changed.
                updated_at: DateTime,
                /// Who changed it.
                updated_by: String,
            }
        )*}
    };
}

lookups! {
    /// A service board.
    pub struct Board(BoardId) {
        /// What it is for.
        description: String,
        /// The priority that its tickets get.
        default_priority: Ref<PriorityId>,
        /// Whether it is out of use.
        inactive_flag: bool,
    }

    /// A priority.
    pub struct Priority(PriorityId) {}

    /// Where tickets come from.
    pub struct Source(SourceId) {}

    /// A status.
    pub struct Status(StatusId) {
        /// What it means for the work.
        category: StatusCategory,
        /// What it means for the service agreement.
        sla_status: SlaStatus,
        /// Whether it is out of use.
        inactive_flag: bool,
    }

    /// A type of tickets.
    pub struct TicketType(TicketTypeId) {}

    /// A category of tickets.
    pub struct Category(CategoryId) {}

    /// A tag.
    pub struct Tag(TagId) {
        /// Whether it is out of use.
        inactive_flag: bool,
    }
}

model! {
    /// A team of a board.
    pub struct BoardTeam {
        /// The id of this link.
        id: String,
        /// The board.
        service_board_id: BoardId,
        /// The team.
        team_id: TeamId,
        /// Its name.
        team_name: String,
        /// When it was made.
        created_at: DateTime,
        /// Who made it.
        created_by: String,
        /// When it was last changed.
        updated_at: DateTime,
        /// Who changed it.
        updated_by: String,
    }

    /// How many tickets there are of a kind.
    pub struct TicketCount {
        /// What is counted.
        category: String,
        /// Which of it.
        name: String,
        /// How many.
        count: i64,
    }
}

body! {
    /// A tag to be made, or to replace another.
    pub struct NewTag {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
        }
    }
}
