#![doc = include_str!("../README.md")]
//!
//! ## Modules
//!
//! - [`api`]: what the API can do, area by area.
//! - [`models`]: what it answers and what it is sent.
//! - [`condition`]: filter expressions that cannot be broken by what people type.
//! - [`filters`]: the filters that lists are asked with most.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
mod auth;
mod builder;
mod client;
pub mod condition;
mod env;
pub mod filters;
pub mod ids;
mod list;
pub mod models;
mod patch;
mod run;
#[cfg(feature = "tools")]
pub mod tools;
mod totp;

pub use auth::Credentials;
pub use builder::AutomateClientBuilder;
pub use client::AutomateClient;
pub use condition::{Condition, ConditionError, Field, OrderBy};
pub use ids::{
    AlertId, ClientId, CommandExecutionId, CommandId, ComputerId, ContactId, DriveId, ExtraFieldId, GroupId,
    LocationId, MonitorId, NetworkDeviceId, ParseIdError, RetiredAssetId, ScriptFolderId, ScriptHistoryId, ScriptId,
    ScriptScheduleId, SearchId, ServiceId, SoftwareId, TicketId, UserId,
};
pub use list::ListRequest;
pub use patch::{Patch, PatchError, PatchOperation};
pub use run::{
    Acceptance, FollowScript, PreparedRun, Refusal, RunOutcome, RunScript, RunState, RunTarget, ScriptRun, TargetState,
};
pub use totp::{TotpSecret, TotpSecretError};

#[cfg(feature = "reqwest")]
pub use cw_http::NetworkSettings;
pub use cw_http::data::{DateTime, Secret, ServerZone};
#[cfg(feature = "testing")]
pub use cw_http::testing;
pub use cw_http::{
    BadRecord, BodyStream, Call, CallOptions, Cursor, Error, ErrorKind, Fate, Items, Lenient, Limits, LookUp, Lost,
    Method, Operation, Page, Pages, Replay, Request, Response, RetrySettings, Seen, Sent, ServiceError, Settings,
    Timeouts, Transport, TransportError,
};
