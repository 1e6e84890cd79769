//! Projects.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{AgreementRef, Currency, MemberRef, Ref};
use super::words::{BillableOption, BillingMethod, BillingRateType, BudgetAnalysis};
use crate::ids::{
    BoardId, CompanyId, ContactId, DepartmentId, LocationId, OpportunityId, ProjectContactId, ProjectId, ProjectNoteId,
    ProjectPhaseId, ProjectStatusId, ProjectTeamMemberId, ProjectTypeId, SiteId, WorkRoleId,
};
use cw_http::data::DateTime;

model! {
    /// A project.
    pub struct Project {
        /// Its id.
        id: ProjectId,
        /// When it ended.
        actual_end: DateTime,
        /// Hours worked.
        actual_hours: f64,
        /// When it started.
        actual_start: DateTime,
        /// The agreement it is covered by.
        agreement: AgreementRef,
        /// Whether its expenses are billed.
        bill_expenses: BillableOption,
        /// The amount, where a fixed one is billed.
        billing_amount: f64,
        /// Whose attention the invoice is for.
        billing_attention: String,
        /// How it is billed.
        billing_method: BillingMethod,
        /// Whose rates apply.
        billing_rate_type: BillingRateType,
        /// Terms of payment.
        billing_terms: Ref,
        /// Whether its products are billed.
        bill_products: BillableOption,
        /// Whether it is billed only once closed.
        bill_project_after_closed_flag: bool,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// The company that is billed.
        bill_to_company: Ref<CompanyId>,
        /// The contact who is billed.
        bill_to_contact: Ref<ContactId>,
        /// The site that is billed.
        bill_to_site: Ref<SiteId>,
        /// Whether time and expenses are billed before they are approved.
        bill_unapproved_time_and_expense: bool,
        /// The board it is on.
        board: Ref<BoardId>,
        /// Which hours are held against the budget.
        budget_analysis: BudgetAnalysis,
        /// Whether it has a budget.
        budget_flag: bool,
        /// Budgeted hours.
        budget_hours: f64,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// Number of the customer's purchase order.
        customer_po("customerPO"): String,
        /// What it is.
        description: String,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// Down payment.
        downpayment: f64,
        /// When it is expected to end.
        estimated_end: DateTime,
        /// How much is done, as a share of 1.
        percent_complete: f64,
        /// Estimated revenue from expenses.
        estimated_expense_revenue: f64,
        /// Expected hours.
        estimated_hours: f64,
        /// Estimated revenue from products.
        estimated_product_revenue: f64,
        /// When it is expected to start.
        estimated_start: DateTime,
        /// Estimated revenue from time.
        estimated_time_revenue: f64,
        /// Who approves expenses.
        expense_approver: MemberRef,
        /// Whether dependencies are used.
        include_dependencies_flag: bool,
        /// Whether estimates are used.
        include_estimates_flag: bool,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Who manages it.
        manager: MemberRef,
        /// Its name.
        name: String,
        /// The opportunity it belongs to.
        opportunity: Ref<OpportunityId>,
        /// The template it is made from.
        project_template_id: i64,
        /// Whether the down payment is restricted.
        restrict_down_payment_flag: bool,
        /// When it is scheduled to end.
        scheduled_end: DateTime,
        /// Scheduled hours.
        scheduled_hours: f64,
        /// When it is scheduled to start.
        scheduled_start: DateTime,
        /// The company to ship to.
        ship_to_company: Ref<CompanyId>,
        /// The contact to ship to.
        ship_to_contact: Ref<ContactId>,
        /// The site to ship to.
        ship_to_site: Ref<SiteId>,
        /// The company's site.
        site: Ref<SiteId>,
        /// Its status.
        status: Ref<ProjectStatusId>,
        /// Whether it is closed.
        closed_flag: bool,
        /// Who approves time.
        time_approver: MemberRef,
        /// What kind it is.
        kind("type"): Ref<ProjectTypeId>,
        /// Whether it is hidden from the portal.
        do_not_display_in_portal_flag: bool,
        /// When billing starts.
        billing_start_date: DateTime,
        /// Amount of the purchase order.
        po_amount: f64,
        /// Estimated cost of time.
        estimated_time_cost: f64,
        /// Estimated cost of expenses.
        estimated_expense_cost: f64,
        /// Estimated cost of products.
        estimated_product_cost: f64,
        /// The tax code.
        tax_code: Ref,
        /// The location of ours that looks after it.
        company_location: Ref<LocationId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Whether the share done is set by hand.
        override_percent_complete: bool,
        /// Whether the share set by hand is shown.
        show_override_percent_flag: bool,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A phase of a project.
    pub struct ProjectPhase {
        /// Its id.
        id: ProjectPhaseId,
        /// The project.
        project_id: ProjectId,
        /// What it is.
        description: String,
        /// The board it is on.
        board: Ref<BoardId>,
        /// Its status.
        status: Ref,
        /// The agreement it is covered by.
        agreement: AgreementRef,
        /// The opportunity it belongs to.
        opportunity: Ref<OpportunityId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// The phase it belongs to.
        parent_phase: Ref<ProjectPhaseId>,
        /// Its number in the project's structure.
        wbs_code: String,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// Whether its expenses are billed.
        bill_expenses: BillableOption,
        /// Whether its products are billed.
        bill_products: BillableOption,
        /// Whether it is a milestone.
        mark_as_milestone_flag: bool,
        /// Free notes.
        notes: String,
        /// By when it must be done.
        deadline_date: DateTime,
        /// Whether it is billed apart from the project.
        bill_separately_flag: bool,
        /// How it is billed.
        billing_method: BillingMethod,
        /// Scheduled hours.
        scheduled_hours: f64,
        /// When it is scheduled to start.
        scheduled_start: DateTime,
        /// When it is scheduled to end.
        scheduled_end: DateTime,
        /// Hours worked.
        actual_hours: f64,
        /// When it started.
        actual_start: DateTime,
        /// When it ended.
        actual_end: DateTime,
        /// Budgeted hours.
        budget_hours: f64,
        /// When it starts.
        start_date: DateTime,
        /// When it ends.
        end_date: DateTime,
        /// The location of ours.
        location_id: LocationId,
        /// The department of ours.
        business_unit_id: DepartmentId,
        /// Rate an hour.
        hourly_rate: f64,
        /// When billing starts.
        billing_start_date: DateTime,
        /// Whether it is billed only once closed.
        bill_phase_closed_flag: bool,
        /// Whether it is billed only once the project is closed.
        bill_project_closed_flag: bool,
        /// Down payment.
        downpayment: f64,
        /// Number of the customer's purchase order.
        po_number: String,
        /// Amount of the purchase order.
        po_amount: f64,
        /// Estimated cost of time.
        estimated_time_cost: f64,
        /// Estimated cost of expenses.
        estimated_expense_cost: f64,
        /// Estimated cost of products.
        estimated_product_cost: f64,
        /// Estimated revenue from time.
        estimated_time_revenue: f64,
        /// Estimated revenue from expenses.
        estimated_expense_revenue: f64,
        /// Estimated revenue from products.
        estimated_product_revenue: f64,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// The company that is billed.
        bill_to_company: Ref<CompanyId>,
        /// The contact who is billed.
        bill_to_contact: Ref<ContactId>,
        /// The site that is billed.
        bill_to_site: Ref<SiteId>,
        /// The company to ship to.
        ship_to_company: Ref<CompanyId>,
        /// The contact to ship to.
        ship_to_contact: Ref<ContactId>,
        /// The site to ship to.
        ship_to_site: Ref<SiteId>,
        /// Terms of payment.
        billing_terms: Ref,
        /// The tax code.
        tax_code: Ref,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A note about a project.
    pub struct ProjectNote {
        /// Its id.
        id: ProjectNoteId,
        /// The project.
        project_id: ProjectId,
        /// The text, in Markdown.
        text: String,
        /// What kind it is.
        kind("type"): Ref,
        /// Whether it is flagged.
        flagged: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// One who works on a project.
    pub struct ProjectTeamMember {
        /// Its id.
        id: ProjectTeamMemberId,
        /// The project.
        project_id: ProjectId,
        /// Hours.
        hours: f64,
        /// The member.
        member: MemberRef,
        /// What the member does in the project.
        project_role: Ref,
        /// Default role of those who work on it.
        work_role: Ref<WorkRoleId>,
        /// When it starts.
        start_date: DateTime,
        /// When it ends.
        end_date: DateTime,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A contact of a project.
    pub struct ProjectContact {
        /// Its id.
        id: ProjectContactId,
        /// The project.
        project_id: ProjectId,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A status of projects.
    pub struct ProjectStatus {
        /// Its id.
        id: ProjectStatusId,
        /// Its name.
        name: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether no time may be entered.
        no_time_flag: bool,
        /// Whether it is closed.
        closed_flag: bool,
        /// The mark it is shown with.
        status_indicator: Ref,
        /// The name of an own mark.
        custom_status_indicator_name: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A type of project.
    pub struct ProjectType {
        /// Its id.
        id: ProjectTypeId,
        /// Its name.
        name: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Its name in another system.
        integration_xref: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }
}
