//! What the tenant sends on its own account: webhooks, to addresses on this machine and nowhere else.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::Ipv6Addr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use url::{Host, Url};

use crate::server::Shared;
use crate::stamp::Stamp;

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Answers after which a delivery is tried again, twice.
const TRY_AGAIN: [u16; 4] = [404, 409, 419, 429];
const TRIES: u32 = 3;

/// A webhook message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Delivery {
    /// When what it tells of happened.
    pub at: Stamp,
    /// The whole URL.
    pub url: String,
    /// Its own headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body, to the byte.
    pub body: Vec<u8>,
    /// How often it was tried. 0 for an address that is not on this machine: it is kept here and not sent.
    pub tries: u32,
    /// The status of the last answer; `None` while there is none.
    pub status: Option<u16>,
}

impl Delivery {
    pub(crate) fn new(at: Stamp, url: String, body: Vec<u8>) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { at, url, headers, body, tries: 0, status: None }
    }

    /// The first value of a header, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// All messages so far, and those that are yet to be sent.
#[derive(Default)]
pub(crate) struct Outgoing {
    all: Vec<Delivery>,
    waiting: VecDeque<usize>,
    wake: Arc<Notify>,
}

impl Outgoing {
    pub(crate) fn push(&mut self, delivery: Delivery) {
        self.waiting.push_back(self.all.len());
        self.all.push(delivery);
        self.wake.notify_one();
    }

    pub(crate) fn all(&self) -> &[Delivery] {
        &self.all
    }

    fn next(&mut self) -> Option<(usize, Delivery)> {
        let index = self.waiting.pop_front()?;
        Some((index, self.all.get(index)?.clone()))
    }

    fn tried(&mut self, index: usize, status: Option<u16>) {
        if let Some(delivery) = self.all.get_mut(index) {
            delivery.tries += 1;
            delivery.status = status;
        }
    }
}

/// Sends messages, one after the other, for as long as it is polled.
pub(crate) async fn run(shared: Shared) -> Infallible {
    let wake = Arc::clone(&shared.lock().tenant.outgoing.wake);
    loop {
        let next = shared.lock().tenant.outgoing.next();
        match next {
            Some((index, delivery)) => deliver(&shared, index, &delivery).await,
            None => wake.notified().await,
        }
    }
}

async fn deliver(shared: &Shared, index: usize, delivery: &Delivery) {
    let Some((host, port, target)) = on_this_machine(&delivery.url) else { return };
    for attempt in 1..=TRIES {
        let sent = tokio::time::timeout(PATIENCE, send(&host, port, &target, delivery)).await;
        let status = sent.ok().and_then(Result::ok);
        let pause = note(shared, index, status) * attempt;
        if attempt == TRIES || !status.is_some_and(|status| TRY_AGAIN.contains(&status)) {
            return;
        }
        tokio::time::sleep(pause).await;
    }
}

/// Writes a try down, and says how long to wait before the next.
fn note(shared: &Shared, index: usize, status: Option<u16>) -> Duration {
    let mut state = shared.lock();
    state.tenant.outgoing.tried(index, status);
    Duration::from_millis(state.settings.delivery_retry_ms)
}

/// Host, port and request target of a plain-HTTP URL on loopback.
fn on_this_machine(url: &str) -> Option<(String, u16, String)> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "http")?;
    let host = match url.host()? {
        Host::Ipv4(ip) if ip.is_loopback() => ip.to_string(),
        Host::Ipv6(ip) if ip == Ipv6Addr::LOCALHOST => ip.to_string(),
        Host::Domain("localhost") => "127.0.0.1".to_owned(),
        _ => return None,
    };
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    Some((host, url.port_or_known_default()?, target))
}

async fn send(host: &str, port: u16, target: &str, delivery: &Delivery) -> io::Result<u16> {
    let stream = TcpStream::connect((host, port)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let mut request = http::Request::post(target).header("host", format!("{host}:{port}"));
    for (name, value) in &delivery.headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(delivery.body.clone()))).map_err(io::Error::other)?;
    // The connection works as long as it is polled, and ends when nobody can send over it any more.
    let answer = async move { sender.send_request(request).await.map(|answer| answer.status().as_u16()) };
    let (status, _) = join(answer, connection).await;
    status.map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::on_this_machine;

    #[test]
    fn only_loopback_is_reached() {
        let target = |url| on_this_machine(url).map(|(_, port, target)| (port, target));
        assert_eq!(target("http://127.0.0.1:81/cw?recordId=7"), Some((81, "/cw?recordId=7".to_owned())));
        assert_eq!(target("http://localhost/"), Some((80, "/".to_owned())));
        for foreign in ["https://127.0.0.1/", "http://10.0.0.1/", "http://localhost.example/", "ftp://127.0.0.1/", "x"]
        {
            assert_eq!(target(foreign), None, "{foreign}");
        }
    }
}
