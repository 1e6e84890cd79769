#![doc = include_str!("../README.md")]
//!
//! ## Modules
//!
//! - [`api`]: what the API can do, record by record.
//! - [`models`]: what it answers and what it is sent.
//! - [`condition`]: filter expressions that cannot be broken by what people type.
//! - [`filters`]: the filters that lists are asked with most.
//! - [`patch`]: partial updates, with what they change and how they are undone.
//! - [`callbacks`]: deliveries of callbacks, and whether they are genuine.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
mod auth;
mod builder;
pub mod callbacks;
mod check;
mod client;
pub mod condition;
mod discovery;
mod env;
pub mod filters;
pub mod ids;
mod list;
mod lost;
pub mod models;
pub mod patch;
mod reference;
mod refusal;
mod region;
mod resource;
mod search;
#[cfg(feature = "tools")]
pub mod tools;
mod version;

pub use builder::PsaClientBuilder;
pub use check::{Connection, ConnectionState, Setting};
pub use client::PsaClient;
pub use condition::{Condition, ConditionError, Criteria, Field, OrderBy};
pub use ids::{
    ActivityId, AdditionId, AgreementId, BoardId, CallbackId, CatalogItemId, CompanyId, ConfigurationId, ContactId,
    DocumentId, ExpenseEntryId, InvoiceId, MemberId, OpportunityId, ParseIdError, ProductLineId, ProjectId,
    ScheduleEntryId, StatusId, TicketId, TicketNoteId, TimeEntryId,
};
pub use list::ListRequest;
pub use patch::{Change, Patch, PatchError};
pub use reference::By;
pub use region::Region;
pub use resource::{Endpoint, Resource, Writable};

#[cfg(feature = "reqwest")]
pub use cw_http::NetworkSettings;
pub use cw_http::data::{DateTime, Secret};
#[cfg(feature = "testing")]
pub use cw_http::testing;
pub use cw_http::{
    BadRecord, BodyStream, Call, CallOptions, Cursor, Error, ErrorKind, Fate, FieldError, Items, Lenient, Limits,
    LookUp, Lost, Method, Operation, Page, Pages, Replay, Request, Response, RetrySettings, Seen, Sent, ServiceError,
    Settings, Timeouts, Transport, TransportError,
};
