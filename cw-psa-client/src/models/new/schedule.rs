//! The schedule.

use crate::By;
use crate::models::UtcTime;
use crate::models::macros::body;

body! {
    /// An entry to put in the schedule.
    pub struct NewScheduleEntry {
        required {
            /// What kind of entry it is; by identifier, `S` is a service ticket.
            #[serde(rename = "type")]
            kind: By,
        }
        optional {
            /// What it plans: for type `S` a service ticket, for `C` an activity (not confirmed).
            object_id / with_object_id: i64,
            /// Its name.
            name / with_name: String,
            /// The member.
            member / with_member: By,
            /// Where it takes place.
            #[serde(rename = "where")]
            place / with_place: By,
            /// When it begins.
            date_start / with_date_start: UtcTime,
            /// When it ends.
            date_end / with_date_end: UtcTime,
            /// How long before it a reminder is given.
            reminder / with_reminder: By,
            /// Its status.
            status / with_status: By,
            /// Whether it is an appointment or lasts all day.
            span / with_span: By,
            /// Whether it is done.
            done_flag / with_done_flag: bool,
            /// Whether the member owns the ticket.
            owner_flag / with_owner_flag: bool,
            /// Whether it may overlap others.
            allow_schedule_conflicts_flag / with_allow_schedule_conflicts_flag: bool,
            /// Whether the member joins the project; for writes.
            add_member_to_project_flag / with_add_member_to_project_flag: bool,
            /// As what the member joins.
            project_role_id / with_project_role_id: i64,
            /// Whether the member is **notified by e-mail**.
            notify_resource / with_notify_resource: bool,
            /// Hours.
            hours / with_hours: f64,
        }
    }
}
