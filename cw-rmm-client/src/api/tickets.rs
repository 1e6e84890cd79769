//! Tickets and their notes.

use cw_http::{Call, CallOptions, Error, ErrorKind, HttpClient, Replay, Request, open_enum};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{Route, routes};
use crate::client::RmmClient;
use crate::condition::{self, Condition};
use crate::ids::{EndpointId, NoteId, TicketId};
use crate::list::{ListRequest, NUMBERED};
use crate::lost::{self, TicketTwin};
use crate::models::{NewTicket, NewTicketNote, Ticket, TicketAsset, TicketNote};
use crate::patch::Patch;

routes! {
    LIST = get("tickets.list", "/api/platform/{version}/service/ticketing/tickets") needs [TICKETS_READ];
    GET = get("tickets.get", "/api/platform/{version}/service/ticketing/tickets/{id}") needs [TICKETS_READ];
    CREATE = post("tickets.create", "/api/platform/{version}/service/ticketing/tickets") needs [TICKETS_CREATE];
    REPLACE = put("tickets.replace", "/api/platform/{version}/service/ticketing/tickets/{id}") needs [TICKETS_UPDATE];
    UPDATE = patch("tickets.update", "/api/platform/{version}/service/ticketing/tickets/{id}") needs [TICKETS_UPDATE];
    NOTES = get("tickets.notes", "/api/platform/v1/service/ticketing/tickets/{id}/notes") needs [TICKETS_READ];
    NOTE = get("tickets.note", "/api/platform/v1/service/ticketing/tickets/{id}/notes/{noteId}") needs [TICKETS_READ];
    CREATE_NOTE = post("tickets.create_note", "/api/platform/v1/service/ticketing/tickets/{id}/notes")
        needs [TICKETS_CREATE];
    REPLACE_NOTE = put("tickets.replace_note", "/api/platform/v1/service/ticketing/tickets/{id}/notes/{noteId}")
        needs [TICKETS_UPDATE];
    UPDATE_NOTE = patch("tickets.update_note", "/api/platform/v1/service/ticketing/tickets/{id}/notes/{noteId}")
        needs [TICKETS_UPDATE];
}

/// Tickets and their notes. There are no time entries in this API.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// use cw_rmm_client::api::{SortDirection, TicketSort};
/// use cw_rmm_client::condition;
///
/// let open = condition::STATUS_NAMES.none_of(["Closed"]).and(condition::PRIORITY_NAMES.one_of(["Critical"]));
/// let newest = rmm.tickets().list().filter(open).sorted_by(TicketSort::CreatedAt, SortDirection::Descending);
/// for ticket in newest.limit(20).all().await? {
///     println!("{:?} {:?}", ticket.number, ticket.summary);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Tickets(pub(super) RmmClient);

