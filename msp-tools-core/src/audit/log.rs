//! A log on disk, read and checked without whoever writes it.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    AuditHead, AuditLogError, AuditRecord, TornTail,
    record::Sealed,
    walk::{Walk, files},
};

/// A log that [`FileAudit`](super::FileAudit) writes: its directory, to be read. Needs no lock; a record that is just
/// being written shows up as [torn](VerifyReport::torn).
///
/// The records are a chain: each holds the hash of the one before. Change, remove, add or move one, and
/// [`verify`](Self::verify) names the first that does not fit. What the chain does **not** prove:
///
/// - That nothing was cut off at the end: a shorter chain is a chain. Keep a [`head`](super::FileAudit::head) where
///   whoever writes the log cannot change it, and `verify` shows that everything up to it is there.
/// - That it was not rewritten: the hashes need no secret, so whoever can write the files can make a new chain from any
///   record on. A head kept elsewhere shows that too.
/// - That it is true, or all that happened. It holds what the program recorded, by the clock it had.
/// - Who did it. Principals are names that the host vouches for.
#[derive(Clone, Debug)]
pub struct AuditLog {
    dir: PathBuf,
    after: AuditHead,
}

/// What [`AuditLog::verify`] found. All records are as they were written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct VerifyReport {
    /// How many files there are; none, if the log is not in files.
    pub files: usize,
    /// How many records there are.
    pub records: u64,
    /// The last record. Keep it elsewhere to be able to show, later, that the log still holds it.
    pub head: AuditHead,
    /// How often the log was opened after a crash in the middle of a record. Each has a
    /// [`Recovered`](super::AuditKind::Recovered) record.
    pub recoveries: u64,
    /// What is left at the end of a record that was not written whole: a crash, or a record being written now.
    pub torn: Option<TornTail>,
}

/// What is found as records go by, whether they come out of files or of a database.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) report: VerifyReport,
}

impl Tally {
    pub(super) fn new(head: AuditHead) -> Self {
        Self { report: VerifyReport { files: 0, records: 0, head, recoveries: 0, torn: None } }
    }

    /// Counts a record that follows the one before; says what is wrong if it is not the one that is known.
    pub(super) fn count(&mut self, sealed: &Sealed, known: &[AuditHead]) -> Result<(), &'static str> {
        self.report.records += 1;
        self.report.recoveries += u64::from(sealed.is_recovery);
        self.report.head = sealed.head();
        let head = &self.report.head;
        let is_another = known.iter().any(|known| known.sequence == head.sequence && known != head);
        if is_another { Err("another record is known to have been here") } else { Ok(()) }
    }

    /// Says what is wrong if there should be more.
    pub(super) fn end(&self, known: &[AuditHead]) -> Result<(), &'static str> {
        let is_cut = known.iter().any(|known| known.sequence > self.report.head.sequence);
        if is_cut { Err("the log ends, but this record is known to have been there") } else { Ok(()) }
    }
}

/// What is in a record.
pub(super) fn record(sealed: Sealed) -> Result<AuditRecord, AuditLogError> {
    match sealed.event() {
        Ok(event) => Ok(AuditRecord::new(sealed.sequence, sealed.hash, event)),
        Err(source) => Err(AuditLogError::Unknown { sequence: sealed.sequence, source }),
    }
}

impl AuditLog {
    /// The log in that directory, from its first record on.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), after: AuditHead::start() }
    }

    /// Says that files of the log were moved away, and which record was the last in them.
    #[must_use]
    pub fn after(mut self, head: AuditHead) -> Self {
        self.after = head;
        self
    }

    /// All records, oldest first, each checked before it is handed out. Ends after the first error.
    ///
    /// # Errors
    /// If the directory cannot be read. Each item: if a file cannot be read, the log is broken there, or the record is
    /// of a kind that this version does not know.
    pub fn records(&self) -> Result<impl Iterator<Item = Result<AuditRecord, AuditLogError>> + use<>, AuditLogError> {
        Ok(self.walk()?.map(|sealed| sealed.and_then(record)))
    }

    /// Checks that every record is as it was written and none is missing, added or out of order.
    ///
    /// That nothing is missing at the end cannot be seen in the log itself. Pass `known` heads, kept where whoever
    /// writes the log cannot change them, and each is checked to be in the log still. Those before
    /// [`after`](Self::after) lie in the files that were moved away, and are left out.
    ///
    /// # Errors
    /// [`AuditLogError::Broken`] with the first bad record, [`AuditLogError::Io`] if something cannot be read.
    pub fn verify(&self, known: &[AuditHead]) -> Result<VerifyReport, AuditLogError> {
        let mut walk = self.walk()?;
        let mut tally = Tally::new(self.after.clone());
        let files = walk.files_left();
        while let Some(sealed) = walk.next().transpose()? {
            tally.count(&sealed, known).map_err(|problem| walk.bad(0, problem))?;
        }
        tally.end(known).map_err(|problem| walk.bad(1, problem))?;
        Ok(VerifyReport { files, torn: walk.torn().cloned(), ..tally.report })
    }

    fn walk(&self) -> Result<Walk, AuditLogError> {
        Ok(Walk::new(files(&self.dir)?, Some(self.after.clone())))
    }
}
