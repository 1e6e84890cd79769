//! From what people call a thing to its id.
//!
//! A name is looked for as it is, then as part of longer names. One hit is the thing, several are an error that lists them,
//! none is an error with what comes near. Digits may be a name too, and are taken as an id if nothing is called so.

use cw_http::{Error, ErrorKind};
use msp_tools_core::{ErrorKind as ToolErrorKind, IdOrName, Target, ToolError};
use serde::de::DeserializeOwned;

use crate::client::AutomateClient;
use crate::condition::{self, Condition, Field, Text};
use crate::filters::{ComputerFilter, LocationFilter};
use crate::ids::{ClientId, LocationId};
use crate::list::ListRequest;
use crate::models::{Client, Computer, Location, Script};

/// Names that are looked at when one fits several. Nobody reads a longer list of candidates.
const MOST_CANDIDATES: u64 = 100;

/// How many names that come near are told.
const MOST_SUGGESTIONS: usize = 3;

/// Something that can be named.
pub(super) trait Named: DeserializeOwned {
    /// What it is, in a word.
    const KIND: &'static str;
    /// The field that holds its name.
    const NAME: Field<Text>;

    fn id(&self) -> Option<i64>;
    fn name(&self) -> &str;
    /// What tells it from others of its name.
    fn belongs_to(&self) -> Option<&str>;
}

/// The id of the client that an optional argument names.
pub(super) async fn client_id(
    cwa: &AutomateClient,
    path: &str,
    wanted: Option<&IdOrName>,
) -> Result<Option<ClientId>, ToolError> {
    let Some(wanted) = wanted else { return Ok(None) };
    Ok(find(cwa.clients().list().fields(["Id", "Name"]), path, wanted).await?.id)
}

/// The id of the location that an optional argument names, at any client or at one.
pub(super) async fn location_id(
    cwa: &AutomateClient,
    path: &str,
    wanted: Option<&IdOrName>,
    client: Option<ClientId>,
) -> Result<Option<LocationId>, ToolError> {
    let Some(wanted) = wanted else { return Ok(None) };
    let filter = LocationFilter { client, ..LocationFilter::default() };
    let list = cwa.locations().list().filter(filter).fields(["Id", "LocationId", "Name", "Client"]);
    Ok(find(list, path, wanted).await?.any_id())
}

/// What tells a computer apart.
pub(super) const IDENTITY: [&str; 3] = ["Id", "ComputerName", "Client"];

/// The computer that an argument names, of any client or of one, with these fields; [`IDENTITY`] must be among them.
pub(super) async fn computer(
    cwa: &AutomateClient,
    path: &str,
    wanted: &IdOrName,
    client: Option<ClientId>,
    fields: &[&str],
) -> Result<Computer, ToolError> {
    let filter = ComputerFilter { client, ..ComputerFilter::default() };
    find(cwa.computers().list().filter(filter).fields(fields), path, wanted).await
}

/// The script that an argument names, without its body.
pub(super) async fn script(cwa: &AutomateClient, path: &str, wanted: &IdOrName) -> Result<Script, ToolError> {
    find(cwa.scripts().list().exclude_fields(["ScriptData"]), path, wanted).await
}

async fn find<T: Named, F>(list: ListRequest<T, F>, path: &str, wanted: &IdOrName) -> Result<T, ToolError> {
    let list = list.page_size(MOST_CANDIDATES as u32).limit(MOST_CANDIDATES);
    if let Some(name) = wanted.as_name() {
        let rows = having(&list, T::NAME.eq(name)).await?;
        if let Some(found) = only_one(rows, path, name)? {
            return Ok(found);
        }
    }
    if let Some(id) = wanted.as_id().and_then(|id| i64::try_from(id).ok()) {
        let rows = list.clone().ids([id]).send().await?.items;
        if let Some(found) = rows.into_iter().find(|row| row.id() == Some(id)) {
            return Ok(found);
        }
    }
    let Some(name) = wanted.as_name() else { return Err(not_found::<T>(path, wanted, &[])) };
    let rows = holding(&list, name).await.map_err(|error| unsayable(error, path))?;
    match only_one(rows, path, name)? {
        Some(found) => Ok(found),
        None => Err(not_found::<T>(path, wanted, &near(&list, name).await)),
    }
}

