//! An open store.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use msp_tools_core::{AuditError, AuditEvent, AuditSink, ChangeSignal, RegistryBuilder};
use tokio::task::JoinHandle;

use crate::{AuditStream, Error, StoreOptions, db::Db, keeper::Keeper};

/// Approvals, grants, freezes, pins and audit in one database, shared by all processes that open it. Cheap to clone.
///
/// It needs a tokio runtime with time and I/O enabled, which has to be running as long as the store is used: tasks of
/// its own keep leases alive, write the audit trail, and follow what other processes do.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) keeper: Keeper,
    pub(crate) approvals_changed: ChangeSignal,
    pub(crate) orders_changed: ChangeSignal,
    audit: AuditStream,
    follower: JoinHandle<()>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.follower.abort();
    }
}

impl Store {
    /// Opens the SQLite database in that folder: `msp.db`, which is made if need be, and so is the folder. For any number
    /// of processes on one machine; not for folders on a network. On Unix, what is made can be read by its owner only.
    ///
    /// # Errors
    /// [`Permission`](crate::ErrorKind::Permission) if it may not be opened, or others can write to it;
    /// [`ReadOnly`](crate::ErrorKind::ReadOnly), [`Locked`](crate::ErrorKind::Locked), [`Full`](crate::ErrorKind::Full),
    /// [`Corrupt`](crate::ErrorKind::Corrupt) if it is; [`Newer`](crate::ErrorKind::Newer) if a newer version of this
    /// program made it.
    #[cfg(feature = "sqlite")]
    pub async fn sqlite(dir: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        Self::options().sqlite(dir).await
    }

    /// Connects to the PostgreSQL database at that address, `postgres://user:password@host:port/database`, and makes the
    /// tables there if need be; their names begin with `msp_`. For processes on any number of machines. What the address
    /// leaves out comes from the variables that all clients of PostgreSQL know, such as `PGPASSWORD`.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if that is no address, or there is no such database;
    /// [`Unreachable`](crate::ErrorKind::Unreachable) if the server is not there;
    /// [`Credentials`](crate::ErrorKind::Credentials) if it does not let the user in;
    /// [`Newer`](crate::ErrorKind::Newer) if a newer version of this program made the tables. None of them shows the password.
    #[cfg(feature = "postgres")]
    pub async fn postgres(url: &str) -> Result<Self, Error> {
        Self::options().postgres(url).await
    }

    /// Options to set before opening.
    pub fn options() -> StoreOptions {
        StoreOptions::default()
    }

    pub(crate) fn start(db: Db, options: &StoreOptions) -> Result<Self, Error> {
        let (approvals_changed, orders_changed) = (ChangeSignal::new(), ChangeSignal::new());
        let follow = db.clone().follow(options.look_every, approvals_changed.clone(), orders_changed.clone());
        let keeper = Keeper::start(db.clone(), options.lease, approvals_changed.clone())?;
        let audit = AuditStream::start(db.clone(), &options.stream);
        let follower = tokio::spawn(follow);
        let inner = Inner { db, keeper, approvals_changed, orders_changed, audit, follower };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Has a registry keep here whatever outlives a call: approvals, grants, freezes, pins, and the audit trail.
    pub fn attach(&self, builder: RegistryBuilder) -> RegistryBuilder {
        let store = Arc::new(self.clone());
        builder.approval_store(store.clone()).desk_store(store.clone()).audit(store)
    }

    /// The audit stream in which the store records.
    pub fn audit(&self) -> &AuditStream {
        &self.inner.audit
    }

    /// Another audit stream of this database: a chain of its own.
    pub fn audit_stream(&self, stream: &str) -> AuditStream {
        AuditStream::start(self.inner.db.clone(), stream)
    }

    /// Where it is, without password: the file, or server and database.
    pub fn place(&self) -> &str {
        self.inner.db.place()
    }
}

#[async_trait]
impl AuditSink for Store {
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError> {
        self.inner.audit.record(event).await
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("place", &self.place()).finish_non_exhaustive()
    }
}
