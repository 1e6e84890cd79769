#![doc = include_str!("../README.md")]
//!
//! ## Modules
//!
//! - [`api`]: what the API can do, area by area.
//! - [`models`]: what it answers and what it is sent.
//! - [`condition`]: which tickets.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
mod auth;
mod builder;
mod client;
pub mod condition;
mod dialect;
mod env;
pub mod ids;
mod list;
mod lost;
pub mod models;
mod patch;
mod probe;
mod region;
mod run;
mod scopes;
#[cfg(feature = "tools")]
pub mod tools;

pub use auth::Credentials;
pub use builder::RmmClientBuilder;
pub use client::RmmClient;
pub use condition::{Condition, ConditionError};
pub use dialect::{ApiVersion, DeviceListMethod, Dialect, ResourceWords};
pub use ids::{
    BoardId, CategoryId, CompanyId, CustomFieldId, DeviceGroupId, EndpointId, NoteId, PriorityId, ScriptId,
    ShellScriptId, SiteId, SourceId, StatusId, TagId, TaskId, TaskInstanceId, TeamId, TicketId, TicketTypeId, UserId,
};
pub use list::ListRequest;
pub use patch::{Patch, PatchOperation};
pub use probe::ScopeProbe;
pub use region::Region;
pub use run::{FollowTask, RunState, RunTask, TargetState, TaskOutcome, TaskRun, Template};
pub use scopes::{Scope, Scopes};

#[cfg(feature = "reqwest")]
pub use cw_http::NetworkSettings;
pub use cw_http::data::{DateTime, Secret};
#[cfg(feature = "testing")]
pub use cw_http::testing;
pub use cw_http::{
    BadRecord, BodyStream, Call, CallOptions, Cursor, Error, ErrorKind, Fate, Items, Lenient, Limits, LookUp, Lost,
    Method, Operation, Page, Pages, Quota, Replay, Request, Response, RetrySettings, Seen, Sent, ServiceError,
    Settings, Timeouts, Transport, TransportError,
};
