//! Contacts: people at companies.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::text;
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};

use super::access::Access;
use super::columns::{CustomValue, custom, id, name, updated};
use super::input::{Moment, SearchText, get_input, list_input};
use super::resolve;
use crate::By;
use crate::client::PsaClient;
use crate::condition::{Criteria, communication, contact as field};
use crate::filters::ContactFilter;
use crate::ids::ContactId;
use crate::models::{CommunicationKind, Contact, ContactCommunicationItem};

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-contacts", Effect::Read)
        .with_title("List contacts")
        .with_description(
            "Lists contacts (people at customers), by last name: id, first and last name, company, title, mail address, phone. Use \
             it to find out who somebody is, who works at a company, or whose mail address or telephone number it is.",
        )
        .with_permission("Companies > Contacts: Inquire")
        .with_aliases(["people", "users", "end users", "callers", "who is calling", "email address", "phone number", "employees"])
        .with_operation("psa:GET /company/contacts");
    cw_http::tools::read(spec, psa, list_contacts)
}

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-contact", Effect::Read)
        .with_title("Get contact")
        .with_description(
            "Shows one contact by id: name, company, site, title, department, all mail addresses and telephone numbers, types, \
             custom fields.",
        )
        .with_permission("Companies > Contacts: Inquire")
        .with_aliases(["person", "user details", "end user", "caller details", "how to reach somebody"])
        .with_operation("psa:GET /company/contacts/{id}");
    cw_http::tools::read(spec, psa, get_contact)
}

list_input! {
    struct ListContacts of ContactColumn, order ContactOrder by field::ID, descending "super::input::no" {
        /// Only contacts with each of these words in their first or last name, such as `maria lo`. Case does not matter.
        name: Option<SearchText>,
        /// Only contacts of this company, by id, name or identifier, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only contacts with exactly this mail address.
        email: Option<SearchText>,
        /// Only contacts with a telephone number that contains these digits, such as `555-0142`. Signs between digits do not
        /// matter. Not together with `email`.
        phone: Option<SearchText>,
        /// Only active contacts, or only others.
        active: Option<bool>,
        /// Only contacts changed at this date or since, such as `2026-01-31`; UTC unless it says otherwise.
        updated_since: Option<Moment>,
    }
    sorts {
        #[default]
        LastName = field::LAST_NAME,
        FirstName = field::FIRST_NAME,
        Company = field::COMPANY.name(),
        Id = field::ID,
        Updated = field::LAST_UPDATED,
    }
}

get_input!(GetContact of ContactColumn);

columns! {
    /// A contact.
    pub(super) struct ContactRow of contact: Contact, by ContactColumn {
        usual {
            /// Their id.
            id: i64 = "id" => contact.id.map(Into::into),
            /// First name.
            first_name: Untrusted = "firstName" => text(&contact.first_name),
            /// Last name.
            last_name: Untrusted = "lastName" => text(&contact.last_name),
            /// The company they are at.
            company: Untrusted = "company" => name(&contact.company),
            /// What they are there.
            title: Untrusted = "title" => text(&contact.title),
            /// Their main mail address.
            email: Untrusted = "communicationItems" => main(contact, &CommunicationKind::Email),
            /// Their main telephone number.
            phone: Untrusted = "defaultPhoneNbr" => text(&contact.default_phone_nbr),
            /// Whether they are out of use. Absent if not.
            inactive: bool = "inactiveFlag" => contact.inactive_flag.filter(|inactive| *inactive),
        }
        asked {
            /// Id of the company.
            company_id: i64 = "company" => id(&contact.company),
            /// The company's site.
            site: Untrusted = "site" => name(&contact.site),
            /// Their department.
            department: Untrusted = "department" => name(&contact.department),
            /// All mail addresses and numbers.
            reach: Vec<Untrusted> = "communicationItems" => reach(contact),
            /// What they are to us, such as `Approver`.
            types: Vec<Untrusted> = "types" => types(contact),
            /// Who they report to.
            manager: Untrusted = "managerContact" => name(&contact.manager_contact),
            /// Whether they are the main contact of their company.
            main_contact: bool = "defaultFlag" => contact.default_flag,
            /// When they were last changed, in UTC.
            updated: String = "_info" => updated(&contact.info),
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&contact.custom_fields),
        }
    }
}

