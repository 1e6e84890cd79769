//! Approvals and audit that several `msp` share: one asks, another answers, a third runs it.

mod common;

use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use common::{Home, code, command, in_words, json_of, on, stderr, stdout};
use cw_sandbox::{Fault, FaultKind, Sandbox};
use serde_json::{Value, json};

const RUN_SCRIPT: [&str; 4] =
    ["call", "cwa-run-script", "--input", r#"{"script": "Disk Cleanup", "computers": ["kiosk"]}"#];
const DELETE: [&str; 5] = ["request", "automate", "/Clients/11", "-X", "DELETE"];

/// A tenant, and a place that is shared by all who work on it.
struct Scene {
    sandbox: Sandbox,
    home: Home,
}

impl Scene {
    async fn new(home: Home) -> Self {
        Self { sandbox: Sandbox::start().await.expect("a port"), home }
    }

    /// Runs `msp` on the tenant.
    fn run(&self, args: &[&str]) -> Output {
        self.home.at(on(&self.sandbox, args)).output().expect("msp starts")
    }

    /// Runs `msp` without any credentials.
    fn desk(&self, args: &[&str]) -> Output {
        self.home.at(command(args)).output().expect("msp starts")
    }

    fn start(&self, args: &[&str]) -> Child {
        let mut command = self.home.at(on(&self.sandbox, args));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("msp starts")
    }

    /// Asks, and returns the id of the request.
    fn ask(&self, args: &[&str]) -> String {
        let asked = self.run(&[args, &["--json"]].concat());
        assert_eq!(code(&asked), 3, "{}", in_words(&asked));
        json_of(&asked)["approval"]["id"].as_str().expect("an id").to_owned()
    }

    fn approve(&self, id: &str) {
        let approved = self.desk(&["approvals", "approve", id, "--as", "maria", "--reason", "it hangs"]);
        assert_eq!(code(&approved), 0, "{}", in_words(&approved));
    }

    fn approved(&self, args: &[&str]) -> String {
        let id = self.ask(args);
        self.approve(&id);
        id
    }

    fn resume(&self, id: &str) -> Output {
        self.run(&["call", "--resume", id, "--json"])
    }

    fn list(&self) -> Vec<Value> {
        let listed = json_of(&self.desk(&["approvals", "--json"]));
        listed.as_array().expect("an array").clone()
    }

    /// The one request, once somebody has made it.
    fn pending(&self) -> String {
        eventually("a request", || {
            let pending = self.list().into_iter().find(|approval| approval["state"] == "pending")?;
            Some(pending["id"].as_str().expect("an id").to_owned())
        })
    }

    fn changes(&self) -> usize {
        self.sandbox.log().writes().len()
    }

    fn verify(&self) -> Value {
        let verified = self.desk(&["audit", "verify", "--json"]);
        assert_eq!(code(&verified), 0, "{}", in_words(&verified));
        json_of(&verified)
    }
}

fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        match look() {
            Some(found) => return found,
            None if began.elapsed() > Duration::from_secs(30) => panic!("{what} does not come"),
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn message(output: &Output) -> String {
    json_of(output)["error"]["message"].as_str().expect("words").to_owned()
}

/// The same in a folder and on a server.
macro_rules! in_either {
    ($($test:ident)*) => {
        mod folder {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test(super::Scene::new(super::Home::folder()).await);
            })*
        }
        mod server {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                let Some(home) = super::Home::server().await else { return };
                super::$test(super::Scene::new(home).await);
            })*
        }
    };
}

in_either! {
    asked_here_answered_there_and_run_once_elsewhere
    of_many_who_resume_one_runs
    denied_it_does_not_run
    whoever_waits_is_told_and_runs_it
    who_asked_does_not_approve
    a_raw_request_is_resumed_as_well
    on_another_tenant_it_does_not_run
    an_unknown_outcome_stays_one
    killed_while_it_ran_it_does_not_run_again
}

