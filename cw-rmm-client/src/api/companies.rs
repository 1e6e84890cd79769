//! Companies: the customers.

use cw_http::Call;

use super::routes;
use crate::client::RmmClient;
use crate::ids::CompanyId;
use crate::list::ListRequest;
use crate::models::Company;

routes! {
    LIST = get("companies.list", "/api/platform/v1/company/companies") needs [COMPANIES_READ];
    GET = get("companies.get", "/api/platform/v1/company/companies/{companyId}") needs [COMPANIES_READ];
}

/// Companies: the customers of the provider. The newer parts of the API say *company*, the older ones *client*.
///
/// ```no_run
/// # async fn example(rmm: cw_rmm_client::RmmClient) -> Result<(), cw_rmm_client::Error> {
/// for company in rmm.companies().list().all().await? {
///     println!("{:?} {:?}", company.id, company.display_name());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Companies(pub(super) RmmClient);

impl Companies {
    /// All companies. The service does not filter them.
    ///
    /// Route: `GET /api/platform/v1/company/companies`, scope [`platform.companies.read`](crate::Scope::COMPANIES_READ).
    pub fn list(&self) -> ListRequest<Company> {
        self.0.list(self.0.ask(&LIST))
    }

    /// One company.
    ///
    /// Route: `GET /api/platform/v1/company/companies/{companyId}`, scope [`platform.companies.read`](crate::Scope::COMPANIES_READ).
    pub fn get(&self, id: impl Into<CompanyId>) -> Call<Company> {
        self.0.read(self.0.ask(&GET).param("companyId", id.into()))
    }
}
