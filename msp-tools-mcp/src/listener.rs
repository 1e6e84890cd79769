//! Plain HTTP: connections, and what is answered on them.

use std::{convert::Infallible, future::Future, sync::Arc, time::Duration};

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

pub(crate) type Body = BoxBody<Bytes, Infallible>;

/// Accepts connections for as long as it is polled, and has `of` answer what comes on them; they end with it.
pub(crate) async fn accept<S, F>(
    listener: &TcpListener,
    of: Arc<S>,
    answer: fn(Arc<S>, Request<Incoming>) -> F,
) -> Infallible
where
    S: Send + Sync + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, Arc::clone(&of), answer));
            }
            // Out of file descriptors, most likely: some will be free again soon.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection<S, F>(stream: TcpStream, of: Arc<S>, answer: fn(Arc<S>, Request<Incoming>) -> F)
where
    F: Future<Output = Response<Body>>,
{
    // Without it the conversation is slower, and no more than that.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let response = answer(Arc::clone(&of), request);
        async { Ok::<_, Infallible>(response.await) }
    });
    // With a timer, those who never finish their request are not waited for.
    let mut http = http1::Builder::new();
    if let Err(error) = http.timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// An answer in a few words.
pub(crate) fn plain(status: StatusCode, words: &'static str) -> Response<Body> {
    whole(status, Bytes::from_static(words.as_bytes()))
}

/// An answer as it is.
pub(crate) fn whole(status: StatusCode, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Full::new(body).boxed());
    *response.status_mut() = status;
    response
}
