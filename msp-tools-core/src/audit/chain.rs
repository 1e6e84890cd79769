//! Checks a log that is not in files.

use std::path::PathBuf;

use super::{
    AuditHead, AuditLogError, AuditRecord, BadRecord, VerifyReport,
    log::{Tally, record},
    record::Sealed,
};

/// Checks the lines of a log one after the other, wherever a sink keeps them, as [`AuditLog`](super::AuditLog) checks
/// those in files. What it does and does not prove is said there.
#[derive(Debug)]
pub struct AuditChain {
    place: PathBuf,
    known: Vec<AuditHead>,
    tally: Tally,
    line: u64,
}

impl AuditChain {
    /// The log in that place, which errors name, from the record after `head` on. [`AuditHead::start`] comes before the
    /// first.
    pub fn new(place: impl Into<PathBuf>, head: AuditHead) -> Self {
        Self { place: place.into(), known: Vec::new(), tally: Tally::new(head), line: 0 }
    }

    /// Expects the log to hold these records, as in [`AuditLog::verify`](super::AuditLog::verify). Those before the start
    /// are left out.
    #[must_use]
    pub fn known(mut self, known: impl IntoIterator<Item = AuditHead>) -> Self {
        self.known.extend(known);
        self
    }

    /// Takes the next line, with or without its newline; returns the record in it.
    ///
    /// # Errors
    /// [`AuditLogError::Broken`] if it is altered or does not follow the one before; [`AuditLogError::Unknown`] if it is
    /// whole, but of a kind that this version does not know: the check may go on then.
    pub fn accept(&mut self, line: &str) -> Result<AuditRecord, AuditLogError> {
        self.line += 1;
        let line = line.strip_suffix('\n').unwrap_or(line);
        let sealed = Sealed::read(line.as_bytes()).map_err(|problem| self.bad(problem))?;
        if let Some(problem) = sealed.does_not_follow(&self.tally.report.head) {
            return Err(self.bad(problem).into());
        }
        let number = sealed.sequence;
        self.tally.count(&sealed, &self.known).map_err(|problem| self.bad_at(number, problem))?;
        record(sealed)
    }

    /// Says that there are no more lines.
    ///
    /// # Errors
    /// [`AuditLogError::Broken`] if there should be.
    pub fn finish(mut self) -> Result<VerifyReport, AuditLogError> {
        self.line += 1;
        self.tally.end(&self.known).map_err(|problem| self.bad(problem))?;
        Ok(self.tally.report)
    }

    fn bad(&self, problem: impl Into<String>) -> BadRecord {
        self.bad_at(self.tally.report.head.next(), problem)
    }

    fn bad_at(&self, sequence: u64, problem: impl Into<String>) -> BadRecord {
        BadRecord { file: self.place.clone(), line: self.line, sequence, problem: problem.into() }
    }
}
