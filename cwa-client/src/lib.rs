//! Typed client for the ConnectWise Automate REST API.
//!
//! - [`models`]: what the API answers and what it is sent.
//! - [`condition`]: filter expressions that cannot be broken by what people type.
//! - [`filters`]: the filters that lists are asked with most.

pub mod condition;
mod dates;
pub mod filters;
pub mod ids;
mod lenient;
pub mod models;
mod open_enum;
mod patch;
mod secret;
mod totp;

pub use condition::{Condition, ConditionError, Field, OrderBy};
pub use dates::{DateTime, ServerZone};
pub use ids::{
    AlertId, ClientId, CommandExecutionId, CommandId, ComputerId, ContactId, DriveId, ExtraFieldId, GroupId,
    LocationId, MonitorId, NetworkDeviceId, ParseIdError, RetiredAssetId, ScriptFolderId, ScriptHistoryId, ScriptId,
    ScriptScheduleId, SearchId, ServiceId, SoftwareId, TicketId, UserId,
};
pub use patch::{Patch, PatchError, PatchOperation};
pub use secret::Secret;
pub use totp::{TotpSecret, TotpSecretError};
