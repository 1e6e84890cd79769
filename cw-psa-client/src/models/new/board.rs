//! Boards and what they define.

use crate::By;
use crate::ids::{BoardTypeId, DepartmentId, LocationId, MemberId};
use crate::models::macros::body;
use crate::models::{BillableOption, EscalationStatus, PriorityColor, PriorityLevel, TypeCategory};

body! {
    /// A board to create.
    pub struct NewBoard {
        required {
            /// Its name.
            name: String,
            /// The location of ours that it belongs to.
            location: By,
            /// The department of ours that it belongs to.
            department: By,
        }
        optional {
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// Whether it holds project tickets.
            project_flag / with_project_flag: bool,
            /// Default role of those who work on it.
            work_role / with_work_role: By,
            /// Default type of work.
            work_type / with_work_type: By,
            /// Whether its time is billed.
            bill_time / with_bill_time: BillableOption,
            /// Whether expenses are billed, by default.
            bill_expense / with_bill_expense: BillableOption,
            /// Whether products are billed, by default.
            bill_product / with_bill_product: BillableOption,
            /// The member who dispatches.
            dispatch_member / with_dispatch_member: By,
            /// The member who manages the service.
            service_manager_member / with_service_manager_member: By,
            /// The member who manages on duty.
            duty_manager_member / with_duty_manager_member: By,
            /// The member on call.
            oncall_member / with_oncall_member: By,
            /// Whether contacts are **e-mailed** about new tickets.
            send_to_contact_flag / with_send_to_contact_flag: bool,
            /// The e-mail to the contact.
            contact_template / with_contact_template: By,
            /// Whether assigned members are **e-mailed** about new tickets.
            send_to_resource_flag / with_send_to_resource_flag: bool,
            /// The e-mail to the assigned members.
            resource_template / with_resource_template: By,
            /// The address that notifications come from.
            notify_email_from / with_notify_email_from: String,
            /// The name that notifications come from.
            notify_email_from_name / with_notify_email_from_name: String,
            /// The form that the customer signs.
            sign_off_template / with_sign_off_template: By,
        }
    }

    /// A status to add to a board.
    pub struct NewBoardStatus {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Its place among the others.
            sort_order / with_sort_order: i64,
            /// Whether its tickets are shown on the board.
            display_on_board / with_display_on_board: bool,
            /// Whether it is out of use.
            inactive / with_inactive: bool,
            /// Whether its tickets count as closed.
            closed_status / with_closed_status: bool,
            /// Whether no time may be entered.
            time_entry_not_allowed / with_time_entry_not_allowed: bool,
            /// Whether it takes what round robin assigns to nobody.
            round_robin_catchall / with_round_robin_catchall: bool,
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
            /// What reaching it means to the SLA.
            escalation_status / with_escalation_status: EscalationStatus,
            /// What the customer sees instead of the name.
            customer_portal_description / with_customer_portal_description: String,
            /// Whether the customer may see it in the portal.
            customer_portal_flag / with_customer_portal_flag: bool,
            /// The e-mail that is sent.
            email_template / with_email_template: By,
            /// The mark it is shown with.
            status_indicator / with_status_indicator: By,
            /// The name of an own mark.
            custom_status_indicator_name / with_custom_status_indicator_name: String,
            /// Whether its time is kept as a note.
            save_time_as_note / with_save_time_as_note: bool,
        }
    }

    /// A type to add to a board.
    pub struct NewBoardType {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Its category.
            category / with_category: TypeCategory,
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// Whether it is a request for change.
            request_for_change_flag / with_request_for_change_flag: bool,
            /// Its name in another system.
            integration_xref / with_integration_xref: String,
            /// The kind of skill it takes.
            skill_category / with_skill_category: By,
            /// The skill it takes.
            skill / with_skill: By,
            /// The location of ours that it belongs to.
            location / with_location: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
        }
    }

    /// A subtype to add to a board.
    pub struct NewBoardSubType {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// The types it belongs to.
            type_association_ids / with_type_association_ids: Vec<BoardTypeId>,
            /// Whether all types are added; for writes.
            add_all_types_flag / with_add_all_types_flag: bool,
        }
    }

    /// An item to add to a board.
    pub struct NewBoardItem {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
        }
    }

    /// A team to add to a board.
    pub struct NewBoardTeam {
        required {
            /// Its name.
            name: String,
            /// The member who leads it.
            team_leader: By,
        }
        optional {
            /// The members in it.
            members / with_members: Vec<MemberId>,
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
            /// Whether it is told of deleted tickets.
            notify_on_ticket_delete / with_notify_on_ticket_delete: bool,
            /// Whether round robin is its default.
            default_round_robin_flag / with_default_round_robin_flag: bool,
            /// Whether it is assigned by round robin.
            round_robin_flag / with_round_robin_flag: bool,
            /// The location of ours.
            location_id / with_location_id: LocationId,
            /// The department of ours.
            business_unit_id / with_business_unit_id: DepartmentId,
        }
    }

    /// A priority to create.
    pub struct NewPriority {
        required {
            /// Its name.
            name: String,
            /// Its colour.
            color: PriorityColor,
        }
        optional {
            /// Its place among the others.
            sort_order / with_sort_order: i64,
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
            /// Its level.
            level / with_level: PriorityLevel,
        }
    }

    /// A source of tickets to create.
    pub struct NewTicketSource {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
        }
    }
}
