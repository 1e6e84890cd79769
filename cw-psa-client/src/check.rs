//! Does it work, and if not, which setting is it?

use std::fmt;

use cw_http::{Error, ErrorKind};

use crate::builder::PsaClientBuilder;
use crate::client::PsaClient;
use crate::models::SystemInfo;
use crate::refusal::Cause;
use crate::region::Region;

/// Whether a client with these settings can be used, and if not, what to do about it. See [`PsaClientBuilder::check`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Connection {
    /// In one word.
    pub state: ConnectionState,
    /// What was seen, for people.
    pub message: String,
    /// What to do about it; nothing if all is well.
    pub advice: Option<String>,
    /// The settings to look at, the likeliest first.
    pub settings: &'static [Setting],
    /// What the installation says of itself, if it answers.
    pub system: Option<SystemInfo>,
    /// Why it cannot be used, in full.
    pub error: Option<Error>,
}

/// Whether a client can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectionState {
    /// It can.
    Ready,
    /// The server answers, and wants something else: other keys, another company, another client id.
    ActionRequired,
    /// The settings cannot be right: one is missing, or the address is not that of a PSA.
    Misconfigured,
    /// The server cannot be reached, or does not answer properly at the moment.
    Unreachable,
}

/// A setting of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Setting {
    /// The region or host.
    Site,
    /// The company id of the sign-in page.
    Company,
    /// The public key.
    PublicKey,
    /// The private key.
    PrivateKey,
    /// The GUID of the integration.
    ClientId,
    /// The codebase in the address.
    Codebase,
}

impl ConnectionState {
    /// `ready`, `action-required`, `misconfigured` or `unreachable`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::ActionRequired => "action-required",
            Self::Misconfigured => "misconfigured",
            Self::Unreachable => "unreachable",
        }
    }
}

impl fmt::Display for ConnectionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Setting {
    /// The environment variable that holds it.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Site => "CW_PSA_SITE",
            Self::Company => "CW_PSA_COMPANY",
            Self::PublicKey => "CW_PSA_PUBLIC_KEY",
            Self::PrivateKey => "CW_PSA_PRIVATE_KEY",
            Self::ClientId => "CW_PSA_CLIENT_ID",
            Self::Codebase => "CW_PSA_CODEBASE",
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.variable())
    }
}

impl PsaClientBuilder {
    /// Finds out whether a client with these settings can be used. It reads one member, which proves the keys, and the system's
    /// own words. If that fails for want of company or keys, the site is asked about the company, without any keys; and if
    /// one of the vendor's clouds does not know it, the other clouds are.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), cw_psa_client::Error> {
    /// let connection = cw_psa_client::PsaClient::builder_from_env()?.check().await;
    /// println!("{}: {}", connection.state, connection.message);
    /// if let Some(advice) = connection.advice {
    ///     println!("do this: {advice}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn check(&self) -> Connection {
        let psa = match self.clone().build() {
            Ok(psa) => psa,
            Err(error) => return Finding::MISCONFIGURED.because(error),
        };
        let probe = psa.members().list().fields(["id"]).page_size(1).navigable().send().await;
        match probe {
            Ok(_) => ready(&psa, "").await,
            Err(error) if Cause::of(&error, false) == Some(Cause::Role) => {
                ready(&psa, "; the role of the keys does not allow to read members").await
            }
            Err(error) => self.explain(error).await,
        }
    }

    async fn explain(&self, error: Error) -> Connection {
        match Cause::of(&error, false) {
            Some(Cause::ClientId) => return Finding::CLIENT_ID.because(error),
            Some(Cause::Prefix) => return Finding::PREFIX.because(error),
            Some(Cause::NoRoute) => return Finding::NO_API.because(error),
            Some(Cause::Keys | Cause::Unproven) => return self.ask_for_company(error).await,
            _ => {}
        }
        match error.kind() {
            ErrorKind::Connect => Finding::NO_CONNECTION,
            ErrorKind::Decode | ErrorKind::Redirect | ErrorKind::NotFound => Finding::NO_API,
            _ if is_web_page(&error) => Finding::NO_API,
            _ => Finding::FAILING,
        }
        .because(error)
    }

    /// Company and keys are refused together: who asks about the company alone learns which it is.
    async fn ask_for_company(&self, error: Error) -> Connection {
        match self.company_info().await {
            Ok(info) => {
                let used = self.address().map(|address| address.codebase).unwrap_or_default();
                let there = info.codebase.unwrap_or_default();
                let is_stale = used.starts_with("v20") && there.trim_matches('/') != used;
                let finding = if is_stale && error.status() == Some(404) { Finding::CODEBASE } else { Finding::KEYS };
                finding.because(error)
            }
            Err(unknown) if unknown.kind() == ErrorKind::Config => match self.region_of_company().await {
                Some(region) => {
                    let advice = format!("set CW_PSA_SITE to `{region}`: that is where the company is");
                    Connection { advice: Some(advice), ..Finding::OTHER_REGION.because(unknown) }
                }
                None => Finding::COMPANY.because(unknown),
            },
            Err(_) => Finding::UNKNOWN.because(error),
        }
    }

    /// The vendor's cloud that knows the company, if a cloud was asked.
    async fn region_of_company(&self) -> Option<Region> {
        let host = self.address().ok()?.host;
        let asked = Region::ALL.into_iter().find(|region| region.is_at(&host))?;
        for region in Region::ALL.into_iter().filter(|region| *region != asked && *region != Region::Staging) {
            if self.at_region(region).company_info().await.is_ok() {
                return Some(region);
            }
        }
        None
    }
}

