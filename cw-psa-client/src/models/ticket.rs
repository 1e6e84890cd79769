//! Service tickets.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{AgreementRef, Currency, MemberRef, PriorityRef, Ref, StatusRef, TicketRef, WorkTypeRef};
use super::words::{
    BillableOption, BillingMethod, Impact, KnowledgeBaseLinkType, PredecessorType, RecordType, Severity,
};
use crate::ids::{
    BoardId, BoardItemId, BoardSubTypeId, BoardTypeId, CompanyId, ContactId, DepartmentId, LocationId, OpportunityId,
    PriorityId, SiteId, SlaId, TeamId, TicketId, TicketSourceId, WorkRoleId,
};
use cw_http::data::DateTime;

model! {
    /// A service ticket.
    ///
    /// Tickets of projects are [`ProjectTicket`](super::ProjectTicket)s. A list gives neither the current figures of the SLA
    /// nor the first notes; the time of creation is in [`info`](Self::info).
    pub struct Ticket {
        /// Its id.
        id: TicketId,
        /// One line that says what it is about; at most 100 characters.
        summary: String,
        /// Service ticket, project ticket or project issue.
        record_type: RecordType,
        /// The board it is on.
        board: Ref<BoardId>,
        /// Its status; the same name has another id on each board.
        status: StatusRef,
        /// Default role of those who work on it.
        work_role: Ref<WorkRoleId>,
        /// Default type of work.
        work_type: WorkTypeRef,
        /// The company it is for.
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
        /// The team it is assigned to, per board.
        team: Ref<TeamId>,
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
        /// How bad it is.
        severity: Severity,
        /// How many it affects.
        impact: Impact,
        /// Its number in another system.
        external_x_ref: String,
        /// Number of the customer's purchase order.
        po_number: String,
        /// Category in the knowledge base.
        knowledge_base_category_id: i64,
        /// Subcategory in the knowledge base.
        knowledge_base_sub_category_id: i64,
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
        /// First note of the discussion; sent on creation, never answered.
        initial_description: String,
        /// First internal note; sent on creation, never answered.
        initial_internal_analysis: String,
        /// First note of the resolution; sent on creation, never answered.
        initial_resolution: String,
        /// Who wrote the first note; sent on creation.
        initial_description_from: String,
        /// An address by which the contact is found on creation.
        contact_email_lookup: String,
        /// Whether the write sends notifications.
        process_notifications: bool,
        /// Whether the write raises no callbacks.
        skip_callback: bool,
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
        /// Estimated cost of expenses.
        estimated_expense_cost: f64,
        /// Estimated revenue from expenses.
        estimated_expense_revenue: f64,
        /// Estimated cost of products.
        estimated_product_cost: f64,
        /// Estimated revenue from products.
        estimated_product_revenue: f64,
        /// Estimated cost of time.
        estimated_time_cost: f64,
        /// Estimated revenue from time.
        estimated_time_revenue: f64,
        /// How it is billed.
        billing_method: BillingMethod,
        /// The amount, where a fixed one is billed.
        billing_amount: f64,
        /// Rate an hour.
        hourly_rate: f64,
        /// How a subcontractor bills it.
        sub_billing_method: BillingMethod,
        /// The subcontractor's amount.
        sub_billing_amount: f64,
        /// When the subcontractor accepted it.
        sub_date_accepted: DateTime,
        /// When it was resolved.
        date_resolved: DateTime,
        /// When a plan for it was made.
        date_resplan: DateTime,
        /// When someone responded.
        date_responded: DateTime,
        /// Minutes until it was resolved, by the SLA's clock; current only on a ticket that is got by its id.
        resolve_minutes: i64,
        /// Minutes until a plan was made, by the SLA's clock; current only on a ticket that is got by its id.
        res_plan_minutes: i64,
        /// Minutes until someone responded, by the SLA's clock; current only on a ticket that is got by its id.
        respond_minutes: i64,
        /// By when someone is to respond.
        respond_by_goal_utc("respondByGoalUTC"): DateTime,
        /// By when a plan is to be made.
        resplan_goal_utc("resplanGoalUTC"): DateTime,
        /// By when it is to be resolved.
        resolution_goal_utc("resolutionGoalUTC"): DateTime,
        /// Minutes since its escalation was last computed.
        escalation_last_update_minutes: i64,
        /// Whether the SLA is kept.
        is_in_sla: bool,
        /// The knowledge base entry it is linked to.
        knowledge_base_link_id: i64,
        /// Logins of the assigned members, separated by commas.
        resources: String,
        /// The ticket of which it is a child.
        parent_ticket_id: TicketId,
        /// Whether it has children.
        has_child_ticket: bool,
        /// Whether tickets were merged into it.
        has_merged_child_ticket_flag: bool,
        /// What kind of entry that is.
        knowledge_base_link_type: KnowledgeBaseLinkType,
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
        /// How long it is expected to take.
        duration: i64,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Its id as a GUID.
        mobile_guid: String,
        /// The service level agreement.
        sla: Ref<SlaId>,
        /// Where it stands in its SLA, for people.
        sla_status: String,
        /// Whether it is a request for change.
        request_for_change_flag: bool,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// The ticket it was merged into.
        merged_parent_ticket: TicketRef,
        /// Tags that integrations set.
        integrator_tags: Vec<String>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// When its escalation began.
        escalation_start_date_utc("escalationStartDateUTC"): DateTime,
        /// Its escalation level.
        escalation_level: i64,
        /// Minutes before it began to wait.
        minutes_before_waiting: i64,
        /// Minutes not counted until the response.
        responded_skipped_minutes: i64,
        /// Minutes not counted until the plan.
        resplan_skipped_minutes: i64,
        /// Hours until someone responded.
        responded_hours: f64,
        /// Who responded.
        responded_by: String,
        /// Hours until a plan was made.
        resplan_hours: f64,
        /// Who made the plan.
        resplan_by: String,
        /// Hours until it was resolved.
        resolution_hours: f64,
        /// Who resolved it.
        resolved_by: String,
        /// Minutes spent waiting.
        minutes_waiting: i64,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A service ticket in short, for keys with few permissions.
    pub struct TicketInfo {
        /// Its id.
        id: TicketId,
        /// One line that says what it is about; at most 100 characters.
        summary: String,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// One change of a service ticket.
    pub struct TicketChangeLog {
        /// Its id.
        id: i64,
        /// The provider, by its cloud id.
        partner_id: String,
        /// The installation, by its cloud id.
        product_instance_id: String,
        /// What was done.
        action: String,
        /// The board.
        board_id: BoardId,
        /// Name of the board.
        board_name: String,
        /// The company, by its short word.
        company_identifier: String,
        /// Name of the company.
        company_name: String,
        /// The contact.
        contact_id: ContactId,
        /// Name of the contact.
        contact_name: String,
        /// How many it affects.
        impact: String,
        /// The owner, by login.
        owner_identifier: String,
        /// The priority.
        priority_id: PriorityId,
        /// Level of the priority.
        priority_level: String,
        /// Name of the priority.
        priority_name: String,
        /// Place of the priority among the others.
        priority_sort: i64,
        /// Logins of the assigned members, separated by commas.
        resource_list: String,
        /// How bad it is.
        severity: String,
        /// Name of the SLA.
        sla_name: String,
        /// Where it stands in its SLA, for people.
        sla_status: String,
        /// Its status.
        status: String,
        /// One line that says what it is about; at most 100 characters.
        summary: String,
        /// Name of the team.
        team_name: String,
        /// The ticket.
        ticket_number: TicketId,
        /// Service ticket, project ticket or project issue.
        record_type: String,
        /// Name of the owner.
        ticket_owner: String,
        /// Whether it is closed.
        closed_flag: bool,
        /// Whether the customer wrote last.
        customer_updated_flag: bool,
        /// How far the change is processed.
        processing_status: String,
        /// The ticket of which it is a child.
        parent_ticket_id: TicketId,
        /// The ticket it was merged into.
        merged_parent_ticket_id: TicketId,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
