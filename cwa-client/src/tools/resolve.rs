//! From what people call a thing to its id.
//!
//! A name is looked for as it is, then as part of longer names. One hit is the thing, several are an error that lists them,
//! none is an error with what comes near. Digits may be a name too, and are taken as an id if nothing is called so.
//!
//! In a call that is bound to a client only that client's things are found, listed or suggested.

use std::fmt::Display;

use cw_http::{Error, ErrorKind};
use msp_tools_core::{ErrorKind as ToolErrorKind, IdOrName, Target, ToolError};
use serde::de::DeserializeOwned;

use super::access::{Access, Owned};
use crate::condition::{self, Condition, Field, Text};
use crate::filters::{ClientFilter, ComputerFilter, LocationFilter};
use crate::ids::{ClientId, ComputerId, LocationId, ScriptId};
use crate::list::ListRequest;
use crate::models::{Client, Computer, Location, Script};

/// Names that are looked at when one fits several. Nobody reads a longer list of candidates.
const MOST_CANDIDATES: u32 = 100;

/// How many names that come near are told.
const MOST_SUGGESTIONS: usize = 3;

/// Something that can be named.
pub(super) trait Named: DeserializeOwned + Owned {
    /// The type of its id.
    type Id: Copy + Eq + Display + From<i64>;
    /// What it is, in a word.
    const KIND: &'static str;
    /// The field that holds its name.
    const NAME: Field<Text>;

    fn id(&self) -> Option<Self::Id>;
    fn name(&self) -> &str;
    /// Where it belongs, which tells it from others of its name: `at Acme Dental`.
    fn place(&self) -> Option<String>;
}

/// What was meant.
pub(super) struct Found<T: Named> {
    pub(super) id: T::Id,
    pub(super) row: T,
}

impl<T: Named> Found<T> {
    /// A row, if it says its id.
    fn of(row: T) -> Option<Self> {
        Some(Self { id: row.id()?, row })
    }

    /// As a plan names it, with its client where the server says it.
    pub(super) fn target(&self) -> Target {
        owned_by(Target::new(T::KIND, self.id, self.row.name()), self.row.owner())
    }

    /// As somebody picks it from others of its name.
    fn candidate(&self) -> Target {
        let place = self.row.place().map(|place| format!(" {place}")).unwrap_or_default();
        Target::new(T::KIND, self.id, format!("{}{place}", self.row.name()))
    }
}

/// The target, with its client if that is known.
pub(super) fn owned_by(target: Target, owner: Option<ClientId>) -> Target {
    match owner {
        Some(client) => target.with_company(client),
        None => target,
    }
}

/// The id of the client that an optional argument names; if it names none, of the one that the call is bound to.
pub(super) async fn client_id(
    access: &Access,
    path: &str,
    wanted: Option<&IdOrName>,
) -> Result<Option<ClientId>, ToolError> {
    let Some(wanted) = wanted else { return Ok(access.bound) };
    let filter =
        ClientFilter { extra: access.bound.map(|own| condition::client::ID.eq(own)), ..ClientFilter::default() };
    let list = access.cwa.clients().list().filter(filter).fields(["Id", "Name"]);
    Ok(Some(find(access, list, path, wanted).await?.id))
}

/// The id of the location that an optional argument names, at any client or at one.
pub(super) async fn location_id(
    access: &Access,
    path: &str,
    wanted: Option<&IdOrName>,
    client: Option<ClientId>,
) -> Result<Option<LocationId>, ToolError> {
    let Some(wanted) = wanted else { return Ok(None) };
    let filter = LocationFilter { client, ..LocationFilter::default() };
    let list = access.cwa.locations().list().filter(filter).fields(["Id", "LocationId", "Name", "Client"]);
    Ok(Some(find(access, list, path, wanted).await?.id))
}

/// What tells a computer apart.
pub(super) const IDENTITY: [&str; 3] = ["Id", "ComputerName", "Client"];

/// The computer that an argument names, of any client or of one, with these fields; [`IDENTITY`] must be among them.
pub(super) async fn computer(
    access: &Access,
    path: &str,
    wanted: &IdOrName,
    client: Option<ClientId>,
    fields: &[&str],
) -> Result<Found<Computer>, ToolError> {
    let filter = ComputerFilter { client: access.bound.or(client), ..ComputerFilter::default() };
    find(access, access.cwa.computers().list().filter(filter).fields(fields), path, wanted).await
}

/// The script that an argument names, with what tells it apart.
pub(super) async fn script(access: &Access, path: &str, wanted: &IdOrName) -> Result<Found<Script>, ToolError> {
    find(access, access.cwa.scripts().list().fields(["Id", "Name", "Folder"]), path, wanted).await
}

/// Where something is looked for: rows of the list that exist for the call.
struct Place<'a, T, F> {
    access: &'a Access,
    list: ListRequest<T, F>,
}