fn asked_here_answered_there_and_run_once_elsewhere(scene: Scene) {
    let id = scene.ask(&RUN_SCRIPT);
    let listed = scene.list();
    assert_eq!((listed.len(), &listed[0]["id"], &listed[0]["state"]), (1, &json!(id), &json!("pending")));
    let words = stdout(&scene.desk(&["approvals", "show", &id]));
    for word in [id.as_str(), "pending", "kiosk", "by dana", "because"] {
        assert!(words.contains(word), "`{word}` is missing in:\n{words}");
    }
    let early = scene.resume(&id);
    assert_eq!((code(&early), &json_of(&early)["status"]), (3, &json!("awaiting_approval")));
    scene.approve(&id);
    let other = scene.run(&["call", "--resume", &id, "--as", "somebody-else", "--json"]);
    assert_eq!(code(&other), 4);
    assert!(message(&other).contains("dana asked"), "{}", message(&other));
    assert_eq!(scene.changes(), 0, "nothing was sent so far");

    let ran = scene.resume(&id);
    assert_eq!((code(&ran), &json_of(&ran)["status"]), (0, &json!("completed")), "{}", in_words(&ran));
    let changes = scene.changes();
    assert!(changes > 0);
    let again = scene.resume(&id);
    assert_eq!((code(&again), &json_of(&again)["error"]["kind"]), (4, &json!("spent")));
    assert_eq!(scene.changes(), changes, "once");
    let shown = json_of(&scene.desk(&["approvals", "show", &id, "--json"]));
    assert_eq!((&shown["state"], &shown["answer"]["by"]), (&json!("succeeded"), &json!("maria")));

    assert_eq!(scene.verify()["ok"], true);
    let trail = json_of(&scene.desk(&["audit", "--json"]));
    let events: Vec<_> = trail.as_array().expect("an array").iter().filter_map(|row| row["event"].as_str()).collect();
    let ordered = ["planned", "decided", "asked", "answered", "started", "finished"];
    assert_eq!(events.iter().copied().filter(|event| ordered.contains(event)).collect::<Vec<_>>(), ordered);
}

fn of_many_who_resume_one_runs(scene: Scene) {
    let id = scene.approved(&DELETE);
    let all: Vec<_> = (0..5).map(|_| scene.start(&["call", "--resume", &id, "--json"])).collect();
    let ends: Vec<_> = all.into_iter().map(|child| child.wait_with_output().expect("it ends")).collect();
    let refused = ends.iter().filter(|end| code(end) == 4).count();
    // The one that ran it says how that went.
    assert_eq!((refused, scene.changes()), (4, 1), "{:?}", ends.iter().map(in_words).collect::<Vec<_>>());
    scene.verify();
}

fn denied_it_does_not_run(scene: Scene) {
    let id = scene.ask(&RUN_SCRIPT);
    let denied = scene.desk(&["approvals", "deny", &id, "--as", "maria", "--reason", "not today", "--json"]);
    assert_eq!((code(&denied), &json_of(&denied)["state"]), (0, &json!("denied")));
    let resumed = scene.resume(&id);
    assert_eq!(code(&resumed), 4);
    assert!(message(&resumed).contains("denied by maria (not today)"), "{}", message(&resumed));
    assert_eq!(code(&scene.desk(&["approvals", "approve", &id, "--as", "maria"])), 4, "no stays no");
    assert_eq!(scene.changes(), 0);
    assert_ne!(scene.ask(&RUN_SCRIPT), id, "another run may ask anew");
}

fn whoever_waits_is_told_and_runs_it(scene: Scene) {
    let waits = [&RUN_SCRIPT[..], &["--wait", "60", "--json"]].concat();
    let child = scene.start(&waits);
    scene.approve(&scene.pending());
    let ran = child.wait_with_output().expect("it ends");
    assert_eq!((code(&ran), &json_of(&ran)["status"]), (0, &json!("completed")), "{}", in_words(&ran));
    assert!(stderr(&ran).contains("kiosk") && stderr(&ran).contains("Waiting for an answer"), "{}", stderr(&ran));
    let changes = scene.changes();
    assert!(changes > 0);

    let child = scene.start(&waits);
    let id = scene.pending();
    assert_eq!(code(&scene.desk(&["approvals", "deny", &id, "--as", "maria"])), 0);
    let denied = child.wait_with_output().expect("it ends");
    assert_eq!((code(&denied), &json_of(&denied)["error"]["kind"]), (4, &json!("denied")));

    // Whoever resumes may wait, too; and time may be up.
    let id = scene.ask(&RUN_SCRIPT);
    let early = scene.run(&["call", "--resume", &id, "--wait", "1", "--json"]);
    assert_eq!((code(&early), &json_of(&early)["approval"]["id"]), (3, &json!(id)));
    assert_eq!(scene.changes(), changes);
}

