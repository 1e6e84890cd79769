//! Configurations: devices and other assets.

use cw_http::{Call, Request};
use serde::Serialize;
use serde_json::Value;

use super::{below, endpoints, resources, routes};
use crate::filters::ConfigurationFilter;
use crate::ids::{ConfigurationId, ConfigurationStatusId, ConfigurationTypeId};
use crate::models::{BulkResult, Configuration, ConfigurationStatus, ConfigurationType, NewConfiguration};
use crate::patch::Patch;
use crate::resource::{Endpoint, patched};

resources! {
    /// Configurations.
    Configurations("configurations", "/company/configurations"): ConfigurationId => Configuration,
        filter ConfigurationFilter, new NewConfiguration;
    /// The statuses that configurations can have.
    ConfigurationStatuses("configurations.statuses", "/company/configurations/statuses"):
        ConfigurationStatusId => ConfigurationStatus, new Value;
    /// The types that configurations can have.
    ConfigurationTypes("configurations.types", "/company/configurations/types"):
        ConfigurationTypeId => ConfigurationType, new Value;
}

routes! {
    CHANGE_TYPE = patch("configurations.change_type", "/company/configurations/{id}/changeType");
    CREATE_ALL = post("configurations.create_all", "/company/configurations/bulk");
    DELETE_ALL = delete("configurations.delete_all", "/company/configurations/bulk");
    REPLACE_ALL = put("configurations.replace_all", "/company/configurations/bulk");
}

endpoints! {
    /// Configurations: devices and other assets of companies.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::By;
    /// use cw_psa_client::filters::ConfigurationFilter;
    ///
    /// let of_acme = ConfigurationFilter::new().with_company(By::name("Acme Dental"));
    /// for device in psa.configurations().list().filter(of_acme).limit(50).all().await? {
    ///     println!("{:?} {:?}", device.name, device.serial_number);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    configurations: Configurations;
}

below! {
    Configurations;
    /// The statuses that configurations can have.
    statuses: ConfigurationStatuses;
    /// The types that configurations can have, with the questions that each asks.
    types: ConfigurationTypes;
}

impl Endpoint<Configurations> {
    /// Gives a configuration another type, and the answers to its questions:
    /// `PATCH /company/configurations/{id}/changeType`.
    pub fn change_type(&self, id: ConfigurationId, patch: &Patch) -> Call<Configuration> {
        self.psa.read(patched(Request::new(&CHANGE_TYPE).param("id", id), patch))
    }

    /// Creates several: `POST /company/configurations/bulk`. Each may fail by itself; look at the answer.
    pub fn create_all(&self, new: &[NewConfiguration]) -> Call<BulkResult> {
        self.psa.read(Request::new(&CREATE_ALL).json(&new))
    }

    /// Puts several whole records in place of the old ones, each with its `id`: `PUT /company/configurations/bulk`. Each may
    /// fail by itself; look at the answer.
    pub fn replace_all(&self, records: &[impl Serialize]) -> Call<BulkResult> {
        self.psa.read(Request::new(&REPLACE_ALL).json(&records))
    }

    /// Deletes several: `DELETE /company/configurations/bulk`. Each may fail by itself; look at the answer. That the ids go
    /// into the body as `[{"id": 1}]` is unconfirmed: the vendor's document does not say.
    pub fn delete_all(&self, ids: &[ConfigurationId]) -> Call<BulkResult> {
        let ids: Vec<_> = ids.iter().map(|id| crate::By::id(*id)).collect();
        self.psa.read(Request::new(&DELETE_ALL).json(&ids))
    }
}