async fn ready(psa: &PsaClient, remark: &str) -> Connection {
    let system = psa.system_info().await.ok();
    let version = system.as_ref().and_then(|system| system.version.as_deref()).unwrap_or("of an unknown version");
    Connection {
        state: ConnectionState::Ready,
        message: format!("PSA {version} answers at {}{remark}", psa.http().base()),
        advice: None,
        settings: &[],
        system,
        error: None,
    }
}

/// A proxy's or a firewall's own page, whatever its status.
fn is_web_page(error: &Error) -> bool {
    error.body().is_some_and(|body| body.starts_with('<'))
}

/// What can be wrong, and what to do about it.
struct Finding {
    state: ConnectionState,
    advice: &'static str,
    settings: &'static [Setting],
}

impl Finding {
    const MISCONFIGURED: Self =
        Self { state: ConnectionState::Misconfigured, advice: "correct the settings that are named", settings: &[] };
    const CLIENT_ID: Self = Self {
        state: ConnectionState::ActionRequired,
        advice: "set CW_PSA_CLIENT_ID to the GUID of an integration registered at developer.connectwise.com/ClientID",
        settings: &[Setting::ClientId],
    };
    const PREFIX: Self = Self {
        state: ConnectionState::Misconfigured,
        advice: "set CW_PSA_SITE to the region (`na`, `eu`, `au`, `za`) or put `api-` in front of the host",
        settings: &[Setting::Site],
    };
    const NO_API: Self = Self {
        state: ConnectionState::Misconfigured,
        advice: "CW_PSA_SITE does not answer like a PSA: is it the right host, without a portal, proxy or firewall before it, and \
                 the right codebase if one is set?",
        settings: &[Setting::Site, Setting::Codebase],
    };
    const NO_CONNECTION: Self = Self {
        state: ConnectionState::Unreachable,
        advice: "check CW_PSA_SITE, the network, the proxy and the server's certificate",
        settings: &[Setting::Site],
    };
    const FAILING: Self = Self {
        state: ConnectionState::Unreachable,
        advice: "the server is there but does not answer properly; try again later",
        settings: &[],
    };
    const CODEBASE: Self = Self {
        state: ConnectionState::Misconfigured,
        advice: "the company has moved to another version: leave CW_PSA_CODEBASE off, or set the codebase that is there now",
        settings: &[Setting::Codebase],
    };
    const KEYS: Self = Self {
        state: ConnectionState::ActionRequired,
        advice: "the site knows the company, so it is the keys: check CW_PSA_PUBLIC_KEY and CW_PSA_PRIVATE_KEY, or make new ones at \
                 System > Members > API Members > (the member) > API Keys; the member must be active",
        settings: &[Setting::PrivateKey, Setting::PublicKey],
    };
    const COMPANY: Self = Self {
        state: ConnectionState::ActionRequired,
        advice: "check CW_PSA_COMPANY, which is what the sign-in page asks for as the company, letter by letter; and whether \
                 CW_PSA_SITE is where you sign in",
        settings: &[Setting::Company, Setting::Site],
    };
    const OTHER_REGION: Self = Self { state: ConnectionState::ActionRequired, advice: "", settings: &[Setting::Site] };
    const UNKNOWN: Self = Self {
        state: ConnectionState::ActionRequired,
        advice: "check CW_PSA_COMPANY, CW_PSA_PUBLIC_KEY and CW_PSA_PRIVATE_KEY, and whether CW_PSA_SITE is the company's region",
        settings: &[Setting::Company, Setting::PrivateKey, Setting::PublicKey, Setting::Site],
    };

    fn because(self, error: Error) -> Connection {
        Connection {
            state: self.state,
            message: error.to_string(),
            advice: Some(self.advice.to_owned()),
            settings: self.settings,
            system: None,
            error: Some(error),
        }
    }
}
