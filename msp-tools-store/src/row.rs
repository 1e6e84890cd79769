//! What all rows have in common.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, ErrorKind, db::Db};

/// Of the rows that this program writes, and the only one that it reads.
pub(crate) const VERSION: i64 = 1;

/// Refuses what another program wrote otherwise.
pub(crate) fn check_version(db: &Db, what: &str, version: i64) -> Result<(), Error> {
    if version == VERSION {
        return Ok(());
    }
    let what =
        format!("{what} is kept in version {version}, which this program does not know; use the one that wrote it");
    Err(db.error(ErrorKind::Newer, what))
}

/// As it is kept.
pub(crate) fn body(db: &Db, value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value)
        .map_err(|error| db.error(ErrorKind::Other, "this cannot be put in JSON").with_source(error))
}

/// A state as it is kept: one word, which the body writes the same.
pub(crate) fn word(db: &Db, value: &impl Serialize) -> Result<String, Error> {
    Ok(body(db, value)?.trim_matches('"').to_owned())
}

/// What was kept.
pub(crate) fn read<T: DeserializeOwned>(db: &Db, what: &str, version: i64, body: &str) -> Result<T, Error> {
    check_version(db, what, version)?;
    serde_json::from_str(body)
        .map_err(|error| db.error(ErrorKind::Corrupt, format!("{what} cannot be read")).with_source(error))
}

/// 16 hex digits that nobody else has.
pub(crate) fn random_id(db: &Db) -> Result<String, Error> {
    getrandom::u64()
        .map(|id| format!("{id:016x}"))
        .map_err(|error| db.error(ErrorKind::Other, format!("the system gives no random numbers: {error}")))
}
