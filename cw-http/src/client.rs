//! The client: its settings, and what all its calls share.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::auth::{Credentials, FixedHeader, Held, TokenCache};
use crate::base_url::BaseUrl;
use crate::call::Call;
use crate::error::Error;
use crate::pacer::Pacer;
use crate::quota::Quota;
use crate::request::Request;
#[cfg(feature = "reqwest")]
use crate::reqwest_transport::ReqwestTransport;
use crate::response::Response;
use crate::retry::{Budget, RetrySettings};
use crate::secrets::{Secrets, is_secret_name};
use crate::settings::{Limits, Settings, Timeouts};
use crate::transport::Transport;

/// Sends requests to one API with one set of credentials.
///
/// Cloning is cheap; clones share connections, token, limits, retry budget and pace.
#[derive(Clone)]
pub struct HttpClient {
    shared: Arc<Shared>,
    check: Option<Arc<Check>>,
}

/// Says more of a refusal than its status does.
type Explain = fn(Error, proven: bool) -> Error;

/// Says no to a request that is about to be sent.
type Check = dyn Fn() -> Result<(), Error> + Send + Sync;

pub(crate) struct Shared {
    pub(crate) base: BaseUrl,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) auth: Auth,
    pub(crate) headers: HeaderMap,
    pub(crate) timeouts: Timeouts,
    pub(crate) limits: Limits,
    pub(crate) retry: RetrySettings,
    pub(crate) unauthorized_hint: Option<String>,
    pub(crate) quota: Option<Quota>,
    /// The header under which each try tells the service an id.
    pub(crate) request_id_header: Option<HeaderName>,
    explain: Explain,
    /// A call with the client's credentials has succeeded.
    proven: AtomicBool,
    pub(crate) in_flight: Semaphore,
    /// Whose turn it is while sends are spaced.
    pub(crate) turn: tokio::sync::Mutex<()>,
    budget: Mutex<Budget>,
    pacer: Mutex<Pacer>,
}

pub(crate) enum Auth {
    None,
    Header(FixedHeader),
    Token(TokenCache),
}

impl Shared {
    pub(crate) fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn pacer(&self) -> MutexGuard<'_, Pacer> {
        self.pacer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn prove(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    pub(crate) fn explain(&self, refusal: Error) -> Error {
        (self.explain)(refusal, self.proven.load(Ordering::Relaxed))
    }

    /// What must not be repeated out of an answer: the credentials of the call, whatever a login sent, and what else was sent under
    /// the name of a secret.
    pub(crate) fn secrets(&self, request: &Request, held: Option<&Held>) -> Secrets {
        let mut secrets: Vec<String> = held.iter().map(|held| held.secret.expose_secret().to_owned()).collect();
        let fixed = self.headers.values().filter(|value| value.is_sensitive());
        secrets.extend(fixed.filter_map(|value| value.to_str().ok()).map(str::to_owned));
        if let Auth::Header(fixed) = &self.auth {
            secrets.extend(fixed.secrets.iter().map(|secret| secret.expose_secret().to_owned()));
        }
        if let Ok(Some(body)) = request.body_bytes()
            && let Ok(body) = serde_json::from_slice(&body)
        {
            texts_of(&body, !request.is_authenticated(), &mut secrets);
        }
        Secrets::new(secrets)
    }
}

impl HttpClient {
    /// Begins a client for the API below `base`.
    pub fn builder(base: BaseUrl) -> HttpClientBuilder {
        HttpClientBuilder {
            base,
            credentials: None,
            headers: Vec::new(),
            unauthorized_hint: None,
            request_id_header: None,
            explain: |error, _| error,
            settings: Settings::default(),
        }
    }

    /// Where this client's requests go.
    #[must_use]
    pub fn base(&self) -> &BaseUrl {
        &self.shared.base
    }

    /// How long a call may take unless its request says otherwise.
    #[must_use]
    pub fn call_timeout(&self) -> Duration {
        self.shared.timeouts.call
    }

    /// The same client, which asks `check` right before each try of each request. An error ends the call: this try is not sent.
    /// Logins are not asked for, since they serve all clones. One check takes the place of another.
    #[must_use]
    pub fn with_check(&self, check: impl Fn() -> Result<(), Error> + Send + Sync + 'static) -> Self {
        Self { shared: Arc::clone(&self.shared), check: Some(Arc::new(check)) }
    }

    /// The same client with the [check](Self::with_check) of another, if that has one.
    #[must_use]
    pub fn with_check_of(&self, other: &Self) -> Self {
        Self { shared: Arc::clone(&self.shared), check: other.check.clone() }
    }

    /// Sends a request, with retries as its operation allows, and answers with the whole response.
    ///
    /// # Errors
    /// Every answer other than 2xx, and every failure to get one; see [`Error`].
    pub async fn send(&self, request: Request) -> Result<Response, Error> {
        self.send_into(request, Vec::new(), &mut |_| {}).await
    }

    /// Sends a request and reads the answer as JSON.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the answer is not what it should be.
    pub async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        self.send(request).await?.json()
    }

