//! One ticket, of service or of a project, with what belongs to it.

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use cw_http::Error;
use cw_http::tools::{cut, date, text};
use msp_tools_core::{Bounded, CallContext, Effect, Operation, Plan, Tool, ToolError, ToolOutput, ToolSpec, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::access::Access;
use super::any_ticket::{AnyTicket, ServiceTickets, TicketsOfProjects};
use super::columns::{entered, name};
use super::configurations::ConfigurationRow;
use super::input::{Id, number};
use super::tickets::{TicketColumn, TicketKind, TicketRow};
use super::time_entries::TimeEntryRow;
use crate::ErrorKind;
use crate::client::PsaClient;
use crate::condition::{OrderBy, configuration, time_entry};
use crate::ids::TicketId;
use crate::models::{Document, TicketNote, TicketTask};

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-ticket", Effect::Read)
        .with_title("Get ticket")
        .with_description(
            "Shows one service or project ticket by number: summary, company, contact, board, status, priority, who is assigned, dates, \
             service level, hours, and the newest notes, marked as discussion (the customer sees those), internal or resolution. \
             `include` adds time entries, configurations (devices), tasks or documents.",
        )
        .with_permission("Service Desk > Service Tickets: Inquire; for project tickets Project > Project Tickets: Inquire")
        .with_aliases([
            "case details", "incident", "service request", "ticket notes", "what was done", "history of a ticket", "discussion",
            "what does the customer say", "issue",
        ])
        .with_operation("psa:GET /service/tickets/{id}")
        .with_operation("psa:GET /project/tickets/{id}");
    let own = Part::ALL.into_iter().flat_map(Part::operations).filter(|operation| !SHARED.contains(operation));
    let spec = own.fold(spec, |spec, operation| spec.with_possible_operation(*operation));
    Arc::new(GetTicketTool { read: cw_http::tools::read(spec, psa, get_ticket) })
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetTicket {
    /// The ticket's number.
    id: Id,
    /// What to show with it. Each is one request more, or two.
    #[serde(default = "notes_only")]
    include: Vec<Part>,
    /// How many of each to show, at most; the newest of notes and time entries.
    #[serde(default)]
    limit: Bounded<1, 100, 5>,
    /// More facts of the ticket itself to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<TicketColumn>,
}

/// What belongs to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Part {
    Notes,
    TimeEntries,
    Configurations,
    Tasks,
    Documents,
}

fn notes_only() -> Vec<Part> {
    vec![Part::Notes]
}

impl Part {
    const ALL: [Self; 5] = [Self::Notes, Self::TimeEntries, Self::Configurations, Self::Tasks, Self::Documents];

    fn operations(self) -> &'static [&'static str] {
        match self {
            Self::Notes => &["psa:GET /service/tickets/{id}/notes", "psa:GET /project/tickets/{id}/notes"],
            Self::TimeEntries => &["psa:GET /time/entries"],
            Self::Configurations => {
                &["psa:GET /service/tickets/{id}/configurations", "psa:GET /company/configurations"]
            }
            Self::Tasks => &["psa:GET /service/tickets/{id}/tasks"],
            Self::Documents => &["psa:GET /system/documents"],
        }
    }
}

/// What other tools read too. This one does not declare it, so that what holds for those holds here as well.
const SHARED: [&str; 2] = ["psa:GET /time/entries", "psa:GET /company/configurations"];

/// Reading, with a plan that names what this call reads.
struct GetTicketTool {
    read: Arc<dyn Tool>,
}

#[async_trait]
impl Tool for GetTicketTool {
    fn spec(&self) -> &ToolSpec {
        self.read.spec()
    }

    async fn plan(&self, arguments: Value, cx: &CallContext) -> Result<Plan, ToolError> {
        let mut plan = self.read.plan(arguments, cx).await?;
        let include = Vec::<Part>::deserialize(&plan.arguments["include"])
            .map_err(|error| ToolError::internal("the plan lost what to include").with_source(error))?;
        let named = include.into_iter().flat_map(Part::operations).map(|operation| Operation::new(*operation));
        plan.operations.extend(named);
        Ok(plan)
    }

    async fn run(&self, plan: &Plan, cx: &CallContext) -> Result<ToolOutput, ToolError> {
        self.read.run(plan, cx).await
    }
}

