//! Tickets: lists of them.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, tenths, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::any_ticket::{AnyTicket, ServiceTickets, TicketsOfProjects};
use super::columns::{CustomValue, custom, entered, id, name, updated, word};
use super::input::{Moment, SearchText, list_input};
use super::resolve;
use crate::By;
use crate::client::PsaClient;
use crate::condition::{Condition, Criteria, ticket as field};
use crate::filters::TicketFilter;
use crate::ids::BoardId;

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-tickets", Effect::Read)
        .with_title("List tickets")
        .with_description(
            "Lists service tickets, newest first: id, summary, company, board, status, priority, owner, last change. Use it \
             for \"what is open for this customer\", \"what is assigned to this technician\", or to find the ticket about a \
             machine. All filters must hold. Project tickets are a list of their own: `kind`. For notes and details of one \
             ticket use cw-psa-get-ticket.",
        )
        .with_permission("Service Desk > Service Tickets: Inquire; for project tickets Project > Project Tickets: Inquire")
        .with_aliases([
            "cases", "incidents", "service requests", "issues", "queue", "my tickets", "open tickets", "help desk", "triage",
            "backlog", "what is assigned to", "what is open", "jobs",
        ])
        .with_operation("psa:GET /service/tickets")
        .with_operation("psa:GET /project/tickets")
        // In place of the first two, for conditions that do not fit into an address.
        .with_operation("psa:POST /service/tickets/search")
        .with_operation("psa:POST /project/tickets/search");
    cw_http::tools::read(spec, psa, list_tickets)
}

/// Which of PSA's two kinds of tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum TicketKind {
    #[default]
    Service,
    Project,
}

list_input! {
    struct ListTickets of TicketColumn, order TicketOrder by field::ID, descending "super::input::yes" {
        /// Tickets of the service desk, or those of projects.
        #[serde(default)]
        kind: TicketKind,
        /// Only tickets of this company, by id, name or identifier, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only tickets on this board, by id or name, such as `Help Desk`.
        board: Option<IdOrName>,
        /// Only tickets with this status, by name or id, such as `In Progress`. With `board` it is checked that the board has it.
        status: Option<IdOrName>,
        /// Only tickets of this contact, by id or name, such as `Maria Lopez`.
        contact: Option<IdOrName>,
        /// Only tickets with this priority, by id or name, such as `Priority 1`.
        priority: Option<IdOrName>,
        /// Only tickets that this member owns or is assigned to, by login, name or id, such as `jdoe`. Assigned members are kept
        /// as text, so one whose login contains this one is found too.
        assigned_to: Option<IdOrName>,
        /// Only tickets that are not closed, or that are. What counts is how the status is marked, not what it is called.
        open: Option<bool>,
        /// Only tickets whose summary contains this text, such as `printer`. Case does not matter.
        text: Option<SearchText>,
        /// Only service tickets about this configuration (device), by id or name, such as `DC01`.
        configuration: Option<IdOrName>,
        /// Only project tickets of this project, by id or name.
        project: Option<IdOrName>,
        /// Only tickets changed at this date or since, such as `2026-01-31` or `2026-01-31T08:00:00Z`; UTC unless it says otherwise.
        since: Option<Moment>,
        /// Only tickets last changed before this date, written the same way.
        until: Option<Moment>,
        /// Only tickets entered at this date or since, written the same way. Some servers cannot search by it and refuse.
        entered_since: Option<Moment>,
    }
    sorts {
        #[default]
        Id = field::ID,
        Updated = field::LAST_UPDATED,
        Summary = field::SUMMARY,
        Company = field::COMPANY.name(),
        Status = field::STATUS.name(),
        Priority = field::PRIORITY.name(),
        Required = field::REQUIRED_DATE,
    }
}

