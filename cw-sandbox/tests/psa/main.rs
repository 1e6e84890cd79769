//! The PSA part of the sandbox, seen from outside: over HTTP, with a client of its own.
#![allow(clippy::unwrap_used, reason = "helpers of tests count as tests")]

mod auth;
mod caller;
mod lists;
mod slice;
mod writes;
