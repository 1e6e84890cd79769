//! The client: what all areas of the API share.

use std::fmt;

use cw_http::{Call, Error, HeaderValue, HttpClient, Method, Request, Response};
use serde::de::DeserializeOwned;

use crate::builder::PsaClientBuilder;
use crate::resource::{Endpoint, Resource};
use crate::version;

/// A client of one PSA with one pair of keys.
///
/// Cloning is cheap: clones share connections, limits and retry budget. What PSA keeps is reached by name:
/// [`tickets`](Self::tickets), [`companies`](Self::companies), [`boards`](Self::boards), ...; what has no name here, by a
/// [`Resource`] of your own or a [request](Self::request).
#[derive(Clone)]
pub struct PsaClient {
    http: HttpClient,
    accept: Option<Result<HeaderValue, Error>>,
}

impl PsaClient {
    /// Begins a client for a site: a [`Region`](crate::Region) or its word (`na`, `eu`, `au`, `za`, `staging`), or any host
    /// as people type it: `psa.example.com`, with `https://`, a port or a trailing slash if you like. Plain `http` is
    /// accepted for loopback only.
    ///
    /// ```
    /// use cw_psa_client::{PsaClient, Region};
    ///
    /// let psa = PsaClient::builder(Region::Eu)
    ///     .company("acmemsp")
    ///     .keys("a public key", "a private key")
    ///     .client_id("6f0e5a1c-0000-4000-8000-000000000000")
    ///     .build()?;
    /// # Ok::<(), cw_psa_client::Error>(())
    /// ```
    pub fn builder(site: impl Into<String>) -> PsaClientBuilder {
        PsaClientBuilder::new(site.into())
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
    /// | `CW_PSA_SITE` | the region or host, as for [`builder`](Self::builder) |
    /// | `CW_PSA_COMPANY` | the company id of the sign-in page |
    /// | `CW_PSA_PUBLIC_KEY`, `CW_PSA_PRIVATE_KEY` | the keys of an API member |
    /// | `CW_PSA_CLIENT_ID` | the `clientId` of the integration |
    /// | `CW_PSA_CODEBASE` | optional; see [`PsaClientBuilder::codebase`] |
    /// | `CW_PSA_BASE_URL` | optional, in place of `CW_PSA_SITE`: the whole address; see [`PsaClientBuilder::base_url`] |
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming every variable that is missing.
    pub fn builder_from_env() -> Result<PsaClientBuilder, Error> {
        crate::env::builder(|name| std::env::var(name).ok())
    }

    /// The same client, asking for the records of a release such as `2025.8`: for all calls that are made with it, or for
    /// one. Some routes refuse a version with a 400 or 404; ask those without.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// let boards = psa.with_version("2025.8").boards().list().all().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A release that is none is the answer to each call, and nothing is sent.
    #[must_use]
    pub fn with_version(&self, release: &str) -> Self {
        Self { http: self.http.clone(), accept: Some(version::accept(release)) }
    }

    /// The records of a type that has no method here; see [`Resource`].
    pub fn resource<R: Resource>(&self) -> Endpoint<R> {
        Endpoint::new(self.clone(), None)
    }

    /// The records of a type that has no method here and that belong to another record, whose id fills `{parentId}` in the
    /// [path](Resource::PATH).
    pub fn resource_of<R: Resource>(&self, parent: impl fmt::Display) -> Endpoint<R> {
        Endpoint::new(self.clone(), Some(parent.to_string()))
    }

    /// A request for a path that has no method here, to be filled in and [executed](Self::execute).
    ///
    /// The path is taken as people write it: `/company/markets?pageSize=1`, with or without `/v4_6_release/apis/3.0` in front.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// let markets = psa.request(cw_psa_client::Method::GET, "/company/marketDescriptions").query("pageSize", 10);
    /// let markets: Vec<serde_json::Value> = psa.execute(markets).await?.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> Request {
        self.versioned(Request::raw(method, below_root(path)))
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

    pub(crate) fn new(http: HttpClient, accept: Option<HeaderValue>) -> Self {
        Self { http, accept: accept.map(Ok) }
    }

    /// The same client, sending through another layer below.
    #[cfg(feature = "tools")]
    pub(crate) fn with_http(&self, http: HttpClient) -> Self {
        Self { http, accept: self.accept.clone() }
    }

    /// The request, asking for the version that this client is for.
    pub(crate) fn versioned(&self, request: Request) -> Request {
        match &self.accept {
            None => request,
            Some(Ok(accept)) => request.header(ACCEPT, accept.clone()),
            Some(Err(error)) => request.refuse(error.clone()),
        }
    }

    /// A call whose answer is read as JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self, request: Request) -> Call<T> {
        Call::new(&self.http, self.versioned(request), |response| response.json())
    }

    /// A call whose answer says nothing but that it was done.
    pub(crate) fn act(&self, request: Request) -> Call<()> {
        Call::new(&self.http, self.versioned(request), |_| Ok(()))
    }
}

/// Names the kind of answer that is wanted.
pub(crate) const ACCEPT: cw_http::HeaderName = cw_http::HeaderName::from_static("accept");

impl fmt::Debug for PsaClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PsaClient").field("http", &self.http).field("accept", &self.accept).finish()
    }
}

/// A path as people write it, below the API root. Nothing is judged here: the layer below refuses what could leave the root.
fn below_root(path: &str) -> String {
    let (plain, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    if plain.contains(':') || plain.starts_with("//") || plain.contains('\\') {
        return path.to_owned();
    }
    // A codebase, or any path in front of the API's own.
    let inner = plain.split_once("apis/3.0/").filter(|(front, _)| front.is_empty() || front.ends_with('/'));
    format!("{}{query}", inner.map_or(plain, |(_, inner)| inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_people_write_them() {
        for (typed, below) in [
            ("/service/tickets?pageSize=1", "/service/tickets?pageSize=1"),
            ("service/tickets", "service/tickets"),
            ("/v4_6_release/apis/3.0/service/tickets", "service/tickets"),
            ("v2026_1/apis/3.0/service/tickets?a=/apis/3.0/x", "service/tickets?a=/apis/3.0/x"),
            ("/apis/3.0/service/tickets", "service/tickets"),
            ("/service/tickets?url=https://x.example/apis/3.0/y", "/service/tickets?url=https://x.example/apis/3.0/y"),
            ("//evil.example/apis/3.0/x", "//evil.example/apis/3.0/x"),
            ("https://evil.example/apis/3.0/x", "https://evil.example/apis/3.0/x"),
            ("\\evil/apis/3.0/x", "\\evil/apis/3.0/x"),
            ("/myapis/3.0/x", "/myapis/3.0/x"),
        ] {
            assert_eq!(below_root(typed), below, "{typed}");
        }
    }

    #[test]
    fn handles_cross_threads() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<PsaClient>();
        shared::<Call<Vec<u8>>>();
        shared::<crate::ListRequest<Vec<u8>>>();
    }
}
