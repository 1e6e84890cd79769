//! Tickets, as Automate keeps them. The API only reads them.

use super::macros::model;
use super::monitor::ComputerMonitor;
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, LocationId, MonitorId, NetworkDeviceId, TicketId, UserId};
use cw_http::data::DateTime;

model! {
    /// A ticket.
    pub struct Ticket {
        /// Its id.
        ticket_id: TicketId,
        /// What it is about.
        subject: String,
        /// How far it has come.
        status: Ref,
        /// How urgent it is.
        priority: Ref,
        /// The client.
        client: Ref<ClientId>,
        /// The location.
        location: Ref<LocationId>,
        /// The computer.
        computer: Ref<ComputerId>,
        /// The network device.
        network_device: Ref<NetworkDeviceId>,
        /// The user it is assigned to.
        user: Ref<UserId>,
        /// When it is to be done.
        due_date: DateTime,
        /// When it was opened.
        start_date: DateTime,
        /// When somebody was last in touch about it.
        contact_date: DateTime,
        /// When it last changed.
        update_date: DateTime,
        /// Who wrote it.
        from: String,
        /// Who else gets mail about it.
        cc("CC"): String,
        /// Level of support that it needs.
        support_level: i64,
        /// Its category.
        category: TicketCategory,
        /// Number of its category.
        category_id: i64,
        /// Name of its category.
        category_name: String,
        /// The number of the linked ticket in ConnectWise PSA; 0 when not linked.
        external_id: i64,
        /// The monitor that opened it; 0 when none did.
        monitor_id: MonitorId,
        /// Its id across servers.
        guid: String,
        /// The monitor that opened it, as it stands on the computer.
        agent: ComputerMonitor,
        /// What was written on it.
        comments: Vec<TicketComment>,
    }

    /// Something that was written on a ticket.
    pub struct TicketComment {
        /// Its id, as text.
        id: String,
        /// The text.
        body: String,
        /// When it was written.
        created_date: DateTime,
        /// Who wrote it.
        from: String,
        /// The user who wrote it.
        user: Ref<UserId>,
    }

    /// A category of tickets.
    pub struct TicketCategory {
        /// Its number.
        id: i64,
        /// Its name.
        name: String,
        /// The category above it.
        parent_category_id: i64,
        /// Words by which tickets are sorted into it.
        keywords: String,
        /// What it is for.
        description: String,
        /// Its picture.
        image: String,
        /// Whether it is offered in lists.
        is_visible_in_list: bool,
    }
}
