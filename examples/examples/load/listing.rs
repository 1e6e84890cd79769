//! Every ticket.

use cw_psa_client::condition::{OrderBy, ticket};
use cw_psa_client::models::Ticket;
use cw_psa_client::{ListRequest, PsaClient};
use futures_util::TryStreamExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::AnyError;
use crate::figures::Tally;
use crate::flags::Flags;

/// What a small program reads of a ticket.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "what is read is dropped")]
struct Small {
    id: i64,
    summary: String,
    status: Option<Named>,
    company: Option<Named>,
    owner: Option<Named>,
    closed_flag: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is read is dropped")]
struct Named {
    id: i64,
    name: Option<String>,
}

/// One page after another, the next one asked for on this one's headers.
pub(crate) async fn in_turn(psa: &PsaClient, flags: &Flags) -> Result<Tally, AnyError> {
    let list = psa.tickets().list().page_size(flags.page).read_ahead(true);
    if flags.fields {
        return by_record(list.list_as::<Small>(), |ticket| ticket.id).await;
    }
    by_record(list, number).await
}

/// Several numbered pages at once.
pub(crate) async fn at_once(psa: &PsaClient, flags: &Flags) -> Result<Tally, AnyError> {
    let list = psa.tickets().list().order_by(OrderBy::asc(&ticket::ID)).page_size(flags.page);
    by_record(list.concurrent(flags.conc.unwrap_or(8)), number).await
}

/// Nothing is asked for before it is needed.
pub(crate) async fn lean(psa: &PsaClient, flags: &Flags) -> Result<Tally, AnyError> {
    let list = psa.tickets().list().page_size(flags.page);
    if !flags.pages {
        return by_record(list, number).await;
    }
    let mut tally = Tally::default();
    let mut pages = list.pages();
    while let Some(page) = pages.try_next().await? {
        page.items.iter().for_each(|ticket| tally.add(number(ticket)));
    }
    Ok(tally)
}

async fn by_record<T: DeserializeOwned, F>(list: ListRequest<T, F>, id: fn(&T) -> i64) -> Result<Tally, AnyError> {
    let mut tally = Tally::default();
    let mut tickets = list.items();
    while let Some(ticket) = tickets.try_next().await? {
        tally.add(id(&ticket));
    }
    Ok(tally)
}

fn number(ticket: &Ticket) -> i64 {
    ticket.id.map_or(0, |id| id.get())
}
