//! SQLite: one file in a folder, for all programs of one machine.

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use msp_tools_core::ChangeSignal;
use sqlx::{
    ConnectOptions as _, Connection as _, Executor as _, Sqlite, SqliteConnection, SqlitePool,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::sleep,
};

use crate::{Error, ErrorKind};

/// All programs that share the file are on this machine, and so is its clock.
pub(super) const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

const FILE: &str = "msp.db";
const PAGE_BYTES: u64 = 4096;
/// Enough, since a read takes some microseconds.
const READERS: u32 = 4;

/// The open file.
pub(super) struct Files {
    pub(super) read: SqlitePool,
    /// Waits for the disk with each transaction.
    pub(super) write: SqlitePool,
    /// Does not.
    pub(super) relaxed: SqlitePool,
    /// SQLite lets in one writer at a time. Within this process they queue here, which is fair; between processes they
    /// try again and again, which is not.
    pub(super) turn: Arc<Mutex<()>>,
    options: SqliteConnectOptions,
}

/// A transaction of this process's one writer.
pub(super) struct Open {
    connection: Option<PoolConnection<Sqlite>>,
    _turn: OwnedMutexGuard<()>,
}

impl Open {
    pub(super) async fn begin(pool: &SqlitePool, turn: OwnedMutexGuard<()>) -> Result<Self, sqlx::Error> {
        let mut open = Self { connection: Some(pool.acquire().await?), _turn: turn };
        open.connection()?.execute("BEGIN IMMEDIATE").await?;
        Ok(open)
    }

    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.connection.as_deref_mut().ok_or(sqlx::Error::WorkerCrashed)
    }

    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.connection()?.execute("COMMIT").await?;
        // As good as new, unlike one that is dropped.
        drop(self.connection.take());
        Ok(())
    }
}

impl Drop for Open {
    /// Whether there is still a transaction to take back depends on what went wrong, and nobody can wait for it here. A
    /// connection that is closed takes back whatever there is.
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(connection.detach());
        }
    }
}

/// Opens the database in that folder, both of which are made if need be; says what it is called, too.
pub(super) async fn open(dir: &Path, patience: Duration, max_bytes: Option<u64>) -> Result<(Files, String), Error> {
    let path = dir.join(FILE);
    let place = path.display().to_string();
    prepare(dir, &path, &place)?;
    let mut options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(false)
        .busy_timeout(patience)
        .page_size(u32::try_from(PAGE_BYTES).unwrap_or_default())
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false)
        .disable_statement_logging();
    if let Some(bytes) = max_bytes {
        options = options.pragma("max_page_count", (bytes / PAGE_BYTES).max(1).to_string());
    }
    warm_up(&options, patience).await.map_err(|error| Error::of_sqlx(&place, error))?;
    let pool = |connections, options: &SqliteConnectOptions| {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(patience)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_lazy_with(options.clone())
    };
    let relaxed = options.clone().synchronous(SqliteSynchronous::Normal);
    let files = Files {
        read: pool(READERS, &options),
        write: pool(1, &options),
        relaxed: pool(1, &relaxed),
        turn: Arc::default(),
        options,
    };
    Ok((files, place))
}

/// Opens the file once. The first connection of all turns on the write-ahead log, for which SQLite does not wait its
/// turn as it does for everything else.
async fn warm_up(options: &SqliteConnectOptions, patience: Duration) -> Result<(), sqlx::Error> {
    let began = Instant::now();
    loop {
        match options.connect().await {
            Ok(connection) => return connection.close().await,
            Err(error) if is_busy(&error) && began.elapsed() < patience => sleep(Duration::from_millis(5)).await,
            Err(error) => return Err(error),
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

/// Makes folder and file so that only their owner can read them, and refuses those that others can write.
fn prepare(dir: &Path, path: &Path, place: &str) -> Result<(), Error> {
    let failed = |error: io::Error| {
        let kind = match error.kind() {
            io::ErrorKind::PermissionDenied => ErrorKind::Permission,
            io::ErrorKind::ReadOnlyFilesystem => ErrorKind::ReadOnly,
            io::ErrorKind::StorageFull => ErrorKind::Full,
            _ => ErrorKind::Other,
        };
        Error::new(kind, place, format!("cannot be opened: {error}")).with_source(error)
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    builder.create(dir).map_err(failed)?;
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    #[cfg(unix)]
    for path in [dir, path] {
        let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().map_err(failed)?.permissions());
        if mode & 0o022 != 0 {
            let what = format!("others can write to {} (chmod go-w would end that)", path.display());
            return Err(Error::new(ErrorKind::Permission, place, what));
        }
    }
    Ok(())
}

/// Looks whether anybody changed anything, which takes no more than a look at memory that the processes share.
pub(super) async fn follow(files: &Files, every: Duration, approvals: &ChangeSignal, orders: &ChangeSignal) {
    let mut seen = None;
    let mut connection = None;
    loop {
        sleep(every).await;
        if !approvals.is_followed() && !orders.is_followed() {
            continue;
        }
        match look(files, &mut connection).await {
            Ok(now) => {
                let before = seen.replace(now);
                if before.is_none_or(|before: Versions| before.data != now.data) {
                    approvals.tell();
                }
                if before.is_none_or(|before| before.orders != now.orders) {
                    orders.tell();
                }
            }
            // Whoever waits looks for themselves from time to time, and says what is wrong.
            Err(_) => connection = None,
        }
    }
}

#[derive(Clone, Copy)]
struct Versions {
    data: i64,
    orders: i64,
}

async fn look(files: &Files, connection: &mut Option<SqliteConnection>) -> Result<Versions, sqlx::Error> {
    let connection = match connection {
        Some(connection) => connection,
        None => connection.insert(files.options.connect().await?),
    };
    let (data,) = sqlx::query_as("PRAGMA data_version").fetch_one(&mut *connection).await?;
    let (orders,) = sqlx::query_as("SELECT revision FROM msp_orders").fetch_one(connection).await?;
    Ok(Versions { data, orders })
}
