//! How the program ends, and why.

use std::error::Error;
use std::process::ExitCode;

use msp_tools_core::{CallStatus, ErrorKind, Sent, ToolError};
use serde_json::{Value, json};

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    AwaitingApproval = 3,
    Refused = 4,
    OutcomeUnknown = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why the program ends without having done what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// The failure as one JSON document.
    pub(crate) report: Value,
    /// The failure in words.
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, kind: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let report = json!({"status": status(exit), "error": {"kind": kind, "message": message}});
        Self { exit, report, message }
    }

    /// The command line or its input is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, "input", message)
    }
}

impl From<ToolError> for Failure {
    fn from(error: ToolError) -> Self {
        let report = json!({"status": error.status(), "error": error});
        let mut message = error.to_string();
        if let Some(expected) = error.expected().filter(|expected| !message.contains(expected)) {
            message.push_str("; expected ");
            message.push_str(expected);
        }
        Self { exit: exit_of(&error), report, message: with_cause(message, &error) }
    }
}

impl From<cw_http::Error> for Failure {
    fn from(error: cw_http::Error) -> Self {
        let exit = match error.kind() {
            cw_http::ErrorKind::Config | cw_http::ErrorKind::Input => Exit::Usage,
            cw_http::ErrorKind::OutcomeUnknown => Exit::OutcomeUnknown,
            _ => Exit::Failed,
        };
        Self::new(exit, error.kind().as_str(), with_cause(error.to_string(), &error))
    }
}

/// The message with what was at the bottom of it, such as "Connection refused": messages leave their causes out.
fn with_cause(message: String, error: &dyn Error) -> String {
    let mut deepest = error.source();
    while let Some(below) = deepest.and_then(Error::source) {
        deepest = Some(below);
    }
    match deepest.map(ToString::to_string).filter(|cause| !message.contains(cause)) {
        Some(cause) => format!("{message}: {cause}"),
        None => message,
    }
}

/// The exit code of a call that ended with this error.
fn exit_of(error: &ToolError) -> Exit {
    match (error.status(), error.kind()) {
        (CallStatus::OutcomeUnknown, _) => Exit::OutcomeUnknown,
        (CallStatus::Refused, _) => Exit::Refused,
        // The service itself was asked and has no such thing: no mistake of the command line.
        (_, ErrorKind::NotFound) if error.sent() == Some(Sent::Yes) => Exit::Failed,
        (_, ErrorKind::Input | ErrorKind::UnknownTool | ErrorKind::NotFound | ErrorKind::Ambiguous) => Exit::Usage,
        _ => Exit::Failed,
    }
}

fn status(exit: Exit) -> CallStatus {
    match exit {
        Exit::Done => CallStatus::Completed,
        Exit::AwaitingApproval => CallStatus::AwaitingApproval,
        Exit::Refused => CallStatus::Refused,
        Exit::OutcomeUnknown => CallStatus::OutcomeUnknown,
        Exit::Failed | Exit::Usage => CallStatus::Failed,
    }
}
