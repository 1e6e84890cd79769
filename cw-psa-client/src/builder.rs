//! The settings of a client, checked together.

use std::fmt;

use cw_http::{BaseUrl, Error, HeaderName, HeaderValue, HttpClient, Settings};
use secrecy::SecretString;

use crate::auth::{self, Keys};
use crate::client::PsaClient;
use crate::models::MemberToken;
use crate::refusal;
use crate::region::Region;
use crate::version;

/// The header that names the integration; every call needs it.
const CLIENT_ID: HeaderName = HeaderName::from_static("clientid");

/// The codebase that every server knows. On the vendor's clouds it leads to whatever version the tenant runs.
const ANY_CODEBASE: &str = "v4_6_release";

/// Below the codebase on every server.
const API: &str = "apis/3.0";

/// Settings of a [`PsaClient`]. Company, keys and client id are needed; the rest has defaults.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct PsaClientBuilder {
    site: String,
    base_url: Option<String>,
    codebase: Option<String>,
    pub(crate) company: String,
    keys: Option<Keys>,
    client_id: Option<String>,
    version: Option<String>,
    pub(crate) settings: Settings,
}

/// Where the API is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Scheme, host and port as they were given.
    pub(crate) host: String,
    pub(crate) codebase: String,
}

impl PsaClientBuilder {
    pub(crate) fn new(site: String) -> Self {
        Self {
            site,
            base_url: None,
            codebase: None,
            company: String::new(),
            keys: None,
            client_id: None,
            version: None,
            settings: Settings::default().user_agent(concat!("cw-psa-client/", env!("CARGO_PKG_VERSION"))),
        }
    }

    /// The company whose PSA it is, as it is typed on the sign-in page. Letter case counts. Required.
    pub fn company(mut self, company: impl Into<String>) -> Self {
        self.company = company.into().trim().to_owned();
        self
    }

    /// The public and the private key of an API member. Required.
    pub fn keys(mut self, public: impl Into<SecretString>, private: impl Into<SecretString>) -> Self {
        self.keys = Some(Keys::new(public.into(), private.into()));
        self
    }

    /// Keys of a member that were [lent](crate::Endpoint::token) for some hours, in place of an API member's.
    pub fn token(self, token: &MemberToken) -> Self {
        let private = token.private_key.as_ref().map(|key| key.expose().to_owned());
        self.keys(token.public_key.clone().unwrap_or_default(), private.unwrap_or_default())
    }

    /// The GUID that names the integration, sent as the header `clientId`. Required. Partners get one for free at
    /// developer.connectwise.com/ClientID.
    pub fn client_id(mut self, guid: impl Into<String>) -> Self {
        self.client_id = Some(guid.into());
        self
    }

    /// The codebase in the address, such as `v2026_1`. Default: `v4_6_release`, which leads to the version that is there;
    /// [`discover`](Self::discover) asks the site instead.
    pub fn codebase(mut self, codebase: impl Into<String>) -> Self {
        self.codebase = Some(codebase.into());
        self
    }

    /// The release whose records are wanted, such as `2025.8`, sent in `Accept`. Default: the newest. Some routes refuse it;
    /// see [`PsaClient::with_version`].
    pub fn version(mut self, release: impl Into<String>) -> Self {
        self.version = Some(release.into());
        self
    }

    /// The whole address in place of the site: for a server behind another path
    /// (`https://gateway.example.com/psa/v4_6_release/apis/3.0`) or on loopback (`http://127.0.0.1:8080`). A codebase and
    /// `/apis/3.0` may be part of it.
    pub fn base_url(mut self, address: impl Into<String>) -> Self {
        self.base_url = Some(address.into());
        self
    }

    /// Changes how the client sends (time-outs, limits, retries, proxy, user agent, transport):
    /// `.settings(|settings| settings.limits(..))`, or `.settings(|_| mine)`.
    pub fn settings(mut self, change: impl FnOnce(Settings) -> Settings) -> Self {
        self.settings = change(self.settings);
        self
    }

