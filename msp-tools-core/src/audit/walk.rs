//! Reads the files of a log in order, holding each record against the one before.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Serialize;

use super::{AuditHead, record::Sealed};
use crate::Digest;

/// More than any record: what is longer is not read into memory.
pub(super) const LONGEST: usize = 16 << 20;
/// Ends bytes that were torn, once they are accounted for. Not part of them; makes sure that they are no record.
pub(super) const TORN: &[u8] = b"#torn\n";

/// Why a log cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditLogError {
    /// A file or the directory cannot be read.
    #[error("{} cannot be read", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The log is not as it was written.
    #[error(transparent)]
    Broken(#[from] BadRecord),
    /// The record is as it was written, but this version cannot read it.
    #[error("record {sequence} is of a kind that this version does not know")]
    Unknown {
        /// Which.
        sequence: u64,
        /// What is not known.
        source: serde_json::Error,
    },
}

/// The first place at which a log is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: where record {sequence} should be, {problem}", file.display())]
#[non_exhaustive]
pub struct BadRecord {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// The record that should be there.
    pub sequence: u64,
    /// What is wrong, in words.
    pub problem: String,
}

/// The end of a log that is not a whole record, as a crash while writing leaves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TornTail {
    /// The file.
    pub file: PathBuf,
    /// The line at which it begins, from 1.
    pub line: u64,
    /// How many bytes there are.
    pub bytes: u64,
    /// SHA-256 of them.
    pub digest: Digest,
}

/// Files of a log: the number of their first record, and where they are. Sorted.
pub(super) fn files(dir: &Path) -> Result<Vec<(u64, PathBuf)>, AuditLogError> {
    let io = |source| AuditLogError::Io { path: dir.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let first = name.and_then(|name| name.strip_prefix("audit-")?.strip_suffix(".jsonl")?.parse().ok());
        files.extend(first.map(|first| (first, path)));
    }
    files.sort_unstable();
    Ok(files)
}

/// The file that begins with this record.
pub(super) fn file_name(first: u64) -> String {
    format!("audit-{first:020}.jsonl")
}

/// Goes through records one by one and stops at the first that is wrong.
#[derive(Debug)]
pub(super) struct Walk {
    files: std::vec::IntoIter<(u64, PathBuf)>,
    open: Option<Open>,
    /// The last record seen. `None` takes what comes before the first one on trust.
    head: Option<AuditHead>,
    /// Where it stands: file and line.
    at: (Arc<Path>, u64),
    torn: Option<TornTail>,
    is_done: bool,
}

#[derive(Debug)]
struct Open {
    /// Number of the first record, by the file's name.
    first: u64,
    path: Arc<Path>,
    reader: BufReader<File>,
    line: u64,
    /// Bytes since the last good record, none of which is one.
    gap: Vec<u8>,
    /// Where the gap begins, and what is wrong there.
    gap_at: Option<(u64, &'static str)>,
}

impl Walk {
    pub(super) fn new(files: Vec<(u64, PathBuf)>, head: Option<AuditHead>) -> Self {
        let first = files.first().map_or(Path::new("(no file)"), |(_, path)| path);
        let at = (first.into(), 0);
        Self { files: files.into_iter(), open: None, head, at, torn: None, is_done: false }
    }

    /// How many files were not begun yet.
    pub(super) fn files_left(&self) -> usize {
        self.files.len()
    }

    /// The last good record so far, if there is one.
    pub(super) fn head(&self) -> Option<&AuditHead> {
        self.head.as_ref()
    }

    /// What is left over at the end. Known once there are no more records.
    pub(super) fn torn(&self) -> Option<&TornTail> {
        self.torn.as_ref()
    }

    /// Something is wrong with the last good record, or as many records further on.
    pub(super) fn bad(&self, further: u64, problem: &str) -> BadRecord {
        BadRecord {
            file: self.at.0.to_path_buf(),
            line: self.at.1 + further,
            sequence: self.head.as_ref().map_or(0, |head| head.sequence).saturating_add(further),
            problem: problem.to_owned(),
        }
    }

