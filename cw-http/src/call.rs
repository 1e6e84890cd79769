//! One call, from its first try to its answer: pace, credentials, limit, send, decide, again.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::StreamExt;
use http::{HeaderMap, HeaderValue, header};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use crate::auth::{Held, Lease};
use crate::client::{Auth, HttpClient, Shared};
use crate::error::{Error, ErrorKind, Sent};
use crate::excerpt::{cut, excerpt};
use crate::markup::describe;
use crate::quota;
use crate::request::Request;
use crate::response::{Asked, Response};
use crate::retry::{Decision, GiveUp, Outcome, Situation, decide};
use crate::secrets::Secrets;
use crate::service_error::ServiceError;
use crate::trace;
use crate::transport::{BodyStream, TransportError};
use crate::{retry, retry_after};

/// "For ever", in numbers that a clock can add.
const LONGEST_CALL: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// An address to which a redirect leads is shown only so far, in bytes.
const LONGEST_LOCATION: usize = 500;
/// An error body is read only so far.
const ERROR_BODY_BYTES: usize = 64 * 1024;
/// An error body is waited for only so long: what matters is the status, and that is known.
const ERROR_BODY_PATIENCE: Duration = Duration::from_secs(2);

pub(crate) struct Call<'a> {
    client: &'a HttpClient,
    request: Request,
    /// Everything that is the same in every try; each try is built from it afresh.
    url: url::Url,
    body: Option<Bytes>,
    started: Instant,
    deadline: Instant,
    tries: u32,
    failures: u32,
    refusals: u32,
    renewed: bool,
    /// How far the call got over all tries.
    sent: Sent,
    /// When the first try was sent that may have been carried out although no answer says so.
    uncertain_since: Option<Instant>,
    last_sent: Instant,
}

/// How one try ended.
enum End {
    Success {
        status: u16,
        headers: HeaderMap,
        body: Vec<u8>,
    },
    /// An answer other than success, with as much of its body as came.
    Failure {
        status: u16,
        headers: HeaderMap,
        body: Vec<u8>,
    },
    NotSent(TransportError),
    /// The status is known if the connection broke after the head.
    Cut {
        source: Option<TransportError>,
        status: Option<u16>,
    },
    TooLarge {
        status: u16,
        headers: HeaderMap,
    },
}

impl<'a> Call<'a> {
    pub(crate) fn new(client: &'a HttpClient, request: Request) -> Result<Self, Error> {
        let shared = client.shared();
        let name_call = |error: Error| {
            error.with_call(&request.operation().name, &request.operation().method, request.shown_path())
        };
        let url = request.url(&shared.base).map_err(name_call)?;
        let body = request.body_bytes().map_err(name_call)?;
        let started = Instant::now();
        let timeout = request.options().timeout.unwrap_or(shared.timeouts.call);
        let deadline = started + timeout.min(LONGEST_CALL);
        Ok(Self {
            client,
            request,
            url,
            body,
            started,
            deadline,
            tries: 0,
            failures: 0,
            refusals: 0,
            renewed: false,
            sent: Sent::No,
            uncertain_since: None,
            last_sent: started,
        })
    }

    pub(crate) async fn run(
        mut self,
        buffer: Vec<u8>,
        on_head: &mut (dyn FnMut(&HeaderMap) + Send),
    ) -> Result<Response, Error> {
        let span = trace::call_span(&self.request);
        // Boxed: the state of a call is large, and callers put many into their own futures.
        Box::pin(self.run_tries(buffer, on_head).instrument(span)).await
    }

