//! Checking deliveries as they come in: with the key fetched where it may be, and kept.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cw_http::{BaseUrl, Error, ErrorKind, HttpClient, Limits, Operation, Request, Settings, Timeouts};
use futures_util::future::{BoxFuture, FutureExt, Shared};
use tokio::time::Instant;
use url::Url;

use super::delivery::Delivery;
use super::error::CallbackError;
use super::key_url::{KeyHosts, KeyUrl};
use super::signature::{SigningKey, verify};

/// How many keys are kept. A company has one a callback, at most.
const MOST_KEYS: usize = 64;
/// How long a key is kept.
const LONGEST_KEPT: Duration = Duration::from_secs(60 * 60);
/// The service waits five seconds for the answer to a delivery.
const LONGEST_FETCH: Duration = Duration::from_secs(4);
/// An answer with a key is a line of JSON.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Checks deliveries of callbacks, and fetches the keys that they are signed with.
///
/// A key is fetched only from the configured hosts, and only for the configured company: on the vendor's clouds every company
/// has keys at the same host, and anybody's would fit a delivery that they made themselves. Keys are kept for an hour; many
/// deliveries that need the same one cause one request.
///
/// Cloning is cheap: clones share the keys.
///
/// ```no_run
/// use cw_psa_client::callbacks::{CallbackVerifier, KeyHosts, SIGNATURE_HEADER};
///
/// # async fn receive(headers: http::HeaderMap, body: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
/// // Once, when the program starts:
/// let verifier = CallbackVerifier::new(KeyHosts::of_site("api-na.myconnectwise.net"), "acmemsp");
///
/// // For each delivery, with the bytes as they came:
/// let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
/// let delivery = verifier.verify(body, signature).await?;
/// println!("{:?} {:?} {:?}", delivery.kind, delivery.id, delivery.action);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct CallbackVerifier {
    hosts: KeyHosts,
    company: String,
    settings: Settings,
    keys: Arc<Mutex<Keys>>,
}

