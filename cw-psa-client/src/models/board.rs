//! Boards and what each of them defines: statuses, types, subtypes, items, teams.

use super::info::Info;
use super::macros::model;
use super::reference::{EmailTemplateRef, MemberRef, Ref, StatusRef, WorkTypeRef};
use super::words::{BillableOption, EscalationStatus, PercentageCalculation, SortDirection, TypeCategory};
use crate::ids::{
    BoardId, BoardItemId, BoardSubTypeId, BoardTypeId, DepartmentId, DocumentId, LocationId, MemberId, StatusId,
    TeamId, WorkRoleId,
};

model! {
    /// A board: a queue of tickets with statuses, types and teams of its own.
    pub struct Board {
        /// Its id.
        id: BoardId,
        /// Its name.
        name: String,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// The form that the customer signs.
        sign_off_template: Ref,
        /// Whether the contact is e-mailed about new tickets.
        send_to_contact_flag: bool,
        /// The e-mail to the contact.
        contact_template: EmailTemplateRef,
        /// Whether the assigned members are e-mailed about new tickets.
        send_to_resource_flag: bool,
        /// The e-mail to the assigned members.
        resource_template: EmailTemplateRef,
        /// Whether it holds project tickets.
        project_flag: bool,
        /// Whether dependencies are shown.
        show_dependencies_flag: bool,
        /// Whether estimates are shown.
        show_estimates_flag: bool,
        /// Its icon.
        board_icon: Ref<DocumentId>,
        /// Whether tickets are billed only once closed.
        bill_tickets_after_closed_flag: bool,
        /// Whether each ticket gets an invoice of its own.
        bill_ticket_separately_flag: bool,
        /// Whether time and expenses are billed before they are approved.
        bill_unapproved_time_expense_flag: bool,
        /// Whether tickets may be billed otherwise than the board says.
        override_billing_setup_flag: bool,
        /// The member who dispatches.
        dispatch_member: MemberRef,
        /// The member who manages the service.
        service_manager_member: MemberRef,
        /// The member who manages on duty.
        duty_manager_member: MemberRef,
        /// The member on call.
        oncall_member: MemberRef,
        /// Default role of those who work on it.
        work_role: Ref<WorkRoleId>,
        /// Default type of work.
        work_type: WorkTypeRef,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// Whether expenses are billed, by default.
        bill_expense: BillableOption,
        /// Whether products are billed, by default.
        bill_product: BillableOption,
        /// The status that closes tickets by themselves.
        auto_close_status: StatusRef,
        /// Whether new tickets are assigned by themselves.
        auto_assign_new_tickets_flag: bool,
        /// Whether tickets made from e-mails are assigned by themselves.
        auto_assign_new_ec_tickets_flag("autoAssignNewECTicketsFlag"): bool,
        /// Whether tickets made in the portal are assigned by themselves.
        auto_assign_new_portal_tickets_flag: bool,
        /// Whether notes of the discussion cannot be changed.
        discussions_locked_flag: bool,
        /// Whether notes of time entries cannot be changed.
        time_entry_locked_flag: bool,
        /// The address that notifications come from.
        notify_email_from: String,
        /// The name that notifications come from.
        notify_email_from_name: String,
        /// Whether discussion notes are e-mailed by default.
        closed_loop_discussions_flag: bool,
        /// Whether resolution notes are e-mailed by default.
        closed_loop_resolution_flag: bool,
        /// Whether internal notes are e-mailed by default.
        closed_loop_internal_analysis_flag: bool,
        /// Whether time entries write to the discussion by default.
        time_entry_discussion_flag: bool,
        /// Whether time entries write to the resolution by default.
        time_entry_resolution_flag: bool,
        /// Whether time entries write internal notes by default.
        time_entry_internal_analysis_flag: bool,
        /// Order of the discussion.
        problem_sort: SortDirection,
        /// Order of the resolution.
        resolution_sort: SortDirection,
        /// Order of the internal notes.
        internal_analysis_sort: SortDirection,
        /// Whether an e-mail may reopen a closed ticket.
        email_connector_allow_reopen_closed_flag: bool,
        /// The status that it reopens to.
        email_connector_reopen_status: StatusRef,
        /// Whether its assignments are reopened too.
        email_connector_reopen_resources_flag: bool,
        /// Whether an e-mail that fits no ticket makes a new one.
        email_connector_new_ticket_no_match_flag: bool,
        /// Whether reopening ends some days after the last update.
        email_connector_never_reopen_by_days_flag: bool,
        /// After how many days.
        email_connector_reopen_days_limit: i64,
        /// Whether reopening ends some days after closing.
        email_connector_never_reopen_by_days_closed_flag: bool,
        /// After how many days.
        email_connector_reopen_days_closed_limit: i64,
        /// Whether e-mails come in the member's name.
        use_member_display_name_flag: bool,
        /// Whether the further addresses are e-mailed about new tickets.
        send_to_cc_flag("sendToCCFlag"): bool,
        /// Whether tickets get their owner by themselves.
        auto_assign_ticket_owner_flag: bool,
        /// Whether that is limited.
        auto_assign_limit_flag: bool,
        /// How many tickets a member gets so.
        auto_assign_limit_amount: i64,
        /// Whether all notes are e-mailed by default.
        closed_loop_all_flag: bool,
        /// What the percentage of a project is computed from.
        percentage_calculation: PercentageCalculation,
        /// Order of all notes together.
        all_sort: SortDirection,
        /// Whether the first note states the issue.
        mark_first_note_issue_flag: bool,
        /// Whether new members do not see it.
        restrict_board_by_default_flag: bool,
        /// Whether contacts of child tickets are e-mailed too.
        send_to_bundled_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A board in short, for keys with few permissions.
    pub struct BoardInfo {
        /// Its id.
        id: BoardId,
        /// Its name.
        name: String,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Whether it holds project tickets.
        project_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether discussion notes are e-mailed by default.
        closed_loop_discussions_flag: bool,
        /// Whether internal notes are e-mailed by default.
        closed_loop_internal_analysis_flag: bool,
        /// Whether resolution notes are e-mailed by default.
        closed_loop_resolution_flag: bool,
        /// Whether all notes are e-mailed by default.
        closed_loop_all_flag: bool,
        /// Whether tickets may be billed otherwise than the board says.
        override_billing_setup_flag: bool,
        /// Whether tickets are billed only once closed.
        bill_tickets_after_closed_flag: bool,
        /// Whether time and expenses are billed before they are approved.
        bill_unapproved_time_expense_flag: bool,
        /// Whether its time is billed.
        bill_time: BillableOption,
        /// Whether expenses are billed, by default.
        bill_expense: BillableOption,
        /// Whether products are billed, by default.
        bill_product: BillableOption,
        /// Order of the discussion.
        problem_sort: SortDirection,
        /// Order of the internal notes.
        internal_analysis_sort: SortDirection,
        /// Order of the resolution.
        resolution_sort: SortDirection,
        /// Order of all notes together.
        all_sort: SortDirection,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A status of a board. A ticket is closed when [`closed_status`](Self::closed_status) is set, whatever the name.
    pub struct BoardStatus {
        /// Its id.
        id: StatusId,
        /// Its name.
        name: String,
        /// The board it is on.
        board: Ref<BoardId>,
        /// Its place among the others.
        sort_order: i64,
        /// Whether its tickets are shown on the board.
        display_on_board: bool,
        /// Whether it is out of use.
        inactive: bool,
        /// Whether its tickets count as closed.
        closed_status: bool,
        /// Whether no time may be entered.
        time_entry_not_allowed: bool,
        /// Whether it takes what round robin assigns to nobody.
        round_robin_catchall: bool,
        /// Whether it is the default.
        default_flag: bool,
        /// What reaching it means to the SLA.
        escalation_status: EscalationStatus,
        /// What the customer sees instead of the name.
        customer_portal_description: String,
        /// Whether the customer may see it in the portal.
        customer_portal_flag: bool,
        /// The e-mail that is sent.
        email_template: EmailTemplateRef,
        /// The mark it is shown with.
        status_indicator: Ref,
        /// The name of an own mark.
        custom_status_indicator_name: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Whether its time is kept as a note.
        save_time_as_note: bool,
        /// Its id as a GUID.
        connect_wise_id: String,
        /// Its parent's id as a GUID.
        parent_connect_wise_id: String,
        /// Its parent.
        parent_id: i64,
        /// Its parent's parent.
        grand_parent_id: i64,
        /// Its parent's parent's id as a GUID.
        grand_parent_connect_wise_id: String,
    }

    /// A status of a board in short, for keys with few permissions.
    pub struct BoardStatusInfo {
        /// Its id.
        id: StatusId,
        /// Its name.
        name: String,
        /// Its place among the others.
        sort_order: i64,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether it is closed.
        closed_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A type of ticket on a board.
    pub struct BoardType {
        /// Its id.
        id: BoardTypeId,
        /// Its name.
        name: String,
        /// Its category.
        category: TypeCategory,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether it is a request for change.
        request_for_change_flag: bool,
        /// Its name in another system.
        integration_xref: String,
        /// The kind of skill it takes.
        skill_category: Ref,
        /// The skill it takes.
        skill: Ref,
        /// The board it is on.
        board: Ref<BoardId>,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
        /// Its parent's id as a GUID.
        parent_connect_wise_id: String,
        /// Its parent.
        parent_id: i64,
        /// Its parent's parent.
        grand_parent_id: i64,
        /// Its parent's parent's id as a GUID.
        grand_parent_connect_wise_id: String,
    }

    /// A subdivision of types on a board.
    pub struct BoardSubType {
        /// Its id.
        id: BoardSubTypeId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// The types it belongs to.
        type_association_ids: Vec<BoardTypeId>,
        /// Whether all types are added; for writes.
        add_all_types_flag: bool,
        /// Whether all types are removed; for writes.
        remove_all_types_flag: bool,
        /// The board it is on.
        board: Ref<BoardId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
        /// Its parent's id as a GUID.
        parent_connect_wise_id: String,
        /// Its parent.
        parent_id: i64,
        /// Its parent's parent.
        grand_parent_id: i64,
        /// Its parent's parent's id as a GUID.
        grand_parent_connect_wise_id: String,
    }

    /// A subtype in short, for keys with few permissions.
    pub struct BoardSubTypeInfo {
        /// Its id.
        id: BoardSubTypeId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// The types it belongs to.
        type_association_ids: Vec<BoardTypeId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A subdivision of subtypes on a board.
    pub struct BoardItem {
        /// Its id.
        id: BoardItemId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// The board it is on.
        board: Ref<BoardId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
        /// Its parent's id as a GUID.
        parent_connect_wise_id: String,
        /// Its parent.
        parent_id: i64,
        /// Its parent's parent.
        grand_parent_id: i64,
        /// Its parent's parent's id as a GUID.
        grand_parent_connect_wise_id: String,
    }

    /// A team of a board.
    pub struct BoardTeam {
        /// Its id.
        id: TeamId,
        /// Its name.
        name: String,
        /// The member who leads it.
        team_leader: MemberRef,
        /// The members in it.
        members: Vec<MemberId>,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is told of deleted tickets.
        notify_on_ticket_delete: bool,
        /// Whether round robin is its default.
        default_round_robin_flag: bool,
        /// Whether it is assigned by round robin.
        round_robin_flag: bool,
        /// The board.
        board_id: BoardId,
        /// The location of ours.
        location_id: LocationId,
        /// The department of ours.
        business_unit_id: DepartmentId,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
        /// Its parent's id as a GUID.
        parent_connect_wise_id: String,
        /// Its parent.
        parent_id: i64,
        /// Its parent's parent.
        grand_parent_id: i64,
        /// Its parent's parent's id as a GUID.
        grand_parent_connect_wise_id: String,
    }

    /// A team of a board in short, for keys with few permissions.
    pub struct BoardTeamInfo {
        /// Its id.
        id: TeamId,
        /// Its name.
        name: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
