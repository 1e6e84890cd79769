//! The schedule: who does what when.

use super::info::Info;
use super::macros::model;
use super::reference::{MemberRef, Ref};
use crate::ids::{ChargeCodeId, ScheduleEntryId, ScheduleStatusId, ScheduleTypeId};
use cw_http::data::DateTime;

model! {
    /// An entry of the schedule.
    pub struct ScheduleEntry {
        /// Its id.
        id: ScheduleEntryId,
        /// What it plans; the type says what kind of thing, `S` being a service ticket.
        object_id: i64,
        /// Its name.
        name: String,
        /// The member.
        member: MemberRef,
        /// Where it takes place.
        place("where"): Ref,
        /// When it begins.
        date_start: DateTime,
        /// When it ends.
        date_end: DateTime,
        /// How long before it a reminder is given.
        reminder: Ref,
        /// Its status.
        status: Ref<ScheduleStatusId>,
        /// What kind it is.
        kind("type"): Ref<ScheduleTypeId>,
        /// Whether it is an appointment or lasts all day.
        span: Ref,
        /// Whether it is done.
        done_flag: bool,
        /// Whether the member has acknowledged it.
        acknowledged_flag: bool,
        /// Whether the member owns the ticket.
        owner_flag: bool,
        /// Whether it is a meeting.
        meeting_flag: bool,
        /// Kind of the ticket, by name.
        ticket_type: String,
        /// Whether it may overlap others.
        allow_schedule_conflicts_flag: bool,
        /// Whether the member joins the project; for writes.
        add_member_to_project_flag: bool,
        /// As what the member joins.
        project_role_id: i64,
        /// Its id as a GUID.
        mobile_guid: String,
        /// When it was acknowledged.
        acknowledged_date: DateTime,
        /// When it was closed.
        close_date: DateTime,
        /// Whether the member is notified.
        notify_resource: bool,
        /// Whether the member was notified.
        notification_sent: bool,
        /// What the member answered.
        notification_response: String,
        /// Hours.
        hours: f64,
        /// Whether it has a time of day to begin.
        start_time_set: bool,
        /// Whether it has a time of day to end.
        end_time_set: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A status of schedule entries.
    pub struct ScheduleStatus {
        /// Its id.
        id: ScheduleStatusId,
        /// Its name.
        name: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is shown as tentative.
        show_as_tentative_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A type of schedule entry.
    pub struct ScheduleType {
        /// Its id.
        id: ScheduleTypeId,
        /// Its name.
        name: String,
        /// Its short word.
        identifier: String,
        /// The charge code.
        charge_code: Ref<ChargeCodeId>,
        /// Where it takes place.
        place("where"): Ref,
        /// Whether the system needs it.
        system_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
