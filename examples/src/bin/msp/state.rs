//! What outlives a run of the program: approvals, orders and the audit trail, in a file of the user's or on a server.

use std::fmt;
use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy as _, choose_native_strategy};
use msp_tools_store::{Error, ErrorKind, Store};

use crate::cli::Globals;
use crate::exit::{Exit, Failure};

/// The file that a store makes in its folder.
const FILE: &str = "msp.db";

/// The address of a server, which may hold a password: not shown, not even in a debugging log.
#[derive(Clone)]
pub(crate) struct Address(String);

impl From<String> for Address {
    fn from(address: String) -> Self {
        Self(address)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

/// Where the state is.
#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    Server(Address),
}

impl Place {
    /// What the command line says, else what the environment says, else a folder of this user's.
    fn of(globals: &Globals) -> Result<Self, Failure> {
        if let Some(address) = &globals.store {
            return Ok(Self::Server(address.clone()));
        }
        if globals.state.is_some() {
            return Ok(Self::Folder(folder(globals)?));
        }
        if let Some(address) = std::env::var("MSP_STORE").ok().filter(|address| !address.is_empty()) {
            return Ok(Self::Server(address.into()));
        }
        Ok(Self::Folder(folder(globals)?))
    }

    async fn open(&self) -> Result<Store, Failure> {
        let opened = match self {
            Self::Folder(dir) => Store::sqlite(dir).await,
            Self::Server(Address(url)) => Store::postgres(url).await,
        };
        opened.map_err(|error| failure(&error))
    }
}

/// The folder of this program: the one that is named, else one of this user's.
pub(crate) fn folder(globals: &Globals) -> Result<PathBuf, Failure> {
    if let Some(dir) = &globals.state {
        return Ok(dir.clone());
    }
    let base = choose_native_strategy().map_err(|error| {
        Failure::usage(format!("no folder to keep approvals and audit in: {error}; name one with --state DIR"))
    })?;
    Ok(base.state_dir().unwrap_or_else(|| base.data_dir()).join("msp"))
}

/// Opens what is kept, and makes it if need be. Without it nothing is called.
pub(crate) async fn open(globals: &Globals) -> Result<Store, Failure> {
    Place::of(globals)?.open().await
}

/// Opens what is kept, to look at it.
///
/// # Errors
/// If there is nothing yet, the folder it would be in is the inner error: looking leaves nothing behind.
pub(crate) async fn open_if_there(globals: &Globals) -> Result<Result<Store, PathBuf>, Failure> {
    let place = Place::of(globals)?;
    match &place {
        // What cannot be looked at is there as far as we know, and opening it says what is wrong.
        Place::Folder(dir) if matches!(dir.join(FILE).try_exists(), Ok(false)) => Ok(Err(dir.clone())),
        _ => Ok(Ok(place.open().await?)),
    }
}

/// What is wrong with the store, and what to do.
pub(crate) fn failure(error: &Error) -> Failure {
    let exit = if error.kind() == ErrorKind::Config { Exit::Usage } else { Exit::Failed };
    let advice = advice(error.kind()).map(|advice| format!("; {advice}")).unwrap_or_default();
    Failure::new(exit, "store", format!("{error}{advice}. Nothing was called."))
}

fn advice(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Config => "see --store and MSP_STORE",
        ErrorKind::Permission => "it has to be this user's alone: change that, or name another folder with --state",
        ErrorKind::ReadOnly => "make it writable, or name another folder with --state",
        ErrorKind::Locked => "wait for that program or end it, and try again",
        ErrorKind::Full => "make room, and try again",
        ErrorKind::Unreachable => "look whether the server runs and can be reached, and try again",
        ErrorKind::Credentials => "see the user and the password in --store, MSP_STORE or PGPASSWORD",
        ErrorKind::Other => "put that right, or name another folder with --state",
        // These say it themselves.
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_says_where() {
        let folder = Globals { state: Some("/somewhere".into()), ..Globals::default() };
        assert!(matches!(Place::of(&folder), Ok(Place::Folder(dir)) if dir.as_os_str() == "/somewhere"));
        let server = Globals { store: Some("postgres://me:secret@host/db".to_owned().into()), ..Globals::default() };
        let Ok(place @ Place::Server(_)) = Place::of(&server) else { panic!("a server") };
        assert!(!format!("{place:?} {server:?}").contains("secret"), "not even here");
    }

    #[tokio::test]
    async fn looking_leaves_nothing_behind() {
        let dir = tempfile::tempdir().expect("a folder");
        let globals = Globals { state: Some(dir.path().join("state")), ..Globals::default() };
        assert!(open_if_there(&globals).await.expect("nothing is wrong").is_err());
        assert!(!dir.path().join("state").exists());
        open(&globals).await.expect("made");
        assert!(open_if_there(&globals).await.expect("nothing is wrong").is_ok());
    }
}
