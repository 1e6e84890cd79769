//! A total outage: it is not made worse, and when it ends nobody has to do anything. In simulated time.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use common::{GET, base};
use cw_http::{BodyStream, HttpClient, Limits, Request, Timeouts, Transport, TransportError};
use tokio::time::Instant;

/// What everybody gets while the service is down.
#[derive(Debug, Clone, Copy)]
enum Down {
    Status(u16),
    /// 503 or 429 that says when to come back, whether or not it is up by then.
    Told(u16),
    NoConnection,
    Cut,
    /// No answer at all.
    Hangs,
}

const ALL: [Down; 8] = [
    Down::Status(503),
    Down::Status(502),
    Down::Status(429),
    Down::Told(503),
    Down::Told(429),
    Down::NoConnection,
    Down::Cut,
    Down::Hangs,
];

/// A service that is down for a while, and then answers within 20 ms.
#[derive(Debug)]
struct Service {
    down: Down,
    until: Instant,
    sent: AtomicUsize,
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let response = http::Response::builder();
        let response = if Instant::now() >= self.until {
            response.status(200)
        } else {
            match self.down {
                Down::Status(status) => response.status(status),
                Down::Told(status) => response.status(status).header("retry-after", "1"),
                Down::NoConnection => return Err(TransportError::NotSent("down".into())),
                Down::Cut => return Err(TransportError::Cut("down".into())),
                Down::Hangs => std::future::pending().await,
            }
        };
        let body: BodyStream = Box::pin(futures_util::stream::empty());
        response.body(body).map_err(|error| TransportError::Cut(Box::new(error)))
    }
}

fn client(down: Down, outage: Duration) -> (HttpClient, Arc<Service>) {
    let service = Arc::new(Service { down, until: Instant::now() + outage, sent: AtomicUsize::new(0) });
    let transport: Arc<dyn Transport> = service.clone();
    let timeouts = Timeouts::new().attempt(Duration::from_secs(2)).call(Duration::from_secs(8));
    let settings = |settings: cw_http::Settings| {
        settings.transport(transport).timeouts(timeouts).limits(Limits::new().in_flight(64))
    };
    (HttpClient::builder(base()).settings(settings).build().expect("settings"), service)
}

/// Where the service does not ask to be asked again, 300 calls cost at most 345 requests, whether they come one by one or at once.
#[tokio::test(start_paused = true)]
async fn an_outage_is_not_made_worse() {
    for at_once in [1, 8, 64] {
        for down in [Down::Status(503), Down::Status(502), Down::NoConnection, Down::Cut, Down::Hangs] {
            let (client, service) = client(down, Duration::from_secs(24 * 3600));
            let mut calls = tokio::task::JoinSet::new();
            for _ in 0..300 {
                if calls.len() == at_once {
                    calls.join_next().await;
                }
                let client = client.clone();
                calls.spawn(async move { client.send(Request::new(&GET)).await.expect_err("an outage") });
            }
            calls.join_all().await;
            let sent = service.sent.load(Ordering::SeqCst);
            assert!((300..=345).contains(&sent), "{down:?}, {at_once} at once: {sent} requests for 300 calls");
        }
    }
}

/// 16 callers go on asking through five minutes of outage. Within five seconds of its end all of them are answered again, and
/// from then on nobody fails. Where the service only limited the rate, the pace that was learned is slow: some are answered
/// within five seconds, all within half a minute.
#[tokio::test(start_paused = true)]
async fn the_end_of_an_outage_is_noticed_within_five_seconds() {
    const OUTAGE: Duration = Duration::from_secs(300);
    const RECOVERY: Duration = Duration::from_secs(5);
    for down in ALL {
        let (client, service) = client(down, OUTAGE);
        let end = service.until;
        let callers = (0..16).map(|caller| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut first_answer = None;
                while Instant::now() < end + 6 * RECOVERY {
                    let begun = Instant::now();
                    match client.send(Request::new(&GET)).await {
                        Ok(_) => first_answer = first_answer.or(Some(Instant::now().saturating_duration_since(end))),
                        Err(error) => assert!(begun < end, "{down:?}, caller {caller}: {error} after the end"),
                    }
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
                first_answer.expect("answered at last")
            })
        });
        let mut recovered = Vec::new();
        for caller in callers.collect::<Vec<_>>() {
            recovered.push(caller.await.expect("no failure after the end"));
        }
        let (first, last) = (recovered.iter().min().copied(), recovered.iter().max().copied());
        println!("{down:?}: the first is answered after {first:?}, the last after {last:?}");
        assert!(first.is_some_and(|first| first <= RECOVERY), "{down:?}: {first:?}");
        let limited = matches!(down, Down::Status(429) | Down::Told(429));
        assert!(limited || last.is_some_and(|last| last <= RECOVERY), "{down:?}: {last:?}");
    }
}
