//! The end of a log that is being written: finds it, mends it, adds to it.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{
    AuditError, AuditEvent, AuditHead, AuditKind, TornTail,
    walk::{AuditLogError, LONGEST, TORN, Walk, file_name, files},
};
use crate::Timestamp;

/// The last file of a log, open for writing at its end.
#[derive(Debug)]
pub(super) struct Tail {
    dir: PathBuf,
    file: File,
    size: u64,
    /// How large a file may grow.
    limit: u64,
    head: AuditHead,
}

impl Tail {
    /// Finds the end of the log in `dir`, or begins one. The last file is checked on the way. If it ends in a torn
    /// record, the log goes on with a record that says so; the torn bytes stay.
    pub(super) fn open(dir: &Path, limit: u64) -> Result<Self, AuditError> {
        let (head, torn, path) =
            find(dir).map_err(|error| AuditError::new("its end cannot be read").with_source(error))?;
        let open = || {
            let file = append_to(&path)?;
            sync_dir(dir)?;
            Ok((file.metadata()?.len(), file))
        };
        let (size, file) = open().map_err(|error| cannot(&path, error))?;
        let mut tail = Self { dir: dir.to_owned(), file, size, limit, head };
        if let Some(TornTail { bytes, digest, .. }) = torn {
            let event = AuditEvent::new(Timestamp::now(), "audit", AuditKind::Recovered { bytes, digest });
            let (line, head) = tail.seal(&event)?;
            tail.write(&[TORN, line.as_bytes()].concat(), head)?;
            tail.sync()?;
        }
        Ok(tail)
    }

    pub(super) fn head(&self) -> &AuditHead {
        &self.head
    }

    /// Adds a record. After an error the end is in doubt, and has to be found anew.
    pub(super) fn append(&mut self, event: &AuditEvent) -> Result<(), AuditError> {
        let (line, head) = self.seal(event)?;
        // A record that is too long for any file goes into the empty one, which is then merely opened again.
        if self.size + line.len() as u64 > self.limit {
            self.rotate()?;
        }
        self.write(line.as_bytes(), head)
    }

    /// Makes sure that everything added so far outlives a crash of the machine.
    pub(super) fn sync(&self) -> Result<(), AuditError> {
        self.file.sync_data().map_err(|error| AuditError::new("the disk does not confirm it").with_source(error))
    }

    fn seal(&self, event: &AuditEvent) -> Result<(String, AuditHead), AuditError> {
        let (line, head) = self
            .head
            .seal(event)
            .map_err(|error| AuditError::new("the event cannot be put in words").with_source(error))?;
        if line.len() > LONGEST {
            return Err(AuditError::new(format!("an event of {} bytes is too long", line.len())));
        }
        Ok((line, head))
    }

    fn write(&mut self, bytes: &[u8], head: AuditHead) -> Result<(), AuditError> {
        self.file.write_all(bytes).map_err(|error| AuditError::new("the disk does not take it").with_source(error))?;
        self.size += bytes.len() as u64;
        self.head = head;
        Ok(())
    }

    /// Goes on in a new file, once the old one is safe.
    fn rotate(&mut self) -> Result<(), AuditError> {
        self.sync()?;
        let path = self.dir.join(file_name(self.head.next()));
        let open = || {
            let file = append_to(&path)?;
            sync_dir(&self.dir)?;
            Ok(file)
        };
        self.file = open().map_err(|error| cannot(&path, error))?;
        self.size = 0;
        Ok(())
    }
}

/// The last record, what is torn after it, and the file to go on in.
fn find(dir: &Path) -> Result<(AuditHead, Option<TornTail>, PathBuf), AuditLogError> {
    let mut torn = None;
    let mut last = None;
    for (first, path) in files(dir)?.into_iter().rev() {
        // A last file without a record says nothing about what came before; the file before it does.
        let is_last = last.is_none();
        last.get_or_insert_with(|| path.clone());
        let mut walk = Walk::new(vec![(first, path.clone())], None);
        walk.by_ref().try_for_each(|record| record.map(drop))?;
        if is_last {
            torn = walk.torn().cloned();
        }
        if let Some(head) = walk.head() {
            return Ok((head.clone(), torn, last.unwrap_or(path)));
        }
    }
    let head = AuditHead::start();
    let path = last.unwrap_or_else(|| dir.join(file_name(head.next())));
    Ok((head, torn, path))
}

fn append_to(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes sure that a new file is found again after a crash of the machine. Windows needs no such thing.
fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

fn cannot(path: &Path, error: io::Error) -> AuditError {
    AuditError::new(format!("{} cannot be opened", path.display())).with_source(error)
}
