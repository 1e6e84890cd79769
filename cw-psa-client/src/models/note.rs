//! Notes and tasks of tickets.

use super::info::Info;
use super::macros::model;
use super::reference::{MemberRef, Ref, ScheduleEntryRef, TicketRef};
use super::words::{ChildScheduleAction, TicketNoteType};
use crate::ids::{ContactId, ServiceCodeId, TicketId, TicketNoteId, TicketTaskId};
use cw_http::data::DateTime;

model! {
    /// A note of a service or project ticket, except those that time entries wrote.
    pub struct TicketNote {
        /// Its id.
        id: TicketNoteId,
        /// The ticket it belongs to.
        ticket_id: TicketId,
        /// The text, in Markdown.
        text: String,
        /// Whether it stands in the discussion, which the customer sees.
        detail_description_flag: bool,
        /// Whether it is an internal note.
        internal_analysis_flag: bool,
        /// Whether it stands in the resolution, which the customer sees.
        resolution_flag: bool,
        /// Whether it states the issue.
        issue_flag: bool,
        /// The member who wrote it, if one did.
        member: MemberRef,
        /// The contact who wrote it, if one did.
        contact: Ref<ContactId>,
        /// Whether the customer wrote last.
        customer_updated_flag: bool,
        /// Whether the write sends notifications.
        process_notifications: bool,
        /// When it was made.
        date_created: DateTime,
        /// Who made it.
        created_by: String,
        /// Whether only members see it.
        internal_flag: bool,
        /// Whether the customer sees it.
        external_flag: bool,
        /// How content the writer sounds.
        sentiment_score: f64,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A note of a ticket from wherever it comes: notes, time entries, meetings, child tickets.
    pub struct AnyTicketNote {
        /// Its id.
        id: TicketNoteId,
        /// A note of a ticket, of a time entry or of a meeting.
        note_type: TicketNoteType,
        /// The ticket it belongs to.
        ticket: TicketRef,
        /// The text, in Markdown.
        text: String,
        /// Whether the text is Markdown.
        is_markdown_flag: bool,
        /// Whether it stands in the discussion, which the customer sees.
        detail_description_flag: bool,
        /// Whether it is an internal note.
        internal_analysis_flag: bool,
        /// Whether it stands in the resolution, which the customer sees.
        resolution_flag: bool,
        /// When the work began.
        time_start: DateTime,
        /// When the work ended.
        time_end: DateTime,
        /// Whether it comes from a child ticket.
        bundled_flag: bool,
        /// Whether it comes from a merged ticket.
        merged_flag: bool,
        /// Whether it states the issue.
        issue_flag: bool,
        /// Who wrote it first, where it was copied.
        original_author: String,
        /// Whether it was made on the parent ticket.
        created_by_parent_flag: bool,
        /// The member who wrote it, if one did.
        member: MemberRef,
        /// The contact who wrote it, if one did.
        contact: Ref<ContactId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A task of a service or project ticket.
    pub struct TicketTask {
        /// Its id.
        id: TicketTaskId,
        /// The ticket it belongs to.
        ticket_id: TicketId,
        /// What is to be done.
        notes: String,
        /// Whether it is closed.
        closed_flag: bool,
        /// Its place among the tasks.
        priority: i64,
        /// The schedule entry that plans it.
        schedule: ScheduleEntryRef,
        /// The code that its text was taken from.
        code: Ref<ServiceCodeId>,
        /// The member.
        member: MemberRef,
        /// How it ended.
        resolution: String,
        /// What becomes of the child ticket's schedule when it is done.
        child_schedule_action: ChildScheduleAction,
        /// The ticket that was made of it.
        child_ticket_id: TicketId,
        /// One line that says what it is about; at most 100 characters.
        summary: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
