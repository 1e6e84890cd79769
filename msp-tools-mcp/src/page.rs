//! Pages on which a person answers in a browser, for clients that can open one but show no forms.
//!
//! The address of a page holds a secret of 128 bits. Who knows it may answer that one request, as the principal of the session:
//! it is handed to the client for its user, and to nobody else.

use std::{
    collections::HashMap,
    fmt, io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Bytes, Incoming};
use msp_tools_core::{Approval, ApprovalDesk, Principal, Timestamp};
use tokio::{net::TcpListener, sync::OnceCell};
use tokio_util::sync::{CancellationToken, DropGuard};
use url::form_urlencoded;

use crate::{
    asking,
    listener::{self, Body},
};

/// Where pages are, followed by their secret.
const PATH: &str = "/approve/";
/// A longer answer is refused.
const LONGEST_ANSWER: usize = 4 << 10;
/// Nothing but the page itself: no scripts, nothing from elsewhere, in no frame.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The pages of a server. They listen on this machine alone, from the first one on.
pub(crate) struct Pages {
    open: Arc<Open>,
    base: OnceCell<String>,
    closed: CancellationToken,
    _close: DropGuard,
}

/// The pages that wait for an answer, by their secret.
#[derive(Default)]
struct Open(Mutex<HashMap<String, Page>>);

#[derive(Clone)]
struct Page {
    desk: ApprovalDesk,
    approval: Approval,
    by: Principal,
}

impl Pages {
    pub(crate) fn new() -> Self {
        let closed = CancellationToken::new();
        Self { open: Arc::default(), base: OnceCell::new(), _close: closed.clone().drop_guard(), closed }
    }

    /// Opens a page on which `by` answers a request, and returns its address.
    pub(crate) async fn open(&self, desk: &ApprovalDesk, approval: &Approval, by: &Principal) -> io::Result<String> {
        let base = self.base.get_or_try_init(|| self.listen()).await?;
        let secret = format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
        let address = format!("{base}{secret}");
        let page = Page { desk: desk.clone(), approval: approval.clone(), by: by.clone() };
        let mut open = self.open.lock();
        let now = Timestamp::now();
        open.retain(|_, page| page.approval.request.expires_at > now);
        open.insert(secret, page);
        Ok(address)
    }

    async fn listen(&self) -> io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}{PATH}", listener.local_addr()?);
        let open = Arc::clone(&self.open);
        let serve = async move { listener::accept(&listener, open, Open::answer).await };
        tokio::spawn(self.closed.clone().run_until_cancelled_owned(serve));
        Ok(base)
    }
}

impl Open {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Page>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Response<Body> {
        let secret = request.uri().path().strip_prefix(PATH).unwrap_or_default().to_owned();
        let page = self.lock().get(&secret).cloned();
        let response = match (page, request.method().clone()) {
            (None, _) => shown(StatusCode::NOT_FOUND, "There is nothing to answer here any more."),
            (Some(page), Method::GET) => page.ask(),
            (Some(page), Method::POST) => {
                let response = page.take(request).await;
                if response.status() == StatusCode::OK {
                    self.lock().remove(&secret);
                }
                response
            }
            (Some(_), _) => shown(StatusCode::METHOD_NOT_ALLOWED, "This cannot be done here."),
        };
        guarded(response)
    }
}

impl Page {
    /// The question, and how to answer it.
    fn ask(&self) -> Response<Body> {
        let question = escaped(&asking::question(&self.approval));
        let form = format!(
            "<pre>{question}</pre><form method=post><p><label>Reason <input name=reason maxlength=500 size=50></label>\
             <p><button name=answer value=approve>Approve and run it</button> <button name=answer value=deny>Deny</button></form>"
        );
        listener::whole(StatusCode::OK, document(&form))
    }

    /// Takes the answer. The page is done with unless that fails.
    async fn take(&self, request: Request<Incoming>) -> Response<Body> {
        let Ok(body) = Limited::new(request.into_body(), LONGEST_ANSWER).collect().await else {
            return shown(StatusCode::PAYLOAD_TOO_LARGE, "The answer is too long.");
        };
        let body = body.to_bytes();
        let field = |name: &str| form_urlencoded::parse(&body).find(|(key, _)| key == name).map(|(_, value)| value);
        let reason = field("reason").filter(|reason| !reason.trim().is_empty());
        let Self { desk, approval, by } = self;
        let answered = match field("answer").as_deref() {
            Some("approve") => desk.approve(approval.id(), &approval.digest, by, reason.as_deref()).await,
            Some("deny") => desk.deny(approval.id(), by, reason.as_deref()).await,
            _ => return shown(StatusCode::BAD_REQUEST, "This is no answer."),
        };
        match answered {
            Ok(approval) => shown(StatusCode::OK, &format!("This is {}. You can close the page.", approval.state)),
            Err(error) => shown(StatusCode::CONFLICT, error.message()),
        }
    }
}

fn shown(status: StatusCode, words: &str) -> Response<Body> {
    listener::whole(status, document(&format!("<p>{}", escaped(words))))
}

fn document(body: &str) -> Bytes {
    let head = "<!doctype html><meta charset=utf-8><title>Approval</title>\
                <style>body{font:16px sans-serif;max-width:50em;margin:3em auto}pre{white-space:pre-wrap}</style>";
    format!("{head}<h1>Approval</h1>{body}").into()
}

/// Text that stays text within HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Keeps the page and its address to the browser that shows it.
fn guarded(mut response: Response<Body>) -> Response<Body> {
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}