columns! {
    /// A ticket.
    pub(super) struct TicketRow of ticket: AnyTicket, by TicketColumn {
        usual {
            /// Its number.
            id: i64 = "id" => ticket.id.map(Into::into),
            /// What it is about.
            summary: Untrusted = "summary" => text(&ticket.summary),
            /// The company.
            company: Untrusted = "company" => name(&ticket.company),
            /// The board it is on.
            board: Untrusted = "board" => name(&ticket.board),
            /// Its status.
            status: Untrusted = "status" => name(&ticket.status),
            /// Its priority.
            priority: Untrusted = "priority" => name(&ticket.priority),
            /// The member whose it is.
            owner: Untrusted = "owner" => name(&ticket.owner),
            /// When it was last changed, in UTC.
            updated: String = "_info" => updated(&ticket.info),
        }
        asked {
            /// Id of the company.
            company_id: i64 = "company" => id(&ticket.company),
            /// Id of the board.
            board_id: i64 = "board" => id(&ticket.board),
            /// Id of the status.
            status_id: i64 = "status" => id(&ticket.status),
            /// Whether the status counts as closed.
            closed: bool = "closedFlag" => ticket.closed_flag,
            /// When it was closed, in UTC.
            closed_at: String = "closedDate" => date(&ticket.closed_date),
            /// The contact: who has the problem.
            contact: Untrusted = "contact" => name(&ticket.contact),
            /// Id of the contact.
            contact_id: i64 = "contact" => id(&ticket.contact),
            /// Mail address for this ticket.
            contact_email: Untrusted = "contactEmailAddress" => text(&ticket.contact_email_address),
            /// Telephone number for this ticket.
            contact_phone: Untrusted = "contactPhoneNumber" => text(&ticket.contact_phone_number),
            /// The company's site.
            site: Untrusted = "site" => name(&ticket.site),
            /// Its type.
            r#type: Untrusted = "type" => name(&ticket.kind),
            /// Its subtype.
            subtype: Untrusted = "subType" => name(&ticket.sub_type),
            /// Its item, which divides subtypes.
            item: Untrusted = "item" => name(&ticket.item),
            /// The team it is assigned to; service tickets only.
            team: Untrusted = "team" => name(&ticket.team),
            /// Logins of all who are assigned, joined by commas.
            assigned_to: Untrusted = "resources" => text(&ticket.resources),
            /// Where it came from, such as `Email`.
            source: Untrusted = "source" => name(&ticket.source),
            /// How bad it is: `Low`, `Medium` or `High`; service tickets only.
            severity: String = "severity" => word(&ticket.severity),
            /// How many it affects: `Low`, `Medium` or `High`; service tickets only.
            impact: String = "impact" => word(&ticket.impact),
            /// When it has to be done, in UTC.
            required: String = "requiredDate" => date(&ticket.required_date),
            /// Whether it is within its service level; service tickets only.
            in_sla: bool = "isInSla" => ticket.is_in_sla,
            /// What is next for its service level; service tickets only.
            sla_status: Untrusted = "slaStatus" => text(&ticket.sla_status),
            /// Hours planned.
            budget_hours: f64 = "budgetHours" => ticket.budget_hours,
            /// Hours worked.
            actual_hours: f64 = "actualHours" => ticket.actual_hours.map(|hours| tenths(hours * 10.0) / 10.0),
            /// The agreement it falls under.
            agreement: Untrusted = "agreement" => name(&ticket.agreement),
            /// Number of the ticket it is a child of; service tickets only.
            parent_id: i64 = "parentTicketId" => ticket.parent_ticket_id.map(Into::into),
            /// The project; project tickets only.
            project: Untrusted = "project" => name(&ticket.project),
            /// The phase of the project; project tickets only.
            phase: Untrusted = "phase" => name(&ticket.phase),
            /// Whether the customer wrote and nobody has looked yet.
            customer_updated: bool = "customerUpdatedFlag" => ticket.customer_updated_flag,
            /// When it was entered, in UTC.
            entered: String = "_info" => entered(&ticket.info),
            /// Who last changed it.
            updated_by: Untrusted = "_info" => {
                ticket.info.as_ref().and_then(|info| info.updated_by()).map(Untrusted::new)
            },
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&ticket.custom_fields),
        }
    }
}

