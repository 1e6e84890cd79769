//! Who calls, until when, and who follows along.

use std::{
    collections::BTreeMap,
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::{ErrorKind, Sent, ToolError, guards::Meter, text::one_line};

/// A person or a program that asks for something or answers for it: `agent:triage`, `maria`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Principal(Arc<str>);

impl Principal {
    /// A principal by name. Surrounding space and control characters do not count.
    pub fn new(name: impl AsRef<str>) -> Self {
        Self(one_line(name.as_ref()).into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both names mean the same person. Case does not matter: `Maria` is not a second person beside `maria`.
    pub fn is_same_person(&self, other: &Self) -> bool {
        self.person() == other.person()
    }

    /// One spelling for all that mean the same person, to look them up by.
    pub fn person(&self) -> String {
        self.0.to_lowercase()
    }
}

impl<T: AsRef<str>> From<T> for Principal {
    fn from(name: T) -> Self {
        Self::new(name)
    }
}

impl From<Principal> for String {
    fn from(principal: Principal) -> Self {
        principal.0.as_ref().to_owned()
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One step of a long call, for people to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Progress {
    /// What is going on: `kiosk: script is running`.
    pub message: String,
    /// How much is done, in steps.
    pub done: Option<u64>,
    /// How many steps there are.
    pub total: Option<u64>,
}

impl Progress {
    /// A step in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), done: None, total: None }
    }

    /// Says how many of how many steps are done.
    #[must_use]
    pub fn with_steps(mut self, done: u64, total: u64) -> Self {
        self.done = Some(done);
        self.total = Some(total);
        self
    }
}

type Follow = dyn Fn(&Progress) + Send + Sync;

/// A company (a client of the provider) by its id in one product: ids of two products have nothing to do with each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Company {
    /// The product, as in [`ToolSpec::integration`](crate::ToolSpec::integration).
    pub integration: String,
    /// Its id there.
    pub id: String,
}

impl Company {
    /// The company of that id in that product.
    pub fn new(integration: impl Into<String>, id: impl fmt::Display) -> Self {
        Self { integration: integration.into(), id: id.to_string() }
    }
}

impl fmt::Display for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.integration, self.id)
    }
}

/// Who calls, in which session, for which company, until when, and who follows along. Cheap to clone; clones share the
/// cancellation.
#[derive(Clone)]
pub struct CallContext {
    principal: Principal,
    session: Option<Arc<str>>,
    companies: Option<Arc<BTreeMap<String, String>>>,
    deadline: Option<Instant>,
    progress: Option<Arc<Follow>>,
    cancellation: CancellationToken,
    /// The operator's, for this run alone.
    stop: CancellationToken,
    meter: Option<Arc<Meter>>,
    most_targets: Option<u32>,
}

impl CallContext {
    /// A call by that principal, without session or deadline, whose progress nobody follows.
    pub fn new(principal: impl Into<Principal>) -> Self {
        Self {
            principal: principal.into(),
            session: None,
            companies: None,
            deadline: None,
            progress: None,
            cancellation: CancellationToken::new(),
            stop: CancellationToken::new(),
            meter: None,
            most_targets: None,
        }
    }

    /// Names the session (a conversation, a run) that the call belongs to.
    #[must_use]
    pub fn with_session(mut self, session: impl AsRef<str>) -> Self {
        self.session = Some(session.as_ref().into());
        self
    }

    /// Binds the call to a company: whatever belongs to another, or to nobody knows whom, is answered as if it did not
    /// exist. Once for each product in which the company has an id; in a product without one, nothing is left.
    #[must_use]
    pub fn with_company(mut self, company: Company) -> Self {
        let companies = Arc::make_mut(self.companies.get_or_insert_default());
        companies.insert(company.integration, company.id);
        self
    }

