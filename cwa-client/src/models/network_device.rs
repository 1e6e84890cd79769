//! Network devices: things without an agent that a probe found.

use super::contact::Contact;
use super::macros::model;
use super::monitor::AlertAction;
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, GroupId, LocationId, NetworkDeviceId};
use cw_http::data::DateTime;
use cw_http::data::Secret;

model! {
    /// A device without an agent, such as a printer or a switch.
    pub struct NetworkDevice {
        /// Its id; text on the wire.
        id: NetworkDeviceId,
        /// Its name.
        name: String,
        /// The name that people gave it.
        friendly_name: String,
        /// The client it belongs to.
        client: Ref<ClientId>,
        /// The site it stands at.
        location: Ref<LocationId>,
        /// The person to talk to about it.
        contact: Contact,
        /// What it is.
        device_type: Ref,
        /// Whether it answers.
        status: String,
        /// Address in its own network.
        local_ip_address("LocalIPAddress"): String,
        /// Hardware address of the network card.
        mac_address("MACAddress"): String,
        /// TCP ports on which it listens.
        open_ports_tcp("OpenPortsTCP"): Vec<i64>,
        /// Who made it.
        manufacturer_name: String,
        /// Its model.
        model_name: String,
        /// What it says of itself.
        description: String,
        /// By which template it was recognised.
        detection_template_name: String,
        /// When the row was last written.
        last_updated: DateTime,
        /// When it last answered.
        last_contact: DateTime,
        /// When it was found.
        date_added: DateTime,
        /// When it was bought.
        asset_date: DateTime,
        /// What is done when it fails.
        alert_action: AlertAction,
        /// What is told when it fails.
        alert_message: String,
        /// Whether it is an alert when it does not answer.
        alert_when_offline: bool,
        /// SNMP community for reading: a password.
        snmp_community_get("SNMPCommunityGet"): Secret,
        /// SNMP community for writing: a password.
        snmp_community_set("SNMPCommunitySet"): Secret,
        /// Whether it speaks SNMP version 1.
        is_snmp_v1_supported("IsSNMPv1Supported"): bool,
        /// Whether it speaks SNMP version 2c.
        is_snmp_v2c_supported("IsSNMPv2cSupported"): bool,
        /// Whether it speaks SNMP version 3.
        is_snmp_v3_supported("IsSNMPv3Supported"): bool,
        /// Whether its toner runs out.
        is_low_on_toner: bool,
        /// Whether its paper runs out.
        is_low_on_paper: bool,
        /// Whether it moves much data.
        is_high_bandwidth: bool,
        /// The flags above, for people.
        flags_display: String,
        /// Time since it started; unit not documented.
        uptime: i64,
        /// Time since it started, for people.
        uptime_display: String,
        /// Data it sent, in bytes (unconfirmed).
        data_out: i64,
        /// Data it sent, for people.
        data_out_display: String,
        /// Data it received, in bytes (unconfirmed).
        data_in: i64,
        /// Data it received, for people.
        data_in_display: String,
        /// How full its storage is, as text.
        nas_percent: String,
        /// The groups it is in; present only when expanded.
        groups: Vec<Ref<GroupId>>,
        /// Whether it is linked with ConnectWise PSA.
        is_synced_to_manage: bool,
        /// Branches of the SNMP tree that it answers.
        snmp_tree: Vec<i64>,
        /// The login that is kept for it. Its secrets are not in the answer.
        external_system_credentials: ExternalSystemCredentials,
        /// How many network ports it has.
        interface_count: i64,
        /// The computer that probes it.
        probe_id: ComputerId,
        /// Name of the computer that probes it.
        probe_name: String,
        /// Whether an agent could be installed on it.
        agent_deployment_readiness_check: AgentDeploymentReadiness,
    }

    /// A login that is kept for another system.
    pub struct ExternalSystemCredentials {
        /// Its id.
        credentials_id: i64,
        /// The client.
        client_id: ClientId,
        /// Its name.
        title: String,
        /// When it ends.
        expiration_date: DateTime,
        /// Whether it is in use.
        is_active: bool,
    }

    /// Whether an agent could be installed on a device.
    pub struct AgentDeploymentReadiness {
        /// Its id.
        agent_deployment_readiness_check_id: i64,
        /// The device.
        network_device_id: NetworkDeviceId,
        /// Number of the answer.
        agent_deployment_readiness_check_status_id: i64,
        /// The answer.
        readiness_check_status: String,
        /// How often it was tried.
        deployment_attempt_count: i64,
        /// When it was last checked.
        date_last_checked_for_readiness: DateTime,
        /// When it was last tried.
        date_last_deployment_attempted: DateTime,
    }
}
