//! Companies, and the parts that sites have too.

use cw_http::data::DateTime;
use jiff::Timestamp;

use super::macros::model;
use super::reference::Ref;
use super::site::Site;
use crate::ids::{CompanyId, SiteId};

model! {
    /// A company: a customer of the managed service provider.
    pub struct Company {
        /// Its id.
        id: CompanyId,
        /// Its name.
        name: String,
        /// What people call it.
        friendly_name: String,
        /// What it is.
        description: String,
        /// The provider.
        partner_id: String,
        /// Its line of business, as a code.
        industry_code: String,
        /// When it became a customer.
        acquired_date: DateTime,
        /// When it stopped, or will stop, being one.
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
        /// Its account.
        account: CompanyAccount,
        /// Whether it is active, in the provider's words.
        activity_status: ActivityStatus,
        /// What it is to the provider, such as a customer.
        ownership_type: OwnershipType,
        /// The part of the provider that it belongs to.
        corp_container: CorpContainer,
        /// What other products call it.
        external_ids: Vec<ExternalId>,
        /// Its main site, in part.
        primary_site: Box<Site>,
        /// Whom to talk to.
        primary_contact: Box<Contact>,
    }

    /// The account of a company.
    pub struct CompanyAccount {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    }

    /// Whether a company is active, in the provider's words.
    pub struct ActivityStatus {
        /// Its id.
        id: String,
        /// The word.
        name: String,
        /// Whether it means active.
        active_flag: bool,
        /// Whether new companies get it.
        default_flag: bool,
    }

    /// What a company or site is to the provider, or what kind it is.
    pub struct OwnershipType {
        /// Its id.
        id: String,
        /// The word.
        name: String,
        /// Whether new ones get it.
        default_flag: bool,
    }

    /// A part of the provider.
    pub struct CorpContainer {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// The provider.
        partner_id: String,
        /// The part above it.
        reports_to_container_id: String,
    }

    /// What another product calls a company or a site.
    pub struct ExternalId {
        /// The id of this link.
        id: String,
        /// The company that is linked.
        company_id: CompanyId,
        /// The site that is linked.
        site_id: SiteId,
        /// The id over there. For ConnectWise PSA it can be the number of the company.
        external_id: String,
        /// The product.
        product_id: String,
        /// Which installation of the product.
        product_instance_id: String,
        /// Whether changes here go back there.
        backsynced: bool,
    }

    /// A person at a company or site.
    pub struct Contact {
        /// Its id.
        id: String,
        /// First name.
        first_name: String,
        /// Last name.
        last_name: String,
        /// What they do.
        title: String,
        /// How they are addressed.
        salutation: String,
        /// More about them.
        description: String,
        /// Where to write to.
        primary_email: EmailAddress,
        /// Where to call.
        primary_phone_number: PhoneNumber,
        /// Where to fax to.
        primary_fax_number: PhoneNumber,
        /// Where they are.
        primary_address: Address,
        /// Where to find them.
        primary_social_media: SocialMedia,
    }

    /// A postal address.
    pub struct Address {
        /// Its id.
        id: String,
        /// What it is called.
        name: String,
        /// More about it.
        description: String,
        /// First line.
        address_line1: String,
        /// Second line.
        address_line2: String,
        /// Third line.
        address_line3: String,
        /// Fourth line.
        address_line4: String,
        /// City.
        locality: String,
        /// Part of the city.
        dependent_locality: String,
        /// State or province.
        administrative_area: String,
        /// Country, in words.
        country: String,
        /// Country, in two letters.
        country_code: String,
        /// Postal code.
        post_code: String,
        /// Its clock, in words: `(UTC-05:00) Eastern Time (US & Canada)`.
        time_zone: String,
        /// Whether bills go there.
        billing_flag: bool,
        /// Whether goods go there.
        shipping_flag: bool,
        /// Whether it is the main one.
        primary_flag: bool,
        /// Its telephone number, by id.
        phone_number_id: String,
        /// What kind it is.
        kind("type"): Ref,
    }

    /// A mail address.
    pub struct EmailAddress {
        /// Its id.
        id: String,
        /// The address.
        email_address: String,
        /// More about it.
        description: String,
        /// Whether it is in use.
        active_flag: bool,
        /// Whether it is the main one.
        primary_flag: bool,
        /// What kind it is.
        kind("type"): Ref,
    }

    /// A telephone or fax number.
    pub struct PhoneNumber {
        /// Its id.
        id: String,
        /// The country's part.
        country_code: String,
        /// The rest.
        national_number: String,
        /// The extension.
        extension: String,
        /// What it is for.
        designation: String,
        /// More about it.
        description: String,
        /// Whether it is in use.
        active_flag: bool,
        /// Whether it is the main one.
        primary_flag: bool,
        /// What kind it is.
        kind("type"): Ref,
    }

    /// A page on a social network.
    pub struct SocialMedia {
        /// Its id.
        id: String,
        /// The address.
        link: String,
        /// More about it.
        description: String,
        /// Whether it is in use.
        active_flag: bool,
        /// Whether it is the main one.
        primary_flag: bool,
        /// What kind it is.
        kind("type"): Ref,
    }
}

impl Company {
    /// What to show people: the friendly name, else the name.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        [&self.friendly_name, &self.name].into_iter().flatten().map(String::as_str).find(|name| !name.trim().is_empty())
    }

    /// Whether it is a customer at `now`: one with an end in the past, or that was deleted, is not.
    #[must_use]
    pub fn is_active_at(&self, now: Timestamp) -> bool {
        let is_over =
            |date: &Option<DateTime>| date.as_ref().and_then(DateTime::timestamp).is_some_and(|end| end <= now);
        !is_over(&self.inactive_date) && !is_over(&self.deleted_date)
    }
}
