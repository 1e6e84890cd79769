//! Configurations: the devices and assets of companies.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{MemberRef, Ref};
use super::scalar::Scalar;
use super::words::FieldType;
use crate::ids::{
    CompanyId, ConfigurationId, ConfigurationStatusId, ConfigurationTypeId, ContactId, DepartmentId, LocationId,
    ManufacturerId, SiteId, SlaId,
};
use cw_http::data::DateTime;

model! {
    /// A configuration: a device or other asset of a company.
    pub struct Configuration {
        /// Its id.
        id: ConfigurationId,
        /// Its name.
        name: String,
        /// What kind it is.
        kind("type"): Ref<ConfigurationTypeId>,
        /// Its status.
        status: Ref<ConfigurationStatusId>,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The contact who uses it.
        contact: Ref<ContactId>,
        /// The company's site.
        site: Ref<SiteId>,
        /// The location of ours.
        location_id: LocationId,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours.
        business_unit_id: DepartmentId,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// Its id in the tool that manages it.
        device_identifier: String,
        /// Serial number.
        serial_number: String,
        /// Model.
        model_number: String,
        /// Asset tag.
        tag_number: String,
        /// When it was bought.
        purchase_date: DateTime,
        /// When it was installed.
        installation_date: DateTime,
        /// Who installed it.
        installed_by: MemberRef,
        /// When its warranty ends.
        warranty_expiration_date: DateTime,
        /// Notes of the vendor.
        vendor_notes: String,
        /// Free notes.
        notes: String,
        /// Hardware address of the network card.
        mac_address: String,
        /// Who was logged in last.
        last_login_name: String,
        /// Whether it is billed.
        bill_flag: bool,
        /// Backups that succeeded.
        backup_successes: i64,
        /// Backups that were incomplete.
        backup_incomplete: i64,
        /// Backups that failed.
        backup_failed: i64,
        /// Restores.
        backup_restores: i64,
        /// When it was last backed up.
        last_backup_date: DateTime,
        /// The server that backs it up.
        backup_server_name: String,
        /// Space to bill for backups, in GB.
        backup_billable_space_gb: f64,
        /// What is backed up.
        backup_protected_device_list: String,
        /// The year that the backup figures are of.
        backup_year: i64,
        /// The month that the backup figures are of.
        backup_month: i64,
        /// Network address.
        ip_address: String,
        /// Its gateway.
        default_gateway: String,
        /// Operating system.
        os_type: String,
        /// More about the operating system.
        os_info: String,
        /// Processor.
        cpu_speed: String,
        /// Memory, in words.
        ram: String,
        /// Its drives.
        local_hard_drives: String,
        /// The configuration it is part of.
        parent_configuration_id: ConfigurationId,
        /// Who sold it.
        vendor: Ref<CompanyId>,
        /// Who made it.
        manufacturer: Ref<ManufacturerId>,
        /// The questions of its type, with the answers.
        questions: Vec<ConfigurationQuestion>,
        /// Whether it is in use.
        active_flag: bool,
        /// Address at which it is managed.
        management_link: String,
        /// Address at which it is controlled from afar.
        remote_link: String,
        /// The service level agreement.
        sla: Ref<SlaId>,
        /// Its id as a GUID.
        mobile_guid: String,
        /// Whether the vendor is shown.
        display_vendor_flag: bool,
        /// The location of ours that looks after it.
        company_location_id: LocationId,
        /// Whether remote control is offered.
        show_remote_flag: bool,
        /// Whether Automate is offered.
        show_automate_flag: bool,
        /// Whether it must be renewed.
        needs_renewal_flag: bool,
        /// The maker's part number.
        manufacturer_part_number: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A question of a configuration's type and its answer.
    pub struct ConfigurationQuestion {
        /// The answer.
        answer_id: i64,
        /// The question.
        question_id: i64,
        /// The question, in words.
        question: String,
        /// The answer.
        answer: Scalar,
        /// Its place among the others.
        sequence_number: f64,
        /// Decimals of a number.
        number_of_decimals: i64,
        /// What the answer may be.
        field_type: FieldType,
        /// Whether it must be filled in.
        required_flag: bool,
    } finish hide_password

    /// A status of configurations.
    pub struct ConfigurationStatus {
        /// Its id.
        id: ConfigurationStatusId,
        /// What it is.
        description: String,
        /// Whether it is closed.
        closed_flag: bool,
        /// Whether it is the default.
        default_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A type of configuration.
    pub struct ConfigurationType {
        /// Its id.
        id: ConfigurationTypeId,
        /// Its name.
        name: String,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether the system needs it.
        system_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }
}

impl ConfigurationQuestion {
    fn hide_password(&mut self) {
        if self.field_type == Some(FieldType::Password) {
            self.answer.iter_mut().for_each(Scalar::hide);
        }
    }
}
