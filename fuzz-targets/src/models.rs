//! Records of all products: whatever reads is shown and written without a panic, and what was written reads again.

use std::fmt::Debug;

use cw_psa_client::models as psa_models;
use cw_rmm_client::models as rmm_models;
use cwa_client::models as cwa_models;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn read<T: DeserializeOwned + Serialize + Debug>(data: &[u8]) {
    let Ok(record) = serde_json::from_slice::<T>(data) else { return };
    let _ = format!("{record:?}");
    let written = serde_json::to_vec(&record).unwrap_or_else(|error| panic!("{record:?} is not written: {error}"));
    let again = serde_json::from_slice::<T>(&written);
    again.unwrap_or_else(|error| panic!("{} is not read again: {error}", String::from_utf8_lossy(&written)));
}

macro_rules! read_all {
    ($data:ident, $models:ident: $($model:ident)*) => {
        $(read::<$models::$model>($data);)*
    };
}

pub(crate) fn automate(data: &[u8]) {
    read_all!(data, cwa_models: Alert Client Command CommandHistory Computer Contact ContactV2 DataCollectionSettings Drive
        ExtraField Group Location Monitor NetworkDevice OperatingSystem PatchingPolicy Script ScriptBatchResponse
        ScriptHistory ScriptSchedule ScriptV2 ServerInformation Software Ticket TokenResult);
}

pub(crate) fn rmm(data: &[u8]) {
    read_all!(data, rmm_models: Company Device DeviceGroup DeviceSummary Site SystemState TaskDefinition TaskInstances
        TaskResults Ticket TicketNote);
}

pub(crate) fn psa(data: &[u8]) {
    read_all!(data, psa_models: Agreement Callback CatalogItem Company Configuration Contact Document ExpenseEntry Invoice
        Member Opportunity ProductLine Project ProjectTicket ScheduleEntry Ticket TicketNote TimeEntry);
}
