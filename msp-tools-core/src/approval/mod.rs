//! Asking a person: what is asked, what became of it, and who may answer.

mod approver;
mod desk;
mod grant;
mod ledger;
mod memory;
mod query;
mod record;
mod state;
mod store;

pub use approver::{Approver, Reply};
pub use desk::{ApprovalDesk, Frozen};
pub use grant::{Grant, GrantSubject, GrantTerms};
pub(crate) use ledger::{Asking, Ledger, refusal};
pub use memory::MemoryApprovals;
pub use query::ApprovalQuery;
pub(crate) use record::random_hex;
pub use record::{Answer, Approval, ApprovalId, ApprovalRequest};
pub use state::ApprovalState;
pub use store::{ApprovalStore, StoreError};
