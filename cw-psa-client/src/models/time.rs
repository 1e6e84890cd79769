//! Time: entries, sheets, types and roles of work.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{AgreementRef, InvoiceRef, MemberRef, Ref, TicketRef, WorkTypeRef};
use super::words::{AccrualType, AuditSource, BillableOption, ChargeToType, EntryStatus, RateType};
use crate::ids::{
    ActivityId, ChargeCodeId, CompanyId, DepartmentId, ExpenseTypeId, LocationId, OpportunityId, ProjectId,
    ProjectPhaseId, TimeEntryId, TimeSheetId, WorkRoleId, WorkTypeId,
};
use cw_http::data::DateTime;

model! {
    /// Time that a member spent, and on what.
    pub struct TimeEntry {
        /// Its id.
        id: TimeEntryId,
        /// The company it was spent for.
        company: Ref<CompanyId>,
        /// The company's types, by name.
        company_type: String,
        /// What it is charged to; `chargeToType` says what kind of thing.
        charge_to_id: i64,
        /// What kind of thing it is charged to.
        charge_to_type: ChargeToType,
        /// The member who worked.
        member: MemberRef,
        /// The location of ours.
        location_id: LocationId,
        /// The department of ours.
        business_unit_id: DepartmentId,
        /// Name of the department.
        business_group_desc: String,
        /// The location of ours.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Default type of work.
        work_type: WorkTypeRef,
        /// Default role of those who work on it.
        work_role: Ref<WorkRoleId>,
        /// The agreement it is covered by.
        agreement: AgreementRef,
        /// Type of that agreement, by name.
        agreement_type: String,
        /// The activity it was spent on.
        activity: Ref<ActivityId>,
        /// The opportunity it was spent on.
        opportunity_recid: OpportunityId,
        /// What it was spent on in the project.
        project_activity: String,
        /// The territory it belongs to.
        territory: String,
        /// When the work began.
        time_start: DateTime,
        /// When the work ended.
        time_end: DateTime,
        /// Hours to subtract, such as breaks.
        hours_deduct: f64,
        /// Hours worked.
        actual_hours: f64,
        /// Whether it is billed.
        billable_option: BillableOption,
        /// What was done; the customer may see it, in the ticket and on invoices.
        notes: String,
        /// Notes that the customer does not see.
        internal_notes: String,
        /// Whether its notes stand in the ticket's discussion, which the customer sees.
        add_to_detail_description_flag: bool,
        /// Whether its notes stand among the ticket's internal notes.
        add_to_internal_analysis_flag: bool,
        /// Whether its notes stand in the ticket's resolution, which the customer sees.
        add_to_resolution_flag: bool,
        /// Whether saving it e-mails the assigned members.
        email_resource_flag: bool,
        /// Whether saving it e-mails the contact.
        email_contact_flag: bool,
        /// Whether saving it e-mails the addresses in `emailCc`.
        email_cc_flag: bool,
        /// More addresses to e-mail.
        email_cc: String,
        /// Hours billed.
        hours_billed: f64,
        /// Hours on the invoice.
        invoice_hours: f64,
        /// Cost an hour.
        hourly_cost: String,
        /// Who entered it.
        entered_by: String,
        /// When it was entered.
        date_entered: DateTime,
        /// The invoice it is on.
        invoice: InvoiceRef,
        /// Its id as a GUID.
        mobile_guid: String,
        /// Rate an hour.
        hourly_rate: f64,
        /// Rate an hour beyond the agreement.
        overage_rate: f64,
        /// Hours covered by the agreement.
        agreement_hours: f64,
        /// Amount covered by the agreement.
        agreement_amount: f64,
        /// Adjustment by the agreement.
        agreement_adjustment: f64,
        /// Adjustment.
        adjustment: f64,
        /// Whether it is ready for the invoice: 1 if so.
        invoice_ready: i64,
        /// The time sheet it is on.
        time_sheet: Ref<TimeSheetId>,
        /// How far it is on its way to the invoice.
        status: EntryStatus,
        /// The ticket it belongs to.
        ticket: TicketRef,
        /// The project it belongs to.
        project: Ref<ProjectId>,
        /// The phase of the project.
        phase: Ref<ProjectPhaseId>,
        /// Board of the ticket, by name.
        ticket_board: String,
        /// Status of the ticket, by name.
        ticket_status: String,
        /// Type of the ticket, by name.
        ticket_type: String,
        /// Subtype of the ticket, by name.
        ticket_sub_type: String,
        /// Whether it is shown on the invoice.
        invoice_flag: bool,
        /// Amount on the invoice.
        extended_invoice_amount: f64,
        /// Name of the location.
        location_name: String,
        /// The tax code.
        tax_code: Ref,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// The time of a member in one period.
    pub struct TimeSheet {
        /// Its id.
        id: TimeSheetId,
        /// The member.
        member: MemberRef,
        /// The year.
        year: i64,
        /// The period of the year.
        period: i64,
        /// When it begins.
        date_start: DateTime,
        /// When it ends.
        date_end: DateTime,
        /// Its status.
        status: EntryStatus,
        /// Hours.
        hours: f64,
        /// By when it must be handed in.
        deadline: DateTime,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A type of work, which decides how time is billed.
    pub struct WorkType {
        /// Its id.
        id: WorkTypeId,
        /// Its name.
        name: String,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// How the rate is to be read.
        rate_type: RateType,
        /// The rate.
        rate: f64,
        /// Fewest hours billed.
        hours_min: f64,
        /// Most hours billed.
        hours_max: f64,
        /// What billed hours are rounded to.
        round_bill_hours_to: f64,
        /// What kind of absence it is.
        accrual_type: AccrualType,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether it is the default for everything.
        overall_default_flag: bool,
        /// Whether it is the default for activities.
        activity_default_flag: bool,
        /// Whether it counts as utilisation.
        utilization_flag: bool,
        /// What the cost is multiplied by.
        cost_multiplier: f64,
        /// Its name in another system.
        integration_x_ref: String,
        /// Whether all agreement exclusions are added; for writes.
        add_all_agreement_exclusions: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A role in which members work.
    pub struct WorkRole {
        /// Its id.
        id: WorkRoleId,
        /// Its name.
        name: String,
        /// Rate an hour.
        hourly_rate: f64,
        /// Its name in another system.
        integration_xref: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether all locations are added; for writes.
        add_all_locations: bool,
        /// Whether all locations are removed; for writes.
        remove_all_locations: bool,
        /// Whether all agreement exclusions are added; for writes.
        add_all_agreement_exclusions: bool,
        /// The locations of ours it is for.
        location_ids: Vec<LocationId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// What time and expenses of our own are charged to.
    pub struct ChargeCode {
        /// Its id.
        id: ChargeCodeId,
        /// Its name.
        name: String,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// Whether expenses may be charged to it.
        expense_entry_flag: bool,
        /// Whether any type of expense may.
        allow_all_expense_type_flag: bool,
        /// Whether time may be charged to it.
        time_entry_flag: bool,
        /// Default type of work.
        work_type: WorkTypeRef,
        /// Default role of those who work on it.
        work_role: Ref<WorkRoleId>,
        /// Its name in another system.
        integration_xref: String,
        /// The types of expense that may.
        expense_type_ids: Vec<ExpenseTypeId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// One change of a time or expense entry.
    pub struct EntryAudit {
        /// Its id.
        id: i64,
        /// Who changed it.
        member: MemberRef,
        /// What changed it.
        source: AuditSource,
        /// What was changed; one of more than a hundred words.
        kind("type"): String,
        /// The message.
        message: String,
        /// What it was before.
        old_value: String,
        /// What it became.
        new_value: String,
        /// The value.
        value: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
