//! Updating a ticket: what is asked for, checked and planned. What is then done is in
//! [`update_outcome`](super::update_outcome).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use msp_tools_core::{Bounded, Change, Draft, Effect, IdOrName, Tool, ToolError, ToolSpec};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::access::Access;
use super::input::{Id, Moment, number};
use super::patch_argument::{self, PatchArgument};
use super::resolve;
use super::ticket_fields::{TicketFields, Wanted};
use super::tickets::TicketKind;
use super::update_outcome::{Note, Planned, Standing, Time, carry_out};
use super::written::{Chosen, NoteText, Summary, mail_warning};
use crate::client::PsaClient;
use crate::ids::TicketId;
use crate::patch::{FieldChange, Patch};

/// How long a value may be to stand in the sentence about a change.
const MOST_IN_A_SENTENCE: usize = 40;

/// What an update can consist of.
const OPERATIONS: [&str; 5] = [
    "psa:POST /service/tickets/{id}/notes",
    "psa:POST /project/tickets/{id}/notes",
    "psa:POST /time/entries",
    "psa:PATCH /service/tickets/{id}",
    "psa:PATCH /project/tickets/{id}",
];

pub(super) fn update(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-update-ticket", Effect::Write)
        .with_title("Update ticket")
        .with_description(
            "Works on one service or project ticket: adds a note, enters time, and sets fields such as status, priority or who \
             it is assigned to, in this order, as much of it as is asked for. Close a ticket by a status of its board that \
             closes. Notes are internal unless `kind` says otherwise; nobody is e-mailed unless `notify` is true. `patch` sets \
             what has no argument of its own. The answer says which parts were done, and has an `undo` to give as `patch`. A \
             person must approve it; if the ticket changes before that, it must be asked anew.",
        )
        .with_permission("Service Desk > Service Tickets: Edit, or Project > Project Tickets: Edit; Time & Expense > Time Entry: Add")
        .with_aliases([
            "add a note", "comment", "log time", "enter time", "time entry", "close ticket", "resolve ticket", "reassign",
            "change status", "set priority", "escalate", "reopen", "edit ticket", "patch ticket",
        ]);
    let spec = OPERATIONS.into_iter().fold(spec, ToolSpec::with_possible_operation);
    cw_http::tools::write(spec, psa, plan, carry_out)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UpdateTicket {
    /// The ticket's number, of service or of a project.
    #[serde(alias = "id", alias = "ticket_id")]
    ticket: Id,
    /// A note to add.
    note: Option<NoteInput>,
    /// Time to enter on the ticket.
    time: Option<TimeInput>,
    /// The new status, by id or name: one of the ticket's board, or of `board`.
    status: Option<IdOrName>,
    /// The board to move it to, by id or name. Needs a `status` of that board.
    board: Option<IdOrName>,
    /// The new priority, by id or name.
    priority: Option<IdOrName>,
    /// The technician who is to own it, by id, login or name.
    assigned_to: Option<IdOrName>,
    /// The new contact at its company, by id or name.
    contact: Option<IdOrName>,
    /// The new type on its board, by id or name.
    r#type: Option<IdOrName>,
    /// The new subtype on its board, by id or name.
    subtype: Option<IdOrName>,
    /// The new line that says what it is about, of at most 100 characters.
    summary: Option<Summary>,
    /// For experts: further fields in PSA's dialect of JSON Patch, whole fields only, such as
    /// `[{"op": "replace", "path": "severity", "value": "High"}]`.
    patch: Option<PatchArgument>,
    /// Whether contact and technicians are e-mailed about it, as board and ticket say.
    #[serde(default)]
    notify: bool,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoteInput {
    /// What it says, in Markdown.
    text: NoteText,
    /// Where it stands; the customer sees discussion and resolution.
    #[serde(default)]
    kind: NoteKind,
}

/// Where a note stands on the ticket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum NoteKind {
    /// The customer does not see it.
    #[default]
    Internal,
    /// The customer sees it.
    Discussion,
    /// The customer sees it, as what solved the matter.
    Resolution,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TimeInput {
    /// Minutes worked, such as 15.
    minutes: Bounded<1, 1440, 15>,
    /// What was done. The customer sees it on invoices.
    notes: Option<NoteText>,
    /// What the customer does not see.
    internal_notes: Option<NoteText>,
    /// Where the ticket shows `notes` as well. Default: nowhere.
    show_in: Option<NoteKind>,
    /// The kind of work, by id or name, such as `Remote`. Default: the server's.
    work_type: Option<IdOrName>,
    /// As what the member worked, by id or name, such as `Engineer`. Default: the server's.
    work_role: Option<IdOrName>,
    /// Who worked, by id, login or name. Default: the member of the API key.
    member: Option<IdOrName>,
    /// When the work began, such as `2026-01-31T08:00:00Z`. Default: so that it ends now.
    start: Option<Moment>,
}

impl NoteKind {
    pub(super) fn is_seen_by_customer(self) -> bool {
        self != Self::Internal
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Discussion => "discussion",
            Self::Resolution => "resolution",
        }
    }
}

impl UpdateTicket {
    fn wanted(&self) -> Wanted<'_> {
        Wanted {
            board: self.board.as_ref(),
            status: self.status.as_ref(),
            kind: self.r#type.as_ref(),
            subtype: self.subtype.as_ref(),
            priority: self.priority.as_ref(),
            contact: self.contact.as_ref(),
            assigned_to: self.assigned_to.as_ref(),
            source: None,
        }
    }

    /// What can be said of the arguments without looking at anything.
    fn check(&self, patch: &Patch) -> Result<(), ToolError> {
        if self.board.is_some() && self.status.is_none() {
            let expected = "a `status` beside it";
            return Err(ToolError::input("$.board", "statuses are those of a board, so a new one needs one", expected));
        }
        let plain = [
            ("status", self.status.is_some()),
            ("board", self.board.is_some()),
            ("priority", self.priority.is_some()),
            ("owner", self.assigned_to.is_some()),
            ("contact", self.contact.is_some()),
            ("type", self.r#type.is_some()),
            ("subType", self.subtype.is_some()),
            ("summary", self.summary.is_some()),
        ];
        if let Some((field, _)) = plain.iter().find(|(field, is_set)| *is_set && patch.fields().contains(field)) {
            let message = format!("`{field}` is set by an argument and by the patch");
            return Err(ToolError::input("$.patch", message, "each field once"));
        }
        let sets_fields = !patch.is_empty() || plain.iter().any(|(_, is_set)| *is_set);
        if self.note.is_none() && self.time.is_none() && !sets_fields {
            return Err(ToolError::input("$", "there is nothing to do", "a note, time, or a field to set"));
        }
        Ok(())
    }
}

async fn plan(access: Access, input: UpdateTicket) -> Result<Draft<Planned>, ToolError> {
    let expert = input.patch.as_ref().map(|patch| patch.read(access.bound.is_some())).transpose()?;
    let expert = expert.unwrap_or_default();
    input.check(&expert)?;

    let standing = Standing::find(&access, TicketId::new(number(input.ticket))).await?;
    let company = standing.ticket.company.as_ref().and_then(|company| company.id);
    let board = standing.ticket.board.as_ref().and_then(|board| board.id);
    let fields = TicketFields::find(&access, &input.wanted(), company, board).await?;
    let time = match input.time {
        Some(time) => Some(time.find(&access).await?),
        None => None,
    };

    let mut plain = fields.chosen().fold(Patch::new(), |patch, field| patch.reference(field.wire, &field.value.by()));
    if let Some(summary) = input.summary {
        plain = plain.replace("summary", summary.into_text());
    }
    let patch = patch_argument::joined(&plain, &expert)?;
    let changes = patch.changes(&standing.record).map_err(|error| patch_argument::blame("$.patch", &error))?;
    let planned = Planned {
        ticket: standing.id,
        kind: standing.kind,
        last_updated: standing.last_updated(),
        note: input.note.map(|note| Note { text: note.text.into_text(), kind: note.kind }),
        time,
        // What is so already is not sent: it would only count as a change.
        patch: if changes.is_empty() {
            Vec::new()
        } else {
            patch.operations().iter().map(|step| json!(step)).collect()
        },
        notify: input.notify,
    };
    let mut warnings = planned.warnings();
    if changes.is_empty() && !patch.is_empty() {
        if planned.note.is_none() && planned.time.is_none() {
            return Err(ToolError::input("$", "the ticket is so already", "a change"));
        }
        warnings.push("The fields that were to be set are so already; they are left alone.".to_owned());
    }
    if changes.iter().any(|change| change.path == "status") {
        warnings.extend(fields.warnings.iter().cloned());
    }
    let mails = patch_argument::mails(&expert);
    if !mails.is_empty() {
        warnings.push(format!("The patch may make PSA write e-mails: {}.", mails.join(", ")));
    }
    warnings.push(mail_warning(input.notify).to_owned());

    let mut shown = planned.additions();
    shown.extend(changes.iter().map(|change| field_change(change, &fields)));
    let sentence = format!("Update {}: {}", standing.named(), in_words(&planned, &changes, &fields));
    let operations = planned.operations();
    let draft = Draft::new(sentence, planned).with_targets([standing.target()]);
    let draft = operations.into_iter().fold(draft, Draft::with_operation);
    let draft = shown.into_iter().fold(draft, Draft::with_change);
    Ok(warnings.into_iter().fold(draft, Draft::with_warning))
}

impl TimeInput {
    /// The entry as it will be sent: nothing of it is left to the moment at which it is.
    async fn find(self, access: &Access) -> Result<Time, ToolError> {
        let worked = SignedDuration::from_mins(self.minutes.get() as i64);
        let out_of_range = |_| ToolError::input("$.time.start", "that is beyond all calendars", "a date");
        let (start, end) = match self.start.map(Timestamp::from) {
            Some(start) => (start, start.checked_add(worked).map_err(out_of_range)?),
            None => {
                let now = Timestamp::now();
                (now.checked_sub(worked).map_err(out_of_range)?, now)
            }
        };
        let (work_types, work_roles) = (resolve::work_types(access), resolve::work_roles(access));
        Ok(Time {
            start,
            end,
            minutes: self.minutes.get(),
            notes: self.notes.map(NoteText::into_text),
            internal_notes: self.internal_notes.map(NoteText::into_text),
            show_in: self.show_in,
            work_type: Chosen::maybe(work_types, "$.time.work_type", self.work_type.as_ref()).await?,
            work_role: Chosen::maybe(work_roles, "$.time.work_role", self.work_role.as_ref()).await?,
            member: Chosen::maybe(resolve::members(access), "$.time.member", self.member.as_ref()).await?,
        })
    }
}

impl Planned {
    /// What is added to the ticket, as a person judges it.
    fn additions(&self) -> Vec<Change> {
        let note = self
            .note
            .as_ref()
            .map(|note| Change::new(format!("note ({})", note.kind.as_str())).with_after(note.text.as_str()));
        note.into_iter().chain(self.time.as_ref().map(|time| Change::new("time").with_after(json!(time)))).collect()
    }

    fn operations(&self) -> Vec<String> {
        let area = match self.kind {
            TicketKind::Service => "service",
            TicketKind::Project => "project",
        };
        let parts = [
            (self.note.is_some(), format!("psa:POST /{area}/tickets/{{id}}/notes")),
            (self.time.is_some(), "psa:POST /time/entries".to_owned()),
            (!self.patch.is_empty(), format!("psa:PATCH /{area}/tickets/{{id}}")),
        ];
        parts.into_iter().filter(|(is_done, _)| *is_done).map(|(_, operation)| operation).collect()
    }

    fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.last_updated.is_none() {
            warnings.push(
                "The server does not say when the ticket was changed: changes in between go unnoticed.".to_owned(),
            );
        }
        if self.note.as_ref().is_some_and(|note| note.kind.is_seen_by_customer()) {
            warnings.push("The customer sees the note.".to_owned());
        }
        if let Some(time) = self.time.as_ref().filter(|time| time.notes.is_some()) {
            let in_ticket = time.show_in.is_some_and(NoteKind::is_seen_by_customer);
            let place = if in_ticket { "in the ticket and on invoices" } else { "on invoices" };
            warnings.push(format!("The customer sees the notes of the time entry {place}."));
        }
        warnings
    }
}

