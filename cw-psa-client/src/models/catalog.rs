//! The catalogue: what is sold.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::Ref;
use super::words::{AccountingType, BillableOption, CycleType, PriceAttribute, ProductClass};
use crate::ids::{
    AgreementTypeId, CatalogItemId, CompanyId, LocationId, ManufacturerId, ProductCategoryId, ProductSubcategoryId,
    ProductTypeId, SlaId, UnitOfMeasureId,
};

model! {
    /// A catalogue item: what is sold, with its usual price and cost.
    ///
    /// What people mean by "our products". An item placed on a ticket, project or invoice is a
    /// [`ProductLine`](super::ProductLine).
    pub struct CatalogItem {
        /// Its id.
        id: CatalogItemId,
        /// Its short word.
        identifier: String,
        /// What it is.
        description: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Its subcategory.
        subcategory: Ref<ProductSubcategoryId>,
        /// What kind it is.
        kind("type"): Ref<ProductTypeId>,
        /// What class of product it is.
        product_class: ProductClass,
        /// Whether each one has a serial number.
        serialized_flag: bool,
        /// Whether cost is kept by serial number.
        serialized_cost_flag: bool,
        /// Whether it stands for a project phase.
        phase_product_flag: bool,
        /// What it is counted in.
        unit_of_measure: Ref<UnitOfMeasureId>,
        /// How many must be in stock.
        min_stock_level: i64,
        /// Price of one.
        price: f64,
        /// Cost of one.
        cost: f64,
        /// What the price means.
        price_attribute: PriceAttribute,
        /// Whether it is taxed.
        taxable_flag: bool,
        /// Whether the vendor ships it to the customer.
        drop_ship_flag: bool,
        /// Whether it is ordered specially.
        special_order_flag: bool,
        /// What the customer reads.
        customer_description: String,
        /// Who made it.
        manufacturer: Ref<ManufacturerId>,
        /// The maker's part number.
        manufacturer_part_number: String,
        /// Who sold it.
        vendor: Ref<CompanyId>,
        /// The vendor's number.
        vendor_sku: String,
        /// Free notes.
        notes: String,
        /// Its name in another system.
        integration_x_ref: String,
        /// The service level agreement.
        sla: Ref<SlaId>,
        /// Its kind for tax.
        entity_type: Ref,
        /// Whether it recurs.
        recurring_flag: bool,
        /// What it earns each time.
        recurring_revenue: f64,
        /// What it costs each time.
        recurring_cost: f64,
        /// Whether it is billed once only.
        recurring_one_time_flag: bool,
        /// How often it is billed.
        recurring_bill_cycle: Ref,
        /// What its cycles follow.
        recurring_cycle_type: CycleType,
        /// Whether the price is computed.
        calculated_price_flag: bool,
        /// Whether the cost is computed.
        calculated_cost_flag: bool,
        /// Its category.
        category: Ref<ProductCategoryId>,
        /// The computed price.
        calculated_price: f64,
        /// The computed cost.
        calculated_cost: f64,
        /// Whether it is billed.
        billable_option: BillableOption,
        /// Its id as a GUID.
        connect_wise_id("connectWiseID"): String,
        /// Type of that agreement, by name.
        agreement_type: Ref<AgreementTypeId>,
        /// Mark-up, in percent.
        markup_percentage: f64,
        /// Whether the price is marked up from the cost.
        markup_flag: bool,
        /// Whether the cost follows the vendor's.
        auto_update_unit_cost_flag: bool,
        /// Whether the price follows the vendor's.
        auto_update_unit_price_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A catalogue item in short, for keys with few permissions.
    pub struct CatalogItemInfo {
        /// Its id.
        id: CatalogItemId,
        /// Its short word.
        identifier: String,
        /// What it is.
        description: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// What class of product it is.
        product_class: ProductClass,
        /// Whether cost is kept by serial number.
        serialized_cost_flag: bool,
        /// Price of one.
        price: f64,
        /// Cost.
        cost: f64,
        /// Whether it is taxed.
        taxable_flag: bool,
        /// Whether the vendor ships it to the customer.
        drop_ship_flag: bool,
        /// Whether it is ordered specially.
        special_order_flag: bool,
        /// What the customer reads.
        customer_description: String,
        /// The maker's part number.
        manufacturer_part_number: String,
        /// The vendor's number.
        vendor_sku: String,
        /// Whether it is billed.
        billable_option: BillableOption,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A type of catalogue item.
    pub struct ProductType {
        /// Its id.
        id: ProductTypeId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// What it is in the accounting system.
        type_xref: AccountingType,
        /// Whether it is the default.
        default_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A category of catalogue items.
    pub struct ProductCategory {
        /// Its id.
        id: ProductCategoryId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Its price level in the accounting system.
        price_level_xref: String,
        /// Its name in another system.
        integration_xref: String,
        /// The locations of ours it is for.
        location_ids: Vec<LocationId>,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether all locations are added; for writes.
        add_all_locations: bool,
        /// Whether all locations are removed; for writes.
        remove_all_locations: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A subdivision of categories.
    pub struct ProductSubcategory {
        /// Its id.
        id: ProductSubcategoryId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Its name in another system.
        integration_xref: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Its category.
        category: Ref<ProductCategoryId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// Who makes catalogue items.
    pub struct Manufacturer {
        /// Its id.
        id: ManufacturerId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// What catalogue items are counted in.
    pub struct UnitOfMeasure {
        /// Its id.
        id: UnitOfMeasureId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether it is the default.
        default_flag: bool,
        /// Its schedule in the accounting system.
        uom_schedule_xref: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
