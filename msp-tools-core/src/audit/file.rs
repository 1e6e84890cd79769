//! An audit trail in files.

use std::{
    fmt,
    fs::{DirBuilder, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread::JoinHandle,
};

use async_trait::async_trait;
use fs4::{FileExt, TryLockError};
use tokio::sync::oneshot;

use super::{AuditError, AuditEvent, AuditHead, AuditSink, tail::Tail};

/// Events that wait are confirmed together, with one wait for the disk, but at most so many.
const BATCH: usize = 256;

/// When an event counts as kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditSync {
    /// Events that [are binding](super::AuditKind::is_binding), once the disk has them, and with them all before; others
    /// once the operating system has them, which outlives a crash of the program.
    #[default]
    Binding,
    /// Every event once the disk has it.
    Every,
    /// Every event once the operating system has it. A crash of the machine can lose the end of the log.
    Never,
}

/// How a [`FileAudit`] keeps its log.
#[derive(Clone, Debug)]
#[must_use]
pub struct FileAuditOptions {
    max_file_bytes: u64,
    sync: AuditSync,
}

impl Default for FileAuditOptions {
    fn default() -> Self {
        Self { max_file_bytes: 16 << 20, sync: AuditSync::default() }
    }
}

impl FileAuditOptions {
    /// Sets how many bytes a file may hold before the log goes on in a new one. 16 MiB by default. A record is never
    /// split, so a file holds at least one.
    pub fn max_file_bytes(mut self, bytes: u64) -> Self {
        self.max_file_bytes = bytes;
        self
    }

    /// Sets when an event counts as kept. [`AuditSync::Binding`] by default.
    pub fn sync(mut self, sync: AuditSync) -> Self {
        self.sync = sync;
        self
    }

    /// Opens the log in `dir`, which is made if need be. See [`FileAudit::open`].
    ///
    /// # Errors
    /// As for [`FileAudit::open`].
    pub fn open(self, dir: impl AsRef<Path>) -> Result<FileAudit, AuditError> {
        let dir = dir.as_ref();
        let lock = lock(dir)?;
        let tail = Tail::open(dir, self.max_file_bytes)?;
        let head = Arc::new(Mutex::new(tail.head().clone()));
        let (jobs, waiting) = mpsc::channel();
        let writer =
            Writer { dir: dir.to_owned(), options: self, end: End::Known(tail), head: Arc::clone(&head), _lock: lock };
        let thread = std::thread::Builder::new()
            .name("audit".into())
            .spawn(move || writer.work(&waiting))
            .map_err(|error| AuditError::new("its thread cannot be started").with_source(error))?;
        Ok(FileAudit { jobs: Some(jobs), thread: Some(thread), head })
    }
}

/// An audit trail in files: JSON lines, each chained to the one before by its hash. [`AuditLog`](super::AuditLog) reads
/// and verifies them.
///
/// Files are named `audit-<number of the first record>.jsonl`. One program at a time writes a log. A thread of its own
/// waits for the disk, so that no runtime has to; events that wait at the same time share one wait. Dropping it waits
/// until all is written.
///
/// An event that could not be written fails, and so does the call that it belongs to; the next one finds the end of the
/// log anew, so that a disk that was full and no longer is needs nobody's help. If the disk takes an event but does not
/// confirm it, nobody knows what it holds: then every event fails until the log is opened again.
pub struct FileAudit {
    /// Taken on drop, which tells the thread to end.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    head: Arc<Mutex<AuditHead>>,
}

struct Job {
    event: AuditEvent,
    done: oneshot::Sender<Result<(), AuditError>>,
}

