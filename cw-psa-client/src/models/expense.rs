//! Expenses.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{AgreementRef, Currency, InvoiceRef, MemberRef, Ref, TicketRef};
use super::words::{BillableOption, ChargeToType, EntryStatus, MarkupOption};
use crate::ids::{
    CompanyId, DepartmentId, ExpenseEntryId, ExpenseReportId, ExpenseTypeId, LocationId, ProjectId, ProjectPhaseId,
};
use cw_http::data::DateTime;

model! {
    /// An expense of a member.
    pub struct ExpenseEntry {
        /// Its id.
        id: ExpenseEntryId,
        /// The expense report it is on.
        expense_report: Ref<ExpenseReportId>,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// What it is charged to; `chargeToType` says what kind of thing.
        charge_to_id: i64,
        /// What kind of thing it is charged to.
        charge_to_type: ChargeToType,
        /// What kind it is.
        kind("type"): Ref<ExpenseTypeId>,
        /// The member who paid.
        member: MemberRef,
        /// How it was paid.
        payment_method: Ref,
        /// Its class.
        classification: Ref,
        /// The amount.
        amount: f64,
        /// Whether it is billed.
        billable_option: BillableOption,
        /// The day.
        date: DateTime,
        /// The location of ours.
        location_id: LocationId,
        /// The department of ours.
        business_unit_id: DepartmentId,
        /// Free notes.
        notes: String,
        /// The agreement it is covered by.
        agreement: AgreementRef,
        /// Amount on the invoice.
        invoice_amount: f64,
        /// Its id as a GUID.
        mobile_guid: String,
        /// The taxes in it.
        taxes: Vec<ExpenseTax>,
        /// The invoice it is on.
        invoice: InvoiceRef,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// How far it is on its way to the invoice.
        status: EntryStatus,
        /// Amount to bill.
        bill_amount: f64,
        /// Amount covered by the agreement.
        agreement_amount: f64,
        /// The odometer at the start.
        odometer_start: f64,
        /// The odometer at the end.
        odometer_end: f64,
        /// The ticket it belongs to.
        ticket: TicketRef,
        /// The project it belongs to.
        project: Ref<ProjectId>,
        /// The phase of the project.
        phase: Ref<ProjectPhaseId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A tax in an expense.
    pub struct ExpenseTax {
        /// Its id.
        id: i64,
        /// The amount.
        amount: f64,
        /// What kind it is.
        kind("type"): Ref,
    }

    /// The expenses of a member in one period.
    pub struct ExpenseReport {
        /// Its id.
        id: ExpenseReportId,
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
        /// In all.
        total: f64,
        /// When it is due.
        due_date: DateTime,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A type of expense.
    pub struct ExpenseType {
        /// Its id.
        id: ExpenseTypeId,
        /// Its name.
        name: String,
        /// What the amount is called.
        amount_caption: String,
        /// What is paid back for each unit.
        reimbursement_rate: f64,
        /// Whether its expenses are billed.
        bill_expenses: BillableOption,
        /// How the mark-up is meant.
        invoice_markup_option: MarkupOption,
        /// What is added on the invoice.
        invoice_markup_amount: f64,
        /// Whether it is an advance.
        advanced_amount_flag: bool,
        /// Whether it is mileage.
        mileage_flag: bool,
        /// Whether it is counted.
        quantity_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// The most that may be claimed.
        max_amount: f64,
        /// Its name in another system.
        integration_x_ref: String,
        /// Whether it is the default.
        default_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }
}
