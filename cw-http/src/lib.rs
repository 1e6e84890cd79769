#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod base_url;
mod call;
mod client;
pub mod data;
mod error;
mod excerpt;
mod markup;
pub mod pacer;
mod page;
mod quota;
mod reconcile;
mod records;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
pub mod retry;
pub mod retry_after;
mod secrets;
mod service_error;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "tools")]
pub mod tools;
mod trace;
mod transport;
mod twin;
mod typed_call;

pub use auth::{Credentials, Token, TokenSource};
pub use base_url::{BaseUrl, path_segment};
pub use client::{HttpClient, HttpClientBuilder};
pub use error::{Error, ErrorKind, Sent};
pub use page::{Cursor, Items, Lenient, Listing, NextPage, Page, Pages, Paging};
pub use quota::Quota;
pub use reconcile::{Fate, LookUp, Lost, Seen};
pub use records::BadRecord;
pub use request::{CallOptions, Operation, Replay, Request};
#[cfg(feature = "reqwest")]
pub use reqwest_transport::NetworkSettings;
pub use response::Response;
pub use retry::RetrySettings;
pub use service_error::{FieldError, ServiceError};
pub use settings::{Limits, Settings, Timeouts};
pub use transport::{BodyStream, Transport, TransportError};
pub use twin::{Narrow, Twin};
pub use typed_call::Call;

/// Types of other crates in this crate's public signatures.
pub use http::{HeaderMap, HeaderName, HeaderValue, Method};
