//! Locations: the sites of a client.

use super::client::DeploymentLogin;
use super::contact::Contact;
use super::extra_field::ExtraField;
use super::macros::{body, model};
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, GroupId, LocationId};
use cw_http::data::Secret;

model! {
    /// A site of a client. Lists and single reads differ in the fields they fill.
    pub struct Location {
        /// Its id.
        id: LocationId,
        /// Its id again, in lists only. [`Location::any_id`] takes whichever is there.
        location_id: LocationId,
        /// Its display name.
        name: String,
        /// The client it belongs to.
        client: Ref<ClientId>,
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
        /// Country.
        country: String,
        /// Telephone number.
        phone_number: String,
        /// Fax number.
        fax_number: String,
        /// Free notes.
        comments: String,
        /// The person to talk to there.
        contact: Contact,
        /// The computer that acts as network probe; 0 when there is none.
        probe_id: ComputerId,
        /// The number of the linked site in another system; 0 when not linked.
        external_id: i64,
        /// The site's router, which scripts may log in to.
        router: Router,
        /// Port on which the router listens; 0 when not set.
        router_port: i64,
        /// Address of the router, for scripts.
        script_router_address: String,
        /// Drive letter or share that scripts use.
        script_drive: String,
        /// User name that scripts use at this site.
        script_username: String,
        /// Password that scripts use at this site.
        script_password: Secret,
        /// Free text for scripts; often a product key, hence masked.
        script_extra1: Secret,
        /// Free text for scripts; often a product key, hence masked.
        script_extra2: Secret,
        /// The template that agents installed here follow.
        deployment_template: Ref,
        /// When maintenance may take place.
        maintenance_window: Ref,
        /// The group that agents installed here join.
        default_deployment_group: Ref<GroupId>,
        /// The login with which agents are installed.
        default_deployment_login: DeploymentLogin,
        /// Extra data fields; in lists only.
        extra_fields: Vec<ExtraField>,
    }

    /// A router at a site.
    pub struct Router {
        /// Its id.
        id: i64,
        /// Who made it.
        manufacturer_name: String,
        /// Its model.
        model: String,
        /// Firmware version.
        version: String,
        /// Kind of the port used to reach it.
        port_type: String,
        /// User name of its login.
        username: String,
        /// Password of its login.
        password: Secret,
        /// Its id across servers.
        guid: String,
    }
}

impl Location {
    /// The id, under whichever of its two names it came.
    #[must_use]
    pub fn any_id(&self) -> Option<LocationId> {
        self.id.or(self.location_id)
    }
}

body! {
    /// A location to create, or the whole of one to put in place of an old one.
    pub struct NewLocation {
        required {
            /// The client it belongs to.
            client: Ref<ClientId>,
            /// Display name.
            name: String,
        }
        optional {
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
            /// Telephone number.
            phone_number / with_phone_number: String,
            /// Fax number.
            fax_number / with_fax_number: String,
            /// Free notes.
            comments / with_comments: String,
            /// The number of the linked site in another system.
            external_id / with_external_id: i64,
        }
    }
}
