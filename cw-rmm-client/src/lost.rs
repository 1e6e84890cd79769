//! Finding a ticket or note again whose creation was not answered.

use async_trait::async_trait;
use cw_http::{Error, LookUp, Lost, Request, Seen, Twin};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::Tickets;
use crate::ids::TicketId;

/// How many of the newest tickets are looked at: more than are made in the seconds between a creation and the look for it.
const NEWEST: usize = 100;

/// Where tickets and notes say when they were made.
const MADE: &[&str] = &["/createdAt"];

/// A ticket, found in the list and then read whole: the list may not carry all of its devices.
pub(crate) struct TicketTwin {
    twin: Twin,
    tickets: Tickets,
}

impl TicketTwin {
    /// Looks for what `sent` creates among the newest tickets of `list`.
    pub(crate) fn new(tickets: &Tickets, sent: &Request, list: Request) -> Self {
        let newest =
            list.query("pageSize", NEWEST).query("pageNum", 1).query("sortBy", "createdAt").query("sortDir", "desc");
        let twin = Twin::of(sent, &["company", "summary"], tickets.http(), newest, NEWEST);
        let twin = twin.made_at(MADE).enveloped(&["tickets"]).narrowed(of_company).missing_is_empty();
        Self { twin, tickets: tickets.clone() }
    }
}

#[async_trait]
impl LookUp for TicketTwin {
    async fn look(&self, lost: &Lost) -> Result<Seen, Error> {
        #[derive(Deserialize)]
        struct Listed {
            id: TicketId,
        }
        let found = match self.twin.look(lost).await? {
            Seen::Record(found) => found,
            other => return Ok(other),
        };
        let Ok(Listed { id }) = serde_json::from_str(found.get()) else { return Ok(Seen::Record(found)) };
        let whole: Box<RawValue> = self.tickets.get_as(id, lost.options()).await?;
        Ok(Seen::Record(whole))
    }
}

/// Looks for the note that `sent` creates in `list`, which comes whole.
pub(crate) fn note(tickets: &Tickets, sent: &Request, list: Request) -> Twin {
    let twin = Twin::of(sent, &["detail"], tickets.http(), list, usize::MAX);
    twin.made_at(MADE).enveloped(&["notes"]).missing_is_empty()
}

fn of_company(sent: &Map<String, Value>) -> Option<(&'static str, String)> {
    Some(("companyIds", sent.get("company")?.get("id")?.as_str()?.to_owned()))
}
