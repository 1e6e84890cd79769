//! What reading a page of tickets and writing a condition cost, beside what one writes by hand: a struct that serde derives, without any
//! tolerance, and `format!` with the quotes escaped.

#![allow(missing_docs, reason = "the macros of criterion make functions without any")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cw_psa_client::models::Ticket;
use cw_psa_client::{By, condition};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Writes records as one writes them by hand.
macro_rules! derived {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[allow(dead_code, reason = "what is read is dropped")]
        struct $name {
            $($(#[$meta])* $field: Option<$type>,)*
        }
    )*};
}

derived! {
    Named { id: i64, identifier: String, name: String, }
    Sorted { id: i64, name: String, sort: i64, level: String, }
    Currency { id: i64, symbol: String, currency_code: String, decimal_separator: String, number_of_decimals: i64, name: String, }
    About { last_updated: String, updated_by: String, date_entered: String, entered_by: String, }
    Custom { id: i64, caption: String, r#type: String, entry_method: String, number_of_decimals: i64, value: Value, }
    Derived {
        id: i64, summary: String, record_type: String, board: Named, status: Sorted, work_role: Named, work_type: Named,
        company: Named, site: Named, site_name: String, address_line1: String, address_line2: String, city: String,
        state_identifier: String, zip: String, country: Named, contact: Named, contact_name: String,
        contact_phone_number: String, contact_phone_extension: String, contact_email_address: String, r#type: Named,
        sub_type: Named, item: Named, team: Named, owner: Named, priority: Sorted, service_location: Named, source: Named,
        required_date: String, budget_hours: f64, agreement: Named, agreement_type: String, severity: String,
        impact: String, external_x_ref: String, po_number: String, allow_all_clients_portal_view: bool,
        customer_updated_flag: bool, automatic_email_contact_flag: bool, automatic_email_resource_flag: bool,
        automatic_email_cc_flag: bool, automatic_email_cc: String, closed_date: String, closed_by: String,
        closed_flag: bool, actual_hours: f64, approved: bool, estimated_expense_cost: f64, estimated_expense_revenue: f64,
        estimated_product_cost: f64, estimated_product_revenue: f64, estimated_time_cost: f64,
        estimated_time_revenue: f64, billing_method: String, sub_billing_method: String, date_resolved: String,
        date_resplan: String, date_responded: String, resolve_minutes: i64, res_plan_minutes: i64, respond_minutes: i64,
        is_in_sla: bool, resources: String, parent_ticket_id: i64, has_child_ticket: bool,
        has_merged_child_ticket_flag: bool, bill_time: String, bill_expenses: String, bill_products: String,
        predecessor_type: String, predecessor_id: i64, predecessor_closed_flag: bool, lag_days: i64,
        lag_nonworking_days_flag: bool, duration: i64, location: Named, department: Named, mobile_guid: String,
        sla: Named, sla_status: String, request_for_change_flag: bool, currency: Currency, escalation_level: i64,
        minutes_before_waiting: i64, responded_skipped_minutes: i64, resplan_skipped_minutes: i64,
        custom_fields: Vec<Custom>, #[serde(rename = "_info")] info: About,
    }
}

/// A ticket of some 85 fields and 5 KB, in the order of the vendor's description.
fn ticket(id: usize) -> String {
    let link = |what: &str| format!("https://psa.example/v4_6_release/apis/3.0/{what}/{id}");
    let to = |what: &str, id: usize, name: &str| {
        format!(r#"{{"id":{id},"name":"{name}","_info":{{"{what}_href":"{}"}}}}"#, link(what))
    };
    let company = format!(
        r#"{{"id":{id},"identifier":"CO{id:05}","name":"Contoso Bakery {id}","_info":{{"company_href":"{}"}}}}"#,
        link("company/companies")
    );
    let field = |id: usize, kind: &str, value: Value| json!({ "id": id, "caption": "Asset Tag", "type": kind, "entryMethod": "EntryField", "numberOfDecimals": 0, "value": value });
    let custom =
        json!([field(41, "Text", json!("AT-77")), field(42, "Checkbox", json!(false)), field(43, "Number", json!(45))]);
    [
        format!(r#"{{"id":{id},"summary":"Printer on floor {id} jams","recordType":"ServiceTicket""#),
        format!(r#""board":{},"status":{}"#, to("board", 1, "Help Desk"), to("status", 503, "Waiting")),
        format!(r#""workRole":{},"workType":{}"#, to("workRole", 12, "Engineer"), to("workType", 8, "Remote")),
        format!(r#""company":{company},"site":{},"siteName":"Main""#, to("site", 2211, "Main")),
        r#""addressLine1":"12 Canal Street","addressLine2":"Suite 38","city":"Ghent","stateIdentifier":"OV""#.into(),
        format!(r#""zip":"9000","country":{},"contact":{}"#, to("country", 1, "Belgium"), to("contact", 7576, "Lena Okafor")),
        r#""contactName":"Lena Okafor","contactPhoneNumber":"3225550177","contactPhoneExtension":"59""#.into(),
        format!(r#""contactEmailAddress":"lena@contoso.example","type":{}"#, to("type", 25, "Desktop")),
        format!(r#""subType":{},"team":{}"#, to("subtype", 82, "Email"), to("team", 27, "Service Team")),
        format!(r#""owner":{},"priority":{}"#, to("member", 164, "Mio Sato"), to("priority", 4, "Priority 1")),
        format!(r#""serviceLocation":{},"source":{}"#, to("location", 4, "Remote"), to("source", 5, "Portal")),
        r#""requiredDate":"2026-03-06T17:00:00Z","budgetHours":2.0,"severity":"Medium","impact":"Low""#.into(),
        r#""poNumber":"PO13677","allowAllClientsPortalView":false,"customerUpdatedFlag":false"#.into(),
        r#""automaticEmailContactFlag":false,"automaticEmailResourceFlag":false,"automaticEmailCcFlag":true"#.into(),
        r#""closedFlag":false,"actualHours":5.0,"approved":true,"estimatedExpenseCost":1662.5"#.into(),
        r#""estimatedExpenseRevenue":2003.04,"estimatedProductCost":459.68,"estimatedProductRevenue":2146.51"#.into(),
        r#""estimatedTimeCost":3615.45,"estimatedTimeRevenue":1582.31,"billingMethod":"ActualRates""#.into(),
        r#""subBillingMethod":"ActualRates","dateResolved":"2026-03-04T09:31:49Z","dateResplan":"2026-03-04T21:41:50Z""#.into(),
        r#""dateResponded":"2026-03-04T02:53:46Z","resolveMinutes":1408,"resPlanMinutes":2698,"respondMinutes":614"#.into(),
        r#""isInSla":true,"resources":"lokafor, msato","hasChildTicket":false,"hasMergedChildTicketFlag":false"#.into(),
        r#""billTime":"Billable","billExpenses":"Billable","billProducts":"Billable","predecessorType":"Ticket""#.into(),
        r#""predecessorId":0,"predecessorClosedFlag":false,"lagDays":0,"lagNonworkingDaysFlag":false,"duration":1215"#.into(),
        format!(r#""location":{},"department":{}"#, to("location", 2, "Head Office"), to("department", 10, "Services")),
        format!(r#""mobileGuid":"15090f17-0000-4000-8000-00000000c0de","sla":{}"#, to("sla", 2, "Standard")),
        r#""slaStatus":"Resolve by Wed 03/11 4:30 PM","requestForChangeFlag":false"#.into(),
        r#""currency":{"id":7,"symbol":"€","currencyCode":"EUR","decimalSeparator":",","numberOfDecimals":2,"name":"Euro"}"#.into(),
        format!(
            r#""_info":{{"lastUpdated":"2026-03-05T05:02:03Z","updatedBy":"msato","dateEntered":"2026-03-04T21:17:13Z","enteredBy":"lokafor","notes_href":"{}","tasks_href":"{}"}}"#,
            link("service/tickets/notes"),
            link("service/tickets/tasks"),
        ),
        r#""escalationLevel":750,"minutesBeforeWaiting":3957,"respondedSkippedMinutes":4449"#.into(),
        format!(r#""resplanSkippedMinutes":4564,"customFields":{custom}}}"#),
    ]
    .join(",")
}

fn read_each<T: DeserializeOwned>(records: &[String]) {
    for record in records {
        black_box(serde_json::from_str::<T>(black_box(record)).expect("a ticket"));
    }
}

fn decode(c: &mut Criterion) {
    let records: Vec<_> = (1..=1000).map(ticket).collect();
    let mut group = c.benchmark_group("decode/1000 tickets");
    group.throughput(Throughput::Bytes(records.iter().map(|record| record.len() as u64).sum()));
    group.bench_function("by hand", |b| b.iter(|| read_each::<Derived>(&records)));
    group.bench_function("Ticket", |b| b.iter(|| read_each::<Ticket>(&records)));
    group.finish();
}

fn conditions(c: &mut Criterion) {
    let mut group = c.benchmark_group("condition");
    group.bench_function("by hand", |b| {
        b.iter(|| {
            let name = black_box("Acme \"Dental\"").replace('\\', "\\\\").replace('"', "\\\"");
            format!("company/name = \"{name}\" and closedFlag = false and id > {}", black_box(1_000))
        });
    });
    group.bench_function("Condition", |b| {
        b.iter(|| {
            let condition = condition::ticket::COMPANY
                .is(&By::name(black_box("Acme \"Dental\"")))
                .and(condition::ticket::CLOSED.eq(false))
                .and(condition::ticket::ID.gt(black_box(1_000)));
            condition.to_expression().expect("an expression")
        });
    });
    group.finish();
}

criterion_group!(benches, decode, conditions);
criterion_main!(benches);
