//! Alerts: what monitors found and nobody has cleared.

use cw_http::{Error, ErrorKind, Request};
use futures_util::TryStreamExt;

use super::routes;
use crate::client::AutomateClient;
use crate::filters::AlertFilter;
use crate::ids::{AlertId, ComputerId};
use crate::list::ListRequest;
use crate::models::Alert;
use cw_http::Call;

routes! {
    LIST = get("alerts.list", "/v1/Alerts");
    GET = get("alerts.get", "/v1/Alerts/{id}");
    OF_COMPUTER = get("alerts.of_computer", "/v1/Computers/{computer}/Alerts");
    CLEAR = delete("alerts.clear", "/v1/Computers/{computer}/Alerts/{id}");
}

/// Alerts. One has no status: it stands, or it is gone.
///
/// Reading needs the right to see the computers; clearing the computer right *Alerts: clear*.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::api::AlertClearing;
/// use cwa_client::{AlertId, ComputerId};
///
/// let computer = ComputerId::new(1042);
/// for alert in cwa.alerts().of_computer(computer).all().await? {
///     println!("{:?}: {:?}", alert.any_id(), alert.message);
/// }
/// match cwa.alerts().clear(computer, AlertId::new(90211)).await? {
///     AlertClearing::Gone => println!("gone"),
///     AlertClearing::StillThere(alert) => println!("it came back: {:?}", alert.message),
///     other => println!("{other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Alerts(pub(super) AutomateClient);

/// What came of [clearing](Alerts::clear) an alert that the server agreed to clear.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "an alert that is to be cleared may still stand"]
pub enum AlertClearing {
    /// It is gone. Its monitor raises a new one if it still finds the same.
    Gone,
    /// It still stands, or has come back already.
    StillThere(Box<Alert>),
    /// The server agreed, but could not be asked afterwards whether it is gone.
    Unverified(Error),
}

impl Alerts {
    /// All alerts: `GET /Alerts`. Older servers may lack it. That servers filter this list is unconfirmed.
    pub fn list(&self) -> ListRequest<Alert, AlertFilter> {
        self.0.list(Request::new(&LIST), "AlertId asc")
    }

    /// One alert: `GET /Alerts/{id}`.
    pub fn get(&self, id: AlertId) -> Call<Alert> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// The alerts of a computer: `GET /Computers/{id}/Alerts`. The vendor does not describe the answer; both known shapes are
    /// read, see [`Alert`].
    pub fn of_computer(&self, computer: ComputerId) -> ListRequest<Alert, AlertFilter> {
        self.0.list(Request::new(&OF_COMPUTER).param("computer", computer), "")
    }

    /// **Experimental.** Clears an alert: `DELETE /Computers/{id}/Alerts/{id}`.
    ///
    /// The product knows the right to clear alerts, but the vendor publishes no route for it; this is the only one that any
    /// source names. So the alert is read before, to tell "no such alert" from "no such route", and again afterwards, to see
    /// whether it is gone.
    ///
    /// # Errors
    /// - `Unsupported`: this server does not offer alert clearing. Holding a monitor's alerts back
    ///   ([`Computers::suspend_monitor_alerts`](super::Computers::suspend_monitor_alerts)) is what the vendor publishes.
    /// - `NotFound`: the computer has no such alert.
    /// - `Input`: the alert is of another computer.
    /// - else as [`Call::send`].
    pub async fn clear(&self, computer: ComputerId, alert: AlertId) -> Result<AlertClearing, Error> {
        if self.find(computer, alert).await?.is_none() {
            return Err(Error::new(ErrorKind::NotFound, format!("computer {computer} has no alert {alert}")));
        }
        let request = Request::new(&CLEAR).param("computer", computer).param("id", alert);
        let Err(error) = self.0.act(request).await else {
            return Ok(match self.find(computer, alert).await {
                Ok(None) => AlertClearing::Gone,
                Ok(Some(alert)) => AlertClearing::StillThere(Box::new(alert)),
                Err(error) => AlertClearing::Unverified(error),
            });
        };
        match error.status() {
            // Somebody else was faster, or an earlier try of this call was carried out.
            Some(404) if self.find(computer, alert).await?.is_none() => Ok(AlertClearing::Gone),
            Some(404 | 405 | 501) => Err(unsupported(error)),
            _ => Err(error),
        }
    }

    /// The alert, if it stands. Servers without `/Alerts/{id}` answer 404 to it, so the computer's list has the last word.
    pub(crate) async fn find(&self, computer: ComputerId, id: AlertId) -> Result<Option<Alert>, Error> {
        match self.get(id).await {
            Ok(alert) => match alert.any_computer_id() {
                Some(other) if other != computer => {
                    Err(Error::input(format!("alert {id} is of computer {other}, not of {computer}")))
                }
                _ => Ok(Some(alert)),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => self.find_in_list(computer, id).await,
            Err(error) => Err(error),
        }
    }

    async fn find_in_list(&self, computer: ComputerId, id: AlertId) -> Result<Option<Alert>, Error> {
        let mut alerts = self.of_computer(computer).items();
        loop {
            match alerts.try_next().await {
                Ok(Some(alert)) if alert.any_id() == Some(id) => return Ok(Some(alert)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }
}

fn unsupported(error: Error) -> Error {
    error
        .with_kind(ErrorKind::Unsupported)
        .with_message("this server does not offer alert clearing")
        .with_hint("holding back the monitor's alerts on the computer is what the vendor publishes")
}
