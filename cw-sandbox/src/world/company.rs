//! Companies and their sites, with the id that each product knows them by.

use serde::Serialize;

/// A customer of the MSP: a client in Automate, a company in PSA and RMM.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Company {
    /// Automate client id.
    pub id: u32,
    /// Name; two companies may share one.
    pub name: String,
    /// Free notes of technicians.
    pub comment: String,
}

impl Company {
    pub(crate) fn new(id: u32, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), comment: String::new() }
    }

    /// PSA company number; Automate holds it, as text, in the client's `ExternalId`.
    #[must_use]
    pub const fn psa_id(&self) -> u32 {
        19_000 + self.id
    }

    /// RMM company id.
    #[must_use]
    pub fn rmm_id(&self) -> String {
        legacy_uuid(self.id)
    }
}

/// A place of a company: a location in Automate, a site in PSA and RMM.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Site {
    /// Automate location id.
    pub id: u32,
    /// Automate client id of the company.
    pub company: u32,
    /// Name; many companies have a "Main Office".
    pub name: String,
}

impl Site {
    pub(crate) fn new(id: u32, company: u32, name: impl Into<String>) -> Self {
        Self { id, company, name: name.into() }
    }

    /// PSA site id.
    #[must_use]
    pub const fn psa_id(&self) -> u32 {
        30_000 + self.id
    }

    /// RMM site id.
    #[must_use]
    pub fn rmm_id(&self) -> String {
        legacy_uuid(0x10_0000 + self.id)
    }
}

/// RMM writes the numbers of its elder system as UUIDs that begin with the ASCII text `Command ID`.
fn legacy_uuid(number: u32) -> String {
    format!("436f6d6d-616e-6420-4944-{number:012x}")
}
