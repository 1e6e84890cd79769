//! Contacts: the people at companies.

use super::custom_field::CustomField;
use super::info::Info;
use super::macros::model;
use super::reference::{CommunicationTypeRef, Ref};
use super::words::{CommunicationKind, Gender, Presence};
use crate::ids::{
    CommunicationId, CommunicationTypeId, CompanyId, ContactDepartmentId, ContactGroupId, ContactId, ContactNoteId,
    ContactRelationshipId, ContactTypeAssociationId, ContactTypeId, DocumentId, LocationId, SiteId,
};
use cw_http::data::{DateTime, Secret};

model! {
    /// A contact: a person at a company, or at none.
    pub struct Contact {
        /// Its id.
        id: ContactId,
        /// First name.
        first_name: String,
        /// Last name.
        last_name: String,
        /// The company the contact works for.
        company: Ref<CompanyId>,
        /// The company's site.
        site: Ref<SiteId>,
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
        /// What the contact is to the company.
        relationship: Ref<ContactRelationshipId>,
        /// The same, in other words.
        relationship_override: String,
        /// The department of ours that it belongs to.
        department: Ref<ContactDepartmentId>,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// The contact to merge with by default.
        default_merge_contact_id: ContactId,
        /// Name in the portal.
        security_identifier: String,
        /// Who manages the contact.
        manager_contact: Ref<ContactId>,
        /// Who assists the contact.
        assistant_contact: Ref<ContactId>,
        /// Title or position.
        title: String,
        /// School.
        school: String,
        /// Nickname.
        nick_name: String,
        /// Whether the contact is married.
        married_flag: bool,
        /// Whether the contact has children.
        children_flag: bool,
        /// Names of the children.
        children: String,
        /// Name of the partner.
        significant_other: String,
        /// Password for the portal; masked wherever it is shown or written.
        portal_password: Secret,
        /// What the contact may do in the portal.
        portal_security_level: i64,
        /// Whether the contact cannot log in to the portal.
        disable_portal_login_flag: bool,
        /// Whether it gets no marketing e-mail.
        unsubscribe_flag: bool,
        /// Gender.
        gender: Gender,
        /// Birthday.
        birth_day: DateTime,
        /// Wedding day.
        anniversary: DateTime,
        /// Whether the contact is online.
        presence: Presence,
        /// Its id as a GUID.
        mobile_guid: String,
        /// Address of its Facebook page.
        facebook_url: String,
        /// Address of its Twitter page.
        twitter_url: String,
        /// Address of its LinkedIn page.
        linkedin_url("linkedInUrl"): String,
        /// What kind of number the default one is.
        default_phone_type: String,
        /// The default telephone number.
        default_phone_nbr: String,
        /// Extension of that number.
        default_phone_extension: String,
        /// Whether it is billed by default.
        default_billing_flag: bool,
        /// Whether it is the default.
        default_flag: bool,
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
        /// The location of ours that looks after it.
        company_location: Ref<LocationId>,
        /// E-mail addresses, telephone and fax numbers.
        communication_items: Vec<ContactCommunicationItem>,
        /// Their types; changed through type associations, not by an update.
        types: Vec<Ref<ContactTypeId>>,
        /// Tags that integrations set.
        integrator_tags: Vec<String>,
        /// The provider's own fields and their values.
        custom_fields: Vec<CustomField>,
        /// Picture.
        photo: Ref<DocumentId>,
        /// Whether a contact alike may exist; for writes.
        ignore_duplicates: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// The types to give it; for creation.
        type_ids: Vec<ContactTypeId>,
    }

    /// A contact in short, for keys with few permissions.
    pub struct ContactInfo {
        /// Its id.
        id: ContactId,
        /// First name.
        first_name: String,
        /// Last name.
        last_name: String,
        /// E-mail addresses, telephone and fax numbers.
        communication_items: Vec<ContactCommunicationItem>,
        /// The default telephone number.
        default_phone_nbr: String,
        /// What kind of number the default one is.
        default_phone_type: String,
        /// Whether it is the default.
        default_flag: bool,
        /// The company it belongs to.
        company: Ref<CompanyId>,
        /// The location of ours that looks after it.
        company_location: Ref<LocationId>,
        /// The company's site.
        site: Ref<SiteId>,
        /// Whether it is out of use.
        inactive_flag: bool,
        /// Title or position.
        title: String,
        /// Its types.
        types: Vec<Ref<ContactTypeId>>,
        /// Street address.
        address_line1: String,
        /// Second line of the address.
        address_line2: String,
        /// City.
        city: String,
        /// State or province.
        state: String,
        /// Country.
        country: Ref,
        /// Postal code.
        zip: String,
        /// The department of ours that it belongs to.
        department: Ref<ContactDepartmentId>,
        /// Whether it is billed by default.
        default_billing_flag: bool,
        /// Address of its Facebook page.
        facebook_url: String,
        /// Address of its Twitter page.
        twitter_url: String,
        /// Address of its LinkedIn page.
        linkedin_url("linkedInUrl"): String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// An e-mail address, telephone or fax number, as part of a contact.
    pub struct ContactCommunicationItem {
        /// Its id.
        id: CommunicationId,
        /// What kind of address or number it is.
        kind("type"): CommunicationTypeRef,
        /// The address or number.
        value: String,
        /// Extension of the number.
        extension: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Domain of the e-mail address.
        domain: String,
        /// E-mail, telephone or fax.
        communication_type: CommunicationKind,
    }

    /// An e-mail address, telephone or fax number of a contact, on its own.
    pub struct ContactCommunication {
        /// Its id.
        id: CommunicationId,
        /// The contact.
        contact_id: ContactId,
        /// What kind of address or number it is.
        kind("type"): CommunicationTypeRef,
        /// The address or number.
        value: String,
        /// Extension of the number.
        extension: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Its id as a GUID.
        mobile_guid: String,
        /// E-mail, telephone or fax.
        communication_type: CommunicationKind,
        /// Domain of the e-mail address.
        domain: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A type of address or number.
    pub struct CommunicationType {
        /// Its id.
        id: CommunicationTypeId,
        /// What it is.
        description: String,
        /// Whether it is a telephone number.
        phone_flag: bool,
        /// Whether it is a fax number.
        fax_flag: bool,
        /// Whether it is an e-mail address.
        email_flag: bool,
        /// Whether it is the default.
        default_flag: bool,
        /// Its name in Exchange.
        exchange_xref: String,
        /// Its name on an iPhone.
        iphone_xref: String,
        /// Its name on Android.
        android_xref: String,
        /// Its name at Google.
        google_xref: String,
        /// Whether it is out of use.
        disabled: bool,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A note about a contact.
    pub struct ContactNote {
        /// Its id.
        id: ContactNoteId,
        /// The contact.
        contact_id: ContactId,
        /// The text, in Markdown.
        text: String,
        /// What kind it is.
        kind("type"): Ref,
        /// Whether it is flagged.
        flagged: bool,
        /// Who entered it.
        entered_by: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// That a contact is in a marketing group.
    pub struct ContactGroup {
        /// Its id.
        id: ContactGroupId,
        /// The group.
        group: Ref,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// What it is.
        description: String,
        /// Whether it gets no marketing e-mail.
        unsubscribe_flag: bool,
        /// What is said when the company wants no e-mail.
        company_unsubscribed_email_message("companyUnsubcribedEmailMessage"): String,
        /// What is said when the company wants none from this group.
        company_group_unsubscribed_email_message: String,
        /// What is said when the contact wants no e-mail.
        contact_unsubscribed_email_message: String,
        /// What is said when the contact wants none from this group.
        contact_group_unsubscribed_email_message: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// A type of contact.
    pub struct ContactType {
        /// Its id.
        id: ContactTypeId,
        /// What it is.
        description: String,
        /// Whether it is the default.
        default_flag: bool,
        /// Whether an alert is shown on tickets.
        service_alert_flag: bool,
        /// The alert.
        service_alert_message: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// A department that contacts work in.
    pub struct ContactDepartment {
        /// Its id.
        id: ContactDepartmentId,
        /// Its name.
        name: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
        /// Its id as a GUID.
        connect_wise_id: String,
    }

    /// What a contact may be to a company.
    pub struct ContactRelationship {
        /// Its id.
        id: ContactRelationshipId,
        /// Its name.
        name: String,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }

    /// That a contact has a type.
    pub struct ContactTypeAssociation {
        /// Its id.
        id: ContactTypeAssociationId,
        /// What kind it is.
        kind("type"): Ref<ContactTypeId>,
        /// The contact at the company.
        contact: Ref<ContactId>,
        /// When and by whom it was made and changed, and links.
        info("_info"): Info,
    }
}
