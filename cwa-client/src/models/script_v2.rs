//! The script library as version 2 of the API shows it. Not every server has it.

use std::collections::BTreeMap;

use super::macros::{body, model};
use super::reference::Ref;
use crate::ids::{ScriptFolderId, ScriptId, UserId};

model! {
    /// A script, with its settings and, on request, its steps.
    ///
    /// There is no body to write one back: steps hold parts that the vendor does not describe, and
    /// a record that was read would lose them.
    pub struct ScriptV2 {
        /// Its id.
        script_id: ScriptId,
        /// Its name.
        name: String,
        /// What it is for.
        description: String,
        /// The folder it is in.
        folder: ScriptFolderV2,
        /// What it runs on.
        script_target_type: Ref,
        /// How it runs.
        script_options: ScriptOptions,
        /// Minutes of work that one run saves.
        automation_minutes: i64,
        /// The ticket that a run opens.
        ticket_entry_settings: TicketEntrySettings,
        /// The time that a run logs.
        time_entry_settings: TimeEntrySettings,
        /// Who may run and edit it.
        user_class_access_settings: Vec<UserClassAccess>,
        /// Whether its steps are hidden.
        is_protected: bool,
        /// Whether it logs more than usual.
        uses_enhanced_logging: bool,
        /// Its steps; only when asked for.
        steps: Vec<ScriptStepV2>,
        /// Its global variables.
        global_variables: BTreeMap<String, String>,
        /// Names of the parameters that it takes.
        parameters: Vec<String>,
    }

    /// A folder of the script library.
    pub struct ScriptFolderV2 {
        /// Its id.
        script_folder_id: ScriptFolderId,
        /// Its name.
        name: String,
        /// The folders in it.
        child_folders: Vec<ScriptFolderV2>,
    }

    /// How a script runs.
    pub struct ScriptOptions {
        /// Whether nothing else runs beside it.
        is_isolated_script: bool,
        /// Whether it is for maintenance, which runs even when alerts are held back.
        is_maintenance_script: bool,
        /// Whether other scripts can call it as one step.
        is_function_script: bool,
        /// Whether it can run without the agent being online.
        is_offline_script: bool,
        /// Whether the product brought it.
        is_system_script: bool,
    }

    /// A step of a script.
    pub struct ScriptStepV2 {
        /// Operating systems it is for, as a number.
        operating_system: i64,
        /// Whether it is switched on.
        is_enabled: bool,
        /// Whether the script goes on when it fails.
        should_continue_on_failure: bool,
        /// How far it is moved in.
        indentation_level: i64,
        /// What it does. The vendor describes `ScriptFunctionId` alone; the rest differs by function.
        function: serde_json::Value,
    }

    /// The ticket that a run of a script opens.
    pub struct TicketEntrySettings {
        /// Its subject.
        ticket_subject: String,
        /// Who asks.
        ticket_requestor: String,
        /// Its category.
        ticket_category: EntryChoice,
        /// When it is closed.
        close_ticket_trigger: Ref,
    }

    /// The time that a run of a script logs.
    pub struct TimeEntrySettings {
        /// The ticket it is logged on; a number or a script variable.
        ticket_id: String,
        /// How many minutes; a number or a script variable.
        minutes_to_log: String,
        /// Its category.
        time_category: EntryChoice,
        /// When the timer stops.
        stop_timer_trigger: Ref,
        /// Notes on it.
        notes: String,
        /// For whom.
        technician: EntryTechnician,
    }

    /// A category, or a script variable in its place.
    pub struct EntryChoice {
        /// The category of a ticket.
        ticket_category_id: i64,
        /// The category of a time entry.
        time_category_id: i64,
        /// Its name.
        name: String,
        /// Whether the custom value counts.
        is_overridden: bool,
        /// The custom value.
        custom_value: String,
    }

    /// A technician, or a script variable in his place.
    pub struct EntryTechnician {
        /// The user.
        user_id: UserId,
        /// The user's name.
        name: String,
        /// Whether the custom value counts.
        is_overridden: bool,
        /// The custom value.
        custom_value: String,
    }

    /// What a class of users may do with a script.
    pub struct UserClassAccess {
        /// The class.
        user_class_id: i64,
        /// Its name.
        name: String,
        /// Whether it may run the script.
        can_execute: bool,
        /// Whether it may edit the script.
        can_edit: bool,
    }
}

body! {
    /// A script to create, still without steps.
    pub struct NewScriptV2 {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// What it is for.
            description / with_description: String,
            /// The folder it goes into.
            folder / with_folder: NewScriptFolderV2,
            /// Minutes of work that one run saves.
            automation_minutes / with_automation_minutes: i64,
        }
    }

    /// A folder to create, to rename, or to put a script into.
    pub struct NewScriptFolderV2 {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// Which one, if it exists.
            script_folder_id / with_script_folder_id: ScriptFolderId,
        }
    }
}
