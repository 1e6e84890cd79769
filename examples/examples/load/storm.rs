//! Reads and writes while the server misbehaves.

use std::time::Instant;

use cw_psa_client::condition::ticket;
use cw_psa_client::models::{NewTicket, Ticket};
use cw_psa_client::{By, ErrorKind, Fate, PsaClient, TicketId};
use futures_util::{StreamExt, stream};
use serde_json::json;

use crate::AnyError;
use crate::figures::Tally;
use crate::flags::Flags;
use crate::single;

/// How many tickets are made at once.
const WRITERS: usize = 16;
/// How often a ticket that surely does not exist is sent again.
const TIMES: usize = 8;

pub(crate) async fn weather(psa: &PsaClient, flags: &Flags) -> Result<Tally, AnyError> {
    let reads = Instant::now();
    let at_once = flags.conc.unwrap_or(64);
    let read = stream::iter(0..flags.n).map(|n| reads_back(psa, single::id(n))).buffer_unordered(at_once);
    let read: Vec<bool> = read.collect().await;
    let read_secs = reads.elapsed().as_secs_f64();
    let reads_ok = read.iter().filter(|ok| **ok).count() as u64;

    let writes = Instant::now();
    let written = stream::iter(0..flags.writes).map(|n| create(psa, n, flags.reconcile)).buffer_unordered(WRITERS);
    let written: Vec<Written> = written.collect().await;
    let write_secs = writes.elapsed().as_secs_f64();
    let count = |what: Written| written.iter().filter(|written| **written == what).count() as u64;

    Ok(Tally {
        items: reads_ok,
        extra: json!({
            "reads_ok": reads_ok,
            "reads_failed": flags.n - reads_ok,
            "read_secs": read_secs,
            "writes_ok": count(Written::Yes),
            "writes_unknown": count(Written::Unknown),
            "writes_failed": flags.writes - count(Written::Yes),
            "write_secs": write_secs,
        }),
        ..Tally::default()
    })
}

async fn reads_back(psa: &PsaClient, id: i64) -> bool {
    let ticket = psa.tickets().get(TicketId::new(id)).await;
    ticket.is_ok_and(|ticket| ticket.id == Some(TicketId::new(id)))
}

/// What is known of a new ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Yes,
    No,
    Unknown,
}

/// Sends a new ticket until it is known to exist, as far as the answers and the look-ups allow.
async fn create(psa: &PsaClient, n: u64, reconcile: bool) -> Written {
    let mark = format!("w7-sdk-{n:06}");
    let new = NewTicket::new(format!("{mark} created by the bench"), By::id(1));
    for _ in 0..TIMES {
        let marked = psa.tickets().list().condition(ticket::SUMMARY.like(&format!("{mark} %")));
        match psa.tickets().create(&new).findable_by(marked).await {
            Ok(_) => return Written::Yes,
            Err(error) if error.kind() != ErrorKind::OutcomeUnknown => return Written::No,
            Err(_) if !reconcile => return Written::Unknown,
            Err(error) => match error.reconcile::<Ticket>().await {
                Ok(Fate::Happened(_)) => return Written::Yes,
                // Only now may it be sent again.
                Ok(Fate::DidNotHappen) => {}
                _ => return Written::Unknown,
            },
        }
    }
    Written::No
}
