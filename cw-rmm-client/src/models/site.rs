//! Sites of companies.

use cw_http::data::DateTime;

use super::company::{Address, Contact, EmailAddress, ExternalId, OwnershipType, PhoneNumber, SocialMedia};
use super::macros::{body, model};
use crate::ids::{CompanyId, SiteId};

model! {
    /// A site of a company.
    pub struct Site {
        /// Its id.
        id: SiteId,
        /// Its name.
        name: String,
        /// What people call it.
        friendly_name: String,
        /// What it is.
        description: String,
        /// Whether it is in use.
        active_flag: bool,
        /// Whether it is the company's main one.
        primary_flag: bool,
        /// Whether it has an address.
        physical_address_flag: bool,
        /// The provider.
        partner_id: String,
        /// Its line of business, as a code.
        industry_code: String,
        /// Its clock, in words: `(UTC-05:00) Eastern Time (US & Canada)`.
        time_zone: String,
        /// When it went, or will go, out of use.
        inactive_date: DateTime,
        /// When the record was made.
        created_date: DateTime,
        /// Who made it.
        created_by: String,
        /// When it was last changed.
        updated_date: DateTime,
        /// Who changed it.
        updated_by: String,
        /// When it was deleted.
        deleted_date: DateTime,
        /// Who deleted it.
        deleted_by: String,
        /// The deletion it was part of.
        delete_txn_id: String,
        /// When it was last locked for a change.
        last_lock_creation_date: DateTime,
        /// Who last changed a part of it.
        sub_entity_updated_by: String,
        /// When a part of it was last changed.
        sub_entity_updated_date: DateTime,
        /// What kind it is.
        kind("type"): OwnershipType,
        /// The company.
        company: SiteCompany,
        /// What other products call it.
        external_ids: Vec<ExternalId>,
        /// Where it is.
        primary_address: Address,
        /// Where to write to.
        primary_email: EmailAddress,
        /// Where to call.
        primary_phone_number: PhoneNumber,
        /// Whom to talk to.
        primary_contact: Box<Contact>,
        /// Where to find it.
        primary_social_media: SocialMedia,
    }

    /// The company of a site.
    pub struct SiteCompany {
        /// Its id.
        id: CompanyId,
        /// Its name.
        name: String,
        /// What people call it.
        friendly_name: String,
        /// What other products call it.
        external_ids: Vec<ExternalId>,
    }
}

body! {
    /// A site to be created, or to replace another.
    pub struct NewSite {
        required {
            /// Its name.
            name: String,
            /// Its clock, in words: `(UTC-05:00) Eastern Time (US & Canada)`.
            time_zone: String,
        }
        optional {
            /// What people call it.
            friendly_name / with_friendly_name: String,
            /// What it is.
            description / with_description: String,
            /// Its line of business, as a code.
            industry_code / with_industry_code: String,
            /// Whether it is in use.
            active_flag / with_active_flag: bool,
            /// Whether it is the company's main one.
            primary_flag / with_primary_flag: bool,
            /// Whether it has an address.
            physical_address_flag / with_physical_address_flag: bool,
            /// Where it is.
            primary_address / with_primary_address: NewAddress,
            /// Where to write to.
            primary_email / with_primary_email: NewEmailAddress,
            /// Where to call.
            primary_phone_number / with_primary_phone_number: NewPhoneNumber,
        }
    }

    /// An address to be created.
    pub struct NewAddress {
        required {
            /// Country, in two letters.
            country_code: String,
        }
        optional {
            /// First line.
            address_line1 / with_address_line1: String,
            /// Second line.
            address_line2 / with_address_line2: String,
            /// Third line.
            address_line3 / with_address_line3: String,
            /// Fourth line.
            address_line4 / with_address_line4: String,
            /// City.
            locality / with_locality: String,
            /// Part of the city.
            dependent_locality / with_dependent_locality: String,
            /// State or province.
            administrative_area / with_administrative_area: String,
            /// Postal code.
            post_code / with_post_code: String,
            /// Its clock, in words.
            time_zone / with_time_zone: String,
            /// Whether bills go there.
            billing_flag / with_billing_flag: bool,
            /// Whether goods go there.
            shipping_flag / with_shipping_flag: bool,
            /// Whether it is the main one.
            primary_flag / with_primary_flag: bool,
        }
    }

    /// A mail address to be created.
    pub struct NewEmailAddress {
        required {
            /// The address.
            email_address: String,
        }
        optional {
            /// More about it.
            description / with_description: String,
            /// Whether it is in use.
            active_flag / with_active_flag: bool,
            /// Whether it is the main one.
            primary_flag / with_primary_flag: bool,
        }
    }

    /// A telephone number to be created.
    pub struct NewPhoneNumber {
        required {
            /// The country's part.
            country_code: String,
            /// The rest.
            national_number: String,
        }
        optional {
            /// The extension.
            extension / with_extension: String,
            /// More about it.
            description / with_description: String,
            /// Whether it is in use.
            active_flag / with_active_flag: bool,
            /// Whether it is the main one.
            primary_flag / with_primary_flag: bool,
        }
    }
}

impl Site {
    /// What to show people: the friendly name, else the name.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        [&self.friendly_name, &self.name].into_iter().flatten().map(String::as_str).find(|name| !name.trim().is_empty())
    }
}
