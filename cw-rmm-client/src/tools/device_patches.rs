//! Patches of a device: installed and missing.

use std::sync::Arc;

use cw_http::columns;
use cw_http::data::DateTime;
use cw_http::tools::{Limit, date, read, tenths, text};
use msp_tools_core::{Effect, IdOrName, Listed, Tool, ToolError, Untrusted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::machines;
use super::resolve::NamedRow;
use super::whole::{Slice, sort_by_date};
use crate::client::RmmClient;
use crate::models::{DevicePatch, PatchState, PatchSummary};

pub(super) fn get(rmm: &RmmClient) -> Arc<dyn Tool> {
    let spec = super::spec("cw-rmm-get-device-patches", Effect::Read)
        .with_title("Get device patches")
        .with_description(
            "Lists the patches (updates) of one device, by id or name, missing ones first, after a summary: compliance, how many are \
             missing, installed, wait for a restart. `state` narrows them. Whether a patch is installed is concluded from its date \
             of installation: the service has a number of its own (`status`), whose meaning is not published, and a failed \
             installation cannot be told from a missing patch.",
        )
        .with_permission(
            "Scope platform.ospatching.management.read; by id platform.asset.read, by name platform.devices.read and \
             platform.companies.read too",
        )
        .with_aliases([
            "updates", "windows update", "missing updates", "hotfixes", "kb", "compliance", "is it patched", "patch status", "vulnerable",
            "security updates",
        ])
        .with_operation("rmm:GET /patching/{id}/patches");
    read(spec, rmm, get_patches)
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetDevicePatches {
    /// The device, by id or name, such as `DC01`.
    device: IdOrName,
    /// Its company, by id or name, where several companies have a device of that name.
    company: Option<IdOrName>,
    /// Only patches that are missing, or only those that are installed.
    state: Option<State>,
    /// More columns to show, besides the usual ones.
    #[serde(default)]
    fields: Vec<PatchColumn>,
    /// How many patches to answer with, at most.
    #[serde(default)]
    limit: Limit,
    /// The `cursor` of the answer before, to go on behind it. Keep the other arguments as they were.
    cursor: Option<String>,
}

/// Whether a patch is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum State {
    Missing,
    Installed,
}

impl State {
    fn of(patch: &DevicePatch) -> Self {
        match patch.state() {
            PatchState::Installed => Self::Installed,
            PatchState::Missing => Self::Missing,
        }
    }
}

columns! {
    /// A patch.
    pub(super) struct PatchRow of patch: DevicePatch, by PatchColumn {
        usual {
            /// Its article, such as `KB5068861`.
            kb: Untrusted = "" => text(&patch.kb_article_id),
            /// Whether it is there, as concluded from the date of installation.
            state: State = "" => Some(State::of(patch)),
            /// Its state as the service numbers it; the meaning is not published.
            status: i64 = "" => patch.status,
            /// Its kind, such as `Security Updates`.
            classification: Untrusted = "" => text(&patch.classification),
            /// How bad it is not to have it, in the vendor's word.
            severity: Untrusted = "" => text(&patch.msrc_severity),
            /// When it was installed, in UTC.
            installed: String = "" => date(&patch.installed_date),
        }
        asked {
            /// Its id.
            id: Untrusted = "" => text(&patch.update_id),
            /// Whether it needs a restart.
            reboot: Untrusted = "" => text(&patch.reboot_behavior),
            /// What the provider says to it.
            approval: Untrusted = "" => text(&patch.partner_approval_status),
            /// What the platform's own tests say to it.
            testing: Untrusted = "" => text(&patch.noc_testing_status),
            /// Whether the policy wants it.
            wanted: bool = "" => patch.policy_match,
            /// Who installed it.
            installed_by: Untrusted = "" => text(&patch.installed_by),
            /// Its size in MB.
            size_mb: f64 = "" => patch.size_bytes().map(|bytes| tenths(bytes as f64 / f64::from(1 << 20))),
            /// Where to read about it.
            link: Untrusted = "" => text(&patch.more_information_link),
        }
    }
}

/// The patches of a device.
#[derive(Debug, Serialize, JsonSchema)]
struct PatchReport {
    /// Id of the device.
    device_id: String,
    /// Its name.
    device: Untrusted,
    /// All of them in numbers, as the service counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    #[serde(flatten)]
    patches: Listed<PatchRow>,
}

/// Patches in numbers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Summary {
    /// How many are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<i64>,
    /// How many are installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    installed: Option<i64>,
    /// How many wait for a restart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending_reboot: Option<i64>,
    /// How much of what the policy wants is there, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    compliance_percent: Option<f64>,
    /// Whether the system gets no patches any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    out_of_support: Option<bool>,
    /// The policy that says what it gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<Untrusted>,
    /// As of when, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
}

impl From<&PatchSummary> for Summary {
    fn from(summary: &PatchSummary) -> Self {
        Self {
            missing: summary.missing_count,
            installed: summary.installed_count,
            pending_reboot: summary.pending_reboot_count,
            compliance_percent: summary.compliance.map(tenths),
            out_of_support: summary.out_of_support,
            policy: text(&summary.policy_name),
            as_of: date(&summary.assessed_at),
        }
    }
}

async fn get_patches(access: Access, input: GetDevicePatches) -> Result<PatchReport, ToolError> {
    let slice = Slice::of(&input)?;
    let found = machines::one(&access, &input.device, input.company.as_ref()).await?;
    let report = access.rmm.patches().of_device(&found.id).await?;
    let mut patches: Vec<DevicePatch> = report.patches.into_iter().flatten().collect();
    patches.retain(|patch| input.state.is_none_or(|state| state == State::of(patch)));
    sort_by_date(&mut patches, true, |patch| {
        (patch.installed_date.as_ref().and_then(DateTime::timestamp), patch.kb_article_id.clone())
    });
    // Stable: within each, as sorted before.
    patches.sort_by_key(State::of);
    Ok(PatchReport {
        device_id: found.id.to_string(),
        device: found.row.name().into(),
        summary: report.summary.as_ref().map(Summary::from),
        patches: slice.cut(&patches, |patch| PatchRow::read(patch, &input.fields)),
    })
}
