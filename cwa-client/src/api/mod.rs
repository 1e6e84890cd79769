//! What the API can do, area by area: a handle for each, a method for each route.
//!
//! Methods answer with values: a [`Call`](crate::Call) to await, or a [`ListRequest`](crate::ListRequest) to refine and
//! read. Where one takes several requests it is an `async` method instead, and says so.
//!
//! Most routes are those that the vendor publishes. Where one is known from other programs only, its documentation says
//! *unpublished*; where nobody has reported an answer, *unconfirmed*.
//!
//! # Errors
//!
//! Nothing fails before it is sent and read: what can go wrong is told at [`Call::send`](crate::Call::send) and
//! [`ListRequest::send`](crate::ListRequest::send). Methods whose errors differ say so.

mod alerts;
mod auth;
mod clients;
mod commands;
mod computers;
mod contacts;
mod groups;
mod locations;
mod monitors;
mod network_devices;
mod patching;
mod period;
mod retired_assets;
mod scripts;
mod system;
mod tickets;

use cw_http::Operation;

use crate::client::AutomateClient;

pub use alerts::{AlertClearing, Alerts};
pub use auth::Auth;
pub use clients::Clients;
pub use commands::Commands;
pub use computers::Computers;
pub use contacts::Contacts;
pub use groups::Groups;
pub use locations::Locations;
pub use monitors::Monitors;
pub use network_devices::NetworkDevices;
pub use patching::Patching;
pub use period::Period;
pub use retired_assets::RetiredAssets;
pub use scripts::Scripts;
pub use system::System;
pub use tickets::Tickets;

/// Writes operations: each is a constant, and all together they are `ALL`.
macro_rules! routes {
    ($($name:ident = $method:ident($operation:literal, $path:literal);)*) => {
        $(const $name: cw_http::Operation = cw_http::Operation::$method($operation, $path);)*

        /// All operations of this area.
        pub(super) static ALL: &[cw_http::Operation] = &[$($name),*];
    };
}
use routes;

/// Every operation that this client can send, with method and path template.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    let areas = [
        alerts::ALL,
        auth::ALL,
        auth::BY_ITSELF,
        clients::ALL,
        commands::ALL,
        contacts::ALL,
        groups::ALL,
        locations::ALL,
        monitors::ALL,
        network_devices::ALL,
        patching::ALL,
        retired_assets::ALL,
        system::ALL,
        tickets::ALL,
    ];
    areas.into_iter().chain(computers::PARTS).chain(scripts::PARTS).flatten()
}

/// Writes the way from the client to an area.
macro_rules! areas {
    ($($(#[$doc:meta])* $name:ident: $area:ident;)*) => {
        impl AutomateClient {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> $area {
                $area(self.clone())
            }
        )*}
    };
}

areas! {
    /// Alerts: what monitors found and nobody has cleared.
    alerts: Alerts;
    /// Logging in by hand.
    auth: Auth;
    /// Clients: the customers.
    clients: Clients;
    /// Commands: what an agent can be told to do.
    commands: Commands;
    /// Computers: machines with an agent, and all that is known about them.
    computers: Computers;
    /// Contacts: people at clients.
    contacts: Contacts;
    /// Groups, and which computers are in them.
    groups: Groups;
    /// Locations: the sites of clients.
    locations: Locations;
    /// Monitors: what is watched, and what was found.
    monitors: Monitors;
    /// Network devices: things without an agent that a probe found.
    network_devices: NetworkDevices;
    /// Patching over the whole server.
    patching: Patching;
    /// Retired assets: what is remembered of computers whose agent is gone.
    retired_assets: RetiredAssets;
    /// Scripts: the library, what runs now, and how to run one.
    scripts: Scripts;
    /// The server itself: versions, machines, clock, saved searches.
    system: System;
    /// Tickets, as Automate keeps them.
    tickets: Tickets;
}
