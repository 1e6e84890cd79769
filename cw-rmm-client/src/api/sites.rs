//! Sites of companies.

use cw_http::{Call, Replay};

use super::routes;
use crate::client::RmmClient;
use crate::ids::{CompanyId, SiteId};
use crate::list::ListRequest;
use crate::models::{NewSite, Site};
use crate::patch::Patch;

routes! {
    LIST = get("sites.list", "/api/platform/v1/company/sites") needs [SITES_READ];
    GET = get("sites.get", "/api/platform/v1/company/sites/{siteId}") needs [SITES_READ];
    OF_COMPANY = get("sites.of_company", "/api/platform/v1/company/companies/{companyId}/sites") needs [SITES_READ];
    OF_COMPANY_GET =
        get("sites.of_company_get", "/api/platform/v1/company/companies/{companyId}/sites/{siteId}") needs [SITES_READ];
    CREATE = post("sites.create", "/api/platform/v1/company/companies/{companyId}/sites") needs [SITES_WRITE];
    REPLACE =
        put("sites.replace", "/api/platform/v1/company/companies/{companyId}/sites/{siteId}") needs [SITES_WRITE];
    UPDATE =
        patch("sites.update", "/api/platform/v1/company/companies/{companyId}/sites/{siteId}") needs [SITES_WRITE];
}

/// Sites of companies.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// for site in rmm.sites().of_company("436f6d6d-616e-6420-4944-1a202b0c3d41").all().await? {
///     println!("{:?} {:?}", site.id, site.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Sites(pub(super) RmmClient);

impl Sites {
    /// All sites of all companies. The service does not filter them.
    ///
    /// Route: `GET /api/platform/v1/company/sites`, scope [`platform.sites.read`](crate::Scope::SITES_READ).
    pub fn list(&self) -> ListRequest<Site> {
        self.0.list(self.0.ask(&LIST))
    }

    /// The sites of a company.
    ///
    /// Route: `GET /api/platform/v1/company/companies/{companyId}/sites`, scope [`platform.sites.read`](crate::Scope::SITES_READ).
    pub fn of_company(&self, company: impl Into<CompanyId>) -> ListRequest<Site> {
        self.0.list(self.0.ask(&OF_COMPANY).param("companyId", company.into()))
    }

    /// One site.
    ///
    /// Route: `GET /api/platform/v1/company/sites/{siteId}`, scope [`platform.sites.read`](crate::Scope::SITES_READ).
    pub fn get(&self, id: impl Into<SiteId>) -> Call<Site> {
        self.0.read(self.0.ask(&GET).param("siteId", id.into()))
    }

    /// One site, if it is this company's.
    ///
    /// Route: `GET /api/platform/v1/company/companies/{companyId}/sites/{siteId}`, scope [`platform.sites.read`](crate::Scope::SITES_READ).
    pub fn get_of_company(&self, company: impl Into<CompanyId>, id: impl Into<SiteId>) -> Call<Site> {
        self.0.read(self.0.ask(&OF_COMPANY_GET).param("companyId", company.into()).param("siteId", id.into()))
    }

    /// Creates a site. Never sent twice.
    ///
    /// Route: `POST /api/platform/v1/company/companies/{companyId}/sites`, scope [`platform.sites.write`](crate::Scope::SITES_WRITE).
    pub fn create(&self, company: impl Into<CompanyId>, site: &NewSite) -> Call<Site> {
        self.0.read(self.0.ask(&CREATE).param("companyId", company.into()).json(site))
    }

    /// Puts a site in the place of another: what is not said is lost.
    ///
    /// Route: `PUT /api/platform/v1/company/companies/{companyId}/sites/{siteId}`, scope [`platform.sites.write`](crate::Scope::SITES_WRITE).
    pub fn replace(&self, company: impl Into<CompanyId>, id: impl Into<SiteId>, site: &NewSite) -> Call<Site> {
        self.0.read(self.0.ask(&REPLACE).param("companyId", company.into()).param("siteId", id.into()).json(site))
    }

    /// Changes parts of a site.
    ///
    /// Route: `PATCH /api/platform/v1/company/companies/{companyId}/sites/{siteId}`, scope [`platform.sites.write`](crate::Scope::SITES_WRITE).
    pub fn update(&self, company: impl Into<CompanyId>, id: impl Into<SiteId>, patch: &Patch) -> Call<Site> {
        let request = self.0.ask(&UPDATE).param("companyId", company.into()).param("siteId", id.into());
        self.0.read(request.json(patch).replay(Replay::Safe))
    }
}
