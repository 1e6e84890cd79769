//! Opportunities and activities.

use crate::By;
use crate::ids::{DepartmentId, LocationId};
use crate::models::macros::body;
use crate::models::{CustomFieldValue, ForecastType, TeamMemberType, UtcTime};

body! {
    /// An opportunity to create.
    pub struct NewOpportunity {
        required {
            /// Its name.
            name: String,
            /// The company it belongs to.
            company: By,
            /// The contact at the company.
            contact: By,
            /// Who sells it.
            primary_sales_rep: By,
        }
        optional {
            /// When it is expected to close.
            expected_close_date / with_expected_close_date: UtcTime,
            /// What kind it is.
            #[serde(rename = "type")]
            kind / with_kind: By,
            /// Its stage.
            stage / with_stage: By,
            /// Its status.
            status / with_status: By,
            /// How urgent it is.
            priority / with_priority: By,
            /// Free notes.
            notes / with_notes: String,
            /// How likely it is.
            probability / with_probability: By,
            /// Where it came from, such as a call or e-mail.
            source / with_source: String,
            /// Its rating.
            rating / with_rating: By,
            /// The campaign it came from.
            campaign / with_campaign: By,
            /// Who helps to sell it.
            secondary_sales_rep / with_secondary_sales_rep: By,
            /// The location of ours.
            location_id / with_location_id: LocationId,
            /// The department of ours.
            business_unit_id / with_business_unit_id: DepartmentId,
            /// The company's site.
            site / with_site: By,
            /// Number of the customer's purchase order.
            #[serde(rename = "customerPO")]
            customer_po / with_customer_po: String,
            /// When it became a lead.
            date_became_lead / with_date_became_lead: UtcTime,
            /// The company to ship to.
            ship_to_company / with_ship_to_company: By,
            /// The contact to ship to.
            ship_to_contact / with_ship_to_contact: By,
            /// The site to ship to.
            ship_to_site / with_ship_to_site: By,
            /// The company that is billed.
            bill_to_company / with_bill_to_company: By,
            /// The contact who is billed.
            bill_to_contact / with_bill_to_contact: By,
            /// The site that is billed.
            bill_to_site / with_bill_to_site: By,
            /// Terms of payment.
            billing_terms / with_billing_terms: By,
            /// The tax code.
            tax_code / with_tax_code: By,
            /// The currency of its amounts.
            currency / with_currency: By,
            /// The contact for technical questions.
            technical_contact / with_technical_contact: By,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A note to write about an opportunity.
    pub struct NewOpportunityNote {
        required {
            /// The text, in Markdown.
            text: String,
        }
        optional {
            /// What kind it is.
            #[serde(rename = "type")]
            kind / with_kind: By,
            /// Whether it is flagged.
            flagged / with_flagged: bool,
        }
    }

    /// A contact to add to an opportunity.
    pub struct NewOpportunityContact {
        required {
            /// The contact at the company.
            contact: By,
        }
        optional {
            /// What the contact has to do with it.
            role / with_role: By,
            /// Free notes.
            notes / with_notes: String,
            /// Whether it came by recommendation.
            referral_flag / with_referral_flag: bool,
        }
    }

    /// One to sell an opportunity.
    pub struct NewOpportunityTeamMember {
        required {
            /// A member or a team.
            #[serde(rename = "type")]
            kind: TeamMemberType,
        }
        optional {
            /// The member.
            member / with_member: By,
            /// The sales team.
            sales_team / with_sales_team: By,
            /// Commission, in percent.
            commission_percent / with_commission_percent: i64,
            /// Whether it came by recommendation.
            referral_flag / with_referral_flag: bool,
            /// Whether the member is responsible.
            responsible_flag / with_responsible_flag: bool,
        }
    }

    /// A line to add to a forecast.
    pub struct NewForecastItem {
        required {
            /// The opportunity it belongs to.
            opportunity: By,
            /// Its status.
            status: By,
            /// What it earns from.
            forecast_type: ForecastType,
        }
        optional {
            /// What it is.
            forecast_description / with_forecast_description: String,
            /// How many.
            quantity / with_quantity: f64,
            /// The catalogue item.
            catalog_item / with_catalog_item: By,
            /// What the product is.
            product_description / with_product_description: String,
            /// Revenue.
            revenue / with_revenue: f64,
            /// Cost.
            cost / with_cost: f64,
            /// How likely it is, in percent.
            percentage / with_percentage: i64,
            /// Whether it counts.
            include_flag / with_include_flag: bool,
            /// What it earns each time.
            recurring_revenue / with_recurring_revenue: f64,
            /// What it costs each time.
            recurring_cost / with_recurring_cost: f64,
            /// When it begins to recur.
            recurring_date_start / with_recurring_date_start: UtcTime,
            /// When it ceases to recur.
            recurring_date_end / with_recurring_date_end: UtcTime,
            /// How often it is billed.
            bill_cycle / with_bill_cycle: By,
            /// What its cycles follow.
            cycle_basis / with_cycle_basis: String,
            /// How many times.
            cycles / with_cycles: i64,
            /// Whether it recurs.
            recurring_flag / with_recurring_flag: bool,
            /// Whether it is taxed.
            taxable_flag / with_taxable_flag: bool,
        }
    }

    /// An activity to create.
    pub struct NewActivity {
        required {
            /// Its name.
            name: String,
            /// Who is to do it.
            assign_to: By,
        }
        optional {
            /// What kind it is.
            #[serde(rename = "type")]
            kind / with_kind: By,
            /// The company it belongs to.
            company / with_company: By,
            /// The contact at the company.
            contact / with_contact: By,
            /// Telephone number.
            phone_number / with_phone_number: String,
            /// Extension of the telephone number.
            phone_extension / with_phone_extension: String,
            /// E-mail address.
            email / with_email: String,
            /// Its status.
            status / with_status: By,
            /// The opportunity it belongs to.
            opportunity / with_opportunity: By,
            /// The ticket it belongs to.
            ticket / with_ticket: By,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// The campaign it came from.
            campaign / with_campaign: By,
            /// Free notes.
            notes / with_notes: String,
            /// When it begins.
            date_start / with_date_start: UtcTime,
            /// When it ends.
            date_end / with_date_end: UtcTime,
            /// Who assigned it.
            assigned_by / with_assigned_by: By,
            /// Its status in the schedule.
            schedule_status / with_schedule_status: By,
            /// How long before it a reminder is given.
            reminder / with_reminder: By,
            /// Where it takes place.
            #[serde(rename = "where")]
            place / with_place: By,
            /// Whether the member is **notified by e-mail**.
            notify_flag / with_notify_flag: bool,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }
}
