//! What requests have to do with the call of a tool: each is counted, and a failed one means something to the caller.

use std::error::Error as _;

use msp_tools_core::{CallContext, ErrorKind as ToolErrorKind, Sent as ToolSent, ToolError};
use serde_json::{Map, Value};

use crate::client::HttpClient;
use crate::error::{Error, ErrorKind, Sent};

impl HttpClient {
    /// The same client, for one call of a tool: the context counts each try of each request, and none is sent that goes beyond
    /// a limit of the call or that nobody wants any more.
    #[must_use]
    pub fn for_call(&self, cx: &CallContext) -> Self {
        let cx = cx.clone();
        self.with_check(move || {
            cx.count_request().map_err(|why| Error::new(ErrorKind::Withheld, why.message()).with_source(why))
        })
    }
}

impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        if let (ErrorKind::Withheld, Some(why)) =
            (error.kind(), error.source().and_then(|why| why.downcast_ref::<Self>()))
        {
            return why.clone();
        }
        let sent = match error.was_sent() {
            Sent::No => ToolSent::No,
            Sent::Maybe => ToolSent::Maybe,
            Sent::Yes => ToolSent::Yes,
        };
        let mut tool_error = Self::new(kind(error.kind()), error.to_string()).with_sent(sent);
        if let Some(wait) = error.retry_after() {
            tool_error = tool_error.with_retry_after(wait);
        }
        let details = details(&error);
        if !details.is_empty() {
            tool_error = tool_error.with_details(details);
        }
        tool_error.with_source(error)
    }
}

fn kind(kind: ErrorKind) -> ToolErrorKind {
    match kind {
        ErrorKind::Input => ToolErrorKind::Input,
        ErrorKind::NotFound => ToolErrorKind::NotFound,
        ErrorKind::Credentials | ErrorKind::Denied => ToolErrorKind::Unauthorized,
        ErrorKind::OutcomeUnknown => ToolErrorKind::OutcomeUnknown,
        ErrorKind::Conflict | ErrorKind::Rejected | ErrorKind::Unsupported => ToolErrorKind::Rejected,
        ErrorKind::Connect
        | ErrorKind::Timeout
        | ErrorKind::Interrupted
        | ErrorKind::RateLimited
        | ErrorKind::Server
        | ErrorKind::Redirect
        | ErrorKind::Decode
        | ErrorKind::TooLarge => ToolErrorKind::Unavailable,
        ErrorKind::Withheld => ToolErrorKind::Cancelled,
        ErrorKind::Config => ToolErrorKind::Internal,
    }
}

/// Facts for programs; the words are in the message.
fn details(error: &Error) -> Map<String, Value> {
    let facts = [
        ("status", error.status().map(Value::from)),
        ("code", error.code().map(Value::from)),
        ("request_id", error.request_id().map(Value::from)),
        ("json_path", error.json_path().map(Value::from)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_error::ServiceError;

    #[test]
    fn an_unknown_outcome_stays_one_and_facts_are_kept() {
        let lost = Error::new(ErrorKind::OutcomeUnknown, "cut").with_sent(Sent::Maybe);
        let tool_error = ToolError::from(lost);
        assert_eq!((tool_error.kind(), tool_error.sent()), (ToolErrorKind::OutcomeUnknown, Some(ToolSent::Maybe)));

        let service = ServiceError { code: Some("Security".into()), ..ServiceError::default() };
        let tool_error = ToolError::from(Error::of_status(403, service));
        assert_eq!(tool_error.kind(), ToolErrorKind::Unauthorized);
        assert_eq!(tool_error.details(), Some(&serde_json::json!({"status": 403, "code": "Security"})));
    }
}
