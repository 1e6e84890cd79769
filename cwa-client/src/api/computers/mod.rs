//! Computers: machines with an agent, and all that is known about them.

mod inventory;
mod monitoring;
mod patching;
mod scripts;

use cw_http::{Error, ErrorKind, Operation, Replay, Request};

use super::routes;
use crate::client::AutomateClient;
use crate::filters::ComputerFilter;
use crate::ids::{ComputerId, ExtraFieldId};
use crate::list::ListRequest;
use crate::models::{Computer, ExtraField};
use crate::patch::Patch;
use cw_http::Call;

routes! {
    LIST = get("computers.list", "/v1/Computers");
    GET = get("computers.get", "/v1/Computers/{id}");
    RETIRE = delete("computers.retire", "/v1/Computers/{id}");
    EXTRA_FIELDS = get("computers.extra_fields", "/v1/Computers/{id}/ExtraFields");
    UPDATE_EXTRA_FIELD = patch("computers.update_extra_field", "/v1/Computers/{id}/ExtraFields/{field}");
}

/// All operations of the files in this folder.
pub(super) static PARTS: [&[Operation]; 5] = [ALL, inventory::ALL, monitoring::ALL, patching::ALL, scripts::ALL];

/// Computers: machines with an agent, and what the server knows about each. Reading needs the right to see their clients.
///
/// Methods with a [`ComputerId`] ask about one computer; those that begin with `all_` go over all computers and are narrowed
/// by a condition.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::ComputerId;
///
/// let id = ComputerId::new(1042);
/// let computer = cwa.computers().get(id).await?;
/// let drives = cwa.computers().drives(id).all().await?;
/// println!("{:?} is online: {:?}, {} drives", computer.computer_name, computer.is_online(), drives.len());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Computers(pub(super) AutomateClient);

impl Computers {
    /// All computers: `GET /Computers`. Rows are heavy: choose [`fields`](ListRequest::fields).
    pub fn list(&self) -> ListRequest<Computer, ComputerFilter> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// One computer: `GET /Computers/{id}`. That route is unpublished; where a server answers 404 or 405 to it, the list is
    /// asked for this id.
    ///
    /// # Errors
    /// `NotFound` if there is no such computer, or the account may not see it; else as [`Call::send`].
    pub async fn get(&self, id: ComputerId) -> Result<Computer, Error> {
        let error = match self.0.read(Request::new(&GET).param("id", id)).await {
            Err(error) if matches!(error.status(), Some(404 | 405)) => error,
            answer => return answer,
        };
        let rows = self.list().ids([id]).send().await?;
        let found = rows.items.into_iter().find(|computer| computer.id == Some(id));
        found.ok_or_else(|| error.with_kind(ErrorKind::NotFound).with_message(format!("there is no computer {id}")))
    }

    /// Retires a computer, which removes its agent: `DELETE /Computers/{id}` (unpublished, unconfirmed on current servers).
    pub fn retire(&self, id: ComputerId) -> Call<()> {
        self.0.act(Request::new(&RETIRE).param("id", id))
    }

    /// The extra data fields of a computer: `GET /Computers/{id}/ExtraFields` (unpublished).
    pub fn extra_fields(&self, id: ComputerId) -> ListRequest<ExtraField> {
        self.0.list(Request::new(&EXTRA_FIELDS).param("id", id), "")
    }

    /// Sets an extra data field: `PATCH /Computers/{id}/ExtraFields/{field}` (unpublished). The path in the patch is
    /// `TextFieldSettings.Value`, `CheckboxSettings.IsChecked` or `DropdownSettings.SelectedValue`.
    pub fn update_extra_field(&self, id: ComputerId, field: ExtraFieldId, patch: &Patch) -> Call<ExtraField> {
        let request = Request::new(&UPDATE_EXTRA_FIELD).param("id", id).param("field", field);
        self.0.read(request.json(patch).replay(Replay::Safe))
    }
}
