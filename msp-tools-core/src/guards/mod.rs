//! What can only tighten: the judges beside the rules, and the counters they look at.

mod usage;
mod window;

pub(crate) use usage::{Counters, Meter, Usage, targets_of};
use window::Window;
