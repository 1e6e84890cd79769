//! How a store is opened.

use std::time::Duration;

use crate::{Error, Store};

/// How a store is opened.
#[derive(Clone, Debug)]
#[must_use]
pub struct StoreOptions {
    pub(crate) lease: Duration,
    pub(crate) patience: Duration,
    pub(crate) look_every: Duration,
    pub(crate) stream: String,
    #[cfg(feature = "sqlite")]
    max_bytes: Option<u64>,
    #[cfg(feature = "postgres")]
    connections: u32,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            patience: Duration::from_secs(10),
            look_every: Duration::from_millis(100),
            stream: "main".into(),
            #[cfg(feature = "sqlite")]
            max_bytes: None,
            #[cfg(feature = "postgres")]
            connections: 4,
        }
    }
}

impl StoreOptions {
    /// Sets how long a process may be silent until what it was running counts as *outcome unknown*; it makes itself heard
    /// three times in that time. 30 seconds by default. A process that lives but cannot reach the database for so long
    /// counts as dead, too: what it runs is not stopped, and its outcome is unknown.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease.max(Duration::from_millis(30));
        self
    }

    /// Sets how long to wait for a database that others keep locked, or for a connection. 10 seconds by default.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets how often to look for what other processes changed, as long as anybody waits for it. 100 milliseconds by
    /// default. PostgreSQL tells without being asked: there it is how long to wait before listening again after the
    /// connection was lost.
    pub fn look_every(mut self, every: Duration) -> Self {
        self.look_every = every;
        self
    }

    /// Sets the audit stream in which the store records what it is given as an [`AuditSink`](msp_tools_core::AuditSink).
    /// `main` by default.
    pub fn stream(mut self, stream: impl Into<String>) -> Self {
        self.stream = stream.into();
        self
    }

    /// Sets how many bytes the file may hold. Without bound by default. Whatever does not fit is refused, and with it the
    /// change that could not be written down.
    #[cfg(feature = "sqlite")]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = Some(bytes);
        self
    }

    /// Sets how many connections to the server a process may have, besides the one that listens. 4 by default.
    #[cfg(feature = "postgres")]
    pub fn connections(mut self, connections: u32) -> Self {
        self.connections = connections.max(1);
        self
    }

    /// Opens the SQLite database in that folder. See [`Store::sqlite`].
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "sqlite")]
    pub async fn sqlite(self, dir: impl AsRef<std::path::Path>) -> Result<Store, Error> {
        let db = crate::db::Db::sqlite(dir.as_ref(), self.patience, self.max_bytes).await?;
        Store::start(db, &self)
    }

    /// Connects to the PostgreSQL database at that address. See [`Store::postgres`].
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "postgres")]
    pub async fn postgres(self, url: &str) -> Result<Store, Error> {
        let db = crate::db::Db::postgres(url, self.patience, self.connections + 1).await?;
        Store::start(db, &self)
    }
}
