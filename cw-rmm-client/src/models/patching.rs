//! Patches of a device.

use cw_http::data::DateTime;
use serde::Serialize;

use super::macros::model;

model! {
    /// What is installed on a device, and what is not.
    pub struct PatchReport {
        /// In numbers.
        summary: PatchSummary,
        /// One by one.
        patches: Vec<DevicePatch>,
    }

    /// How well a device is patched.
    pub struct PatchSummary {
        /// When it was looked at.
        assessed_at: DateTime,
        /// How many patches are missing.
        missing_count: i64,
        /// How many wait for a restart.
        pending_reboot_count: i64,
        /// How many are installed.
        installed_count: i64,
        /// How much of what the policy wants is there, in percent.
        compliance: f64,
        /// Whether the system gets no patches any more.
        out_of_support: bool,
        /// Whether patches are deployed to it.
        deployment_status: bool,
        /// The policy that says what it gets.
        policy_name: String,
    }

    /// A patch.
    pub struct DevicePatch {
        /// Its id.
        update_id("updateID"): String,
        /// Its article: `KB5068861`.
        kb_article_id("kbArticleID"): String,
        /// Its state, as a number. The vendor does not say what the numbers mean; see [`state`](Self::state).
        status: i64,
        /// `Security Updates`.
        classification: String,
        /// `AlwaysRequiresReboot`.
        reboot_behavior: String,
        /// The vendor's bulletin.
        msrc_id("msrcID"): String,
        /// How bad it is not to have it, in the vendor's word.
        msrc_severity: String,
        /// What the platform's own tests say.
        noc_testing_status: String,
        /// What the provider says.
        partner_approval_status: String,
        /// Its size in bytes, as text.
        size: String,
        /// Where to read about it.
        more_information_link: String,
        /// Whether the policy wants it.
        policy_match: bool,
        /// Who installed it.
        installed_by: String,
        /// When it was installed.
        installed_date: DateTime,
    }
}

/// Whether a patch is there. A patch whose installation failed cannot be told from one that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PatchState {
    /// It is.
    Installed,
    /// It is not.
    Missing,
}

impl DevicePatch {
    /// Whether it is there: one that has been installed at some time is. Concluded from that date, since the meaning of the
    /// number in `status` is not documented.
    #[must_use]
    pub fn state(&self) -> PatchState {
        match &self.installed_date {
            Some(date) if !date.is_unset() => PatchState::Installed,
            _ => PatchState::Missing,
        }
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size_bytes(&self) -> Option<u64> {
        self.size.as_ref()?.trim().parse().ok()
    }
}
