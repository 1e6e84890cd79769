//! Time and expenses.

use crate::By;
use crate::ids::{DepartmentId, LocationId, TicketId};
use crate::models::macros::body;
use crate::models::{AccrualType, BillableOption, ChargeToType, CustomFieldValue, MarkupOption, RateType, UtcTime};

body! {
    /// Time to enter; [`on_ticket`](Self::on_ticket) charges it to a service ticket.
    ///
    /// The API refuses days outside of the open periods.
    pub struct NewTimeEntry {
        required {
            /// When the work began.
            time_start: UtcTime,
        }
        optional {
            /// When it ended; send this or `actual_hours`.
            time_end / with_time_end: UtcTime,
            /// Hours worked; ignored where start and end are sent.
            actual_hours / with_actual_hours: f64,
            /// Hours to subtract, such as breaks.
            hours_deduct / with_hours_deduct: f64,
            /// What it is charged to; `chargeToType` says what kind of thing.
            charge_to_id / with_charge_to_id: i64,
            /// What kind of thing it is charged to.
            charge_to_type / with_charge_to_type: ChargeToType,
            /// The company, where it is charged to that.
            company / with_company: By,
            /// The member who worked; the key's own if not sent.
            member / with_member: By,
            /// The location of ours.
            location / with_location: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// Default type of work.
            work_type / with_work_type: By,
            /// Default role of those who work on it.
            work_role / with_work_role: By,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// Whether it is billed.
            billable_option / with_billable_option: BillableOption,
            /// What was done. **The customer sees it** on invoices, and in the ticket if it is added there.
            notes / with_notes: String,
            /// Notes that the customer does not see.
            internal_notes / with_internal_notes: String,
            /// Whether the notes are added to the ticket's discussion: **the customer sees it**.
            add_to_detail_description_flag / with_add_to_detail_description_flag: bool,
            /// Whether the notes are added to the ticket's internal notes.
            add_to_internal_analysis_flag / with_add_to_internal_analysis_flag: bool,
            /// Whether the notes are added to the ticket's resolution: **the customer sees it**.
            add_to_resolution_flag / with_add_to_resolution_flag: bool,
            /// Whether saving it **e-mails the assigned members**.
            email_resource_flag / with_email_resource_flag: bool,
            /// Whether saving it **e-mails the contact**.
            email_contact_flag / with_email_contact_flag: bool,
            /// Whether saving it **e-mails the addresses** in `email_cc`.
            email_cc_flag / with_email_cc_flag: bool,
            /// More addresses to e-mail.
            email_cc / with_email_cc: String,
            /// The tax code.
            tax_code / with_tax_code: By,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// An expense to enter. It needs a company, or what it is charged to.
    pub struct NewExpenseEntry {
        required {
            /// What kind it is.
            #[serde(rename = "type")]
            kind: By,
            /// The amount.
            amount: f64,
            /// The day.
            date: UtcTime,
        }
        optional {
            /// What it is charged to; `chargeToType` says what kind of thing.
            charge_to_id / with_charge_to_id: i64,
            /// What kind of thing it is charged to.
            charge_to_type / with_charge_to_type: ChargeToType,
            /// The company; send this or what it is charged to.
            company / with_company: By,
            /// The member who paid.
            member / with_member: By,
            /// How it was paid.
            payment_method / with_payment_method: By,
            /// Its class.
            classification / with_classification: By,
            /// Whether it is billed.
            billable_option / with_billable_option: BillableOption,
            /// The location of ours.
            location_id / with_location_id: LocationId,
            /// The department of ours.
            business_unit_id / with_business_unit_id: DepartmentId,
            /// Free notes.
            notes / with_notes: String,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// Amount on the invoice.
            invoice_amount / with_invoice_amount: f64,
            /// The currency of its amounts.
            currency / with_currency: By,
            /// The odometer at the start.
            odometer_start / with_odometer_start: f64,
            /// The odometer at the end.
            odometer_end / with_odometer_end: f64,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A type of work to create.
    pub struct NewWorkType {
        required {
            /// Its name.
            name: String,
            /// Whether its time is billed.
            bill_time: BillableOption,
            /// How the rate is to be read.
            rate_type: RateType,
            /// The rate.
            rate: f64,
        }
        optional {
            /// Fewest hours billed.
            hours_min / with_hours_min: f64,
            /// Most hours billed.
            hours_max / with_hours_max: f64,
            /// What billed hours are rounded to.
            round_bill_hours_to / with_round_bill_hours_to: f64,
            /// What kind of absence it is.
            accrual_type / with_accrual_type: AccrualType,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// Whether it is the default for everything.
            overall_default_flag / with_overall_default_flag: bool,
            /// Whether it is the default for activities.
            activity_default_flag / with_activity_default_flag: bool,
            /// Whether it counts as utilisation.
            utilization_flag / with_utilization_flag: bool,
            /// What the cost is multiplied by.
            cost_multiplier / with_cost_multiplier: f64,
            /// Its name in another system.
            integration_x_ref / with_integration_x_ref: String,
        }
    }

    /// A work role to create.
    pub struct NewWorkRole {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Rate an hour.
            hourly_rate / with_hourly_rate: f64,
            /// Its name in another system.
            integration_xref / with_integration_xref: String,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// The locations of ours it is for.
            location_ids / with_location_ids: Vec<LocationId>,
        }
    }

    /// A type of expense to create.
    pub struct NewExpenseType {
        required {
            /// Its name.
            name: String,
            /// What the amount is called.
            amount_caption: String,
            /// Whether its expenses are billed.
            bill_expenses: BillableOption,
            /// How the mark-up is meant.
            invoice_markup_option: MarkupOption,
        }
        optional {
            /// What is paid back for each unit.
            reimbursement_rate / with_reimbursement_rate: f64,
            /// What is added on the invoice.
            invoice_markup_amount / with_invoice_markup_amount: f64,
            /// Whether it is an advance.
            advanced_amount_flag / with_advanced_amount_flag: bool,
            /// Whether it is mileage.
            mileage_flag / with_mileage_flag: bool,
            /// Whether it is counted.
            quantity_flag / with_quantity_flag: bool,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// The most that may be claimed.
            max_amount / with_max_amount: f64,
            /// Its name in another system.
            integration_x_ref / with_integration_x_ref: String,
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
        }
    }
}

impl NewTimeEntry {
    /// Time that was spent on a service ticket.
    #[must_use]
    pub fn on_ticket(ticket: TicketId, start: impl Into<UtcTime>, end: impl Into<UtcTime>) -> Self {
        Self::new(start).with_time_end(end).with_charge_to_type(ChargeToType::ServiceTicket).with_charge_to_id(ticket)
    }
}
