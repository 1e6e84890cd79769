//! Agreements and invoices.

use crate::By;
use crate::ids::{DepartmentId, LocationId};
use crate::models::macros::body;
use crate::models::{
    ApplicationCycle, ApplicationUnits, BillableOption, CustomFieldValue, CycleType, InvoiceAppliesTo, InvoiceType,
    PeriodType, UtcTime,
};

body! {
    /// An agreement to create.
    pub struct NewAgreement {
        required {
            /// Its name.
            name: String,
            /// What kind it is.
            #[serde(rename = "type")]
            kind: By,
            /// The company it belongs to.
            company: By,
            /// The contact at the company.
            contact: By,
        }
        optional {
            /// The company's site.
            site / with_site: By,
            /// The agreement it belongs to.
            parent_agreement / with_parent_agreement: By,
            /// Number of the customer's purchase order.
            #[serde(rename = "customerPO")]
            customer_po / with_customer_po: String,
            /// The location of ours that it belongs to.
            location / with_location: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// When it starts.
            start_date / with_start_date: UtcTime,
            /// When it ends.
            end_date / with_end_date: UtcTime,
            /// Whether it never ends.
            no_ending_date_flag / with_no_ending_date_flag: bool,
            /// The opportunity it belongs to.
            opportunity / with_opportunity: By,
            /// The service level agreement.
            sla / with_sla: By,
            /// The work order.
            work_order / with_work_order: String,
            /// Notes that the customer does not see.
            internal_notes / with_internal_notes: String,
            /// What it covers: an amount, hours or incidents.
            application_units / with_application_units: ApplicationUnits,
            /// How much it covers each time.
            application_limit / with_application_limit: f64,
            /// How often that is renewed.
            application_cycle / with_application_cycle: ApplicationCycle,
            /// Whether it covers any amount.
            application_unlimited_flag / with_application_unlimited_flag: bool,
            /// How often it is billed.
            billing_cycle / with_billing_cycle: By,
            /// Whether it is billed once only.
            bill_one_time_flag / with_bill_one_time_flag: bool,
            /// Terms of payment.
            billing_terms / with_billing_terms: By,
            /// What its cycles follow.
            invoicing_cycle / with_invoicing_cycle: CycleType,
            /// The company that is billed.
            bill_to_company / with_bill_to_company: By,
            /// The contact who is billed.
            bill_to_contact / with_bill_to_contact: By,
            /// The site that is billed.
            bill_to_site / with_bill_to_site: By,
            /// Amount to bill.
            bill_amount / with_bill_amount: f64,
            /// Whether it is taxed.
            taxable / with_taxable: bool,
            /// When billing starts.
            bill_start_date / with_bill_start_date: UtcTime,
            /// The tax code.
            tax_code / with_tax_code: By,
            /// Whether parts of a period are billed in part.
            prorate_flag / with_prorate_flag: bool,
            /// What the invoice says.
            invoice_description / with_invoice_description: String,
            /// Default role of those who work on it.
            work_role / with_work_role: By,
            /// Default type of work.
            work_type / with_work_type: By,
            /// Whether its time is billed.
            bill_time / with_bill_time: BillableOption,
            /// Whether its expenses are billed.
            bill_expenses / with_bill_expenses: BillableOption,
            /// Whether its products are billed.
            bill_products / with_bill_products: BillableOption,
            /// The currency of its amounts.
            currency / with_currency: By,
            /// Which period is billed.
            period_type / with_period_type: PeriodType,
            /// Whether invoices are made by themselves.
            auto_invoice_flag / with_auto_invoice_flag: bool,
            /// The location of ours that looks after it.
            company_location / with_company_location: By,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// Something to add to an agreement.
    pub struct NewAgreementAddition {
        required {
            /// The catalogue item.
            product: By,
            /// Whether the customer is billed.
            bill_customer: BillableOption,
        }
        optional {
            /// How many.
            quantity / with_quantity: f64,
            /// How many are included in the agreement.
            less_included / with_less_included: f64,
            /// Price of one.
            unit_price / with_unit_price: f64,
            /// Cost of one.
            unit_cost / with_unit_cost: f64,
            /// From when it applies.
            effective_date / with_effective_date: UtcTime,
            /// When it was cancelled.
            cancelled_date / with_cancelled_date: UtcTime,
            /// Whether it is taxed.
            taxable_flag / with_taxable_flag: bool,
            /// Serial number.
            serial_number / with_serial_number: String,
            /// What the invoice says.
            invoice_description / with_invoice_description: String,
            /// Whether it must be purchased.
            purchase_item_flag / with_purchase_item_flag: bool,
            /// Whether it is ordered specially.
            special_order_flag / with_special_order_flag: bool,
            /// What it is.
            description / with_description: String,
            /// Its place among the others.
            sequence_number / with_sequence_number: f64,
            /// Cost of one in the first, partial period.
            prorate_cost / with_prorate_cost: f64,
            /// Price of one in the first, partial period.
            prorate_price / with_prorate_price: f64,
            /// The opportunity it belongs to.
            opportunity / with_opportunity: By,
            /// What it is grouped with on invoices.
            invoice_grouping / with_invoice_grouping: By,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// An invoice to create.
    pub struct NewInvoice {
        required {
            /// What kind it is.
            #[serde(rename = "type")]
            kind: InvoiceType,
            /// The company it belongs to.
            company: By,
        }
        optional {
            /// Its number.
            invoice_number / with_invoice_number: String,
            /// Its status.
            status / with_status: By,
            /// The company that is billed.
            bill_to_company / with_bill_to_company: By,
            /// The company to ship to.
            ship_to_company / with_ship_to_company: By,
            /// What kind of thing it is for.
            apply_to_type / with_apply_to_type: InvoiceAppliesTo,
            /// What it is for.
            apply_to_id / with_apply_to_id: i64,
            /// Whose attention it is for.
            attention / with_attention: String,
            /// Whose attention the shipment is for.
            ship_to_attention / with_ship_to_attention: String,
            /// The site that is billed.
            billing_site / with_billing_site: By,
            /// The site to ship to.
            shipping_site / with_shipping_site: By,
            /// Terms of payment.
            billing_terms / with_billing_terms: By,
            /// The customer's reference.
            reference / with_reference: String,
            /// Number of the customer's purchase order.
            #[serde(rename = "customerPO")]
            customer_po / with_customer_po: String,
            /// The template.
            template_setup_id / with_template_setup_id: i64,
            /// The e-mail it is sent with.
            email_template_id / with_email_template_id: i64,
            /// Whether it is **e-mailed** with the next batch.
            add_to_batch_email_list / with_add_to_batch_email_list: bool,
            /// The day.
            date / with_date: UtcTime,
            /// When it is due.
            due_date / with_due_date: UtcTime,
            /// The location of ours.
            location_id / with_location_id: LocationId,
            /// The department of ours.
            department_id / with_department_id: DepartmentId,
            /// The territory.
            territory_id / with_territory_id: LocationId,
            /// The comment on top.
            top_comment / with_top_comment: String,
            /// The comment at the bottom.
            bottom_comment / with_bottom_comment: String,
            /// The tax code.
            tax_code / with_tax_code: By,
            /// Notes that the customer does not see.
            internal_notes / with_internal_notes: String,
            /// Services, in all.
            service_total / with_service_total: f64,
            /// The currency of its amounts.
            currency / with_currency: By,
            /// The ticket it belongs to.
            ticket / with_ticket: By,
            /// The project it belongs to.
            project / with_project: By,
            /// The phase of the project.
            phase / with_phase: By,
            /// The sales order it is on.
            sales_order / with_sales_order: By,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }
}
