//! Companies: the customers, leads and vendors.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{Currency, MemberRef, Ref};
use crate::ids::{
    CompanyGroupId, CompanyId, CompanyNoteId, CompanyStatusId, CompanyTeamId, CompanyTypeAssociationId, CompanyTypeId,
    ContactId, DepartmentId, LocationId, SiteId,
};
use cw_http::data::DateTime;

model! {
    /// A company: a customer, lead or vendor.
    pub struct Company {
        /// Its id.
        id: CompanyId,
        /// Its short word, which people know it by.
        identifier: String,
        /// Its name.
        name: String,
        /// Its status, such as `Active`.
        status: Ref<CompanyStatusId>,
        /// Street address.
        address_line1: String,
        /// Second line of the address.
        address_line2: String,
        /// City.
        city: String,
        /// State or province.
        state: String,
        /// Postal code.
        zip: String,
        /// Country.
        country: Ref,
        /// Telephone number.
        phone_number: String,
        /// Fax number.
        fax_number: String,
        /// Address of its website.
        website: String,
        /// The territory it belongs to.
        territory: Ref<LocationId>,
        /// Its market.
        market: Ref,
        /// Its account number.
        account_number: String,
        /// Whom to talk to first.
        default_contact: Ref<ContactId>,
        /// When it became a customer.
        date_acquired: DateTime,
        /// Its industry code.
        sic_code: Ref,
        /// The company it belongs to.
        parent_company: Ref<CompanyId>,
        /// Revenue a year.
        annual_revenue: f64,
        /// Credit limit.
        credit_limit: f64,
        /// Further debt.
        additional_debt: f64,
        /// How many work there.
        number_of_employees: i64,
        /// Year of its founding.
        year_established: i64,
        /// The year that the revenue is of.
        revenue_year: i64,
        /// How it is owned.
        ownership_type: Ref,
        /// Its time zone.
        time_zone_setup: Ref,
        /// How it came to us.
        lead_source: String,
        /// Whether it is a lead.
        lead_flag: bool,
        /// Whether it gets no marketing e-mail.
        unsubscribe_flag: bool,
        /// Its calendar of working hours.
        calendar: Ref,
        /// The provider's own field 1, of the old kind.
        user_defined_field1: String,
        /// The provider's own field 2, of the old kind.
        user_defined_field2: String,
        /// The provider's own field 3, of the old kind.
        user_defined_field3: String,
        /// The provider's own field 4, of the old kind.
        user_defined_field4: String,
        /// The provider's own field 5, of the old kind.
        user_defined_field5: String,
        /// The provider's own field 6, of the old kind.
        user_defined_field6: String,
        /// The provider's own field 7, of the old kind.
        user_defined_field7: String,
        /// The provider's own field 8, of the old kind.
        user_defined_field8: String,
        /// The provider's own field 9, of the old kind.
        user_defined_field9: String,
        /// The provider's own field 10, of the old kind.
        user_defined_field10: String,
        /// Its number as a vendor.
        vendor_identifier: String,
        /// Its tax number.
        tax_identifier: String,
        /// The tax code.
        tax_code: Ref,
        /// Terms of payment.
        billing_terms: Ref,
        /// The template of its invoices.
        invoice_template: Ref,
        /// Its price list.
        pricing_schedule: Ref,
        /// Its kind for tax.
        company_entity_type: Ref,
        /// The company that is billed.
        bill_to_company: Ref<CompanyId>,
        /// The site that is billed.
        billing_site: Ref<SiteId>,
        /// The contact who is billed.
        billing_contact: Ref<ContactId>,
        /// How invoices reach it.
        invoice_delivery_method: Ref,
        /// The e-mail that is sent.
        email_template: Ref,
        /// Where invoices are e-mailed to.
        invoice_to_email_address: String,
        /// Where copies of invoices are e-mailed to.
        invoice_cc_email_address("invoiceCCEmailAddress"): String,
        /// Whether it is deleted; deleted companies are still listed.
        deleted_flag: bool,
        /// When it was deleted.
        date_deleted: DateTime,
        /// Who deleted it.
        deleted_by: String,
        /// Its id as a GUID.
        mobile_guid: String,
        /// Address of its Facebook page.
        facebook_url: String,
        /// Address of its Twitter page.
        twitter_url: String,
        /// Address of its LinkedIn page.
        linkedin_url("linkedInUrl"): String,
        /// The currency of its amounts.
        currency: Box<Currency>,
        /// The member who manages its territory.
        territory_manager: MemberRef,
        /// Its number as a reseller.
        reseller_identifier: String,
        /// Whether it is a vendor.
        is_vendor_flag: bool,
        /// Its types, such as `Client`; changed through type associations, not by an update.
        types: Vec<Ref<CompanyTypeId>>,
        /// Its main site.
        site: Ref<SiteId>,
        /// Tags that integrations set.
        integrator_tags: Vec<String>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A site of a company.
    pub struct CompanySite {
        /// Its id.
        id: SiteId,
        /// Its name.
        name: String,
        /// Street address.
        address_line1: String,
        /// Second line of the address.
        address_line2: String,
        /// City.
        city: String,
        /// State or province.
        state_reference: Ref,
        /// Postal code.
        zip: String,
        /// Country.
        country: Ref,
        /// How its address is laid out.
        address_format: String,
        /// Telephone number.
        phone_number: String,
        /// Extension of the telephone number.
        phone_number_ext: String,
        /// Fax number.
        fax_number: String,
        /// The tax code.
        tax_code: Ref,
        /// Its kind for tax.
        entity_type: Ref,
        /// What an expense for a visit is paid back at.
        expense_reimbursement: f64,
        /// Whether it is the main address.
        primary_address_flag: bool,
        /// Whether it is shipped to by default.
        default_shipping_flag: bool,
        /// Whether it is billed by default.
        default_billing_flag: bool,
        /// Whether it is mailed to by default.
        default_mailing_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether it is billed apart from the company.
        bill_separate_flag: bool,
        /// Its id as a GUID.
        mobile_guid: String,
        /// Its calendar of working hours.
        calendar: Ref,
        /// Its time zone.
        time_zone: Ref,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The territory it belongs to.
        territory: Ref<LocationId>,
        /// The template of its invoices.
        invoice_template: Ref,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
    }

    /// A note about a company.
    pub struct CompanyNote {
        /// Its id.
        id: CompanyNoteId,
        /// The text, in Markdown.
        text: String,
        /// What kind it is.
        kind("type"): Ref,
        /// Whether it is flagged.
        flagged: bool,
        /// Who entered it.
        entered_by: String,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// One who looks after a company.
    pub struct CompanyTeam {
        /// Its id.
        id: CompanyTeamId,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// What the member is to the company.
        team_role: Ref,
        /// The location of ours that it belongs to.
        location: Ref<LocationId>,
        /// The department of ours that it belongs to.
        department: Ref<DepartmentId>,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// The member.
        member: MemberRef,
        /// Whether the member manages the account.
        account_manager_flag: bool,
        /// Whether the member is its technician.
        tech_flag: bool,
        /// Whether the member sells to it.
        sales_flag: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A status of companies.
    pub struct CompanyStatus {
        /// Its id.
        id: CompanyStatusId,
        /// Its name.
        name: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Whether a message is shown.
        notify_flag: bool,
        /// Whether nothing may be saved for its companies.
        disallow_saving_flag: bool,
        /// The message that is shown.
        notification_message: String,
        /// Whether the company's own note is shown.
        custom_note_flag: bool,
        /// Whether open tracks are cancelled.
        cancel_open_tracks_flag: bool,
        /// The track that it starts.
        track: Ref,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A type of company.
    pub struct CompanyType {
        /// Its id.
        id: CompanyTypeId,
        /// Its name.
        name: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether it marks vendors.
        vendor_flag: bool,
        /// Whether an alert is shown on tickets.
        service_alert_flag: bool,
        /// The alert.
        service_alert_message: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// That a company has a type.
    pub struct CompanyTypeAssociation {
        /// Its id.
        id: CompanyTypeAssociationId,
        /// What kind it is.
        kind("type"): Ref<CompanyTypeId>,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// That a company is in a marketing group.
    pub struct CompanyGroup {
        /// Its id.
        id: CompanyGroupId,
        /// The group.
        group: Ref,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// Whether the default contact is in it.
        default_contact_flag: bool,
        /// Whether all contacts are in it.
        all_contacts_flag: bool,
        /// Whether all contacts are taken out of it; for writes.
        remove_all_contacts_flag: bool,
        /// Whether it gets no marketing e-mail.
        unsubscribe_flag: bool,
        /// The contacts in it.
        contact_ids: Vec<ContactId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
