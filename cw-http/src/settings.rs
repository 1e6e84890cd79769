//! The settings of a client that concern its traffic.

use std::time::Duration;

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
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), attempt: Duration::from_secs(60), call: Duration::from_secs(120) }
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
