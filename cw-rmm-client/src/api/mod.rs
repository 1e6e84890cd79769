//! What the API can do, area by area: a handle for each, a method for each operation.
//!
//! Methods answer with values: a [`Call`](crate::Call) to await, or a [`ListRequest`](crate::ListRequest) to refine and read. Where
//! one takes several requests it is an `async` method instead, and says so.
//!
//! Much of this API is undocumented in public. Where an operation is known from other people's programs only, its documentation
//! says *unpublished*; where nobody has reported an answer, *unconfirmed*.
//!
//! # Errors
//!
//! Nothing fails before it is sent and read: what can go wrong is told at [`Call::send`](crate::Call::send) and
//! [`ListRequest::send`](crate::ListRequest::send). Methods whose errors differ say so.

mod cases;
mod companies;
mod custom_fields;
mod device_groups;
mod devices;
mod lookups;
mod patches;
mod rate_limits;
mod route;
mod scripts;
mod sites;
mod tasks;
mod tickets;

use crate::client::RmmClient;

pub use cases::Cases;
pub use companies::Companies;
pub use custom_fields::{CustomFields, FieldOwner};
pub use device_groups::DeviceGroups;
pub use devices::{DeviceCategory, DeviceListRequest, DeviceScope, Devices};
pub use lookups::Lookups;
pub use patches::Patches;
pub use rate_limits::RateLimitStatus;
pub use route::Route;
use route::routes;
pub use scripts::Scripts;
pub use sites::Sites;
pub use tasks::Tasks;
pub use tickets::{SortDirection, TicketSort, Tickets};

/// Every operation that this client can send, with method, path template and scopes.
pub fn operations() -> impl Iterator<Item = &'static Route> {
    let areas = [
        cases::ALL,
        companies::ALL,
        custom_fields::ALL,
        device_groups::ALL,
        lookups::ALL,
        patches::ALL,
        rate_limits::ALL,
        scripts::ALL,
        sites::ALL,
        tasks::ALL,
        tickets::ALL,
    ];
    let token = std::iter::once(&crate::auth::TOKEN);
    areas.into_iter().chain(devices::PARTS).flatten().copied().chain(token)
}

/// Writes the way from the client to an area.
macro_rules! areas {
    ($($(#[$doc:meta])* $name:ident: $area:ident;)*) => {
        impl RmmClient {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> $area {
                $area(self.clone())
            }
        )*}
    };
}

areas! {
    /// Security cases.
    cases: Cases;
    /// Companies: the customers.
    companies: Companies;
    /// Custom fields: definitions, and values on devices, companies and sites.
    custom_fields: CustomFields;
    /// Groups of devices.
    device_groups: DeviceGroups;
    /// Devices: what there is, what is known about each, how it is doing.
    devices: Devices;
    /// What tickets refer to: boards, priorities, statuses and so on.
    lookups: Lookups;
    /// Patches of devices.
    patches: Patches;
    /// What is left of the service's rate limits.
    rate_limits: RateLimitStatus;
    /// Scripts: the automation library, and shell scripts.
    scripts: Scripts;
    /// Sites of companies.
    sites: Sites;
    /// Tasks: scripts that run, and what comes of them.
    tasks: Tasks;
    /// Tickets and their notes.
    tickets: Tickets;
}