impl TicketKind {
    /// The fields to ask for: a field that tickets of this kind do not have would be refused.
    fn wire(self, columns: &[TicketColumn]) -> Vec<&'static str> {
        let lacking: &[&str] = match self {
            Self::Service => &["project", "phase"],
            Self::Project => &["team", "severity", "impact", "isInSla", "slaStatus", "parentTicketId"],
        };
        let mut fields = TicketRow::wire(columns);
        fields.retain(|field| !lacking.contains(field));
        fields
    }
}

async fn list_tickets(access: Access, input: ListTickets) -> Result<Listed<TicketRow>, ToolError> {
    let kind = input.kind;
    not_of_this_kind(&input)?;
    let asked = input.asked();
    let company = resolve::company_id(&access, "$.company", input.company.as_ref()).await?;
    let board = resolve::boards(&access).id("$.board", input.board.as_ref()).await?;
    let status = status(&access, board, input.status.as_ref()).await?;
    let unchecked = match (&status, &board) {
        (Some(By::Name(name)), None) => Some(name.clone()),
        _ => None,
    };
    let configurations = resolve::configurations(&access, company);
    let filter = TicketFilter {
        company: company.map(By::from),
        board: board.map(By::from),
        status,
        open: input.open,
        updated_since: input.since.map(Into::into),
        entered_since: input.entered_since.map(Into::into),
        text: input.text.map(Into::into),
        contact: resolve::contacts(&access, company).by("$.contact", input.contact.as_ref()).await?,
        priority: resolve::priorities(&access).by("$.priority", input.priority.as_ref()).await?,
        configuration: configurations.id("$.configuration", input.configuration.as_ref()).await?.map(Into::into),
        project: resolve::projects(&access, company).by("$.project", input.project.as_ref()).await?,
        extra: all([
            assigned_to(&access, input.assigned_to.as_ref()).await?,
            input.until.map(|moment| field::LAST_UPDATED.lt(jiff::Timestamp::from(moment))),
        ]),
        ..TicketFilter::default()
    };
    let list = match kind {
        TicketKind::Service => access.psa.resource::<ServiceTickets>().list(),
        TicketKind::Project => access.psa.resource::<TicketsOfProjects>().list(),
    };
    let listed = access.rows(list.filter(filter), asked, |columns| kind.wire(columns), TicketRow::read).await?;
    Ok(match unchecked {
        Some(name) if listed.items.is_empty() => listed.with_note(format!(
            "Statuses belong to boards, and no board was given: whether any has a status `{name}` was not checked."
        )),
        _ => listed,
    })
}

fn not_of_this_kind(input: &ListTickets) -> Result<(), ToolError> {
    let (path, only) = match input.kind {
        TicketKind::Project if input.configuration.is_some() => ("$.configuration", "service"),
        TicketKind::Service if input.project.is_some() => ("$.project", "project"),
        _ => return Ok(()),
    };
    Err(ToolError::input(path, format!("only {only} tickets have this"), format!("this only with kind `{only}`")))
}

/// The status, as one of the board's; without a board, of each board that has one of this name.
async fn status(access: &Access, board: Option<BoardId>, wanted: Option<&IdOrName>) -> Result<Option<By>, ToolError> {
    let Some(wanted) = wanted else { return Ok(None) };
    if let Some(board) = board {
        return Ok(Some(resolve::statuses(access, board).one("$.status", wanted).await?.id.into()));
    }
    let id = wanted.as_id().and_then(|id| i64::try_from(id).ok());
    Ok(Some(id.map_or_else(|| By::name(wanted.to_string()), By::Id)))
}

async fn assigned_to(access: &Access, wanted: Option<&IdOrName>) -> Result<Option<Condition>, ToolError> {
    let Some(wanted) = wanted else { return Ok(None) };
    let member = resolve::members(access).one("$.assigned_to", wanted).await?;
    let owns = field::OWNER.id().eq(member.id);
    Ok(Some(match &member.row.identifier {
        Some(login) => owns.or(field::RESOURCES.contains(login)),
        None => owns,
    }))
}

fn all(conditions: impl IntoIterator<Item = Option<Condition>>) -> Option<Criteria> {
    Condition::all(conditions.into_iter().flatten()).map(Criteria::from)
}
