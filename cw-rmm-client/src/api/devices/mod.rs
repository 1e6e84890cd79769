//! Devices: what there is, what is known about each, how it is doing.

mod list;
mod state;

use cw_http::data::Secret;
use cw_http::{Call, Error, Replay, Response};
use serde_json::json;

use super::{Route, routes};
use crate::client::RmmClient;
use crate::ids::{CompanyId, EndpointId, SiteId};
use crate::list::ListRequest;
use crate::models::{Categorized, Device, DeviceSummary};

pub use list::{DeviceCategory, DeviceListRequest, DeviceScope};

routes! {
    LIST = get("devices.list", "/api/platform/v1/device/endpoints") needs [ASSET_READ];
    OF_COMPANY = get("devices.of_company", "/api/platform/v1/device/clients/{clientID}/endpoints") needs [ASSET_READ];
    OF_SITE = get("devices.of_site", "/api/platform/v1/device/clients/{clientID}/sites/{siteID}/endpoints")
        needs [ASSET_READ];
    GET = get("devices.get", "/api/platform/v1/device/endpoints/{endpointID}") needs [ASSET_READ];
    GET_V2 =
        get("devices.get_v2", "/api/platform/v2/device/companies/{companyID}/sites/{siteID}/endpoints/{endpointID}")
            needs [DEVICES_READ];
    INSTALL_TOKEN = post("devices.install_token", "/api/platform/v1/device/token") needs [DEVICES_READ];
}

/// All operations of the files in this folder.
pub(super) static PARTS: [&[&Route]; 3] = [ALL, list::ALL, state::ALL];

/// Devices: machines with an agent, and what the platform knows from networks and clouds.
///
/// There are two lists. Version 1 gives all devices of the tenant, a company or a site at once, without names; version 2
/// ([`list_v2`](Self::list_v2)) gives names and any part of the details, page by page, for companies or sites.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// use cw_rmm_client::api::DeviceScope;
/// use futures_util::TryStreamExt;
///
/// let acme = DeviceScope::company("436f6d6d-616e-6420-4944-1a202b0c3d41");
/// let mut devices = rmm.devices().list_v2(acme).fields(["system", "os"]).items();
/// while let Some(device) = devices.try_next().await? {
///     println!("{:?}", device.display_name());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Devices(pub(super) RmmClient);

impl Devices {
    /// All devices: where each is and what it is, without names (version 1).
    ///
    /// Route: `GET /api/platform/v1/device/endpoints`, scope [`platform.asset.read`](crate::Scope::ASSET_READ).
    pub fn list(&self) -> ListRequest<DeviceSummary> {
        self.0.list(self.0.ask(&LIST))
    }

    /// The devices of a company, without names (version 1).
    ///
    /// Route: `GET /api/platform/v1/device/clients/{clientID}/endpoints`, scope [`platform.asset.read`](crate::Scope::ASSET_READ).
    pub fn of_company(&self, company: impl Into<CompanyId>) -> ListRequest<DeviceSummary> {
        self.0.list(self.0.ask(&OF_COMPANY).param("clientID", company.into()))
    }

    /// The devices of a site, without names (version 1).
    ///
    /// Route: `GET /api/platform/v1/device/clients/{clientID}/sites/{siteID}/endpoints`, scope [`platform.asset.read`](crate::Scope::ASSET_READ).
    pub fn of_site(&self, company: impl Into<CompanyId>, site: impl Into<SiteId>) -> ListRequest<DeviceSummary> {
        self.0.list(self.0.ask(&OF_SITE).param("clientID", company.into()).param("siteID", site.into()))
    }

    /// The devices of companies or sites, with names and any part of the details (version 2).
    pub fn list_v2(&self, scope: DeviceScope) -> DeviceListRequest {
        DeviceListRequest::new(self.0.clone(), scope)
    }

    /// All that is known about a device (version 1).
    ///
    /// Route: `GET /api/platform/v1/device/endpoints/{endpointID}`, scope [`platform.asset.read`](crate::Scope::ASSET_READ).
    pub fn get(&self, endpoint: impl Into<EndpointId>) -> Call<Device> {
        Call::new(self.0.http(), self.0.ask(&GET).param("endpointID", endpoint.into()), detail)
    }

    /// What is known about a device (version 2): its names, `os` and `system`, or the parts that `.query("field", "os,services")`
    /// names. The site must be the device's: with another one, the device is not found.
    ///
    /// Route: `GET /api/platform/v2/device/companies/{companyID}/sites/{siteID}/endpoints/{endpointID}`, scope
    /// [`platform.devices.read`](crate::Scope::DEVICES_READ).
    pub fn get_v2(
        &self,
        company: impl Into<CompanyId>,
        site: impl Into<SiteId>,
        endpoint: impl Into<EndpointId>,
    ) -> Call<Device> {
        let request = self.0.ask(&GET_V2).param("companyID", company.into()).param("siteID", site.into());
        Call::new(self.0.http(), request.param("endpointID", endpoint.into()), detail)
    }

    /// The token with which agents are installed at a site: made if there is none, else the one there is. It lets anybody
    /// install an agent there.
    ///
    /// Route: `POST /api/platform/v1/device/token`, scope [`platform.devices.read`](crate::Scope::DEVICES_READ).
    pub fn install_token(&self, company: impl Into<CompanyId>, site: impl Into<SiteId>) -> Call<Secret> {
        let body = json!({ "companyID": company.into(), "siteID": site.into() });
        self.0.read(self.0.ask(&INSTALL_TOKEN).json(&body).replay(Replay::Safe))
    }
}

/// Details, which some answers put under the name of the device's category.
fn detail(response: &Response) -> Result<Device, Error> {
    let device: Device = response.json()?;
    if device.endpoint_id.is_some() || device.display_name().is_some() {
        return Ok(device);
    }
    Ok(response.json::<Categorized>()?.device().unwrap_or(device))
}
