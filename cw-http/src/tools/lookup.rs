//! From what people call a thing to the thing.
//!
//! A name is looked for as it is, then as part of longer names. One hit is the thing, several are an error that lists them,
//! none is an error with what comes near. What may be a name and an id both is taken as an id if nothing is called so.

use async_trait::async_trait;
use msp_tools_core::{ErrorKind as ToolErrorKind, IdOrName, Target, ToolError};

use crate::error::{Error, ErrorKind};

/// How many names that come near are told.
const MOST_SUGGESTIONS: usize = 3;

/// Something that can be called by name.
pub trait Named: Send {
    /// What it is, in a word: `computer`.
    const KIND: &'static str;

    /// As somebody picks it from others of its name: id, and a name with the place where it belongs.
    fn suggestion(&self) -> Suggestion;

    /// Whether it is called exactly so, whatever the case.
    fn is_called(&self, name: &str) -> bool;
}

/// A thing that may have been meant.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Suggestion {
    /// Its id.
    pub id: String,
    /// Its name, and what tells it from others of that name: `DC01 at Acme Dental`.
    pub name: String,
}

impl Suggestion {
    /// A thing with that id; `place` tells it from others of its name.
    pub fn new(id: impl ToString, name: &str, place: Option<&str>) -> Self {
        let place = place.map(|place| format!(" {place}")).unwrap_or_default();
        Self { id: id.to_string(), name: format!("{name}{place}") }
    }
}

/// Where things are looked for: only what exists for the call is found.
#[async_trait]
pub trait Lookup<T: Named>: Sync {
    /// The thing with that id, if the argument can be one and there is one.
    async fn with_id(&self, wanted: &IdOrName) -> Result<Option<T>, Error>;

    /// Things called exactly so.
    async fn called(&self, name: &str) -> Result<Vec<T>, Error>;

    /// Things whose name holds the text.
    async fn holding(&self, text: &str) -> Result<Vec<T>, Error>;
}

/// The thing that the argument at `path` names.
///
/// # Errors
/// Not found, with what comes near; ambiguous, with what it may be; input, if it cannot be looked for; and whatever the
/// service answers.
pub async fn find<T: Named>(lookup: &impl Lookup<T>, path: &str, wanted: &IdOrName) -> Result<T, ToolError> {
    if let Some(name) = wanted.as_name() {
        let rows = none_if_unsayable(lookup.called(name).await)?;
        if let Some(found) = only_one(rows, path, name)? {
            return Ok(found);
        }
    }
    if let Some(found) = lookup.with_id(wanted).await? {
        return Ok(found);
    }
    let Some(name) = wanted.as_name() else { return Err(not_found::<T>(path, wanted, &[])) };
    let rows = lookup.holding(name).await.map_err(|error| unsayable(error, path))?;
    match only_one(rows, path, name)? {
        Some(found) => Ok(found),
        None => Err(not_found::<T>(path, wanted, &near(lookup, name).await)),
    }
}

/// Things whose names begin alike, for somebody who mistyped. A help only: if it fails there are none.
async fn near<T: Named>(lookup: &impl Lookup<T>, name: &str) -> Vec<Suggestion> {
    let beginning: String = name.chars().take(4).collect();
    if beginning.len() == name.len() {
        return Vec::new();
    }
    let rows = lookup.holding(&beginning).await.unwrap_or_default();
    rows.iter().map(Named::suggestion).take(MOST_SUGGESTIONS).collect()
}

/// What a filter cannot say, nothing is called.
fn none_if_unsayable<T>(rows: Result<Vec<T>, Error>) -> Result<Vec<T>, Error> {
    match rows {
        Err(error) if error.kind() == ErrorKind::Input => Ok(Vec::new()),
        rows => rows,
    }
}

/// The row, if there is one. Several are narrowed to those that are called exactly so.
fn only_one<T: Named>(mut rows: Vec<T>, path: &str, name: &str) -> Result<Option<T>, ToolError> {
    if rows.iter().any(|row| row.is_called(name)) {
        rows.retain(|row| row.is_called(name));
    }
    if rows.len() > 1 {
        let candidates = rows.iter().map(Named::suggestion).map(|found| Target::new(T::KIND, found.id, found.name));
        return Err(ToolError::ambiguous(T::KIND, name, candidates.collect()).with_path(path));
    }
    Ok(rows.pop())
}

fn not_found<T: Named>(path: &str, wanted: &IdOrName, near: &[Suggestion]) -> ToolError {
    let error = ToolError::not_found(T::KIND, wanted).with_path(path);
    if near.is_empty() {
        return error;
    }
    let near: Vec<_> = near.iter().map(|found| format!("{} ({})", found.name, found.id)).collect();
    let message = format!("{}; did you mean {}?", error.message(), near.join(", "));
    ToolError::new(ToolErrorKind::NotFound, message).with_path(path)
}

fn unsayable(error: Error, path: &str) -> ToolError {
    match error.kind() {
        ErrorKind::Input => ToolError::input(path, error, "an id, or a name that can be searched for"),
        _ => error.into(),
    }
}
