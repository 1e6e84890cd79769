//! A service that hangs: whatever a call waits for, it ends at its deadline. In paused time, so to the millisecond.

mod common;

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use common::{GET, POST, base};
use cw_http::testing::{Reply, Script};
use cw_http::{
    BodyStream, CallOptions, Credentials, Error, ErrorKind, HttpClient, Limits, Listing, NextPage, Paging, Quota,
    Request, Sent, Timeouts, Token, TokenSource, Transport, TransportError,
};
use futures_util::StreamExt;
use tokio::time::Instant;

/// How late a call may be.
const SLACK: Duration = Duration::from_millis(50);

/// Where the service stops.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stops {
    /// No connection, no head: to the caller they are the same.
    BeforeTheHead,
    AfterTheHead(u16),
    InTheBody(u16),
    /// A byte a second, for ever.
    Never,
}

impl Stops {
    /// A status that is no success says enough, whether its body comes or not.
    fn seen_by_a_read(self) -> ErrorKind {
        match self {
            Self::AfterTheHead(503) => ErrorKind::Server,
            Self::InTheBody(400) => ErrorKind::Rejected,
            _ => ErrorKind::Timeout,
        }
    }
}

/// A service that stops at one point in every answer. The login, which others need, is as slow.
#[derive(Debug)]
struct Hanging(Stops);

#[async_trait]
impl Transport for Hanging {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        let piece = || Ok::<_, TransportError>(Bytes::from_static(b"["));
        let (status, body): (u16, BodyStream) = match self.0 {
            Stops::BeforeTheHead => pending().await,
            Stops::AfterTheHead(status) => (status, futures_util::stream::pending().boxed()),
            Stops::InTheBody(status) => {
                (status, futures_util::stream::iter([piece()]).chain(futures_util::stream::pending()).boxed())
            }
            Stops::Never => {
                let drip = futures_util::stream::repeat(()).then(move |()| async move {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    piece()
                });
                (200, drip.boxed())
            }
        };
        http::Response::builder().status(status).body(body).map_err(|error| TransportError::Cut(Box::new(error)))
    }
}

const STOPS: [Stops; 6] = [
    Stops::BeforeTheHead,
    Stops::AfterTheHead(200),
    Stops::AfterTheHead(503),
    Stops::InTheBody(200),
    Stops::InTheBody(400),
    Stops::Never,
];

fn timeouts(attempt: u64, call: u64) -> Timeouts {
    Timeouts::new().attempt(Duration::from_millis(attempt)).call(Duration::from_millis(call))
}

fn hanging(stops: Stops, timeouts: Timeouts) -> HttpClient {
    let settings = |settings: cw_http::Settings| settings.transport(Arc::new(Hanging(stops))).timeouts(timeouts);
    HttpClient::builder(base()).settings(settings).build().expect("settings")
}

/// How the call ended, which has to be in time.
async fn ended<T>(what: &str, deadline: Duration, call: impl Future<Output = Result<T, Error>>) -> Error {
    let start = Instant::now();
    let error = call.await.err().unwrap_or_else(|| panic!("{what}: an answer"));
    let took = start.elapsed();
    assert!(took <= deadline + SLACK, "{what}: {took:?} where {deadline:?} are left");
    error
}