    async fn run_tries(
        &mut self,
        mut buffer: Vec<u8>,
        on_head: &mut (dyn FnMut(&HeaderMap) + Send),
    ) -> Result<Response, Error> {
        self.shared().budget().deposit();
        loop {
            self.wait_for_slot().await.map_err(|error| self.honest(error))?;
            let lease = self.lease().await.map_err(|error| self.honest(error))?;
            let held = lease.as_ref().map(|lease| lease.token.as_ref());
            let sent_at = Instant::now();
            self.last_sent = sent_at;
            let attempt = self.attempt(held, std::mem::take(&mut buffer), on_head).await;
            let end = attempt.map_err(|error| self.honest(error))?;
            self.tries += 1;
            let outcome = self.note(&end, sent_at);
            let cached = lease.as_ref().is_some_and(|lease| lease.from_cache) && self.request.hint(401).is_none();
            let decision = self.decide(outcome, cached);
            trace::try_ended(self.tries, outcome, &decision, sent_at.elapsed(), || self.request_id(&end, held));
            match (decision, end) {
                (Decision::Done, End::Success { status, headers, body }) => {
                    if self.request.is_authenticated() {
                        self.shared().prove();
                    }
                    let asked = Asked {
                        client: self.client.clone(),
                        request: self.request.clone(),
                        token: lease.map(|lease| lease.token),
                        tries: self.tries,
                        sent_at: self.lost_since(),
                    };
                    return Ok(Response::new(status, headers, body, asked));
                }
                (Decision::RenewToken, _) => self.renew(held),
                (Decision::Retry { wait, from_budget }, _) => {
                    if from_budget {
                        self.shared().budget().withdraw();
                    }
                    tokio::time::sleep(wait).await;
                }
                (decision, end) => return Err(self.failed(decision, end, held)),
            }
        }
    }

    fn shared(&self) -> &'a Shared {
        self.client.shared()
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Waits until quota and pacer let this call send: one caller after the other, so that a changed pace holds for all who wait.
    /// A login is not paced: others wait for it.
    async fn wait_for_slot(&self) -> Result<(), Error> {
        if !self.request.is_authenticated() {
            return Ok(());
        }
        self.wait_until_open().await?;
        if let Ok(_turn) = self.shared().turn.try_lock()
            && !self.shared().pacer().is_pacing()
            && self.take_from_quota().is_ok()
        {
            return Ok(());
        }
        let turn = timeout_at(self.deadline, self.shared().turn.lock()).await;
        let _turn = turn.map_err(|_| self.late("the rate is limited, and many calls are waiting"))?;
        while let Err(slot) = self.take_from_quota() {
            self.sleep_until(slot, "the quota that this client keeps to is used up").await?;
        }
        let slot = self.shared().pacer().next_slot();
        if let Some(slot) = slot.map(Instant::from_std) {
            if slot >= self.deadline {
                return Err(self.late("the service is limiting the rate"));
            }
            tokio::time::sleep_until(slot).await;
        }
        self.shared().pacer().sent(Instant::now().into_std());
        Ok(())
    }

    /// Waits while the service takes no more of this operation.
    async fn wait_until_open(&self) -> Result<(), Error> {
        let Some(quota) = &self.shared().quota else { return Ok(()) };
        let name = &self.request.operation().name;
        let closed = || quota.state().closed_until(name, Instant::now().into_std());
        while let Some(until) = closed() {
            self.sleep_until(until, "the service has said that it takes no more of these requests for now").await?;
        }
        Ok(())
    }

    fn take_from_quota(&self) -> Result<(), std::time::Instant> {
        let quota = self.shared().quota.as_ref();
        quota.map_or(Ok(()), |quota| quota.state().take(Instant::now().into_std()))
    }

    async fn sleep_until(&self, slot: std::time::Instant, why: &str) -> Result<(), Error> {
        let slot = Instant::from_std(slot);
        if slot >= self.deadline {
            let wait = slot.saturating_duration_since(Instant::now());
            let error = Error::new(ErrorKind::RateLimited, why).with_retryable(true);
            return Err(self.complete(error.with_retry_after(Some(wait))));
        }
        tokio::time::sleep_until(slot).await;
        Ok(())
    }

