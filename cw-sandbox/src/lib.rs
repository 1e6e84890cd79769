#![doc = include_str!("../README.md")]

mod automate;
mod control;
mod delivery;
mod fault;
mod log;
mod pattern;
mod psa;
mod reply;
mod request;
mod sandbox;
mod server;
mod settings;
mod stamp;
mod state;
mod table;
mod tenant;
mod world;

pub use automate::{Account, Credentials};
pub use delivery::Delivery;
pub use fault::{Fault, FaultKind, RetryAfter};
pub use log::{LoggedRequest, RequestLog};
pub use psa::{Email, PsaAccount, PsaCredentials};
pub use sandbox::{Sandbox, SandboxBuilder};
pub use settings::Settings;
pub use stamp::Stamp;
pub use state::Stats;
pub use world::{
    Alert, Board, BoardStatus, Company, Drive, Machine, MachineKind, Monitor, Outcome, Person, Priority, Run, Schedule,
    Script, ScriptEffect, ScriptTarget, Severity, Site, Technician, Ticket, World,
};
