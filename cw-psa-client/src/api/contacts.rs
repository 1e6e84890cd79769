//! Contacts: people at companies.

use cw_http::{Call, Request};
use serde_json::Value;

use super::{below, endpoints, resources, routes};
use crate::filters::ContactFilter;
use crate::ids::{
    CommunicationId, CommunicationTypeId, ContactDepartmentId, ContactGroupId, ContactId, ContactNoteId,
    ContactRelationshipId, ContactTypeAssociationId, ContactTypeId,
};
use crate::list::ListRequest;
use crate::models::{
    CommunicationType, Contact, ContactCommunication, ContactDepartment, ContactGroup, ContactInfo, ContactNote,
    ContactRelationship, ContactType, ContactTypeAssociation, NewCommunication, NewContact, NewContactGroup,
    NewContactNote, NewContactTypeAssociation,
};
use crate::resource::{Endpoint, Verb};

resources! {
    /// Contacts.
    Contacts("contacts", "/company/contacts"): ContactId => Contact, filter ContactFilter, new NewContact;
    /// The addresses and numbers of a contact.
    Communications("contacts.communications", "/company/contacts/{parentId}/communications"):
        CommunicationId => ContactCommunication, new NewCommunication;
    /// The notes about a contact.
    ContactNotes("contacts.notes", "/company/contacts/{parentId}/notes"):
        ContactNoteId => ContactNote, new NewContactNote;
    /// The groups that a contact is in.
    ContactGroups("contacts.groups", "/company/contacts/{parentId}/groups"):
        ContactGroupId => ContactGroup, new NewContactGroup;
    /// The types that a contact has.
    ContactTypeAssociations("contacts.type_associations", "/company/contacts/{parentId}/typeAssociations"):
        ContactTypeAssociationId => ContactTypeAssociation, new NewContactTypeAssociation;
    /// The types that contacts can have.
    ContactTypes("contacts.types", "/company/contacts/types"): ContactTypeId => ContactType, new Value;
    /// The departments that contacts can work in.
    ContactDepartments("contacts.departments", "/company/contacts/departments"):
        ContactDepartmentId => ContactDepartment, new Value;
    /// What contacts can be to a company.
    ContactRelationships("contacts.relationships", "/company/contacts/relationships"):
        ContactRelationshipId => ContactRelationship, new Value;
    /// The types of addresses and numbers.
    CommunicationTypes("contacts.communication_types", "/company/communicationTypes"):
        CommunicationTypeId => CommunicationType, new Value;
}

routes! {
    INFO = get("contacts.info", "/company/contacts/info");
    COUNT_INFO = get("contacts.count_info", "/company/contacts/info/count");
}

endpoints! {
    /// Contacts: people at companies. By mail address they are found with
    /// [`ContactFilter::with_email`](crate::filters::ContactFilter::with_email).
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::filters::ContactFilter;
    ///
    /// let maria = ContactFilter::new().with_email("maria@acme.example");
    /// for contact in psa.contacts().list().filter(maria).all().await? {
    ///     println!("{:?} {:?}", contact.first_name, contact.last_name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    contacts: Contacts;
}

below! {
    Contacts;
    /// The addresses and numbers of a contact.
    communications(ContactId): Communications;
    /// The notes about a contact.
    notes(ContactId): ContactNotes;
    /// The groups that a contact is in.
    groups(ContactId): ContactGroups;
    /// The types that a contact has. They cannot be patched on the contact itself.
    type_associations(ContactId): ContactTypeAssociations;
    /// The types that contacts can have.
    types: ContactTypes;
    /// The departments that contacts can work in.
    departments: ContactDepartments;
    /// What contacts can be to a company.
    relationships: ContactRelationships;
    /// The types of addresses and numbers.
    communication_types: CommunicationTypes;
}

impl Endpoint<Contacts> {
    /// Contacts in short, for keys with few permissions: `GET /company/contacts/info`.
    pub fn info(&self) -> ListRequest<ContactInfo> {
        self.psa.list(Request::new(&INFO), Some(Request::new(&COUNT_INFO)))
    }

    /// Deletes a contact and gives what was theirs to another one: `DELETE /company/contacts/{id}?transferContactId=`.
    pub fn delete_and_transfer(&self, id: ContactId, to: ContactId) -> Call<()> {
        self.psa.act(self.request(Verb::Delete).param("id", id).query("transferContactId", to))
    }
}