    /// Checks all settings. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) with every problem that can be seen without asking the server.
    pub fn build(self) -> Result<PsaClient, Error> {
        let address = self.address();
        self.build_at(address)
    }

    pub(crate) fn build_at(self, address: Result<Address, Error>) -> Result<PsaClient, Error> {
        let mut problems = Vec::new();
        let base = note(&mut problems, address.and_then(|address| address.base()));
        let credentials = note(&mut problems, auth::credentials(&self.company, self.keys.as_ref()));
        let client_id = note(&mut problems, self.client_id_header());
        let accept = note(&mut problems, self.version.as_deref().map(version::accept).transpose());
        let (Some(base), Some(credentials), Some(client_id), Some(accept)) = (base, credentials, client_id, accept)
        else {
            return Err(Error::config(problems.join("; ")));
        };
        let http = HttpClient::builder(base)
            .credentials(credentials)
            .header(CLIENT_ID, client_id)
            .explain_refusals(refusal::explain)
            .settings(|_| self.settings);
        Ok(PsaClient::new(http.build()?, accept))
    }

    /// The same settings for another site.
    pub(crate) fn at_region(&self, region: Region) -> Self {
        Self { site: region.into(), base_url: None, ..self.clone() }
    }

    /// Where the API is, by what was set.
    pub(crate) fn address(&self) -> Result<Address, Error> {
        let (host, path) = match &self.base_url {
            Some(address) => split_path(address.trim()),
            None => (self.site.trim(), ""),
        };
        let host = match Region::named(host) {
            Some(region) => region.api_host(),
            None => host,
        };
        let path = path.trim_matches('/');
        let in_path = path.strip_suffix(API).unwrap_or(path).trim_matches('/');
        let codebase = match (self.codebase.as_deref().map(|codebase| codebase.trim().trim_matches('/')), in_path) {
            (Some(codebase), "") if !codebase.is_empty() => codebase,
            (None | Some(""), "") => ANY_CODEBASE,
            (Some(codebase), path) if !codebase.is_empty() && codebase != path => {
                return Err(Error::config("the base URL and the codebase name two codebases; give one"));
            }
            (_, path) => path,
        };
        Address::new(host, codebase)
    }

    fn client_id_header(&self) -> Result<HeaderValue, Error> {
        let text = self.client_id.as_deref().unwrap_or_default().trim();
        if text.is_empty() {
            return Err(Error::config("no client id: give the GUID that was registered for the integration"));
        }
        HeaderValue::try_from(text).map_err(|_| Error::config("the client id holds characters that no header may hold"))
    }
}

