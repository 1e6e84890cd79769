//! Members: the people who work with ConnectWise.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{LdapRef, MemberRef, Ref, SsoSettings, WarehouseRef, WorkTypeRef};
use super::words::{ContactPoint, LicenseClass};
use crate::ids::{BoardId, DepartmentId, DocumentId, LocationId, MemberId, TeamId, WorkRoleId};
use cw_http::data::{DateTime, Secret};

model! {
    /// A member: someone who works with ConnectWise.
    pub struct Member {
        /// Its id.
        id: MemberId,
        /// The login, which people know the member by.
        identifier: String,
        /// Password; masked wherever it is shown or written.
        password: Secret,
        /// Whether the member cannot log in.
        disable_online_flag: bool,
        /// Class of licence.
        license_class: LicenseClass,
        /// Free notes.
        notes: String,
        /// Number as an employee.
        employee_identifier("employeeIdentifer"): String,
        /// Number as a vendor.
        vendor_number: String,
        /// Whether the phone tells where it is.
        enable_mobile_gps_flag: bool,
        /// When the member left.
        inactive_date: DateTime,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// When the member last logged in.
        last_login: DateTime,
        /// The integration that made the member.
        client_id: String,
        /// The member's token; masked wherever it is shown or written.
        token: Secret,
        /// First name.
        first_name: String,
        /// Initial of the middle name.
        middle_initial: String,
        /// Last name.
        last_name: String,
        /// When the member was hired.
        hire_date: DateTime,
        /// Country.
        country: Ref,
        /// Picture.
        photo: Ref<DocumentId>,
        /// E-mail address at the office.
        office_email: String,
        /// E-mail address on the phone.
        mobile_email: String,
        /// E-mail address at home.
        home_email: String,
        /// Which e-mail address is used.
        default_email: ContactPoint,
        /// The e-mail address that is used.
        primary_email: String,
        /// Telephone at the office.
        office_phone: String,
        /// Its extension.
        office_extension: String,
        /// Mobile telephone.
        mobile_phone: String,
        /// Its extension.
        mobile_extension: String,
        /// Telephone at home.
        home_phone: String,
        /// Its extension.
        home_extension: String,
        /// Which telephone is used.
        default_phone: ContactPoint,
        /// What the member may do.
        security_role: Ref,
        /// The account at Microsoft 365.
        office365: Office365Account,
        /// Name in Outlook.
        mapi_name: String,
        /// Whether the calendar is synchronised.
        calendar_sync_integration_flag: bool,
        /// Who checks the second factor.
        authentication_service_type: String,
        /// Whether one-time passwords are asked for.
        timebased_one_time_password_activated: bool,
        /// Whether a directory checks the password.
        enable_ldap_authentication_flag: bool,
        /// The directory.
        ldap_configuration: LdapRef,
        /// Name in the directory.
        ldap_user_name: String,
        /// Which way the calendar is synchronised.
        directional_sync: Ref,
        /// Single sign-on.
        sso_settings: SsoSettings,
        /// Signature under e-mails.
        signature: String,
        /// How numbers are dialled.
        phone_integration_type: String,
        /// Whether the browser's language is used.
        use_browser_language_flag: bool,
        /// Title or position.
        title: String,
        /// The report card.
        report_card: Ref,
        /// Whether the mobile app is allowed.
        enable_mobile_flag: bool,
        /// What kind of member it is.
        kind("type"): Ref,
        /// Time zone.
        time_zone: Ref,
        /// Whether the member may enter the vendor's portal.
        partner_portal_flag: bool,
        /// Where the account is managed.
        sts_user_admin_url: String,
        /// Whether messages pop up.
        toast_notification_flag: bool,
        /// The member's roles in the program.
        member_personas: Vec<i64>,
        /// Whether the member is an administrator.
        admin_flag: bool,
        /// The level of the organisation.
        structure_level: Ref,
        /// The location that the rights apply to.
        security_location: Ref<LocationId>,
        /// Default location.
        default_location: Ref<LocationId>,
        /// Default department.
        default_department: Ref<DepartmentId>,
        /// Who is above.
        reports_to: MemberRef,
        /// Whether it is restricted to its location.
        restrict_location_flag: bool,
        /// Whether it is restricted to its department.
        restrict_department_flag: bool,
        /// Default role.
        work_role: Ref<WorkRoleId>,
        /// Default type of work.
        work_type: WorkTypeRef,
        /// Who approves time.
        time_approver: MemberRef,
        /// Who approves expenses.
        expense_approver: MemberRef,
        /// Expected billable share, in percent.
        billable_forecast: f64,
        /// Hours a day.
        daily_capacity: f64,
        /// What an hour costs us.
        hourly_cost: f64,
        /// Rate an hour.
        hourly_rate: f64,
        /// Whether the member counts in utilisation.
        include_in_utilization_reporting_flag: bool,
        /// Whether expenses must be entered.
        require_expense_entry_flag: bool,
        /// Whether time sheets must be handed in.
        require_time_sheet_entry_flag: bool,
        /// Whether time entries need start and end.
        require_start_and_end_time_on_time_entry_flag: bool,
        /// Whether time may be typed into the time sheet.
        allow_in_cell_entry_on_time_sheet: bool,
        /// Whether time may be charged to companies.
        enter_time_against_company_flag: bool,
        /// Whether expenses may be charged to companies.
        allow_expenses_entered_against_companies_flag: bool,
        /// Whether missing time is called for by e-mail.
        time_reminder_email_flag: bool,
        /// Days until it is.
        days_tolerance: i64,
        /// Fewest hours a day.
        minimum_hours: f64,
        /// When time sheets start.
        time_sheet_start_date: DateTime,
        /// Default location for service.
        service_default_location: Ref<LocationId>,
        /// Default department for service.
        service_default_department: Ref<DepartmentId>,
        /// Default board for service.
        service_default_board: Ref<BoardId>,
        /// Whether that location is the only one.
        restrict_service_default_location_flag: bool,
        /// Whether that department is the only one.
        restrict_service_default_department_flag: bool,
        /// Service boards that the member does not see.
        excluded_service_board_ids: Vec<BoardId>,
        /// The member's teams.
        teams: Vec<i64>,
        /// The member's teams on boards.
        service_board_team_ids: Vec<TeamId>,
        /// Default location for projects.
        project_default_location: Ref<LocationId>,
        /// Default department for projects.
        project_default_department: Ref<DepartmentId>,
        /// Default board for projects.
        project_default_board: Ref<BoardId>,
        /// Whether that location is the only one.
        restrict_project_default_location_flag: bool,
        /// Whether that department is the only one.
        restrict_project_default_department_flag: bool,
        /// Project boards that the member does not see.
        excluded_project_board_ids: Vec<BoardId>,
        /// Default location for the schedule.
        schedule_default_location: Ref<LocationId>,
        /// Default department for the schedule.
        schedule_default_department: Ref<DepartmentId>,
        /// Hours a day that may be scheduled.
        schedule_capacity: f64,
        /// Where the member works.
        service_location: Ref,
        /// Whether the schedule is restricted to that.
        restrict_schedule_flag: bool,
        /// Whether the member is hidden from dispatch.
        hide_member_in_dispatch_portal_flag: bool,
        /// Calendar of working hours.
        calendar: Ref,
        /// Default territory for sales.
        sales_default_location: Ref<LocationId>,
        /// Whether that territory is the only one.
        restrict_default_sales_territory_flag: bool,
        /// The warehouse.
        warehouse: WarehouseRef,
        /// The bin in the warehouse.
        warehouse_bin: Ref,
        /// Whether that warehouse is the only one.
        restrict_default_warehouse_flag: bool,
        /// Whether that bin is the only one.
        restrict_default_warehouse_bin_flag: bool,
        /// How activities are listed.
        company_activity_tab_format: String,
        /// How time on invoices is listed.
        invoice_time_tab_format: String,
        /// Which tab of invoices is shown first.
        invoice_screen_default_tab_format: String,
        /// What is shown after invoicing.
        invoicing_display_options: String,
        /// What is shown after invoicing agreements.
        agreement_invoicing_display_options: String,
        /// Whether the stopwatch starts by itself.
        auto_start_stopwatch: bool,
        /// Whether it asks for notes.
        auto_popup_quick_notes_with_stopwatch: bool,
        /// Which tickets a search looks at.
        global_search_default_ticket_filter: String,
        /// How its results are ordered.
        global_search_default_sort: String,
        /// Where the telephone number comes from.
        phone_source: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Whether screens are copied from another member; for creation.
        copy_pod_layouts: bool,
        /// Whether views are copied from another member; for creation.
        copy_shared_default_views: bool,
        /// Whether columns and filters are copied from another member; for creation.
        copy_column_layouts_and_filters: bool,
        /// The member they are copied from.
        from_member_rec_id: MemberId,
        /// The template they are copied from.
        from_member_template_rec_id: i64,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A member in short, for keys with few permissions.
    pub struct MemberInfo {
        /// Its id.
        id: MemberId,
        /// The login, which people know the member by.
        identifier: String,
        /// First name.
        first_name: String,
        /// Initial of the middle name.
        middle_initial: String,
        /// Last name.
        last_name: String,
        /// First and last name.
        full_name: String,
        /// Which e-mail address is used.
        default_email: String,
        /// Picture.
        photo: Ref<DocumentId>,
        /// Class of licence.
        license_class: LicenseClass,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// An account at Microsoft 365.
    pub struct Office365Account {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    }

    /// Keys with which to act as a member, for some hours.
    pub struct MemberToken {
        /// Public half of the key.
        public_key: String,
        /// Private half of the key; masked wherever it is shown or written.
        private_key: Secret,
        /// When it ceases to work.
        expiration: DateTime,
    }
}
