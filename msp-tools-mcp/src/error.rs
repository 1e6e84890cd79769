//! Why a server stopped serving.

use std::io;

use rmcp::service::ServerInitializeError;

/// Why a server cannot serve, or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The client went away before a session began, or began it in a way that cannot be understood.
    #[error("no session could be begun: {0}")]
    Handshake(#[source] Box<ServerInitializeError>),
    /// The listener does not work.
    #[error("cannot listen: {0}")]
    Listen(#[from] io::Error),
    /// Others than this machine could reach the server, and nobody would have to say who they are.
    #[error("{0} can be reached from other machines: a token is needed there")]
    Open(std::net::SocketAddr),
}
