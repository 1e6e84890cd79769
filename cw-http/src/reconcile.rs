//! What became of a change whose answer was lost. It is looked for by reading, and never sent again.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep_until};

use crate::error::{Error, ErrorKind};
use crate::request::CallOptions;

/// How long to wait between the first two looks; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// What became of a change whose answer was lost; see [`Error::reconcile`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "only `DidNotHappen` allows to send it again"]
pub enum Fate<T> {
    /// It happened: this is the record that shows it.
    Happened(T),
    /// Nothing of it was there, and the time in which a request that is under way still takes effect has passed. It may be sent
    /// again.
    DidNotHappen,
    /// Nobody can say, for this reason. Sending it again may do it twice.
    CannotTell(String),
}

/// Where and how the record of a change is found again.
#[async_trait]
pub trait LookUp: Send + Sync {
    /// Looks once, and only reads. What was there before the change was sent is not what it made.
    ///
    /// # Errors
    /// If nothing could be read. That says nothing about the change.
    async fn look(&self, lost: &Lost) -> Result<Seen, Error>;
}

/// What one look shows of a change.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Seen {
    /// Nothing, and were it carried out by now, there would be something.
    Nothing,
    /// The one record that it must have made.
    Record(Box<RawValue>),
    /// Neither, for this reason: several records could be it, or such changes do not show at once.
    Unclear(String),
}

/// A change whose answer was lost: when that was.
#[derive(Debug, Clone)]
pub struct Lost {
    sent_at: Instant,
    lost_at: Instant,
    settle: Duration,
    timeout: Option<Duration>,
}

impl Lost {
    /// How long ago its bytes may first have left.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.sent_at.elapsed()
    }

    /// Settings for the requests that look for it: each may take as long as the whole change was given.
    #[must_use]
    pub fn options(&self) -> CallOptions {
        self.timeout.map_or_else(CallOptions::new, |timeout| CallOptions::new().timeout(timeout))
    }

    fn settled_at(&self) -> Instant {
        self.lost_at + self.settle
    }
}

/// How a change can be looked for, before it is known whether that is needed.
#[derive(Clone)]
pub(crate) enum Trace {
    LookUp(Arc<dyn LookUp>),
    /// It leaves nothing to be found by, for this reason.
    None(&'static str),
}

/// What an error of unknown outcome keeps in order to look for the change.
#[derive(Clone)]
pub(crate) struct Search {
    lost: Lost,
    trace: Trace,
}

impl Search {
    pub(crate) fn new(trace: &Trace, sent_at: Instant, settle: Duration, options: &CallOptions) -> Self {
        let lost = Lost { sent_at, lost_at: Instant::now(), settle, timeout: options.timeout };
        Self { lost, trace: trace.clone() }
    }

    /// Looks until there is something to say, or no later look could show more.
    async fn run(&self) -> Result<Seen, Error> {
        let look_up = match &self.trace {
            Trace::LookUp(look_up) => look_up,
            Trace::None(why) => return Ok(Seen::Unclear((*why).to_owned())),
        };
        let mut pause = FIRST_PAUSE;
        loop {
            let settled_at = self.lost.settled_at();
            let is_last = Instant::now() >= settled_at;
            match look_up.look(&self.lost).await {
                Ok(Seen::Record(record)) => return Ok(Seen::Record(record)),
                Err(error) if is_last || !error.is_retryable() => return Err(error),
                seen if is_last => return seen,
                _ => sleep_until((Instant::now() + pause).min(settled_at)).await,
            }
            pause *= 2;
        }
    }
}

impl Error {
    /// Whether [`reconcile`](Self::reconcile) has a place to look at. If not, it answers that it cannot tell, and why.
    #[must_use]
    pub fn can_reconcile(&self) -> bool {
        matches!(self.search(), Some(Search { trace: Trace::LookUp(_), .. }))
    }

    /// Finds out what became of a change that ended as [`OutcomeUnknown`](ErrorKind::OutcomeUnknown): reads where its record
    /// would be, and answers with that record as `T`, the type of the call's own answer. Nothing is ever written.
    ///
    /// ```
    /// # use cw_http::{Call, Error, ErrorKind, Fate};
    /// # #[derive(serde::Deserialize)]
    /// # struct Ticket;
    /// /// Creates the ticket once: a second time only if the first surely came to nothing.
    /// async fn create(call: Call<Ticket>) -> Result<Ticket, Error> {
    ///     loop {
    ///         let error = match call.clone().send().await {
    ///             Err(error) if error.kind() == ErrorKind::OutcomeUnknown => error,
    ///             answer => return answer,
    ///         };
    ///         match error.reconcile().await? {
    ///             Fate::Happened(ticket) => return Ok(ticket),
    ///             Fate::DidNotHappen => continue,
    ///             // Somebody has to look: sending it again may do it twice.
    ///             _ => return Err(error),
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// A look finds a record at once. That there is none counts only when the [settle time](crate::Timeouts::settle) since the
    /// loss has passed: until then it looks again, since the request may still be on its way through the service.
    /// [`Fate::DidNotHappen`] so means that it was not carried out by then. It does not mean that a service which takes longer than
    /// that for one request will never do it; where that matters, set a longer time.
    ///
    /// # Errors
    /// `OutcomeUnknown` again if the look-up failed or what it found cannot be read, with the cause as
    /// [source](StdError::source): a failed look is no reason to send anything. It can be reconciled once more.
    pub async fn reconcile<T: DeserializeOwned>(&self) -> Result<Fate<T>, Self> {
        let Some(search) = self.search() else {
            let why = match self.kind() {
                ErrorKind::OutcomeUnknown => "nothing is known by which the change could be found again",
                _ => "the error says what became of the change",
            };
            return Ok(Fate::CannotTell(why.to_owned()));
        };
        match search.run().await {
            Ok(Seen::Nothing) => Ok(Fate::DidNotHappen),
            Ok(Seen::Unclear(why)) => Ok(Fate::CannotTell(why)),
            Ok(Seen::Record(record)) => match serde_json::from_str(record.get()) {
                Ok(record) => Ok(Fate::Happened(record)),
                Err(error) => {
                    Err(self.still_unknown("it happened, but the record that shows it cannot be read", error))
                }
            },
            Err(error) => Err(self.still_unknown("looking for what became of it failed", error)),
        }
    }

    fn still_unknown(&self, what: &str, cause: impl StdError + Send + Sync + 'static) -> Self {
        self.clone().with_message(format!("{}; {what}: {cause}", self.message())).with_source(cause)
    }
}
