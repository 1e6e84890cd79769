//! The provider's own locations and departments.

use super::info::Info;
use super::macros::model;
use super::reference::{MemberRef, Ref};
use crate::ids::{DepartmentId, LocationId, WorkRoleId};

model! {
    /// A location of the provider.
    pub struct Location {
        /// Its id.
        id: LocationId,
        /// Its place in the organisation.
        owner_level_id: i64,
        /// The level of the organisation.
        structure_level: Ref,
        /// Its name.
        name: String,
        /// Who manages it.
        manager: MemberRef,
        /// Who is above.
        reports_to: Ref<LocationId>,
        /// Who sells there.
        sales_rep: String,
        /// Its time zone.
        time_zone_setup: Ref,
        /// Its calendar of working hours.
        calendar: Ref,
        /// Street address.
        override_address_line1: String,
        /// Second line of the address.
        override_address_line2: String,
        /// City.
        override_city: String,
        /// State or province.
        override_state: String,
        /// Postal code.
        override_zip: String,
        /// Country.
        override_country: Ref,
        /// Telephone number.
        override_phone_number: String,
        /// Fax number.
        override_fax_number: String,
        /// Address of its webmail.
        owa_url: String,
        /// Its name in payroll.
        payroll_xref: String,
        /// Whether it is a location rather than a level above.
        location_flag: bool,
        /// Whether it is a client's.
        client_flag: bool,
        /// The work roles it has.
        work_role_ids: Vec<WorkRoleId>,
        /// The departments it has.
        department_ids: Vec<DepartmentId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A location in short, for keys with few permissions.
    pub struct LocationInfo {
        /// Its id.
        id: LocationId,
        /// Its name.
        name: String,
        /// Whether it is a location rather than a level above.
        location_flag("location_flag"): bool,
        /// The level of the organisation.
        structure_level: Ref,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A department (business unit) of the provider.
    pub struct Department {
        /// Its id.
        id: DepartmentId,
        /// Its short word.
        identifier: String,
        /// Its name.
        name: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A department in short, for keys with few permissions.
    pub struct DepartmentInfo {
        /// Its id.
        id: DepartmentId,
        /// Its name.
        name: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
