//! An in-memory transport: it plays a script of answers and keeps what was sent. For tests without a network.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;

use crate::transport::{BodyStream, Transport, TransportError};

/// One answer of a script.
#[derive(Debug, Clone)]
pub struct Reply {
    kind: Kind,
    delay: Duration,
}

#[derive(Debug, Clone)]
enum Kind {
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: Bytes, cut: bool },
    NotSent,
    Cut,
}

impl Reply {
    /// An answer with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::body(status, body.into()).header("content-type", "application/json")
    }

    /// An answer with these bytes and no content type.
    #[must_use]
    pub fn body(status: u16, body: impl Into<Bytes>) -> Self {
        Self::of(Kind::Answer { status, headers: Vec::new(), body: body.into(), cut: false })
    }

    /// An answer without a body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::body(status, Bytes::new())
    }

    /// No connection: nothing was sent.
    #[must_use]
    pub fn not_sent() -> Self {
        Self::of(Kind::NotSent)
    }

    /// The connection breaks after the request was sent.
    #[must_use]
    pub fn cut() -> Self {
        Self::of(Kind::Cut)
    }

    /// The same answer with a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Kind::Answer { headers, .. } = &mut self.kind {
            headers.push((name, value.into()));
        }
        self
    }

    /// The same answer, with the connection breaking behind its body.
    #[must_use]
    pub fn cut_behind_body(mut self) -> Self {
        if let Kind::Answer { cut, .. } = &mut self.kind {
            *cut = true;
        }
        self
    }

    /// The same, so much later.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn of(kind: Kind) -> Self {
        Self { kind, delay: Duration::ZERO }
    }
}

/// A transport that plays a script. A request that the script does not foresee fails loudly, as a broken connection.
#[derive(Default)]
pub struct Script {
    replies: Mutex<VecDeque<Reply>>,
    repeated: Option<Reply>,
    sent: Mutex<Vec<http::Request<Bytes>>>,
}

impl Script {
    /// A script of these answers, in order.
    #[must_use]
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { replies: Mutex::new(replies.into_iter().collect()), ..Self::default() }
    }

    /// The same script, with this answer for everything behind its end.
    #[must_use]
    pub fn then_always(mut self, reply: Reply) -> Self {
        self.repeated = Some(reply);
        self
    }

    /// What was sent so far, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<http::Request<Bytes>> {
        lock(&self.sent).clone()
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("sent", &lock(&self.sent).len()).finish_non_exhaustive()
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        let line = format!("{} {}", request.method(), request.uri());
        lock(&self.sent).push(request);
        let Some(reply) = lock(&self.replies).pop_front().or_else(|| self.repeated.clone()) else {
            return Err(TransportError::Cut(format!("the script has no answer for {line}").into()));
        };
        tokio::time::sleep(reply.delay).await;
        match reply.kind {
            Kind::NotSent => Err(TransportError::NotSent("scripted: no connection".into())),
            Kind::Cut => Err(TransportError::Cut("scripted: cut".into())),
            Kind::Answer { status, headers, body, cut } => {
                let mut builder = http::Response::builder().status(status);
                for (name, value) in &headers {
                    builder = builder.header(*name, value);
                }
                let end = cut.then(|| Err(TransportError::Cut("scripted: cut body".into())));
                let pieces: Vec<Result<Bytes, TransportError>> = std::iter::once(Ok(body)).chain(end).collect();
                let body: BodyStream = Box::pin(stream::iter(pieces));
                builder.body(body).map_err(|error| TransportError::Cut(Box::new(error)))
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
