//! Asking a site where a company's API is.

use cw_http::{BaseUrl, Error, ErrorKind, HttpClient, Operation, Request};

use crate::builder::{Address, PsaClientBuilder};
use crate::client::PsaClient;
use crate::models::CompanyInfo;
use crate::region::Region;

/// Below the site, not below the API: who asks has no keys yet.
pub(crate) const COMPANY_INFO: Operation = Operation::get("login.company_info", "/login/companyinfo/{company}");

impl PsaClientBuilder {
    /// What the site says about the company, without any keys: `GET /login/companyinfo/{company}`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the site does not know the company, or the settings cannot be used;
    /// else as [`Call::send`](crate::Call::send).
    pub async fn company_info(&self) -> Result<CompanyInfo, Error> {
        let address = self.address()?;
        if self.company.is_empty() {
            return Err(Error::config("no company: give the company id that is typed on the sign-in page"));
        }
        let base = BaseUrl::parse(&address.host, "/login/")?;
        let http = HttpClient::builder(base).settings(|_| self.settings.clone()).build()?;
        let below = Operation { path: "/companyinfo/{company}".into(), ..COMPANY_INFO };
        let request = Request::new(&below).param("company", &self.company).without_credentials();
        let unknown = || {
            Error::config(format!(
                "the site knows no company `{}`; letter case counts, and companies live in one region",
                self.company
            ))
        };
        match http.json::<Option<CompanyInfo>>(request).await {
            Ok(Some(info)) => Ok(info),
            Ok(None) => Err(unknown()),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(unknown().with_source(error)),
            Err(error) => Err(error.with_hint("is this the address of a PSA site (CW_PSA_SITE)?")),
        }
    }

    /// As [`build`](Self::build), with codebase and host as the site says they are.
    ///
    /// The keys go only to the host that was configured, to one below it, or to a known [`Region`](crate::Region)'s: another
    /// host in the answer is ignored. A codebase changes when a cloud is upgraded, so do not keep the client for months.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), cw_psa_client::Error> {
    /// let psa = cw_psa_client::PsaClient::builder_from_env()?.discover().await?;
    /// println!("{}", psa.http().base());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`build`](Self::build), before anything is sent, and as [`company_info`](Self::company_info).
    pub async fn discover(self) -> Result<PsaClient, Error> {
        self.clone().build()?;
        let info = self.company_info().await?;
        let found = found(self.address()?, &info);
        self.build_at(found)
    }
}

/// The address with what the site says put in, as far as it can be trusted.
fn found(configured: Address, info: &CompanyInfo) -> Result<Address, Error> {
    let named = info.site_url.as_deref().map(str::trim).unwrap_or_default();
    let host = if is_trusted(named, &configured.host) { named } else { &configured.host };
    let codebase = info.codebase.as_deref().filter(|codebase| !codebase.trim().is_empty());
    Address::new(host, codebase.unwrap_or(&configured.codebase))
}

/// Whether keys may go to a host that an answer names.
fn is_trusted(named: &str, configured: &str) -> bool {
    let Some(named) = host_of(named) else { return false };
    let below = |host: String| named.strip_suffix(&host).is_some_and(|front| front.ends_with('.'));
    Region::is_api_host(&named) || host_of(configured).is_some_and(below)
}

/// The host of an address on the usual port, if it is one and nothing else.
fn host_of(address: &str) -> Option<String> {
    let base = BaseUrl::parse(address, "/").ok()?;
    let url = base.as_url();
    url.domain().filter(|_| url.scheme() == "https" && url.port().is_none()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_to_no_host_that_only_an_answer_names() {
        for (configured, named, trusted) in [
            ("na.myconnectwise.net", "api-na.myconnectwise.net", true),
            ("na.myconnectwise.net", "https://API-NA.myconnectwise.net/", true),
            ("psa.example.com", "api.psa.example.com", true),
            ("psa.example.com", "evilpsa.example.com", false),
            ("psa.example.com", "example.com", false),
            ("psa.example.com", "evil.example", false),
            ("psa.example.com", "api-na.myconnectwise.net.evil.example", false),
            ("psa.example.com", "api-na.myconnectwise.net@evil.example", false),
            ("psa.example.com", "http://api.psa.example.com", false),
            ("psa.example.com", "api.psa.example.com:444", false),
            ("psa.example.com", "api.psa.example.com/x", false),
            ("psa.example.com", "127.0.0.1", false),
            ("http://127.0.0.1:8080", "127.0.0.1:9090", false),
            ("psa.example.com", "", false),
        ] {
            assert_eq!(is_trusted(named, configured), trusted, "{configured} {named}");
        }
    }
}