    fn step(&mut self) -> Result<Option<Sealed>, AuditLogError> {
        loop {
            let Some(open) = &mut self.open else {
                match self.files.next() {
                    Some((first, path)) => self.enter(first, path)?,
                    None => return Ok(None),
                }
                continue;
            };
            let line = open.read_line()?;
            if line.is_empty() {
                self.leave()?;
                continue;
            }
            let read = match line.strip_suffix(b"\n") {
                Some(whole) => Sealed::read(whole),
                None => Err("the record is cut off"),
            };
            match read {
                Ok(sealed) => {
                    let trusted = || AuditHead::new(open.first.saturating_sub(1), sealed.previous.clone());
                    let expected = self.head.clone().unwrap_or_else(trusted);
                    open.accept(&sealed, &expected)?;
                    self.at = (Arc::clone(&open.path), open.line);
                    self.head = Some(sealed.head());
                    return Ok(Some(sealed));
                }
                Err(problem) => open.widen_gap(&line, problem, self.head.as_ref())?,
            }
        }
    }

    fn enter(&mut self, first: u64, path: PathBuf) -> Result<(), AuditLogError> {
        let reader = File::open(&path).map_err(|source| AuditLogError::Io { path: path.clone(), source })?;
        let open =
            Open { first, path: path.into(), reader: BufReader::new(reader), line: 0, gap: Vec::new(), gap_at: None };
        match &self.head {
            Some(head) if head.next() != first => {
                let problem = format!("a file begins with record {first}: files are missing, added or out of order");
                Err(open.bad(1, self.head.as_ref(), problem).into())
            }
            _ => {
                self.open = Some(open);
                Ok(())
            }
        }
    }

    /// At the end of a file: bytes that are no record may be left over only at the end of the last one, and only if
    /// they lack the newline that ends each record, or the attempt to account for them was itself cut off.
    fn leave(&mut self) -> Result<(), AuditLogError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let Some((line, problem)) = open.gap_at else { return Ok(()) };
        let is_torn = !open.gap.ends_with(b"\n") || open.gap.ends_with(TORN);
        if self.files.len() > 0 || !is_torn {
            return Err(open.bad(line, self.head.as_ref(), problem.to_owned()).into());
        }
        let digest = Digest::of_bytes(&open.gap);
        self.torn = Some(TornTail { line, bytes: open.gap.len() as u64, digest, file: open.path.to_path_buf() });
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Result<Sealed, AuditLogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let item = self.step().transpose();
        self.is_done = !matches!(item, Some(Ok(_)));
        item
    }
}

impl Open {
    /// The next line with its newline; empty at the end of the file.
    fn read_line(&mut self) -> Result<Vec<u8>, AuditLogError> {
        let mut line = Vec::new();
        let limit = LONGEST as u64 + 1;
        (&mut self.reader)
            .take(limit)
            .read_until(b'\n', &mut line)
            .map_err(|source| AuditLogError::Io { path: self.path.to_path_buf(), source })?;
        self.line += 1;
        Ok(line)
    }

    /// Takes a good record if it follows, and if it accounts for the bytes before it that are not one.
    fn accept(&mut self, sealed: &Sealed, head: &AuditHead) -> Result<(), BadRecord> {
        let (line, problem) = match (self.gap_at.take(), sealed.does_not_follow(head)) {
            (Some((line, problem)), Some(_)) => (line, problem.to_owned()),
            (None, Some(problem)) => (self.line, problem),
            (None, None) if !sealed.is_recovery => return Ok(()),
            (None, None) => (self.line, "the torn bytes that this record speaks of are gone".to_owned()),
            (Some((line, problem)), None) => {
                let gap = std::mem::take(&mut self.gap);
                if gap.strip_suffix(TORN).is_some_and(|torn| sealed.accounts_for(torn)) {
                    return Ok(());
                }
                (line, problem.to_owned())
            }
        };
        Err(self.bad(line, Some(head), problem))
    }

    fn widen_gap(&mut self, line: &[u8], problem: &'static str, head: Option<&AuditHead>) -> Result<(), BadRecord> {
        let (at, problem) = *self.gap_at.get_or_insert((self.line, problem));
        self.gap.extend_from_slice(line);
        if self.gap.len() > LONGEST {
            return Err(self.bad(at, head, problem.to_owned()));
        }
        Ok(())
    }

    fn bad(&self, line: u64, head: Option<&AuditHead>, problem: String) -> BadRecord {
        let sequence = head.map_or(self.first, AuditHead::next);
        BadRecord { file: self.path.to_path_buf(), line, sequence, problem }
    }
}
