//! What can be wrong with a database, in words that say what to do.

use msp_tools_core::{AuditError, StoreError};

/// Why a store cannot be opened, or cannot do what it was asked. Nothing was changed, as far as whoever called may
/// count on it.
///
/// Says which database it is about, without password.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Error {
    kind: ErrorKind,
    place: String,
    what: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// What was asked for makes no sense: no such kind of database, an address that is none.
    Config,
    /// Folder or file may not be opened, or others may write to them.
    Permission,
    /// It can be read only.
    ReadOnly,
    /// Another program kept it locked for too long.
    Locked,
    /// There is no room left.
    Full,
    /// It is damaged, or is something else.
    Corrupt,
    /// A newer version of this program made it, or wrote the row.
    Newer,
    /// The server cannot be reached, or went away.
    Unreachable,
    /// The server does not let this user in.
    Credentials,
    /// Anything else.
    Other,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, place: &str, what: impl Into<String>) -> Self {
        Self { kind, place: place.to_owned(), what: what.into(), source: None }
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What is wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn of_sqlx(place: &str, error: sqlx::Error) -> Self {
        let (kind, what) = judge(&error);
        Self::new(kind, place, what).with_source(error)
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        Self::new(error.to_string()).with_source(error)
    }
}

impl From<Error> for AuditError {
    fn from(error: Error) -> Self {
        Self::new(error.to_string()).with_source(error)
    }
}

fn judge(error: &sqlx::Error) -> (ErrorKind, String) {
    match error {
        sqlx::Error::Database(database) => {
            let (kind, what) = database.code().and_then(|code| of_code(&code)).unwrap_or((ErrorKind::Other, "failed"));
            (kind, format!("{what}: {}", database.message()))
        }
        sqlx::Error::Io(io) => (ErrorKind::Unreachable, format!("cannot be reached, or went away: {io}")),
        sqlx::Error::PoolTimedOut => (ErrorKind::Unreachable, "gives no connection in time".to_owned()),
        sqlx::Error::Tls(cause) => (ErrorKind::Unreachable, format!("no safe connection can be made: {cause}")),
        sqlx::Error::Configuration(cause) => (ErrorKind::Config, format!("this is no address: {cause}")),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            (ErrorKind::Corrupt, format!("holds what it should not: {error}"))
        }
        _ => (ErrorKind::Other, format!("failed: {error}")),
    }
}

/// By result code of SQLite, in decimal digits, or SQLSTATE of PostgreSQL, which has five characters.
fn of_code(code: &str) -> Option<(ErrorKind, &'static str)> {
    use ErrorKind as K;
    const DAMAGED: &str = "is damaged, or is no database of this program; restore it from a copy, or move it away";
    Some(match code {
        "28P01" | "28000" => (K::Credentials, "the server does not let this user in"),
        "3D000" => (K::Config, "there is no such database"),
        "53100" => (K::Full, "the disk of the server is full"),
        "42501" => (K::Permission, "this user may not do that"),
        "25006" => (K::ReadOnly, "can be read only"),
        "55P03" => (K::Locked, "another program keeps it locked"),
        "57014" => (K::Unreachable, "the server does not get it done in time"),
        "57P01" | "57P02" | "57P03" => (K::Unreachable, "the server shuts down or starts up"),
        "53300" => (K::Unreachable, "the server has too many connections"),
        "XX001" | "XX002" => (K::Corrupt, DAMAGED),
        _ if code.len() == 5 => return None,
        _ => match code.parse::<u32>().ok()? & 0xff {
            3 | 14 | 23 => (K::Permission, "may not be opened"),
            5 | 6 => (K::Locked, "another program keeps it locked"),
            8 => (K::ReadOnly, "can be read only"),
            10 => (K::Other, "the disk fails"),
            11 | 26 => (K::Corrupt, DAMAGED),
            13 => (K::Full, "there is no room left"),
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_told_apart() {
        // 5 is busy and 261 busy while recovering; 517 is busy with an old snapshot.
        for (code, kind) in [("5", ErrorKind::Locked), ("261", ErrorKind::Locked), ("517", ErrorKind::Locked)] {
            assert_eq!(of_code(code).unwrap().0, kind, "{code}");
        }
        for (code, kind) in [("13", ErrorKind::Full), ("53100", ErrorKind::Full), ("28P01", ErrorKind::Credentials)] {
            assert_eq!(of_code(code).unwrap().0, kind, "{code}");
        }
        assert_eq!(of_code("23505"), None);
        assert_eq!(of_code("1"), None);
    }
}