    /// As `send`, into a buffer that is used again, with word as soon as the headers of a successful answer are there.
    pub(crate) async fn send_into(
        &self,
        request: Request,
        buffer: Vec<u8>,
        on_head: &mut (dyn FnMut(&HeaderMap) + Send),
    ) -> Result<Response, Error> {
        Call::new(self, request)?.run(buffer, on_head).await
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Whether the next try may be sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.check.as_ref().map_or(Ok(()), |check| check())
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.shared.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("HttpClient")
            .field("base", &self.shared.base)
            .field("headers", &names)
            .field("timeouts", &self.shared.timeouts)
            .field("limits", &self.shared.limits)
            .field("retry", &self.shared.retry)
            .finish_non_exhaustive()
    }
}

/// Settings of an [`HttpClient`]; all but the address have defaults.
#[derive(Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct HttpClientBuilder {
    base: BaseUrl,
    credentials: Option<Credentials>,
    headers: Vec<(HeaderName, HeaderValue)>,
    unauthorized_hint: Option<String>,
    request_id_header: Option<HeaderName>,
    explain: Explain,
    settings: Settings,
}

impl HttpClientBuilder {
    /// How the client proves who it is. Default: not at all.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// A header that every request carries. Its value is never logged.
    pub fn header(mut self, name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.headers.push((name, value));
        self
    }

    /// What to look at when a 401 survives a new token.
    pub fn unauthorized_hint(mut self, hint: impl Into<String>) -> Self {
        self.unauthorized_hint = Some(hint.into());
        self
    }

    /// Sends a random id (a UUID) with each try, in this header.
    pub fn request_id_header(mut self, name: HeaderName) -> Self {
        self.request_id_header = Some(name);
        self
    }

    /// Says more of a refusal (an answer other than 2xx to a call with credentials) than its status does: the service's own
    /// meaning of a code, or a hint. `proven` tells whether a call of this client has succeeded; until then its settings
    /// may be what is wrong.
    pub fn explain_refusals(mut self, explain: fn(Error, proven: bool) -> Error) -> Self {
        self.explain = explain;
        self
    }

    /// Changes how the client sends: `.settings(|settings| settings.limits(..))`, or `.settings(|_| mine)`.
    pub fn settings(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = change(self.settings);
        self
    }

    /// Checks the settings. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if a setting cannot be used.
    pub fn build(self) -> Result<HttpClient, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::ACCEPT, HeaderValue::from_static("application/json"));
        let user_agent = self.settings.user_agent.as_deref().unwrap_or(concat!("cw-http/", env!("CARGO_PKG_VERSION")));
        let user_agent = HeaderValue::try_from(user_agent).map_err(|error| {
            Error::config("the user agent holds characters that no header may hold").with_source(error)
        })?;
        headers.insert(http::header::USER_AGENT, user_agent);
        headers.extend(self.headers.iter().cloned());
        let auth = match &self.credentials {
            None => Auth::None,
            Some(Credentials::Header(header)) => Auth::Header(FixedHeader::new(header)?),
            Some(Credentials::Basic { username, password }) => Auth::Header(FixedHeader::basic(username, password)?),
            Some(Credentials::Token(source)) => Auth::Token(TokenCache::new(Arc::clone(source))),
        };
        let transport = self.pick_transport()?;
        let Settings { timeouts, limits, retry, quota, .. } = self.settings;
        let shared = Shared {
            base: self.base,
            transport,
            auth,
            headers,
            timeouts,
            limits,
            unauthorized_hint: self.unauthorized_hint,
            quota,
            request_id_header: self.request_id_header,
            explain: self.explain,
            proven: AtomicBool::new(false),
            in_flight: Semaphore::new(limits.in_flight.clamp(1, Semaphore::MAX_PERMITS)),
            turn: tokio::sync::Mutex::new(()),
            budget: Mutex::new(Budget::new(&retry)),
            pacer: Mutex::new(Pacer::new(Instant::now().into_std())),
            retry,
        };
        Ok(HttpClient { shared: Arc::new(shared), check: None })
    }

    fn pick_transport(&self) -> Result<Arc<dyn Transport>, Error> {
        if let Some(transport) = &self.settings.transport {
            return Ok(Arc::clone(transport));
        }
        #[cfg(feature = "reqwest")]
        return Ok(Arc::new(ReqwestTransport::new(
            &self.base,
            self.settings.timeouts.connect,
            &self.settings.network,
        )?));
        #[cfg(not(feature = "reqwest"))]
        Err(Error::config("no transport: turn the feature `reqwest` on, or set a transport"))
    }
}

/// The texts in a JSON body that are secret, or all of them. Secret are those under the name of a secret: `{"password": ".."}`,
/// `{"key": "password", "value": ".."}`, the same as JSON within a text.
fn texts_of(value: &Value, all: bool, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            if all {
                texts.push(text.clone());
            }
            if let Some(inner) = text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten() {
                texts_of(&inner, all, texts);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| texts_of(value, all, texts)),
        Value::Object(members) => {
            let is_named = |(name, value): (&String, &Value)| {
                ["key", "name", "path"].contains(&name.to_ascii_lowercase().as_str())
                    && value.as_str().is_some_and(is_secret_name)
            };
            let named = members.iter().any(is_named);
            for (name, value) in members {
                let is_value = named && name.eq_ignore_ascii_case("value");
                texts_of(value, all || is_value || is_secret_name(name), texts);
            }
        }
        _ => {}
    }
}
