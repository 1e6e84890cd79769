//! Naming a record: by its id, its short identifier, or its name.

use serde_json::{Value, json};

/// Which record is meant, in a filter, a patch or a new record.
///
/// Everything has an id; companies, members and catalogue items have an identifier (a short unique
/// word), most others a name. Ids are safest: names need not be unique, and those of statuses and
/// types mean something only on their board.
///
/// ```
/// use cw_psa_client::By;
/// use serde_json::json;
///
/// assert_eq!(By::id(512).to_json(), json!({ "id": 512 }));
/// assert_eq!(By::identifier("jdoe").to_json(), json!({ "identifier": "jdoe" }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum By {
    /// Its number.
    Id(i64),
    /// Its short word, such as a member's login.
    Identifier(String),
    /// Its name.
    Name(String),
}

impl By {
    /// By its number.
    #[must_use]
    pub fn id(id: impl Into<i64>) -> Self {
        Self::Id(id.into())
    }

    /// By its short word.
    #[must_use]
    pub fn identifier(identifier: impl Into<String>) -> Self {
        Self::Identifier(identifier.into())
    }

    /// By its name.
    #[must_use]
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }

    /// As records refer to it: `{"id": 512}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Id(id) => json!({ "id": id }),
            Self::Identifier(identifier) => json!({ "identifier": identifier }),
            Self::Name(name) => json!({ "name": name }),
        }
    }
}

impl From<By> for Value {
    fn from(by: By) -> Self {
        by.to_json()
    }
}

impl serde::Serialize for By {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}
