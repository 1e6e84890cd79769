//! Groups of computers, network devices and contacts, and who is in them.

use super::computer::Computer;
use super::contact::Contact;
use super::macros::{body, model};
use super::network_device::NetworkDevice;
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, GroupId, LocationId, SearchId};
use cw_http::data::DateTime;

model! {
    /// A group.
    pub struct Group {
        /// Its id; text on the wire.
        id: GroupId,
        /// The group it is in; 0 at the top.
        parent_id: GroupId,
        /// The groups in it.
        sub_groups: Vec<GroupId>,
        /// The groups above it.
        parent_groups: Vec<GroupId>,
        /// The groups above it, with names.
        parents: Vec<Ref<GroupId>>,
        /// How many groups are above it.
        depth: i64,
        /// Its name.
        name: String,
        /// Its name after those of the groups above it.
        full_name: String,
        /// Notes.
        comments: String,
        /// Number of its kind.
        type_id: i64,
        /// Name of its kind.
        type_name: String,
        /// Its weight when several groups bring an agent template.
        template_priority: i64,
        /// Its id across servers.
        guid("GUID"): String,
        /// Computers that this search finds join by themselves.
        computers_auto_join_search: Ref<SearchId>,
        /// Devices that this search finds join by themselves.
        network_devices_auto_join_search: Ref<SearchId>,
        /// Contacts that this search finds join by themselves.
        contacts_auto_join_search: Ref<SearchId>,
        /// Whether computers that the search does not find are put out.
        computers_limit_to_search: bool,
        /// Whether devices that the search does not find are put out.
        network_devices_limit_to_search: bool,
        /// Whether contacts that the search does not find are put out.
        contacts_limit_to_search: bool,
        /// Whether the computers of its contacts join too.
        contacts_join_computers: bool,
        /// When its members may be maintained.
        maintenance_window: Ref,
        /// When that was last applied.
        maintenance_window_last_applied: DateTime,
        /// The template that its agents follow.
        remote_agent_template: Ref,
        /// The client whose computers it mirrors.
        client_to_sync: Ref<ClientId>,
        /// The location whose computers it mirrors.
        location_to_sync: Ref<LocationId>,
        /// Its computers; present only when expanded.
        computers: Vec<Computer>,
        /// Its network devices; present only when expanded.
        network_devices: Vec<NetworkDevice>,
        /// Its contacts; present only when expanded.
        contacts: Vec<Contact>,
    }

    /// That a computer is in a group.
    pub struct GroupComputer {
        /// Id of the membership.
        id: String,
        /// The group.
        group_id: GroupId,
        /// The computer.
        computer_id: ComputerId,
    }
}

body! {
    /// A group to create, or the whole of one to put in place of an old one.
    pub struct NewGroup {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// The group it goes into; at the top if not set.
            parent_id / with_parent_id: GroupId,
            /// Notes.
            comments / with_comments: String,
            /// Number of its kind.
            type_id / with_type_id: i64,
        }
    }

    /// A computer to put into a group.
    pub struct NewGroupComputer {
        required {
            /// The group.
            group_id: GroupId,
            /// The computer.
            computer_id: ComputerId,
        }
        optional {}
    }
}