/// A ticket with what belongs to it.
#[derive(Debug, Serialize, JsonSchema)]
struct TicketDetails {
    /// Whether it is a ticket of service or of a project.
    kind: TicketKind,
    #[serde(flatten)]
    ticket: TicketRow,
    #[serde(flatten)]
    parts: Parts,
    /// What to know about the answer: what was cut, or could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Untrusted>,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
struct Parts {
    /// The newest notes, newest first, without those of time entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<NoteRow>>,
    /// The latest time entries, latest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_entries: Option<Vec<TimeEntryRow>>,
    /// The configurations (devices) that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    configurations: Option<Vec<ConfigurationRow>>,
    /// Its tasks.
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks: Option<Vec<TaskRow>>,
    /// Its documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    documents: Option<Vec<DocumentRow>>,
}

/// A note.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct NoteRow {
    /// Where it stands: `discussion`, which the customer sees, `internal` or `resolution`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tabs: Vec<&'static str>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Untrusted>,
    /// When, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// What it says; very long notes are cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Untrusted>,
}

/// A task.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct TaskRow {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    /// Whether it is done.
    done: bool,
    /// What is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Untrusted>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<Untrusted>,
}

/// A document.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct DocumentRow {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Untrusted>,
    /// The name of its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Untrusted>,
    /// Its size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<i64>,
}

/// What one ticket shows beyond a row of a list.
const DETAILS: [TicketColumn; 22] = [
    TicketColumn::company_id,
    TicketColumn::closed,
    TicketColumn::closed_at,
    TicketColumn::contact,
    TicketColumn::contact_id,
    TicketColumn::contact_email,
    TicketColumn::contact_phone,
    TicketColumn::r#type,
    TicketColumn::subtype,
    TicketColumn::item,
    TicketColumn::team,
    TicketColumn::assigned_to,
    TicketColumn::severity,
    TicketColumn::impact,
    TicketColumn::required,
    TicketColumn::sla_status,
    TicketColumn::budget_hours,
    TicketColumn::actual_hours,
    TicketColumn::parent_id,
    TicketColumn::project,
    TicketColumn::entered,
    TicketColumn::custom_fields,
];

/// Characters of a note that are shown. More than a person writes, less than a mail with all it answers to.
const NOTE_CHARACTERS: usize = 2000;

async fn get_ticket(access: Access, input: GetTicket) -> Result<TicketDetails, ToolError> {
    let ticket_id = TicketId::new(number(input.id));
    let (kind, ticket) = find(&access, ticket_id).await?;
    let reading = Reading { access: &access, kind, id: ticket_id, limit: input.limit.get() as usize };

    let mut remarks = Vec::new();
    let mut parts = Parts::default();
    for part in &input.include {
        match part {
            Part::Notes => parts.notes = some("notes", reading.notes(), &reading, &mut remarks).await?,
            Part::TimeEntries => {
                parts.time_entries = some("time entries", reading.time_entries(), &reading, &mut remarks).await?;
            }
            Part::Configurations => {
                parts.configurations = some("configurations", reading.configurations(), &reading, &mut remarks).await?;
            }
            Part::Tasks => parts.tasks = some("tasks", reading.tasks(&ticket), &reading, &mut remarks).await?,
            Part::Documents => parts.documents = some("documents", reading.documents(), &reading, &mut remarks).await?,
        }
    }
    let columns: Vec<_> = DETAILS.into_iter().chain(input.fields).collect();
    Ok(TicketDetails { kind, ticket: TicketRow::read(&ticket, &columns), parts, remarks })
}

/// A ticket of service or else of a project: their numbers are of one sequence.
async fn find(access: &Access, id: TicketId) -> Result<(TicketKind, AnyTicket), ToolError> {
    match access.psa.resource::<ServiceTickets>().get(id).await {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let ticket = access.one("ticket", id, access.psa.resource::<TicketsOfProjects>().get(id)).await?;
            Ok((TicketKind::Project, ticket))
        }
        Ok(ticket) if access.sees(&ticket) => Ok((TicketKind::Service, ticket)),
        Ok(_) => Err(super::access::not_there("ticket", id)),
        Err(error) => Err(error.into()),
    }
}

/// A part, cut to the limit. That one cannot be read does not hide the ticket.
async fn some<T>(
    what: &str,
    part: impl Future<Output = Result<Vec<T>, Error>>,
    reading: &Reading<'_>,
    remarks: &mut Vec<Untrusted>,
) -> Result<Option<Vec<T>>, ToolError> {
    match part.await {
        Ok(mut rows) => {
            if rows.len() > reading.limit {
                rows.truncate(reading.limit);
                let shown = reading.limit;
                remarks
                    .push(format!("There are more {what} than the {shown} shown; ask with a larger `limit`.").into());
            }
            Ok(Some(rows))
        }
        Err(error) if error.kind() == ErrorKind::Withheld => Err(error.into()),
        Err(error) => {
            remarks.push(format!("The {what} could not be read: {error}").into());
            Ok(None)
        }
    }
}