    async fn lease(&self) -> Result<Option<Lease>, Error> {
        match &self.shared().auth {
            Auth::Token(cache) if self.request.is_authenticated() => {
                let lease = timeout_at(self.deadline, cache.get(self.client)).await;
                lease.map_err(|_| self.late("the login did not answer in time"))?.map(Some)
            }
            _ => Ok(None),
        }
    }

    fn renew(&mut self, held: Option<&Held>) {
        self.renewed = true;
        if let (Auth::Token(cache), Some(held)) = (&self.shared().auth, held) {
            cache.drop_token(held);
        }
    }

    /// One try. The permit is held until the last byte of the answer; a login needs none, because those who hold one may wait for it.
    async fn attempt(
        &self,
        held: Option<&Held>,
        buffer: Vec<u8>,
        on_head: &mut (dyn FnMut(&HeaderMap) + Send),
    ) -> Result<End, Error> {
        let _permit = if self.request.is_authenticated() {
            let permit = timeout_at(self.deadline, self.shared().in_flight.acquire()).await;
            let permit = permit.map_err(|_| self.late("waiting for a free place among the requests under way"))?;
            self.client.check().map_err(|error| self.complete(error))?;
            Some(permit)
        } else {
            None
        };
        let until = self.deadline.min(Instant::now() + self.shared().timeouts.attempt.min(LONGEST_CALL));
        let mut status = None;
        let exchange = self.exchange(held, buffer, on_head, &mut status, until);
        let end = timeout_at(until, exchange).await;
        Ok(end.unwrap_or(End::Cut { source: None, status }))
    }

    async fn exchange(
        &self,
        held: Option<&Held>,
        buffer: Vec<u8>,
        on_head: &mut (dyn FnMut(&HeaderMap) + Send),
        status: &mut Option<u16>,
        until: Instant,
    ) -> End {
        let response = match self.shared().transport.send(self.http_request(held)).await {
            Ok(response) => response,
            Err(error @ TransportError::NotSent(_)) => return End::NotSent(error),
            Err(error @ TransportError::Cut(_)) => return End::Cut { source: Some(error), status: None },
        };
        let (parts, body) = response.into_parts();
        let code = parts.status.as_u16();
        *status = Some(code);
        if !parts.status.is_success() {
            let body = read_beginning(body, until.min(Instant::now() + ERROR_BODY_PATIENCE)).await;
            return End::Failure { status: code, headers: parts.headers, body };
        }
        on_head(&parts.headers);
        match read_whole(body, &parts.headers, buffer, self.shared().limits.body_bytes).await {
            Ok(Some(body)) => End::Success { status: code, headers: parts.headers, body },
            Ok(None) => End::TooLarge { status: code, headers: parts.headers },
            Err(error) => End::Cut { source: Some(error), status: Some(code) },
        }
    }

    fn http_request(&self, held: Option<&Held>) -> http::Request<Bytes> {
        let mut request = http::Request::new(self.body.clone().unwrap_or_default());
        *request.method_mut() = self.request.operation().method.clone();
        *request.uri_mut() = http::Uri::try_from(self.url.as_str()).unwrap_or_default();
        *request.headers_mut() = self.shared().headers.clone();
        let headers = request.headers_mut();
        if self.body.is_some() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(name) = &self.shared().request_id_header {
            headers.insert(name, random_id());
        }
        for (name, value) in self.request.header_pairs() {
            headers.insert(name, value.clone());
        }
        match (&self.shared().auth, held) {
            (Auth::Header(fixed), _) if self.request.is_authenticated() => {
                headers.insert(header::AUTHORIZATION, fixed.value.clone());
            }
            (_, Some(held)) => {
                headers.insert(header::AUTHORIZATION, held.header.clone());
            }
            _ => {}
        }
        request
    }

