//! Databases to try things on, and a product to do them to.

#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]

pub mod witness;

use std::{
    env,
    io::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use msp_tools_core::*;
use msp_tools_store::{Error, Store, StoreOptions};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Semaphore;

/// What approvals and orders are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Memory,
    Sqlite,
    Postgres,
}

/// A place of its own for one test. Can be opened several times, as several processes would.
pub enum Home {
    Memory(Arc<MemoryApprovals>, Arc<MemoryDesk>, MemoryAudit),
    Sqlite(tempfile::TempDir),
    Postgres(String),
}

impl Home {
    /// `None` if there is no PostgreSQL to test with, which is said aloud, and fails where it must not happen.
    pub async fn new(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Memory => Some(Self::Memory(Arc::default(), Arc::default(), MemoryAudit::new())),
            Kind::Sqlite => Some(Self::Sqlite(tempfile::tempdir().unwrap())),
            Kind::Postgres => Some(Self::Postgres(schema(&postgres_url()?).await)),
        }
    }

    pub async fn open(&self) -> Kit {
        self.open_with(|options| options).await
    }

    pub async fn open_with(&self, set: impl FnOnce(StoreOptions) -> StoreOptions) -> Kit {
        if let Self::Memory(approvals, desk, audit) = self {
            return Kit {
                approvals: approvals.clone(),
                desk: desk.clone(),
                audit: Arc::new(audit.clone()),
                store: None,
            };
        }
        let store = self.store(set).await.unwrap();
        let shared = Arc::new(store.clone());
        Kit { approvals: shared.clone(), desk: shared.clone(), audit: shared, store: Some(store) }
    }

    /// The database, if it is one.
    pub async fn store(&self, set: impl FnOnce(StoreOptions) -> StoreOptions) -> Result<Store, Error> {
        let options = set(Store::options());
        match self {
            Self::Memory(..) => panic!("that is no database"),
            Self::Sqlite(dir) => options.sqlite(dir.path()).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => options.postgres(url).await,
            #[cfg(not(feature = "postgres"))]
            Self::Postgres(_) => panic!("built without it"),
        }
    }

    /// As the command line of a second process says it.
    pub fn address(&self) -> String {
        match self {
            Self::Memory(..) => panic!("that is no database"),
            Self::Sqlite(dir) => dir.path().display().to_string(),
            Self::Postgres(url) => url.clone(),
        }
    }
}

/// Opens what [`Home::address`] said.
pub async fn open_address(address: &str, options: StoreOptions) -> Result<Store, Error> {
    #[cfg(feature = "postgres")]
    if address.starts_with("postgres") {
        return options.postgres(address).await;
    }
    options.sqlite(address).await
}

/// Does something to the tables that the store would not do.
pub async fn sql(home: &Home, statement: &str) {
    use sqlx::{Connection as _, Executor as _};
    match home {
        Home::Memory(..) => panic!("that is no database"),
        Home::Sqlite(dir) => {
            let path = dir.path().join("msp.db").display().to_string();
            sqlx::SqliteConnection::connect(&path).await.unwrap().execute(statement).await.map(drop).unwrap();
        }
        #[cfg(feature = "postgres")]
        Home::Postgres(url) => {
            sqlx::PgConnection::connect(url).await.unwrap().execute(statement).await.map(drop).unwrap();
        }
        #[cfg(not(feature = "postgres"))]
        Home::Postgres(_) => panic!("built without it"),
    }
}

/// What a statement that counts says.
pub async fn count(home: &Home, select: &str) -> i64 {
    use sqlx::Connection as _;
    match home {
        Home::Memory(..) => panic!("that is no database"),
        Home::Sqlite(dir) => {
            let path = dir.path().join("msp.db").display().to_string();
            let mut connection = sqlx::SqliteConnection::connect(&path).await.unwrap();
            sqlx::query_scalar(select).fetch_one(&mut connection).await.unwrap()
        }
        #[cfg(feature = "postgres")]
        Home::Postgres(url) => {
            let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
            sqlx::query_scalar(select).fetch_one(&mut connection).await.unwrap()
        }
        #[cfg(not(feature = "postgres"))]
        Home::Postgres(_) => panic!("built without it"),
    }
}

