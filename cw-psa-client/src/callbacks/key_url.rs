//! Where keys may be fetched.

use std::fmt;

use serde::Deserialize;
use url::{Host, Url};

use super::error::CallbackError;

/// The hosts that signing keys are fetched from.
///
/// Without this, whoever sends a delivery could sign it with a key of their own, and have requests
/// sent wherever they like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyHosts {
    hosts: Vec<String>,
    loopback_http: bool,
}

/// The address of a signing key, on a configured host; what keys are cached by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct KeyUrl(Url);

impl KeyHosts {
    /// These hosts: `na.myconnectwise.net`, or with a port if it is not 443: `psa.example:8443`.
    #[must_use]
    pub fn new(hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let hosts = hosts.into_iter().map(|host| host.into().to_ascii_lowercase()).collect();
        Self { hosts, loopback_http: false }
    }

    /// The host of the API and, where it begins with `api-`, the one without: cloud deliveries name
    /// the site that people sign in to.
    #[must_use]
    pub fn of_site(api_host: &str) -> Self {
        Self::new(std::iter::once(api_host).chain(api_host.strip_prefix("api-")))
    }

    /// Also takes plain `http` to this very machine, at any port, for tests.
    #[must_use]
    pub fn with_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// Reads the key's address from a delivery that nobody has checked yet.
    ///
    /// # Errors
    ///
    /// [`CallbackError::Body`], [`CallbackError::NoKeyUrl`], or [`CallbackError::ForeignKeyUrl`] for
    /// anything but `https` on one of the hosts.
    pub fn key_url(&self, body: &[u8]) -> Result<KeyUrl, CallbackError> {
        let unchecked: Unchecked = serde_json::from_slice(body).map_err(CallbackError::Body)?;
        let text = unchecked.metadata.and_then(|metadata| metadata.key_url).ok_or(CallbackError::NoKeyUrl)?;
        let allowed = Url::parse(&text).ok().filter(|url| self.allows(url));
        allowed.map(KeyUrl).ok_or_else(|| CallbackError::ForeignKeyUrl { url: text.chars().take(200).collect() })
    }

    fn allows(&self, url: &Url) -> bool {
        let has_login = !url.username().is_empty() || url.password().is_some();
        let allowed = match url.scheme() {
            "https" => {
                let host = url.host_str().unwrap_or_default();
                let address = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
                self.hosts.contains(&address)
            }
            "http" => self.loopback_http && is_loopback(url),
            _ => false,
        };
        allowed && !has_login
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl KeyUrl {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for KeyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for KeyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUrl({self})")
    }
}

/// All that is read of a delivery before its signature is checked.
#[derive(Deserialize)]
struct Unchecked {
    #[serde(rename = "Metadata")]
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    key_url: Option<String>,
}
