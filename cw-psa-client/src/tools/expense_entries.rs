//! Expense entries: what somebody spent on what.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, short, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};

use super::access::{Access, owned_by_company};
use super::columns::{CustomValue, custom, id, name, updated, word};
use super::input::{EntryState, Id, Moment, get_input, list_input, number};
use super::resolve;
use crate::By;
use crate::client::PsaClient;
use crate::condition::expense_entry as field;
use crate::filters::ExpenseEntryFilter;
use crate::ids::ExpenseEntryId;
use crate::models::ExpenseEntry;

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-expense-entries", Effect::Read)
        .with_title("List expense entries")
        .with_description(
            "Lists expense entries, latest first: id, member, date, type, amount, company, what it was charged to, billable or not. \
             Use it for expenses on a ticket, of a member or for a customer in a period.",
        )
        .with_permission("Time & Expense > Expense Entry: Inquire")
        .with_aliases(["expenses", "mileage", "travel costs", "receipts", "parking", "reimbursements", "spending"])
        .with_operation("psa:GET /expense/entries");
    cw_http::tools::read(spec, psa, list_expense_entries)
}

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-expense-entry", Effect::Read)
        .with_title("Get expense entry")
        .with_description(
            "Shows one expense entry by id: member, date, type, amount, mileage, what it was charged to, notes, billing and approval.",
        )
        .with_permission("Time & Expense > Expense Entry: Inquire")
        .with_aliases(["expense details", "receipt", "mileage entry", "travel expense", "is the expense billed"])
        .with_operation("psa:GET /expense/entries/{id}");
    cw_http::tools::read(spec, psa, get_expense_entry)
}

list_input! {
    struct ListExpenseEntries of ExpenseEntryColumn, order ExpenseEntryOrder by field::ID, descending "super::input::yes" {
        /// Only expenses of this member, by login, name or id, such as `jdoe`.
        member: Option<IdOrName>,
        /// Only expenses for this company, by id, name or identifier, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only expenses on this ticket, by number.
        ticket: Option<Id>,
        /// Only expenses of this type, by id or name, such as `Mileage`.
        r#type: Option<IdOrName>,
        /// Only entries in this state.
        status: Option<EntryState>,
        /// Only expenses of this date or later, such as `2026-01-31`; UTC unless it says otherwise.
        from: Option<Moment>,
        /// Only expenses before this date, written the same way.
        before: Option<Moment>,
    }
    sorts {
        #[default]
        Date = field::DATE,
        Id = field::ID,
        Amount = field::AMOUNT,
        Member = field::MEMBER.identifier(),
        Company = field::COMPANY.name(),
    }
}

get_input!(GetExpenseEntry of ExpenseEntryColumn);

owned_by_company!(ExpenseEntry);

columns! {
    /// An expense entry.
    pub(super) struct ExpenseEntryRow of entry: ExpenseEntry, by ExpenseEntryColumn {
        usual {
            /// Its id.
            id: i64 = "id" => entry.id.map(Into::into),
            /// Who spent it.
            member: Untrusted = "member" => name(&entry.member),
            /// On which day.
            date: String = "date" => date(&entry.date),
            /// For what, such as `Mileage`.
            r#type: Untrusted = "type" => name(&entry.kind),
            /// How much, in the currency of the entry.
            amount: f64 = "amount" => entry.amount,
            /// The company it was for.
            company: Untrusted = "company" => name(&entry.company),
            /// What kind of thing it was charged to, such as `ServiceTicket`.
            charged_to: String = "chargeToType" => word(&entry.charge_to_type),
            /// The number of that thing, such as the ticket's.
            charged_to_id: i64 = "chargeToId" => entry.charge_to_id,
            /// Whether it is billed, such as `Billable` or `NoCharge`.
            billable: String = "billableOption" => word(&entry.billable_option),
            /// What was written about it; long notes are cut.
            notes: Untrusted = "notes" => short(&entry.notes),
        }
        asked {
            /// Id of the company.
            company_id: i64 = "company" => id(&entry.company),
            /// How far it is on its way to the invoice.
            status: String = "status" => word(&entry.status),
            /// The amount on the invoice.
            invoice_amount: f64 = "invoiceAmount" => entry.invoice_amount,
            /// The invoice it is on.
            invoice: Untrusted = "invoice" => name(&entry.invoice),
            /// The agreement it falls under.
            agreement: Untrusted = "agreement" => name(&entry.agreement),
            /// The project it was for.
            project: Untrusted = "project" => name(&entry.project),
            /// The odometer at the start.
            odometer_start: f64 = "odometerStart" => entry.odometer_start,
            /// The odometer at the end.
            odometer_end: f64 = "odometerEnd" => entry.odometer_end,
            /// What was written about it, whole.
            full_notes: Untrusted = "notes" => text(&entry.notes),
            /// When it was last changed, in UTC.
            updated: String = "_info" => updated(&entry.info),
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&entry.custom_fields),
        }
    }
}

/// What one entry shows beyond a row of a list.
const DETAILS: [ExpenseEntryColumn; 10] = [
    ExpenseEntryColumn::company_id,
    ExpenseEntryColumn::status,
    ExpenseEntryColumn::invoice_amount,
    ExpenseEntryColumn::invoice,
    ExpenseEntryColumn::agreement,
    ExpenseEntryColumn::project,
    ExpenseEntryColumn::odometer_start,
    ExpenseEntryColumn::odometer_end,
    ExpenseEntryColumn::updated,
    ExpenseEntryColumn::custom_fields,
];

async fn list_expense_entries(access: Access, input: ListExpenseEntries) -> Result<Listed<ExpenseEntryRow>, ToolError> {
    let asked = input.asked();
    let company = resolve::company_id(&access, "$.company", input.company.as_ref()).await?;
    let filter = ExpenseEntryFilter {
        member: resolve::members(&access).by("$.member", input.member.as_ref()).await?,
        company: company.map(By::from),
        ticket: input.ticket.map(number),
        kind: resolve::expense_types(&access).by("$.type", input.r#type.as_ref()).await?,
        status: input.status.map(Into::into),
        from: input.from.map(Into::into),
        before: input.before.map(Into::into),
        ..ExpenseEntryFilter::default()
    };
    let list = access.psa.expense_entries().list().filter(filter);
    access.rows(list, asked, ExpenseEntryRow::wire, ExpenseEntryRow::read).await
}

async fn get_expense_entry(access: Access, input: GetExpenseEntry) -> Result<ExpenseEntryRow, ToolError> {
    let call = access.psa.expense_entries().get(ExpenseEntryId::new(input.number()));
    let entry = access.one("expense entry", input.id, call).await?;
    Ok(ExpenseEntryRow::read(&entry, &input.columns(&DETAILS)))
}
