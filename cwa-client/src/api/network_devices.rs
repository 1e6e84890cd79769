//! Network devices: things without an agent that a probe found.

use cw_http::{Replay, Request};
use serde::Serialize;

use super::routes;
use crate::client::AutomateClient;
use crate::ids::NetworkDeviceId;
use crate::list::ListRequest;
use crate::models::NetworkDevice;
use crate::patch::Patch;
use cw_http::Call;

routes! {
    LIST = get("network_devices.list", "/v1/NetworkDevices");
    GET = get("network_devices.get", "/v1/NetworkDevices/{id}");
    CREATE = post("network_devices.create", "/v1/NetworkDevices");
    UPDATE = patch("network_devices.update", "/v1/NetworkDevices/{id}");
}

/// Network devices: things without an agent that a probe found, such as printers and switches.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// for device in cwa.network_devices().list().limit(50).all().await? {
///     println!("{:?} {:?}", device.id, device.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct NetworkDevices(pub(super) AutomateClient);

impl NetworkDevices {
    /// All network devices: `GET /NetworkDevices`.
    pub fn list(&self) -> ListRequest<NetworkDevice> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// One network device: `GET /NetworkDevices/{id}`.
    pub fn get(&self, id: NetworkDeviceId) -> Call<NetworkDevice> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// Adds a network device: `POST /NetworkDevices`. The vendor does not say which of its many fields are needed: send a body
    /// of your own. Never sent twice.
    pub fn create(&self, device: &impl Serialize) -> Call<NetworkDevice> {
        self.0.read(Request::new(&CREATE).json(device))
    }

    /// Changes parts of a network device: `PATCH /NetworkDevices/{id}`. Answers with the changed one.
    pub fn update(&self, id: NetworkDeviceId, patch: &Patch) -> Call<NetworkDevice> {
        self.0.read(Request::new(&UPDATE).param("id", id).json(patch).replay(Replay::Safe))
    }
}