/// The server to test on, if there is one. If not, that is said aloud; where it must not happen, it fails.
pub fn postgres_url() -> Option<String> {
    let why = match env::var("MSP_TEST_POSTGRES") {
        _ if cfg!(not(feature = "postgres")) => "built without feature `postgres`",
        Ok(url) => return Some(url),
        Err(_) => {
            let why = "no PostgreSQL to test with: MSP_TEST_POSTGRES is not the address of one";
            assert!(!is_required(), "{why}");
            why
        }
    };
    // Not by a macro, whose output the test program keeps to itself.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
    None
}

/// Whether tests without a server are to fail.
pub fn is_required() -> bool {
    let is_set = |name: &str| env::var(name).is_ok_and(|value| !value.is_empty() && value != "0");
    is_set("MSP_TEST_POSTGRES_REQUIRED") || is_set("CI")
}

/// An address at which all tables are new.
#[cfg(feature = "postgres")]
async fn schema(url: &str) -> String {
    use sqlx::{Connection as _, Executor as _};
    let name = format!("msp_test_{:016x}", fastrand::u64(..));
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    connection.execute(format!("CREATE SCHEMA {name}").as_str()).await.unwrap();
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options[search_path]={name}")
}

#[cfg(not(feature = "postgres"))]
async fn schema(_: &str) -> String {
    unreachable!("built without it")
}

/// The store as one process has it.
#[derive(Clone)]
pub struct Kit {
    pub approvals: Arc<dyn ApprovalStore>,
    pub desk: Arc<dyn DeskStore>,
    pub audit: Arc<dyn AuditSink>,
    pub store: Option<Store>,
}

impl Kit {
    pub fn scene(&self) -> Scene {
        self.scene_with(|builder| builder)
    }

    /// A host on this store, with machines of its own.
    pub fn scene_with(&self, set: impl FnOnce(RegistryBuilder) -> RegistryBuilder) -> Scene {
        let fleet = Fleet::default();
        let builder = Registry::builder()
            .tools(fleet.tools())
            .approval_store(self.approvals.clone())
            .desk_store(self.desk.clone())
            .audit(self.audit.clone());
        let (registry, desk) = set(builder).build().unwrap();
        Scene { fleet, registry, desk }
    }
}

/// One process: what it calls, where its people answer, and what it did.
pub struct Scene {
    pub fleet: Fleet,
    pub registry: Registry,
    pub desk: ApprovalDesk,
}

pub fn agent() -> CallContext {
    CallContext::new("agent").with_session("s1")
}

pub fn maria() -> Principal {
    Principal::new("maria")
}

impl Scene {
    pub async fn asked(&self, machine: u64) -> Approval {
        match self.registry.call("fleet-reboot", json!({"machines": [machine]}), &agent()).await.unwrap() {
            CallOutcome::AwaitingApproval(approval) => *approval,
            other => panic!("it should have been asked for: {other:?}"),
        }
    }

    pub async fn approved(&self, machine: u64) -> Approval {
        let asked = self.asked(machine).await;
        self.approve(&asked).await
    }

    pub async fn approve(&self, asked: &Approval) -> Approval {
        self.desk.approve(asked.id(), &asked.digest, &maria(), Some("fine")).await.unwrap()
    }

    pub async fn resume(&self, id: &ApprovalId) -> Result<CallOutcome, ToolError> {
        self.registry.resume(id, &agent()).await
    }

