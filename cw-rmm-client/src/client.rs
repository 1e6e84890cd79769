//! The client: what all areas of the API share.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cw_http::{BaseUrl, Call, Error, HeaderName, HttpClient, Method, Operation, Request, Response, Settings};
use serde::de::DeserializeOwned;

use crate::api::Route;
use crate::auth::{Credentials, Key, Login};
use crate::builder::RmmClientBuilder;
use crate::dialect::{DeviceListMethod, Dialect};
use crate::list::ListRequest;
use crate::scopes::{Scopes, denied_hint};

/// What to look at when a new token does not help against a 401.
const UNAUTHORIZED_HINT: &str =
    "a fresh token did not help: is the key still active, and does the tenant have this product?";

/// The header under which the service is told an id for each request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A client of one tenant with one key and one set of scopes.
///
/// Cloning is cheap: clones share connections, token, limits, quota and retry budget. Areas of the API are reached by name:
/// [`companies`](Self::companies), [`devices`](Self::devices), [`tickets`](Self::tickets), ...
#[derive(Clone)]
pub struct RmmClient {
    http: HttpClient,
    scopes: Arc<Scopes>,
    shared: Arc<Shared>,
}

/// What clients with the same key share, whatever their scopes.
struct Shared {
    base: BaseUrl,
    key: Arc<Key>,
    dialect: Dialect,
    settings: Settings,
    /// One for each set of scopes, so that a set that was asked for before finds its token again.
    siblings: Mutex<HashMap<Arc<Scopes>, HttpClient>>,
    /// Version 2 of the device list is asked with GET here.
    lists_devices_by_get: AtomicBool,
}

impl RmmClient {
    /// Begins a client for a key, which also tells the region.
    ///
    /// ```
    /// use cw_rmm_client::{Credentials, RmmClient, Scope, Scopes};
    ///
    /// let rmm = RmmClient::builder(Credentials::new("0e30aa10-1111-4222-8333-944445555666", "the key's secret"))
    ///     .scopes(Scopes::reading().with(Scope::AUTOMATION_CREATE))
    ///     .build()?;
    /// # Ok::<(), cw_rmm_client::Error>(())
    /// ```
    pub fn builder(credentials: Credentials) -> RmmClientBuilder {
        RmmClientBuilder::new(credentials)
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
    /// | `CW_RMM_CLIENT_ID`, `CW_RMM_CLIENT_SECRET` | the key |
    /// | `CW_RMM_REGION` | optional: `na`, `eu` or `au`; told by the client id as a rule |
    /// | `CW_RMM_SCOPES` | optional: what tokens are asked for, separated by spaces or commas; [`Scopes::reading`] by default |
    /// | `CW_RMM_BASE_URL` | optional: the whole address, in place of a region's |
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming every variable that is missing or wrong.
    pub fn builder_from_env() -> Result<RmmClientBuilder, Error> {
        crate::env::builder(|name| std::env::var(name).ok())
    }

    /// The same client with other scopes: a token of its own, and everything but connections shared with this one. A set that
    /// was asked for before finds its token again, so this may be called as often as you like.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for an empty set.
    pub fn with_scopes(&self, scopes: Scopes) -> Result<Self, Error> {
        if scopes.is_empty() {
            return Err(Error::config("no scopes are asked for"));
        }
        let mut siblings = self.shared.siblings.lock().unwrap_or_else(PoisonError::into_inner);
        let known = siblings.get_key_value(&scopes).map(|(scopes, http)| (Arc::clone(scopes), http.clone()));
        let (scopes, http) = match known {
            Some(known) => known,
            None => {
                let (scopes, http) = (Arc::new(scopes.clone()), self.shared.http(scopes)?);
                siblings.insert(Arc::clone(&scopes), http.clone());
                (scopes, http)
            }
        };
        Ok(Self { http: http.with_check_of(&self.http), scopes, shared: Arc::clone(&self.shared) })
    }

    /// The same client, which asks `check` right before each try of each request; see [`HttpClient::with_check`]. Siblings with
    /// [other scopes](Self::with_scopes) that are made of it ask too.
    #[must_use]
    pub fn with_check(&self, check: impl Fn() -> Result<(), Error> + Send + Sync + 'static) -> Self {
        Self { http: self.http.with_check(check), ..self.clone() }
    }

    /// What this client's tokens are asked for.
    #[must_use]
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// How this client speaks to the API where sources disagree.
    #[must_use]
    pub fn dialect(&self) -> &Dialect {
        &self.shared.dialect
    }

    /// A request for a path that has no method here, to be filled in and [executed](Self::execute).
    ///
    /// ```no_run
    /// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
    /// let policies = rmm.request(cw_rmm_client::Method::GET, "/api/platform/v1/policy/categories");
    /// let policies: serde_json::Value = rmm.execute(policies).await?.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> Request {
        Request::raw(method, path)
    }

