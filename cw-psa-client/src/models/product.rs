//! Product lines: catalogue items placed on something.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{AgreementRef, InvoiceGroupingRef, InvoiceRef, Ref, TicketRef, WarehouseRef};
use super::words::{BillableOption, CycleType, PriceMethod, ProductClass};
use crate::ids::{
    AgreementTypeId, CatalogItemId, CompanyId, DepartmentId, LocationId, OpportunityId, OpportunityStatusId,
    ProductLineId, ProjectId, ProjectPhaseId, SlaId, UnitOfMeasureId,
};
use cw_http::data::DateTime;

model! {
    /// A product line: a catalogue item placed on a ticket, project, order, opportunity or invoice.
    ///
    /// ConnectWise calls these products. What may be sold at all is a [`CatalogItem`](super::CatalogItem).
    pub struct ProductLine {
        /// Its id.
        id: ProductLineId,
        /// The catalogue item.
        catalog_item: Ref<CatalogItemId>,
        /// What it is.
        description: String,
        /// Its place among the others.
        sequence_number: f64,
        /// How many.
        quantity: f64,
        /// What it is counted in.
        unit_of_measure: Ref<UnitOfMeasureId>,
        /// Price of one.
        price: f64,
        /// Cost of one.
        cost: f64,
        /// Price of all.
        ext_price: f64,
        /// Cost of all.
        ext_cost: f64,
        /// Discount.
        discount: f64,
        /// Margin.
        margin: f64,
        /// Amount covered by the agreement.
        agreement_amount: f64,
        /// How the price is found.
        price_method: PriceMethod,
        /// Whether it is billed.
        billable_option: BillableOption,
        /// The agreement it is covered by.
        agreement: AgreementRef,
        /// The location of ours.
        location_id: LocationId,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours.
        business_unit_id: DepartmentId,
        /// The department of ours.
        business_unit: Ref<DepartmentId>,
        /// Who sold it.
        vendor: Ref<CompanyId>,
        /// The vendor's number.
        vendor_sku: String,
        /// Whether it is taxed.
        taxable_flag: bool,
        /// Whether the vendor ships it to the customer.
        dropship_flag: bool,
        /// Whether it is ordered specially.
        special_order_flag: bool,
        /// Whether it stands for a project phase.
        phase_product_flag: bool,
        /// Whether it is cancelled.
        cancelled_flag: bool,
        /// How many were cancelled.
        quantity_cancelled: f64,
        /// Why it was cancelled.
        cancelled_reason: String,
        /// What the customer reads.
        customer_description: String,
        /// Notes that the customer does not see.
        internal_notes: String,
        /// Whether it was supplied.
        product_supplied_flag: bool,
        /// Where the subcontractor ships it.
        sub_contractor_ship_to_id: i64,
        /// What the subcontractor may charge.
        sub_contractor_amount_limit: f64,
        /// How it recurs.
        recurring: ProductRecurring,
        /// The service level agreement.
        sla: Ref<SlaId>,
        /// Its kind for tax.
        entity_type: Ref,
        /// The ticket it belongs to.
        ticket: TicketRef,
        /// The project it belongs to.
        project: Ref<ProjectId>,
        /// The phase of the project.
        phase: Ref<ProjectPhaseId>,
        /// The sales order it is on.
        sales_order: Ref,
        /// The opportunity it belongs to.
        opportunity: Ref<OpportunityId>,
        /// The invoice it is on.
        invoice: InvoiceRef,
        /// The warehouse.
        warehouse_id: i64,
        /// The warehouse, by id and name.
        warehouse_id_object: WarehouseRef,
        /// The bin in the warehouse.
        warehouse_bin_id: i64,
        /// The bin, by id and name.
        warehouse_bin_id_object: Ref,
        /// Whether the price is computed.
        calculated_price_flag: bool,
        /// Whether the cost is computed.
        calculated_cost_flag: bool,
        /// The line of the forecast it came from.
        forecast_detail_id: i64,
        /// Who cancelled it.
        cancelled_by: i64,
        /// When it was cancelled.
        cancelled_date: DateTime,
        /// The warehouse.
        warehouse: String,
        /// The bin in the warehouse.
        warehouse_bin: String,
        /// When it was bought.
        purchase_date: DateTime,
        /// The tax code.
        tax_code: Ref,
        /// Its name in another system.
        integration_x_ref: String,
        /// List price.
        list_price: f64,
        /// The serial numbers, by id.
        serial_number_ids: Vec<i64>,
        /// The serial numbers.
        serial_numbers: Vec<String>,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// Its status in the forecast.
        forecast_status: Ref<OpportunityStatusId>,
        /// What class of product it is.
        product_class: ProductClass,
        /// Whether it must be purchased.
        need_to_purchase_flag: bool,
        /// How many must be ordered.
        need_to_order_quantity: i64,
        /// Whether stock is at the minimum.
        minimum_stock_flag: bool,
        /// What it must ship together with.
        ship_set: String,
        /// The computed price.
        calculated_price: f64,
        /// The computed cost.
        calculated_cost: f64,
        /// What it is grouped with on invoices.
        invoice_grouping: InvoiceGroupingRef,
        /// Whether the purchase order is approved.
        po_approved_flag: bool,
        /// What it is counted in, by name.
        uom: String,
        /// Whether its components are added.
        add_components_flag: bool,
        /// Whether price lists do not apply.
        ignore_pricing_schedules_flag: bool,
        /// Its subscription in Asio.
        asio_subscriptions_id("asioSubscriptionsID"): String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Whether the forecast is left as it is; for writes.
        bypass_forecast_update: bool,
        /// Cost when it was won.
        won_cost: f64,
        /// Price when it was won.
        won_price: f64,
        /// How many were won.
        won_quantity: f64,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// How a product line recurs.
    pub struct ProductRecurring {
        /// What it earns each time.
        recurring_revenue: f64,
        /// What it costs each time.
        recurring_cost: f64,
        /// When it starts.
        start_date: DateTime,
        /// When it ends.
        end_date: DateTime,
        /// How often it is billed.
        bill_cycle_id: i64,
        /// How often it is billed.
        bill_cycle: Ref,
        /// How many times.
        cycles: i64,
        /// What its cycles follow.
        cycle_type: CycleType,
        /// Type of that agreement, by name.
        agreement_type: Ref<AgreementTypeId>,
    }
}