/// What is done, in the order in which it is.
fn in_words(planned: &Planned, changes: &[FieldChange], fields: &TicketFields) -> String {
    let note = planned.note.as_ref().map(|note| format!("add a note ({})", note.kind.as_str()));
    let time = planned.time.as_ref().map(|time| format!("enter {} minutes", time.minutes));
    let sets = changes.iter().map(|change| {
        let change = field_change(change, fields);
        match change.after.as_ref().and_then(Value::as_str) {
            Some(text) if text.chars().count() <= MOST_IN_A_SENTENCE => format!("set {} to {text}", change.field),
            _ => format!("change {}", change.field),
        }
    });
    note.into_iter().chain(time).chain(sets).collect::<Vec<_>>().join(", ")
}

/// A field before and after, each by the name that people know.
fn field_change(change: &FieldChange, fields: &TicketFields) -> Change {
    let chosen = fields.chosen().find(|field| field.wire == change.path);
    let label = chosen.as_ref().map_or(change.path.as_str(), |field| field.label);
    let after = chosen.as_ref().map_or_else(|| name_of(&change.after), |field| json!(field.value.name));
    Change::new(label).with_before(name_of(&change.before)).with_after(after)
}

/// The name in a reference; anything else as it is.
fn name_of(value: &Value) -> Value {
    value.get("name").filter(|name| name.is_string()).unwrap_or(value).clone()
}
