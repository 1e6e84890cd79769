//! What outlives a run of the program: the audit trail, in a folder of the user's.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use etcetera::base_strategy::{BaseStrategy as _, choose_native_strategy};
use fs4::{FileExt, TryLockError};
use msp_tools_core::{AuditError, AuditEvent, AuditSink, FileAudit};

use crate::cli::Globals;
use crate::exit::Failure;

/// How long to wait for others that write to the same trail. Each writes for some milliseconds only.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often to look whether they are done.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// Small files, since the last one is checked before each record.
const FILE_BYTES: u64 = 1 << 20;

/// Where the audit trail is kept: under `--state`, or in a folder of this user's.
pub(crate) fn audit_dir(globals: &Globals) -> Result<PathBuf, Failure> {
    let state = match &globals.state {
        Some(dir) => dir.clone(),
        None => {
            let base = choose_native_strategy().map_err(|error| {
                Failure::usage(format!("no folder to keep the audit trail in: {error}; name one with --state DIR"))
            })?;
            base.state_dir().unwrap_or_else(|| base.data_dir()).join("msp")
        }
    };
    Ok(state.join("audit"))
}

/// An audit trail that several processes write in turns. It is opened for each record and closed after it, so that a
/// process that waits for a person holds up no other.
#[derive(Debug)]
pub(crate) struct SharedAudit {
    dir: PathBuf,
    /// Whether it was said that records are missing.
    warned: AtomicBool,
}

impl SharedAudit {
    /// The trail in `dir`. Nothing is made there before the first record.
    pub(crate) fn at(dir: PathBuf) -> Self {
        Self { dir, warned: AtomicBool::new(false) }
    }

    async fn append(&self, event: &AuditEvent) -> Result<(), AuditError> {
        let dir = self.dir.clone();
        let opened = tokio::task::spawn_blocking(move || open(&dir)).await;
        let turn = opened.map_err(|error| AuditError::new("it was not opened").with_source(error))??;
        turn.log.record(event).await
    }
}

#[async_trait]
impl AuditSink for SharedAudit {
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError> {
        let recorded = self.append(event).await;
        if recorded.is_err() && !self.warned.swap(true, Ordering::Relaxed) {
            // A read goes on without its record, but not in silence.
            tracing::warn!("the audit trail in {} is not written; changes are refused", self.dir.display());
        }
        recorded
    }
}

/// The log, open for one record. Closed before the turn ends: fields are dropped in order.
struct Turn {
    log: FileAudit,
    _lock: File,
}

fn open(dir: &Path) -> Result<Turn, AuditError> {
    let lock = take_turn(dir).map_err(|error| AuditError::new(format!("{}: {error}", dir.display())))?;
    let log = FileAudit::options().max_file_bytes(FILE_BYTES).open(dir)?;
    Ok(Turn { log, _lock: lock })
}

/// Waits until nobody else writes. The turn ends with the file.
fn take_turn(dir: &Path) -> io::Result<File> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    builder.create(dir)?;
    let file = options.open(dir.join("turn.lock"))?;
    let began = Instant::now();
    loop {
        match FileExt::try_lock(&file) {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => std::thread::sleep(LOOK_AGAIN),
            Err(TryLockError::WouldBlock) => return Err(io::Error::other("another program does not finish writing")),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use msp_tools_core::{AuditKind, AuditLog, Timestamp};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn many_write_one_trail_in_turns() {
        let dir = tempfile::tempdir().expect("a folder");
        let dir = dir.path().join("state").join("audit");
        let writers = (0..8).map(|writer| {
            let audit = SharedAudit::at(dir.clone());
            tokio::spawn(async move {
                for record in 0..5 {
                    let kind = AuditKind::Thawed { scope: format!("tool {writer}:{record}") };
                    audit.record(&AuditEvent::new(Timestamp::now(), "test", kind)).await.expect("kept");
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("it ends well");
        }
        assert_eq!(AuditLog::at(&dir).verify(&[]).expect("whole").records, 40);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
            assert_eq!((mode(dir.parent().expect("a parent")), mode(&dir)), (0o700, 0o700), "nobody else looks in");
        }
    }

    #[test]
    fn the_folder_is_the_one_named() {
        let globals = Globals { state: Some("/somewhere".into()), ..Globals::default() };
        assert_eq!(audit_dir(&globals).expect("named"), Path::new("/somewhere/audit"));
    }
}
