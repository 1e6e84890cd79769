//! Creating a service ticket.

use std::sync::Arc;

use cw_http::tools::{Made, made, text};
use msp_tools_core::{Change, Draft, Effect, IdOrName, Target, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::columns::name;
use super::resolve;
use super::ticket_fields::{TicketFields, Wanted};
use super::written::{Chosen, NoteText, Summary, by, mail_warning};
use crate::client::PsaClient;
use crate::ids::{CompanyId, ConfigurationId, TicketId};
use crate::models::NewTicket;

const ATTACH: &str = "psa:POST /service/tickets/{id}/configurations";

/// How many devices one ticket is about, at most.
const MOST_CONFIGURATIONS: u64 = 20;

pub(super) fn create(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-create-ticket", Effect::Write)
        .with_title("Create ticket")
        .with_description(
            "Creates a service ticket for a company and answers with its number. Look first whether there is one about the \
             same with cw-psa-list-tickets. The customer sees `description`, and does not see `internal_note`; nobody is \
             e-mailed unless `notify` is true. `configurations` ties it to devices. A person must approve it. If the outcome \
             is unknown, look for the ticket; never create it again to learn what came of it.",
        )
        .with_permission("Service Desk > Service Tickets: Add")
        .with_aliases([
            "new ticket", "open a ticket", "raise a case", "log an incident", "report an issue", "service request", "file a ticket",
        ])
        .with_operation("psa:POST /service/tickets")
        .with_possible_operation(ATTACH);
    cw_http::tools::write(spec, psa, plan, run)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreateTicket {
    /// The company it is for, by id, name or identifier, such as `Acme Dental`.
    company: IdOrName,
    /// One line that says what it is about, of at most 100 characters, such as `kiosk: drive C: is full`.
    summary: Summary,
    /// The board, by id or name, such as `Help Desk`. Default: the server's.
    board: Option<IdOrName>,
    /// A status of the board, by id or name. Default: the board's.
    status: Option<IdOrName>,
    /// A type of the board, by id or name.
    r#type: Option<IdOrName>,
    /// A subtype of the board that fits the type, by id or name.
    subtype: Option<IdOrName>,
    /// The priority, by id or name. Default: the server's.
    priority: Option<IdOrName>,
    /// Where it came from, by id or name, such as `Email`.
    source: Option<IdOrName>,
    /// The contact at the company, by id or name.
    contact: Option<IdOrName>,
    /// The technician who is to own it, by id, login or name.
    assigned_to: Option<IdOrName>,
    /// What is the matter, in Markdown. The customer sees it.
    description: Option<NoteText>,
    /// What technicians should know, in Markdown. The customer does not see it.
    internal_note: Option<NoteText>,
    /// The devices that it is about, each by id or name of the configuration, such as `["kiosk"]`.
    #[serde(default)]
    #[schemars(length(max = MOST_CONFIGURATIONS))]
    configurations: Vec<IdOrName>,
    /// Whether contact and technicians are e-mailed as the board says. If not, later changes e-mail them neither, until
    /// somebody turns that on in the ticket.
    #[serde(default)]
    notify: bool,
}

/// What was planned.
#[derive(Debug, Serialize, Deserialize)]
struct Planned {
    company: Chosen,
    summary: String,
    fields: TicketFields,
    description: Option<String>,
    internal_note: Option<String>,
    configurations: Vec<Chosen>,
    notify: bool,
}

/// The new ticket.
#[derive(Debug, Serialize, JsonSchema)]
struct Created {
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Untrusted>,
    /// The company it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<Untrusted>,
    /// The board it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<Untrusted>,
    /// Its status.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Untrusted>,
    /// The devices that it is tied to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    configurations: Vec<Untrusted>,
    /// The devices that it is not tied to although that was asked for, and why. The ticket exists all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_attached: Vec<Untrusted>,
    /// What to know about how it came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

async fn plan(access: Access, input: CreateTicket) -> Result<Draft<Planned>, ToolError> {
    if input.configurations.len() as u64 > MOST_CONFIGURATIONS {
        let expected = format!("at most {MOST_CONFIGURATIONS}");
        return Err(ToolError::input("$.configurations", "they are too many", expected));
    }
    let wanted = Wanted {
        board: input.board.as_ref(),
        status: input.status.as_ref(),
        kind: input.r#type.as_ref(),
        subtype: input.subtype.as_ref(),
        priority: input.priority.as_ref(),
        contact: input.contact.as_ref(),
        assigned_to: input.assigned_to.as_ref(),
        source: input.source.as_ref(),
    };
    let company = resolve::companies(&access).one("$.company", &input.company).await?;
    let fields = TicketFields::find(&access, &wanted, Some(company.id), None).await?;
    let planned = Planned {
        company: (&company).into(),
        summary: input.summary.into_text(),
        fields,
        description: input.description.map(NoteText::into_text),
        internal_note: input.internal_note.map(NoteText::into_text),
        configurations: configurations(&access, company.id, &input.configurations).await?,
        notify: input.notify,
    };
    Ok(planned.draft(company.target()))
}

/// The devices that arguments name, each once.
async fn configurations(access: &Access, company: CompanyId, wanted: &[IdOrName]) -> Result<Vec<Chosen>, ToolError> {
    let mut chosen = Vec::new();
    for (index, name) in wanted.iter().enumerate() {
        let place = resolve::configurations(access, Some(company));
        let found = Chosen::of(place, &format!("$.configurations[{index}]"), name).await?;
        if !chosen.contains(&found) {
            chosen.push(found);
        }
    }
    Ok(chosen)
}

impl Planned {
    fn draft(self, company: Target) -> Draft<Self> {
        let on_board = self.fields.board.as_ref().map(|board| format!(" on {}", board.name)).unwrap_or_default();
        let sentence = format!("Create a ticket for {}{on_board}: {}", self.company.name, self.summary);
        let (changes, warnings, attaches) = (self.changes(), self.warnings(), !self.configurations.is_empty());
        let draft = Draft::new(sentence, self).with_targets([company]);
        let draft = changes.into_iter().fold(draft, Draft::with_change);
        let draft = warnings.into_iter().fold(draft, Draft::with_warning);
        if attaches { draft.with_operation(ATTACH) } else { draft }
    }

    /// Every field that is sent.
    fn changes(&self) -> Vec<Change> {
        let texts = [
            ("description (the customer sees it)", &self.description),
            ("internal note (the customer does not see it)", &self.internal_note),
        ];
        let mut changes = vec![
            Change::new("summary").with_after(self.summary.as_str()),
            Change::new("company").with_after(self.company.name.as_str()),
        ];
        changes
            .extend(self.fields.chosen().map(|field| Change::new(field.label).with_after(field.value.name.as_str())));
        changes.extend(
            texts.into_iter().filter_map(|(label, text)| Some(Change::new(label).with_after(text.as_deref()?))),
        );
        if !self.configurations.is_empty() {
            changes.push(Change::new("configurations").with_after(names(&self.configurations)));
        }
        changes
    }

    fn warnings(&self) -> Vec<String> {
        let left =
            [("board", &self.fields.board), ("status", &self.fields.status), ("priority", &self.fields.priority)];
        let left: Vec<_> = left.into_iter().filter(|(_, chosen)| chosen.is_none()).map(|(label, _)| label).collect();
        let mut warnings = Vec::new();
        if !left.is_empty() {
            warnings.push(format!("Not given, so the server chooses: {}.", left.join(", ")));
        }
        if self.description.is_some() {
            warnings.push("The customer sees the description.".to_owned());
        }
        warnings.extend(self.fields.warnings.iter().cloned());
        warnings.push(mail_warning(self.notify).to_owned());
        warnings
    }

    fn new_ticket(&self) -> NewTicket {
        let mut new = NewTicket::new(self.summary.as_str(), self.company.by());
        new.board = by(&self.fields.board);
        new.status = by(&self.fields.status);
        new.kind = by(&self.fields.kind);
        new.sub_type = by(&self.fields.subtype);
        new.priority = by(&self.fields.priority);
        new.contact = by(&self.fields.contact);
        new.owner = by(&self.fields.assigned_to);
        new.source = by(&self.fields.source);
        new.initial_description.clone_from(&self.description);
        new.initial_internal_analysis.clone_from(&self.internal_note);
        if self.notify {
            return new.with_process_notifications(true);
        }
        // Without the flags the board's own hold, and those may e-mail.
        new.with_process_notifications(false)
            .with_automatic_email_contact_flag(false)
            .with_automatic_email_resource_flag(false)
            .with_automatic_email_cc_flag(false)
    }
}

async fn run(access: Access, planned: Planned) -> Result<Created, ToolError> {
    access.cx.ensure_wanted()?;
    let (company, summary) = (&planned.company.name, &planned.summary);
    let look = format!("look for a new ticket of {company} with the summary `{summary}` before creating it again");
    let answer = access.psa.tickets().create(&planned.new_ticket()).await;
    let Made { record: ticket, note } = made(answer, &access.cx, &look).await?;
    let mut created = Created {
        id: ticket.id.map(TicketId::get),
        summary: text(&ticket.summary),
        company: name(&ticket.company),
        board: name(&ticket.board),
        status: name(&ticket.status),
        configurations: Vec::new(),
        not_attached: Vec::new(),
        note,
    };
    for configuration in planned.configurations {
        match attach(&access, ticket.id, &configuration).await {
            Ok(()) => created.configurations.push(configuration.name.into()),
            Err(error) => created.not_attached.push(format!("{}: {error}", configuration.name).into()),
        }
    }
    Ok(created)
}

/// The ticket is there by now, so what fails is told and no failure of the call.
async fn attach(access: &Access, ticket: Option<TicketId>, configuration: &Chosen) -> Result<(), ToolError> {
    access.cx.ensure_wanted()?;
    let ticket = ticket.ok_or_else(|| ToolError::internal("the server did not tell the number of the ticket"))?;
    access.psa.tickets().attach_configuration(ticket, ConfigurationId::new(configuration.id)).await?;
    Ok(())
}

fn names(chosen: &[Chosen]) -> Vec<&str> {
    chosen.iter().map(|chosen| chosen.name.as_str()).collect()
}
