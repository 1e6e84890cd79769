//! What is done to a ticket once its update is agreed to: all of it in order, and an honest account where something fails.

use cw_http::tools::{Made, made, text};
use jiff::Timestamp;
use msp_tools_core::{ErrorKind, Sent, Target, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::access::Access;
use super::any_ticket::AnyTicket;
use super::columns::{name, updated};
use super::patch_argument::{UndoSteps, whole};
use super::read_as::ReadAs;
use super::tickets::TicketKind;
use super::update_ticket::NoteKind;
use super::written::{Chosen, by};
use crate::api::{ProjectTickets, Tickets};
use crate::ids::{TicketId, TicketNoteId, TimeEntryId};
use crate::models::{ChargeToType, NewTicketNote, NewTimeEntry};
use crate::patch::{Patch, Undo};

/// What was planned: a note, time and fields, each only if asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Planned {
    pub(super) ticket: TicketId,
    pub(super) kind: TicketKind,
    /// When the ticket was last changed, as the plan saw it.
    pub(super) last_updated: Option<String>,
    pub(super) note: Option<Note>,
    pub(super) time: Option<Time>,
    pub(super) patch: Vec<Value>,
    pub(super) notify: bool,
}

/// A note to add.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) text: String,
    pub(super) kind: NoteKind,
}

/// Time to enter.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Time {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) minutes: u64,
    pub(super) notes: Option<String>,
    pub(super) internal_notes: Option<String>,
    pub(super) show_in: Option<NoteKind>,
    pub(super) work_type: Option<Chosen>,
    pub(super) work_role: Option<Chosen>,
    pub(super) member: Option<Chosen>,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Updated {
    /// The ticket's number.
    ticket: i64,
    /// Whether everything was done.
    outcome: UpdateOutcome,
    /// The same in a sentence.
    summary: String,
    /// What was to be done, in order.
    parts: Vec<PartDone>,
    /// The board that the ticket is on now.
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<Untrusted>,
    /// The status that it has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Untrusted>,
    /// What sets the fields back: give it as `patch`, as long as nobody else has changed them.
    #[serde(skip_serializing_if = "Option::is_none")]
    undo: Option<UndoSteps>,
    /// What `undo` does not take back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remains: Vec<String>,
}

/// Whether everything was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum UpdateOutcome {
    /// Everything.
    Done,
    /// Some of it; `parts` says what.
    PartlyDone,
}

/// One part of an update.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct PartDone {
    /// Which.
    part: Part,
    /// What came of it.
    outcome: PartOutcome,
    /// Id of the note or time entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    /// Why it was not done, or how it is known that it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Untrusted>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Part {
    Note,
    Time,
    Fields,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PartOutcome {
    /// It was done.
    Done,
    /// It was not done.
    Failed,
    /// Nobody knows: look before doing it again.
    Unknown,
    /// It was left: it was stopped, could not be sent, or one before it was not done.
    NotSent,
}

/// A ticket as it stands.
pub(super) struct Standing {
    pub(super) id: TicketId,
    pub(super) kind: TicketKind,
    /// All that the server says of it: what an undo goes back to.
    pub(super) record: Value,
    pub(super) ticket: AnyTicket,
}

/// Records of a kind, read as they come.
type Whole<R> = ReadAs<R, Value>;

impl Standing {
    /// A ticket of service or else of a project. What is of another company does not exist for a call that is bound to one.
    pub(super) async fn find(access: &Access, id: TicketId) -> Result<Self, ToolError> {
        match Self::read(access, TicketKind::Service, id).await {
            Err(error) if error.kind() == ErrorKind::NotFound => Self::read(access, TicketKind::Project, id).await,
            found => found,
        }
    }

    async fn read(access: &Access, kind: TicketKind, id: TicketId) -> Result<Self, ToolError> {
        let record = match kind {
            TicketKind::Service => access.psa.resource::<Whole<Tickets>>().get(id).await,
            TicketKind::Project => access.psa.resource::<Whole<ProjectTickets>>().get(id).await,
        };
        let record = record.map_err(|error| ToolError::from(error).with_path("$.ticket"))?;
        let standing = Self::of(id, kind, record)?;
        if access.sees(&standing.ticket) {
            Ok(standing)
        } else {
            Err(ToolError::not_found("ticket", id).with_path("$.ticket"))
        }
    }

    fn of(id: TicketId, kind: TicketKind, record: Value) -> Result<Self, ToolError> {
        let ticket = AnyTicket::deserialize(&record).map_err(|error| {
            ToolError::new(ErrorKind::Unavailable, format!("the server's ticket {id} cannot be read: {error}"))
        })?;
        Ok(Self { id, kind, record, ticket })
    }

