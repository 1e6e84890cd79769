//! Tickets, as Automate keeps them.

use cw_http::Request;

use super::routes;
use crate::client::AutomateClient;
use crate::filters::TicketFilter;
use crate::ids::TicketId;
use crate::list::ListRequest;
use crate::models::Ticket;
use cw_http::Call;

routes! {
    LIST = get("tickets.list", "/v1/Tickets");
    GET = get("tickets.get", "/v1/Tickets/{id}");
}

/// Tickets, as Automate keeps them. The API only reads them. A computer's are also had by
/// `computers().list().ids([id]).expand(["tickets"])`.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::ComputerId;
/// use cwa_client::filters::TicketFilter;
///
/// let of_computer = TicketFilter::new().with_computer(ComputerId::new(1042));
/// for ticket in cwa.tickets().list().filter(of_computer).all().await? {
///     println!("{:?} {:?}", ticket.ticket_id, ticket.subject);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Tickets(pub(super) AutomateClient);

impl Tickets {
    /// All tickets: `GET /Tickets`.
    pub fn list(&self) -> ListRequest<Ticket, TicketFilter> {
        self.0.list(Request::new(&LIST), "TicketId asc")
    }

    /// One ticket: `GET /Tickets/{id}`.
    pub fn get(&self, id: TicketId) -> Call<Ticket> {
        self.0.read(Request::new(&GET).param("id", id))
    }
}
