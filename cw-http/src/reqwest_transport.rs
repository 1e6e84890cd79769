//! The transport over reqwest and rustls. No type of reqwest leaves this file.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;

use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::transport::{BodyStream, Transport, TransportError};

/// How the network is reached.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct NetworkSettings {
    /// Further root certificates in PEM, beside the system's own: for servers with a private authority.
    pub root_certificates: Vec<Vec<u8>>,
    /// A proxy for all requests, such as `http://proxy.example.com:3128`. Default: what the environment says
    /// (`HTTPS_PROXY`, `NO_PROXY`). Loopback is always reached directly.
    pub proxy: Option<String>,
    /// Turns the check of the server's certificate off. Anybody on the way can then read the credentials: for a laboratory only.
    pub accept_invalid_certificates: bool,
}

impl std::fmt::Debug for NetworkSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A proxy's address may hold its password.
        f.debug_struct("NetworkSettings")
            .field("root_certificates", &self.root_certificates.len())
            .field("proxy", &self.proxy.is_some())
            .field("accept_invalid_certificates", &self.accept_invalid_certificates)
            .finish()
    }
}

#[derive(Debug)]
pub(crate) struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    pub(crate) fn new(base: &BaseUrl, connect: Duration, network: &NetworkSettings) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(connect)
            .pool_idle_timeout(Duration::from_secs(60))
            .tcp_nodelay(true);
        if base.is_plain_http() {
            // Loopback: no proxy is asked, and no certificate store is needed.
            builder = builder.no_proxy().tls_certs_only([]);
        } else {
            builder = builder.https_only(true).tls_certs_merge(certificates(&network.root_certificates)?);
            if let Some(proxy) = &network.proxy {
                let proxy = reqwest::Proxy::all(proxy.as_str())
                    .map_err(|error| Error::config("the proxy is not an address").with_source(error.without_url()))?;
                builder = builder.proxy(proxy);
            }
            builder = builder.tls_danger_accept_invalid_certs(network.accept_invalid_certificates);
        }
        let client = builder
            .build()
            .map_err(|error| Error::config("the HTTP client cannot be set up").with_source(error.without_url()))?;
        Ok(Self(client))
    }
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(|error| not_sent(error.without_url()))?;
        let mut response = self.0.execute(request).await.map_err(classify)?;
        let mut answer = http::Response::new(());
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        let body = stream::unfold(response, |mut response| async move {
            let chunk = response.chunk().await.map_err(classify).transpose()?;
            Some((chunk, response))
        });
        Ok(answer.map(|()| Box::pin(body) as BodyStream))
    }
}

fn certificates(pems: &[Vec<u8>]) -> Result<Vec<reqwest::Certificate>, Error> {
    let mut certificates = Vec::new();
    for pem in pems {
        let bundle = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|error| Error::config("a root certificate is not PEM").with_source(error))?;
        if bundle.is_empty() {
            return Err(Error::config("a root certificate file holds no certificate"));
        }
        certificates.extend(bundle);
    }
    Ok(certificates)
}

/// Connecting is the only stage of which reqwest can say that nothing left. The address is taken off: it holds the query.
fn classify(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_connect() || error.is_builder() { not_sent(error) } else { TransportError::Cut(Box::new(error)) }
}

fn not_sent(error: reqwest::Error) -> TransportError {
    TransportError::NotSent(Box::new(error))
}
