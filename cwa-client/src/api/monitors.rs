//! Monitors: what is watched, and what was found.

use cw_http::Request;

use super::{Period, routes};
use crate::client::AutomateClient;
use crate::ids::MonitorId;
use crate::list::ListRequest;
use crate::models::{
    DataCollectionSettings, InternalMonitorResult, Monitor, MonitorDatapoint, MonitorHistory, MonitorStatistic,
    SensorCheck,
};
use cw_http::Call;

routes! {
    LIST = get("monitors.list", "/v1/Monitors");
    INTERNAL_RESULTS = get("monitors.internal_results", "/v1/InternalMonitorResults");
    HISTORY = get("monitors.history", "/v1/MonitorHistory");
    HISTORY_OF = get("monitors.history_of", "/v1/MonitorHistory/{id}");
    STATISTICS = get("monitors.statistics", "/v1/MonitorStatistics");
    AVERAGES_DAILY = get("monitors.averages_daily", "/v1/Monitors/{id}/CollectedData/DailyAverages");
    AVERAGES_WEEKLY = get("monitors.averages_weekly", "/v1/Monitors/{id}/CollectedData/WeeklyAverages");
    AVERAGES_MONTHLY = get("monitors.averages_monthly", "/v1/Monitors/{id}/CollectedData/MonthlyAverages");
    AVERAGES_YEARLY = get("monitors.averages_yearly", "/v1/Monitors/{id}/CollectedData/YearlyAverages");
    COLLECTION_SETTINGS = get("monitors.collection_settings", "/v1/Monitors/{id}/DataCollectionSettings");
    SENSOR_CHECKS = get("monitors.sensor_checks", "/v1/SensorChecks");
}

/// Monitors: what is watched, and what was found. Those of one computer are [`Computers::monitors`](super::Computers::monitors).
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::MonitorId;
/// use cwa_client::api::Period;
///
/// for point in cwa.monitors().averages(MonitorId::new(318), Period::Daily).limit(30).all().await? {
///     println!("{point:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Monitors(pub(super) AutomateClient);

impl Monitors {
    /// All monitors: `GET /Monitors` (unpublished).
    pub fn list(&self) -> ListRequest<Monitor> {
        self.0.list(Request::new(&LIST), "MonitorId asc")
    }

    /// What the server's own monitors found: `GET /InternalMonitorResults`.
    pub fn internal_results(&self) -> ListRequest<InternalMonitorResult> {
        self.0.list(Request::new(&INTERNAL_RESULTS), "")
    }

    /// What monitors found over time: `GET /MonitorHistory`.
    pub fn history(&self) -> ListRequest<MonitorHistory> {
        self.0.list(Request::new(&HISTORY), "")
    }

    /// What one monitor found over time: `GET /MonitorHistory/{id}`.
    pub fn history_of(&self, id: MonitorId) -> ListRequest<MonitorHistory> {
        self.0.list(Request::new(&HISTORY_OF).param("id", id), "")
    }

    /// When monitors last went well, warned and failed: `GET /MonitorStatistics`.
    pub fn statistics(&self) -> ListRequest<MonitorStatistic> {
        self.0.list(Request::new(&STATISTICS), "")
    }

    /// What a monitor measured, as averages: `GET /Monitors/{id}/CollectedData/DailyAverages`, and so on.
    pub fn averages(&self, id: MonitorId, period: Period) -> ListRequest<MonitorDatapoint> {
        let operation = match period {
            Period::Daily => &AVERAGES_DAILY,
            Period::Weekly => &AVERAGES_WEEKLY,
            Period::Monthly => &AVERAGES_MONTHLY,
            Period::Yearly => &AVERAGES_YEARLY,
        };
        self.0.list(Request::new(operation).param("id", id), "")
    }

    /// How a monitor's measurements are drawn: `GET /Monitors/{id}/DataCollectionSettings`.
    pub fn collection_settings(&self, id: MonitorId) -> Call<DataCollectionSettings> {
        self.0.read(Request::new(&COLLECTION_SETTINGS).param("id", id))
    }

    /// The sensor checks: `GET /SensorChecks`.
    pub fn sensor_checks(&self) -> ListRequest<SensorCheck> {
        self.0.list(Request::new(&SENSOR_CHECKS), "Id asc")
    }
}
