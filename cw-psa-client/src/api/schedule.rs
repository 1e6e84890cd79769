//! The schedule: who is to be where, and when.

use serde_json::Value;

use super::{below, endpoints, resources};
use crate::ids::{ScheduleEntryId, ScheduleStatusId, ScheduleTypeId};
use crate::models::{NewScheduleEntry, ScheduleEntry, ScheduleStatus, ScheduleType};

resources! {
    /// Schedule entries.
    ScheduleEntries("schedule_entries", "/schedule/entries"): ScheduleEntryId => ScheduleEntry, new NewScheduleEntry;
    /// The statuses that schedule entries can have.
    ScheduleStatuses("schedule_entries.statuses", "/schedule/statuses"):
        ScheduleStatusId => ScheduleStatus, new Value;
    /// The types that schedule entries can have.
    ScheduleTypes("schedule_entries.types", "/schedule/types"): ScheduleTypeId => ScheduleType, new Value;
}

endpoints! {
    /// Schedule entries: who is to work when on what. Those of a ticket are
    /// [`tickets().schedule(..)`](crate::Endpoint::schedule).
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// for entry in psa.schedule_entries().list().limit(20).all().await? {
    ///     println!("{:?} to {:?}", entry.date_start, entry.date_end);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    schedule_entries: ScheduleEntries;
}

below! {
    ScheduleEntries;
    /// The statuses that schedule entries can have.
    statuses: ScheduleStatuses;
    /// The types that schedule entries can have.
    types: ScheduleTypes;
}