    /// Books what the try showed, and says what it came to.
    fn note(&mut self, end: &End, sent_at: Instant) -> Outcome {
        let outcome = end.outcome();
        let (now, sent_at) = (Instant::now().into_std(), sent_at.into_std());
        if let (Some(quota), Some(headers)) = (&self.shared().quota, end.headers()) {
            let told = quota::told(headers, SystemTime::now());
            quota.state().note(&self.request.operation().name, told, now);
        }
        match outcome {
            Outcome::NotSent => self.failures += 1,
            Outcome::Cut => {
                self.failures += 1;
                self.sent = self.sent.max_with(if end.status().is_some() { Sent::Yes } else { Sent::Maybe });
            }
            Outcome::Answered { status: 429, .. } => {
                self.refusals += 1;
                self.sent = Sent::Yes;
                self.shared().pacer().refused(now, sent_at);
            }
            Outcome::Answered { status, .. } => {
                self.failures += u32::from(matches!(status, 502..=504));
                self.sent = Sent::Yes;
                self.shared().pacer().accepted();
            }
        }
        // A 503 that says when to come back was not carried out.
        let gateway_failed = matches!(
            outcome,
            Outcome::Answered { status: 502 | 504, .. } | Outcome::Answered { status: 503, retry_after: None }
        );
        if self.is_change() && (outcome == Outcome::Cut || gateway_failed) {
            self.uncertain_since.get_or_insert(Instant::from_std(sent_at));
        }
        outcome
    }

    fn decide(&self, outcome: Outcome, cached: bool) -> Decision {
        let settings = &self.shared().retry;
        let situation = Situation {
            replay: self.request.operation().replay,
            outcome,
            failures: self.failures,
            refusals: self.refusals,
            may_renew: cached && !self.renewed,
            budget_left: self.shared().budget().has_one(),
            time_left: self.time_left(),
            random: fastrand::f64(),
        };
        match self.request.options().max_tries {
            Some(max_tries) => {
                let max_refusals = settings.max_refusals.min(max_tries);
                decide(&retry::RetrySettings { max_tries, max_refusals, ..settings.clone() }, &situation)
            }
            None => decide(settings, &situation),
        }
    }

    /// The error of a call that is over.
    fn failed(&self, decision: Decision, end: End, held: Option<&Held>) -> Error {
        // The service has seen the change and said something that does not tell what became of it.
        let untold = matches!(end, End::TooLarge { .. }) || matches!(end.status(), Some(300..=399));
        let unknown = (decision == Decision::OutcomeUnknown || untold) && self.is_change();
        let error = self.describe(end, held);
        let error = match decision {
            Decision::GiveUp(why) => self.gave_up(why, error),
            _ => error,
        };
        if unknown { self.as_unknown(error) } else { self.honest(error) }
    }

