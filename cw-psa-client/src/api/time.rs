//! Time entries, and what time is sorted by.

use cw_http::{Call, Request};
use serde_json::Value;

use super::{below, endpoints, resources, routes};
use crate::filters::TimeEntryFilter;
use crate::ids::{ChargeCodeId, TimeEntryId, TimeSheetId, WorkRoleId, WorkTypeId};
use crate::models::{
    ChargeCode, EntryAudit, NewTimeEntry, NewWorkRole, NewWorkType, TimeEntry, TimeSheet, WorkRole, WorkType,
};
use crate::resource::Endpoint;

resources! {
    /// Time entries.
    TimeEntries("time_entries", "/time/entries"): TimeEntryId => TimeEntry,
        filter TimeEntryFilter, new NewTimeEntry, found by "chargeToId" "chargeToType" "member" "timeStart" "timeEnd";
    /// What was changed on a time entry.
    TimeAudits("time_entries.audits", "/time/entries/{parentId}/audits"): i64 => EntryAudit, forward_only false;
    /// Time sheets.
    TimeSheets("time_sheets", "/time/sheets"): TimeSheetId => TimeSheet;
    /// Work types.
    WorkTypes("work_types", "/time/workTypes"): WorkTypeId => WorkType, new NewWorkType;
    /// Work roles.
    WorkRoles("work_roles", "/time/workRoles"): WorkRoleId => WorkRole, new NewWorkRole;
    /// Charge codes.
    ChargeCodes("charge_codes", "/time/chargeCodes"): ChargeCodeId => ChargeCode, new Value;
}

routes! {
    DEFAULTS = search("time_entries.defaults", "/time/entries/defaults");
    DELETE_SHEET = delete("time_sheets.delete", "/time/sheets/{id}");
    DETACH = post("time_entries.detach", "/time/entries/{id}/detach");
    SUBMIT_SHEET = post("time_sheets.submit", "/time/sheets/{id}/submit");
}

endpoints! {
    /// Time entries: who worked when on what. One is refused if no open period covers its day.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::TicketId;
    /// use cw_psa_client::filters::TimeEntryFilter;
    ///
    /// let of_ticket = TimeEntryFilter::new().with_ticket(TicketId::new(48213));
    /// for entry in psa.time_entries().list().filter(of_ticket).all().await? {
    ///     println!("{:?} h: {:?}", entry.actual_hours, entry.notes);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    time_entries: TimeEntries;
    /// Time sheets: a member's entries of a period.
    time_sheets: TimeSheets;
    /// Work types: what kind of work it was, such as `Remote`.
    work_types: WorkTypes;
    /// Work roles: as what somebody worked, such as `Engineer`.
    work_roles: WorkRoles;
    /// Charge codes: what time that is no customer's is charged to.
    charge_codes: ChargeCodes;
}

below! {
    TimeEntries;
    /// What was changed on a time entry.
    audits(TimeEntryId): TimeAudits;
}

impl Endpoint<TimeEntries> {
    /// What PSA would fill into an entry that is left out of it: `POST /time/entries/defaults`. Nothing is created.
    pub fn defaults(&self, entry: &NewTimeEntry) -> Call<TimeEntry> {
        self.psa.read(Request::new(&DEFAULTS).json(entry))
    }

    /// Takes an entry off its invoice: `POST /time/entries/{id}/detach`.
    pub fn detach(&self, id: TimeEntryId) -> Call<()> {
        self.psa.act(Request::new(&DETACH).param("id", id))
    }
}

impl Endpoint<TimeSheets> {
    /// Hands a time sheet in for approval: `POST /time/sheets/{id}/submit`.
    pub fn submit(&self, id: TimeSheetId) -> Call<()> {
        self.psa.act(Request::new(&SUBMIT_SHEET).param("id", id))
    }

    /// Deletes a time sheet: `DELETE /time/sheets/{id}`.
    pub fn delete(&self, id: TimeSheetId) -> Call<()> {
        self.psa.act(Request::new(&DELETE_SHEET).param("id", id))
    }
}
