//! Tickets of service and of projects, read alike: what tools show of them is nearly the same.
#![allow(unreachable_pub, reason = "read models are written as public; this one stays in here")]

use cw_http::data::DateTime;

use super::access::owned_by_company;
use super::read_as::ReadAs;
use crate::api::{ProjectTickets, Tickets};
use crate::ids::{
    BoardId, BoardItemId, BoardSubTypeId, BoardTypeId, CompanyId, ContactId, ProjectId, ProjectPhaseId, SiteId, TeamId,
    TicketId, TicketSourceId,
};
use crate::models::macros::model;
use crate::models::{
    AgreementRef, CustomField, Impact, Info, MemberRef, PriorityRef, Ref, Severity, StatusRef, TicketTask,
};

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
pub(super) type ServiceTickets = ReadAs<Tickets, AnyTicket>;

/// Project tickets, read as [`AnyTicket`].
pub(super) type TicketsOfProjects = ReadAs<ProjectTickets, AnyTicket>;
