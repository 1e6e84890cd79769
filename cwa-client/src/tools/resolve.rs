//! Which of Automate's things a name stands for. How names are matched is the same in all products: see
//! [`cw_http::tools::find`].
//!
//! In a call that is bound to a client only that client's things are found, listed or suggested.

use std::fmt::Display;

use async_trait::async_trait;
use cw_http::Error;
use cw_http::tools::{Lookup, Named, Suggestion};
use msp_tools_core::{IdOrName, Target, ToolError};
use serde::de::DeserializeOwned;

use super::access::{Access, Owned};
use crate::condition::{self, Condition, Field, Text};
use crate::filters::{ClientFilter, ComputerFilter, LocationFilter};
use crate::ids::{ClientId, ComputerId, LocationId, ScriptId};
use crate::list::ListRequest;
use crate::models::{Client, Computer, Location, Script};

/// Names that are looked at when one fits several. Nobody reads a longer list of candidates.
const MOST_CANDIDATES: u32 = 100;

/// A row of the server that can be named.
pub(super) trait NamedRow: DeserializeOwned + Owned + Send {
    /// The type of its id.
    type Id: Copy + Eq + Display + From<i64> + Send;
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
pub(super) struct Found<T: NamedRow> {
    pub(super) id: T::Id,
    pub(super) row: T,
}

impl<T: NamedRow> Found<T> {
    /// A row, if it says its id.
    fn of(row: T) -> Option<Self> {
        Some(Self { id: row.id()?, row })
    }

    /// As a plan names it, with its client where the server says it.
    pub(super) fn target(&self) -> Target {
        owned_by(Target::new(T::KIND, self.id, self.row.name()), self.row.owner())
    }
}

impl<T: NamedRow> Named for Found<T> {
    const KIND: &'static str = T::KIND;

    fn suggestion(&self) -> Suggestion {
        Suggestion::new(self.id, self.row.name(), self.row.place().as_deref())
    }

    fn is_called(&self, name: &str) -> bool {
        self.row.name().to_lowercase() == name.to_lowercase()
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

async fn find<T: NamedRow + 'static, F: 'static>(
    access: &Access,
    list: ListRequest<T, F>,
    path: &str,
    wanted: &IdOrName,
) -> Result<Found<T>, ToolError> {
    let place = Place { access, list: list.page_size(MOST_CANDIDATES).limit(MOST_CANDIDATES.into()) };
    cw_http::tools::find(&place, path, wanted).await
}

#[async_trait]
impl<T: NamedRow + 'static, F: 'static> Lookup<Found<T>> for Place<'_, T, F> {
    async fn with_id(&self, wanted: &IdOrName) -> Result<Option<Found<T>>, Error> {
        let Some(id) = wanted.as_id().and_then(|id| i64::try_from(id).ok()) else { return Ok(None) };
        let mut rows = self.rows(self.list.clone().ids([id])).await?.into_iter();
        // A server that does not know `ids` answers with everything.
        Ok(rows.find(|row| row.id == id.into()))
    }

    async fn called(&self, name: &str) -> Result<Vec<Found<T>>, Error> {
        self.having(T::NAME.eq(name)).await
    }

    /// What the condition language cannot say is looked for in part, and compared here.
    async fn holding(&self, text: &str) -> Result<Vec<Found<T>>, Error> {
        let sayable = text.split('"').max_by_key(|piece| piece.len()).unwrap_or(text);
        let mut rows = self.having(T::NAME.search(sayable)).await?;
        if sayable != text {
            rows.retain(|row| row.row.name().to_lowercase().contains(&text.to_lowercase()));
        }
        Ok(rows)
    }
}

impl<T: NamedRow, F> Place<'_, T, F> {
    async fn having(&self, condition: Condition) -> Result<Vec<Found<T>>, Error> {
        self.rows(self.list.clone().condition(condition)).await
    }

    async fn rows(&self, list: ListRequest<T, F>) -> Result<Vec<Found<T>>, Error> {
        let rows = list.send().await?.items.into_iter().filter(|row| self.access.sees(row));
        Ok(rows.filter_map(Found::of).collect())
    }
}

impl Owned for Client {
    fn owner(&self) -> Option<ClientId> {
        self.id
    }
}

impl NamedRow for Client {
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

impl NamedRow for Location {
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

impl NamedRow for Computer {
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

impl NamedRow for Script {
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