    /// A change of which an earlier try may have been carried out is never called failed, unless the service has judged the
    /// change itself since.
    fn honest(&self, error: Error) -> Error {
        if self.uncertain_since.is_none() {
            return error;
        }
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::Conflict | ErrorKind::Rejected => {
                error.with_hint("an earlier try of this call got no answer and may have been carried out")
            }
            _ => self.as_unknown(error),
        }
    }

    fn as_unknown(&self, error: Error) -> Error {
        let hint = "the change may or may not have happened; look before asking again";
        error.with_kind(ErrorKind::OutcomeUnknown).with_hint(hint).with_lost_since(self.lost_since())
    }

    /// When the bytes of what may have been carried out first left.
    fn lost_since(&self) -> Instant {
        self.uncertain_since.unwrap_or(self.last_sent)
    }

    /// Whether the request changes something of the service's. A login does not.
    fn is_change(&self) -> bool {
        !self.request.is_read() && self.request.is_authenticated()
    }

    fn describe(&self, end: End, held: Option<&Held>) -> Error {
        let (request_id, status) = (self.request_id(&end, held), end.status());
        let error = match end {
            End::Failure { status, headers, body } => self.refused_with(status, &headers, &body, held),
            End::NotSent(source) => {
                Error::new(ErrorKind::Connect, "no connection to the service").with_source(source).with_retryable(true)
            }
            End::Cut { source: Some(source), .. } => {
                Error::new(ErrorKind::Interrupted, "the connection broke before the answer was complete")
                    .with_source(source)
                    .with_retryable(true)
            }
            End::Cut { source: None, .. } => {
                let waited = self.started.elapsed().as_secs_f64();
                Error::new(ErrorKind::Timeout, format!("no complete answer in time ({waited:.1} s)"))
                    .with_retryable(true)
            }
            End::TooLarge { status, headers } | End::Success { status, headers, .. } => {
                let kind = header_text(&headers, &header::CONTENT_TYPE);
                let kind = kind
                    .map_or_else(|| "no content type".to_owned(), |kind| excerpt(kind.as_bytes(), &self.secrets(held)));
                let bound = self.shared().limits.body_bytes;
                let what = format!("answered {status} with more than the bound of {bound} bytes ({kind})");
                Error::new(ErrorKind::TooLarge, what)
            }
        };
        let error = if let Some(status) = status { error.with_status(status) } else { error };
        self.complete(error).with_request_id(request_id)
    }

    fn refused_with(&self, status: u16, headers: &HeaderMap, body: &[u8], held: Option<&Held>) -> Error {
        let secrets = self.secrets(held);
        let service = ServiceError::without(&secrets, body);
        let wordless = service.is_empty();
        let beginning = excerpt(body, &secrets);
        let mut error = Error::of_status(status, service)
            .with_location(
                header_text(headers, &header::LOCATION)
                    .map(|location| cut(&secrets.scrub(&location), LONGEST_LOCATION)),
            )
            .with_retry_after(wait_asked_for(status, headers))
            .with_retryable(matches!(status, 429 | 502..=504));
        if wordless && !beginning.is_empty() {
            error = error.with_message(format!("answered {status} with {}", describe(headers, body, &secrets)));
        }
        if let (Some(location), ErrorKind::Redirect) = (error.location().map(str::to_owned), error.kind()) {
            error =
                error.with_message(format!("answered {status} with a redirect to {location}, which is not followed"));
        }
        let general = self.shared().unauthorized_hint.as_deref().filter(|_| status == 401);
        let hint = self.request.hint(status).or(general).filter(|_| self.request.is_authenticated());
        if let Some(hint) = hint {
            error = error.with_hint(hint);
        }
        let error = error.with_body(beginning);
        if self.request.is_authenticated() { self.shared().explain(error) } else { error }
    }

    fn secrets(&self, held: Option<&Held>) -> Secrets {
        self.shared().secrets(&self.request, held)
    }

    /// The id that the service gave the request. It comes from outside, and could repeat what was sent.
    fn request_id(&self, end: &End, held: Option<&Held>) -> Option<String> {
        end.headers().and_then(trace::request_id).map(|id| self.secrets(held).scrub(&id))
    }

    fn gave_up(&self, why: GiveUp, error: Error) -> Error {
        match why {
            GiveUp::TriesSpent => error,
            GiveUp::BudgetSpent => {
                error.with_hint("not tried again: too many calls of this client are failing at the moment")
            }
            GiveUp::WaitTooLong { wait } => {
                let left = self.time_left().as_secs_f64();
                error
                    .with_retry_after(Some(wait))
                    .with_retryable(true)
                    .with_hint(format!("the wait does not fit into the {left:.1} s that the call has left"))
            }
        }
    }

    /// Time ran out while nothing of this try had been sent yet.
    fn late(&self, what: &str) -> Error {
        self.complete(Error::new(ErrorKind::Timeout, what).with_retryable(true))
    }

    fn complete(&self, error: Error) -> Error {
        let operation = self.request.operation();
        error
            .with_call(&operation.name, &operation.method, self.request.shown_path())
            .with_sent(self.sent)
            .with_tries(self.tries)
    }
}

