//! The catalogue, and product lines: what is sold, and what was sold.

use cw_http::{Call, Request};
use serde_json::Value;

use super::{below, endpoints, resources, routes};
use crate::filters::{CatalogItemFilter, ProductFilter};
use crate::ids::{
    CatalogItemId, ManufacturerId, ProductCategoryId, ProductLineId, ProductSubcategoryId, ProductTypeId,
    UnitOfMeasureId,
};
use crate::list::ListRequest;
use crate::models::{
    CatalogItem, CatalogItemInfo, Manufacturer, NewCatalogItem, NewProductLine, ProductCategory, ProductDetach,
    ProductLine, ProductSubcategory, ProductType, UnitOfMeasure,
};
use crate::resource::Endpoint;

resources! {
    /// Catalogue items.
    Catalog("catalog", "/procurement/catalog"): CatalogItemId => CatalogItem,
        filter CatalogItemFilter, new NewCatalogItem;
    /// The categories of catalogue items.
    ProductCategories("catalog.categories", "/procurement/categories"):
        ProductCategoryId => ProductCategory, new Value;
    /// The subcategories of catalogue items.
    ProductSubcategories("catalog.subcategories", "/procurement/subcategories"):
        ProductSubcategoryId => ProductSubcategory, new Value;
    /// The types of catalogue items.
    ProductTypes("catalog.types", "/procurement/types"): ProductTypeId => ProductType, new Value;
    /// Who makes catalogue items.
    Manufacturers("catalog.manufacturers", "/procurement/manufacturers"):
        ManufacturerId => Manufacturer, new Value;
    /// What catalogue items are counted in.
    UnitsOfMeasure("catalog.units_of_measure", "/procurement/unitOfMeasures"):
        UnitOfMeasureId => UnitOfMeasure, new Value;
    /// Product lines.
    Products("products", "/procurement/products"): ProductLineId => ProductLine,
        filter ProductFilter, new NewProductLine;
}

routes! {
    INFO = get("catalog.info", "/procurement/catalog/info");
    COUNT_INFO = get("catalog.count_info", "/procurement/catalog/info/count");
    DETACH = post("products.detach", "/procurement/products/{id}/detach");
    QUANTITY_ON_HAND = get("catalog.quantity_on_hand", "/procurement/catalog/{catalogItemIdentifier}/quantityOnHand");
}

endpoints! {
    /// The catalogue: what is sold, with price and cost. This is what people call their products. What was put on a ticket, a
    /// project or an invoice is a line of [`products`](Self::products).
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::filters::CatalogItemFilter;
    ///
    /// let laptops = CatalogItemFilter::new().with_text("laptop").with_active(true);
    /// for item in psa.catalog().list().filter(laptops).all().await? {
    ///     println!("{:?}: {:?}", item.identifier, item.price);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    catalog: Catalog;
    /// Product lines: a catalogue item on a ticket, project, order, opportunity or invoice, with the quantity and price of that
    /// sale. What is sold at all is the [`catalog`](Self::catalog).
    products: Products;
}

below! {
    Catalog;
    /// The categories of catalogue items.
    categories: ProductCategories;
    /// The subcategories of catalogue items.
    subcategories: ProductSubcategories;
    /// The types of catalogue items.
    types: ProductTypes;
    /// Who makes catalogue items.
    manufacturers: Manufacturers;
    /// What catalogue items are counted in.
    units_of_measure: UnitsOfMeasure;
}

impl Endpoint<Catalog> {
    /// Catalogue items in short, for keys with few permissions: `GET /procurement/catalog/info`.
    pub fn info(&self) -> ListRequest<CatalogItemInfo> {
        self.psa.list(Request::new(&INFO), Some(Request::new(&COUNT_INFO)))
    }

    /// How many of an item are in stock: `GET /procurement/catalog/{identifier}/quantityOnHand`.
    pub fn quantity_on_hand(&self, identifier: &str) -> Call<f64> {
        self.psa.read(Request::new(&QUANTITY_ON_HAND).param("catalogItemIdentifier", identifier))
    }
}

impl Endpoint<Products> {
    /// Takes a line off what it is on: `POST /procurement/products/{id}/detach`.
    pub fn detach(&self, id: ProductLineId, from: &ProductDetach) -> Call<()> {
        self.psa.act(Request::new(&DETACH).param("id", id).json(from))
    }
}
