//! What can only tighten: the judges beside the rules, the counters they look at, and the kill switch.

mod freeze;
mod judge;
mod pins;
mod scope;
mod usage;
mod window;

pub use freeze::{Freeze, FreezeScope};
pub(crate) use freeze::{KillSwitch, Reach, Ticket};
pub(crate) use judge::{judge, read_only};
pub use pins::Pins;
pub(crate) use scope::CompanyScope;
pub(crate) use usage::{Counters, Meter, Usage, targets_of};
pub(crate) use window::Window;
