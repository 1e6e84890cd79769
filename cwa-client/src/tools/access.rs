//! What one call may use of the service: counted requests, the caller's time, and one client's things if it is bound to one.

use cw_http::tools::Part;
use msp_tools_core::{CallContext, ErrorKind, Listed, ToolError};
use serde::de::DeserializeOwned;

use super::INTEGRATION;
use crate::client::AutomateClient;
use crate::ids::ClientId;
use crate::list::ListRequest;

/// The service as one call may use it.
#[derive(Clone)]
pub(super) struct Access {
    /// Counts its requests for the call, and sends none that is not wanted any more.
    pub(super) cwa: AutomateClient,
    pub(super) cx: CallContext,
    /// The one client whose things exist for the call, if it is bound to one.
    pub(super) bound: Option<ClientId>,
}

/// What is somebody's.
pub(super) trait Owned {
    /// The client that it belongs to, if the server says so.
    fn owner(&self) -> Option<ClientId>;

    /// Whether it may be shown to that client.
    fn is_of(&self, client: ClientId) -> bool {
        self.owner() == Some(client)
    }
}

impl cw_http::tools::Access for Access {
    type Client = AutomateClient;

    fn of(cwa: &AutomateClient, cx: CallContext) -> Result<Self, ToolError> {
        let bound = if cx.is_company_bound() { Some(bound_to(&cx)?) } else { None };
        Ok(Self { cwa: AutomateClient::new(cwa.http().for_call(&cx)), cx, bound })
    }
}

impl Access {
    /// Whether a row exists for the call. Servers are asked for the client's own rows only; that all of them listen is
    /// not certain, so each row is looked at as well.
    pub(super) fn sees(&self, row: &impl Owned) -> bool {
        self.bound.is_none_or(|client| row.is_of(client))
    }

    /// A part of a list, each record shown as `row` says. In a call that is bound to a client, records that are not `own` do
    /// not exist.
    pub(super) async fn part<T: DeserializeOwned, F, R>(
        &self,
        part: Part,
        list: ListRequest<T, F>,
        own: impl Fn(&T) -> bool,
        row: impl Fn(&T) -> R,
    ) -> Result<Listed<R>, ToolError> {
        part.of(list.into_listing(), self.bound.map(|_| own), row).await
    }
}

/// The client that the call is bound to. Where it is none of this server's, there is nothing.
fn bound_to(cx: &CallContext) -> Result<ClientId, ToolError> {
    let id = cx.company(INTEGRATION).unwrap_or_default();
    // Only as ids are written: the gate compares them as text.
    let number = id.parse::<i64>().ok().filter(|number| number.to_string() == id);
    number.map(ClientId::new).ok_or_else(|| {
        ToolError::new(ErrorKind::NotFound, "the company that the call is bound to is no client of this server")
    })
}
