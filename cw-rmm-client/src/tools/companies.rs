//! Companies: the customers.

use std::sync::Arc;

use cw_http::columns;
use cw_http::data::DateTime;
use cw_http::tools::{date, read, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::columns::{called, word};
use super::input::{SearchText, fits, list_input};
use super::resolve::{self, NamedRow};
use super::whole::{Slice, sort_by_text};
use crate::client::RmmClient;
use crate::models::{Address, Company, Contact};

pub(super) fn list(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-list-companies", Effect::Read)
        .with_title("List companies")
        .with_description(
            "Lists the companies (customers) of the MSP in ConnectWise RMM, by name: id, name, main site, main contact. Use it to \
             find a customer, or its id. Former customers are left out unless asked for. Other tools take a company's name as \
             well as its id, so there is no need to look it up first.",
        )
        .with_permission("Scope platform.companies.read")
        .with_aliases(["customers", "clients", "accounts", "tenants", "who do we support", "organisations"])
        .with_operation("rmm:GET /company/companies");
    read(spec, rmm, list_companies)
}

pub(super) fn get(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-get-company", Effect::Read)
        .with_title("Get company")
        .with_description(
            "Shows one company by id or name: main contact with mail and telephone, address, main site, its numbers in other \
             products (such as ConnectWise PSA), and its sites.",
        )
        .with_permission("Scopes platform.companies.read, platform.sites.read")
        .with_aliases([
            "customer details", "client record", "account", "who is the main contact", "address of a customer", "locations of a client",
        ])
        .with_operation("rmm:GET /company/companies/{id}")
        .with_operation("rmm:GET /company/companies/{id}/sites");
    read(spec, rmm, get_company)
}

list_input! {
    struct ListCompanies of CompanyColumn, order CompanyOrder {
        /// Only companies whose name contains this text, such as `dental`. Case does not matter.
        name: Option<SearchText>,
        /// Whether to list former customers too.
        #[serde(default)]
        inactive: bool,
    }
    sorts {
        #[default]
        Name,
        Updated,
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetCompany {
    /// The company, by id or name, such as `Acme Dental`.
    company: IdOrName,
    /// More facts to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<CompanyColumn>,
}

columns! {
    /// A company.
    pub(super) struct CompanyRow of company: Company, by CompanyColumn {
        usual {
            /// Its id.
            id: String = "" => word(&company.id),
            /// Its name.
            name: Untrusted = "" => text(&company.name).or_else(|| text(&company.friendly_name)),
            /// Its main site.
            main_site: Untrusted = "" => company.primary_site.as_ref().and_then(|site| called(site.display_name())),
            /// Its main contact.
            contact: Untrusted = "" => company.primary_contact.as_deref().and_then(full_name),
        }
        asked {
            /// What people call it.
            friendly_name: Untrusted = "" => text(&company.friendly_name),
            /// What it is.
            description: Untrusted = "" => text(&company.description),
            /// Whether it is a customer now.
            active: bool = "" => Some(company.is_in_use()),
            /// Whether it is active, in the provider's word.
            status: Untrusted = "" => company.activity_status.as_ref().and_then(|status| text(&status.name)),
            /// What it is to the provider.
            r#type: Untrusted = "" => company.ownership_type.as_ref().and_then(|kind| text(&kind.name)),
            /// Mail address of the main contact.
            contact_email: Untrusted = "" => {
                let email = company.primary_contact.as_deref().and_then(|contact| contact.primary_email.as_ref());
                email.and_then(|email| text(&email.email_address))
            },
            /// Telephone number of the main contact.
            contact_phone: Untrusted = "" => company.primary_contact.as_deref().and_then(phone),
            /// What the main contact does.
            contact_title: Untrusted = "" => company.primary_contact.as_deref().and_then(|contact| text(&contact.title)),
            /// Address of the main site.
            address: Untrusted = "" => {
                company.primary_site.as_deref().and_then(|site| site.primary_address.as_ref()).and_then(address)
            },
            /// Its numbers in other products, such as that of the company in ConnectWise PSA.
            external_ids: Vec<Untrusted> = "" => external_ids(company),
            /// Since when it is a customer.
            acquired: String = "" => date(&company.acquired_date),
            /// Until when it was one.
            inactive_since: String = "" => date(&company.inactive_date),
            /// When the record was made, in UTC.
            created: String = "" => date(&company.created_date),
            /// When it was last changed, in UTC.
            updated: String = "" => date(&company.updated_date),
        }
    }
}

/// A company with its sites.
#[derive(Debug, Serialize, JsonSchema)]
struct CompanyDetails {
    #[serde(flatten)]
    company: CompanyRow,
    /// Its sites.
    #[serde(skip_serializing_if = "Option::is_none")]
    sites: Option<Vec<SiteName>>,
    /// What to know about the figures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Untrusted>,
}

/// A site, in short.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct SiteName {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its name.
    name: Untrusted,
}

/// What one company shows beyond a row of a list.
const DETAILS: [CompanyColumn; 9] = [
    CompanyColumn::description,
    CompanyColumn::active,
    CompanyColumn::r#type,
    CompanyColumn::contact_email,
    CompanyColumn::contact_phone,
    CompanyColumn::contact_title,
    CompanyColumn::address,
    CompanyColumn::external_ids,
    CompanyColumn::updated,
];

/// How many sites of a company are shown.
const MOST_SITES: usize = 50;

fn full_name(contact: &Contact) -> Option<Untrusted> {
    let names = [&contact.first_name, &contact.last_name].into_iter().flatten().map(|name| name.trim());
    let name = names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then(|| Untrusted::new(name))
}

fn phone(contact: &Contact) -> Option<Untrusted> {
    let number = contact.primary_phone_number.as_ref()?;
    let country = number.country_code.as_ref().filter(|code| !code.trim().is_empty()).map(|code| format!("+{code} "));
    let extension = number.extension.as_ref().filter(|extension| !extension.trim().is_empty());
    let extension = extension.map(|extension| format!(" ext. {extension}")).unwrap_or_default();
    let national = number.national_number.as_ref().filter(|number| !number.trim().is_empty())?;
    Some(Untrusted::new(format!("{}{national}{extension}", country.unwrap_or_default())))
}

/// An address on one line.
pub(super) fn address(address: &Address) -> Option<Untrusted> {
    let parts = [
        &address.address_line1,
        &address.address_line2,
        &address.locality,
        &address.administrative_area,
        &address.post_code,
        &address.country,
    ];
    let parts: Vec<_> = parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| Untrusted::new(parts.join(", ")))
}

fn external_ids(company: &Company) -> Option<Vec<Untrusted>> {
    let ids = company.external_ids.iter().flatten().filter_map(|external| text(&external.external_id));
    Some(ids.collect::<Vec<_>>()).filter(|ids| !ids.is_empty())
}

async fn list_companies(access: Access, input: ListCompanies) -> Result<Listed<CompanyRow>, ToolError> {
    let slice = Slice::of(&input)?;
    let mut companies = resolve::companies(&access).await?;
    companies.retain(|company| {
        (input.inactive || company.is_in_use())
            && fits(input.name.as_ref(), [&company.name, &company.friendly_name].map(|name| name.as_deref()))
    });
    let id = |company: &Company| company.id.clone();
    match input.order_by {
        CompanyOrder::Name => {
            sort_by_text(&mut companies, input.descending, |company| {
                (Some(NamedRow::name(company)), company.id.as_ref().map(AsRef::as_ref))
            });
        }
        CompanyOrder::Updated => super::whole::sort_by_date(&mut companies, input.descending, |company| {
            (company.updated_date.as_ref().and_then(DateTime::timestamp), id(company))
        }),
    }
    Ok(slice.cut(&companies, |company| CompanyRow::read(company, &input.fields)))
}

async fn get_company(access: Access, input: GetCompany) -> Result<CompanyDetails, ToolError> {
    let found = resolve::one(resolve::companies(&access).await?, "$.company", &input.company).await?;
    // The list may tell less than the record.
    let company = access.rmm.companies().get(&found.id).await?;
    let columns: Vec<_> = DETAILS.into_iter().chain(input.fields).collect();
    let mut notes = Vec::new();
    let sites = match resolve::sites(&access, Some(&found.id)).await {
        Ok(sites) => {
            if sites.len() > MOST_SITES {
                notes.push(format!("{} sites; the first {MOST_SITES} are shown.", sites.len()).into());
            }
            let names = sites.iter().take(MOST_SITES);
            Some(names.map(|site| SiteName { id: word(&site.id), name: NamedRow::name(site).into() }).collect())
        }
        Err(error) if error.kind() == cw_http::ErrorKind::Withheld => return Err(error.into()),
        Err(error) => {
            notes.push(format!("The sites could not be read: {error}").into());
            None
        }
    };
    Ok(CompanyDetails { company: CompanyRow::read(&company, &columns), sites, notes })
}
