//! How well a computer is patched, and by which rules.

use cw_http::Request;
use serde_json::Value;

use super::{Computers, routes};
use crate::ids::ComputerId;
use crate::list::ListRequest;
use crate::models::{EffectivePatchingPolicy, PatchingPolicy, PatchingStats};
use cw_http::Call;

routes! {
    PATCHING_STATS = get("computers.patching_stats", "/v1/Computers/{id}/PatchingStats");
    EFFECTIVE_PATCHING_POLICY = get("computers.effective_patching_policy", "/v1/Computers/{id}/EffectivePatchingPolicy");
    PATCHING_POLICIES = get("computers.patching_policies", "/v1/Computers/{id}/ComputerPatchingPolicies");
    MICROSOFT_UPDATES = get("computers.microsoft_updates", "/v1/Computers/{id}/MicrosoftUpdates");
    THIRD_PARTY_PATCHES = get("computers.third_party_patches", "/v1/Computers/{id}/ThirdPartyPatches");
    PATCH_JOBS = get("computers.patch_jobs", "/v1/Computers/{id}/PatchJobs");
}

impl Computers {
    /// How well a computer is patched: `GET /Computers/{id}/PatchingStats`.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// use cwa_client::ComputerId;
    ///
    /// let stats = cwa.computers().patching_stats(ComputerId::new(1042)).await?;
    /// println!("{stats:?}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn patching_stats(&self, id: ComputerId) -> Call<PatchingStats> {
        self.0.read(Request::new(&PATCHING_STATS).param("id", id))
    }

    /// The rules that a computer follows: `GET /Computers/{id}/EffectivePatchingPolicy`.
    pub fn effective_patching_policy(&self, id: ComputerId) -> Call<EffectivePatchingPolicy> {
        self.0.read(Request::new(&EFFECTIVE_PATCHING_POLICY).param("id", id))
    }

    /// The rules that each group brings to a computer: `GET /Computers/{id}/ComputerPatchingPolicies`.
    pub fn patching_policies(&self, id: ComputerId) -> ListRequest<PatchingPolicy> {
        self.0.list(Request::new(&PATCHING_POLICIES).param("id", id), "GroupId asc")
    }

    /// Microsoft updates: `GET /Computers/{id}/MicrosoftUpdates`. The vendor does not describe the rows; read them into a type
    /// of your own with [`list_as`](ListRequest::list_as).
    pub fn microsoft_updates(&self, id: ComputerId) -> ListRequest<Value> {
        self.0.list(Request::new(&MICROSOFT_UPDATES).param("id", id), "")
    }

    /// Third-party patches: `GET /Computers/{id}/ThirdPartyPatches`. The vendor does not describe the rows.
    pub fn third_party_patches(&self, id: ComputerId) -> ListRequest<Value> {
        self.0.list(Request::new(&THIRD_PARTY_PATCHES).param("id", id), "")
    }

    /// Patch jobs: `GET /Computers/{id}/PatchJobs`. The vendor does not describe the rows.
    pub fn patch_jobs(&self, id: ComputerId) -> ListRequest<Value> {
        self.0.list(Request::new(&PATCH_JOBS).param("id", id), "")
    }
}
