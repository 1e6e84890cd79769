//! Credentials, and the token that all callers of a client share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use base64::prelude::{BASE64_STANDARD, Engine};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use crate::client::HttpClient;
use crate::error::{Error, ErrorKind};

/// How a client proves who it is.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// A fixed `Authorization` header, whatever its scheme.
    Header(SecretString),
    /// User name and password, sent as `Authorization: Basic`. The name must not hold a colon.
    Basic {
        /// The user name; no answer is repeated with it in it, since some services make a key part of it.
        username: String,
        /// The password.
        password: SecretString,
    },
    /// A bearer token that is fetched, shared by all callers and renewed ahead of its expiry.
    Token(Arc<dyn TokenSource>),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header(_) => "Header([redacted])",
            Self::Basic { .. } => "Basic([redacted])",
            Self::Token(_) => "Token([redacted])",
        })
    }
}

/// Fetches tokens. The client makes sure that one caller fetches while the others wait.
#[async_trait]
pub trait TokenSource: Send + Sync {
    /// Logs in. Requests must be sent [without credentials](crate::Request::without_credentials).
    ///
    /// # Errors
    /// [`ErrorKind::Credentials`] if the service refuses the login: that answer is remembered for a moment, so that a wrong
    /// password is not tried again by every caller. Any other error is not remembered.
    async fn fetch(&self, http: &HttpClient) -> Result<Token, Error>;
}

/// A bearer token and how long it may be used.
#[derive(Clone)]
pub struct Token {
    secret: SecretString,
    lifetime: Duration,
}

