#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod automate;
mod broken;
mod control;
mod delivery;
mod fault;
mod log;
mod pattern;
mod psa;
mod reply;
mod request;
mod rmm;
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
pub use fault::{BreakAt, BreakHow, Fault, FaultKind, RetryAfter};
pub use log::{LoggedRequest, RequestLog};
pub use psa::{Email, PsaAccount, PsaCredentials};
pub use rmm::{RateHeaders, RmmAccount, RmmCredentials};
pub use sandbox::{Sandbox, SandboxBuilder};
pub use settings::Settings;
pub use stamp::Stamp;
pub use state::Stats;
pub use world::{
    Alert, AutomationScript, Board, BoardStatus, Company, Drive, ExtendedAttribute, Machine, MachineKind, Monitor,
    Outcome, Person, Priority, RmmNote, RmmRef, RmmTask, RmmTicket, Run, Schedule, Script, ScriptEffect, ScriptTarget,
    Severity, ShellEffect, ShellScript, Site, TaskRun, Technician, Ticket, Topic, World,
};
