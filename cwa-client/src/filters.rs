//! The filters that lists are asked with most, as plain structs.
//!
//! Each becomes a [`Condition`]; what is not set does not filter, and what is set must all hold.
//! Anything else goes into `extra`.
//!
//! ```
//! use cwa_client::filters::ComputerFilter;
//! use cwa_client::models::ComputerStatus;
//!
//! let filter = ComputerFilter::new().with_client(12).with_status(ComputerStatus::Online);
//! let condition = filter.condition().expect("something is set");
//! assert_eq!(condition.to_expression()?, "Client.Id = 12 and Status = 'Online'");
//! # Ok::<(), cwa_client::ConditionError>(())
//! ```

use crate::condition::{self, Condition};
use crate::ids::{ClientId, ComputerId, GroupId, LocationId, ScriptFolderId};
use crate::models::{ComputerStatus, ComputerType};
use cw_http::data::DateTime;
use cw_http::setters;

/// Writes a filter: a field is documented, set by its `with_` method, and says what it asks for.
macro_rules! filters {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $field:ident / $with:ident: $ty:ty => |$value:ident| $condition:expr,)*
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$doc])* pub $field: Option<$ty>,)*
            /// What must hold besides.
            pub extra: Option<Condition>,
        }

        impl $name {
            /// Filters nothing, until something is set.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            setters!($($with => $field: $ty,)* with_extra => extra: Condition,);

            /// What the filter asks for; `None` if nothing is set.
            #[must_use]
            pub fn condition(&self) -> Option<Condition> {
                let set = [$(self.$field.as_ref().map(|$value| $condition),)* self.extra.clone()];
                Condition::all(set.into_iter().flatten())
            }
        }

        impl From<$name> for Option<Condition> {
            fn from(filter: $name) -> Self {
                filter.condition()
            }
        }
    )*};
}

