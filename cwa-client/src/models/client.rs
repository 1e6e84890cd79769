//! Clients: the customers of the managed service provider.

use super::location::Location;
use super::macros::{body, model};
use crate::ids::ClientId;

model! {
    /// A client: a customer of the managed service provider.
    pub struct Client {
        /// Its id; text on the wire.
        id: ClientId,
        /// Its display name.
        name: String,
        /// Its legal name.
        company: String,
        /// First name of the main contact.
        first_name: String,
        /// Last name of the main contact.
        last_name: String,
        /// Street address.
        address1: String,
        /// Second line of the address.
        address2: String,
        /// City.
        city: String,
        /// State or province.
        state: String,
        /// Postal code.
        zip_code: String,
        /// Main telephone number.
        phone_number: String,
        /// Fax number.
        fax_number: String,
        /// Free notes.
        comment: String,
        /// Country.
        country: String,
        /// The number of the linked company in ConnectWise PSA, as text; empty when not linked.
        external_id: String,
        /// Whether the client has support staff of its own.
        uses_in_house_support_staff: bool,
        /// Where mail about new tickets goes.
        new_ticket_notification_email: String,
        /// Whether groups that include "all clients" leave this one out.
        is_hidden_from_all_inclusive_group: bool,
        /// Its sites; present only when expanded.
        locations: Vec<Location>,
    }

    /// A login that the server uses to install agents at a client. Its secrets are not modelled.
    pub struct DeploymentLogin {
        /// Its id.
        deployment_login_id: i64,
        /// Its display name.
        title: String,
    }
}

body! {
    /// A client to create, or the whole of one to put in place of an old one.
    pub struct NewClient {
        required {
            /// Display name.
            name: String,
        }
        optional {
            /// Legal name.
            company / with_company: String,
            /// First name of the main contact.
            first_name / with_first_name: String,
            /// Last name of the main contact.
            last_name / with_last_name: String,
            /// Street address.
            address1 / with_address1: String,
            /// Second line of the address.
            address2 / with_address2: String,
            /// City.
            city / with_city: String,
            /// State or province.
            state / with_state: String,
            /// Postal code.
            zip_code / with_zip_code: String,
            /// Country.
            country / with_country: String,
            /// Main telephone number.
            phone_number / with_phone_number: String,
            /// Fax number.
            fax_number / with_fax_number: String,
            /// Free notes.
            comment / with_comment: String,
            /// The number of the linked company in ConnectWise PSA.
            external_id / with_external_id: String,
            /// Whether the client has support staff of its own.
            uses_in_house_support_staff / with_uses_in_house_support_staff: bool,
            /// Where mail about new tickets goes.
            new_ticket_notification_email / with_new_ticket_notification_email: String,
            /// Whether groups that include "all clients" leave this one out.
            is_hidden_from_all_inclusive_group / with_is_hidden_from_all_inclusive_group: bool,
        }
    }
}