open_enum! {
    /// What tickets are sorted by.
    pub enum TicketSort {
        /// Who works on them.
        AssignedTo = "assignTo",
        /// Their number.
        Number = "number",
        /// When they were last changed.
        UpdatedAt = "updatedAt",
        /// When they were made.
        CreatedAt = "createdAt",
        /// Their status.
        Status = "status",
        /// Their type.
        Kind = "type",
        /// Their priority.
        Priority = "priority",
        /// The line that says what they are about.
        Summary = "summary",
        /// Which team works on them.
        AssignedTeam = "assignTeam",
        /// When they are to be done.
        DueDate = "dueDate",
        /// Where they come from.
        Source = "source",
        /// Fields that the provider has defined.
        ExtendedAttributes = "extendedAttributes",
    }
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortDirection {
    /// The smallest, the oldest.
    Ascending,
    /// The largest, the newest.
    Descending,
}

impl ListRequest<Ticket> {
    /// Only tickets that meet the condition. Several conditions must all hold.
    pub fn filter(mut self, condition: Condition) -> Self {
        self.condition = Condition::all(self.condition.into_iter().chain([condition]));
        self
    }

    /// The order of the tickets. Default: the newest first.
    pub fn sorted_by(self, field: TicketSort, direction: SortDirection) -> Self {
        let direction = match direction {
            SortDirection::Ascending => "asc",
            SortDirection::Descending => "desc",
        };
        self.query("sortBy", field).query("sortDir", direction)
    }
}

impl Tickets {
    /// All tickets. They may not carry all of their devices.
    ///
    /// Route: `GET /api/platform/{version}/service/ticketing/tickets`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn list(&self) -> ListRequest<Ticket> {
        ListRequest::paged(self.0.http(), self.versioned(&LIST), NUMBERED)
    }

    /// One ticket, by its id.
    ///
    /// Route: `GET /api/platform/{version}/service/ticketing/tickets/{id}`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn get(&self, id: impl Into<TicketId>) -> Call<Ticket> {
        self.0.read(self.ticket(&GET, &id.into()))
    }

    /// One ticket, by the number that people know, in two requests: it is looked up in the list, and read whole by its id.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Call::send`].
    pub async fn get_by_number(&self, number: &str) -> Result<Ticket, Error> {
        let found = self.list().filter(condition::NUMBER.is(number)).all().await?;
        let id = found.into_iter().find(|ticket| ticket.number.as_deref() == Some(number)).and_then(|ticket| ticket.id);
        match id {
            Some(id) => self.get(id).await,
            None => Err(Error::new(ErrorKind::NotFound, format!("there is no ticket with the number {number}"))),
        }
    }

    /// Creates a ticket. Never sent twice: if the answer gets lost, [`Error::reconcile`] looks for it among the newest of its
    /// company.
    ///
    /// Route: `POST /api/platform/{version}/service/ticketing/tickets`, scope [`platform.tickets.create`](crate::Scope::TICKETS_CREATE).
    pub fn create(&self, ticket: &NewTicket) -> Call<Ticket> {
        let request = checked(self.versioned(&CREATE).json(ticket), ticket.problem());
        let twin = TicketTwin::new(self, &request, self.versioned(&LIST));
        self.0.read(request).findable_by(twin)
    }

    /// Puts a ticket in the place of another: what is not said is lost.
    ///
    /// Route: `PUT /api/platform/{version}/service/ticketing/tickets/{id}`, scope [`platform.tickets.update`](crate::Scope::TICKETS_UPDATE).
    pub fn replace(&self, id: impl Into<TicketId>, ticket: &NewTicket) -> Call<Ticket> {
        self.0.read(checked(self.ticket(&REPLACE, &id.into()).json(ticket), ticket.problem()))
    }

    /// Changes parts of a ticket. A list (`assets`, `tags`) is replaced as a whole.
    ///
    /// Route: `PATCH /api/platform/{version}/service/ticketing/tickets/{id}`, scope [`platform.tickets.update`](crate::Scope::TICKETS_UPDATE).
    pub fn update(&self, id: impl Into<TicketId>, patch: &Patch) -> Call<Ticket> {
        self.0.read(self.ticket(&UPDATE, &id.into()).json(patch).replay(Replay::Safe))
    }

    /// Adds a device to a ticket, in two requests: its devices are read, and written back with one more. Whoever adds another in
    /// between loses it. A device that is added later does not reach a linked PSA ticket; one that is there from the
    /// [beginning](NewTicket::with_asset) does.
    ///
    /// # Errors
    /// As [`Call::send`].
    pub async fn add_device(&self, id: impl Into<TicketId>, endpoint: impl Into<EndpointId>) -> Result<Ticket, Error> {
        let (id, endpoint) = (id.into(), endpoint.into());
        let ticket = self.get(&id).await?;
        let mut assets = ticket.assets.clone().unwrap_or_default();
        if assets.iter().any(|asset| asset.id.as_ref() == Some(&endpoint)) {
            return Ok(ticket);
        }
        assets.push(TicketAsset::new(endpoint));
        self.update(id, &Patch::new().set("assets", json!(assets))).await
    }

    /// The notes of a ticket. `.query("visibility", 2)`, `detail`, `createdBy`, `createdAtFrom` and `createdAtTo` narrow them.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/tickets/{id}/notes`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn notes(&self, id: impl Into<TicketId>) -> ListRequest<TicketNote> {
        self.0.list(self.0.ask(&NOTES).param("id", id.into()))
    }

    /// One note of a ticket.
    ///
    /// Route: `GET /api/platform/v1/service/ticketing/tickets/{id}/notes/{noteId}`, scope [`platform.tickets.read`](crate::Scope::TICKETS_READ).
    pub fn note(&self, id: impl Into<TicketId>, note: impl Into<NoteId>) -> Call<TicketNote> {
        self.0.read(self.0.ask(&NOTE).param("id", id.into()).param("noteId", note.into()))
    }

    /// Writes a note. Never sent twice: if the answer gets lost, [`Error::reconcile`] looks for it on the ticket.
    ///
    /// Route: `POST /api/platform/v1/service/ticketing/tickets/{id}/notes`, scope [`platform.tickets.create`](crate::Scope::TICKETS_CREATE).
    ///
    /// ```no_run
    /// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
    /// use cw_rmm_client::models::{NewTicketNote, NoteVisibility};
    ///
    /// let note = NewTicketNote::new("The power plan was reset.", NoteVisibility::Internal);
    /// rmm.tickets().create_note("436f6d6d-616e-6420-4944-000000012345", &note).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_note(&self, id: impl Into<TicketId>, note: &NewTicketNote) -> Call<TicketNote> {
        let id = id.into();
        let request = checked(self.0.ask(&CREATE_NOTE).param("id", &id).json(note), note.problem());
        let twin = lost::note(self, &request, self.0.ask(&NOTES).param("id", id));
        self.0.read(request).findable_by(twin)
    }

    /// Puts a note in the place of another.
    ///
    /// Route: `PUT /api/platform/v1/service/ticketing/tickets/{id}/notes/{noteId}`, scope [`platform.tickets.update`](crate::Scope::TICKETS_UPDATE).
    pub fn replace_note(
        &self,
        id: impl Into<TicketId>,
        note: impl Into<NoteId>,
        with: &NewTicketNote,
    ) -> Call<TicketNote> {
        let request = self.0.ask(&REPLACE_NOTE).param("id", id.into()).param("noteId", note.into());
        self.0.read(checked(request.json(with), with.problem()))
    }

    /// Changes parts of a note.
    ///
    /// Route: `PATCH /api/platform/v1/service/ticketing/tickets/{id}/notes/{noteId}`, scope [`platform.tickets.update`](crate::Scope::TICKETS_UPDATE).
    pub fn update_note(&self, id: impl Into<TicketId>, note: impl Into<NoteId>, patch: &Patch) -> Call<TicketNote> {
        let request = self.0.ask(&UPDATE_NOTE).param("id", id.into()).param("noteId", note.into());
        self.0.read(request.json(patch).replay(Replay::Safe))
    }

    pub(crate) fn http(&self) -> &HttpClient {
        self.0.http()
    }

    /// A ticket, read as something else.
    pub(crate) fn get_as<T: DeserializeOwned>(&self, id: TicketId, options: CallOptions) -> Call<T> {
        self.0.read(self.ticket(&GET, &id)).with_options(options)
    }

    fn versioned(&self, route: &Route) -> Request {
        self.0.ask(route).param("version", self.0.dialect().tickets)
    }

    fn ticket(&self, route: &Route, id: &TicketId) -> Request {
        self.versioned(route).param("id", id)
    }
}

/// The request, or why the service would refuse it.
fn checked(request: Request, problem: Option<String>) -> Request {
    match problem {
        Some(problem) => request.refuse(Error::input(problem)),
        None => request,
    }
}
