//! Groups of devices.

use cw_http::Call;

use super::routes;
use crate::client::RmmClient;
use crate::ids::{DeviceGroupId, EndpointId};
use crate::list::ListRequest;
use crate::models::DeviceGroup;

routes! {
    LIST = get("device_groups.list", "/api/platform/v1/device-groups") needs [DEVICE_GROUPS_READ];
    OF_DEVICE = get("device_groups.of_device", "/api/platform/v2/managed-endpoints/{endpointId}/device-groups")
        needs [DEVICE_GROUPS_READ];
}

/// Groups of devices.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// for group in rmm.device_groups().list().all().await? {
///     println!("{group:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct DeviceGroups(pub(super) RmmClient);

impl DeviceGroups {
    /// All groups.
    ///
    /// Route: `GET /api/platform/v1/device-groups`, scope [`platform.deviceGroups.read`](crate::Scope::DEVICE_GROUPS_READ).
    pub fn list(&self) -> ListRequest<DeviceGroup> {
        self.0.list(self.0.ask(&LIST))
    }

    /// The ids of the groups that a device is in (unpublished, known from one program). That the members of a group can be
    /// asked for is not known.
    ///
    /// Route: `GET /api/platform/v2/managed-endpoints/{endpointId}/device-groups`, scope [`platform.deviceGroups.read`](crate::Scope::DEVICE_GROUPS_READ).
    pub fn of_device(&self, endpoint: impl Into<EndpointId>) -> Call<Vec<DeviceGroupId>> {
        self.0.read(self.0.ask(&OF_DEVICE).param("endpointId", endpoint.into()))
    }
}
