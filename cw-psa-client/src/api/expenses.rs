//! Expense entries, their types and reports.

use super::{below, endpoints, resources};
use crate::filters::ExpenseEntryFilter;
use crate::ids::{ExpenseEntryId, ExpenseReportId, ExpenseTypeId};
use crate::models::{EntryAudit, ExpenseEntry, ExpenseReport, ExpenseType, NewExpenseEntry, NewExpenseType};

resources! {
    /// Expense entries.
    ExpenseEntries("expense_entries", "/expense/entries"): ExpenseEntryId => ExpenseEntry,
        filter ExpenseEntryFilter, new NewExpenseEntry;
    /// What was changed on an expense entry.
    ExpenseAudits("expense_entries.audits", "/expense/entries/{parentId}/audits"): i64 => EntryAudit,
        forward_only false;
    /// The types that expenses can have.
    ExpenseTypes("expense_entries.types", "/expense/types"): ExpenseTypeId => ExpenseType, new NewExpenseType;
    /// Expense reports.
    ExpenseReports("expense_entries.reports", "/expense/reports"): ExpenseReportId => ExpenseReport;
}

endpoints! {
    /// Expense entries: what somebody spent on what.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// for entry in psa.expense_entries().list().limit(20).all().await? {
    ///     println!("{:?}: {:?}", entry.date, entry.amount);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    expense_entries: ExpenseEntries;
}

below! {
    ExpenseEntries;
    /// What was changed on an expense entry.
    audits(ExpenseEntryId): ExpenseAudits;
    /// The types that expenses can have, such as `Mileage`.
    types: ExpenseTypes;
    /// A member's expenses of a period.
    reports: ExpenseReports;
}