    pub(super) fn last_updated(&self) -> Option<String> {
        updated(&self.ticket.info)
    }

    /// As a sentence names it.
    pub(super) fn named(&self) -> String {
        let summary = self.ticket.summary.as_deref().unwrap_or("no summary");
        let company = name(&self.ticket.company).map(|company| format!(" of {}", company.as_str())).unwrap_or_default();
        format!("ticket {} ({summary}){company}", self.id)
    }

    pub(super) fn target(&self) -> Target {
        let target = Target::new("ticket", self.id, self.ticket.summary.as_deref().unwrap_or_default());
        match self.ticket.company.as_ref().and_then(|company| company.id) {
            Some(company) => target.with_company(company),
            None => target,
        }
    }
}

/// Does what was planned, if the ticket still is as the plan saw it.
pub(super) async fn carry_out(access: Access, planned: Planned) -> Result<Updated, ToolError> {
    let standing = access.cx.while_wanted(Standing::read(&access, planned.kind, planned.ticket)).await?;
    if standing.last_updated() != planned.last_updated {
        let message = format!(
            "ticket {} was changed since this was planned, and nothing was sent; ask again to see it as it is now",
            planned.ticket
        );
        return Err(ToolError::new(ErrorKind::Stale, message).with_sent(Sent::No));
    }
    let patch = whole(planned.patch.clone())?;
    let undo = patch.undo(&standing.record).map_err(|error| super::patch_argument::blame("$.patch", &error))?;

    let mut update = Update { access: &access, planned: &planned, patch: &patch, standing, done: Vec::new() };
    for part in planned.parts() {
        match update.send(part).await {
            Ok(Sending { id, note }) => {
                let detail = note.map(Untrusted::new);
                update.done.push(PartDone { part, outcome: PartOutcome::Done, id, detail });
            }
            // Nothing was done, and the error says so.
            Err(error) if update.done.is_empty() => return Err(error),
            Err(error) => return update.broken_off(part, error, &undo),
        }
    }
    let parts = update.done.clone();
    Ok(update.account(UpdateOutcome::Done, parts, &undo))
}

impl Planned {
    /// The note says what was found and the time what was worked, so a ticket is closed after both.
    fn parts(&self) -> Vec<Part> {
        let parts = [
            (self.note.is_some(), Part::Note),
            (self.time.is_some(), Part::Time),
            (!self.patch.is_empty(), Part::Fields),
        ];
        parts.into_iter().filter(|(is_planned, _)| *is_planned).map(|(_, part)| part).collect()
    }

    /// The patch as it is sent: it says whether e-mails go out, unless it does already.
    fn patch_to_send(&self, patch: &Patch) -> Patch {
        const NOTIFIES: &str = "processNotifications";
        let patch = patch.clone();
        if patch.fields().contains(&NOTIFIES) { patch } else { patch.replace(NOTIFIES, self.notify) }
    }
}

/// What came of a part that was done: the id of what was made, and what to know about it.
struct Sending {
    id: Option<i64>,
    note: Option<&'static str>,
}

/// An update on its way.
struct Update<'a> {
    access: &'a Access,
    planned: &'a Planned,
    patch: &'a Patch,
    standing: Standing,
    done: Vec<PartDone>,
}

