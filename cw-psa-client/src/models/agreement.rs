//! Agreements: what is sold by the period.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{AgreementRef, Currency, InventoryItemRef, InvoiceGroupingRef, Ref, WorkTypeRef};
use super::words::{
    AgreementStatus, ApplicationCycle, ApplicationUnits, BillableOption, CompensationLimit, CompensationRate,
    CycleType, PeriodType, PrefixSuffix,
};
use crate::ids::{
    AdditionId, AgreementId, AgreementTypeId, CompanyId, ContactId, DepartmentId, LocationId, OpportunityId,
    ProjectTypeId, SiteId, SlaId, WorkRoleId, WorkTypeId,
};
use cw_http::data::DateTime;

model! {
    /// An agreement: what a company pays for by the period.
    pub struct Agreement {
        /// Its id.
        id: AgreementId,
        /// Its name.
        name: String,
        /// What kind it is.
        kind("type"): Ref<AgreementTypeId>,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// The company's site.
        site: Ref<SiteId>,
        /// The subcontractor.
        sub_contract_company: Ref<CompanyId>,
        /// The contact at the subcontractor.
        sub_contract_contact: Ref<ContactId>,
        /// The agreement it belongs to.
        parent_agreement: AgreementRef,
        /// Number of the customer's purchase order.
        customer_po("customerPO"): String,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Whether it is restricted to its location.
        restrict_location_flag: bool,
        /// Whether it is restricted to its department.
        restrict_department_flag: bool,
        /// When it starts.
        start_date: DateTime,
        /// When it ends.
        end_date: DateTime,
        /// Whether it never ends.
        no_ending_date_flag: bool,
        /// The opportunity it belongs to.
        opportunity: Ref<OpportunityId>,
        /// Whether it is cancelled.
        cancelled_flag: bool,
        /// When it was cancelled.
        date_cancelled: DateTime,
        /// Why it was cancelled.
        reason_cancelled: String,
        /// The service level agreement.
        sla: Ref<SlaId>,
        /// The work order.
        work_order: String,
        /// Notes that the customer does not see.
        internal_notes: String,
        /// What it covers: an amount, hours or incidents.
        application_units: ApplicationUnits,
        /// How much it covers each time.
        application_limit: f64,
        /// How often that is renewed.
        application_cycle: ApplicationCycle,
        /// Whether it covers any amount.
        application_unlimited_flag: bool,
        /// Whether it covers that once only.
        one_time_flag: bool,
        /// Whether it covers time.
        cover_agreement_time: bool,
        /// Whether it covers products.
        cover_agreement_product: bool,
        /// Whether it covers expenses.
        cover_agreement_expense: bool,
        /// Whether it covers sales tax.
        cover_sales_tax: bool,
        /// Whether what is unused is carried over.
        carry_over_unused: bool,
        /// Whether more than it covers may be used.
        allow_overruns: bool,
        /// After how many days what is carried over expires.
        expired_days: i64,
        /// How much may be carried over.
        limit: i64,
        /// Whether it expires when it is used up.
        expire_when_zero: bool,
        /// Whether it is charged to us.
        charge_to_firm: bool,
        /// What members are paid by.
        employee_comp_rate: CompensationRate,
        /// What limits that.
        employee_comp_not_exceed: CompensationLimit,
        /// What members are paid an hour.
        comp_hourly_rate: f64,
        /// The most they are paid.
        comp_limit_amount: f64,
        /// How often it is billed.
        billing_cycle: Ref,
        /// Whether it is billed once only.
        bill_one_time_flag: bool,
        /// Terms of payment.
        billing_terms: Ref,
        /// What its cycles follow.
        invoicing_cycle: CycleType,
        /// The company that is billed.
        bill_to_company: Ref<CompanyId>,
        /// The contact who is billed.
        bill_to_contact: Ref<ContactId>,
        /// The site that is billed.
        bill_to_site: Ref<SiteId>,
        /// Amount to bill.
        bill_amount: f64,
        /// Whether it is taxed.
        taxable: bool,
        /// Share of the first bill.
        prorate_first_bill: f64,
        /// When billing starts.
        bill_start_date: DateTime,
        /// The tax code.
        tax_code: Ref,
        /// Whether the down payment is restricted.
        restrict_down_payment: bool,
        /// Whether parts of a period are billed in part.
        prorate_flag: bool,
        /// Whether additions for parts of a period are invoiced.
        invoice_prorated_additions_flag: bool,
        /// What the invoice says.
        invoice_description: String,
        /// Whether the invoice has a comment on top.
        top_comment: bool,
        /// Whether the invoice has a comment at the bottom.
        bottom_comment: bool,
        /// Default role of those who work on it.
        work_role: Ref<WorkRoleId>,
        /// Default type of work.
        work_type: WorkTypeRef,
        /// Type of project it is for.
        project_type: Ref<ProjectTypeId>,
        /// The template of its invoices.
        invoice_template: Ref,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// Whether its expenses are billed.
        bill_expenses: BillableOption,
        /// Whether its products are billed.
        bill_products: BillableOption,
        /// Whether billable time gets an invoice.
        billable_time_invoice: bool,
        /// Whether billable expenses get an invoice.
        billable_expense_invoice: bool,
        /// Whether billable products get an invoice.
        billable_product_invoice: bool,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// Which period is billed.
        period_type: PeriodType,
        /// Whether invoices are made by themselves.
        auto_invoice_flag: bool,
        /// Whether nothing is billed too.
        bill_zero_amount_flag: bool,
        /// When the next invoice is due.
        next_invoice_date: DateTime,
        /// The location of ours that looks after it.
        company_location: Ref<LocationId>,
        /// The company to ship to.
        ship_to_company: Ref<CompanyId>,
        /// The contact to ship to.
        ship_to_contact: Ref<ContactId>,
        /// The site to ship to.
        ship_to_site: Ref<SiteId>,
        /// Whether the agreement runs.
        agreement_status: AgreementStatus,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// Something added to an agreement.
    pub struct AgreementAddition {
        /// Its id.
        id: AdditionId,
        /// The catalogue item.
        product: InventoryItemRef,
        /// How many.
        quantity: f64,
        /// How many are included in the agreement.
        less_included: f64,
        /// Price of one.
        unit_price: f64,
        /// Cost of one.
        unit_cost: f64,
        /// Whether the customer is billed.
        bill_customer: BillableOption,
        /// From when it applies.
        effective_date: DateTime,
        /// When it was cancelled.
        cancelled_date: DateTime,
        /// Whether it is taxed.
        taxable_flag: bool,
        /// Serial number.
        serial_number: String,
        /// What the invoice says.
        invoice_description: String,
        /// Whether it must be purchased.
        purchase_item_flag: bool,
        /// Whether it is ordered specially.
        special_order_flag: bool,
        /// The agreement.
        agreement_id: AgreementId,
        /// What it is.
        description: String,
        /// How many are billed.
        billed_quantity: f64,
        /// What it is counted in, by name.
        uom: String,
        /// Price of all.
        ext_price: f64,
        /// Cost of all.
        ext_cost: f64,
        /// Its place among the others.
        sequence_number: f64,
        /// Margin.
        margin: f64,
        /// Cost of one in the first, partial period.
        prorate_cost: f64,
        /// Price of one in the first, partial period.
        prorate_price: f64,
        /// Cost of all in the first, partial period.
        extended_prorate_cost: f64,
        /// Price of all in the first, partial period.
        extended_prorate_price: f64,
        /// Whether the current period is billed in part.
        prorate_current_period_flag: bool,
        /// The opportunity it belongs to.
        opportunity: Ref<OpportunityId>,
        /// Whether the agreement runs.
        agreement_status: AgreementStatus,
        /// What it is grouped with on invoices.
        invoice_grouping: InvoiceGroupingRef,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A type of agreement, whose settings new agreements take over.
    pub struct AgreementType {
        /// Its id.
        id: AgreementTypeId,
        /// Its name.
        name: String,
        /// Where the invoice number gets its addition.
        prefix_suffix_option: PrefixSuffix,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether it is paid beforehand.
        pre_payment_flag: bool,
        /// What is added to the invoice number.
        invoice_pre_suffix: String,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Whether it is restricted to its location.
        restrict_location_flag: bool,
        /// Whether it is restricted to its department.
        restrict_department_flag: bool,
        /// The service level agreement.
        sla: Ref<SlaId>,
        /// What it covers: an amount, hours or incidents.
        application_units: ApplicationUnits,
        /// How much it covers each time.
        application_limit: f64,
        /// How often that is renewed.
        application_cycle: ApplicationCycle,
        /// Whether it covers any amount.
        application_unlimited_flag: bool,
        /// Whether it covers that once only.
        one_time_flag: bool,
        /// Whether it covers time.
        cover_agreement_time_flag: bool,
        /// Whether it covers products.
        cover_agreement_product_flag: bool,
        /// Whether it covers expenses.
        cover_agreement_expense_flag: bool,
        /// Whether it covers sales tax.
        cover_sales_tax_flag: bool,
        /// Whether what is unused is carried over.
        carry_over_unused_flag: bool,
        /// Whether more than it covers may be used.
        allow_overruns_flag: bool,
        /// After how many days what is carried over expires.
        expired_days: i64,
        /// How much may be carried over.
        limit: i64,
        /// Whether it expires when it is used up.
        expire_when_zero: bool,
        /// Whether it is charged to us.
        charge_to_firm_flag: bool,
        /// What members are paid by.
        employee_comp_rate: CompensationRate,
        /// What limits that.
        employee_comp_not_exceed: CompensationLimit,
        /// What members are paid an hour.
        comp_hourly_rate: f64,
        /// The most they are paid.
        comp_limit_amount: f64,
        /// How often it is billed.
        billing_cycle: Ref,
        /// Whether it is billed once only.
        bill_one_time_flag: bool,
        /// Terms of payment.
        billing_terms: Ref,
        /// What its cycles follow.
        invoicing_cycle: CycleType,
        /// Amount to bill.
        bill_amount: f64,
        /// Whether it is taxed.
        taxable_flag: bool,
        /// Whether the down payment is restricted.
        restrict_down_payment_flag: bool,
        /// What the invoice says.
        invoice_description: String,
        /// Whether the invoice has a comment on top.
        top_comment_flag: bool,
        /// Whether the invoice has a comment at the bottom.
        bottom_comment_flag: bool,
        /// Default role of those who work on it.
        work_role: Ref<WorkRoleId>,
        /// Default type of work.
        work_type: WorkTypeRef,
        /// Type of project it is for.
        project_type: Ref<ProjectTypeId>,
        /// The template of its invoices.
        invoice_template: Ref,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// Whether its expenses are billed.
        bill_expenses: BillableOption,
        /// Whether its products are billed.
        bill_products: BillableOption,
        /// Whether billable time gets an invoice.
        billable_time_invoice_flag: bool,
        /// Whether billable expenses get an invoice.
        billable_expense_invoice_flag: bool,
        /// Whether billable products get an invoice.
        billable_product_invoice_flag: bool,
        /// Whether the work roles are copied to agreements.
        copy_work_roles_flag: bool,
        /// Whether the work types are copied to agreements.
        copy_work_types_flag: bool,
        /// Work roles it does not cover.
        exclusion_work_role_ids: Vec<WorkRoleId>,
        /// Whether all work role exclusions are added; for writes.
        add_all_work_role_exclusions: bool,
        /// Whether all work role exclusions are removed; for writes.
        remove_all_work_role_exclusions: bool,
        /// Work types it does not cover.
        exclusion_work_type_ids: Vec<WorkTypeId>,
        /// Whether all work type exclusions are added; for writes.
        add_all_work_type_exclusions: bool,
        /// Whether all work type exclusions are removed; for writes.
        remove_all_work_type_exclusions: bool,
        /// Its name in another system.
        integration_x_ref: String,
        /// Whether parts of a period are billed in part.
        prorate_flag: bool,
        /// The e-mail that is sent.
        email_template: Ref,
        /// Whether invoices are made by themselves.
        auto_invoice_flag: bool,
        /// Whether nothing is billed too.
        bill_zero_amount_flag: bool,
        /// Whether additions for parts of a period are invoiced.
        invoice_prorated_additions_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }
}
