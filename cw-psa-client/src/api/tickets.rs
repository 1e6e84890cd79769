//! Service and project tickets, and what belongs to them.

use cw_http::{Call, Error, HeaderValue, Request};
use serde_json::json;

use super::{below, endpoints, resources, routes};
use crate::client::ACCEPT;
use crate::condition::{activity, schedule_entry};
use crate::filters::{ProductFilter, TicketFilter, TimeEntryFilter};
use crate::ids::{ConfigurationId, TicketId, TicketNoteId, TicketTaskId};
use crate::list::ListRequest;
use crate::models::{
    Activity, AnyTicketNote, ChildTickets, ConfigurationRef, ConvertToProjectTicket, Document, NewProjectTicket,
    NewTicket, NewTicketNote, NewTicketTask, ProductLine, ProjectTicket, ScheduleEntry, SuccessResponse, Ticket,
    TicketChangeLog, TicketMerge, TicketNote, TicketRef, TicketTask, TimeEntry,
};
use crate::resource::Endpoint;

resources! {
    /// Service tickets.
    Tickets("tickets", "/service/tickets"): TicketId => Ticket,
        filter TicketFilter, new NewTicket, found by "company" "summary", search "/service/tickets/search";
    /// The notes of a service ticket, without those that time entries wrote.
    TicketNotes("tickets.notes", "/service/tickets/{parentId}/notes"): TicketNoteId => TicketNote,
        new NewTicketNote, found by "text";
    /// The tasks of a service ticket.
    TicketTasks("tickets.tasks", "/service/tickets/{parentId}/tasks"): TicketTaskId => TicketTask, new NewTicketTask;
    /// The configurations that a service ticket is about.
    TicketConfigurations("tickets.configurations", "/service/tickets/{parentId}/configurations"):
        ConfigurationId => ConfigurationRef;
    /// Project tickets and issues.
    ProjectTickets("project_tickets", "/project/tickets"): TicketId => ProjectTicket,
        filter TicketFilter, new NewProjectTicket, found by "phase" "summary", search "/project/tickets/search";
    /// The notes of a project ticket.
    ProjectTicketNotes("project_tickets.notes", "/project/tickets/{parentId}/notes"):
        TicketNoteId => TicketNote, new NewTicketNote, found by "text";
}

routes! {
    ALL_NOTES = get("tickets.all_notes", "/service/tickets/{parentId}/allNotes");
    ATTACH_CHILDREN = post("tickets.attach_children", "/service/tickets/{parentId}/attachChildren");
    ATTACH_CONFIGURATION = post("tickets.attach_configuration", "/service/tickets/{parentId}/configurations");
    CHANGE_LOG = get("tickets.change_log", "/service/tickets/changelogs");
    CONVERT = post("tickets.convert", "/service/tickets/{parentId}/convert");
    COPY = post("tickets.copy", "/service/tickets/{id}/copy");
    DETACH_CONFIGURATION = delete("tickets.detach_configuration", "/service/tickets/{parentId}/configurations/{id}");
    MERGE = post("tickets.merge", "/service/tickets/{parentId}/merge");
    WITH_SLA = get("tickets.with_sla", "/service/tickets/calculateSla");
}

endpoints! {
    /// Service tickets. Project tickets are [others](Self::project_tickets), under numbers of the same sequence.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::{By, Patch, TicketId, models::NewTicketNote};
    ///
    /// let id = TicketId::new(48213);
    /// let note = NewTicketNote::new("Reset the power plan.").with_internal_analysis_flag(true);
    /// psa.tickets().notes(id).create(&note).await?;
    /// psa.tickets().update(id, &Patch::new().reference("status", &By::name("Resolved"))).await?;
    /// # Ok(())
    /// # }
    /// ```
    tickets: Tickets;
    /// Project tickets and issues. Service tickets are [others](Self::tickets).
    project_tickets: ProjectTickets;
}

below! {
    Tickets;
    /// The notes of a ticket, without those that time entries wrote; with them, [`all_notes`](Self::all_notes). A new one
    /// e-mails nobody unless `process_notifications` is set.
    notes(TicketId): TicketNotes;
    /// The tasks of a ticket.
    tasks(TicketId): TicketTasks;
    /// The configurations that a ticket is about.
    configurations(TicketId): TicketConfigurations;
}

below! {
    ProjectTickets;
    /// The notes of a project ticket.
    notes(TicketId): ProjectTicketNotes;
}

