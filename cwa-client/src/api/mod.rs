//! What the API can do, area by area: a handle for each, a method for each route.
//!
//! Methods answer with values: a [`Call`](crate::Call) to await, or a [`ListRequest`](crate::ListRequest) to refine and
//! read. Where one takes several requests it is an `async` method instead, and says so.
//!
//! Most routes are those that the vendor publishes. Where one is known from other programs only, its documentation says
//! *unpublished*; where nobody has reported an answer, *unconfirmed*.

mod alerts;
mod clients;
mod commands;
mod computers;
mod period;
mod scripts;

use cw_http::Operation;

use crate::client::AutomateClient;

pub use alerts::{AlertClearing, Alerts};
pub use clients::Clients;
pub use commands::Commands;
pub use computers::Computers;
pub use period::Period;
pub use scripts::Scripts;

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
    let areas = [alerts::ALL, clients::ALL, commands::ALL];
    areas.into_iter().chain(computers::PARTS).chain(scripts::PARTS).flatten()
}

impl AutomateClient {
    /// Alerts: what monitors found and nobody has cleared.
    #[must_use]
    pub fn alerts(&self) -> Alerts {
        Alerts(self.clone())
    }

    /// Clients: the customers.
    #[must_use]
    pub fn clients(&self) -> Clients {
        Clients(self.clone())
    }

    /// Commands: what an agent can be told to do.
    #[must_use]
    pub fn commands(&self) -> Commands {
        Commands(self.clone())
    }

    /// Computers: machines with an agent, and all that is known about them.
    #[must_use]
    pub fn computers(&self) -> Computers {
        Computers(self.clone())
    }

    /// Scripts: the library, what runs now, and how to run one.
    #[must_use]
    pub fn scripts(&self) -> Scripts {
        Scripts(self.clone())
    }
}
