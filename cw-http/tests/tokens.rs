//! The shared token: fetched once for all, renewed in time, never fetched again in vain.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use common::{GET, Logins, with_logins};
use cw_http::testing::{Reply, Script};
use cw_http::{BodyStream, Credentials, ErrorKind, HttpClient, Request, TokenSource, Transport, TransportError};
use tokio::time::{advance, timeout};

fn ok() -> Arc<Script> {
    Arc::new(Script::default().then_always(Reply::json(200, "{}")))
}

async fn call_all(client: &HttpClient, callers: usize) -> Vec<Result<u16, ErrorKind>> {
    let calls = (0..callers).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.send(Request::new(&GET)).await.map(|r| r.status()).map_err(|e| e.kind()) })
    });
    let mut answers = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        answers.push(call.await.expect("no panic"));
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn callers_without_a_token_log_in_once() {
    for callers in [50, 1000] {
        let (script, logins) = (ok(), Arc::new(Logins::default()));
        let client = with_logins(&script, &logins);
        assert_eq!(call_all(&client, callers).await, vec![Ok(200); callers]);
        assert_eq!(logins.count.load(Ordering::SeqCst), 1);
        assert!(script.sent().iter().all(|request| request.headers()["authorization"] == "Bearer token-1"));
    }
}

#[tokio::test(start_paused = true)]
async fn callers_with_an_expired_token_log_in_once() {
    for callers in [50, 1000] {
        let logins = Arc::new(Logins { lifetime: Some(Duration::from_secs(60)), ..Logins::default() });
        let script = ok();
        let client = with_logins(&script, &logins);
        call_all(&client, 1).await;
        advance(Duration::from_secs(61)).await;
        assert_eq!(call_all(&client, callers).await, vec![Ok(200); callers]);
        assert_eq!(logins.count.load(Ordering::SeqCst), 2);
        assert_eq!(script.sent().len(), callers + 1, "nothing is sent with a token that is known to be too old");
    }
}

/// A service that knows one token, and takes a moment to answer.
#[derive(Debug)]
struct Picky(AtomicU64);

#[async_trait]
impl Transport for Picky {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let good = request.headers()["authorization"] == format!("Bearer token-{}", self.0.load(Ordering::SeqCst));
        let body: BodyStream = Box::pin(futures_util::stream::empty());
        let status = if good { 200 } else { 401 };
        http::Response::builder().status(status).body(body).map_err(|error| TransportError::Cut(Box::new(error)))
    }
}

fn picky_client(service: &Arc<Picky>, logins: &Arc<Logins>) -> HttpClient {
    let source: Arc<dyn TokenSource> = logins.clone();
    HttpClient::builder(common::base())
        .settings(|settings| settings.transport(service.clone()))
        .credentials(Credentials::Token(source))
        .build()
        .expect("settings")
}

