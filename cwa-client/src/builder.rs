//! The settings of a client, checked together.

use std::fmt;
use std::sync::Arc;

use cw_http::{BaseUrl, Error, HeaderName, HeaderValue, HttpClient, Settings};

use crate::auth::{Credentials, Login};
use crate::client::AutomateClient;

/// The header that names the integration. Servers since 2020.11 answer 401 without it.
const CLIENT_ID: HeaderName = HeaderName::from_static("clientid");

/// What to look at when a new token does not help against a 401.
const UNAUTHORIZED_HINT: &str = "a fresh login did not help: is the clientId (CWA_CLIENT_ID) the GUID of an integration registered with \
     ConnectWise? It is not the id of a customer";

/// The path of the API on every server.
const ROOT: &str = "/cwa/api/";

/// Settings of an [`AutomateClient`]. Credentials and client id are needed; the rest has defaults.
#[must_use = "a builder does nothing until `build`"]
pub struct AutomateClientBuilder {
    server: String,
    base_url: Option<String>,
    credentials: Option<Credentials>,
    client_id: Option<String>,
    settings: Settings,
}

impl AutomateClientBuilder {
    pub(crate) fn new(server: String) -> Self {
        Self {
            server,
            base_url: None,
            credentials: None,
            client_id: None,
            settings: Settings::default().user_agent(concat!("cwa-client/", env!("CARGO_PKG_VERSION"))),
        }
    }

    /// The whole address in place of the server's name: for a server behind another path
    /// (`https://gateway.example.com/automate/cwa/api`) or on loopback (`http://127.0.0.1:8080`, whose path is `/cwa/api`
    /// where none is given). A version at its end is left off.
    pub fn base_url(mut self, address: impl Into<String>) -> Self {
        self.base_url = Some(address.into());
        self
    }

    /// The account. Required.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The GUID that names the integration, sent as the header `clientId`. Required. Partners get one for free at
    /// developer.connectwise.com/ClientID. It is not the id of a customer, which is a [`ClientId`](crate::ClientId).
    pub fn client_id(mut self, guid: impl Into<String>) -> Self {
        self.client_id = Some(guid.into());
        self
    }

    /// Changes how the client sends (time-outs, limits, retries, proxy, user agent, transport):
    /// `.settings(|settings| settings.limits(..))`, or `.settings(|_| mine)`.
    pub fn settings(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = change(self.settings);
        self
    }

    /// Checks all settings. Nothing is sent: the first call logs in.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) with every problem that can be seen without asking the server.
    pub fn build(self) -> Result<AutomateClient, Error> {
        let mut problems = Vec::new();
        let base = note(&mut problems, self.base());
        let login = note(&mut problems, self.login());
        let client_id = note(&mut problems, self.client_id_header());
        let (Some(base), Some(login), Some(client_id)) = (base, login, client_id) else {
            return Err(Error::config(problems.join("; ")));
        };
        let http = HttpClient::builder(base)
            .credentials(cw_http::Credentials::Token(Arc::new(login)))
            .header(CLIENT_ID, client_id)
            .unauthorized_hint(UNAUTHORIZED_HINT)
            .settings(|_| self.settings);
        Ok(AutomateClient::new(http.build()?))
    }

    fn base(&self) -> Result<BaseUrl, Error> {
        let Some(address) = &self.base_url else { return BaseUrl::parse(&self.server, ROOT) };
        let (host, path) = split_path(address.trim());
        let path = path.trim_end_matches('/');
        let root = ["/v1", "/v2"].iter().find_map(|version| path.strip_suffix(version)).unwrap_or(path);
        BaseUrl::parse(host, if root.is_empty() { ROOT } else { root })
    }

    fn login(&self) -> Result<Login, Error> {
        let missing = || Error::config("no credentials: give user name and password of an account");
        Login::new(self.credentials.clone().ok_or_else(missing)?)
    }

    fn client_id_header(&self) -> Result<HeaderValue, Error> {
        let text = self.client_id.as_deref().unwrap_or_default().trim();
        if text.is_empty() {
            return Err(Error::config("no client id: give the GUID that was registered for the integration"));
        }
        HeaderValue::try_from(text).map_err(|_| Error::config("the client id holds characters that no header may hold"))
    }
}

/// The address may have been pasted with a password in it, and a proxy's too: neither is shown.
impl fmt::Debug for AutomateClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AutomateClientBuilder")
            .field("credentials", &self.credentials)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Keeps what went well, and books what did not.
fn note<T>(problems: &mut Vec<String>, outcome: Result<T, Error>) -> Option<T> {
    outcome.map_err(|error| problems.push(error.to_string())).ok()
}

/// Splits an address into scheme and host, and path. A query stays with the host, where it is refused with the reason.
fn split_path(address: &str) -> (&str, &str) {
    let host_at = address.find("://").map_or(0, |at| at + 3);
    match address[host_at..].find('/') {
        Some(_) if address.contains(['?', '#']) => (address, ""),
        Some(at) => address.split_at(host_at + at),
        None => (address, ""),
    }
}
