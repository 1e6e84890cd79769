//! What service tickets are sorted by, on all boards alike.

use serde_json::Value;

use super::{endpoints, resources};
use crate::ids::{PriorityId, ServiceCodeId, TeamId, TicketSourceId};
use crate::models::{NewPriority, NewTicketSource, Priority, ServiceCode, ServiceTeam, TicketSource};

resources! {
    /// Priorities.
    Priorities("priorities", "/service/priorities"): PriorityId => Priority, new NewPriority;
    /// Where tickets come from, such as e-mail.
    TicketSources("ticket_sources", "/service/sources"): TicketSourceId => TicketSource, new NewTicketSource;
    /// Codes of tasks.
    ServiceCodes("service_codes", "/service/codes"): ServiceCodeId => ServiceCode, new Value;
    /// The teams of all boards.
    ServiceTeams("service_teams", "/service/teams"): TeamId => ServiceTeam;
}

endpoints! {
    /// The priorities of tickets.
    priorities: Priorities;
    /// Where tickets come from, such as e-mail.
    ticket_sources: TicketSources;
    /// The codes of tasks.
    service_codes: ServiceCodes;
    /// The teams of all boards.
    service_teams: ServiceTeams;
}
