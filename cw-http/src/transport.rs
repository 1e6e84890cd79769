//! The one seam to the network: an object-safe async function from a request to an answer whose body is still to be read.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;

use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;

/// The pieces of an answer's body as they arrive.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// Sends one request once. Retries, time-outs, credentials and limits are not its business.
#[async_trait]
pub trait Transport: Send + Sync + fmt::Debug {
    /// Sends the request and answers as soon as the head of the response is there.
    ///
    /// # Errors
    /// When no response comes. [`TransportError::NotSent`] only if surely nothing left.
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError>;
}

/// Why there is no answer, or not all of it.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// Surely nothing was sent: name look-up, connection or TLS failed.
    NotSent(Box<dyn StdError + Send + Sync>),
    /// The connection broke after bytes may have left.
    Cut(Box<dyn StdError + Send + Sync>),
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(_) => f.write_str("no connection"),
            Self::Cut(_) => f.write_str("the connection broke"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NotSent(source) | Self::Cut(source) => Some(source.as_ref()),
        }
    }
}
