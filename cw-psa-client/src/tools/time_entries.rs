//! Time entries: who worked when on what.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, short, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};

use super::access::{Access, owned_by_company};
use super::columns::{CustomValue, custom, id, name, updated, word};
use super::input::{EntryState, Id, Moment, SearchText, get_input, list_input, number};
use super::resolve;
use crate::By;
use crate::client::PsaClient;
use crate::condition::{Criteria, time_entry as field};
use crate::filters::TimeEntryFilter;
use crate::ids::TimeEntryId;
use crate::models::TimeEntry;

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-time-entries", Effect::Read)
        .with_title("List time entries")
        .with_description(
            "Lists time entries, latest first: id, member, start, hours, company, what it was charged to, notes, billable or not. Use \
             it for the time on a ticket, or what somebody worked in a period.",
        )
        .with_permission("Time & Expense > Time Entry: Inquire")
        .with_aliases(["hours", "timesheet", "work logs", "time worked", "labour", "who worked on it", "billable hours", "utilisation"])
        .with_operation("psa:GET /time/entries");
    cw_http::tools::read(spec, psa, list_time_entries)
}

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-time-entry", Effect::Read)
        .with_title("Get time entry")
        .with_description(
            "Shows one time entry by id: member, start and end, hours, what it was charged to, work type and role, notes for the \
             customer and internal ones, billing and approval.",
        )
        .with_permission("Time & Expense > Time Entry: Inquire")
        .with_aliases(["work log", "hours of an entry", "time record", "labour entry", "is it billed"])
        .with_operation("psa:GET /time/entries/{id}");
    cw_http::tools::read(spec, psa, get_time_entry)
}

list_input! {
    struct ListTimeEntries of TimeEntryColumn, order TimeEntryOrder by field::ID, descending "super::input::yes" {
        /// Only time on this service or project ticket, by number.
        ticket: Option<Id>,
        /// Only time of this member, by login, name or id, such as `jdoe`.
        member: Option<IdOrName>,
        /// Only time for this company, by id, name or identifier, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only time of this work type, by id or name, such as `Remote`.
        work_type: Option<IdOrName>,
        /// Only entries in this state.
        status: Option<EntryState>,
        /// Only work that began at this date or later, such as `2026-01-31` or `2026-01-31T08:00:00Z`; UTC unless it says otherwise.
        from: Option<Moment>,
        /// Only work that began before this date, written the same way.
        before: Option<Moment>,
        /// Only entries whose notes for the customer contain this text. Case does not matter.
        text: Option<SearchText>,
    }
    sorts {
        #[default]
        Start = field::START,
        Id = field::ID,
        Hours = field::ACTUAL_HOURS,
        Member = field::MEMBER.identifier(),
        Company = field::COMPANY.name(),
    }
}

get_input!(GetTimeEntry of TimeEntryColumn);

owned_by_company!(TimeEntry);

columns! {
    /// A time entry.
    pub(super) struct TimeEntryRow of entry: TimeEntry, by TimeEntryColumn {
        usual {
            /// Its id.
            id: i64 = "id" => entry.id.map(Into::into),
            /// Who worked.
            member: Untrusted = "member" => name(&entry.member),
            /// When the work began, in UTC.
            start: String = "timeStart" => date(&entry.time_start),
            /// Hours worked.
            hours: f64 = "actualHours" => entry.actual_hours,
            /// The company it was for.
            company: Untrusted = "company" => name(&entry.company),
            /// What kind of thing it was charged to, such as `ServiceTicket`.
            charged_to: String = "chargeToType" => word(&entry.charge_to_type),
            /// The number of that thing, such as the ticket's.
            charged_to_id: i64 = "chargeToId" => entry.charge_to_id,
            /// Whether it is billed, such as `Billable` or `NoCharge`.
            billable: String = "billableOption" => word(&entry.billable_option),
            /// What was done, as the customer may read it; long notes are cut.
            notes: Untrusted = "notes" => short(&entry.notes),
        }
        asked {
            /// Id of the company.
            company_id: i64 = "company" => id(&entry.company),
            /// Login of the member.
            login: Untrusted = "member" => entry.member.as_ref().and_then(|member| text(&member.identifier)),
            /// When the work ended, in UTC.
            end: String = "timeEnd" => date(&entry.time_end),
            /// What kind of work it was.
            work_type: Untrusted = "workType" => name(&entry.work_type),
            /// As what the member worked.
            work_role: Untrusted = "workRole" => name(&entry.work_role),
            /// The agreement it falls under.
            agreement: Untrusted = "agreement" => name(&entry.agreement),
            /// How far it is on its way to the invoice.
            status: String = "status" => word(&entry.status),
            /// The invoice it is on.
            invoice: Untrusted = "invoice" => name(&entry.invoice),
            /// What was done, whole.
            full_notes: Untrusted = "notes" => text(&entry.notes),
            /// What only colleagues may read.
            internal_notes: Untrusted = "internalNotes" => text(&entry.internal_notes),
            /// When it was last changed, in UTC.
            updated: String = "_info" => updated(&entry.info),
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&entry.custom_fields),
        }
    }
}

/// What one entry shows beyond a row of a list.
const DETAILS: [TimeEntryColumn; 10] = [
    TimeEntryColumn::company_id,
    TimeEntryColumn::end,
    TimeEntryColumn::work_type,
    TimeEntryColumn::work_role,
    TimeEntryColumn::agreement,
    TimeEntryColumn::status,
    TimeEntryColumn::invoice,
    TimeEntryColumn::internal_notes,
    TimeEntryColumn::updated,
    TimeEntryColumn::custom_fields,
];

async fn list_time_entries(access: Access, input: ListTimeEntries) -> Result<Listed<TimeEntryRow>, ToolError> {
    let asked = input.asked();
    let company = resolve::company_id(&access, "$.company", input.company.as_ref()).await?;
    let filter = TimeEntryFilter {
        ticket: input.ticket.map(number),
        member: resolve::members(&access).by("$.member", input.member.as_ref()).await?,
        company: company.map(By::from),
        work_type: resolve::work_types(&access).by("$.work_type", input.work_type.as_ref()).await?,
        status: input.status.map(Into::into),
        from: input.from.map(Into::into),
        before: input.before.map(Into::into),
        extra: input.text.map(|text| Criteria::from(field::NOTES.contains(text.as_str()))),
    };
    let list = access.psa.time_entries().list().filter(filter);
    access.rows(list, asked, TimeEntryRow::wire, TimeEntryRow::read).await
}

async fn get_time_entry(access: Access, input: GetTimeEntry) -> Result<TimeEntryRow, ToolError> {
    let call = access.psa.time_entries().get(TimeEntryId::new(input.number()));
    let entry = access.one("time entry", input.id, call).await?;
    Ok(TimeEntryRow::read(&entry, &input.columns(&DETAILS)))
}
