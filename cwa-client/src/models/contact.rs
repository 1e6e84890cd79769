//! Contacts: people at clients. Version 1 of the API lists them, version 2 edits them.

use super::location::Location;
use super::macros::{body, model};
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, ContactId, LocationId};
use cw_http::data::DateTime;
use cw_http::data::Secret;

model! {
    /// A person at a client, as version 1 shows it.
    pub struct Contact {
        /// Its id; text on the wire.
        id: ContactId,
        /// The client.
        client: Ref<ClientId>,
        /// The location.
        location: Ref<LocationId>,
        /// First name.
        first_name: String,
        /// Last name.
        last_name: String,
        /// Mail address.
        email: String,
        /// Telephone number.
        phone_number: String,
        /// Mobile number.
        mobile_number: String,
        /// Pager number.
        pager_number: String,
        /// Fax number.
        fax_number: String,
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
        /// The number of the linked contact in another system, as text.
        external_id: String,
        /// What the person may do in the web portal.
        web_permissions: ContactWebPermissions,
        /// When it was created.
        created_date: DateTime,
        /// The computers that the person uses; present only when expanded.
        associated_computers: Vec<Ref<ComputerId>>,
    }

    /// What a contact may do in the web portal.
    pub struct ContactWebPermissions {
        /// See and write tickets.
        tickets: bool,
        /// Control machines remotely.
        remote_access: bool,
        /// Install agents.
        install_agent: bool,
        /// Restart machines.
        reboot: bool,
        /// Shut machines down.
        shutdown: bool,
        /// Wake machines.
        wake_on_lan("WakeOnLAN"): bool,
        /// Whether a second factor is required.
        multi_factor_required: bool,
    }

    /// A person at a client, as version 2 shows it.
    pub struct ContactV2 {
        /// Its id.
        contact_id: ContactId,
        /// The client.
        client: Ref<ClientId>,
        /// The location.
        location: Box<Location>,
        /// First name.
        first_name: String,
        /// Last name.
        last_name: String,
        /// Mail address.
        email_address: String,
        /// Telephone number.
        phone_number: String,
        /// Mobile number.
        mobile_number: String,
        /// Pager number.
        pager_number: String,
        /// Fax number.
        fax_number: String,
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
        /// Password of the web portal, if the server says it.
        password: Secret,
        /// What the person may do.
        permissions: Vec<String>,
        /// Whether another system manages the row.
        is_managed: bool,
        /// Whether the person can log in.
        is_activated: bool,
        /// When it was created.
        date_created: DateTime,
        /// When it was last edited.
        last_update_date: DateTime,
        /// Where the row comes from.
        source: Ref,
    }
}

body! {
    /// A contact to create with version 2, or the whole of one to put in place of an old one.
    pub struct NewContact {
        required {
            /// The client.
            client: ClientById,
            /// First name.
            first_name: String,
            /// Last name.
            last_name: String,
        }
        optional {
            /// The location.
            location / with_location: LocationById,
            /// Mail address.
            email_address / with_email_address: String,
            /// Telephone number.
            phone_number / with_phone_number: String,
            /// Mobile number.
            mobile_number / with_mobile_number: String,
            /// Pager number.
            pager_number / with_pager_number: String,
            /// Fax number.
            fax_number / with_fax_number: String,
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
        }
    }

    /// A client, named by its id as version 2 wants it.
    pub struct ClientById {
        required {
            /// Its id.
            client_id: ClientId,
        }
        optional {}
    }

    /// A location, named by its id as version 2 wants it.
    pub struct LocationById {
        required {
            /// Its id.
            location_id: LocationId,
        }
        optional {}
    }
}

impl From<ClientId> for ClientById {
    fn from(client_id: ClientId) -> Self {
        Self { client_id }
    }
}

impl From<LocationId> for LocationById {
    fn from(location_id: LocationId) -> Self {
        Self { location_id }
    }
}
