//! The client: what all areas of the API share.

use std::fmt;

use cw_http::{Error, HttpClient, Method, Request, Response};
use serde::de::DeserializeOwned;

use crate::builder::AutomateClientBuilder;
use crate::list::ListRequest;
use cw_http::Call;

/// A client of one Automate server with one account.
///
/// Cloning is cheap: clones share connections, token, limits and retry budget. Areas of the API are reached by
/// name: [`clients`](Self::clients), [`computers`](Self::computers), [`alerts`](Self::alerts), ...
#[derive(Clone)]
pub struct AutomateClient {
    http: HttpClient,
}

impl AutomateClient {
    /// Begins a client for a server, named the way people type it: `automate.example.com`, with `https://`, a
    /// port or a trailing slash if you like. Plain `http` is accepted for loopback only.
    ///
    /// ```
    /// use cwa_client::{AutomateClient, Credentials};
    ///
    /// let cwa = AutomateClient::builder("automate.example.com")
    ///     .credentials(Credentials::integrator("svc-reports", "a long password"))
    ///     .client_id("6f0e5a1c-0000-4000-8000-000000000000")
    ///     .build()?;
    /// # Ok::<(), cwa_client::Error>(())
    /// ```
    pub fn builder(server: impl Into<String>) -> AutomateClientBuilder {
        AutomateClientBuilder::new(server.into())
    }

    /// A client made from environment variables; see [`builder_from_env`](Self::builder_from_env).
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming every variable that is missing or wrong.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder_from_env()?.build()
    }

    /// A builder filled from environment variables, for further settings.
    ///
    /// | variable | |
    /// | --- | --- |
    /// | `CWA_SERVER` | the server, as for [`builder`](Self::builder) |
    /// | `CWA_USERNAME`, `CWA_PASSWORD` | the account |
    /// | `CWA_CLIENT_ID` | the `clientId` of the integration |
    /// | `CWA_TOTP_SECRET` | optional: the account's authenticator secret |
    /// | `CWA_BASE_URL` | optional, in place of `CWA_SERVER`: the whole address; see [`AutomateClientBuilder::base_url`] |
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming every variable that is missing.
    pub fn builder_from_env() -> Result<AutomateClientBuilder, Error> {
        crate::env::builder(|name| std::env::var(name).ok())
    }

    /// A request for a path that has no method here, to be filled in and [executed](Self::execute).
    ///
    /// The path is taken as people write it: `/Clients?pageSize=1` is below version 1 of the API; `/v2/Contacts` and
    /// `/cwa/api/v1/Clients` say where they are.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// let flags = cwa.request(cwa_client::Method::GET, "/FeatureFlags").query("pageSize", 10);
    /// let flags: Vec<serde_json::Value> = cwa.execute(flags).await?.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> Request {
        Request::raw(method, below_root(path))
    }

    /// Sends any request, with this client's credentials, limits and retries.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a path that could leave the API root of the server; else as
    /// [`Call::send`].
    pub async fn execute(&self, request: Request) -> Result<Response, Error> {
        self.http.send(request).await
    }

    /// The layer below: the address, and how to send what is not of this API's shape.
    #[must_use]
    pub fn http(&self) -> &HttpClient {
        &self.http
    }

    pub(crate) fn new(http: HttpClient) -> Self {
        Self { http }
    }

    /// A call whose answer is read as JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self, request: Request) -> Call<T> {
        Call::new(&self.http, request, |response| response.json())
    }

    /// A call whose answer says nothing but that it was done.
    pub(crate) fn act(&self, request: Request) -> Call<()> {
        Call::new(&self.http, request, |_| Ok(()))
    }

    /// A list in the order `order` (nothing where rows have no id to sort by).
    pub(crate) fn list<T: DeserializeOwned, F>(&self, request: Request, order: &'static str) -> ListRequest<T, F> {
        ListRequest::new(&self.http, request, order)
    }
}

impl fmt::Debug for AutomateClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AutomateClient").field(&self.http).finish()
    }
}

/// A path as people write it, below the API root, where versions are. Nothing is judged here: the layer below refuses
/// what could leave the root.
fn below_root(path: &str) -> String {
    let inner = path.strip_prefix('/').unwrap_or(path);
    if inner.starts_with('/') || inner.starts_with('\\') {
        return path.to_owned();
    }
    let inner = ["cwa/api/", "api/"].iter().find_map(|root| inner.strip_prefix(root)).unwrap_or(inner);
    let first = inner.split(['/', '?']).next().unwrap_or_default();
    let is_version =
        first.strip_prefix(['v', 'V']).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if is_version || first.contains(':') { inner.to_owned() } else { format!("v1/{inner}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_people_write_them() {
        for (typed, below) in [
            ("/Clients?pageSize=1", "v1/Clients?pageSize=1"),
            ("Clients", "v1/Clients"),
            ("/v2/Contacts", "v2/Contacts"),
            ("v1/Clients", "v1/Clients"),
            ("/cwa/api/v1/Clients", "v1/Clients"),
            ("/api/v2/Scripts/1", "v2/Scripts/1"),
            ("/Videos", "v1/Videos"),
            ("//evil.example/x", "//evil.example/x"),
            ("https://evil.example/x", "https://evil.example/x"),
        ] {
            assert_eq!(below_root(typed), below, "{typed}");
        }
    }

    #[test]
    fn handles_cross_threads() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<AutomateClient>();
        shared::<Call<Vec<u8>>>();
        shared::<ListRequest<Vec<u8>>>();
    }
}
