//! Databases that cannot be used: each a clear error, and nothing runs.

#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::{fs, path::Path, time::Duration};

use msp_tools_core::{ApprovalState, ApprovalStore as _, AuditEvent, AuditKind, AuditSink as _, Timestamp};
use msp_tools_store::{Error, ErrorKind, Store};
use support::*;

const SOON: Duration = Duration::from_millis(300);

/// The error, in all the words that anybody could see of it.
fn all_words(error: &Error) -> String {
    let mut words = format!("{error:?} {error}");
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(error) = cause {
        words += &format!(" {error:?} {error}");
        cause = error.source();
    }
    words
}

#[track_caller]
fn fails(opened: Result<Store, Error>, kind: ErrorKind, words: &str) -> String {
    let error = opened.expect_err("it should not open");
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(words), "{error}");
    all_words(&error)
}

mod sqlite {
    use std::process::Command;

    use super::*;

    async fn home() -> (Home, std::path::PathBuf) {
        let home = Home::new(Kind::Sqlite).await.unwrap();
        let dir = home.address().into();
        (home, dir)
    }

    #[cfg(unix)]
    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_is_made_is_for_the_owner_alone() {
        let (_home, dir) = home().await;
        let dir = dir.join("state").join("msp");
        let store = Store::sqlite(&dir).await.unwrap();
        store.record(&AuditEvent::new(Timestamp::now(), "x", AuditKind::Thawed { scope: "all".into() })).await.unwrap();
        assert_eq!((mode(dir.parent().unwrap()), mode(&dir)), (0o700, 0o700));
        let files: Vec<_> = fs::read_dir(&dir).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(files.len() >= 2, "the log beside it, too: {files:?}");
        for file in files {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_others_can_write_is_refused() {
        let (_home, dir) = home().await;
        drop(Store::sqlite(&dir).await.unwrap());
        let path = dir.join("msp.db");
        for (path, open, closed) in [(&dir, 0o770, 0o700), (&dir, 0o702, 0o755), (&path, 0o602, 0o600)] {
            set_mode(path, open);
            fails(Store::sqlite(&dir).await, ErrorKind::Permission, "others can write");
            set_mode(path, closed);
        }
        Store::sqlite(&dir).await.unwrap();
    }

    /// Opens the database that the parent named, and expects of it what the parent said.
    #[tokio::test]
    #[ignore = "other tests run it, as another user"]
    async fn as_another_user() {
        let expected = std::env::var("EXPECTED").expect("set by the parent");
        let error = Store::sqlite(std::env::var_os("STORE").expect("set by the parent")).await.expect_err("not for us");
        assert_eq!(format!("{:?}", error.kind()), expected, "{error}");
    }

    /// Root may do anything: somebody else has to try.
    #[cfg(unix)]
    fn as_nobody(dir: &Path, expected: ErrorKind) {
        use std::os::unix::process::CommandExt as _;
        let place = tempfile::tempdir().unwrap();
        let program = place.path().join("program");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        set_mode(place.path(), 0o755);
        set_mode(&program, 0o755);
        let mut command = Command::new(program);
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        let child = command
            .args(["--exact", "sqlite::as_another_user", "--ignored"])
            .env("STORE", dir)
            .env("EXPECTED", format!("{expected:?}"))
            .current_dir(place.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && said.contains("1 passed"), "{said}");
    }

    #[cfg(unix)]
    const NOBODY: u32 = 65534;

    #[cfg(unix)]
    fn is_root() -> bool {
        let made = tempfile::NamedTempFile::new().unwrap();
        std::os::unix::fs::MetadataExt::uid(&made.as_file().metadata().unwrap()) == 0
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_that_can_be_read_only() {
        let (_home, dir) = home().await;
        drop(Store::sqlite(&dir).await.unwrap());
        set_mode(&dir.join("msp.db"), 0o400);
        if is_root() {
            let mut all: Vec<_> = fs::read_dir(&dir).unwrap().map(|file| file.unwrap().path()).collect();
            all.push(dir.clone());
            all.iter().for_each(|path| std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap());
        }
        as_nobody(&dir, ErrorKind::ReadOnly);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_folder_that_may_not_be_entered() {
        let (_home, dir) = home().await;
        drop(Store::sqlite(&dir).await.unwrap());
        set_mode(&dir, 0o500);
        set_mode(&dir.join("msp.db"), 0o000);
        as_nobody(&dir, ErrorKind::Permission);
        set_mode(&dir, 0o700);
    }

    #[tokio::test]
    async fn a_file_where_the_folder_should_be() {
        let (_home, dir) = home().await;
        fs::write(dir.join("state"), "").unwrap();
        fails(Store::sqlite(dir.join("state")).await, ErrorKind::Other, "cannot be opened");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_locked_file() {
        use sqlx::{Connection as _, Executor as _};
        let (home, dir) = home().await;
        let kit = home.open_with(|options| options.patience(SOON)).await;
        let scene = kit.scene();
        let approved = scene.approved(1).await;
        let path = dir.join("msp.db").display().to_string();
        let mut other = sqlx::SqliteConnection::connect(&path).await.unwrap();
        other.execute("BEGIN IMMEDIATE").await.unwrap();
        fails(Store::options().patience(SOON).sqlite(&dir).await, ErrorKind::Locked, "another program keeps it locked");
        let error = refused(scene.resume(approved.id()).await, msp_tools_core::ErrorKind::Unavailable);
        assert!(error.to_string().contains("another program keeps it locked"), "{error}");
        assert_eq!(scene.fleet.log(), [""; 0]);
        other.execute("ROLLBACK").await.unwrap();
        assert_eq!(scene.desk.get(approved.id()).await.unwrap().state, ApprovalState::Approved);
        scene.resume(approved.id()).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_disk() {
        let (home, dir) = home().await;
        let kit = home.open_with(|options| options.max_bytes(200 << 10)).await;
        let (scene, store) = (kit.scene(), kit.store.clone().unwrap());
        let approved = scene.approved(1).await;
        // The larger ones first, the smaller ones into what is left.
        let mut words = String::new();
        for size in [3000, 300, 1] {
            let scope = "x".repeat(size);
            let event = AuditEvent::new(Timestamp::now(), "x", AuditKind::Thawed { scope });
            words = loop {
                match store.record(&event).await {
                    Ok(()) => assert!(dir.join("msp.db").metadata().unwrap().len() < 1 << 20, "full by now"),
                    Err(error) => break error.to_string(),
                }
            };
        }
        assert!(words.contains("there is no room left"), "{words}");
        let error = refused(scene.resume(approved.id()).await, msp_tools_core::ErrorKind::Unavailable);
        assert!(error.to_string().contains("there is no room left"), "{error}");
        assert_eq!(scene.fleet.log(), [""; 0]);
        drop((scene, kit));
        store.audit().verify(&[]).await.unwrap();

        // With room again everything goes on where it was.
        let scene = home.open().await.scene();
        assert_eq!(scene.desk.list().await.unwrap().len(), 1);
        let asked = scene.approved(2).await;
        scene.resume(asked.id()).await.unwrap();
    }

    #[tokio::test]
    async fn a_damaged_file() {
        let (home, dir) = home().await;
        let path = dir.join("msp.db");
        let scene = home.open().await.scene();
        let approved = scene.approved(1).await;
        for machine in 2..40 {
            scene.asked(machine).await;
        }
        drop(scene);
        // The last to close it puts everything into the one file.
        until("it is closed", || async { !dir.join("msp.db-wal").exists() }).await;
        let whole = fs::read(&path).unwrap();
        // All but the first page, so that it still looks like a database.
        let mut damaged = whole.clone();
        damaged[4096..].fill(0xaa);
        fs::write(&path, damaged).unwrap();
        match Store::sqlite(&dir).await {
            Ok(store) => {
                let error = store.get(approved.id()).await.unwrap_err();
                assert!(error.to_string().contains("is damaged"), "{error}");
            }
            opened => drop(fails(opened, ErrorKind::Corrupt, "is damaged")),
        }
        for garbage in [b"this is no database, but a text that somebody put here ".repeat(100), whole[..5000].to_vec()]
        {
            let dir = tempfile::tempdir().unwrap();
            write_private(&dir.path().join("msp.db"), &garbage);
            fails(Store::sqlite(dir.path()).await, ErrorKind::Corrupt, "is damaged");
        }
    }

    fn write_private(path: &Path, bytes: &[u8]) {
        fs::write(path, bytes).unwrap();
        #[cfg(unix)]
        set_mode(path, 0o600);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use std::net::TcpListener;

    use super::*;

    const SECRET: &str = "s3cr3t-of-maria";

    async fn open(url: &str) -> Result<Store, Error> {
        Store::options().patience(SOON).postgres(url).await
    }

    /// The address of the tests with another part in place of that one.
    fn other<'a>(url: &'a str, change: impl FnOnce(&mut Parts<'a>)) -> String {
        let rest = url.strip_prefix("postgres://").unwrap();
        let (login, place) = rest.split_once('@').unwrap();
        let (user, password) = login.split_once(':').unwrap();
        let (host, database) = place.split_once('/').unwrap();
        let mut parts = Parts { user, password, host, database };
        change(&mut parts);
        let Parts { user, password, host, database } = parts;
        format!("postgres://{user}:{password}@{host}/{database}")
    }

    struct Parts<'a> {
        user: &'a str,
        password: &'a str,
        host: &'a str,
        database: &'a str,
    }

    #[tokio::test]
    async fn an_address_that_is_none() {
        for url in ["", "http://example.org", "postgres://maria:s3cr3t-of-maria@host:many/db", "maria:s3cr3t-of-maria"]
        {
            let words = fails(open(url).await, ErrorKind::Config, "no address");
            assert!(!words.contains(SECRET), "{words}");
        }
    }

    #[tokio::test]
    async fn a_server_that_is_not_there() {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let words = fails(open(&address(closed)).await, ErrorKind::Unreachable, "cannot be reached");
        assert!(!words.contains(SECRET), "{words}");
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let words =
            fails(open(&address(silent.local_addr().unwrap())).await, ErrorKind::Unreachable, "no answer within");
        assert!(!words.contains(SECRET), "{words}");
    }

    fn address(at: std::net::SocketAddr) -> String {
        format!("postgres://maria:{SECRET}@{at}/db")
    }

    #[tokio::test]
    async fn a_password_that_is_wrong_is_not_shown() {
        let Some(url) = postgres_url() else { return };
        let wrong = other(&url, |parts| parts.password = SECRET);
        let words = fails(open(&wrong).await, ErrorKind::Credentials, "does not let this user in");
        assert!(!words.contains(SECRET), "{words}");
        let store = Store::postgres(&url).await.unwrap();
        let password = url.split(['@', ':']).nth(2).unwrap();
        assert!(password.len() > 8 && !format!("{store:?} {}", store.place()).contains(password));
    }

    #[tokio::test]
    async fn a_database_that_is_not_there() {
        let Some(url) = postgres_url() else { return };
        fails(open(&other(&url, |parts| parts.database = "nowhere")).await, ErrorKind::Config, "no such database");
    }

    #[tokio::test]
    async fn a_database_that_can_be_read_only() {
        let Some(Home::Postgres(url)) = Home::new(Kind::Postgres).await else { return };
        let read_only = format!("{url}&options[default_transaction_read_only]=on");
        fails(open(&read_only).await, ErrorKind::ReadOnly, "can be read only");
    }

    #[tokio::test]
    async fn a_user_who_may_not() {
        let Some(home) = Home::new(Kind::Postgres).await else { return };
        let user = format!("msp_test_{:08x}", fastrand::u32(..));
        sql(&home, &format!("CREATE ROLE {user} LOGIN PASSWORD '{SECRET}'")).await;
        let address = home.address();
        let schema = address.rsplit('=').next().unwrap();
        sql(&home, &format!("GRANT USAGE ON SCHEMA {schema} TO {user}")).await;
        let url = other(&address, |parts| (parts.user, parts.password) = (&user, SECRET));
        let words = fails(open(&url).await, ErrorKind::Permission, "may not");
        assert!(!words.contains(SECRET), "{words}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_locked_table() {
        use sqlx::{Connection as _, Executor as _};
        let Some(home) = Home::new(Kind::Postgres).await else { return };
        let scene = home.open_with(|options| options.patience(SOON)).await.scene();
        let approved = scene.approved(1).await;
        let mut other = sqlx::PgConnection::connect(&home.address()).await.unwrap();
        other.execute("BEGIN; LOCK TABLE msp_approvals").await.unwrap();
        refused(scene.resume(approved.id()).await, msp_tools_core::ErrorKind::Unavailable);
        assert_eq!(scene.fleet.log(), [""; 0]);
        other.execute("ROLLBACK").await.unwrap();
        scene.resume(approved.id()).await.unwrap();
    }
}
