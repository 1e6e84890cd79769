//! Sites of companies.

use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, read, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};

use super::access::Access;
use super::columns::word;
use super::companies::address;
use super::input::{SearchText, fits, list_input};
use super::resolve::{self, NamedRow};
use super::whole::{Slice, sort_by_text};
use crate::client::RmmClient;
use crate::models::Site;

pub(super) fn list(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-list-sites", Effect::Read)
        .with_title("List sites")
        .with_description(
            "Lists sites (locations, offices) of companies, by name: id, name, company, city, whether it is the main one. Use it \
             to see where a customer has offices, or to find the id of a site. Sites out of use are left out unless asked for.",
        )
        .with_permission("Scope platform.sites.read; for `company` platform.companies.read too")
        .with_aliases(["locations", "offices", "branches", "where is the customer", "addresses"])
        .with_operation("rmm:GET /company/sites")
        .with_operation("rmm:GET /company/companies/{id}/sites");
    read(spec, rmm, list_sites)
}

list_input! {
    struct ListSites of SiteColumn, order SiteOrder {
        /// Only sites of this company, by id or name, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Only sites whose name contains this text, such as `main`. Case does not matter.
        name: Option<SearchText>,
        /// Whether to list sites out of use too.
        #[serde(default)]
        inactive: bool,
    }
    sorts {
        #[default]
        Name,
        Company,
    }
}

columns! {
    /// A site.
    pub(super) struct SiteRow of site: Site, by SiteColumn {
        usual {
            /// Its id.
            id: String = "" => word(&site.id),
            /// Its name.
            name: Untrusted = "" => text(&site.name).or_else(|| text(&site.friendly_name)),
            /// The company.
            company: Untrusted = "" => site.company.as_ref().and_then(|company| text(&company.name)),
            /// Its city.
            city: Untrusted = "" => site.primary_address.as_ref().and_then(|address| text(&address.locality)),
            /// Whether it is the company's main one.
            main: bool = "" => site.primary_flag,
        }
        asked {
            /// Id of the company.
            company_id: String = "" => site.company.as_ref().and_then(|company| word(&company.id)),
            /// What it is.
            description: Untrusted = "" => text(&site.description),
            /// Whether it is in use.
            active: bool = "" => site.active_flag,
            /// What kind it is.
            r#type: Untrusted = "" => site.kind.as_ref().and_then(|kind| text(&kind.name)),
            /// Its clock, in words.
            time_zone: Untrusted = "" => text(&site.time_zone),
            /// Its address.
            address: Untrusted = "" => site.primary_address.as_ref().and_then(address),
            /// Its main telephone number.
            phone: Untrusted = "" => site.primary_phone_number.as_ref().and_then(|phone| text(&phone.national_number)),
            /// Its mail address.
            email: Untrusted = "" => site.primary_email.as_ref().and_then(|email| text(&email.email_address)),
            /// When it was last changed, in UTC.
            updated: String = "" => date(&site.updated_date),
        }
    }
}

async fn list_sites(access: Access, input: ListSites) -> Result<Listed<SiteRow>, ToolError> {
    let slice = Slice::of(&input)?;
    let company = resolve::company(&access, "$.company", input.company.as_ref()).await?;
    let mut sites = resolve::sites(&access, company.as_ref().map(|company| &company.id)).await?;
    sites.retain(|site| {
        (input.inactive || site.is_in_use())
            && fits(input.name.as_ref(), [&site.name, &site.friendly_name].map(|name| name.as_deref()))
    });
    sort_by_text(&mut sites, input.descending, |site| match input.order_by {
        SiteOrder::Name => (Some(NamedRow::name(site)), site.id.as_ref().map(AsRef::as_ref)),
        SiteOrder::Company => {
            (site.company.as_ref().and_then(|company| company.name.as_deref()), Some(NamedRow::name(site)))
        }
    });
    Ok(slice.cut(&sites, |site| SiteRow::read(site, &input.fields)))
}
