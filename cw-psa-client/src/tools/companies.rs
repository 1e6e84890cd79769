//! Companies: customers, leads and vendors.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};

use super::access::Access;
use super::columns::{CustomValue, custom, id, name, updated};
use super::input::{Moment, SearchText, get_input, list_input};
use super::resolve;
use crate::client::PsaClient;
use crate::condition::company as field;
use crate::filters::CompanyFilter;
use crate::ids::CompanyId;
use crate::models::Company;

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-companies", Effect::Read)
        .with_title("List companies")
        .with_description(
            "Lists companies (customers, leads, vendors) of ConnectWise PSA, by name: id, identifier, name, status, city, phone. \
             Use it to find a customer or its number. Deleted companies are left out unless asked for. Other tools take a \
             company's name as well as its id, so there is no need to look it up first.",
        )
        .with_permission("Companies > Company Maintenance: Inquire")
        .with_aliases(["customers", "clients", "accounts", "organisations", "vendors", "leads", "who do we support"])
        .with_operation("psa:GET /company/companies");
    cw_http::tools::read(spec, psa, list_companies)
}

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-company", Effect::Read)
        .with_title("Get company")
        .with_description(
            "Shows one company by id: identifier, name, status, types, address, phone, website, territory, main contact, custom \
             fields. Use cw-psa-list-companies to find the id by name.",
        )
        .with_permission("Companies > Company Maintenance: Inquire")
        .with_aliases(["customer details", "client record", "account", "address of a customer", "who is the main contact"])
        .with_operation("psa:GET /company/companies/{id}");
    cw_http::tools::read(spec, psa, get_company)
}

list_input! {
    struct ListCompanies of CompanyColumn, order CompanyOrder by field::ID, descending "super::input::no" {
        /// Only companies whose name or identifier contains this text, such as `dental`. Case does not matter.
        name: Option<SearchText>,
        /// Only companies with this status, by id or name, such as `Active`.
        status: Option<IdOrName>,
        /// Only companies of this type, by id or name, such as `Client`.
        r#type: Option<IdOrName>,
        /// Only companies in this territory, by id or name.
        territory: Option<IdOrName>,
        /// Whether to list deleted companies instead of the others.
        #[serde(default)]
        deleted: bool,
        /// Only companies changed at this date or since, such as `2026-01-31`; UTC unless it says otherwise.
        updated_since: Option<Moment>,
    }
    sorts {
        #[default]
        Name = field::NAME,
        Id = field::ID,
        City = field::CITY,
        Updated = field::LAST_UPDATED,
    }
}

get_input!(GetCompany of CompanyColumn);

columns! {
    /// A company.
    pub(super) struct CompanyRow of company: Company, by CompanyColumn {
        usual {
            /// Its id.
            id: i64 = "id" => company.id.map(Into::into),
            /// Its short word, unique among companies.
            identifier: Untrusted = "identifier" => text(&company.identifier),
            /// Its name.
            name: Untrusted = "name" => text(&company.name),
            /// Its status.
            status: Untrusted = "status" => name(&company.status),
            /// Its city.
            city: Untrusted = "city" => text(&company.city),
            /// Its main telephone number.
            phone: Untrusted = "phoneNumber" => text(&company.phone_number),
        }
        asked {
            /// What it is to us, such as `Client`.
            types: Vec<Untrusted> = "types" => types(company),
            /// Street address.
            address: Untrusted = "addressLine1" => text(&company.address_line1),
            /// Second line of the address.
            address2: Untrusted = "addressLine2" => text(&company.address_line2),
            /// State or province.
            state: Untrusted = "state" => text(&company.state),
            /// Postal code.
            zip: Untrusted = "zip" => text(&company.zip),
            /// Country.
            country: Untrusted = "country" => name(&company.country),
            /// Website.
            website: Untrusted = "website" => text(&company.website),
            /// The provider's location that looks after it.
            territory: Untrusted = "territory" => name(&company.territory),
            /// Its main contact.
            contact: Untrusted = "defaultContact" => name(&company.default_contact),
            /// Id of the main contact.
            contact_id: i64 = "defaultContact" => id(&company.default_contact),
            /// The company it is part of.
            parent: Untrusted = "parentCompany" => name(&company.parent_company),
            /// Its number in the accounting.
            account_number: Untrusted = "accountNumber" => text(&company.account_number),
            /// Since when it is a customer.
            acquired: String = "dateAcquired" => date(&company.date_acquired),
            /// Whether it is deleted.
            deleted: bool = "deletedFlag" => company.deleted_flag,
            /// When it was last changed, in UTC.
            updated: String = "_info" => updated(&company.info),
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&company.custom_fields),
        }
    }
}

/// What one company shows beyond a row of a list.
const DETAILS: [CompanyColumn; 13] = [
    CompanyColumn::types,
    CompanyColumn::address,
    CompanyColumn::address2,
    CompanyColumn::state,
    CompanyColumn::zip,
    CompanyColumn::country,
    CompanyColumn::website,
    CompanyColumn::territory,
    CompanyColumn::contact,
    CompanyColumn::contact_id,
    CompanyColumn::parent,
    CompanyColumn::updated,
    CompanyColumn::custom_fields,
];

fn types(company: &Company) -> Option<Vec<Untrusted>> {
    let names = company.types.iter().flatten().filter_map(|kind| text(&kind.name));
    Some(names.collect::<Vec<_>>()).filter(|names| !names.is_empty())
}

async fn list_companies(access: Access, input: ListCompanies) -> Result<Listed<CompanyRow>, ToolError> {
    let asked = input.asked();
    let filter = CompanyFilter {
        name: input.name.map(Into::into),
        status: resolve::company_statuses(&access).by("$.status", input.status.as_ref()).await?,
        kind: resolve::company_types(&access).by("$.type", input.r#type.as_ref()).await?,
        territory: resolve::territories(&access).by("$.territory", input.territory.as_ref()).await?,
        deleted: Some(input.deleted),
        updated_since: input.updated_since.map(Into::into),
        extra: access.bound.map(|own| field::ID.eq(own).into()),
        ..CompanyFilter::default()
    };
    let list = access.psa.companies().list().filter(filter);
    access.rows(list, asked, CompanyRow::wire, CompanyRow::read).await
}

async fn get_company(access: Access, input: GetCompany) -> Result<CompanyRow, ToolError> {
    let call = access.psa.companies().get(CompanyId::new(input.number()));
    let company = access.one("company", input.id, call).await?;
    Ok(CompanyRow::read(&company, &input.columns(&DETAILS)))
}
