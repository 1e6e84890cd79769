//! One line of a log: an event, chained to the one before by its hash.
//!
//! `{"entry":{"at":..,"event":..,..,"previous":"<hash>","sequence":7},"hash":"<hash>"}`, in canonical JSON. The hash is
//! SHA-256 over the text of the entry exactly as it stands there, so that no two texts pass for the same record.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AuditEvent, AuditKind};
use crate::{Digest, digest::canonical};

const BEFORE_ENTRY: &str = r#"{"entry":"#;
const BEFORE_HASH: &str = r#","hash":""#;
const AFTER_HASH: &str = r#""}"#;

/// A record of a log that was read back and found to follow the one before it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AuditRecord {
    /// Counts records, from 1.
    pub sequence: u64,
    /// Hash of the record.
    pub hash: Digest,
    /// What happened.
    pub event: AuditEvent,
}

impl AuditRecord {
    /// A record, for sinks that keep their own.
    pub fn new(sequence: u64, hash: Digest, event: AuditEvent) -> Self {
        Self { sequence, hash, event }
    }
}

/// The last record of a log at some time. Kept where whoever can write the log cannot, it proves that the log still
/// holds that record and all before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuditHead {
    /// Number of the record; 0 before the first.
    pub sequence: u64,
    /// Hash of the record; all zeros before the first.
    pub hash: Digest,
}

impl AuditHead {
    /// A record by number and hash.
    pub fn new(sequence: u64, hash: Digest) -> Self {
        Self { sequence, hash }
    }

    /// Where every log begins.
    pub fn start() -> Self {
        Self::new(0, "0".repeat(64).parse().expect("64 zeros are hex digits"))
    }

    /// Number of the record that comes next.
    pub(super) fn next(&self) -> u64 {
        self.sequence.saturating_add(1)
    }

    /// The line that records `event` next, with its newline, and the head after it. For sinks that keep their own:
    /// [`AuditChain`](super::AuditChain) checks such lines.
    ///
    /// # Errors
    /// If the event cannot be put in JSON.
    pub fn seal(&self, event: &AuditEvent) -> Result<(String, Self), serde_json::Error> {
        let mut entry = serde_json::to_value(event)?;
        let sequence = self.next();
        if let Value::Object(members) = &mut entry {
            members.insert("sequence".into(), sequence.into());
            members.insert("previous".into(), self.hash.as_str().into());
        }
        let entry = canonical(&entry);
        let hash = Digest::of_bytes(entry.as_bytes());
        let line = format!("{BEFORE_ENTRY}{entry}{BEFORE_HASH}{hash}{AFTER_HASH}\n");
        Ok((line, Self { sequence, hash }))
    }
}

/// A line whose hash is right. Whether it follows the one before is another question.
#[derive(Clone, Debug)]
pub(super) struct Sealed {
    pub(super) sequence: u64,
    pub(super) previous: Digest,
    pub(super) hash: Digest,
    /// Whether it accounts for bytes before it that are not a record.
    pub(super) is_recovery: bool,
    entry: String,
}

#[derive(Deserialize)]
struct Link {
    sequence: u64,
    previous: Digest,
    event: String,
}

impl Sealed {
    /// Reads a line without its newline, or says what is wrong with it.
    pub(super) fn read(line: &[u8]) -> Result<Self, &'static str> {
        const NOT_A_RECORD: &str = "this is not a record";
        let line = std::str::from_utf8(line).map_err(|_| NOT_A_RECORD)?;
        let inner = line.strip_prefix(BEFORE_ENTRY).and_then(|rest| rest.strip_suffix(AFTER_HASH));
        let (entry, hash) = inner.and_then(|inner| inner.rsplit_once(BEFORE_HASH)).ok_or(NOT_A_RECORD)?;
        let hash: Digest = hash.parse().map_err(|_| NOT_A_RECORD)?;
        if hash != Digest::of_bytes(entry.as_bytes()) {
            return Err("the record was altered: its hash is another");
        }
        let Link { sequence, previous, event } = serde_json::from_str(entry).map_err(|_| NOT_A_RECORD)?;
        Ok(Self { sequence, previous, hash, is_recovery: event == "recovered", entry: entry.to_owned() })
    }

    /// What is wrong with this record as the one after `head`, if anything.
    pub(super) fn does_not_follow(&self, head: &AuditHead) -> Option<String> {
        let expected = head.next();
        if self.sequence != expected {
            return Some(format!("found record {}: records are missing, added or out of order", self.sequence));
        }
        (self.previous != head.hash).then(|| "the record does not continue the one before it".to_owned())
    }

    /// Whether it says of exactly these bytes that they were torn.
    pub(super) fn accounts_for(&self, torn: &[u8]) -> bool {
        matches!(self.event().map(|event| event.kind),
            Ok(AuditKind::Recovered { digest, .. }) if digest == Digest::of_bytes(torn))
    }

    pub(super) fn head(&self) -> AuditHead {
        AuditHead::new(self.sequence, self.hash.clone())
    }

    pub(super) fn event(&self) -> Result<AuditEvent, serde_json::Error> {
        serde_json::from_str(&self.entry)
    }
}
