//! Device groups.

use cw_http::data::DateTime;

use super::macros::model;
use crate::ids::DeviceGroupId;

model! {
    /// A group of devices. Which devices are in it cannot be asked.
    pub struct DeviceGroup {
        /// Its id.
        id: DeviceGroupId,
        /// Its name.
        name: String,
        /// What it is for.
        description: String,
        /// Whether the platform made it.
        predefined: bool,
        /// Whether its members were chosen one by one, not by a rule.
        is_static("static"): bool,
        /// When it was made.
        created_at: DateTime,
        /// When it was last changed.
        updated_at: DateTime,
    }
}