/// What belongs to one ticket. Each list is read one record too far, to see whether there are more.
struct Reading<'a> {
    access: &'a Access,
    kind: TicketKind,
    id: TicketId,
    limit: usize,
}

impl Reading<'_> {
    fn too_many(&self) -> u32 {
        // A limit is at most 100.
        u32::try_from(self.limit).unwrap_or(u32::MAX).saturating_add(1)
    }

    async fn notes(&self) -> Result<Vec<NoteRow>, Error> {
        let newest = OrderBy::desc(&crate::condition::ticket::ID);
        let notes = match self.kind {
            TicketKind::Service => self.access.psa.tickets().notes(self.id).list(),
            TicketKind::Project => self.access.psa.project_tickets().notes(self.id).list(),
        };
        let notes = notes.order_by(newest).page_size(self.too_many()).limit(self.too_many().into()).all().await?;
        Ok(notes.iter().map(note).collect())
    }

    async fn time_entries(&self) -> Result<Vec<TimeEntryRow>, Error> {
        let list = self.access.psa.tickets().time_entries(self.id).order_by(OrderBy::desc(&time_entry::START));
        let list = list.fields(TimeEntryRow::wire(&[])).page_size(self.too_many()).limit(self.too_many().into());
        let entries = list.all().await?;
        Ok(entries
            .iter()
            .filter(|entry| self.access.sees(*entry))
            .map(|entry| TimeEntryRow::read(entry, &[]))
            .collect())
    }

    /// The ticket tells ids only; names and the rest are asked for by those. Project tickets have none.
    async fn configurations(&self) -> Result<Vec<ConfigurationRow>, Error> {
        if self.kind == TicketKind::Project {
            return Ok(Vec::new());
        }
        let tied = self.access.psa.tickets().configurations(self.id).list();
        let tied = tied.page_size(self.too_many()).limit(self.too_many().into()).all().await?;
        let ids: Vec<_> = tied.into_iter().filter_map(|reference| reference.id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let list = self.access.psa.configurations().list().condition(configuration::ID.is_in(ids));
        let rows = list.fields(ConfigurationRow::wire(&[])).page_size(self.too_many()).all().await?;
        Ok(rows.iter().filter(|row| self.access.sees(*row)).map(|row| ConfigurationRow::read(row, &[])).collect())
    }

    /// Project tickets bring theirs along.
    async fn tasks(&self, ticket: &AnyTicket) -> Result<Vec<TaskRow>, Error> {
        if self.kind == TicketKind::Project {
            return Ok(ticket.tasks.iter().flatten().map(task).collect());
        }
        let list = self.access.psa.tickets().tasks(self.id).list();
        let tasks = list.page_size(self.too_many()).limit(self.too_many().into()).all().await?;
        Ok(tasks.iter().map(task).collect())
    }

    async fn documents(&self) -> Result<Vec<DocumentRow>, Error> {
        let list = self.access.psa.tickets().documents(self.id);
        let documents = list.page_size(self.too_many()).limit(self.too_many().into()).all().await?;
        Ok(documents.iter().map(document).collect())
    }
}

fn note(note: &TicketNote) -> NoteRow {
    let tabs = [
        (note.detail_description_flag, "discussion"),
        (note.internal_analysis_flag, "internal"),
        (note.resolution_flag, "resolution"),
    ];
    let by = name(&note.member).or_else(|| name(&note.contact)).or_else(|| text(&note.created_by));
    NoteRow {
        tabs: tabs.into_iter().filter(|(stands, _)| *stands == Some(true)).map(|(_, tab)| tab).collect(),
        by,
        date: date(&note.date_created).or_else(|| entered(&note.info)),
        text: text(&note.text).map(|text| cut(text.as_str(), NOTE_CHARACTERS).into_owned().into()),
    }
}

fn task(task: &TicketTask) -> TaskRow {
    TaskRow {
        id: task.id.map(Into::into),
        done: task.closed_flag == Some(true),
        text: text(&task.notes),
        resolution: text(&task.resolution),
    }
}

fn document(document: &Document) -> DocumentRow {
    DocumentRow {
        id: document.id.map(Into::into),
        title: text(&document.title),
        file: text(&document.file_name),
        bytes: document.size,
    }
}
