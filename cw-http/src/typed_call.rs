//! One request and its answer, as a value.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use http::{HeaderName, HeaderValue};

use crate::client::HttpClient;
use crate::error::Error;
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
}

impl<T> Call<T> {
    /// A call that sends `request` and reads the answer with `read`.
    pub fn new(http: &HttpClient, request: Request, read: fn(&Response) -> Result<T, Error>) -> Self {
        Self { http: http.clone(), request, read }
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
    /// happen twice (a creation, a script start) was sent once.
    pub async fn send(self) -> Result<T, Error> {
        (self.read)(&self.http.send(self.request).await?)
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
        Self { http: self.http.clone(), request: self.request.clone(), read: self.read }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.request).finish()
    }
}
