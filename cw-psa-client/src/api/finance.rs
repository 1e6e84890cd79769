//! Agreements and invoices.

use cw_http::{Call, Request};
use serde_json::Value;

use super::documents::{Download, download};
use super::{below, endpoints, resources, routes};
use crate::ids::{AdditionId, AgreementId, AgreementTypeId, InvoiceId};
use crate::models::{
    Agreement, AgreementAddition, AgreementType, Invoice, NewAgreement, NewAgreementAddition, NewInvoice,
};
use crate::resource::Endpoint;

resources! {
    /// Agreements.
    Agreements("agreements", "/finance/agreements"): AgreementId => Agreement, new NewAgreement;
    /// What an agreement covers besides.
    AgreementAdditions("agreements.additions", "/finance/agreements/{parentId}/additions"):
        AdditionId => AgreementAddition, new NewAgreementAddition;
    /// The types that agreements can have.
    AgreementTypes("agreements.types", "/finance/agreements/types"):
        AgreementTypeId => AgreementType, new Value;
    /// Invoices.
    Invoices("invoices", "/finance/invoices"): InvoiceId => Invoice, new NewInvoice;
}

routes! {
    PDF = get("invoices.pdf", "/finance/invoices/{id}/pdf");
}

endpoints! {
    /// Agreements: what companies have a contract for.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::By;
    /// use cw_psa_client::condition::agreement;
    ///
    /// let of_acme = agreement::COMPANY.is(&By::name("Acme Dental")).and(agreement::CANCELLED.eq(false));
    /// for agreement in psa.agreements().list().condition(of_acme).all().await? {
    ///     println!("{:?}: {:?}", agreement.name, agreement.bill_amount);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    agreements: Agreements;
    /// Invoices.
    invoices: Invoices;
}

below! {
    Agreements;
    /// What an agreement covers besides.
    additions(AgreementId): AgreementAdditions;
    /// The types that agreements can have.
    types: AgreementTypes;
}

impl Endpoint<Invoices> {
    /// An invoice as it is printed: `GET /finance/invoices/{id}/pdf`.
    pub fn pdf(&self, id: InvoiceId) -> Call<Download> {
        download(&self.psa, Request::new(&PDF).param("id", id))
    }
}
