//! Where a tenant's API is.

use std::fmt;
use std::str::FromStr;

use cw_http::Error;

/// A region of the platform. A key works in its own region only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Region {
    /// North America.
    Na,
    /// Europe.
    Eu,
    /// Australia.
    Au,
}

impl Region {
    /// All regions.
    pub const ALL: [Self; 3] = [Self::Na, Self::Eu, Self::Au];

    /// The address of its API.
    #[must_use]
    pub fn base_url(self) -> &'static str {
        match self {
            Self::Na => "https://openapi.service.itsupport247.net",
            Self::Eu => "https://openapi.service.euplatform.connectwise.com",
            Self::Au => "https://openapi.service.auplatform.connectwise.com",
        }
    }

    /// The region that a key's client id tells by its first four characters. That they tell it is documented by the vendor's
    /// partners; the three values come from a single source, so an id may well tell nothing.
    #[must_use]
    pub fn of_client_id(client_id: &str) -> Option<Self> {
        let prefix = client_id.trim().get(..4)?;
        Self::ALL.into_iter().find(|region| prefix.eq_ignore_ascii_case(region.prefix()))
    }

    /// What client ids begin with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Na => "0e30",
            Self::Eu => "0e31",
            Self::Au => "0e32",
        }
    }

    /// `na`, `eu` or `au`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Na => "na",
            Self::Eu => "eu",
            Self::Au => "au",
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Region {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let word = text.trim();
        let region = Self::ALL.into_iter().find(|region| word.eq_ignore_ascii_case(region.as_str()));
        region.ok_or_else(|| Error::config(format!("the region {word:?} is not one of na, eu and au")))
    }
}

/// For a client id that tells no region. Its first characters are no secret.
pub(crate) fn not_told(client_id: &str) -> Error {
    let beginning: String = client_id.trim().chars().take(4).filter(|c| !c.is_control()).collect();
    let known: Vec<String> = Region::ALL.iter().map(|region| format!("{} is {region}", region.prefix())).collect();
    Error::config(format!(
        "the region cannot be told from the client id, which begins with {beginning:?} ({}): say which it is \
         (CW_RMM_REGION: na, eu or au), or give the whole address (CW_RMM_BASE_URL)",
        known.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_id_tells_the_region_whatever_its_case() {
        for (id, region) in [
            ("0e30aa10-1111-4222-8333-944445555666", Some(Region::Na)),
            ("0E31AA10-1111", Some(Region::Eu)),
            (" 0e32", Some(Region::Au)),
            ("6500023", None),
            ("0e3", None),
            ("", None),
            ("日本語", None),
        ] {
            assert_eq!(Region::of_client_id(id), region, "{id}");
        }
    }

    #[test]
    fn words_and_hosts() {
        for region in Region::ALL {
            assert_eq!(region.as_str().to_uppercase().parse::<Region>().unwrap(), region);
            assert!(region.base_url().starts_with("https://openapi.service."));
        }
        assert!("us".parse::<Region>().unwrap_err().to_string().contains("na, eu and au"));
    }
}
