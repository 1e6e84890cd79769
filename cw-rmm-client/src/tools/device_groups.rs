//! Device groups.

use std::collections::BTreeSet;
use std::sync::Arc;

use cw_http::columns;
use cw_http::tools::{date, read, short, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};

use super::access::Access;
use super::columns::word;
use super::input::{SearchText, fits, list_input};
use super::machines;
use super::whole::{Slice, sort_by_text};
use crate::client::RmmClient;
use crate::models::DeviceGroup;

pub(super) fn list(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-list-device-groups", Effect::Read)
        .with_title("List device groups")
        .with_description(
            "Lists the device groups of ConnectWise RMM, by name: id, name, description, dynamic (by a rule) or not; with `device` \
             those that a device is in. Which devices are in a group cannot be asked. They belong to no company.",
        )
        .with_permission("Scope platform.deviceGroups.read")
        .with_aliases(["groups", "collections", "dynamic groups", "which groups is this machine in", "tags of machines"])
        .with_operation("rmm:GET /device-groups")
        .with_operation("rmm:GET /managed-endpoints/{id}/device-groups");
    read(spec, rmm, list_groups)
}

list_input! {
    struct ListDeviceGroups of GroupColumn, order GroupOrder {
        /// Only groups whose name contains this text, such as `server`. Case does not matter.
        name: Option<SearchText>,
        /// Only groups that this device is in, by id or name, such as `DC01`.
        device: Option<IdOrName>,
        /// Only groups whose members a rule chooses, or only those whose members were chosen one by one.
        dynamic: Option<bool>,
    }
    sorts {
        #[default]
        Name,
    }
}

columns! {
    /// A group of devices.
    pub(super) struct GroupRow of group: DeviceGroup, by GroupColumn {
        usual {
            /// Its id.
            id: String = "" => word(&group.id),
            /// Its name.
            name: Untrusted = "" => text(&group.name),
            /// What it is for; long descriptions are cut.
            description: Untrusted = "" => short(&group.description),
            /// Whether a rule chooses its members.
            dynamic: bool = "" => group.is_static.map(|is_static| !is_static),
        }
        asked {
            /// What it is for, whole.
            full_description: Untrusted = "" => text(&group.description),
            /// Whether the platform made it.
            predefined: bool = "" => group.predefined,
            /// When it was made, in UTC.
            created: String = "" => date(&group.created_at),
            /// When it was last changed, in UTC.
            updated: String = "" => date(&group.updated_at),
        }
    }
}

async fn list_groups(access: Access, input: ListDeviceGroups) -> Result<Listed<GroupRow>, ToolError> {
    let slice = Slice::of(&input)?;
    let of_device: Option<BTreeSet<_>> = match &input.device {
        Some(device) => {
            let found = machines::one(&access, device, None).await?;
            Some(access.rmm.device_groups().of_device(&found.id).await?.into_iter().collect())
        }
        None => None,
    };
    let mut groups = access.rmm.device_groups().list().all().await?;
    groups.retain(|group| {
        let is_in = |ids: &BTreeSet<_>| group.id.as_ref().is_some_and(|id| ids.contains(id));
        fits(input.name.as_ref(), [group.name.as_deref()])
            && of_device.as_ref().is_none_or(is_in)
            && input.dynamic.is_none_or(|dynamic| group.is_static == Some(!dynamic))
    });
    sort_by_text(&mut groups, input.descending, |group| (group.name.as_deref(), group.id.as_ref().map(AsRef::as_ref)));
    Ok(slice.cut(&groups, |group| GroupRow::read(group, &input.fields)))
}
