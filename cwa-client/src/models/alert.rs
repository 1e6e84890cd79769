//! Alerts: something a monitor found, still standing.

use super::macros::model;
use super::reference::Ref;
use crate::ids::{AlertId, ClientId, ComputerId, LocationId, MonitorId, NetworkDeviceId};
use cw_http::data::DateTime;

use super::computer::ComputerStatus;

model! {
    /// An alert. It has no status: it stands, or it is gone.
    ///
    /// Two shapes are read, that of the list over the server and the older one of a single
    /// computer's list; [`Alert::any_id`] and [`Alert::any_computer_id`] hide the difference.
    pub struct Alert {
        /// Its id, in the newer shape.
        alert_id: AlertId,
        /// Its id, in the older shape.
        id: AlertId,
        /// The client.
        client: Ref<ClientId>,
        /// The location.
        location: Ref<LocationId>,
        /// The computer, in the newer shape; nothing for a network device.
        computer: AlertComputer,
        /// The computer, in the older shape.
        computer_id: ComputerId,
        /// The network device; nothing for a computer.
        device: Ref<NetworkDeviceId>,
        /// The monitor that raised it.
        monitor: Ref<MonitorId>,
        /// When it was raised.
        alert_date: DateTime,
        /// How bad it is. Numbers and names are the server's; the older shape has the name alone.
        severity: Ref,
        /// What raised it, such as `Monitor`.
        source: String,
        /// What is wrong, for people.
        message: String,
        /// What it is about, such as a drive letter.
        field_name: String,
        /// How long it has stood, as text.
        alert_age: String,
    }

    /// The computer that an alert is about.
    pub struct AlertComputer {
        /// Its id.
        id: ComputerId,
        /// Its network name.
        name: String,
        /// Whether its agent is in touch.
        computer_status: ComputerStatus,
    }
}

impl Alert {
    /// The id, in whichever shape it came.
    #[must_use]
    pub fn any_id(&self) -> Option<AlertId> {
        self.alert_id.or(self.id)
    }

    /// The computer's id, in whichever shape it came; `None` for a network device.
    #[must_use]
    pub fn any_computer_id(&self) -> Option<ComputerId> {
        self.computer.as_ref().and_then(|computer| computer.id).or(self.computer_id)
    }
}
