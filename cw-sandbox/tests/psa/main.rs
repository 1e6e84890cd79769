//! The PSA part of the sandbox, seen from outside: over HTTP, with a client of its own.
#![allow(clippy::unwrap_used, reason = "helpers of tests count as tests")]

mod auth;
mod callbacks;
mod caller;
mod conditions;
mod documents;
mod effects;
mod faults;
mod links;
mod paging;
mod scale;
mod slice;
mod writes;