/// Rows whose name holds `name`. What the condition language cannot say is looked for in part, and compared here.
async fn holding<T: Named, F>(list: &ListRequest<T, F>, name: &str) -> Result<Vec<T>, Error> {
    let sayable = name.split('"').max_by_key(|piece| piece.len()).unwrap_or(name);
    let mut rows = list.clone().condition(T::NAME.search(sayable)).send().await?.items;
    if sayable != name {
        rows.retain(|row| row.name().to_lowercase().contains(&name.to_lowercase()));
    }
    Ok(rows)
}

/// Rows that meet a condition; none if it cannot be said.
async fn having<T: Named, F>(list: &ListRequest<T, F>, condition: Condition) -> Result<Vec<T>, Error> {
    match list.clone().condition(condition).send().await {
        Ok(page) => Ok(page.items),
        Err(error) if error.kind() == ErrorKind::Input => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The row, if there is one. Several are narrowed to those that are called exactly so, whatever the case.
fn only_one<T: Named>(mut rows: Vec<T>, path: &str, name: &str) -> Result<Option<T>, ToolError> {
    let is_exact = |row: &T| row.name().to_lowercase() == name.to_lowercase();
    if rows.iter().any(is_exact) {
        rows.retain(is_exact);
    }
    if rows.len() > 1 {
        return Err(ToolError::ambiguous(T::KIND, name, rows.iter().filter_map(target).collect()).with_path(path));
    }
    Ok(rows.pop())
}

/// A row as somebody picks it from a list.
pub(super) fn target<T: Named>(row: &T) -> Option<Target> {
    let name = match row.belongs_to() {
        Some(owner) => format!("{}, {owner}", row.name()),
        None => row.name().to_owned(),
    };
    Some(Target::new(T::KIND, row.id()?, name))
}

/// Rows whose names begin alike, for somebody who mistyped. A help only: if it fails there are none.
async fn near<T: Named, F>(list: &ListRequest<T, F>, name: &str) -> Vec<Target> {
    let beginning: String = name.chars().take(4).collect();
    if beginning.len() == name.len() {
        return Vec::new();
    }
    let rows = having(list, T::NAME.search(&beginning)).await.unwrap_or_default();
    rows.iter().filter_map(target).take(MOST_SUGGESTIONS).collect()
}

fn not_found<T: Named>(path: &str, wanted: &IdOrName, near: &[Target]) -> ToolError {
    let error = ToolError::not_found(T::KIND, wanted).with_path(path);
    if near.is_empty() {
        return error;
    }
    let near: Vec<_> = near.iter().map(|target| format!("{} ({})", target.name, target.id)).collect();
    let message = format!("{}; did you mean {}?", error.message(), near.join(", "));
    ToolError::new(ToolErrorKind::NotFound, message).with_path(path)
}

fn unsayable(error: Error, path: &str) -> ToolError {
    match error.kind() {
        ErrorKind::Input => ToolError::input(path, error, "an id, or a name that can be searched for"),
        _ => error.into(),
    }
}

impl Named for Client {
    const KIND: &'static str = "client";
    const NAME: Field<Text> = condition::client::NAME;

    fn id(&self) -> Option<i64> {
        self.id.map(Into::into)
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn belongs_to(&self) -> Option<&str> {
        None
    }
}

impl Named for Location {
    const KIND: &'static str = "location";
    const NAME: Field<Text> = condition::location::NAME;

    fn id(&self) -> Option<i64> {
        self.any_id().map(Into::into)
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn belongs_to(&self) -> Option<&str> {
        self.client.as_ref().and_then(|client| client.name.as_deref())
    }
}

impl Named for Computer {
    const KIND: &'static str = "computer";
    const NAME: Field<Text> = condition::computer::NAME;

    fn id(&self) -> Option<i64> {
        self.id.map(Into::into)
    }

    fn name(&self) -> &str {
        self.computer_name.as_deref().unwrap_or_default()
    }

    fn belongs_to(&self) -> Option<&str> {
        self.client.as_ref().and_then(|client| client.name.as_deref())
    }
}

impl Named for Script {
    const KIND: &'static str = "script";
    const NAME: Field<Text> = condition::script::NAME;

    fn id(&self) -> Option<i64> {
        self.id.map(Into::into)
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn belongs_to(&self) -> Option<&str> {
        self.folder.as_ref().and_then(|folder| folder.name.as_deref())
    }
}
