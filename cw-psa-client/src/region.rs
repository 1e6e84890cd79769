//! The vendor's own sites.

use std::fmt;

/// A cloud of the vendor's, by the short word in its address. Anything else is a host of its own: a private cloud, or a
/// server of the partner.
///
/// ```
/// use cw_psa_client::Region;
///
/// assert_eq!(Region::Eu.api_host(), "api-eu.myconnectwise.net");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Region {
    /// North America.
    Na,
    /// Europe.
    Eu,
    /// Australia.
    Au,
    /// South Africa.
    Za,
    /// The vendor's staging site.
    Staging,
}

/// A second name of the Australian host.
const AUSTRALIA: &str = "api-aus.myconnectwise.net";

impl Region {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Na, Self::Eu, Self::Au, Self::Za, Self::Staging];

    /// The short word: `na`, `eu`, `au`, `za` or `staging`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Na => "na",
            Self::Eu => "eu",
            Self::Au => "au",
            Self::Za => "za",
            Self::Staging => "staging",
        }
    }

    /// The host that answers the API.
    #[must_use]
    pub fn api_host(self) -> &'static str {
        match self {
            Self::Na => "api-na.myconnectwise.net",
            Self::Eu => "api-eu.myconnectwise.net",
            Self::Au => "api-au.myconnectwise.net",
            Self::Za => "api-za.myconnectwise.net",
            Self::Staging => "api-staging.connectwisedev.com",
        }
    }

    /// The region that a word names, in any case; `aus` is Australia too.
    pub(crate) fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|region| region.as_str() == word).or((word == "aus").then_some(Self::Au))
    }

    /// Whether this host is the region's: the one that answers the API, or the one that people sign in to.
    pub(crate) fn is_at(self, host: &str) -> bool {
        let host = host.trim().trim_end_matches('/').to_ascii_lowercase();
        let host = host.strip_prefix("https://").unwrap_or(&host);
        let api = self.api_host();
        host == api || api.strip_prefix("api-") == Some(host)
    }

    /// Whether this is a host of the vendor's own that answers the API.
    pub(crate) fn is_api_host(host: &str) -> bool {
        let known = Self::ALL.into_iter().map(Self::api_host).chain([AUSTRALIA]);
        known.into_iter().any(|known| known.eq_ignore_ascii_case(host))
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.as_str().to_owned()
    }
}