    /// Sends any request, with this client's credentials, limits and retries.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a path that could leave the API; else as
    /// [`Call::send`](crate::Call::send).
    pub async fn execute(&self, request: Request) -> Result<Response, Error> {
        self.http.send(request).await
    }

    /// The layer below: the address, and how to send what is not of this API's shape.
    #[must_use]
    pub fn http(&self) -> &HttpClient {
        &self.http
    }

    pub(crate) fn new(
        base: BaseUrl,
        key: Arc<Key>,
        scopes: Scopes,
        dialect: Dialect,
        settings: Settings,
    ) -> Result<Self, Error> {
        let lists_devices_by_get = AtomicBool::new(dialect.device_list == DeviceListMethod::Get);
        let shared = Shared { base, key, dialect, settings, siblings: Mutex::default(), lists_devices_by_get };
        let (scopes, http) = (Arc::new(scopes.clone()), shared.http(scopes)?);
        let siblings = Mutex::new(HashMap::from([(Arc::clone(&scopes), http.clone())]));
        Ok(Self { http, scopes, shared: Arc::new(Shared { siblings, ..shared }) })
    }

    pub(crate) fn key(&self) -> &Key {
        &self.shared.key
    }

    /// How version 2 of the device list is asked, as far as is known by now.
    pub(crate) fn device_list_method(&self) -> DeviceListMethod {
        match self.shared.lists_devices_by_get.load(Ordering::Relaxed) {
            true => DeviceListMethod::Get,
            false => DeviceListMethod::Post,
        }
    }

    pub(crate) fn remember_device_list_by_get(&self) {
        self.shared.lists_devices_by_get.store(true, Ordering::Relaxed);
    }

    /// A request for an operation, which knows what to say if it is denied.
    pub(crate) fn ask(&self, route: &Route) -> Request {
        let request = Request::new(route.operation());
        if route.scopes().is_empty() { request } else { request.denied_hint(denied_hint(route.scopes(), &self.scopes)) }
    }

    /// The same for an operation whose path is a setting.
    pub(crate) fn ask_at(&self, route: &Route, path: &str) -> Request {
        let operation = Operation { path: path.to_owned().into(), ..route.operation().clone() };
        self.ask(&Route { operation, scopes: route.scopes() })
    }

    /// A call whose answer is read as JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self, request: Request) -> Call<T> {
        Call::new(&self.http, request, |response| response.json())
    }

    /// A call whose answer says nothing but that it was done.
    pub(crate) fn act(&self, request: Request) -> Call<()> {
        Call::new(&self.http, request, |_| Ok(()))
    }

    /// A list that the service gives whole, or in pages that it links by itself.
    pub(crate) fn list<T: DeserializeOwned>(&self, request: Request) -> ListRequest<T> {
        ListRequest::whole(&self.http, request)
    }
}

impl Shared {
    /// A client of the layer below with a token of its own.
    fn http(&self, scopes: Scopes) -> Result<HttpClient, Error> {
        let login = Login { key: Arc::clone(&self.key), scopes };
        HttpClient::builder(self.base.clone())
            .credentials(cw_http::Credentials::Token(Arc::new(login)))
            .request_id_header(REQUEST_ID)
            .unauthorized_hint(UNAUTHORIZED_HINT)
            .settings(|_| self.settings.clone())
            .build()
    }
}

impl fmt::Debug for RmmClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RmmClient").field("http", &self.http).field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_cross_threads() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<RmmClient>();
        shared::<Call<Vec<u8>>>();
        shared::<ListRequest<Vec<u8>>>();
    }
}
