//! Starting a script on many things at once.

use super::macros::{body, model};
use super::schedule::{DistributionWindow, OfflineActions, ScheduleSettings};
use crate::ids::{ClientId, ComputerId, GroupId, LocationId, ScriptId};
use cw_http::data::DateTime;
use cw_http::open_enum;

open_enum! {
    /// Kind of thing that a batch is for.
    pub enum EntityType {
        /// The whole server.
        System = "System",
        /// Computers.
        Computer = "Computer",
        /// Locations.
        Site = "Site",
        /// Clients.
        Company = "Company",
        /// Network probes.
        Probe = "Probe",
        /// Network devices.
        NetworkDevice = "NetworkDevice",
        /// Tickets.
        Ticket = "Ticket",
        /// Groups.
        Group = "Group",
        /// Mobile devices.
        MobileDevice = "MobileDevice",
        /// Contacts.
        Contact = "Contact",
        /// Users.
        User = "User",
        /// Scripts.
        Script = "Script",
        /// Saved searches, that is, what they find.
        Search = "Search",
    }
}

body! {
    /// A script to start, now or later, on one or many things of one kind.
    ///
    /// The answer tells what was accepted, not how the runs went, and names no run: the outcome is
    /// in each computer's script history.
    pub struct ScriptBatch {
        required {
            /// Kind of target.
            entity_type: EntityType,
            /// The targets.
            entity_ids: Vec<i64>,
            /// The script.
            script_id: ScriptId,
            /// How often it runs.
            schedule: ScheduleSettings,
        }
        optional {
            /// Parameters of the script.
            parameters / with_parameters: Vec<ScriptParameter>,
            /// Whether times are those of the agent's clock, not the server's.
            use_agent_time / with_use_agent_time: bool,
            /// When it starts; give an offset, since the zone of naive dates is unconfirmed.
            start_date / with_start_date: DateTime,
            /// When it ends.
            expire_date / with_expire_date: DateTime,
            /// What happens where the agent is offline.
            offline_action_flags / with_offline_action_flags: OfflineActions,
            /// Over which time the starts are spread.
            distribution_window / with_distribution_window: DistributionWindow,
            /// Its weight in the queue. The scale is not documented; integrations send 12.
            priority / with_priority: i64,
            /// Whether groups in the group count too.
            include_sub_groups / with_include_sub_groups: bool,
        }
    }
}

impl ScriptBatch {
    /// Runs a script once on these computers.
    #[must_use]
    pub fn on_computers(script: ScriptId, computers: impl IntoIterator<Item = ComputerId>) -> Self {
        Self::once(script, EntityType::Computer, computers)
    }

    /// Runs a script once on every computer of these groups.
    #[must_use]
    pub fn on_groups(script: ScriptId, groups: impl IntoIterator<Item = GroupId>) -> Self {
        Self::once(script, EntityType::Group, groups)
    }

    /// Runs a script once on these locations.
    #[must_use]
    pub fn on_locations(script: ScriptId, locations: impl IntoIterator<Item = LocationId>) -> Self {
        Self::once(script, EntityType::Site, locations)
    }

    /// Runs a script once on these clients.
    #[must_use]
    pub fn on_clients(script: ScriptId, clients: impl IntoIterator<Item = ClientId>) -> Self {
        Self::once(script, EntityType::Company, clients)
    }

    fn once<I: Into<i64>>(script: ScriptId, kind: EntityType, targets: impl IntoIterator<Item = I>) -> Self {
        let targets: Vec<i64> = targets.into_iter().map(Into::into).collect();
        Self::new(kind, targets, script, ScheduleSettings::once())
    }

    /// Adds one parameter.
    #[must_use]
    pub fn with_parameter(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.get_or_insert_default().push(ScriptParameter::new(key, value));
        self
    }
}

model! {
    /// A parameter of a script.
    pub struct ScriptParameter {
        /// Its name.
        key: String,
        /// Its value.
        value: String,
    }

    /// What the server says to a batch of scripts.
    pub struct ScriptBatchResponse {
        /// What it says for each target.
        script_results: Vec<ScriptBatchResult>,
        /// Whether any target was refused.
        contains_unsuccessful_results: bool,
    }

    /// What the server says for one target.
    pub struct ScriptBatchResult {
        /// The target.
        entity_id: i64,
        /// What it says.
        result_details: ResultDetails,
    }

    /// Whether something was accepted.
    pub struct ResultDetails {
        /// As a number; the list is not published.
        result_status: i64,
        /// Why, as a number; the list is not published.
        reason_code: i64,
        /// Why, in words.
        message: String,
    }
}

impl ScriptParameter {
    /// A name and a value.
    #[must_use]
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: Some(key.into()), value: Some(value.into()) }
    }
}
