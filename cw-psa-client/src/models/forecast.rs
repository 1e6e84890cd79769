//! What an opportunity is expected to earn.

use super::info::Info;
use super::macros::model;
use super::reference::{Currency, InventoryItemRef, Ref, Revenue};
use super::words::ForecastType;
use crate::ids::{ForecastItemId, OpportunityId, OpportunityStatusId};
use cw_http::data::DateTime;

model! {
    /// What an opportunity is expected to earn.
    pub struct Forecast {
        /// Its id.
        id: i64,
        /// Its lines.
        forecast_items: Vec<ForecastItem>,
        /// From products.
        product_revenue: Revenue,
        /// From services.
        service_revenue: Revenue,
        /// From agreements.
        agreement_revenue: Revenue,
        /// From time.
        time_revenue: Revenue,
        /// From expenses.
        expense_revenue: Revenue,
        /// In all.
        forecast_revenue_totals: Revenue,
        /// In all, of the lines that count.
        inclusive_revenue_totals: Revenue,
        /// What recurs, in all.
        recurring_total: f64,
        /// What is won.
        won_revenue: Revenue,
        /// What is lost.
        lost_revenue: Revenue,
        /// What is open.
        open_revenue: Revenue,
        /// From other things.
        other_revenue1: Revenue,
        /// From still other things.
        other_revenue2: Revenue,
        /// Sales tax.
        sales_tax_revenue: f64,
        /// In all, with tax.
        forecast_total_with_taxes: f64,
        /// How likely it is, in percent.
        expected_probability: i64,
        /// The tax code.
        tax_code: Ref,
        /// Terms of payment.
        billing_terms: Ref,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A line of a forecast.
    pub struct ForecastItem {
        /// Its id.
        id: ForecastItemId,
        /// What it is.
        forecast_description: String,
        /// The opportunity it belongs to.
        opportunity: Ref<OpportunityId>,
        /// How many.
        quantity: f64,
        /// How it is billed.
        bill: String,
        /// How many were cancelled.
        quantity_cancelled: f64,
        /// State of its time and expenses.
        te_status_id("teStatusID"): i64,
        /// Its row in the billing log.
        billing_log_rec_id("billingLogRecID"): i64,
        /// What it was converted to.
        converted_rec_id("convertedRecID"): i64,
        /// The agreement's line it was converted to.
        converted_agr_detail_rec_id("convertedAGRDetailRecID"): i64,
        /// Its status.
        status: Ref<OpportunityStatusId>,
        /// The catalogue item.
        catalog_item: InventoryItemRef,
        /// What the product is.
        product_description: String,
        /// What class of product it is.
        product_class: String,
        /// Revenue.
        revenue: f64,
        /// Cost.
        cost: f64,
        /// Margin.
        margin: f64,
        /// How likely it is, in percent.
        percentage: i64,
        /// Whether it counts.
        include_flag: bool,
        /// Its document in QuoteWerks.
        quote_werks_doc_no: String,
        /// Name of that document.
        quote_werks_doc_name: String,
        /// Quantity in that document.
        quote_werks_quantity: i64,
        /// What it earns from.
        forecast_type: ForecastType,
        /// Whether it is linked.
        link_flag: bool,
        /// What it earns each time.
        recurring_revenue: f64,
        /// What it costs each time.
        recurring_cost: f64,
        /// When it begins to recur.
        recurring_date_start: DateTime,
        /// When it ceases to recur.
        recurring_date_end: DateTime,
        /// How often it is billed.
        bill_cycle: Ref,
        /// What its cycles follow.
        cycle_basis: String,
        /// How many times.
        cycles: i64,
        /// Whether it recurs.
        recurring_flag: bool,
        /// Its place among the others.
        sequence_number: f64,
        /// Its number under its parent.
        sub_number: i64,
        /// Whether it is taxed.
        taxable_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
