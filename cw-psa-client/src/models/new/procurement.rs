//! Catalogue items and product lines.

use crate::By;
use crate::ids::{DepartmentId, LocationId};
use crate::models::macros::body;
use crate::models::{BillableOption, CustomFieldValue, CycleType, PriceAttribute, PriceMethod, ProductClass, UtcTime};

body! {
    /// A catalogue item to create.
    pub struct NewCatalogItem {
        required {
            /// Its short word.
            identifier: String,
            /// What it is.
            description: String,
            /// What the customer reads.
            customer_description: String,
            /// Its subcategory.
            subcategory: By,
            /// What kind it is.
            #[serde(rename = "type")]
            kind: By,
        }
        optional {
            /// Its category.
            category / with_category: By,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// What class of product it is.
            product_class / with_product_class: ProductClass,
            /// Whether each one has a serial number.
            serialized_flag / with_serialized_flag: bool,
            /// Whether cost is kept by serial number.
            serialized_cost_flag / with_serialized_cost_flag: bool,
            /// Whether it stands for a project phase.
            phase_product_flag / with_phase_product_flag: bool,
            /// What it is counted in.
            unit_of_measure / with_unit_of_measure: By,
            /// How many must be in stock.
            min_stock_level / with_min_stock_level: i64,
            /// Price of one.
            price / with_price: f64,
            /// Cost of one.
            cost / with_cost: f64,
            /// What the price means.
            price_attribute / with_price_attribute: PriceAttribute,
            /// Whether it is taxed.
            taxable_flag / with_taxable_flag: bool,
            /// Whether the vendor ships it to the customer.
            drop_ship_flag / with_drop_ship_flag: bool,
            /// Whether it is ordered specially.
            special_order_flag / with_special_order_flag: bool,
            /// Who made it.
            manufacturer / with_manufacturer: By,
            /// The maker's part number.
            manufacturer_part_number / with_manufacturer_part_number: String,
            /// Who sold it.
            vendor / with_vendor: By,
            /// The vendor's number.
            vendor_sku / with_vendor_sku: String,
            /// Free notes.
            notes / with_notes: String,
            /// Its name in another system.
            integration_x_ref / with_integration_x_ref: String,
            /// The service level agreement.
            sla / with_sla: By,
            /// Whether it recurs.
            recurring_flag / with_recurring_flag: bool,
            /// What it earns each time.
            recurring_revenue / with_recurring_revenue: f64,
            /// What it costs each time.
            recurring_cost / with_recurring_cost: f64,
            /// Whether it is billed once only.
            recurring_one_time_flag / with_recurring_one_time_flag: bool,
            /// How often it is billed.
            recurring_bill_cycle / with_recurring_bill_cycle: By,
            /// What its cycles follow.
            recurring_cycle_type / with_recurring_cycle_type: CycleType,
            /// Whether it is billed.
            billable_option / with_billable_option: BillableOption,
            /// Type of that agreement, by name.
            agreement_type / with_agreement_type: By,
            /// Mark-up, in percent.
            markup_percentage / with_markup_percentage: f64,
            /// Whether the price is marked up from the cost.
            markup_flag / with_markup_flag: bool,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A catalogue item to place on a ticket, project, order, opportunity or invoice.
    pub struct NewProductLine {
        required {
            /// The catalogue item.
            catalog_item: By,
            /// Whether it is billed.
            billable_option: BillableOption,
        }
        optional {
            /// What it is.
            description / with_description: String,
            /// What the customer reads.
            customer_description / with_customer_description: String,
            /// Notes that the customer does not see.
            internal_notes / with_internal_notes: String,
            /// Its place among the others.
            sequence_number / with_sequence_number: f64,
            /// How many.
            quantity / with_quantity: f64,
            /// What it is counted in.
            unit_of_measure / with_unit_of_measure: By,
            /// Price of one.
            price / with_price: f64,
            /// Cost of one.
            cost / with_cost: f64,
            /// Discount.
            discount / with_discount: f64,
            /// How the price is found.
            price_method / with_price_method: PriceMethod,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// The location of ours.
            location_id / with_location_id: LocationId,
            /// The department of ours.
            business_unit_id / with_business_unit_id: DepartmentId,
            /// Who sold it.
            vendor / with_vendor: By,
            /// The vendor's number.
            vendor_sku / with_vendor_sku: String,
            /// Whether it is taxed.
            taxable_flag / with_taxable_flag: bool,
            /// Whether the vendor ships it to the customer.
            dropship_flag / with_dropship_flag: bool,
            /// Whether it is ordered specially.
            special_order_flag / with_special_order_flag: bool,
            /// Whether it stands for a project phase.
            phase_product_flag / with_phase_product_flag: bool,
            /// The service level agreement.
            sla / with_sla: By,
            /// The ticket it belongs to.
            ticket / with_ticket: By,
            /// The project it belongs to.
            project / with_project: By,
            /// The phase of the project.
            phase / with_phase: By,
            /// The sales order it is on.
            sales_order / with_sales_order: By,
            /// The opportunity it belongs to.
            opportunity / with_opportunity: By,
            /// The invoice it is on.
            invoice / with_invoice: By,
            /// The warehouse.
            warehouse / with_warehouse: String,
            /// The bin in the warehouse.
            warehouse_bin / with_warehouse_bin: String,
            /// When it was bought.
            purchase_date / with_purchase_date: UtcTime,
            /// The tax code.
            tax_code / with_tax_code: By,
            /// Its name in another system.
            integration_x_ref / with_integration_x_ref: String,
            /// The company it belongs to.
            company / with_company: By,
            /// Its status in the forecast.
            forecast_status / with_forecast_status: By,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// What to take a product line off.
    pub struct ProductDetach {
        required {
        }
        optional {
            /// Whether to take it off the ticket.
            remove_from_ticket / with_remove_from_ticket: bool,
            /// Whether to take it off the invoice.
            remove_from_invoice / with_remove_from_invoice: bool,
            /// Whether to take it off the opportunity.
            remove_from_opportunity / with_remove_from_opportunity: bool,
            /// Whether to take it off the sales order.
            remove_from_sales_order / with_remove_from_sales_order: bool,
            /// Whether to take it off the project.
            remove_from_project / with_remove_from_project: bool,
        }
    }
}

/// Nothing is taken off until set.
impl Default for ProductDetach {
    fn default() -> Self {
        Self::new()
    }
}