impl Token {
    /// A token that expires `lifetime` from now.
    #[must_use]
    pub fn new(secret: SecretString, lifetime: Duration) -> Self {
        Self { secret, lifetime }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

/// How long a refused login is remembered. Accounts get locked by repeated wrong passwords.
const REFUSAL_MEMORY: Duration = Duration::from_secs(10);
/// A renewal ahead of expiry that failed is not repeated sooner than this; the old token is still good.
const RENEWAL_PAUSE: Duration = Duration::from_secs(15);
/// The longest time ahead of expiry at which a token is renewed; short-lived ones are renewed after three quarters of their life.
const RENEW_AHEAD: Duration = Duration::from_secs(120);

/// No token is kept longer, whatever the service says of it.
const LONGEST_LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A token as the cache keeps it. The generation tells a caller's stale token from the one that replaced it.
pub(crate) struct Held {
    pub(crate) header: HeaderValue,
    pub(crate) secret: SecretString,
    generation: u64,
    renew_at: Instant,
    expires_at: Instant,
}

type Fetch = Shared<BoxFuture<'static, Result<Arc<Held>, Error>>>;

#[derive(Default)]
struct State {
    held: Option<Arc<Held>>,
    fetching: Option<Fetch>,
    generation: u64,
    refused: Option<(Instant, Error)>,
    pause_renewal_until: Option<Instant>,
}

/// One token for all callers of a client.
pub(crate) struct TokenCache {
    source: Arc<dyn TokenSource>,
    state: Arc<Mutex<State>>,
}

/// What a call uses, and whether it came out of the cache (only then can a 401 be cured by a new one).
pub(crate) struct Lease {
    pub(crate) token: Arc<Held>,
    pub(crate) from_cache: bool,
}

impl TokenCache {
    pub(crate) fn new(source: Arc<dyn TokenSource>) -> Self {
        Self { source, state: Arc::default() }
    }

    /// The current token, or a new one. Whoever comes while one is fetched waits for it; a caller who gives up does not stop
    /// the fetch for the others.
    pub(crate) async fn get(&self, http: &HttpClient) -> Result<Lease, Error> {
        let fetch = {
            let mut state = lock(&self.state);
            let now = Instant::now();
            if let Some(held) = state.held.clone().filter(|held| now < held.expires_at) {
                if now >= held.renew_at && state.pause_renewal_until.is_none_or(|until| now >= until) {
                    // Nobody waits for a renewal ahead of expiry: it runs in its own task.
                    drop(self.start_fetch(&mut state, http));
                }
                return Ok(Lease { token: held, from_cache: true });
            }
            if let Some((_, error)) = state.refused.as_ref().filter(|(until, _)| now < *until) {
                return Err(error.clone());
            }
            self.start_fetch(&mut state, http)
        };
        Ok(Lease { token: fetch.await?, from_cache: false })
    }

    /// Drops this token after a 401, unless another caller has replaced it already.
    pub(crate) fn drop_token(&self, stale: &Held) {
        let mut state = lock(&self.state);
        if state.held.as_ref().is_some_and(|held| held.generation == stale.generation) {
            state.held = None;
        }
    }

    /// The fetch under way, or a new one in a task of its own.
    fn start_fetch(&self, state: &mut State, http: &HttpClient) -> Fetch {
        if let Some(fetching) = &state.fetching {
            return fetching.clone();
        }
        state.generation += 1;
        let (generation, source, cache, http) =
            (state.generation, Arc::clone(&self.source), Arc::clone(&self.state), http.clone());
        let task = tokio::spawn(async move {
            let outcome = source.fetch(&http).await.and_then(|token| hold(&token, generation));
            settle(&cache, outcome)
        });
        let cache = Arc::clone(&self.state);
        let broken_off = move |error| {
            settle(&cache, Err(Error::new(ErrorKind::Interrupted, "the login was broken off").with_source(error)))
        };
        let fetch = task.map(|joined| joined.unwrap_or_else(broken_off)).boxed().shared();
        state.fetching = Some(fetch.clone());
        fetch
    }
}

fn settle(cache: &Mutex<State>, outcome: Result<Arc<Held>, Error>) -> Result<Arc<Held>, Error> {
    let mut state = lock(cache);
    state.fetching = None;
    let now = Instant::now();
    match &outcome {
        Ok(held) => {
            state.held = Some(Arc::clone(held));
            state.refused = None;
            state.pause_renewal_until = None;
        }
        Err(error) => {
            state.pause_renewal_until = Some(now + RENEWAL_PAUSE);
            if error.kind() == ErrorKind::Credentials {
                state.refused = Some((now + REFUSAL_MEMORY, error.clone()));
            }
        }
    }
    outcome
}

fn hold(token: &Token, generation: u64) -> Result<Arc<Held>, Error> {
    let mut header = HeaderValue::try_from(format!("Bearer {}", token.secret.expose_secret())).map_err(|_| {
        Error::new(ErrorKind::Credentials, "the service's token holds characters that no header may hold")
    })?;
    header.set_sensitive(true);
    let now = Instant::now();
    let lifetime = token.lifetime.min(LONGEST_LIFE);
    let ahead = RENEW_AHEAD.min(lifetime / 4);
    Ok(Arc::new(Held {
        header,
        secret: token.secret.clone(),
        generation,
        renew_at: now + (lifetime - ahead),
        expires_at: now + lifetime,
    }))
}

/// The state is only ever replaced whole, so a panic elsewhere cannot leave it half changed.
fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A header that is the same in every request, and the texts in it that nothing may show.
pub(crate) struct FixedHeader {
    pub(crate) value: HeaderValue,
    pub(crate) secrets: Vec<SecretString>,
}

impl FixedHeader {
    pub(crate) fn new(header: &SecretString) -> Result<Self, Error> {
        let mut value = HeaderValue::try_from(header.expose_secret())
            .map_err(|_| Error::config("the credentials hold characters that no header may hold"))?;
        value.set_sensitive(true);
        // A service may repeat a key without its scheme.
        let key = header.expose_secret().split_once(' ').map(|(_, key)| key.trim().to_owned().into());
        Ok(Self { value, secrets: std::iter::once(header.clone()).chain(key).collect() })
    }

    pub(crate) fn basic(username: &str, password: &SecretString) -> Result<Self, Error> {
        if username.contains(':') {
            return Err(Error::config("the user name holds a colon, at which it would be cut"));
        }
        let pair = BASE64_STANDARD.encode(format!("{username}:{}", password.expose_secret()));
        let mut header = Self::new(&format!("Basic {pair}").into())?;
        header.secrets = vec![pair.into(), password.clone(), username.to_owned().into()];
        // Some services make one name of a name and a key.
        header.secrets.extend(username.rsplit_once('+').map(|(_, key)| key.to_owned().into()));
        Ok(header)
    }
}
