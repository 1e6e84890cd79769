//! Version 2 of the device list, and what is asked about many devices at once.

use std::collections::BTreeMap;

use cw_http::data::DateTime;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::device::Device;
use super::macros::model;
use super::state::SystemState;
use crate::ids::{CompanyId, EndpointId, SiteId};

/// A page of version 2 of the device list. The service groups devices by company (and site, where it tells it) under the name of
/// their category; here each device knows its company instead.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct DevicePage {
    /// The devices, in the service's order.
    pub items: Vec<Device>,
    /// Where the next page begins; nothing after the last one.
    pub next: Option<u64>,
}

model! {
    /// Devices of one company.
    pub struct DevicesOfCompany {
        /// The company.
        company_id("companyID"): CompanyId,
        /// The site, if the service tells it.
        site_id("siteID"): SiteId,
        /// The devices.
        endpoints: Vec<Device>,
    }

    /// Which devices are online.
    pub struct Heartbeat {
        /// `success`.
        status: String,
        /// What is known.
        successful_records: Vec<CompanyAvailability>,
        /// What is not; its shape is not documented.
        failed_records: Vec<Value>,
    }

    /// Which devices of a company are online.
    pub struct CompanyAvailability {
        /// The company.
        company_id("companyID"): CompanyId,
        /// The site, where it was asked for.
        site_id("siteID"): SiteId,
        /// Its devices.
        endpoints: Vec<Availability>,
    }

    /// Whether a device is online.
    pub struct Availability {
        /// The device.
        endpoint_id("EndpointID"): EndpointId,
        /// Whether it is.
        online("Availability"): bool,
        /// When it was last heard of. One source only tells of it.
        last_heartbeat("DcDateTimeUTC"): DateTime,
    }

    /// The states of many devices.
    pub struct SystemStates {
        /// `success`.
        status: String,
        /// What is known.
        successful_records: Vec<CompanyStates>,
        /// What is not; its shape is not documented.
        failed_records: Vec<Value>,
    }

    /// The states of a company's devices.
    pub struct CompanyStates {
        /// The company.
        company_id("companyID"): CompanyId,
        /// Its devices.
        endpoints: Vec<SystemState>,
    }
}

impl Heartbeat {
    /// All devices that the answer tells of, whatever their company.
    pub fn devices(&self) -> impl Iterator<Item = &Availability> {
        self.successful_records.iter().flatten().flat_map(|record| record.endpoints.iter().flatten())
    }

    /// Whether this device is online; `None` if the answer does not say.
    #[must_use]
    pub fn is_online(&self, endpoint: &EndpointId) -> Option<bool> {
        self.devices().find(|device| device.endpoint_id.as_ref() == Some(endpoint))?.online
    }
}

impl SystemStates {
    /// All states that the answer tells of, whatever the company.
    pub fn devices(&self) -> impl Iterator<Item = &SystemState> {
        self.successful_records.iter().flatten().flat_map(|record| record.endpoints.iter().flatten())
    }
}

impl DevicesOfCompany {
    fn into_devices(self) -> impl Iterator<Item = Device> {
        let (company, site) = (self.company_id, self.site_id);
        self.endpoints.into_iter().flatten().map(move |mut device| {
            device.company_id = device.company_id.or_else(|| company.clone());
            device.site_id = device.site_id.or_else(|| site.clone());
            device
        })
    }
}

/// Reads the devices of a page out of every list in it, whatever the categories are called.
impl<'de> Deserialize<'de> for DevicePage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let categories = Option::<BTreeMap<String, Box<RawValue>>>::deserialize(deserializer)?.unwrap_or_default();
        let mut items = Vec::new();
        // What is no list, such as a count, holds no devices.
        for list in categories.values().map(|raw| raw.get()).filter(|text| text.starts_with('[')) {
            let groups: Vec<Option<DevicesOfCompany>> = serde_json::from_str(list).map_err(Error::custom)?;
            items.extend(groups.into_iter().flatten().flat_map(DevicesOfCompany::into_devices));
        }
        Ok(Self { items, next: None })
    }
}