fn who_asked_does_not_approve(scene: Scene) {
    let id = scene.ask(&DELETE);
    for name in ["dana", " Dana"] {
        let own = scene.desk(&["approvals", "approve", &id, "--as", name, "--json"]);
        assert_eq!((code(&own), &json_of(&own)["error"]["kind"]), (4, &json!("denied")), "{name}");
        for word in ["second person", "second_person = false", "on a terminal"] {
            assert!(message(&own).contains(word), "`{word}` is missing in: {}", message(&own));
        }
    }
    let policy = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(policy.path(), "version = 1\n[approvals]\nsecond_person = false\n").expect("written");
    let path = policy.path().to_str().expect("UTF-8");
    assert_eq!(code(&scene.desk(&["approvals", "approve", &id, "--as", "dana", "--policy", path])), 0);
}

fn a_raw_request_is_resumed_as_well(scene: Scene) {
    let body = ["request", "automate", "/Clients/11", "-X", "PATCH", "--json-body"];
    let patch = [&body[..], &[r#"[{"op": "replace", "path": "Name", "value": "Acme"}]"#]].concat();
    let id = scene.approved(&patch);
    let ran = scene.resume(&id);
    assert!(json_of(&ran)["status"] == "completed" || json_of(&ran)["error"]["sent"].is_string(), "{}", in_words(&ran));
    assert_eq!(scene.changes(), 1, "{}", in_words(&ran));
    assert_eq!(code(&scene.resume(&id)), 4);
    assert_eq!(scene.changes(), 1);
}

fn on_another_tenant_it_does_not_run(scene: Scene) {
    let id = scene.approved(&RUN_SCRIPT);
    let runtime = tokio::runtime::Handle::current();
    let other = tokio::task::block_in_place(|| runtime.block_on(Sandbox::start())).expect("a port");
    let there = scene.home.at(on(&other, &["call", "--resume", &id, "--json"])).output().expect("msp starts");
    let embedded = scene.desk(&["call", "--resume", &id, "--json", "--sandbox"]);
    for refused in [&there, &embedded] {
        assert_eq!((code(refused), &json_of(refused)["error"]["kind"]), (4, &json!("stale")));
        assert!(message(refused).contains(&scene.sandbox.base_url()), "{}", message(refused));
    }
    assert!(other.log().is_empty());
    assert_eq!(code(&scene.resume(&id)), 0, "it is still there for its own");
}

fn an_unknown_outcome_stays_one(scene: Scene) {
    let id = scene.approved(&DELETE);
    scene.sandbox.misbehave(Fault::new(FaultKind::CommitThenDrop).path("*/clients/11"));
    assert_eq!(code(&scene.resume(&id)), 5);
    // The client may have tried again within that run; nobody does later.
    let changes = scene.changes();
    assert_eq!(code(&scene.resume(&id)), 5);
    assert!(changes > 0 && changes == scene.changes());
    assert_eq!(scene.list()[0]["state"], "outcome_unknown");
}

fn killed_while_it_ran_it_does_not_run_again(scene: Scene) {
    let id = scene.approved(&DELETE);
    scene.sandbox.misbehave(Fault::new(FaultKind::Hang).path("*/clients/11"));
    let mut child = scene.start(&["call", "--resume", &id]);
    eventually("the request", || (scene.changes() > 0).then_some(()));
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert_eq!(scene.list()[0]["state"], "running");
    // At once the worker may only be slow; later it counts as dead, and the outcome is unknown.
    assert_eq!(code(&scene.resume(&id)), 4);
    assert_eq!(scene.changes(), 1);
    scene.verify();
}

/// Everything that needs the store.
const USES: [&[&str]; 6] = [
    &["call", "cwa-list-clients"],
    &["request", "automate", "/Clients"],
    &["call", "--resume", "apr-0123456789abcdef"],
    &["approvals"],
    &["approvals", "deny", "apr-0123456789abcdef", "--as", "maria"],
    &["audit", "verify"],
];

/// Checks that nothing can be done with such a store, and that this is said in these words.
fn nothing_runs(scene: &Scene, uses: &[&[&str]], exit: i32, words: &[&str]) {
    for args in uses {
        let failed = scene.run(&[*args, &["--json"]].concat());
        assert_eq!(code(&failed), exit, "{args:?}: {}", in_words(&failed));
        let answer = json_of(&failed);
        assert_eq!((&answer["status"], &answer["error"]["kind"]), (&json!("failed"), &json!("store")), "{args:?}");
        for word in words {
            assert!(message(&failed).contains(word), "`{word}` is missing in: {}", message(&failed));
        }
    }
    assert!(scene.sandbox.log().is_empty(), "not even a read was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_where_the_folder_should_be() {
    let scene = Scene::new(Home::folder()).await;
    std::fs::write(scene.home.dir(), "").expect("written");
    let place = scene.home.dir();
    nothing_runs(&scene, &USES, 1, &[place.to_str().expect("UTF-8"), "cannot be opened", "--state"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_database() {
    let scene = Scene::new(Home::folder()).await;
    scene.desk(&["call", "cwa-list-clients", "--sandbox"]);
    for file in scene.home.dir().read_dir().expect("a folder") {
        std::fs::write(file.expect("a file").path(), "somebody's notes ".repeat(1000)).expect("written");
    }
    nothing_runs(&scene, &USES, 1, &["msp.db", "damaged", "restore it"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_a_newer_version_in_a_folder() {
    newer(Scene::new(Home::folder()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_a_newer_version_on_a_server() {
    let Some(home) = Home::server().await else { return };
    newer(Scene::new(home).await).await;
}

async fn newer(scene: Scene) {
    assert_eq!(code(&scene.desk(&["call", "cwa-list-clients", "--sandbox"])), 0);
    scene.home.sql("UPDATE msp_schema SET version = 99").await;
    nothing_runs(&scene, &USES, 1, &["newer version", "use that version"]);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_others_can_write() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new(Home::folder()).await;
    scene.desk(&["call", "cwa-list-clients", "--sandbox"]);
    let mode = |path: &std::path::Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&scene.home.dir()), mode(&scene.home.dir().join("msp.db"))), (0o700, 0o600));
    std::fs::set_permissions(scene.home.dir(), PermissionsExt::from_mode(0o777)).expect("changed");
    nothing_runs(&scene, &USES, 1, &["others can write", "chmod go-w"]);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_can_be_read_only() {
    use std::os::unix::{fs, fs::MetadataExt as _, fs::PermissionsExt, process::CommandExt as _};
    const NOBODY: u32 = 65534;
    let scene = Scene::new(Home::folder()).await;
    scene.desk(&["call", "cwa-list-clients", "--sandbox"]);
    let dir = scene.home.dir();
    let set_mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("changed");
    };
    set_mode(&dir.join("msp.db"), 0o400);
    // Root may write anywhere: somebody else has to try, with a program that they can reach.
    let programs = tempfile::tempdir().expect("a folder");
    let mut program = std::path::PathBuf::from(env!("CARGO_BIN_EXE_msp"));
    let is_root = dir.metadata().expect("it is there").uid() == 0;
    if is_root {
        let copy = programs.path().join("msp");
        std::fs::copy(&program, &copy).expect("copied");
        program = copy;
        for path in [programs.path(), dir.parent().expect("a parent")] {
            set_mode(path, 0o755);
        }
        let files = dir.read_dir().expect("a folder").map(|file| file.expect("a file").path());
        files.chain([dir.clone()]).for_each(|path| fs::chown(path, Some(NOBODY), Some(NOBODY)).expect("changed"));
    }
    let mut command = std::process::Command::new(program);
    command.args(["call", "cwa-list-clients", "--json", "--state"]).arg(&dir).envs(scene.sandbox.env());
    if is_root {
        command.uid(NOBODY).gid(NOBODY).current_dir("/");
    }
    let failed = command.output().expect("msp starts");
    assert_eq!(code(&failed), 1, "{}", in_words(&failed));
    assert!(message(&failed).contains("can be read only"), "{}", message(&failed));
    assert!(scene.sandbox.log().is_empty());
}

const SECRET: &str = "s3cr3t-of-maria";

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let scene = Scene::new(Home::at_address(format!("postgres://maria:{SECRET}@{closed}/db"))).await;
    nothing_runs(&scene, &USES, 1, &[&closed.to_string(), "cannot be reached", "look whether the server runs"]);
    let talkative = scene.run(&["call", "cwa-list-clients", "-vv"]);
    assert!(!in_words(&talkative).contains(SECRET), "{}", in_words(&talkative));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none() {
    for address in
        ["", "http://example.org", "maria:s3cr3t-of-maria@host/db", "postgres://maria:s3cr3t-of-maria@host:x/d"]
    {
        let scene = Scene::new(Home::at_address(address.to_owned())).await;
        nothing_runs(&scene, &USES, 2, &["no address", "postgres://user@host/database", "--store"]);
        let words = in_words(&scene.run(&["call", "cwa-list-clients", "-vv"]));
        assert!(!words.contains(SECRET), "{words}");
    }
    let both = command(&["audit", "--state", "x", "--store", "postgres://maria:s3cr3t-of-maria@host/db"]).output();
    let both = both.expect("msp starts");
    assert_eq!(code(&both), 2);
    assert!(!in_words(&both).contains(SECRET), "{}", in_words(&both));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_wrong() {
    let Some(home) = Home::server().await else { return };
    let url = home.address();
    let (before, rest) = url.split_once('@').expect("a user");
    let (user, _) = before.rsplit_once(':').expect("a password");
    let scene = Scene::new(Home::at_address(format!("{user}:{SECRET}@{rest}"))).await;
    nothing_runs(&scene, &USES, 1, &["does not let this user in", "PGPASSWORD"]);
    let words = in_words(&scene.run(&["audit", "-vv"]));
    assert!(!words.contains(SECRET), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_names_the_server_unless_the_command_line_says_otherwise() {
    let Some(home) = Home::server().await else { return };
    let run = |args: &[&str]| command(args).env("MSP_STORE", home.address()).output().expect("msp starts");
    assert_eq!(code(&run(&["call", "cwa-list-clients", "--sandbox"])), 0);
    assert!(common::is_home_untouched());
    assert_eq!(json_of(&run(&["audit", "verify", "--json"]))["records"], 4);
    let folder = Home::folder();
    let shown = folder.at(command(&["audit", "--json"])).env("MSP_STORE", home.address()).output();
    assert_eq!(json_of(&shown.expect("msp starts")), json!([]));
}

#[test]
fn what_was_asked_on_the_embedded_tenant_runs_in_another_process() {
    const UPDATE: [&str; 4] =
        ["call", "cw-psa-update-ticket", "--input", r#"{"ticket": 100003, "status": "Resolved"}"#];
    let home = Home::folder();
    let run = |args: &[&str]| home.at(command(args)).output().expect("msp starts");
    for call in [RUN_SCRIPT, UPDATE] {
        let asked = run(&[&call[..], &["--sandbox", "--json"]].concat());
        assert_eq!(code(&asked), 3, "{}", in_words(&asked));
        let id = json_of(&asked)["approval"]["id"].as_str().expect("an id").to_owned();
        let approved = run(&["approvals", "approve", &id, "--as", "maria"]);
        assert_eq!(code(&approved), 0, "{}", in_words(&approved));
        let ran = run(&["call", "--resume", &id, "--sandbox", "--json"]);
        assert_eq!((code(&ran), &json_of(&ran)["status"]), (0, &json!("completed")), "{}", in_words(&ran));
        let again = run(&["call", "--resume", &id, "--sandbox", "--json"]);
        assert_eq!(code(&again), 4, "{}", in_words(&again));
    }
}
