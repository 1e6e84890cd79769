//! Tickets: lists of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{Limit, PageSize, Part, date, read, text};
use cw_http::{Error, ErrorKind};
use jiff::Timestamp;
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::{Access, Owned};
use super::columns::{id, name, word};
use super::input::{Expression, Moment, SearchText};
use super::machines;
use super::resolve::{self, NamedRow};
use crate::api::{SortDirection, TicketSort};
use crate::client::RmmClient;
use crate::condition::{self, Condition};
use crate::ids::{CompanyId, EndpointId, StatusId};
use crate::models::{StatusCategory, Ticket};

pub(super) fn list(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-list-tickets", Effect::Read)
        .with_title("List RMM tickets")
        .with_description(
            "Lists the tickets of ConnectWise RMM, newest first: id, number, summary, company, board, status, priority, last \
             change. Use it for \"what is open for this customer\" or to find the ticket about a machine. All filters must hold. \
             For notes and details of one ticket use cw-rmm-get-ticket. Tickets of ConnectWise PSA are others.",
        )
        .with_permission("Scope platform.tickets.read; for `company` platform.companies.read too")
        .with_aliases([
            "cases", "incidents", "service requests", "issues", "queue", "open tickets", "help desk", "triage", "backlog", "what is open",
        ])
        .with_operation("rmm:GET /service/ticketing/tickets");
    read(spec, rmm, list_tickets)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListTickets {
    /// Only tickets of this company, by id or name, such as `Acme Dental`.
    company: Option<IdOrName>,
    /// Only tickets of this site, by id or name, such as `Main Office`.
    site: Option<IdOrName>,
    /// Only tickets about this device, by id or name, such as `DC01`.
    device: Option<IdOrName>,
    /// Only tickets on this board, by id or name, such as `Help Desk`.
    board: Option<IdOrName>,
    /// Only tickets with this status, by id or name, such as `In Progress`.
    status: Option<IdOrName>,
    /// Only tickets that are not closed, or that are. What counts is how the status is marked, not what it is called.
    open: Option<bool>,
    /// Only tickets with this priority, by id or name, such as `High`.
    priority: Option<IdOrName>,
    /// Only tickets of this type, by id or name, such as `Incident`.
    r#type: Option<IdOrName>,
    /// Only tickets of this category, by id or name, such as `Hardware`.
    category: Option<IdOrName>,
    /// Only tickets that came from here, by id or name, such as `Email`.
    source: Option<IdOrName>,
    /// Only tickets that this team works on, by its name, such as `Tier 1`.
    team: Option<SearchText>,
    /// Only tickets with this text in the summary, such as `printer`.
    text: Option<SearchText>,
    /// Only tickets changed at this date or since, such as `2026-01-31` or `2026-01-31T08:00:00Z`; UTC unless it says otherwise.
    since: Option<Moment>,
    /// Only tickets last changed until this date, written the same way.
    until: Option<Moment>,
    /// Only tickets made at this date or since, written the same way.
    created_since: Option<Moment>,
    /// Only tickets that are to be done until this date, written the same way.
    due_until: Option<Moment>,
    /// For experts: a filter in the service's own language that must hold besides the others, such as
    /// `priorityNames1=Critical&tagNames2=VIP&statusNames2=[notIn],Closed`. A number behind the names makes groups, of which one
    /// is enough.
    filter: Option<Expression>,
    /// More columns to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<TicketColumn>,
    /// What to sort by.
    #[serde(default)]
    order_by: TicketOrder,
    /// Whether to sort from last to first, that is, newest first.
    #[serde(default = "yes")]
    descending: bool,
    /// How many tickets to answer with, at most.
    #[serde(default)]
    limit: Limit,
    /// How many rows to fetch from the service in one request. Default: as many as `limit`.
    page_size: Option<PageSize>,
    /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
    cursor: Option<String>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum TicketOrder {
    #[default]
    Created,
    Updated,
    Number,
    Status,
    Priority,
    Summary,
    Due,
}

impl From<TicketOrder> for TicketSort {
    fn from(order: TicketOrder) -> Self {
        match order {
            TicketOrder::Created => Self::CreatedAt,
            TicketOrder::Updated => Self::UpdatedAt,
            TicketOrder::Number => Self::Number,
            TicketOrder::Status => Self::Status,
            TicketOrder::Priority => Self::Priority,
            TicketOrder::Summary => Self::Summary,
            TicketOrder::Due => Self::DueDate,
        }
    }
}

columns! {
    /// A ticket.
    pub(super) struct TicketRow of ticket: Ticket, by TicketColumn {
        usual {
            /// Its id.
            id: String = "" => word(&ticket.id),
            /// Its number, as people know it.
            number: String = "" => ticket.number.clone(),
            /// What it is about, in a line.
            summary: Untrusted = "" => text(&ticket.summary),
            /// The company.
            company: Untrusted = "" => name(&ticket.company),
            /// The board it is on.
            board: Untrusted = "" => name(&ticket.service_board),
            /// Its status.
            status: Untrusted = "" => name(&ticket.status),
            /// Its priority.
            priority: Untrusted = "" => name(&ticket.priority),
            /// When it was last changed, in UTC.
            updated: String = "" => date(&ticket.updated_at),
        }
        asked {
            /// Id of the company.
            company_id: String = "" => id(&ticket.company),
            /// What it is about, whole.
            description: Untrusted = "" => text(&ticket.description),
            /// Its site.
            site: Untrusted = "" => name(&ticket.site),
            /// Id of the site.
            site_id: String = "" => id(&ticket.site),
            /// Its type.
            r#type: Untrusted = "" => name(&ticket.kind),
            /// Its category.
            category: Untrusted = "" => name(&ticket.category),
            /// Where it came from.
            source: Untrusted = "" => name(&ticket.source),
            /// Who works on it.
            assignee: Untrusted = "" => name(&ticket.assignee),
            /// Which team works on it.
            team: Untrusted = "" => name(&ticket.assignee_team),
            /// Its tags.
            tags: Vec<Untrusted> = "" => tags(ticket),
            /// Ids of the devices that it is about; lists may leave some out.
            device_ids: Vec<String> = "" => devices(ticket),
            /// When it is to be done, as month/day/year.
            due: Untrusted = "" => ticket.due_date.as_ref().map(|due| Untrusted::new(due.as_str())),
            /// When it was made, in UTC.
            created: String = "" => date(&ticket.created_at),
            /// Who made it.
            created_by: Untrusted = "" => name(&ticket.created_by),
            /// Who last changed it.
            updated_by: Untrusted = "" => name(&ticket.updated_by),
        }
    }
}

fn tags(ticket: &Ticket) -> Option<Vec<Untrusted>> {
    let tags = ticket.tags.iter().flatten().filter_map(|tag| text(&tag.name));
    Some(tags.collect::<Vec<_>>()).filter(|tags| !tags.is_empty())
}

fn devices(ticket: &Ticket) -> Option<Vec<String>> {
    let ids = ticket.assets.iter().flatten().filter_map(|asset| word(&asset.id));
    Some(ids.collect::<Vec<_>>()).filter(|ids| !ids.is_empty())
}

impl Owned for Ticket {
    fn owner(&self) -> Option<&CompanyId> {
        self.company.as_ref()?.id.as_ref()
    }
}

impl TicketRow {
    /// Names the company, where the service gives an id alone.
    pub(super) fn name_company(&mut self, names: &CompanyNames, company: Option<&CompanyId>) {
        if self.company.is_none() {
            self.company = company.and_then(|id| names.names.get(id)).map(Untrusted::new);
        }
    }
}

/// What companies are called, for records that name them by id alone.
#[derive(Default)]
pub(super) struct CompanyNames {
    names: BTreeMap<CompanyId, String>,
    /// Why they could not be read.
    pub(super) note: Option<String>,
}

impl CompanyNames {
    /// The names that these tickets lack, if any of them lacks one.
    pub(super) async fn of(access: &Access, tickets: &[Ticket]) -> Result<Self, ToolError> {
        let lacks = |ticket: &Ticket| ticket.owner().is_some() && name(&ticket.company).is_none();
        if !tickets.iter().any(lacks) {
            return Ok(Self::default());
        }
        match resolve::companies(access).await {
            Ok(companies) => {
                let names = companies.into_iter();
                let names =
                    names.filter_map(|company| Some((company.id.clone()?, NamedRow::name(&company).to_owned())));
                Ok(Self { names: names.collect(), note: None })
            }
            Err(error) if error.kind() == ErrorKind::Withheld => Err(error.into()),
            Err(error) => {
                Ok(Self { note: Some(format!("The companies' names could not be read: {error}")), ..Self::default() })
            }
        }
    }
}

/// What tickets are asked for, and what is looked at here because the service does not filter by it.
struct Filters {
    condition: Option<Condition>,
    board: Option<String>,
    device: Option<EndpointId>,
}

impl Filters {
    fn fit(&self, ticket: &Ticket) -> bool {
        let same = |id: &EndpointId, other: &EndpointId| id.as_str().eq_ignore_ascii_case(other.as_str());
        let is_about = |device: &EndpointId| {
            ticket.assets.iter().flatten().filter_map(|asset| asset.id.as_ref()).any(|id| same(id, device))
        };
        self.board.as_ref().is_none_or(|board| id(&ticket.service_board).as_ref() == Some(board))
            && self.device.as_ref().is_none_or(is_about)
    }

    fn look_here(&self) -> bool {
        self.board.is_some() || self.device.is_some()
    }
}

async fn list_tickets(access: Access, input: ListTickets) -> Result<Listed<TicketRow>, ToolError> {
    let filters = filters(&access, &input).await?;
    let direction = if input.descending { SortDirection::Descending } else { SortDirection::Ascending };
    let mut list = access.rmm.tickets().list().sorted_by(input.order_by.into(), direction);
    if let Some(condition) = filters.condition.clone() {
        // What cannot be written stands in the expert's filter: the others say each thing once.
        condition.to_query().map_err(|error| {
            ToolError::input("$.filter", error, "a filter that says nothing that the other arguments say too")
        })?;
        list = list.filter(condition);
    }
    let part = Part { limit: input.limit, page_size: input.page_size, cursor: input.cursor.clone() };
    let own = (access.bound.is_some() || filters.look_here())
        .then_some(|ticket: &Ticket| access.sees(ticket) && filters.fit(ticket));
    let tickets = part.of(list.written(), own, Ticket::clone).await?;
    let names = CompanyNames::of(&access, &tickets.items).await?;
    let rows = tickets.items.iter().map(|ticket| {
        let mut row = TicketRow::read(ticket, &input.fields);
        row.name_company(&names, ticket.owner());
        row
    });
    let mut listed = Listed::all(rows.collect());
    (listed.cursor, listed.truncated, listed.notes) = (tickets.cursor, tickets.truncated, tickets.notes);
    if filters.device.is_some() {
        let words =
            "The service does not filter tickets by device, and its list may leave out some of a ticket's devices.";
        listed = listed.with_note(words);
    }
    Ok(match names.note {
        Some(note) => listed.with_note(note),
        None => listed,
    })
}

async fn filters(access: &Access, input: &ListTickets) -> Result<Filters, ToolError> {
    let lookups = access.rmm.lookups();
    let company = resolve::company(access, "$.company", input.company.as_ref()).await?.map(|company| company.id);
    let site = resolve::site(access, "$.site", input.site.as_ref(), company.as_ref()).await?;
    let device = match &input.device {
        Some(device) => Some(machines::one(access, device, input.company.as_ref()).await?.id),
        None => None,
    };
    let board = resolve::of_list(lookups.boards(), "$.board", input.board.as_ref()).await?;
    let priority = resolve::of_list(lookups.priorities(), "$.priority", input.priority.as_ref()).await?;
    let kind = resolve::of_list(lookups.types(), "$.type", input.r#type.as_ref()).await?;
    let category = resolve::of_list(lookups.categories(), "$.category", input.category.as_ref()).await?;
    let source = resolve::of_list(lookups.sources(), "$.source", input.source.as_ref()).await?;
    let conditions = [
        company.map(|id| condition::COMPANY_IDS.one_of([id])),
        site.map(|site| condition::SITE_IDS.one_of([site.id])),
        status(access, input).await?,
        priority.map(|found| condition::PRIORITY_IDS.one_of([found.id])),
        kind.map(|found| condition::TYPE_IDS.one_of([found.id])),
        category.map(|found| condition::CATEGORY_IDS.one_of([found.id])),
        source.map(|found| condition::SOURCE_IDS.one_of([found.id])),
        input.team.as_ref().map(|team| condition::ASSIGNEE_TEAM_NAMES.one_of([team.as_str()])),
        input.text.as_ref().map(|text| condition::SUMMARY.is(text.as_str())),
        input.since.as_ref().map(|moment| condition::UPDATED_AT.since(moment.timestamp())),
        input.until.as_ref().map(|moment| condition::UPDATED_AT.until(moment.timestamp())),
        input.created_since.as_ref().map(|moment| condition::CREATED_AT.since(moment.timestamp())),
        input.due_until.as_ref().map(|moment| condition::DUE_DATE.until(moment.timestamp())),
        input.filter.as_ref().map(Expression::condition),
    ];
    let condition = Condition::all(conditions.into_iter().flatten());
    Ok(Filters { condition, board: board.map(|board| board.id.to_string()), device })
}

/// The status that is named, or all that mean open or closed.
async fn status(access: &Access, input: &ListTickets) -> Result<Option<Condition>, ToolError> {
    let statuses = match (&input.status, input.open) {
        (None, None) => return Ok(None),
        _ => access.rmm.lookups().statuses().all().await?,
    };
    if let Some(wanted) = &input.status {
        let found = resolve::one(statuses, "$.status", wanted).await?;
        let is_closed = found.row.category == Some(StatusCategory::Closed);
        if input.open.is_some_and(|open| open == is_closed) {
            let meaning = if is_closed { "closed" } else { "open" };
            let problem = format!("tickets with the status `{}` are {meaning}", NamedRow::name(&found.row));
            return Err(ToolError::input("$.open", problem, "`status` or `open`, not both"));
        }
        return Ok(Some(condition::STATUS_IDS.one_of([found.id])));
    }
    let closed: Vec<StatusId> = statuses
        .into_iter()
        .filter(|status| status.category == Some(StatusCategory::Closed))
        .filter_map(|status| status.id)
        .collect();
    match (input.open, closed.is_empty()) {
        (Some(true), true) => Ok(None),
        (Some(true), false) => Ok(Some(condition::STATUS_IDS.none_of(closed))),
        (_, false) => Ok(Some(condition::STATUS_IDS.one_of(closed))),
        (_, true) => Err(ToolError::from(Error::new(
            ErrorKind::Unsupported,
            "no status of this tenant is marked as closed, so closed tickets cannot be told from others",
        ))),
    }
}

/// The moment of a date, for sorting.
pub(super) fn moment(date: &Option<cw_http::data::DateTime>) -> Option<Timestamp> {
    date.as_ref()?.timestamp()
}