impl End {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Success { status, .. } | Self::TooLarge { status, .. } => {
                Outcome::Answered { status: *status, retry_after: None }
            }
            Self::Failure { status, headers, .. } => {
                Outcome::Answered { status: *status, retry_after: wait_asked_for(*status, headers) }
            }
            Self::NotSent(_) => Outcome::NotSent,
            Self::Cut { .. } => Outcome::Cut,
        }
    }

    fn status(&self) -> Option<u16> {
        match self {
            Self::Success { status, .. } | Self::Failure { status, .. } | Self::TooLarge { status, .. } => {
                Some(*status)
            }
            Self::Cut { status, .. } => *status,
            Self::NotSent(_) => None,
        }
    }

    fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Success { headers, .. } | Self::Failure { headers, .. } | Self::TooLarge { headers, .. } => {
                Some(headers)
            }
            _ => None,
        }
    }
}

impl Sent {
    fn max_with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Maybe, _) | (_, Self::Maybe) => Self::Maybe,
            _ => Self::No,
        }
    }
}

/// The whole body, or nothing if it is larger than the bound.
async fn read_whole(
    mut body: BodyStream,
    headers: &HeaderMap,
    mut buffer: Vec<u8>,
    bound: usize,
) -> Result<Option<Vec<u8>>, TransportError> {
    buffer.clear();
    if let Some(length) = header_text(headers, &header::CONTENT_LENGTH).and_then(|text| text.parse::<usize>().ok()) {
        if length > bound {
            return Ok(None);
        }
        // A wrong length must not cost memory ahead of the bytes.
        buffer.reserve_exact(length.min(bound / BIG));
    }
    while let Some(piece) = body.next().await {
        let piece = piece?;
        if buffer.len() + piece.len() > bound {
            return Ok(None);
        }
        make_room(&mut buffer, piece.len(), bound);
        buffer.extend_from_slice(&piece);
    }
    Ok(Some(buffer))
}

/// A body is big from this part of the bound on.
const BIG: usize = 8;

/// Doubles the buffer, and makes it as large as it may ever get once it is big: while a buffer moves, the old and the new one are
/// held, and these must not be two of nearly the largest size. What is not written to costs no memory on most systems.
fn make_room(buffer: &mut Vec<u8>, more: usize, bound: usize) {
    let needed = buffer.len() + more;
    if needed > buffer.capacity() {
        let doubled = needed.max(2 * buffer.capacity());
        let size = if doubled > bound / BIG { bound.max(needed) } else { doubled };
        buffer.reserve_exact(size - buffer.len());
    }
}

/// As much of an error body as is worth reading; one that is cut or stalls is as good as it came, since the status is known.
async fn read_beginning(mut body: BodyStream, until: Instant) -> Vec<u8> {
    let mut beginning = Vec::new();
    while let Ok(Some(Ok(piece))) = timeout_at(until, body.next()).await {
        let room = ERROR_BODY_BYTES - beginning.len();
        beginning.extend_from_slice(&piece[..piece.len().min(room)]);
        if beginning.len() >= ERROR_BODY_BYTES {
            break;
        }
    }
    beginning
}

/// How long the service asks to wait: by `Retry-After`, or where it limits the rate, by the headers of its quota.
fn wait_asked_for(status: u16, headers: &HeaderMap) -> Option<Duration> {
    let now = SystemTime::now();
    let retry_after = headers.get(header::RETRY_AFTER).and_then(|value| retry_after::parse(value.to_str().ok()?, now));
    retry_after.or_else(|| quota::told(headers, now).reset.filter(|_| status == 429))
}

/// A random UUID.
fn random_id() -> HeaderValue {
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let id = format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    // Digits and dashes are legal in any header.
    HeaderValue::try_from(id).unwrap_or_else(|_| HeaderValue::from_static("0"))
}

fn header_text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
