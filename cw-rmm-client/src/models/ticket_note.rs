//! Notes of tickets.

use cw_http::data::{DateTime, Lenient};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::macros::{body, model};
use super::ticket::ExtendedAttribute;
use crate::ids::{NoteId, TicketId};

model! {
    /// A note of a ticket.
    pub struct TicketNote {
        /// Its id.
        id: NoteId,
        /// The ticket.
        ticket_id: TicketId,
        /// What it says.
        detail: String,
        /// Who sees it.
        visibility: NoteVisibility,
        /// More fields, as the provider has defined them.
        extended_attributes: Vec<ExtendedAttribute>,
        /// When it was written.
        created_at: DateTime,
        /// Who wrote it.
        created_by: String,
        /// Who wrote it, by id.
        created_by_id: String,
        /// When it was last changed.
        updated_at: DateTime,
        /// Who changed it.
        updated_by: String,
        /// Who changed it, by id.
        updated_by_id: String,
        /// Whether this key wrote it.
        self_created: bool,
    }
}

body! {
    /// A note to be written.
    pub struct NewTicketNote {
        required {
            /// What it says: 1 to 12,000 characters.
            detail: String,
            /// Who sees it. [`NoteVisibility::Internal`] is what a program wants unless it writes to the customer.
            visibility: NoteVisibility,
        }
        optional {
            /// More fields, as the provider has defined them.
            extended_attributes / with_extended_attributes: Vec<ExtendedAttribute>,
        }
    }
}

impl NewTicketNote {
    /// A note that the customer does not see.
    #[must_use]
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::new(detail, NoteVisibility::Internal)
    }

    /// What the service would refuse.
    pub(crate) fn problem(&self) -> Option<String> {
        let length = self.detail.chars().count();
        (!(1..=12_000).contains(&length)).then(|| format!("a note has 1 to 12000 characters; this one has {length}"))
    }
}

/// Who sees a note. A number on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoteVisibility {
    /// Everybody, the customer too (1).
    All,
    /// The provider alone (2).
    Internal,
    /// Expert services (7).
    ExpertServices,
    /// Expert users (8).
    ExpertUsers,
    /// Another number.
    Other(i64),
}

impl NoteVisibility {
    /// The number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::All => 1,
            Self::Internal => 2,
            Self::ExpertServices => 7,
            Self::ExpertUsers => 8,
            Self::Other(number) => number,
        }
    }
}

impl From<i64> for NoteVisibility {
    fn from(number: i64) -> Self {
        match number {
            1 => Self::All,
            2 => Self::Internal,
            7 => Self::ExpertServices,
            8 => Self::ExpertUsers,
            number => Self::Other(number),
        }
    }
}

impl Serialize for NoteVisibility {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.number())
    }
}

impl<'de> Deserialize<'de> for NoteVisibility {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = <Self as Lenient>::read(deserializer)?;
        number.ok_or_else(|| serde::de::Error::custom("a number is expected, not null"))
    }
}

impl Lenient for NoteVisibility {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(i64::read(deserializer)?.map(Self::from))
    }
}
