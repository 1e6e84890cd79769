//! One ticket, with its notes.

use std::sync::Arc;

use cw_http::ErrorKind;
use cw_http::tools::{cut, date, read};
use msp_tools_core::{Bounded, Effect, IdOrName, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::{Access, Owned};
use super::resolve;
use super::tickets::{CompanyNames, TicketColumn, TicketRow, moment};
use super::whole::sort_by_date;
use crate::client::RmmClient;
use crate::ids::TicketId;
use crate::models::{NoteVisibility, Ticket, TicketNote};

/// Characters of a note that are shown. More than a person writes, less than a mail with all it answers to.
const NOTE_CHARACTERS: usize = 2000;

pub(super) fn get(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-get-ticket", Effect::Read)
        .with_title("Get RMM ticket")
        .with_description(
            "Shows one ticket of ConnectWise RMM by id or number, with its newest notes and who sees them: summary, description, \
             company, board, status, priority, type, devices, who works on it.",
        )
        .with_permission("Scope platform.tickets.read")
        .with_aliases(["case", "incident", "notes", "conversation", "ticket history", "what happened on this ticket", "details"])
        .with_operation("rmm:GET /service/ticketing/tickets/{id}")
        .with_operation("rmm:GET /service/ticketing/tickets/{id}/notes");
    read(spec, rmm, get_ticket)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetTicket {
    /// The ticket, by its number as people know it, such as `48213`, or by its id.
    ticket: IdOrName,
    /// How many notes to show, the newest, at most; 0 shows none.
    #[serde(default)]
    notes: Bounded<0, 100, 10>,
    /// More facts to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<TicketColumn>,
}

/// A ticket with its notes.
#[derive(Debug, Serialize, JsonSchema)]
struct TicketDetails {
    #[serde(flatten)]
    ticket: TicketRow,
    /// Its newest notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<NoteRow>>,
    /// What to know about the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Untrusted>,
}

/// A note.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct NoteRow {
    /// What it says; long notes are cut.
    text: Untrusted,
    /// Whether only the provider sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    internal: Option<bool>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Untrusted>,
    /// When it was written, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
}

/// What one ticket shows beyond a row of a list.
const DETAILS: [TicketColumn; 12] = [
    TicketColumn::company_id,
    TicketColumn::description,
    TicketColumn::site,
    TicketColumn::r#type,
    TicketColumn::category,
    TicketColumn::source,
    TicketColumn::assignee,
    TicketColumn::team,
    TicketColumn::tags,
    TicketColumn::device_ids,
    TicketColumn::due,
    TicketColumn::created,
];

async fn get_ticket(access: Access, input: GetTicket) -> Result<TicketDetails, ToolError> {
    let ticket = find(&access, &input.ticket).await?;
    let columns: Vec<_> = DETAILS.into_iter().chain(input.fields).collect();
    let mut row = TicketRow::read(&ticket, &columns);
    let names = CompanyNames::of(&access, std::slice::from_ref(&ticket)).await?;
    row.name_company(&names, ticket.owner());
    let mut remarks: Vec<Untrusted> = names.note.into_iter().map(Untrusted::new).collect();
    let most = input.notes.get() as usize;
    let notes = match ticket.id.as_ref().filter(|_| most > 0) {
        Some(id) => notes(&access, id, most, &mut remarks).await?,
        None => None,
    };
    Ok(TicketDetails { ticket: row, notes, remarks })
}

/// The ticket, if it exists for the call: one that is another company's is told as one that is not there.
pub(super) async fn find(access: &Access, wanted: &IdOrName) -> Result<Ticket, ToolError> {
    let name = wanted.to_string();
    let found = if resolve::is_id(&name) {
        access.rmm.tickets().get(name.as_str()).await
    } else {
        access.rmm.tickets().get_by_number(&name).await
    };
    match found {
        Ok(ticket) if access.sees(&ticket) => Ok(ticket),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Err(ToolError::not_found("ticket", wanted).with_path("$.ticket")),
    }
}

/// The newest notes. That they cannot be read does not hide the ticket.
async fn notes(
    access: &Access,
    id: &TicketId,
    most: usize,
    remarks: &mut Vec<Untrusted>,
) -> Result<Option<Vec<NoteRow>>, ToolError> {
    let mut notes = match access.rmm.tickets().notes(id).all().await {
        Ok(notes) => notes,
        Err(error) if error.kind() == ErrorKind::Withheld => return Err(error.into()),
        Err(error) => {
            remarks.push(format!("The notes could not be read: {error}").into());
            return Ok(None);
        }
    };
    sort_by_date(&mut notes, true, |note| (moment(&note.created_at), note.id.clone()));
    if notes.len() > most {
        remarks.push(format!("{} notes; the newest {most} are shown. Ask with a larger `notes`.", notes.len()).into());
    }
    Ok(Some(notes.iter().take(most).map(note).collect()))
}

fn note(note: &TicketNote) -> NoteRow {
    let detail = note.detail.as_deref().unwrap_or_default().trim();
    NoteRow {
        text: Untrusted::new(cut(detail, NOTE_CHARACTERS)),
        internal: note.visibility.map(|visibility| visibility != NoteVisibility::All),
        by: cw_http::tools::text(&note.created_by),
        created: date(&note.created_at),
    }
}
