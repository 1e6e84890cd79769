//! Companies: customers, leads and vendors.

use cw_http::{Call, Request};

use super::{below, endpoints, resources, routes};
use crate::filters::CompanyFilter;
use crate::ids::{
    CompanyGroupId, CompanyId, CompanyNoteId, CompanyStatusId, CompanyTeamId, CompanyTypeAssociationId, CompanyTypeId,
    SiteId,
};
use crate::models::{
    Company, CompanyGroup, CompanyMerge, CompanyNote, CompanySite, CompanyStatus, CompanyTeam, CompanyType,
    CompanyTypeAssociation, NewCompany, NewCompanyGroup, NewCompanyNote, NewCompanySite, NewCompanyStatus,
    NewCompanyTeam, NewCompanyType, NewCompanyTypeAssociation, SuccessResponse,
};
use crate::resource::Endpoint;

resources! {
    /// Companies.
    Companies("companies", "/company/companies"): CompanyId => Company, filter CompanyFilter, new NewCompany;
    /// The sites of a company.
    CompanySites("companies.sites", "/company/companies/{parentId}/sites"): SiteId => CompanySite, new NewCompanySite;
    /// The notes about a company.
    CompanyNotes("companies.notes", "/company/companies/{parentId}/notes"):
        CompanyNoteId => CompanyNote, new NewCompanyNote;
    /// Who looks after a company.
    CompanyTeams("companies.teams", "/company/companies/{parentId}/teams"):
        CompanyTeamId => CompanyTeam, new NewCompanyTeam;
    /// The groups that a company is in.
    CompanyGroups("companies.groups", "/company/companies/{parentId}/groups"):
        CompanyGroupId => CompanyGroup, new NewCompanyGroup;
    /// The types that a company has.
    CompanyTypeAssociations("companies.type_associations", "/company/companies/{parentId}/typeAssociations"):
        CompanyTypeAssociationId => CompanyTypeAssociation, new NewCompanyTypeAssociation;
    /// The statuses that companies can have.
    CompanyStatuses("companies.statuses", "/company/companies/statuses"):
        CompanyStatusId => CompanyStatus, new NewCompanyStatus;
    /// The types that companies can have.
    CompanyTypes("companies.types", "/company/companies/types"): CompanyTypeId => CompanyType, new NewCompanyType;
}

routes! {
    MERGE = post("companies.merge", "/company/companies/{id}/merge");
}

endpoints! {
    /// Companies: customers, leads and vendors. Deleted ones stay, with `deleted_flag` set.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::By;
    /// use cw_psa_client::filters::CompanyFilter;
    ///
    /// let customers = CompanyFilter::new().with_kind(By::name("Client")).with_deleted(false);
    /// for company in psa.companies().list().filter(customers).fields(["id", "identifier", "name"]).all().await? {
    ///     println!("{:?} {:?}", company.identifier, company.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    companies: Companies;
}

below! {
    Companies;
    /// The sites of a company.
    sites(CompanyId): CompanySites;
    /// The notes about a company.
    notes(CompanyId): CompanyNotes;
    /// Who looks after a company.
    teams(CompanyId): CompanyTeams;
    /// The groups that a company is in.
    groups(CompanyId): CompanyGroups;
    /// The types that a company has. They cannot be patched on the company itself.
    type_associations(CompanyId): CompanyTypeAssociations;
    /// The statuses that companies can have.
    statuses: CompanyStatuses;
    /// The types that companies can have.
    types: CompanyTypes;
}

impl Endpoint<Companies> {
    /// Merges a company into another, which stays: `POST /company/companies/{id}/merge`. It cannot be undone.
    pub fn merge(&self, company: CompanyId, merge: &CompanyMerge) -> Call<SuccessResponse> {
        self.psa.read(Request::new(&MERGE).param("id", company).json(merge))
    }
}
