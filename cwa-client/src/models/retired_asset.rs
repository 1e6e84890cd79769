//! Retired assets: what is remembered of computers whose agent is gone.

use super::macros::model;
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, LocationId, RetiredAssetId};
use cw_http::data::DateTime;

model! {
    /// A computer whose agent was retired.
    pub struct RetiredAsset {
        /// Its id; text on the wire.
        id: RetiredAssetId,
        /// The id it had as a computer.
        computer_id: ComputerId,
        /// The client it belonged to.
        client: Ref<ClientId>,
        /// The site it stood at.
        location: Ref<LocationId>,
        /// Its network name.
        computer_name: String,
        /// Name of the operating system.
        operating_system_name: String,
        /// Version of the operating system.
        operating_system_version: String,
        /// Notes.
        comment: String,
        /// Address in its own network.
        local_ip_address("LocalIPAddress"): String,
        /// Address seen from the Internet.
        gateway_ip_address("GatewayIPAddress"): String,
        /// Inventory label.
        asset_tag: String,
        /// When it was bought.
        asset_date: DateTime,
        /// When it was retired.
        retired_date: DateTime,
        /// Why it was retired.
        retire_comment: String,
    }
}
