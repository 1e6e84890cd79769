//! A client that asks before it sends: each try of each request, and nothing after a no.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{DELETE, GET, Logins, POST, client, with_logins};
use cw_http::testing::{Reply, Script};
use cw_http::{Error, ErrorKind, HttpClient, Operation, Request, Sent};

/// The same client, which may send so often.
fn sending(client: &HttpClient, most: usize) -> (HttpClient, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let client = client.with_check(move || match count.fetch_add(1, Ordering::SeqCst) {
        before if before < most => Ok(()),
        _ => Err(Error::new(ErrorKind::Withheld, "no more of this")),
    });
    (client, asked)
}

async fn after(failure: Reply, operation: &Operation) -> Error {
    let script = Arc::new(Script::new([failure, Reply::json(200, "{}")]));
    let (client, asked) = sending(&client(&script), 1);
    let error = client.send(Request::new(operation)).await.expect_err("withheld");
    assert_eq!((script.sent().len(), asked.load(Ordering::SeqCst)), (1, 2), "each try is asked for: {error}");
    error
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_after_a_no() {
    let script = Arc::new(Script::new([Reply::json(200, "{}")]));
    let (refused, _) = sending(&client(&script), 0);
    let error = refused.send(Request::new(&GET)).await.expect_err("withheld");
    assert_eq!((error.kind(), error.was_sent(), error.is_retryable()), (ErrorKind::Withheld, Sent::No, false));
    assert!(error.to_string().contains("no more of this"), "{error}");
    assert!(script.sent().is_empty());
    client(&script).send(Request::new(&GET)).await.expect("sent");
}

#[tokio::test(start_paused = true)]
async fn a_change_of_which_a_try_may_have_worked_is_not_called_withheld() {
    assert_eq!(after(Reply::status(429), &POST).await.kind(), ErrorKind::Withheld);
    assert_eq!(after(Reply::cut(), &GET).await.kind(), ErrorKind::Withheld);
    assert_eq!(after(Reply::cut(), &DELETE).await.kind(), ErrorKind::OutcomeUnknown);
}

#[tokio::test(start_paused = true)]
async fn logins_are_not_asked_for() {
    let script = Arc::new(Script::new([Reply::json(200, "{}")]));
    let (client, asked) = sending(&with_logins(&script, &Arc::new(Logins::default())), 1);
    client.send(Request::new(&GET)).await.expect("sent");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

/// What the gate has counted against a limit reaches the tool's caller as the gate has said it.
#[cfg(feature = "tools")]
#[tokio::test(start_paused = true)]
async fn a_call_that_was_given_up_sends_nothing_and_says_why() {
    use msp_tools_core::{CallContext, ErrorKind as ToolErrorKind, ToolError};

    let script = Arc::new(Script::new([Reply::json(200, "{}")]));
    let cx = CallContext::new("agent");
    let client = client(&script).for_call(&cx);
    client.send(Request::new(&GET)).await.expect("sent");
    cx.cancel();
    let error = ToolError::from(client.send(Request::new(&GET)).await.unwrap_err());
    assert_eq!(error.kind(), ToolErrorKind::Cancelled);
    assert_eq!(error.message(), cx.ensure_wanted().expect_err("given up").message());
    assert_eq!(script.sent().len(), 1);
}