filters! {
    /// Which alerts. That the server filters by these is unconfirmed.
    pub struct AlertFilter {
        /// Of this client.
        client / with_client: ClientId => |id| condition::alert::CLIENT_ID.eq(*id),
        /// At this location.
        location / with_location: LocationId => |id| condition::alert::LOCATION_ID.eq(*id),
        /// Of this computer.
        computer / with_computer: ComputerId => |id| condition::alert::COMPUTER_ID.eq(*id),
        /// Exactly this bad, in the server's word.
        severity / with_severity: String => |word| condition::alert::SEVERITY.eq(word),
        /// Of monitors whose name holds this text.
        monitor / with_monitor: String => |text| condition::alert::MONITOR_NAME.search(text),
        /// Whose message holds this text.
        message / with_message: String => |text| condition::alert::MESSAGE.search(text),
        /// Raised before.
        before / with_before: DateTime => |date| condition::alert::DATE.before(date),
        /// Raised after.
        after / with_after: DateTime => |date| condition::alert::DATE.after(date),
    }

    /// Which clients.
    pub struct ClientFilter {
        /// Whose name holds this text.
        name / with_name: String => |text| condition::client::NAME.search(text),
        /// Linked with this company of ConnectWise PSA.
        external_id / with_external_id: i64 => |id| condition::client::EXTERNAL_ID.eq(*id),
    }

    /// Which computers.
    pub struct ComputerFilter {
        /// Of this client.
        client / with_client: ClientId => |id| condition::computer::CLIENT_ID.eq(*id),
        /// At this location.
        location / with_location: LocationId => |id| condition::computer::LOCATION_ID.eq(*id),
        /// Online or offline.
        status / with_status: ComputerStatus => |status| condition::computer::STATUS.eq(status.clone()),
        /// Server or workstation.
        kind / with_kind: ComputerType => |kind| condition::computer::KIND.eq(kind.clone()),
        /// Whose operating system's name holds this text, such as `Server 2022`.
        operating_system / with_operating_system: String =>
            |text| condition::computer::OPERATING_SYSTEM.search(text),
        /// Whose name holds this text.
        name / with_name: String => |text| condition::computer::NAME.search(text),
        /// Not seen since.
        last_contact_before / with_last_contact_before: DateTime =>
            |date| condition::computer::LAST_CONTACT.before(date),
        /// Seen since.
        last_contact_after / with_last_contact_after: DateTime =>
            |date| condition::computer::LAST_CONTACT.after(date),
        /// Waiting for a restart, or not.
        reboot_needed / with_reboot_needed: bool => |flag| condition::computer::IS_REBOOT_NEEDED.eq(*flag),
        /// In maintenance, or not.
        in_maintenance / with_in_maintenance: bool => |flag| condition::computer::IS_IN_MAINTENANCE.eq(*flag),
    }

    /// Which contacts, of version 1.
    pub struct ContactFilter {
        /// Of this client.
        client / with_client: ClientId => |id| condition::contact::CLIENT_ID.eq(*id),
        /// At this location.
        location / with_location: LocationId => |id| condition::contact::LOCATION_ID.eq(*id),
        /// Whose first or last name holds this text.
        name / with_name: String => |text| {
            condition::contact::FIRST_NAME.search(text).or(condition::contact::LAST_NAME.search(text))
        },
        /// Whose mail address holds this text.
        email / with_email: String => |text| condition::contact::EMAIL.search(text),
    }

    /// Which groups.
    pub struct GroupFilter {
        /// Directly in this group.
        parent / with_parent: GroupId => |id| condition::group::PARENT_ID.eq(*id),
        /// Whose name, with those of the groups above it, holds this text.
        name / with_name: String => |text| condition::group::FULL_NAME.search(text),
    }

    /// Which locations.
    pub struct LocationFilter {
        /// Of this client.
        client / with_client: ClientId => |id| condition::location::CLIENT_ID.eq(*id),
        /// Whose name holds this text.
        name / with_name: String => |text| condition::location::NAME.search(text),
    }

    /// Which scripts.
    pub struct ScriptFilter {
        /// Whose name holds this text.
        name / with_name: String => |text| condition::script::NAME.search(text),
        /// Directly in this folder.
        folder / with_folder: ScriptFolderId => |id| condition::script::FOLDER_ID.eq(*id),
        /// Running on computers, or not.
        computer_script / with_computer_script: bool => |flag| condition::script::IS_COMPUTER_SCRIPT.eq(*flag),
    }

    /// Which tickets.
    pub struct TicketFilter {
        /// Of this client.
        client / with_client: ClientId => |id| condition::ticket::CLIENT_ID.eq(*id),
        /// About this computer.
        computer / with_computer: ComputerId => |id| condition::ticket::COMPUTER_ID.eq(*id),
        /// With exactly this status, in the server's word.
        status / with_status: String => |word| condition::ticket::STATUS_NAME.eq(word),
        /// Whose subject holds this text.
        subject / with_subject: String => |text| condition::ticket::SUBJECT.search(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::ConditionError;

    fn expression(condition: Option<Condition>) -> String {
        condition.expect("something is set").to_expression().unwrap()
    }

    #[test]
    fn what_is_not_set_does_not_filter() {
        assert_eq!(ComputerFilter::new().condition(), None);
        assert_eq!(Option::<Condition>::from(AlertFilter::new()), None);
    }

    #[test]
    fn a_computer_filter_says_all_that_is_set() {
        let filter = ComputerFilter::new()
            .with_client(12)
            .with_location(31)
            .with_status(ComputerStatus::Offline)
            .with_kind(ComputerType::Server)
            .with_operating_system("Server 2022")
            .with_name("DC")
            .with_last_contact_before(DateTime::new("2026-02-01T00:00:00"))
            .with_last_contact_after(DateTime::new("2026-01-01T00:00:00Z"))
            .with_reboot_needed(true)
            .with_in_maintenance(false)
            .with_extra(condition::computer::OPEN_PORTS_TCP.has(443).or(condition::computer::OPEN_PORTS_TCP.has(80)));
        assert_eq!(
            expression(filter.condition()),
            "Client.Id = 12 and Location.Id = 31 and Status = 'Offline' and Type = 'Server' \
             and OperatingSystemName like '%Server 2022%' and ComputerName like '%DC%' \
             and RemoteAgentLastContact < 2026-02-01T00:00:00 and RemoteAgentLastContact > 2026-01-01T00:00:00Z \
             and IsRebootNeeded = true and IsMaintenanceModeEnabled = false \
             and (OpenPortsTCP contains 443 or OpenPortsTCP contains 80)"
        );
    }

    #[test]
    fn the_other_filters_say_theirs() {
        for (condition, expected) in [
            (
                AlertFilter::new()
                    .with_client(1)
                    .with_location(2)
                    .with_computer(3)
                    .with_severity("Error")
                    .with_monitor("Disk")
                    .with_message("low")
                    .with_before(DateTime::new("2026-03-02T00:00:00"))
                    .with_after(DateTime::new("2026-03-01T00:00:00"))
                    .condition(),
                "Client.Id = 1 and Location.Id = 2 and Computer.Id = 3 and Severity.Name = 'Error' \
                 and Monitor.Name like '%Disk%' and Message like '%low%' \
                 and AlertDate < 2026-03-02T00:00:00 and AlertDate > 2026-03-01T00:00:00",
            ),
            (
                ClientFilter::new().with_name("O'Brien").with_external_id(20_417).condition(),
                "Name like \"%O'Brien%\" and ExternalId = 20417",
            ),
            (
                ContactFilter::new().with_client(1).with_location(2).with_name("mar").with_email("@acme").condition(),
                "Client.Id = 1 and Location.Id = 2 and (FirstName like '%mar%' or LastName like '%mar%') \
                 and Email like '%@acme%'",
            ),
            (
                GroupFilter::new().with_parent(4).with_name("Servers").condition(),
                "ParentId = 4 and FullName like '%Servers%'",
            ),
            (
                LocationFilter::new().with_client(1).with_name("Main").condition(),
                "Client.Id = 1 and Name like '%Main%'",
            ),
            (
                ScriptFilter::new().with_name("100%_done").with_folder(14).with_computer_script(true).condition(),
                "Name contains '100%_done' and Folder.Id = 14 and IsComputerScript = true",
            ),
            (
                TicketFilter::new().with_client(1).with_computer(3).with_status("New").with_subject("disk").condition(),
                "Client.Id = 1 and Computer.Id = 3 and Status.Name = 'New' and Subject like '%disk%'",
            ),
        ] {
            assert_eq!(expression(condition), expected);
        }
    }

    #[test]
    fn a_mistake_in_one_part_is_an_error_of_the_whole() {
        let filter = ComputerFilter::new().with_client(12).with_name("a'b\"c");
        let error = filter.condition().expect("something is set").to_expression().unwrap_err();
        assert_eq!(error, ConditionError::BothQuotes { text: "%a'b\"c%".to_owned() });
    }
}
