//! A process that is killed between its claim and its answer: on restart the outcome is unknown, and nothing runs twice.
//!
//! The test starts itself again as the process to be killed. The tenant lives on in the parent, and so does the store, a
//! folder of files.

mod support;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use cw_sandbox::{Fault, FaultKind, Sandbox};
use cwa_client::{AutomateClient, Credentials};
use msp_tools_core::{
    Approval, ApprovalDesk, ApprovalId, ApprovalState, ApprovalStore, ErrorKind, Registry, StoreError,
};
use support::agent;
use support::gate::{START, approve, asked, refused, run_input};

/// Where the child finds the store. Set for the child alone.
const STORE: &str = "GATE_KILLED_STORE";

/// A file for each approval. Good for one process at a time, one after the other, which is what is tested here.
struct FileApprovals {
    folder: PathBuf,
    turn: Mutex<()>,
}

impl FileApprovals {
    fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), turn: Mutex::default() }
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, id: &ApprovalId) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn read(path: &Path) -> Result<Option<Approval>, StoreError> {
        match fs::read(path) {
            Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|error| failed(&error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Whole or not at all, whenever the process dies.
    fn write(&self, approval: &Approval) -> Result<(), StoreError> {
        let path = self.path(approval.id());
        let text = serde_json::to_vec(approval).map_err(|error| failed(&error))?;
        fs::write(path.with_extension("new"), text).map_err(|error| failed(&error))?;
        fs::rename(path.with_extension("new"), path).map_err(|error| failed(&error))
    }
}

fn failed(error: &dyn std::error::Error) -> StoreError {
    StoreError::new(error.to_string())
}

#[async_trait]
impl ApprovalStore for FileApprovals {
    async fn insert(&self, approval: Approval) -> Result<(), StoreError> {
        let _turn = self.turn();
        self.write(&approval)
    }

    async fn get(&self, id: &ApprovalId) -> Result<Option<Approval>, StoreError> {
        Self::read(&self.path(id))
    }

    async fn list(&self) -> Result<Vec<Approval>, StoreError> {
        let _turn = self.turn();
        let files = fs::read_dir(&self.folder).map_err(|error| failed(&error))?.flatten().map(|file| file.path());
        let records = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
        let mut approvals: Vec<_> =
            records.filter_map(|path| Self::read(&path).transpose()).collect::<Result<_, _>>()?;
        approvals.sort_by_key(|approval| approval.request.created_at);
        Ok(approvals)
    }

    async fn compare_and_set(&self, expected: ApprovalState, next: Approval) -> Result<bool, StoreError> {
        let _turn = self.turn();
        let stands = Self::read(&self.path(next.id()))?.is_some_and(|current| current.state == expected);
        if stands {
            self.write(&next)?;
        }
        Ok(stands)
    }

    fn abandoned(&self, _: &ApprovalId) {}
}

fn gate(client: &AutomateClient, store: &Path) -> (Registry, ApprovalDesk) {
    Registry::builder()
        .tools(cwa_client::tools::tools(client))
        .approval_store(Arc::new(FileApprovals::new(store)))
        .build()
        .expect("the tools fit together")
}

/// The process that is killed: it runs what was approved on the tenant of the environment.
///
/// Without that environment it fails: it is no test by itself.
#[tokio::test]
#[ignore = "the other tests run it, as a process of its own"]
async fn as_the_child_run_what_was_approved() {
    let store = env::var_os(STORE).expect("set by the parent");
    let set = |name: &str| env::var(name).expect("set by the parent");
    let client = AutomateClient::builder(set("CWA_BASE_URL"))
        .credentials(Credentials::integrator(set("CWA_USERNAME"), set("CWA_PASSWORD")))
        .client_id(set("CWA_CLIENT_ID"))
        .build()
        .expect("the parent's settings");
    let (registry, desk) = gate(&client, Path::new(&store));
    let approved = approve(&desk, &asked(&registry, run_input()).await).await;
    let outcome = registry.resume(approved.id(), &agent()).await;
    panic!("it should have been killed before this: {outcome:?}");
}

/// Killed whatever happens in the test.
struct Doomed(Child);

impl Doomed {
    fn start(sandbox: &Sandbox, store: &Path) -> Self {
        let child = Command::new(env::current_exe().expect("this test"))
            .args(["--exact", "as_the_child_run_what_was_approved", "--ignored"])
            .env(STORE, store)
            .envs(sandbox.env())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.expect("a second process"))
    }

    /// With SIGKILL, where there are signals: no destructor and no handler runs.
    fn kill(&mut self) {
        self.0.kill().expect("it still runs");
        self.0.wait().expect("it is over");
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        // It is dead already, unless the test failed before.
        let _ = (self.0.kill(), self.0.wait());
    }
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "never came: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Kills a process in the middle of a start that goes wrong in this way, and starts another on the same store.
async fn killed_while(fault: FaultKind, started: usize) {
    let sandbox = support::sandbox().await;
    let runs_before = sandbox.world().runs.len();
    sandbox.misbehave(Fault::new(fault).path(START));
    let store = tempfile::tempdir().expect("a folder");
    let mut child = Doomed::start(&sandbox, store.path());
    until("the start of the script", || sandbox.log().count("POST", START) == 1).await;
    until("what the tenant makes of it", || sandbox.log().committed().len() == started).await;
    child.kill();
    sandbox.behave();

    let (registry, desk) = gate(&support::client(&sandbox), store.path());
    let left: Vec<_> = desk.list().await.expect("the store survived");
    assert_eq!(left.iter().map(|approval| approval.state).collect::<Vec<_>>(), [ApprovalState::Running]);
    let id = left[0].id();
    refused(registry.resume(id, &agent()).await, ErrorKind::Spent, "before anybody looked after it");
    let lost = desk.recover().await.expect("the store can be written");
    assert_eq!(lost.iter().map(Approval::id).collect::<Vec<_>>(), [id]);
    assert_eq!(desk.get(id).await.expect("still there").state, ApprovalState::OutcomeUnknown);
    refused(registry.resume(id, &agent()).await, ErrorKind::OutcomeUnknown, "after");
    let again = desk.approve(id, &left[0].digest, &"technician".into(), None).await.expect_err("it was used");
    assert_eq!(again.kind(), ErrorKind::OutcomeUnknown);

    assert_eq!(sandbox.log().count("POST", START), 1, "never a second start");
    assert_eq!(sandbox.world().runs.len() - runs_before, started);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_before_the_tenant_did_anything() {
    killed_while(FaultKind::Hang, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_the_tenant_did_it_and_before_it_answered() {
    killed_while(FaultKind::SlowBody { chunk: 1, every_ms: 60_000 }, 1).await;
}
