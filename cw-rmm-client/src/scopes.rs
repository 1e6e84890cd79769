//! What a token may be used for.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::collections::btree_set;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// One right of a key, such as `platform.companies.read`. The platform has more of them than there are constants here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(Cow<'static, str>);

/// Writes the known scopes: the text, and what the screen for keys calls it where a source tells.
macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $text:literal $(shown $shown:literal)?;)*) => {
        impl Scope {
            $($(#[$doc])* #[doc = concat!("`", $text, "`.")] pub const $name: Self = Self(Cow::Borrowed($text));)*

            /// What the screen for keys calls it, as far as is known: `Platform - Companies - Read`.
            #[must_use]
            pub fn shown_as(&self) -> Option<&'static str> {
                match self.as_str() {
                    $($($text => Some($shown),)?)*
                    _ => None,
                }
            }
        }
    };
}

scopes! {
    /// Companies:
    COMPANIES_READ = "platform.companies.read" shown "Platform - Companies - Read";
    /// Sites:
    SITES_READ = "platform.sites.read" shown "Platform - Sites - Read";
    /// Creating and changing sites:
    SITES_WRITE = "platform.sites.write";
    /// Version 1 of the device list and of device details:
    ASSET_READ = "platform.asset.read" shown "Platform - Assets - Read";
    /// State of devices, version 2 of the device list, details, heartbeat, install tokens:
    DEVICES_READ = "platform.devices.read" shown "Platform - Devices - Read";
    /// Device groups:
    DEVICE_GROUPS_READ = "platform.deviceGroups.read" shown "Platform - DeviceGroups - Read";
    /// Version 1 of patches:
    PATCHING_READ = "platform.patching.read";
    /// Version 2 of operating system patches:
    OS_PATCHING_READ = "platform.ospatching.management.read";
    /// Scripts, shell scripts, tasks and their results:
    AUTOMATION_READ = "platform.automation.read" shown "Platform - Automation - Read";
    /// Scheduling tasks:
    AUTOMATION_CREATE = "platform.automation.create" shown "Platform - Automation - Create";
    /// Tickets and notes:
    TICKETS_READ = "platform.tickets.read" shown "Platform - Tickets - Read";
    /// Creating tickets and notes:
    TICKETS_CREATE = "platform.tickets.create" shown "Platform - Tickets - Create";
    /// Changing tickets and notes:
    TICKETS_UPDATE = "platform.tickets.update" shown "Platform - Tickets - Update";
    /// Definitions of custom fields:
    CUSTOM_FIELD_DEFINITIONS_READ = "platform.custom_fields_definitions.read";
    /// Changing definitions of custom fields:
    CUSTOM_FIELD_DEFINITIONS_WRITE = "platform.custom_fields_definitions.write";
    /// Values of custom fields:
    CUSTOM_FIELD_VALUES_READ = "platform.custom_fields_values.read" shown "Platform - Custom Fields values - Read";
    /// Changing values of custom fields:
    CUSTOM_FIELD_VALUES_WRITE = "platform.custom_fields_values.write";
    /// Security cases. Known from one program:
    CASES_READ = "security.cases.read";
}

impl Scope {
    /// A scope by its text; it is not checked.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Cow::Owned(text.into()))
    }

    /// The text, as the service knows it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<&str> for Scope {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// A set of scopes: what a token is asked for. Written as the service wants it, separated by spaces.
