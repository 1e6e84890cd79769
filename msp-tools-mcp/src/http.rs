//! Streamable HTTP: who may come in, and as whom.

use std::{
    collections::HashMap,
    fmt,
    future::Future,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use hyper::{body::Incoming, service::Service as _};
use hyper_util::service::TowerToHyperService;
use msp_tools_core::Principal;
use rmcp::transport::{
    StreamableHttpServerConfig, StreamableHttpService, streamable_http_server::session::local::LocalSessionManager,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    Connection, ServeError, Server, Token,
    listener::{self, Body},
};

/// Where clients post their messages.
const PATH: &str = "/mcp";

type Sessions = TowerToHyperService<StreamableHttpService<Connection, LocalSessionManager>>;

/// Who may use a server over HTTP, and as whom.
///
/// Whoever comes shows a token. Requests have to name this machine as their host, and those of a browser have to come from
/// a page of this machine: so a page from elsewhere cannot reach the server through the browser of its user.
#[derive(Clone)]
#[must_use]
pub struct Access {
    tokens: HashMap<[u8; 32], Principal>,
    anybody: Option<Principal>,
    hosts: Vec<String>,
}

impl Access {
    /// Whoever shows the token is that principal.
    pub fn token(token: &Token, principal: impl Into<Principal>) -> Self {
        let nobody = Self { tokens: HashMap::new(), anybody: None, hosts: Vec::new() };
        nobody.and_token(token, principal)
    }

    /// Whoever shows this other token is that other principal.
    pub fn and_token(mut self, token: &Token, principal: impl Into<Principal>) -> Self {
        self.tokens.insert(Token::digest(token.reveal().as_bytes()), principal.into());
        self
    }

    /// Anybody on this machine is that principal, without a token. Refused where other machines could come, too.
    pub fn anybody(principal: impl Into<Principal>) -> Self {
        Self { tokens: HashMap::new(), anybody: Some(principal.into()), hosts: Vec::new() }
    }

    /// Adds a name or address under which the server is reached, such as `mcp.example.com`, beside those of this machine.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let principals: Vec<_> = self.tokens.values().chain(&self.anybody).collect();
        f.debug_struct("Access").field("principals", &principals).field("hosts", &self.hosts).finish()
    }
}

impl Server {
    /// Serves any number of clients over streamable HTTP, at the path `/mcp`, until `stop` is ready. There is no TLS: other
    /// machines should come through a proxy that has it.
    ///
    /// # Errors
    /// [`ServeError::Open`] if other machines can come and no token is asked for; [`ServeError::Listen`] if the listener does
    /// not say where it listens.
    pub async fn serve_http(
        self: &Arc<Self>,
        listener: TcpListener,
        access: Access,
        stop: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let address = listener.local_addr()?;
        if access.anybody.is_some() && !address.ip().is_loopback() {
            return Err(ServeError::Open(address));
        }
        let stopped = CancellationToken::new();
        let door = Arc::new(Door::new(self, access, address, &stopped));
        tokio::select! {
            never = listener::accept(&listener, door, Door::answer) => match never {},
            () = stop => {}
        }
        stopped.cancel();
        self.finish().await;
        Ok(())
    }
}

/// Lets clients in. Each principal has sessions of its own, so that nobody can enter another's.
struct Door {
    sessions: HashMap<[u8; 32], Sessions>,
    anybody: Option<Sessions>,
}

impl Door {
    fn new(server: &Arc<Server>, access: Access, address: SocketAddr, stopped: &CancellationToken) -> Self {
        let config = config(&access.hosts, address, stopped);
        let sessions = |principal: Principal| {
            let server = Arc::clone(server);
            let connect = move || Ok(server.connection(principal.clone()));
            TowerToHyperService::new(StreamableHttpService::new(connect, Arc::default(), config.clone()))
        };
        Self {
            sessions: access.tokens.into_iter().map(|(token, principal)| (token, sessions(principal))).collect(),
            anybody: access.anybody.map(sessions),
        }
    }

    async fn answer(self: Arc<Self>, mut request: Request<Incoming>) -> Response<Body> {
        if request.uri().path() != PATH {
            return listener::plain(StatusCode::NOT_FOUND, "There is nothing here.");
        }
        let Some(sessions) = self.sessions(&request) else {
            let mut refusal = listener::plain(StatusCode::UNAUTHORIZED, "A valid token is needed.");
            refusal.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
            return refusal;
        };
        // Requests are logged further in, and the token has done its work.
        request.headers_mut().remove(header::AUTHORIZATION);
        match sessions.call(request).await {
            Ok(response) => response.map(|body| body.boxed()),
            Err(never) => match never {},
        }
    }

    /// The sessions of whoever comes.
    fn sessions(&self, request: &Request<Incoming>) -> Option<&Sessions> {
        let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| {
            let (scheme, token) = value.as_bytes().split_at_checked(BEARER.len())?;
            scheme.eq_ignore_ascii_case(BEARER).then(|| token.trim_ascii())
        });
        let known = shown.and_then(|token| self.sessions.get(&Token::digest(token)));
        known.or(self.anybody.as_ref())
    }
}

const BEARER: &[u8] = b"bearer ";

fn config(hosts: &[String], address: SocketAddr, stopped: &CancellationToken) -> StreamableHttpServerConfig {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if !address.ip().is_unspecified() {
        names.push(address.ip().to_string());
    }
    names.extend(hosts.iter().cloned());
    let origins = names.iter().map(|name| match name.parse() {
        Ok(IpAddr::V6(address)) => format!("[{address}]"),
        _ => name.clone(),
    });
    let origins: Vec<_> = origins.flat_map(|name| [format!("http://{name}:*"), format!("https://{name}:*")]).collect();
    StreamableHttpServerConfig::default()
        .with_allowed_hosts(names)
        .with_allowed_origins(origins)
        .with_cancellation_token(stopped.clone())
}
