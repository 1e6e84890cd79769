//! The settings of a client, checked together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use cw_http::{BaseUrl, Error, Settings};

use crate::auth::{Credentials, Key};
use crate::client::RmmClient;
use crate::dialect::Dialect;
use crate::region::{self, Region};
use crate::scopes::Scopes;

/// Settings of an [`RmmClient`]. All but the credentials have defaults.
#[must_use = "a builder does nothing until `build`"]
pub struct RmmClientBuilder {
    credentials: Credentials,
    region: Option<Region>,
    base_url: Option<String>,
    scopes: Scopes,
    dialect: Dialect,
    settings: Settings,
}

impl RmmClientBuilder {
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            region: None,
            base_url: None,
            scopes: Scopes::reading(),
            dialect: Dialect::default(),
            settings: Settings::default()
                .user_agent(concat!("cw-rmm-client/", env!("CARGO_PKG_VERSION")))
                .quota(cw_http::Quota::new(500, Duration::from_secs(300))),
        }
    }

    /// The region of the key. Default: what the client id tells; where it tells none, [`build`](Self::build) says so.
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// The address of the API in place of a region's, such as that of a gateway. Plain `http` is accepted for loopback only.
    pub fn base_url(mut self, address: impl Into<String>) -> Self {
        self.base_url = Some(address.into());
        self
    }

    /// What tokens are asked for. Default [`Scopes::reading`]. A scope that the key does not hold spoils the token.
    pub fn scopes(mut self, scopes: Scopes) -> Self {
        self.scopes = scopes;
        self
    }

    /// Changes how the API is spoken to where public sources disagree: `.dialect(|d| d.tickets(ApiVersion::V1))`.
    pub fn dialect(mut self, change: impl FnOnce(Dialect) -> Dialect) -> Self {
        self.dialect = change(self.dialect);
        self
    }

    /// Changes how the client sends (time-outs, limits, retries, quota, proxy, user agent, transport):
    /// `.settings(|settings| settings.limits(..))`. The quota is 500 requests in 300 s by default, as the vendor documents it;
    /// `.settings(|settings| settings.no_quota())` turns it off.
    pub fn settings(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = change(self.settings);
        self
    }

    /// Checks all settings. Nothing is sent: the first call asks for a token.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) with every problem that can be seen without asking the service.
    pub fn build(self) -> Result<RmmClient, Error> {
        let mut problems: Vec<String> = self.credentials.problems().map(str::to_owned).collect();
        if self.scopes.is_empty() {
            problems.push("no scopes are asked for: say what the key is to be used for (CW_RMM_SCOPES)".to_owned());
        }
        let base = self.base().map_err(|error| problems.push(error.to_string()));
        if let Ok(base) = &base {
            let paths = [&self.dialect.instances_path, &self.dialect.results_path];
            let optional = [&self.dialect.tenant_summary_path, &self.dialect.endpoint_summary_path];
            for path in paths.into_iter().chain(optional.into_iter().flatten()) {
                problems.extend(base.raw(path).err().map(|error| error.to_string()));
            }
        }
        let (Ok(base), true) = (base, problems.is_empty()) else {
            return Err(Error::config(problems.join("; ")));
        };
        let key = Arc::new(Key::new(self.credentials, &self.dialect));
        RmmClient::new(base, key, self.scopes, self.dialect, self.settings)
    }

    fn base(&self) -> Result<BaseUrl, Error> {
        if let Some(address) = &self.base_url {
            let (host, root) = split_path(address.trim());
            return BaseUrl::parse(host, root);
        }
        // An empty client id is a problem of its own.
        let client_id = self.credentials.client_id();
        let region = self.region.or_else(|| Region::of_client_id(client_id));
        match region {
            Some(region) => BaseUrl::parse(region.base_url(), "/"),
            None => Err(region::not_told(client_id)),
        }
    }
}

/// The address may have been pasted with a password in it, and a proxy's too: neither is shown.
impl fmt::Debug for RmmClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RmmClientBuilder")
            .field("credentials", &self.credentials)
            .field("region", &self.region)
            .field("scopes", &self.scopes)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Splits an address into scheme and host, and path. A query stays with the host, where it is refused with the reason.
fn split_path(address: &str) -> (&str, &str) {
    let host_at = address.find("://").map_or(0, |at| at + 3);
    match address[host_at..].find('/') {
        Some(_) if address.contains(['?', '#']) => (address, "/"),
        Some(at) => address.split_at(host_at + at),
        None => (address, "/"),
    }
}
