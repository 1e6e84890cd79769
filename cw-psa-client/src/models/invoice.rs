//! Invoices.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{AgreementRef, BillingStatusRef, Currency, Ref, TicketRef};
use super::words::{InvoiceAppliesTo, InvoiceType};
use crate::ids::{CompanyId, DepartmentId, InvoiceId, LocationId, ProjectId, ProjectPhaseId, SiteId};
use cw_http::data::DateTime;

model! {
    /// An invoice.
    pub struct Invoice {
        /// Its id.
        id: InvoiceId,
        /// Its number.
        invoice_number: String,
        /// What kind it is.
        kind("type"): InvoiceType,
        /// Its status.
        status: BillingStatusRef,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The company that is billed.
        bill_to_company: Ref<CompanyId>,
        /// The company to ship to.
        ship_to_company: Ref<CompanyId>,
        /// Its account number.
        account_number: String,
        /// What kind of thing it is for.
        apply_to_type: InvoiceAppliesTo,
        /// What it is for.
        apply_to_id: i64,
        /// Whose attention it is for.
        attention: String,
        /// Whose attention the shipment is for.
        ship_to_attention: String,
        /// The site that is billed.
        billing_site: Ref<SiteId>,
        /// Street address to bill.
        billing_site_address_line1: String,
        /// Second line of the address to bill.
        billing_site_address_line2: String,
        /// City to bill.
        billing_site_city: String,
        /// State or province to bill.
        billing_site_state: String,
        /// Postal code to bill.
        billing_site_zip: String,
        /// Country to bill.
        billing_site_country: String,
        /// The site to ship to.
        shipping_site: Ref<SiteId>,
        /// Street address to ship to.
        shipping_site_address_line1: String,
        /// Second line of the address to ship to.
        shipping_site_address_line2: String,
        /// City to ship to.
        shipping_site_city: String,
        /// State or province to ship to.
        shipping_site_state: String,
        /// Postal code to ship to.
        shipping_site_zip: String,
        /// Country to ship to.
        shipping_site_country: String,
        /// Terms of payment.
        billing_terms: Ref,
        /// The customer's reference.
        reference: String,
        /// Number of the customer's purchase order.
        customer_po("customerPO"): String,
        /// The template.
        template_setup_id: i64,
        /// The template of its invoices.
        invoice_template: Ref,
        /// The e-mail it is sent with.
        email_template_id: i64,
        /// Whether it is to be e-mailed with the next batch.
        add_to_batch_email_list: bool,
        /// The day.
        date: DateTime,
        /// Whether the down payment is restricted.
        restrict_downpayment_flag: bool,
        /// The location of ours.
        location_id: LocationId,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours.
        department_id: DepartmentId,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// The territory.
        territory_id: LocationId,
        /// The territory it belongs to.
        territory: Ref<LocationId>,
        /// The comment on top.
        top_comment: String,
        /// The comment at the bottom.
        bottom_comment: String,
        /// Whether it is taxed.
        taxable_flag: bool,
        /// The tax code.
        tax_code: Ref,
        /// Notes that the customer does not see.
        internal_notes: String,
        /// Whether the down payment was taxed before.
        downpayment_previously_taxed_flag: bool,
        /// Services, in all.
        service_total: f64,
        /// Whether the down payment is set by hand.
        override_down_payment_amount_flag: bool,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// When it is due.
        due_date: DateTime,
        /// Expenses, in all.
        expense_total: f64,
        /// Products, in all.
        product_total: f64,
        /// Progress billed before.
        previous_progress_applied: f64,
        /// Adjustment of services.
        service_adjustment_amount: f64,
        /// Amount covered by the agreement.
        agreement_amount: f64,
        /// Down payment used.
        downpayment_applied: f64,
        /// In all, before tax.
        subtotal: f64,
        /// In all.
        total: f64,
        /// Down payment left.
        remaining_downpayment: f64,
        /// Sales tax.
        sales_tax: f64,
        /// Why it was adjusted.
        adjustment_reason: String,
        /// Who adjusted it.
        adjusted_by: String,
        /// Who closed it.
        closed_by: String,
        /// Paid so far.
        payments: f64,
        /// Credited so far.
        credits: f64,
        /// Still to pay.
        balance: f64,
        /// Whether it was made by hand.
        special_invoice_flag: bool,
        /// The billing setup.
        billing_setup_reference: Ref,
        /// The ticket it belongs to.
        ticket: TicketRef,
        /// The project it belongs to.
        project: Ref<ProjectId>,
        /// The phase of the project.
        phase: Ref<ProjectPhaseId>,
        /// The sales order it is on.
        sales_order: Ref,
        /// The agreement it is covered by.
        agreement: AgreementRef,
        /// The accounting batch it is in.
        gl_batch: Ref,
        /// The accounting batch it was taken out of.
        unbatched_batch: Ref,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }
}
