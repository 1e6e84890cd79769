//! The script library as version 1 of the API shows it.

use super::macros::{body, model};
use crate::ids::{ScriptFolderId, ScriptId};
use cw_http::data::DateTime;

model! {
    /// A script of the library. Bodies are large: leave `ScriptData` out when listing.
    pub struct Script {
        /// Its id; text on the wire.
        id: ScriptId,
        /// Its name.
        name: String,
        /// What it is for.
        comments: String,
        /// The folder it is in.
        folder: ScriptFolder,
        /// The folders above it, separated by backslashes.
        full_folder_path: String,
        /// Names of the parameters that it takes.
        parameters: Vec<String>,
        /// Whether it runs on computers.
        is_computer_script: bool,
        /// Whether it runs on locations.
        is_location_script: bool,
        /// Whether it runs on network devices.
        is_network_device_script: bool,
        /// Whether it runs on mobile devices.
        is_mobile_device_script: bool,
        /// Whether it runs on contacts.
        is_contact_script: bool,
        /// Whether it is for maintenance, which runs even when alerts are held back.
        is_maintenance_script: bool,
        /// Whether other scripts can call it as one step.
        is_function_script: bool,
        /// Whether it can run without the agent being online.
        is_offline: bool,
        /// Whether mobile devices are passed over.
        ignore_for_mobile_devices: bool,
        /// Whether it may be shared with other servers.
        is_public_sharable: bool,
        /// Whether it asks the user at the machine.
        is_user_response: bool,
        /// Whether the product brought it.
        is_system_script: bool,
        /// Counts its edits.
        version: i64,
        /// Its id across servers.
        guid("GUID"): String,
        /// User classes that may edit it; 0 is everybody (unconfirmed).
        edit_permission: Vec<i64>,
        /// User classes that may run it; 0 is everybody (unconfirmed).
        permission: Vec<i64>,
        /// Minutes of work that one run saves.
        automation_time: i64,
        /// When it was last edited.
        update_date: DateTime,
        /// Who last edited it.
        updated_by: String,
        /// Its steps.
        script_data: ScriptData,
    }

    /// The body of a script.
    pub struct ScriptData {
        /// What is said about the steps.
        script_metadata: ScriptMetadata,
        /// The steps, in order of `sort`.
        script_steps: Vec<ScriptStep>,
    }

    /// What is said about the steps of a script.
    pub struct ScriptMetadata {
        /// Extra data fields that it uses.
        extra_data_fields: String,
        /// Its parameters, as one text.
        parameters: String,
        /// Its global variables, as one text.
        globals: String,
        /// Counts its edits.
        script_version: i64,
        /// Its id across servers.
        script_guid: String,
    }

    /// A step of a script.
    pub struct ScriptStep {
        /// The part of the script it is in: `if`, `then` or `else`, as a number.
        script_section: i64,
        /// What it does; numbers are those of the script editor.
        function_id: i64,
        /// First argument.
        param1: String,
        /// Second argument.
        param2: String,
        /// Third argument.
        param3: String,
        /// Fourth argument.
        param4: String,
        /// Fifth argument.
        param5: String,
        /// Its place.
        sort: i64,
        /// What follows when it fails, as a number.
        continue_on("Continue"): i64,
        /// Operating systems it is for, as a number.
        os_limit: i64,
        /// How far it is moved in.
        indentation: i64,
    }

    /// A folder of the script library.
    pub struct ScriptFolder {
        /// Its id; text on the wire.
        id: ScriptFolderId,
        /// The folder it is in; 0 at the top.
        parent_id: ScriptFolderId,
        /// Its name.
        name: String,
        /// Its id across servers.
        guid("GUID"): String,
        /// The folders in it; only in the hierarchy.
        sub_folders: Vec<ScriptFolder>,
        /// The folder it is in; only in the hierarchy.
        parent_folder: Box<ScriptFolder>,
    }
}

body! {
    /// A folder to create in the script library.
    pub struct NewScriptFolder {
        required {
            /// Its name.
            name: String,
        }
        optional {
            /// The folder it is in; at the top if not set.
            parent_id / with_parent_id: ScriptFolderId,
        }
    }
}
