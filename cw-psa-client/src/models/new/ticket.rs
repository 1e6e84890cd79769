//! Tickets, their notes and tasks, and what is done with them.

use crate::By;
use crate::ids::TicketId;
use crate::models::macros::body;
use crate::models::{BillableOption, CustomFieldValue, Impact, RecordType, Severity, UtcTime};

body! {
    /// A service ticket to create.
    ///
    /// **Mind what it sends:** new tickets notify as their board says, the contact included, unless
    /// [`process_notifications`](Self::process_notifications) is `false`, and `initial_description` is seen by the customer.
    pub struct NewTicket {
        required {
            /// One line that says what it is about; at most 100 characters.
            summary: String,
            /// The company it is for.
            company: By,
        }
        optional {
            /// Service ticket, project ticket or project issue.
            record_type / with_record_type: RecordType,
            /// The board; the default one if not sent.
            board / with_board: By,
            /// Its status; must be one of the board.
            status / with_status: By,
            /// Default role of those who work on it.
            work_role / with_work_role: By,
            /// Default type of work.
            work_type / with_work_type: By,
            /// The company's site.
            site / with_site: By,
            /// Name of the site.
            site_name / with_site_name: String,
            /// Street address.
            address_line1 / with_address_line1: String,
            /// Second line of the address.
            address_line2 / with_address_line2: String,
            /// City.
            city / with_city: String,
            /// State or province, as its short word.
            state_identifier / with_state_identifier: String,
            /// Postal code.
            zip / with_zip: String,
            /// Country.
            country / with_country: By,
            /// The contact at the company.
            contact / with_contact: By,
            /// Name of the contact.
            contact_name / with_contact_name: String,
            /// Telephone number of the contact.
            contact_phone_number / with_contact_phone_number: String,
            /// Extension of that number.
            contact_phone_extension / with_contact_phone_extension: String,
            /// E-mail address of the contact.
            contact_email_address / with_contact_email_address: String,
            /// An address by which to find the contact.
            contact_email_lookup / with_contact_email_lookup: String,
            /// What kind it is.
            #[serde(rename = "type")]
            kind / with_kind: By,
            /// The type's subdivision, per board.
            sub_type / with_sub_type: By,
            /// The subtype's subdivision, per board.
            item / with_item: By,
            /// The team it is assigned to, per board.
            team / with_team: By,
            /// The member who owns it; who else works on it is in `resources`.
            owner / with_owner: By,
            /// How urgent it is.
            priority / with_priority: By,
            /// How bad it is.
            severity / with_severity: Severity,
            /// How many it affects.
            impact / with_impact: Impact,
            /// Where it came from, such as a call or e-mail.
            source / with_source: By,
            /// Where the work is done, such as on site or remote.
            service_location / with_service_location: By,
            /// When it is due.
            required_date / with_required_date: UtcTime,
            /// When it is expected to start.
            estimated_start_date / with_estimated_start_date: UtcTime,
            /// Budgeted hours.
            budget_hours / with_budget_hours: f64,
            /// The opportunity it belongs to.
            opportunity / with_opportunity: By,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// Its number in another system.
            external_x_ref / with_external_x_ref: String,
            /// Number of the customer's purchase order.
            po_number / with_po_number: String,
            /// The location of ours that it belongs to.
            location / with_location: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// First note of the discussion: **the customer sees it**.
            initial_description / with_initial_description: String,
            /// First internal note: the customer does not see it.
            initial_internal_analysis / with_initial_internal_analysis: String,
            /// First note of the resolution: **the customer sees it**.
            initial_resolution / with_initial_resolution: String,
            /// Who wrote the first note.
            initial_description_from / with_initial_description_from: String,
            /// Whether to mark it as last written to by the customer.
            customer_updated_flag / with_customer_updated_flag: bool,
            /// Whether **everyone at the company sees it** in the portal.
            allow_all_clients_portal_view / with_allow_all_clients_portal_view: bool,
            /// Whether updates of the ticket are **e-mailed to the contact**; the board's setting holds if this is not
            /// sent.
            automatic_email_contact_flag / with_automatic_email_contact_flag: bool,
            /// Whether updates of the ticket are **e-mailed to the assigned members**; the board's setting holds if
            /// this is not sent.
            automatic_email_resource_flag / with_automatic_email_resource_flag: bool,
            /// Whether updates of the ticket are **e-mailed to the addresses** in `automatic_email_cc`.
            automatic_email_cc_flag / with_automatic_email_cc_flag: bool,
            /// More addresses to e-mail, separated by semicolons.
            automatic_email_cc / with_automatic_email_cc: String,
            /// Whether notifications are sent, e-mails to contact and members among them. **The server sends them
            /// unless this is `false`.**
            process_notifications / with_process_notifications: bool,
            /// Whether it raises no callbacks (by its name; not confirmed).
            skip_callback / with_skip_callback: bool,
            /// Whether its time is billed.
            bill_time / with_bill_time: BillableOption,
            /// Whether its expenses are billed.
            bill_expenses / with_bill_expenses: BillableOption,
            /// Whether its products are billed.
            bill_products / with_bill_products: BillableOption,
            /// Whether it is a request for change.
            request_for_change_flag / with_request_for_change_flag: bool,
            /// Tags that integrations set.
            integrator_tags / with_integrator_tags: Vec<String>,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A ticket of a project to create.
    ///
    /// **Mind what it sends:** as a [`NewTicket`] it notifies unless
    /// [`process_notifications`](Self::process_notifications) is `false`.
    pub struct NewProjectTicket {
        required {
            /// One line that says what it is about; at most 100 characters.
            summary: String,
            /// The phase of the project.
            phase: By,
        }
        optional {
            /// The project it belongs to.
            project / with_project: By,
            /// Whether it is an issue rather than a task.
            is_issue_flag / with_is_issue_flag: bool,
            /// Its number in the project's structure.
            wbs_code / with_wbs_code: String,
            /// The board; the default one if not sent.
            board / with_board: By,
            /// Its status; must be one of the board.
            status / with_status: By,
            /// Default role of those who work on it.
            work_role / with_work_role: By,
            /// Default type of work.
            work_type / with_work_type: By,
            /// The company it belongs to.
            company / with_company: By,
            /// The company's site.
            site / with_site: By,
            /// Name of the site.
            site_name / with_site_name: String,
            /// The contact at the company.
            contact / with_contact: By,
            /// Name of the contact.
            contact_name / with_contact_name: String,
            /// Telephone number of the contact.
            contact_phone_number / with_contact_phone_number: String,
            /// Extension of that number.
            contact_phone_extension / with_contact_phone_extension: String,
            /// E-mail address of the contact.
            contact_email_address / with_contact_email_address: String,
            /// An address by which to find the contact.
            contact_email_lookup / with_contact_email_lookup: String,
            /// What kind it is.
            #[serde(rename = "type")]
            kind / with_kind: By,
            /// The type's subdivision, per board.
            sub_type / with_sub_type: By,
            /// The subtype's subdivision, per board.
            item / with_item: By,
            /// The member who owns it; who else works on it is in `resources`.
            owner / with_owner: By,
            /// How urgent it is.
            priority / with_priority: By,
            /// Where it came from, such as a call or e-mail.
            source / with_source: By,
            /// Where the work is done, such as on site or remote.
            service_location / with_service_location: By,
            /// When it is due.
            required_date / with_required_date: UtcTime,
            /// When it is expected to start.
            estimated_start_date / with_estimated_start_date: UtcTime,
            /// Budgeted hours.
            budget_hours / with_budget_hours: f64,
            /// The opportunity it belongs to.
            opportunity / with_opportunity: By,
            /// The agreement it is covered by.
            agreement / with_agreement: By,
            /// The location of ours that it belongs to.
            location / with_location: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// First note of the discussion: **the customer sees it**.
            initial_description / with_initial_description: String,
            /// First internal note: the customer does not see it.
            initial_internal_analysis / with_initial_internal_analysis: String,
            /// First note of the resolution: **the customer sees it**.
            initial_resolution / with_initial_resolution: String,
            /// Whether to mark it as last written to by the customer.
            customer_updated_flag / with_customer_updated_flag: bool,
            /// Whether **everyone at the company sees it** in the portal.
            allow_all_clients_portal_view / with_allow_all_clients_portal_view: bool,
            /// Whether updates of the ticket are **e-mailed to the contact**; the board's setting holds if this is not
            /// sent.
            automatic_email_contact_flag / with_automatic_email_contact_flag: bool,
            /// Whether updates of the ticket are **e-mailed to the assigned members**; the board's setting holds if
            /// this is not sent.
            automatic_email_resource_flag / with_automatic_email_resource_flag: bool,
            /// Whether updates of the ticket are **e-mailed to the addresses** in `automatic_email_cc`.
            automatic_email_cc_flag / with_automatic_email_cc_flag: bool,
            /// More addresses to e-mail, separated by semicolons.
            automatic_email_cc / with_automatic_email_cc: String,
            /// Whether notifications are sent, e-mails to contact and members among them. **The server sends them
            /// unless this is `false`.**
            process_notifications / with_process_notifications: bool,
            /// Whether it raises no callbacks (by its name; not confirmed).
            skip_callback / with_skip_callback: bool,
            /// Whether its time is billed.
            bill_time / with_bill_time: BillableOption,
            /// Whether its expenses are billed.
            bill_expenses / with_bill_expenses: BillableOption,
            /// Whether its products are billed.
            bill_products / with_bill_products: BillableOption,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A note to write on a ticket: [`discussion`](Self::discussion), [`internal`](Self::internal) or
    /// [`resolution`](Self::resolution) say where it stands. Nobody gets an e-mail unless
    /// [`process_notifications`](Self::process_notifications) is `true`.
    pub struct NewTicketNote {
        required {
            /// The text, in Markdown.
            text: String,
        }
        optional {
            /// Whether it stands in the discussion: **the customer sees it**.
            detail_description_flag / with_detail_description_flag: bool,
            /// Whether it is an internal note: the customer does not see it.
            internal_analysis_flag / with_internal_analysis_flag: bool,
            /// Whether it stands in the resolution: **the customer sees it**.
            resolution_flag / with_resolution_flag: bool,
            /// Whether it states the issue.
            issue_flag / with_issue_flag: bool,
            /// The member who writes it; the key's own if not sent.
            member / with_member: By,
            /// The contact in whose name it is written.
            contact / with_contact: By,
            /// Whether to mark the ticket as last written to by the customer.
            customer_updated_flag / with_customer_updated_flag: bool,
            /// Whether the note is **e-mailed**, as the ticket and board say; nobody gets an e-mail unless this is
            /// `true`.
            process_notifications / with_process_notifications: bool,
        }
    }

    /// A task to add to a ticket.
    pub struct NewTicketTask {
        required {
            /// What is to be done.
            notes: String,
        }
        optional {
            /// One line that says what it is about; at most 100 characters.
            summary / with_summary: String,
            /// Whether it is closed.
            closed_flag / with_closed_flag: bool,
            /// Its place among the tasks.
            priority / with_priority: i64,
            /// The code that its text was taken from.
            code / with_code: By,
            /// The member.
            member / with_member: By,
            /// How it ended.
            resolution / with_resolution: String,
        }
    }

    /// Tickets to merge into another.
    pub struct TicketMerge {
        required {
            /// The tickets that are merged into this one.
            merge_ticket_ids: Vec<TicketId>,
            /// The status that the merged tickets get.
            status: By,
        }
        optional {}
    }

    /// Tickets to hang under another.
    pub struct ChildTickets {
        required {
            /// The tickets that become children.
            child_ticket_ids: Vec<TicketId>,
        }
        optional {}
    }

    /// What a service ticket becomes when it is moved into a project.
    pub struct ConvertToProjectTicket {
        required {
            /// The phase.
            phase: By,
            /// Its number in the project's structure.
            wbs_code: String,
        }
        optional {
            /// Ticket or issue.
            record_type / with_record_type: RecordType,
            /// The project.
            project / with_project: By,
        }
    }
}

impl NewTicketNote {
    /// A note in the discussion: the customer sees it.
    #[must_use]
    pub fn discussion(text: impl Into<String>) -> Self {
        Self::new(text).with_detail_description_flag(true)
    }

    /// An internal note: the customer does not see it.
    #[must_use]
    pub fn internal(text: impl Into<String>) -> Self {
        Self::new(text).with_internal_analysis_flag(true)
    }

    /// A note of the resolution: the customer sees it.
    #[must_use]
    pub fn resolution(text: impl Into<String>) -> Self {
        Self::new(text).with_resolution_flag(true)
    }
}