/// Why a delivery was not let through.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The delivery is not genuine, or not one. It must not be handled.
    #[error(transparent)]
    Delivery(#[from] CallbackError),
    /// The key belongs to another company, or does not say to which it belongs.
    #[error("the delivery's key is that of {found:?}, and not of the configured company")]
    ForeignCompany {
        /// The company that the key's address names; nothing if it names none.
        found: String,
    },
    /// The key could not be fetched, so nothing is known about the delivery. Answer it with an error of the server: the
    /// service will send it again.
    #[error("the key of the delivery could not be fetched")]
    Key(#[source] Error),
}

type Fetch = Shared<BoxFuture<'static, Result<SigningKey, Error>>>;

/// Keys that are there or on their way, the oldest first in `order`.
#[derive(Default)]
struct Keys {
    by_url: HashMap<KeyUrl, (Fetch, Instant)>,
    order: VecDeque<KeyUrl>,
}

impl CallbackVerifier {
    /// For the callbacks of a company, with keys from these hosts. The company is the id of the sign-in page, in any case of
    /// letters.
    #[must_use]
    pub fn new(hosts: KeyHosts, company: impl Into<String>) -> Self {
        let settings = Settings::default()
            .user_agent(concat!("cw-psa-client/", env!("CARGO_PKG_VERSION")))
            .timeouts(Timeouts::new().connect(LONGEST_FETCH / 2).attempt(LONGEST_FETCH / 2).call(LONGEST_FETCH))
            .limits(Limits::new().in_flight(4).body_bytes(LONGEST_ANSWER));
        Self { hosts, company: company.into(), settings, keys: Arc::default() }
    }

    /// Changes how keys are fetched (proxy, certificates, transport). Default: within 4 seconds, since the service waits 5.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = change(self.settings);
        self
    }

    /// Checks a delivery and reads it. `body` must be the bytes exactly as they came, `signature` the value of the header
    /// [`SIGNATURE_HEADER`](super::SIGNATURE_HEADER).
    ///
    /// # Errors
    /// [`VerifyError`]; nothing of a delivery that is refused has been believed.
    pub async fn verify(&self, body: &[u8], signature: Option<&str>) -> Result<Delivery, VerifyError> {
        // Before a key is fetched: what has no signature is not worth a request.
        let signature = signature.ok_or(CallbackError::NoSignature)?;
        let url = self.hosts.key_url(body)?;
        self.check_company(&url)?;
        let key = self.key(&url).await.map_err(VerifyError::Key)?;
        Ok(verify(body, Some(signature), &key)?)
    }

    /// The key's address names the company that it belongs to.
    fn check_company(&self, url: &KeyUrl) -> Result<(), VerifyError> {
        let url = Url::parse(url.as_str()).ok();
        let named = |url: Url| {
            let named: Vec<String> = url
                .query_pairs()
                .filter(|(name, _)| name.eq_ignore_ascii_case("companyName"))
                .map(|(_, company)| company.into_owned())
                .collect();
            named
        };
        let named = url.map(named).unwrap_or_default();
        // Of two companies, the host may take either.
        match &named[..] {
            [company] if company.eq_ignore_ascii_case(&self.company) => Ok(()),
            others => Err(VerifyError::ForeignCompany { found: others.join(", ").chars().take(200).collect() }),
        }
    }

    async fn key(&self, url: &KeyUrl) -> Result<SigningKey, Error> {
        let (fetch, since) = self.fetch(url);
        let outcome = fetch.await;
        if outcome.is_err() {
            self.lock().forget(url, since);
        }
        outcome
    }

    /// The key that is kept or on its way, or a new fetch.
    fn fetch(&self, url: &KeyUrl) -> (Fetch, Instant) {
        let mut keys = self.lock();
        let now = Instant::now();
        if let Some((fetch, since)) = keys.by_url.get(url).filter(|(_, since)| now < *since + LONGEST_KEPT) {
            return (fetch.clone(), *since);
        }
        let fetch = fetch_key(self.settings.clone(), url.clone()).boxed().shared();
        keys.keep(url, fetch.clone(), now);
        (fetch, now)
    }

    /// Every change is whole, so a panic elsewhere cannot leave the keys half changed.
    fn lock(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys {
    fn keep(&mut self, url: &KeyUrl, fetch: Fetch, now: Instant) {
        self.order.retain(|kept| kept != url);
        self.order.push_back(url.clone());
        self.by_url.insert(url.clone(), (fetch, now));
        if self.order.len() > MOST_KEYS {
            self.order.pop_front().map(|oldest| self.by_url.remove(&oldest));
        }
    }

    /// Drops a fetch that failed, unless another has begun since.
    fn forget(&mut self, url: &KeyUrl, since: Instant) {
        if self.by_url.get(url).is_some_and(|(_, kept)| *kept == since) {
            self.by_url.remove(url);
            self.order.retain(|kept| kept != url);
        }
    }
}

/// `GET {url}`, without credentials.
async fn fetch_key(settings: Settings, url: KeyUrl) -> Result<SigningKey, Error> {
    let url = Url::parse(url.as_str()).map_err(|error| Error::input("the key's address is none").with_source(error))?;
    let http = HttpClient::builder(BaseUrl::parse(&url.origin().ascii_serialization(), "/")?);
    let http = http.settings(|_| settings).build()?;
    let operation = Operation { path: url.path().to_owned().into(), ..Operation::get("callbacks.key", "") };
    let request = Request::new(&operation).without_credentials();
    let request = url.query_pairs().fold(request, |request, (name, value)| request.query(name.into_owned(), value));
    let response = http.send(request).await?;
    SigningKey::from_answer(response.body()).map_err(|error| {
        // Not `explain`: the beginning of this answer may be the key.
        Error::new(ErrorKind::Decode, error.to_string())
    })
}

impl fmt::Debug for CallbackVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackVerifier")
            .field("hosts", &self.hosts)
            .field("company", &self.company)
            .finish_non_exhaustive()
    }
}
