//! Contacts: people at clients.

use cw_http::Request;

use super::routes;
use crate::client::AutomateClient;
use crate::filters::ContactFilter;
use crate::ids::ContactId;
use crate::list::ListRequest;
use crate::models::{Contact, ContactV2, NewContact};
use cw_http::Call;

routes! {
    LIST = get("contacts.list", "/v1/Contacts");
    LIST_V2 = get("contacts.list_v2", "/v2/Contacts");
    GET = get("contacts.get", "/v2/Contacts/{id}");
    CREATE = post("contacts.create", "/v2/Contacts");
    REPLACE = put("contacts.replace", "/v2/Contacts/{id}");
    DELETE = delete("contacts.delete", "/v2/Contacts/{id}");
}

/// Contacts: people at clients. Version 1 of the API lists them; all else is version 2, which not every server has.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// use cwa_client::filters::ContactFilter;
///
/// let maria = ContactFilter::new().with_email("maria@acme.example");
/// for contact in cwa.contacts().list().filter(maria).all().await? {
///     println!("{:?} {:?}", contact.first_name, contact.last_name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Contacts(pub(super) AutomateClient);

impl Contacts {
    /// All contacts: `GET /Contacts`.
    pub fn list(&self) -> ListRequest<Contact, ContactFilter> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// All contacts with what version 2 knows about them: `GET /v2/Contacts`. The condition field of the client is
    /// `Client.ClientId` here.
    pub fn list_v2(&self) -> ListRequest<ContactV2> {
        self.0.list(Request::new(&LIST_V2), "ContactId asc")
    }

    /// One contact: `GET /v2/Contacts/{id}`.
    pub fn get(&self, id: ContactId) -> Call<ContactV2> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// Creates a contact: `POST /v2/Contacts`. Answers with the new one. Never sent twice.
    pub fn create(&self, contact: &NewContact) -> Call<ContactV2> {
        self.0.read(Request::new(&CREATE).json(contact))
    }

    /// Puts a whole contact in place of the old one: `PUT /v2/Contacts/{id}`. What is not set is emptied.
    pub fn replace(&self, id: ContactId, contact: &NewContact) -> Call<ContactV2> {
        self.0.read(Request::new(&REPLACE).param("id", id).json(contact))
    }

    /// Deletes a contact: `DELETE /v2/Contacts/{id}`.
    pub fn delete(&self, id: ContactId) -> Call<()> {
        self.0.act(Request::new(&DELETE).param("id", id))
    }
}
