//! Audit trails in the database: chains of records, one a stream.

use std::fmt;

use async_trait::async_trait;
use msp_tools_core::{
    AuditChain, AuditError, AuditEvent, AuditHead, AuditLogError, AuditRecord, AuditSink, VerifyReport,
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    Error, ErrorKind,
    db::{Db, Durability, Tx, Value},
    row::{VERSION, check_version},
};

/// Events that wait are written together, with one wait for the disk, but at most so many.
const BATCH: usize = 256;
/// How many records to read at once.
const PAGE: i64 = 1000;

/// One audit trail in the database, to which any number of processes write. Cheap to clone.
///
/// Each record is chained to the one before by its hash, as in files: what that proves and what it does not is said at
/// [`AuditLog`](msp_tools_core::AuditLog). An event that [is binding](msp_tools_core::AuditKind::is_binding) counts as kept
/// once the disk has it, and with it all before; others once the database has them. Events that wait at the same time
/// share one wait for the disk.
#[derive(Clone)]
pub struct AuditStream {
    db: Db,
    stream: String,
    jobs: mpsc::UnboundedSender<Job>,
}

struct Job {
    event: AuditEvent,
    done: oneshot::Sender<Result<(), AuditError>>,
}

impl AuditStream {
    pub(crate) fn start(db: Db, stream: &str) -> Self {
        let (jobs, waiting) = mpsc::unbounded_channel();
        tokio::spawn(write(db.clone(), stream.to_owned(), waiting));
        Self { db, stream: stream.to_owned(), jobs }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.stream
    }

    /// The last record. Publish it somewhere else from time to time: [`verify`](Self::verify) can then show that nothing
    /// before it was cut off or rewritten.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn head(&self) -> Result<AuditHead, Error> {
        head(&self.db, self.db.rows(HEAD, &[self.stream.as_str().into()]).await?)
    }

    /// The records that come after one, oldest first, each checked on the way; so many at most.
    ///
    /// # Errors
    /// If the database cannot be read, the trail is broken there, or a record is of a kind that this version does not
    /// know.
    pub async fn records(&self, after: AuditHead, limit: usize) -> Result<Vec<AuditRecord>, AuditLogError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let lines = self.lines(after.sequence, limit).await?;
        let mut chain = AuditChain::new(self.place(), after);
        lines.iter().map(|(_, line)| chain.accept(line)).collect()
    }

    /// Checks that every record is as it was written and none is missing, added or out of order.
    ///
    /// That nothing is missing at the end shows only as far as whoever cut it off left the head alone, which the
    /// database keeps too. Pass `known` heads, kept where whoever writes to the database cannot change them.
    ///
    /// # Errors
    /// [`AuditLogError::Broken`] with the first bad record, [`AuditLogError::Io`] if the database cannot be read.
    pub async fn verify(&self, known: &[AuditHead]) -> Result<VerifyReport, AuditLogError> {
        let last = self.head().await.map_err(|error| self.unreadable(error))?;
        let mut chain = AuditChain::new(self.place(), AuditHead::start()).known([last]).known(known.iter().cloned());
        let mut after = 0;
        loop {
            let lines = self.lines(after, PAGE).await?;
            let Some(last) = lines.last() else { return chain.finish() };
            after = last.0;
            for (_, line) in &lines {
                match chain.accept(line) {
                    Ok(_) | Err(AuditLogError::Unknown { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Lines and their places, which are as much a claim as what the lines say.
    async fn lines(&self, after: u64, limit: i64) -> Result<Vec<(u64, String)>, AuditLogError> {
        const LINES: &str = "SELECT version, sequence, line FROM msp_audit WHERE stream = $1 AND sequence > $2
            ORDER BY sequence LIMIT $3";
        let values = [self.stream.as_str().into(), after.into(), limit.into()];
        let rows: Vec<(i64, i64, String)> =
            self.db.rows(LINES, &values).await.map_err(|error| self.unreadable(error))?;
        let line = |(version, sequence, line): (i64, i64, String)| {
            check_version(&self.db, "an audit record", version).map(|()| (sequence.unsigned_abs(), line))
        };
        rows.into_iter().map(line).collect::<Result<_, _>>().map_err(|error| self.unreadable(error))
    }

    fn place(&self) -> String {
        format!("{}, audit stream {}", self.db.place(), self.stream)
    }

    fn unreadable(&self, error: Error) -> AuditLogError {
        AuditLogError::Io { path: self.place().into(), source: std::io::Error::other(error) }
    }
}

#[async_trait]
impl AuditSink for AuditStream {
    async fn record(&self, event: &AuditEvent) -> Result<(), AuditError> {
        let stopped = || AuditError::new("its task has ended");
        let (done, kept) = oneshot::channel();
        self.jobs.send(Job { event: event.clone(), done }).map_err(|_| stopped())?;
        kept.await.map_err(|_| stopped())?
    }
}

impl fmt::Debug for AuditStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditStream").field("place", &self.place()).finish_non_exhaustive()
    }
}

const HEAD: &str = "SELECT sequence, hash FROM msp_audit_heads WHERE stream = $1";

fn head(db: &Db, rows: Vec<(i64, String)>) -> Result<AuditHead, Error> {
    let Some((sequence, hash)) = rows.into_iter().next() else { return Ok(AuditHead::start()) };
    let hash = hash
        .parse()
        .map_err(|error| db.error(ErrorKind::Corrupt, "the head of an audit stream is not one").with_source(error))?;
    Ok(AuditHead::new(sequence.unsigned_abs(), hash))
}

/// Writes what comes, until nobody can send any more.
async fn write(db: Db, stream: String, mut waiting: mpsc::UnboundedReceiver<Job>) {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let result = append(&db, &stream, &batch).await;
        for job in batch.drain(..) {
            // Nobody may be waiting any more.
            let _ = job.done.send(result.clone());
        }
    }
}

/// Adds records at the end of the stream, all or none. Whoever else writes to it waits meanwhile.
async fn append(db: &Db, stream: &str, batch: &[Job]) -> Result<(), AuditError> {
    let is_binding = batch.iter().any(|job| job.event.kind.is_binding());
    let mut tx = db.begin(if is_binding { Durability::Disk } else { Durability::Database }).await?;
    tx.lock(&format!("audit {stream}")).await?;
    let mut end = head(db, tx.rows(HEAD, &[stream.into()]).await?)?;
    let mut lines = Vec::with_capacity(batch.len());
    for job in batch {
        let (line, next) = end
            .seal(&job.event)
            .map_err(|error| AuditError::new("the event cannot be put in words").with_source(error))?;
        lines.push((next.sequence, line.trim_end().to_owned()));
        end = next;
    }
    insert(&mut tx, stream, lines).await?;
    const MOVE: &str = "INSERT INTO msp_audit_heads (stream, sequence, hash) VALUES ($1, $2, $3)
        ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash";
    tx.change(MOVE, &[stream.into(), end.sequence.into(), end.hash.as_str().into()]).await?;
    Ok(tx.commit().await?)
}

async fn insert(tx: &mut Tx<'_>, stream: &str, lines: Vec<(u64, String)>) -> Result<(), Error> {
    let places: Vec<_> = (0..lines.len()).map(|row| format!("($1, ${}, $2, ${})", 2 * row + 3, 2 * row + 4)).collect();
    let insert = format!("INSERT INTO msp_audit (stream, sequence, version, line) VALUES {}", places.join(", "));
    let mut values: Vec<Value> = vec![stream.into(), VERSION.into()];
    for (sequence, line) in lines {
        values.extend([sequence.into(), line.into()]);
    }
    tx.change(&insert, &values).await?;
    Ok(())
}
