//! The listener, and how an answer reaches the wire, or does not.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderValue, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::broken::{self, Tear};
use crate::control;
use crate::fault::{BreakAt, BreakHow, FaultKind};
use crate::psa;
use crate::reply::{Refusal, Reply};
use crate::request::Request;
use crate::rmm;
use crate::state::State;

pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Larger request bodies are refused.
const MAX_BODY: usize = 4 << 20;

/// The state, shared by all connections.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A handler that panicked has failed its own request; the others may go on.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Accepts connections for as long as it is polled; they end with it.
pub(crate) async fn accept(listener: TcpListener, shared: Shared) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, shared.clone()));
            }
            // Out of file descriptors, most likely: some will be free again soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, shared: Shared) {
    // Neither failing means more than a slower or a shorter conversation.
    let _ = stream.set_nodelay(true);
    let tear = Tear::default();
    let service = service_fn(|request| serve(shared.clone(), tear.clone(), request));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let _ = (&mut connection).await;
    if tear.is_wanted() {
        // With this set, closing is RST rather than FIN.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}

/// Answers a request. An error closes the connection without an answer.
async fn serve(shared: Shared, tear: Tear, request: http::Request<Incoming>) -> io::Result<Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(_) => return whole(Refusal::new(413, "The request is too large.").into()),
    };
    let request = Request::new(&parts, body);
    if request.segments.first().is_some_and(|first| first == control::ROOT) {
        let outcome = control::answer(&mut shared.lock(), &request);
        return whole(outcome.unwrap_or_else(Reply::from));
    }
    let (number, fault) = shared.lock().admit(&request);
    if let Some(FaultKind::Break { at: BreakAt::Request, how }) = fault {
        shared.lock().answered(number, None);
        return broken::unanswered(how, &tear).await;
    }
    let reply = match &fault {
        None => Some(shared.lock().handle(number, &request)),
        Some(fault) => spoil(&shared, number, &request, fault).await,
    };
    shared.lock().answered(number, reply.as_ref().map(|reply| reply.status));
    let Some(reply) = reply else {
        let how = if let Some(FaultKind::Break { how, .. }) = fault { how } else { BreakHow::Close };
        return broken::unanswered(how, &tear).await;
    };
    // The clock that answers is the one that stamps records.
    let date = shared.lock().clock.now().http_date();
    let reply = reply.with_header("date", date);
    match fault {
        Some(FaultKind::CutBody) => broken::answer(reply, BreakAt::HalfBody, BreakHow::Close, &tear),
        Some(FaultKind::Break { at, how }) => broken::answer(reply, at, how, &tear),
        Some(FaultKind::SlowBody { chunk, every_ms }) => slow(reply, chunk, Duration::from_millis(every_ms)),
        _ => whole(reply),
    }
}

/// The answer under a fault; `None` if the connection is to be closed instead.
async fn spoil(shared: &Shared, number: u64, request: &Request, fault: &FaultKind) -> Option<Reply> {
    match fault {
        FaultKind::Delay { ms } => tokio::time::sleep(Duration::from_millis(*ms)).await,
        FaultKind::Hang => pending().await,
        FaultKind::ExpireTokens => shared.lock().tenant.expire_tokens(),
        _ => {}
    }
    let handled = fault.is_handled().then(|| shared.lock().handle(number, request));
    match fault {
        FaultKind::Status { status, retry_after, .. } => {
            let reply = if psa::owns(request) {
                psa::failing(*status).into()
            } else if rmm::owns(request) {
                rmm::failing(*status)
            } else {
                Refusal::new(*status, "The server cannot answer now.").into()
            };
            Some(match retry_after.header() {
                Some(text) => reply.with_header("retry-after", text),
                None => reply,
            })
        }
        FaultKind::Html { status } => Some(Reply::html(*status, PROXY_PAGE)),
        FaultKind::BadJson => handled.map(|mut reply| {
            reply.body.truncate(reply.body.len() / 2);
            reply.body.extend_from_slice(b"\"oops");
            reply
        }),
        FaultKind::Drop | FaultKind::Hang | FaultKind::CommitThenDrop => None,
        FaultKind::Break { at: BreakAt::Request | BreakAt::Answer, .. } => None,
        FaultKind::CutBody | FaultKind::Break { .. } => handled.filter(|reply| reply.body.len() > 1),
        FaultKind::SlowBody { .. } | FaultKind::Delay { .. } | FaultKind::ExpireTokens => handled,
    }
}

const PROXY_PAGE: &str = "<!DOCTYPE html><html><head><title>Please wait</title></head>\
    <body><h1>Checking your browser</h1><p>This page is not the API.</p></body></html>";

pub(crate) fn whole(reply: Reply) -> io::Result<Response<Body>> {
    let body = Full::new(Bytes::from(reply.body)).map_err(|never| match never {}).boxed_unsync();
    respond(reply.status, &reply.headers, body)
}

/// Sends the body in pieces, each after a pause.
fn slow(reply: Reply, chunk: usize, pause: Duration) -> io::Result<Response<Body>> {
    let Reply { status, mut headers, body } = reply;
    headers.push(("content-length", body.len().to_string()));
    let pieces: Vec<Bytes> = body.chunks(chunk.max(1)).map(Bytes::copy_from_slice).collect();
    let frames = stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        Ok(Frame::data(piece))
    });
    respond(status, &headers, StreamBody::new(frames).boxed_unsync())
}

pub(crate) fn respond(status: u16, headers: &[(&'static str, String)], body: Body) -> io::Result<Response<Body>> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, HeaderValue::from_bytes(value.as_bytes()).map_err(io::Error::other)?);
    }
    response.body(body).map_err(io::Error::other)
}
