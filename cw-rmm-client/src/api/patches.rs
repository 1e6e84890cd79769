//! Patches of devices.

use cw_http::Call;

use super::routes;
use crate::client::RmmClient;
use crate::dialect::ApiVersion;
use crate::ids::EndpointId;
use crate::models::PatchReport;

routes! {
    OF_DEVICE_V1 = get("patches.of_device_v1", "/api/platform/v1/patching/{endpointId}/patches") needs [PATCHING_READ];
    OF_DEVICE = get("patches.of_device", "/api/platform/v2/patching/{endpointId}/patches") needs [OS_PATCHING_READ];
}

/// What a 401 means here: no matter of the token.
const NOT_ENTITLED: &str =
    "here this means as a rule that the tenant has not licensed patching, not that the token is bad";

/// Patches of devices.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// let report = rmm.patches().of_device("4a1f6c0e-8c3b-4d0a-9e57-2b7d1c5f9a31").await?;
/// for patch in report.patches.unwrap_or_default() {
///     println!("{patch:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Patches(pub(super) RmmClient);

impl Patches {
    /// What is installed on a device, and what is missing. Which version of the API is asked, and so which scope it needs, is a
    /// matter of the [dialect](crate::Dialect::patches).
    ///
    /// Route: `GET /api/platform/v1/patching/{endpointId}/patches` or
    /// `GET /api/platform/v2/patching/{endpointId}/patches`, scopes [`platform.patching.read`](crate::Scope::PATCHING_READ), [`platform.ospatching.management.read`](crate::Scope::OS_PATCHING_READ).
    ///
    /// # Errors
    /// `Credentials` where the tenant has not licensed patching: the service answers 401 then, and no new token is asked for;
    /// else as [`Call::send`].
    pub fn of_device(&self, endpoint: impl Into<EndpointId>) -> Call<PatchReport> {
        let route = match self.0.dialect().patches {
            ApiVersion::V1 => &OF_DEVICE_V1,
            ApiVersion::V2 => &OF_DEVICE,
        };
        self.0.read(self.0.ask(route).param("endpointId", endpoint.into()).unauthorized_hint(NOT_ENTITLED))
    }
}
