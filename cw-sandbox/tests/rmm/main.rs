//! The RMM part of the sandbox, seen from outside: over HTTP, with a client of its own.
#![allow(clippy::unwrap_used, reason = "helpers of tests count as tests")]

mod auth;
mod caller;
mod devices;
mod errors;
mod faults;
mod fields;
mod limits;
mod links;
mod patches;
mod planted;
mod runs;
mod scripts;
mod slice;
mod ticket_lists;
mod ticket_writes;