#[tokio::test(start_paused = true)]
async fn no_call_outlives_its_deadline_wherever_the_service_stops() {
    // One try takes all of the time, or there is time for some.
    for (attempt, call) in [(60_000, 10_000), (10_000, 10_000), (3_000, 10_000), (1_000, 10_000)] {
        for stops in STOPS {
            let client = hanging(stops, timeouts(attempt, call));
            let what = format!("{stops:?}, {attempt} ms a try");
            let read = client.send(Request::new(&GET));
            let error = ended(&what, Duration::from_millis(call), read).await;
            assert_eq!(error.kind(), stops.seen_by_a_read(), "{what}: {error}");
            let change = client.send(Request::new(&POST).json(&1));
            let error = ended(&what, Duration::from_millis(attempt.min(call)), change).await;
            let refused = stops.seen_by_a_read() == ErrorKind::Rejected;
            let kind = if refused { ErrorKind::Rejected } else { ErrorKind::OutcomeUnknown };
            assert_eq!(error.kind(), kind, "{what}: {error}");
            assert_eq!(error.tries(), 1, "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_call_may_have_a_deadline_of_its_own() {
    let client = hanging(Stops::InTheBody(200), Timeouts::new());
    for millis in [0, 1, 7_777] {
        let deadline = Duration::from_millis(millis);
        let request = Request::new(&GET).with_options(CallOptions::new().timeout(deadline));
        let error = ended("own", deadline, client.send(request)).await;
        assert_eq!(error.kind(), ErrorKind::Timeout);
    }
}

/// Every place is taken by a call that hangs: who waits for one gives up in time, and sends nothing.
#[tokio::test(start_paused = true)]
async fn waiting_for_a_free_place_ends_in_time() {
    let limits = Limits::new().in_flight(2);
    let client = HttpClient::builder(base())
        .settings(|settings| settings.transport(Arc::new(Hanging(Stops::InTheBody(200)))).limits(limits))
        .build()
        .expect("settings");
    for _ in 0..2 {
        let client = client.clone();
        tokio::spawn(async move { client.send(Request::new(&GET)).await });
    }
    tokio::task::yield_now().await;
    let deadline = Duration::from_secs(5);
    let request = Request::new(&POST).with_options(CallOptions::new().timeout(deadline));
    let error = ended("a place", deadline, client.send(request)).await;
    assert_eq!((error.kind(), error.was_sent(), error.tries()), (ErrorKind::Timeout, Sent::No, 0));
}

/// A login that never ends, or that asks a service which hangs.
struct Login(Option<Stops>);

#[async_trait]
impl TokenSource for Login {
    async fn fetch(&self, http: &HttpClient) -> Result<Token, Error> {
        if self.0.is_none() {
            return pending().await;
        }
        http.send(Request::new(&common::LOGIN).without_credentials()).await?;
        Ok(Token::new("token".to_owned().into(), Duration::from_secs(60)))
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_login_ends_in_time() {
    for stops in STOPS.into_iter().map(Some).chain([None]) {
        let transport = Arc::new(Hanging(stops.unwrap_or(Stops::BeforeTheHead)));
        let client = HttpClient::builder(base())
            .credentials(Credentials::Token(Arc::new(Login(stops))))
            .settings(|settings| settings.transport(transport).timeouts(timeouts(60_000, 4_000)))
            .build()
            .expect("settings");
        let what = format!("a login, {stops:?}");
        let error = ended(&what, Duration::from_secs(4), client.send(Request::new(&POST))).await;
        let kind = stops.map_or(ErrorKind::Timeout, Stops::seen_by_a_read);
        assert_eq!(error.kind(), kind, "{what}: {error}");
        // Who gives up waiting has sent nothing; otherwise it is the login's own error that is told.
        assert!(error.was_sent() == Sent::No || error.operation() == Some("login"), "{what}: {error}");
    }
}

/// The quota is used up, the pace is slow, the service asks for a long wait: all are known to be too long, or waited for in time.
#[tokio::test(start_paused = true)]
async fn waiting_for_a_slot_ends_in_time() {
    let script = Arc::new(Script::default().then_always(Reply::json(200, "[]")));
    let quota = Quota::new(1, Duration::from_secs(3600));
    let client =
        common::builder(&script).settings(|settings| settings.quota(quota).timeouts(timeouts(1_000, 2_000))).build();
    let client = client.expect("settings");
    client.send(Request::new(&GET)).await.expect("the first of the hour");
    let error = ended("quota", Duration::ZERO, client.send(Request::new(&GET))).await;
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::RateLimited, Sent::No));

    let refused = Reply::status(429).header("retry-after", "1");
    let script = Arc::new(Script::default().then_always(refused));
    let client = common::builder(&script).settings(|settings| settings.timeouts(timeouts(1_000, 2_500))).build();
    let client = client.expect("settings");
    // So many that the pacer spaces them far beyond what their time allows.
    let calls = (0..200).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            let deadline = Duration::from_millis(2_500);
            ended("paced", deadline, client.send(Request::new(&GET))).await.kind()
        })
    });
    for call in calls.collect::<Vec<_>>() {
        let kind = call.await.expect("no panic");
        assert!(matches!(kind, ErrorKind::RateLimited | ErrorKind::Timeout), "{kind:?}");
    }
}

/// The deadline of a listing is that of each page, also while the next is read ahead.
#[tokio::test(start_paused = true)]
async fn a_listing_whose_body_stalls_ends() {
    let paging = Paging {
        next: NextPage::Number,
        place: "page",
        size: "pageSize",
        default_size: 10,
        max_size: 1000,
        envelope: &[],
        total: None,
    };
    for read_ahead in [false, true] {
        let client = hanging(Stops::InTheBody(200), timeouts(2_000, 5_000));
        let listing: Listing<u64> = Listing::new(&client, Request::new(&GET), paging);
        let mut items = listing.read_ahead(read_ahead).items();
        let first = async { items.next().await.expect("an end") };
        let error = ended("a listing", Duration::from_secs(5), first).await;
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(items.next().await.is_none());
    }
}
