//! Statements on either database. Both understand the same ones, but for what time it is.

#[cfg(feature = "postgres")]
mod postgres;
mod schema;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::{borrow::Cow, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use msp_tools_core::ChangeSignal;
use sqlx::{Arguments, Database, Encode, Executor as _, Type, error::BoxDynError};
use tokio::time::timeout;

use crate::{Error, ErrorKind};

/// A value in a statement. Every column is text or a number.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(Option<String>),
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// The database holds whole numbers with a sign; more than fits is as good as without bound.
impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

fn arguments<'q, DB>(values: &[Value]) -> Result<DB::Arguments<'q>, sqlx::Error>
where
    DB: Database,
    Option<String>: Encode<'q, DB> + Type<DB> + 'q,
    i64: Encode<'q, DB> + Type<DB> + 'q,
    DB::Arguments<'q>: Arguments<'q, Database = DB>,
{
    let mut arguments = DB::Arguments::default();
    let mut add = |value: &Value| -> Result<(), BoxDynError> {
        match value {
            Value::Text(text) => arguments.add(text.clone()),
            Value::Number(number) => arguments.add(*number),
        }
    };
    values.iter().try_for_each(&mut add).map_err(sqlx::Error::Encode)?;
    Ok(arguments)
}

/// What a row of either database can be read into: a tuple.
macro_rules! row_trait {
    ($($bound:tt)*) => {
        pub(crate) trait Row: $($bound)* + Send + Unpin {}
        impl<T: $($bound)* + Send + Unpin> Row for T {}
    };
}

#[cfg(all(feature = "sqlite", feature = "postgres"))]
row_trait!(for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>);
#[cfg(all(feature = "sqlite", not(feature = "postgres")))]
row_trait!(for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>);
#[cfg(all(feature = "postgres", not(feature = "sqlite")))]
row_trait!(for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>);

/// A database that is open. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Db {
    engine: Engine,
    /// What it is called in errors.
    place: Arc<str>,
    /// How long to wait for a lock or a connection.
    patience: Duration,
}

#[derive(Clone)]
enum Engine {
    #[cfg(feature = "sqlite")]
    Sqlite(Arc<sqlite::Files>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
}

/// When a transaction counts as kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Once the disk has it.
    Disk,
    /// Once the database has it. It can be lost if the machine goes down right after, and nothing before it.
    Database,
}

impl Db {
    #[cfg(feature = "sqlite")]
    pub(crate) async fn sqlite(
        dir: &std::path::Path,
        patience: Duration,
        max_bytes: Option<u64>,
    ) -> Result<Self, Error> {
        let (files, place) = sqlite::open(dir, patience, max_bytes).await?;
        Self::prepared(Engine::Sqlite(Arc::new(files)), place, patience).await
    }

    #[cfg(feature = "postgres")]
    pub(crate) async fn postgres(url: &str, patience: Duration, connections: u32) -> Result<Self, Error> {
        let (pool, place) = postgres::connect(url, patience, connections).await?;
        Self::prepared(Engine::Postgres(pool), place, patience).await
    }

    async fn prepared(engine: Engine, place: String, patience: Duration) -> Result<Self, Error> {
        let db = Self { engine, place: place.into(), patience };
        schema::migrate(&db).await?;
        Ok(db)
    }

