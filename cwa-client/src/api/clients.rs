//! Clients: the customers of the managed service provider.

use cw_http::{Replay, Request};

use super::routes;
use crate::client::AutomateClient;
use crate::filters::ClientFilter;
use crate::ids::{ClientId, ExtraFieldId};
use crate::list::ListRequest;
use crate::models::{Client, DeploymentLogin, ExtraField, NewClient};
use crate::patch::Patch;
use cw_http::Call;

routes! {
    LIST = get("clients.list", "/v1/Clients");
    GET = get("clients.get", "/v1/Clients/{id}");
    CREATE = post("clients.create", "/v1/Clients");
    REPLACE = put("clients.replace", "/v1/Clients/{id}");
    UPDATE = patch("clients.update", "/v1/Clients/{id}");
    DELETE = delete("clients.delete", "/v1/Clients/{id}");
    EXTRA_FIELDS = get("clients.extra_fields", "/v1/Clients/{id}/ExtraFields");
    UPDATE_EXTRA_FIELD = patch("clients.update_extra_field", "/v1/Clients/{id}/ExtraFields/{field}");
    DEPLOYMENT_LOGINS = get("clients.deployment_logins", "/v1/Clients/{id}/DeploymentLogins");
}

/// Clients: the customers. Reading needs the right *Clients: read*; clients that the account may not see are left out.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::filters::ClientFilter;
///
/// for client in cwa.clients().list().filter(ClientFilter::new().with_name("Acme")).all().await? {
///     println!("{:?} {:?}", client.id, client.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Clients(pub(super) AutomateClient);

impl Clients {
    /// All clients: `GET /Clients`.
    pub fn list(&self) -> ListRequest<Client, ClientFilter> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// One client: `GET /Clients/{id}`.
    pub fn get(&self, id: ClientId) -> Call<Client> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// Creates a client: `POST /Clients`. Answers with the new one.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// use cwa_client::models::NewClient;
    ///
    /// let acme = cwa.clients().create(&NewClient::new("Acme Dental").with_company("Acme Dental Inc.")).await?;
    /// println!("{:?}", acme.id);
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(&self, client: &NewClient) -> Call<Client> {
        self.0.read(Request::new(&CREATE).json(client))
    }

    /// Puts a whole client in place of the old one: `PUT /Clients/{id}`. What is not set is emptied; to change a part, use
    /// [`update`](Self::update).
    pub fn replace(&self, id: ClientId, client: &NewClient) -> Call<Client> {
        self.0.read(Request::new(&REPLACE).param("id", id).json(client))
    }

    /// Changes parts of a client: `PATCH /Clients/{id}`. Answers with the changed one.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), Box<dyn std::error::Error>> {
    /// use cwa_client::condition::client;
    /// use cwa_client::{ClientId, Patch};
    ///
    /// let patch = Patch::new().set(&client::COMMENT, "Moves in March")?;
    /// cwa.clients().update(ClientId::new(12), &patch).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update(&self, id: ClientId, patch: &Patch) -> Call<Client> {
        self.0.read(Request::new(&UPDATE).param("id", id).json(patch).replay(Replay::Safe))
    }

    /// Deletes a client: `DELETE /Clients/{id}`.
    pub fn delete(&self, id: ClientId) -> Call<()> {
        self.0.act(Request::new(&DELETE).param("id", id))
    }

    /// The extra data fields of a client: `GET /Clients/{id}/ExtraFields`. Servers do not filter this list.
    pub fn extra_fields(&self, id: ClientId) -> ListRequest<ExtraField> {
        self.0.list(Request::new(&EXTRA_FIELDS).param("id", id), "")
    }

    /// Sets an extra data field: `PATCH /Clients/{id}/ExtraFields/{field}` (unpublished). The path in the patch is
    /// `TextFieldSettings.Value`, `CheckboxSettings.IsChecked` or `DropdownSettings.SelectedValue`.
    pub fn update_extra_field(&self, id: ClientId, field: ExtraFieldId, patch: &Patch) -> Call<ExtraField> {
        let request = Request::new(&UPDATE_EXTRA_FIELD).param("id", id).param("field", field);
        self.0.read(request.json(patch).replay(Replay::Safe))
    }

    /// The logins with which agents are installed at a client: `GET /Clients/{id}/DeploymentLogins` (unpublished). Servers may
    /// answer with passwords, which are not modelled and not kept.
    pub fn deployment_logins(&self, id: ClientId) -> ListRequest<DeploymentLogin> {
        self.0.list(Request::new(&DEPLOYMENT_LOGINS).param("id", id), "")
    }
}