#[tokio::test(start_paused = true)]
async fn callers_with_a_withdrawn_token_log_in_once() {
    for callers in [50, 1000] {
        let service = Arc::new(Picky(AtomicU64::new(1)));
        let logins = Arc::new(Logins::default());
        let client = picky_client(&service, &logins);
        call_all(&client, 1).await;
        service.0.store(2, Ordering::SeqCst);
        assert!(call_all(&client, callers).await.iter().all(|answer| *answer == Ok(200)));
        assert_eq!(logins.count.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_401_is_cured_once_and_then_explained() {
    let script = Arc::new(Script::new([Reply::status(200)]).then_always(Reply::status(401)));
    let logins = Arc::new(Logins::default());
    let source: Arc<dyn cw_http::TokenSource> = logins.clone();
    let client = common::builder(&script)
        .credentials(Credentials::Token(source))
        .unauthorized_hint("is the client id right?")
        .build()
        .expect("settings");
    client.send(Request::new(&GET)).await.expect("the first");
    let error = client.send(Request::new(&GET)).await.expect_err("401 for good");
    assert_eq!((error.kind(), error.hint()), (ErrorKind::Credentials, Some("is the client id right?")));
    assert_eq!((logins.count.load(Ordering::SeqCst), script.sent().len()), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn a_refused_login_reaches_all_and_is_not_repeated_at_once() {
    for callers in [50, 1000] {
        let refuse = Some(ErrorKind::Credentials);
        let (script, logins) = (ok(), Arc::new(Logins { refuse, ..Logins::default() }));
        let client = with_logins(&script, &logins);
        for _ in 0..2 {
            assert_eq!(call_all(&client, callers).await, vec![Err(ErrorKind::Credentials); callers]);
        }
        assert_eq!(logins.count.load(Ordering::SeqCst), 1, "a wrong password locks accounts");
        assert!(script.sent().is_empty());
        advance(Duration::from_secs(11)).await;
        call_all(&client, callers).await;
        assert_eq!(logins.count.load(Ordering::SeqCst), 2);
    }
}

/// What is no refusal is told to all who waited, and forgotten: the next caller tries again.
#[tokio::test(start_paused = true)]
async fn a_login_that_broke_off_reaches_all_who_waited() {
    for callers in [50, 1000] {
        for kind in [ErrorKind::Connect, ErrorKind::Interrupted, ErrorKind::Timeout, ErrorKind::Server] {
            let (script, logins) = (ok(), Arc::new(Logins { refuse: Some(kind), ..Logins::default() }));
            let client = with_logins(&script, &logins);
            assert_eq!(call_all(&client, callers).await, vec![Err(kind); callers]);
            assert_eq!(logins.count.load(Ordering::SeqCst), 1, "{kind:?}");
            call_all(&client, callers).await;
            assert_eq!(logins.count.load(Ordering::SeqCst), 2, "{kind:?}");
            assert!(script.sent().is_empty());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_does_not_stop_the_login_for_the_others() {
    for expired in [false, true] {
        let logins = Arc::new(Logins { lifetime: Some(Duration::from_secs(60)), ..Logins::default() });
        let client = with_logins(&ok(), &logins);
        if expired {
            call_all(&client, 1).await;
            advance(Duration::from_secs(61)).await;
        }
        let first = timeout(Duration::from_millis(100), client.send(Request::new(&GET))).await;
        assert!(first.is_err(), "the first caller gave up");
        assert_eq!(call_all(&client, 50).await, vec![Ok(200); 50]);
        assert_eq!(logins.count.load(Ordering::SeqCst), 1 + u64::from(expired));
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_after_a_withdrawal_does_not_stop_the_login_for_the_others() {
    let service = Arc::new(Picky(AtomicU64::new(1)));
    let logins = Arc::new(Logins::default());
    let client = picky_client(&service, &logins);
    call_all(&client, 1).await;
    service.0.store(2, Ordering::SeqCst);
    // Refused after 20 ms, it began to log in; that takes a second.
    assert!(timeout(Duration::from_millis(100), client.send(Request::new(&GET))).await.is_err());
    assert_eq!(call_all(&client, 50).await, vec![Ok(200); 50]);
    assert_eq!(logins.count.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_ahead_of_its_expiry_while_calls_go_on() {
    let (script, logins) = (ok(), Arc::new(Logins::default()));
    let client = with_logins(&script, &logins);
    call_all(&client, 1).await;
    advance(Duration::from_secs(3600 - 100)).await;
    let start = tokio::time::Instant::now();
    call_all(&client, 20).await;
    assert_eq!(start.elapsed(), Duration::ZERO, "nobody waits for the renewal");
    tokio::time::sleep(Duration::from_secs(2)).await;
    call_all(&client, 1).await;
    assert_eq!(logins.count.load(Ordering::SeqCst), 2);
    assert_eq!(script.sent().last().expect("sent").headers()["authorization"], "Bearer token-2");
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_login_ends_with_the_calls_own_time() {
    let (script, logins) = (ok(), Arc::new(Logins::default()));
    let client = with_logins(&script, &logins);
    let hurried = Request::new(&GET).with_options(cw_http::CallOptions::new().timeout(Duration::from_millis(200)));
    let error = client.send(hurried).await.expect_err("the login takes a second");
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Timeout, cw_http::Sent::No));
}

#[tokio::test(start_paused = true)]
async fn a_401_that_is_no_matter_of_the_token_costs_none_and_says_what_it_is() {
    let script = Arc::new(Script::new([Reply::status(200)]).then_always(Reply::status(401)));
    let logins = Arc::new(Logins::default());
    let client = with_logins(&script, &logins);
    client.send(Request::new(&GET)).await.expect("the first");
    let error = client.send(Request::new(&GET).unauthorized_hint("not licensed")).await.expect_err("not licensed");
    assert_eq!((error.kind(), error.hint()), (ErrorKind::Credentials, Some("not licensed")));
    assert_eq!(logins.count.load(Ordering::SeqCst), 1);
    let error = client.send(Request::new(&GET).denied_hint("for 403 alone")).await.expect_err("401");
    assert_eq!(error.hint(), None);
}
