//! Projects.

use crate::By;
use crate::ids::{DepartmentId, LocationId};
use crate::models::macros::body;
use crate::models::{BillableOption, BillingMethod, BillingRateType, BudgetAnalysis, CustomFieldValue, UtcTime};

body! {
    /// A project to create.
    pub struct NewProject {
        required {
            /// Its name.
            name: String,
            /// The company it belongs to.
            company: By,
            /// The board it is on.
            board: By,
            /// How it is billed.
            billing_method: BillingMethod,
            /// When it is expected to start.
            estimated_start: UtcTime,
            /// When it is expected to end.
            estimated_end: UtcTime,
        }
        optional {
            /// Its status.
            status / with_status: By,
            /// What kind it is.
            #[serde(rename = "type")]
            kind / with_kind: By,
            /// The contact at the company.
            contact / with_contact: By,
            /// The company's site.
            site / with_site: By,
            /// Who manages it.
            manager / with_manager: By,
            /// What it is.
            description / with_description: String,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// The opportunity it belongs to.
            opportunity / with_opportunity: By,
            /// The amount, where a fixed one is billed.
            billing_amount / with_billing_amount: f64,
            /// Whose rates apply.
            billing_rate_type / with_billing_rate_type: BillingRateType,
            /// Whether its time is billed.
            bill_time / with_bill_time: BillableOption,
            /// Whether its expenses are billed.
            bill_expenses / with_bill_expenses: BillableOption,
            /// Whether its products are billed.
            bill_products / with_bill_products: BillableOption,
            /// Terms of payment.
            billing_terms / with_billing_terms: By,
            /// The company that is billed.
            bill_to_company / with_bill_to_company: By,
            /// The contact who is billed.
            bill_to_contact / with_bill_to_contact: By,
            /// The site that is billed.
            bill_to_site / with_bill_to_site: By,
            /// Which hours are held against the budget.
            budget_analysis / with_budget_analysis: BudgetAnalysis,
            /// Whether it has a budget.
            budget_flag / with_budget_flag: bool,
            /// Budgeted hours.
            budget_hours / with_budget_hours: f64,
            /// Number of the customer's purchase order.
            #[serde(rename = "customerPO")]
            customer_po / with_customer_po: String,
            /// Amount of the purchase order.
            po_amount / with_po_amount: f64,
            /// Expected hours.
            estimated_hours / with_estimated_hours: f64,
            /// Estimated cost of time.
            estimated_time_cost / with_estimated_time_cost: f64,
            /// Estimated revenue from time.
            estimated_time_revenue / with_estimated_time_revenue: f64,
            /// Estimated cost of expenses.
            estimated_expense_cost / with_estimated_expense_cost: f64,
            /// Estimated revenue from expenses.
            estimated_expense_revenue / with_estimated_expense_revenue: f64,
            /// Estimated cost of products.
            estimated_product_cost / with_estimated_product_cost: f64,
            /// Estimated revenue from products.
            estimated_product_revenue / with_estimated_product_revenue: f64,
            /// The location of ours that it belongs to.
            location / with_location: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// Who approves time.
            time_approver / with_time_approver: By,
            /// Who approves expenses.
            expense_approver / with_expense_approver: By,
            /// The template it is made from.
            project_template_id / with_project_template_id: i64,
            /// Whether dependencies are used.
            include_dependencies_flag / with_include_dependencies_flag: bool,
            /// Whether estimates are used.
            include_estimates_flag / with_include_estimates_flag: bool,
            /// Whether it is hidden from the portal.
            do_not_display_in_portal_flag / with_do_not_display_in_portal_flag: bool,
            /// When billing starts.
            billing_start_date / with_billing_start_date: UtcTime,
            /// The tax code.
            tax_code / with_tax_code: By,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A phase to add to a project.
    pub struct NewProjectPhase {
        required {
            /// What it is.
            description: String,
        }
        optional {
            /// The board it is on.
            board / with_board: By,
            /// Its status.
            status / with_status: By,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// The opportunity it belongs to.
            opportunity / with_opportunity: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// The phase it belongs to.
            parent_phase / with_parent_phase: By,
            /// Its number in the project's structure.
            wbs_code / with_wbs_code: String,
            /// Whether its time is billed.
            bill_time / with_bill_time: BillableOption,
            /// Whether its expenses are billed.
            bill_expenses / with_bill_expenses: BillableOption,
            /// Whether its products are billed.
            bill_products / with_bill_products: BillableOption,
            /// Whether it is a milestone.
            mark_as_milestone_flag / with_mark_as_milestone_flag: bool,
            /// Free notes.
            notes / with_notes: String,
            /// By when it must be done.
            deadline_date / with_deadline_date: UtcTime,
            /// Whether it is billed apart from the project.
            bill_separately_flag / with_bill_separately_flag: bool,
            /// How it is billed.
            billing_method / with_billing_method: BillingMethod,
            /// Scheduled hours.
            scheduled_hours / with_scheduled_hours: f64,
            /// When it is scheduled to start.
            scheduled_start / with_scheduled_start: UtcTime,
            /// When it is scheduled to end.
            scheduled_end / with_scheduled_end: UtcTime,
            /// Budgeted hours.
            budget_hours / with_budget_hours: f64,
            /// The location of ours.
            location_id / with_location_id: LocationId,
            /// The department of ours.
            business_unit_id / with_business_unit_id: DepartmentId,
            /// Rate an hour.
            hourly_rate / with_hourly_rate: f64,
            /// When billing starts.
            billing_start_date / with_billing_start_date: UtcTime,
            /// Whether it is billed only once closed.
            bill_phase_closed_flag / with_bill_phase_closed_flag: bool,
            /// Whether it is billed only once the project is closed.
            bill_project_closed_flag / with_bill_project_closed_flag: bool,
            /// Number of the customer's purchase order.
            po_number / with_po_number: String,
            /// Amount of the purchase order.
            po_amount / with_po_amount: f64,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A note to write about a project.
    pub struct NewProjectNote {
        required {
            /// The text, in Markdown.
            text: String,
        }
        optional {
            /// What kind it is.
            #[serde(rename = "type")]
            kind / with_kind: By,
            /// Whether it is flagged.
            flagged / with_flagged: bool,
        }
    }

    /// A member to put on a project.
    pub struct NewProjectTeamMember {
        required {
            /// The member.
            member: By,
            /// What the member does in the project.
            project_role: By,
        }
        optional {
            /// Hours.
            hours / with_hours: f64,
            /// Default role of those who work on it.
            work_role / with_work_role: By,
            /// When it starts.
            start_date / with_start_date: UtcTime,
            /// When it ends.
            end_date / with_end_date: UtcTime,
        }
    }

    /// A contact to add to a project.
    pub struct NewProjectContact {
        required {
            /// The contact at the company.
            contact: By,
        }
        optional {}
    }
}