impl Endpoint<Tickets> {
    /// Everything that is said on a ticket, notes, time entries and child tickets:
    /// `GET /service/tickets/{id}/allNotes`. Where a server is too old for that (404 or 405), the notes alone.
    ///
    /// # Errors
    /// As [`Call::send`].
    pub async fn all_notes(&self, id: TicketId) -> Result<Vec<AnyTicketNote>, Error> {
        let route = Request::new(&ALL_NOTES).param("parentId", id);
        match self.psa.list(route, None).all().await {
            Err(error) if matches!(error.status(), Some(404 | 405)) => {}
            answer => return answer,
        }
        let mut notes: Vec<AnyTicketNote> = self.notes(id).list().list_as().all().await?;
        for note in &mut notes {
            note.ticket = Some(TicketRef { id: Some(id), ..TicketRef::default() });
        }
        Ok(notes)
    }

    /// The time on a ticket. The ticket's own route answers with ids alone, so this is a list of
    /// [`time_entries`](crate::PsaClient::time_entries).
    pub fn time_entries(&self, id: TicketId) -> ListRequest<TimeEntry, TimeEntryFilter> {
        self.psa.time_entries().list().filter(TimeEntryFilter::new().with_ticket(id))
    }

    /// The documents of a ticket.
    pub fn documents(&self, id: TicketId) -> ListRequest<Document> {
        self.psa.documents().attached_to("Ticket", id.get())
    }

    /// The product lines on a ticket.
    pub fn products(&self, id: TicketId) -> ListRequest<ProductLine, ProductFilter> {
        self.psa.products().list().filter(ProductFilter::new().with_ticket(id))
    }

    /// When whom a ticket is scheduled for.
    pub fn schedule(&self, id: TicketId) -> ListRequest<ScheduleEntry> {
        /// The type of entries that are about tickets, the same on every server.
        const TICKET: i64 = 4;
        let of_ticket = schedule_entry::KIND.id().eq(TICKET).and(schedule_entry::OBJECT_ID.eq(id.get()));
        self.psa.schedule_entries().list().condition(of_ticket)
    }

    /// The sales activities of a ticket.
    pub fn activities(&self, id: TicketId) -> ListRequest<Activity> {
        self.psa.activities().list().condition(activity::TICKET.id().eq(id.get()))
    }

    /// Tickets with their SLA as it stands now, which the plain list does not tell:
    /// `GET /service/tickets/calculateSla`.
    pub fn with_sla(&self) -> ListRequest<Ticket> {
        self.psa.list(Request::new(&WITH_SLA), None)
    }

    /// What was changed on tickets: `GET /service/tickets/changelogs`.
    pub fn change_log(&self) -> ListRequest<TicketChangeLog> {
        self.psa.numbered(Request::new(&CHANGE_LOG))
    }

    /// Ties a ticket to a configuration: `POST /service/tickets/{id}/configurations`.
    pub fn attach_configuration(&self, id: TicketId, configuration: ConfigurationId) -> Call<ConfigurationRef> {
        let request = Request::new(&ATTACH_CONFIGURATION).param("parentId", id);
        self.psa.read(request.json(&json!({ "id": configuration })))
    }

    /// Frees a ticket from a configuration: `DELETE /service/tickets/{id}/configurations/{id}`.
    pub fn detach_configuration(&self, id: TicketId, configuration: ConfigurationId) -> Call<()> {
        self.psa.act(Request::new(&DETACH_CONFIGURATION).param("parentId", id).param("id", configuration))
    }

    /// Merges tickets into one, which keeps its number and gets their notes: `POST /service/tickets/{id}/merge`. It cannot
    /// be undone.
    pub fn merge(&self, into: TicketId, merge: &TicketMerge) -> Call<SuccessResponse> {
        self.psa.read(Request::new(&MERGE).param("parentId", into).json(merge))
    }

    /// Makes tickets children of one: `POST /service/tickets/{id}/attachChildren`. Sent without a version, which this
    /// route refuses.
    pub fn attach_children(&self, parent: TicketId, children: &ChildTickets) -> Call<SuccessResponse> {
        let request = Request::new(&ATTACH_CHILDREN).param("parentId", parent).json(children);
        self.psa.read(request).header(ACCEPT, HeaderValue::from_static("application/json"))
    }

    /// Makes a service ticket one of a project: `POST /service/tickets/{id}/convert`.
    pub fn convert(&self, id: TicketId, to: &ConvertToProjectTicket) -> Call<SuccessResponse> {
        self.psa.read(Request::new(&CONVERT).param("parentId", id).json(to))
    }

    /// Copies a ticket: `POST /service/tickets/{id}/copy`. Answers with the copy.
    pub fn copy(&self, id: TicketId) -> Call<Ticket> {
        self.psa.read(Request::new(&COPY).param("id", id))
    }
}
