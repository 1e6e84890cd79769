//! Changes whose answer was lost: looked for before a tool reports them.

use msp_tools_core::{CallContext, ErrorKind as ToolErrorKind, ToolError};
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind};
use crate::reconcile::Fate;

/// What a change made.
#[derive(Debug)]
pub struct Made<T> {
    /// The record.
    pub record: T,
    /// That it had to be looked for, as the tool's answer says it.
    pub note: Option<&'static str>,
}

/// What a change made, by its answer or else by looking for it, for no longer than somebody waits.
///
/// # Errors
/// Those of the answer. One that was lost is an error of another kind than [`OutcomeUnknown`](ToolErrorKind::OutcomeUnknown) only if
/// the look says that nothing was done; if the look cannot tell, it says why, and `what_to_do` besides.
pub async fn made<T: DeserializeOwned>(
    answer: Result<T, Error>,
    cx: &CallContext,
    what_to_do: &str,
) -> Result<Made<T>, ToolError> {
    let lost = match answer {
        Ok(record) => return Ok(Made { record, note: None }),
        Err(error) if error.kind() != ErrorKind::OutcomeUnknown => return Err(error.into()),
        Err(error) => error,
    };
    let why = match cx.while_wanted(async { Ok(lost.reconcile::<T>().await) }).await {
        Ok(Ok(Fate::Happened(record))) => {
            let note =
                "The answer of the server was lost. This record was looked up: it is the one that the call made.";
            return Ok(Made { record, note: Some(note) });
        }
        Ok(Ok(Fate::DidNotHappen)) => {
            let hint = "it was looked for and is not there: it was not done, and may be asked for again";
            return Err(lost.with_kind(ErrorKind::Interrupted).with_hint(hint).into());
        }
        Ok(Ok(Fate::CannotTell(why))) => why,
        Ok(Err(failed)) => return Err(unknown(failed, what_to_do)),
        Err(unwanted) => format!("it was not looked for: {}", unwanted.message()),
    };
    Err(unknown(lost, &format!("{why}; {what_to_do}")))
}

fn unknown(error: Error, more: &str) -> ToolError {
    let error = ToolError::from(error);
    let told = ToolError::new(ToolErrorKind::OutcomeUnknown, format!("{}; {more}", error.message()));
    let told = error.sent().into_iter().fold(told, ToolError::with_sent);
    error.details().cloned().into_iter().fold(told, ToolError::with_details).with_source(error)
}