impl Update<'_> {
    /// Sends one part.
    async fn send(&mut self, part: Part) -> Result<Sending, ToolError> {
        let cx = &self.access.cx;
        cx.ensure_wanted()?;
        let (planned, id) = (self.planned, self.planned.ticket);
        match (part, &planned.note, &planned.time) {
            (Part::Note, Some(note), _) => {
                let note = note.to_send(planned.notify);
                let created = match planned.kind {
                    TicketKind::Service => self.access.psa.tickets().notes(id).create(&note).await,
                    TicketKind::Project => self.access.psa.project_tickets().notes(id).create(&note).await,
                };
                let look = format!("look whether ticket {id} has the note before adding it again");
                let Made { record, note } = made(created, cx, &look).await?;
                Ok(Sending { id: record.id.map(TicketNoteId::get), note })
            }
            (Part::Time, _, Some(time)) => {
                let entry = time.to_send(id, planned.kind, planned.notify);
                let created = self.access.psa.time_entries().create(&entry).await;
                let look = format!("look whether the time is on ticket {id} before entering it again");
                let Made { record, note } = made(created, cx, &look).await?;
                Ok(Sending { id: record.id.map(TimeEntryId::get), note })
            }
            _ => {
                let patch = planned.patch_to_send(self.patch);
                let changed = match planned.kind {
                    TicketKind::Service => self.access.psa.resource::<Whole<Tickets>>().update(id, &patch).await,
                    TicketKind::Project => self.access.psa.resource::<Whole<ProjectTickets>>().update(id, &patch).await,
                };
                let look = format!("look at ticket {id} before changing it again");
                let Made { record, note } = made(changed, cx, &look).await?;
                if let Ok(standing) = Standing::of(id, planned.kind, record) {
                    self.standing = standing;
                }
                Ok(Sending { id: None, note })
            }
        }
    }

    /// Some parts were done, and then one was not: neither a success nor a failure.
    fn broken_off(mut self, part: Part, error: ToolError, undo: &Undo) -> Result<Updated, ToolError> {
        let is_unknown = error.kind() == ErrorKind::OutcomeUnknown;
        let outcome = match error.sent() {
            _ if is_unknown => PartOutcome::Unknown,
            Some(Sent::No) => PartOutcome::NotSent,
            _ => PartOutcome::Failed,
        };
        let mut parts = std::mem::take(&mut self.done);
        let left = self.planned.parts().into_iter().skip(parts.len() + 1);
        parts.push(PartDone { part, outcome, id: None, detail: Some(error.message().into()) });
        parts.extend(left.map(|part| PartDone { part, outcome: PartOutcome::NotSent, id: None, detail: None }));
        if is_unknown {
            let message = format!("{}; {}", in_words(&parts), error.message());
            let told = ToolError::new(ErrorKind::OutcomeUnknown, message).with_sent(Sent::Yes);
            return Err(told.with_details(json!({ "parts": parts })).with_source(error));
        }
        Ok(self.account(UpdateOutcome::PartlyDone, parts, undo))
    }

    fn account(self, outcome: UpdateOutcome, parts: Vec<PartDone>, undo: &Undo) -> Updated {
        let is_set = |part: &PartDone| part.part == Part::Fields && part.outcome == PartOutcome::Done;
        let fields_are_set = parts.iter().any(is_set);
        let remains = undo.remains.iter().map(|remains| format!("{}: {}", remains.path, remains.reason));
        Updated {
            ticket: self.planned.ticket.get(),
            outcome,
            summary: format!("Ticket {}: {}.", self.planned.ticket, in_words(&parts)),
            parts,
            board: name(&self.standing.ticket.board),
            status: text(&self.standing.ticket.status.and_then(|status| status.name)),
            undo: fields_are_set.then(|| UndoSteps::of(&undo.patch)),
            remains: if fields_are_set { remains.collect() } else { Vec::new() },
        }
    }
}

fn in_words(parts: &[PartDone]) -> String {
    let told = parts.iter().map(|part| {
        let what = match part.part {
            Part::Note => "the note",
            Part::Time => "the time",
            Part::Fields => "the fields",
        };
        match (part.outcome, part.part) {
            (PartOutcome::Done, Part::Note) => format!("{what} was added"),
            (PartOutcome::Done, Part::Time) => format!("{what} was entered"),
            (PartOutcome::Done, Part::Fields) => format!("{what} were set"),
            (PartOutcome::Failed, _) => format!("{what} failed"),
            (PartOutcome::Unknown, _) => format!("what became of {what} is not known"),
            (PartOutcome::NotSent, _) => format!("{what} not sent"),
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

impl Note {
    fn to_send(&self, notify: bool) -> NewTicketNote {
        let text = self.text.as_str();
        let note = match self.kind {
            NoteKind::Internal => NewTicketNote::internal(text),
            NoteKind::Discussion => NewTicketNote::discussion(text),
            NoteKind::Resolution => NewTicketNote::resolution(text),
        };
        note.with_process_notifications(notify)
    }
}

impl Time {
    fn to_send(&self, ticket: TicketId, kind: TicketKind, notify: bool) -> NewTimeEntry {
        let charged = match kind {
            TicketKind::Service => ChargeToType::ServiceTicket,
            TicketKind::Project => ChargeToType::ProjectTicket,
        };
        let mut entry = NewTimeEntry::on_ticket(ticket, self.start, self.end)
            .with_charge_to_type(charged)
            .with_add_to_detail_description_flag(self.show_in == Some(NoteKind::Discussion))
            .with_add_to_internal_analysis_flag(self.show_in == Some(NoteKind::Internal))
            .with_add_to_resolution_flag(self.show_in == Some(NoteKind::Resolution))
            .with_email_contact_flag(notify)
            .with_email_resource_flag(notify)
            .with_email_cc_flag(notify);
        entry.notes.clone_from(&self.notes);
        entry.internal_notes.clone_from(&self.internal_notes);
        entry.work_type = by(&self.work_type);
        entry.work_role = by(&self.work_role);
        entry.member = by(&self.member);
        entry
    }
}