/// What one contact shows beyond a row of a list.
const DETAILS: [ContactColumn; 9] = [
    ContactColumn::company_id,
    ContactColumn::site,
    ContactColumn::department,
    ContactColumn::reach,
    ContactColumn::types,
    ContactColumn::manager,
    ContactColumn::main_contact,
    ContactColumn::updated,
    ContactColumn::custom_fields,
];

/// The default address or number of a kind, or else the first.
fn main(contact: &Contact, kind: &CommunicationKind) -> Option<Untrusted> {
    let items = || contact.communication_items.iter().flatten();
    let mut of_kind = items().filter(|item| item.communication_type.as_ref() == Some(kind));
    let default = of_kind.clone().find(|item| item.default_flag == Some(true));
    default.or_else(|| of_kind.next()).and_then(|item| text(&item.value))
}

fn reach(contact: &Contact) -> Option<Vec<Untrusted>> {
    let lines = contact.communication_items.iter().flatten().filter_map(reach_line);
    Some(lines.collect::<Vec<_>>()).filter(|lines| !lines.is_empty())
}

/// `Direct: 2075550142 ext. 12`.
fn reach_line(item: &ContactCommunicationItem) -> Option<Untrusted> {
    let value = item.value.as_deref().map(str::trim).filter(|value| !value.is_empty())?;
    let kind = item.kind.as_ref().and_then(|kind| kind.name.as_deref()).unwrap_or("Other");
    let extension = item.extension.as_deref().map(str::trim).filter(|extension| !extension.is_empty());
    let extension = extension.map(|extension| format!(" ext. {extension}")).unwrap_or_default();
    Some(Untrusted::new(format!("{kind}: {value}{extension}")))
}

fn types(contact: &Contact) -> Option<Vec<Untrusted>> {
    let names = contact.types.iter().flatten().filter_map(|kind| text(&kind.name));
    Some(names.collect::<Vec<_>>()).filter(|names| !names.is_empty())
}

async fn list_contacts(access: Access, input: ListContacts) -> Result<Listed<ContactRow>, ToolError> {
    let asked = input.asked();
    let mut extra = Criteria::new();
    if let Some(name) = &input.name {
        extra = extra.with_conditions(resolve::people_holding(&field::FIRST_NAME, &field::LAST_NAME, name.as_str()));
    }
    if let Some(phone) = &input.phone {
        extra = extra.and(with_number(phone, input.email.is_some())?);
    }
    let company = resolve::company_id(&access, "$.company", input.company.as_ref()).await?;
    let filter = ContactFilter {
        company: company.map(By::from),
        email: input.email.map(Into::into),
        active: input.active,
        updated_since: input.updated_since.map(Into::into),
        extra: Some(extra),
        ..ContactFilter::default()
    };
    let list = access.psa.contacts().list().filter(filter);
    access.rows(list, asked, ContactRow::wire, ContactRow::read).await
}

/// Numbers are kept as bare digits.
fn with_number(phone: &SearchText, with_email: bool) -> Result<Criteria, ToolError> {
    let digits: String = phone.as_str().chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Err(ToolError::input("$.phone", "there are no digits in it", "digits of a telephone number"));
    }
    if with_email {
        return Err(ToolError::input(
            "$.phone",
            "only one address or number can be asked for at a time",
            "`phone` or `email`, not both",
        ));
    }
    let has_number = communication::VALUE.contains(&digits).and(communication::KIND.eq("Phone"));
    Ok(Criteria::new().with_child_conditions(has_number))
}

async fn get_contact(access: Access, input: GetContact) -> Result<ContactRow, ToolError> {
    let call = access.psa.contacts().get(ContactId::new(input.number()));
    let contact = access.one("contact", input.id, call).await?;
    Ok(ContactRow::read(&contact, &input.columns(&DETAILS)))
}
