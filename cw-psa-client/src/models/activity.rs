//! Activities: calls, meetings and other things to do.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{AgreementRef, Currency, MemberRef, Ref, TicketRef};
use crate::ids::{ActivityId, CompanyId, ContactId, OpportunityId, ScheduleStatusId};
use cw_http::data::DateTime;

model! {
    /// An activity: a call, a meeting or another thing to do.
    pub struct Activity {
        /// Its id.
        id: ActivityId,
        /// Its name.
        name: String,
        /// What kind it is.
        kind("type"): Ref,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// Telephone number.
        phone_number: String,
        /// Extension of the telephone number.
        phone_extension: String,
        /// E-mail address.
        email: String,
        /// Its status.
        status: Ref,
        /// The opportunity it belongs to.
        opportunity: Ref<OpportunityId>,
        /// The ticket it belongs to.
        ticket: TicketRef,
        /// The agreement it is covered by.
        agreement: AgreementRef,
        /// The campaign it came from.
        campaign: Ref,
        /// Free notes.
        notes: String,
        /// When it begins.
        date_start: DateTime,
        /// When it ends.
        date_end: DateTime,
        /// When it ends.
        date_end_utc: DateTime,
        /// When it was closed.
        date_closed_utc: DateTime,
        /// Who assigned it.
        assigned_by: MemberRef,
        /// Who is to do it.
        assign_to: MemberRef,
        /// Its status in the schedule.
        schedule_status: Ref<ScheduleStatusId>,
        /// How long before it a reminder is given.
        reminder: Ref,
        /// Where it takes place.
        place("where"): Ref,
        /// Whether the assigned member is notified.
        notify_flag: bool,
        /// Whether it is closed.
        close_flag: bool,
        /// Its id as a GUID.
        mobile_guid: String,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }
}