///
/// A key holds scopes, and each token the subset that was asked for. One that the key lacks spoils the whole token; one that was
/// not asked for makes the calls that need it fail, even if the key has it.
///
/// ```
/// use cw_rmm_client::{Scope, Scopes};
///
/// let scopes = Scopes::reading().with(Scope::AUTOMATION_CREATE);
/// assert_eq!(scopes.to_string().parse(), Ok(scopes));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// What the everyday reads of this crate need: companies, sites, devices, device groups, patches, automation, tickets. It
    /// changes nothing at the tenant. The default of a client.
    #[must_use]
    pub fn reading() -> Self {
        [
            Scope::COMPANIES_READ,
            Scope::SITES_READ,
            Scope::ASSET_READ,
            Scope::DEVICES_READ,
            Scope::DEVICE_GROUPS_READ,
            Scope::OS_PATCHING_READ,
            Scope::AUTOMATION_READ,
            Scope::TICKETS_READ,
        ]
        .into_iter()
        .collect()
    }

    /// [`reading`](Self::reading), and what scheduling scripts and writing tickets and notes needs.
    #[must_use]
    pub fn working() -> Self {
        Self::reading().with(Scope::AUTOMATION_CREATE).with(Scope::TICKETS_CREATE).with(Scope::TICKETS_UPDATE)
    }

    /// Everything that this crate has a method for. Few keys have all of it.
    #[must_use]
    pub fn all() -> Self {
        crate::api::operations().flat_map(crate::api::Route::scopes).cloned().collect()
    }

    /// The same set with one more.
    #[must_use]
    pub fn with(mut self, scope: Scope) -> Self {
        self.0.insert(scope);
        self
    }

    /// The same set without this one.
    #[must_use]
    pub fn without(mut self, scope: &Scope) -> Self {
        self.0.remove(scope);
        self
    }

    /// Whether this one is in it.
    #[must_use]
    pub fn contains(&self, scope: &Scope) -> bool {
        self.0.contains(scope)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The scopes, in order of their text.
    pub fn iter(&self) -> btree_set::Iter<'_, Scope> {
        self.0.iter()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            write!(f, "{}{scope}", if index == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// Scopes separated by white space or commas.
impl FromStr for Scopes {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|word| !word.is_empty())
            .map(Scope::new)
            .collect())
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl Extend<Scope> for Scopes {
    fn extend<I: IntoIterator<Item = Scope>>(&mut self, scopes: I) {
        self.0.extend(scopes);
    }
}

impl IntoIterator for Scopes {
    type Item = Scope;
    type IntoIter = btree_set::IntoIter<Scope>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Scopes {
    type Item = &'a Scope;
    type IntoIter = btree_set::Iter<'a, Scope>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// What to look at when an operation that needs `needed` is answered 403 to a token with `asked`.
pub(crate) fn denied_hint(needed: &[Scope], asked: &Scopes) -> String {
    let named = |scope: &Scope| match scope.shown_as() {
        Some(shown) => format!("`{scope}` ({shown})"),
        None => format!("`{scope}`"),
    };
    let list = |scopes: &[&Scope]| scopes.iter().map(|scope| named(scope)).collect::<Vec<_>>().join(" and ");
    let missing: Vec<&Scope> = needed.iter().filter(|scope| !asked.contains(scope)).collect();
    if missing.is_empty() {
        let needed: Vec<&Scope> = needed.iter().collect();
        return format!(
            "the token was asked for with the scope {}: the key may not be allowed this way of asking, or not these \
             records",
            list(&needed)
        );
    }
    format!(
        "this needs the scope {}, which this client does not ask for: {GRANT}, and add it to the client's scopes \
         (CW_RMM_SCOPES)",
        list(&missing)
    )
}

/// Where a key gets its scopes.
pub(crate) const GRANT: &str = "tick it on the key in the platform's web console (Integrations, API Access)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_read_from_spaces_and_commas_and_written_in_order() {
        let scopes: Scopes = " platform.sites.read,platform.companies.read\n platform.sites.read ".parse().unwrap();
        assert_eq!(scopes.to_string(), "platform.companies.read platform.sites.read");
        assert_eq!(scopes.len(), 2);
        assert!("".parse::<Scopes>().unwrap().is_empty());
    }

    #[test]
    fn a_hint_names_what_is_missing_and_where_it_is_granted() {
        let hint = denied_hint(&[Scope::COMPANIES_READ], &Scopes::default());
        for words in ["`platform.companies.read`", "Platform - Companies - Read", "API Access", "CW_RMM_SCOPES"] {
            assert!(hint.contains(words), "{hint}");
        }
        let hint = denied_hint(&[Scope::SITES_WRITE], &Scopes::reading().with(Scope::SITES_WRITE));
        assert!(hint.contains("`platform.sites.write`") && !hint.contains("API Access"), "{hint}");
    }

    #[test]
    fn the_default_changes_nothing_and_all_is_more() {
        assert!(Scopes::reading().iter().all(|scope| scope.as_str().ends_with(".read")));
        assert!(Scopes::working().iter().all(|scope| Scopes::all().contains(scope)));
    }
}
