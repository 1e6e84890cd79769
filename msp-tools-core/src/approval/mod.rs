//! Asking a person: what is asked, what became of it, and who may answer.

mod desk;
mod ledger;
mod memory;
mod record;
mod state;
mod store;

pub use desk::ApprovalDesk;
pub(crate) use ledger::{Ledger, refusal};
pub use memory::MemoryApprovals;
pub use record::{Answer, Approval, ApprovalId, ApprovalRequest};
pub use state::ApprovalState;
pub use store::{ApprovalStore, StoreError};
