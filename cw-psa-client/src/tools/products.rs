//! Products: what is sold, which is the catalogue, and what was sold, which are product lines.

use std::sync::Arc;

use cw_http::columns;
use cw_http::data::DateTime;
use cw_http::tools::{date, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::{Access, of_nobody, owned_by_company};
use super::columns::{CustomValue, custom, id, name, updated, word};
use super::input::{Id, SearchText, list_input, number};
use super::resolve;
use crate::By;
use crate::client::PsaClient;
use crate::condition::catalog_item as field;
use crate::filters::{CatalogItemFilter, ProductFilter};
use any_product::{AnyProduct, CatalogItems, CatalogProduct, ProductLines};

pub(super) fn list(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-list-products", Effect::Read)
        .with_title("List products")
        .with_description(
            "Lists products. By default this reads the catalogue (what the provider sells): id, item number, description, category, \
             price, cost. With kind `lines` it reads product lines (what was put on tickets, projects, orders, opportunities and \
             invoices), with quantity and price of that sale. The two are different records with different ids.",
        )
        .with_permission("Procurement > Product Catalog: Inquire; for lines Procurement > Products: Inquire")
        .with_aliases([
            "catalogue", "catalog", "items", "price list", "what do we sell", "licences", "hardware for sale", "parts", "sku",
            "product lines", "what was sold",
        ])
        .with_operation("psa:GET /procurement/catalog")
        .with_operation("psa:GET /procurement/products");
    cw_http::tools::read(spec, psa, list_products)
}

pub(super) fn get(psa: &PsaClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-psa-get-product", Effect::Read)
        .with_title("Get product")
        .with_description(
            "Shows one product by id. By default an item of the catalogue: number, description, category, type, manufacturer, vendor, \
             price, cost. With kind `lines` a product line: what was put where, with quantity and price.",
        )
        .with_permission("Procurement > Product Catalog: Inquire; for lines Procurement > Products: Inquire")
        .with_aliases(["catalogue item", "catalog item", "price of an item", "product details", "product line", "sku"])
        .with_operation("psa:GET /procurement/catalog/{id}")
        .with_operation("psa:GET /procurement/products/{id}");
    cw_http::tools::read(spec, psa, get_product)
}

/// What people call a product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum ProductKind {
    /// What is sold: items of the catalogue.
    #[default]
    #[serde(alias = "catalog")]
    Catalogue,
    /// What was sold: product lines.
    Lines,
}

