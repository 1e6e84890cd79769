//! What service tickets choose from.

use super::info::Info;
use super::macros::model;
use super::reference::{MemberRef, Ref};
use super::words::{PriorityColor, PriorityLevel};
use crate::ids::{BoardId, DepartmentId, LocationId, PriorityId, ServiceCodeId, TeamId, TicketSourceId};
use cw_http::data::DateTime;

model! {
    /// A priority of tickets.
    pub struct Priority {
        /// Its id.
        id: PriorityId,
        /// Its name.
        name: String,
        /// Its colour.
        color: PriorityColor,
        /// Its place among the others.
        sort_order: i64,
        /// Whether it is the default.
        default_flag: bool,
        /// Address of its picture.
        image_link: String,
        /// Its place among the others, as text.
        urgency_sort_order: String,
        /// Its level.
        level: PriorityLevel,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// Where tickets come from.
    pub struct TicketSource {
        /// Its id.
        id: TicketSourceId,
        /// Its name.
        name: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Who entered it.
        entered_by: String,
        /// When it was entered.
        date_entered: DateTime,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A text that tasks are made from.
    pub struct ServiceCode {
        /// Its id.
        id: ServiceCodeId,
        /// Its name.
        name: String,
        /// What it is.
        description: String,
        /// The board.
        board_id: BoardId,
        /// The location of ours.
        location_id: LocationId,
        /// The department of ours.
        business_unit_id: DepartmentId,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A team, whatever its boards.
    pub struct ServiceTeam {
        /// Its id.
        id: TeamId,
        /// Its name.
        name: String,
        /// The member who leads it.
        leader: MemberRef,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Whether it is told of deleted tickets.
        delete_notify_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
