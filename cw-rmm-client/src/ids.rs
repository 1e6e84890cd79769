//! One text type per kind of thing, so that a site's id cannot be passed as a company's.
//!
//! Ids look like UUIDs, but those of companies and sites are synthetic: version and variant bits mean nothing in them. So they
//! are text, as the service sends it, and are never checked.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use cw_http::data::Lenient;
use serde::{Deserialize, Deserializer, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// Wraps text.
            #[must_use]
            pub fn new(text: impl Into<Box<str>>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok(text.trim().into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        /// Empty text is "not set".
        impl Lenient for $name {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                Ok(String::read(deserializer)?.filter(|text| !text.trim().is_empty()).map(Self::from))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let id = <Self as Lenient>::read(deserializer)?;
                id.ok_or_else(|| serde::de::Error::custom(concat!(stringify!($name), " is empty")))
            }
        }
    )*};
}

ids! {
    /// A company: a customer of the managed service provider. Some endpoints call it *client*.
    ///
    /// Not to be confused with the client id of the API key.
    CompanyId;
    /// A site of a company.
    SiteId;
    /// A device with an agent, or one that the platform knows from the network or a cloud.
    EndpointId;
    /// A device group.
    DeviceGroupId;
    /// A script of the automation library.
    ScriptId;
    /// A shell script, which the API calls a template.
    ShellScriptId;
    /// A scheduled run of a script.
    TaskId;
    /// One execution of a [task](TaskId).
    TaskInstanceId;
    /// A ticket, by its id. People know its number, which is another text.
    TicketId;
    /// A note of a ticket.
    NoteId;
    /// A service board.
    BoardId;
    /// A team that works on tickets.
    TeamId;
    /// A priority of tickets.
    PriorityId;
    /// A source of tickets: where they come from.
    SourceId;
    /// A status of tickets.
    StatusId;
    /// A type of tickets.
    TicketTypeId;
    /// A category of tickets.
    CategoryId;
    /// A tag of tickets.
    TagId;
    /// A user of the platform.
    UserId;
    /// The definition of a custom field.
    CustomFieldId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_an_id_and_empty_text_is_none() {
        let id: CompanyId = serde_json::from_str("\"436f6d6d-616e-6420-4944-1a2b3c4d5e6f\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"436f6d6d-616e-6420-4944-1a2b3c4d5e6f\"");
        assert_eq!(serde_json::from_str::<SiteId>("7").unwrap(), SiteId::new("7"));
        for nothing in ["\"\"", "\" \"", "null"] {
            assert!(serde_json::from_str::<CompanyId>(nothing).is_err(), "{nothing}");
        }
        assert_eq!(" a-1 ".parse(), Ok(TaskId::new("a-1")));
    }
}