impl Address {
    pub(crate) fn new(host: &str, codebase: &str) -> Result<Self, Error> {
        let codebase = codebase.trim().trim_matches('/');
        let legal = |segment: &str| {
            !matches!(segment, "" | "." | "..")
                && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        if !codebase.split('/').all(legal) {
            let shown: String = codebase.chars().filter(|c| !c.is_control()).take(80).collect();
            return Err(Error::config(format!("the codebase `{shown}` is none; expected one like `v2026_1`")));
        }
        Ok(Self { host: host.to_owned(), codebase: codebase.to_owned() })
    }

    fn base(&self) -> Result<BaseUrl, Error> {
        BaseUrl::parse(&self.host, &format!("/{}/{API}/", self.codebase))
    }
}

/// The address may have been pasted with a password in it, and a proxy's too: neither is shown.
impl fmt::Debug for PsaClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PsaClientBuilder")
            .field("codebase", &self.codebase)
            .field("version", &self.version)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Keeps what went well, and books what did not.
fn note<T>(problems: &mut Vec<String>, outcome: Result<T, Error>) -> Option<T> {
    outcome.map_err(|error| problems.push(error.to_string())).ok()
}

/// Splits an address into scheme and host, and path. A query stays with the host, where it is refused with the reason.
fn split_path(address: &str) -> (&str, &str) {
    let host_at = address.find("://").map_or(0, |at| at + 3);
    match address[host_at..].find('/') {
        Some(_) if address.contains(['?', '#']) => (address, ""),
        Some(at) => address.split_at(host_at + at),
        None => (address, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(builder: PsaClientBuilder) -> Result<String, String> {
        let address = builder.address().and_then(|address| address.base());
        address.map(|base| base.to_string()).map_err(|error| error.to_string())
    }

    fn site(site: &str) -> PsaClientBuilder {
        PsaClientBuilder::new(site.to_owned())
    }

    #[test]
    fn a_region_gets_the_api_prefix_and_a_host_is_taken_as_it_is() {
        for (typed, host) in [
            ("na", "api-na.myconnectwise.net"),
            (" EU ", "api-eu.myconnectwise.net"),
            ("au", "api-au.myconnectwise.net"),
            ("aus", "api-au.myconnectwise.net"),
            ("za", "api-za.myconnectwise.net"),
            ("staging", "api-staging.connectwisedev.com"),
            ("na.myconnectwise.net", "na.myconnectwise.net"),
            ("https://PSA.example.com/", "psa.example.com"),
            ("psa.example.com:8443", "psa.example.com:8443"),
        ] {
            assert_eq!(base(site(typed)), Ok(format!("https://{host}/v4_6_release/apis/3.0/")), "{typed}");
        }
        for (typed, word) in [("", "empty"), ("http://psa.example.com", "loopback"), ("psa.example.com/x", "path")] {
            assert!(base(site(typed)).is_err_and(|error| error.contains(word)), "{typed}");
        }
    }

    #[test]
    fn a_codebase_is_pinned_with_or_without_slashes() {
        for codebase in ["v2026_1", "v2026_1/", "/v2026_1/ "] {
            let expected = "https://api-eu.myconnectwise.net/v2026_1/apis/3.0/";
            assert_eq!(base(site("eu").codebase(codebase)).as_deref(), Ok(expected));
        }
        assert_eq!(base(site("eu").codebase(" ")), base(site("eu")));
        for codebase in ["..", "a/../b", "v1?x", "v1#", "a b", "a//b", "v%2e"] {
            assert!(base(site("eu").codebase(codebase)).is_err_and(|error| error.contains("codebase")), "{codebase}");
        }
    }

    #[test]
    fn a_base_url_may_hold_everything() {
        for (address, expected) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v4_6_release/apis/3.0/"),
            ("http://localhost:8080/v2026_1", "http://localhost:8080/v2026_1/apis/3.0/"),
            ("http://[::1]:8080/v2026_1/apis/3.0/", "http://[::1]:8080/v2026_1/apis/3.0/"),
            ("https://psa.example.com/apis/3.0", "https://psa.example.com/v4_6_release/apis/3.0/"),
            ("gw.example.com/psa/v2026_1/apis/3.0", "https://gw.example.com/psa/v2026_1/apis/3.0/"),
        ] {
            assert_eq!(base(site("").base_url(address)).as_deref(), Ok(expected), "{address}");
        }
        let pinned = site("").base_url("http://127.0.0.1:8080").codebase("v2026_1");
        assert_eq!(base(pinned).as_deref(), Ok("http://127.0.0.1:8080/v2026_1/apis/3.0/"));
        let same = site("").base_url("http://127.0.0.1:8080/v2026_1").codebase("v2026_1/");
        assert!(base(same).is_ok());
        let two = site("").base_url("http://127.0.0.1:8080/v2026_1").codebase("v2025_1");
        assert!(base(two).is_err_and(|error| error.contains("two codebases")));
        assert!(base(site("").base_url("http://psa.example.com/v1")).is_err_and(|error| error.contains("loopback")));
        assert!(base(site("").base_url("https://psa.example.com/v1?x=1")).is_err_and(|error| error.contains("`?`")));
    }
}