    /// What the database is called in errors.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    pub(crate) fn is_postgres(&self) -> bool {
        match &self.engine {
            #[cfg(feature = "sqlite")]
            Engine::Sqlite(_) => false,
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => true,
        }
    }

    pub(crate) fn error(&self, kind: ErrorKind, what: impl Into<String>) -> Error {
        Error::new(kind, &self.place, what)
    }

    /// Reads rows.
    pub(crate) async fn rows<T: Row>(&self, sql: &str, values: &[Value]) -> Result<Vec<T>, Error> {
        let sql = self.in_dialect(sql);
        self.in_time(Box::pin(async {
            match &self.engine {
                #[cfg(feature = "sqlite")]
                Engine::Sqlite(files) => {
                    sqlx::query_as_with(&sql, arguments::<sqlx::Sqlite>(values)?).fetch_all(&files.read).await
                }
                #[cfg(feature = "postgres")]
                Engine::Postgres(pool) => {
                    sqlx::query_as_with(&sql, arguments::<sqlx::Postgres>(values)?).fetch_all(pool).await
                }
            }
        }))
        .await
    }

    /// Runs one statement that changes rows; returns how many.
    pub(crate) async fn change(&self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        let sql = self.in_dialect(sql);
        self.in_time(Box::pin(async {
            match &self.engine {
                #[cfg(feature = "sqlite")]
                Engine::Sqlite(files) => {
                    let _turn = files.turn.lock().await;
                    let query = sqlx::query_with(&sql, arguments::<sqlx::Sqlite>(values)?);
                    Ok(query.execute(&files.write).await?.rows_affected())
                }
                #[cfg(feature = "postgres")]
                Engine::Postgres(pool) => {
                    let query = sqlx::query_with(&sql, arguments::<sqlx::Postgres>(values)?);
                    Ok(query.execute(pool).await?.rows_affected())
                }
            }
        }))
        .await
    }

    /// Begins to change several rows, all or none.
    pub(crate) async fn begin(&self, durability: Durability) -> Result<Tx<'_>, Error> {
        let inner = self
            .in_time(Box::pin(async {
                Ok(match &self.engine {
                    #[cfg(feature = "sqlite")]
                    Engine::Sqlite(files) => {
                        let turn = Arc::clone(&files.turn).lock_owned().await;
                        let pool = if durability == Durability::Disk { &files.write } else { &files.relaxed };
                        TxInner::Sqlite(sqlite::Open::begin(pool, turn).await?)
                    }
                    #[cfg(feature = "postgres")]
                    Engine::Postgres(pool) => {
                        let mut inner = pool.begin().await?;
                        if durability == Durability::Database {
                            inner.execute("SET LOCAL synchronous_commit = off").await?;
                        }
                        TxInner::Postgres(inner)
                    }
                })
            }))
            .await?;
        Ok(Tx { db: self, inner })
    }

    /// Tells of changes, whoever makes them, until dropped. Has to be spawned.
    pub(crate) async fn follow(self, every: Duration, approvals: ChangeSignal, orders: ChangeSignal) {
        match &self.engine {
            #[cfg(feature = "sqlite")]
            Engine::Sqlite(files) => sqlite::follow(files, every, &approvals, &orders).await,
            #[cfg(feature = "postgres")]
            Engine::Postgres(pool) => postgres::follow(pool, every, &approvals, &orders).await,
        }
    }

    /// `{now}` is the time by the clock of the database, in milliseconds.
    fn in_dialect<'a>(&self, sql: &'a str) -> Cow<'a, str> {
        let now = match &self.engine {
            #[cfg(feature = "sqlite")]
            Engine::Sqlite(_) => sqlite::NOW,
            #[cfg(feature = "postgres")]
            Engine::Postgres(_) => postgres::NOW,
        };
        if sql.contains("{now}") { Cow::Owned(sql.replace("{now}", now)) } else { Cow::Borrowed(sql) }
    }

    /// Boxed, since the compiler cannot see through the lifetimes of sqlx's executors that it may be sent.
    async fn in_time<T>(&self, work: BoxFuture<'_, Result<T, sqlx::Error>>) -> Result<T, Error> {
        // The database gives up before that, if it is there at all, and says why.
        match timeout(self.patience * 2, work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(Error::of_sqlx(&self.place, error)),
            Err(_) => Err(self.error(ErrorKind::Unreachable, format!("no answer within {:?}", self.patience * 2))),
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("place", &self.place).finish_non_exhaustive()
    }
}

/// Changes that are kept together, or, if this is dropped before, not at all.
pub(crate) struct Tx<'a> {
    db: &'a Db,
    inner: TxInner,
}

enum TxInner {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::Open),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Tx<'_> {
    pub(crate) async fn rows<T: Row>(&mut self, sql: &str, values: &[Value]) -> Result<Vec<T>, Error> {
        let sql = self.db.in_dialect(sql);
        let work = Box::pin(async {
            match &mut self.inner {
                #[cfg(feature = "sqlite")]
                TxInner::Sqlite(open) => {
                    let query = sqlx::query_as_with(&sql, arguments::<sqlx::Sqlite>(values)?);
                    query.fetch_all(open.connection()?).await
                }
                #[cfg(feature = "postgres")]
                TxInner::Postgres(tx) => {
                    sqlx::query_as_with(&sql, arguments::<sqlx::Postgres>(values)?).fetch_all(&mut **tx).await
                }
            }
        });
        self.db.in_time(work).await
    }

    pub(crate) async fn change(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        let sql = self.db.in_dialect(sql);
        let work = Box::pin(async {
            Ok(match &mut self.inner {
                #[cfg(feature = "sqlite")]
                TxInner::Sqlite(open) => {
                    let query = sqlx::query_with(&sql, arguments::<sqlx::Sqlite>(values)?);
                    query.execute(open.connection()?).await?.rows_affected()
                }
                #[cfg(feature = "postgres")]
                TxInner::Postgres(tx) => {
                    let query = sqlx::query_with(&sql, arguments::<sqlx::Postgres>(values)?);
                    query.execute(&mut **tx).await?.rows_affected()
                }
            })
        });
        self.db.in_time(work).await
    }

    /// Runs a script of several statements.
    async fn script(&mut self, sql: &str) -> Result<(), Error> {
        let work = Box::pin(async {
            match &mut self.inner {
                #[cfg(feature = "sqlite")]
                TxInner::Sqlite(open) => open.connection()?.execute(sql).await.map(drop),
                #[cfg(feature = "postgres")]
                TxInner::Postgres(tx) => tx.execute(sql).await.map(drop),
            }
        });
        self.db.in_time(work).await
    }

    /// Waits until nobody else changes what goes by that name, and keeps others from it until the end.
    pub(crate) async fn lock(&mut self, name: &str) -> Result<(), Error> {
        // SQLite lets in one at a time anyway.
        if self.db.is_postgres() {
            self.change("SELECT pg_advisory_xact_lock(hashtextextended('msp-tools-store ' || $1, 0))", &[name.into()])
                .await?;
        }
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), Error> {
        let Self { db, inner } = self;
        db.in_time(Box::pin(async {
            match inner {
                #[cfg(feature = "sqlite")]
                TxInner::Sqlite(open) => open.commit().await,
                #[cfg(feature = "postgres")]
                TxInner::Postgres(tx) => tx.commit().await,
            }
        }))
        .await
    }
}
