//! Typed client for the ConnectWise Automate REST API.
//!
//! - [`models`]: what the API answers and what it is sent.

mod dates;
pub mod ids;
mod lenient;
pub mod models;
mod open_enum;
mod secret;
mod totp;

pub use dates::{DateTime, ServerZone};
pub use ids::{
    AlertId, ClientId, CommandExecutionId, CommandId, ComputerId, ContactId, DriveId, ExtraFieldId, GroupId,
    LocationId, MonitorId, NetworkDeviceId, ParseIdError, RetiredAssetId, ScriptFolderId, ScriptHistoryId, ScriptId,
    ScriptScheduleId, SearchId, ServiceId, SoftwareId, TicketId, UserId,
};
pub use secret::Secret;
pub use totp::{TotpSecret, TotpSecretError};
