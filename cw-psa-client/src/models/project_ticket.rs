//! Tickets of projects.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::note::TicketTask;
use super::reference::{AgreementRef, Currency, MemberRef, PriorityRef, Ref, StatusRef, WorkTypeRef};
use super::words::{BillableOption, BillingMethod, KnowledgeBaseLinkType, PredecessorType};
use crate::ids::{
    BoardId, BoardItemId, BoardSubTypeId, BoardTypeId, CompanyId, ContactId, DepartmentId, LocationId, OpportunityId,
    ProjectId, ProjectPhaseId, SiteId, TicketId, TicketSourceId, WorkRoleId,
};
use cw_http::data::DateTime;

model! {
    /// A ticket of a project; a service ticket is a [`Ticket`](super::Ticket).
    pub struct ProjectTicket {
        /// Its id.
        id: TicketId,
        /// One line that says what it is about; at most 100 characters.
        summary: String,
        /// Whether it is an issue rather than a task.
        is_issue_flag: bool,
        /// The board it is on.
        board: Ref<BoardId>,
        /// Its status; the same name has another id on each board.
        status: StatusRef,
        /// Default role of those who work on it.
        work_role: Ref<WorkRoleId>,
        /// Default type of work.
        work_type: WorkTypeRef,
        /// The project it belongs to.
        project: Ref<ProjectId>,
        /// The phase of the project.
        phase: Ref<ProjectPhaseId>,
        /// Its number in the project's structure.
        wbs_code: String,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The company's site.
        site: Ref<SiteId>,
        /// Name of the site.
        site_name: String,
        /// Street address.
        address_line1: String,
        /// Second line of the address.
        address_line2: String,
        /// City.
        city: String,
        /// State or province, as its short word.
        state_identifier: String,
        /// Postal code.
        zip: String,
        /// Country.
        country: Ref,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// Name of the contact.
        contact_name: String,
        /// Telephone number of the contact.
        contact_phone_number: String,
        /// Extension of that number.
        contact_phone_extension: String,
        /// E-mail address of the contact.
        contact_email_address: String,
        /// What kind it is.
        kind("type"): Ref<BoardTypeId>,
        /// The type's subdivision, per board.
        sub_type: Ref<BoardSubTypeId>,
        /// The subtype's subdivision, per board.
        item: Ref<BoardItemId>,
        /// The member who owns it; who else works on it is in `resources`.
        owner: MemberRef,
        /// How urgent it is.
        priority: PriorityRef,
        /// Where the work is done, such as on site or remote.
        service_location: Ref,
        /// Where it came from, such as a call or e-mail.
        source: Ref<TicketSourceId>,
        /// When it is due.
        required_date: DateTime,
        /// Budgeted hours.
        budget_hours: f64,
        /// The opportunity it belongs to.
        opportunity: Ref<OpportunityId>,
        /// The agreement it is covered by.
        agreement: AgreementRef,
        /// Type of that agreement, by name.
        agreement_type: String,
        /// Category in the knowledge base.
        knowledge_base_category_id: i64,
        /// Subcategory in the knowledge base.
        knowledge_base_sub_category_id: i64,
        /// The knowledge base entry it is linked to.
        knowledge_base_link_id: i64,
        /// What kind of entry that is.
        knowledge_base_link_type: KnowledgeBaseLinkType,
        /// Whether everyone at the company sees it in the portal.
        allow_all_clients_portal_view: bool,
        /// Whether the customer wrote last.
        customer_updated_flag: bool,
        /// Whether the contact is e-mailed on updates.
        automatic_email_contact_flag: bool,
        /// Whether the assigned members are e-mailed on updates.
        automatic_email_resource_flag: bool,
        /// Whether the addresses in `automaticEmailCc` are e-mailed on updates.
        automatic_email_cc_flag: bool,
        /// More addresses to e-mail, separated by semicolons.
        automatic_email_cc: String,
        /// When it was closed.
        closed_date: DateTime,
        /// Who closed it.
        closed_by: String,
        /// Whether it is closed.
        closed_flag: bool,
        /// Hours worked.
        actual_hours: f64,
        /// Whether it is approved.
        approved: bool,
        /// How a subcontractor bills it.
        sub_billing_method: BillingMethod,
        /// The subcontractor's amount.
        sub_billing_amount: f64,
        /// When the subcontractor accepted it.
        sub_date_accepted: DateTime,
        /// Logins of the assigned members, separated by commas.
        resources: String,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// Whether its expenses are billed.
        bill_expenses: BillableOption,
        /// Whether its products are billed.
        bill_products: BillableOption,
        /// What kind of thing must be done before it.
        predecessor_type: PredecessorType,
        /// What must be done before it.
        predecessor_id: i64,
        /// Whether that must be closed first.
        predecessor_closed_flag: bool,
        /// Days to wait after it.
        lag_days: i64,
        /// Whether days off count in that.
        lag_nonworking_days_flag: bool,
        /// When it is expected to start.
        estimated_start_date: DateTime,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// How long it is expected to take.
        duration: i64,
        /// When its schedule begins.
        schedule_start_date: DateTime,
        /// When its schedule ends.
        schedule_end_date: DateTime,
        /// Its id as a GUID.
        mobile_guid: String,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its tasks.
        tasks: Vec<TicketTask>,
        /// First note of the discussion; sent on creation, never answered.
        initial_description: String,
        /// First internal note; sent on creation, never answered.
        initial_internal_analysis: String,
        /// First note of the resolution; sent on creation, never answered.
        initial_resolution: String,
        /// An address by which the contact is found on creation.
        contact_email_lookup: String,
        /// Whether the write sends notifications.
        process_notifications: bool,
        /// Whether the write raises no callbacks.
        skip_callback: bool,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }
}
