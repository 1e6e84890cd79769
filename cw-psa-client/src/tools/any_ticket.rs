//! Tickets of service and of projects, read alike: what tools show of them is nearly the same.
#![allow(unreachable_pub, reason = "read models are written as public; this one stays in here")]

use cw_http::data::DateTime;

use super::access::owned_by_company;
use crate::api::{ProjectTickets, Tickets};
use crate::filters::TicketFilter;
use crate::ids::{
    BoardId, BoardItemId, BoardSubTypeId, BoardTypeId, CompanyId, ContactId, ProjectId, ProjectPhaseId, SiteId, TeamId,
    TicketId, TicketSourceId,
};
use crate::models::macros::model;
use crate::models::{
    AgreementRef, CustomField, Impact, Info, MemberRef, PriorityRef, Ref, Severity, StatusRef, TicketTask,
};
use crate::resource::Resource;

model! {
    /// A ticket of either kind, as far as tools show it.
    pub struct AnyTicket {
        id: TicketId,
        summary: String,
        board: Ref<BoardId>,
        status: StatusRef,
        company: Ref<CompanyId>,
        site: Ref<SiteId>,
        contact: Ref<ContactId>,
        contact_name: String,
        contact_phone_number: String,
        contact_email_address: String,
        kind("type"): Ref<BoardTypeId>,
        sub_type: Ref<BoardSubTypeId>,
        item: Ref<BoardItemId>,
        team: Ref<TeamId>,
        owner: MemberRef,
        resources: String,
        priority: PriorityRef,
        source: Ref<TicketSourceId>,
        severity: Severity,
        impact: Impact,
        agreement: AgreementRef,
        required_date: DateTime,
        budget_hours: f64,
        actual_hours: f64,
        closed_flag: bool,
        closed_date: DateTime,
        customer_updated_flag: bool,
        is_in_sla: bool,
        sla_status: String,
        parent_ticket_id: TicketId,
        project: Ref<ProjectId>,
        phase: Ref<ProjectPhaseId>,
        tasks: Vec<TicketTask>,
        custom_fields: Vec<CustomField>,
        info("_info"): Info,
    }
}

owned_by_company!(AnyTicket);

/// Service tickets, read as [`AnyTicket`].
#[derive(Debug)]
pub(super) enum ServiceTickets {}

impl Resource for ServiceTickets {
    const NAME: &'static str = Tickets::NAME;
    const PATH: &'static str = Tickets::PATH;
    const SEARCH_PATH: Option<&'static str> = Tickets::SEARCH_PATH;
    type Id = TicketId;
    type Model = AnyTicket;
    type Filter = TicketFilter;
}

/// Project tickets, read as [`AnyTicket`].
#[derive(Debug)]
pub(super) enum TicketsOfProjects {}

impl Resource for TicketsOfProjects {
    const NAME: &'static str = ProjectTickets::NAME;
    const PATH: &'static str = ProjectTickets::PATH;
    const SEARCH_PATH: Option<&'static str> = ProjectTickets::SEARCH_PATH;
    type Id = TicketId;
    type Model = AnyTicket;
    type Filter = TicketFilter;
}
