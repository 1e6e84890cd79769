//! One request and its answer, as a value.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use http::{HeaderName, HeaderValue};

use crate::client::HttpClient;
use crate::error::Error;
use crate::reconcile::{LookUp, Search, Trace};
use crate::request::{CallOptions, Request};
use crate::response::Response;

/// A request that is complete but not sent: it can be stored, cloned and spawned. Await it, or [`send`](Self::send) it.
///
/// ```
/// # use cw_http::{Call, CallOptions, Error};
/// use std::time::Duration;
///
/// # async fn example(call: Call<String>) -> Result<(), Error> {
/// let patient = CallOptions::new().timeout(Duration::from_secs(300));
/// let answer = call.with_options(patient).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<T> {
    http: HttpClient,
    request: Request,
    read: fn(&Response) -> Result<T, Error>,
    trace: Option<Trace>,
}

impl<T> Call<T> {
    /// A call that sends `request` and reads the answer with `read`.
    pub fn new(http: &HttpClient, request: Request, read: fn(&Response) -> Result<T, Error>) -> Self {
        Self { http: http.clone(), request, read, trace: None }
    }

    /// Settings of this call, such as its time-out.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.request = self.request.with_options(options);
        self
    }

    /// Adds a query parameter that has no method here.
    pub fn query(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.request = self.request.set_query(name, value);
        self
    }

    /// Sets a header of this call, such as another `Accept`.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Says where the record of this change is found, should its answer get lost: [`Error::reconcile`] looks there. It takes the
    /// place of what the client itself would look for.
    ///
    /// A list of a client is such a place: the one record in it is then the one that this call made. So it must be a list that
    /// no other record is in or ever was, such as that of the tickets with a mark of yours that is used once. Whether that
    /// holds is not checked.
    pub fn findable_by(mut self, look_up: impl LookUp + 'static) -> Self {
        self.trace = Some(Trace::LookUp(Arc::new(look_up)));
        self
    }

    /// Says why the record of this change cannot be found, should its answer get lost.
    pub fn unfindable(mut self, why: &'static str) -> Self {
        self.trace = Some(Trace::None(why));
        self
    }

    /// What will be sent.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Sends the request and reads the answer.
    ///
    /// # Errors
    /// By [`Error::kind`]: `Credentials` (the login was refused, or a 401 survived a fresh one), `Denied` (403), `NotFound`
    /// (404), `Rejected` (another 4xx), `RateLimited`, `Server`, `Connect`, `Timeout`,
    /// `Interrupted`, `Decode`. `OutcomeUnknown` is a change of which no answer tells whether it happened; one that must not
    /// happen twice (a creation, a script start) was sent once. [`Error::reconcile`] looks what became of it.
    pub async fn send(self) -> Result<T, Error> {
        let Some(trace) = self.trace else {
            return (self.read)(&self.http.send(self.request).await?);
        };
        let (options, settle) = (self.request.options().clone(), self.http.shared().timeouts.settle);
        let answer = self.http.send(self.request).await.and_then(|response| (self.read)(&response));
        answer.map_err(|error| error.with_search(|sent_at| Search::new(&trace, sent_at, settle, &options)))
    }
}

impl<T: 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self { http: self.http.clone(), request: self.request.clone(), read: self.read, trace: self.trace.clone() }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.request).finish()
    }
}
