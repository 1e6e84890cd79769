//! Companies and sites. They are read only here: Automate is where this tenant's are made.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Call, Outcome, custom_fields, date, external};
use crate::reply::Reply;
use crate::world::{Company, Site, World, uuid};

const PARTNER: &str = "50016000";
const DAY: Duration = Duration::from_secs(86_400);

/// What lies below `/company`.
pub(super) fn route(call: &mut Call<'_>, path: &[&str]) -> Outcome {
    const READ_SITES: &[&str] = &["platform.sites.read"];
    match (call.method(), path) {
        (_, ["companies", company, "custom-fields"]) => {
            let id = call.company(company)?.id;
            custom_fields::values(call, custom_fields::Owner::Company, id)
        }
        (_, ["sites", site, "custom-fields"]) => {
            let id = call.site(site)?.id;
            custom_fields::values(call, custom_fields::Owner::Site, id)
        }
        ("GET", ["companies"]) => {
            call.needs(&["platform.companies.read"])?;
            let companies = call.world().companies.iter().map(|c| company_json(call.world(), c));
            Ok(Reply::json(&companies.collect::<Vec<_>>()))
        }
        ("GET", ["companies", id]) => {
            call.needs(&["platform.companies.read"])?;
            Ok(Reply::json(&company_json(call.world(), call.company(id)?)))
        }
        ("GET", ["sites"]) => {
            call.needs(READ_SITES)?;
            Ok(Reply::json(&call.world().sites.iter().map(|s| site_json(call.world(), s)).collect::<Vec<_>>()))
        }
        ("GET", ["sites", id]) => {
            call.needs(READ_SITES)?;
            Ok(Reply::json(&site_json(call.world(), call.site(id)?)))
        }
        ("GET", ["companies", company, "sites"]) => {
            call.needs(READ_SITES)?;
            let company = call.company(company)?.id;
            let sites = call.world().sites.iter().filter(|s| s.company == company);
            Ok(Reply::json(&sites.map(|s| site_json(call.world(), s)).collect::<Vec<_>>()))
        }
        ("GET", ["companies", company, "sites", site]) => {
            call.needs(READ_SITES)?;
            let site = site_of(call, company, site)?;
            Ok(Reply::json(&site_json(call.world(), site)))
        }
        (_, ["companies" | "sites", ..]) => Err(call.wrong_method()),
        _ => Err(call.no_route()),
    }
}

fn site_of<'a>(call: &'a Call<'_>, company: &str, site: &str) -> Result<&'a Site, Reply> {
    let company = call.company(company)?.id;
    Some(call.site(site)?).filter(|s| s.company == company).ok_or_else(|| call.not_found("site"))
}

fn company_json(world: &World, company: &Company) -> Value {
    let made = world.made_at.minus(DAY * (200 + company.id % 900));
    let first_site = world.sites.iter().find(|site| site.company == company.id);
    let contact = world.people_of(company.id).next().map(|person| {
        json!({
            "id": uuid("contact", person.id.into()),
            "firstName": person.first,
            "lastName": person.last,
            "title": "",
            "primaryEmail": {
                "id": uuid("email", person.id.into()),
                "emailAddress": person.email,
                "activeFlag": true,
                "primaryFlag": true,
            },
        })
    });
    let mut body = json!({
        "id": company.rmm_id(),
        "name": company.name,
        "friendlyName": company.name,
        "description": company.comment,
        "partnerId": PARTNER,
        "industryCode": "9999",
        "activityStatus": {
            "id": uuid("activity status", 1), "name": "Active", "activeFlag": true, "defaultFlag": true,
        },
        "ownershipType": { "id": uuid("ownership", 1), "name": "Customer", "defaultFlag": true },
        "externalIds": [external("companyId", &company.rmm_id(), company.psa_id())],
        "createdDate": date(made),
        "createdBy": "sync",
        "updatedDate": date(made),
        "updatedBy": "sync",
    });
    if let Some(site) = first_site {
        body["primarySite"] = json!({
            "id": site.rmm_id(),
            "name": site.name,
            "friendlyName": site.name,
            "primaryFlag": true,
            "timeZone": TIME_ZONE,
        });
    }
    if let Some(contact) = contact {
        body["primaryContact"] = contact;
    }
    body
}

const TIME_ZONE: &str = "(UTC-05:00) Eastern Time (US & Canada)";

fn site_json(world: &World, site: &Site) -> Value {
    let made = world.made_at.minus(DAY * (100 + site.id % 900));
    let company = world.company(site.company);
    let is_first = world.sites.iter().find(|s| s.company == site.company).is_some_and(|first| first.id == site.id);
    json!({
        "id": site.rmm_id(),
        "name": site.name,
        "friendlyName": site.name,
        "activeFlag": true,
        "primaryFlag": is_first,
        "physicalAddressFlag": true,
        "partnerId": PARTNER,
        "timeZone": TIME_ZONE,
        "company": {
            "id": company.map(Company::rmm_id),
            "name": company.map(|c| &c.name),
            "friendlyName": company.map(|c| &c.name),
            "externalIds": [],
        },
        "type": { "id": uuid("site type", 1), "name": "Office", "defaultFlag": true },
        "externalIds": [external("siteId", &site.rmm_id(), site.psa_id())],
        "primaryAddress": {
            "addressLine1": format!("{} Example Street", site.id),
            "locality": "Exampleton",
            "country": "United States",
            "countryCode": "US",
            "primaryFlag": true,
        },
        "createdDate": date(made),
        "updatedDate": date(made),
    })
}