impl FileAudit {
    /// Opens the log in `dir`, or begins one, and goes on after its last record. On Unix, what is made can be read by
    /// its owner only.
    ///
    /// After a crash in the middle of a record the log goes on with a [`Recovered`](super::AuditKind::Recovered) record.
    ///
    /// # Errors
    /// If the directory or its files cannot be made, read or written, another program writes this log, or its last file
    /// was altered: move the log away then, and begin a new one.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, AuditError> {
        Self::options().open(dir)
    }

    /// Options to set before opening.
    pub fn options() -> FileAuditOptions {
        FileAuditOptions::default()
    }

    /// The last record that counts as kept. Publish it somewhere else from time to time:
    /// [`AuditLog::verify`](super::AuditLog::verify) can then show that nothing before it was cut off or rewritten.
    pub fn head(&self) -> AuditHead {
        locked(&self.head).clone()
    }
}

#[async_trait]
impl AuditSink for FileAudit {
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError> {
        let stopped = || AuditError::new("its thread has ended");
        let (done, kept) = oneshot::channel();
        let job = Job { event: event.clone(), done };
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or_else(stopped)?;
        kept.await.map_err(|_| stopped())?
    }
}

impl Drop for FileAudit {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // Its panic would have been reported already, by the events that were lost to it.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for FileAudit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileAudit").field("head", &self.head()).finish_non_exhaustive()
    }
}

/// What is known of the end of the log.
enum End {
    Known(Tail),
    /// A record may have been written in part: find the end anew before the next.
    InDoubt,
    /// The disk may lack what it took: there is no going on.
    Lost(AuditError),
}

/// What the thread has.
struct Writer {
    dir: PathBuf,
    options: FileAuditOptions,
    end: End,
    head: Arc<Mutex<AuditHead>>,
    _lock: File,
}

impl Writer {
    fn work(mut self, waiting: &mpsc::Receiver<Job>) {
        while let Ok(first) = waiting.recv() {
            let batch: Vec<Job> = std::iter::once(first).chain(waiting.try_iter()).take(BATCH).collect();
            let mut results: Vec<_> = batch.iter().map(|job| self.append(&job.event)).collect();
            let mut written = batch.iter().zip(&results).filter(|(_, result)| result.is_ok());
            if written.any(|(job, _)| self.must_sync(&job.event))
                && let Err(error) = self.sync()
            {
                results.fill(Err(error));
            }
            if let End::Known(tail) = &self.end {
                locked(&self.head).clone_from(tail.head());
            }
            for (job, result) in batch.into_iter().zip(results) {
                // Nobody may be waiting any more.
                let _ = job.done.send(result);
            }
        }
    }

    fn append(&mut self, event: &AuditEvent) -> Result<(), AuditError> {
        let result = self.tail()?.append(event);
        if result.is_err() {
            self.end = End::InDoubt;
        }
        result
    }

    fn sync(&mut self) -> Result<(), AuditError> {
        let result = self.tail()?.sync();
        if let Err(error) = &result {
            self.end = End::Lost(error.clone());
        }
        result
    }

    fn tail(&mut self) -> Result<&mut Tail, AuditError> {
        if matches!(self.end, End::InDoubt) {
            self.end = End::Known(Tail::open(&self.dir, self.options.max_file_bytes)?);
        }
        match &mut self.end {
            End::Known(tail) => Ok(tail),
            End::Lost(error) => Err(error.clone()),
            End::InDoubt => Err(AuditError::new("its end cannot be found")),
        }
    }

    fn must_sync(&self, event: &AuditEvent) -> bool {
        match self.options.sync {
            AuditSync::Binding => event.kind.is_binding(),
            AuditSync::Every => true,
            AuditSync::Never => false,
        }
    }
}

/// Takes the one right to write the log in `dir`. It ends with the file, or with the program.
fn lock(dir: &Path) -> Result<File, AuditError> {
    let open = || -> io::Result<File> {
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
        options.open(dir.join("audit.lock"))
    };
    let failed = |error| AuditError::new(format!("{} cannot be opened", dir.display())).with_source(error);
    let file = open().map_err(failed)?;
    match FileExt::try_lock(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(AuditError::new(format!("another program writes the log in {}", dir.display())))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn locked(head: &Mutex<AuditHead>) -> MutexGuard<'_, AuditHead> {
    head.lock().unwrap_or_else(PoisonError::into_inner)
}
