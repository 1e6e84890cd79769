//! The server itself: versions, machines, clock, saved searches.

use cw_http::{Error, Request};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use super::routes;
use crate::client::AutomateClient;
use crate::ids::SearchId;
use crate::list::ListRequest;
use crate::models::{PatchInformation, Ref, ServerInformation};
use cw_http::Call;
use cw_http::data::{DateTime, ServerZone};

routes! {
    SERVER_INFORMATION = get("system.server_information", "/v1/System/ServerInformation");
    PATCH_INFORMATION = get("system.patch_information", "/v1/PatchInformation");
    DATABASE_SERVER_TIME = get("system.database_server_time", "/v1/DatabaseServerTime");
    SEARCHES = get("system.searches", "/v1/Searches");
}

/// The server itself.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// let clock = cwa.system().database_server_time().await?;
/// println!("{clock:?}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct System(pub(super) AutomateClient);

impl System {
    /// The machines on which the server runs: `GET /System/ServerInformation`.
    pub fn server_information(&self) -> ListRequest<ServerInformation> {
        self.0.list(Request::new(&SERVER_INFORMATION), "ServerId asc")
    }

    /// Which versions the parts of the server have: `GET /PatchInformation`. A cheap way to learn whether a login works.
    pub fn patch_information(&self) -> Call<PatchInformation> {
        self.0.read(Request::new(&PATCH_INFORMATION))
    }

    /// The clock of the database server: `GET /DatabaseServerTime`.
    pub fn database_server_time(&self) -> Call<DateTime> {
        self.0.read(Request::new(&DATABASE_SERVER_TIME))
    }

    /// The zone of the server's dates, found by comparing [its clock](Self::database_server_time) with this machine's, to the
    /// quarter of an hour. It holds for now: where daylight saving is kept, dates of the other half year are an hour off.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// let zone = cwa.system().server_zone().await?;
    /// let computer = cwa.computers().get(cwa_client::ComputerId::new(1042)).await?;
    /// let last_contact = computer.remote_agent_last_contact.and_then(|date| date.to_timestamp(&zone));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Decode` if the answer is no time, or a day or more away from this machine's; else as [`Call::send`].
    pub async fn server_zone(&self) -> Result<ServerZone, Error> {
        let clock = self.database_server_time().await?;
        let zone = clock.civil().and_then(|clock| zone_of(clock, Timestamp::now()));
        zone.ok_or_else(|| {
            let message = format!("the server's clock shows `{clock}`, from which no zone can be told");
            Error::new(cw_http::ErrorKind::Decode, message)
        })
    }

    /// The saved searches, by which lists of computers can be limited: `GET /Searches`.
    pub fn searches(&self) -> ListRequest<Ref<SearchId>> {
        self.0.list(Request::new(&SEARCHES), "Id asc")
    }
}

fn zone_of(clock: civil::DateTime, now: Timestamp) -> Option<ServerZone> {
    const QUARTER: i64 = 15 * 60;
    const DAY: i64 = 24 * 60 * 60;
    let ahead = Offset::UTC.to_timestamp(clock).ok()?.duration_since(now).as_secs();
    let rounded = (ahead + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    let offset = i32::try_from(rounded).ok().filter(|offset| i64::from(offset.abs()) < DAY)?;
    Some(ServerZone::new(TimeZone::fixed(Offset::from_seconds(offset).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_what_the_clocks_differ_by_to_the_quarter_hour() {
        let now: Timestamp = "2026-03-02T14:00:00Z".parse().unwrap();
        for (clock, naive_noon_is) in [
            ("2026-03-02T14:00:03", Some("2026-03-02T12:00:00Z")),
            ("2026-03-02T13:59:40", Some("2026-03-02T12:00:00Z")),
            ("2026-03-02T06:02:00", Some("2026-03-02T20:00:00Z")),
            ("2026-03-02T19:44:50", Some("2026-03-02T06:15:00Z")),
            ("2026-03-04T14:00:00", None),
            ("2020-03-02T14:00:00", None),
        ] {
            let zone = zone_of(clock.parse().unwrap(), now);
            let noon = zone.and_then(|zone| DateTime::new("2026-03-02T12:00:00").to_timestamp(&zone));
            assert_eq!(noon.map(|noon| noon.to_string()).as_deref(), naive_noon_is, "{clock}");
        }
    }
}
