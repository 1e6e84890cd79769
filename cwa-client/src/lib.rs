#![doc = include_str!("../README.md")]
//!
//! ## Modules
//!
//! - [`api`]: what the API can do, area by area.
//! - [`models`]: what it answers and what it is sent.
//! - [`condition`]: filter expressions that cannot be broken by what people type.
//! - [`filters`]: the filters that lists are asked with most.

pub mod api;
mod auth;
mod builder;
mod call;
mod client;
pub mod condition;
mod dates;
mod env;
pub mod filters;
pub mod ids;
mod lenient;
mod list;
pub mod models;
mod open_enum;
mod patch;
mod run;
mod secret;
#[cfg(feature = "tools")]
pub mod tools;
mod totp;

pub use auth::Credentials;
pub use builder::AutomateClientBuilder;
pub use call::Call;
pub use client::AutomateClient;
pub use condition::{Condition, ConditionError, Field, OrderBy};
pub use dates::{DateTime, ServerZone};
pub use ids::{
    AlertId, ClientId, CommandExecutionId, CommandId, ComputerId, ContactId, DriveId, ExtraFieldId, GroupId,
    LocationId, MonitorId, NetworkDeviceId, ParseIdError, RetiredAssetId, ScriptFolderId, ScriptHistoryId, ScriptId,
    ScriptScheduleId, SearchId, ServiceId, SoftwareId, TicketId, UserId,
};
pub use list::{Checked, ListRequest};
pub use patch::{Patch, PatchError, PatchOperation};
pub use run::{
    Acceptance, FollowScript, PreparedRun, Refusal, RunOutcome, RunScript, RunState, RunTarget, ScriptRun, TargetState,
};
pub use secret::Secret;
pub use totp::{TotpSecret, TotpSecretError};

#[cfg(feature = "reqwest")]
pub use cw_http::NetworkSettings;
#[cfg(feature = "testing")]
pub use cw_http::testing;
pub use cw_http::{
    BadRecord, BodyStream, CallOptions, Cursor, Error, ErrorKind, Items, Lenient, Limits, Method, Operation, Page,
    Pages, Replay, Request, Response, RetrySettings, Sent, ServiceError, Timeouts, Transport, TransportError,
};
