//! What watches a computer, and what is held back.

use cw_http::Request;
use serde_json::Value;

use super::{Computers, routes};
use crate::ids::{ComputerId, MonitorId};
use crate::list::ListRequest;
use crate::models::{ComputerMonitor, MaintenanceMode, MonitorAlertSuspension};
use cw_http::Call;

routes! {
    MONITORS = get("computers.monitors", "/v1/Computers/{id}/Monitors");
    MONITOR_ALERT_SUSPENSIONS = get("computers.monitor_alert_suspensions", "/v1/Computers/{id}/MonitorAlertSuspensions");
    SUSPEND_MONITOR_ALERTS = post("computers.suspend_monitor_alerts", "/v1/Computers/{id}/MonitorAlertSuspensions");
    MAINTENANCE_WINDOW = get(
        "computers.maintenance_window_suspension",
        "/v1/Computers/{id}/AlertSuspensions/MaintenanceWindow"
    );
    TEMPLATE_DIVERSION = get(
        "computers.template_diversion_suspension",
        "/v1/Computers/{id}/AlertSuspensions/TemplateDiversion"
    );
    ALL_MAINTENANCE_MODES = get("computers.all_maintenance_modes", "/v1/Computers/MaintenanceModes");
}

impl Computers {
    /// The monitors of a computer: `GET /Computers/{id}/Monitors`. The vendor does not describe the rows (unconfirmed).
    pub fn monitors(&self, id: ComputerId) -> ListRequest<ComputerMonitor> {
        self.0.list(Request::new(&MONITORS).param("id", id), "")
    }

    /// Which monitors' alerts are held back on a computer: `GET /Computers/{id}/MonitorAlertSuspensions`.
    pub fn monitor_alert_suspensions(&self, id: ComputerId) -> ListRequest<MonitorAlertSuspension> {
        self.0.list(Request::new(&MONITOR_ALERT_SUSPENSIONS).param("id", id), "")
    }

    /// Holds back the alerts of a monitor on a computer: `POST /Computers/{id}/MonitorAlertSuspensions`. The body is a bare
    /// number, by its name the monitor's id (unconfirmed). Never sent twice.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// use cwa_client::{ComputerId, MonitorId};
    ///
    /// cwa.computers().suspend_monitor_alerts(ComputerId::new(1042), MonitorId::new(318)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn suspend_monitor_alerts(&self, id: ComputerId, monitor: MonitorId) -> Call<MonitorAlertSuspension> {
        self.0.read(Request::new(&SUSPEND_MONITOR_ALERTS).param("id", id).json(&monitor))
    }

    /// Whether a maintenance window holds back alerts: `GET /Computers/{id}/AlertSuspensions/MaintenanceWindow`. The vendor does
    /// not describe the answer.
    pub fn maintenance_window_suspension(&self, id: ComputerId) -> Call<Value> {
        self.0.read(Request::new(&MAINTENANCE_WINDOW).param("id", id))
    }

    /// Whether alerts go elsewhere by a template: `GET /Computers/{id}/AlertSuspensions/TemplateDiversion`. The vendor does not
    /// describe the answer.
    pub fn template_diversion_suspension(&self, id: ComputerId) -> Call<Value> {
        self.0.read(Request::new(&TEMPLATE_DIVERSION).param("id", id))
    }

    /// Computers in maintenance: `GET /Computers/MaintenanceModes`. The condition field is `ComputerID`.
    pub fn all_maintenance_modes(&self) -> ListRequest<MaintenanceMode> {
        self.0.list(Request::new(&ALL_MAINTENANCE_MODES), "ComputerID asc")
    }
}
