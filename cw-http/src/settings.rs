//! The settings of a client that concern its traffic.

use std::sync::Arc;
use std::time::Duration;

use crate::quota::Quota;
#[cfg(feature = "reqwest")]
use crate::reqwest_transport::NetworkSettings;
use crate::retry::RetrySettings;
use crate::transport::Transport;

/// How a client sends: what all clients can be told alike. One value can serve the clients of several products.
///
/// ```
/// use std::time::Duration;
/// use cw_http::{Limits, Settings, Timeouts};
///
/// let settings = Settings::default()
///     .timeouts(Timeouts::new().call(Duration::from_secs(30)))
///     .limits(Limits::new().in_flight(4));
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
#[must_use = "settings do nothing until a client is built with them"]
pub struct Settings {
    /// How long things may take.
    pub timeouts: Timeouts,
    /// Bounds on concurrency and size.
    pub limits: Limits,
    /// How often and how long to try.
    pub retry: RetrySettings,
    /// How many requests may leave in how long. Default: as many as the service takes, unless its client says otherwise.
    pub quota: Option<Quota>,
    /// What the client calls itself. Default: the name and version of its crate.
    pub user_agent: Option<String>,
    /// What sends, in place of reqwest.
    pub transport: Option<Arc<dyn Transport>>,
    /// Root certificates and proxy.
    #[cfg(feature = "reqwest")]
    pub network: NetworkSettings,
}

impl Settings {
    /// How long things may take. Default: 10 s to connect, 60 s a try, 120 s a call.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Bounds on concurrency and size. Default: 16 requests at once, 64 MiB an answer.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How often and how long to try.
    pub fn retry(mut self, retry: RetrySettings) -> Self {
        self.retry = retry;
        self
    }

    /// Lets no more requests leave than this; clients with clones of one quota share it.
    pub fn quota(mut self, quota: Quota) -> Self {
        self.quota = Some(quota);
        self
    }

    /// Lets as many requests leave as the service takes.
    pub fn no_quota(mut self) -> Self {
        self.quota = None;
        self
    }

    /// What the client calls itself.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Root certificates and proxy.
    #[cfg(feature = "reqwest")]
    pub fn network(mut self, network: NetworkSettings) -> Self {
        self.network = network;
        self
    }

    /// Sends through this transport instead of reqwest.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Timeouts {
    /// Making a connection, TLS included. Default 10 s.
    pub connect: Duration,
    /// One try, from sending to the last byte of the answer. Default 60 s.
    pub attempt: Duration,
    /// The whole call with all tries and waits; for a listing, each page. Default 120 s.
    pub call: Duration,
    /// How long after a lost answer the service may still carry the change out: until then, that nothing of it is found means
    /// nothing; see [`Error::reconcile`](crate::Error::reconcile). Default 3 s.
    pub settle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            attempt: Duration::from_secs(60),
            call: Duration::from_secs(120),
            settle: Duration::from_secs(3),
        }
    }
}

impl Timeouts {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Bounds making a connection.
    #[must_use]
    pub fn connect(mut self, timeout: Duration) -> Self {
        self.connect = timeout;
        self
    }

    /// Bounds one try.
    #[must_use]
    pub fn attempt(mut self, timeout: Duration) -> Self {
        self.attempt = timeout;
        self
    }

    /// Bounds the whole call.
    #[must_use]
    pub fn call(mut self, timeout: Duration) -> Self {
        self.call = timeout;
        self
    }

    /// Bounds how long after a lost answer the change may still be carried out, as far as is believed.
    #[must_use]
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }
}

/// Bounds that protect this program and the service.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// How many requests of a client may be under way at once. Default 16.
    pub in_flight: usize,
    /// How large an answer may be, after decompression, in bytes. Default 64 MiB.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { in_flight: 16, body_bytes: 64 * 1024 * 1024 }
    }
}

impl Limits {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Bounds the requests under way at once (at least 1).
    #[must_use]
    pub fn in_flight(mut self, requests: usize) -> Self {
        self.in_flight = requests.max(1);
        self
    }

    /// Bounds the size of an answer.
    #[must_use]
    pub fn body_bytes(mut self, bytes: usize) -> Self {
        self.body_bytes = bytes;
        self
    }
}
