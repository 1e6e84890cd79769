//! Companies, contacts and configurations.

use crate::By;
use crate::ids::{CompanyId, ConfigurationId, ContactId, ContactTypeId};
use crate::models::macros::body;
use crate::models::{CommunicationKind, CustomFieldValue, MergeFate, MergeSide, Scalar, UtcTime};

body! {
    /// A company to create.
    pub struct NewCompany {
        required {
            /// Its short word, which people know it by.
            identifier: String,
            /// Its name.
            name: String,
        }
        optional {
            /// Its status, such as `Active`.
            status / with_status: By,
            /// Its types; only taken on creation.
            types / with_types: Vec<By>,
            /// Its main site.
            site / with_site: By,
            /// Street address.
            address_line1 / with_address_line1: String,
            /// Second line of the address.
            address_line2 / with_address_line2: String,
            /// City.
            city / with_city: String,
            /// State or province.
            state / with_state: String,
            /// Postal code.
            zip / with_zip: String,
            /// Country.
            country / with_country: By,
            /// Telephone number.
            phone_number / with_phone_number: String,
            /// Fax number.
            fax_number / with_fax_number: String,
            /// Address of its website.
            website / with_website: String,
            /// The territory it belongs to.
            territory / with_territory: By,
            /// Its market.
            market / with_market: By,
            /// Its account number.
            account_number / with_account_number: String,
            /// Whom to talk to first.
            default_contact / with_default_contact: By,
            /// When it became a customer.
            date_acquired / with_date_acquired: UtcTime,
            /// The company it belongs to.
            parent_company / with_parent_company: By,
            /// How many work there.
            number_of_employees / with_number_of_employees: i64,
            /// Revenue a year.
            annual_revenue / with_annual_revenue: f64,
            /// Year of its founding.
            year_established / with_year_established: i64,
            /// How it is owned.
            ownership_type / with_ownership_type: By,
            /// Its time zone.
            time_zone_setup / with_time_zone_setup: By,
            /// How it came to us.
            lead_source / with_lead_source: String,
            /// Whether it is a lead.
            lead_flag / with_lead_flag: bool,
            /// Whether it gets no marketing e-mail.
            unsubscribe_flag / with_unsubscribe_flag: bool,
            /// Its calendar of working hours.
            calendar / with_calendar: By,
            /// Its number as a vendor.
            vendor_identifier / with_vendor_identifier: String,
            /// Its tax number.
            tax_identifier / with_tax_identifier: String,
            /// The tax code.
            tax_code / with_tax_code: By,
            /// Terms of payment.
            billing_terms / with_billing_terms: By,
            /// The template of its invoices.
            invoice_template / with_invoice_template: By,
            /// Its price list.
            pricing_schedule / with_pricing_schedule: By,
            /// The company that is billed.
            bill_to_company / with_bill_to_company: By,
            /// The site that is billed.
            billing_site / with_billing_site: By,
            /// The contact who is billed.
            billing_contact / with_billing_contact: By,
            /// Where invoices are e-mailed to.
            invoice_to_email_address / with_invoice_to_email_address: String,
            /// Where copies of invoices are e-mailed to.
            #[serde(rename = "invoiceCCEmailAddress")]
            invoice_cc_email_address / with_invoice_cc_email_address: String,
            /// The currency of its amounts.
            currency / with_currency: By,
            /// The member who manages its territory.
            territory_manager / with_territory_manager: By,
            /// Whether it is a vendor.
            is_vendor_flag / with_is_vendor_flag: bool,
            /// Tags that integrations set.
            integrator_tags / with_integrator_tags: Vec<String>,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A site to add to a company.
    pub struct NewCompanySite {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Street address.
            address_line1 / with_address_line1: String,
            /// Second line of the address.
            address_line2 / with_address_line2: String,
            /// City.
            city / with_city: String,
            /// State or province.
            state_reference / with_state_reference: By,
            /// Postal code.
            zip / with_zip: String,
            /// Country.
            country / with_country: By,
            /// Telephone number.
            phone_number / with_phone_number: String,
            /// Extension of the telephone number.
            phone_number_ext / with_phone_number_ext: String,
            /// Fax number.
            fax_number / with_fax_number: String,
            /// The tax code.
            tax_code / with_tax_code: By,
            /// Whether it is the main address.
            primary_address_flag / with_primary_address_flag: bool,
            /// Whether it is shipped to by default.
            default_shipping_flag / with_default_shipping_flag: bool,
            /// Whether it is billed by default.
            default_billing_flag / with_default_billing_flag: bool,
            /// Whether it is mailed to by default.
            default_mailing_flag / with_default_mailing_flag: bool,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// Its calendar of working hours.
            calendar / with_calendar: By,
            /// Its time zone.
            time_zone / with_time_zone: By,
            /// The territory it belongs to.
            territory / with_territory: By,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// A note to write about a company.
    pub struct NewCompanyNote {
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

    /// One to look after a company.
    pub struct NewCompanyTeam {
        required {
            /// What the member is to the company.
            team_role: By,
        }
        optional {
            /// The member.
            member / with_member: By,
            /// The contact at the company.
            contact / with_contact: By,
            /// The location of ours that it belongs to.
            location / with_location: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// Whether the member manages the account.
            account_manager_flag / with_account_manager_flag: bool,
            /// Whether the member is its technician.
            tech_flag / with_tech_flag: bool,
            /// Whether the member sells to it.
            sales_flag / with_sales_flag: bool,
        }
    }

    /// A type to give to a company.
    pub struct NewCompanyTypeAssociation {
        required {
            /// The type to give.
            #[serde(rename = "type")]
            kind: By,
            /// The company that gets it.
            company: By,
        }
        optional {}
    }

    /// A marketing group to put a company in.
    pub struct NewCompanyGroup {
        required {
            /// The group.
            group: By,
        }
        optional {
            /// Whether the default contact is in it.
            default_contact_flag / with_default_contact_flag: bool,
            /// Whether all contacts are in it.
            all_contacts_flag / with_all_contacts_flag: bool,
            /// The contacts in it.
            contact_ids / with_contact_ids: Vec<ContactId>,
            /// Whether it gets no marketing e-mail.
            unsubscribe_flag / with_unsubscribe_flag: bool,
        }
    }

    /// A status of companies to create.
    pub struct NewCompanyStatus {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// Whether a message is shown.
            notify_flag / with_notify_flag: bool,
            /// Whether nothing may be saved for its companies.
            disallow_saving_flag / with_disallow_saving_flag: bool,
            /// The message that is shown.
            notification_message / with_notification_message: String,
        }
    }

    /// A type of company to create.
    pub struct NewCompanyType {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
            /// Whether it marks vendors.
            vendor_flag / with_vendor_flag: bool,
            /// Whether an alert is shown on tickets.
            service_alert_flag / with_service_alert_flag: bool,
            /// The alert.
            service_alert_message / with_service_alert_message: String,
        }
    }

    /// A contact to create. The API says that nothing is needed and then refuses one without a first name.
    pub struct NewContact {
        required {
            /// First name.
            first_name: String,
        }
        optional {
            /// Last name.
            last_name / with_last_name: String,
            /// The company the contact works for.
            company / with_company: By,
            /// The company's site.
            site / with_site: By,
            /// Street address.
            address_line1 / with_address_line1: String,
            /// Second line of the address.
            address_line2 / with_address_line2: String,
            /// City.
            city / with_city: String,
            /// State or province.
            state / with_state: String,
            /// Postal code.
            zip / with_zip: String,
            /// Country.
            country / with_country: By,
            /// Title or position.
            title / with_title: String,
            /// Nickname.
            nick_name / with_nick_name: String,
            /// What the contact is to the company.
            relationship / with_relationship: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// Whether it is out of use.
            inactive_flag / with_inactive_flag: bool,
            /// Who manages the contact.
            manager_contact / with_manager_contact: By,
            /// Who assists the contact.
            assistant_contact / with_assistant_contact: By,
            /// Whether the contact cannot log in to the portal.
            disable_portal_login_flag / with_disable_portal_login_flag: bool,
            /// Whether it gets no marketing e-mail.
            unsubscribe_flag / with_unsubscribe_flag: bool,
            /// Birthday.
            birth_day / with_birth_day: UtcTime,
            /// Whether it is billed by default.
            default_billing_flag / with_default_billing_flag: bool,
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
            /// The location of ours that looks after it.
            company_location / with_company_location: By,
            /// E-mail addresses, telephone and fax numbers.
            communication_items / with_communication_items: Vec<NewCommunication>,
            /// The types to give it; for creation.
            type_ids / with_type_ids: Vec<ContactTypeId>,
            /// Whether a contact alike may exist; for writes.
            ignore_duplicates / with_ignore_duplicates: bool,
            /// Tags that integrations set.
            integrator_tags / with_integrator_tags: Vec<String>,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }

    /// An e-mail address, telephone or fax number to give to a contact.
    pub struct NewCommunication {
        required {
            /// What kind of address or number it is.
            #[serde(rename = "type")]
            kind: By,
            /// The address or number.
            value: String,
        }
        optional {
            /// Extension of the number.
            extension / with_extension: String,
            /// Whether it is the default.
            default_flag / with_default_flag: bool,
            /// E-mail, telephone or fax.
            communication_type / with_communication_type: CommunicationKind,
        }
    }

    /// A note to write about a contact.
    pub struct NewContactNote {
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

    /// A marketing group to put a contact in.
    pub struct NewContactGroup {
        required {
            /// The group.
            group: By,
        }
        optional {
            /// What it is.
            description / with_description: String,
            /// Whether it gets no marketing e-mail.
            unsubscribe_flag / with_unsubscribe_flag: bool,
        }
    }

    /// A type to give to a contact.
    pub struct NewContactTypeAssociation {
        required {
            /// The type to give.
            #[serde(rename = "type")]
            kind: By,
            /// The contact who gets it.
            contact: By,
        }
        optional {}
    }

    /// How to merge a company into another.
    pub struct CompanyMerge {
        required {
            /// The company that stays.
            to_company_id: CompanyId,
        }
        optional {
            /// Whose name is kept.
            name / with_name: MergeSide,
            /// Whose identifier is kept.
            identifier / with_identifier: MergeSide,
            /// Whose status is kept.
            status / with_status: MergeSide,
            /// Whose type is kept.
            #[serde(rename = "type")]
            kind / with_kind: MergeSide,
            /// Whose primary address is kept.
            primary_address / with_primary_address: MergeSide,
            /// Whose primary contact is kept.
            primary_contact / with_primary_contact: MergeSide,
            /// Whose phone is kept.
            phone / with_phone: MergeSide,
            /// Whose fax is kept.
            fax / with_fax: MergeSide,
            /// Whose website is kept.
            website / with_website: MergeSide,
            /// Whose market is kept.
            market / with_market: MergeSide,
            /// Whose territory is kept.
            territory / with_territory: MergeSide,
            /// Whose revenue is kept.
            revenue / with_revenue: MergeSide,
            /// Whose revenue year is kept.
            revenue_year / with_revenue_year: MergeSide,
            /// Whose number of employees is kept.
            number_of_employees / with_number_of_employees: MergeSide,
            /// Whose sic code is kept.
            sic_code / with_sic_code: MergeSide,
            /// Whose date acquired is kept.
            date_acquired / with_date_acquired: MergeSide,
            /// Whose time zone is kept.
            time_zone / with_time_zone: MergeSide,
            /// Whose source list is kept.
            source_list / with_source_list: MergeSide,
            /// Whose user defined field 1 is kept.
            user_defined_field1 / with_user_defined_field1: MergeSide,
            /// Whose user defined field 2 is kept.
            user_defined_field2 / with_user_defined_field2: MergeSide,
            /// Whose user defined field 3 is kept.
            user_defined_field3 / with_user_defined_field3: MergeSide,
            /// Whose user defined field 4 is kept.
            user_defined_field4 / with_user_defined_field4: MergeSide,
            /// Whose user defined field 5 is kept.
            user_defined_field5 / with_user_defined_field5: MergeSide,
            /// Whose user defined field 6 is kept.
            user_defined_field6 / with_user_defined_field6: MergeSide,
            /// Whose user defined field 7 is kept.
            user_defined_field7 / with_user_defined_field7: MergeSide,
            /// Whose user defined field 8 is kept.
            user_defined_field8 / with_user_defined_field8: MergeSide,
            /// Whose user defined field 9 is kept.
            user_defined_field9 / with_user_defined_field9: MergeSide,
            /// Whose user defined field 10 is kept.
            user_defined_field10 / with_user_defined_field10: MergeSide,
            /// Whose billing address is kept.
            billing_address / with_billing_address: MergeSide,
            /// Whose billing contact is kept.
            billing_contact / with_billing_contact: MergeSide,
            /// Whose tax code is kept.
            tax_code / with_tax_code: MergeSide,
            /// Whose account number is kept.
            account_number / with_account_number: MergeSide,
            /// Whose billing terms is kept.
            billing_terms / with_billing_terms: MergeSide,
            /// Whether the notes move to the company that stays.
            notes / with_notes: MergeFate,
            /// Whether the sites move to the company that stays.
            sites / with_sites: MergeFate,
            /// Whether the activities move to the company that stays.
            activities / with_activities: MergeFate,
            /// Whether the opportunities move to the company that stays.
            opportunities / with_opportunities: MergeFate,
            /// Whether the services move to the company that stays.
            services / with_services: MergeFate,
            /// Whether the projects move to the company that stays.
            projects / with_projects: MergeFate,
            /// Whether the contacts move to the company that stays.
            contacts / with_contacts: MergeFate,
            /// Whether the documents move to the company that stays.
            documents / with_documents: MergeFate,
        }
    }

    /// A configuration to create.
    pub struct NewConfiguration {
        required {
            /// Its name.
            name: String,
            /// What kind it is.
            #[serde(rename = "type")]
            kind: By,
            /// The company it belongs to.
            company: By,
        }
        optional {
            /// Its status.
            status / with_status: By,
            /// The contact who uses it.
            contact / with_contact: By,
            /// The company's site.
            site / with_site: By,
            /// The location of ours that it belongs to.
            location / with_location: By,
            /// The department of ours that it belongs to.
            department / with_department: By,
            /// Its id in the tool that manages it.
            device_identifier / with_device_identifier: String,
            /// Serial number.
            serial_number / with_serial_number: String,
            /// Model.
            model_number / with_model_number: String,
            /// Asset tag.
            tag_number / with_tag_number: String,
            /// When it was bought.
            purchase_date / with_purchase_date: UtcTime,
            /// When it was installed.
            installation_date / with_installation_date: UtcTime,
            /// Who installed it.
            installed_by / with_installed_by: By,
            /// When its warranty ends.
            warranty_expiration_date / with_warranty_expiration_date: UtcTime,
            /// Notes of the vendor.
            vendor_notes / with_vendor_notes: String,
            /// Free notes.
            notes / with_notes: String,
            /// Hardware address of the network card.
            mac_address / with_mac_address: String,
            /// Who was logged in last.
            last_login_name / with_last_login_name: String,
            /// Whether it is billed.
            bill_flag / with_bill_flag: bool,
            /// Network address.
            ip_address / with_ip_address: String,
            /// Its gateway.
            default_gateway / with_default_gateway: String,
            /// Operating system.
            os_type / with_os_type: String,
            /// More about the operating system.
            os_info / with_os_info: String,
            /// Processor.
            cpu_speed / with_cpu_speed: String,
            /// Memory, in words.
            ram / with_ram: String,
            /// Its drives.
            local_hard_drives / with_local_hard_drives: String,
            /// The configuration it is part of.
            parent_configuration_id / with_parent_configuration_id: ConfigurationId,
            /// Who sold it.
            vendor / with_vendor: By,
            /// Who made it.
            manufacturer / with_manufacturer: By,
            /// The maker's part number.
            manufacturer_part_number / with_manufacturer_part_number: String,
            /// Answers to the questions of its type.
            questions / with_questions: Vec<NewAnswer>,
            /// Whether it is in use.
            active_flag / with_active_flag: bool,
            /// Address at which it is managed.
            management_link / with_management_link: String,
            /// Address at which it is controlled from afar.
            remote_link / with_remote_link: String,
            /// The service level agreement.
            sla / with_sla: By,
            /// Whether it must be renewed.
            needs_renewal_flag / with_needs_renewal_flag: bool,
            /// The provider's own fields and their values.
            custom_fields / with_custom_fields: Vec<CustomFieldValue>,
        }
    }
}

body! {
    /// The answer to a question of a configuration's type.
    pub struct NewAnswer {
        required {
            /// The question.
            question_id: i64,
            /// The answer.
            answer: Scalar,
        }
        optional {
            /// The answer's own id, where there is one already.
            answer_id / with_answer_id: i64,
        }
    }
}
