//! Exchanges that break: where, and how the client meets it.

use std::future::{pending, ready};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Response, Version};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;

use crate::fault::{BreakAt, BreakHow};
use crate::reply::Reply;
use crate::server::{Body, respond, whole};

/// Whether a connection is to be torn down rather than closed, once it ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tear(Arc<AtomicBool>);

impl Tear {
    pub(crate) fn is_wanted(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    fn want(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// No answer.
pub(crate) async fn unanswered(how: BreakHow, tear: &Tear) -> io::Result<Response<Body>> {
    match how {
        BreakHow::Wait => pending().await,
        BreakHow::Reset => tear.want(),
        BreakHow::Close | BreakHow::GoodEnd => {}
    }
    Err(dropped())
}

/// As much of the answer as comes through.
pub(crate) fn answer(reply: Reply, at: BreakAt, how: BreakHow, tear: &Tear) -> io::Result<Response<Body>> {
    let Reply { status, mut headers, mut body } = reply;
    let length = body.len();
    body.truncate(if at == BreakAt::HalfBody { length / 2 } else { 0 });
    if how == BreakHow::GoodEnd && body.is_empty() {
        return whole(Reply { status, headers, body });
    }
    let begun = stream::once(ready(Ok(Frame::data(Bytes::from(body)))));
    if how == BreakHow::GoodEnd {
        let mut response = respond(status, &headers, StreamBody::new(begun).boxed_unsync())?;
        // Without a length, and without chunks, which this version has not: the body ends where the connection does.
        *response.version_mut() = Version::HTTP_10;
        return Ok(response);
    }
    headers.push(("content-length", length.to_string()));
    let tear = tear.clone();
    let end = stream::once(async move {
        if how == BreakHow::Wait {
            return pending().await;
        }
        // Lets what there is leave first: an error at once would take it down too.
        tokio::time::sleep(Duration::from_millis(5)).await;
        if how == BreakHow::Reset {
            tear.want();
        }
        Err(dropped())
    });
    respond(status, &headers, StreamBody::new(begun.chain(end)).boxed_unsync())
}

fn dropped() -> io::Error {
    io::Error::other("the connection is dropped on purpose")
}