    /// Sets the moment after which the caller no longer waits. Nothing is started after it; tools pass
    /// [`remaining`](Self::remaining) on to whatever they wait for.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets who is told of progress. Called from within the tool: it must return quickly.
    #[must_use]
    pub fn with_progress(mut self, follow: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(follow));
        self
    }

    /// Who asks.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The session, if there is one.
    pub fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// Whether the call is bound to a company.
    pub fn is_company_bound(&self) -> bool {
        self.companies.is_some()
    }

    /// Id of the company that the call is bound to, in that product. `None` either if the call is not
    /// [bound](Self::is_company_bound), or if it is and the company is unknown there: nothing may be shown then.
    pub fn company(&self, integration: &str) -> Option<&str> {
        self.companies.as_ref()?.get(integration).map(String::as_str)
    }

    /// The companies that the call is bound to, one a product.
    pub(crate) fn companies(&self) -> impl Iterator<Item = Company> {
        self.companies.iter().flat_map(|ids| ids.iter()).map(|(integration, id)| Company::new(integration, id))
    }

    /// Most targets of a call that runs by itself, as the gate has it that the call goes through
    /// ([`Limits::targets_per_call`](crate::Limits::targets_per_call)). `None` where there is no such limit.
    ///
    /// More targets that somebody named and counted need a person. A tool that finds targets by itself, such as all devices of
    /// a company, refuses to plan for more ([`ErrorKind::Limit`]): nobody has counted those.
    pub fn most_targets(&self) -> Option<u32> {
        self.most_targets
    }

    /// The context in which the gate runs a tool: it can be stopped, and requests are counted.
    pub(crate) fn metered(&self, stop: CancellationToken, meter: Arc<Meter>, most_targets: Option<u32>) -> Self {
        Self { stop, meter: Some(meter), most_targets, ..self.clone() }
    }

    /// How long the caller still waits; zero once the deadline has passed, `None` if there is no deadline.
    pub fn remaining(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Tells whoever follows how far the call is.
    pub fn report(&self, progress: &Progress) {
        if let Some(follow) = &self.progress {
            follow(progress);
        }
    }

    /// Gives up the call, for all clones of this context. Tools stop as soon as they safely can.
    pub fn cancel(&self) {
        self.cancellation.cancel();
    }

    /// Whether the caller gave up, or the operator stopped the call.
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled() || self.stop.is_cancelled()
    }

    /// Waits until the caller gives up or the operator stops the call; for ever, if that does not happen.
    pub async fn cancelled(&self) {
        let mut stopped = pin!(self.stop.cancelled());
        let mut given_up = pin!(self.cancellation.cancelled());
        poll_fn(|cx| if stopped.as_mut().poll(cx).is_ready() { Poll::Ready(()) } else { given_up.as_mut().poll(cx) })
            .await;
    }

    /// Waits until the caller gives up, the operator stops the call, or its time is up.
    pub async fn unwanted(&self) {
        match self.remaining() {
            // Which of them it was makes no difference.
            Some(left) => drop(tokio::time::timeout(left, self.cancelled()).await),
            None => self.cancelled().await,
        }
    }

    /// Does what can be left undone: no longer than somebody waits for it.
    ///
    /// # Errors
    /// Those of `work`, and as for [`ensure_wanted`](Self::ensure_wanted).
    pub async fn while_wanted<T>(&self, work: impl Future<Output = Result<T, ToolError>>) -> Result<T, ToolError> {
        tokio::select! {
            biased;
            done = work => done,
            () = self.unwanted() => Err(self.ensure_wanted().err().unwrap_or_else(|| {
                ToolError::new(ErrorKind::Cancelled, "the time for the call was up").with_sent(Sent::No)
            })),
        }
    }

    /// Waits so long, unless nobody waits for the result any more. Says whether somebody does.
    pub async fn pause(&self, duration: Duration) -> bool {
        tokio::time::timeout(duration, self.unwanted()).await.is_err()
    }

    /// Checks that the next step is still wanted. Tools call this before each step that can be left undone: between
    /// the targets of a batch above all, since this is where the operator's
    /// [stop](crate::Registry::freeze) takes hold. A batch that was begun then answers with what it did and what it left
    /// undone, not with this error, which says that nothing happened.
    ///
    /// # Errors
    /// [`ErrorKind::Cancelled`] if the caller gave up or the deadline has passed; [`ErrorKind::Frozen`] if the operator
    /// stopped the call.
    pub fn ensure_wanted(&self) -> Result<(), ToolError> {
        if self.stop.is_cancelled() {
            return Err(ToolError::new(ErrorKind::Frozen, "the operator stopped this").with_sent(Sent::No));
        }
        let reason = if self.is_cancelled() {
            "the caller gave up before this was started"
        } else if self.remaining().is_some_and(|left| left.is_zero()) {
            "the time for the call was up before this was started"
        } else {
            return Ok(());
        };
        Err(ToolError::new(ErrorKind::Cancelled, reason).with_sent(Sent::No))
    }

    /// Counts a request to the service, right before it is sent. Tools call this before each one, so that no call sends
    /// more than the host allows; the first is counted when the call starts. Checks that it is wanted, too.
    ///
    /// # Errors
    /// As for [`ensure_wanted`](Self::ensure_wanted), and [`ErrorKind::Limit`] if there have been too many.
    pub fn count_request(&self) -> Result<(), ToolError> {
        self.ensure_wanted()?;
        self.meter.as_ref().map_or(Ok(()), |meter| meter.count())
    }
}

impl fmt::Debug for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallContext")
            .field("principal", &self.principal)
            .field("session", &self.session)
            .field("companies", &self.companies)
            .field("remaining", &self.remaining())
            .field("cancelled", &self.is_cancelled())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn spelling_does_not_make_a_second_person() {
        assert!(Principal::new("Maria ").is_same_person(&Principal::new("maria")));
        assert!(Principal::new("ma\u{200b}").is_same_person(&Principal::new("ma")));
        assert!(!Principal::new("maria").is_same_person(&Principal::new("mario")));
    }

    #[test]
    fn a_cancelled_or_late_call_is_not_wanted() {
        let cx = CallContext::new("maria");
        assert!(cx.ensure_wanted().is_ok());
        assert_eq!(cx.remaining(), None);
        cx.clone().cancel();
        assert_eq!(cx.ensure_wanted().unwrap_err().kind(), ErrorKind::Cancelled);

        let late = CallContext::new("maria").with_deadline(Instant::now());
        assert_eq!(late.ensure_wanted().unwrap_err().kind(), ErrorKind::Cancelled);
    }

    #[test]
    fn progress_reaches_the_follower() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let cx = CallContext::new("maria").with_progress(move |step| sink.lock().unwrap().push(step.clone()));
        cx.report(&Progress::new("half").with_steps(1, 2));
        let seen = seen.lock().unwrap();
        assert_eq!((seen[0].message.as_str(), seen[0].done, seen[0].total), ("half", Some(1), Some(2)));
    }
}