async fn find<T: Named, F>(
    access: &Access,
    list: ListRequest<T, F>,
    path: &str,
    wanted: &IdOrName,
) -> Result<Found<T>, ToolError> {
    let place = Place { access, list: list.page_size(MOST_CANDIDATES).limit(MOST_CANDIDATES.into()) };
    if let Some(name) = wanted.as_name() {
        let rows = place.having(T::NAME.eq(name)).await?;
        if let Some(found) = only_one(rows, path, name)? {
            return Ok(found);
        }
    }
    if let Some(id) = wanted.as_id().and_then(|id| i64::try_from(id).ok()) {
        let mut rows = place.rows(place.list.clone().ids([id])).await?.into_iter();
        // A server that does not know `ids` answers with everything.
        if let Some(found) = rows.find(|row| row.id == id.into()) {
            return Ok(found);
        }
    }
    let Some(name) = wanted.as_name() else { return Err(not_found::<T>(path, wanted, &[])) };
    let rows = place.holding(name).await.map_err(|error| unsayable(error, path))?;
    match only_one(rows, path, name)? {
        Some(found) => Ok(found),
        None => Err(not_found::<T>(path, wanted, &place.near(name).await)),
    }
}

impl<T: Named, F> Place<'_, T, F> {
    /// Rows whose name holds `name`. What the condition language cannot say is looked for in part, and compared here.
    async fn holding(&self, name: &str) -> Result<Vec<Found<T>>, Error> {
        let sayable = name.split('"').max_by_key(|piece| piece.len()).unwrap_or(name);
        let mut rows = self.rows(self.list.clone().condition(T::NAME.search(sayable))).await?;
        if sayable != name {
            rows.retain(|row| row.row.name().to_lowercase().contains(&name.to_lowercase()));
        }
        Ok(rows)
    }

    /// Rows that meet a condition; none if it cannot be said.
    async fn having(&self, condition: Condition) -> Result<Vec<Found<T>>, Error> {
        match self.rows(self.list.clone().condition(condition)).await {
            Err(error) if error.kind() == ErrorKind::Input => Ok(Vec::new()),
            rows => rows,
        }
    }

    /// Rows whose names begin alike, for somebody who mistyped. A help only: if it fails there are none.
    async fn near(&self, name: &str) -> Vec<Target> {
        let beginning: String = name.chars().take(4).collect();
        if beginning.len() == name.len() {
            return Vec::new();
        }
        let rows = self.having(T::NAME.search(&beginning)).await.unwrap_or_default();
        rows.iter().map(Found::candidate).take(MOST_SUGGESTIONS).collect()
    }

    async fn rows(&self, list: ListRequest<T, F>) -> Result<Vec<Found<T>>, Error> {
        let rows = list.send().await?.items.into_iter().filter(|row| self.access.sees(row));
        Ok(rows.filter_map(Found::of).collect())
    }
}

/// The row, if there is one. Several are narrowed to those that are called exactly so, whatever the case.
fn only_one<T: Named>(mut rows: Vec<Found<T>>, path: &str, name: &str) -> Result<Option<Found<T>>, ToolError> {
    let is_exact = |row: &Found<T>| row.row.name().to_lowercase() == name.to_lowercase();
    if rows.iter().any(is_exact) {
        rows.retain(is_exact);
    }
    if rows.len() > 1 {
        return Err(ToolError::ambiguous(T::KIND, name, rows.iter().map(Found::candidate).collect()).with_path(path));
    }
    Ok(rows.pop())
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

impl Owned for Client {
    fn owner(&self) -> Option<ClientId> {
        self.id
    }
}

impl Named for Client {
    type Id = ClientId;

    const KIND: &'static str = "client";
    const NAME: Field<Text> = condition::client::NAME;

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn place(&self) -> Option<String> {
        None
    }
}

impl Owned for Location {
    fn owner(&self) -> Option<ClientId> {
        self.client.as_ref()?.id
    }
}

impl Named for Location {
    type Id = LocationId;

    const KIND: &'static str = "location";
    const NAME: Field<Text> = condition::location::NAME;

    fn id(&self) -> Option<Self::Id> {
        self.any_id()
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn place(&self) -> Option<String> {
        Some(format!("at {}", self.client.as_ref()?.name.as_ref()?))
    }
}

impl Owned for Computer {
    fn owner(&self) -> Option<ClientId> {
        self.client.as_ref()?.id
    }
}

impl Named for Computer {
    type Id = ComputerId;

    const KIND: &'static str = "computer";
    const NAME: Field<Text> = condition::computer::NAME;

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> &str {
        self.computer_name.as_deref().unwrap_or_default()
    }

    fn place(&self) -> Option<String> {
        Some(format!("at {}", self.client.as_ref()?.name.as_ref()?))
    }
}

/// Scripts are the provider's own, and there for all clients.
impl Owned for Script {
    fn owner(&self) -> Option<ClientId> {
        None
    }

    fn is_of(&self, _: ClientId) -> bool {
        true
    }
}

impl Named for Script {
    type Id = ScriptId;

    const KIND: &'static str = "script";
    const NAME: Field<Text> = condition::script::NAME;

    fn id(&self) -> Option<Self::Id> {
        self.id
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn place(&self) -> Option<String> {
        Some(format!("in {}", self.folder.as_ref()?.name.as_ref()?))
    }
}