list_input! {
    struct ListProducts of ProductColumn, order ProductOrder by field::ID, descending "super::input::no" {
        /// `catalogue` for what is sold, `lines` for what was put on tickets, projects, orders and invoices.
        #[serde(default)]
        kind: ProductKind,
        /// Only products whose item number or description contains this text (lines: description). Case does not matter.
        text: Option<SearchText>,
        /// Catalogue: only items of this category, by id or name.
        category: Option<IdOrName>,
        /// Catalogue: only items of this subcategory, by id or name.
        subcategory: Option<IdOrName>,
        /// Catalogue: only items of this type, by id or name, such as `Hardware`.
        r#type: Option<IdOrName>,
        /// Catalogue: only items by this manufacturer, by id or name.
        manufacturer: Option<IdOrName>,
        /// Catalogue: only items that are still sold, or only others.
        active: Option<bool>,
        /// Lines: only of this catalogue item, by id, item number or description.
        catalogue_item: Option<IdOrName>,
        /// Lines: only for this company, by id, name or identifier, such as `Acme Dental`.
        company: Option<IdOrName>,
        /// Lines: only on this ticket, by number.
        ticket: Option<Id>,
        /// Lines: only on this project, by id or name.
        project: Option<IdOrName>,
        /// Lines: only on this opportunity, by id.
        opportunity: Option<Id>,
        /// Lines: only cancelled ones, or only others.
        cancelled: Option<bool>,
    }
    sorts {
        #[default]
        Description = field::DESCRIPTION,
        Id = field::ID,
        Price = field::PRICE,
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetProduct {
    /// Its id, as the list of that kind shows it.
    id: Id,
    /// `catalogue` for what is sold, `lines` for what was put on something.
    #[serde(default)]
    kind: ProductKind,
    /// More facts to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<ProductColumn>,
}

columns! {
    /// A product.
    pub(super) struct ProductRow of product: AnyProduct, by ProductColumn {
        usual {
            /// Its id: of the item in the catalogue, or of the line.
            id: i64 = "id" => product.id,
            /// The item number.
            identifier: Untrusted = "identifier" => text(&product.identifier),
            /// Lines: number of the catalogue item.
            item: Untrusted = "catalogItem" => product.catalog_item.as_ref().and_then(|item| text(&item.identifier)),
            /// What it is.
            description: Untrusted = "description" => text(&product.description),
            /// Its category.
            category: Untrusted = "category" => name(&product.category),
            /// Lines: how many.
            quantity: f64 = "quantity" => product.quantity,
            /// Price of one.
            price: f64 = "price" => product.price,
            /// What one costs the provider.
            cost: f64 = "cost" => product.cost,
            /// Lines: the company.
            company: Untrusted = "company" => name(&product.company),
            /// Lines: number of the ticket it is on.
            ticket_id: i64 = "ticket" => id(&product.ticket),
            /// Lines: the project it is on.
            project: Untrusted = "project" => name(&product.project),
            /// Whether it is sold no more. Absent if it is.
            inactive: bool = "inactiveFlag" => product.inactive_flag.filter(|inactive| *inactive),
            /// Lines: whether it is cancelled. Absent if not.
            cancelled: bool = "cancelledFlag" => product.cancelled_flag.filter(|cancelled| *cancelled),
        }
        asked {
            /// Catalogue: its subcategory.
            subcategory: Untrusted = "subcategory" => name(&product.subcategory),
            /// Catalogue: its type.
            r#type: Untrusted = "type" => name(&product.kind),
            /// Such as `Service` or `Inventory`.
            class: String = "productClass" => word(&product.product_class),
            /// Catalogue: who makes it.
            manufacturer: Untrusted = "manufacturer" => name(&product.manufacturer),
            /// Catalogue: the maker's number for it.
            part_number: Untrusted = "manufacturerPartNumber" => text(&product.manufacturer_part_number),
            /// Who it is bought from.
            vendor: Untrusted = "vendor" => name(&product.vendor),
            /// The vendor's number for it.
            vendor_sku: Untrusted = "vendorSku" => text(&product.vendor_sku),
            /// What customers read.
            customer_description: Untrusted = "customerDescription" => text(&product.customer_description),
            /// Catalogue: whether it is billed again and again.
            recurring: bool = "recurringFlag" => product.recurring_flag,
            /// Whether it is taxed.
            taxable: bool = "taxableFlag" => product.taxable_flag,
            /// Lines: price of all.
            total_price: f64 = "extPrice" => product.ext_price,
            /// Lines: cost of all.
            total_cost: f64 = "extCost" => product.ext_cost,
            /// Lines: whether it is billed, such as `Billable`.
            billable: String = "billableOption" => word(&product.billable_option),
            /// Lines: id of the catalogue item.
            catalogue_item_id: i64 = "catalogItem" => id(&product.catalog_item),
            /// Lines: id of the company.
            company_id: i64 = "company" => id(&product.company),
            /// Lines: the opportunity it is on.
            opportunity: Untrusted = "opportunity" => name(&product.opportunity),
            /// Lines: the invoice it is on.
            invoice: Untrusted = "invoice" => name(&product.invoice),
            /// Lines: the agreement it falls under.
            agreement: Untrusted = "agreement" => name(&product.agreement),
            /// Lines: when it was bought.
            purchased: String = "purchaseDate" => date(&product.purchase_date),
            /// When it was last changed, in UTC.
            updated: String = "_info" => updated(&product.info),
            /// The provider's own fields that have a value.
            custom_fields: Vec<CustomValue> = "customFields" => custom(&product.custom_fields),
        }
    }
}

/// What one product shows beyond a row of a list; each kind has its own of them.
const DETAILS: [ProductColumn; 18] = [
    ProductColumn::subcategory,
    ProductColumn::r#type,
    ProductColumn::class,
    ProductColumn::manufacturer,
    ProductColumn::part_number,
    ProductColumn::vendor,
    ProductColumn::vendor_sku,
    ProductColumn::customer_description,
    ProductColumn::recurring,
    ProductColumn::taxable,
    ProductColumn::total_price,
    ProductColumn::total_cost,
    ProductColumn::catalogue_item_id,
    ProductColumn::company_id,
    ProductColumn::opportunity,
    ProductColumn::invoice,
    ProductColumn::updated,
    ProductColumn::custom_fields,
];

impl ProductKind {
    /// The fields to ask for: a field that products of this kind do not have would be refused.
    fn wire(self, columns: &[ProductColumn]) -> Vec<&'static str> {
        let lacking: &[&str] = match self {
            Self::Catalogue => &[
                "catalogItem",
                "quantity",
                "company",
                "ticket",
                "project",
                "cancelledFlag",
                "extPrice",
                "extCost",
                "opportunity",
                "invoice",
                "agreement",
                "purchaseDate",
            ],
            Self::Lines => &[
                "identifier",
                "category",
                "inactiveFlag",
                "subcategory",
                "type",
                "manufacturer",
                "manufacturerPartNumber",
                "recurringFlag",
            ],
        };
        let mut fields = ProductRow::wire(columns);
        fields.retain(|field| !lacking.contains(field));
        fields
    }
}

impl ListProducts {
    /// A filter that products of the other kind have.
    fn check(&self) -> Result<(), ToolError> {
        let of_lines = [
            ("catalogue_item", self.catalogue_item.is_some()),
            ("company", self.company.is_some()),
            ("ticket", self.ticket.is_some()),
            ("project", self.project.is_some()),
            ("opportunity", self.opportunity.is_some()),
            ("cancelled", self.cancelled.is_some()),
        ];
        let of_catalogue = [
            ("category", self.category.is_some()),
            ("subcategory", self.subcategory.is_some()),
            ("type", self.r#type.is_some()),
            ("manufacturer", self.manufacturer.is_some()),
            ("active", self.active.is_some()),
        ];
        let (others, only) = match self.kind {
            ProductKind::Catalogue => (&of_lines[..], "lines"),
            ProductKind::Lines => (&of_catalogue[..], "catalogue"),
        };
        match others.iter().find(|(_, is_given)| *is_given) {
            None => Ok(()),
            Some((name, _)) => Err(ToolError::input(
                format!("$.{name}"),
                format!("only products of kind `{only}` have this"),
                format!("this only with kind `{only}`"),
            )),
        }
    }
}

async fn list_products(access: Access, input: ListProducts) -> Result<Listed<ProductRow>, ToolError> {
    input.check()?;
    let (asked, kind) = (input.asked(), input.kind);
    let wire = |columns: &[ProductColumn]| kind.wire(columns);
    match kind {
        ProductKind::Catalogue => {
            let filter = CatalogItemFilter {
                text: input.text.map(Into::into),
                category: resolve::categories(&access).by("$.category", input.category.as_ref()).await?,
                subcategory: resolve::subcategories(&access).by("$.subcategory", input.subcategory.as_ref()).await?,
                kind: resolve::product_types(&access).by("$.type", input.r#type.as_ref()).await?,
                manufacturer: resolve::manufacturers(&access).by("$.manufacturer", input.manufacturer.as_ref()).await?,
                active: input.active,
                ..CatalogItemFilter::default()
            };
            let list = access.psa.resource::<CatalogItems>().list().filter(filter);
            let row = |item: &CatalogProduct, columns: &[ProductColumn]| ProductRow::read(&item.0, columns);
            let listed = access.rows(list, asked, wire, row).await?;
            Ok(listed.with_note("This is the catalogue: what is sold. What was sold are products of kind `lines`."))
        }
        ProductKind::Lines => {
            let company = resolve::company_id(&access, "$.company", input.company.as_ref()).await?;
            let items = resolve::catalog_items(&access);
            let filter = ProductFilter {
                catalog_item: items.by("$.catalogue_item", input.catalogue_item.as_ref()).await?,
                text: input.text.map(Into::into),
                company: company.map(By::from),
                ticket: input.ticket.map(number),
                project: resolve::projects(&access, company).by("$.project", input.project.as_ref()).await?,
                opportunity: input.opportunity.map(|id| By::Id(number(id))),
                cancelled: input.cancelled,
                ..ProductFilter::default()
            };
            let list = access.psa.resource::<ProductLines>().list().filter(filter);
            access.rows(list, asked, wire, ProductRow::read).await
        }
    }
}

async fn get_product(access: Access, input: GetProduct) -> Result<ProductRow, ToolError> {
    let id = number(input.id);
    let product = match input.kind {
        ProductKind::Catalogue => {
            access.one("catalogue item", id, access.psa.resource::<CatalogItems>().get(id.into())).await?.0
        }
        ProductKind::Lines => {
            access.one("product line", id, access.psa.resource::<ProductLines>().get(id.into())).await?
        }
    };
    let columns: Vec<_> = DETAILS.into_iter().chain(input.fields).collect();
    Ok(ProductRow::read(&product, &columns))
}

of_nobody!(CatalogProduct);
owned_by_company!(AnyProduct);

/// Items of the catalogue and product lines, read alike.
mod any_product {
    #![allow(unreachable_pub, reason = "read models are written as public; this one stays in here")]

    use super::super::read_as::ReadAs;
    use super::DateTime;
    use crate::api::{Catalog, Products};
    use crate::ids::{
        CatalogItemId, CompanyId, ManufacturerId, OpportunityId, ProductCategoryId, ProductSubcategoryId,
        ProductTypeId, ProjectId,
    };
    use crate::models::macros::model;
    use crate::models::{AgreementRef, BillableOption, CustomField, Info, InvoiceRef, ProductClass, Ref, TicketRef};

    model! {
        /// A product of either kind, as far as tools show it.
        pub struct AnyProduct {
            id: i64,
            identifier: String,
            catalog_item: Ref<CatalogItemId>,
            description: String,
            customer_description: String,
            category: Ref<ProductCategoryId>,
            subcategory: Ref<ProductSubcategoryId>,
            kind("type"): Ref<ProductTypeId>,
            product_class: ProductClass,
            manufacturer: Ref<ManufacturerId>,
            manufacturer_part_number: String,
            vendor: Ref<CompanyId>,
            vendor_sku: String,
            inactive_flag: bool,
            recurring_flag: bool,
            taxable_flag: bool,
            quantity: f64,
            price: f64,
            cost: f64,
            ext_price: f64,
            ext_cost: f64,
            billable_option: BillableOption,
            company: Ref<CompanyId>,
            ticket: TicketRef,
            project: Ref<ProjectId>,
            opportunity: Ref<OpportunityId>,
            invoice: InvoiceRef,
            agreement: AgreementRef,
            purchase_date: DateTime,
            cancelled_flag: bool,
            custom_fields: Vec<CustomField>,
            info("_info"): Info,
        }
    }

    /// An item of the catalogue. It is the provider's own, where a product line is some company's.
    #[derive(Debug, serde::Deserialize)]
    #[serde(transparent)]
    pub(crate) struct CatalogProduct(pub(crate) AnyProduct);

    /// Items of the catalogue.
    pub(crate) type CatalogItems = ReadAs<Catalog, CatalogProduct>;

    /// Product lines.
    pub(crate) type ProductLines = ReadAs<Products, AnyProduct>;
}
