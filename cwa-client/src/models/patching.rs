//! Patching: how well patched computers are, by which rules, and what was done.

use super::macros::{body, model};
use super::reference::Ref;
use crate::ids::{ClientId, ComputerId, GroupId};
use cw_http::data::DateTime;

model! {
    /// How well patched a computer is.
    pub struct PatchingStats {
        /// The computer.
        computer_id: ComputerId,
        /// Share of wanted patches that are installed; whether of 1 or of 100 is unconfirmed.
        overall_compliance: f64,
        /// Patches installed.
        installed_patch_count: i64,
        /// Patches wanted and not installed.
        missing_patch_count: i64,
        /// Patches that failed to install.
        failed_patch_count: i64,
        /// Third-party programs that are up to date.
        compliant_software_count: i64,
        /// Third-party programs that are not.
        non_compliant_software_count: i64,
        /// Third-party programs that failed to update.
        failed_software_count: i64,
        /// Third-party programs of the wrong version.
        incorrect_software_count: i64,
        /// How early it gets patches: test, pilot or production.
        stage: String,
        /// Whether its patches were never listed.
        no_patch_inventory: bool,
        /// Whether it takes patches from a WSUS server.
        wsus_enabled("WSUSEnabled"): bool,
        /// Whether patches are being installed now.
        patch_job_running: bool,
        /// Whether it may be patched by day.
        daytime_patching_enabled: bool,
        /// Whether its update agent is too old.
        wua_out_of_date("WUAOutOfDate"): bool,
        /// Whether it lacks patches that others build on.
        missing_baseline_patches: bool,
        /// Version of its update agent.
        wua_version("WUAVersion"): String,
        /// Last window for Microsoft patches.
        last_install_window: DateTime,
        /// Next window for Microsoft patches.
        next_install_window: DateTime,
        /// Last window for third-party patches.
        last_software_window: DateTime,
        /// Next window for third-party patches.
        next_software_window: DateTime,
        /// When it was last patched.
        last_patched_date: DateTime,
        /// When it last got a Microsoft patch.
        last_microsoft_patched_date: DateTime,
        /// When it last got a third-party patch.
        last_third_party_patched_date: DateTime,
        /// When its patches were last listed.
        last_patch_inventory: DateTime,
        /// Whether Microsoft patches are managed.
        is_microsoft_managed: bool,
        /// Whether third-party patches are managed.
        is_third_party_managed: bool,
    }

    /// The rules that a computer follows, after all groups are weighed.
    pub struct EffectivePatchingPolicy {
        /// The computer.
        computer_id: ComputerId,
        /// How many approval rules apply.
        approval_policy_count: i64,
        /// Rule for Microsoft updates.
        microsoft_update_policy_name: String,
        /// Rule for restarts.
        reboot_policy_name: String,
        /// Rule for third-party updates.
        third_party_update_policy_name: String,
    }

    /// The rules that one group brings to a computer.
    pub struct PatchingPolicy {
        /// The group.
        group_id: GroupId,
        /// Its name.
        name: String,
        /// How many approval rules it brings.
        approval_policy_count: i64,
        /// Its rule for Microsoft updates.
        microsoft_update_policy_name: String,
        /// Its rule for restarts.
        reboot_policy_name: String,
        /// Its rule for third-party updates.
        third_party_update_policy_name: String,
        /// The exception that replaces it; 0 when none does.
        override_id: i64,
        /// Its weight against other groups.
        priority: i64,
    }

    /// One step in installing or removing an update.
    pub struct PatchHistory {
        /// When.
        action_date: DateTime,
        /// On which computer.
        computer_id: ComputerId,
        /// Installed or removed.
        operation_code: Ref,
        /// What came of it.
        result_code: Ref,
        /// The client whose computer it is.
        patch_history_client: Ref<ClientId>,
        /// The update, by its title.
        patch_history_title: PatchTitle,
        /// The update, by Microsoft's id.
        update_id: String,
    }

    /// The title of an update.
    pub struct PatchTitle {
        /// Its id.
        id: i64,
        /// The title, for people.
        title: String,
        /// Number of the knowledge base article.
        knowledge_base_id: i64,
    }
}

body! {
    /// What a patch action is done to.
    ///
    /// Both are plain numbers here; 1 for a computer and 7 for a group are what other batch routes take.
    pub struct PatchTarget {
        required {
            /// Kind of thing, as a number.
            entity_type: i64,
            /// Which one.
            entity_id: i64,
        }
        optional {}
    }
}
