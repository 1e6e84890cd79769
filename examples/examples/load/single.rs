//! Tickets by their ids.

use cw_psa_client::{PsaClient, TicketId};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::AnyError;
use crate::figures::Tally;

/// The lowest id that the server has.
pub(crate) const FIRST_ID: i64 = 1_001;
/// How many the server has, from there on.
const TICKETS: u64 = 100_000;

/// The id of the `n`th call: far from the one before it.
pub(crate) fn id(n: u64) -> i64 {
    FIRST_ID + i64::try_from(n * 7_919 % TICKETS).unwrap_or(0)
}

pub(crate) async fn read(psa: &PsaClient, n: u64, at_once: usize) -> Result<Tally, AnyError> {
    let mut tally = Tally::default();
    let calls = stream::iter(0..n).map(|n| psa.tickets().get(TicketId::new(id(n))).send());
    let mut tickets = calls.buffer_unordered(at_once);
    while let Some(ticket) = tickets.try_next().await? {
        tally.add(ticket.id.map_or(0, |id| id.get()));
    }
    Ok(tally)
}
