//! Creating a ticket.

use std::sync::Arc;

use cw_http::tools::{Made, made, text, write};
use jiff::civil::Date;
use msp_tools_core::{Change, Draft, Effect, IdOrName, Target, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::access::Access;
use super::columns::{name, word};
use super::input::Written;
use super::machines;
use super::resolve::{self, Found, NamedRow};
use crate::client::RmmClient;
use crate::ids::{BoardId, EndpointId, TicketId};
use crate::list::ListRequest;
use crate::models::{DueDate, NewTicket, NewTicketNote, Ref};

const NOTE: &str = "rmm:POST /service/ticketing/tickets/{id}/notes";

/// How many devices one ticket is about, at most.
const MOST_DEVICES: u64 = 20;

pub(super) fn create(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-create-ticket", Effect::Write)
        .with_title("Create RMM ticket")
        .with_description(
            "Creates a ticket in ConnectWise RMM for a company and answers with its number. Look first whether there is one about \
             the same with cw-rmm-list-tickets. The customer may see `description`, and does not see `internal_note`. `devices` ties \
             it to devices, which a linked PSA ticket gets to know only at this moment. A person must approve it. If the outcome is \
             unknown, look for the ticket; never create it again to learn what came of it.",
        )
        .with_permission("Scopes platform.tickets.create, platform.tickets.read, platform.companies.read")
        .with_aliases([
            "new ticket", "open a ticket", "raise a case", "log an incident", "report an issue", "service request", "file a ticket",
            "paper trail",
        ])
        .with_operation("rmm:POST /service/ticketing/tickets")
        .with_possible_operation(NOTE);
    write(spec, rmm, plan, run)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreateTicket {
    /// The company it is for, by id or name, such as `Acme Dental`.
    company: IdOrName,
    /// One line that says what it is about, of at most 255 characters, such as `kiosk: drive C: is full`.
    summary: Written<255>,
    /// What is the matter, of at most 10000 characters. The customer may see it.
    description: Written<10_000>,
    /// What technicians should know, as a note of at most 12000 characters that the customer does not see.
    internal_note: Option<Written<12_000>>,
    /// The board, by id or name, such as `Help Desk`. May be left out where there is one only.
    board: Option<IdOrName>,
    /// Where it comes from, by id or name, such as `Email`. May be left out where there is one source only.
    source: Option<IdOrName>,
    /// The site of the company, by id or name.
    site: Option<IdOrName>,
    /// The devices that it is about, each by id or name, such as `["kiosk"]`.
    #[serde(default)]
    #[schemars(length(max = MOST_DEVICES))]
    devices: Vec<IdOrName>,
    /// The status, by id or name. Default: the service's.
    status: Option<IdOrName>,
    /// The priority, by id or name. Default: the board's.
    priority: Option<IdOrName>,
    /// The type, by id or name.
    r#type: Option<IdOrName>,
    /// The category, by id or name.
    category: Option<IdOrName>,
    /// The team of the board that is to work on it, by id or name.
    team: Option<IdOrName>,
    /// The day until which it is to be done, such as `2026-01-31`.
    #[schemars(with = "Option<String>")]
    due: Option<Date>,
}

/// What was planned.
#[derive(Debug, Serialize, Deserialize)]
struct Planned {
    company: Chosen,
    summary: String,
    description: String,
    internal_note: Option<String>,
    board: Chosen,
    source: Chosen,
    devices: Vec<Chosen>,
    site: Option<Chosen>,
    status: Option<Chosen>,
    priority: Option<Chosen>,
    kind: Option<Chosen>,
    category: Option<Chosen>,
    team: Option<Chosen>,
    due: Option<Date>,
}

/// A record that an argument named, as a plan keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Chosen {
    id: String,
    name: String,
}

impl Chosen {
    fn to<I: From<String>>(&self) -> Ref<I> {
        Ref::by_id(self.id.clone())
    }
}

impl<T: NamedRow> From<&Found<T>> for Chosen {
    fn from(found: &Found<T>) -> Self {
        Self { id: found.id.to_string(), name: found.row.name().to_owned() }
    }
}

/// The new ticket.
#[derive(Debug, Serialize, JsonSchema)]
struct Created {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its number, as people know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Untrusted>,
    /// The company it is for.
    company: Untrusted,
    /// The board it is on.
    board: Untrusted,
    /// Its status.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Untrusted>,
    /// Ids of the devices that it is about, as the service says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    device_ids: Vec<String>,
    /// What did not work although the ticket exists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Untrusted>,
    /// What to know about how it came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
}

async fn plan(access: Access, input: CreateTicket) -> Result<Draft<Planned>, ToolError> {
    if input.devices.len() as u64 > MOST_DEVICES {
        return Err(ToolError::input("$.devices", "they are too many", format!("at most {MOST_DEVICES}")));
    }
    let company = resolve::one(resolve::companies(&access).await?, "$.company", &input.company).await?;
    let site = resolve::site(&access, "$.site", input.site.as_ref(), Some(&company.id)).await?;
    let lookups = access.rmm.lookups();
    let board = this_or_only(lookups.boards(), "$.board", input.board.as_ref()).await?;
    let team = resolve::of_list(lookups.teams(BoardId::from(board.id.as_str())), "$.team", input.team.as_ref()).await?;
    let planned = Planned {
        company: (&company).into(),
        summary: input.summary.as_str().to_owned(),
        description: input.description.as_str().to_owned(),
        internal_note: input.internal_note.as_ref().map(|note| note.as_str().to_owned()),
        board,
        source: this_or_only(lookups.sources(), "$.source", input.source.as_ref()).await?,
        devices: devices(&access, &input, &company.id).await?,
        site: site.as_ref().map(Chosen::from),
        status: chosen(lookups.statuses(), "$.status", input.status.as_ref()).await?,
        priority: chosen(lookups.priorities(), "$.priority", input.priority.as_ref()).await?,
        kind: chosen(lookups.types(), "$.type", input.r#type.as_ref()).await?,
        category: chosen(lookups.categories(), "$.category", input.category.as_ref()).await?,
        team: team.as_ref().map(Chosen::from),
        due: input.due,
    };
    Ok(planned.draft(company.target()))
}

async fn chosen<T: NamedRow + DeserializeOwned>(
    list: ListRequest<T>,
    path: &str,
    wanted: Option<&IdOrName>,
) -> Result<Option<Chosen>, ToolError> {
    Ok(resolve::of_list(list, path, wanted).await?.as_ref().map(Chosen::from))
}

/// What is named, or the only one that there is: the service wants one.
async fn this_or_only<T: NamedRow + DeserializeOwned>(
    list: ListRequest<T>,
    path: &str,
    wanted: Option<&IdOrName>,
) -> Result<Chosen, ToolError> {
    let rows = list.all().await?;
    if let Some(wanted) = wanted {
        return Ok((&resolve::one(rows, path, wanted).await?).into());
    }
    let in_use: Vec<_> = rows.into_iter().filter(T::is_in_use).filter_map(Found::of).collect();
    match in_use.as_slice() {
        [only] => Ok(only.into()),
        several => {
            let names: Vec<_> = several.iter().take(20).map(|found| found.row.name()).collect();
            let expected = format!("one of: {}", names.join(", "));
            Err(ToolError::input(path, format!("missing; which {} is meant?", T::KIND), expected))
        }
    }
}

/// The devices that arguments name, each once, all of the company.
async fn devices(
    access: &Access,
    input: &CreateTicket,
    company: &crate::ids::CompanyId,
) -> Result<Vec<Chosen>, ToolError> {
    if input.devices.is_empty() {
        return Ok(Vec::new());
    }
    let company = IdOrName::from(company.as_str());
    let mut devices = Vec::new();
    for found in machines::several(access, "$.devices", &input.devices, Some(&company)).await? {
        let device = Chosen::from(&found);
        if !devices.contains(&device) {
            devices.push(device);
        }
    }
    Ok(devices)
}

impl Planned {
    fn draft(self, company: Target) -> Draft<Self> {
        let (company_name, board) = (&self.company.name, &self.board.name);
        let sentence = format!("Create a ticket for {company_name} on {board}: {}", self.summary);
        let (changes, warnings, notes) = (self.changes(), self.warnings(), self.internal_note.is_some());
        let draft = Draft::new(sentence, self).with_targets([company]);
        let draft = changes.into_iter().fold(draft, Draft::with_change);
        let draft = warnings.into_iter().fold(draft, Draft::with_warning);
        if notes { draft.with_operation(NOTE) } else { draft }
    }

    /// Every field that is sent.
    fn changes(&self) -> Vec<Change> {
        let mut changes = vec![
            Change::new("summary").with_after(self.summary.as_str()),
            Change::new("company").with_after(self.company.name.as_str()),
            Change::new("board").with_after(self.board.name.as_str()),
            Change::new("source").with_after(self.source.name.as_str()),
            Change::new("description (the customer may see it)").with_after(self.description.as_str()),
        ];
        let chosen = [
            ("site", &self.site),
            ("status", &self.status),
            ("priority", &self.priority),
            ("type", &self.kind),
            ("category", &self.category),
            ("team", &self.team),
        ];
        let chosen = chosen.into_iter().filter_map(|(label, chosen)| Some((label, chosen.as_ref()?)));
        changes.extend(chosen.map(|(label, chosen)| Change::new(label).with_after(chosen.name.as_str())));
        changes.extend(self.due.map(|due| Change::new("due").with_after(due.to_string())));
        if !self.devices.is_empty() {
            let names: Vec<_> = self.devices.iter().map(|device| device.name.as_str()).collect();
            changes.push(Change::new("devices").with_after(names));
        }
        let note = self.internal_note.as_deref();
        changes.extend(note.map(|note| Change::new("internal note (the customer does not see it)").with_after(note)));
        changes
    }

    fn warnings(&self) -> Vec<String> {
        let left = [("status", &self.status), ("priority", &self.priority)];
        let left: Vec<_> = left.into_iter().filter(|(_, chosen)| chosen.is_none()).map(|(label, _)| label).collect();
        let mut warnings = vec!["The customer may see the description, here or in a linked PSA.".to_owned()];
        if !left.is_empty() {
            warnings.push(format!("Not given, so the service chooses: {}.", left.join(", ")));
        }
        warnings
    }

    fn new_ticket(&self) -> NewTicket {
        let ticket =
            NewTicket::new(self.summary.as_str(), self.description.as_str(), self.board.to(), self.source.to());
        let mut ticket = ticket.with_company(self.company.to::<crate::ids::CompanyId>());
        ticket.site = self.site.as_ref().map(Chosen::to);
        ticket.status = self.status.as_ref().map(Chosen::to);
        ticket.priority = self.priority.as_ref().map(Chosen::to);
        ticket.kind = self.kind.as_ref().map(Chosen::to);
        ticket.category = self.category.as_ref().map(Chosen::to);
        ticket.assignee_team = self.team.as_ref().map(Chosen::to);
        ticket.due_date = self.due.map(DueDate::from);
        let devices = self.devices.iter().map(|device| EndpointId::from(device.id.as_str()));
        devices.fold(ticket, NewTicket::with_asset)
    }
}

async fn run(access: Access, planned: Planned) -> Result<Created, ToolError> {
    access.cx.ensure_wanted()?;
    let (company, summary) = (&planned.company.name, &planned.summary);
    let look = format!("look for a new ticket of {company} with the summary `{summary}` before creating it again");
    let answer = access.rmm.tickets().create(&planned.new_ticket()).await;
    let Made { record: ticket, note } = made(answer, &access.cx, &look).await?;
    let mut problems = Vec::new();
    if let Some(words) = &planned.internal_note
        && let Err(error) = add_note(&access, ticket.id.as_ref(), words).await
    {
        problems.push(format!("The internal note was not written: {error}").into());
    }
    let told: Vec<String> = ticket.assets.iter().flatten().filter_map(|asset| word(&asset.id)).collect();
    Ok(Created {
        id: word(&ticket.id),
        number: ticket.number.clone(),
        summary: text(&ticket.summary).or_else(|| Some(planned.summary.into())),
        company: planned.company.name.into(),
        board: planned.board.name.into(),
        status: name(&ticket.status),
        device_ids: told,
        problems,
        note,
    })
}

/// The ticket is there by now, so what fails is told and no failure of the call.
async fn add_note(access: &Access, ticket: Option<&TicketId>, words: &str) -> Result<(), ToolError> {
    access.cx.ensure_wanted()?;
    let ticket = ticket.ok_or_else(|| ToolError::internal("the service did not tell the id of the ticket"))?;
    let answer = access.rmm.tickets().create_note(ticket, &NewTicketNote::internal(words)).await;
    made(answer, &access.cx, "look whether the ticket has the note before writing it again").await?;
    Ok(())
}