    /// Begins to run what was approved, and comes back once it runs.
    pub async fn begin(&self, id: &ApprovalId) -> tokio::task::JoinHandle<Result<CallOutcome, ToolError>> {
        self.fleet.hold();
        let (registry, id) = (self.registry.clone(), id.clone());
        let before = self.fleet.log().len();
        let run = tokio::spawn(async move { registry.resume(&id, &agent()).await });
        until("it runs", || async { self.fleet.log().len() > before }).await;
        run
    }
}

/// Waits for what comes in a moment.
pub async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let came = tokio::time::timeout(Duration::from_secs(20), async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    came.await.unwrap_or_else(|_| panic!("never came: {what}"));
}

/// Machines that write down what is done to them.
#[derive(Clone)]
pub struct Fleet(Arc<(Mutex<Vec<String>>, Semaphore)>);

const PLENTY: usize = 1_000_000;

impl Default for Fleet {
    fn default() -> Self {
        Self(Arc::new((Mutex::default(), Semaphore::new(PLENTY))))
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reboot {
    /// The machines, by number.
    machines: Vec<u64>,
    /// Seconds to wait before.
    #[serde(default)]
    delay: f64,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Serialize, JsonSchema)]
struct Done {
    /// How many.
    done: usize,
}

impl Fleet {
    /// What was begun, in order.
    pub fn log(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }

    /// From now on what is begun does not end, until it is stopped or [let go](Self::let_go).
    pub fn hold(&self) {
        self.0.1.forget_permits(PLENTY);
    }

    pub fn let_go(&self) {
        self.0.1.add_permits(PLENTY);
    }

    fn tools(&self) -> Vec<Arc<dyn Tool>> {
        let spec = |name, effect| {
            ToolSpec::new("fleet", name, effect)
                .with_description("Does something to machines.")
                .with_operation(format!("fleet:{name}"))
        };
        let look = read_tool(spec("fleet-look", Effect::Read), (), |(), _: Nothing, _| async { Ok(Done { done: 0 }) });
        let reboot = write_tool(
            spec("fleet-reboot", Effect::Execute),
            self.clone(),
            |_, input: Reboot, _| async move {
                let targets = input.machines.iter().map(|id| Target::new("machine", *id, format!("pc-{id}")));
                let targets: Vec<_> = targets.map(|target| target.with_company("acme")).collect();
                Ok(Draft::new("Reboot", input.machines).with_targets(targets))
            },
            |fleet: Fleet, machines: Vec<u64>, cx| async move {
                let (log, steps) = &*fleet.0;
                log.lock().unwrap().push(format!("{machines:?}"));
                tokio::select! {
                    step = steps.acquire() => step.unwrap().forget(),
                    () = cx.cancelled() => cx.ensure_wanted()?,
                }
                Ok(Done { done: machines.len() })
            },
        );
        vec![look, reboot]
    }
}

/// What came of what should not have worked.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: Result<T, ToolError>, kind: ErrorKind) -> ToolError {
    let error = result.expect_err("it should have been refused");
    assert_eq!(error.kind(), kind, "{error}");
    error
}

/// The same test on each kind of store that has two sides of everything.
#[macro_export]
macro_rules! on_each {
    ($($test:ident),+ $(,)?) => { $crate::on_each! { [memory Memory, sqlite Sqlite, postgres Postgres] $($test)+ } };
    (databases: $($test:ident),+ $(,)?) => { $crate::on_each! { [sqlite Sqlite, postgres Postgres] $($test)+ } };
    ([$($module:ident $kind:ident),+] $($test:ident)+) => { $crate::on_each! { @ [$($module $kind),+] ($($test)+) } };
    (@ [$($module:ident $kind:ident),+] $tests:tt) => { $($crate::on_each! { # $module $kind $tests })+ };
    (# $module:ident $kind:ident ($($test:ident)+)) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    if let Some(home) = $crate::support::Home::new($crate::support::Kind::$kind).await {
                        super::$test(home).await;
                    }
                }
            )+
        }
    };
}
